//! Logs with cells: Umbrella, NextDNS, Palo Alto Networks. Columns are told by the whole header, or by their
//! places where the product writes none.

use crate::discovery::cells::{ColumnTitles, cell, split};
use crate::discovery::collect::{Collector, HostRow};
use crate::discovery::form::InventoryForm;

use super::{LogReader, host_of, is_blocked};

/// Which of the logs with a header has these columns.
pub(in crate::discovery) fn titled_form(titles: &ColumnTitles) -> Option<InventoryForm> {
    // The first column of Palo Alto is called `Domain`, too, and holds the number of a virtual system: the
    // whole header tells, never one column.
    let palo_alto = ["receive time", "serial #", "source address", "source user", "action"];
    if titles.have(&palo_alto) && (titles.have(&["url"]) || titles.have(&["url/filename"])) {
        return Some(InventoryForm::PaloAlto);
    }
    let next_dns = ["timestamp", "domain", "query_type", "client_ip", "status", "root_domain", "device_name"];
    if titles.have(&next_dns) {
        return Some(InventoryForm::NextDns);
    }
    titles.begin(&["domain", "identities", "internal ip"]).then_some(InventoryForm::UmbrellaActivity)
}

/// Which of Umbrella's logs a line is of: cells at their places, or the names that a setting adds above them.
pub(in crate::discovery) fn umbrella_form(line: &str) -> Option<InventoryForm> {
    let cells = split(line, b',')?;
    if cells.len() < 9 {
        return None;
    }
    let is_moment = |text: &str| {
        text.len() == 19
            && text.get(..10).is_some_and(|day| day.parse::<crate::date::Day>().is_ok())
            && text.as_bytes()[10] == b' '
    };
    if is_umbrella_header(line) {
        let has = |at: usize, word: &str| cell(&cells, at).to_lowercase().contains(word);
        return match () {
            () if has(8, "domain") => Some(InventoryForm::UmbrellaDns),
            () if has(7, "url") => Some(InventoryForm::UmbrellaProxy),
            () => None,
        };
    }
    let action = |at: usize| matches!(cell(&cells, at).to_lowercase().as_str(), "allowed" | "blocked" | "proxied");
    if !line.starts_with('"') || !is_moment(cell(&cells, 0)) {
        return None;
    }
    if action(5) && cell(&cells, 8).contains('.') {
        return Some(InventoryForm::UmbrellaDns);
    }
    (action(6) && (cell(&cells, 7).contains("://") || cell(&cells, 7).contains('.')))
        .then_some(InventoryForm::UmbrellaProxy)
}

fn is_umbrella_header(line: &str) -> bool {
    let start = line.trim_start_matches('"').to_lowercase();
    start.starts_with("timestamp") && start.contains("granular identity")
}

/// Umbrella's logs as they lie in S3.
pub(super) struct Umbrella {
    form: InventoryForm,
    /// Whether the first line names columns, and is still to come.
    header: bool,
}

impl Umbrella {
    pub(super) fn new(form: InventoryForm, first: &str) -> Self {
        Self { form, header: is_umbrella_header(first) }
    }
}

impl LogReader for Umbrella {
    fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        if std::mem::take(&mut self.header) {
            return;
        }
        let Some(cells) = split(line, b',').filter(|cells| cells.len() >= 9) else { return to.not_understood() };
        let (host, address, action) = match self.form {
            InventoryForm::UmbrellaDns => (cell(&cells, 8), cell(&cells, 3), cell(&cells, 5)),
            _ => (host_of(cell(&cells, 7)), cell(&cells, 2), cell(&cells, 6)),
        };
        // The identity is that of a person or of a device, whichever was found first.
        let identity = cell(&cells, 1);
        let (device, person) = if identity.contains('@') { (address, identity) } else { (identity, "") };
        let device = if device.is_empty() { address } else { device };
        to.host_row(HostRow { host, device, person, at: cell(&cells, 0), blocked: is_blocked(action) });
    }
}

/// A log whose first line names its columns.
pub(super) struct TitledLog {
    delimiter: u8,
    columns: usize,
    host: usize,
    device: usize,
    person: usize,
    at: usize,
    action: usize,
    header: bool,
}

impl TitledLog {
    pub(super) fn boxed(form: InventoryForm, first: &str) -> Option<Box<dyn LogReader>> {
        let titles = ColumnTitles::read(first)?;
        // Where host, device, person, moment and action stand.
        let columns: [&[&str]; 5] = match form {
            InventoryForm::PaloAlto => {
                [&["url", "url/filename"], &["source address"], &["source user"], &["receive time"], &["action"]]
            }
            InventoryForm::NextDns => [&["domain"], &["device_name"], &[], &["timestamp"], &["status"]],
            _ => [&["domain"], &["identities"], &[], &["timestamp", "date"], &["action"]],
        };
        let [host, device, person, at, action] = columns.map(|names| titles.at(names));
        let log =
            Self { delimiter: titles.delimiter, columns: titles.len(), host, device, person, at, action, header: true };
        Some(Box::new(log))
    }
}

impl LogReader for TitledLog {
    fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        if std::mem::take(&mut self.header) {
            return;
        }
        let cells = split(line, self.delimiter);
        let Some(cells) = cells.filter(|cells| cells.len() == self.columns || cells.len() > self.host) else {
            return to.not_understood();
        };
        to.host_row(HostRow {
            host: host_of(cell(&cells, self.host)),
            device: cell(&cells, self.device),
            person: cell(&cells, self.person),
            at: cell(&cells, self.at),
            blocked: is_blocked(cell(&cells, self.action)),
        });
    }
}
