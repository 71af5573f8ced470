//! The menus of options: one of several, or all that are true, ticked one by one; and beside them that
//! nobody knows, or that it does not apply.

use std::collections::BTreeSet;

use plimsoll::answers::{State, Value};
use plimsoll::framework::{Choice, ListItem, Question};

use super::{FAINT, KEYS, Menu, MenuEntry, Priority, Prompted, ScreenHeader, choose, keys};

/// The menu of a multiple, with what is ticked so far.
pub(super) fn several_menu(
    header: &ScreenHeader,
    labels: &[&String],
    aside: &[MenuEntry],
    ticked: &BTreeSet<usize>,
    at: usize,
) -> Menu {
    let mut header = header.clone();
    header.add(Priority::Advice, FAINT, "Tick what is wholly true.").space();
    let mut entries: Vec<MenuEntry> = keyed(labels.iter().copied())
        .enumerate()
        .map(|(at, entry)| MenuEntry { ticked: Some(ticked.contains(&at)), ..entry })
        .collect();
    let done = match ticked.len() {
        0 => "none of these, go on".to_owned(),
        count => format!("the {count} ticked, go on"),
    };
    entries.push(MenuEntry::new('g', &done));
    entries.extend(aside.iter().cloned());
    let keys = "key or space ticks · g goes on · Esc goes back · Ctrl-C leaves, all is kept".to_owned();
    Menu { header, entries, at, keys }
}

/// What was said to a list.
pub(super) enum Ticked {
    /// These of it are true.
    These(BTreeSet<usize>),
    /// One of the entries that are no part of it.
    Aside(usize),
}

/// Asks which of a list are true, beginning with some ticked and the cursor at an entry.
pub(super) fn tick(
    header: &ScreenHeader,
    labels: &[&String],
    aside: &[MenuEntry],
    mut ticked: BTreeSet<usize>,
    mut at: usize,
) -> anyhow::Result<Prompted<Ticked>> {
    loop {
        let chosen = choose(&mut several_menu(header, labels, aside, &ticked, at))?;
        if let Prompted::This(chosen) = chosen
            && chosen < labels.len()
        {
            at = chosen;
            if !ticked.remove(&chosen) {
                ticked.insert(chosen);
            }
            continue;
        }
        return Ok(chosen.map(|chosen| match chosen - labels.len() {
            0 => Ticked::These(ticked),
            aside => Ticked::Aside(aside - 1),
        }));
    }
}

pub(super) fn several(
    header: &ScreenHeader,
    question: &Question,
    items: &[ListItem],
    before: Option<&State>,
) -> anyhow::Result<Prompted<ChosenOption>> {
    let given = |item: &ListItem| matches!(before, Some(State::Given(Value::List(ids))) if ids.contains(&item.id));
    let ticked: BTreeSet<usize> = (0..items.len()).filter(|at| given(&items[*at])).collect();
    let at = match before {
        Some(State::Given(_)) => items.len(),
        Some(State::Unknown { .. }) => items.len() + 1,
        Some(State::NotApplicable { .. }) => items.len() + 1 + usize::from(question.not_applicable),
        None => 0,
    };
    let labels: Vec<&String> = items.iter().map(|item| &item.label).collect();
    Ok(tick(header, &labels, &aside(question), ticked, at)?.map(|said| match said {
        Ticked::These(ticked) => {
            ChosenOption::Value(Value::List(ticked.iter().map(|at| items[*at].id.clone()).collect()))
        }
        Ticked::Aside(0) => ChosenOption::Unknown,
        Ticked::Aside(_) => ChosenOption::NotApplicable,
    }))
}

/// Entries with keys, as far as there are keys; the arrows reach the rest.
pub(super) fn keyed<'a>(labels: impl Iterator<Item = &'a String>) -> impl Iterator<Item = MenuEntry> {
    let keys = keys().map(Some).chain(std::iter::repeat(None));
    labels.zip(keys).map(|(label, key)| MenuEntry { key, ..MenuEntry::new(' ', label) })
}

/// What was chosen at a question.
pub(super) enum ChosenOption {
    Value(Value),
    Unknown,
    NotApplicable,
}

/// The menu of a choice.
pub(super) fn option_menu(
    mut header: ScreenHeader,
    question: &Question,
    options: &[Choice],
    before: Option<&State>,
) -> Menu {
    let advice = "Choose the highest option that is wholly true. If a bad one is true, choose that.";
    header.add(Priority::Advice, FAINT, advice).space();
    let at = match before {
        Some(State::Given(value)) => options.iter().position(|option| Value::Text(option.id.clone()) == *value),
        Some(State::NotApplicable { .. }) => Some(options.len() + 1),
        Some(State::Unknown { .. }) | None => None,
    };
    one_of(header, options.iter().map(|option| &option.label), aside(question), at)
}

/// A menu of options of which one is true. `aside` are the entries that are no option; the first of
/// them says that nobody knows.
pub(super) fn one_of<'a>(
    header: ScreenHeader,
    labels: impl Iterator<Item = &'a String>,
    aside: Vec<MenuEntry>,
    at: Option<usize>,
) -> Menu {
    let mut entries: Vec<MenuEntry> = keyed(labels).collect();
    // A careless Enter claims nothing: where nothing was said, it says that nobody knows.
    let at = at.unwrap_or(entries.len());
    entries.extend(aside);
    let at = at.min(entries.len() - 1);
    Menu { header, entries, at, keys: KEYS.to_owned() }
}

pub(super) fn option(
    header: ScreenHeader,
    question: &Question,
    options: &[Choice],
    before: Option<&State>,
) -> anyhow::Result<Prompted<ChosenOption>> {
    let mut menu = option_menu(header, question, options, before);
    Ok(choose(&mut menu)?.map(|chosen| match options.get(chosen) {
        Some(option) => ChosenOption::Value(Value::Text(option.id.clone())),
        None if chosen == options.len() => ChosenOption::Unknown,
        None => ChosenOption::NotApplicable,
    }))
}

/// The entries that are no option: `u` and, where the question allows it, `x`.
pub(super) fn aside(question: &Question) -> Vec<MenuEntry> {
    let mut entries = vec![MenuEntry::new('u', "I don't know yet (counts as 0)")];
    if question.not_applicable {
        entries.push(MenuEntry::new('x', "does not apply (with a reason and a second reader)"));
    }
    entries
}
