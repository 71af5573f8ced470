//! What rests on a vendor, a tool, a model or a host, wherever the register says so: for the day on which
//! one is banned, breached or sold.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{EVERY_USE, Subject};
use crate::date::Day;
use crate::document::sheet::word;
use crate::gate;
use crate::identity::{Identity, Index};
use crate::tool::register_fields::{FieldValue, RegisterFields};
use crate::tool::{Tool, catalogue};

use super::{HeldUse, Status, Whole, vendors};

/// What somebody asks about, as far as register and catalogue know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedAbout {
    /// What was said.
    pub said: String,
    /// The vendors that are called so.
    pub vendors: BTreeSet<String>,
    /// The tools: those of the vendors, or those that the words, the host or the model mean.
    pub tools: BTreeSet<String>,
    /// The host, where it is one.
    pub host: Option<String>,
}

/// A use that rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestingUse {
    /// The tool's id.
    pub tool: String,
    /// The use; nothing where none of the tool is known.
    pub usage: Option<String>,
    /// How it rests on it, a phrase each.
    pub by: Vec<String>,
    /// Whether it rests on it by something else than being its tool: a model, a subprocessor, a host.
    pub indirect: bool,
    /// How it stands.
    pub status: Status,
    /// Who answers for it.
    pub owner: Option<String>,
}

/// A decision about the vendor, or about every use of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WideDecision {
    /// What it is about: `vendor anthropic/*`.
    pub about: String,
    /// What was decided.
    pub decision: &'static str,
    /// From when on.
    pub since: Day,
    /// The last day, if any.
    pub until: Option<Day>,
    /// Why.
    pub why: String,
}

/// How much of the register could be looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LookedAt {
    /// Its tools.
    pub tools: usize,
    /// Their uses.
    pub uses: usize,
    /// Tools whose entry names subprocessors.
    pub with_subprocessors: usize,
    /// Tools whose entry or assessment names models.
    pub with_models: usize,
    /// Tools whose entry names the hosts through which its models are reached.
    pub with_hosts: usize,
}

/// Everything that rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resting {
    /// What was asked about.
    pub meant: AskedAbout,
    /// The day.
    pub day: Day,
    /// The uses.
    pub uses: Vec<RestingUse>,
    /// The decisions that reach over single uses.
    pub decisions: Vec<WideDecision>,
    /// Uses of other tools whose decision names one of these to use instead: the use and the tool.
    pub instead: Vec<(String, String)>,
    /// Tools that the catalogue knows and the register does not have.
    pub unregistered: BTreeSet<String>,
    /// How much could be looked at.
    pub looked_at: LookedAt,
}

impl AskedAbout {
    /// What a text means: a vendor by id or name, else a host, else a tool, else a model.
    #[must_use]
    pub fn of(said: &str, whole: &Whole, index: &Index) -> Self {
        let mut meant = Self { said: said.trim().to_owned(), ..Self::default() };
        let known = catalogue::all().unwrap_or_default();
        let entries = || {
            let own = whole.uses().filter_map(|one| Some((one.tool.to_owned(), one.entry?.clone())));
            own.chain(known.iter().cloned())
        };
        for (_, tool) in entries() {
            let Some(vendor) = &tool.vendor else { continue };
            if is_named(said, vendor) || tool.vendor_name.as_deref().is_some_and(|name| is_named(said, name)) {
                meant.vendors.insert(vendor.clone());
            }
        }
        for (subject, _, _) in whole.chains() {
            if let Subject::Vendor(vendor) = subject
                && is_named(said, vendor)
            {
                meant.vendors.insert(vendor.clone());
            }
        }
        if !meant.vendors.is_empty() {
            let of_vendor =
                |(_, tool): &(String, Tool)| tool.vendor.as_ref().is_some_and(|it| meant.vendors.contains(it));
            meant.tools = entries().filter(of_vendor).map(|(id, _)| id).collect();
            return meant;
        }
        if entries().any(|(id, _)| id == meant.said) {
            meant.tools = BTreeSet::from([meant.said.clone()]);
            return meant;
        }
        if let Some(Identity::Host(host)) = Identity::host(said) {
            meant.tools = index.find(&Identity::Host(host.clone())).tools.into_keys().collect();
            meant.host = Some(host);
            return meant;
        }
        meant.tools = index.named(said);
        meant
    }

    /// Whether neither register nor catalogue knows it: then only what is written of models,
    /// subprocessors and hosts can name it.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.vendors.is_empty() && self.tools.is_empty()
    }

    /// Whether a text names it: the words that were asked for, or one of its vendors.
    fn is_in(&self, text: &str) -> bool {
        std::iter::once(&self.said).chain(&self.vendors).any(|name| !name.is_empty() && is_within(name, text))
    }

    /// Whether a model is it, or one of its tools.
    fn has_model(&self, model: &str, index: &Index) -> bool {
        let of_tools = || Identity::model(model).is_some_and(|model| self.has_any(index.find(&model).tools.keys()));
        // `anthropic/claude-sonnet` names its vendor.
        self.is_in(model) || of_tools()
    }

    fn has_any<'a>(&self, mut tools: impl Iterator<Item = &'a String>) -> bool {
        tools.any(|tool| self.tools.contains(tool))
    }

    /// Whether a host is it, lies below it, or is one of its tools'.
    fn has_host(&self, host: &str, index: &Index) -> bool {
        let Some(Identity::Host(host)) = Identity::host(host) else { return false };
        let below = |own: &String| host == *own || host.ends_with(&format!(".{own}"));
        self.host.as_ref().is_some_and(below) || self.has_any(index.find(&Identity::Host(host.clone())).tools.keys())
    }
}

/// How long words are that may be a part of a name.
const LONG_ENOUGH: usize = 4;

/// Whether a name is, or begins with, the words that somebody asks for: `Anthropic PBC` is `anthropic`.
fn is_named(said: &str, name: &str) -> bool {
    let (said, name) = (word(said), word(name));
    let begins = said.chars().count() >= LONG_ENOUGH && name.starts_with(&format!("{said}-"));
    !said.is_empty() && (name == said || begins)
}

/// Whether words stand within a text.
fn is_within(said: &str, text: &str) -> bool {
    let (said, text) = (word(said), word(text));
    text == said || (said.chars().count() >= LONG_ENOUGH && format!("-{text}-").contains(&format!("-{said}-")))
}

impl Resting {
    /// Looks through a register.
    #[must_use]
    pub fn of(said: &str, whole: &Whole, index: &Index, day: Day) -> Self {
        let meant = AskedAbout::of(said, whole, index);
        let mut resting = Self {
            day,
            uses: Vec::new(),
            decisions: Vec::new(),
            instead: Vec::new(),
            unregistered: meant.tools.clone(),
            looked_at: LookedAt::default(),
            meant,
        };
        let mut tools = BTreeMap::new();
        for one in whole.uses() {
            let known: &mut LookedAt = tools.entry(one.tool).or_default();
            resting.looked_at.uses += usize::from(one.usage.is_some());
            let fields = fields(&one);
            let has = |topic: &str| fields.iter().any(|fields| fields.topics().any(|(known, _)| known.name == topic));
            known.with_subprocessors |= usize::from(has("subprocessor"));
            known.with_models |= usize::from(!models(&one).is_empty());
            known.with_hosts |= usize::from(has("access"));
            resting.unregistered.remove(one.tool);
            let (by, indirect) = resting.meant.rests(&one, index);
            let status = one.status();
            if by.is_empty() {
                let named = status.decision().into_iter().flat_map(|made| &made.record.alternatives);
                let named = named.filter(|name| resting.meant.tools.contains(*name));
                let of_use = |name: &String| (name_of(&one), name.clone());
                resting.instead.extend(named.map(of_use));
                continue;
            }
            let owner = one.entry.and_then(|entry| entry.owner_of(one.usage)).map(str::to_owned);
            let (tool, usage) = (one.tool.to_owned(), one.usage.map(str::to_owned));
            resting.uses.push(RestingUse { tool, usage, by, indirect, status, owner });
        }
        resting.looked_at.tools = tools.len();
        for known in tools.values() {
            resting.looked_at.with_subprocessors += known.with_subprocessors;
            resting.looked_at.with_models += known.with_models;
            resting.looked_at.with_hosts += known.with_hosts;
        }
        let concerns = |subject: &Subject| match subject {
            Subject::Vendor(vendor) => resting.meant.vendors.contains(vendor),
            Subject::Tool(tool) => resting.meant.tools.contains(tool),
            Subject::Policy => false,
        };
        let wide = whole.wide().filter(|(subject, _, _)| concerns(subject));
        let decisions = wide.filter_map(|(subject, usage, records)| {
            let made = gate::in_force(records, day)?.record;
            Some(WideDecision {
                about: subject.name_of(usage),
                decision: made.decision.as_str(),
                since: made.valid_from,
                until: made.valid_until,
                why: made.rationale.clone(),
            })
        });
        resting.decisions = decisions.collect();
        resting
    }

    /// The uses that are not stopped or forbidden altogether: while there are any, nobody can say that
    /// nothing rests on it.
    pub fn going_on(&self) -> impl Iterator<Item = &RestingUse> {
        self.uses.iter().filter(|one| !one.status.is_stopped())
    }
}

impl RestingUse {
    /// Its name in a sentence: `claude-code/product-engineering`.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.usage {
            Some(usage) => format!("{}/{usage}", self.tool),
            None => self.tool.clone(),
        }
    }
}

fn name_of(one: &HeldUse<'_>) -> String {
    Subject::Tool(one.tool.to_owned()).name_of(one.usage.unwrap_or(EVERY_USE))
}

/// What is said of a use and of its tool.
fn fields<'w>(one: &HeldUse<'w>) -> Vec<&'w RegisterFields> {
    let of_use = |entry: &'w Tool| entry.uses.get(one.usage?).map(|of_use| &of_use.register_fields);
    one.entry.into_iter().flat_map(|entry| [Some(&entry.register_fields), of_use(entry)]).flatten().collect()
}

/// The models behind a use, as its entry and its newest assessment name them.
fn models<'w>(one: &HeldUse<'w>) -> BTreeSet<&'w str> {
    let recorded = one.assessment().into_iter().flat_map(|assessment| &assessment.tool.models);
    one.entry.into_iter().flat_map(|entry| &entry.models).chain(recorded).map(String::as_str).collect()
}

impl AskedAbout {
    /// How a use rests on it, and whether only by something else than being its tool.
    fn rests(&self, one: &HeldUse<'_>, index: &Index) -> (Vec<String>, bool) {
        let mut by = Vec::new();
        if let Some(vendor) = vendors(one.tool, one.entry, one.records()).iter().find(|id| self.vendors.contains(*id)) {
            by.push(format!("vendor {vendor}"));
        } else if self.tools.contains(one.tool) {
            by.push(match &self.host {
                Some(host) => format!("reached at {host}"),
                None => format!("tool {}", one.tool),
            });
        }
        let is_direct = !by.is_empty();
        by.extend(models(one).into_iter().filter(|model| self.has_model(model, index)).map(|it| format!("model {it}")));
        for (topic, tables) in fields(one).into_iter().flat_map(RegisterFields::topics) {
            for facts in tables {
                let text = |key: &str| match facts.get(key) {
                    Some(FieldValue::Text(text)) => Some(text.as_str()),
                    _ => None,
                };
                let named = |what: &str, key: &str| {
                    text(key).filter(|text| self.is_in(text)).map(|text| format!("{what} {text}"))
                };
                match topic.name {
                    "subprocessor" => by.extend(named("subprocessor", "name")),
                    "entity" => by.extend(named("owned by", "parent")),
                    "access" => {
                        if let Some(FieldValue::Texts(hosts)) = facts.get("hosts") {
                            let hosts = hosts.iter().filter(|host| self.has_host(host, index));
                            by.extend(hosts.map(|host| format!("host {host}")));
                        }
                    }
                    _ => {}
                }
            }
        }
        by.dedup();
        (by, !is_direct)
    }
}
