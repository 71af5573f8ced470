//! Ranges of client versions: comparators over numeric parts. What cannot be compared is outside.

use std::cmp::Ordering;

/// How a range is written, for messages.
pub const FORM: &str = "write comparators separated by commas, such as `>=2.0, <3`; versions are numbers with dots";

/// A range: every comparator must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range(Vec<(Comparator, Vec<u64>)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    AtLeast,
    Above,
    AtMost,
    Below,
    Equal,
}

impl Range {
    /// Reads a range; `None` where it is none. A version alone means exactly that one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const SIGNS: [(&str, Comparator); 5] = [
            (">=", Comparator::AtLeast),
            ("<=", Comparator::AtMost),
            (">", Comparator::Above),
            ("<", Comparator::Below),
            ("=", Comparator::Equal),
        ];
        let comparator = |part: &str| {
            let part = part.trim();
            let signed = SIGNS.iter().find_map(|(sign, comparator)| Some((*comparator, part.strip_prefix(sign)?)));
            let (comparator, version) = signed.unwrap_or((Comparator::Equal, part));
            Some((comparator, parts(version.trim())?))
        };
        text.split(',').map(comparator).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Every comparator, by its sign, with the numbers of its version.
    pub fn comparators(&self) -> impl Iterator<Item = (&'static str, &[u64])> {
        self.0.iter().map(|(comparator, limit)| {
            let sign = match comparator {
                Comparator::AtLeast => ">=",
                Comparator::Above => ">",
                Comparator::AtMost => "<=",
                Comparator::Below => "<",
                Comparator::Equal => "=",
            };
            (sign, limit.as_slice())
        })
    }

    /// Whether a version lies within; never one that is not numbers with dots.
    #[must_use]
    pub fn holds(&self, version: &str) -> bool {
        let Some(version) = parts(version.trim()) else { return false };
        self.0.iter().all(|(comparator, limit)| {
            let order = compare(&version, limit);
            match comparator {
                Comparator::AtLeast => order != Ordering::Less,
                Comparator::Above => order == Ordering::Greater,
                Comparator::AtMost => order != Ordering::Greater,
                Comparator::Below => order == Ordering::Less,
                Comparator::Equal => order == Ordering::Equal,
            }
        })
    }
}

/// The numbers of a version.
fn parts(version: &str) -> Option<Vec<u64>> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    version.split('.').map(|part| part.parse().ok().filter(|_| digits(part))).collect()
}

/// Compares part by part; a part that is not there is 0.
fn compare(a: &[u64], b: &[u64]) -> Ordering {
    let part = |version: &[u64], at: usize| version.get(at).copied().unwrap_or(0);
    (0..a.len().max(b.len()))
        .map(|at| part(a, at).cmp(&part(b, at)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_within_and_never_for_what_cannot_be_compared() {
        for (range, inside, outside) in [
            (">=2.0, <3", vec!["2", "2.0", "2.99.1"], vec!["1.9", "3", "3.0.0", "2.1-beta", "v2.1", "", "2.", "+2"]),
            ("2.1", vec!["2.1", "2.1.0"], vec!["2.1.1", "2.10"]),
            (">1.9", vec!["1.10", "2"], vec!["1.9", "1.9.0"]),
            ("<=1.0", vec!["1", "0.9"], vec!["1.0.1", "99999999999999999999999"]),
        ] {
            let parsed = Range::parse(range).unwrap();
            assert!(inside.iter().all(|version| parsed.holds(version)), "{range}");
            assert!(outside.iter().all(|version| !parsed.holds(version)), "{range}");
        }
        for text in ["", ">=", "2.x", ">=2,", "~2", ">= 2 3"] {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }
}
