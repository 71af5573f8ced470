//! A framework whose method is `highest-route/1`: a few questions whose answers choose the way on.

use crate::document::At;

use super::Part;

/// What is to be done next, least demanding first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// Nothing: it is allowed already.
    None,
    /// The triage itself is the assessment.
    Register,
    /// The key questions of the full framework.
    Keys,
    /// The full framework.
    Full,
    /// No use before somebody has looked at it.
    Stop,
}

impl Route {
    /// Every route with its name in files, least demanding first.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("none", Self::None),
        ("register", Self::Register),
        ("keys", Self::Keys),
        ("full", Self::Full),
        ("stop", Self::Stop),
    ];

    /// The name in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// A framework that only routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriageFramework {
    /// The file it is from.
    pub part: Part,
    /// What it is called.
    pub title: String,
    /// The minutes that its authors expect it to take; 0 where unsaid.
    pub minutes: u32,
    /// The id of the framework whose factors its answers imply.
    pub prefills: Option<String>,
    /// The questions, in the order in which they are asked.
    pub questions: Vec<TriageQuestion>,
    /// From how many answers asking for `keys` on the route is `full`.
    pub keys_make_full_from: u32,
    /// The residual points from which a short run asks for the full one.
    pub short_run_full_from: u8,
}

/// A question whose options each name a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriageQuestion {
    /// The id under which answers are kept.
    pub id: At<String>,
    /// What it is called.
    pub title: String,
    /// What the person is asked.
    pub ask: String,
    /// Why it matters; empty where unsaid.
    pub why: String,
    /// Whether several options may be true.
    pub multiple: bool,
    /// The option after which nothing more is asked.
    pub ends_with: Option<String>,
    /// Where public frameworks ask for it, as `FRAMEWORK:ID`.
    pub references: Vec<String>,
    /// The options.
    pub options: Vec<RouteOption>,
}

/// An option and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteOption {
    /// The id that an answer names.
    pub id: At<String>,
    /// What it says.
    pub label: String,
    /// The least route.
    pub route: Route,
    /// The levels that it implies at least, by the id of the factor.
    pub factors: Vec<(At<String>, u8)>,
    /// The overlays that it calls for.
    pub adds: Vec<At<String>>,
}
