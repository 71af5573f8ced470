//! Adding a record to a chain: lock, check, write whole files, and the head last.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use crate::document::sha256;
use crate::framework::Part;

use super::{Chain, Register, Tip, disk, head};

/// A record that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its number in the chain.
    pub number: u32,
    /// The sha256 of its bytes.
    pub sha256: String,
    /// Where it lies.
    pub path: PathBuf,
}

impl Register {
    /// Adds a record behind the newest one of its chain.
    ///
    /// `build` is given the number and the sha256 of the record before, and gives the record's text;
    /// it runs while nobody else can write. `parts` are kept word for word before the record that
    /// relies on them.
    ///
    /// # Errors
    /// Where the chain is not as its head says, or something cannot be written. The register then
    /// has the old records, or all of the new one.
    pub fn append(
        &self,
        chain: &Chain,
        kind: &str,
        parts: &[Part],
        build: impl FnOnce(u32, Option<&str>) -> anyhow::Result<String>,
    ) -> anyhow::Result<Appended> {
        let _lock = disk::lock(&self.root.join(".lock"))?;
        let mut heads = head::read(&chain.head)?;
        let tip = self.settle(chain, heads.get(&chain.usage))?;
        let number = tip.as_ref().map_or(0, |tip| tip.number) + 1;
        let text = build(number, tip.as_ref().map(|tip| tip.sha256.as_str()))?;
        let path = chain.path(number, kind);

        for folder in [self.used_folder(), chain.folder.clone()] {
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        for part in parts {
            let used = self.used_folder().join(format!("{}.toml", part.sha256));
            if used.exists() {
                self.used_framework(&part.sha256)?;
            } else {
                disk::write_new(&used, &part.source.text)?;
            }
        }
        disk::write_new(&path, &text)?;
        let hash = sha256(&text);
        heads.insert(chain.usage.clone(), Tip { number, sha256: hash.clone() });
        disk::replace(&chain.head, &head::write(&heads))?;
        Ok(Appended { number, sha256: hash, path })
    }

    /// The newest record of a chain, once the head and the folder agree.
    ///
    /// A record that the head does not know yet, and that is the next one of the chain, is what an
    /// interrupted append leaves: it counts, and the head catches up with this append.
    fn settle(&self, chain: &Chain, tip: Option<&Tip>) -> anyhow::Result<Option<Tip>> {
        let records = self.records(chain)?;
        let name = format!("{}/{}", chain.tool, chain.usage);
        let refuse =
            |what: &str| -> anyhow::Error { anyhow::anyhow!("{name} is altered: {what}; nothing was written") };
        for pair in records.windows(2) {
            if pair[0].0 == pair[1].0 {
                bail!(refuse(&format!("there are two records of number {}", pair[0].0)));
            }
        }
        if let Some(tip) = tip {
            let found = records.iter().find(|(number, ..)| *number == tip.number);
            let (_, _, path) = found.ok_or_else(|| refuse(&format!("record {} is missing", tip.number)))?;
            if sha256(&disk::read(path)?.text) != tip.sha256 {
                bail!(refuse(&format!("record {} is not what the head says", tip.number)));
            }
        }
        let known = tip.map_or(0, |tip| tip.number);
        let ahead: Vec<_> = records.iter().filter(|(number, ..)| *number > known).collect();
        match ahead[..] {
            [] => Ok(tip.cloned()),
            [(number, _, path)] if *number == known + 1 => {
                let source = disk::read(path)?;
                let (record, _) = crate::assessment::file::read(&source)?;
                if record.header.previous.as_ref() != tip.map(|tip| &tip.sha256) || record.header.number != *number {
                    bail!(refuse(&format!("record {number} does not follow the one before it")));
                }
                Ok(Some(Tip { number: *number, sha256: sha256(&source.text) }))
            }
            _ => bail!(refuse("its head does not know its newest records")),
        }
    }
}
