//! A chain: the records of one tool or vendor in one use, and where they lie.

use std::path::PathBuf;

use crate::assessment::{EVERY_USE, Header, Subject};
use crate::date::{Day, Moment};
use crate::person::Person;

use super::error::{Error, Result};
use super::head::Tip;
use super::{Register, disk};

/// The folder of what holds for every use.
pub(super) const EVERY_USE_FOLDER: &str = "_all";

/// A chain of records, one behind the other: what is known of one use of one tool, or decided about
/// all tools of a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The tool or the vendor.
    pub subject: Subject,
    /// The use's id, or `EVERY_USE`.
    pub usage: String,
    pub(super) folder: PathBuf,
    pub(super) head: PathBuf,
}

impl Chain {
    /// The number of its next record, and the sha256 of the one before it.
    pub(super) fn next<'t>(&self, tip: Option<&'t Tip>) -> Result<(u32, Option<&'t str>)> {
        let number = tip.map_or(0, |tip| tip.number).checked_add(1);
        let number =
            number.ok_or_else(|| Error::Refused(format!("{} has as many records as there can be", self.name())))?;
        Ok((number, tip.map(|tip| tip.sha256.as_str())))
    }

    /// What it is called: `claude-code/product-engineering`, `vendor anthropic/*`.
    #[must_use]
    pub fn name(&self) -> String {
        self.subject.name_of(&self.usage)
    }

    /// The id of the tool or the vendor.
    #[must_use]
    pub fn id(&self) -> &str {
        self.subject.id()
    }

    /// What a record of this chain begins with.
    #[must_use]
    pub fn header(&self, place: (u32, Option<&str>), as_of: Day, recorded_at: Moment, recorded_by: &Person) -> Header {
        Header {
            subject: self.subject.clone(),
            usage: self.usage.clone(),
            number: place.0,
            as_of,
            recorded_at,
            recorded_by: recorded_by.to_owned(),
            previous: place.1.map(str::to_owned),
        }
    }

    /// Where the record with this number lies, or will lie.
    #[must_use]
    pub fn path(&self, number: u32, kind: &str) -> PathBuf {
        self.folder.join(format!("{number:04}-{kind}.toml"))
    }
}

impl Register {
    /// The chain of a use, or of every use of a tool. The ids must be ones that may become paths.
    #[must_use]
    pub fn chain(&self, tool: &str, usage: &str) -> Chain {
        self.chain_of(Subject::Tool(tool.to_owned()), usage)
    }

    /// The chain of decisions about all tools of a vendor, in one use or in every use.
    #[must_use]
    pub fn vendor_chain(&self, vendor: &str, usage: &str) -> Chain {
        self.chain_of(Subject::Vendor(vendor.to_owned()), usage)
    }

    pub(super) fn chain_of(&self, subject: Subject, usage: &str) -> Chain {
        let name = if usage == EVERY_USE { EVERY_USE_FOLDER } else { usage };
        let head = self.heads_of(&subject).join(format!("{name}.toml"));
        Chain { folder: self.folder(&subject).join(name), head, subject, usage: usage.to_owned() }
    }

    /// The chains of decisions that reach over single uses: about all tools of a vendor, about every
    /// use of a tool.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn wide_chains(&self) -> Result<Vec<Chain>> {
        let mut chains: Vec<Chain> = self.tools()?.iter().map(|tool| self.chain(tool, EVERY_USE)).collect();
        for vendor in self.vendors()? {
            let uses = self.all_uses(&Subject::Vendor(vendor.clone()))?;
            chains.extend(uses.iter().map(|usage| self.vendor_chain(&vendor, usage)));
        }
        chains.retain(|chain| disk::is_there(&chain.folder) || disk::is_there(&chain.head));
        Ok(chains)
    }
}
