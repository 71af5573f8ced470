//! `help`: the help of a command, and the words that this program uses in a special sense.

use clap::Parser as _;

use crate::cli::print::names;
use crate::cli::print::terminal::{self, HEADING, paragraph, styled, width};
use crate::cli::{Cli, Exit};

/// The page that defines the words; it is the only place where they are defined.
const GLOSSARY: &str = include_str!("../../../docs/glossary.md");

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A command, such as `assess` or `framework check`; or `words` and, if you like, one of them
    #[arg(value_name = "COMMAND")]
    about: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(("words", words)) = args.about.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        terminal::print(&glossary(&words.join(" "))?)?;
        return Ok(Exit::Yes);
    }
    let asked = ["plimsoll"].into_iter().chain(args.about.iter().map(String::as_str)).chain(["--help"]);
    match Cli::try_parse_from(asked) {
        // With --help clap always answers with a text; an unknown command is one for stderr.
        Err(help) => {
            help.print()?;
            Ok(if help.use_stderr() { Exit::CouldNot } else { Exit::Yes })
        }
        Ok(_) => Ok(Exit::CouldNot),
    }
}

/// A word with the sentence that defines it.
struct Word<'a> {
    term: &'a str,
    means: &'a str,
}

/// The sections of the page, each with its words.
fn sections() -> Vec<(&'static str, Vec<Word<'static>>)> {
    let parts = GLOSSARY.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'));
    parts
        .map(|(title, body)| {
            let words = body.lines().filter_map(|line| line.strip_prefix("- **")?.split_once("**: "));
            (title, words.map(|(term, means)| Word { term, means }).collect())
        })
        .collect()
}

/// All words, or the one that was asked for.
fn glossary(wanted: &str) -> anyhow::Result<String> {
    let sections = sections();
    let entry = |word: &Word<'_>| {
        let text = word.means.replace('`', "");
        paragraph("  ", 4, &format!("{}: {text}", styled(HEADING, word.term)), width()) + "\n"
    };
    if !wanted.is_empty() {
        let words: Vec<&Word<'_>> = sections.iter().flat_map(|(_, words)| words).collect();
        let spelt = wanted.to_lowercase().replace('-', " ");
        let found = words.iter().find(|word| word.term.replace('-', " ") == spelt);
        let terms: Vec<&str> = words.iter().map(|word| word.term).collect();
        return found.map(|word| entry(word)).ok_or_else(|| names::unknown("no word", wanted, &terms));
    }
    let mut text = String::new();
    for (title, words) in &sections {
        text += &format!("{}{}\n", if text.is_empty() { "" } else { "\n" }, styled(HEADING, title));
        text.extend(words.iter().map(entry));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_one_sentence_and_one_place() {
        let sections = sections();
        let words: Vec<&Word<'_>> = sections.iter().flat_map(|(_, words)| words).collect();
        assert_eq!(GLOSSARY.lines().filter(|line| line.starts_with("- ")).count(), words.len());
        let mut terms: Vec<&str> = words.iter().map(|word| word.term).collect();
        terms.sort_unstable();
        let all = terms.len();
        terms.dedup();
        assert_eq!(terms.len(), all, "a word stands twice");
        for word in &words {
            assert!(word.means.ends_with('.') && !word.means.contains(". "), "{}: one sentence", word.term);
        }
        // The words that a page of results, a decision or the gate cannot do without.
        for needed in ["residual risk", "inherent risk", "evidence strength", "floor", "knock-out", "ceiling", "hold"] {
            assert!(terms.contains(&needed), "{needed}");
        }
    }

    #[test]
    fn a_word_is_found_however_it_is_spelt() {
        let one = glossary("Knock out").unwrap();
        assert!(one.contains("a fact that sets a floor"), "{one}");
        let error = glossary("celing").unwrap_err().to_string();
        assert!(error.contains("did you mean `ceiling`?"), "{error}");
    }
}
