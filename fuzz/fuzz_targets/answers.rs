//! Answers files: whatever is read without a problem is read again as the same answers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::answers::file;
use plimsoll::problem::Source;

fuzz_target!(|text: &str| {
    let (read, problems) = file::read(&Source::new("answers.toml", text));
    if let (Some(read), true) = (read, problems.0.is_empty()) {
        let again = file::read(&Source::new("again.toml", file::write(&read.answers)));
        assert_eq!(again.0.map(|again| again.answers), Some(read.answers));
    }
});
