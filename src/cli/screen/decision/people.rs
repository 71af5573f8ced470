//! Names of people: whoever stands in the register or in its policy is offered while somebody types.

use inquire::CustomUserError;
use inquire::autocompletion::{Autocomplete, Replacement};

/// Completes the last of several names, which semicolons part.
#[derive(Clone)]
pub(super) struct Names(pub(super) Vec<String>);

impl Names {
    /// What was typed before the name that is being typed, and that name.
    fn parts(input: &str) -> (&str, &str) {
        let at = input.rfind(';').map_or(0, |at| at + 1);
        let (before, name) = input.split_at(at);
        let spaces = name.len() - name.trim_start().len();
        (&input[..before.len() + spaces], &name[spaces..])
    }
}

impl Autocomplete for Names {
    fn get_suggestions(&mut self, input: &str) -> Result<Vec<String>, CustomUserError> {
        let (before, name) = Self::parts(input);
        let typed = name.trim_end().to_lowercase();
        let others = || self.0.iter().filter(|known| !before.contains(*known));
        // In place of a name that is complete stands any other.
        let complete = others().any(|known| known.to_lowercase() == typed);
        let known = others().filter(|known| {
            let known = known.to_lowercase();
            if complete { known != typed } else { known.contains(&typed) }
        });
        Ok(known.map(|known| format!("{before}{known}")).collect())
    }

    fn get_completion(&mut self, input: &str, highlighted: Option<String>) -> Result<Replacement, CustomUserError> {
        Ok(match highlighted {
            Some(name) => Some(name),
            None => self.get_suggestions(input)?.into_iter().next(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_is_being_typed_is_completed() {
        let known = ["Carla Stein <carla@example.org>", "Kim Owner <kim@example.org>"].map(str::to_owned);
        let mut names = Names(known.to_vec());
        assert_eq!(names.get_suggestions("").unwrap(), known);
        assert_eq!(names.get_suggestions("STEIN").unwrap(), known[..1]);
        assert_eq!(names.get_completion("ki", None).unwrap().as_ref(), Some(&known[1]));
        assert_eq!(names.get_completion("xyz", None).unwrap(), None);
        // Once is enough, and what stands before stays.
        let two = format!("{}; ki", known[0]);
        assert_eq!(names.get_suggestions(&two).unwrap(), [format!("{}; {}", known[0], known[1])]);
        assert_eq!(names.get_suggestions(&format!("{}; ", known[0])).unwrap().len(), 1);
        assert_eq!(names.get_suggestions(&known[0]).unwrap(), known[1..]);
    }
}
