//! How the uses of a tool that was seen stand: what a check says of each, for what an inventory can show.

use std::collections::BTreeSet;

use crate::discovery::{SightingGrade, SightingMark, shown};
use crate::document::is_path_id;
use crate::dossier::{self, Asked, CheckResult};
use crate::gate::{Exit, ReasonCode, Request, Verdict};
use crate::identity::IdentityKind;
use crate::tool::{Tool, catalogue};

use super::group::{SightingGroup, suggested_id};
use super::{Comparison, KnownBy, Mismatch, MismatchFound, SeenThing, SightedHere};

/// The most versions of one tool that are compared with a decision.
const MOST_VERSIONS: usize = 50;
/// Domains of mail that anybody may have.
const PERSONAL: [&str; 20] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "yahoo.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "mail.ru",
    "yandex.ru",
    "qq.com",
    "163.com",
    "126.com",
];

/// A group as a thing, with how it stands.
pub(super) fn thing<'a>(of: &Comparison<'a>, group: SightingGroup<'a>) -> SeenThing<'a> {
    let SightingGroup { key, tools, scope, sightings } = group;
    let first = sightings[0].sighting;
    let is_server = sightings.iter().any(|here| here.sighting.is_server);
    let registered = |id: &String| of.register.is_ok_and(|register| register.knows(id));
    let known_by = match () {
        () if tools.is_empty() => KnownBy::Nobody,
        () if tools.iter().any(registered) => KnownBy::Register,
        () => KnownBy::Catalogue,
    };
    let (id, name) = match &tools[..] {
        [] => (suggested_id(first), shown(&first.identity)),
        [one] => (one.clone(), one.clone()),
        several => (several[0].clone(), several.join(" or ")),
    };
    let answers = match &tools[..] {
        [] => vec![unknown(of, &name)],
        tools => tools.iter().flat_map(|tool| answers(of, tool, &sightings)).collect(),
    };
    let mut thing = SeenThing {
        key,
        id,
        name,
        tools,
        scope,
        is_server,
        known_by,
        sightings,
        answers,
        mismatches: Vec::new(),
        is_new: None,
        exit: Exit::Yes,
    };
    thing.mismatches = mismatches(of, &thing);
    thing
}

/// What nobody knows is not registered.
fn unknown(of: &Comparison<'_>, name: &str) -> CheckResult {
    let verdict = match of.register {
        Ok(_) => {
            let text = "neither the register nor the catalogue knows it".to_owned();
            Verdict::refused(of.day, ReasonCode::NotRegistered, text)
        }
        Err(reasons) => Verdict::unless(of.day, reasons.to_vec()),
    };
    CheckResult::bare(name, None, verdict)
}

/// What a check says of every use of a tool.
fn answers(of: &Comparison<'_>, tool: &str, sightings: &[SightedHere<'_>]) -> Vec<CheckResult> {
    let register = match of.register {
        Ok(register) => register,
        Err(reasons) => return vec![CheckResult::bare(tool, of.usage, Verdict::unless(of.day, reasons.to_vec()))],
    };
    let entry = if is_path_id(tool) { register.tool(tool).ok().flatten() } else { None };
    let mut uses: Vec<Option<String>> = match of.usage {
        Some(usage) => vec![Some(usage.to_owned())],
        None => {
            let uses = register.uses_with(tool, entry.as_ref()).unwrap_or_default();
            uses.into_iter().map(Some).collect()
        }
    };
    if uses.is_empty() {
        uses.push(None);
    }
    let known = entry.or_else(|| catalogue::find(tool).ok().flatten()).unwrap_or_default();
    let versions: BTreeSet<&str> = sightings
        .iter()
        .filter(|here| here.sighting.seen.rows > 0 && is_client(here, &known))
        .filter_map(|here| here.sighting.version.as_deref())
        .take(MOST_VERSIONS)
        .collect();
    let ask = |usage: &Option<String>, version: Option<&str>| {
        let request = Request { client_version: version.map(str::to_owned), ..Request::default() };
        dossier::check(register, &Asked { tool: tool.to_owned(), usage: usage.clone(), request }, of.day)
    };
    let of_use = |usage: &Option<String>| {
        let mut answer = ask(usage, None);
        // What only a request can show says nothing where nobody requests.
        let limited = answer.verdict.reasons.iter().any(|reason| reason.code == ReasonCode::OutsideVersion);
        answer.verdict.reasons.retain(|reason| !dossier::is_of_request(reason.code));
        if limited {
            for version in &versions {
                let asked = ask(usage, Some(version));
                let outside =
                    asked.verdict.reasons.into_iter().filter(|reason| reason.code == ReasonCode::OutsideVersion);
                answer.verdict.reasons.extend(outside);
            }
            answer.verdict.reasons.sort_by_key(|reason| reason.code);
        }
        answer
    };
    uses.iter().map(of_use).collect()
}

/// Whether the version of something is that of the client which a decision speaks of: a library or a part of
/// a tool counts its own.
fn is_client(here: &SightedHere<'_>, entry: &Tool) -> bool {
    let first = |kind: &str| entry.identifiers.get(kind).and_then(|values| values.first());
    let is_first = |kind: &str, name: &str| first(kind).is_some_and(|value| value.eq_ignore_ascii_case(name));
    let text = here.sighting.identity.to_string();
    match here.sighting.identity.kind() {
        IdentityKind::Package => {
            let (ecosystem, name) = text.split_once(':').unwrap_or_default();
            let kind = match ecosystem {
                "brew" => "homebrew",
                "cargo" => "crates",
                other => other,
            };
            is_first(kind, name)
        }
        IdentityKind::EditorExtension => is_first("vscode", &text),
        IdentityKind::Command | IdentityKind::App | IdentityKind::Image | IdentityKind::Name => {
            here.sighting.grade >= SightingGrade::Installed
        }
        _ => false,
    }
}

/// What does not fit beyond the gate's answer.
fn mismatches(of: &Comparison<'_>, thing: &SeenThing<'_>) -> Vec<MismatchFound> {
    let mut found = Vec::new();
    let mut foreign: BTreeSet<&str> = BTreeSet::new();
    let mut insecure: BTreeSet<String> = BTreeSet::new();
    for here in &thing.sightings {
        let sighting = here.sighting;
        if let Some(account) = sighting.account.as_deref().filter(|_| sighting.seen.rows > 0) {
            let is_own = of.own_domains.iter().any(|own| account == own || account.ends_with(&format!(".{own}")));
            if !is_own && (!of.own_domains.is_empty() || PERSONAL.contains(&account)) {
                foreign.insert(account);
            }
        }
        if sighting.marks.contains(&SightingMark::Insecure) && !sighting.marks.contains(&SightingMark::Disabled) {
            insecure.insert(shown(&sighting.identity));
        }
    }
    if !foreign.is_empty() {
        let domains = foreign.into_iter().collect::<Vec<_>>().join(", ");
        found.push(MismatchFound { code: Mismatch::ForeignAccount, text: format!("an account of {domains}") });
    }
    if !insecure.is_empty() {
        let what = insecure.into_iter().collect::<Vec<_>>().join(", ");
        found.push(MismatchFound { code: Mismatch::InsecureSource, text: what });
    }
    if thing.is_attempt() {
        let rows: u64 = thing.sightings.iter().map(|here| here.sighting.blocked.rows).sum();
        let text = format!("{rows} {}, all blocked", if rows == 1 { "row" } else { "rows" });
        found.push(MismatchFound { code: Mismatch::Attempted, text });
    } else if thing.is_shared() {
        let identities: BTreeSet<String> = thing.sightings.iter().map(|here| shown(&here.sighting.identity)).collect();
        let text = identities.into_iter().take(5).collect::<Vec<_>>().join(", ");
        found.push(MismatchFound { code: Mismatch::Shared, text });
    }
    found
}
