//! Lists of one thing a line: extensions as editors list them, and lists that people write.

use crate::discovery::collect::{Collector, Seen};
use crate::discovery::{SightingGrade, SightingMark};
use crate::identity::{Identity, PackageUrl};

/// Whether a line is an extension with its version, as `code` lists it.
pub(in crate::discovery) fn is_editor_line(line: &str) -> bool {
    let Some((id, version)) = line.trim().split_once('@') else { return false };
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    let versioned = version.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    versioned
        && is_word(id)
        && id.split_once('.').is_some_and(|(publisher, name)| !publisher.is_empty() && !name.is_empty())
}

/// Whether a line is the heading that stands above with a remote or a container.
pub(in crate::discovery) fn is_editor_heading(line: &str) -> bool {
    line.trim().starts_with("Extensions installed on ") && line.trim().ends_with(':')
}

/// The list of an editor. Which editor printed it does not stand in it.
pub(in crate::discovery) struct EditorList;

impl EditorList {
    pub(in crate::discovery) fn line(line: &str, to: &mut Collector<'_>) {
        if is_editor_heading(line) {
            return;
        }
        let Some(identity) = Identity::editor_extension(line).filter(|_| is_editor_line(line)) else {
            return to.not_understood();
        };
        let version = line.trim().split_once('@').map(|(_, version)| version);
        // A version can carry the platform that it was built for.
        let version = version.map(|version| version.split('@').next().unwrap_or(version));
        to.see(Seen { version, ..Seen::new(identity, SightingGrade::Installed) });
    }
}

/// Whether a line could be one of a list: one thing, and not a sentence.
pub(in crate::discovery) fn is_plain_line(line: &str) -> bool {
    let line = line.trim();
    let sentence =
        line.ends_with(['.', ':', ';', '{', '}', ',']) || line.contains(['<', '>', '{', '}', '=', '"', '\t', ',', ';']);
    let url = line.starts_with("pkg:");
    line.chars().count() <= 200 && (url || (!sentence && line.split_whitespace().count() <= 5))
}

/// A list that somebody wrote.
pub(in crate::discovery) struct PlainList;

impl PlainList {
    pub(in crate::discovery) fn line(line: &str, to: &mut Collector<'_>) {
        let line = line.trim();
        if line.starts_with('#') {
            return;
        }
        if !is_plain_line(line) {
            return to.not_understood();
        }
        if let Some(package) = PackageUrl::of(line) {
            let Some(identity) = Identity::of_package_url(line) else { return to.not_understood() };
            let version = package.version.as_deref();
            return to.see(Seen { version, ..Seen::new(identity, SightingGrade::Mentioned) });
        }
        let (word, version) = match line.rsplit_once('@') {
            Some((word, version)) if !word.is_empty() && version.starts_with(|sign: char| sign.is_ascii_digit()) => {
                (word, Some(version))
            }
            _ => (line, None),
        };
        // An id tells for sure; a word of one line can be a host, an extension or a program.
        let readings = [
            Identity::browser_extension(word),
            Identity::host(word),
            Identity::editor_extension(word),
            Identity::command(word).filter(|_| !word.contains(' ')),
        ];
        let known = readings.into_iter().flatten().find(|identity| to.knows(identity));
        match known.or_else(|| Identity::name(word)) {
            Some(identity) => {
                let named = matches!(identity, Identity::Name(_) | Identity::Command(_));
                let marks = if named { vec![SightingMark::NameOnly] } else { Vec::new() };
                to.see(Seen { version, marks, ..Seen::new(identity, SightingGrade::Mentioned) });
            }
            None => to.not_understood(),
        }
    }
}
