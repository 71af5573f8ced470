//! Which register, tool and use a command is about.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail};
use plimsoll::assessment::EVERY_USE;
use plimsoll::document::is_path_id;
use plimsoll::problem::{nearest, no_such};
use plimsoll::register::{Chain, Error as RegisterError, MARKER, Register};
use plimsoll::tool::catalogue;
use plimsoll::workflow::answers;
use plimsoll::workflow::decide::{Beginning, DecisionSession, DecisionSubject};

use crate::cli::print::names;
use crate::cli::print::terminal::{interactive, plain, say};
use crate::cli::screen::begin::{Meant, is_new};

use crate::cli::{Global, person};

/// The register that the command is about: the one named, or the one that the work is done in.
///
/// # Errors
/// Where there is none, or it cannot be read.
pub fn register(global: &Global) -> Result<Register, RegisterError> {
    match &global.register {
        Some(folder) => Register::open(folder),
        None => {
            let here = here().map_err(|error| RegisterError::Disk(format!("{error:#}")))?;
            Register::find(&here).map_err(|error| match error {
                // The same error with the remedy that only the command line has.
                RegisterError::NotFound(text) if Register::root_above(&here).is_none() => {
                    RegisterError::NotFound(format!("{text}; --register DIR names another"))
                }
                error => error,
            })
        }
    }
}

/// Whether there is no register at all, which is another matter than one that cannot be read.
pub fn has_none(global: &Global) -> bool {
    match &global.register {
        Some(folder) => !folder.join(MARKER).exists(),
        None => here().is_ok_and(|here| Register::root_above(&here).is_none()),
    }
}

/// The folder with a register's own frameworks, where there is a register.
pub fn own_frameworks(global: &Global) -> Option<std::path::PathBuf> {
    let root = global.register.clone().or_else(|| Register::root_above(&here().ok()?))?;
    Some(root.join("frameworks"))
}

fn here() -> anyhow::Result<std::path::PathBuf> {
    std::env::current_dir().context("cannot tell what the current folder is")
}

/// An id that may become part of a path.
///
/// # Errors
/// Where it is not one.
pub fn id(what: &str, text: &str) -> anyhow::Result<()> {
    if is_path_id(text) {
        return Ok(());
    }
    bail!(
        "`{}` is not a valid {what} id: write lower-case letters, digits and hyphens, at most 64 characters, and avoid names that Windows reserves for devices",
        plain(text)
    )
}

/// The ids of the uses of a tool: those that have records, and those that its entry only names.
///
/// # Errors
/// Where its folder or its entry cannot be read.
pub fn all_uses(register: &Register, tool: &str) -> anyhow::Result<Vec<String>> {
    Ok(register.uses_with(tool, register.tool(tool)?.as_ref())?)
}

/// The line behind "has no assessment" that points to a triage, where there is one.
pub fn see_triage(chain: &Chain, triaged: bool) -> String {
    if !triaged {
        return String::new();
    }
    let (id, usage) = (chain.id(), &chain.usage);
    format!("\n`plimsoll show {id} --use {usage}` shows its triage, which says what to do next")
}

/// Whether the register has a tool.
///
/// # Errors
/// Where it has not.
pub fn registered(register: &Register, tool: &str) -> anyhow::Result<()> {
    id("tool", tool)?;
    let tools = register.tools()?;
    if tools.iter().any(|known| known == tool) {
        return Ok(());
    }
    Err(names::unknown("the register has no tool", tool, &tools))
}

/// The chain of an existing use: the one named, or the tool's only one.
///
/// # Errors
/// Where there is no such tool or use, or the tool has several and none is named.
pub fn existing(register: &Register, tool: &str, usage: Option<&str>) -> anyhow::Result<Chain> {
    registered(register, tool)?;
    let uses = register.uses(tool)?;
    match (usage, &uses[..]) {
        (Some(usage), _) => {
            id("use", usage)?;
            if uses.iter().any(|known| known == usage) {
                return Ok(register.chain(tool, usage));
            }
            let uses = all_uses(register, tool)?;
            if uses.iter().any(|known| known == usage) {
                bail!(
                    "nothing is recorded about `{tool}` in use `{usage}` yet; start with `plimsoll assess {tool} --use {usage}`"
                );
            }
            Err(names::unknown(&format!("`{tool}` has no use"), usage, &uses))
        }
        (None, [only]) => Ok(register.chain(tool, only)),
        (None, []) => bail!("nothing is recorded about `{tool}` yet; start with `plimsoll assess {tool}`"),
        (None, _) => bail!("`{tool}` has several uses; name one: --use {}", uses.join(", --use ")),
    }
}

/// The chain that somebody wants to see: that of an existing use, or with `*` what is decided about
/// every use of the tool, also where that is all there is.
///
/// # Errors
/// As `existing`.
pub fn shown(register: &Register, tool: &str, usage: Option<&str>) -> anyhow::Result<Chain> {
    id("tool", tool)?;
    let every = register.chain(tool, EVERY_USE);
    let only = usage.is_none() && register.uses(tool)?.is_empty() && !register.records(&every)?.is_empty();
    if usage == Some(EVERY_USE) || only { Ok(every) } else { existing(register, tool, usage) }
}

/// The records of a use about which an interview was begun, though the register need not know it yet: the
/// one named, or the only one of the tool.
///
/// # Errors
/// Where an id is none, or a draft cannot be read.
pub fn begun(register: &Register, tool: &str, usage: Option<&str>) -> anyhow::Result<Option<Chain>> {
    id("tool", tool)?;
    let uses: BTreeSet<String> = register
        .drafts()?
        .iter()
        .filter(|path| path.parent().and_then(|folder| folder.file_name()).is_some_and(|folder| folder == tool))
        .filter_map(|path| path.file_name()?.to_str()?.split_once('.').map(|(usage, _)| usage.to_owned()))
        .collect();
    let usage = match usage {
        Some(usage) => Some(usage.to_owned()).filter(|usage| uses.contains(usage)),
        None if uses.len() == 1 => uses.into_iter().next(),
        None => None,
    };
    Ok(usage.map(|usage| register.chain(tool, &usage)))
}

/// What to do with the id of a tool or a use that the register does not know.
#[derive(Clone, Debug, Default)]
pub struct Unknown {
    /// Whether somebody said that it is new.
    pub new: bool,
    /// The tool and the use that a file of answers names: what is spelt the same twice is no slip.
    pub stated: (Option<String>, Option<String>),
    /// Whether somebody can be asked.
    pub ask: bool,
    /// Whether nothing new may begin here.
    pub refuse: bool,
}

impl Unknown {
    /// As the flag says; asks in a terminal, unless nobody is to be asked.
    pub fn new(new: bool, global: &Global) -> Self {
        Self { new, ask: !global.no_input && interactive(), ..Self::default() }
    }

    /// Where nothing new may begin.
    pub fn refused() -> Self {
        Self { refuse: true, ..Self::default() }
    }

    /// The same where a file of answers may name the tool and the use.
    pub fn stated_in(self, file: Option<&std::path::Path>) -> Self {
        Self { stated: file.map(answers::made_for).unwrap_or_default(), ..self }
    }

    /// The id that is meant; `None` where the person left.
    fn meant(&self, what: &str, given: &str, stated: Option<&str>, known: &[String]) -> anyhow::Result<Option<String>> {
        // A file that names another one is refused for that, with its place.
        if self.new || stated.is_some() {
            return Ok(Some(given.to_owned()));
        }
        let near = nearest(given, known.iter().map(String::as_str));
        if self.ask {
            return Ok(match is_new(what, given, near)? {
                Meant::New => Some(given.to_owned()),
                Meant::Near => near.map(str::to_owned),
                Meant::Nothing => None,
            });
        }
        if !self.refuse && !known.iter().any(|known| may_be_a_slip(given, known)) {
            say(&format!("`{}` is new to this register", plain(given)));
            return Ok(Some(given.to_owned()));
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let unknown = no_such(&format!("the register has no {what}"), &plain(given), &known);
        if self.refuse {
            bail!(unknown);
        }
        bail!("{unknown}\nif it is new, say so with --new")
    }
}

/// Whether an id may be another one misspelt or cut short: one letter in four differs, or every word
/// of the one is a word of the other.
fn may_be_a_slip(given: &str, known: &str) -> bool {
    let letters = given.chars().count().max(known.chars().count());
    let words = |id: &str| id.split('-').map(str::to_owned).collect::<BTreeSet<_>>();
    let (ours, theirs) = (words(given), words(known));
    strsim::damerau_levenshtein(given, known) * 4 <= letters || ours.is_subset(&theirs) || theirs.is_subset(&ours)
}

/// The chain of a use to be recorded: the one named, the tool's only one, or `general`. `None` where
/// the person left, who was asked about an id that the register does not know.
///
/// # Errors
/// Where an id is none, or unknown and much like a known one and nobody says that it is new, or the tool
/// has several uses and none is named.
pub fn intended(
    register: &Register,
    tool: &str,
    usage: Option<&str>,
    unknown: &Unknown,
) -> anyhow::Result<Option<Chain>> {
    let Some(tool) = intended_tool(register, tool, unknown)? else { return Ok(None) };
    let uses = all_uses(register, &tool)?;
    let usage = match (usage, &uses[..]) {
        (Some(usage), _) => {
            id("use", usage)?;
            // The first use of a tool cannot be another one misspelt.
            if uses.is_empty() || uses.iter().any(|known| known == usage) {
                usage.to_owned()
            } else {
                let what = format!("use of `{tool}` called");
                let Some(meant) = unknown.meant(&what, usage, unknown.stated.1.as_deref(), &uses)? else {
                    return Ok(None);
                };
                meant
            }
        }
        (None, []) => "general".to_owned(),
        (None, [only]) => only.clone(),
        (None, several) => bail!("`{tool}` has several uses; name one: --use {}", several.join(", --use ")),
    };
    Ok(Some(register.chain(&tool, &usage)))
}

/// The tool that is meant, which may be one of the catalogue.
fn intended_tool(register: &Register, tool: &str, unknown: &Unknown) -> anyhow::Result<Option<String>> {
    id("tool", tool)?;
    let tools = register.tools()?;
    let known = |id: &str| -> anyhow::Result<bool> {
        Ok(tools.iter().any(|known| known == id) || catalogue::ids().any(|known| known == id))
    };
    if known(tool)? {
        return Ok(Some(tool.to_owned()));
    }
    let near = nearest(tool, catalogue::ids()).map(str::to_owned);
    // An empty register knows nothing that this could be misspelt from.
    if tools.is_empty() && near.is_none() {
        return Ok(Some(tool.to_owned()));
    }
    let known: Vec<String> = tools.into_iter().chain(near).collect();
    unknown.meant("tool", tool, unknown.stated.0.as_deref(), &known)
}

/// Where, on which day and by whom something is decided: known before anything else of the arguments.
///
/// # Errors
/// Where there is no register, or nobody is named.
pub fn beginning(global: &Global) -> anyhow::Result<Beginning> {
    let register = register(global)?;
    let by = person::recorder(global, register.root())?;
    Ok(Beginning { as_of: global.day()?, register, by })
}

/// Of what kind a session is: about all tools of the vendor, resting on an assessment, mending a chain.
#[derive(Clone, Copy, Debug)]
pub struct SessionKind {
    /// Whether it is about all tools of the vendor.
    pub vendor: bool,
    /// Whether it may rest on an assessment.
    pub rests: bool,
    /// Whether it is an event that mends a chain whose last record has a day that cannot be.
    pub mends: bool,
}

/// The session in which something is decided about a tool's use, about its every use, or about all
/// tools of its vendor. `None` where the person left.
///
/// # Errors
/// Where an id is none, the tool has several uses and none is named, or something cannot be read.
pub fn decision_session(
    begun: Beginning,
    tool: &str,
    usage: Option<&str>,
    unknown: &Unknown,
    of: SessionKind,
) -> anyhow::Result<Option<DecisionSession>> {
    let register = &begun.register;
    let chain = match usage {
        Some(EVERY_USE) => intended_tool(register, tool, unknown)?.map(|tool| register.chain(&tool, EVERY_USE)),
        usage => intended(register, tool, usage, unknown)?,
    };
    let Some(chain) = chain else { return Ok(None) };
    let assumed = usage.is_none() && all_uses(register, chain.id())?.is_empty();
    let SessionKind { vendor, rests, mends } = of;
    DecisionSession::new(begun, DecisionSubject { chain, assumed, vendor, rests, mends }).map(Some)
}
