//! Who records: `--by`, else the person that git's configuration files name.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use gix_config::file::{Metadata, init};
use gix_config::{File, Source};

use crate::cli::Global;

/// The person who records, as `Name <mail>`.
///
/// # Errors
/// Where nobody is named, or the name is not of that form.
pub fn recorder(global: &Global, folder: &Path) -> anyhow::Result<String> {
    match &global.by {
        Some(by) => person(by),
        None => from_git(folder)?.context(
            "nobody is named as the recorder: give --by \"Name <mail>\", set PLIMSOLL_BY, or set user.name and user.email in git",
        ),
    }
}

/// A text of the form `Name <mail>`.
pub fn person(text: &str) -> anyhow::Result<String> {
    let parts = text.trim().strip_suffix('>').and_then(|rest| rest.split_once('<'));
    match parts {
        Some((name, mail)) if !name.trim().is_empty() && mail.contains('@') && !mail.contains(['<', '>', ' ']) => {
            Ok(format!("{} <{mail}>", name.trim()))
        }
        _ => bail!("`{text}` does not say who: write \"Name <mail>\""),
    }
}

/// What git's configuration files say. They are read as text; git itself is not run.
fn from_git(folder: &Path) -> anyhow::Result<Option<String>> {
    let from_env = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let home = from_env("HOME").or_else(|| from_env("USERPROFILE"));
    let in_home = |rest: &str| home.as_ref().map(|home| home.join(rest));
    let xdg = from_env("XDG_CONFIG_HOME").map(|base| base.join("git/config")).or_else(|| in_home(".config/git/config"));
    let mut files =
        vec![(Source::System, Some(from_env("GIT_CONFIG_SYSTEM").unwrap_or_else(|| "/etc/gitconfig".into())))];
    match from_env("GIT_CONFIG_GLOBAL") {
        Some(only) => files.push((Source::User, Some(only))),
        None => files.extend([(Source::User, xdg), (Source::User, in_home(".gitconfig"))]),
    }
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let local = folder.ancestors().map(|above| above.join(".git/config")).find(|config| config.is_file());
    files.push((Source::Local, local));
    let files = files.into_iter().filter_map(|(source, path)| Some((source, path.filter(|path| path.is_file())?)));
    let metadata = files.map(|(source, path)| {
        let mut metadata = Metadata::from(source);
        metadata.path = Some(path);
        metadata
    });
    let options = init::Options {
        includes: gix_config::file::includes::Options::follow_without_conditional(home.as_deref()),
        ..init::Options::default()
    };
    let config = File::from_paths_metadata(metadata, options)
        .map_err(|error| anyhow::anyhow!("git's configuration cannot be read: {error}; give --by \"Name <mail>\""))?;
    let Some(config) = config else { return Ok(None) };
    let value = |key: &str| config.string(key).map(|value| value.to_string());
    match (value("user.name"), value("user.email")) {
        (Some(name), Some(mail)) => person(&format!("{name} <{mail}>")).map(Some),
        _ => Ok(None),
    }
}
