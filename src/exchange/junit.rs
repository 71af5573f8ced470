//! JUnit's XML, as readers of test reports take it: a test case for everything that was asked about.
//! What is not allowed is a failure, what could not be told an error.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::Exit;

use super::findings::{Finding, Findings};

/// Lays findings out.
#[must_use]
pub fn render(findings: &Findings) -> String {
    let failures = findings.findings.iter().filter(|finding| finding.exit == Exit::No).count();
    let errors = findings.findings.iter().filter(|finding| finding.exit == Exit::CouldNot).count();
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", findings.findings.len());
    let day = findings.day;
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    xml += &format!("<testsuites name=\"plimsoll check\" {counts} time=\"0\">\n");
    xml += &format!(
        "  <testsuite name=\"plimsoll check\" {counts} skipped=\"0\" time=\"0\" timestamp=\"{day}T00:00:00\">\n"
    );
    xml += &format!("    <properties>\n      <property name=\"as-of\" value=\"{day}\"/>\n");
    if let Some(register) = &findings.register {
        xml += &format!("      <property name=\"register\" value=\"{}\"/>\n", escaped(register));
    }
    xml += "    </properties>\n";
    for (finding, name) in findings.findings.iter().zip(names(&findings.findings)) {
        xml += &case(finding, &name);
    }
    xml + "  </testsuite>\n</testsuites>\n"
}

/// What the test cases are called, each once: of several with one name readers show the first alone.
fn names(findings: &[Finding]) -> Vec<String> {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        *alike.entry(finding.name()).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let name = |finding: &Finding| {
        let name = finding.name();
        let name = if alike.get(&name) == Some(&1) { name } else { finding.name_and_place() };
        let numbered = (2..).map(|number| format!("{name} #{number}"));
        let name = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
        let name = name.unwrap_or_default();
        taken.insert(name.clone());
        name
    };
    findings.iter().map(name).collect()
}

fn case(finding: &Finding, name: &str) -> String {
    let verdict = &finding.answer.verdict;
    let mut place = String::new();
    if let Some(at) = &finding.place {
        place = format!(" file=\"{}\" line=\"{}\"", escaped(&at.file), at.line);
    }
    let open = format!("    <testcase classname=\"plimsoll.check\" name=\"{}\"{place} time=\"0\"", escaped(name));
    let Some(first) = verdict.reasons.first() else { return format!("{open}/>\n") };
    let lines: Vec<String> =
        verdict.reasons.iter().map(|reason| format!("{}: {}", reason.code.as_str(), reason.text())).collect();
    let body = escaped(&lines.join("\n"));
    let inside = match finding.exit {
        // Not allowed, and not among the codes that are to fail.
        Exit::Yes => format!("<system-out>{body}</system-out>"),
        exit => {
            let tag = if exit == Exit::CouldNot { "error" } else { "failure" };
            let (code, message) = (first.code.as_str(), escaped(&format!("{} on {}", finding.word(), verdict.day)));
            format!("<{tag} type=\"{code}\" message=\"{message}: {code}\">{body}</{tag}>")
        }
    };
    format!("{open}>\n      {inside}\n    </testcase>\n")
}

/// A text for XML: marked characters as entities, and what XML cannot hold replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            hidden if crate::document::writer::is_invisible(hidden) => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
