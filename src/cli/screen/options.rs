//! The menus of options: one of several, or all that are true, ticked one by one; and beside them that
//! nobody knows, or that it does not apply.

use std::collections::BTreeSet;

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
    /// The entry that is no part of it: nobody knows.
    Aside,
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
            _ => Ticked::Aside,
        }));
    }
}

/// Entries with keys, as far as there are keys; the arrows reach the rest.
pub(super) fn keyed<'a>(labels: impl Iterator<Item = &'a String>) -> impl Iterator<Item = MenuEntry> {
    let keys = keys().map(Some).chain(std::iter::repeat(None));
    labels.zip(keys).map(|(label, key)| MenuEntry { key, ..MenuEntry::new(' ', label) })
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
