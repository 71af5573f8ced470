//! Frameworks and overlays on the bundled ones. A framework that loads is sound, so it also scores.
#![no_main]

use std::collections::BTreeSet;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use plimsoll::answers::Answers;
use plimsoll::context::Scope;
use plimsoll::framework::{self, Loaded, Shelf, bundled};
use plimsoll::problem::Source;
use plimsoll::score::score;

struct Bundled;

impl Shelf for Bundled {
    fn extended(&self, id: &str, _: &Source) -> Option<Arc<Source>> {
        bundled::find(id)
    }

    fn ids(&self) -> Vec<String> {
        bundled::ids().map(str::to_owned).collect()
    }
}

fuzz_target!(|text: &str| {
    if let Ok((Loaded::Ledger(framework), _)) = framework::load(&[Source::new("own.toml", text)], &Bundled) {
        let day = "2026-11-22".parse().expect("a day");
        let _ = score(&framework, &Answers::default(), day, &BTreeSet::new(), Scope::Full);
    }
});
