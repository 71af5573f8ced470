//! Lock files of Python: what pip, Poetry, uv and Pipenv write.

use crate::discovery::collect::Collector;
use crate::discovery::tree::Tree;

use super::package;

/// A requirement: its name, and the version where one alone is allowed.
fn requirement(line: &str) -> Option<(&str, Option<&str>)> {
    let line = line.split([';', '#']).next()?.split(" --").next()?.trim().trim_end_matches('\\').trim();
    let end = line.find(|sign: char| !sign.is_ascii_alphanumeric() && !matches!(sign, '.' | '_' | '-'));
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    if !name.starts_with(|sign: char| sign.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = rest.trim_start();
    // What stands in brackets is a part of it.
    let rest = rest.strip_prefix('[').map_or(rest, |extras| extras.split_once(']').map_or("", |(_, rest)| rest)).trim();
    let version = rest.strip_prefix("===").or_else(|| rest.strip_prefix("==")).map(str::trim);
    let version = version.filter(|version| !version.contains([',', '*', ' ']) && !version.is_empty());
    let shaped = rest.is_empty() || rest.starts_with("==") || rest.starts_with(['<', '>', '~', '!', '@']);
    shaped.then_some((name, version))
}

/// Whether a line could stand in a list of requirements, and whether it could stand nowhere else.
pub(in crate::discovery) fn is_requirement(line: &str) -> (bool, bool) {
    let line = line.trim();
    let is_option = ["-r ", "-e ", "-c ", "--"].iter().any(|option| line.starts_with(option));
    if line.starts_with('#') || is_option {
        return (true, is_option && !line.starts_with("---"));
    }
    match requirement(line) {
        Some(_) => (true, ["==", ">=", "<=", "~=", "!=", " @ "].iter().any(|sign| line.contains(sign))),
        None => (false, false),
    }
}

/// `requirements.txt`, line by line.
pub(in crate::discovery) struct RequirementLines;

impl RequirementLines {
    pub(in crate::discovery) fn line(line: &str, to: &mut Collector<'_>) {
        let line = line.trim();
        if line.starts_with('#') {
            return;
        }
        // Other files, and folders of this machine; hashes of the line before.
        if line.starts_with('-') {
            if let Some((_, egg)) = line.split_once("#egg=") {
                package("pypi", egg.split('&').next().unwrap_or(egg), None, to);
            }
            return;
        }
        match requirement(line) {
            Some((name, version)) => package("pypi", name, version, to),
            None => to.not_understood(),
        }
    }
}

/// `Pipfile.lock`: versions by name, in two groups.
pub(in crate::discovery) fn pipfile(document: &Tree, to: &mut Collector<'_>) {
    for group in ["default", "develop"] {
        for (name, entry) in document.get(group).entries() {
            to.line = entry.line;
            package("pypi", name, entry.text_at("version").map(|version| version.trim_start_matches('=')), to);
        }
    }
}
