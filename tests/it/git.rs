//! git beside the register: what is committed and what is not, what `log` and `verify` say of commits
//! and signatures, and what a hostile repository cannot make the program do.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::support::{self, PLIMSOLL, beside_register, copy, judging, said, seed};

/// A program beside the register, with lines that are not wrapped.
fn bare(program: &str, folder: &Path) -> Command {
    let mut command = beside_register(program, folder);
    command.env("COLUMNS", "240");
    command
}

fn try_git(folder: &Path, arguments: &[&str]) -> Output {
    bare("git", folder).args(arguments).output().unwrap()
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = try_git(folder, arguments);
    assert!(output.status.success(), "git {arguments:?}\n{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn try_plimsoll(folder: &Path, arguments: &str) -> (i32, String) {
    let output = judging(bare(PLIMSOLL, folder), arguments).output().unwrap();
    (output.status.code().unwrap(), said(&output))
}

fn plimsoll(folder: &Path, arguments: &str) -> String {
    let (code, said) = try_plimsoll(folder, arguments);
    assert_eq!(code, 0, "plimsoll {arguments}\n{said}");
    said
}

fn json(folder: &Path, arguments: &str) -> Value {
    let output = judging(bare(PLIMSOLL, folder), arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(&output)))
}

/// A repository in whose subfolder `register` a register lies, which is committed as far as people write it.
fn repository() -> tempfile::TempDir {
    let folder = seed(false);
    let root = folder.path();
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    git(root, &["config", "user.name", "Kim Committer"]);
    git(root, &["config", "user.email", "kim@example.org"]);
    std::fs::write(root.join("notes.txt"), "one\n").unwrap();
    // These answers name no evidence.
    let policy = root.join("register/plimsoll.toml");
    let text = std::fs::read_to_string(&policy).unwrap();
    std::fs::write(
        &policy,
        text.replace("evidence-from = \"document\"", "evidence-from = \"never\"\ndistinct-people = false").replacen(
            "distinct-people = true\n",
            "",
            1,
        ),
    )
    .unwrap();
    git(root, &["add", "register", "notes.txt"]);
    git(root, &["commit", "--quiet", "-m", "A register"]);
    folder
}

const ASSESS: &str = "assess note-taker --answers any.toml";
const RECORD: &str = "register/tools/note-taker/general/0001-assessment.toml";

/// Writes a record anew and makes the head fit: whoever may write the folder can.
fn rewrite(root: &Path, record: &str, change: impl Fn(String) -> String) {
    let path = root.join(record);
    let before = std::fs::read_to_string(&path).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after);
    std::fs::write(&path, &after).unwrap();
    let head = root.join("register/heads/tools/note-taker/general.toml");
    let heads = std::fs::read_to_string(&head).unwrap();
    let (old, new) = (plimsoll::document::sha256(&before), plimsoll::document::sha256(&after));
    std::fs::write(&head, heads.replace(&old, &new)).unwrap();
}

#[test]
fn a_record_is_one_commit_of_its_files_and_of_no_others() {
    let folder = repository();
    let root = folder.path();
    std::fs::write(root.join("staged.txt"), "mine\n").unwrap();
    std::fs::write(root.join("notes.txt"), "two\n").unwrap();
    git(root, &["add", "staged.txt"]);
    let before = git(root, &["status", "--porcelain", "--untracked-files=no"]);

    let printed = plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    let hash = git(root, &["rev-parse", "--short=10", "HEAD"]);
    assert!(printed.ends_with(&format!("\ncommitted to git as {hash}")), "{printed}");
    let used = std::fs::read_dir(root.join("register/frameworks/used")).unwrap().next().unwrap().unwrap();
    let files = git(root, &["show", "--format=", "--name-status", "HEAD"]);
    let policy = plimsoll::document::sha256_of(&std::fs::read(root.join("register/plimsoll.toml")).unwrap());
    let expected = [
        format!("A\tregister/frameworks/used/{}", used.file_name().to_str().unwrap()),
        // The settings were edited since: their policy comes with the record that is made under it.
        "M\tregister/heads/policy.toml".to_owned(),
        "A\tregister/heads/tools/note-taker/_entry.toml".to_owned(),
        "A\tregister/heads/tools/note-taker/general.toml".to_owned(),
        "A\tregister/policy/history/0002-policy.toml".to_owned(),
        format!("A\tregister/policy/used/{policy}.toml"),
        format!("A\t{RECORD}"),
        "A\tregister/tools/note-taker/tool.toml".to_owned(),
    ];
    assert_eq!(files.lines().collect::<Vec<_>>(), expected);
    assert_eq!(git(root, &["status", "--porcelain", "--untracked-files=no"]), before, "staged or changed files");

    let message = git(root, &["show", "--no-patch", "--format=%B", "HEAD"]);
    let record = std::fs::read(root.join(RECORD)).unwrap();
    let sha256 = plimsoll::document::sha256_of(&record);
    assert_eq!(
        message.trim_end(),
        format!(
            "note-taker/general: assessment 1, low, approve recommended\n\n\
             Wanted for: Meeting notes\n\n\
             For the day: 2026-11-22\n\
             Recorded-by: Robin Sample <robin@example.org>\n\
             Record-sha256: {sha256}"
        )
    );

    plimsoll(
        root,
        "decide note-taker --decision approve --rationale Kept --by Pat<pat@example.org> --as-of 2026-11-22 --commit",
    );
    let files = git(root, &["show", "--format=", "--name-status", "HEAD"]);
    assert_eq!(files.lines().filter(|line| line.starts_with('A')).count(), 1, "the record: {files}");
    assert!(files.contains("M\tregister/heads/tools/note-taker/general.toml\n"), "{files}");
    let message = git(root, &["show", "--no-patch", "--format=%B", "HEAD"]);
    assert!(
        message.starts_with(
            "note-taker/general: decision 2, approve until 2027-11-22, tier low\n\n\
             Decided by Pat <pat@example.org>.\n\nKept\n\nFor the day: 2026-11-22\nRecorded-by: Pat <pat@example.org>\n"
        ),
        "{message}"
    );
    assert_eq!(git(root, &["status", "--porcelain", "--untracked-files=no"]), before, "staged or changed files");
}

#[test]
fn policy_commits_events_and_short_runs_and_first_looks_too() {
    let folder = repository();
    let root = folder.path();
    let policy = root.join("register/plimsoll.toml");
    let text = std::fs::read_to_string(&policy).unwrap();
    std::fs::write(&policy, text.replace("# commit = true", "commit = true")).unwrap();
    std::fs::write(root.join("short.toml"), "schema = 1\nframework = \"ai-tool\"\n").unwrap();
    plimsoll(root, "assess note-taker --answers short.toml --short --as-of 2026-11-22");
    plimsoll(root, "event trigger note-taker --why What --as-of 2026-11-22");
    std::fs::write(root.join("triage.toml"), "schema = 1\nframework = \"triage\"\n").unwrap();
    let triage = json(root, "triage other --new --answers triage.toml --as-of 2026-11-22 --format json");
    assert_eq!(triage["commit"]["hash"], git(root, &["rev-parse", "HEAD"]).trim());
    let titles = git(root, &["log", "--format=%s", "-3"]);
    assert_eq!(
        titles,
        "other/general: triage 1, route full\n\
         note-taker/general: event 2, trigger\n\
         note-taker/general: assessment 1, critical, hold recommended, full run needed\n"
    );
    assert_eq!(git(root, &["status", "--porcelain", "register"]), " M register/plimsoll.toml\n");
}

#[test]
fn where_git_cannot_the_record_is_there_and_the_way_by_hand_is_said() {
    let folder = repository();
    let root = folder.path();
    let hook = root.join(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, "#!/bin/sh\necho 'no commits on a \u{1b}[31mSunday'\nexit 1\n").unwrap();
    executable(&hook);
    std::fs::write(root.join("staged.txt"), "mine\n").unwrap();
    git(root, &["add", "staged.txt"]);

    let (code, said) = try_plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("NOT committed to git; the record itself is saved\n  no commits on a \u{fffd}[31mSunday"));
    assert_eq!(git(root, &["diff", "--cached", "--name-only"]), "staged.txt\n", "the index is what it was");
    assert!(plimsoll(root, "verify").contains("1 record of 1 use: sound\ngit: 0 records committed; 2 not committed\n"));

    std::fs::remove_file(&hook).unwrap();
    let by_hand: Vec<&str> = said.lines().filter_map(|line| line.trim().strip_prefix("git -C ")).collect();
    assert_eq!(by_hand.len(), 2, "{said}");
    for line in by_hand {
        let output = bare("sh", root).args(["-c", &format!("git -C {line}")]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", support::said(&output));
    }
    assert_eq!(git(root, &["diff", "--cached", "--name-only"]), "staged.txt\n");
    assert_eq!(
        git(root, &["log", "-1", "--format=%s"]),
        "note-taker/general: assessment 1, low, approve recommended\n"
    );
    assert!(plimsoll(root, "verify").contains("git: 1 record committed (1 unsigned)\n"));
}

#[test]
fn without_a_repository_or_git_nothing_is_said_unless_it_was_asked_for() {
    let folder = seed(false);
    let root = folder.path();
    let (code, said) = try_plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("register is not in a git repository; `git init` makes one"), "{said}");
    let made = json(root, &format!("{ASSESS} --as-of 2026-11-22 --commit --format json"));
    assert_eq!((made["number"].as_u64(), made["commit"]["done"].as_bool()), (Some(2), Some(false)));
    assert!(!plimsoll(root, "verify").contains("git") && !plimsoll(root, "log note-taker").contains("git"));
    assert_eq!(json(root, "verify --format json").get("git"), None);
    assert_eq!(json(root, "log note-taker --format json")[0].get("git"), None);

    // A repository, and no git.
    git(root, &["init", "--quiet"]);
    let without = |arguments: &str| {
        let mut command = bare(PLIMSOLL, root);
        command.env("PATH", root).args(arguments.split(' ')).output().unwrap()
    };
    let output = without(&format!("{ASSESS} --as-of 2026-11-22 --commit"));
    assert_eq!(output.status.code(), Some(2));
    assert!(support::said(&output).contains("git is not installed here"));
    let output = without("verify");
    assert_eq!(support::said(&output), "3 records of 1 use: sound\n");

    // A repository of somebody else, which git does not read.
    let mut theirs = bare(PLIMSOLL, root);
    let output = theirs.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1").arg("verify").output().unwrap();
    let told = support::said(&output);
    assert!(output.status.success() && told.contains("3 records of 1 use: sound\ngit could not be asked: fatal: "));
    assert!(!told.contains('\u{fffd}'), "{told}");

    // A repository without a commit.
    assert!(plimsoll(root, "verify").contains("git: 0 records committed; 4 not committed\n"));
}

#[test]
fn a_record_altered_after_its_commit_is_found_though_the_chain_was_made_to_fit() {
    let folder = repository();
    let root = folder.path();
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    let came = git(root, &["rev-parse", "--short=10", "HEAD"]).trim().to_owned();
    rewrite(root, RECORD, |text| text.replace("Robin Sample", "Casey Other"));
    let (code, said) = try_plimsoll(root, "verify");
    assert_eq!(code, 1, "the chain is whole, and git knows better: {said}");
    assert!(said.contains(&format!("it was changed after it had been committed, in {came} of ")), "{said}");
    assert!(said.contains("by Kim Committer <kim@example.org>: unsigned\n"), "{said}");
    assert!(said.contains("git: 0 records committed; 1 CHANGED since\n"), "{said}");
    assert!(plimsoll(root, "log note-taker").contains(&format!("git: CHANGED since it was committed, in {came}")));

    // Committed, it is found all the same.
    git(root, &["commit", "--quiet", "-a", "-m", "tidy"]);
    let tidy = git(root, &["rev-parse", "HEAD"]).trim().to_owned();
    let (code, said) = try_plimsoll(root, "verify");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(&format!("commit {} changed it after it had been committed, in {came}", &tidy[..10])));
    let entry = &json(root, "log note-taker --format json")[0]["git"];
    assert_eq!((entry["state"].as_str(), entry["changed-by"].as_str()), (Some("changed"), Some(&*tidy)));
    assert!(entry["commit"].as_str().unwrap().starts_with(&came));

    // The remedy that is said works.
    let remedy = said.lines().find_map(|line| line.split('`').find(|part| part.contains(" restore "))).unwrap();
    let output = bare("sh", root).args(["-c", remedy]).output().unwrap();
    assert!(output.status.success(), "{remedy}");
    git(root, &["restore", "--source", &came, "--", "register/heads/tools/note-taker/general.toml"]);
    assert!(plimsoll(root, "verify").contains("git: 1 record committed (1 unsigned)\n"));
}

#[test]
fn a_tail_that_was_cut_together_with_its_head_is_found() {
    let folder = repository();
    let root = folder.path();
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    let old = git(root, &["rev-parse", "HEAD"]).trim().to_owned();
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-23 --commit"));
    let second = "register/tools/note-taker/general/0002-assessment.toml";
    std::fs::remove_file(root.join(second)).unwrap();
    git(root, &["restore", "--source", &old, "--", "register/heads/tools/note-taker/general.toml"]);
    let (code, said) = try_plimsoll(root, "verify");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("unsigned; it is no longer there\n--> register/tools/note-taker/general/0002"), "{said}");
    assert!(said.contains("git: 1 record committed (1 unsigned); 1 gone since\n"), "{said}");
    // Committed, it is gone all the same, until people say that they agreed to that commit.
    git(root, &["commit", "--quiet", "-a", "-m", "as it was"]);
    let removed = git(root, &["rev-parse", "HEAD"]).trim().to_owned();
    let (code, said) = try_plimsoll(root, "verify");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("error[altered]: it was committed, in "), "{said}");
    assert!(said.contains(&format!("it was removed in {} of ", &removed[..10])), "{said}");
    let said = agree(root, &said);
    assert!(said.contains("warning[altered]: it was committed, in ") && said.contains(&removed[..10]), "{said}");
    assert!(said.contains("1 record of 1 use: sound\ngit: 1 record committed (1 unsigned); 1 gone since\n"), "{said}");
}

/// Adds the line to the settings that a remedy says, and verifies again.
fn agree(root: &Path, said: &str) -> String {
    let line = said.lines().find_map(|line| line.split_once("name the commit in plimsoll.toml: ")).unwrap().1;
    let path = root.join("register/plimsoll.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("[policy]", &format!("{line}\n[policy]"))).unwrap();
    // Until that is the policy in force, it is one person's edit.
    let (code, said) = try_plimsoll(root, "verify");
    assert!(code == 1 && said.contains("is not the policy in force"), "{said}");
    plimsoll(root, "policy record --rationale Agreed --commit");
    plimsoll(root, "verify")
}

/// A prohibition on main, and on a side branch another record of its number; main is merged into the side,
/// which keeps what it has.
fn merged_away(side: &str) -> tempfile::TempDir {
    let folder = repository();
    let root = folder.path();
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    git(root, &["checkout", "--quiet", "-b", "side"]);
    if !side.is_empty() {
        plimsoll(root, &format!("{side} --as-of 2026-11-23 --commit"));
    }
    git(root, &["checkout", "--quiet", "main"]);
    plimsoll(root, "decide note-taker --decision prohibit --rationale No. --as-of 2026-11-23 --commit");
    git(root, &["checkout", "--quiet", "side"]);
    std::fs::write(root.join("notes.txt"), "three\n").unwrap();
    git(root, &["commit", "--quiet", "-a", "-m", "Notes"]);
    git(root, &["merge", "--quiet", "--strategy=ours", "-m", "merge", "main"]);
    folder
}

#[test]
fn a_prohibition_that_a_merge_drops_is_found() {
    let again = "decide note-taker --decision hold --rationale Later.";
    for (side, says) in [
        (again, "put a different one in its place\n--> register/tools/note-taker/general/0002-decision.toml"),
        (ASSESS, "left it out\n--> register/tools/note-taker/general/0002-decision.toml"),
        ("", "left it out\n--> register/tools/note-taker/general/0002-decision.toml"),
    ] {
        let folder = merged_away(side);
        let root = folder.path();
        assert_eq!(try_plimsoll(root, "verify --chain").0, 0, "the chain is whole: {side}");
        let (code, said) = try_plimsoll(root, "verify");
        assert_eq!(code, 1, "{side}: {said}");
        let merge = git(root, &["rev-parse", "--short=10", "HEAD"]);
        assert!(said.contains(&format!("the merge {} {says}", merge.trim())), "{side}: {said}");
        assert!(agree(root, &said).contains("warning[altered]: "), "{side}");
    }
}

#[test]
fn a_merge_that_loses_nothing_is_sound() {
    let folder = repository();
    let root = folder.path();
    git(root, &["checkout", "--quiet", "-b", "side"]);
    plimsoll(root, &format!("{ASSESS} --use talks --as-of 2026-11-22 --commit"));
    git(root, &["checkout", "--quiet", "main"]);
    plimsoll(root, &format!("{ASSESS} --use calls --as-of 2026-11-22 --commit"));
    plimsoll(root, "decide note-taker --use * --decision prohibit --rationale No. --as-of 2026-11-23 --commit");
    // Different uses of one tool: nobody touches a file of the other.
    git(root, &["merge", "--quiet", "-m", "merge", "side"]);
    let said = plimsoll(root, "verify");
    assert!(said.ends_with("3 records of 3 uses: sound\ngit: 3 records committed (3 unsigned)\n"), "{said}");
}

#[test]
fn what_git_cannot_bear_out_is_said() {
    let folder = repository();
    let root = folder.path();
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-23 --commit"));
    let url = format!("file://{}", root.display());
    git(root, &["clone", "--quiet", "--depth=1", &url, "cut"]);
    let said = plimsoll(&root.join("cut"), "verify");
    assert!(
        said.contains("warning[altered]: the history that is here begins with ") && said.contains("--unshallow"),
        "{said}"
    );
    git(root, &["clone", "--quiet", &url, "part"]);
    git(&root.join("part"), &["sparse-checkout", "set", "--no-cone", "/*", "!0002-*"]);
    let (code, said) = try_plimsoll(&root.join("part"), "verify");
    assert!(code == 1 && said.contains("this is a sparse checkout"), "{said}");
    // Reached through a link from elsewhere, it is the same register.
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root.join("register"), elsewhere.path().join("register")).unwrap();
    let said = plimsoll(elsewhere.path(), "verify");
    assert!(said.ends_with("2 records of 1 use: sound\ngit: 2 records committed (2 unsigned)\n"), "{said}");
    git(root, &["worktree", "add", "--quiet", "tree", "-b", "other"]);
    let tree = root.join("tree");
    for name in ["any.toml", "mini.toml"] {
        std::fs::copy(root.join(name), tree.join(name)).unwrap();
    }
    assert!(plimsoll(&tree, &format!("{ASSESS} --as-of 2026-11-24 --commit")).contains("committed to git as"));
    assert!(plimsoll(&tree, "verify").contains("git: 3 records committed"));
}

#[test]
fn where_git_is_required_check_allows_only_what_it_bears_out() {
    let folder = repository();
    let root = folder.path();
    let settings = root.join("register/plimsoll.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("[policy]", "git = \"required\"\n[policy]")).unwrap();
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    plimsoll(root, "decide note-taker --decision approve --rationale Fine. --as-of 2026-11-22 --commit");
    assert_eq!(try_plimsoll(root, "check note-taker").0, 0);
    plimsoll(root, "decide note-taker --decision approve --rationale Fine. --as-of 2026-11-22");
    let (code, said) = try_plimsoll(root, "check note-taker");
    assert!(code == 2 && said.contains("decision 3 of note-taker/general is not committed to git"), "{said}");
    git(root, &["add", "register"]);
    git(root, &["commit", "--quiet", "-m", "third"]);
    assert_eq!(try_plimsoll(root, "check note-taker").0, 0);
    let url = format!("file://{}", root.display());
    git(root, &["clone", "--quiet", "--depth=1", &url, "cut"]);
    let (code, said) = try_plimsoll(&root.join("cut"), "check note-taker");
    assert!(code == 2 && said.contains("the history here begins with"), "{said}");
    std::fs::rename(root.join(".git"), root.join("away")).unwrap();
    let (code, said) = try_plimsoll(root, "check note-taker");
    assert!(code == 2 && said.contains("is not in a git repository"), "{said}");
}

#[test]
fn where_no_branch_has_a_commit_or_a_merge_is_under_way_it_is_said() {
    let folder = repository();
    let root = folder.path();
    git(root, &["checkout", "--quiet", "--detach"]);
    let said = plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    let hash = git(root, &["rev-parse", "--short=10", "HEAD"]);
    assert!(
        said.contains("no branch has this commit") && said.contains(&format!("`git branch NAME {}`", hash.trim())),
        "{said}"
    );

    git(root, &["checkout", "--quiet", "-B", "main"]);
    git(root, &["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    std::fs::write(root.join("notes.txt"), "side\n").unwrap();
    git(root, &["commit", "--quiet", "-a", "-m", "side"]);
    git(root, &["checkout", "--quiet", "main"]);
    std::fs::write(root.join("notes.txt"), "main\n").unwrap();
    git(root, &["commit", "--quiet", "-a", "-m", "main"]);
    assert!(!try_git(root, &["merge", "side"]).status.success());
    let (code, said) = try_plimsoll(root, &format!("{ASSESS} --as-of 2026-11-23 --commit"));
    assert!(code == 2 && said.contains("a merge is in progress"), "{said}");
    let by_hand = said.split("to commit it by hand:\n").nth(1).unwrap();
    let output = bare("sh", root).args(["-c", by_hand]).output().unwrap();
    assert!(output.status.success(), "{by_hand}: {}", said_of(&output));
    git(root, &["commit", "--quiet", "-a", "-m", "merge"]);
    assert!(plimsoll(root, "verify").contains("git: 2 records committed (2 unsigned)\n"));
}

fn said_of(output: &Output) -> String {
    said(output)
}

#[test]
fn a_hook_that_rewrites_a_record_is_found_and_the_record_is_as_it_was() {
    let folder = repository();
    let root = folder.path();
    let hook = root.join(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, "#!/bin/sh\nfor f in $(git diff --cached --name-only); do echo >> $f; git add $f; done\n")
        .unwrap();
    executable(&hook);
    let (code, said) = try_plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    assert!(code == 2 && said.contains("a hook or a filter rewrote what was recorded"), "{said}");
    assert_eq!(try_plimsoll(root, "verify --chain").0, 0, "the register has the right bytes");
    let by_hand = said.split("to commit it by hand:\n").nth(1).unwrap();
    assert!(by_hand.contains("--no-verify"), "{by_hand}");
}

#[test]
fn several_who_commit_at_once_wait_for_each_other() {
    let folder = repository();
    let root = folder.path();
    let children: Vec<_> = (0..8)
        .map(|at| {
            let arguments =
                format!("assess note-taker --new --use use-{at} --answers any.toml --as-of 2026-11-22 --commit");
            let mut child = bare(PLIMSOLL, root);
            child.args(arguments.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", support::said(&output));
    }
    assert!(plimsoll(root, "verify").ends_with("8 records of 8 uses: sound\ngit: 8 records committed (8 unsigned)\n"));
    let records = git(root, &["log", "--format=", "--name-only", "--", "register/tools/note-taker/use-*"]);
    assert_eq!(records.lines().count(), 8);
    assert_eq!(git(root, &["rev-list", "--count", "HEAD"]), "9\n");
    assert_eq!(git(root, &["status", "--porcelain", "register"]), "");
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Sets a repository up to sign with a new SSH key; gives the file of allowed signers, or nothing
/// where there is no ssh-keygen.
fn signing(root: &Path) -> Option<PathBuf> {
    let key = root.join("key");
    let made = bare("ssh-keygen", root).args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "key"]).output();
    if made.is_err() {
        println!("ssh-keygen is not here: no commit is signed");
        return None;
    }
    let allowed = root.join("allowed");
    let public = std::fs::read_to_string(root.join("key.pub")).unwrap();
    std::fs::write(&allowed, format!("kim@example.org {public}")).unwrap();
    for (name, value) in [("gpg.format", "ssh"), ("user.signingKey", key.to_str().unwrap()), ("commit.gpgSign", "true")]
    {
        git(root, &["config", name, value]);
    }
    Some(allowed)
}

#[test]
fn signatures_are_told_apart() {
    let folder = repository();
    let root = folder.path();
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    let Some(allowed) = signing(root) else { return };
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-23 --commit"));
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-24"));

    let state = |at: usize| {
        let entry = &json(root, "log note-taker --format json")[2 - at]["git"];
        let word = |key: &str| entry[key].as_str().map(str::to_owned);
        (word("state").unwrap(), word("signature"), word("signer"))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(state(0), ("committed".to_owned(), some("unsigned"), None));
    let (committed, signature, signer) = state(1);
    assert_eq!((committed.as_str(), signature), ("committed", some("untrusted-key")), "nobody is named as a signer");
    assert!(signer.unwrap().starts_with("SHA256:"));
    assert_eq!(state(2), ("not-committed".to_owned(), None, None));

    git(root, &["config", "gpg.ssh.allowedSignersFile", allowed.to_str().unwrap()]);
    assert_eq!(state(1), ("committed".to_owned(), some("good"), some("kim@example.org")));
    let said = plimsoll(root, "log note-taker");
    assert!(said.contains(": good signature of kim@example.org\n") && said.contains("git: not committed\n"), "{said}");
    let said = plimsoll(root, "verify");
    assert!(
        said.ends_with(
            "git: 2 records committed (1 with a good signature, 1 unsigned); 1 not committed\n  \
             not committed: assessment 3 of note-taker/general\n"
        ),
        "{said}"
    );

    // The commit is made to be somebody else's; its signature stays.
    let commit = git(root, &["cat-file", "commit", "HEAD"]);
    std::fs::write(root.join("forged"), commit.replace("Kim Committer", "Lou Forger")).unwrap();
    let forged = git(root, &["hash-object", "-t", "commit", "-w", "forged"]);
    git(root, &["update-ref", "HEAD", forged.trim()]);
    assert_eq!(state(1).1, some("bad"));
    let (code, said) = try_plimsoll(root, "verify");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("by Lou Forger <kim@example.org>: BAD signature"), "{said}");
    assert!(said.contains("the commit is not what was signed"), "{said}");
}

#[test]
fn reading_runs_nothing_that_a_foreign_repository_names() {
    let folder = repository();
    let root = folder.path();
    if let Some(allowed) = signing(root) {
        git(root, &["config", "gpg.ssh.allowedSignersFile", allowed.to_str().unwrap()]);
    }
    plimsoll(root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    // Everything that could be run leaves a trace.
    let trap = root.join("trap");
    std::fs::write(&trap, format!("#!/bin/sh\ntouch '{}'\ncat\n", root.join("sprung").display())).unwrap();
    executable(&trap);
    std::fs::write(root.join("register/.gitattributes"), "* filter=trap diff=trap\n").unwrap();
    let trap = trap.to_str().unwrap();
    for key in [
        "gpg.program",
        "gpg.openpgp.program",
        "gpg.ssh.program",
        "gpg.x509.program",
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "core.editor",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "alias.config",
        "credential.helper",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
    ] {
        git(root, &["config", key, trap]);
    }
    git(root, &["config", "log.showSignature", "true"]);
    git(root, &["config", "log.showRoot", "false"]);
    for arguments in ["verify", "verify --format json", "log note-taker", "log note-taker --format json"] {
        plimsoll(root, arguments);
        assert!(!root.join("sprung").exists(), "plimsoll {arguments} ran what the repository names");
    }
    assert!(plimsoll(root, "verify").contains("git: 1 record committed (1 "));
    // So does asking who records.
    let mut nameless = bare(PLIMSOLL, root);
    let output = nameless.env_remove("PLIMSOLL_BY").args(ASSESS.split(' ')).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(!root.join("sprung").exists(), "who records was asked of what the repository names");
    // The trap works.
    try_git(root, &["log", "-1", "--format=%G?"]);
    try_git(root, &["status"]);
    assert!(root.join("sprung").exists());
}

#[test]
fn names_are_names_and_line_ends_stay() {
    let outer = tempfile::tempdir().unwrap();
    let folder = seed(false);
    let root = outer.path().join("a 'b'; $(touch x)\n:(top)*");
    std::fs::create_dir(&root).unwrap();
    copy(folder.path(), &root);
    git(&root, &["init", "--quiet", "--initial-branch=main"]);
    git(&root, &["config", "user.name", "Kim \u{1b}[31m Committer"]);
    git(&root, &["config", "user.email", "kim@example.org"]);
    git(&root, &["config", "core.autocrlf", "true"]);
    let said = plimsoll(&root, &format!("{ASSESS} --as-of 2026-11-22 --commit"));
    assert!(said.contains("plimsoll.toml is not in git yet"), "{said}");
    let said = plimsoll(&root, "log note-taker");
    assert!(said.contains("by Kim \u{fffd}[31m Committer <kim@example.org>: unsigned"), "{said:?}");
    git(&root, &["add", "."]);
    git(&root, &["commit", "--quiet", "-m", "the rest"]);
    let clone = outer.path().join("clone");
    git(&root, &["-c", "core.autocrlf=true", "clone", "--quiet", ".", clone.to_str().unwrap()]);
    assert!(plimsoll(&clone, "verify").contains("1 record of 1 use: sound\ngit: 1 record committed (1 unsigned)\n"));

    // A clone that holds the newest commit only does not know with which one a record came.
    let shallow = outer.path().join("shallow");
    let from = format!("file://{}", clone.display());
    git(outer.path(), &["clone", "--quiet", "--depth=1", &from, shallow.to_str().unwrap()]);
    assert!(plimsoll(&shallow, "log note-taker").contains("with which the history that is here begins: unsigned\n"));
}
