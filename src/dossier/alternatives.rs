//! How what a decision names to use instead stands itself.

use std::collections::BTreeMap;

use crate::assessment::Subject;
use crate::date::Day;
use crate::register::Register;

use super::Dossier;

/// How tools that are named as alternatives stand on a day, by their id: in the same use, else in
/// their only one. Names that are no tools of the register are left out.
///
/// # Errors
/// Where what the register holds about one of them is not sound.
pub fn alternatives<'n>(
    register: &Register,
    names: impl IntoIterator<Item = &'n String>,
    usage: &str,
    day: Day,
) -> anyhow::Result<BTreeMap<String, String>> {
    let tools = register.tools()?;
    let mut found = BTreeMap::new();
    for name in names.into_iter().filter(|name| tools.contains(name)) {
        let uses = register.uses(name)?;
        let (of, place) = match &uses[..] {
            uses if uses.iter().any(|known| known == usage) => (usage, String::new()),
            [only] => (only.as_str(), format!(" in use {only}")),
            [] => (usage, String::new()),
            several => {
                found.insert(name.clone(), format!("depends on the use: {}", several.join(", ")));
                continue;
            }
        };
        let subject = Subject::Tool(name.clone());
        let dossier = Dossier::of(register, &subject, Some(of), register.tool(name)?.as_ref(), day.into()).sound()?;
        found.insert(name.clone(), dossier.view().status(day).words() + &place);
    }
    Ok(found)
}
