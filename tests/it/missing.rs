//! What records bear out is not missing in a register: assessments, decisions about the use and above
//! it, who approved, and what an assessment or a first look says of the request.

use std::collections::BTreeMap;

use serde_json::Value;

use super::support::{copy, said};
use super::year::{fixtures, on};

/// The keys that no entry holds and that are missing, by tool and use.
fn missing(folder: &std::path::Path) -> BTreeMap<String, Vec<String>> {
    let output = on(folder, "Robin Sample <robin@example.org>", "2026-11-22")
        .args(["list", "--missing", "must", "--format", "json"])
        .output()
        .unwrap();
    let rows: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error} {}", said(&output)));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let rows = rows.as_array().unwrap().iter().map(|row| {
        let keys = row["missing"].as_array().unwrap().iter().flat_map(|lack| lack["keys"].as_array().unwrap());
        let known = ["record.", "edition", "models", "vendor-name", "versions"];
        let keys = keys.map(text).filter(|key| known.iter().any(|known| key.contains(known)));
        (format!("{}/{}", text(&row["tool"]), text(&row["use"])), keys.collect())
    });
    rows.collect()
}

#[test]
fn what_records_say_is_not_missing() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures(), folder.path());
    // What an assessment copied from the entry is known, also where the entry does not say it any more.
    let entry = folder.path().join("register/tools/note-taker/tool.toml");
    std::fs::write(&entry, "schema = 1\nname = \"Note Taker\"\nvendor = \"scribe\"\n").unwrap();
    let run = |by: &str, arguments: &[&str]| {
        let output = on(folder.path(), by, "2026-11-22").args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    let found = missing(folder.path());
    let keys = |found: &BTreeMap<String, Vec<String>>, place: &str| found[place].join(" ");
    assert_eq!(keys(&found, "note-taker/general"), "versions");
    // Its request names who answers for it and why.
    assert_eq!(keys(&found, "code-helper/reviews"), "edition versions models vendor-name");
    // Prohibited for every use, and nobody looked at it.
    assert_eq!(
        keys(&found, "shady-chat/-"),
        "edition versions models vendor-name business-owner | record.business-owner record.reviewer \
         purpose.intended | record.purpose record.context record.assessment record.review"
    );

    // A first look says who wants it and why; that the vendor is prohibited is a decision.
    let triage = std::fs::read_to_string(folder.path().join("answers-triage.toml")).unwrap();
    std::fs::write(folder.path().join("first.toml"), triage.replace("use = \"general\"", "use = \"first\"")).unwrap();
    run("Robin Sample <robin@example.org>", &["triage", "note-taker", "--use", "first", "--answers", "first.toml"]);
    let found = missing(folder.path());
    assert!(keys(&found, "note-taker/first").contains("record.decision"), "{found:?}");
    assert!(!keys(&found, "note-taker/first").contains("record.purpose"), "{found:?}");
    run(
        "Pat Chief <pat@example.org>",
        &["decide", "note-taker", "--use", "*", "--scope", "vendor", "--decision", "prohibit", "--rationale", "Sold."],
    );
    let found = missing(folder.path());
    assert!(!keys(&found, "note-taker/first").contains("record.decision"), "{found:?}");
    assert!(!keys(&found, "note-taker/first").contains("record.approver"), "{found:?}");
}
