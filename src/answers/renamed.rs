//! Answers given under ids that were renamed since: they count under the present ones.

use std::collections::BTreeMap;

use crate::framework::{Framework, Question, QuestionKind};

use super::{Answer, Answers, State, Value};

/// What was kept under a former id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// What it is the id of: a factor, a question, an option.
    pub what: &'static str,
    /// The id that the answers had.
    pub before: String,
    /// The id that it has now.
    pub now: String,
    /// The question whose option it is, where it is one.
    pub of: Option<String>,
    /// Whether there is something under the present id too: then that counts, and this stays as it was.
    pub doubled: bool,
}

impl Answers {
    /// Gives what is kept under former ids of a framework the present ones.
    pub fn follow(&mut self, framework: &Framework) -> Vec<Renamed> {
        let mut renamed = Vec::new();
        for factor in framework.factors() {
            moved(&mut self.context, "factor", &factor.renamed_from, &factor.id, &mut renamed);
        }
        for contradiction in framework.contradictions() {
            let former = &contradiction.renamed_from;
            moved(&mut self.explanations, "contradiction", former, &contradiction.id, &mut renamed);
        }
        for question in framework.questions() {
            moved(&mut self.answers, "question", &question.renamed_from, &question.id, &mut renamed);
            if let Some(answer) = self.answers.get_mut(&question.id) {
                follow_value(question, answer, &mut renamed);
            }
        }
        renamed
    }
}

fn moved<T>(
    kept: &mut BTreeMap<String, T>,
    what: &'static str,
    former: &[String],
    now: &str,
    renamed: &mut Vec<Renamed>,
) {
    for before in former {
        let doubled = kept.contains_key(now);
        if kept.contains_key(before) {
            renamed.push(Renamed { what, before: before.clone(), now: now.to_owned(), of: None, doubled });
        }
        if !doubled && let Some(value) = kept.remove(before) {
            kept.insert(now.to_owned(), value);
        }
    }
}

/// The same for the options or items that an answer names.
fn follow_value(question: &Question, answer: &mut Answer, renamed: &mut Vec<Renamed>) {
    let ids: Vec<(&String, &Vec<String>)> = match &question.kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            options.iter().map(|option| (&option.id, &option.renamed_from)).collect()
        }
        QuestionKind::Multiple(items) => items.iter().map(|item| (&item.id, &item.renamed_from)).collect(),
        QuestionKind::Number(_) => return,
    };
    let given: Vec<&mut String> = match &mut answer.state {
        State::Given(Value::Text(option)) => vec![option],
        State::Given(Value::List(items)) => items.iter_mut().collect(),
        _ => return,
    };
    for given in given {
        if let Some((now, _)) = ids.iter().find(|(_, former)| former.contains(given)) {
            renamed.push(Renamed {
                what: "option",
                before: given.clone(),
                now: (*now).clone(),
                of: Some(question.id.clone()),
                doubled: false,
            });
            given.clone_from(now);
        }
    }
}
