//! The terminal is given back, however the program ends: in a release a panic aborts, and nothing is dropped.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::DisableBracketedPaste;
use crossterm::{cursor, execute, terminal};

/// Whether the program has the full screen.
static FULL_SCREEN: AtomicBool = AtomicBool::new(false);

/// That the full screen was taken, or given back.
pub fn full_screen(taken: bool) {
    FULL_SCREEN.store(taken, Ordering::Relaxed);
}

/// From here on a panic gives the terminal back before anything is said of it.
pub fn on_panic() {
    let say = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        give_back();
        say(panic);
    }));
}

/// Gives back what was taken of the terminal. Where it is gone, nothing better can be done.
fn give_back() {
    if !terminal::is_raw_mode_enabled().unwrap_or(false) {
        return;
    }
    let mut out = io::stderr();
    let _ = execute!(out, DisableBracketedPaste, cursor::Show);
    if FULL_SCREEN.swap(false, Ordering::Relaxed) {
        let _ = execute!(out, terminal::LeaveAlternateScreen);
    } else {
        let _ = out.write_all(b"\r\n");
    }
    let _ = terminal::disable_raw_mode();
}
