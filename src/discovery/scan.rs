//! Looks through a folder, a repository or a home, for what tools leave there: lock files, configurations,
//! extensions, and paths that the catalogue knows. No link is followed.
#![expect(clippy::disallowed_methods, reason = "looks through the folder that a person names, and nothing else")]

use std::fs::DirEntry;
use std::path::{Path, PathBuf};

use crate::identity::Identity;
use crate::input;
use crate::problem::Problem;

use super::collect::{Collector, Seen};
use super::form::InventoryForm;
use super::{Discovery, SightingGrade, places, read};

/// How many folders within each other are looked through.
const DEEPEST: usize = 16;
/// The most files and folders that are looked at.
const MOST_ENTRIES: u64 = 1_000_000;
/// The most files that are read.
const MOST_READ: usize = 20_000;
/// Folders in which others keep copies of what they use, and caches.
const PASSED_OVER: [&str; 12] = [
    ".git",
    "node_modules",
    "target",
    ".venv",
    "venv",
    "__pycache__",
    ".cache",
    "Caches",
    ".npm",
    ".cargo",
    ".rustup",
    "site-packages",
];

/// Folders in which editors and browsers keep their extensions.
const PROGRAMS: [&str; 15] = [
    "vscode",
    "vscode-insiders",
    "vscode-oss",
    "vscode-server",
    "cursor",
    "windsurf",
    "kiro",
    "trae",
    "qoder",
    "chrome",
    "google-chrome",
    "chromium",
    "microsoft-edge",
    "edge",
    "brave-browser",
];

/// What a folder showed.
#[derive(Debug)]
pub struct ScannedFolder {
    /// The folder itself, with the paths in it that tools leave; then each file that was read.
    pub inventories: Vec<Discovery>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Looks through a folder; `name` says how readers of the output know a path.
///
/// # Errors
/// Where it cannot be opened.
pub fn scan(
    folder: &Path,
    known: &dyn Fn(&Identity) -> bool,
    name: &dyn Fn(&Path) -> String,
) -> std::io::Result<ScannedFolder> {
    let mut walk = FolderWalk { known, name, to: Collector::new(known), entries: 0, files: Vec::new(), cut: false };
    let first = std::fs::read_dir(folder)?.flatten().collect();
    walk.level(first, &mut Vec::new(), false);
    if walk.cut {
        walk.to.remark(format!("more than {MOST_ENTRIES} entries or {DEEPEST} levels: the rest was not looked at"));
    }
    let FolderWalk { mut to, mut files, .. } = walk;
    files.sort();
    if files.len() > MOST_READ {
        to.remark(format!("{} files more than {MOST_READ} were not read", files.len() - MOST_READ));
        files.truncate(MOST_READ);
    }
    let mut scanned = ScannedFolder { inventories: Vec::new(), problems: Vec::new() };
    for path in files {
        let file = name(&path);
        match input::stream(&path) {
            Ok(stream) => match read(&file, stream, known) {
                Ok(mut inventory) => {
                    places::set_client(&mut inventory, &path);
                    scanned.inventories.push(inventory);
                }
                // Many programs have a `settings.json`: only one that should read and does not is a problem.
                Err(problem) if problem.code == crate::problem::Code::WrongFile => {}
                Err(problem) => scanned.problems.push(*problem),
            },
            Err(error) => {
                let source = crate::problem::Source::new(file, "");
                let mut problem = Problem::error(crate::problem::Code::Unreadable, &source, 0..0, error.to_string());
                problem.marks.clear();
                scanned.problems.push(problem);
            }
        }
    }
    scanned.inventories.insert(0, to.finish(&name(folder), InventoryForm::Folder));
    Ok(scanned)
}

struct FolderWalk<'a, 'k> {
    known: &'k dyn Fn(&Identity) -> bool,
    name: &'a dyn Fn(&Path) -> String,
    to: Collector<'k>,
    entries: u64,
    files: Vec<PathBuf>,
    cut: bool,
}

impl FolderWalk<'_, '_> {
    /// Looks at the entries of a folder; `below` are the names of the folders that lead here, `told` whether
    /// one of them is a tool's already.
    fn level(&mut self, mut entries: Vec<DirEntry>, below: &mut Vec<String>, told: bool) {
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            self.entries += 1;
            if self.entries > MOST_ENTRIES {
                self.cut = true;
                return;
            }
            let Ok(kind) = entry.file_type() else { continue };
            let name = entry.file_name().to_string_lossy().into_owned();
            if kind.is_symlink() || (kind.is_dir() && PASSED_OVER.contains(&name.as_str())) {
                continue;
            }
            below.push(name);
            let told = told || self.path(below) || (kind.is_dir() && self.extension(below));
            if kind.is_dir() {
                if below.len() < DEEPEST {
                    let inside = std::fs::read_dir(entry.path());
                    match inside {
                        Ok(inside) => self.level(inside.flatten().collect(), below, told),
                        Err(_) => self.to.remark(format!("{} cannot be opened", (self.name)(&entry.path()))),
                    }
                } else {
                    self.cut = true;
                }
            } else if kind.is_file() && places::is_inventory(below) {
                self.files.push(entry.path());
            }
            below.pop();
        }
    }

    /// Takes a path that a tool leaves in a repository or a home, wherever below the folder that is.
    fn path(&mut self, below: &[String]) -> bool {
        for from in 0..below.len() {
            let path = below[from..].join("/");
            // A folder may be a repository, or a home.
            let mut readings = [path.clone(), format!("~/{path}")].into_iter().filter_map(|path| Identity::file(&path));
            let Some(identity) = readings.find(|path| (self.known)(path)) else { continue };
            self.to.see(Seen::new(identity, SightingGrade::Configured));
            return true;
        }
        false
    }

    /// Takes a folder in which an editor or a browser keeps an extension.
    fn extension(&mut self, below: &[String]) -> bool {
        let [.., above, name] = below else { return false };
        let (identity, version) = match above.as_str() {
            "extensions" => {
                // `publisher.name-1.2.3`, with the platform behind it.
                let version =
                    name.match_indices('-').find(|(at, _)| name[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
                let Some((at, _)) = version else { return false };
                let version = name[at + 1..].split('-').next().map(str::to_owned);
                (Identity::editor_extension(&name[..at]), version)
            }
            "Extensions" => (Identity::browser_extension(name), None),
            _ => return false,
        };
        let Some(identity) = identity else { return false };
        // `.cursor/extensions/...`, `Google/Chrome/Default/Extensions/...`.
        let client = below.iter().rev().skip(2).find_map(|folder| {
            let folder = folder.trim_start_matches('.').to_lowercase();
            PROGRAMS.contains(&folder.as_str()).then_some(folder)
        });
        self.to.see(Seen {
            version: version.as_deref(),
            client: client.as_deref(),
            ..Seen::new(identity, SightingGrade::Installed)
        });
        true
    }
}
