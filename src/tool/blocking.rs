//! What a rule against a tool must know beside the tool's identities: hosts that no rule may take, and the
//! headers that keep people to their organisation's own tenant.

use std::collections::BTreeMap;

use crate::document::Section;
use crate::problem::{Problems, Source};

use super::catalogue::{NAME, TEXT, read};

/// A header that a proxy adds, so that a service lets in one organisation's accounts only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantHeader {
    /// Its name.
    pub header: String,
    /// What its value looks like, as documented.
    pub value: Option<String>,
    /// On requests to which hosts.
    pub on: String,
    /// What it does not stop.
    pub limits: Option<String>,
}

/// What is known of the tools of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockingLimits {
    /// Hosts that no rule takes, whatever it is against, each with its reason.
    pub never: BTreeMap<String, String>,
    /// Hosts that a rule against one tool does not take.
    pub never_for: BTreeMap<String, Vec<String>>,
    /// The headers of a tool.
    pub tenants: BTreeMap<String, Vec<TenantHeader>>,
}

impl BlockingLimits {
    /// What the catalogue says.
    ///
    /// # Errors
    /// Where the bundled file itself is wrong, which a test excludes.
    pub fn of_catalogue() -> Result<Self, Problems> {
        read(&Source::inside(NAME, TEXT), |top| {
            let text = |section: &Section<'_>, key: &'static str| section.text_if(key).map(|at| at.value);
            let mut found = Self::default();
            for entry in top.sections("never-block") {
                if let Some(host) = text(&entry, "host") {
                    found.never.insert(host, text(&entry, "why").unwrap_or_default());
                }
            }
            for entry in top.sections("tool") {
                let Some(id) = text(&entry, "id") else { continue };
                let never: Vec<String> = entry.texts("never-block").into_iter().map(|at| at.value).collect();
                if !never.is_empty() {
                    found.never_for.insert(id.clone(), never);
                }
                let header = |section: &Section<'_>| {
                    let (value, limits) = (text(section, "value"), text(section, "limits"));
                    Some(TenantHeader { header: text(section, "header")?, value, on: text(section, "on")?, limits })
                };
                let headers: Vec<_> = entry.sections("tenant").iter().filter_map(header).collect();
                if !headers.is_empty() {
                    found.tenants.insert(id, headers);
                }
            }
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_says_what_no_rule_may_take() {
        let found = BlockingLimits::of_catalogue().unwrap();
        assert!(found.never.contains_key("storage.googleapis.com") && found.never.len() > 20);
        assert!(found.never_for["claude-code"].iter().any(|host| host == "registry.npmjs.org"));
        assert_eq!(found.tenants["claude-code"][0].header, "anthropic-allowed-org-ids");
    }
}
