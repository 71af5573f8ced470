//! What must hold for every framework and every answer, tried on random ones.
//!
//! The rolls are the same on every run; `PROPTEST_RNG_SEED` tries others. `PLIMSOLL_CASES=10000` tries each
//! property of the method on that many random cases, and on bundled frameworks in proportion.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use plimsoll::answers::{Answer, Answers, Compensating, State, Value, file};
use plimsoll::context::{Applies, Scope};
use plimsoll::date::Day;
use plimsoll::framework::bundled::{self, Bundled};
use plimsoll::framework::{Disposition, Framework, Grade, Loaded, QuestionKind, load};
use plimsoll::person::Person;
use plimsoll::problem::Source;
use plimsoll::report;
use plimsoll::score::{QuestionState, Ratio, Score, change, score, settled};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::oracle::{self, Method, Q};
use crate::random::{self, Dice};

const AS_OF: &str = "2026-11-22";

pub fn as_of() -> Day {
    AS_OF.parse().unwrap()
}

/// A framework, the same for the oracle, and answers to it.
pub struct Case {
    pub framework: Arc<Framework>,
    method: Arc<Method>,
    texts: Vec<String>,
    pub answers: Answers,
    pub waived: BTreeSet<String>,
    pub scope: Scope,
}

impl Case {
    pub fn random(dice: &mut Dice<'_>) -> Result<Self, TestCaseError> {
        let files = random::files(dice);
        let framework = files.load().map_err(|problems| {
            TestCaseError::fail(format!("not sound: {problems}\n{}", files.texts.join("\n----\n")))
        })?;
        let texts: Vec<&str> = files.texts.iter().map(String::as_str).collect();
        let method = Arc::new(Method::new(&texts));
        Ok(Self::of(dice, Arc::new(framework), method, files.texts.clone()))
    }

    fn bundled(dice: &mut Dice<'_>) -> Self {
        let (framework, method) = dice.pick(&BUNDLED);
        Self::of(dice, Arc::clone(framework), Arc::clone(method), Vec::new())
    }

    fn of(dice: &mut Dice<'_>, framework: Arc<Framework>, method: Arc<Method>, texts: Vec<String>) -> Self {
        let answers = random::answers(dice, &framework, as_of());
        let waived = random::waivers(dice, &framework);
        let scope = if dice.chance(25) { Scope::Keys } else { Scope::Full };
        Self { framework, method, texts, answers, waived, scope }
    }

    pub fn score(&self, answers: &Answers) -> Score<'_> {
        score(&self.framework, answers, as_of(), &self.waived, self.scope)
    }

    /// What the oracle makes of it.
    fn judged(&self) -> oracle::Verdict {
        self.method.judge(&file::write(&self.answers), AS_OF, &self.waived, self.scope == Scope::Keys)
    }

    /// What a failure has to show to be understood.
    pub fn shown(&self, what: &str) -> String {
        format!(
            "{what}\n{}: {}\n---- {} waived {:?}\n{}",
            self.framework.id(),
            self.texts.join("\n----\n"),
            self.scope.as_str(),
            self.waived,
            file::write(&self.answers)
        )
    }
}

/// The bundled frameworks of the method, and the two overlays that are most used together.
static BUNDLED: LazyLock<Vec<(Arc<Framework>, Arc<Method>)>> = LazyLock::new(|| {
    let sets: [&[&str]; 6] = [
        &["ai-tool"],
        &["coding-agent"],
        &["open-weights"],
        &["model-api"],
        &["mcp-server"],
        &["coding-agent", "open-weights"],
    ];
    let made = sets.map(|ids| {
        let sources: Vec<_> = ids.iter().map(|id| bundled::find(id).unwrap()).collect();
        let Ok((Loaded::Ledger(framework), _)) = load(&sources, &Bundled) else { panic!("{ids:?} does not load") };
        let base = bundled::find("ai-tool").unwrap();
        let overlays = sources.iter().filter(|source| source.name != base.name);
        let texts: Vec<&str> = std::iter::once(&base).chain(overlays).map(|source| &*source.text).collect();
        (Arc::new(*framework), Arc::new(Method::new(&texts)))
    });
    made.into_iter().collect()
});

/// Tries a property with as many lists of rolls as `cases`.
pub fn hold(cases: u32, rolls: usize, property: impl Fn(&mut Dice<'_>) -> Result<(), TestCaseError>) {
    let mut config = Config { failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(20_261_122);
    }
    let mut runner = TestRunner::new(config);
    let rolled = proptest::collection::vec(any::<u32>(), rolls..rolls + 200);
    if let Err(error) = runner.run(&rolled, |rolls| property(&mut Dice::new(&rolls))) {
        let text = error.to_string();
        // The rolls themselves say nothing to a person.
        panic!("{}", text.split("minimal failing input").next().unwrap_or(&text));
    }
}

/// The same for random frameworks and, more seldom since they are large, for the bundled ones.
pub fn hold_for_cases(random: u32, bundled: u32, property: impl Fn(&mut Dice<'_>, Case) -> Result<(), TestCaseError>) {
    let (random, bundled) = match std::env::var("PLIMSOLL_CASES") {
        Ok(wanted) => {
            let wanted: u32 = wanted.parse().expect("PLIMSOLL_CASES is a number of cases");
            (wanted, (wanted * bundled).div_ceil(random))
        }
        Err(_) => (random, bundled),
    };
    hold(random, 700, |dice| {
        let case = Case::random(dice)?;
        property(dice, case)
    });
    hold(bundled, 1_200, |dice| {
        let case = Case::bundled(dice);
        property(dice, case)
    });
}

/// A result as its readers see it.
fn said(result: &Score<'_>) -> String {
    serde_json::to_string(&report::data::score::score(result)).unwrap()
}

fn exact(value: &Q) -> Ratio {
    Ratio::new(i128::try_from(value.numer()).unwrap(), i128::try_from(value.denom()).unwrap())
}

#[test]
fn the_method_agrees_with_its_description() {
    hold_for_cases(600, 60, |_, case| {
        let found = case.score(&case.answers);
        let expected = case.judged();
        let shown = |what: &str| case.shown(&format!("{what}\nfound {}\nexpected {expected:#?}", said(&found)));
        prop_assert_eq!(found.inherent.points, exact(&expected.inherent.0), "{}", shown("inherent points"));
        prop_assert_eq!(found.inherent.tier, expected.inherent.1, "{}", shown("inherent tier"));
        prop_assert_eq!(found.residual.points, exact(&expected.residual.0), "{}", shown("residual points"));
        prop_assert_eq!(found.residual.tier, expected.residual.1, "{}", shown("residual tier"));
        prop_assert_eq!(found.confidence, exact(&expected.confidence), "{}", shown("confidence"));
        let floors: BTreeMap<String, oracle::Floor> = found
            .floors
            .iter()
            .map(|floor| {
                let (tier, waived, unknown) = (floor.tier, floor.waived, floor.unknown);
                (floor.id.clone(), oracle::Floor { tier, waived, unknown })
            })
            .collect();
        prop_assert_eq!(&floors, &expected.floors, "{}", shown("floors"));
        prop_assert_eq!(floors.len(), found.floors.len(), "{}", shown("a floor is listed twice"));
        prop_assert_eq!(found.tier, expected.tier, "{}", shown("tier"));
        prop_assert_eq!(found.decision.as_str(), &expected.decision, "{}", shown("decision"));
        prop_assert_eq!(i64::from(found.review_days), expected.review_days, "{}", shown("review days"));
        let id = |question: usize| case.framework.questions()[question].id.as_str();
        let conditions: Vec<(&str, Ratio, i64, bool)> = found
            .conditions
            .iter()
            .map(|weak| (id(weak.question), weak.credit, i64::from(weak.target), weak.lacks_evidence))
            .collect();
        let wanted: Vec<(&str, Ratio, i64, bool)> = expected
            .conditions
            .iter()
            .map(|(id, (credit, target, shows))| (id.as_str(), exact(credit), *target, *shows))
            .collect();
        prop_assert_eq!(conditions, wanted, "{}", shown("conditions"));
        let open: BTreeSet<&str> = found.open().map(id).collect();
        prop_assert!(open.into_iter().eq(expected.open.iter()), "{}", shown("open"));
        let settled = settled(&case.framework, &case.answers, as_of(), &case.waived, case.scope);
        prop_assert_eq!(settled.residual.points, exact(&expected.settled.0), "{}", shown("points of the second"));
        prop_assert_eq!(settled.tier, expected.settled.1, "{}", shown("tier of the second scoring"));
        prop_assert!(found.unknown().into_iter().eq(expected.unknown.iter()), "{}", shown("unknown"));
        prop_assert!(found.ignored.iter().eq(expected.ignored.iter()), "{}", shown("ignored"));
        Ok(())
    });
}

/// The oracle adds up its own lines with rationals; here every line of the program is compared with its.
#[test]
fn the_ledger_of_every_criterion_adds_up() {
    hold_for_cases(400, 40, |_, case| {
        let found = case.score(&case.answers);
        let expected = case.judged();
        let json = serde_json::to_value(report::data::score::score(&found)).unwrap();
        let mut written: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for line in json["ledger"].as_array().unwrap() {
            let lines = written.entry(line["criterion"].as_str().unwrap().to_owned()).or_default();
            lines.push(line["points"].as_f64().unwrap());
        }
        for (at, wanted) in expected.criteria.iter().enumerate() {
            let (criterion, result) = (&case.framework.criteria()[at], &found.criteria[at]);
            let shown = |what: &str| case.shown(&format!("{what} of {}\n{result:?}\n{wanted:?}", wanted.id));
            prop_assert_eq!(&criterion.id, &wanted.id);
            let inherent = result.inherent;
            prop_assert_eq!(
                [inherent.impact, inherent.exposure, inherent.points].map(i64::from),
                [wanted.impact, wanted.exposure, wanted.inherent],
                "{}",
                shown("levels")
            );
            prop_assert_eq!(inherent.material, wanted.material, "{}", shown("material"));
            prop_assert_eq!(result.effect, exact(&wanted.effect), "{}", shown("effect"));
            prop_assert_eq!(result.residual, exact(&wanted.residual), "{}", shown("residual"));
            let given_back = result.weakest_key.map_or(Ratio::ZERO, |(_, points)| points);
            prop_assert_eq!(given_back, exact(&wanted.given_back), "{}", shown("what is given back"));
            if let Some((question, _)) = result.weakest_key {
                let credit = exact(&(wanted.weakest.clone().unwrap() * oracle::whole(100)));
                prop_assert!(case.framework.questions()[question].key, "{}", shown("no key question"));
                prop_assert_eq!(found.questions[question].applies, Applies::Asked, "{}", shown("hidden weakest"));
                prop_assert_eq!(found.questions[question].credit, credit, "{}", shown("weakest"));
            }
            let lines: BTreeMap<&str, Ratio> = criterion
                .questions
                .clone()
                .filter(|at| wanted.material && found.counted(*at))
                .map(|at| (case.framework.questions()[at].id.as_str(), found.questions[at].points))
                .collect();
            let wanted_lines: BTreeMap<&str, Ratio> =
                wanted.lines.iter().map(|(id, points)| (id.as_str(), exact(points))).collect();
            prop_assert_eq!(lines, wanted_lines, "{}", shown("lines"));
            let json = written.remove(&wanted.id).unwrap_or_default();
            let back = usize::from(result.weakest_key.is_some());
            let count = if wanted.material { wanted.lines.len() + back } else { 0 };
            prop_assert_eq!(json.len(), count, "{}", shown("lines in JSON"));
        }
        prop_assert!(written.is_empty(), "lines of no criterion: {:?}", written);
        Ok(())
    });
}

/// Makes one answer better in one way; gives what was done, or nothing where nothing could be.
fn improve(dice: &mut Dice<'_>, framework: &Framework, answers: &mut Answers) -> Option<String> {
    let question = dice.pick(framework.questions());
    let id = question.id.clone();
    let listed = |value: &Value| matches!(value, Value::Text(text) if question.hits(text));
    let said = answers.answers.get(&id).map(|answer| answer.state.clone());
    let Some(State::Given(value)) = said else {
        // No answer, or one that may not count: an answer in its place, if it was unknown for certain.
        if matches!(said, Some(State::NotApplicable { .. })) {
            return None;
        }
        let mut answer = Answer::new(if dice.chance(20) {
            State::NotApplicable { reason: "none here".to_owned(), second_reader: Some(Person::written("Mika Sato")) }
        } else {
            State::Given(random::value(dice, &question.kind, false))
        });
        answer.grade = dice.pick(&Grade::NAMES).1;
        let done = format!("{id} becomes {answer:?}");
        answers.answers.insert(id, answer);
        return Some(done);
    };
    let answer = answers.answers.get_mut(&id)?;
    match dice.below(5) {
        0 | 1 => {
            let better = random::value(dice, &question.kind, true);
            let no_worse = worth(&question.kind, &better) >= worth(&question.kind, &value);
            if !no_worse || (listed(&better) && !listed(&value)) {
                return None;
            }
            answer.state = State::Given(better);
        }
        2 => answer.grade = answer.grade.max(dice.pick(&Grade::NAMES).1),
        3 => {
            answer.evidence.clear();
            answer.dated = answer.dated.map(|dated| as_of().min(dated.plus_days(dice.between(0, 400))));
        }
        _ => {
            let credit = answer.compensating.as_ref().map_or(0, |control| control.credit).max(60);
            answer.compensating = Some(Compensating { credit, control: None, until: as_of() });
        }
    }
    Some(format!("{id} becomes {:?}", answers.answers[&id]))
}

/// What a value is worth, in parts that need no exactness: only compared.
fn worth(kind: &QuestionKind, value: &Value) -> usize {
    match (kind, value) {
        (QuestionKind::Choice(options) | QuestionKind::YesNo(options), Value::Text(text)) => {
            options.iter().find(|option| option.id == *text).map_or(0, |option| usize::from(option.credit))
        }
        (QuestionKind::Number(number), Value::Text(_)) => {
            number.none.as_ref().map_or(0, |none| usize::from(none.credit))
        }
        (QuestionKind::Number(number), Value::Number(said)) => {
            let within = number.bands.iter().filter(|band| band.limit.holds(*said));
            within.map(|band| usize::from(band.credit)).max().unwrap_or(0)
        }
        (_, Value::List(items)) => items.iter().collect::<BTreeSet<_>>().len(),
        _ => 0,
    }
}

#[test]
fn saying_more_or_doing_better_never_raises_points_or_tier() {
    hold_for_cases(500, 200, |dice, case| {
        let before = case.score(&case.answers);
        let mut better = case.answers.clone();
        let mut done = Vec::new();
        for _ in 0..dice.between(1, 4) {
            done.extend(improve(dice, &case.framework, &mut better));
        }
        let after = case.score(&better);
        let shown =
            |what: &str| case.shown(&format!("{what}: {}\n{}\n{}", done.join("\n"), said(&before), said(&after)));
        prop_assert!(after.residual.points <= before.residual.points, "{}", shown("points"));
        prop_assert!(after.tier <= before.tier, "{}", shown("tier"));
        prop_assert_eq!(after.inherent, before.inherent, "{}", shown("inherent"));
        Ok(())
    });
}

/// The case with everything open answered best, and everything else that rests on something proved: what
/// a `hold` by the first rule asks for.
fn carried_out(case: &Case, found: &Score<'_>) -> Answers {
    let mut answers = case.answers.clone();
    answers.evidence.clear();
    for factor in case.framework.factors() {
        answers.context.entry(factor.id.clone()).or_insert(0);
    }
    for (question, result) in case.framework.questions().iter().zip(&found.questions) {
        if result.open {
            answers.answers.insert(question.id.clone(), change::best(question));
        } else if let Some(answer) = answers.answers.get_mut(&question.id)
            && result.standing == QuestionState::Answered
        {
            answer.grade = Grade::Tested;
            answer.dated = None;
            answer.evidence.clear();
        }
    }
    answers
}

#[test]
fn a_top_tier_holds_exactly_where_finding_out_leads_below_it() {
    let held = std::cell::Cell::new(0_u32);
    hold_for_cases(600, 100, |_, case| {
        let found = case.score(&case.answers);
        let settled = settled(&case.framework, &case.answers, as_of(), &case.waived, case.scope);
        let shown = |what: &str| case.shown(&format!("{what}\n{settled:?}\n{}", said(&found)));
        prop_assert!(settled.residual.points <= found.residual.points, "{}", shown("points of the second scoring"));
        prop_assert!(settled.tier <= found.tier, "{}", shown("tier of the second scoring"));
        let scoring = case.framework.scoring();
        let of_tier = scoring.tiers[found.tier].decision;
        if found.tier < scoring.top() || of_tier <= Disposition::Hold {
            prop_assert!(found.decision == of_tier || found.decision == Disposition::Hold, "{}", shown("decision"));
            return Ok(());
        }
        let expected = if settled.tier < found.tier { Disposition::Hold } else { of_tier };
        prop_assert_eq!(found.decision, expected, "{}", shown("decision of the top tier"));
        if found.decision == Disposition::Hold {
            held.set(held.get() + 1);
            let then = case.score(&carried_out(&case, &found));
            // Strength is no reason to stay: everything is proved. What is left of the evidence floors
            // are answers of "does not apply", which have no grade.
            let not_applicable = then.floors.iter().any(|floor| {
                floor.tier == scoring.top() && (floor.id == "confidence" || floor.id.starts_with("evidence:"))
            });
            prop_assert!(
                then.tier < scoring.top() || not_applicable,
                "{}",
                shown(&format!("finding out leaves it at the top\n{}", said(&then)))
            );
        }
        Ok(())
    });
    assert!(held.get() > 20, "only {} cases held", held.get());
}

#[test]
fn a_worse_context_never_lowers_points() {
    hold_for_cases(500, 200, |dice, case| {
        let before = case.score(&case.answers);
        let mut worse = case.answers.clone();
        let mut done = Vec::new();
        for _ in 0..dice.between(1, 3) {
            let factor = &dice.pick(case.framework.factors()).id;
            let Some(level) = worse.context.get(factor).copied() else { continue };
            if dice.chance(40) {
                worse.context.remove(factor);
                done.push(format!("{factor} unknown"));
            } else {
                let raised = dice.between(i64::from(level), 4);
                worse.context.insert(factor.clone(), u8::try_from(raised).unwrap());
                done.push(format!("{factor} {level} to {raised}"));
            }
        }
        let after = case.score(&worse);
        let shown =
            |what: &str| case.shown(&format!("{what}: {}\n{}\n{}", done.join(", "), said(&before), said(&after)));
        prop_assert!(after.inherent.points >= before.inherent.points, "{}", shown("inherent"));
        prop_assert!(after.residual.points >= before.residual.points, "{}", shown("residual"));
        for (before, after) in before.criteria.iter().zip(&after.criteria) {
            prop_assert!(after.residual >= before.residual, "{}", shown("a criterion"));
        }
        Ok(())
    });
}

#[test]
fn a_waiver_never_raises_the_tier_and_never_covers_what_is_open() {
    hold_for_cases(500, 200, |_, case| {
        let none = BTreeSet::new();
        let without = score(&case.framework, &case.answers, as_of(), &none, case.scope);
        let with = case.score(&case.answers);
        let shown = |what: &str| case.shown(&format!("{what}\n{}\n{}", said(&without), said(&with)));
        prop_assert!(with.tier <= without.tier, "{}", shown("tier"));
        prop_assert_eq!(with.residual, without.residual, "{}", shown("points"));
        prop_assert!(without.floors.iter().all(|floor| !floor.waived), "{}", shown("waived by nobody"));
        prop_assert_eq!(with.floors.len(), without.floors.len(), "{}", shown("floors"));
        let questions = &without.questions;
        for (with, without) in with.floors.iter().zip(&without.floors) {
            prop_assert_eq!(&with.id, &without.id);
            prop_assert!(with.tier <= without.tier, "{}", shown("a floor"));
            // A fact that is known may be waived, also where the context that makes it count is not.
            let open = without.question().map_or(without.unknown, |at| questions[at].open);
            if open || !case.waived.contains(&with.id) {
                prop_assert_eq!(with, without, "{}", shown("a floor that no waiver may lower"));
            }
        }
        Ok(())
    });
}

#[test]
fn written_answers_are_read_back_and_their_order_does_not_matter() {
    hold_for_cases(300, 40, |dice, case| {
        let text = file::write(&case.answers);
        let read = |text: &str| {
            let (written, problems) = file::read(&Source::new("answers.toml", text));
            match written {
                Some(written) if !problems.any_error() => Ok(written),
                _ => Err(TestCaseError::fail(case.shown(&problems.to_string()))),
            }
        };
        let written = read(&text)?;
        prop_assert_eq!(&written.answers, &case.answers, "{}", case.shown("not read back"));
        prop_assert_eq!(file::write(&written.answers), text.clone(), "{}", case.shown("other bytes"));
        let problems = written.check(&case.framework, as_of());
        prop_assert!(!problems.any_error(), "{}", case.shown(&problems.to_string()));

        let shuffled = shuffled(dice, &text);
        let answers = read(&shuffled)?.answers;
        prop_assert_eq!(&answers, &case.answers, "{}", case.shown(&shuffled));
        prop_assert_eq!(case.score(&answers), case.score(&case.answers));
        Ok(())
    });
}

/// The same file with its tables, and the lines of each, in another order.
fn shuffled(dice: &mut Dice<'_>, text: &str) -> String {
    let mut tables: Vec<String> = Vec::new();
    for table in text.split("\n\n") {
        let (header, lines) =
            if table.starts_with('[') { table.split_once('\n').unwrap_or((table, "")) } else { ("", table) };
        let mut lines: Vec<&str> = lines.lines().collect();
        for at in 1..lines.len() {
            lines.swap(at, dice.below(at + 1));
        }
        tables.push(format!("{header}\n{}\n", lines.join("\n")));
    }
    // The top table has no header and stays first.
    for at in 2..tables.len() {
        tables.swap(at, 1 + dice.below(at));
    }
    tables.concat()
}

/// What is put into a text.
const SNIPPETS: [&str; 24] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    "\0",
    "\u{202e}",
    "\u{feff}",
    "\r",
    "[[",
    "]]",
    "\"\"\"",
    "9999999999999999999",
    "-1",
    "1e999",
    "2026-02-30",
    "inf",
    "when = \"((((\"",
    ".",
    ",",
    "retired = true\n",
];

/// Does to a text what a hand, an editor or a disk may do to it.
fn damage(dice: &mut Dice<'_>, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..dice.between(1, 6) {
        let at = dice.below(bytes.len().max(1));
        match dice.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, dice.pick(&SNIPPETS).bytes())),
            2 => bytes.get_mut(at).into_iter().for_each(|byte| *byte = b' ' + u8::try_from(dice.below(95)).unwrap()),
            3 => drop(bytes.drain(at..(at + dice.below(40)).min(bytes.len()))),
            4 => {
                let piece = bytes[at..(at + dice.below(3_000)).min(bytes.len())].to_vec();
                let to = dice.below(bytes.len().max(1));
                drop(bytes.splice(to..to, piece));
            }
            _ => {
                // Another digit: the file stays TOML and its meaning changes.
                let found = bytes.iter().skip(at).position(u8::is_ascii_digit).map(|found| at + found);
                if let Some(found) = found {
                    bytes[found] = b'0' + u8::try_from(dice.below(10)).unwrap();
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn no_damaged_framework_makes_the_program_panic() {
    // The large base is tried less often than the overlays, which are read with it.
    let ids: Vec<&str> = bundled::ids().chain(["coding-agent", "model-api", "open-weights", "triage"]).collect();
    hold(80, 40, |dice| {
        let source = bundled::find(ids[dice.below(ids.len())]).unwrap();
        let text = damage(dice, &source.text);
        match load(&[Source::new("damaged.toml", text.as_str())], &Bundled) {
            Ok((Loaded::Ledger(framework), _)) => {
                let answers = Answers::default();
                let result = score(&framework, &answers, as_of(), &BTreeSet::new(), Scope::Full);
                prop_assert!(result.tier < framework.scoring().tiers.len());
            }
            Ok((Loaded::Route(_), _)) => {}
            Err(problems) => {
                prop_assert!(problems.any_error(), "refused without a reason\n{}", text);
                for problem in &problems.0 {
                    for mark in &problem.marks {
                        let name_of_base = problem.source.name.starts_with("bundled:");
                        prop_assert!(mark.range.start <= mark.range.end, "{}", problem.title);
                        prop_assert!(name_of_base || mark.range.end <= text.len() + 1, "{}", problem.title);
                    }
                }
            }
        }
        Ok(())
    });
    hold(300, 600, |dice| {
        let files = random::files(dice);
        let text = damage(dice, files.texts.last().unwrap());
        if let Ok((Loaded::Ledger(framework), _)) = load(&[Source::new("damaged.toml", text)], &files) {
            let answers = random::answers(dice, &framework, as_of());
            let result = score(&framework, &answers, as_of(), &BTreeSet::new(), Scope::Full);
            prop_assert!(result.tier < framework.scoring().tiers.len());
        }
        Ok(())
    });
}

#[test]
fn no_damaged_answers_make_the_program_panic() {
    hold(300, 1_200, |dice| {
        let case = if dice.chance(30) { Case::bundled(dice) } else { Case::random(dice)? };
        let text = damage(dice, &file::write(&case.answers));
        let (written, problems) = file::read(&Source::new("damaged.toml", text));
        if let Some(written) = written {
            // Even what has errors is checked, so that everything wrong is said at once.
            let found = written.check(&case.framework, as_of());
            let result = case.score(&written.answers);
            if !problems.any_error() && !found.any_error() {
                prop_assert!(result.tier < case.framework.scoring().tiers.len());
                let again = file::read(&Source::new("again.toml", file::write(&written.answers))).0.unwrap();
                prop_assert_eq!(again.answers, written.answers);
            }
        }
        Ok(())
    });
}
