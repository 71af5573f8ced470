//! `assess`: the interview, or a file in its place, and the record of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use plimsoll::answers::{Answers, Request, State};
use plimsoll::assessment::{self, Assessment, Pin, Record, Triage};
use plimsoll::context::Scope;
use plimsoll::framework::Framework;
use plimsoll::framework::triage::Route;
use plimsoll::questionnaire::{Interview, Ledger};
use plimsoll::register::{Looks, Unfinished};
use plimsoll::report::{self, wording};
use plimsoll::score::score;
use plimsoll::tool::Tool;
use serde::Serialize;

use crate::cli::command::score::read_answers;
use crate::cli::desk::{Begun, Desk, for_record};
use crate::cli::git::Committed;
use crate::cli::library::{Library, ledger};
use crate::cli::locate;
use crate::cli::print::json::print_json;
use crate::cli::print::result;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{plain, say};
use crate::cli::screen::Person;
use crate::cli::{Answer, Format, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool, by its id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// The use context, by its id; needed where the tool has several
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    usage: Option<String>,
    /// The framework, by id or path; repeat it for overlays. The last assessment's and the triage's, or the one that fits the tool, if not given
    #[arg(long, value_name = "FRAMEWORK", add = crate::cli::complete::frameworks())]
    framework: Vec<String>,
    /// Take the answers from a file instead of asking
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Begin with the newest answers of this use; with --answers, for the questions that the file leaves out
    #[arg(long, value_name = "USE", add = crate::cli::complete::uses())]
    from: Option<String>,
    /// Ask only the key questions of what is material; where they come out badly, the full run is needed
    #[arg(long)]
    short: bool,
    /// Commit the record to git, too, as policy may say for every record
    #[arg(long)]
    commit: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Recorded<'s> {
    tool: &'s str,
    #[serde(rename = "use")]
    usage: &'s str,
    number: u32,
    sha256: &'s str,
    path: String,
    scope: &'static str,
    full_run_needed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<serde_json::Value>,
    score: report::data::score::ScoreJson<'s>,
}

/// What an assessment begins with.
struct Start<'a> {
    desk: Desk<'a>,
    scope: Scope,
    /// The newest assessment of this use.
    last: Option<Assessment>,
    /// The assessment whose answers are the defaults.
    prior: Option<Assessment>,
    /// The triage of this use that no assessment has followed yet.
    triage: Option<Triage>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let register = locate::register(global)?;
    let chain = locate::intended(&register, &args.tool, args.usage.as_deref())?;
    let start = Start::new(args, Desk::new(global, &register, &chain)?)?;
    let answered = match &args.answers {
        Some(path) => Some(start.answers_in(path, args, global)?),
        None => start.interview(args, global)?,
    };
    match answered {
        Some((framework, answers)) => start.record(&framework, answers, args, global),
        None => Ok(Answer::Yes),
    }
}

impl<'a> Start<'a> {
    fn new(args: &Args, desk: Desk<'a>) -> anyhow::Result<Self> {
        let (register, chain) = (desk.register, desk.chain);
        let Looks { assessment, triage } = register.looks(chain, None)?;
        let last = assessment.map(|(assessment, _)| assessment);
        let prior = match &args.from {
            None => last.clone(),
            Some(usage) => {
                let other = locate::existing(register, chain.id(), Some(usage))?;
                let newest = register.newest_assessment(&other)?.map(|(assessment, _)| assessment);
                Some(newest.with_context(|| format!("`{}` has no assessment in use `{usage}`", chain.id()))?)
            }
        };
        let scope = if args.short { Scope::Keys } else { Scope::Full };
        Ok(Self { desk, scope, last, prior, triage })
    }

    /// The frameworks to use where neither the command nor the answers name any.
    fn usual_frameworks(&self) -> Vec<String> {
        let called = self.triage.as_ref().map(|triage| &triage.frameworks[..]).unwrap_or_default();
        usual_frameworks(self.prior.as_ref(), called, &self.desk.tool)
    }

    fn answers_in(&self, path: &Path, args: &Args, global: &Global) -> anyhow::Result<(Framework, Answers)> {
        let made_for = Some((self.desk.chain.id(), self.desk.chain.usage.as_str()));
        let usual = self.usual_frameworks();
        let (loaded, mut answers) = read_answers(path, &args.framework, Some(&usual), made_for, global)?;
        let framework = ledger(loaded)?;
        if let Some(triage) = &self.triage {
            take_request(triage, &mut answers);
        }
        if args.from.is_some()
            && let Some(prior) = &self.prior
        {
            let mut before = prior.answers.clone();
            before.follow(&framework);
            fill(&mut answers, &before, &framework);
        }
        if let Some(triage) = &self.triage {
            compare_context(triage, &answers, &framework);
        }
        Ok((framework, answers))
    }

    /// Asks at the terminal. `None` where the person left; the draft stays.
    fn interview(&self, args: &Args, global: &Global) -> anyhow::Result<Option<(Framework, Answers)>> {
        let draft = match self.desk.begin(global, Unfinished::Assessment)? {
            Begun::Anew => None,
            Begun::Again(draft) => Some(*draft),
            Begun::Left => return Ok(None),
        };
        let of_draft = draft.as_ref().map(|draft| draft.answers.frameworks.clone()).unwrap_or_default();
        let frameworks =
            [&args.framework, &of_draft, &self.usual_frameworks()].into_iter().find(|names| !names.is_empty()).cloned();
        let frameworks = frameworks.unwrap_or_default();
        let framework = ledger(Library::new(locate::own_frameworks(global)).load(&frameworks)?)?;
        let full_run_from = self.full_run_from(&framework, global)?;
        let sheet = Ledger { framework: &framework, scope: self.scope };
        let mut interview = match draft {
            Some(draft) => Interview::resume(sheet, draft),
            None => {
                let prior = self.prior.as_ref().map(|prior| (&prior.answers, prior.header.as_of));
                let mut interview = Interview::new(sheet, prior);
                if let Some(triage) = &self.triage {
                    interview.hand_over(&triage.context, &triage.answers.request, triage.header.as_of);
                }
                interview
            }
        };
        let (short, about) = match self.scope {
            Scope::Full => ("", self.desk.about()),
            Scope::Keys => {
                let more =
                    self.wants_more().map_or_else(String::new, |route| format!(" (its triage asks for `{route}`)"));
                (" --short", format!("{}, short run{more}", self.desk.about()))
            }
        };
        let again = format!("plimsoll assess {} --use {}{short}", self.desk.chain.id(), self.desk.chain.usage);
        let mut person = Person::at_terminal(about, self.desk.as_of, "assess", full_run_from)?;
        let answers = self.desk.lead(Unfinished::Assessment, &mut interview, &mut person, &frameworks, &again)?;
        Ok(answers.map(|answers| (framework.clone(), answers)))
    }

    /// The route of the triage, where a short run is less than it asks for.
    fn wants_more(&self) -> Option<&'static str> {
        let route = self.triage.as_ref()?.route;
        (self.scope == Scope::Keys && route > Route::Keys).then(|| route.as_str())
    }

    /// From how many points on a short run asks for the full one.
    fn full_run_from(&self, framework: &Framework, global: &Global) -> anyhow::Result<Option<u8>> {
        let (Scope::Keys, Some(base)) = (self.scope, framework.parts.last()) else { return Ok(None) };
        let named = self.desk.register.config().triage.as_deref();
        let triage = Library::new(locate::own_frameworks(global)).prefilling(&base.id, named)?;
        Ok(Some(triage.short_run_full_from))
    }

    fn record(
        &self,
        framework: &Framework,
        mut answers: Answers,
        args: &Args,
        global: &Global,
    ) -> anyhow::Result<Answer> {
        let desk = &self.desk;
        let full_run_from = self.full_run_from(framework, global)?;
        for answer in answers.answers.values_mut() {
            if matches!(answer.state, State::Given(_)) && answer.dated.is_none() {
                answer.dated = Some(desk.as_of);
            }
        }
        let score = score(framework, &answers, desk.as_of, &BTreeSet::new(), self.scope);
        if let Some(at) = score.contradictions.first() {
            let contradiction = &framework.contradictions[*at];
            bail!(
                "the context contradicts itself: {}\ncorrect it, or explain it: [explanations] {} = \"why\"",
                contradiction.reason,
                contradiction.id
            );
        }
        let outcome = assessment::Outcome::of(&score);
        let pin = |(id, version, sha256): (&str, &str, &str)| Pin {
            id: id.to_owned(),
            version: version.to_owned(),
            sha256: sha256.to_owned(),
        };
        let added = desk.append(Unfinished::Assessment, &framework.parts, |header, tool| {
            Record::Assessment(Box::new(Assessment {
                header,
                scope: self.scope,
                full_run_from,
                tool,
                frameworks: framework.pins().map(pin).collect(),
                answers: for_record(answers.clone()),
                outcome: outcome.clone(),
            }))
        })?;
        let committed = Committed::after(desk.register, &added, args.commit);
        match args.format {
            Format::Text => {
                let width = terminal::width();
                let text = result::short_run(&outcome, self.scope, full_run_from, width);
                terminal::print(&(text + &result::text(&score, &answers, width)))?;
            }
            Format::Json => print_json(&Recorded {
                tool: desk.chain.id(),
                usage: &desk.chain.usage,
                number: added.number,
                sha256: &added.sha256,
                path: added.path.display().to_string(),
                scope: self.scope.as_str(),
                full_run_needed: self.scope == Scope::Keys && outcome.calls_for_full_run(full_run_from),
                commit: committed.json(),
                score: report::data::score::score(&score),
            })?,
        }
        if let Some(route) = self.wants_more() {
            say(&format!("the triage asked for more than a short run: its route is `{route}`"));
        }
        desk.say_recorded(&added);
        self.say_retired(framework);
        committed.say();
        Ok(committed.answer())
    }

    /// Says which answers of the assessment before count no more, since their questions were retired.
    fn say_retired(&self, framework: &Framework) {
        let Some(last) = &self.last else { return };
        let gone: Vec<_> =
            framework.retired.iter().filter(|gone| last.answers.answers.contains_key(&gone.id)).collect();
        if !gone.is_empty() {
            say(&format!(
                "{} not carried over:",
                wording::count(gone.len(), "answer to a retired question is", "answers to retired questions are")
            ));
        }
        for gone in gone {
            say(&format!("  {}: {}", plain(&gone.id), plain(&gone.reason)));
        }
    }
}

/// The frameworks to use for a tool: those of the assessment before, and those that a triage calls
/// for besides; without either, those that fit its kind.
pub fn usual_frameworks(prior: Option<&Assessment>, called: &[String], tool: &Tool) -> Vec<String> {
    let ids = |pins: &[Pin]| pins.iter().map(|pin| pin.id.clone()).collect::<Vec<_>>();
    let (mut usual, base) = match prior.map(|prior| &prior.frameworks[..]) {
        None | Some([]) => (Vec::new(), Tool::default().framework()),
        Some([base]) => (vec![base.id.clone()], base.id.as_str()),
        Some([overlays @ .., base]) => (ids(overlays), base.id.as_str()),
    };
    let more: Vec<String> = called.iter().filter(|id| *id != base && !usual.contains(id)).cloned().collect();
    if !more.is_empty() {
        // An overlay brings its base along.
        usual.retain(|id| id != base);
        usual.extend(more);
    }
    if usual.is_empty() { vec![tool.framework().to_owned()] } else { usual }
}

/// Takes what was answered before where nothing is answered now.
fn fill(answers: &mut Answers, before: &Answers, framework: &Framework) {
    for (factor, level) in &before.context {
        if framework.factor(factor).is_some() {
            answers.context.entry(factor.clone()).or_insert(*level);
        }
    }
    for (question, answer) in &before.answers {
        if framework.question(question).is_none() || answers.answers.contains_key(question) {
            continue;
        }
        for id in &answer.evidence {
            if let Some(item) = before.evidence.get(id) {
                answers.evidence.entry(id.clone()).or_insert_with(|| item.clone());
            }
        }
        answers.answers.insert(question.clone(), answer.clone());
    }
    for (id, text) in &before.explanations {
        answers.explanations.entry(id.clone()).or_insert_with(|| text.clone());
    }
    for (key, _) in Request::PARTS {
        if answers.request.part(key).is_none() {
            answers.request.set_part(key, before.request.part(key).map(str::to_owned));
        }
    }
}

/// Takes the parts of the request that a file leaves out from the triage: who asked stays who asked.
fn take_request(triage: &Triage, answers: &mut Answers) {
    let mut taken = Vec::new();
    for (key, _) in Request::PARTS {
        if answers.request.part(key).is_none()
            && let Some(part) = triage.answers.request.part(key)
        {
            answers.request.set_part(key, Some(part.to_owned()));
            taken.push(*key);
        }
    }
    if !taken.is_empty() {
        say(&format!("from the triage of {}: {}", triage.header.as_of, taken.join(", ")));
    }
}

/// Says where a file and the triage before it differ about the context.
///
/// No level is filled in: a file and its framework give the same result with `score` and with
/// `assess`, whatever the register holds, and a factor left out counts as the highest level.
fn compare_context(triage: &Triage, answers: &Answers, framework: &Framework) {
    let day = triage.header.as_of;
    let mut of_triage = Answers { context: triage.context.clone(), ..Answers::default() };
    of_triage.follow(framework);
    let implied = of_triage.context.iter().filter(|(factor, _)| framework.factor(factor).is_some());
    let (mut open, mut lower) = (Vec::new(), Vec::new());
    for (factor, least) in implied {
        match answers.context.get(factor) {
            None => open.push(format!("{factor} {least}")),
            Some(level) if level < least => lower.push(format!("{factor} {least}, not {level}")),
            Some(_) => {}
        }
    }
    if !open.is_empty() {
        let open = plain(&open.join(", "));
        say(&format!("the file leaves open what the triage of {day} implied at least, so it is unknown: {open}"));
    }
    if !lower.is_empty() {
        let lower = plain(&lower.join("; "));
        say(&format!("the file says less than the triage of {day} implied: {lower}"));
    }
}
