//! Makes the parts of a framework into a whole: follows `extends`, puts overlays on their base,
//! and checks that everything named exists. What comes out is sound.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::document::At;
use crate::problem::{Code, Problem, Problems, Source};

use super::condition::{self, Condition};
use super::file::{self, Change, LEDGER_NUMBERS, WrittenKnockOut, WrittenQuestion, WrittenScoring, WrittenTiers};
use super::scoring::{Scoring, Tier};
use super::{
    ContextKnockOut, Contradiction, Criterion, Domain, Factor, Framework, Kind, KnockOut, Question, Retired, Scale,
    Triage,
};

/// The most files of which one chain of `extends` may consist.
const LONGEST_CHAIN: usize = 4;
/// The most questions of one criterion; see `Scale`.
const MOST_QUESTIONS: usize = 1_000;
/// The bounds of `Scale`, under which no product of the method can overflow.
const MOST_LISTS: i128 = 100_000;
const MOST_COUNTS: i128 = 1_000_000_000_000_000;

/// Finds the files that others name.
pub trait Shelf {
    /// The framework with this id, as the file `from` would find it.
    fn extended(&self, id: &str, from: &Source) -> Option<Arc<Source>>;
    /// The ids that can be found, for suggestions.
    fn ids(&self) -> Vec<String>;
}

/// A framework of any method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// Method `bounded-ledger/1`.
    Ledger(Box<Framework>),
    /// Method `highest-route/1`.
    Route(Triage),
}

/// Reads one framework, or several overlays of the same base, with everything that they extend.
///
/// # Errors
/// Everything wrong with any of the files. Where files cannot be read at all, what would only
/// follow from that is not reported.
pub fn load(named: &[Arc<Source>], shelf: &dyn Shelf) -> Result<(Loaded, Problems), Problems> {
    let mut problems = Problems::default();
    let mut chains: Vec<Vec<file::Written>> = Vec::new();
    for source in named {
        if let Some(chain) = chain(source, shelf, &mut problems) {
            chains.push(chain);
        }
    }
    if chains.len() < named.len() || chains.is_empty() {
        return Err(problems);
    }
    if let [chain] = &mut chains[..]
        && chain.len() == 1
        && chain[0].scoring.method.as_ref().is_some_and(|method| method.value == "highest-route/1")
    {
        let triage = route(chain.remove(0), &mut problems);
        return problems.and(triage.map(Loaded::Route));
    }
    let Some(order) = order(chains, &mut problems) else {
        return Err(problems);
    };
    if let [base, overlay, ..] = &order[..]
        && let (Some(method), Some(extends)) = (&base.scoring.method, &overlay.extends)
        && method.value == "highest-route/1"
    {
        problems.push(
            Problem::error(
                Code::BadOverlay,
                &overlay.source,
                extends.range.clone(),
                format!("`{}` cannot be extended: it only chooses the way on", base.id.value),
            )
            .help("extend a framework whose method is `bounded-ledger/1`"),
        );
        return Err(problems);
    }
    let framework = Assembly::new(&mut problems).assemble(&order);
    problems.and(framework.map(|framework| Loaded::Ledger(Box::new(framework))))
}

/// A file and what it extends, the base last.
fn chain(source: &Arc<Source>, shelf: &dyn Shelf, problems: &mut Problems) -> Option<Vec<file::Written>> {
    let mut chain: Vec<file::Written> = Vec::new();
    let mut next = Some(Arc::clone(source));
    while let Some(source) = next.take() {
        let (written, found) = file::read(&source);
        problems.extend(found);
        let written = written?;
        if let Some(extends) = &written.extends {
            let refuse = |title: String, help: &str| {
                Problem::error(Code::BadOverlay, &source, extends.range.clone(), title).help(help)
            };
            if chain.iter().any(|part| part.id.value == extends.value) || written.id.value == extends.value {
                problems
                    .push(refuse(format!("`{}` extends itself", extends.value), "extend another framework, or none"));
                return None;
            }
            if chain.len() + 2 > LONGEST_CHAIN {
                problems.push(refuse(
                    format!("more than {LONGEST_CHAIN} frameworks extend each other"),
                    "put two of the overlays into one file",
                ));
                return None;
            }
            next = shelf.extended(&extends.value, &source);
            if next.is_none() {
                let ids = shelf.ids();
                problems.push(
                    Problem::error(
                        Code::UnknownId,
                        &source,
                        extends.range.clone(),
                        format!("there is no framework `{}` to extend", extends.value),
                    )
                    .suggest(&extends.value, ids.iter().map(String::as_str)),
                );
                return None;
            }
        }
        chain.push(written);
    }
    Some(chain)
}

/// The files in the order in which they are laid on each other: base first.
fn order(chains: Vec<Vec<file::Written>>, problems: &mut Problems) -> Option<Vec<file::Written>> {
    let base_of = |chain: &[file::Written]| chain.last().map(|base| base.part().sha256);
    let base = base_of(&chains[0]);
    let several = chains.len() > 1;
    let mut order: Vec<file::Written> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for mut chain in chains {
        let top = &chain[0];
        if several && chain.len() == 1 {
            problems.push(
                Problem::error(
                    Code::BadOverlay,
                    &top.source,
                    top.id.range.clone(),
                    format!("`{}` extends nothing, so it cannot be combined with others", top.id.value),
                )
                .help("name only overlays; their base comes by itself"),
            );
            return None;
        }
        if base_of(&chain) != base {
            problems.push(
                Problem::error(
                    Code::BadOverlay,
                    &top.source,
                    top.id.range.clone(),
                    format!("`{}` extends another base than the overlay before it", top.id.value),
                )
                .help("combine overlays of the same base only"),
            );
            return None;
        }
        let sha256 = top.part().sha256;
        if named.contains(&sha256) {
            problems.push(
                Problem::error(
                    Code::DuplicateId,
                    &top.source,
                    top.id.range.clone(),
                    format!("`{}` is named twice", top.id.value),
                )
                .help("name each overlay once"),
            );
        }
        named.push(sha256);
        chain.reverse();
        for written in chain {
            if !order.iter().any(|known| known.part().sha256 == written.part().sha256) {
                order.push(written);
            }
        }
    }
    Some(order)
}

/// Where an id was first used.
type Uses<'a> = BTreeMap<&'a str, (&'a Arc<Source>, Range<usize>)>;

struct Assembly<'p> {
    problems: &'p mut Problems,
    tiers: Vec<Tier>,
    /// Where the tiers stand.
    tiers_at: Option<(Arc<Source>, Range<usize>)>,
    /// The files that were laid before the one that brings the tiers.
    tiers_over: Vec<Arc<Source>>,
    /// Tiers that one of those files names and that are not there any more.
    lost_tiers: Vec<String>,
    /// The ids of tables that could not be read, in any file.
    unread: Vec<String>,
    /// Whether a file has syntax errors.
    broken: bool,
}

/// A list of things that later files may replace or retire, with the file each is from.
type Things<'a, T> = Vec<(&'a Arc<Source>, &'a T)>;

impl<'p> Assembly<'p> {
    fn new(problems: &'p mut Problems) -> Self {
        Self {
            problems,
            tiers: Vec::new(),
            tiers_at: None,
            tiers_over: Vec::new(),
            lost_tiers: Vec::new(),
            unread: Vec::new(),
            broken: false,
        }
    }

    fn error(
        &mut self,
        code: Code,
        source: &Arc<Source>,
        range: &Range<usize>,
        title: impl Into<String>,
    ) -> &mut Problem {
        let at = self.problems.0.len();
        self.problems.push(Problem::error(code, source, range.clone(), title));
        &mut self.problems.0[at]
    }

    fn assemble(&mut self, order: &[file::Written]) -> Option<Framework> {
        self.unread = order.iter().flat_map(|part| part.unread.iter().cloned()).collect();
        self.broken = order.iter().any(|part| part.broken);
        let scoring = self.scoring(order);
        let factors = self.factors(order);
        let domains = self.domains(order);
        let (criteria, gone) = self.changes(order, "criterion", |written| &written.criteria, |criterion| &criterion.id);
        let (questions, retired) =
            self.changes(order, "question", |written| &written.questions, |question| &question.id);
        let knock_outs = self.changes(order, "knock-out", |written| &written.knock_outs, |knock_out| &knock_out.id).0;
        self.knock_outs_differ(&knock_outs, &questions);

        let criterion_ids: Vec<&str> = criteria.iter().map(|(_, criterion)| criterion.id.value.as_str()).collect();
        let mut grouped: Vec<Vec<Question>> = criteria.iter().map(|_| Vec::new()).collect();
        self.left_behind(order, &gone, &questions);
        for (source, written) in questions {
            if gone.iter().any(|gone| gone.id == written.criterion.value) {
                continue;
            }
            let criterion = self.known(source, "criterion", &written.criterion, &criterion_ids);
            if let Some(question) = self.question(source, written, criterion, &factors)
                && let Some(group) = grouped.get_mut(question.criterion)
            {
                group.push(question);
            }
        }
        let mut built = Vec::new();
        let mut all = Vec::new();
        let domain_ids: Vec<&str> = domains.iter().map(|domain| domain.id.as_str()).collect();
        let factor_ids: Vec<&str> = factors.iter().map(|factor| factor.id.as_str()).collect();
        for ((source, written), group) in criteria.into_iter().zip(grouped) {
            if group.is_empty() && !self.problems.any_error() {
                self.error(
                    Code::BadQuestion,
                    source,
                    &written.id.range,
                    format!("criterion `{}` has no question", written.id.value),
                )
                .help
                .push("add a question, or retire the criterion".to_owned());
            }
            if group.len() > MOST_QUESTIONS {
                self.error(
                    Code::TooLarge,
                    source,
                    &written.id.range,
                    format!("criterion `{}` has {} questions", written.id.value, group.len()),
                )
                .help
                .push(format!("a criterion may have {MOST_QUESTIONS}"));
            }
            let domain = self.known(source, "domain", &written.domain, &domain_ids);
            let listed = |assembly: &mut Self, list: &[At<String>]| -> Vec<usize> {
                list.iter().filter_map(|factor| assembly.known(source, "factor", factor, &factor_ids)).collect()
            };
            let impact = listed(self, &written.impact);
            let exposure = listed(self, &written.exposure);
            let questions = all.len()..all.len() + group.len();
            all.extend(group);
            if let Some(domain) = domain {
                built.push(Criterion {
                    id: written.id.value.clone(),
                    domain,
                    title: written.title.clone(),
                    loss: written.loss.clone(),
                    impact,
                    exposure,
                    questions,
                });
            }
        }
        let knock_outs = knock_outs
            .into_iter()
            .filter_map(|(source, written)| self.context_knock_out(source, written, &factors))
            .collect();
        let contradictions = self.contradictions(order, &factors);
        if let (Some((source, range)), false) = (self.tiers_at.clone(), self.lost_tiers.is_empty()) {
            let lost: Vec<String> = self.lost_tiers.iter().map(|id| format!("`{id}`")).collect();
            self.error(
                Code::BadOverlay,
                &source,
                &range,
                format!("these tiers lack {}, which what they are laid on names", lost.join(", ")),
            )
            .help
            .push(
                "keep the ids of the tiers, or replace every knock-out and the evidence floor that name them"
                    .to_owned(),
            );
        }
        let scale = self.scale(order, &built, &all)?;
        if self.problems.any_error() {
            return None;
        }
        let overlays: Vec<&file::Written> = order.iter().skip(1).collect();
        let named: Vec<&str> = overlays
            .iter()
            .filter(|part| {
                !order.iter().any(|other| other.extends.as_ref().is_some_and(|extends| extends.value == part.id.value))
            })
            .map(|part| part.id.value.as_str())
            .collect();
        let base = &order[0];
        Some(Framework {
            id: if named.is_empty() { base.id.value.clone() } else { named.join("+") },
            title: {
                let titles: Vec<&str> = overlays
                    .iter()
                    .filter(|part| named.contains(&part.id.value.as_str()))
                    .map(|part| part.title.as_str())
                    .collect();
                if titles.is_empty() { base.title.clone() } else { titles.join(", ") }
            },
            parts: listed_parts(order),
            scope: base.scope.clone(),
            minutes: order.iter().map(|part| part.minutes).sum(),
            scoring: scoring?,
            factors,
            domains,
            criteria: built,
            questions: all,
            knock_outs,
            contradictions,
            retired,
            scale,
        })
    }

    /// The index of an id that must exist.
    fn known(&mut self, source: &Arc<Source>, what: &str, id: &At<String>, ids: &[&str]) -> Option<usize> {
        let found = ids.iter().position(|known| *known == id.value);
        // What is there but could not be read is at fault itself; after a syntax error only what
        // looks like a slip is told from what the error swallowed.
        let excused = self.unread.contains(&id.value)
            || (self.broken && crate::problem::nearest(&id.value, ids.iter().copied()).is_none());
        if found.is_none() && !excused {
            let problem =
                Problem::error(Code::UnknownId, source, id.range.clone(), format!("there is no {what} `{}`", id.value))
                    .suggest(&id.value, ids.iter().copied());
            self.problems.push(problem);
        }
        found
    }

    /// Reports criteria that are retired while questions still belong to them.
    fn left_behind(&mut self, order: &[file::Written], gone: &[Retired], questions: &Things<'_, WrittenQuestion>) {
        for part in order {
            for change in &part.criteria {
                let Change::Retires(at) = change else { continue };
                let left: Vec<String> = questions
                    .iter()
                    .filter(|(_, question)| question.criterion.value == at.value.id)
                    .map(|(_, question)| format!("`{}`", question.id.value))
                    .collect();
                if !left.is_empty() && gone.iter().any(|gone| gone.id == at.value.id) {
                    self.error(
                        Code::BadOverlay,
                        &part.source,
                        &at.range,
                        format!("criterion `{}` is retired, but questions belong to it", at.value.id),
                    )
                    .help
                    .push(format!("retire them too, or replace them under another criterion: {}", left.join(", ")));
                }
            }
        }
    }

    fn unique<'a>(&mut self, uses: &mut Uses<'a>, source: &'a Arc<Source>, what: &str, id: &'a At<String>) -> bool {
        if id.value.is_empty() {
            // Missing, which is reported.
            return true;
        }
        let Some((first_source, first)) = uses.get(id.value.as_str()).cloned() else {
            uses.insert(&id.value, (source, id.range.clone()));
            return true;
        };
        let mut problem =
            Problem::error(Code::DuplicateId, source, id.range.clone(), format!("{what} `{}` is used twice", id.value))
                .label("second use");
        if Arc::ptr_eq(first_source, source) {
            problem = problem.also(first, "first used here").help("give one of them another id");
        } else {
            let (line, column) = first_source.line_column(first.start);
            problem = problem.help(format!("it is first used at {}:{line}:{column}", first_source.name)).help(
                if matches!(what, "question" | "criterion") {
                    "give it another id; to put it in place of the first, say `replaces = true`"
                } else {
                    "give it another id"
                },
            );
        }
        self.problems.push(problem);
        false
    }

    fn factors(&mut self, order: &[file::Written]) -> Vec<Factor> {
        let mut uses = Uses::new();
        let mut factors = Vec::new();
        for part in order {
            for written in &part.factors {
                if self.unique(&mut uses, &part.source, "factor", &written.id) {
                    factors.push(Factor {
                        id: written.id.value.clone(),
                        title: written.title.clone(),
                        ask: written.ask.clone(),
                        levels: written.levels.clone(),
                    });
                }
            }
        }
        factors
    }

    fn contradictions(&mut self, order: &[file::Written], factors: &[Factor]) -> Vec<Contradiction> {
        let mut uses = Uses::new();
        let mut contradictions = Vec::new();
        for part in order {
            for written in &part.contradictions {
                let when = self.condition(&part.source, Some(&written.when), factors);
                let then = self.condition(&part.source, Some(&written.then), factors);
                if self.unique(&mut uses, &part.source, "contradiction", &written.id) {
                    contradictions.push(Contradiction {
                        id: written.id.value.clone(),
                        when,
                        then,
                        reason: written.reason.clone(),
                    });
                }
            }
        }
        contradictions
    }

    fn domains(&mut self, order: &[file::Written]) -> Vec<Domain> {
        let mut uses = Uses::new();
        let mut domains = Vec::new();
        for part in order {
            for (id, title) in &part.domains {
                if self.unique(&mut uses, &part.source, "domain", id) {
                    domains.push(Domain { id: id.value.clone(), title: title.clone() });
                }
            }
        }
        domains
    }

    /// Lays the lists of the files on each other.
    fn changes<'a, T>(
        &mut self,
        order: &'a [file::Written],
        what: &str,
        list: impl Fn(&'a file::Written) -> &'a Vec<Change<T>>,
        id: impl Fn(&T) -> &At<String>,
    ) -> (Things<'a, T>, Vec<Retired>) {
        let mut things: Things<'a, T> = Vec::new();
        let mut uses = Uses::new();
        let mut retired = Vec::new();
        for part in order {
            let from_base: Vec<&str> = things.iter().map(|(_, thing)| id(thing).value.as_str()).collect();
            let mut touched = Uses::new();
            for change in list(part) {
                match change {
                    Change::Adds(thing) => {
                        if self.unique(&mut uses, &part.source, what, id(thing)) {
                            things.push((&part.source, thing));
                        }
                    }
                    Change::Replaces(thing) => {
                        let once = self.unique(&mut touched, &part.source, what, id(thing));
                        if let Some(at) = self.known(&part.source, what, id(thing), &from_base)
                            && once
                        {
                            things[at] = (&part.source, thing);
                        }
                    }
                    Change::Retires(gone) => {
                        let name = At { value: gone.value.id.clone(), range: gone.range.clone() };
                        if self.known(&part.source, what, &name, &from_base).is_some() {
                            retired.push(gone.value.clone());
                        }
                    }
                }
            }
            things.retain(|(_, thing)| !retired.iter().any(|gone| gone.id == id(thing).value));
        }
        (things, retired)
    }

    fn knock_outs_differ<'a>(
        &mut self,
        of_context: &Things<'a, WrittenKnockOut>,
        of_questions: &Things<'a, WrittenQuestion>,
    ) {
        let mut uses = Uses::new();
        for (source, knock_out) in of_context {
            self.unique(&mut uses, source, "knock-out", &knock_out.id);
        }
        for (source, question) in of_questions {
            if let Some(knock_out) = &question.knock_out {
                self.unique(&mut uses, source, "knock-out", &knock_out.id);
            }
        }
    }

    fn condition(&mut self, source: &Arc<Source>, written: Option<&At<String>>, factors: &[Factor]) -> Condition {
        let Some(written) = written else {
            return Condition::ALWAYS;
        };
        match condition::parse(&written.value, factors) {
            Ok(condition) => condition,
            Err(fault) => {
                // Inside the quotes, unless the text was written with escapes.
                let literal = source.text.get(written.range.clone()).and_then(|text| text.find(&written.value));
                let range = match literal.map(|at| written.range.start + at) {
                    Some(inside) => inside + fault.range.start..inside + fault.range.end.max(fault.range.start + 1),
                    None => written.range.clone(),
                };
                if fault.unknown.as_ref().is_some_and(|name| self.unread.contains(name)) {
                    return Condition::ALWAYS;
                }
                let mut problem = Problem::error(Code::BadCondition, source, range, fault.title);
                problem = match &fault.unknown {
                    Some(name) => problem.suggest(name, factors.iter().map(|factor| factor.id.as_str())),
                    None => problem.help("write for example `egress >= 1 and data >= 2`"),
                };
                self.problems.push(problem);
                Condition::ALWAYS
            }
        }
    }

    fn floor(&mut self, source: &Arc<Source>, written: &At<String>) -> Option<usize> {
        let tiers = std::mem::take(&mut self.tiers);
        let ids: Vec<&str> = tiers.iter().map(|tier| tier.id.as_str()).collect();
        let elsewhere = self.tiers_over.iter().any(|before| Arc::ptr_eq(before, source));
        let floor = ids.iter().position(|id| *id == written.value);
        if ids.is_empty() || floor.is_some() {
            // Without tiers the fault lies in [scoring] and is reported there.
        } else if elsewhere {
            // An overlay changed the tiers under a file that was sound before.
            if !self.lost_tiers.contains(&written.value) {
                self.lost_tiers.push(written.value.clone());
            }
        } else {
            self.known(source, "tier", written, &ids);
        }
        self.tiers = tiers;
        floor
    }

    fn context_knock_out(
        &mut self,
        source: &Arc<Source>,
        written: &WrittenKnockOut,
        factors: &[Factor],
    ) -> Option<ContextKnockOut> {
        let when = self.condition(source, written.when.as_ref(), factors);
        let floor = self.floor(source, &written.floor);
        Some(ContextKnockOut {
            id: written.id.value.clone(),
            when,
            floor: floor?,
            waivable: written.waivable,
            reason: written.reason.clone(),
            references: written.references.clone(),
        })
    }

    fn question(
        &mut self,
        source: &Arc<Source>,
        written: &WrittenQuestion,
        criterion: Option<usize>,
        factors: &[Factor],
    ) -> Option<Question> {
        let when = self.condition(source, written.when.as_ref(), factors);
        let knock_out = written.knock_out.as_ref().and_then(|knock_out| {
            let when = self.condition(source, knock_out.when.as_ref(), factors);
            let floor = self.floor(source, &knock_out.floor);
            self.knock_out_answers(source, written, knock_out);
            Some(KnockOut {
                id: knock_out.id.value.clone(),
                answers: knock_out.answers.iter().map(|answer| answer.value.clone()).collect(),
                when,
                floor: floor?,
                waivable: knock_out.waivable,
                reason: knock_out.reason.clone(),
            })
        });
        Some(Question {
            id: written.id.value.clone(),
            criterion: criterion?,
            title: written.title.clone(),
            ask: written.ask.clone(),
            why: written.why.clone(),
            key: written.key,
            evidence_at_least: written.evidence_at_least,
            not_applicable: written.not_applicable,
            when,
            kind: written.kind.clone(),
            evidence: written.evidence.clone(),
            mitigation: written.mitigation.clone(),
            references: written.references.clone(),
            knock_out,
            by_register: written.by_register,
        })
    }

    fn knock_out_answers(&mut self, source: &Arc<Source>, question: &WrittenQuestion, knock_out: &WrittenKnockOut) {
        let offered: Vec<&str> = match &question.kind {
            Kind::Choice(options) | Kind::YesNo(options) => options.iter().map(|option| option.id.as_str()).collect(),
            Kind::Number(number) => number.none.iter().map(|none| none.id.as_str()).collect(),
            Kind::Multiple(_) => Vec::new(),
        };
        for answer in &knock_out.answers {
            if offered.is_empty() {
                self.error(
                    Code::BadKnockOut,
                    source,
                    &answer.range,
                    format!("a question of kind {} has no option that a knock-out can name", question.kind.word()),
                )
                .help
                .push("leave `answers = []`: then an unknown answer or weak evidence hits it".to_owned());
            } else {
                self.known(source, "option", answer, &offered);
            }
        }
        if !offered.is_empty()
            && matches!(question.kind, Kind::Choice(_) | Kind::YesNo(_))
            && offered.iter().all(|option| knock_out.answers.iter().any(|answer| answer.value == *option))
        {
            self.error(
                Code::BadKnockOut,
                source,
                &knock_out.id.range,
                format!("no answer clears the knock-out `{}`", knock_out.id.value),
            )
            .help
            .push("leave out of `answers` what should clear it".to_owned());
        }
    }

    fn scale(&mut self, order: &[file::Written], criteria: &[Criterion], questions: &[Question]) -> Option<Scale> {
        let lists = questions.iter().filter_map(|question| match &question.kind {
            Kind::Multiple(items) => Some(items.len()),
            _ => None,
        });
        // A short run counts the key questions only.
        let counts = criteria.iter().flat_map(|criterion| {
            let asked = &questions[criterion.questions.clone()];
            [asked.len(), asked.iter().filter(|question| question.key).count()]
        });
        let least_common = |lengths: &mut dyn Iterator<Item = usize>, most: i128| {
            lengths.filter(|length| *length > 0).try_fold(1_i128, |common, length| {
                let length = i128::try_from(length).ok()?;
                let next = common / gcd(common, length) * length;
                (next <= most).then_some(next)
            })
        };
        let lists = least_common(&mut lists.into_iter(), MOST_LISTS);
        let counts = least_common(&mut counts.into_iter(), MOST_COUNTS);
        if let (Some(lists), Some(counts)) = (lists, counts) {
            return Some(Scale { lists, counts });
        }
        let part = &order[order.len() - 1];
        self.error(
            Code::TooLarge,
            &part.source,
            &part.id.range,
            "the lists or criteria have too many different lengths for exact arithmetic",
        )
        .help
        .push("give more `multiple` questions, or more criteria, the same number of items".to_owned());
        None
    }

    fn scoring(&mut self, order: &[file::Written]) -> Option<Scoring> {
        let base = &order[0];
        let merged = self.merged_scoring(order)?;
        let mut missing: Vec<&str> = Vec::new();
        let mut number = |key: &'static str| {
            let found = merged.numbers.iter().rev().find(|(name, _)| *name == key);
            if found.is_none() && !merged.unread.contains(&key) {
                missing.push(key);
            }
            found.map_or(0, |(_, at)| at.value)
        };
        let values: Vec<i64> = LEDGER_NUMBERS.iter().map(|(key, ..)| number(key)).collect();
        let small = |at: usize| u8::try_from(values[at]).unwrap_or(0);
        let large = |at: usize| u32::try_from(values[at]).unwrap_or(0);
        let mut need = |there: bool, key: &'static str| {
            if !there && !merged.unread.contains(&key) {
                missing.push(key);
            }
        };
        need(merged.inherent.is_some(), "inherent");
        need(merged.evidence.is_some(), "evidence");
        need(merged.tiers.is_some(), "tier");
        need(merged.evidence_floor.is_some(), "evidence-floor");
        need(merged.knock_out_grade.is_some(), "knock-out-grade");
        // After a syntax error what seems missing may only be unreadable.
        if !missing.is_empty() && !self.broken {
            let range = if base.scoring.range.is_empty() { base.id.range.clone() } else { base.scoring.range.clone() };
            let names: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
            self.error(Code::MissingKey, &base.source, &range, format!("[scoring] lacks {}", names.join(", ")))
                .help
                .push("every number of the method stands in the framework's file: add them".to_owned());
        }
        let tiers: Option<Vec<Tier>> = merged
            .tiers
            .and_then(|(source, tiers)| self.check_tiers(source, tiers))
            .map(|tiers| tiers.iter().map(|at| at.value.clone()).collect());
        self.tiers = tiers.clone().unwrap_or_default();
        if let Some((source, tiers)) = merged.tiers {
            self.tiers_at = Some((Arc::clone(source), tiers.range.clone()));
            let before = order.iter().take_while(|part| !Arc::ptr_eq(&part.source, source));
            self.tiers_over = before.map(|part| Arc::clone(&part.source)).collect();
        }
        let evidence_floor = merged.evidence_floor.and_then(|(source, floor)| self.floor(source, floor));
        if let Some((source, inherent)) = merged.inherent {
            self.check_inherent(source, inherent);
        }
        if let Some((source, evidence)) = merged.evidence
            && evidence.value.windows(2).any(|pair| pair[0] > pair[1])
        {
            self.error(
                Code::BadScoring,
                source,
                &evidence.range,
                "a stronger grade of evidence is worth less than a weaker one",
            )
            .help
            .push("let the caps rise from `none` to `tested`, or stay equal".to_owned());
        }
        let last = |key: &str| merged.numbers.iter().rev().find(|(name, _)| *name == key);
        if let (Some((_, low)), Some((_, high))) = (last("confidence-low"), last("confidence-high"))
            && low.value > high.value
        {
            // The place is the file that was laid on the other.
            let at = if Arc::ptr_eq(low.source, &base.source) { high } else { low };
            self.error(Code::BadScoring, at.source, &at.at.range, "`confidence-low` is above `confidence-high`")
                .help
                .push(format!("give both; here they are {} and {}", low.value, high.value));
        }
        Some(Scoring {
            max_effect: small(0),
            key_cap_base: small(1),
            breadth_rate: small(2),
            breadth_count: small(3),
            material_from: small(4),
            max_tier_drop: small(5),
            waiver_steps: small(6),
            compensating_cap: small(7),
            not_applicable_credit: small(8),
            stale_days: large(9),
            exposure_count: small(10),
            review_divisor: large(11),
            review_least_days: large(12),
            evidence_floor: evidence_floor?,
            knock_out_grade: merged.knock_out_grade?,
            answered_least: small(13),
            condition_from: small(14),
            condition_target_key: small(15),
            condition_target: small(16),
            confidence_low: small(17),
            confidence_high: small(18),
            inherent: merged.inherent?.1.value,
            evidence: merged.evidence?.1.value,
            tiers: tiers?,
        })
    }

    fn merged_scoring<'a>(&mut self, order: &'a [file::Written]) -> Option<Merged<'a>> {
        let mut merged = Merged::default();
        for (at, part) in order.iter().enumerate() {
            let written: &WrittenScoring = &part.scoring;
            if let Some(method) = &written.method
                && method.value != "bounded-ledger/1"
            {
                let known = ["bounded-ledger/1", "highest-route/1"];
                let problem = if at > 0 && known.contains(&method.value.as_str()) {
                    Problem::error(
                        Code::BadOverlay,
                        &part.source,
                        method.range.clone(),
                        "an overlay cannot change the method of its base",
                    )
                    .help("leave `method` out")
                } else {
                    Problem::error(
                        Code::UnknownMethod,
                        &part.source,
                        method.range.clone(),
                        format!("this version cannot compute the method `{}`", method.value),
                    )
                    .suggest(&method.value, known)
                };
                self.problems.push(problem);
                return None;
            }
            if at == 0 && written.method.is_none() && !self.broken {
                let range = if written.range.is_empty() { part.id.range.clone() } else { written.range.clone() };
                self.error(Code::MissingKey, &part.source, &range, "the framework names no method").help.push(
                    "add `method = \"bounded-ledger/1\"` to [scoring], or `extends` a framework that has one"
                        .to_owned(),
                );
                return None;
            }
            merged.unread.extend(&written.unread);
            merged.numbers.extend(written.numbers.iter().map(|(key, at)| (*key, From { source: &part.source, at })));
            merged.inherent = written.inherent.as_ref().map(|at| (&part.source, at)).or(merged.inherent);
            merged.evidence = written.evidence.as_ref().map(|at| (&part.source, at)).or(merged.evidence);
            merged.tiers = written.tiers.as_ref().map(|at| (&part.source, at)).or(merged.tiers);
            merged.evidence_floor =
                written.evidence_floor.as_ref().map(|at| (&part.source, at)).or(merged.evidence_floor);
            merged.knock_out_grade = written.knock_out_grade.as_ref().map(|at| at.value).or(merged.knock_out_grade);
        }
        Some(merged)
    }

    fn check_tiers<'t>(&mut self, source: &Arc<Source>, tiers: &'t At<WrittenTiers>) -> Option<&'t WrittenTiers> {
        let (tiers, range) = (&tiers.value, tiers.range.clone());
        let Some(first) = tiers.first() else {
            self.problems.push(
                Problem::error(Code::BadScoring, source, range, "there is no tier")
                    .help("add [[scoring.tier]] tables, the lowest with `from = 0`"),
            );
            return None;
        };
        let before = self.problems.0.len();
        if first.value.from != 0 {
            self.error(
                Code::BadScoring,
                source,
                &first.range,
                format!("the lowest tier `{}` begins at {}", first.value.id, first.value.from),
            )
            .help
            .push("let it begin at 0".to_owned());
        }
        for pair in tiers.windows(2) {
            let [low, high] = pair else { continue };
            if high.value.from <= low.value.from {
                self.error(
                    Code::BadScoring,
                    source,
                    &high.range,
                    format!("the tier `{}` does not begin above `{}`", high.value.id, low.value.id),
                )
                .help
                .push("list the tiers from the lowest to the highest".to_owned());
            }
            if high.value.decision < low.value.decision {
                self.error(
                    Code::BadScoring,
                    source,
                    &high.range,
                    format!("the tier `{}` has a milder decision than `{}`", high.value.id, low.value.id),
                )
                .help
                .push("let decisions grow stricter with the tier".to_owned());
            }
        }
        let mut uses = Uses::new();
        let ids: Vec<At<String>> =
            tiers.iter().map(|tier| At { value: tier.value.id.clone(), range: tier.range.clone() }).collect();
        for id in &ids {
            self.unique(&mut uses, source, "tier", id);
        }
        (self.problems.0.len() == before).then_some(tiers)
    }

    fn check_inherent(&mut self, source: &Arc<Source>, inherent: &At<[[u8; 5]; 5]>) {
        let table = &inherent.value;
        let falls = (0..5).any(|row| {
            (0..5).any(|column| {
                (column > 0 && table[row][column] < table[row][column - 1])
                    || (row > 0 && table[row][column] < table[row - 1][column])
            })
        });
        if falls {
            self.error(
                Code::BadScoring,
                source,
                &inherent.range,
                "the inherent points fall where impact or exposure rises",
            )
            .help
            .push("let no number be smaller than its left or upper neighbour".to_owned());
        }
    }
}

/// A number of `[scoring]` and the file that gave it.
struct From<'a> {
    source: &'a Arc<Source>,
    at: &'a At<i64>,
}

impl std::ops::Deref for From<'_> {
    type Target = At<i64>;
    fn deref(&self) -> &At<i64> {
        self.at
    }
}

/// A value and the file that gave it.
type Given<'a, T> = (&'a Arc<Source>, &'a At<T>);

/// `[scoring]` of all files, the later key in place of the earlier one.
#[derive(Default)]
struct Merged<'a> {
    /// Keys that are there but could not be read.
    unread: Vec<&'static str>,
    numbers: Vec<(&'static str, From<'a>)>,
    inherent: Option<Given<'a, [[u8; 5]; 5]>>,
    evidence: Option<Given<'a, [u8; 5]>>,
    tiers: Option<Given<'a, WrittenTiers>>,
    evidence_floor: Option<Given<'a, String>>,
    knock_out_grade: Option<super::Grade>,
}

/// The files as records list them: each overlay followed by what only it extends, the base last.
fn listed_parts(order: &[file::Written]) -> Vec<super::Part> {
    let mut parts: Vec<super::Part> = Vec::new();
    let mut group: Vec<super::Part> = Vec::new();
    for written in &order[1..] {
        let continues =
            written.extends.as_ref().is_some_and(|extends| group.first().is_some_and(|part| part.id == extends.value));
        if !continues {
            parts.append(&mut group);
        }
        group.insert(0, written.part());
    }
    parts.append(&mut group);
    parts.push(order[0].part());
    parts
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn route(written: file::Written, problems: &mut Problems) -> Option<Triage> {
    let number = |key: &str| {
        written.scoring.numbers.iter().find(|(name, _)| *name == key).and_then(|(_, at)| u32::try_from(at.value).ok())
    };
    let keys = number("keys-make-full-from");
    let short = number("short-run-full-from");
    for (key, value) in [("keys-make-full-from", keys), ("short-run-full-from", short)] {
        if value.is_none() && !written.broken && !written.scoring.unread.contains(&key) {
            problems.push(
                Problem::error(
                    Code::MissingKey,
                    &written.source,
                    written.scoring.range.clone(),
                    format!("[scoring] lacks `{key}`"),
                )
                .help("every number of the method stands in the framework's file: add it"),
            );
        }
    }
    let problems_before = problems.any_error();
    let mut uses = Uses::new();
    let mut assembly = Assembly::new(problems);
    for question in &written.triage {
        assembly.unique(&mut uses, &written.source, "question", &question.id);
    }
    if written.triage.is_empty() && !problems_before {
        assembly
            .error(Code::BadQuestion, &written.source, &written.id.range, "there is no question")
            .help
            .push("add [[question]] tables".to_owned());
    }
    drop(uses);
    Some(Triage {
        part: written.part(),
        title: written.title,
        minutes: written.minutes,
        prefills: written.prefills.map(|at| at.value),
        questions: written.triage,
        keys_make_full_from: keys?,
        short_run_full_from: short?,
    })
}
