//! `plimsoll.toml`, with the policy in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::problem::Source;
use plimsoll::register::config;

fuzz_target!(|text: &str| {
    let _ = config::read(&Source::new("plimsoll.toml", text));
});
