//! The words that lists of tools use: names of columns, decisions, what stands for nothing, totals.

use crate::document::sheet::{ColumnNames, word};

/// The columns, each with other words for it.
pub(super) const COLUMNS: &[ColumnNames] = &[
    ("tool", &["id", "tool-id", "ai-tool", "system", "service", "software", "app", "solution"]),
    ("number", &["no", "nr", "lfd-nr", "row", "s-no", "sr-no", "serial-number"]),
    ("name", &["tool-name", "product", "product-name", "application", "system-name", "ai-tool-name"]),
    ("vendor", &["supplier", "provider", "manufacturer", "vendor-id", "company"]),
    ("vendor-name", &["legal-name", "legal-entity", "vendor-legal-name"]),
    ("edition", &["plan"]),
    ("use", &["use-case", "usage", "purpose", "ai-use-case"]),
    ("decision", &["verdict"]),
    ("status", &["state"]),
    ("rationale", &["reason", "why", "justification"]),
    ("since", &["date", "decided", "decided-on"]),
    ("owner", &["business-owner"]),
    ("technical-owner", &["it-owner"]),
    ("note", &["notes", "remark", "remarks", "comment", "comments"]),
];

/// What a row says about a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListedVerdict {
    Undecided,
    /// A decision that allows, or holds: it needs an assessment, which the list is not.
    Claimed,
    Prohibited,
    /// Where it is in its life, as `lifecycle.status` has it.
    Status(&'static str),
}

/// The words for each; the first is the one that is suggested.
pub(super) const VERDICTS: &[(ListedVerdict, &[&str])] = &[
    (ListedVerdict::Undecided, &["undecided", "open", "pending", "unknown", "under-review", "in-review", "tbd"]),
    (ListedVerdict::Claimed, &["approved", "approve", "allowed", "permitted", "accepted", "ok", "yes"]),
    (ListedVerdict::Claimed, &["approved-with-conditions", "approve-with-conditions", "conditional"]),
    (ListedVerdict::Claimed, &["restricted", "restrict"]),
    (ListedVerdict::Claimed, &["hold", "on-hold"]),
    (
        ListedVerdict::Prohibited,
        &["prohibited", "prohibit", "forbidden", "banned", "blocked", "denied", "rejected", "not-allowed", "no"],
    ),
    (ListedVerdict::Status("proposed"), &["proposed", "requested", "planned"]),
    (ListedVerdict::Status("pilot"), &["pilot", "trial", "test"]),
    (ListedVerdict::Status("in-use"), &["in-use", "live", "active", "used"]),
    (ListedVerdict::Status("suspended"), &["suspended", "paused"]),
    (ListedVerdict::Status("retired"), &["retired", "ended", "no-longer-used"]),
];

/// What people write into a cell that they have nothing for.
const PLACEHOLDERS: &[&str] = &[
    "n-a",
    "na",
    "none",
    "nil",
    "null",
    "tbd",
    "tbc",
    "tba",
    "todo",
    "unknown",
    "not-applicable",
    "not-known",
    "not-available",
    "no-data",
    "k-a",
    "entfällt",
    "keine",
    "keiner",
    "unbekannt",
    "néant",
    "inconnu",
    "ninguno",
];

/// How rows begin that add up what stands above them.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grand-total",
    "subtotal",
    "sum",
    "count",
    "number-of-tools",
    "gesamt",
    "summe",
    "anzahl",
    "somme",
    "totale",
    "suma",
];

/// Whether a text says that there is nothing to say: `N/A`, `-`, `?`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let said = word(text);
    said.is_empty() || PLACEHOLDERS.contains(&said.as_str())
}

/// Whether a text is what a row of totals begins with: `Total`, `Total: 3`.
pub(super) fn is_total(text: &str) -> bool {
    let said = word(text);
    let words = said.trim_end_matches(|character: char| character.is_ascii_digit() || character == '-');
    TOTALS.contains(&words)
}

/// Whether a text is a number, as totals are.
pub(super) fn is_number(text: &str) -> bool {
    text.chars().any(|character| character.is_ascii_digit())
        && text.chars().all(|character| character.is_ascii_digit() || ".,' %\u{a0}".contains(character))
}

/// Whether a text could be the number of a row: `12`, `AI-001`.
pub(super) fn is_running_number(text: &str) -> bool {
    let said = word(text);
    let digits = said.trim_start_matches(|character: char| character.is_alphabetic());
    let letters = said.len() - digits.len();
    let digits = digits.trim_start_matches('-');
    letters <= 6 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
