//! The method `bounded-ledger/1` a second time, straight from its description and with big rationals.
//!
//! It knows nothing of the program: it reads the files as plain TOML and takes them to be sound. It
//! is slow and says everything once; where it and the program differ, one of them is wrong.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;
use toml::{Table, Value};

pub type Q = BigRational;

pub fn whole(number: i64) -> Q {
    Q::from_integer(BigInt::from(number))
}

fn part(number: i64, of: i64) -> Q {
    Q::new(BigInt::from(number), BigInt::from(of))
}

const GRADES: [&str; 5] = ["none", "statement", "document", "attestation", "tested"];
const DECISIONS: [&str; 5] = ["approve", "approve-with-conditions", "restrict", "hold", "prohibit"];

/// A framework as its files say it.
pub struct Method {
    scoring: Table,
    factors: Vec<String>,
    criteria: Vec<Table>,
    questions: Vec<Table>,
    knock_outs: Vec<Table>,
    retired: BTreeSet<String>,
}

/// What answers amount to. Tiers are given by their place.
#[derive(Debug)]
pub struct Verdict {
    pub inherent: (Q, usize),
    pub residual: (Q, usize),
    pub tier: usize,
    pub decision: String,
    /// Points and tier of the second scoring.
    pub settled: (Q, usize),
    pub confidence: Q,
    pub review_days: i64,
    pub criteria: Vec<Criterion>,
    pub floors: BTreeMap<String, Floor>,
    /// Credit, target, and whether only evidence is missing.
    pub conditions: BTreeMap<String, (Q, i64, bool)>,
    pub open: BTreeSet<String>,
    pub unknown: BTreeSet<String>,
    pub ignored: BTreeSet<String>,
}

#[derive(Debug)]
pub struct Criterion {
    pub id: String,
    pub impact: i64,
    pub exposure: i64,
    pub inherent: i64,
    pub material: bool,
    pub effect: Q,
    pub residual: Q,
    /// The line of each question, in the order of the files.
    pub lines: Vec<(String, Q)>,
    pub given_back: Q,
    /// The least worth among the asked key questions.
    pub weakest: Option<Q>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Floor {
    pub tier: usize,
    pub waived: bool,
    pub unknown: bool,
}

/// What is judged: the files, the day, and how an answer or a level that is not there is taken.
struct Asked<'a> {
    file: &'a Table,
    levels: &'a Table,
    given: &'a Table,
    as_of: i64,
    short: bool,
    /// The level of a factor that is left out.
    unknown: i64,
    /// Questions that are answered best, with what that is worth.
    settled: BTreeMap<String, Q>,
}

impl Asked<'_> {
    fn level(&self, factor: &str) -> i64 {
        self.levels.get(factor).map_or(self.unknown, |level| level.as_integer().unwrap())
    }

    /// The same where nothing unknown is held against anybody.
    fn least(&self, factor: &str) -> i64 {
        self.levels.get(factor).map_or(0, |level| level.as_integer().unwrap())
    }
}

/// What one scoring comes to, before its floors.
struct Scoring<'a> {
    inherent: (Q, usize),
    residual: (Q, usize),
    criteria: Vec<Criterion>,
    standings: Vec<(&'a Table, Standing)>,
    left_out: Vec<String>,
}

/// How one question stands.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the description")]
struct Standing {
    asked: bool,
    floor_only: bool,
    state: State,
    worth: Q,
    /// The same before the grade caps it.
    said: Q,
    grade: usize,
    /// Nobody has found out yet.
    open: bool,
    /// The answer is one that the knock-out lists under `answers`.
    listed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unknown,
    Answered,
    NotApplicable,
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or("")
}

fn number(table: &Table, key: &str) -> i64 {
    table[key].as_integer().unwrap()
}

fn texts(table: &Table, key: &str) -> Vec<String> {
    let list = table.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

fn tables(table: &Table, key: &str) -> Vec<Table> {
    let list = table.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    list.into_iter().map(|item| item.as_table().unwrap().clone()).collect()
}

fn flag(table: &Table, key: &str) -> bool {
    table.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn grade(name: &str) -> usize {
    GRADES.iter().position(|grade| *grade == name).unwrap()
}

/// A number as the file writes it, which the shortest decimal of a float is for few digits.
fn exact(value: &Value) -> Q {
    let written = match value {
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        other => panic!("{other:?} is no number"),
    };
    let (front, back) = written.split_once('.').unwrap_or((&written, ""));
    Q::new(format!("{front}{back}").parse().unwrap(), BigInt::from(10).pow(u32::try_from(back.len()).unwrap()))
}

/// Days since some day, by the civil calendar.
fn day(written: &str) -> i64 {
    let parts: Vec<i64> = written.split('-').map(|part| part.parse().unwrap()).collect();
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let lengths = |year| [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: i64 = (1900..parts[0]).map(|year| if leap(year) { 366 } else { 365 }).sum();
    years + lengths(parts[0])[..usize::try_from(parts[1] - 1).unwrap()].iter().sum::<i64>() + parts[2]
}

fn date(table: &Table, key: &str) -> Option<i64> {
    table.get(key).map(|value| day(&value.as_datetime().unwrap().to_string()))
}

fn min(a: Q, b: Q) -> Q {
    if a < b { a } else { b }
}

/// Rounded half up to a whole number.
fn half_up(value: &Q) -> BigInt {
    (value + part(1, 2)).floor().to_integer()
}

/// Whether a condition holds; the grammar is read from left to right and `and` and `or` never mix.
fn holds(condition: &str, level: &dyn Fn(&str) -> i64) -> bool {
    let spaced = condition.replace('(', " ( ").replace(')', " ) ").replace(">=", " >= ");
    let mut words = spaced.split_whitespace().collect::<Vec<_>>().into_iter().peekable();
    if words.peek().is_none() {
        return true;
    }
    expression(&mut words, level)
}

type Words<'a> = std::iter::Peekable<std::vec::IntoIter<&'a str>>;

fn expression(words: &mut Words<'_>, level: &dyn Fn(&str) -> i64) -> bool {
    let mut value = term(words, level);
    while let Some(joint) = words.next_if(|word| matches!(*word, "and" | "or")) {
        let next = term(words, level);
        value = if joint == "and" { value && next } else { value || next };
    }
    value
}

fn term(words: &mut Words<'_>, level: &dyn Fn(&str) -> i64) -> bool {
    let word = words.next().unwrap();
    if word == "(" {
        let value = expression(words, level);
        assert_eq!(words.next(), Some(")"));
        return value;
    }
    assert_eq!(words.next(), Some(">="));
    level(word) >= words.next().unwrap().parse().unwrap()
}

impl Method {
    /// Lays overlays on a base, which comes first.
    pub fn new(files: &[&str]) -> Self {
        let mut method = Self {
            scoring: Table::new(),
            factors: Vec::new(),
            criteria: Vec::new(),
            questions: Vec::new(),
            knock_outs: Vec::new(),
            retired: BTreeSet::new(),
        };
        for file in files {
            let file: Table = toml::from_str(file).unwrap();
            if let Some(scoring) = file.get("scoring") {
                method.scoring.extend(scoring.as_table().unwrap().clone());
            }
            method.factors.extend(tables(&file, "factor").iter().map(|factor| text(factor, "id").to_owned()));
            let retired = laid_on(&mut method.questions, tables(&file, "question"));
            method.retired.extend(retired);
            laid_on(&mut method.criteria, tables(&file, "criterion"));
            laid_on(&mut method.knock_outs, tables(&file, "knock-out"));
        }
        method
    }

    fn tiers(&self) -> Vec<Table> {
        tables(&self.scoring, "tier")
    }

    fn tier(&self, id: &str) -> usize {
        self.tiers().iter().position(|tier| text(tier, "id") == id).unwrap()
    }

    fn number(&self, key: &str) -> i64 {
        number(&self.scoring, key)
    }

    fn cap(&self, grade: usize) -> Q {
        part(number(self.scoring["evidence"].as_table().unwrap(), GRADES[grade]), 100)
    }

    /// A short run asks the key questions of material criteria; all others are left out of everything.
    pub fn judge(&self, answers: &str, as_of: &str, waived: &BTreeSet<String>, short: bool) -> Verdict {
        let file: Table = toml::from_str(answers).unwrap();
        let empty = Table::new();
        let table = |key: &str| file.get(key).map_or(&empty, |value| value.as_table().unwrap());
        let (levels, given) = (table("context"), table("answers"));
        let settled = BTreeMap::new();
        let first = Asked { file: &file, levels, given, as_of: day(as_of), short, unknown: 4, settled };
        let Scoring { inherent, residual, criteria, standings, left_out } = self.score(&first);

        let asked: Vec<&(&Table, Standing)> = standings.iter().filter(|(_, standing)| standing.asked).collect();
        let confidence = if asked.is_empty() {
            whole(1)
        } else {
            let caps: Q = asked
                .iter()
                .filter(|(_, standing)| standing.state != State::Unknown)
                .map(|(_, standing)| self.cap(standing.grade))
                .sum();
            caps / whole(i64::try_from(asked.len()).unwrap())
        };
        let confidence_low = confidence < part(self.number("confidence-low"), 100);

        let mut floors = self.knock_outs(&standings, waived, &first);
        floors.extend(self.evidence_floors(&standings));
        if confidence_low {
            floors.insert("confidence".to_owned(), Floor { tier: inherent.1, waived: false, unknown: false });
        }
        floors.extend(self.most_drop(inherent.1, residual.1));
        let tier = floors.values().map(|floor| floor.tier).chain([residual.1]).max().unwrap();

        // The second scoring: unknown factors at 0, everything open answered best, and no floor that
        // says only that evidence is missing.
        let open = standings.iter().filter(|(_, standing)| standing.open);
        let settled = open.map(|(question, standing)| {
            let (best, before) = (self.best(question), standing.worth.clone());
            (text(question, "id").to_owned(), if best > before { best } else { before })
        });
        let second = Asked { unknown: 0, settled: settled.collect(), ..first };
        let scored = self.score(&second);
        let mut left = self.knock_outs(&scored.standings, waived, &second);
        left.extend(self.most_drop(scored.inherent.1, scored.residual.1));
        let settled_tier = left.values().map(|floor| floor.tier).chain([scored.residual.1]).max().unwrap();

        let top = self.tiers().len() - 1;
        let keys: Vec<_> = asked.iter().filter(|(question, _)| flag(question, "key")).collect();
        let answered = keys.iter().filter(|(_, standing)| standing.state != State::Unknown).count();
        let too_few = 100 * answered < usize::try_from(self.number("answered-least")).unwrap() * keys.len();
        let of_tier = text(&self.tiers()[tier], "decision").to_owned();
        let rank = |decision: &str| DECISIONS.iter().position(|known| *known == decision);
        let find_out_first = tier == top && rank(&of_tier) > rank("hold") && settled_tier < tier;
        let too_little = too_few && rank(&of_tier) < rank("hold");
        let decision = if find_out_first || too_little { "hold".to_owned() } else { of_tier };

        let days = number(&self.tiers()[tier], "review-days");
        let review_days = if inherent.1 == top || confidence_low {
            (days / self.number("review-divisor")).max(self.number("review-least-days"))
        } else {
            days
        };

        let mut conditions = BTreeMap::new();
        for (question, standing) in &standings {
            let home = criteria.iter().find(|criterion| criterion.id == text(question, "criterion")).unwrap();
            let shown = Q::new(half_up(&(&home.residual * whole(10))), BigInt::from(10));
            let key = if flag(question, "key") { "condition-target-key" } else { "condition-target" };
            let target = self.number(key);
            if standing.asked
                && shown >= whole(self.number("condition-from"))
                && standing.state != State::NotApplicable
                && standing.worth < part(target, 100)
            {
                let unproved = standing.state == State::Answered && standing.said >= part(target, 100);
                conditions.insert(text(question, "id").to_owned(), (&standing.worth * whole(100), target, unproved));
            }
        }
        let ids = |wanted: &dyn Fn(&Standing) -> bool| -> BTreeSet<String> {
            let found = standings.iter().filter(|(_, standing)| wanted(standing));
            found.map(|(question, _)| text(question, "id").to_owned()).collect()
        };
        let unknown = ids(&|standing| (standing.asked || standing.floor_only) && standing.state == State::Unknown);
        let mut ignored = ids(&|standing| !standing.asked && !standing.floor_only);
        ignored.extend(self.retired.clone());
        ignored.extend(left_out);
        ignored.retain(|id| given.contains_key(id));
        Verdict {
            inherent,
            residual,
            tier,
            decision,
            settled: (scored.residual.0, settled_tier),
            confidence,
            review_days,
            floors,
            conditions,
            open: ids(&|standing| standing.open),
            unknown,
            ignored,
            criteria,
        }
    }

    /// One scoring, without its floors.
    fn score(&self, asked: &Asked<'_>) -> Scoring<'_> {
        let level = |factor: &str| asked.level(factor);
        let mut criteria = Vec::new();
        let mut standings: Vec<(&Table, Standing)> = Vec::new();
        let mut left_out: Vec<String> = Vec::new();
        for criterion in &self.criteria {
            let (impact, exposure, inherent) = self.inherent(criterion, &level);
            let material = inherent >= self.number("material-from");
            let asks = |question: &&Table| !asked.short || (flag(question, "key") && material);
            let questions: Vec<&Table> =
                self.questions.iter().filter(|question| text(question, "criterion") == text(criterion, "id")).collect();
            left_out.extend(questions.iter().filter(|question| !asks(question)).map(|one| text(one, "id").to_owned()));
            let own: Vec<(&Table, Standing)> = questions
                .into_iter()
                .filter(asks)
                .map(|question| (question, self.standing(question, material, asked)))
                .collect();
            criteria.push(self.criterion(text(criterion, "id"), (impact, exposure, inherent), material, &own));
            standings.extend(own);
        }
        let residual = self.points(criteria.iter().map(|criterion| criterion.residual.clone()).collect());
        let inherent = self.points(criteria.iter().map(|criterion| whole(criterion.inherent)).collect());
        let (inherent_tier, residual_tier) = (self.tier_of(&inherent), self.tier_of(&residual));
        Scoring {
            inherent: (inherent, inherent_tier),
            residual: (residual, residual_tier),
            criteria,
            standings,
            left_out,
        }
    }

    /// The most that an answer clearing the knock-out is worth, tested.
    fn best(&self, question: &Table) -> Q {
        let knock_out = question.get("knock-out").and_then(Value::as_table);
        let hits: Vec<String> =
            knock_out.map_or_else(Vec::new, |one| [texts(one, "answers"), texts(one, "open")].concat());
        let percent = |table: &Table| part(number(table, "credit"), 100);
        let worths: Vec<Q> = match text(question, "kind") {
            "multiple" => vec![whole(1)],
            "number" => {
                let none = question.get("none").and_then(Value::as_table);
                let none = none.filter(|_| !hits.iter().any(|hit| hit == "none")).map(percent);
                tables(question, "bands").iter().map(percent).chain(none).collect()
            }
            _ => {
                let options = tables(question, "options");
                let clears = |option: &&Table| !hits.iter().any(|hit| hit == text(option, "id"));
                options.iter().filter(clears).map(percent).collect()
            }
        };
        min(worths.into_iter().max().unwrap(), self.cap(4))
    }

    fn inherent(&self, criterion: &Table, level: &dyn Fn(&str) -> i64) -> (i64, i64, i64) {
        let impact = texts(criterion, "impact").iter().map(|factor| level(factor)).max().unwrap();
        let mut exposures: Vec<i64> = texts(criterion, "exposure").iter().map(|factor| level(factor)).collect();
        exposures.sort_unstable();
        exposures.reverse();
        exposures.truncate(usize::try_from(self.number("exposure-count")).unwrap());
        let mean = part(exposures.iter().sum(), i64::try_from(exposures.len()).unwrap());
        let exposure = i64::try_from(half_up(&mean)).unwrap();
        let row = &self.scoring["inherent"].as_array().unwrap()[usize::try_from(exposure).unwrap()];
        let cell = &row.as_array().unwrap()[usize::try_from(impact).unwrap()];
        (impact, exposure, cell.as_integer().unwrap())
    }

    fn standing(&self, question: &Table, material: bool, asked: &Asked<'_>) -> Standing {
        let level = |factor: &str| asked.level(factor);
        let applies = holds(text(question, "when"), &level);
        let knock_out = question.get("knock-out").and_then(Value::as_table);
        let is_asked = applies && material;
        let floor_only =
            applies && !material && knock_out.is_some_and(|knock_out| holds(text(knock_out, "when"), &level));
        let mut standing = Standing {
            asked: is_asked,
            floor_only,
            state: State::Unknown,
            worth: whole(0),
            said: whole(0),
            grade: 0,
            open: true,
            listed: false,
        };
        if !is_asked && !floor_only {
            return Standing { worth: whole(1), open: false, ..standing };
        }
        if let Some(best) = asked.settled.get(text(question, "id")) {
            return Standing { state: State::Answered, worth: best.clone(), grade: 4, open: false, ..standing };
        }
        let Some(answer) = asked.given.get(text(question, "id")).and_then(Value::as_table) else { return standing };
        if answer.contains_key("not-applicable") {
            let read = |key| !text(answer, key).trim().is_empty();
            if flag(question, "not-applicable") && read("not-applicable") && read("second-reader") {
                standing.state = State::NotApplicable;
                standing.worth = part(self.number("not-applicable-credit"), 100);
                standing.open = false;
            }
            return standing;
        }
        let Some(value) = answer.get("value").filter(|value| value.as_str() != Some("unknown")) else {
            return standing;
        };
        standing.state = State::Answered;
        let age = date(answer, "dated").map_or(0, |dated| asked.as_of - dated);
        let mut lower = if age > 0 { (age - 1) / self.number("stale-days") } else { 0 };
        let expired = texts(answer, "evidence").iter().any(|id| {
            let items = tables(asked.file, "evidence");
            let over = |item: &Table| date(item, "expires").is_some_and(|end| asked.as_of > end);
            items.iter().any(|item| text(item, "id") == id && over(item))
        });
        lower += i64::from(expired);
        let graded = grade(answer.get("grade").and_then(Value::as_str).unwrap_or("none"));
        standing.grade = usize::try_from((i64::try_from(graded).unwrap() - lower).max(0)).unwrap();
        let mut credit = credit(question, value);
        if let Some(control) = answer.get("compensating").and_then(Value::as_table)
            && asked.as_of <= date(control, "until").unwrap()
        {
            let lift = part(number(control, "credit").min(self.number("compensating-cap")), 100);
            credit = if lift > credit { lift } else { credit };
        }
        standing.worth = min(credit.clone(), self.cap(standing.grade));
        standing.said = credit;
        let names = |key| {
            let named = knock_out.map_or_else(Vec::new, |knock_out| texts(knock_out, key));
            value.as_str().is_some_and(|said| named.iter().any(|option| option == said))
        };
        standing.open = names("open") || standing.grade < grade(text(&self.scoring, "knock-out-grade"));
        standing.listed = names("answers");
        standing
    }

    fn criterion(
        &self,
        id: &str,
        (impact, exposure, inherent): (i64, i64, i64),
        material: bool,
        questions: &[(&Table, Standing)],
    ) -> Criterion {
        let full = whole(inherent) * part(self.number("max-effect"), 100);
        let mut criterion = Criterion {
            id: id.to_owned(),
            impact,
            exposure,
            inherent,
            material,
            effect: whole(1),
            residual: whole(inherent) - &full,
            lines: Vec::new(),
            given_back: whole(0),
            weakest: None,
        };
        if !material {
            return criterion;
        }
        if questions.is_empty() {
            // A short run has nothing to say for it.
            criterion.effect = whole(0);
            criterion.residual = whole(inherent);
            return criterion;
        }
        let count = whole(i64::try_from(questions.len()).unwrap());
        let mean = questions.iter().map(|(_, standing)| standing.worth.clone()).sum::<Q>() / &count;
        criterion.weakest = questions
            .iter()
            .filter(|(question, standing)| standing.asked && flag(question, "key"))
            .map(|(_, standing)| standing.worth.clone())
            .min();
        let base = part(self.number("key-cap-base"), 100);
        criterion.effect = match &criterion.weakest {
            Some(weakest) => min(mean.clone(), &base + (whole(1) - &base) * weakest),
            None => mean.clone(),
        };
        criterion.residual = whole(inherent) - &full * &criterion.effect;
        criterion.lines = questions
            .iter()
            .map(|(question, standing)| (text(question, "id").to_owned(), -&full * &standing.worth / &count))
            .collect();
        criterion.given_back = &full * (mean - &criterion.effect);
        let lines: Q = criterion.lines.iter().map(|(_, points)| points.clone()).sum();
        assert_eq!(whole(inherent) + lines + &criterion.given_back, criterion.residual, "the ledger of {id}");
        criterion
    }

    fn points(&self, mut values: Vec<Q>) -> Q {
        values.sort();
        values.reverse();
        let mut values = values.into_iter();
        let highest = values.next().unwrap();
        let next: Q = values.take(usize::try_from(self.number("breadth-count")).unwrap()).sum();
        min(whole(100), highest + part(self.number("breadth-rate"), 100) * next)
    }

    fn tier_of(&self, points: &Q) -> usize {
        let shown = Q::new(half_up(&(points * whole(10))), BigInt::from(10));
        self.tiers().iter().rposition(|tier| shown >= whole(number(tier, "from"))).unwrap()
    }

    fn knock_outs(
        &self,
        standings: &[(&Table, Standing)],
        waived: &BTreeSet<String>,
        asked: &Asked<'_>,
    ) -> BTreeMap<String, Floor> {
        let (level, least) = (|factor: &str| asked.level(factor), |factor: &str| asked.least(factor));
        let mut floors = BTreeMap::new();
        let mut hit = |knock_out: &Table, unknown: bool, coverable: bool| {
            let id = text(knock_out, "id").to_owned();
            let floor = self.tier(text(knock_out, "floor"));
            let lower = waived.contains(&id) && flag(knock_out, "waivable") && coverable;
            let steps = if lower { usize::try_from(self.number("waiver-steps")).unwrap() } else { 0 };
            let tier = floor.saturating_sub(steps);
            floors.insert(id, Floor { tier, waived: tier < floor, unknown });
        };
        for knock_out in &self.knock_outs {
            let when = text(knock_out, "when");
            if holds(when, &level) {
                let known = holds(when, &least);
                hit(knock_out, !known, known);
            }
        }
        for (question, standing) in standings.iter().filter(|(_, standing)| standing.asked || standing.floor_only) {
            let Some(knock_out) = question.get("knock-out").and_then(Value::as_table) else { continue };
            let conditions = [text(question, "when"), text(knock_out, "when")];
            if holds(conditions[1], &level) && (standing.open || standing.listed) {
                let known = conditions.iter().all(|condition| holds(condition, &least));
                hit(knock_out, standing.open || !known, !standing.open);
            }
        }
        floors
    }

    fn evidence_floors(&self, standings: &[(&Table, Standing)]) -> BTreeMap<String, Floor> {
        let mut floors = BTreeMap::new();
        for (question, standing) in standings.iter().filter(|(_, standing)| standing.asked) {
            let Some(least) = question.get("evidence-at-least").and_then(Value::as_str) else { continue };
            if standing.open || standing.grade < grade(least) {
                let tier = self.tier(text(&self.scoring, "evidence-floor"));
                let id = format!("evidence:{}", text(question, "id"));
                floors.insert(id, Floor { tier, waived: false, unknown: standing.open });
            }
        }
        floors
    }

    fn most_drop(&self, inherent: usize, residual: usize) -> Option<(String, Floor)> {
        let drop = usize::try_from(self.number("max-tier-drop")).unwrap();
        let tier = inherent.saturating_sub(drop);
        let floor = Floor { tier, waived: false, unknown: false };
        (tier > residual).then(|| ("max-tier-drop".to_owned(), floor))
    }
}

/// What a value is worth before its evidence is looked at.
fn credit(question: &Table, value: &Value) -> Q {
    let percent = |table: &Table| part(number(table, "credit"), 100);
    match text(question, "kind") {
        "multiple" => {
            let offered: BTreeSet<String> =
                tables(question, "items").iter().map(|item| text(item, "id").to_owned()).collect();
            let chosen: BTreeSet<String> =
                value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect();
            part(i64::try_from(chosen.len()).unwrap(), i64::try_from(offered.len()).unwrap())
        }
        "number" if value.as_str() == Some("none") => percent(question["none"].as_table().unwrap()),
        "number" => {
            let said = exact(value);
            let within = |band: &&Table| {
                band.get("up-to").is_some_and(|limit| said <= exact(limit))
                    || band.get("at-least").is_some_and(|limit| said >= exact(limit))
            };
            let bands = tables(question, "bands");
            bands.iter().filter(within).map(percent).max().unwrap_or_else(|| whole(0))
        }
        _ => {
            let options = tables(question, "options");
            let option = options.iter().find(|option| Some(text(option, "id")) == value.as_str());
            percent(option.unwrap())
        }
    }
}

/// Lays the tables of a later file on those of the earlier ones; gives the ids that are gone.
fn laid_on(things: &mut Vec<Table>, changes: Vec<Table>) -> Vec<String> {
    let mut gone = Vec::new();
    for change in changes {
        let id = text(&change, "id").to_owned();
        let at = things.iter().position(|thing| text(thing, "id") == id);
        if flag(&change, "retired") {
            at.map(|at| things.remove(at));
            gone.push(id);
        } else if flag(&change, "replaces") {
            things[at.unwrap()] = change;
        } else {
            things.push(change);
        }
    }
    gone
}
