//! The frameworks that records relied on, made from the texts that the register kept and nothing else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::assessment::{Assessment, Pin};
use crate::framework::{self, Framework, Loaded, Shelf, load};
use crate::gate;
use crate::problem::Source;
use crate::register::{self, Register};

/// The frameworks that records of a register relied on, each made once and shared between threads.
#[derive(Debug)]
pub struct UsedFrameworks<'a> {
    register: &'a Register,
    known: Mutex<BTreeMap<Vec<String>, PinnedFramework>>,
}

/// A framework of one of the methods.
#[derive(Clone, Debug)]
pub enum PinnedFramework {
    /// One with a ledger.
    Ledger(Arc<Framework>),
    /// One that gives a route.
    Route(Arc<framework::TriageFramework>),
}

impl<'a> UsedFrameworks<'a> {
    /// Those of a register; none is made yet.
    #[must_use]
    pub const fn new(register: &'a Register) -> Self {
        Self { register, known: Mutex::new(BTreeMap::new()) }
    }

    /// The framework that an assessment relied on.
    ///
    /// # Errors
    /// Where one of its texts is missing or altered, or they make one without a ledger.
    pub fn of(&self, assessment: &Assessment) -> Result<Arc<Framework>, register::Error> {
        match self.made(&assessment.frameworks)? {
            PinnedFramework::Ledger(framework) => Ok(framework),
            PinnedFramework::Route(_) => {
                let names: Vec<&str> = assessment.frameworks.iter().map(|pin| pin.id.as_str()).collect();
                Err(register::Error::Altered(format!("`{}` has no ledger", names.join("+"))))
            }
        }
    }

    /// The framework that these files make together.
    ///
    /// # Errors
    /// Where one of its texts is missing or altered.
    pub fn made(&self, pins: &[Pin]) -> Result<PinnedFramework, register::Error> {
        let key: Vec<String> = pins.iter().map(|pin| pin.sha256.clone()).collect();
        let known = |frameworks: &Self| frameworks.known.lock().ok().and_then(|known| known.get(&key).cloned());
        if let Some(made) = known(self) {
            return Ok(made);
        }
        let made = match kept(self.register, pins)? {
            Loaded::Ledger(framework) => PinnedFramework::Ledger(Arc::from(framework)),
            Loaded::Route(triage) => PinnedFramework::Route(Arc::from(triage)),
        };
        if let Ok(mut known) = self.known.lock() {
            known.insert(key, made.clone());
        }
        Ok(made)
    }
}

impl gate::FrameworkSource for UsedFrameworks<'_> {
    fn of(&self, assessment: &Assessment) -> Option<Arc<Framework>> {
        UsedFrameworks::of(self, assessment).ok()
    }
}

/// The framework of any method that these files make together, from the texts that the register kept.
///
/// # Errors
/// Where one of them is missing or altered.
pub fn kept(register: &Register, pins: &[Pin]) -> Result<Loaded, register::Error> {
    let kept: Vec<(String, Arc<Source>)> = pins
        .iter()
        .map(|pin| Ok((pin.id.clone(), register.used_framework(&pin.sha256)?)))
        .collect::<Result<_, register::Error>>()?;
    let overlays = kept.len().saturating_sub(1).max(1).min(kept.len());
    let named: Vec<Arc<Source>> = kept[..overlays].iter().map(|(_, source)| Arc::clone(source)).collect();
    Ok(load(&named, &KeptFrameworks(kept))?.0)
}

/// The framework files that one record relied on.
struct KeptFrameworks(Vec<(String, Arc<Source>)>);

impl Shelf for KeptFrameworks {
    fn extended(&self, id: &str, _from: &Source) -> Option<Arc<Source>> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, source)| Arc::clone(source))
    }
    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|(id, _)| id.clone()).collect()
    }
    fn is_whole(&self) -> bool {
        false
    }
}
