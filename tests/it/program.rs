//! The program as tests run it: in a folder of its own, on a day of its own, with a register.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::transcripts::copy;

/// The command in the surroundings that every run here has.
pub fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("HOME", folder)
        .env("SOURCE_DATE_EPOCH", "1795426200")
        .env("PLIMSOLL_REGISTER", "register")
        .env("PLIMSOLL_BY", "Robin Sample <robin@example.org>")
        .stdin(Stdio::null());
    command
}

pub fn plimsoll(folder: &Path, arguments: &str) -> Output {
    command(env!("CARGO_BIN_EXE_plimsoll"), folder).args(arguments.split(' ')).output().unwrap()
}

pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs the program, which must succeed, and gives what it said.
pub fn done(folder: &Path, arguments: &str) -> String {
    let output = plimsoll(folder, arguments);
    assert!(output.status.success(), "plimsoll {arguments}\n{}", said(&output));
    said(&output)
}

/// A register, with one record or none, and answers for more.
pub fn seed(recorded: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/register.in"), folder.path());
    let answers = std::fs::read_to_string(folder.path().join("good.toml")).unwrap();
    std::fs::write(folder.path().join("any.toml"), answers.replace("tool = \"note-taker\"\n", "")).unwrap();
    done(folder.path(), "init register");
    if recorded {
        done(folder.path(), "assess note-taker --answers any.toml --as-of 2026-11-22");
    }
    folder
}
