//! Logs of lines with words: FortiGate, Squid, dnsmasq, and the Common Event Format.

use crate::discovery::collect::{Collector, HostRow};

use super::{LogReader, host_of, is_blocked};

/// Whether a line is one of Squid's own format.
pub(in crate::discovery) fn is_squid(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    let is_moment = |word: &str| {
        let parts = word.split_once('.');
        parts.is_some_and(|(whole, part)| [whole, part].iter().all(|digits| is_number(digits)) && whole.len() >= 9)
    };
    words.next().is_some_and(is_moment)
        && words.next().is_some_and(is_number)
        && words.next().is_some()
        && words.next().is_some_and(|word| word.split_once('/').is_some_and(|(_, status)| is_number(status)))
        && words.next().is_some_and(is_number)
        && words.count() >= 4
}

/// Whether a line was written by dnsmasq, whatever it says.
pub(in crate::discovery) fn is_dnsmasq(line: &str) -> bool {
    line.find("dnsmasq[").is_some_and(|at| line[at..].contains("]: "))
}

/// Whether a line is an event of FortiGate about web or DNS.
pub(in crate::discovery) fn is_fortigate(line: &str) -> bool {
    line.contains("subtype=")
        && (line.contains("type=\"utm\"") || line.contains("type=\"dns\"") || line.contains("devname="))
}

/// Whether a line is an event in the Common Event Format.
pub(in crate::discovery) fn is_cef(line: &str) -> bool {
    line.contains("CEF:0|")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Squid's access.log.
pub(super) struct SquidLog;

impl LogReader for SquidLog {
    fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        let mut words = line.split_ascii_whitespace();
        let mut next = || words.next().unwrap_or_default();
        let (at, _, client, code, _, _, url, user) = (next(), next(), next(), next(), next(), next(), next(), next());
        if user.is_empty() {
            return to.not_understood();
        }
        // CONNECT gives `host:port`, anything else an address.
        let person = if user == "-" { "" } else { user };
        let blocked = code.starts_with("TCP_DENIED") || code.starts_with("NONE_DENIED");
        to.host_row(HostRow { host: host_of(url), device: client, person, at, blocked });
    }
}

/// The log of dnsmasq, which Pi-hole and UniFi write as well.
pub(super) struct DnsmasqLog;

impl LogReader for DnsmasqLog {
    fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        let said = line.find("dnsmasq[").and_then(|at| line[at..].split_once("]: "));
        let Some((_, said)) = said else { return to.not_understood() };
        // Only what somebody asked for: the line before it may have a number and an address.
        let Some(at) = said.find("query[").filter(|at| *at == 0 || said.as_bytes()[at - 1] == b' ') else {
            return to.pass();
        };
        let mut words = said[at..].split_ascii_whitespace();
        let (kind, host) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let device = words.skip_while(|word| *word != "from").nth(1).unwrap_or_default();
        // Who has an address is asked by machines, of addresses.
        if kind == "query[PTR]" || host.is_empty() {
            return to.pass();
        }
        to.host_row(HostRow { host, device, person: "", at: line, blocked: false });
    }
}

/// The value of a key in `key=value` or `key="va\"lue"`.
fn value_of<'l>(line: &'l str, key: &str) -> &'l str {
    let mut from = 0;
    while let Some(found) = line[from..].find(key) {
        let at = from + found;
        let rest = &line[at + key.len()..];
        let begins = at == 0 || matches!(line.as_bytes()[at - 1], b' ' | b'\t' | b',' | b'>');
        if let Some(value) = rest.strip_prefix('=').filter(|_| begins) {
            return match value.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or_default(),
                None => value.split([' ', '\t']).next().unwrap_or_default(),
            };
        }
        from = at + key.len();
    }
    ""
}

/// FortiGate's events about web and DNS.
pub(super) struct FortiGateLog;

impl LogReader for FortiGateLog {
    fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        let host = match value_of(line, "subtype") {
            "webfilter" | "app-ctrl" | "ssl" => value_of(line, "hostname"),
            "dns" | "dns-query" | "dns-response" => value_of(line, "qname"),
            "" => return to.not_understood(),
            _ => return to.pass(),
        };
        let host = if host.is_empty() { host_of(value_of(line, "url")) } else { host };
        let (user, device) = (value_of(line, "user"), value_of(line, "srcip"));
        let person = if user == "N/A" { "" } else { user };
        let (at, blocked) = (value_of(line, "date"), is_blocked(value_of(line, "action")));
        to.host_row(HostRow { host, device, person, at, blocked });
    }
}

/// Events in the Common Event Format.
pub(super) struct CefLog;

impl LogReader for CefLog {
    fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        let event = line.find("CEF:0|").map(|at| &line[at..]);
        let Some(fields) = event.and_then(|event| event.splitn(8, '|').nth(7)) else { return to.not_understood() };
        let named = value_of(fields, "dhost");
        let host = if named.is_empty() { host_of(value_of(fields, "request")) } else { named };
        if host.is_empty() {
            return to.pass();
        }
        let device = match value_of(fields, "shost") {
            "" => value_of(fields, "src"),
            name => name,
        };
        let (person, at) = (value_of(fields, "suser"), value_of(fields, "rt"));
        to.host_row(HostRow { host, device, person, at, blocked: is_blocked(value_of(fields, "act")) });
    }
}
