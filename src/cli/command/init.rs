//! `init`: a register with a commented `plimsoll.toml`, from nothing or from the list that there is.

use std::path::PathBuf;

use plimsoll::assessment::Record;
use plimsoll::framework;
use plimsoll::policy::Wish;
use plimsoll::register::{Kept, Register, disk};
use plimsoll::tool::catalogue;
use plimsoll::tool::inventory::{self, Entry};

use crate::cli::person;
use crate::cli::print::names;
use crate::cli::print::terminal::{plain, say};
use crate::cli::{Answer, Global};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; made if it is not there
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
    /// What the register is called
    #[arg(long, default_value = "AI register", value_name = "NAME")]
    name: String,
    /// A list of tools, as CSV: columns tool or name, vendor, use, decision, status, rationale, since, owner, edition, note
    #[arg(long, value_name = "LIST.CSV")]
    from: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, global: &Global) -> anyhow::Result<Answer> {
    // Whatever is wrong with the list is said before anything is written.
    let entries = match &args.from {
        Some(path) => inventory::read(&disk::read_named(path)?, &catalogue::all()?)?,
        None => Vec::new(),
    };
    // Only a prohibition is a record, and needs somebody who records it.
    let prohibits = entries.iter().any(|entry| !entry.prohibited.is_empty());
    let by = prohibits.then(|| person::recorder(global, &args.folder)).transpose()?;
    let register = Register::create(&args.folder, &args.name)?;
    for entry in &entries {
        register.add_tool(&entry.id, &entry.tool)?;
        if let Some(by) = &by {
            prohibit(&register, entry, by, global)?;
        }
    }
    let folder = plain(&args.folder.display().to_string());
    if args.from.is_none() {
        say(&format!("made a register in {folder}; look through {folder}/plimsoll.toml, then `plimsoll assess TOOL`"));
        return Ok(Answer::Yes);
    }
    say(&summary(&folder, &entries));
    Ok(Answer::Yes)
}

/// Records what the list prohibits: a decision without an assessment, by whoever brings in the list.
fn prohibit(register: &Register, entry: &Entry, by: &str, global: &Global) -> anyhow::Result<()> {
    let (as_of, recorded_at) = (global.day()?, crate::cli::moment()?);
    for (usage, rationale) in &entry.prohibited {
        let chain = register.chain(&entry.id, usage);
        register.append(&chain, &[Kept::Policy], |number, previous| {
            let wish = Wish {
                rationale: rationale.clone(),
                approvers: vec![by.to_owned()],
                ..Wish::new(framework::Decision::Prohibit)
            };
            let header = chain.header((number, previous), as_of, recorded_at, by);
            Ok(Record::Decision(Box::new(wish.decision(header, None, register.policy_sha256()))))
        })?;
    }
    Ok(())
}

/// What was made of a list, and what it could not be made to say.
fn summary(folder: &str, entries: &[Entry]) -> String {
    let uses: usize = entries.iter().map(|entry| entry.tool.uses.len()).sum();
    let (tools, uses) = (names::count(entries.len(), "tool", "tools"), names::count(uses, "use", "uses"));
    let mut text = format!("made a register in {folder} with {tools} and {uses}");
    let places = |uses: fn(&Entry) -> Vec<&String>| -> Vec<String> {
        let places = entries.iter().flat_map(|entry| uses(entry).into_iter().map(move |usage| (entry, usage)));
        places.map(|(entry, usage)| format!("{}/{usage}", entry.id)).collect()
    };
    let claimed = places(|entry| entry.claimed.iter().collect());
    if !claimed.is_empty() {
        text += &format!(
            "\nundecided, although the list says something else, since that rests on an assessment: {}",
            claimed.join(", ")
        );
    }
    let prohibited = places(|entry| entry.prohibited.keys().collect());
    if !prohibited.is_empty() {
        text += &format!("\nprohibited, as a decision of whoever records it: {}", prohibited.join(", "));
    }
    text + &format!("\nlook through {folder}/plimsoll.toml; `plimsoll list` shows what is to be assessed")
}
