//! CSV with a header that is no log: Google's token audit, GAM, Intune.

use crate::discovery::cells::{ColumnTitles, cell, split};
use crate::discovery::collect::{Collector, Seen, day_of};
use crate::discovery::form::InventoryForm;
use crate::discovery::{SightingGrade, SightingMark};
use crate::identity::Identity;

use super::cloud::{client_or_name, is_sign_in};

/// Which of these exports has these columns.
pub(in crate::discovery) fn titled_form(titles: &ColumnTitles) -> Option<InventoryForm> {
    match () {
        () if titles.have(&["event name", "user", "application name", "client id", "scope", "date"]) => {
            Some(InventoryForm::GoogleTokens)
        }
        () if titles.have(&["user", "clientid", "displaytext", "scopes"]) => Some(InventoryForm::GamTokens),
        () if titles.have(&["applicationname", "applicationversion", "devicename"]) => Some(InventoryForm::IntuneApps),
        () => None,
    }
}

/// Reads rows under a header.
pub(in crate::discovery) struct TitledRows {
    form: InventoryForm,
    titles: ColumnTitles,
    header: bool,
}

impl TitledRows {
    pub(in crate::discovery) fn new(form: InventoryForm, first: &str) -> Option<Self> {
        Some(Self { form, titles: ColumnTitles::read(first)?, header: true })
    }

    pub(in crate::discovery) fn line(&mut self, line: &str, to: &mut Collector<'_>) {
        if std::mem::take(&mut self.header) {
            return;
        }
        let cells = split(line, self.titles.delimiter).filter(|cells| cells.len() + 1 >= self.titles.len());
        let Some(cells) = cells else { return to.not_understood() };
        let at = |names: &[&str]| Some(cell(&cells, self.titles.at(names))).filter(|text| !text.is_empty());
        if self.form == InventoryForm::IntuneApps {
            let name = at(&["applicationname"]);
            let Some(identity) = name.and_then(Identity::name) else { return to.not_understood() };
            return to.see(Seen {
                label: name,
                version: at(&["applicationversion", "applicationshortversion"]),
                marks: vec![SightingMark::NameOnly],
                device: at(&["devicename", "deviceid"]),
                person: at(&["emailaddress", "username"]),
                ..Seen::new(identity, SightingGrade::Installed)
            });
        }
        let person = at(&["user"]);
        let name = at(&["application name", "displaytext"]);
        let Some((identity, mut marks)) = client_or_name(at(&["client id", "clientid"]).unwrap_or_default(), name, to)
        else {
            return to.not_understood();
        };
        let day = at(&["date"]).and_then(day_of);
        let grade = match at(&["event name"]).map(str::to_lowercase).as_deref() {
            Some("revoke") => {
                to.pass();
                return to.end_grant(&identity, person, day);
            }
            Some("activity" | "api call") => SightingGrade::Active,
            _ => SightingGrade::Configured,
        };
        if is_sign_in(at(&["scope", "scopes"]).unwrap_or_default()) {
            marks.push(SightingMark::SignInOnly);
        }
        to.see(Seen { label: name, marks, person, day, ..Seen::new(identity, grade) });
    }
}
