//! Inventories whose rows are tables: objects in JSON, or cells under a header.
//!
//! `endpoint.rs` reads what runs on devices (Fleet, osquery), `cloud.rs` what consoles list (Chrome, Graph,
//! Okta, Google), `guard.rs` findings of shadow-ai-guard, `titled.rs` CSV with a header, `plain.rs` lists of words.

use super::collect::Collector;
use super::form::InventoryForm;
use super::tree::Tree;

mod cloud;
mod endpoint;
mod guard;
mod plain;
mod titled;

pub(super) use plain::{EditorList, PlainList, is_editor_heading, is_editor_line, is_plain_line};
pub(super) use titled::{TitledRows, titled_form};

/// Which form a row has, by its keys.
pub(super) fn form_of(row: &Tree) -> Option<InventoryForm> {
    let all = |keys: &[&str]| keys.iter().all(|key| row.has(key));
    let form = match () {
        () if all(&["QueryName", "ResolverDecision"]) => InventoryForm::CloudflareDns,
        () if all(&["HTTPHost", "Action"]) => InventoryForm::CloudflareHttp,
        () if row.text_at("sourcetype").is_some_and(|kind| kind.starts_with("zscalernss-")) => InventoryForm::Zscaler,
        () if all(&["hostIdentifier"]) && (row.has("snapshot") || row.has("columns")) => InventoryForm::Osquery,
        () if all(&["type", "identifier", "source", "detail"]) => InventoryForm::FleetAiTools,
        () if all(&["tool", "severity", "source"]) || all(&["tool", "surface", "evidence"]) => {
            InventoryForm::ShadowAiGuard
        }
        () if all(&["appId", "createdDateTime", "status"]) => InventoryForm::SignIns,
        () if all(&["appId", "appOwnerOrganizationId"]) || all(&["appId", "servicePrincipalType"]) => {
            InventoryForm::ServicePrincipals
        }
        () if all(&["signOnMode", "name", "label", "status"]) => InventoryForm::OktaApps,
        () if all(&["appId", "browserDeviceCount"]) => InventoryForm::ChromeApps,
        () if all(&["displayName", "deviceCount", "version"]) => InventoryForm::DetectedApps,
        () if all(&["events", "actor"]) => InventoryForm::GoogleTokenApi,
        () if endpoint::is_osquery_row(row) => InventoryForm::Osquery,
        () => return None,
    };
    Some(form)
}

/// The rows of a document that wraps them, with their form.
pub(super) fn wrapped(document: &Tree) -> Option<(InventoryForm, &[Tree])> {
    let lists = [
        ("installedApps", Some(InventoryForm::ChromeApps)),
        ("items", Some(InventoryForm::GoogleTokenApi)),
        ("value", None),
        ("rows", None),
        ("results", None),
        ("findings", None),
        ("data", None),
    ];
    for (key, named) in lists {
        let list = document.get(key);
        if !list.is_list() {
            continue;
        }
        // A list without rows is told by its key alone.
        let form = list.items().first().map_or(named, form_of);
        if let Some(form) = form {
            return Some((form, list.items()));
        }
    }
    None
}

/// Takes a row of a form.
pub(super) fn take(form: InventoryForm, row: &Tree, to: &mut Collector<'_>) {
    if row.line > 0 {
        to.line = row.line;
    }
    if !row.is_table() {
        return to.not_understood();
    }
    match form {
        InventoryForm::FleetAiTools if row.get("rows").is_list() => {
            let device = row.any(&["host", "hostname", "host_hostname"]).text();
            row.get("rows").items().iter().for_each(|inner| endpoint::fleet(inner, device, to));
        }
        InventoryForm::FleetAiTools => endpoint::fleet(row, None, to),
        InventoryForm::Osquery => endpoint::osquery(row, to),
        InventoryForm::ChromeApps => cloud::chrome(row, to),
        InventoryForm::SignIns => cloud::sign_in(row, to),
        InventoryForm::ServicePrincipals => cloud::service_principal(row, to),
        InventoryForm::OktaApps => cloud::okta(row, to),
        InventoryForm::GoogleTokenApi => cloud::google(row, to),
        InventoryForm::DetectedApps => cloud::detected_app(row, to),
        InventoryForm::ShadowAiGuard => guard::finding(row, to),
        _ => to.not_understood(),
    }
}
