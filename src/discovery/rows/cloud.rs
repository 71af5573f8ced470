//! What consoles list: browser extensions of Chrome, applications and sign-ins of Microsoft Graph, apps of
//! Okta, consents of Google Workspace, apps that Intune detects.

use crate::discovery::collect::{Collector, Seen, day_of};
use crate::discovery::tree::Tree;
use crate::discovery::{SightingGrade, SightingMark};
use crate::identity::Identity;

use super::endpoint::wrong_extension;

/// The tenant of Microsoft's own applications, which every tenant lists without using them.
const MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// An app or extension of Chrome's report.
pub(super) fn chrome(row: &Tree, to: &mut Collector<'_>) {
    let id = row.text_at("appId").unwrap_or_default();
    let Some(identity) = Identity::browser_extension(id) else { return wrong_extension(id, to) };
    let marks = if row.get("disabled").flag() == Some(true) { vec![SightingMark::Disabled] } else { Vec::new() };
    to.see(Seen {
        // The name is in the language of whoever looks, and changes.
        label: row.text_at("displayName"),
        client: Some("chrome"),
        marks,
        uncounted: whole(row, "browserDeviceCount"),
        ..Seen::new(identity, SightingGrade::Installed)
    });
}

/// A whole number, which exports write as text.
fn whole(row: &Tree, key: &str) -> u64 {
    row.text_at(key).and_then(|count| count.parse().ok()).unwrap_or_default()
}

/// A client id that somebody knows, else a name that somebody knows: names are free text of their makers.
pub(super) fn client_or_name(
    id: &str,
    name: Option<&str>,
    to: &Collector<'_>,
) -> Option<(Identity, Vec<SightingMark>)> {
    let client = Identity::client(id);
    if client.as_ref().is_some_and(|client| to.knows(client)) {
        return client.map(|client| (client, Vec::new()));
    }
    let named = name.and_then(Identity::name).filter(|name| to.knows(name));
    named.map(|name| (name, vec![SightingMark::NameOnly])).or_else(|| client.map(|client| (client, Vec::new())))
}

/// An application that a tenant has.
pub(super) fn service_principal(row: &Tree, to: &mut Collector<'_>) {
    if row.text_at("appOwnerOrganizationId").is_some_and(|owner| owner.eq_ignore_ascii_case(MICROSOFT)) {
        to.remark("applications of Microsoft's own tenant are left out: every tenant lists them");
        return to.pass();
    }
    let name = row.text_at("displayName");
    let Some((identity, marks)) = client_or_name(row.text_at("appId").unwrap_or_default(), name, to) else {
        return to.not_understood();
    };
    to.see(Seen { label: name, marks, ..Seen::new(identity, SightingGrade::Configured) });
}

/// A sign-in to an application; one that failed is an attempt.
pub(super) fn sign_in(row: &Tree, to: &mut Collector<'_>) {
    let name = row.text_at("appDisplayName");
    let Some((identity, marks)) = client_or_name(row.text_at("appId").unwrap_or_default(), name, to) else {
        return to.not_understood();
    };
    let failed = row.get("status").text_at("errorCode").is_some_and(|code| code != "0");
    to.see(Seen {
        label: name,
        marks,
        device: row.get("deviceDetail").text_at("displayName"),
        person: row.text_at("userPrincipalName"),
        day: row.text_at("createdDateTime").and_then(day_of),
        blocked: failed,
        ..Seen::new(identity, SightingGrade::Active)
    });
}

/// An app of Okta: `name` is its template, `label` what an administrator wrote.
pub(super) fn okta(row: &Tree, to: &mut Collector<'_>) {
    let label = row.text_at("label");
    let names = [row.text_at("name"), label];
    let mut identities = names.into_iter().flatten().filter_map(Identity::name);
    let first = identities.next();
    let identity = first.clone().filter(|name| to.knows(name)).or_else(|| identities.find(|name| to.knows(name)));
    let Some(identity) = identity.or(first) else { return to.not_understood() };
    let mut marks = vec![SightingMark::NameOnly];
    if row.text_at("status") != Some("ACTIVE") {
        marks.push(SightingMark::Disabled);
    }
    // A bookmark is a link on a page, and no sign-in.
    let is_link = row.text_at("signOnMode") == Some("BOOKMARK");
    let grade = if is_link { SightingGrade::Mentioned } else { SightingGrade::Configured };
    to.see(Seen { label, marks, ..Seen::new(identity, grade) });
}

/// An activity of Google's token audit, with its events.
pub(super) fn google(row: &Tree, to: &mut Collector<'_>) {
    let person = row.get("actor").text_at("email");
    let day = row.get("id").text_at("time").and_then(day_of);
    let events = row.get("events").items();
    if events.is_empty() {
        return to.not_understood();
    }
    for event in events {
        let parameter = |name: &str| {
            let found = event.get("parameters").items().iter().find(|item| item.text_at("name") == Some(name));
            found.map(|item| item.any(&["value", "multiValue"]))
        };
        let of = |name: &str| parameter(name).and_then(Tree::text);
        let scopes = parameter("scope").map(|scope| scope.texts().join(" ")).unwrap_or_default();
        let name = of("app_name");
        let Some((identity, mut marks)) = client_or_name(of("client_id").unwrap_or_default(), name, to) else {
            to.not_understood();
            continue;
        };
        let grade = match event.text_at("name") {
            Some("revoke") => {
                to.pass();
                to.end_grant(&identity, person, day);
                continue;
            }
            Some("activity") => SightingGrade::Active,
            _ => SightingGrade::Configured,
        };
        if grade == SightingGrade::Configured && is_sign_in(&scopes) {
            marks.push(SightingMark::SignInOnly);
        }
        to.see(Seen { label: name, marks, person, day, ..Seen::new(identity, grade) });
    }
}

/// Whether scopes show who somebody is, and nothing of theirs.
pub(super) fn is_sign_in(scopes: &str) -> bool {
    let harmless = |scope: &str| {
        let last = scope.trim_matches(',').rsplit('/').next().unwrap_or_default();
        matches!(last, "openid" | "email" | "profile" | "userinfo.email" | "userinfo.profile")
    };
    !scopes.trim().is_empty() && scopes.split_whitespace().all(harmless)
}

/// An app that Intune detects, by its name alone.
pub(super) fn detected_app(row: &Tree, to: &mut Collector<'_>) {
    let name = row.text_at("displayName");
    let Some(identity) = name.and_then(Identity::name) else { return to.not_understood() };
    to.see(Seen {
        label: name,
        version: row.text_at("version"),
        marks: vec![SightingMark::NameOnly],
        uncounted: whole(row, "deviceCount"),
        ..Seen::new(identity, SightingGrade::Installed)
    });
}
