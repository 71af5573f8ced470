//! How long a key takes until the screen is drawn again: `benches/redraw.sh`.

use super::*;

/// The keys of a question, its evidence, the overview and the help, on a large screen.
#[test]
#[ignore = "it says a time, which only a build for release is worth"]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a measurement reads the clock, and says what it read"
)]
fn of_a_key_on_200_by_60() {
    let framework = framework("coding-agent");
    let mut player = Player::begin(&framework);
    player.press("Kim<Enter><Enter><Enter><Enter><Enter>");
    player.press(AGENT);
    let mut terminal = Terminal::new(TestBackend::new(200, 60)).unwrap();
    let mut worst = std::time::Duration::ZERO;
    let begun = std::time::Instant::now();
    let mut keys = 0_u32;
    for key in script_keys(&"<Down>1<Esc>?<Esc>o<Down><Down><Esc>12<Right>".repeat(50)) {
        let pressed = std::time::Instant::now();
        let reply = player.desk.keys(&[key], &player.talk);
        player.took(reply);
        terminal.draw(|frame| draw::draw(frame, &player.desk, &player.talk)).unwrap();
        worst = worst.max(pressed.elapsed());
        keys += 1;
    }
    eprintln!("{keys} keys: {:?} each, at most {worst:?}", begun.elapsed() / keys);
}
