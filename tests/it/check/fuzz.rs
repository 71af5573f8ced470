//! Bytes of everything that `check` reads are altered at random: it never panics, and never says
//! "allowed" of a register that was damaged.
//!
//! What "damaged" means: a byte of a record, a head, or a text that records relied on is another one.
//! `plimsoll.toml` and `tool.toml` are people's to edit: an edit that reads well is no damage, so
//! there it is only held that no edit turns a prohibition into a permission. A list is a question:
//! there it is held that every line of it has an answer and the highest exit code is that of the whole.
//!
//! `PLIMSOLL_FUZZ` is the number of inputs; `benches/fuzz.sh` runs a million.

use plimsoll::assessment::EVERY_USE;
use plimsoll::date::Day;
use plimsoll::dossier::{Asked, check, reasons};
use plimsoll::exchange::findings::{self, Findings};
use plimsoll::exchange::{junit, list, markdown, sarif};
use plimsoll::framework::Disposition;
use plimsoll::gate::{Reason, ReasonCode};
use plimsoll::identity::Index;
use plimsoll::problem::{Problems, Source};
use plimsoll::register::{self, Register};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::site::Site;
use crate::gate::story::{Story, approved, day};

/// One change of some bytes: where, as a share of the length; how; with what.
type Change = (u32, u8, u8);

/// The bytes with some of them changed.
fn mutated(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, how, with) in changes {
        let at = usize::try_from(u64::from(*at) * (bytes.len() as u64 + 1) / (u64::from(u32::MAX) + 1)).unwrap();
        match how {
            // A bit, a byte, digits and signs that are likely to be read.
            0 if at < bytes.len() => bytes[at] ^= 1 << (with % 8),
            1 if at < bytes.len() => bytes[at] = *with,
            2 if at < bytes.len() => bytes[at] = b"0123456789-=\"'[]{}#,.\n"[usize::from(*with) % 22],
            3 if at < bytes.len() => drop(bytes.remove(at)),
            4 => bytes.insert(at, *with),
            5 => bytes.truncate(at),
            6 => {
                let from = at.saturating_sub(usize::from(*with));
                let piece = bytes[from..at].to_vec();
                bytes.splice(at..at, piece);
            }
            7 => {
                let to = (at + usize::from(*with)).min(bytes.len());
                bytes.drain(at..to);
            }
            _ => {}
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec((any::<u32>(), 0..8_u8, any::<u8>()), 1..4)
}

/// How many inputs there are, and a runner with as many cases.
pub fn runner(share: u32) -> TestRunner {
    let inputs: u32 = std::env::var("PLIMSOLL_FUZZ").ok().and_then(|inputs| inputs.parse().ok()).unwrap_or(4_000);
    let config = Config {
        cases: inputs / share,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    TestRunner::new(config)
}

/// Opens and asks as the program does: what cannot be opened is an answer.
fn exit(site: &Site, on: Day) -> (u8, Vec<Reason>) {
    let asked = Asked { tool: "tool".to_owned(), usage: Some("general".to_owned()), ..Asked::default() };
    match Register::open(site.folder.path()) {
        Ok(register) => {
            let verdict = check(&register, &asked, on).verdict;
            (verdict.exit().code(), verdict.reasons)
        }
        Err(error) => {
            let problems = match error {
                register::Error::Problems(problems) => problems,
                _ => Problems::default(),
            };
            (2, reasons(&problems))
        }
    }
}

#[test]
fn no_damage_is_ever_allowed() {
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-01-01", "2026-12-01", Disposition::Hold);
    let mut own = approved();
    own.met("2026-01-16", "nothing");
    let site = Site::of(&[&own, &vendor]);
    let on = day("2026-02-01");
    assert_eq!(exit(&site, on).0, 0);
    let files: Vec<(std::path::PathBuf, Vec<u8>)> =
        site.kept_files().into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    assert_eq!(files.len(), 10, "three records, a ban, a policy and its text, three heads and a framework");
    let found = runner(2).run(&(0..files.len(), changes()), |(which, changes)| {
        let (path, whole) = &files[which];
        let damaged = mutated(whole, &changes);
        std::fs::write(path, &damaged).unwrap();
        let (exit, reasons) = exit(&site, on);
        std::fs::write(path, whole).unwrap();
        let said = format!("{} with {changes:?}: {reasons:?}", path.display());
        prop_assert_eq!(exit == 0, damaged == *whole, "{}", said);
        Ok(())
    });
    found.unwrap_or_else(|error| panic!("{error}"));
    // A head that was cut is not one that was never written.
    let (head, whole) = files.iter().find(|(path, _)| path.ends_with("heads/vendors/vendor/_all.toml")).unwrap();
    std::fs::write(head, "schema = 1\n").unwrap();
    let (code, reasons) = exit(&site, on);
    assert_eq!((code, reasons[0].code), (2, ReasonCode::Unreadable));
    std::fs::write(head, whole).unwrap();
    assert_eq!(exit(&site, on).0, 0);
}

#[test]
fn no_edit_of_what_is_peoples_to_edit_lifts_a_ban() {
    let mut own = approved();
    own.ban("2026-01-20", "2026-01-20", Disposition::Prohibit);
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-01-01", "2026-01-01", Disposition::Prohibit);
    let sites = [Site::of(&[&own]), Site::of(&[&approved(), &vendor])];
    let on = day("2026-02-01");
    let files = ["plimsoll.toml", "tools/tool/tool.toml"];
    let found = runner(5).run(&(0..2_usize, 0..2_usize, changes()), |(site, file, changes)| {
        let site = &sites[site];
        let path = site.path(files[file]);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, mutated(&whole, &changes)).unwrap();
        let (exit, reasons) = exit(site, on);
        std::fs::write(&path, &whole).unwrap();
        prop_assert_ne!(exit, 0, "{} with {:?}", files[file], changes);
        if exit == 1 {
            prop_assert!(reasons.iter().any(|reason| reason.code == ReasonCode::Prohibited), "{:?}", reasons);
        }
        Ok(())
    });
    found.unwrap_or_else(|error| panic!("{error}"));
}

const LISTS: [(&str, &str); 3] = [
    (
        "list.csv",
        "tool,use,context,client-version,edition,team\ntool,general,\"data=2,autonomy=1\",2.1,,\nother,,,,,\n\"tool\",,data=1,,,x\n",
    ),
    (
        "list.toml",
        "schema = 1\n[[check]]\ntool = \"tool\"\nuse = \"general\"\ncontext = { data = 2 }\n[[check]]\ntool = \"other\"\ncontext = \"data=1\"\n",
    ),
    (
        "bom.json",
        "{ \"bomFormat\": \"CycloneDX\", \"components\": [ { \"type\": \"library\", \"name\": \"tool\", \"version\": \"1\", \"components\": [ { \"name\": \"x\", \"purl\": \"pkg:npm/openai@4\" } ] }, { \"type\": \"machine-learning-model\", \"name\": \"m\" } ] }",
    ),
];

#[test]
fn every_line_of_a_list_has_an_answer() {
    let site = Site::of(&[&approved()]);
    let register = site.register();
    let mut known = Index::of_catalogue();
    known.add("tool", &register.tool("tool").unwrap().unwrap());
    let on = day("2026-02-01");
    let found = runner(3).run(&(0..LISTS.len(), changes()), |(which, changes)| {
        let (name, text) = LISTS[which];
        let text = String::from_utf8_lossy(&mutated(text.as_bytes(), &changes)).into_owned();
        let source = Source::new(name, text.clone());
        let list = list::read(&source, list::Form::of(&source), &known);
        prop_assert!(!list.items.is_empty() || name == "bom.json", "nothing was read: {}", text);
        let found = findings::of_list(Ok(&register), &list, name, on, None);
        let lines = text.lines().count().max(1) + 1;
        prop_assert!(list.items.iter().all(|item| (1..=lines).contains(&item.line) && item.column > 0));
        prop_assert_eq!(found.len(), list.items.len());
        let all = Findings {
            day: on,
            register: None,
            findings: found,
            of_list: true,
            others: list.others,
            asked: Vec::new(),
        };
        prop_assert_eq!(
            all.exit(),
            all.findings.iter().map(|finding| finding.exit).max().unwrap_or(plimsoll::gate::Exit::Yes)
        );
        prop_assert!(list.problems().0.is_empty() || all.exit() == plimsoll::gate::Exit::CouldNot);
        let json = findings::json(&all).to_string();
        let run = plimsoll::exchange::pipeline::PipelineRun::from(&all);
        let (sarif, junit, markdown) =
            (sarif::render(&run, "0").to_string(), junit::render(&run), markdown::render(&all));
        for text in [json, sarif, junit, markdown] {
            prop_assert!(!text.is_empty());
        }
        Ok(())
    });
    found.unwrap_or_else(|error| panic!("{error}"));
}
