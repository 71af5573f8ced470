//! JUnit's XML, as readers of test reports take it: a test case for everything that was asked about.
//! What is not allowed is a failure, what could not be told an error.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::Exit;

use super::pipeline::{PipelineResult, PipelineRun};

/// Lays a run out.
#[must_use]
pub fn render(run: &PipelineRun) -> String {
    let failures = run.results.iter().filter(|result| result.exit == Exit::No).count();
    let errors = run.results.iter().filter(|result| result.exit == Exit::CouldNot).count();
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", run.results.len());
    let (day, command) = (run.day, run.command);
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    xml += &format!("<testsuites name=\"plimsoll {command}\" {counts} time=\"0\">\n");
    xml += &format!(
        "  <testsuite name=\"plimsoll {command}\" {counts} skipped=\"0\" time=\"0\" timestamp=\"{day}T00:00:00\">\n"
    );
    xml += &format!("    <properties>\n      <property name=\"as-of\" value=\"{day}\"/>\n");
    if let Some(register) = &run.register {
        xml += &format!("      <property name=\"register\" value=\"{}\"/>\n", escaped(register));
    }
    xml += "    </properties>\n";
    for (result, name) in run.results.iter().zip(names(&run.results)) {
        xml += &case(run, result, &name);
    }
    xml + "  </testsuite>\n</testsuites>\n"
}

/// What the test cases are called, each once: of several with one name readers show the first alone.
fn names(results: &[PipelineResult]) -> Vec<String> {
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    for result in results {
        *alike.entry(&result.name).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let name = |result: &PipelineResult| {
        let name = if alike.get(result.name.as_str()) == Some(&1) { &result.name } else { &result.name_and_place };
        let numbered = (2..).map(|number| format!("{name} #{number}"));
        let name = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
        let name = name.unwrap_or_default();
        taken.insert(name.clone());
        name
    };
    results.iter().map(name).collect()
}

fn case(run: &PipelineRun, result: &PipelineResult, name: &str) -> String {
    let mut place = String::new();
    if let Some(at) = &result.place {
        place = format!(" file=\"{}\" line=\"{}\"", escaped(&at.file), at.line);
    }
    let open =
        format!("    <testcase classname=\"plimsoll.{}\" name=\"{}\"{place} time=\"0\"", run.command, escaped(name));
    let Some((code, _)) = result.reasons.first() else { return format!("{open}/>\n") };
    let lines = result.reasons.iter().map(|(code, why)| format!("{code}: {why}")).chain(result.notes.iter().cloned());
    let body = escaped(&lines.collect::<Vec<_>>().join("\n"));
    let inside = match result.exit {
        // Not allowed, and not among the codes that are to fail.
        Exit::Yes => format!("<system-out>{body}</system-out>"),
        exit => {
            let tag = if exit == Exit::CouldNot { "error" } else { "failure" };
            let message = escaped(&format!("{} on {}", result.word, run.day));
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
