//! What is there: inventories that other programs and people wrote, read down to what was seen, where,
//! by how many and how surely. Nothing is judged here.
//!
//! `form.rs` lists the forms, `recognise.rs` tells them apart by content, `read.rs` reads one. `lines.rs`
//! makes lines of a stream, `tree.rs` one kind of tree of JSON, TOML and YAML, `cells.rs` cells of a line,
//! `seen.rs` is a row as a reader hands it over, `collect.rs` counts them. Of the readers, `mcp.rs` is for configurations, `locks/` for lock files, `bill.rs`
//! for bills of materials, `rows/` for lists whose rows are tables, `logs/` for DNS and proxy. `scan.rs`
//! walks a folder, `places.rs` knows what lies where in it. `shown.rs` says how an identity reads.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::identity::Identity;

mod bill;
mod cells;
mod collect;
mod form;
mod lines;
mod locks;
mod logs;
mod mcp;
mod places;
mod read;
mod recognise;
mod rows;
mod scan;
mod seen;
mod shown;
mod tree;

pub use form::{InventoryForm, Surface};
pub use places::name_client;
pub use read::read;
pub use scan::{ScannedFolder, scan};
pub use shown::shown;

/// How surely something is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SightingGrade {
    /// A bill of materials, a lock file or a list names it.
    Mentioned,
    /// A configuration or a consent names it.
    Configured,
    /// It is installed.
    Installed,
    /// It ran, was signed in to, or was looked up.
    Active,
}

impl SightingGrade {
    /// Every grade, the weakest first.
    pub const ALL: [Self; 4] = [Self::Mentioned, Self::Configured, Self::Installed, Self::Active];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mentioned => "mentioned",
            Self::Configured => "configured",
            Self::Installed => "installed",
            Self::Active => "active",
        }
    }
}

/// What a reader should know of something that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SightingMark {
    /// The configuration says that it is off.
    Disabled,
    /// Whatever is newest is fetched and run.
    Unpinned,
    /// Its address or command is filled in from the environment.
    Expands,
    /// It is fetched or reached without encryption.
    Insecure,
    /// Only its name is known, which anybody may have taken.
    NameOnly,
    /// Claude Code passes over it: an address without a type.
    Skipped,
    /// It may see who somebody is, and nothing of theirs.
    SignInOnly,
}

impl SightingMark {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Unpinned => "unpinned",
            Self::Expands => "expands",
            Self::Insecure => "insecure",
            Self::NameOnly => "name-only",
            Self::Skipped => "skipped",
            Self::SignInOnly => "sign-in-only",
        }
    }

    /// What it says.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Disabled => "disabled in the configuration",
            Self::Unpinned => "no version is pinned",
            Self::Expands => "filled in from environment variables",
            Self::Insecure => "fetched or reached without encryption",
            Self::NameOnly => "matched by name only",
            Self::SignInOnly => "sign-in only, without access to data",
            Self::Skipped => "an address without a type, which Claude Code skips",
        }
    }
}

/// How often something was seen, on what and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SightingCount {
    /// Rows, or entries.
    pub rows: u64,
    /// The names of devices, as given.
    pub devices: Vec<String>,
    /// The names of people, as given.
    pub people: Vec<String>,
    /// How many devices and people there are beyond those that are named.
    pub more: u64,
    /// The first and the last day, where days are given.
    pub days: Option<(Day, Day)>,
}

/// One thing that was seen in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// By what it is recognised.
    pub identity: Identity,
    /// What the file calls it: the label of an MCP server, the name of an app.
    pub label: Option<String>,
    /// Whether it is an MCP server.
    pub is_server: bool,
    /// Its version.
    pub version: Option<String>,
    /// How surely it is in use.
    pub grade: SightingGrade,
    /// In what it is configured or installed: a client, an editor, a browser.
    pub client: Option<String>,
    /// The domain of the account that it is used with.
    pub account: Option<String>,
    /// What a reader should know of it.
    pub marks: Vec<SightingMark>,
    /// What went through.
    pub seen: SightingCount,
    /// What was blocked: attempts.
    pub blocked: SightingCount,
    /// The first line that shows it, from 1.
    pub line: usize,
}

/// An inventory as it was read, with what it is a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// The file, as the reader of the output knows it.
    pub file: String,
    /// Its form.
    pub form: InventoryForm,
    /// How many rows or entries it has.
    pub rows: u64,
    /// How many of them were not understood, and the first of these.
    pub not_understood: u64,
    /// The line of the first that was not understood.
    pub first_not_understood: Option<usize>,
    /// How many rows were blocked, whatever they were about.
    pub blocked: u64,
    /// How many rows are about nothing that register or catalogue know.
    pub others: u64,
    /// How many devices it is about; `None` where it names none.
    pub devices: Option<u64>,
    /// What was seen.
    pub sightings: Vec<Sighting>,
    /// What a reader should know of it as a whole.
    pub remarks: Vec<String>,
}

/// What the collector counts by.
type Sightings = BTreeMap<collect::SightingKey, collect::SightingSum>;
