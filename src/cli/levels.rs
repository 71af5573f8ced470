//! Levels of factors on the command line: `data=2,autonomy=1`.

use std::collections::BTreeMap;

use plimsoll::framework::HIGHEST_LEVEL;

use crate::cli::print::terminal::plain;

/// Reads lists of levels; what is wrong with them goes to `faults`, each with the name of the flag.
pub fn read(flag: &str, lists: &[String], faults: &mut Vec<String>) -> BTreeMap<String, u8> {
    let mut levels = BTreeMap::new();
    let parts = lists.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|part| !part.is_empty());
    for part in parts {
        let level = part.split_once('=').and_then(|(factor, level)| {
            let level = level.trim().parse().ok().filter(|level| *level <= HIGHEST_LEVEL)?;
            Some((factor.trim(), level)).filter(|(factor, _)| !factor.is_empty())
        });
        match level {
            Some((factor, level)) => {
                if levels.insert(factor.to_owned(), level).is_some_and(|before| before != level) {
                    faults.push(format!("{flag}: `{}` has two levels; give one", plain(factor)));
                }
            }
            None => faults.push(format!(
                "{flag}: `{}` is no level of a factor; write FACTOR=LEVEL with a level of 0 to {HIGHEST_LEVEL}, such as data=2,egress=3",
                plain(part)
            )),
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_is_read_or_said_to_be_wrong() {
        let mut faults = Vec::new();
        let lists = ["data=2, egress = 3,".to_owned(), "users=5,=1,x,data=3,egress=3,data=".to_owned()];
        let levels = read("--ceiling", &lists, &mut faults);
        assert_eq!(levels, [("data".to_owned(), 3), ("egress".to_owned(), 3)].into());
        assert_eq!(faults.len(), 5, "{faults:?}");
    }
}
