//! What is in force on a day: each tool with its verdicts, the decisions behind them, and by what a rule
//! can take it. The verdicts are the dossier's; nothing is judged here.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{EVERY_USE, Header, Subject};
use crate::date::Day;
use crate::dossier::{self, Asked, Status, Whole};
use crate::gate::ReasonCode;
use crate::identity::{Identity, Index};
use crate::register::Register;
use crate::tool::Tool;
use crate::tool::blocking::{BlockingLimits, TenantHeader};
use crate::tool::catalogue::{self, CatalogueEntry};

use super::Refused;
use super::reach::{Reaching, RuledHost};
use super::ways::{self, AllowedWay};

/// What the decisions say of a tool as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruling {
    /// Some use is allowed and none is denied.
    Allowed,
    /// Some use is allowed, another denied: no rule about the tool as a whole says both.
    Mixed,
    /// Every use that is known is denied.
    Denied,
    /// No use is allowed, and about some nobody has decided.
    Undecided,
}

/// Why something is allowed or denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The use; `None` where the tool has none.
    pub usage: Option<String>,
    /// Whether it may be used; `None` where nobody has decided.
    pub allowed: Option<bool>,
    /// How it stands, in a few words.
    pub words: String,
    /// Where the decision lies in the register, without its ending.
    pub decision: Option<String>,
    /// The sha256 of that record.
    pub sha256: Option<String>,
    /// The last day of the decision.
    pub until: Option<Day>,
    /// For whom and up to where it is allowed.
    pub ways: Vec<AllowedWay>,
}

/// A tool that something is decided about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuledTool {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What the decisions say of it.
    pub ruling: Ruling,
    /// Each use, with why.
    pub uses: Vec<Because>,
    /// By what it is recognised but hosts. Of a denied tool only what nobody shares with it.
    pub identities: Vec<Identity>,
    /// The hosts that a rule against it may take.
    pub hosts: Vec<RuledHost>,
    /// Headers that keep people to their own tenant.
    pub tenants: Vec<TenantHeader>,
}

/// What is held about a tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldTool {
    /// Its entry in the register, where it has one.
    pub entry: Option<Tool>,
    /// Each use, with how it stands.
    pub uses: Vec<Because>,
}

/// What rules are made with beside what a register holds.
#[derive(Clone, Copy, Debug)]
pub struct RuledWith<'a> {
    /// The tools of the catalogue.
    pub tools: &'a [CatalogueEntry],
    /// What no rule may take.
    pub blocking: &'a BlockingLimits,
    /// Tools that a rule may take along though nobody denied them.
    pub along: &'a BTreeSet<String>,
}

/// What is in force on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The day.
    pub day: Day,
    /// What the register is called.
    pub register: String,
    /// The tools, in the order of their ids.
    pub tools: Vec<RuledTool>,
    /// What no rule can say.
    pub refused: Vec<Refused>,
}

impl Rules {
    /// What is in force in a register. `along` are tools that a rule may take along though nobody denied
    /// them; what is allowed is never taken.
    ///
    /// # Errors
    /// Where a record, a head or an entry is not what it was: nothing can be said then.
    pub fn of(register: &Register, day: Day, along: &BTreeSet<String>) -> anyhow::Result<Self> {
        let whole = Whole::of(register, day)?;
        let known = catalogue::entries()?;
        let mut held: BTreeMap<String, HeldTool> = BTreeMap::new();
        for one in whole.uses() {
            let ways = ways::of(&one.view, day);
            let because = Because { ways, ..Because::of(one.usage, &one.status()) };
            let tool = held.entry(one.tool.to_owned());
            tool.or_insert_with(|| HeldTool { entry: one.entry.cloned(), uses: Vec::new() }).uses.push(because);
        }
        for tool in held.keys() {
            let lost = register.verify_entry(tool)?;
            if lost.any_error() {
                return Err(lost.into());
            }
        }
        for (id, because) in by_vendor(register, &whole, &known, day) {
            held.entry(id).or_insert(HeldTool { entry: None, uses: vec![because] });
        }
        let blocking = BlockingLimits::of_catalogue()?;
        Ok(Self::made(day, &register.config().name, &held, &RuledWith { tools: &known, blocking: &blocking, along }))
    }

    /// The same of what is held about tools.
    #[must_use]
    pub fn made(day: Day, register: &str, held: &BTreeMap<String, HeldTool>, with: &RuledWith<'_>) -> Self {
        let rulings: BTreeMap<&str, Ruling> = held.iter().map(|(id, tool)| (id.as_str(), ruling(&tool.uses))).collect();
        let entries: BTreeMap<&str, &Tool> =
            held.iter().filter_map(|(id, tool)| Some((id.as_str(), tool.entry.as_ref()?))).collect();
        let mut index = Index::of_catalogue();
        for (id, entry) in &entries {
            index.add(id, entry);
        }
        let taken = |id: &str| match rulings.get(id) {
            Some(Ruling::Denied) => true,
            Some(Ruling::Allowed | Ruling::Mixed) => false,
            Some(Ruling::Undecided) | None => with.along.contains(id),
        };
        let reaching = Reaching::new(with.tools, &entries, &index, with.blocking, &taken);
        let mut refused = Vec::new();
        let mut tools = Vec::new();
        for (id, HeldTool { entry, uses }) in held {
            let ruling = rulings[id.as_str()];
            let catalogued = with.tools.iter().find(|known| known.id == *id).map(|known| &known.tool);
            let name = entry.as_ref().and_then(|entry| entry.name.clone());
            let name = name.or_else(|| catalogued.and_then(|known| known.name.clone()));
            let (identities, hosts) = match ruling {
                Ruling::Denied => reaching.denied(id, &mut refused),
                Ruling::Allowed | Ruling::Mixed | Ruling::Undecided => (reaching.own(id), Vec::new()),
            };
            refused.extend(unsaid(id, ruling, uses));
            tools.push(RuledTool {
                id: id.clone(),
                name: name.unwrap_or_else(|| id.clone()),
                ruling,
                uses: uses.clone(),
                identities,
                hosts,
                tenants: with.blocking.tenants.get(id).cloned().unwrap_or_default(),
            });
        }
        refused.sort();
        Self { day, register: register.to_owned(), tools, refused }
    }

    /// The tools that are denied as a whole.
    pub fn denied(&self) -> impl Iterator<Item = &RuledTool> {
        self.tools.iter().filter(|tool| tool.ruling == Ruling::Denied)
    }

    /// The tools of which some use is allowed.
    pub fn allowed(&self) -> impl Iterator<Item = &RuledTool> {
        self.tools.iter().filter(|tool| matches!(tool.ruling, Ruling::Allowed | Ruling::Mixed))
    }

    /// The first day after this one on which a decision that counts has ended.
    #[must_use]
    pub fn first_end(&self) -> Option<Day> {
        let ends = self.tools.iter().flat_map(|tool| &tool.uses).filter_map(|because| because.until);
        ends.filter(|end| *end >= self.day).map(|end| end.plus_days(1)).min()
    }
}

impl RuledTool {
    /// The uses that are allowed, or those that are denied, in one line without anybody's words.
    #[must_use]
    pub fn line(&self, allowed: bool) -> String {
        let counting = self.uses.iter().filter(|because| because.allowed == Some(allowed));
        let lines: Vec<String> = counting.map(|because| because.line(&self.id)).collect();
        lines.join("; ")
    }
}

impl Because {
    fn of(usage: Option<&str>, status: &Status) -> Self {
        let allowed = match status.code() {
            // Nobody with the authority has decided anything that holds today.
            Some(
                ReasonCode::NotRegistered
                | ReasonCode::NotAuthorised
                | ReasonCode::AgainstPolicy
                | ReasonCode::NotYetValid,
            ) => None,
            _ => status.allowed(),
        };
        let decision = status.decision().filter(|_| allowed.is_some());
        Self {
            usage: usage.map(str::to_owned),
            allowed,
            words: status.text(),
            decision: decision.map(|made| place(&made.record.header)),
            sha256: decision.map(|made| made.sha256.clone()),
            until: status.until().filter(|_| decision.is_some()),
            ways: Vec::new(),
        }
    }

    /// In one line: `chatgpt/pasted-source-code: prohibited since 2026-11-22, decision
    /// tools/chatgpt/pasted-source-code/0002, no end`.
    #[must_use]
    pub fn line(&self, tool: &str) -> String {
        let usage = self.usage.as_ref().map_or_else(String::new, |usage| format!("/{usage}"));
        let decision = self.decision.as_ref().map_or_else(String::new, |decision| {
            let end = self.until.map_or_else(|| "no end".to_owned(), |until| format!("ends {until}"));
            format!(", decision {decision}, {end}")
        });
        format!("{tool}{usage}: {}{decision}", self.words)
    }
}

/// Where a record lies in the register.
fn place(header: &Header) -> String {
    let (folder, id) = match &header.subject {
        Subject::Tool(tool) => ("tools/", tool.as_str()),
        Subject::Vendor(vendor) => ("vendors/", vendor.as_str()),
        Subject::Policy => ("policy", ""),
    };
    let usage = if header.usage == EVERY_USE { "every-use" } else { &header.usage };
    format!("{folder}{id}/{usage}/{:04}", header.number)
}

fn ruling(uses: &[Because]) -> Ruling {
    let any = |allowed| uses.iter().any(|because| because.allowed == allowed);
    match (any(Some(true)), any(Some(false)), any(None)) {
        (true, true, _) => Ruling::Mixed,
        (true, false, _) => Ruling::Allowed,
        (false, true, false) => Ruling::Denied,
        (false, _, _) => Ruling::Undecided,
    }
}

/// The tools of the catalogue that the register has no entry of, and that are banned with their vendor.
fn by_vendor(register: &Register, whole: &Whole, known: &[CatalogueEntry], day: Day) -> Vec<(String, Because)> {
    let vendors: BTreeSet<&str> = whole
        .wide()
        .filter_map(|(subject, usage, _)| match subject {
            Subject::Vendor(vendor) if usage == EVERY_USE => Some(vendor.as_str()),
            _ => None,
        })
        .collect();
    let of_vendor =
        |entry: &&CatalogueEntry| entry.tool.vendor.as_deref().is_some_and(|vendor| vendors.contains(vendor));
    let unknown = known.iter().filter(of_vendor).filter(|entry| !register.knows(&entry.id));
    let banned = unknown.filter_map(|entry| {
        let asked = Asked { tool: entry.id.clone(), ..Asked::default() };
        let status = Status::new(dossier::check(register, &asked, day).verdict);
        status.is_stopped().then(|| (entry.id.clone(), Because::of(None, &status)))
    });
    banned.collect()
}

/// Why a tool is in no list of what is denied, though something about it is.
fn unsaid(id: &str, ruling: Ruling, uses: &[Because]) -> Option<Refused> {
    let named = |allowed| {
        let uses = uses.iter().filter(|because| because.allowed == allowed);
        uses.filter_map(|because| because.usage.as_deref()).collect::<Vec<_>>().join(", ")
    };
    let (denied, why) = match ruling {
        Ruling::Mixed => (named(Some(false)), format!("use {} is allowed", named(Some(true)))),
        Ruling::Undecided => (named(Some(false)), format!("nobody has decided about {}", named(None))),
        Ruling::Allowed | Ruling::Denied => return None,
    };
    (!denied.is_empty()).then(|| Refused {
        tool: id.to_owned(),
        what: format!("use {denied}"),
        why: format!("a decision about one use cannot block the whole tool: {why}"),
    })
}
