//! A person as records and settings name one: `Name <mail>`. Who somebody is, is told by the mail
//! address. Two questions are asked, and each fails to its own safe side: whether this is the person
//! whom policy names (`is`: the address itself), and whether two may be the same (`may_be`:
//! any form, tag or spelling that could be one person counts as one).

use std::collections::BTreeSet;
use std::fmt;

use crate::document::writer::{WrittenValue, is_invisible};

/// A person as a record, a policy or a setting names one: the text as it was written, and who that is, read
/// once. A text that does not name one person with an address is kept as well, and gives nobody authority.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// As it was written.
    text: String,
    /// The mail address in lower case, where the text names one person by it.
    mail: Option<String>,
}

/// Why a text does not name one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPerson {
    /// There is no mail address, or it is not one.
    NoAddress,
    /// There are several.
    Several,
    /// There are characters that nobody sees.
    Invisible,
}

impl fmt::Display for NotAPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAddress => "does not say who: write \"Name <mail>\"",
            Self::Several => "names several people: name one, as \"Name <mail>\"",
            Self::Invisible => "has invisible characters: write \"Name <mail>\" without them",
        })
    }
}

impl Person {
    /// Whoever a text names, as it is written there.
    #[must_use]
    pub fn written(text: impl Into<String>) -> Self {
        let text = text.into();
        let mail = parts(&text).ok().map(|(_, mail)| mail.to_lowercase());
        Self { text, mail }
    }

    /// Reads `Name <mail>`, or a mail address alone, and writes it in that form.
    ///
    /// # Errors
    /// Where it is neither, or names several people.
    pub fn parse(text: &str) -> Result<Self, NotAPerson> {
        let (name, mail) = parts(text)?;
        let mail = mail.to_lowercase();
        let text = if name.is_empty() { mail.clone() } else { format!("{name} <{mail}>") };
        Ok(Self { text, mail: Some(mail) })
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the person is called; the whole text where it has no name apart from an address.
    #[must_use]
    pub fn name(&self) -> &str {
        name_in(&self.text)
    }

    /// Whether there is a name beside the address.
    #[must_use]
    pub fn has_name(&self) -> bool {
        parts(&self.text).is_ok_and(|(name, _)| !name.is_empty())
    }

    /// The mail address in lower case. Whoever has none here cannot be told apart from others.
    #[must_use]
    pub fn mail(&self) -> Option<&str> {
        self.mail.as_deref()
    }

    /// By what policy knows a person: the mail address, and the whole text in lower case where it does not
    /// name one person. Only an address that is written as such gives authority.
    #[must_use]
    pub fn known_by(&self) -> String {
        self.mail.clone().unwrap_or_else(|| self.text.trim().to_lowercase())
    }

    /// Whether policy knows both by the same.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.known_by() == other.known_by()
    }

    /// Whether both may be the same person. Every mail address in the texts is compared without capitals,
    /// invisible characters, dots and tags; where one of them has none, the names are.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        let (one, other) = (Traits::of(&self.text), Traits::of(&other.text));
        if !one.mails.is_empty() && !other.mails.is_empty() {
            return !one.mails.is_disjoint(&other.mails);
        }
        !one.names.is_disjoint(&other.names)
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl serde::Serialize for Person {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl From<&Person> for WrittenValue {
    fn from(person: &Person) -> Self {
        person.as_str().into()
    }
}

impl From<&[Person]> for WrittenValue {
    fn from(people: &[Person]) -> Self {
        Self::List(people.iter().map(Into::into).collect())
    }
}

/// The name and the mail address of a text that names one person.
fn parts(text: &str) -> Result<(&str, &str), NotAPerson> {
    let text = text.trim();
    if text.chars().any(is_invisible) {
        return Err(NotAPerson::Invisible);
    }
    match text.matches('@').count() {
        0 => return Err(NotAPerson::NoAddress),
        1 => {}
        _ => return Err(NotAPerson::Several),
    }
    let (name, mail) = match text.split_once('<') {
        None => ("", text),
        Some((name, rest)) => (name.trim(), rest.strip_suffix('>').ok_or(NotAPerson::NoAddress)?),
    };
    if name.contains('@') || !is_address(mail) {
        return Err(NotAPerson::NoAddress);
    }
    Ok((name, mail))
}

fn is_address(mail: &str) -> bool {
    let strange = |c: char| c.is_whitespace() || is_unseen(c) || "<>()[],;:\"\\".contains(c);
    mail.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !mail.contains(strange)
    })
}

/// Of some people, each counted once.
#[must_use]
pub fn distinct<'p>(people: impl IntoIterator<Item = &'p Person>) -> Vec<&'p Person> {
    let mut counted: Vec<&Person> = Vec::new();
    for person in people {
        if !counted.iter().any(|known| known.may_be(person)) {
            counted.push(person);
        }
    }
    counted
}

/// The name in a text like `Name <mail>`; the whole text where there is none.
#[must_use]
pub fn name_in(text: &str) -> &str {
    let name = text.split_once('<').map_or(text, |(name, _)| name).trim();
    if name.is_empty() { text } else { name }
}

/// People as a sentence lists them: each as written, with commas between.
#[must_use]
pub fn listed<'p>(people: impl IntoIterator<Item = &'p Person>) -> String {
    people.into_iter().map(Person::as_str).collect::<Vec<_>>().join(", ")
}

/// People as they are typed into one field, and stand in one cell of a table: with semicolons between.
#[must_use]
pub fn separated<'p>(people: impl IntoIterator<Item = &'p Person>) -> String {
    people.into_iter().map(Person::as_str).collect::<Vec<_>>().join("; ")
}

/// By what people may be recognised in a text, however it is written.
struct Traits {
    mails: BTreeSet<String>,
    names: BTreeSet<Vec<String>>,
}

impl Traits {
    fn of(text: &str) -> Self {
        let folded: String = text.chars().filter(|c| !is_unseen(*c)).map(narrow).collect::<String>().to_lowercase();
        let mut mails = BTreeSet::new();
        let mut names: BTreeSet<Vec<String>> = BTreeSet::new();
        let mut rest = String::new();
        for token in folded.split(|c: char| c.is_whitespace() || "<>()[],;:\"'|/\\".contains(c)) {
            match token.split_once('@') {
                Some((local, domain)) => {
                    let local = local.split('+').next().unwrap_or_default();
                    let domain = domain.trim_matches('.');
                    mails.insert(format!("{}@{domain}", local.replace('.', "")));
                    names.insert(words(local));
                }
                None => {
                    rest.push(' ');
                    rest.push_str(token);
                }
            }
        }
        // `mailto` is how a link begins, and nobody's name.
        let mut name = words(&rest);
        name.retain(|word| word != "mailto");
        names.insert(name);
        names.retain(|name| !name.is_empty());
        Self { mails, names }
    }
}

/// The words of a name, whatever their order and what lies between them.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words
}

/// Whether a sign is not seen, those included that only join or vary others.
fn is_unseen(c: char) -> bool {
    is_invisible(c)
        || matches!(
            c,
            '\u{200c}'..='\u{200d}' | '\u{34f}' | '\u{fe00}'..='\u{fe0f}' | '\u{115f}'..='\u{1160}' | '\u{3164}'
                | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}'
        )
}

/// A wide form of a sign as its common one.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3002}' | '\u{ff61}' => '.',
        '\u{fe6b}' => '@',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JO: &str = "Jo Specimen <jo@example.org>";

    #[test]
    fn one_person_is_read_and_anything_else_is_refused_with_what_to_write() {
        for (text, is) in [
            (JO, "Jo Specimen <jo@example.org>"),
            ("  Jo Specimen  <JO@Example.org> ", "Jo Specimen <jo@example.org>"),
            ("Specimen, Jo <jo@example.org>", "Specimen, Jo <jo@example.org>"),
            ("jo@example.org", "jo@example.org"),
        ] {
            assert_eq!(Person::parse(text).unwrap().to_string(), is);
        }
        for (text, why) in [
            ("", NotAPerson::NoAddress),
            ("Jo Specimen", NotAPerson::NoAddress),
            ("Jo (jo@example.org)", NotAPerson::NoAddress),
            ("jo@example.org (Jo)", NotAPerson::NoAddress),
            ("Jo, jo@example.org", NotAPerson::NoAddress),
            ("mailto:jo@example.org", NotAPerson::NoAddress),
            ("Jo <mailto:jo@example.org>", NotAPerson::NoAddress),
            ("Jo <jo@example.org.>", NotAPerson::NoAddress),
            ("Jo <jo@example.org> x", NotAPerson::NoAddress),
            ("Jo <@example.org>", NotAPerson::NoAddress),
            ("Kim <kim@example.org>, Jo <jo@example.org>", NotAPerson::Several),
            ("kim@example.org jo@example.org", NotAPerson::Several),
            ("Jo <jo\u{200b}@example.org>", NotAPerson::Invisible),
        ] {
            assert_eq!(Person::parse(text), Err(why), "{text}");
            let person = Person::written(text);
            assert_ne!(person.known_by(), "jo@example.org", "{text}");
            assert_eq!((person.mail(), person.as_str()), (None, text));
        }
    }

    fn may_be(one: &str, other: &str) -> bool {
        Person::written(one).may_be(&Person::written(other))
    }

    #[test]
    fn a_text_is_kept_as_it_was_written_and_has_a_name_to_show() {
        for (text, name, known_by) in [
            ("Jo Specimen <JO@Example.org>", "Jo Specimen", "jo@example.org"),
            ("jo@example.org", "jo@example.org", "jo@example.org"),
            ("<jo@example.org>", "<jo@example.org>", "jo@example.org"),
            ("The Platform Team", "The Platform Team", "the platform team"),
        ] {
            let person = Person::written(text);
            assert_eq!((person.as_str(), person.name(), person.known_by().as_str()), (text, name, known_by));
            assert!(person.is(&Person::written(known_by.to_uppercase())), "{text}");
        }
        assert!(Person::written(JO).has_name() && !Person::written("jo@example.org").has_name());
    }

    #[test]
    fn every_form_in_which_somebody_may_appear_is_the_same_person() {
        for form in [
            "jo@example.org",
            "Jo Specimen",
            "specimen, jo",
            "Jo",
            "Jo (jo@example.org)",
            "jo@example.org (Jo)",
            "Jo, jo@example.org",
            "mailto:jo@example.org",
            "Jo <mailto:JO@EXAMPLE.ORG>",
            "Kim <kim@example.org>, Jo <jo@example.org>",
            "Jo <jo+ai@example.org>",
            "Jo <j.o@example.org>",
            "jo@example.org.",
            "J\u{200b}o <j\u{200d}o@example\u{2060}.org>",
            "ｊｏ@example.org",
            "jo＠example.org",
        ] {
            assert!(may_be(form, JO) && may_be(JO, form), "{form}");
        }
        for other in ["Kim <kim@example.org>", "Kim", "Jo Specimen <jo@example.com>", "joe@example.org", "", "mailto:"]
        {
            assert!(!may_be(other, JO), "{other}");
        }
        // Nobody is nobody, not the same one.
        assert!(!may_be("", ""));
        let people = [JO, "jo+x@example.org", "Kim <kim@example.org>"].map(Person::written);
        assert_eq!(distinct(&people).len(), 2);
    }
}
