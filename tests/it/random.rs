//! Random frameworks, overlays and answers, made from a list of rolls so that a failing case shrinks.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use plimsoll::answers::{Answer, Answers, Compensating, Evidence, State, Value};
use plimsoll::date::Day;
use plimsoll::framework::{BandLimit, Framework, Grade, Loaded, QuestionKind, Shelf, load};
use plimsoll::person::Person;
use plimsoll::problem::Source;
use rust_decimal::Decimal;

/// Numbers that were rolled beforehand; when they run out, every further roll is 0.
pub struct Dice<'a> {
    rolls: std::slice::Iter<'a, u32>,
}

impl<'a> Dice<'a> {
    pub fn new(rolls: &'a [u32]) -> Self {
        Self { rolls: rolls.iter() }
    }

    pub fn below(&mut self, sides: usize) -> usize {
        let roll = self.rolls.next().map_or(0, |roll| *roll as usize);
        roll % sides.max(1)
    }

    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.below(usize::try_from(most - least + 1).unwrap())).unwrap()
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        // What is unlikely is also what falls away when a case shrinks.
        self.below(100) >= 100 - percent
    }

    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }

    fn percent(&mut self) -> i64 {
        match self.below(4) {
            0 => *self.pick(&[0, 25, 50, 75, 100]),
            1 => *self.pick(&[100, 0]),
            _ => self.between(0, 100),
        }
    }

    /// Some of these, at least one, in their order.
    fn some<'t>(&mut self, things: &'t [String]) -> Vec<&'t String> {
        let must = self.below(things.len());
        let chosen = things.iter().enumerate().filter(|(at, _)| *at == must || self.chance(40)).map(|(_, thing)| thing);
        chosen.collect()
    }
}

/// The files of one framework: the base first, each overlay after it.
#[derive(Clone, Debug)]
pub struct Files {
    pub texts: Vec<String>,
    /// The places of those that are named to be loaded; what they extend comes by itself.
    pub named: Vec<usize>,
}

/// The ids of the files, by their places.
const FILES: [&str; 3] = ["base", "first", "second"];

impl Shelf for Files {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        let at = FILES.iter().position(|file| *file == id)?;
        Some(Source::new(format!("{id}.toml"), self.texts[at].clone()))
    }

    fn ids(&self) -> Vec<String> {
        FILES.map(str::to_owned).to_vec()
    }
}

impl Files {
    /// The framework that they make; they are generated to be sound.
    pub fn load(&self) -> Result<Framework, String> {
        let named: Vec<_> =
            self.named.iter().map(|at| self.extended(FILES[*at], &Source::new("", "")).unwrap()).collect();
        match load(&named, self) {
            Ok((Loaded::Ledger(framework), _)) => Ok(*framework),
            Ok((Loaded::Route(_), _)) => Err("a ledger was read as a route".to_owned()),
            Err(problems) => Err(problems.to_string()),
        }
    }
}

/// Writes the files of a random framework.
pub fn files(dice: &mut Dice<'_>) -> Files {
    let mut maker = Maker { knock_out: 0, tiers: usize::try_from(dice.between(1, 5)).unwrap(), ..Maker::default() };
    let mut texts = vec![maker.base(dice)];
    let overlays = dice.below(3);
    let chained = dice.chance(50);
    for at in 1..=overlays {
        let extends = if at == 2 && chained { FILES[1] } else { FILES[0] };
        texts.push(maker.overlay(dice, at, extends));
    }
    let named = match (overlays, chained) {
        (0, _) => vec![0],
        (1, _) => vec![1],
        (_, true) if dice.chance(50) => vec![2],
        _ => vec![1, 2],
    };
    Files { texts, named }
}

#[derive(Default)]
struct Maker {
    factors: Vec<String>,
    domains: Vec<String>,
    criteria: Vec<String>,
    questions: Vec<Asked>,
    contexts: Vec<String>,
    knock_out: usize,
    tiers: usize,
}

struct Asked {
    id: String,
    criterion: String,
    /// Whether an overlay has replaced it already.
    touched: bool,
}

impl Maker {
    fn base(&mut self, dice: &mut Dice<'_>) -> String {
        let mut out = "schema = 1\nid = \"base\"\nversion = \"1\"\ntitle = \"Base\"\n".to_owned();
        out += "\n[scoring]\nmethod = \"bounded-ledger/1\"\n";
        out += &self.scoring(dice, 100);
        for _ in 0..dice.between(2, 6) {
            self.factor(&mut out);
        }
        for _ in 0..dice.between(1, 3) {
            self.domain(&mut out);
        }
        for _ in 0..dice.between(1, 5) {
            self.criterion(dice, &mut out);
        }
        for _ in 0..dice.below(8) {
            self.further_question(dice, &mut out);
        }
        for _ in 0..dice.below(4) {
            self.context_knock_out(dice, &mut out, None);
        }
        if dice.chance(30) {
            out += "\n[[question]]\nid = \"of-old\"\nretired = true\nreason = \"Gone.\"\n";
            out += "\n[[criterion]]\nid = \"of-old\"\nretired = true\nreason = \"Gone.\"\n";
        }
        if dice.chance(20) {
            let grade = dice.pick(&Grade::NAMES).0;
            let _ = writeln!(out, "\n[[grade]]\nid = \"{grade}\"\nmeans = \"So.\"\nexample = \"This.\"");
        }
        if dice.chance(30) {
            let (when, then) = (self.condition(dice, 0), self.condition(dice, 0));
            let _ = writeln!(
                out,
                "\n[[contradiction]]\nid = \"odd\"\nwhen = \"{when}\"\nthen = \"{then}\"\nreason = \"Odd.\""
            );
        }
        self.efforts(dice, &mut out);
        out
    }

    /// What it costs to better some answers.
    fn efforts(&self, dice: &mut Dice<'_>, out: &mut String) {
        if dice.chance(30) {
            *out += "\n[effort]\n";
            for question in &self.questions {
                if dice.chance(40) {
                    let _ = writeln!(out, "{} = {}", question.id, dice.between(1, 4));
                }
            }
        }
    }

    fn overlay(&mut self, dice: &mut Dice<'_>, at: usize, extends: &str) -> String {
        let id = FILES[at];
        let mut out = format!("schema = 1\nid = \"{id}\"\nversion = \"1\"\ntitle = \"O\"\nextends = \"{extends}\"\n");
        if dice.chance(60) {
            out += "\n[scoring]\n";
            out += &self.scoring(dice, 25);
        }
        if dice.chance(30) {
            self.factor(&mut out);
        }
        if dice.chance(30) {
            self.domain(&mut out);
        }
        // Everything that is already there may be replaced or retired, once.
        for question in 0..self.questions.len() {
            let there = self.questions.iter().filter(|other| other.criterion == self.questions[question].criterion);
            let alone = there.count() == 1;
            if self.questions[question].touched || !dice.chance(25) {
                continue;
            }
            self.questions[question].touched = true;
            let (id, criterion) = (self.questions[question].id.clone(), self.questions[question].criterion.clone());
            if !alone && dice.chance(40) {
                self.questions[question].criterion = String::new();
                let _ = writeln!(out, "\n[[question]]\nid = \"{id}\"\nretired = true\nreason = \"Gone.\"");
            } else {
                self.question(dice, &mut out, &id, &criterion, true);
            }
        }
        self.questions.retain(|question| !question.criterion.is_empty());
        if at == 1 && dice.chance(20) {
            let id = dice.pick(&self.criteria.clone()).clone();
            self.write_criterion(dice, &mut out, &id, true);
        }
        if at == 1 && self.criteria.len() > 1 && dice.chance(15) {
            self.retire_criterion(dice, &mut out);
        }
        if at == 1 && !self.contexts.is_empty() && dice.chance(30) {
            let id = self.contexts.remove(0);
            if dice.chance(50) {
                let _ = writeln!(out, "\n[[knock-out]]\nid = \"{id}\"\nretired = true\nreason = \"Gone.\"");
            } else {
                self.context_knock_out(dice, &mut out, Some(id));
            }
        }
        for _ in 0..dice.below(2) {
            self.criterion(dice, &mut out);
        }
        for _ in 0..dice.below(4) {
            self.further_question(dice, &mut out);
        }
        if dice.chance(30) {
            self.context_knock_out(dice, &mut out, None);
        }
        self.efforts(dice, &mut out);
        out
    }

    fn retire_criterion(&mut self, dice: &mut Dice<'_>, out: &mut String) {
        let at = dice.below(self.criteria.len());
        let id = &self.criteria[at];
        if self.questions.iter().any(|question| question.criterion == *id && question.touched)
            || out.contains(&format!("id = \"{id}\"\nreplaces"))
        {
            return;
        }
        let _ = writeln!(out, "\n[[criterion]]\nid = \"{id}\"\nretired = true\nreason = \"Gone.\"");
        for question in self.questions.iter().filter(|question| question.criterion == *id) {
            let _ = writeln!(out, "\n[[question]]\nid = \"{}\"\nretired = true\nreason = \"Gone.\"", question.id);
        }
        let id = self.criteria.remove(at);
        self.questions.retain(|question| question.criterion != id);
    }

    fn factor(&mut self, out: &mut String) {
        let id = format!("f{}", self.factors.len());
        let _ = writeln!(
            out,
            "\n[[factor]]\nid = \"{id}\"\nask = \"How much?\"\nlevels = [\"0\", \"1\", \"2\", \"3\", \"4\"]"
        );
        self.factors.push(id);
    }

    fn domain(&mut self, out: &mut String) {
        let id = format!("d{}", self.domains.len());
        let _ = writeln!(out, "\n[[domain]]\nid = \"{id}\"");
        self.domains.push(id);
    }

    fn criterion(&mut self, dice: &mut Dice<'_>, out: &mut String) {
        let id = format!("c{}-{}", self.criteria.len(), self.knock_out);
        self.knock_out += 1;
        self.write_criterion(dice, out, &id, false);
        self.criteria.push(id.clone());
        for _ in 0..dice.between(1, 3) {
            self.new_question(dice, out, &id);
        }
    }

    fn write_criterion(&self, dice: &mut Dice<'_>, out: &mut String, id: &str, replaces: bool) {
        let replaces = if replaces { "\nreplaces = true" } else { "" };
        let domain = dice.pick(&self.domains).clone();
        let (impact, exposure) = (dice.some(&self.factors), dice.some(&self.factors));
        let _ = writeln!(
            out,
            "\n[[criterion]]\nid = \"{id}\"{replaces}\ndomain = \"{domain}\"\nloss = \"Lost.\"\nimpact = {impact:?}\nexposure = {exposure:?}"
        );
    }

    fn further_question(&mut self, dice: &mut Dice<'_>, out: &mut String) {
        let criterion = dice.pick(&self.criteria).clone();
        self.new_question(dice, out, &criterion);
    }

    fn new_question(&mut self, dice: &mut Dice<'_>, out: &mut String, criterion: &str) {
        self.knock_out += 1;
        let id = format!("q{}", self.knock_out);
        self.question(dice, out, &id, criterion, false);
        self.questions.push(Asked { id, criterion: criterion.to_owned(), touched: false });
    }

    fn question(&mut self, dice: &mut Dice<'_>, out: &mut String, id: &str, criterion: &str, replaces: bool) {
        let _ = writeln!(out, "\n[[question]]\nid = \"{id}\"\ncriterion = \"{criterion}\"\nask = \"Is it?\"");
        if replaces {
            *out += "replaces = true\n";
        }
        for (key, percent) in [("key", 45), ("not-applicable", 35)] {
            if dice.chance(percent) {
                let _ = writeln!(out, "{key} = true");
            }
        }
        let mut least = Grade::None;
        if dice.chance(20) {
            let name;
            (name, least) = *dice.pick(&Grade::NAMES);
            let _ = writeln!(out, "evidence-at-least = \"{name}\"");
        }
        if dice.chance(30) {
            let _ = writeln!(out, "evidence-at-most = \"{}\"", least.max(Grade::Document).as_str());
        }
        if dice.chance(30) {
            let _ = writeln!(out, "when = \"{}\"", self.condition(dice, 0));
        }
        let (mut listed, mut open) = (Vec::new(), Vec::new());
        match dice.below(4) {
            0 => {
                let count = usize::try_from(dice.between(2, 5)).unwrap();
                let names: Vec<String> = (0..count).map(|at| format!("o{at}")).collect();
                (listed, open) = options(dice, out, &names);
            }
            1 => {
                *out += "kind = \"yes-no\"\n";
                let names = if dice.chance(50) { vec!["yes", "partial", "no"] } else { vec!["yes", "no"] };
                let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
                (listed, open) = options(dice, out, &names);
            }
            2 => {
                *out += "kind = \"number\"\nunit = \"hours\"\n";
                let mut bands = Vec::new();
                for _ in 0..dice.between(1, 4) {
                    let side = dice.pick(&["up-to", "at-least"]);
                    bands.push(format!("{{ {side} = {}, credit = {} }}", decimal(dice), dice.percent()));
                }
                let _ = writeln!(out, "bands = [{}]", bands.join(", "));
                if dice.chance(30) {
                    *out += "min = -20\nmax = 120\n";
                }
                if dice.chance(50) {
                    let _ = writeln!(out, "none = {{ label = \"None\", credit = {} }}", dice.percent());
                    listed = ["none".to_owned()].into_iter().filter(|_| dice.chance(50)).collect();
                }
            }
            _ => {
                *out += "kind = \"multiple\"\n";
                let items: Vec<String> =
                    (0..dice.between(1, 6)).map(|at| format!("{{ id = \"i{at}\", label = \"I\" }}")).collect();
                let _ = writeln!(out, "items = [{}]", items.join(", "));
            }
        }
        if dice.chance(40) {
            self.knock_out += 1;
            let when =
                if dice.chance(40) { format!("when = \"{}\", ", self.condition(dice, 0)) } else { String::new() };
            let open = if open.is_empty() { String::new() } else { format!("open = {open:?}, ") };
            let _ = writeln!(
                out,
                "knock-out = {{ id = \"k{}\", answers = {listed:?}, {open}{when}floor = \"t{}\", waivable = {}, reason = \"Bad.\" }}",
                self.knock_out,
                dice.below(self.tiers),
                dice.chance(60)
            );
        }
    }

    fn context_knock_out(&mut self, dice: &mut Dice<'_>, out: &mut String, known: Option<String>) {
        let replaces = if known.is_some() { "\nreplaces = true" } else { "" };
        self.knock_out += 1;
        let id = known.unwrap_or_else(|| format!("x{}", self.knock_out));
        let _ = writeln!(
            out,
            "\n[[knock-out]]\nid = \"{id}\"{replaces}\nwhen = \"{}\"\nfloor = \"t{}\"\nwaivable = {}\nreason = \"Bad.\"",
            self.condition(dice, 0),
            dice.below(self.tiers),
            dice.chance(60)
        );
        if replaces.is_empty() {
            self.contexts.push(id);
        }
    }

    fn condition(&self, dice: &mut Dice<'_>, depth: usize) -> String {
        let atom = |dice: &mut Dice<'_>| format!("{} >= {}", dice.pick(&self.factors), dice.between(1, 4));
        if depth == 2 || dice.chance(50) {
            return atom(dice);
        }
        let joint = dice.pick(&[" and ", " or "]);
        let mut parts = Vec::new();
        for _ in 0..dice.between(1, 3) {
            let inner = self.condition(dice, depth + 1);
            parts.push(if inner.contains(" and ") || inner.contains(" or ") || dice.chance(20) {
                format!("({inner})")
            } else {
                inner
            });
        }
        parts.join(joint)
    }

    /// Each key with this likelihood.
    fn scoring(&self, dice: &mut Dice<'_>, percent: usize) -> String {
        let mut out = String::new();
        let set = |dice: &mut Dice<'_>, out: &mut String, key: &str, value: String| {
            if dice.chance(percent) {
                let _ = writeln!(out, "{key} = {value}");
            }
        };
        for key in [
            "max-effect",
            "key-cap-base",
            "breadth-rate",
            "not-applicable-credit",
            "compensating-cap",
            "answered-least",
            "condition-target-key",
            "condition-target",
        ] {
            let value = dice.percent();
            set(dice, &mut out, key, value.to_string());
        }
        for (key, least, most) in [
            ("breadth-count", 0, 6),
            ("material-from", 0, 40),
            ("condition-from", 0, 50),
            ("max-tier-drop", 0, 4),
            ("waiver-steps", 0, 3),
            ("stale-days", 1, 400),
            ("exposure-count", 1, 4),
            ("review-divisor", 1, 7),
            ("review-least-days", 1, 60),
        ] {
            let value = dice.between(least, most);
            set(dice, &mut out, key, value.to_string());
        }
        if dice.chance(percent) {
            let low = dice.percent();
            let _ = writeln!(out, "confidence-low = {low}\nconfidence-high = {}", dice.between(low, 100));
        }
        let (floor, grade) = (dice.below(self.tiers), dice.pick(&Grade::NAMES).0);
        set(dice, &mut out, "evidence-floor", format!("\"t{floor}\""));
        set(dice, &mut out, "knock-out-grade", format!("\"{grade}\""));
        let table = inherent(dice);
        set(dice, &mut out, "inherent", format!("{table:?}"));
        if dice.chance(percent) {
            let mut caps: Vec<i64> = (0..5).map(|_| dice.percent()).collect();
            caps.sort_unstable();
            out += "\n[scoring.evidence]\n";
            for ((name, _), cap) in Grade::NAMES.iter().zip(caps) {
                let _ = writeln!(out, "{name} = {cap}");
            }
        }
        if dice.chance(percent) {
            let decisions = ["approve", "approve-with-conditions", "restrict", "hold", "prohibit"];
            let (mut from, mut decision) = (0, 0);
            for tier in 0..self.tiers {
                decision = (decision + dice.below(3)).min(decisions.len() - 1);
                let _ = writeln!(
                    out,
                    "\n[[scoring.tier]]\nid = \"t{tier}\"\nfrom = {from}\ndecision = \"{}\"\nreview-days = {}",
                    decisions[decision],
                    dice.between(1, 400)
                );
                from += dice.between(1, 25).min(20);
            }
        }
        out
    }
}

/// Options with credits; gives those that a knock-out may list, as facts and as open. None of them is
/// worth more than one that is in neither, and the first always clears it.
fn options(dice: &mut Dice<'_>, out: &mut String, names: &[String]) -> (Vec<String>, Vec<String>) {
    let mut credits: Vec<i64> = names.iter().map(|_| dice.percent()).collect();
    credits.sort_unstable();
    let roles: Vec<usize> = names.iter().enumerate().map(|(at, _)| if at == 0 { 0 } else { dice.below(4) }).collect();
    let mut clearing: Vec<i64> = credits.split_off(roles.iter().filter(|role| **role >= 2).count());
    let mut next = |of: &mut Vec<i64>| of.remove(dice.below(of.len()));
    let options: Vec<String> = names
        .iter()
        .zip(&roles)
        .map(|(name, role)| {
            let credit = next(if *role >= 2 { &mut credits } else { &mut clearing });
            format!("{{ id = \"{name}\", label = \"L\", credit = {credit} }}")
        })
        .collect();
    let _ = writeln!(out, "options = [{}]", options.join(", "));
    let of = |wanted: usize| -> Vec<String> {
        names.iter().zip(&roles).filter(|(_, role)| **role == wanted).map(|(name, _)| name.clone()).collect()
    };
    (of(2), of(3))
}

/// A number with at most three decimals.
fn decimal(dice: &mut Dice<'_>) -> Decimal {
    let places = u32::try_from(dice.below(4)).unwrap();
    Decimal::new(dice.between(-10, 110) * 10_i64.pow(places) + dice.between(0, 10_i64.pow(places) - 1), places)
        .normalize()
}

fn inherent(dice: &mut Dice<'_>) -> [[i64; 5]; 5] {
    let mut table = [[0; 5]; 5];
    for row in 0..5 {
        for column in 0..5 {
            let left = if column > 0 { table[row][column - 1] } else { 0 };
            let up = if row > 0 { table[row - 1][column] } else { 0 };
            table[row][column] = (left.max(up) + dice.between(0, 20)).min(100);
        }
    }
    table
}

/// Answers to a framework: to most of its questions, in every way that a file may say them.
pub fn answers(dice: &mut Dice<'_>, framework: &Framework, as_of: Day) -> Answers {
    let mut answers = Answers { frameworks: vec!["base".to_owned()], ..Answers::default() };
    let good = dice.chance(40);
    for factor in framework.factors() {
        if dice.chance(if good { 95 } else { 75 }) {
            let level = if good { dice.below(5).min(dice.below(5)) } else { dice.below(5) };
            answers.context.insert(factor.id.clone(), u8::try_from(level).unwrap());
        }
    }
    for contradiction in framework.contradictions() {
        if dice.chance(30) {
            answers.explanations.insert(contradiction.id.clone(), "Because.".to_owned());
        }
    }
    for at in 0..dice.below(4) {
        let item = Evidence {
            title: format!("Item {at}"),
            dated: dice.chance(50).then(|| as_of.plus_days(-dice.between(2, 900))),
            expires: dice.chance(60).then(|| as_of.plus_days(dice.between(-1, 1))),
            confidential: dice.chance(20),
            ..Evidence::default()
        };
        answers.evidence.insert(format!("e{at}"), item);
    }
    let items: Vec<String> = answers.evidence.keys().cloned().collect();
    for question in framework.questions() {
        if dice.chance(if good { 96 } else { 80 }) {
            let answer = answer(dice, &question.kind, good, as_of, &items, framework.scoring().stale_days);
            answers.answers.insert(question.id.clone(), answer);
        }
    }
    for retired in framework.retired() {
        if dice.chance(50) && framework.question(&retired.id).is_none() {
            answers.answers.insert(retired.id.clone(), Answer::new(State::Given(Value::Text("o0".to_owned()))));
        }
    }
    answers
}

fn answer(dice: &mut Dice<'_>, kind: &QuestionKind, good: bool, as_of: Day, items: &[String], stale: u32) -> Answer {
    let mut answer = match dice.below(if good { 40 } else { 12 }) {
        10 => Answer::new(State::Unknown {
            why: "asked".to_owned(),
            skipped: dice.chance(30).then(|| "tier settled".to_owned()),
        }),
        11 => Answer::new(State::NotApplicable {
            reason: (*dice.pick(&["no such thing", "", " "])).to_owned(),
            second_reader: dice.chance(70).then(|| Person::written("Mika Sato")),
        }),
        _ => Answer::new(State::Given(value(dice, kind, good))),
    };
    answer.grade = if good { dice.pick(&Grade::NAMES[2..]).1 } else { dice.pick(&Grade::NAMES).1 };
    if dice.chance(50) {
        let periods = dice.between(0, 3) * i64::from(stale);
        let age = if good { dice.between(0, 1) } else { *dice.pick(&[0, 1, periods, periods + 1, periods + 2]) };
        answer.dated = Some(as_of.plus_days(-age));
    }
    if !items.is_empty() && dice.chance(40) {
        answer.evidence = dice.some(items).into_iter().cloned().collect();
    }
    if dice.chance(20) {
        let text =
            *dice.pick(&["plain", "two\nlines\t\"quoted\" \\ back", "\u{1b}[31mred \u{202e}left \u{e9}", "=cmd()"]);
        answer.note = Some(text.to_owned());
        answer.confidential = dice.chance(50);
    }
    if dice.chance(20) {
        answer.compensating = Some(Compensating {
            credit: u8::try_from(dice.percent()).unwrap(),
            control: dice.chance(50).then(|| "a guard".to_owned()),
            until: as_of.plus_days(dice.between(-1, 1)),
        });
    }
    answer
}

/// A value that the question takes.
pub fn value(dice: &mut Dice<'_>, kind: &QuestionKind, good: bool) -> Value {
    match kind {
        QuestionKind::Choice(options) | QuestionKind::YesNo(options) => {
            let best = options.iter().max_by_key(|option| option.credit).unwrap();
            let option = if good && dice.chance(80) { best } else { dice.pick(options) };
            Value::Text(option.id.clone())
        }
        QuestionKind::Number(number) if number.none.is_some() && dice.chance(25) => Value::Text("none".to_owned()),
        QuestionKind::Number(number) => {
            let (BandLimit::UpTo(limit) | BandLimit::AtLeast(limit)) = dice.pick(&number.bands).limit;
            let mut said = match dice.below(4) {
                0 => limit,
                1 => limit + Decimal::new(1, 1),
                2 => limit - Decimal::new(1, 3),
                _ => decimal(dice),
            };
            said = number.least.map_or(said, |least| said.max(least));
            Value::Number(number.most.map_or(said, |most| said.min(most)).normalize())
        }
        QuestionKind::Multiple(items) => {
            let mut list: Vec<String> =
                items.iter().filter(|_| dice.chance(if good { 90 } else { 50 })).map(|item| item.id.clone()).collect();
            if let Some(first) = list.first().cloned().filter(|_| dice.chance(20)) {
                list.push(first);
            }
            Value::List(list)
        }
    }
}

/// Some of the knock-outs of a framework.
pub fn waivers(dice: &mut Dice<'_>, framework: &Framework) -> BTreeSet<String> {
    framework.knock_out_ids().filter(|_| dice.chance(40)).map(str::to_owned).collect()
}
