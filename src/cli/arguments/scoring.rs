//! How answers from a file are scored, as several commands take it, and what is read so.

use std::collections::BTreeSet;
use std::path::Path;

use plimsoll::answers::Answers;
use plimsoll::context::Scope;
use plimsoll::framework::Framework;
use plimsoll::workflow::answers::{self, Wanted};
use plimsoll::workflow::library::{Library, ledger};

use crate::cli::print::{diagnostics, names, terminal};
use crate::cli::{Global, locate};

// How answers are scored; as a doc comment this would stand in the help of the commands that take it.
#[derive(Debug, clap::Args)]
pub struct ScoringArgs {
    /// The framework, by id or path, instead of the one that the file names; repeat it for overlays
    #[arg(long, value_name = "FRAMEWORK", add = crate::cli::complete::frameworks())]
    pub framework: Vec<String>,
    /// Waive this knock-out; repeatable
    #[arg(long, value_name = "ID")]
    pub waive: Vec<String>,
}

/// Answers that fit their framework.
pub struct ScoredFile {
    /// The framework.
    pub framework: Framework,
    /// The answers.
    pub answers: Answers,
    /// The knock-outs that are waived.
    pub waived: BTreeSet<String>,
    /// How much was asked.
    pub scope: Scope,
    /// From how many points on a short run asks for the full one.
    pub full_run_from: Option<u8>,
}

impl ScoringArgs {
    /// Reads answers and the framework of the method `bounded-ledger/1` that they answer.
    ///
    /// # Errors
    /// Everything wrong with either, all at once.
    pub fn read(&self, path: &Path, global: &Global) -> anyhow::Result<ScoredFile> {
        let wanted = Wanted::on(global.day()?).with(&self.framework);
        let (loaded, answers, doubts) = answers::read(path, &wanted, &Library::new(locate::own_frameworks(global)))?;
        diagnostics::say(&doubts);
        let framework = ledger(loaded)?;
        let waived = self.waived(&framework)?;
        Ok(ScoredFile { framework, answers, waived, scope: Scope::Full, full_run_from: None })
    }

    /// The knock-outs that are waived, all of which must exist.
    pub fn waived(&self, framework: &Framework) -> anyhow::Result<BTreeSet<String>> {
        let mut waived = BTreeSet::new();
        for id in &self.waive {
            let Some(now) = framework.knock_out(id) else {
                let ids: Vec<&str> = framework.knock_out_ids().collect();
                return Err(names::unknown(&format!("`{}` has no knock-out", framework.id()), id, &ids));
            };
            if now != id {
                terminal::say(&format!("knock-out `{id}` was renamed to `{now}`"));
            }
            waived.insert(now.to_owned());
        }
        Ok(waived)
    }
}
