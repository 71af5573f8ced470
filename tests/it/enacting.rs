//! Attacks on the policy of a register: swapped for one call, edited by hand, its history deleted,
//! exchanged, forged or moved in time. None of them opens what was closed.

use std::path::Path;

use plimsoll::document::sha256;

use super::inside::{ASK_CHAT, CHAT, CISO, DAY, DEPUTY, Inside, MALLORY, permission};
use super::support::{copy, said};
use super::year::on;

const SETTINGS: &str = "plimsoll.toml";
const HEAD: &str = "heads/policy.toml";
const FIRST: &str = "policy/history/0001-policy.toml";
/// An allowed use.
const ALLOWED: &str = "claude-code --use product-engineering";
/// What anybody may record, so that the program writes.
const SUSPEND: [&str; 6] = ["event", "trigger", "claude-code", "--use", "product-engineering", "--why=Look again."];

/// A policy under which the deputy may approve what is critical, as mildly as anybody wants.
fn loose(text: &str) -> String {
    text.replace("approvers = [\"ciso\"]", "approvers = [\"ciso\", \"deputy-ciso\"]")
        .replace("mildest = \"prohibit\"", "mildest = \"approve\"")
}

impl Inside {
    fn edit(&self, change: impl Fn(&str) -> String) -> String {
        let text = change(&self.read(SETTINGS));
        std::fs::write(self.path(SETTINGS), &text).unwrap();
        text
    }

    fn history(&self) -> serde_json::Value {
        let (exit, text) = self.run(CISO, &["policy", "history", "--format", "json"]);
        assert_eq!(exit, 0, "{text}");
        let end = text.rfind("\n]").unwrap() + 2;
        serde_json::from_str(&text[..end]).unwrap()
    }

    fn record(&self, by: &str, more: &[&str]) -> (i32, String) {
        self.run(by, &[&["policy", "record", "--rationale", "As agreed."][..], more].concat())
    }

    /// Adds an enactment of a policy by hand, chain and head made to fit.
    fn forge_policy(&self, policy: &str, change: &dyn Fn(String) -> String) {
        let number = std::fs::read_dir(self.path("policy/history")).unwrap().count() + 1;
        let before = sha256(&self.read(&format!("policy/history/{:04}-policy.toml", number - 1)));
        std::fs::write(self.path(&format!("policy/used/{}.toml", sha256(policy))), policy).unwrap();
        let text = format!(
            "schema = 1\nkind = \"policy\"\nnumber = {number}\nas-of = {DAY}\nrecorded-at = {DAY}T09:00:00Z\nrecorded-by = \"{CISO}\"\nprevious = \"{before}\"\npolicy = \"{}\"\napprovers = [\"{CISO}\"]\nrationale = \"As agreed.\"\n",
            sha256(policy)
        );
        let text = change(text);
        std::fs::write(self.path(&format!("policy/history/{number:04}-policy.toml")), &text).unwrap();
        std::fs::write(self.path(HEAD), format!("schema = 1\nnumber = {number}\nsha256 = \"{}\"\n", sha256(&text)))
            .unwrap();
    }

    fn verify_says(&self, words: &[&str]) {
        let (exit, found) = self.run(CISO, &["verify"]);
        assert_eq!(exit, 1, "{found}");
        assert!(words.iter().all(|word| found.contains(word)), "{words:?}\n{found}");
    }

    fn is_sound(&self) {
        let (exit, found) = self.run(CISO, &["verify"]);
        assert_eq!(exit, 0, "{found}");
    }

    fn remove(&self, names: &[&str]) {
        for path in names.iter().map(|name| self.path(name)) {
            if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.unwrap();
        }
    }
}

#[test]
fn a_policy_swapped_for_one_call_decides_nothing() {
    let inside = Inside::new();
    let kept = inside.edit(loose);
    let decide = ["decide", "chatgpt", "--use", "pasted-source-code", "--decision", "approve", "--rationale", "Fine."];
    let (exit, text) = inside.run(DEPUTY, &decide);
    assert_eq!(exit, 2, "{text}");
    assert!(text.contains("is not the policy in force") && text.contains("plimsoll policy record"), "{text}");
    assert!(text.contains(SETTINGS) && text.contains(CISO), "{text}");
    assert!(!inside.path(&format!("{CHAT}/0003-decision.toml")).exists());
    // By hand, pinned to the text that was swapped in, and the file put back.
    std::fs::write(inside.path(&format!("policy/used/{}.toml", sha256(&kept))), &kept).unwrap();
    for enactment in [true, false] {
        let inside = Inside::new();
        std::fs::write(inside.path(&format!("policy/used/{}.toml", sha256(&kept))), &kept).unwrap();
        let pinned = |text: String| {
            let old = text.lines().find(|line| line.starts_with("policy")).unwrap().to_owned();
            let text = text.replace(CISO, DEPUTY).replace(&old, &format!("policy = \"{}\"", sha256(&kept)));
            let keep = |line: &&str| enactment || !line.starts_with("enactment");
            text.lines().filter(keep).collect::<Vec<_>>().join("\n") + "\n"
        };
        inside.forge(CHAT, "0003-decision.toml", &permission(&inside, &pinned));
        assert_eq!(inside.check(ASK_CHAT), 1);
        inside.verify_says(&["against-policy", "was not in force"]);
        let (_, list) = inside.run(CISO, &["list"]);
        assert!(list.lines().any(|line| line.contains("chatgpt") && line.contains("prohibit")), "{list}");
    }
}

#[test]
fn an_edit_by_hand_is_recorded_or_refused_by_who_records() {
    // Anybody may tighten, and what concerns no policy is recorded as it comes.
    for (change, changes) in
        [(("longest-days = 90", "longest-days = 30"), 1), (("name = \"Example group", "name = \"Example holding"), 0)]
    {
        let inside = Inside::new();
        inside.edit(|text| text.replace(change.0, change.1));
        let (exit, text) = inside.run(MALLORY, &["check", "claude-code", "--use", "product-engineering"]);
        assert!(exit == 0 && text.contains("plimsoll.toml was edited"), "{text}");
        let (exit, text) = inside.run(MALLORY, &SUSPEND);
        assert!(exit == 0 && text.contains("its policy is in force from now on"), "{text}");
        let history = inside.history();
        assert_eq!(history[1]["changes"].as_array().unwrap().len(), changes);
        assert_eq!((history[1]["recorded-by"].as_str(), history[1]["in-force"].as_bool()), (Some(MALLORY), Some(true)));
        inside.is_sound();
    }
    // Whatever loosens is not for her, by whatever command; it goes on being judged by the policy in force.
    let edits: [&dyn Fn(&str) -> String; 7] = [
        &loose,
        &|text| text.replace("longest-days = 90", "longest-days = 900"),
        &|text| text.replace("longest-days = 90\n", ""),
        &|text| text.replace("jo@example.org", "mallory@example.org"),
        &|text| text.replace("schema = 1\n", &format!("schema = 1\nagreed-commits = [\"{}\"]\n", "0".repeat(40))),
        &|text| text.replace("schema = 1\n", "schema = 1\ntriage = \"ours\"\n"),
        &|text| format!("{text}\n[[approver]]\nwho = \"{MALLORY}\"\nroles = [\"ciso\"]\n"),
    ];
    for edit in edits {
        let inside = Inside::new();
        inside.edit(edit);
        for by in [MALLORY, DEPUTY] {
            let (exit, text) = inside.run(by, &SUSPEND);
            assert!(exit == 2 && text.contains("is not the policy in force"), "{text}");
            assert_eq!(inside.record(by, &[]).0, 2);
        }
        assert_eq!((inside.check(ASK_CHAT), inside.check(ALLOWED)), (1, 0));
        assert_eq!(inside.run(CISO, &["policy", "diff"]).0, 1);
        let (exit, text) = inside.record(MALLORY, &["--approver", CISO]);
        assert_eq!(exit, 0, "the approver is a claim, as with decisions: {text}");
        assert_eq!((inside.run(CISO, &["policy", "diff"]).0, inside.history().as_array().unwrap().len()), (0, 2));
        inside.is_sound();
    }
    // The one who may has it recorded beside.
    let inside = Inside::new();
    inside.edit(loose);
    assert_eq!(inside.run(CISO, &SUSPEND).0, 0);
    assert_eq!(inside.history()[1]["changes"][0]["effect"], "loosens");
    assert_eq!(inside.check(ASK_CHAT), 1, "what was decided before is judged by the policy of its day");
}

#[test]
fn a_policy_that_refuses_edits_wants_each_recorded_on_purpose() {
    let inside = Inside::new();
    inside.edit(|text| {
        text.replace("[policy.tier.critical]", "[policy]\npolicy-changes = \"refuse\"\n\n[policy.tier.critical]")
    });
    assert_eq!(inside.run(MALLORY, &SUSPEND).0, 0, "it tightens");
    inside.edit(|text| text.replace("longest-days = 90", "longest-days = 30"));
    for by in [MALLORY, CISO] {
        assert_eq!(inside.run(by, &SUSPEND).0, 2);
    }
    assert_eq!(inside.check(ALLOWED), 2);
    inside.verify_says(&["is not the policy in force"]);
    assert_eq!(inside.record(CISO, &[]).0, 0);
    assert_eq!(inside.check(ALLOWED), 0);
    inside.is_sound();
}

#[test]
fn a_history_that_is_gone_closes_the_gate_and_cannot_be_begun_again() {
    for names in
        [&[HEAD][..], &["policy/history"], &[FIRST], &["policy/history", HEAD], &["policy", HEAD], &["policy", "heads"]]
    {
        let inside = Inside::new();
        inside.remove(names);
        assert_eq!((inside.check(ASK_CHAT) > 0, inside.check(ALLOWED)), (true, 2), "{names:?}");
        assert_eq!(inside.run(CISO, &["verify"]).0, 1, "{names:?}");
        inside.edit(loose);
        assert_eq!(inside.run(DEPUTY, &SUSPEND).0, 2, "{names:?}");
        // Where something of it is there, it is not a register that never had one, which `fmt` would move.
        let (exit, text) = inside.run(DEPUTY, &["fmt"]);
        assert!(exit != 0 || !text.contains("history"), "{names:?}: {text}");
        assert_eq!(inside.record(DEPUTY, &[]).0, 2, "{names:?}");
        assert_eq!(inside.check(ALLOWED), 2, "{names:?}");
    }
    // The text of the policy alone.
    let inside = Inside::new();
    inside.remove(&["policy/used"]);
    assert_eq!(inside.check(ALLOWED), 2);
}

#[test]
fn the_history_of_another_register_and_an_older_one_open_nothing() {
    let other = tempfile::tempdir().unwrap();
    let output = on(other.path(), MALLORY, "2026-01-01").args(["init", "mine"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let inside = Inside::new();
    inside.remove(&["policy/history"]);
    copy(&other.path().join("mine/policy"), &inside.path("policy"));
    std::fs::copy(other.path().join("mine/heads/policy.toml"), inside.path(HEAD)).unwrap();
    std::fs::copy(other.path().join("mine/plimsoll.toml"), inside.path(SETTINGS)).unwrap();
    assert_eq!((inside.check(ALLOWED), inside.check(ASK_CHAT) > 0), (2, true));
    inside.verify_says(&["it was made under a policy whose enactment is not there"]);
    // A policy that was tightened, and under which something was decided, cannot be what it was before.
    let inside = Inside::new();
    let was = inside.read(HEAD);
    inside.edit(|text| text.replace("longest-days = 90", "longest-days = 300"));
    assert_eq!(inside.record(CISO, &[]).0, 0);
    inside.edit(|text| text.replace("longest-days = 300", "longest-days = 20"));
    assert_eq!(inside.record(CISO, &[]).0, 0);
    let ban = ["decide", "claude-code", "--use", "product-engineering", "--decision", "hold", "--rationale", "Wait."];
    assert_eq!(inside.run(CISO, &ban).0, 0);
    inside.remove(&["policy/history/0003-policy.toml"]);
    assert_eq!(inside.check(ALLOWED), 2, "the head names it");
    inside.remove(&["policy/history/0002-policy.toml"]);
    std::fs::write(inside.path(HEAD), was).unwrap();
    assert_ne!(inside.check(ALLOWED), 0);
    inside.verify_says(&["it was made under a policy whose enactment is not there"]);
}

#[test]
fn an_enactment_without_authority_is_ignored_and_named() {
    for change in [
        &|text: String| text.replace(CISO, DEPUTY) as String,
        &|text: String| text.replace(CISO, MALLORY),
        &|text: String| text.replace(CISO, "Casey Placeholder <casey@example.com>"),
        &|text: String| {
            text.replace(&format!("approvers = [\"{CISO}\"]"), "approvers = [\"ciso <mallory@example.org>\"]")
        },
        &|text: String| text.replace(&format!("approvers = [\"{CISO}\"]"), &format!("approvers = [\"{MALLORY}\"]")),
    ] as [&dyn Fn(String) -> String; 5]
    {
        let inside = Inside::new();
        let text = inside.edit(loose);
        inside.forge_policy(&text, change);
        assert_eq!((inside.check(ASK_CHAT), inside.check(ALLOWED)), (1, 0));
        inside.verify_says(&["not-authorised", "0002-policy.toml", "does not count"]);
        let history = inside.history();
        assert_eq!((history[0]["in-force"].as_bool(), history[1]["counts"].as_bool()), (Some(true), Some(false)));
        let decide =
            ["decide", "chatgpt", "--use", "pasted-source-code", "--decision", "approve", "--rationale", "Ok."];
        assert_eq!(inside.run(DEPUTY, &decide).0, 2);
        // Nor under its own text by hand.
        let (second, used) = (sha256(&inside.read("policy/history/0002-policy.toml")), sha256(&text));
        let pinned = |text: String| {
            let text = text.replace(CISO, DEPUTY);
            let line = |key: &str| text.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
            text.replace(&line("policy"), &format!("policy = \"{used}\""))
                .replace(&line("enactment"), &format!("enactment = \"{second}\""))
        };
        inside.forge(CHAT, "0003-decision.toml", &permission(&inside, &pinned));
        assert_eq!(inside.check(ASK_CHAT), 1);
        // Whoever may, goes on behind it.
        assert_eq!(inside.record(CISO, &[]).0, 0);
        assert_eq!(inside.check(ASK_CHAT), 1);
    }
}

#[test]
fn two_policies_on_one_day_each_hold_for_what_was_decided_under_it() {
    let inside = Inside::new();
    let decide = |days: &str| {
        let how = ["decide", "claude-code", "--use", "product-engineering", "--decision", "approve-with-conditions"];
        inside.run(DEPUTY, &[&how[..], &["--rationale", "Fine.", "--valid-until", days]].concat())
    };
    inside.edit(|text| format!("{text}\n[policy.tier.moderate]\nlongest-days = 10\n"));
    assert_eq!(decide("2027-02-01").0, 1, "it is refused under the policy that would be in force");
    assert_eq!(inside.history().as_array().unwrap().len(), 1, "and nothing was recorded");
    assert_eq!(decide("2026-12-01").0, 0);
    inside.edit(|text| text.replace("longest-days = 10", "longest-days = 60"));
    assert_eq!(decide("2027-01-10").0, 2, "the deputy may not loosen");
    assert_eq!(inside.record(CISO, &[]).0, 0);
    assert_eq!(decide("2027-01-10").0, 0);
    assert_eq!(inside.check(ALLOWED), 0);
    inside.is_sound();
    // What names the first policy of the day, made after the second, counts for nothing.
    let newest = inside.read("tools/claude-code/product-engineering/0004-decision.toml");
    let first = inside.read("tools/claude-code/product-engineering/0002-decision.toml");
    let line = |text: &str, key: &str| text.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
    let mut forged = newest.replace("number = 4", "number = 5").replace("2026-11-25T09:30:00Z", "2026-11-25T10:30:00Z");
    for key in ["policy = ", "enactment = "] {
        forged = forged.replace(&line(&newest, key), &line(&first, key));
    }
    forged = forged.replace(&line(&newest, "previous"), "previous = \"BEFORE\"");
    forged = forged.replace(&line(&newest, "valid-until"), "valid-until = 2027-05-01");
    inside.forge("tools/claude-code/product-engineering", "0005-decision.toml", &forged);
    inside.verify_says(&["against-policy", "0005-decision.toml", "was not in force"]);
    let (exit, text) = inside.run(CISO, &["check", "claude-code", "--use", "product-engineering", "--format", "json"]);
    assert!(exit == 0 && text.contains("2027-01-10") && !text.contains("2027-05-01"), "{text}");
}

#[test]
fn a_policy_of_a_day_that_is_still_to_come_waits_and_is_mended_by_those_who_may() {
    let inside = Inside::new();
    inside.edit(|text| text.replace("longest-days = 90", "longest-days = 900"));
    let (exit, text) = inside.record(CISO, &["--as-of", "2099-01-01"]);
    assert!(exit == 2 && text.contains("in the future"), "{text}");
    // A clock that runs ahead: until then the policy before it is in force, and can be changed once mended.
    let ahead = |by: &str| {
        let how = ["--register", "register", "policy", "record", "--rationale", "By a clock that runs ahead."];
        on(inside.0.path(), by, "2040-01-01").args(how).output().unwrap()
    };
    assert_eq!(ahead(MALLORY).status.code(), Some(2));
    assert_eq!(ahead(CISO).status.code(), Some(0));
    assert_eq!((inside.check(ALLOWED), inside.check(ASK_CHAT)), (0, 1));
    let (exit, text) = inside.run(CISO, &SUSPEND);
    assert!(exit == 2 && text.contains("plimsoll policy record --mend"), "{text}");
    assert_eq!(inside.record(MALLORY, &["--mend"]).0, 2, "it is not for her");
    let (exit, text) = inside.record(CISO, &["--mend"]);
    assert_eq!(exit, 0, "{text}");
    assert_eq!(inside.run(MALLORY, &SUSPEND).0, 0);
    // By hand, from a day on that no clock shows.
    let inside = Inside::new();
    let text = inside.edit(loose);
    inside.forge_policy(&text, &|text| text.replace(&format!("as-of = {DAY}"), "as-of = 2099-01-01"));
    assert_eq!(inside.check(ALLOWED), 2);
    inside.verify_says(&["in the future"]);
}

#[test]
fn what_a_forged_enactment_says_of_itself_changes_nothing() {
    let changes: [(&dyn Fn(String) -> String, &str); 4] = [
        // That it only tightens, that it has no change, that other policies held before, that it is the first.
        (
            &|text| {
                let text = text.replace(CISO, DEPUTY);
                format!(
                    "{text}\n[[change]]\nkey = \"git\"\nfrom = \"welcome\"\nto = \"required\"\neffect = \"tightens\"\n"
                )
            },
            "not-authorised",
        ),
        (&|text| text, "does not follow"),
        (
            &|text| text.replace("approvers = ", &format!("earlier = [\"{}\"]\napprovers = ", "0".repeat(64))),
            "only the first policy",
        ),
        (&|text| text.replace("number = 2", "number = 1").replace(CISO, MALLORY), "it says that it is policy 1"),
    ];
    for (change, found) in changes {
        let inside = Inside::new();
        let text = inside.edit(loose);
        inside.forge_policy(&text, change);
        assert!(inside.check(ASK_CHAT) > 0);
        inside.verify_says(&[found]);
    }
}

#[test]
fn those_who_may_change_the_policy_are_those_whom_it_names() {
    let circle = "[policy]\npolicy-approvers = [\"board\", \"ciso\"]\n\n[policy.tier.critical]\nagree = 2";
    let inside = Inside::new();
    inside.edit(|text| {
        let text = text.replace("[policy.tier.critical]", circle);
        format!("{text}\n[[approver]]\nwho = \"Bo Board <bo@example.org>\"\nroles = [\"board\"]\nuntil = 2026-12-31\n")
    });
    assert_eq!(inside.record(CISO, &[]).0, 0);
    inside.edit(|text| text.replace("longest-days = 90", "longest-days = 91"));
    let bo = "Bo Board <bo@example.org>";
    for approvers in [&[CISO][..], &[bo], &[DEPUTY, CISO], &[CISO, "Casey <casey@example.org>"], &[MALLORY, bo]] {
        let given: Vec<&str> = approvers.iter().flat_map(|approver| ["--approver", *approver]).collect();
        assert_eq!(inside.record(CISO, &given).0, 2, "{approvers:?}");
    }
    // Where too few are left, those count whose authority has ended: else nobody could name anybody.
    let later = |by: &[&str]| {
        let given = by.iter().flat_map(|approver| ["--approver", *approver]);
        let how = ["--register", "register", "policy", "record", "--rationale", "Bo has left."];
        on(inside.0.path(), CISO, "2027-03-01").args(how.into_iter().chain(given)).output().unwrap().status.code()
    };
    assert_eq!(later(&[CISO]), Some(2));
    assert_eq!(later(&[CISO, bo]), Some(0));
}

#[test]
fn a_chain_is_mended_by_an_approver() {
    let inside = Inside::new();
    let mend = ["event", "mend", "claude-code", "--use", "product-engineering", "--why", "The clock was wrong."];
    let ahead = on(inside.0.path(), MALLORY, "2039-01-01").args(["--register", "register"]).args(SUSPEND).output();
    assert!(ahead.unwrap().status.success());
    assert_eq!(inside.run(MALLORY, &mend).0, 1, "it is not for her");
    // By hand it closes, until somebody with the authority has decided.
    let chain = "tools/claude-code/product-engineering";
    let kept = tempfile::tempdir().unwrap();
    copy(&inside.path(""), kept.path());
    let text = format!(
        "schema = 1\nkind = \"event\"\ntool = \"claude-code\"\nuse = \"product-engineering\"\nnumber = 4\nas-of = {DAY}\nrecorded-at = {DAY}T09:30:00Z\nrecorded-by = \"{MALLORY}\"\nprevious = \"BEFORE\"\nevent = \"mend\"\ndecision = \"{}\"\nwhy = \"The clock was wrong.\"\n",
        sha256(&inside.read(&format!("{chain}/0002-decision.toml")))
    );
    inside.forge(chain, "0004-event.toml", &text);
    assert_eq!(inside.check(ALLOWED), 1);
    inside.verify_says(&["not-authorised", "0004-event.toml"]);
    std::fs::remove_dir_all(inside.path("")).unwrap();
    copy(kept.path(), Path::new(&inside.path("")));
    let (exit, text) = inside.run(DEPUTY, &mend);
    assert_eq!(exit, 0, "{text}");
    assert_eq!(inside.check(ALLOWED), 0);
}

#[test]
fn a_register_of_before_is_closed_until_its_history_is_begun() {
    let inside = Inside::new();
    // One chain, as it was written before enactments: nothing names one.
    let tools: Vec<String> = std::fs::read_dir(inside.path("tools"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|tool| tool != "chatgpt")
        .collect();
    for tool in tools {
        inside.remove(&[&format!("tools/{tool}"), &format!("heads/tools/{tool}")]);
    }
    inside.remove(&["vendors", "heads/vendors", "policy/history", HEAD]);
    let name = format!("{CHAT}/0002-decision.toml");
    let text = inside.read(&name);
    let before = text.lines().filter(|line| !line.starts_with("enactment"));
    let text = before.collect::<Vec<_>>().join(
        "
",
    ) + "
";
    std::fs::write(inside.path(&name), &text).unwrap();
    let head = format!("schema = 1\nnumber = 2\nsha256 = \"{}\"\n", sha256(&text));
    std::fs::write(inside.path(&format!("heads/{CHAT}.toml")), head).unwrap();
    assert_eq!(inside.check(ASK_CHAT), 2);
    inside.verify_says(&["nothing says which policy was in force", "plimsoll fmt"]);
    assert_eq!(inside.run(CISO, &["fmt", "--check"]).0, 1);
    let (exit, text) = inside.run(CISO, &["fmt"]);
    assert_eq!(exit, 0, "{text}");
    assert_eq!(inside.check(ASK_CHAT), 1);
    let history = inside.history();
    assert_eq!((history.as_array().unwrap().len(), history[0]["earlier"].as_array().unwrap().len()), (1, 1));
    assert_eq!(inside.run(CISO, &["fmt", "--check"]).0, 0);
}
