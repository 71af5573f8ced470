//! What is gathered for the gate from a register on disk, and what cannot be told.

use plimsoll::assessment::event::What;
use plimsoll::assessment::{EVERY_USE, Subject};
use plimsoll::dossier::{Asked, check};
use plimsoll::framework::Disposition;
use plimsoll::gate::Request;
use plimsoll::tool::Tool;

use super::site::{Site, codes};
use crate::gate::story::{Story, approved, day};

#[test]
fn a_register_says_what_its_records_say() {
    let mut own = approved();
    own.event("2026-03-01", What::Suspend).decide("2026-04-01");
    let site = Site::of(&[&own]);
    for (on, expected) in [
        ("2026-01-09", &["undecided"][..]),
        ("2026-01-15", &[]),
        ("2026-03-01", &["suspended"]),
        ("2026-04-01", &[]),
        ("2026-06-30", &[]),
        ("2026-07-01", &["expired"]),
    ] {
        assert_eq!(site.codes(on), expected, "{on}");
        assert_eq!(codes(&site.ask(None, on)), expected, "{on}, the only use");
    }
    let said = site.ask(None, "2026-04-01");
    assert_eq!((said.name(), said.verdict.decision.unwrap().record.header.number), ("tool/general".to_owned(), 4));
    assert!(said.problems.0.is_empty() && said.notes.is_empty());
}

#[test]
fn a_ban_of_the_vendor_or_of_every_use_reaches_over_the_use() {
    for usage in ["general", EVERY_USE] {
        for subject in [Subject::Vendor("vendor".to_owned()), Subject::Tool("tool".to_owned())] {
            if usage == "general" && matches!(subject, Subject::Tool(_)) {
                continue;
            }
            let mut ban = Story::of(subject, usage);
            ban.ban("2026-02-01", "2026-02-10", Disposition::Prohibit);
            let site = Site::of(&[&approved(), &ban]);
            assert_eq!(site.codes("2026-02-09"), Vec::<&str>::new());
            assert_eq!(site.codes("2026-02-10"), ["prohibited"], "{:?}", ban.subject);
        }
    }
    let mut other = Story::vendor("elsewhere");
    other.ban("2026-02-01", "2026-02-10", Disposition::Prohibit);
    assert_eq!(Site::of(&[&approved(), &other]).codes("2026-02-10"), Vec::<&str>::new());
}

#[test]
fn of_the_vendors_that_are_named_every_one_counts() {
    let mut ban = Story::of(Subject::Vendor("former".to_owned()), EVERY_USE);
    ban.ban("2026-02-01", "2026-02-01", Disposition::Prohibit);
    let site = Site::of(&[&approved(), &ban]);
    let entry = site.path("tools/tool/tool.toml");
    assert_eq!(site.codes("2026-02-01"), Vec::<&str>::new());
    std::fs::write(&entry, "schema = 1\nvendor = \"former\"\n").unwrap();
    assert_eq!(site.codes("2026-02-01"), ["prohibited"]);
    // Another vendor in the entry does not free a tool from the ban of the one that was assessed.
    let mut ban = Story::vendor(EVERY_USE);
    ban.ban("2026-02-01", "2026-02-01", Disposition::Prohibit);
    let site = Site::of(&[&approved(), &ban]);
    for text in ["schema = 1\nvendor = \"other\"\n", "schema = 1\n"] {
        std::fs::write(site.path("tools/tool/tool.toml"), text).unwrap();
        assert_eq!(site.codes("2026-02-01"), ["prohibited"], "{text}");
    }
}

#[test]
fn where_nothing_names_the_vendor_the_catalogue_does() {
    let mut ban = Story::of(Subject::Vendor("anthropic".to_owned()), EVERY_USE);
    ban.ban("2026-02-01", "2026-02-01", Disposition::Prohibit);
    let site = Site::of(&[&ban]);
    let asked = |tool: &str| {
        let asked = Asked { tool: tool.to_owned(), ..Asked::default() };
        codes(&check(&site.register(), &asked, day("2026-02-01")))
    };
    assert_eq!(asked("claude-code"), ["not-registered", "prohibited"]);
    assert_eq!(asked("no-such-tool"), ["not-registered"]);
    site.register().add_tool("claude-code", &Tool::default()).unwrap();
    assert_eq!(asked("claude-code"), ["undecided", "prohibited"]);
}

#[test]
fn which_use_is_meant_must_be_clear() {
    let mut second = approved();
    second.usage = "second";
    let site = Site::of(&[&approved(), &second]);
    let said = site.ask(None, "2026-02-01");
    assert_eq!((codes(&said), said.verdict.exit().code(), said.usage), (vec!["ambiguous-use"], 2, None));
    assert_eq!(said.verdict.reasons[0].text(), "`tool` has several uses; name one of general, second");
    let said = site.ask(Some("secnd"), "2026-02-01");
    assert_eq!(codes(&said), ["not-registered"]);
    assert_eq!(
        said.verdict.reasons[0].text(),
        "`tool` has no use `secnd` (did you mean `second`?); its uses: general, second"
    );
    // A use that the entry only names is known, and nobody has decided about it.
    std::fs::write(site.path("tools/tool/tool.toml"), "schema = 1\n[use.third]\ntitle = \"Another\"\n").unwrap();
    assert_eq!(codes(&site.ask(Some("third"), "2026-02-01")), ["undecided"]);
    // So is a tool of which nothing is known but that it is there.
    let site = Site::new();
    assert_eq!(codes(&site.ask(None, "2026-02-01")), ["not-registered"]);
    site.register().add_tool("tool", &Tool::default()).unwrap();
    let said = site.ask(None, "2026-02-01");
    assert_eq!((codes(&said), said.usage), (vec!["undecided"], None));
    assert_eq!(codes(&site.ask(Some("general"), "2026-02-01")), ["not-registered"]);
}

#[test]
fn a_request_that_cannot_be_meant_is_not_answered() {
    let site = Site::of(&[&approved()]);
    let ask = |tool: &str, usage: Option<&str>, factor: Option<(&str, u8)>| {
        let context = factor.into_iter().map(|(factor, level)| (factor.to_owned(), level)).collect();
        let request = Request { context, ..Request::default() };
        let asked = Asked { tool: tool.to_owned(), usage: usage.map(str::to_owned), request };
        codes(&check(&site.register(), &asked, day("2026-02-01")))
    };
    for (tool, usage) in
        [("../up", None), ("Tool", None), ("con", None), ("", None), ("tool", Some("*")), ("tool", Some("a/b"))]
    {
        assert_eq!(ask(tool, usage, None), ["bad-request"], "{tool} {usage:?}");
    }
    assert_eq!(ask("tool", None, Some(("data", 2))), Vec::<&str>::new());
    assert_eq!(ask("tool", None, Some(("data", 5))), ["bad-request"]);
    assert_eq!(ask("tool", None, Some(("dta", 1))), ["bad-request"]);
    // A factor that the framework of every tool has, and this decision no ceiling for.
    assert_eq!(ask("tool", None, Some(("egress", 0))), ["above-ceiling"]);
    assert_eq!(ask("unknown-tool", None, Some(("dta", 1))), ["bad-request"]);
}

/// Does something to a register that allows, and gives the codes afterwards.
fn after(act: impl FnOnce(&Site)) -> Vec<&'static str> {
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-01-01", "2026-12-01", Disposition::Hold);
    let site = Site::of(&[&approved(), &vendor]);
    assert_eq!(site.codes("2026-02-01"), Vec::<&str>::new());
    act(&site);
    site.codes("2026-02-01")
}

fn edit(site: &Site, file: &str, from: &str, to: &str) {
    let path = site.path(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

const OWN: [&str; 2] = ["tools/tool/general/0001-assessment.toml", "tools/tool/general/0002-decision.toml"];
const VENDORS: &str = "vendors/vendor/_all/0001-decision.toml";

#[test]
fn what_was_altered_is_never_allowed() {
    let only = |found: Vec<&'static str>| found.into_iter().collect::<std::collections::BTreeSet<_>>();
    let altered = std::collections::BTreeSet::from(["altered"]);
    for file in [OWN[0], OWN[1], VENDORS] {
        assert_eq!(only(after(|site| edit(site, file, "Robin Sample", "Robin Simple"))), altered, "{file}");
        assert_eq!(only(after(|site| std::fs::remove_file(site.path(file)).unwrap())), altered, "{file}");
    }
    for (file, from, to) in [
        ("heads/tools/tool/general.toml", "number = 2", "number = 3"),
        ("heads/tools/tool/general.toml", "schema = 1\n", "schema = 1 \n"),
        ("heads/vendors/vendor/_all.toml", "schema = 1\n", "schema = 1\n#\n"),
    ] {
        assert_eq!(only(after(|site| edit(site, file, from, to))), altered, "{file} {from}");
    }
    // It may have named the vendor that is banned.
    assert_eq!(only(after(|site| drop(std::fs::remove_file(site.path("tools/tool/tool.toml"))))), altered);
    let used = |site: &Site, folder: &str| {
        let mut entries = std::fs::read_dir(site.path(folder)).unwrap();
        entries.next().unwrap().unwrap().path()
    };
    for folder in ["policy/used", "frameworks/used"] {
        assert_eq!(only(after(|site| std::fs::remove_file(used(site, folder)).unwrap())), altered, "{folder}");
        let append = |site: &Site| {
            let path = used(site, folder);
            let text = std::fs::read_to_string(&path).unwrap() + "\n";
            std::fs::write(path, text).unwrap();
        };
        assert_eq!(only(after(append)), altered, "{folder}");
    }
    let double = |site: &Site| {
        std::fs::copy(site.path(OWN[1]), site.path("tools/tool/general/0002-event.toml")).unwrap();
    };
    assert_eq!(only(after(double)), altered);
    assert_eq!(only(after(|site| drop(std::fs::remove_file(site.path("heads/tools/tool/general.toml"))))), altered);
}

#[test]
fn what_cannot_be_read_is_never_allowed() {
    for (file, text, expected) in [
        ("tools/tool/tool.toml", "vendor = ", &["unreadable"][..]),
        ("tools/tool/tool.toml", "schema = 1\nvender = \"x\"\n", &["unreadable"]),
        ("tools/tool/tool.toml", "schema = 99\nwhat = 1\n", &["newer-schema"]),
        ("heads/tools/tool/general.toml", "schema = 99\n", &["newer-schema"]),
        ("heads/tools/tool/general.toml", "", &["unreadable"]),
        ("heads/vendors/vendor/_all.toml", "schema = 1\nnumber", &["unreadable"]),
    ] {
        let found = after(|site| std::fs::write(site.path(file), text).unwrap());
        assert_eq!(found.first(), expected.first(), "{file} {text:?}: {found:?}");
    }
    for file in ["heads/tools/tool/general.toml", "tools/tool/tool.toml", "heads/vendors/vendor/_all.toml"] {
        let found = after(|site| {
            std::fs::remove_file(site.path(file)).unwrap();
            std::fs::create_dir(site.path(file)).unwrap();
        });
        assert!(found.contains(&"unreadable"), "{file}: {found:?}");
    }
    // One impossible day, and a newer kind of record.
    let found = after(|site| edit(site, OWN[1], "valid-until = 2026-06-30", "valid-until = 2026-06-31"));
    assert!(found.contains(&"unreadable") && found.contains(&"altered"), "{found:?}");
    let found = after(|site| edit(site, OWN[0], "schema = 1", "schema = 2"));
    assert!(found.contains(&"newer-schema"), "{found:?}");
    let found = after(|site| std::fs::write(site.path(VENDORS), [0xff, 0xfe]).unwrap());
    assert!(found.contains(&"unreadable"), "{found:?}");
    // What is about other tools does not matter here.
    let found = after(|site| {
        std::fs::create_dir_all(site.path("tools/other/general")).unwrap();
        std::fs::create_dir_all(site.path("heads/tools/other")).unwrap();
        std::fs::write(site.path("heads/tools/other/general.toml"), "broken").unwrap();
    });
    assert_eq!(found, Vec::<&str>::new());
}

#[test]
fn a_record_that_the_head_does_not_know_is_judged_with_and_without() {
    let head = "heads/tools/tool/general.toml";
    // A ban whose append was interrupted before the head was written: it counts already.
    let site = Site::of(&[&approved()]);
    let known = std::fs::read_to_string(site.path(head)).unwrap();
    let mut banned = approved();
    banned.event("2026-02-01", What::Suspend);
    let site = Site::of(&[&banned]);
    std::fs::write(site.path(head), &known).unwrap();
    let said = site.ask(None, "2026-02-01");
    assert_eq!(codes(&said), ["suspended"]);
    assert_eq!(said.notes, ["the head of tool/general does not know record 3: judged with and without it"]);
    assert!(!said.problems.any_error());
    assert_eq!(said.problems.0.len(), 1);
    // A permission whose append was interrupted: it does not count yet.
    let mut renewed = approved();
    renewed.decide_with("2026-07-01", |decision| decision.valid_until = Some(day("2026-12-31")));
    let site = Site::of(&[&renewed]);
    assert_eq!(site.codes("2026-07-02"), Vec::<&str>::new());
    std::fs::write(site.path(head), &known).unwrap();
    assert_eq!(site.codes("2026-07-02"), ["expired"]);
    assert_eq!(site.codes("2026-06-30"), Vec::<&str>::new());
    // What is to lift the ban of a vendor does not do so yet, either.
    let mut vendor = Story::vendor(EVERY_USE);
    vendor.ban("2026-02-01", "2026-02-01", Disposition::Prohibit);
    let before = Site::of(&[&approved(), &vendor]);
    let known = std::fs::read_to_string(before.path("heads/vendors/vendor/_all.toml")).unwrap();
    vendor.ban("2026-03-01", "2026-03-01", Disposition::Approve);
    let site = Site::of(&[&approved(), &vendor]);
    assert_eq!(site.codes("2026-03-01"), Vec::<&str>::new());
    std::fs::write(site.path("heads/vendors/vendor/_all.toml"), known).unwrap();
    assert_eq!(site.codes("2026-03-01"), ["prohibited"]);
}

#[test]
fn what_to_use_instead_is_checked() {
    let names = ["second", "third", "tool", "qoder", "nobody-knows", "by hand"];
    let mut banned = approved();
    banned.ban("2026-02-01", "2026-02-01", Disposition::Prohibit);
    if let plimsoll::assessment::Record::Decision(decision) = &mut banned.records.last_mut().unwrap().record {
        decision.alternatives = names.iter().map(|name| (*name).to_owned()).collect();
    }
    let mut second = approved();
    second.subject = Subject::Tool("second".to_owned());
    let site = Site::of(&[&banned, &second]);
    site.register().add_tool("third", &Tool::default()).unwrap();
    let said = site.ask(None, "2026-02-01");
    let found: Vec<_> = said.alternatives.iter().map(|found| (found.name.as_str(), found.status)).collect();
    assert_eq!(
        found,
        [
            ("second", Some("allowed")),
            ("third", Some("undecided")),
            ("tool", Some("prohibited")),
            ("qoder", Some("undecided")),
            ("nobody-knows", None),
            ("by hand", None),
        ]
    );
}
