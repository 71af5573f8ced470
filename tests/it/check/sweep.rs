//! Every file and folder of a small register, lost, renamed, replaced and swapped in every way that a
//! hand, a disk, a share or an attacker has: what was refused is never allowed by it, and `verify` misses
//! nothing that is not people's to edit. `PLIMSOLL_FUZZ` above 10,000 tries longer histories as well, and
//! everything else that refuses; `benches/fuzz.sh` does.

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use plimsoll::assessment::event::What;
use plimsoll::assessment::{EVERY_USE, Record, Subject};
use plimsoll::dossier::{Asked, check};
use plimsoll::framework::Disposition;
use plimsoll::register::{Depth, Register};

use super::site::Site;
use crate::gate::story::{Story, approved};
use crate::support::{copy, everything_below};

const ON: &str = "2026-02-01";

/// The chains that can forbid the use, each with the ban in it; the newest of two records, or the only one.
fn banned() -> Vec<(&'static str, Story)> {
    let tool = || Subject::Tool("tool".to_owned());
    let own = after(0, |story| story.ban("2026-01-20", "2026-01-20", Disposition::Prohibit));
    let ban = |mut story: Story| {
        story.ban("2026-01-20", "2026-01-20", Disposition::Prohibit);
        story
    };
    let twice = |mut story: Story| {
        story.ban("2026-01-18", "2026-12-18", Disposition::Hold);
        story.ban("2026-01-20", "2026-01-20", Disposition::Prohibit);
        story
    };
    vec![
        ("the use", own),
        ("every use of the tool", ban(Story::of(tool(), EVERY_USE))),
        ("the vendor in the use", ban(Story::vendor("general"))),
        ("the vendor in every use", ban(Story::vendor(EVERY_USE))),
        ("the vendor in every use, twice", twice(Story::vendor(EVERY_USE))),
    ]
}

/// A use that was assessed and approved so many times more, and what ended it.
fn after(rounds: usize, ended: impl Fn(&mut Story) -> &mut Story) -> Story {
    let mut story = approved();
    for _ in 0..rounds {
        story.assess("2026-01-16").decide("2026-01-16");
    }
    ended(&mut story);
    story
}

/// Whatever else refuses a use of its own, behind longer and longer histories.
fn refused() -> Vec<(&'static str, Story)> {
    let mut all = Vec::new();
    for rounds in [0, 2, 6] {
        all.extend([
            ("a ban", after(rounds, |story| story.ban("2026-01-20", "2026-01-20", Disposition::Prohibit))),
            ("a hold", after(rounds, |story| story.ban("2026-01-20", "2026-01-20", Disposition::Hold))),
            ("a suspension", after(rounds, |story| story.event("2026-01-20", What::Suspend))),
            ("a withdrawal", after(rounds, |story| story.event("2026-01-20", What::Withdraw))),
            ("its end", after(rounds, |story| story.event("2026-01-20", What::Retire))),
            ("a trigger", after(rounds, |story| story.event("2026-01-20", What::Trigger { suspends: true }))),
        ]);
    }
    all
}

fn site(story: &Story) -> Site {
    if story.usage == "general" && matches!(story.subject, Subject::Tool(_)) {
        Site::of(&[story])
    } else {
        Site::of(&[&approved(), story])
    }
}

/// Every file and folder below a register, but for what git and the lock need.
fn places(root: &Path) -> Vec<PathBuf> {
    let hidden = |path: &PathBuf| {
        let mut names = path.strip_prefix(root).unwrap().components();
        names.any(|name| name.as_os_str().to_str().unwrap().starts_with('.'))
    };
    everything_below(root).into_iter().filter(|path| !hidden(path)).collect()
}

/// What is done to a file or a folder; `aside` is where it lies meanwhile, `other` the same place in
/// another register, `next` another place of its kind. Gives what lies there now, if anything does;
/// nothing where it cannot be done here.
type Harm = fn(at: &Path, aside: &Path, other: &Path, next: &Path) -> Option<PathBuf>;

fn beside(at: &Path, change: impl Fn(&str) -> String) -> PathBuf {
    at.with_file_name(change(at.file_name().unwrap().to_str().unwrap()))
}

fn rename(at: &Path, aside: &Path, change: impl Fn(&str) -> String) -> Option<PathBuf> {
    moved(aside, beside(at, change), at)
}

/// What lies aside lies somewhere else now.
fn moved(aside: &Path, to: PathBuf, at: &Path) -> Option<PathBuf> {
    if to == at || to.symlink_metadata().is_ok() {
        return None;
    }
    put(aside, &to);
    Some(to)
}

/// A copy of what lies somewhere.
fn put(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir(to).unwrap();
        copy(from, to);
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

/// A file has other bytes.
fn bytes(at: &Path, aside: &Path, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Option<PathBuf> {
    let text = std::fs::read(aside).ok()?;
    std::fs::write(at, change(text)).unwrap();
    Some(at.to_path_buf())
}

/// Something lies there that was made so.
fn made(at: &Path, made: std::io::Result<()>) -> Option<PathBuf> {
    made.ok().map(|()| at.to_path_buf())
}

const HARMS: &[(&str, Harm)] = &[
    ("is missing", |at, _, _, _| Some(at.to_path_buf())),
    ("is empty", |at, aside, _, _| {
        made(at, if aside.is_dir() { std::fs::create_dir(at) } else { std::fs::write(at, "") })
    }),
    ("is cut in the middle", |at, aside, _, _| bytes(at, aside, |text| text[..text.len() / 2].to_vec())),
    ("lacks its last byte", |at, aside, _, _| bytes(at, aside, |text| text[..text.len() - 1].to_vec())),
    ("has its first line only", |at, aside, _, _| bytes(at, aside, |text| text[..11].to_vec())),
    ("has a byte more", |at, aside, _, _| bytes(at, aside, |text| [text, b"\n".to_vec()].concat())),
    ("is all zeros", |at, aside, _, _| bytes(at, aside, |text| vec![0; text.len()])),
    ("is in capitals", |at, aside, _, _| rename(at, aside, str::to_uppercase)),
    ("begins with a capital", |at, aside, _, _| rename(at, aside, |name| name[..1].to_uppercase() + &name[1..])),
    ("ends in a dot", |at, aside, _, _| rename(at, aside, |name| format!("{name}."))),
    ("ends in a blank", |at, aside, _, _| rename(at, aside, |name| format!("{name} "))),
    ("begins with a blank", |at, aside, _, _| rename(at, aside, |name| format!(" {name}"))),
    ("begins with a dot", |at, aside, _, _| rename(at, aside, |name| format!(".{name}"))),
    ("ends in -x", |at, aside, _, _| rename(at, aside, |name| format!("{name}-x"))),
    ("ends in .bak", |at, aside, _, _| rename(at, aside, |name| format!("{name}.bak"))),
    ("is a copy of a share", |at, aside, _, _| {
        rename(at, aside, |name| name.replace(".toml", ".sync-conflict-20260201-101010-ABCDEFG.toml"))
    }),
    ("has a Cyrillic letter", |at, aside, _, _| rename(at, aside, |name| name.replace('e', "\u{435}"))),
    ("has a wide letter", |at, aside, _, _| rename(at, aside, |name| name.replace('o', "\u{ff4f}"))),
    ("has a combining sign", |at, aside, _, _| rename(at, aside, |name| name.replace('o', "o\u{301}"))),
    ("has an invisible sign", |at, aside, _, _| rename(at, aside, |name| format!("\u{200b}{name}"))),
    ("lies one folder up", |at, aside, _, _| {
        // Above the register lies what all tests share.
        let up = at.parent()?.parent().filter(|up| *up != std::env::temp_dir())?;
        moved(aside, up.join(at.file_name()?), at)
    }),
    ("is a link to the same", |at, aside, _, _| made(at, symlink(aside, at))),
    ("is a link to nowhere", |at, _, _, _| made(at, symlink("nowhere", at))),
    ("is a link to itself", |at, _, _, _| made(at, symlink(at.file_name().unwrap(), at))),
    ("is a link to another", |at, _, other, _| made(at, symlink(other, at)).filter(|_| other.exists())),
    ("is a link to a device", |at, _, _, _| made(at, symlink("/dev/zero", at))),
    ("is a pipe", |at, _, _, _| {
        let made = Command::new("mkfifo").arg(at).status().is_ok_and(|made| made.success());
        made.then(|| at.to_path_buf())
    }),
    ("is of the other kind", |at, aside, _, _| {
        made(at, if aside.is_dir() { std::fs::write(at, "") } else { std::fs::create_dir(at) })
    }),
    ("is from another register", |at, aside, other, _| {
        let there = other.exists() && other.is_dir() == aside.is_dir();
        there.then(|| put(other, at)).map(|()| at.to_path_buf())
    }),
    ("is another of its kind", |at, _, _, next| {
        let there = next.exists() && !at.starts_with(next);
        there.then(|| put(next, at)).map(|()| at.to_path_buf())
    }),
];

fn remove(path: &Path) {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => std::fs::remove_dir_all(path).unwrap(),
        Ok(_) => std::fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
}

/// Whether two places hold the same.
fn is_same(one: &Path, other: &Path) -> bool {
    let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
    if is_link(one) || one.is_dir() != other.is_dir() {
        return false;
    }
    if one.is_file() {
        return std::fs::read(one).ok() == std::fs::read(other).ok();
    }
    let names = |path: &Path| {
        let entries = std::fs::read_dir(path).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name()).collect::<BTreeSet<_>>()
    };
    one.is_dir()
        && names(one) == names(other)
        && names(one).iter().all(|name| is_same(&one.join(name), &other.join(name)))
}

/// Whether `verify` finds anything wrong, as the program does it.
fn is_found(root: &Path) -> bool {
    let Ok(register) = Register::open(root) else { return true };
    let Ok(chains) = register.chains() else { return true };
    let mut wrong = register.verify_layout(None).map_or(true, |problems| problems.any_error());
    for chain in &chains {
        let verified = register.verify(chain, Depth::Records);
        wrong |= verified.problems.any_error();
        wrong |= register.verify_folder(chain).map_or(true, |problems| problems.any_error());
        let relied = verified.records.iter().flat_map(|entry| match &entry.record {
            Record::Assessment(assessment) => assessment.frameworks.iter().map(|pin| &pin.sha256).collect(),
            Record::Decision(decision) => vec![&decision.policy],
            Record::Enactment(enactment) => vec![&enactment.policy],
            Record::Event(_) | Record::Triage(_) => Vec::new(),
        });
        wrong |= relied.into_iter().any(|sha256| !register.has_used(sha256));
    }
    wrong || register.tools().unwrap().iter().any(|tool| register.tool(tool).is_err())
}

fn exit(root: &Path) -> u8 {
    let Ok(register) = Register::open(root) else { return 2 };
    let asked = Asked { tool: "tool".to_owned(), usage: Some("general".to_owned()), ..Asked::default() };
    check(&register, &asked, ON.parse().unwrap()).verdict.exit().code()
}

/// Does every harm to every place of one register; gives how many there were, what `verify` did not find,
/// and what opened the gate.
fn sweep(who: &str, story: &Story, lax: &Path) -> (usize, BTreeSet<String>, Vec<String>) {
    let site = site(story);
    let root = site.folder.path();
    assert_ne!(exit(root), 0, "{who}");
    assert!(!is_found(root), "{who}");
    let away = tempfile::tempdir().unwrap();
    let aside = away.path().join("aside");
    let (mut tried, mut missed, mut open) = (0, BTreeSet::new(), Vec::new());
    let all = places(root);
    for at in &all {
        let name = at.strip_prefix(root).unwrap();
        let is_kin =
            |next: &&PathBuf| *next != at && next.is_dir() == at.is_dir() && next.extension() == at.extension();
        let kin: Vec<&PathBuf> = all.iter().filter(is_kin).collect();
        let next = kin.iter().find(|next| next.parent() == at.parent()).or(kin.first());
        let next = next.map_or_else(PathBuf::new, |next| (*next).clone());
        for (how, harm) in HARMS {
            std::fs::rename(at, &aside).unwrap();
            let there = harm(at, &aside, &lax.join(name), &next);
            if let Some(there) = &there
                && !(there == at && is_same(there, &aside))
            {
                tried += 1;
                if exit(root) == 0 {
                    open.push(format!("{who}: {} {how}", name.display()));
                }
                if !is_found(root) {
                    missed.insert(format!("{} {how}", name.display()));
                }
            }
            remove(&there.unwrap_or_else(|| at.clone()));
            remove(at);
            std::fs::rename(&aside, at).unwrap();
        }
    }
    assert!(!is_found(root), "{who}: it is as it was");
    (tried, missed, open)
}

#[test]
fn nothing_that_is_lost_or_replaced_opens_the_gate() {
    let lax = Site::of(&[&approved()]);
    let mut stories = banned();
    let at_length =
        std::env::var("PLIMSOLL_FUZZ").is_ok_and(|inputs| inputs.parse().is_ok_and(|inputs: u32| inputs > 10_000));
    if at_length {
        stories.extend(refused());
    }
    let results: Vec<_> = std::thread::scope(|scope| {
        let lax = lax.folder.path();
        let work: Vec<_> = stories.iter().map(|(who, story)| scope.spawn(move || sweep(who, story, lax))).collect();
        work.into_iter().map(|work| work.join().unwrap()).collect()
    });
    let tried: usize = results.iter().map(|(tried, ..)| tried).sum();
    println!("{tried} registers, none of which allows");
    assert!(tried > if at_length { 10_000 } else { 2_500 }, "only {tried}");
    let open: Vec<&String> = results.iter().flat_map(|(_, _, open)| open).collect();
    assert!(open.is_empty(), "{open:#?}");
    // What is people's to edit may say something else. A head that is set back by one is what a cut leaves.
    let known = |name: &&String| {
        ["plimsoll.toml ", "tools/tool/tool.toml "].iter().all(|of_people| !name.starts_with(of_people))
            && !(name.starts_with("heads") && name.ends_with(" is from another register"))
    };
    let missed: BTreeSet<&String> = results.iter().flat_map(|(_, missed, _)| missed).filter(known).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}
