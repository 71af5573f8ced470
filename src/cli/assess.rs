//! `assess`: the interview, or a file in its place, and the record of it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use plimsoll::answers::{Answers, State};
use plimsoll::assessment::by_register::{self, Facts};
use plimsoll::assessment::{self, Assessment, Pin, Record};
use plimsoll::context::Scope;
use plimsoll::date::Day;
use plimsoll::framework::Framework;
use plimsoll::questionnaire::{self, Draft, Interview, Outcome, draft};
use plimsoll::register::{Appended, Chain, Kept, Register};
use plimsoll::report;
use plimsoll::score::{Score, score};
use plimsoll::tool::{Tool, catalogue};
use serde::Serialize;

use super::library::{Library, ledger};
use super::prompt::{self, Person};
use super::score::{print_json, read_answers};
use super::terminal::{plain, say};
use super::{Answer, Format, Global, person, place, result, terminal};

/// Assess a tool in one use, and record it
///
/// Asks who wants it and why, for the context, and then only what applies. Every answer is kept at
/// once: Esc goes back, Ctrl-C leaves, and the next `assess` offers to go on. With --answers no
/// terminal is needed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool, by its id
    #[arg(add = super::complete::tools())]
    tool: String,
    /// The use context, by its id; needed where the tool has several
    #[arg(long = "use", value_name = "USE", add = super::complete::uses())]
    usage: Option<String>,
    /// The framework, by id or path; repeat it for overlays. The last assessment's, or the one that fits the tool, if not given
    #[arg(long, value_name = "FRAMEWORK", add = super::complete::frameworks())]
    framework: Vec<String>,
    /// Take the answers from a file instead of asking
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Begin with the newest answers of this use; with --answers, for the questions that the file leaves out
    #[arg(long, value_name = "USE", add = super::complete::uses())]
    from: Option<String>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Recorded<'s> {
    tool: &'s str,
    #[serde(rename = "use")]
    usage: &'s str,
    number: u32,
    sha256: &'s str,
    path: String,
    score: report::json::ScoreJson<'s>,
}

/// What an assessment is made with.
struct Desk<'a> {
    register: &'a Register,
    chain: &'a Chain,
    as_of: Day,
    by: String,
    /// The tool's entry, and whether the register has it already.
    tool: (Tool, bool),
    /// The newest assessment of this use.
    last: Option<Assessment>,
    /// The assessment whose answers are the defaults.
    prior: Option<Assessment>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let register = place::register(global)?;
    let chain = place::intended(&register, &args.tool, args.usage.as_deref())?;
    let desk = Desk::new(args, global, &register, &chain)?;
    let (framework, answers) = match &args.answers {
        Some(path) => desk.answers_in(path, args, global)?,
        None if global.no_input || !terminal::interactive() => {
            bail!("there is no terminal to ask in: give the answers with --answers FILE")
        }
        None => match desk.interview(args, global)? {
            Some(answered) => answered,
            None => return Ok(Answer::Yes),
        },
    };
    desk.record(&framework, answers, args.format)
}

impl<'a> Desk<'a> {
    fn new(args: &Args, global: &Global, register: &'a Register, chain: &'a Chain) -> anyhow::Result<Self> {
        let as_of = global.day()?;
        let by = person::recorder(global, register.root())?;
        let last = register.newest_assessment(chain)?.map(|(assessment, _)| assessment);
        if let Some(last) = &last
            && as_of < last.header.as_of
        {
            bail!("{as_of} is before the last assessment of this use, which judges {}", last.header.as_of);
        }
        let prior = match &args.from {
            None => last.clone(),
            Some(usage) => {
                let other = place::existing(register, chain.id(), Some(usage))?;
                let newest = register.newest_assessment(&other)?.map(|(assessment, _)| assessment);
                Some(newest.with_context(|| format!("`{}` has no assessment in use `{usage}`", chain.id()))?)
            }
        };
        let tool = match register.tool(chain.id())? {
            Some(tool) => (tool, true),
            None => (catalogue::find(chain.id())?.unwrap_or_default(), false),
        };
        Ok(Self { register, chain, as_of, by, tool, last, prior })
    }

    /// The frameworks to use where neither the command nor the answers name any.
    fn usual_frameworks(&self) -> Vec<String> {
        let of_prior = self.prior.as_ref().and_then(|prior| match &prior.frameworks[..] {
            [] => None,
            [base] => Some(vec![base.id.clone()]),
            [overlays @ .., _] => Some(overlays.iter().map(|pin| pin.id.clone()).collect()),
        });
        of_prior.unwrap_or_else(|| vec![self.tool.0.framework().to_owned()])
    }

    fn answers_in(&self, path: &std::path::Path, args: &Args, global: &Global) -> anyhow::Result<(Framework, Answers)> {
        let made_for = Some((self.chain.id(), self.chain.usage.as_str()));
        let usual = self.usual_frameworks();
        let (loaded, mut answers) = read_answers(path, &args.framework, Some(&usual), made_for, global)?;
        let framework = ledger(loaded)?;
        if args.from.is_some()
            && let Some(prior) = &self.prior
        {
            let mut before = prior.answers.clone();
            before.follow(&framework);
            fill(&mut answers, &before, &framework);
        }
        Ok((framework, answers))
    }

    /// Asks at the terminal. `None` where the person left; the draft stays.
    fn interview(&self, args: &Args, global: &Global) -> anyhow::Result<Option<(Framework, Answers)>> {
        let about = format!("{} in use {}", self.chain.id(), self.chain.usage);
        let mut draft =
            self.register.draft(self.chain)?.map(|source| draft::read(&source)).transpose()?.map(|(draft, _)| draft);
        if let Some(found) = &draft {
            match prompt::resume(&about, found.asked.len())? {
                Some(true) => {}
                Some(false) => draft = None,
                None => return Ok(None),
            }
        }
        let of_draft = draft.as_ref().map(|draft| draft.answers.frameworks.clone()).unwrap_or_default();
        let frameworks =
            [&args.framework, &of_draft, &self.usual_frameworks()].into_iter().find(|names| !names.is_empty()).cloned();
        let frameworks = frameworks.unwrap_or_default();
        let framework = ledger(Library::new(place::own_frameworks(global)).load(&frameworks)?)?;
        let prior = self.prior.as_ref().map(|prior| (&prior.answers, prior.header.as_of));
        let mut interview = match draft {
            Some(draft) => Interview::resume(&framework, draft),
            None => Interview::new(&framework, prior),
        };
        let mut person = Person::at_terminal(about, self.as_of)?;
        let outcome = questionnaire::run(&mut interview, &mut person, &mut |draft| {
            let answers = Answers { frameworks: frameworks.clone(), ..draft.answers.clone() };
            self.register.keep_draft(self.chain, &Draft { answers, ..draft.clone() }.write())
        })?;
        match outcome {
            Outcome::Record(answers) => Ok(Some((framework.clone(), *answers))),
            Outcome::Leave if interview.draft().asked.is_empty() => {
                say("nothing was said yet, and nothing is kept");
                Ok(None)
            }
            Outcome::Leave => {
                let usage = &self.chain.usage;
                say(&format!("everything said is kept; `plimsoll assess {} --use {usage}` goes on", self.chain.id()));
                Ok(None)
            }
        }
    }

    fn record(&self, framework: &Framework, mut answers: Answers, format: Format) -> anyhow::Result<Answer> {
        for answer in answers.answers.values_mut() {
            if matches!(answer.state, State::Given(_)) && answer.dated.is_none() {
                answer.dated = Some(self.as_of);
            }
        }
        for (question, answer) in by_register::answers(framework, &answers, &self.facts()) {
            answers.answers.insert(question, plimsoll::answers::Answer { dated: Some(self.as_of), ..answer });
        }
        let score = score(framework, &answers, self.as_of, &BTreeSet::new(), Scope::Full);
        if let Some(at) = score.contradictions.first() {
            let contradiction = &framework.contradictions[*at];
            bail!(
                "the context contradicts itself: {}\ncorrect it, or explain it: [explanations] {} = \"why\"",
                contradiction.reason,
                contradiction.id
            );
        }
        let added = self.append(framework, &answers, &score)?;
        self.register.drop_draft(self.chain)?;
        match format {
            Format::Text => terminal::print(&result::text(&score, &answers, terminal::width()))?,
            Format::Json => print_json(&Recorded {
                tool: self.chain.id(),
                usage: &self.chain.usage,
                number: added.number,
                sha256: &added.sha256,
                path: added.path.display().to_string(),
                score: report::json::score(&score),
            })?,
        }
        say(&format!("\nrecorded as {} (sha256 {})", plain(&added.path.display().to_string()), added.sha256));
        let missing = self.tool.0.missing();
        if !missing.is_empty() {
            let entry = added.path.parent().and_then(std::path::Path::parent).map(|folder| folder.join("tool.toml"));
            let entry = entry.map_or_else(|| "tool.toml".to_owned(), |path| path.display().to_string());
            say(&format!("{} lacks {}", plain(&entry), missing.join(", ")));
        }
        Ok(Answer::Yes)
    }

    fn append(&self, framework: &Framework, answers: &Answers, score: &Score<'_>) -> anyhow::Result<Appended> {
        let recorded_at = super::moment()?;
        if !self.tool.1 {
            // Somebody else may have made it meanwhile; then theirs stays.
            self.register.ensure_tool(self.chain.id(), &self.tool.0)?;
        }
        let pin = |(id, version, sha256): (&str, &str, &str)| Pin {
            id: id.to_owned(),
            version: version.to_owned(),
            sha256: sha256.to_owned(),
        };
        // What names the file it came from does not belong into the record, whose header says it.
        let answers = Answers { frameworks: Vec::new(), tool: None, usage: None, ..answers.clone() };
        let kept: Vec<Kept<'_>> = framework.parts.iter().map(Kept::Framework).collect();
        self.register.append(self.chain, &kept, |number, previous| {
            Ok(Record::Assessment(Box::new(Assessment {
                header: self.chain.header((number, previous), self.as_of, recorded_at, &self.by),
                scope: Scope::Full,
                full_run_from: None,
                tool: self.tool.0.clone(),
                frameworks: framework.pins().map(pin).collect(),
                answers,
                outcome: assessment::Outcome::of(score),
            })))
        })
    }

    /// What the register bears out by itself.
    fn facts(&self) -> Facts {
        let config = self.register.config();
        Facts {
            reviewer: self.by.clone(),
            approvers: config.policy.approvers.iter().map(|approver| approver.who.clone()).collect(),
            missing: self.tool.0.missing(),
            on_schedule: self.last.as_ref().is_none_or(|last| self.as_of <= last.review_due()),
            retention_years: config.retention_years,
        }
    }
}

/// Takes what was answered before where nothing is answered now.
fn fill(answers: &mut Answers, before: &Answers, framework: &Framework) {
    for (factor, level) in &before.context {
        if framework.factor(factor).is_some() {
            answers.context.entry(factor.clone()).or_insert(*level);
        }
    }
    for (question, answer) in &before.answers {
        let known = framework.question(question).map(|at| &framework.questions[at]);
        if known.is_none_or(|question| question.by_register) || answers.answers.contains_key(question) {
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
    for (key, _) in plimsoll::answers::Request::PARTS {
        if answers.request.part(key).is_none() {
            answers.request.set_part(key, before.request.part(key).map(str::to_owned));
        }
    }
}
