//! What is left of the terminal where the program panics at the workbench.

use std::io::Read as _;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::super::super::restore;
use super::super::terminal::Screen;

/// Takes the screen of a terminal that the test below gives it, and panics.
#[test]
#[ignore = "it runs in a terminal of its own"]
fn at_the_workbench() {
    restore::on_panic();
    let _screen = Screen::open().unwrap();
    panic!("something is wrong");
}

#[test]
fn gives_the_terminal_back() {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    let this = module_path!().split_once("::").map_or("", |(_, path)| path);
    command.args(["--exact", &format!("{this}::at_the_workbench"), "--ignored", "--nocapture"]);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut seen = Vec::new();
    // The terminal ends with an error where nobody has it any more.
    let _ = reader.read_to_end(&mut seen);
    assert!(!child.wait().unwrap().success());
    let seen = String::from_utf8_lossy(&seen);
    let said = seen.find("something is wrong").expect("the panic is said");
    for (took, gives_back) in [("\u{1b}[?1049h", "\u{1b}[?1049l"), ("\u{1b}[?2004h", "\u{1b}[?2004l")] {
        let (took, gave) = (seen.find(took), seen.find(gives_back));
        assert!(took.is_some() && took < gave && gave < Some(said), "{gives_back:?} does not come before\n{seen:?}");
    }
    // Lines end as they do in a terminal that is not raw.
    assert!(seen[said..].contains("\r\n"), "{seen:?}");
}
