//! Conditions: `egress >= 1 and data >= 2`. One small grammar, checked when a file is read.
//!
//! ```text
//! expr = term {"and" term} | term {"or" term}
//! term = "(" expr ")" | factor ">=" level
//! ```
//! `and` and `or` are not mixed without parentheses, and only `>=` exists, so that a condition once
//! true stays true when a level rises: the score cannot fall because a context got worse.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Factor, HIGHEST_LEVEL};

/// A condition over the levels of factors. Its operands exist; its levels are 1 to 4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextCondition {
    /// Holds where the factor (an index into the framework's factors) has at least this level.
    AtLeast(usize, u8),
    /// Holds where all parts hold; without parts, always.
    All(Vec<ContextCondition>),
    /// Holds where at least one part holds.
    Any(Vec<ContextCondition>),
}

impl ContextCondition {
    /// The condition that always holds.
    pub const ALWAYS: Self = Self::All(Vec::new());

    /// Whether it holds for the levels that `level` gives.
    pub fn holds(&self, level: &impl Fn(usize) -> u8) -> bool {
        match self {
            Self::AtLeast(factor, least) => level(*factor) >= *least,
            Self::All(parts) => parts.iter().all(|part| part.holds(level)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(level)),
        }
    }

    /// The factors that it looks at, by index, each once.
    #[must_use]
    pub fn factors(&self) -> BTreeSet<usize> {
        match self {
            Self::AtLeast(factor, _) => BTreeSet::from([*factor]),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::factors).collect(),
        }
    }

    /// Whether it holds whatever the context.
    #[must_use]
    pub fn always(&self) -> bool {
        *self == Self::ALWAYS
    }

    /// The condition as a person writes it, with the ids of the factors.
    #[must_use]
    pub fn text(&self, factors: &[Factor]) -> String {
        let joined = |parts: &[Self], word: &str| {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Self::AtLeast(..) => part.text(factors),
                    _ => format!("({})", part.text(factors)),
                })
                .collect();
            parts.join(word)
        };
        match self {
            Self::AtLeast(factor, least) => format!("{} >= {least}", factors[*factor].id),
            Self::All(parts) => joined(parts, " and "),
            Self::Any(parts) => joined(parts, " or "),
        }
    }
}

/// What is wrong with the text of a condition, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    /// Bytes of the condition's text.
    pub range: Range<usize>,
    /// What is wrong.
    pub title: String,
    /// A name that is no factor, for a suggestion.
    pub unknown: Option<String>,
}

/// The deepest nesting of parentheses that is read.
const DEEPEST: usize = 16;

/// Reads a condition over these factors.
///
/// # Errors
/// The first fault, since what follows it can only be guessed.
pub fn parse(text: &str, factors: &[Factor]) -> Result<ContextCondition, ConditionError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, end: text.len(), factors };
    let condition = parser.expression(0)?;
    match parser.peek() {
        None => Ok(condition),
        Some((range, token)) if matches!(token.to_ascii_lowercase().as_str(), "and" | "or") => {
            Err(fault(range, format!("`{token}` is written `{}`", token.to_ascii_lowercase())))
        }
        Some((range, token)) => Err(fault(range, format!("`{token}` is not allowed here"))),
    }
}

fn fault(range: Range<usize>, title: impl Into<String>) -> ConditionError {
    ConditionError { range, title: title.into(), unknown: None }
}

/// Words, `>=`, `=` and parentheses, each with its place.
fn tokens(text: &str) -> Result<Vec<(Range<usize>, &str)>, ConditionError> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, character)) = rest.next() {
        let word = |character: char| character.is_ascii_alphanumeric() || character == '-' || character == '_';
        let mut end = start + character.len_utf8();
        if character.is_whitespace() {
            continue;
        }
        if word(character) {
            while let Some((at, _)) = rest.next_if(|(_, next)| word(*next)) {
                end = at + 1;
            }
        } else if matches!(character, '<' | '>' | '=' | '!') {
            while let Some((at, _)) = rest.next_if(|(_, next)| *next == '=') {
                end = at + 1;
            }
        } else if !matches!(character, '(' | ')') {
            let instead = match character {
                '&' => ": write `and`",
                '|' => ": write `or`",
                '\u{2265}' => ": write `>=`",
                _ => "",
            };
            return Err(fault(start..end, format!("`{character}` is not allowed in a condition{instead}")));
        }
        tokens.push((start..end, &text[start..end]));
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: Vec<(Range<usize>, &'a str)>,
    at: usize,
    end: usize,
    factors: &'a [Factor],
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<(Range<usize>, &'a str)> {
        self.tokens.get(self.at).cloned()
    }

    fn next(&mut self, wanted: &str) -> Result<(Range<usize>, &'a str), ConditionError> {
        let token = self.peek();
        self.at += 1;
        token.ok_or_else(|| fault(self.end..self.end, format!("{wanted} is missing at the end")))
    }

    fn expression(&mut self, depth: usize) -> Result<ContextCondition, ConditionError> {
        let mut parts = vec![self.term(depth)?];
        let mut joint = None;
        while let Some((range, word @ ("and" | "or"))) = self.peek() {
            if joint.is_some_and(|joint| joint != word) {
                return Err(fault(range, "`and` and `or` are mixed: put parentheses around one of them"));
            }
            joint = Some(word);
            self.at += 1;
            parts.push(self.term(depth)?);
        }
        Ok(match (joint, parts.len()) {
            (_, 1) => parts.remove(0),
            (Some("or"), _) => ContextCondition::Any(parts),
            _ => ContextCondition::All(parts),
        })
    }

    fn term(&mut self, depth: usize) -> Result<ContextCondition, ConditionError> {
        let (range, token) = self.next("a factor")?;
        if token == "(" {
            if depth == DEEPEST {
                return Err(fault(range, format!("more than {DEEPEST} parentheses are open")));
            }
            let inner = self.expression(depth + 1)?;
            return match self.next("`)`")? {
                (_, ")") => Ok(inner),
                (range, other) => Err(fault(range, format!("`)` was expected, not `{other}`"))),
            };
        }
        let Some(factor) = self.factors.iter().position(|factor| factor.is_called(token)) else {
            return Err(ConditionError {
                range,
                title: format!("`{token}` is not a factor of this framework"),
                unknown: Some(token.to_owned()),
            });
        };
        let (range, operator) = self.next("`>=`")?;
        if operator != ">=" {
            return Err(fault(
                range,
                format!(
                    "`>=` was expected, not `{operator}`: a condition that ends when a level rises would let a worse context score better"
                ),
            ));
        }
        let (range, level) = self.next("a level")?;
        match level.parse::<u8>() {
            Ok(level @ 1..=HIGHEST_LEVEL) => Ok(ContextCondition::AtLeast(factor, level)),
            _ => Err(fault(range, format!("`{level}` is not a level: give 1 to {HIGHEST_LEVEL}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors() -> Vec<Factor> {
        ["data", "egress", "untrusted-content"]
            .into_iter()
            .map(|id| Factor {
                renamed_from: Vec::new(),
                id: id.to_owned(),
                title: id.to_owned(),
                ask: String::new(),
                levels: Default::default(),
            })
            .collect()
    }

    fn check(text: &str, levels: [u8; 3]) -> Result<bool, String> {
        match parse(text, &factors()) {
            Ok(condition) => Ok(condition.holds(&|factor| levels[factor])),
            Err(fault) => Err(format!("{:?} {}", fault.range, fault.title)),
        }
    }

    #[test]
    fn holds_as_written() {
        assert_eq!(check("data >= 2", [2, 0, 0]), Ok(true));
        assert_eq!(check("data >= 2", [1, 4, 4]), Ok(false));
        assert_eq!(check("data>=2 and egress >= 1", [2, 0, 0]), Ok(false));
        assert_eq!(check("data >= 2 or egress >= 1", [0, 1, 0]), Ok(true));
        assert_eq!(check("(data >= 2 or egress >= 1) and untrusted-content >= 3", [0, 1, 3]), Ok(true));
    }

    #[test]
    fn reads_back_what_it_writes() {
        let factors = factors();
        for text in [
            "data >= 2",
            "(data >= 1 or egress >= 4) and untrusted-content >= 3",
            "data >= 1 or (egress >= 2 and data >= 3)",
        ] {
            let condition = parse(text, &factors).unwrap();
            assert_eq!(condition.text(&factors), text);
        }
    }

    #[test]
    fn points_at_the_first_fault() {
        for (text, place) in [
            ("", "0..0"),
            ("data", "4..4"),
            ("data > 2", "5..6"),
            ("data = 2", "5..6"),
            ("data >= 5", "8..9"),
            ("data >= 0", "8..9"),
            ("daat >= 1", "0..4"),
            ("data >= 1 and egress >= 1 or data >= 2", "26..28"),
            ("(data >= 1", "10..10"),
            ("data >= 1)", "9..10"),
            ("data >= 1 and", "13..13"),
            ("data é 1", "5..7"),
        ] {
            let message = check(text, [0; 3]).unwrap_err();
            assert!(message.starts_with(&format!("{place} ")), "{text}: {message}");
        }
        let deep = format!("{}data >= 1{}", "(".repeat(40), ")".repeat(40));
        assert!(check(&deep, [0; 3]).unwrap_err().contains("parentheses"));
    }
}
