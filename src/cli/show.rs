//! `show`: the newest assessment of one use, as it was recorded.

use plimsoll::answers::{Request, State};
use plimsoll::assessment::{Assessment, Outcome, Pin};
use plimsoll::framework::{Framework, Loaded, Shelf, load};
use plimsoll::problem::Source;
use plimsoll::register::Register;
use plimsoll::report::{self, wording};
use plimsoll::score::score;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::score::print_json;
use super::terminal::{FAINT, paragraph, plain, styled, width};
use super::{Answer, Format, Global, library, place, result, terminal};

/// Show the newest assessment of a use
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tool, by its id
    #[arg(add = super::complete::tools())]
    tool: String,
    /// The use context; needed where the tool has several
    #[arg(long = "use", value_name = "USE", add = super::complete::uses())]
    usage: Option<String>,
    /// Show every answer with its evidence too
    #[arg(long)]
    answers: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Shown<'s> {
    tool: &'s str,
    #[serde(rename = "use")]
    usage: &'s str,
    number: u32,
    as_of: String,
    recorded_at: String,
    recorded_by: &'s str,
    vendor: Option<&'s str>,
    edition: Option<&'s str>,
    review_due: String,
    request: std::collections::BTreeMap<&'static str, &'s str>,
    score: report::json::ScoreJson<'s>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    let register = place::register(global)?;
    let chain = place::existing(&register, &args.tool, args.usage.as_deref())?;
    let Some((assessment, record)) = register.newest_assessment(&chain)? else {
        anyhow::bail!("`{}` has no assessment in use `{}`", chain.id(), chain.usage);
    };
    let framework = pinned(&register, &assessment)?;
    let score = score(&framework, &assessment.answers, assessment.header.as_of, &BTreeSet::new(), assessment.scope);
    if Outcome::of(&score) != assessment.outcome {
        anyhow::bail!("{} is altered: its result does not follow from its answers", record.source.name);
    }
    match args.format {
        Format::Json => print_json(&Shown {
            tool: assessment.header.subject.id(),
            usage: &assessment.header.usage,
            number: assessment.header.number,
            as_of: assessment.header.as_of.to_string(),
            recorded_at: assessment.header.recorded_at.to_string(),
            recorded_by: &assessment.header.recorded_by,
            vendor: assessment.tool.vendor.as_deref(),
            edition: assessment.tool.edition.as_deref(),
            review_due: assessment.review_due().to_string(),
            request: Request::PARTS
                .iter()
                .filter_map(|(key, _)| Some((*key, assessment.answers.request.part(key)?)))
                .collect(),
            score: report::json::score(&score),
        })?,
        Format::Text => {
            let mut text = head(&assessment);
            text += &result::text(&score, &assessment.answers, width());
            text += &result::map(&score);
            if args.answers {
                text += &answers(&framework, &assessment);
            }
            terminal::print(&text)?;
        }
    }
    Ok(Answer::Yes)
}

/// The framework that an assessment was made with, from the texts that the register kept.
///
/// # Errors
/// Where one of them is missing or altered.
pub fn pinned(register: &Register, assessment: &Assessment) -> anyhow::Result<Framework> {
    library::ledger(kept(register, &assessment.frameworks)?)
}

/// The framework of any method that these files make together, from the texts that the register kept.
///
/// # Errors
/// Where one of them is missing or altered.
pub fn kept(register: &Register, pins: &[Pin]) -> anyhow::Result<Loaded> {
    let kept: Vec<(String, Arc<Source>)> = pins
        .iter()
        .map(|pin| Ok((pin.id.clone(), register.used_framework(&pin.sha256)?)))
        .collect::<anyhow::Result<_>>()?;
    let overlays = kept.len().saturating_sub(1).max(1).min(kept.len());
    let named: Vec<Arc<Source>> = kept[..overlays].iter().map(|(_, source)| Arc::clone(source)).collect();
    Ok(load(&named, &Kept(kept))?.0)
}

/// The framework files that one record relied on.
struct Kept(Vec<(String, Arc<Source>)>);

impl Shelf for Kept {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, source)| Arc::clone(source))
    }
    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|(id, _)| id.clone()).collect()
    }
}

fn head(assessment: &Assessment) -> String {
    let header = &assessment.header;
    let tool = &assessment.tool;
    let mut about: Vec<&str> = Vec::new();
    about.extend(tool.vendor_name.as_deref().or(tool.vendor.as_deref()));
    about.extend(tool.edition.as_deref());
    let mut text = format!(
        "{} {}\n",
        result::strong(&format!("{} in use {}", plain(header.subject.id()), plain(&header.usage))),
        styled(FAINT, &plain(&about.join(", ")))
    );
    text += &styled(
        FAINT,
        &format!(
            "record {} of {}, by {}, review due {}\n",
            header.number,
            header.recorded_at,
            plain(&header.recorded_by),
            assessment.review_due()
        ),
    );
    for (key, _) in Request::PARTS {
        if let Some(part) = assessment.answers.request.part(key) {
            text += &paragraph(
                "  ",
                4,
                &format!("{} {}", styled(FAINT, &format!("{}:", Request::label(key))), plain(part)),
                width(),
            );
            text.push('\n');
        }
    }
    text.push('\n');
    text
}

/// Every answer in the words of its question, with the evidence that it rests on.
fn answers(framework: &Framework, assessment: &Assessment) -> String {
    let mut text = format!("\n{}\n", result::strong("Answers"));
    for criterion in &framework.criteria {
        let answered: Vec<_> = framework.questions[criterion.questions.clone()]
            .iter()
            .filter_map(|question| Some((question, assessment.answers.answers.get(&question.id)?)))
            .collect();
        if answered.is_empty() {
            continue;
        }
        text += &format!("\n  {}\n", result::strong(&plain(&criterion.title)));
        for (question, answer) in answered {
            let said = match &answer.state {
                State::Given(value) => wording::value(question, value),
                State::Unknown { why, .. } if why.is_empty() => "not known".to_owned(),
                State::Unknown { why, .. } => format!("not known: {why}"),
                State::NotApplicable { reason, second_reader } => {
                    let reader =
                        second_reader.as_ref().map_or_else(String::new, |reader| format!(" (second reader {reader})"));
                    format!("does not apply: {reason}{reader}")
                }
            };
            text += &paragraph("    ", 6, &format!("{}: {}", plain(&question.title), plain(&said)), width());
            text.push('\n');
            let mut basis = vec![answer.grade.as_str().to_owned()];
            basis.extend(answer.dated.map(|dated| dated.to_string()));
            basis.extend(
                answer.evidence.iter().map(|id| {
                    assessment.answers.evidence.get(id).map_or_else(|| id.clone(), |item| item.title.clone())
                }),
            );
            basis.extend(answer.note.clone());
            for line in paragraph("      ", 6, &plain(&basis.join(" · ")), width()).lines() {
                text += &format!("{}\n", styled(FAINT, line));
            }
        }
    }
    text
}
