//! What a record about a use is made with: the register, the day, who records, and the tool's entry.
//! Leads an interview about the use, and adds what came out.

use anyhow::bail;

use crate::answers::Answers;
use crate::assessment::{Header, Record};
use crate::date::{Day, Moment};
use crate::framework::Part;
use crate::framework::bundled::{self, Whose};
use crate::person::Person;
use crate::questionnaire::{self, Draft, Interview, InterviewEnd, Respondent, Sheet, draft};
use crate::register::{self, Appended, Chain, KeptText, Register, Unfinished};
use crate::tool::{Tool, catalogue};

use super::Note;

/// What a record is made with.
#[derive(Debug)]
pub struct Session<'a> {
    /// The register.
    pub register: &'a Register,
    /// The records of the use.
    pub chain: &'a Chain,
    /// The day that is judged.
    pub as_of: Day,
    /// Who records.
    pub by: Person,
    /// The tool's entry, or what the catalogue knows of it.
    pub tool: Tool,
    /// Whether the register has an entry of the tool.
    registered: bool,
}

impl<'a> Session<'a> {
    /// Begins a session about a use.
    ///
    /// # Errors
    /// Where the day lies before the newest record, or something cannot be read.
    pub fn new(register: &'a Register, chain: &'a Chain, as_of: Day, by: Person) -> anyhow::Result<Self> {
        if let Some(newest) = register.newest(chain)?
            && as_of < newest.header().as_of
        {
            // `append` would refuse it too, but only after an interview.
            bail!(
                "{as_of} is before the last record of this use, which judges {}; if that day is wrong, {} repairs the chain",
                newest.header().as_of,
                register::mending(chain)
            );
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
    #[must_use]
    pub fn about(&self) -> String {
        format!("{} in use {}", self.chain.id(), self.chain.usage)
    }

    /// The draft of an interview that somebody left, where there is one.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn draft(&self, of: Unfinished) -> anyhow::Result<Option<Draft>> {
        let source = self.register.drafts_of(self.chain, of, &self.by)?.own;
        Ok(source.map(|source| draft::read(&source)).transpose()?.map(|(draft, _)| draft))
    }

    /// Leads an interview to its end, keeping a draft after every reply. `None` where whoever is asked
    /// left; the draft stays.
    ///
    /// # Errors
    /// Where no reply can be had, or the draft cannot be kept.
    pub fn lead<S: Sheet>(
        &self,
        of: Unfinished,
        interview: &mut Interview<S>,
        respondent: &mut impl Respondent<S, Error = anyhow::Error>,
        frameworks: &[String],
    ) -> anyhow::Result<Option<Answers>> {
        let outcome = questionnaire::run(interview, respondent, &mut |draft| {
            let answers = Answers { frameworks: frameworks.to_vec(), ..draft.answers.clone() };
            let by = Some(self.by.clone());
            Ok(self.register.keep_draft(self.chain, of, &self.by, &Draft { by, answers, ..draft.clone() }.write())?)
        })?;
        Ok(match outcome {
            InterviewEnd::Record(answers) => Some(*answers),
            InterviewEnd::Leave => None,
        })
    }

    /// Who else has left an interview about the same.
    ///
    /// # Errors
    /// Where a draft cannot be read.
    pub fn others(&self, of: Unfinished) -> anyhow::Result<Vec<Person>> {
        Ok(self.register.drafts_of(self.chain, of, &self.by)?.others)
    }

    /// That this person's draft is still open, which a record was not made from.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open_draft(&self, of: Unfinished) -> anyhow::Result<Option<Note>> {
        Ok(self.draft(of)?.map(|_| Note::OpenDraft))
    }

    /// Forgets the draft of an interview that is recorded.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn forget(&self, of: Unfinished) -> anyhow::Result<()> {
        Ok(self.register.drop_draft(self.chain, of, &self.by)?)
    }

    /// Adds a record that relies on these framework files.
    ///
    /// # Errors
    /// Where the register is not as it should be, or cannot be written.
    pub fn append(
        &self,
        parts: &[Part],
        recorded_at: Moment,
        record: impl FnOnce(Header, Tool) -> Record,
    ) -> anyhow::Result<Appended> {
        for part in parts {
            let (id, name) = (&part.id, &part.source.name);
            let whose = bundled::whose(id, &part.version, part.sha256());
            if matches!(whose, Whose::Newer | Whose::Other) && !self.register.has_used(part.sha256()) {
                bail!(
                    "{name} has the id `{id}` of a bundled framework and is another text: no record may rely on it\n\
                     give it an id of its own, with `extends = \"{id}\"` where it builds on that one"
                );
            }
        }
        self.register.enactable(&self.by, recorded_at)?;
        // Somebody else may have made it meanwhile; then theirs stays.
        let entry = (!self.registered).then(|| self.register.ensure_tool(self.chain.id(), &self.tool)).transpose()?;
        let kept: Vec<KeptText<'_>> = parts.iter().map(KeptText::Framework).collect();
        let mut added = self.register.append(self.chain, &kept, |number, previous| {
            let header = self.chain.header((number, previous), self.as_of, recorded_at, &self.by);
            Ok(record(header, self.tool.clone()))
        })?;
        added.files.extend(entry.into_iter().flatten());
        Ok(added)
    }
}

/// The answers as a record keeps them: what names the file they came from does not belong into it,
/// since the header says it.
#[must_use]
pub fn for_record(answers: Answers) -> Answers {
    Answers { frameworks: Vec::new(), tool: None, usage: None, ..answers }
}
