//! Inventories of what is there, in every form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::discovery;

fuzz_target!(|bytes: &[u8]| {
    // Everything that is read is kept, so that everything is shown.
    if let Ok(found) = discovery::read("inventory", bytes, &|_| true) {
        for sighting in &found.sightings {
            let _ = discovery::shown(&sighting.identity);
        }
    }
});
