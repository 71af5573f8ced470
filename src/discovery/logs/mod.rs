//! Logs of DNS and proxies: a host in every line, who asked for it, and whether it was blocked.
//!
//! `tables.rs` reads those with cells, `objects.rs` JSON lines, `lines.rs` what is written for people and syslog.

use super::collect::Collector;
use super::form::InventoryForm;

mod lines;
mod objects;
mod tables;

/// Reads the lines of one log.
pub(super) trait LogReader {
    /// Takes a line that is not blank.
    fn line(&mut self, line: &str, to: &mut Collector<'_>);
}

/// The reader of a form; `first` is the first line, which may name columns.
pub(super) fn reader(form: InventoryForm, first: &str) -> Option<Box<dyn LogReader>> {
    match form {
        InventoryForm::UmbrellaDns | InventoryForm::UmbrellaProxy => Some(Box::new(tables::Umbrella::new(form, first))),
        InventoryForm::UmbrellaActivity | InventoryForm::NextDns | InventoryForm::PaloAlto => {
            tables::TitledLog::boxed(form, first)
        }
        InventoryForm::CloudflareDns | InventoryForm::CloudflareHttp | InventoryForm::Zscaler => {
            Some(Box::new(objects::ObjectLog::new(form)))
        }
        InventoryForm::FortiGate => Some(Box::new(lines::FortiGateLog)),
        InventoryForm::Squid => Some(Box::new(lines::SquidLog)),
        InventoryForm::Dnsmasq => Some(Box::new(lines::DnsmasqLog)),
        InventoryForm::Cef => Some(Box::new(lines::CefLog)),
        _ => None,
    }
}

pub(super) use lines::{is_cef, is_dnsmasq, is_fortigate, is_squid};
pub(super) use tables::{titled_form, umbrella_form};

/// Whether an action says that nothing went through. Products have a dozen words that begin so.
fn is_blocked(action: &str) -> bool {
    let bytes = action.as_bytes();
    let has = |word: &[u8]| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    !action.is_empty() && [&b"block"[..], b"denied", b"deny", b"drop", b"reset"].into_iter().any(has)
}

/// The part of an address that names a host.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}
