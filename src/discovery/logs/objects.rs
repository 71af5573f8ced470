//! Logs of JSON lines: Cloudflare Gateway, Zscaler NSS. Of every object only the keys are kept that count.

use std::cell::Cell;

use serde::de::DeserializeSeed as _;

use crate::discovery::collect::{Collector, HostRow};
use crate::discovery::form::InventoryForm;
use crate::discovery::tree::{Tree, TreeSeed};

use super::{LogReader, host_of, is_blocked};

/// The keys that count, in any of these logs.
const KEPT: &[&str] = &[
    "QueryName",
    "HTTPHost",
    "URL",
    "Email",
    "DeviceName",
    "SrcIP",
    "SourceIP",
    "ResolverDecision",
    "Action",
    "Datetime",
    "sourcetype",
    "event",
    "hostname",
    "host",
    "ehost",
    "url",
    "dns_req",
    "action",
    "reqaction",
    "user",
    "login",
    "devicehostname",
    "clientip",
    "clt_sip",
    "datetime",
    "time",
];

/// A log of objects.
pub(super) struct ObjectLog {
    form: InventoryForm,
}

impl ObjectLog {
    pub(super) fn new(form: InventoryForm) -> Self {
        Self { form }
    }
}

impl LogReader for ObjectLog {
    fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        let number = Cell::new(to.line);
        let seed = TreeSeed { keep: KEPT, line: &number };
        let mut json = serde_json::Deserializer::from_str(line);
        match seed.deserialize(&mut json).and_then(|tree| json.end().map(|()| tree)) {
            Ok(row) if row.is_table() => match self.form {
                InventoryForm::Zscaler => zscaler(&row, to),
                _ => cloudflare(&row, to),
            },
            _ => to.not_understood(),
        }
    }
}

fn cloudflare(row: &Tree, to: &mut Collector<'_>) {
    let text = |keys: &[&str]| row.any(keys).text().unwrap_or_default().to_owned();
    let (name, url) = (text(&["QueryName", "HTTPHost"]), text(&["URL"]));
    let host = if name.is_empty() { host_of(&url) } else { &name };
    let device = text(&["DeviceName", "SrcIP", "SourceIP"]);
    let (person, at) = (text(&["Email"]), text(&["Datetime"]));
    let action = text(&["ResolverDecision", "Action"]);
    to.host_row(HostRow { host, device: &device, person: &person, at: &at, blocked: is_blocked(&action) });
}

fn zscaler(row: &Tree, to: &mut Collector<'_>) {
    // The rows are what an operator chose to write: no column is sure to be there.
    let event = if row.get("event").is_table() { row.get("event") } else { row };
    let text = |keys: &[&str]| event.any(keys).text().map(percent_decoded).unwrap_or_default();
    let (name, url) = (text(&["dns_req", "hostname", "ehost", "host"]), text(&["url"]));
    let host = if name.is_empty() { host_of(&url) } else { &name };
    if host.is_empty() {
        return to.not_understood();
    }
    let device = text(&["devicehostname", "clientip", "clt_sip"]);
    let (person, at) = (text(&["user", "login"]), text(&["datetime", "time"]));
    let action = text(&["reqaction", "action"]);
    to.host_row(HostRow { host, device: &device, person: &person, at: &at, blocked: is_blocked(&action) });
}

/// A text with its `%HH` replaced, as Zscaler writes signs that would break its lines.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => {
                bytes.push(b'%');
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
