//! Ids: how they are written, and how one is made of a title in any script.

/// The most characters of an id.
const LONGEST_ID: usize = 64;
/// The most characters of an id that is made of a title, so that a number fits behind it.
const LONGEST_SLUG: usize = 56;

/// Whether a text is an id of this project: kebab-case, 1 to 64 characters.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let edge = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => {
            bytes.len() <= LONGEST_ID
                && edge(*first)
                && edge(*last)
                && bytes.iter().all(|byte| edge(*byte) || *byte == b'-')
        }
        _ => false,
    }
}

/// Whether an id may become part of a path: an id, and avoid names that Windows reserves for devices.
#[must_use]
pub fn is_path_id(text: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let numbered =
        |name: &str| text.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit());
    is_id(text) && !DEVICES.contains(&text) && !numbered("com") && !numbered("lpt")
}

/// The words of a title as an id, written with Latin letters and cut between two words; empty where
/// no letter or digit is left.
#[must_use]
pub fn slug(title: &str) -> String {
    let latin = deunicode::deunicode_with_tofu(title, " ").to_lowercase();
    let words = latin.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        let room = LONGEST_SLUG.saturating_sub(slug.len() + usize::from(!slug.is_empty()));
        if word.len() > room {
            if slug.is_empty() {
                slug.push_str(&word[..LONGEST_SLUG]);
            }
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// An id for something that has a title: the title's words, or `fallback` where they make none, with
/// a number behind it where the id is taken.
#[must_use]
pub fn free_id(title: &str, fallback: &str, taken: impl Fn(&str) -> bool) -> String {
    let slug: String = slug(title).chars().take(48).collect();
    let slug = slug.trim_end_matches('-');
    let base = if is_path_id(slug) { slug } else { fallback };
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.to_owned()).chain(numbered).find(|id| !taken(id)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_in_any_script_makes_an_id() {
        for (title, id) in [
            ("Claude Code", "claude-code"),
            ("DeepL Übersetzer", "deepl-ubersetzer"),
            ("Hilfe für Kunden", "hilfe-fur-kunden"),
            ("通义千问", "tong-yi-qian-wen"),
            ("Яндекс", "iandeks"),
            ("  a\u{a0}b\n", "a-b"),
        ] {
            assert_eq!(slug(title), id);
            assert!(is_path_id(id));
        }
        assert_eq!(slug("?! -- …"), "");
    }

    #[test]
    fn a_long_title_is_cut_between_words() {
        let sentence = "Draft replies to questions about benefits and summarise case files for a case worker";
        assert_eq!(slug(sentence), "draft-replies-to-questions-about-benefits-and-summarise");
        assert_eq!(slug(&"x".repeat(100)), "x".repeat(LONGEST_SLUG));
        let taken = ["a-title".to_owned(), "a-title-2".to_owned()];
        assert_eq!(free_id("A title!", "thing", |id| taken.contains(&id.to_owned())), "a-title-3");
        assert_eq!(free_id("con", "thing", |_| false), "thing");
    }
}
