//! What the tests share: the surroundings in which every program runs here, the program in them, a
//! register to begin with, and what was reviewed to compare with.
//!
//! Nothing of this machine is let through but where its programs lie: no home, no settings of git, no
//! time, language, width or name. A test adds what it is about.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use plimsoll::date::Day;
use snapbox::data::DataFormat;
use snapbox::{Assert, Data};

/// The program that is tested.
pub const PLIMSOLL: &str = env!("CARGO_BIN_EXE_plimsoll");

/// Who records, unless a test says otherwise.
pub const ROBIN: &str = "Robin Sample <robin@example.org>";

/// The day that every clock here shows, unless a later one is judged.
const TODAY: &str = "2026-11-22";

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The environment of every program that a test runs in a folder. It is 2026-11-22, half past nine.
pub fn surroundings(folder: &Path) -> [(&'static str, OsString); 8] {
    let mut path = OsString::from(Path::new(PLIMSOLL).parent().unwrap());
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    [
        ("PATH", path),
        ("HOME", folder.into()),
        ("GIT_CONFIG_GLOBAL", "/dev/null".into()),
        ("GIT_CONFIG_NOSYSTEM", "1".into()),
        ("TZ", "UTC".into()),
        ("SOURCE_DATE_EPOCH", "1795339800".into()),
        ("COLUMNS", "100".into()),
        ("PLIMSOLL_BY", ROBIN.into()),
    ]
}

/// A program in a folder and in those surroundings, with nothing to read.
pub fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear().envs(surroundings(folder)).stdin(Stdio::null());
    command
}

/// Plimsoll in a folder where a register lies at `register`; the arguments are parted by spaces.
pub fn plimsoll(folder: &Path, arguments: &str) -> Output {
    judging(beside_register(PLIMSOLL, folder), arguments).output().unwrap()
}

/// Adds arguments to a command. A day that is judged has come: where it is a later one, it is that day.
pub fn judging(mut command: Command, arguments: &str) -> Command {
    let judged = arguments.split(' ').skip_while(|word| *word != "--as-of").nth(1);
    let judged = judged.and_then(|day| day.parse::<Day>().ok());
    if let Some(days) = judged.map(|day| day.days_since(TODAY.parse().unwrap())).filter(|days| (1..1000).contains(days))
    {
        command.env("SOURCE_DATE_EPOCH", (1_795_339_800 + days * 86_400).to_string());
    }
    command.args(arguments.split(' '));
    command
}

/// A program in a folder where a register lies at `register`.
pub fn beside_register(program: &str, folder: &Path) -> Command {
    let mut command = command(program, folder);
    command.env("PLIMSOLL_REGISTER", "register");
    command
}

/// What a program said, output and error.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs plimsoll, which must succeed, and gives what it said.
pub fn done(folder: &Path, arguments: &str) -> String {
    let output = plimsoll(folder, arguments);
    assert!(output.status.success(), "plimsoll {arguments}\n{}", said(&output));
    said(&output)
}

/// A register at `register`, with one record or none, and answers for more.
pub fn seed(recorded: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("tests/cmd/register.in"), folder.path());
    let answers = std::fs::read_to_string(folder.path().join("good.toml")).unwrap();
    std::fs::write(folder.path().join("any.toml"), answers.replace("tool = \"note-taker\"\n", "")).unwrap();
    done(folder.path(), "init register");
    if recorded {
        done(folder.path(), "assess note-taker --answers any.toml --as-of 2026-11-22");
    }
    folder
}

/// Every file and folder below a folder, the folders before what lies in them.
pub fn everything_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Whether what was reviewed is rewritten: `SNAPSHOTS=overwrite cargo test`.
pub fn overwrites() -> bool {
    std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite")
}

/// Compares a text with the one that was reviewed, a file in `tests/snapshots/`, or writes it there.
pub fn reviewed(name: &str, text: &str) {
    let file = root().join("tests/snapshots").join(name);
    Assert::new().action_env("SNAPSHOTS").eq(text, Data::read_from(&file, Some(DataFormat::Text)).raw());
}
