//! Headers that keep people to their organisation's own tenant at allowed services, for a Squid that
//! decrypts what passes it. Which tenant is the organisation's own must be said: no register has it.

use crate::tool::blocking::TenantHeader;

use super::export::{Export, ExportOptions, comment, head};
use super::reach::is_ascii_host;
use super::rules::Rules;

/// The file.
pub(super) fn export(rules: &Rules, wanted: &ExportOptions) -> Export {
    let mut export = Export::default();
    let mut text = head("#", "tenant", rules);
    text += "# Counts only for what `ssl_bump` decrypts.\n";
    for tool in rules.allowed() {
        if tool.tenants.is_empty() {
            export.refuse(tool, "personal accounts", "no header of its vendor is known");
        }
        for (at, tenant) in tool.tenants.iter().enumerate() {
            let what = format!("header {}", tenant.header);
            let Some(value) = wanted.tenants.get(&tool.id) else {
                export.refuse(tool, what, "nobody said which tenant is the organisation's own");
                continue;
            };
            let hosts = hosts(tenant);
            if hosts.is_empty() || !is_header(&tenant.header) || !is_value(value) {
                export.refuse(tool, what, "its hosts, its name or the value do not fit into one rule");
                continue;
            }
            let acl = format!("plimsoll_{}_{}", tool.id.replace('-', "_"), at + 1);
            text += &format!("\n{}", comment("#", tool, true));
            text += &format!("acl {acl} dstdomain {}\n", hosts.join(" "));
            // A header that a client sends itself would stand beside ours.
            text += &format!("request_header_access {} deny {acl}\n", tenant.header);
            text += &format!("request_header_add {} \"{value}\" {acl}\n", tenant.header);
            export.entry(format!("{}: {value}", tenant.header), tool, true);
            if let Some(limits) = &tenant.limits {
                export.refuse(tool, what, &format!("it has limits: {limits}"));
            }
        }
    }
    export.text(text)
}

/// The hosts that a header is for, as `dstdomain` takes them; none where its text names others as well.
fn hosts(tenant: &TenantHeader) -> Vec<String> {
    let words =
        tenant.on.split([',', ' ']).map(|word| word.trim().trim_start_matches("https://").trim_end_matches("/*"));
    let hosts = words.filter_map(|word| {
        let (below, host) = word.strip_prefix("*.").map_or((false, word), |host| (true, host));
        is_ascii_host(host).then(|| format!("{}{host}", if below { "." } else { "" }))
    });
    let mut hosts: Vec<String> = hosts.collect();
    // Squid refuses a host beside the one that covers it.
    let below: Vec<String> = hosts.iter().filter(|host| host.starts_with('.')).cloned().collect();
    hosts.retain(|host| {
        host.starts_with('.') || !below.iter().any(|above| format!(".{host}").ends_with(above.as_str()))
    });
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

fn is_header(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Whether a value means in Squid what it says: no quotes, no codes, no second line.
fn is_value(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !b"\"\\%'".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_of_a_header_are_read_from_its_text() {
        for (on, expected) in [
            ("api.anthropic.com, claude.ai, platform.claude.com", "api.anthropic.com claude.ai platform.claude.com"),
            ("https://chatgpt.com/*", "chatgpt.com"),
            ("slack.com, *.slack.com", ".slack.com"),
            ("https://cloudcode-pa.googleapis.com (no wildcards)", "cloudcode-pa.googleapis.com"),
            ("every *.google.com request", ".google.com"),
        ] {
            let tenant = TenantHeader { on: on.to_owned(), ..TenantHeader::default() };
            assert_eq!(hosts(&tenant).join(" "), expected);
        }
        assert!(is_value("a-b,c;n=2") && !is_value("a\"b") && !is_value("a\nb") && !is_value("%ssl") && !is_value(""));
    }
}
