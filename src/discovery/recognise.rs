//! Which form an inventory has: by its content, never by its name. A table is told by its whole header.

use crate::document::sheet::word;

use super::cells::ColumnTitles;
use super::form::{InventoryForm, Surface};
use super::tree::Tree;
use super::{logs, mcp, rows};

/// How many lines at the start are looked at.
const HEAD: usize = 60;

/// What bytes are that are no text, and what to do with them.
pub(super) fn no_text(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    match () {
        () if starts(&[0x1f, 0x8b]) => {
            Some(("compressed with gzip", "unpack it first: `gunzip -k FILE`, or give `<(zcat FILE)`"))
        }
        () if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") => {
            Some(("a ZIP archive", "unpack it first, and give the file inside"))
        }
        () if starts(&[0x28, 0xb5, 0x2f, 0xfd]) => Some(("compressed with zstd", "unpack it first: `unzstd FILE`")),
        () if starts(b"BZh") => Some(("compressed with bzip2", "unpack it first: `bunzip2 -k FILE`")),
        () if starts(&[0xfd, b'7', b'z', b'X', b'Z', 0]) => {
            Some(("compressed with xz", "unpack it first: `unxz -k FILE`"))
        }
        () if starts(b"SQLite format 3\0") => Some(("a database", "export the table as CSV or JSON, and give that")),
        () if starts(b"%PDF") => Some(("a PDF", "give the export as CSV, JSON or text")),
        () if starts(b"bplist00") => Some(("a binary property list", "convert it first: `plutil -convert json FILE`")),
        () => None,
    }
}

/// The form that lines show; `None` where it has to be read as a whole, or is none.
pub(super) fn of_lines(head: &str) -> Option<InventoryForm> {
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).take(HEAD).collect();
    let first = *lines.first()?;
    if lines.iter().take(5).any(|line| line.starts_with("# yarn lockfile") || *line == "__metadata:") {
        return Some(InventoryForm::YarnLock);
    }
    if logs::is_squid(first) {
        return Some(InventoryForm::Squid);
    }
    // What stands first in a log may be the line of another program.
    for (test, form) in [
        (logs::is_dnsmasq as fn(&str) -> bool, InventoryForm::Dnsmasq),
        (logs::is_cef, InventoryForm::Cef),
        (logs::is_fortigate, InventoryForm::FortiGate),
    ] {
        if lines.iter().any(|line| test(line)) {
            return Some(form);
        }
    }
    if let Some(form) = logs::umbrella_form(first) {
        return Some(form);
    }
    if let Some(titles) = ColumnTitles::read(first) {
        let form = logs::titled_form(&titles).or_else(|| rows::titled_form(&titles));
        if form.is_some() {
            return form;
        }
    }
    let heading = rows::is_editor_heading(first);
    let extensions = lines.iter().filter(|line| rows::is_editor_line(line)).count();
    let other = lines.len() - extensions - lines.iter().filter(|line| rows::is_editor_heading(line)).count();
    if (heading || extensions > 0) && other == 0 {
        return Some(InventoryForm::EditorList);
    }
    let required: Vec<(bool, bool)> = lines.iter().map(|line| super::locks::is_requirement(line)).collect();
    if required.iter().all(|(could, _)| *could) && required.iter().any(|(_, must)| *must) {
        return Some(InventoryForm::Requirements);
    }
    None
}

/// Whether a text may be TOML, whatever it says.
pub(super) fn may_be_toml(head: &str) -> bool {
    let line = head.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let is_key = |key: &str| {
        let key = key.trim();
        !key.is_empty()
            && key.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b'-' | b'.' | b'"'))
    };
    line.is_some_and(|line| {
        line.starts_with('[') || line.split_once('=').is_some_and(|(key, value)| is_key(key) && !value.starts_with('='))
    })
}

/// Whether a text may be a mapping in YAML.
pub(super) fn may_be_yaml(head: &str) -> bool {
    let begins = |line: &&str| !line.trim().is_empty() && !line.starts_with(['#', '%', ' ']) && *line != "---";
    let line = head.trim_start_matches('\u{feff}').lines().find(begins);
    let key = line.and_then(|line| line.split_once(':')).filter(|(_, rest)| rest.is_empty() || rest.starts_with(' '));
    key.is_some_and(|(key, _)| !key.contains(' ') || key.starts_with(['"', '\'']))
}

/// Whether lines may be a list that somebody wrote.
pub(super) fn may_be_plain(head: &str) -> bool {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty()).take(HEAD).peekable();
    lines.peek().is_some() && lines.all(|line| line.trim().starts_with('#') || rows::is_plain_line(line))
}

/// The form of a document, by the keys at its top.
pub(super) fn of_document(document: &Tree) -> Option<InventoryForm> {
    let has = |key: &str| document.has(key);
    let form = match () {
        () if document.text_at("bomFormat") == Some("CycloneDX") => InventoryForm::CycloneDx,
        () if document.get("_meta").has("pipfile-spec") => InventoryForm::Pipfile,
        () if has("lockfileVersion") && document.get("workspaces").is_table() => InventoryForm::BunLock,
        () if has("lockfileVersion") && (has("importers") || has("settings") || is_pnpm(document)) => {
            InventoryForm::PnpmLock
        }
        () if has("lockfileVersion") => InventoryForm::NpmLock,
        () if has("lockfile_version") => InventoryForm::ApmLock,
        () if has("lock-version") && document.get("packages").is_list() => InventoryForm::PythonLock,
        () if document.get("package").is_list() && is_python(document) => InventoryForm::PythonLock,
        () if document.get("package").is_list() && has("version") => InventoryForm::CargoLock,
        () if mcp::is_configuration(document) => InventoryForm::Mcp,
        () if mcp::is_account(document) => InventoryForm::AccountFile,
        () => return rows::wrapped(document).map(|(form, _)| form).or_else(|| rows::form_of(document)),
    };
    Some(form)
}

/// Versions of pnpm's lock files have a point in them, those of npm's are whole.
fn is_pnpm(document: &Tree) -> bool {
    document.text_at("lockfileVersion").is_some_and(|version| version.contains('.'))
}

fn is_python(document: &Tree) -> bool {
    document.has("requires-python")
        || document.get("metadata").has("lock-version")
        || document.get("metadata").has("python-versions")
}

/// What is said of something that is none of these: what it seems to be, and what would be taken.
pub(super) fn unknown(head: &str) -> (String, Vec<String>) {
    let first = head.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let titles = ColumnTitles::read(first).filter(|titles| titles.len() > 2);
    let title = match titles {
        Some(titles) => format!(
            "this is not an inventory that is read: it is a table of {} columns, and none of the known exports has this header",
            titles.len()
        ),
        None => "this is not an inventory that is read".to_owned(),
    };
    let mut help: Vec<String> = Vec::new();
    // What resembles the form that was meant tells more than a list of all.
    let near = InventoryForm::ALL.iter().filter(|form| {
        let sign = form.sign();
        let words = word(first);
        sign.split('`').skip(1).step_by(2).filter(|part| part.len() > 3 && words.contains(&word(part))).count() > 1
    });
    help.extend(near.take(2).map(|form| format!("{} is told by: {}", form.title(), form.sign())));
    for surface in Surface::ALL {
        let forms = InventoryForm::ALL
            .iter()
            .filter(|form| form.surfaces().first() == Some(&surface) && **form != InventoryForm::Folder);
        let titles: Vec<&str> = forms.map(|form| form.title()).collect();
        help.push(format!("{}: {}", surface.meaning(), titles.join("; ")));
    }
    help.push(
        "`docs/reconcile.md` says by which marks each is told; a table needs its header as it was exported".to_owned(),
    );
    (title, help)
}
