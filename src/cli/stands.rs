//! How uses stand on a day, for lists: read from as few files as say so. Whether something may be used
//! is for `check` to say, which reads closer.

use std::collections::BTreeMap;

use plimsoll::assessment::{Decision, EVERY_USE, Record, Subject};
use plimsoll::date::Day;
use plimsoll::gate::{self, Records, Standing};
use plimsoll::register::Register;
use serde::Serialize;

/// The decisions that reach over single uses, by whom they are about and for which use.
pub struct Above {
    day: Day,
    chains: BTreeMap<(Subject, String), Vec<(String, Record)>>,
}

/// How a use stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::struct_field_names, reason = "the key of the output")]
pub struct Stands {
    /// The decision in force; `None` where none is, or an event stops what it allows.
    pub decision: Option<&'static str>,
    /// The same, or the code of what stops it.
    pub stands: &'static str,
    /// Since when it stands so.
    pub since: Option<String>,
    /// The last day of the decision in force.
    pub valid_until: Option<String>,
    /// What a decision that reaches over the use is about: `vendor anthropic`, `every use`.
    pub reach: Option<String>,
    /// Why, in the words of whoever recorded it.
    pub why: Option<String>,
    /// What to use instead.
    pub alternatives: Vec<String>,
    /// The decision that no longer, or not yet, holds.
    #[serde(skip)]
    pub decided: Option<&'static str>,
}

impl Above {
    /// Those of a register on a day.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn of(register: &Register, day: Day) -> anyhow::Result<Self> {
        let mut chains = BTreeMap::new();
        for chain in register.wide_chains()? {
            let decided = register.decided(&chain, day)?;
            chains.insert((chain.subject.clone(), chain.usage.clone()), decided);
        }
        Ok(Self { day, chains })
    }

    /// How a use stands by its own records and by these; without a use, how every use of the tool does.
    pub fn stands(&self, own: &Records, tool: &str, usage: Option<&str>, vendors: &[&str]) -> Stands {
        let every = |subject: Subject| (subject, EVERY_USE.to_owned());
        let mut keys = vec![every(Subject::Tool(tool.to_owned()))];
        for vendor in vendors {
            let vendor = Subject::Vendor((*vendor).to_owned());
            keys.extend(usage.map(|usage| (vendor.clone(), usage.to_owned())));
            keys.push(every(vendor));
        }
        let wider: Vec<&Records> = keys.iter().filter_map(|key| self.chains.get(key)).map(Vec::as_slice).collect();
        said(&gate::stands(own, &wider, self.day), usage)
    }
}

fn said(standing: &Standing<'_>, usage: Option<&str>) -> Stands {
    let header = match (standing.event, standing.decision) {
        (Some(event), _) => Some(&event.header),
        (None, decision) => decision.map(|decision| &decision.header),
    };
    let reach = header.and_then(|header| match &header.subject {
        Subject::Vendor(vendor) => Some(format!("vendor {vendor}")),
        Subject::Tool(_) if header.usage == EVERY_USE && usage != Some(EVERY_USE) => Some("every use".to_owned()),
        Subject::Tool(_) => None,
    });
    let decided = standing.decision.map(|decision: &Decision| decision.decision.as_str());
    let stands = standing.word();
    Stands {
        decision: decided.filter(|decided| *decided == stands),
        stands,
        since: standing.since().map(|day| day.to_string()),
        valid_until: standing.decision.and_then(|decision| decision.valid_until).map(|day| day.to_string()),
        reach,
        why: standing.why().map(|why| why.split_whitespace().collect::<Vec<_>>().join(" ")),
        alternatives: standing.decision.map(|decision| decision.alternatives.clone()).unwrap_or_default(),
        decided,
    }
}

impl Stands {
    /// In a few words: `restrict until 2027-01-06`, `prohibit since 2026-07-10 (vendor anthropic)`.
    pub fn text(&self) -> String {
        let words = |word: &str| word.replace('-', " ");
        let of = |day: &Option<String>, before: &str| {
            day.as_ref().map_or_else(String::new, |day| format!(" {before} {day}"))
        };
        let decided = self.decided.map_or_else(String::new, &words);
        let text = match self.stands {
            "undecided" => "undecided".to_owned(),
            "expired" => format!("expired{} ({decided})", of(&self.valid_until, "on")),
            "not-yet-valid" => format!("{decided}{}", of(&self.since, "from")),
            word if self.decision.is_some() && word != "prohibit" && word != "hold" => {
                format!("{}{}", words(word), of(&self.valid_until, "until"))
            }
            word => format!("{}{}", words(word), of(&self.since, "since")),
        };
        match &self.reach {
            Some(reach) => format!("{text} ({reach})"),
            None => text,
        }
    }
}
