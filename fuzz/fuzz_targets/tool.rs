//! `tool.toml`: whatever is read without a problem is read again as the same tool.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::problem::Source;
use plimsoll::tool::file;

fuzz_target!(|text: &str| {
    if let Ok((tool, problems)) = file::read(&Source::new("tool.toml", text))
        && problems.0.is_empty()
    {
        let (again, _) = file::read(&Source::new("again.toml", file::write(&tool))).expect("what was written is read");
        assert_eq!(again, tool);
    }
});
