//! Lists of tools, as `init --from` reads them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::problem::Source;
use plimsoll::tool::inventory::{self, ReadingOptions};

fuzz_target!(|text: &str| {
    let options = ReadingOptions { ignore_others: true, fill_down: true, ..ReadingOptions::default() };
    let _ = inventory::read(&Source::new("list.csv", text), &[], &options);
    let _ = inventory::read(&Source::new("list.csv", text), &[], &ReadingOptions::default());
});
