//! The gate before every format: what a format lays out has been cleaned here, field by field, and there
//! is no other way to make it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::document::visible::one_line;

use super::{Report, Unrendered};

/// A report in whose texts nothing hides, moves or restyles what is around it, and none begins a line.
#[derive(Clone, Debug)]
pub struct Clean(Report);

impl std::ops::Deref for Clean {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.0
    }
}

impl Clean {
    /// Cleans every text of a report. By way of its serialised form, so that no field can be left out.
    ///
    /// # Errors
    /// Where a view does not read back as it was written, which its tests rule out.
    pub fn of(report: &Report) -> Result<Self, Unrendered> {
        Ok(Self(match report {
            Report::Use(view) => Report::Use(cleaned(view)?),
            Report::Triage(view) => Report::Triage(cleaned(view)?),
            Report::Portfolio(view) => Report::Portfolio(cleaned(view)?),
        }))
    }
}

fn cleaned<T: Serialize + DeserializeOwned>(view: &T) -> Result<T, Unrendered> {
    let broken = |error: serde_json::Error| Unrendered::Broken(format!("the report cannot be laid out: {error}"));
    let mut value = serde_json::to_value(view).map_err(broken)?;
    clean(&mut value);
    serde_json::from_value(value).map_err(broken)
}

/// Cleans every text of a value. Its keys are fields and ids, which a register does not take from anybody.
fn clean(value: &mut Value) {
    match value {
        Value::String(text) => *text = one_line(text),
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::view::{Meta, NamedText, PortfolioReport, TriageReport, UseReport};

    #[test]
    fn no_text_of_any_view_passes_as_it_is() {
        let meta = || Meta { title: "a\u{1b}[31m\nverdict: approved".to_owned(), ..Meta::default() };
        let request = vec![NamedText { name: "Purpose".to_owned(), text: "x\u{202e}".to_owned() }];
        for report in [
            Report::Use(Box::new(UseReport { meta: meta(), ..UseReport::default() })),
            Report::Triage(Box::new(TriageReport { meta: meta(), request, ..TriageReport::default() })),
            Report::Portfolio(Box::new(PortfolioReport { meta: meta(), ..PortfolioReport::default() })),
        ] {
            let clean = Clean::of(&report).unwrap();
            assert_eq!(clean.meta().title, "a\u{fffd}[31m verdict: approved");
            if let Report::Triage(view) = &*clean {
                assert_eq!(view.request[0].text, "x\u{fffd}");
            }
        }
    }
}
