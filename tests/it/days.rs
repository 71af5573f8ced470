//! Days are real: what is refused because its day or clock is not, who is not refused for it, and how a
//! chain goes on that somebody blocked before.

use std::path::Path;
use std::process::Output;

use plimsoll::document::sha256;

use super::support::{PLIMSOLL, beside_register, done, plimsoll, said, seed};

const RECORD: &str = "tools/note-taker/general/0001-event.toml";
const HEAD: &str = "heads/tools/note-taker/general.toml";

/// Runs the program while the clock shows a second.
fn at(folder: &Path, clock: i64, arguments: &str) -> Output {
    let mut command = beside_register(PLIMSOLL, folder);
    command.env("SOURCE_DATE_EPOCH", clock.to_string()).args(arguments.split(' ')).output().unwrap()
}

const NOON: i64 = 1_795_348_800;
const TRIGGER: &str = "event trigger note-taker --why News";

/// Expects a refusal, which names the remedy, and that nothing was written.
fn refused(output: &Output, remedy: &str) {
    let text = said(output);
    assert!(output.status.code() == Some(2) && text.contains(remedy) && text.contains("nothing was written"), "{text}");
    assert!(!text.contains("recorded as"), "{text}");
}

#[test]
fn a_record_judges_the_day_of_the_clock_or_an_earlier_one() {
    let folder = seed(false);
    let root = folder.path();
    refused(&at(root, NOON, &format!("{TRIGGER} --as-of 2026-11-23")), "by the clock it is 2026-11-22 in UTC");
    refused(&at(root, NOON, &format!("{TRIGGER} --as-of 9999-12-31")), "in the future");
    assert!(at(root, NOON, &format!("{TRIGGER} --as-of 2026-11-22")).status.success());
    refused(&at(root, NOON, &format!("{TRIGGER} --as-of 2026-11-21")), "which judges 2026-11-22");
    // The last second of the day is of the day.
    assert!(at(root, NOON + 43_199, &format!("{TRIGGER} --as-of 2026-11-22")).status.success());
    assert!(at(root, NOON + 43_200, &format!("{TRIGGER} --as-of 2026-11-23")).status.success());
}

#[test]
fn clocks_may_differ_by_a_little_and_not_by_more() {
    let folder = seed(false);
    let root = folder.path();
    assert!(at(root, NOON, TRIGGER).status.success());
    // Somebody else's clock is ten minutes behind: it is the same moment.
    assert!(at(root, NOON - 600, TRIGGER).status.success());
    let second = std::fs::read_to_string(root.join("register/tools/note-taker/general/0002-event.toml")).unwrap();
    assert!(second.contains("recorded-at = 2026-11-22T12:00:00Z"), "{second}");
    refused(&at(root, NOON - 601, TRIGGER), "event mend");
    // No clock shows this.
    refused(&at(root, 4_102_444_800, TRIGGER), "correct it");
    refused(&at(root, NOON + 20 * 365 * 86_400 + 86_400, TRIGGER), "20 years after the last record");
    assert!(done(root, "verify").contains("2 records of 1 use: sound"));
}

/// Makes a record say another day or moment, and its head fit, as a version without the rule wrote them.
fn blocked(root: &Path, from: &str, to: &str) {
    let register = root.join("register");
    let text = std::fs::read_to_string(register.join(RECORD)).unwrap();
    assert!(text.contains(from), "{text}");
    let far = text.replace(from, to);
    let head = std::fs::read_to_string(register.join(HEAD)).unwrap().replace(&sha256(&text), &sha256(&far));
    std::fs::write(register.join(RECORD), far).unwrap();
    std::fs::write(register.join(HEAD), head).unwrap();
}

#[test]
fn a_chain_that_a_far_day_blocks_is_closed_until_it_is_mended() {
    for (from, to, unmended) in [
        ("as-of = 2026-11-22", "as-of = 9999-12-31", 1),
        ("recorded-at = 2026-11-22T09:30:00Z", "recorded-at = 2040-01-01T00:00:00Z", 0),
    ] {
        let folder = seed(false);
        let root = folder.path();
        done(root, TRIGGER);
        blocked(root, from, to);
        let verified = plimsoll(root, "verify");
        assert_eq!(verified.status.code(), Some(unmended), "{to}: {}", said(&verified));
        let prohibit = "decide note-taker --use general --decision prohibit --rationale No.";
        let prohibited = plimsoll(root, prohibit);
        let remedy = "`plimsoll event mend note-taker --use general --why TEXT`";
        assert!(prohibited.status.code() == Some(2) && said(&prohibited).contains(remedy), "{}", said(&prohibited));
        let mended = done(root, "event mend note-taker --why Typo");
        assert!(mended.contains("note-taker/general continues with 2026-11-22"), "{mended}");
        done(root, prohibit);
        let verified = done(root, "verify");
        assert!(verified.contains("warning[altered]: it ") && verified.contains("record 2 mends that"), "{verified}");
        let checked = plimsoll(root, "check note-taker");
        assert!(checked.status.code() == Some(1) && said(&checked).contains("prohibited"), "{}", said(&checked));
    }
}

#[test]
fn only_what_is_to_come_is_mended_and_nothing_goes_back_behind_what_was_real() {
    let folder = seed(false);
    let root = folder.path();
    let mend = "event mend note-taker --why Wrong";
    let none = plimsoll(root, mend);
    assert!(none.status.code() == Some(2) && said(&none).contains("nothing to mend"), "{}", said(&none));
    done(root, TRIGGER);
    let none = plimsoll(root, mend);
    assert!(none.status.code() == Some(2) && said(&none).contains("nothing to mend"), "{}", said(&none));
    // A clock that ran ahead, behind a record of today.
    assert!(at(root, NOON + 5 * 365 * 86_400, TRIGGER).status.success());
    refused(&plimsoll(root, &format!("{mend} --as-of 2026-11-21")), "which an earlier record");
    done(root, mend);
    assert!(done(root, "verify").contains("by a clock that ran ahead"));
}
