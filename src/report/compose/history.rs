//! What changed since an earlier assessment, and what it did to the tier.

use crate::answers::{Answer, Evidence};
use crate::assessment::change::between;
use crate::assessment::{Assessment, Outcome};

use super::super::view::Moved;
use super::super::view::one_use::HistorySection;
use super::super::view::picture::{Past, TierHistory};
use super::super::wording::{self, count};
use super::{ScoredUse, tenths_of, tier_of_outcome, titles};

impl ScoredUse<'_> {
    pub(super) fn history_section(&self) -> HistorySection {
        let picture = self.past();
        let Some(earlier) = self.facts.earlier else {
            return HistorySection {
                picture,
                summary: "This is the first assessment of this use; there is nothing to compare it with.".to_owned(),
                ..HistorySection::default()
            };
        };
        let (framework, newest) = (self.facts.framework, self.facts.assessment);
        let change = between(earlier, newest);
        let (old, new) = (&earlier.outcome, &newest.outcome);
        let title = |id: &str| framework.question_title(id).to_owned();
        let tier =
            |tier: &Option<String>| tier.as_ref().map_or_else(|| "no floor".to_owned(), |id| format!("at least {id}"));
        let criterion = |id: &str| {
            framework.criteria().iter().find(|one| one.id == id).map_or_else(|| id.to_owned(), |one| one.title.clone())
        };
        let mut moved: Vec<Moved> = change
            .floors
            .iter()
            .map(|(id, was, is)| shift(titles::of_floor(Some(framework), id), tier(was), tier(is)))
            .collect();
        moved.extend(
            change
                .criteria
                .iter()
                .map(|(id, was, is)| shift(criterion(id), wording::points(*was), wording::points(*is))),
        );
        let level = |id: &str, level: Option<u8>| wording::level(framework, id, level);
        let told = |id: &str, was: &Option<Answer>, is: &Option<Answer>| {
            wording::difference(framework, id, was.as_ref(), is.as_ref())
        };
        let answers: Vec<(&String, (String, String))> =
            change.answers.iter().filter_map(|(id, was, is)| Some((id, told(id, was, is)?))).collect();
        let kept = change.answers.len() - answers.len();
        let closed = old.conditions.keys().filter(|id| !new.conditions.contains_key(*id)).map(|id| title(id));
        HistorySection {
            picture,
            compared: Some(format!("record {} of {}", earlier.header.number, earlier.header.as_of)),
            summary: summary(earlier, newest),
            headline: headline(earlier, newest),
            moved,
            context: change
                .context
                .iter()
                .map(|(id, was, is)| {
                    let factor = framework.factor(id).map_or(id.as_str(), |at| &framework.factors()[at].title);
                    shift(factor.to_owned(), level(id, *was), level(id, *is))
                })
                .collect(),
            answers: answers
                .into_iter()
                .map(|(id, (was, is))| shift(framework.question_title(id).to_owned(), was, is))
                .collect(),
            same: (kept > 0).then(|| {
                format!("{} the same, with other evidence or another note.", count(kept, "answer says", "answers say"))
            }),
            evidence: change.evidence.iter().map(|(_, was, is)| of_evidence(was.as_ref(), is.as_ref())).collect(),
            closed: closed.collect(),
        }
    }

    /// The same for a wider circle: what became of the tier, without answers and evidence.
    pub(super) fn history_in_short(&self) -> HistorySection {
        let HistorySection { picture, compared, summary, headline, moved, closed, .. } = self.history_section();
        HistorySection { picture, compared, summary, headline, moved, closed, ..HistorySection::default() }
    }

    /// All assessments of the use, as points on a line.
    fn past(&self) -> TierHistory {
        let assessments: Vec<&Assessment> =
            self.facts.gate.own.iter().filter_map(|entry| entry.record.assessment()).collect();
        let first = assessments.first().map_or(self.day(), |first| first.header.as_of);
        let points = assessments.iter().map(|assessment| Past {
            number: assessment.header.number,
            as_of: assessment.header.as_of.to_string(),
            days: assessment.header.as_of.days_since(first),
            inherent: tenths_of(assessment.outcome.inherent.0),
            residual: tenths_of(assessment.outcome.residual.0),
            tier: tier_of_outcome(&assessment.outcome),
            recommended: wording::decision(assessment.outcome.decision),
        });
        TierHistory { bands: self.bands(), points: points.collect() }
    }
}

/// What became of a piece of evidence.
fn of_evidence(was: Option<&Evidence>, is: Option<&Evidence>) -> Moved {
    let day = |item: &Evidence| item.dated.map_or_else(|| "not dated".to_owned(), |day| format!("of {day}"));
    let title = is.or(was).map_or_else(String::new, |item| item.title.clone());
    match (was, is) {
        (Some(was), Some(is)) if was.title != is.title => shift(title, was.title.clone(), is.title.clone()),
        (Some(was), Some(is)) if day(was) != day(is) => shift(title, day(was), day(is)),
        (Some(_), Some(_)) => shift(title, "as it was".to_owned(), "described otherwise".to_owned()),
        (was, is) => {
            let there = |item: Option<&Evidence>| item.map_or_else(|| "not there".to_owned(), day);
            shift(title, there(was), there(is))
        }
    }
}

fn shift(name: String, before: String, after: String) -> Moved {
    Moved { name, before, after }
}

/// What happened to the tier, in one sentence.
fn summary(earlier: &Assessment, newest: &Assessment) -> String {
    let (old, new) = (&earlier.outcome, &newest.outcome);
    let from = format!("since record {} of {}", earlier.header.number, earlier.header.as_of);
    let points = format!("{} to {} points", wording::points(old.residual.0), wording::points(new.residual.0));
    match new.rank.0.cmp(&old.rank.0) {
        std::cmp::Ordering::Greater => format!("The tier rose from {} to {} {from} ({points}).", old.tier, new.tier),
        std::cmp::Ordering::Less => format!("The tier fell from {} to {} {from} ({points}).", old.tier, new.tier),
        std::cmp::Ordering::Equal => format!("The tier is {} as before {from} ({points}).", new.tier),
    }
}

fn headline(earlier: &Assessment, newest: &Assessment) -> Vec<Moved> {
    let versions = |assessment: &Assessment| {
        let files: Vec<String> =
            assessment.frameworks.iter().map(|pin| format!("{} {}", pin.id, pin.version)).collect();
        files.join(", ")
    };
    let of = |name: &str, part: &dyn Fn(&Outcome) -> String| {
        shift(name.to_owned(), part(&earlier.outcome), part(&newest.outcome))
    };
    let all = [
        shift("Judged".to_owned(), earlier.header.as_of.to_string(), newest.header.as_of.to_string()),
        of("Tier", &|outcome| outcome.tier.clone()),
        of("Recommended", &|outcome| wording::decision(outcome.decision)),
        of("Residual points", &|outcome| wording::points(outcome.residual.0)),
        of("Inherent points", &|outcome| wording::points(outcome.inherent.0)),
        of("Evidence strength", &|outcome| format!("{} of 100", super::percent_of(outcome.confidence))),
        of("Unknown", &|outcome| (outcome.unknown.len() + outcome.context_unknown.len()).to_string()),
        of("Method", &|outcome| outcome.method.clone()),
        shift("Frameworks".to_owned(), versions(earlier), versions(newest)),
    ];
    all.into_iter().filter(|row| row.before != row.after).collect()
}
