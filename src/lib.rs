//! plimsoll assesses the risk of AI tools and vendors.
//!
//! The modules read from left to right, and no arrow turns back: `problem`, `date` and `document`
//! know no noun of the field; `framework` says what may be asked, `answers` what was said,
//! `context` what applies, `score` what it amounts to, `questionnaire` what to ask next,
//! `assessment` keeps the records, `policy` what may be decided, `gate` whether a use is allowed, `due`
//! what is owed and when, and `register` the place where they lie; `report` says how a
//! result reads; `workflow` is what the program does without a terminal, `audit` whether what lies
//! there is what it should be. `ARCHITECTURE.md` has the map.
#![forbid(unsafe_code)]

pub mod answers;
pub mod assessment;
pub mod audit;
pub mod context;
pub mod date;
pub mod document;
pub mod dossier;
pub mod due;
pub mod exchange;
pub mod framework;
pub mod gate;
pub mod input;
pub mod law;
pub mod person;
pub mod policy;
pub mod problem;
pub mod questionnaire;
pub mod register;
pub mod report;
pub mod score;
pub mod tool;
pub mod workflow;
