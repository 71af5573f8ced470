//! What nobody has found out yet: what a `hold` asks for, and who could find it out.

use crate::score::{QuestionState, Score};

/// Why something is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A factor of the context has no level.
    NoLevel,
    /// There is no answer that counts.
    NotAnswered,
    /// The answer says that nobody has looked yet.
    NobodyLooked,
    /// The answer rests on too little to be a fact.
    RestsOnTooLittle,
}

impl Why {
    /// The words for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoLevel => "the level is not known, and counts as 4",
            Self::NotAnswered => "not answered",
            Self::NobodyLooked => "nobody has looked yet",
            Self::RestsOnTooLittle => "the answer has too little evidence",
        }
    }
}

/// Something that nobody has found out yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFact {
    /// The id of the question or factor.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why it is open.
    pub why: Why,
    /// The tier under which it keeps the result, where it sets a floor.
    pub floor: Option<usize>,
    /// What to ask for, and of whom.
    pub ask: Vec<String>,
}

/// Everything open: what holds the tier highest first, factors before questions, then in the
/// framework's order with key questions first.
#[must_use]
pub fn facts(score: &Score<'_>) -> Vec<OpenFact> {
    let framework = score.framework;
    let floor_of = |at: usize| {
        let own = score.floors.iter().filter(|floor| floor.question() == Some(at) && floor.unknown);
        own.map(|floor| floor.tier).max()
    };
    let mut facts: Vec<(bool, OpenFact)> = framework
        .factors()
        .iter()
        .zip(&score.levels)
        .filter(|(_, level)| level.is_none())
        .map(|(factor, _)| {
            let fact = OpenFact {
                id: factor.id.clone(),
                title: factor.title.clone(),
                why: Why::NoLevel,
                floor: None,
                ask: Vec::new(),
            };
            (true, fact)
        })
        .collect();
    facts.extend(score.open().map(|at| {
        let question = &framework.questions()[at];
        let graded = score.questions[at].grade >= framework.scoring().knock_out_grade;
        let why = match score.questions[at].standing {
            QuestionState::Answered if graded => Why::NobodyLooked,
            QuestionState::Answered => Why::RestsOnTooLittle,
            _ => Why::NotAnswered,
        };
        let fact = OpenFact {
            id: question.id.clone(),
            title: question.title.clone(),
            why,
            floor: floor_of(at),
            ask: question.evidence.clone(),
        };
        (question.key, fact)
    }));
    facts.sort_by_key(|(key, fact)| (std::cmp::Reverse(fact.floor), !key));
    facts.into_iter().map(|(_, fact)| fact).collect()
}

/// What finding out could bring, in one sentence.
#[must_use]
pub fn outlook(score: &Score<'_>) -> String {
    match &score.settled {
        Some(settled) => format!(
            "With the best answer to all of these: {}, {} points.",
            score.tier_id(settled.tier),
            settled.residual.points.shown()
        ),
        None => "If an answer turns out to be bad, the result may become stricter.".to_owned(),
    }
}
