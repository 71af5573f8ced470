//! A register on disk, made of the histories that the tests of the gate tell.

use std::collections::BTreeMap;

use plimsoll::assessment::event::What;
use plimsoll::assessment::{ChainEntry, Pin, Record, Subject};
use plimsoll::dossier::{Asked, CheckResult, check};
use plimsoll::framework::Part;
use plimsoll::problem::Source;
use plimsoll::register::{KeptText, Register};
use plimsoll::tool::Tool;
use tempfile::TempDir;

use crate::gate::story::{Story, day};
use crate::support::root;

/// A register in a folder of its own.
pub struct Site {
    pub folder: TempDir,
}

impl Site {
    /// A register with the settings that `init` writes.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Register::create(folder.path(), "A register").unwrap();
        Self { folder }
    }

    pub fn of(stories: &[&Story]) -> Self {
        let site = Self::new();
        for story in stories {
            site.tell(story);
        }
        site
    }

    pub fn register(&self) -> Register {
        Register::open(self.folder.path()).unwrap()
    }

    pub fn path(&self, file: &str) -> std::path::PathBuf {
        self.folder.path().join(file)
    }

    /// Writes the records of a story, each through the one door that there is.
    pub fn tell(&self, story: &Story) {
        self.tell_of(story, Some("vendor"), Some("vendor"));
    }

    /// The same of a tool whose entry and whose records name these vendors.
    pub fn tell_of(&self, story: &Story, of_entry: Option<&str>, recorded: Option<&str>) {
        let register = self.register();
        if let Subject::Tool(tool) = &story.subject
            && register.tool(tool).unwrap().is_none()
        {
            register.add_tool(tool, &Tool { vendor: of_entry.map(str::to_owned), ..Tool::default() }).unwrap();
        }
        let chain = match &story.subject {
            Subject::Tool(tool) => register.chain(tool, story.usage),
            Subject::Vendor(vendor) => register.vendor_chain(vendor, story.usage),
            Subject::Policy => register.policy_chain(),
        };
        let part = framework();
        // What the story calls a record, and the sha256 that it has now.
        let mut real: BTreeMap<String, String> = BTreeMap::new();
        let policy = register.policy_sha256().to_owned();
        for ChainEntry { sha256: name, record } in &story.records {
            let kept = [KeptText::Framework(&part), KeptText::Policy];
            let appended = register
                .append(&chain, &kept, |number, previous| {
                    let mut record = record.clone();
                    let translate = |hash: &mut Option<String>| {
                        if let Some(known) = hash.as_ref().and_then(|hash| real.get(hash)) {
                            *hash = Some(known.clone());
                        }
                    };
                    let header = match &mut record {
                        Record::Assessment(assessment) => {
                            let (id, version) = (part.id.clone(), part.version.clone());
                            assessment.frameworks = vec![Pin { id, version, sha256: part.sha256().to_owned() }];
                            assessment.tool.vendor = recorded.map(str::to_owned);
                            &mut assessment.header
                        }
                        Record::Decision(decision) => {
                            translate(&mut decision.assessment);
                            decision.policy.clone_from(&policy);
                            &mut decision.header
                        }
                        Record::Event(event) => {
                            translate(&mut event.decision);
                            if let What::Exception { policy: granted_under, assessment, .. } = &mut event.what {
                                translate(assessment);
                                granted_under.clone_from(&policy);
                            }
                            &mut event.header
                        }
                        Record::Triage(triage) => {
                            part.sha256().clone_into(&mut triage.framework.sha256);
                            triage.tool.vendor = recorded.map(str::to_owned);
                            &mut triage.header
                        }
                        Record::Enactment(enactment) => &mut enactment.header,
                    };
                    header.subject = story.subject.clone();
                    story.usage.clone_into(&mut header.usage);
                    header.number = number;
                    header.previous = previous.map(str::to_owned);
                    Ok(record)
                })
                .unwrap();
            real.insert(name.clone(), appended.sha256);
        }
    }

    /// What the register says about the tool of the stories.
    pub fn ask(&self, usage: Option<&str>, on: &str) -> CheckResult {
        let asked = Asked { tool: "tool".to_owned(), usage: usage.map(str::to_owned), ..Asked::default() };
        check(&self.register(), &asked, day(on))
    }

    pub fn codes(&self, on: &str) -> Vec<&'static str> {
        codes(&self.ask(Some("general"), on))
    }

    /// Every file whose bytes an answer about the tool rests on and that is not people's to edit.
    pub fn kept_files(&self) -> Vec<std::path::PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_path_buf()];
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if ![
                    "plimsoll.toml",
                    "tool.toml",
                    "_entry.toml",
                    ".gitignore",
                    ".gitattributes",
                    ".editorconfig",
                    ".lock",
                ]
                .iter()
                .any(|name| path.ends_with(name))
                {
                    found.push(path);
                }
            }
        }
        found.sort();
        found
    }
}

pub fn codes(answer: &CheckResult) -> Vec<&'static str> {
    answer.verdict.reasons.iter().map(|reason| reason.code.as_str()).collect()
}

/// A framework file that records pin. What it says is no matter here.
fn framework() -> Part {
    let text = std::fs::read_to_string(root().join("docs/worked/framework.toml")).unwrap();
    Part::new("worked".to_owned(), "1.0.0".to_owned(), Source::new("worked", text))
}
