//! Questions that were skipped since the tier is settled: what is recorded of them, what is shown, and what
//! is refused where the claim is false or policy wants every question asked.

use super::support::{done, plimsoll, root, said, seed};

/// The case whose vendor excludes the company by its terms: nothing else can move the tier.
fn answers() -> String {
    let file = root().join("examples/answers/claude-code-restricted-affiliate.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let mut settled = String::new();
    for line in text.lines() {
        let id = line.split(" = {").next().unwrap_or_default();
        let skipped = ["retention", "human-readers", "sandbox"].contains(&id);
        settled += &if skipped {
            format!("{id} = {{ unknown = \"\", skipped = \"tier settled\" }}\n")
        } else {
            format!("{line}\n")
        };
    }
    assert_eq!(settled.matches("tier settled").count(), 3);
    settled
}

const ASSESS: &str = "assess claude-code --use restricted-affiliate --as-of 2026-11-22 --answers";

#[test]
fn what_is_skipped_is_recorded_shown_and_verified() {
    let folder = seed(false);
    std::fs::write(folder.path().join("settled.toml"), answers()).unwrap();
    let recorded = done(folder.path(), &format!("{ASSESS} settled.toml"));
    assert!(recorded.contains("residual risk at most "), "{recorded}");
    let record = folder.path().join("register/tools/claude-code/restricted-affiliate/0001-assessment.toml");
    let text = std::fs::read_to_string(&record).unwrap();
    assert_eq!(text.matches("{ unknown = \"\", skipped = \"tier settled\" }").count(), 3, "{text}");
    done(folder.path(), "verify");
    // The same from the file, the record and the register.
    let scored = done(folder.path(), "score settled.toml --as-of 2026-11-22");
    let line = scored.lines().find(|line| line.contains("at most")).unwrap();
    let shown = done(folder.path(), "show claude-code --use restricted-affiliate --as-of 2026-11-22");
    let points = line.split(" of 100").next().unwrap().rsplit(' ').next().unwrap();
    assert!(recorded.contains(line) && shown.contains(points), "{line}\n{recorded}\n{shown}");
    let json = done(folder.path(), "score settled.toml --as-of 2026-11-22 --format json");
    assert!(json.contains("\"mitigation\": \"Find out: "), "{json}");
}

#[test]
fn a_false_claim_is_refused_and_found() {
    let folder = seed(false);
    let file = root().join("examples/answers/claude-code-product-engineering.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let line = text.lines().find(|line| line.starts_with("training-use = ")).unwrap();
    let open = text.replace(line, "training-use = { unknown = \"\", skipped = \"tier settled\" }");
    let open = open.replace("use = \"product-engineering\"", "use = \"restricted-affiliate\"");
    std::fs::write(folder.path().join("open.toml"), &open).unwrap();
    let output = plimsoll(folder.path(), &format!("{ASSESS} open.toml"));
    assert_eq!(output.status.code(), Some(2));
    let text = said(&output);
    assert!(text.contains("the tier is not settled, it can still be ") && text.contains("training-use"), "{text}");
    assert!(!folder.path().join("register/tools/claude-code").exists(), "nothing is begun");
    // The same answers without the claim are recorded.
    std::fs::write(folder.path().join("said.toml"), open.replace(", skipped = \"tier settled\"", "")).unwrap();
    done(folder.path(), &format!("{ASSESS} said.toml"));
    // Somebody who writes the claim into the record changes its bytes; that it is false is said besides.
    let record = folder.path().join("register/tools/claude-code/restricted-affiliate/0001-assessment.toml");
    let text = std::fs::read_to_string(&record).unwrap();
    let claimed = text
        .replace("training-use = { unknown = \"\" }", "training-use = { unknown = \"\", skipped = \"tier settled\" }");
    assert_ne!(claimed, text);
    std::fs::write(&record, claimed).unwrap();
    let found = said(&plimsoll(folder.path(), "verify"));
    assert!(found.contains("questions are skipped since the tier is settled, and it is not"), "{found}");
}

#[test]
fn policy_may_want_every_question_asked() {
    let folder = seed(false);
    std::fs::write(folder.path().join("settled.toml"), answers()).unwrap();
    let settings = folder.path().join("register/plimsoll.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, format!("{text}\n[policy.tier.critical]\nall-questions = true\n")).unwrap();
    let output = plimsoll(folder.path(), &format!("{ASSESS} settled.toml"));
    assert_eq!(output.status.code(), Some(2));
    let text = said(&output);
    assert!(text.contains("policy wants every question asked at tier critical") && text.contains("sandbox"), "{text}");
    std::fs::write(
        &settings,
        std::fs::read_to_string(&settings).unwrap().replace("all-questions = true", "all-questions = false"),
    )
    .unwrap();
    done(folder.path(), &format!("{ASSESS} settled.toml"));
}
