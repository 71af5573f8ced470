//! `man`: the manual pages, from the same words as `--help`.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::cli::print::terminal;

use crate::cli::{Cli, Exit};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write a page for every command into this folder instead
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> anyhow::Result<Exit> {
    let command = Cli::command();
    match &args.to {
        Some(folder) => {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
            clap_mangen::generate_to(command, folder)
                .with_context(|| format!("cannot write into {}", folder.display()))?;
        }
        // Nobody reads the source of a manual page: in a terminal it is the text that stands in it.
        None if std::io::stdout().is_terminal() => {
            let mut command = command;
            terminal::print(&command.render_long_help().ansi().to_string())?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            terminal::print(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Exit::Yes)
}
