//! Who works here, as git knows it: `user.name` and `user.email`, with what git includes on conditions.

use std::path::Path;

use anyhow::bail;

use super::{reading, run, why};

/// Name and mail of the person that git's settings name for a folder, which need not be there yet.
/// `None` where there is no git, or where it knows only one of the two.
pub fn identity(folder: &Path) -> anyhow::Result<Option<(String, String)>> {
    let folder = std::path::absolute(folder)?;
    let Some(folder) = folder.ancestors().find(|above| above.is_dir()) else { return Ok(None) };
    let mut settings = reading(folder);
    settings.args(["config", "-z", "--get-regexp", r"^user\.(name|email)$"]);
    let Some(output) = run(settings, None)? else { return Ok(None) };
    match output.status.code() {
        Some(0) => {}
        // Nothing is set.
        Some(1) => return Ok(None),
        _ => bail!("{}", why(&output)),
    }
    let said = String::from_utf8(output.stdout)?;
    // What is set last holds.
    let last = |wanted: &str| {
        let settings = said.split('\0').filter_map(|setting| setting.split_once('\n'));
        settings.rev().find(|(key, _)| *key == wanted).map(|(_, value)| value.to_owned())
    };
    Ok(last("user.name").zip(last("user.email")))
}
