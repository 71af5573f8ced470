//! A register that was moved, copied, put behind a link or into a repository of its own takes its history
//! along: what was left behind on the way is missed. And nothing beside the commits says what their parents are.

use std::path::Path;

use super::inside::{CISO, Inside, MALLORY};
use super::support::{command, copy, said};
use super::year::on;
use plimsoll::document::sha256;

const CHAIN: &str = "tools/vllm/internal-summaries";
const ASK: [&str; 4] = ["check", "vllm", "--use", "internal-summaries"];

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = command("git", folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(folder: &Path, what: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["-c", "user.name=Kim", "-c", "user.email=kim@example.org", "commit", "--quiet", "-m", what]);
}

/// A register in a repository that requires git, in which a use was prohibited after it was approved.
fn banned() -> Inside {
    let inside = Inside::new();
    let settings = inside.path("plimsoll.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("retention-years = 7", "retention-years = 7\ngit = \"required\"")).unwrap();
    assert_eq!(inside.run(CISO, &["policy", "record", "--rationale", "So it is."]).0, 0);
    let top = inside.0.path();
    git(top, &["init", "--quiet", "--initial-branch=main"]);
    commit(top, "A register");
    assert_eq!(inside.run(MALLORY, &ASK).0, 0);
    let ban = ["decide", "vllm", "--use", "internal-summaries", "--decision", "prohibit", "--rationale", "No."];
    assert_eq!(inside.run(CISO, &ban).0, 0);
    commit(top, "A prohibition");
    assert_eq!(inside.run(MALLORY, &ASK).0, 1);
    inside
}

/// Removes the prohibition together with what the head says of it.
fn forget(register: &Path) {
    std::fs::remove_file(register.join(CHAIN).join("0003-decision.toml")).unwrap();
    let newest = std::fs::read_to_string(register.join(CHAIN).join("0002-decision.toml")).unwrap();
    let head = format!("schema = 1\nnumber = 2\nsha256 = \"{}\"\n", sha256(&newest));
    std::fs::write(register.join("heads").join(CHAIN).with_extension("toml"), head).unwrap();
}

/// What `check` and `verify` end with, and what the latter says.
fn asked(inside: &Inside, register: &str) -> (i32, i32, String) {
    let run = |arguments: &[&str]| {
        let mut call = on(inside.0.path(), MALLORY, super::inside::DAY);
        let output = call.args(["--register", register]).args(arguments).output().unwrap();
        (output.status.code().unwrap(), said(&output))
    };
    let (verified, text) = run(&["verify"]);
    (run(&ASK).0, verified, text)
}

#[test]
fn what_is_left_behind_on_a_move_is_missed() {
    type Move = fn(&Path);
    let rename: Move = |top| {
        forget(&top.join("register"));
        std::fs::rename(top.join("register"), top.join("elsewhere")).unwrap();
        commit(top, "Moved");
    };
    let copied_first: Move = |top| {
        copy(&top.join("register"), &top.join("deep/elsewhere"));
        forget(&top.join("deep/elsewhere"));
        commit(top, "Copied");
        std::fs::remove_dir_all(top.join("register")).unwrap();
        commit(top, "Tidied up");
    };
    let removed_first: Move = |top| {
        let aside = tempfile::tempdir().unwrap();
        copy(&top.join("register"), aside.path());
        std::fs::remove_dir_all(top.join("register")).unwrap();
        commit(top, "Removed");
        forget(aside.path());
        copy(aside.path(), &top.join("elsewhere"));
        commit(top, "Back again");
    };
    let twice: Move = |top| {
        std::fs::rename(top.join("register"), top.join("between")).unwrap();
        commit(top, "Moved");
        forget(&top.join("between"));
        std::fs::rename(top.join("between"), top.join("elsewhere")).unwrap();
        commit(top, "Moved again");
    };
    let link: Move = |top| {
        forget(&top.join("register"));
        std::fs::rename(top.join("register"), top.join("elsewhere")).unwrap();
        std::os::unix::fs::symlink("elsewhere", top.join("register")).unwrap();
        commit(top, "Behind a link");
    };
    let inner: Move = |top| {
        forget(&top.join("register"));
        git(&top.join("register"), &["init", "--quiet"]);
        commit(&top.join("register"), "Begun anew");
    };
    let submodule: Move = |top| {
        forget(&top.join("register"));
        git(&top.join("register"), &["init", "--quiet"]);
        commit(&top.join("register"), "Begun anew");
        git(top, &["rm", "-r", "--quiet", "--cached", "register"]);
        commit(top, "A repository of its own");
    };
    for (name, register, change) in [
        ("renamed", "elsewhere", rename),
        ("copied, then removed", "deep/elsewhere", copied_first),
        ("removed, then added", "elsewhere", removed_first),
        ("moved twice", "elsewhere", twice),
        ("behind a link", "register", link),
        ("a repository within", "register", inner),
        ("a submodule", "register", submodule),
    ] {
        let inside = banned();
        change(inside.0.path());
        let (checked, verified, text) = asked(&inside, register);
        assert_eq!((checked, verified), (2, 1), "{name}: {text}");
        assert!(text.contains("0003-decision.toml") && text.contains("it was committed, in "), "{name}: {text}");
    }
}

#[test]
fn a_move_that_takes_everything_along_is_sound_and_one_that_people_agree_to_is_said() {
    let inside = banned();
    let top = inside.0.path();
    std::fs::rename(top.join("register"), top.join("elsewhere")).unwrap();
    commit(top, "Moved");
    assert_eq!(asked(&inside, "elsewhere").0, 1, "it is prohibited as before");
    assert_eq!(asked(&inside, "elsewhere").1, 0);

    forget(&top.join("elsewhere"));
    std::fs::rename(top.join("elsewhere"), top.join("third")).unwrap();
    commit(top, "Moved, and left something behind");
    let moved = git(top, &["rev-parse", "HEAD"]);
    let (checked, verified, text) = asked(&inside, "third");
    assert_eq!((checked, verified), (2, 1), "{text}");
    assert!(text.contains(&format!("agreed-commits = [\"{moved}\"]")), "{text}");
    let settings = top.join("third/plimsoll.toml");
    let agreed = format!("retention-years = 7\nagreed-commits = [\"{moved}\"]");
    let text = std::fs::read_to_string(&settings).unwrap().replace("retention-years = 7", &agreed);
    std::fs::write(&settings, text).unwrap();
    let record = ["--register", "third", "policy", "record", "--rationale", "Agreed."];
    assert!(on(top, CISO, super::inside::DAY).args(record).output().unwrap().status.success());
    commit(top, "Agreed");
    let (checked, verified, text) = asked(&inside, "third");
    assert_eq!((checked, verified), (0, 0), "{text}");
    assert!(text.contains("warning[altered]") && text.contains("agreed-commits"), "{text}");
}

#[test]
fn nothing_beside_the_commits_says_what_their_parents_are() {
    let inside = banned();
    let top = inside.0.path();
    forget(&top.join("register"));
    commit(top, "Tidied up");
    let first = git(top, &["rev-list", "--max-parents=0", "HEAD"]);
    // Nor do settings of the repository say where it lies.
    for (setting, value) in [("core.bare", "true"), ("core.worktree", "/nowhere"), ("log.excludeDecoration", "*")] {
        git(top, &["config", setting, value]);
        assert_eq!(asked(&inside, "register").0, 2, "{setting}");
        std::fs::write(top.join(".git/config"), "[core]\n\trepositoryformatversion = 0\n").unwrap();
    }
    let newest = git(top, &["rev-parse", "HEAD"]);
    let grafts = top.join(".git/info/grafts");
    std::fs::create_dir_all(grafts.parent().unwrap()).unwrap();
    for graft in [format!("{newest} {first}\n"), format!("{newest}\n")] {
        std::fs::write(&grafts, &graft).unwrap();
        assert_eq!(asked(&inside, "register").0, 2);
        assert_eq!(asked(&inside, "register").1, 1);
        // The same from the environment.
        std::fs::rename(&grafts, top.join("grafts")).unwrap();
        for name in ["GIT_GRAFT_FILE", "GIT_SHALLOW_FILE"] {
            let mut call = on(top, MALLORY, super::inside::DAY);
            let call = call.env(name, top.join("grafts")).args(["--register", "register"]).args(ASK);
            assert_eq!(call.output().unwrap().status.code(), Some(2), "{name}");
        }
    }
}
