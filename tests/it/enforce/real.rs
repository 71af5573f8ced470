//! What real consumers say to an export, where they are on this machine. Where one is not, the test says so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use plimsoll::exchange::enforce::{Consumer, Rules};
use plimsoll::tool::catalogue;

use super::{denying, export};

/// Where a program lies, also where only root looks for it.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")]);
    let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
    if found.is_none() {
        println!("{name} is not here: it does not read what is exported for it");
    }
    found
}

/// Rules under which a good part of the catalogue is denied.
fn rules() -> Rules {
    let known = catalogue::entries().unwrap();
    let vendors = ["deepseek", "perplexity", "microsoft", "anthropic", "openai"];
    let of = |vendor: Option<&str>| vendor.is_some_and(|vendor| vendors.contains(&vendor));
    let denied: BTreeSet<&str> =
        known.iter().filter(|entry| of(entry.tool.vendor.as_deref())).map(|entry| entry.id.as_str()).collect();
    denying(&denied)
}

/// Writes what a consumer is given, and gives the file.
fn written(folder: &Path, consumer: &str) -> PathBuf {
    let consumer = Consumer::named(consumer).unwrap();
    let file = folder.join(consumer.file);
    let export = export(consumer, &rules(), false);
    assert!(export.entries.len() > 5, "{}", consumer.name);
    std::fs::write(&file, export.bytes).unwrap();
    file
}

#[track_caller]
fn takes(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = super::said(&output);
    assert!(output.status.success(), "{command:?}: {said}");
    said
}

#[test]
fn squid_takes_the_list_without_a_warning() {
    let Some(squid) = program("squid") else { return };
    let folder = tempfile::tempdir().unwrap();
    let list = written(folder.path(), "squid");
    let settings = folder.path().join("squid.conf");
    let text = format!(
        "http_port 127.0.0.1:3128\nacl denied dstdomain \"{}\"\nhttp_access deny denied\nhttp_access allow localhost\ncache_log /dev/stderr\npid_filename none\n",
        list.display()
    );
    std::fs::write(&settings, text).unwrap();
    let said = takes(Command::new(&squid).args(["-k", "parse", "-f"]).arg(&settings));
    assert!(!said.contains("WARNING") && !said.contains("ERROR"), "{said}");
}

#[test]
fn squid_takes_the_headers_of_tenants() {
    let Some(squid) = program("squid") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut rules = rules();
    for tool in &mut rules.tools {
        tool.ruling = plimsoll::exchange::enforce::Ruling::Allowed;
    }
    let tenants = export(Consumer::named("tenant").unwrap(), &rules, true);
    assert!(tenants.entries.iter().any(|entry| entry.what.starts_with("anthropic-allowed-org-ids: ")));
    let settings = folder.path().join("squid.conf");
    let text = format!(
        "http_port 127.0.0.1:3128\ncache_log /dev/stderr\npid_filename none\n{}",
        String::from_utf8(tenants.bytes).unwrap()
    );
    std::fs::write(&settings, text).unwrap();
    let said = takes(Command::new(&squid).args(["-k", "parse", "-f"]).arg(&settings));
    assert!(!said.contains("ERROR"), "{said}");
}

#[test]
fn bind_takes_the_zone() {
    let Some(check) = program("named-checkzone") else { return };
    let folder = tempfile::tempdir().unwrap();
    let said = takes(Command::new(check).arg("plimsoll.rpz").arg(written(folder.path(), "rpz")));
    assert!(said.contains("loaded serial 2026112200") && said.contains("OK"), "{said}");
}

#[test]
fn unbound_takes_the_zones() {
    let Some(check) = program("unbound-checkconf") else { return };
    let folder = tempfile::tempdir().unwrap();
    let said = takes(Command::new(check).arg(written(folder.path(), "unbound")));
    assert!(said.contains("no errors"), "{said}");
}

#[test]
fn dnsmasq_takes_the_addresses() {
    let Some(dnsmasq) = program("dnsmasq") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "dnsmasq");
    let said = takes(Command::new(dnsmasq).arg("--test").arg(format!("--conf-file={}", file.display())));
    assert!(said.contains("syntax check OK"), "{said}");
}

#[test]
fn tar_unpacks_the_bundle() {
    let Some(tar) = program("tar") else { return };
    let folder = tempfile::tempdir().unwrap();
    let bundle = export(Consumer::named("opa").unwrap(), &rules(), true);
    let file = folder.path().join("bundle.tar.gz");
    std::fs::write(&file, &bundle.bytes).unwrap();
    let said = takes(Command::new(tar).arg("-xzf").arg(&file).arg("-C").arg(folder.path()));
    assert_eq!(said, "");
    for (name, text) in super::opa::unpacked(&bundle.bytes) {
        assert_eq!(std::fs::read_to_string(folder.path().join(&name)).unwrap(), text, "{name}");
    }
}
