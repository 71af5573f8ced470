//! What a record about a use is made with: the register, the day, who records, and the tool's entry.
//! Leads an interview about the use, and adds what came out.

use anyhow::bail;
use plimsoll::answers::Answers;
use plimsoll::assessment::{Header, Record};
use plimsoll::date::Day;
use plimsoll::framework::Part;
use plimsoll::questionnaire::{self, Draft, Interview, Outcome, Respondent, Sheet, draft};
use plimsoll::register::{Appended, Chain, Kept, Register, Unfinished};
use plimsoll::tool::{Tool, catalogue};

use crate::cli::Global;
use crate::cli::person;
use crate::cli::print::terminal;
use crate::cli::print::terminal::{plain, say};
use crate::cli::screen;

/// What a record is made with.
pub struct Desk<'a> {
    /// The register.
    pub register: &'a Register,
    /// The records of the use.
    pub chain: &'a Chain,
    /// The day that is judged.
    pub as_of: Day,
    /// Who records, as `Name <mail>`.
    pub by: String,
    /// The tool's entry, or what the catalogue knows of it.
    pub tool: Tool,
    /// Whether the register has an entry of the tool.
    registered: bool,
}

/// How an interview begins.
pub enum Begun {
    /// With nothing.
    Anew,
    /// Where it was left.
    Again(Box<Draft>),
    /// Not at all: the person went away, and the draft stays.
    Left,
}

impl<'a> Desk<'a> {
    /// Lays everything out.
    ///
    /// # Errors
    /// Where the day lies before the newest record, nobody says who records, or something cannot be read.
    pub fn new(global: &Global, register: &'a Register, chain: &'a Chain) -> anyhow::Result<Self> {
        let as_of = global.day()?;
        let by = person::recorder(global, register.root())?;
        if let Some(newest) = register.newest(chain)?
            && as_of < newest.header().as_of
        {
            // `append` would refuse it too, but only after an interview.
            bail!("{as_of} is before the last record of this use, which judges {}", newest.header().as_of);
        }
        let entry = register.tool(chain.id())?;
        let registered = entry.is_some();
        let tool = match entry {
            Some(tool) => tool,
            None => catalogue::find(chain.id())?.unwrap_or_default(),
        };
        Ok(Self { register, chain, as_of, by, tool, registered })
    }

    /// What it is about, in words.
    pub fn about(&self) -> String {
        format!("{} in use {}", self.chain.id(), self.chain.usage)
    }

    /// Looks for a draft, and asks whether to go on with it.
    ///
    /// # Errors
    /// Where it cannot be read, or there is no terminal to ask in.
    pub fn begin(&self, global: &Global, of: Unfinished) -> anyhow::Result<Begun> {
        if global.no_input || !terminal::interactive() {
            bail!("there is no terminal to ask in: give the answers with --answers FILE");
        }
        let Some(source) = self.register.draft(self.chain, of)? else { return Ok(Begun::Anew) };
        let (draft, _) = draft::read(&source)?;
        Ok(match screen::resume(&self.about(), draft.asked.len())? {
            Some(true) => Begun::Again(Box::new(draft)),
            Some(false) => Begun::Anew,
            None => Begun::Left,
        })
    }

    /// Leads an interview to its end, keeping a draft after every reply. `None` where the person
    /// left; `again` is the command that goes on.
    ///
    /// # Errors
    /// Where the terminal is gone, or the draft cannot be kept.
    pub fn lead<S: Sheet>(
        &self,
        of: Unfinished,
        interview: &mut Interview<S>,
        respondent: &mut impl Respondent<S, Error = anyhow::Error>,
        frameworks: &[String],
        again: &str,
    ) -> anyhow::Result<Option<Answers>> {
        let outcome = questionnaire::run(interview, respondent, &mut |draft| {
            let answers = Answers { frameworks: frameworks.to_vec(), ..draft.answers.clone() };
            self.register.keep_draft(self.chain, of, &Draft { answers, ..draft.clone() }.write())
        })?;
        match outcome {
            Outcome::Record(answers) => return Ok(Some(*answers)),
            Outcome::Leave if interview.draft().asked.is_empty() => say("nothing was said yet, and nothing is kept"),
            Outcome::Leave => say(&format!("everything said is kept; `{again}` goes on")),
        }
        Ok(None)
    }

    /// Adds a record that relies on these framework files, and forgets the draft that it was.
    ///
    /// # Errors
    /// Where the register is not as it should be, or cannot be written.
    pub fn append(
        &self,
        of: Unfinished,
        parts: &[Part],
        record: impl FnOnce(Header, Tool) -> Record,
    ) -> anyhow::Result<Appended> {
        let recorded_at = crate::cli::moment()?;
        // Somebody else may have made it meanwhile; then theirs stays.
        let entry = (!self.registered).then(|| self.register.ensure_tool(self.chain.id(), &self.tool)).transpose()?;
        let kept: Vec<Kept<'_>> = parts.iter().map(Kept::Framework).collect();
        let mut added = self.register.append(self.chain, &kept, |number, previous| {
            let header = self.chain.header((number, previous), self.as_of, recorded_at, &self.by);
            Ok(record(header, self.tool.clone()))
        })?;
        added.files.extend(entry.into_iter().flatten());
        self.register.drop_draft(self.chain, of)?;
        Ok(added)
    }

    /// Says what was recorded, and what the tool's entry lacks.
    pub fn say_recorded(&self, added: &Appended) {
        say(&format!("\nrecorded as {} (sha256 {})", plain(&added.path.display().to_string()), added.sha256));
        let missing = self.tool.missing();
        if !missing.is_empty() {
            let entry = added.path.parent().and_then(std::path::Path::parent).map(|folder| folder.join("tool.toml"));
            let entry = entry.map_or_else(|| "tool.toml".to_owned(), |path| path.display().to_string());
            say(&format!("{} lacks {}", plain(&entry), missing.join(", ")));
        }
    }
}

/// The answers as a record keeps them: what names the file they came from does not belong into it,
/// since the header says it.
pub fn for_record(answers: Answers) -> Answers {
    Answers { frameworks: Vec::new(), tool: None, usage: None, ..answers }
}
