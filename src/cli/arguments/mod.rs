//! What arguments of several commands say: levels of factors, days and people. What is wrong with them
//! goes into a list of faults, each with the name of its flag, so that everything is said at once.

use std::collections::BTreeMap;

use clap::ValueEnum;
use plimsoll::date::Day;
use plimsoll::framework::HIGHEST_LEVEL;
use plimsoll::person::Person;

use crate::cli::person::person;
use crate::cli::print::terminal::plain;

pub mod limits;
pub mod scoring;

/// What a decision or an event is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SubjectScope {
    /// The tool
    #[default]
    Tool,
    /// Every tool of its vendor
    Vendor,
}

/// How answers are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    #[default]
    Text,
    /// For programs; its keys are stable
    Json,
    /// For code scanning, SARIF 2.1.0
    Sarif,
    /// For readers of test reports
    Junit,
    /// For the summary of a workflow's step
    Markdown,
}

/// A day that a flag gives.
pub fn day(flag: &str, text: Option<&String>, faults: &mut Vec<String>) -> Option<Day> {
    match text?.parse() {
        Ok(day) => Some(day),
        Err(error) => {
            faults.push(format!("{flag}: `{}` is {error}", text?));
            None
        }
    }
}

/// The people that a flag names; the recorder where it names none.
pub fn people(flag: &str, named: &[String], recorder: &Person, faults: &mut Vec<String>) -> Vec<Person> {
    if named.is_empty() {
        return vec![recorder.clone()];
    }
    named.iter().filter_map(|text| who(flag, text, faults)).collect()
}

/// The person that a flag names.
pub fn who(flag: &str, text: &str, faults: &mut Vec<String>) -> Option<Person> {
    person(text).map_err(|error| faults.push(format!("{flag}: {error}"))).ok()
}

/// Reads lists of levels; what is wrong with them goes to `faults`, each with the name of the flag.
pub fn levels(flag: &str, lists: &[String], faults: &mut Vec<String>) -> BTreeMap<String, u8> {
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
                "{flag}: `{}` is not a factor level; write FACTOR=LEVEL with a level of 0 to {HIGHEST_LEVEL}, such as data=2,egress=3",
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
        let read = levels("--ceiling", &lists, &mut faults);
        assert_eq!(read, [("data".to_owned(), 3), ("egress".to_owned(), 3)].into());
        assert_eq!(faults.len(), 5, "{faults:?}");
    }
}
