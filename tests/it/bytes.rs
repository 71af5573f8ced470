//! Every single byte of a register is altered, one at a time, and every time it is found.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use plimsoll::register::{Chain, Depth, Register};

use super::support::{done, seed};

/// What is altered: the file, and the chains that look at it; without any it is what lies around them.
struct Target {
    file: PathBuf,
    chains: Vec<Chain>,
}

/// Every file whose bytes are the program's: records, heads, and the texts that records relied on.
fn targets(register: &Register) -> Vec<Target> {
    let chains = register.chains().unwrap();
    let mut targets = Vec::new();
    for chain in &chains {
        for (_, _, file) in register.records(chain).unwrap() {
            targets.push(Target { file, chains: vec![chain.clone()] });
        }
    }
    for tool in register.tools().unwrap() {
        for entry in std::fs::read_dir(register.root().join("heads/tools").join(&tool)).unwrap() {
            let file = entry.unwrap().path();
            let usage = file.file_stem().unwrap();
            let chains = chains.iter().filter(|chain| chain.id() == tool && usage == chain.usage.as_str());
            targets.push(Target { chains: chains.cloned().collect(), file });
        }
    }
    let policy = register.policy_chain();
    targets.push(Target { file: register.head_of(&policy), chains: vec![policy] });
    for used in ["frameworks/used", "policy/used"] {
        for entry in std::fs::read_dir(register.root().join(used)).unwrap() {
            targets.push(Target { file: entry.unwrap().path(), chains: Vec::new() });
        }
    }
    targets
}

/// Whether what is wrong now is found. Bytes and heads alone are looked at: `verify` does all of it
/// and more.
fn is_found(register: &Register, target: &Target) -> bool {
    let in_chain = |chain: &Chain| register.verify(chain, Depth::Chain).problems.any_error();
    target.chains.iter().any(in_chain)
        || (target.chains.is_empty() && register.verify_layout(None).unwrap().any_error())
}

/// Alters every byte of a file in turn, and gives how many there are and which were not found.
fn alter(register: &Register, target: &Target) -> (usize, Vec<String>) {
    let whole = std::fs::read(&target.file).unwrap();
    let mut missed = Vec::new();
    assert!(!is_found(register, target), "{} is not sound", target.file.display());
    let mut file = std::fs::File::options().write(true).open(&target.file).unwrap();
    let mut put = |at: usize, byte: u8| {
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(&[byte]).unwrap();
    };
    for (at, byte) in whole.iter().enumerate() {
        // Another character, the other case, no text at all.
        put(at, byte ^ [0x01, 0x20, 0x80][at % 3]);
        if !is_found(register, target) {
            missed.push(format!("byte {at} of {}", target.file.display()));
        }
        put(at, *byte);
    }
    (whole.len(), missed)
}

/// Thirty records: of two tools in five uses each.
fn thirty() -> tempfile::TempDir {
    let folder = seed(false);
    std::fs::write(
        folder.path().join("list.csv"),
        "tool,use,decision,rationale\nnote-taker,a,prohibited,one\nnote-taker,b,prohibited,two\n",
    )
    .unwrap();
    std::fs::remove_dir_all(folder.path().join("register")).unwrap();
    done(folder.path(), "init register --from list.csv --as-of 2026-11-20");
    let wanted = |tool: &str, usage: &str| if tool == "note-taker" && "ab".contains(usage) { 2 } else { 3 };
    for tool in ["note-taker", "other"] {
        for usage in ["a", "b", "c", "d", "e"] {
            for day in 0..wanted(tool, usage) {
                let day = 21 + day;
                done(
                    folder.path(),
                    &format!("assess {tool} --use {usage} --new --answers any.toml --as-of 2026-11-{day}"),
                );
            }
        }
    }
    folder
}

#[test]
fn every_altered_byte_is_found() {
    let folder = thirty();
    assert!(done(folder.path(), "verify").ends_with("30 records of 10 uses: sound\n"));
    let root: &Path = &folder.path().join("register");
    let register = Register::open(root).unwrap();
    // What lies around is looked at together, so it is altered one after the other.
    let (records, around): (Vec<Target>, Vec<Target>) =
        targets(&register).into_iter().partition(|target| target.chains.len() == 1);
    assert_eq!(records.len(), 30 + 10 + 2, "records, heads, the policy's record and its head");
    assert_eq!(around.len(), 4, "two marks, a framework and a policy");
    // Those of one chain look at each other, so each chain is one thread's work.
    let mut by_chain: Vec<Vec<Target>> = vec![Vec::new(), Vec::new()];
    for target in records {
        let side = usize::from(target.chains[0].id() == "other");
        by_chain[side].push(target);
    }
    let work = |targets: &[Target]| targets.iter().map(|target| alter(&register, target)).collect::<Vec<_>>();
    let mut results: Vec<(usize, Vec<String>)> = std::thread::scope(|scope| {
        let sides: Vec<_> = by_chain.iter().map(|targets| scope.spawn(|| work(targets))).collect();
        sides.into_iter().flat_map(|side| side.join().unwrap()).collect()
    });
    results.extend(work(&around));
    let altered: usize = results.iter().map(|(bytes, _)| bytes).sum();
    let missed: Vec<String> = results.into_iter().flat_map(|(_, missed)| missed).collect();
    println!("{altered} bytes altered, {} not found", missed.len());
    assert!(altered > 30_000, "only {altered} bytes");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(done(folder.path(), "verify").ends_with("30 records of 10 uses: sound\n"));
}
