//! Markdown itself: escaping, headings, lists and tables.

use crate::report::view::{NamedText, Tenths, TierView};

/// The columns of a bar.
const BAR: i32 = 20;

/// A text of a record, cleaned before it comes here: no character of it means anything to Markdown.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '&' | '!' | '^' => {
                out.push('\\');
                out.push(character);
            }
            // At the beginning these make headings, lists and rules; so does a dot or bracket behind a number.
            '#' | '+' | '-' | '=' if at == 0 => {
                out.push('\\');
                out.push(character);
            }
            '.' | ')' if at > 0 && text[..at].bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push('\\');
                out.push(character);
            }
            // An address of the web is no link unless somebody makes it one.
            ':' if text[at..].starts_with("://") => out.push_str("\\:"),
            '.' if before == 'w' && text[..at].to_ascii_lowercase().ends_with("www") => out.push_str("\\."),
            character => out.push(character),
        }
        before = character;
    }
    out.trim().to_owned()
}

/// A tier: its mark and its name.
pub(super) fn tier(tier: &TierView) -> String {
    let mark = ["●", "■", "◆", "▲"][usize::from(tier.shade.min(3))];
    format!("{mark} {}", text(&tier.id))
}

/// A bar of points, residual full and inherent shaded.
pub(super) fn bar(inherent: Tenths, residual: Tenths) -> String {
    let columns = |points: Tenths| usize::try_from((points.0.clamp(0, 1000) * BAR + 500) / 1000).unwrap_or(0);
    let (full, shaded) = (columns(residual), columns(inherent).max(columns(residual)));
    let rest = usize::try_from(BAR).unwrap_or(0) - shaded;
    format!("`{}{}{}`", "█".repeat(full), "░".repeat(shaded - full), "·".repeat(rest))
}

/// A page in the making.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    /// Markdown as it is.
    pub(super) fn raw(&mut self, markdown: &str) {
        self.0.push_str(markdown);
        self.0.push('\n');
    }

    /// A paragraph of Markdown.
    pub(super) fn line(&mut self, markdown: &str) {
        if !markdown.is_empty() {
            self.raw(&format!("{markdown}\n"));
        }
    }

    pub(super) fn heading(&mut self, level: usize, title: &str) {
        self.raw(&format!("{} {}\n", "#".repeat(level), text(title)));
    }

    /// A list of Markdown items; nothing where there are none.
    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let mut any = false;
        for item in items {
            self.raw(&format!("- {item}"));
            any = true;
        }
        if any {
            self.0.push('\n');
        }
    }

    /// A table of Markdown cells; nothing where there are no rows, and no column in which nothing stands.
    /// A `>` before a heading aligns right.
    pub(super) fn table(&mut self, header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let rows: Vec<Vec<String>> = rows.into_iter().collect();
        if rows.is_empty() {
            return;
        }
        let says = |cell: &String| !matches!(cell.as_str(), "" | "–");
        let shown = |at: &usize| rows.iter().any(|row| row.get(*at).is_some_and(says));
        let columns: Vec<usize> = (0..header.len()).filter(shown).collect();
        let header: Vec<&str> = columns.iter().map(|at| header[*at]).collect();
        let titles: Vec<&str> = header.iter().map(|title| title.trim_start_matches('>')).collect();
        let rules: Vec<&str> = header.iter().map(|title| if title.starts_with('>') { "---:" } else { "---" }).collect();
        self.raw(&format!("| {} |", titles.join(" | ")));
        self.raw(&format!("| {} |", rules.join(" | ")));
        for row in &rows {
            let cells: Vec<&str> = columns.iter().filter_map(|at| row.get(*at)).map(String::as_str).collect();
            self.raw(&format!("| {} |", cells.join(" | ")));
        }
        self.0.push('\n');
    }

    /// Names with their texts.
    pub(super) fn pairs(&mut self, pairs: &[NamedText]) {
        self.list(pairs.iter().map(|pair| format!("**{}**: {}", text(&pair.name), text(&pair.text))));
    }

    pub(super) fn finish(self) -> String {
        format!("{}\n", self.0.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markdown() {
        for (given, safe) in [
            ("# no heading", "\\# no heading"),
            ("1. no list", "1\\. no list"),
            ("- no list", "\\- no list"),
            ("a-b 1.5", "a-b 1.5"),
            ("[x](y) ![z](w)", "\\[x\\](y) \\!\\[z\\](w)"),
            ("<script>&amp;", "\\<script\\>\\&amp;"),
            ("a | b c", "a \\| b c"),
            ("`code` *b* _i_ ~~s~~ $m$", "\\`code\\` \\*b\\* \\_i\\_ \\~\\~s\\~\\~ \\$m\\$"),
            ("https://example.org", "https\\://example.org"),
            ("see www.example.org", "see www\\.example.org"),
            ("\\input{x}", "\\\\input{x}"),
            ("名前 😀", "名前 😀"),
        ] {
            assert_eq!(text(given), safe);
        }
    }

    #[test]
    fn a_bar_is_as_long_as_any_other() {
        assert_eq!(bar(Tenths(550), Tenths(477)), format!("`{}{}{}`", "█".repeat(10), "░", "·".repeat(9)));
        assert_eq!(bar(Tenths(0), Tenths(0)), format!("`{}`", "·".repeat(20)));
        assert_eq!(bar(Tenths(1000), Tenths(1000)), format!("`{}`", "█".repeat(20)));
    }
}
