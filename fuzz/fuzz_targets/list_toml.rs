//! Lists of what is to be checked, as `[[check]]` tables.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::exchange::list::{self, Form};
use plimsoll::identity::Index;
use plimsoll::problem::Source;
use plimsoll::tool::catalogue;

fuzz_target!(|text: &str| {
    let mut known = Index::default();
    for (id, tool) in catalogue::all().expect("the catalogue is sound") {
        known.add(&id, &tool);
    }
    let mut list = list::read(&Source::new("list", text), Form::Toml, &known);
    list.name(&known, |id| id == "claude-code");
    let _ = list.problems();
});
