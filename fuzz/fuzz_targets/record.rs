//! Records: whatever is read without a problem is written, and read again as the same record.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::assessment::file;
use plimsoll::problem::Source;

fuzz_target!(|text: &str| {
    if let Ok((record, problems)) = file::read(&Source::new("0001-assessment.toml", text))
        && problems.0.is_empty()
    {
        let (again, _) = file::read(&Source::new("again.toml", record.write())).expect("what was written is read");
        assert_eq!(again, record);
    }
});
