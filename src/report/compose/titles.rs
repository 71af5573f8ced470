//! What people call a use, a floor or a criterion: a title, and where nobody gave one the id in words.

use crate::framework::Framework;
use crate::tool::Tool;

/// An id in words: `restricted-affiliate` is "restricted affiliate".
fn in_words(id: &str) -> String {
    id.replace('-', " ")
}

/// What a use is called.
pub(super) fn of_use(entry: Option<&Tool>, usage: &str) -> String {
    let title = entry.and_then(|tool| tool.uses.get(usage)).and_then(|entry| entry.title.clone());
    title.unwrap_or_else(|| in_words(usage))
}

/// What a condition is called that is about no single question.
pub(super) fn of_condition(id: &str) -> String {
    super::standing::capital(&in_words(id))
}

/// What a floor is called: as the question that it comes from, if it is one.
pub(super) fn of_floor(framework: Option<&Framework>, id: &str) -> String {
    let questions = || framework.into_iter().flat_map(Framework::questions);
    let asked = |question: &str| questions().find(|one| one.id == question).map(|one| one.title.clone());
    if let Some(question) = id.strip_prefix("evidence:") {
        return format!("Evidence for “{}”", asked(question).unwrap_or_else(|| in_words(question)));
    }
    match id {
        "confidence" => "Weak evidence as a whole".to_owned(),
        "max-tier-drop" => "The most that controls may lower a tier".to_owned(),
        _ => {
            let of = questions().find(|one| one.knock_out.as_ref().is_some_and(|knock_out| knock_out.id == id));
            of.map_or_else(|| of_condition(id), |question| question.title.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_in_words_where_there_is_no_title() {
        let mut tool = Tool::default();
        assert_eq!(of_use(Some(&tool), "restricted-affiliate"), "restricted affiliate");
        let entry =
            crate::tool::UseEntry { title: Some("Affiliates abroad".to_owned()), ..crate::tool::UseEntry::default() };
        tool.uses.insert("restricted-affiliate".to_owned(), entry);
        assert_eq!(of_use(Some(&tool), "restricted-affiliate"), "Affiliates abroad");
        assert_eq!(of_floor(None, "jurisdiction-ban"), "Jurisdiction ban");
        assert_eq!(of_floor(None, "evidence:training-use"), "Evidence for “training use”");
    }
}
