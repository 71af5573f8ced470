//! `init`: a register with a commented `plimsoll.toml`.

use std::path::PathBuf;

use plimsoll::register::Register;

use super::terminal::{plain, say};
use super::{Answer, Global};

/// Make a register
///
/// Writes `plimsoll.toml`, which explains every setting, and the folders that a register has.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; made if it is not there
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
    /// What the register is called
    #[arg(long, default_value = "AI register", value_name = "NAME")]
    name: String,
}

/// Runs the command.
pub fn run(args: &Args, _global: &Global) -> anyhow::Result<Answer> {
    Register::create(&args.folder, &args.name)?;
    let folder = plain(&args.folder.display().to_string());
    say(&format!("made a register in {folder}; look through {folder}/plimsoll.toml, then `plimsoll assess TOOL`"));
    Ok(Answer::Yes)
}
