//! How every step stands: answered, open, unknown, carried over, to be looked at, or with somebody.

use crate::answers::{Answer, State, Value};
use crate::framework::QuestionKind;

use crate::score::bounds::was_skipped;

use super::{Interview, Ledger, Look, Sheet as _, Step};

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Answered now.
    Answered,
    /// Nobody knows the answer.
    Unknown,
    /// Skipped, since the tier was settled.
    Skipped,
    /// Carried over from the assessment before.
    Carried,
    /// Carried over, and nobody knew the answer then.
    CarriedUnknown,
    /// To be looked at again.
    Look(Look),
    /// In the hands of somebody.
    Assigned(String),
    /// Not asked yet.
    Open,
}

/// A choice of steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// What has to be looked at or answered.
    Open,
    /// What nobody knows.
    Unknown,
    /// What hits a knock-out.
    KnockOut,
    /// What is with somebody.
    Assigned,
    /// What is carried over.
    Carried,
    /// What was answered now.
    Answered,
}

impl Filter {
    /// All, in the order in which they follow each other.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::All, "all"),
        (Self::Open, "open"),
        (Self::Unknown, "unknown"),
        (Self::KnockOut, "knock-out"),
        (Self::Assigned, "handed over"),
        (Self::Carried, "carried over"),
        (Self::Answered, "answered"),
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()].0
    }

    /// Whether a step belongs to it.
    #[must_use]
    pub fn keeps(self, standing: &Standing, hits: bool) -> bool {
        match self {
            Self::All => true,
            Self::Open => matches!(standing, Standing::Open | Standing::Look(_) | Standing::Assigned(_)),
            Self::Unknown => matches!(standing, Standing::Unknown | Standing::CarriedUnknown | Standing::Skipped),
            Self::KnockOut => hits,
            Self::Assigned => matches!(standing, Standing::Assigned(_)),
            Self::Carried => matches!(standing, Standing::Carried | Standing::CarriedUnknown),
            Self::Answered => matches!(standing, Standing::Answered),
        }
    }
}

impl Interview<Ledger<'_>> {
    /// How a step stands.
    #[must_use]
    pub fn standing(&self, step: Step) -> Standing {
        if let Some(who) = self.assigned(step) {
            return Standing::Assigned(who.to_owned());
        }
        if let Some(look) = self.look(step) {
            return Standing::Look(look.clone());
        }
        let unknown = self.is_unknown(step);
        match (self.is_open(step), self.is_carried(step)) {
            (true, _) => Standing::Open,
            (false, true) if unknown => Standing::CarriedUnknown,
            (false, true) => Standing::Carried,
            _ if self.answer_of(step).is_some_and(was_skipped) => Standing::Skipped,
            _ if unknown => Standing::Unknown,
            _ => Standing::Answered,
        }
    }

    fn answer_of(&self, step: Step) -> Option<&Answer> {
        matches!(step, Step::Question(_)).then(|| self.answers().answers.get(self.sheet.id_of(step)))?
    }

    /// Whether nobody knows what was asked.
    #[must_use]
    pub fn is_unknown(&self, step: Step) -> bool {
        match step {
            Step::Factor(_) => !self.answers().context.contains_key(self.sheet.id_of(step)),
            Step::Question(_) => {
                self.answer_of(step).is_none_or(|answer| matches!(answer.state, State::Unknown { .. }))
            }
            Step::Request(_) | Step::Contradiction(_) | Step::Review => false,
        }
    }

    /// Whether an answer hits the knock-out of its question, or leaves it open.
    #[must_use]
    pub fn hits(&self, floors: &[crate::score::Floor], step: Step) -> bool {
        let Step::Question(at) = step else { return false };
        !self.is_open(step) && floors.iter().any(|floor| floor.question() == Some(at))
    }

    /// Whether an answer has to name what it rests on: it is worth something, or a knock-out asks for it.
    #[must_use]
    pub fn wants_evidence(&self, question: usize, answer: &Answer) -> bool {
        let framework = self.framework();
        let asked = &framework.questions()[question];
        let State::Given(value) = &answer.state else { return false };
        if asked.knock_out.is_some() || asked.evidence_at_least.is_some() {
            return true;
        }
        let chosen = |id: &str| matches!(value, Value::Text(text) if text == id);
        match &asked.kind {
            QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
                options.iter().any(|option| chosen(&option.id) && option.credit > 0)
            }
            QuestionKind::Multiple(_) => !matches!(value, Value::List(items) if items.is_empty()),
            QuestionKind::Number(number) => {
                !number.none.as_ref().is_some_and(|none| chosen("none") && none.credit == 0)
            }
        }
    }
}
