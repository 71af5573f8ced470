//! A result that is milder than it should be opens nothing: what a record claims of its tier, a framework
//! with another's name, another vendor in an entry, a group of approvers that nobody is in.

use plimsoll::document::sha256;

use super::inside::{CISO, DAY, DEPUTY, Inside, MALLORY};
use super::support::root;

const CODE: &str = "tools/claude-code/product-engineering";
const ASK_CODE: &str = "claude-code --use product-engineering";

/// A record as it would be written behind others on the day.
fn later(text: &str, number: u32, by: Option<&str>) -> String {
    let line = |line: &str| match line.split(" = ").next().unwrap_or_default() {
        "number" => format!("number = {number}"),
        "previous" => "previous = \"BEFORE\"".to_owned(),
        "as-of" => format!("as-of = {DAY}"),
        "recorded-at" => format!("recorded-at = {DAY}T09:30:00Z"),
        "valid-from" => format!("valid-from = {DAY}"),
        "valid-until" => "valid-until = 2026-12-20".to_owned(),
        key @ ("recorded-by" | "approvers") if by.is_some() => {
            let by = format!("\"{}\"", by.unwrap());
            if key == "approvers" { format!("approvers = [{by}]") } else { format!("recorded-by = {by}") }
        }
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_place_among_the_tiers_that_a_record_claims_lowers_nothing() {
    for rank in ["[1, 4]", "[255, 4]", "[3, 4]", "[1, 2]", "[0, 0]"] {
        let inside = Inside::new();
        let answers = inside.0.path().join("answers/claude-code-product-engineering.toml");
        let text = std::fs::read_to_string(&answers).unwrap();
        let data = text.lines().find(|line| line.starts_with("data = ")).unwrap().to_owned();
        std::fs::write(&answers, text.replace(&data, "data = 4")).unwrap();
        let assess = ["assess", "claude-code", "--use", "product-engineering", "--answers", answers.to_str().unwrap()];
        let (exit, said) = inside.run(MALLORY, &assess);
        assert!(exit == 0 && said.starts_with("CRITICAL"), "{said}");
        // The former result once more, by hand, which says that no tier is higher; and a decision on it.
        let former = inside.read(&format!("{CODE}/0001-assessment.toml"));
        assert!(former.contains("\nrank = [1, 4]\n"));
        let milder = later(&former, 4, None).replace("rank = [1, 4]", &format!("rank = {rank}"));
        inside.forge(CODE, "0004-assessment.toml", &milder);
        let basis = sha256(&inside.read(&format!("{CODE}/0004-assessment.toml")));
        let decision = inside.read(&format!("{CODE}/0002-decision.toml"));
        let of = |by: &str| later(&decision, 5, Some(by)).replace(&sha256(&former), &basis);
        let kept = inside.read(&format!("heads/{CODE}.toml"));
        inside.forge(CODE, "0005-decision.toml", &of(DEPUTY));
        assert_eq!(inside.check(ASK_CODE), 1, "{rank}");
        let (exit, said) = inside.run(CISO, &["verify"]);
        assert_eq!(exit, 1, "{rank}: {said}");
        // Those who may approve what is critical may decide so.
        std::fs::remove_file(inside.path(&format!("{CODE}/0005-decision.toml"))).unwrap();
        std::fs::write(inside.path(&format!("heads/{CODE}.toml")), kept).unwrap();
        inside.forge(CODE, "0005-decision.toml", &of(CISO));
        assert_eq!(inside.check(ASK_CODE), 0, "{rank}");
    }
}

#[test]
fn a_text_with_the_name_of_a_bundled_framework_carries_nothing() {
    let inside = Inside::new();
    let mild = std::fs::read_to_string(root().join("frameworks/ai-tool.toml"))
        .unwrap()
        .replace("floor = \"critical\"", "floor = \"low\"")
        .replace("floor = \"high\"", "floor = \"low\"")
        .replace("from = 20\ndecision = \"approve-with-conditions\"", "from = 98\ndecision = \"approve\"")
        .replace("from = 45\ndecision = \"restrict\"", "from = 99\ndecision = \"approve\"")
        .replace("from = 70\ndecision = \"prohibit\"", "from = 100\ndecision = \"approve\"")
        .replace("evidence-floor = \"moderate\"", "evidence-floor = \"low\"");
    let answers = inside.0.path().join("answers/chat-assistant-source-code.toml");
    let text = std::fs::read_to_string(&answers).unwrap();
    let framework = text.lines().find(|line| line.starts_with("framework = ")).unwrap().to_owned();
    let tool = text.lines().find(|line| line.starts_with("tool = ")).unwrap().to_owned();
    let text = text.replace(&framework, "framework = \"mild.toml\"").replace(&tool, "tool = \"qoder\"");
    std::fs::write(&answers, text).unwrap();
    let assess = |version: &str, id: &str| {
        let text = mild.replacen("version = \"0.2.1\"", &format!("version = \"{version}\""), 1);
        let text = text.replacen("id = \"ai-tool\"", &format!("id = \"{id}\""), 1);
        std::fs::write(inside.0.path().join("answers/mild.toml"), text).unwrap();
        inside.run(
            MALLORY,
            &["assess", "qoder", "--use", "pasted-source-code", "--new", "--answers", answers.to_str().unwrap()],
        )
    };
    for version in ["0.2.1", "0.1.0", "9.9.9"] {
        let (exit, said) = assess(version, "ai-tool");
        assert_eq!(exit, 2, "{said}");
        assert!(said.contains("has the id `ai-tool` of a bundled framework and is another text"), "{said}");
    }
    // A framework of one's own has a name of its own, and the record says so.
    let (exit, said) = assess("1.0.0", "mild");
    assert!(exit == 0 && said.starts_with("LOW"), "{said}");
    let approve =
        ["decide", "qoder", "--use", "pasted-source-code", "--decision", "approve", "--rationale", "Harmless."];
    let (exit, said) = inside.run(DEPUTY, &approve);
    assert_eq!(exit, 0, "{said}");
    let ask = "qoder --use pasted-source-code";
    assert_eq!(inside.check(ask), 0);
    // The same by hand under the name of the bundled one: the chain, and the text that it relies on.
    let chain = "tools/qoder/pasted-source-code";
    let assessment = inside.read(&format!("{chain}/0001-assessment.toml"));
    let decision = inside.read(&format!("{chain}/0002-decision.toml"));
    let own = std::fs::read_to_string(inside.0.path().join("answers/mild.toml")).unwrap();
    for (version, exit, verified) in [("0.2.1", 2, 1), ("0.1.0", 2, 1), ("9.9.9", 2, 0)] {
        let text = own.replacen("id = \"mild\"", "id = \"ai-tool\"", 1).replacen("1.0.0", version, 1);
        std::fs::write(inside.path(&format!("frameworks/used/{}.toml", sha256(&text))), &text).unwrap();
        let changed = assessment
            .replace("id = \"mild\"", "id = \"ai-tool\"")
            .replace("version = \"1.0.0\"", &format!("version = \"{version}\""))
            .replace(&sha256(&own), &sha256(&text));
        std::fs::write(inside.path(&format!("{chain}/0001-assessment.toml")), &changed).unwrap();
        std::fs::remove_file(inside.path(&format!("{chain}/0002-decision.toml"))).unwrap();
        inside.forge(chain, "0002-decision.toml", &decision.replace(&sha256(&assessment), &sha256(&changed)));
        assert_eq!(inside.check(ask), exit, "{version}");
        let (code, said) = inside.run(CISO, &["list"]);
        assert_eq!(code, 2, "{version}: {said}");
        let (code, said) = inside.run(CISO, &["verify"]);
        assert_eq!(code, verified, "{version}: {said}");
        assert_eq!(said.contains(&format!("calls itself `ai-tool` {version}")), verified == 1, "{said}");
    }
}

#[test]
fn another_vendor_in_the_entry_frees_no_tool_of_the_catalogue() {
    let inside = Inside::new();
    let ban = ["decide", "qoder", "--scope", "vendor", "--use", "*", "--decision", "prohibit", "--rationale", "No."];
    assert_eq!(inside.run(CISO, &ban).0, 0);
    let entry = inside.path("tools/qoder/tool.toml");
    let text = std::fs::read_to_string(&entry).unwrap();
    assert!(text.contains("vendor = \"alibaba\""));
    std::fs::write(&entry, text.replace("vendor = \"alibaba\"", "vendor = \"somebody-else\"")).unwrap();
    let (exit, said) = inside.run(MALLORY, &["check", "qoder"]);
    assert!(exit == 1 && said.contains("prohibited: since"), "{said}");
}

#[test]
fn where_nobody_is_in_the_group_that_may_change_the_policy_those_of_the_tiers_may() {
    let inside = Inside::new();
    let settings = inside.path("plimsoll.toml");
    let edit = |change: &dyn Fn(String) -> String| {
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, change(text)).unwrap();
    };
    edit(&|text| {
        text.replace("[policy.tier.critical]", "[policy]\npolicy-approvers = [\"board\"]\n\n[policy.tier.critical]")
    });
    let record = |by: &str| inside.run(by, &["policy", "record", "--rationale", "So it is.", "--approver", by]).0;
    assert_eq!(record(CISO), 0);
    edit(&|text| text.replace("mildest = \"prohibit\"\n", ""));
    assert_eq!(record(DEPUTY), 2, "the deputy may not for what is critical");
    assert_eq!(record(CISO), 0);
}
