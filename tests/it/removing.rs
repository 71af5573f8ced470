//! Removing anything never opens: no record, file or folder of a register is one whose loss turns a no
//! into a yes, in the registers that are kept here and over random histories.

use std::path::Path;

use plimsoll::date::Day;
use plimsoll::dossier::{Asked, check};
use plimsoll::gate::{Exit, Request};
use plimsoll::register::Register;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use crate::check::site::Site;
use crate::gate::properties::{histories, steps};
use crate::gate::story::day;

use super::support::{copy, everything_below, root};

/// Every use that is known, and what is asked about it.
fn asked(register: &Register) -> Vec<Asked> {
    let mut all = Vec::new();
    for tool in register.tools().unwrap() {
        for usage in register.uses(&tool).unwrap() {
            for team in [None, Some("payments".to_owned()), Some("research".to_owned())] {
                let request = Request { team, ..Request::default() };
                all.push(Asked { tool: tool.clone(), usage: Some(usage.clone()), request });
            }
        }
    }
    all
}

/// Whether each is allowed; nothing is where the register cannot be opened.
fn allowed(folder: &Path, all: &[Asked], on: Day) -> Vec<bool> {
    let Ok(register) = Register::open(folder) else { return vec![false; all.len()] };
    all.iter().map(|asked| check(&register, asked, on).verdict.exit() == Exit::Yes).collect()
}

/// Removes each of these in turn, and puts it back; how many were, and what opened.
fn removed_in_turn(folder: &Path, on: &[Day]) -> (usize, Vec<String>) {
    let aside = tempfile::tempdir_in(folder.parent().unwrap()).unwrap();
    let all = asked(&Register::open(folder).unwrap());
    let before: Vec<Vec<bool>> = on.iter().map(|on| allowed(folder, &all, *on)).collect();
    let (mut removed, mut opened) = (0, Vec::new());
    for path in everything_below(folder) {
        std::fs::rename(&path, aside.path().join("it")).unwrap();
        for (on, before) in on.iter().zip(&before) {
            let after = allowed(folder, &all, *on);
            let opens = before.iter().zip(&after).position(|(before, after)| !before && *after);
            opened.extend(opens.map(|at| format!("{} opens {:?} on {on}", path.display(), all[at])));
        }
        std::fs::rename(aside.path().join("it"), &path).unwrap();
        removed += 1;
    }
    (removed, opened)
}

#[test]
fn nothing_of_a_kept_register_opens_anything_where_it_is_lost() {
    for (kept, days) in [
        ("examples/register", ["2026-11-25", "2026-07-20"]),
        ("tests/fixtures/schema-1/register", ["2026-03-10", "2026-11-25"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let register = folder.path().join("register");
        copy(&root().join(kept), &register);
        let (removed, opened) = removed_in_turn(&register, &days.map(day));
        assert!(removed > 60, "only {removed}");
        assert!(opened.is_empty(), "{kept}: {opened:#?}");
    }
}

proptest! {
    #![proptest_config(Config { cases: 6, rng_seed: RngSeed::Fixed(12), failure_persistence: None, ..Config::default() })]

    #[test]
    fn nothing_of_a_random_register_opens_anything_where_it_is_lost(
        own in steps(9),
        every in steps(3),
        vendor in steps(3),
        vendors in steps(3),
    ) {
        let stories = histories([&own, &every, &vendor, &vendors]);
        let site = Site::of(&stories.each_ref());
        let folder = tempfile::tempdir().unwrap();
        let register = folder.path().join("register");
        copy(site.folder.path(), &register);
        let (_, opened) = removed_in_turn(&register, &["2026-02-10", "2026-04-20"].map(day));
        prop_assert!(opened.is_empty(), "{:#?}", opened);
    }
}
