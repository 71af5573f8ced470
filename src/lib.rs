//! plimsoll assesses the risk of AI tools and vendors.
//!
//! The modules read from left to right, and no arrow turns back: `problem`, `date` and `document`
//! know no noun of the field; `framework` says what may be asked, `answers` what was said,
//! `context` what applies, `score` what it amounts to, `questionnaire` what to ask next,
//! `assessment` keeps the records, `policy` what may be decided, `gate` whether a use is allowed, `due`
//! what is owed and when, and `register` the place where they lie; `report` says how a
//! result reads; `workflow` is what the program does without a terminal, `audit` whether what lies
//! there is what it should be. `ARCHITECTURE.md` has the map.
//!
//! A file of answers comes to a tier:
//!
//! ```
//! use plimsoll::context::Scope;
//! use plimsoll::workflow::answers::{self, Wanted};
//! use plimsoll::workflow::library::{Library, ledger};
//!
//! # fn main() -> anyhow::Result<()> {
//! let file = "examples/answers/claude-code-product-engineering.toml";
//! let wanted = Wanted::on("2026-11-22".parse()?);
//! let (loaded, answers, _doubts) = answers::read(file.as_ref(), &wanted, &Library::new(None))?;
//! let framework = ledger(loaded)?;
//! let score = plimsoll::score::score(&framework, &answers, wanted.as_of, &Default::default(), Scope::Full);
//! assert_eq!(score.tier_id(score.tier), "moderate");
//! # Ok(())
//! # }
//! ```
//!
//! Recorded in a register, it is an assessment that anybody can compute again:
//!
//! ```
//! use plimsoll::context::Scope;
//! use plimsoll::date::Moment;
//! use plimsoll::person::Person;
//! use plimsoll::register::{Depth, Register};
//! use plimsoll::workflow::answers::{self, Wanted};
//! use plimsoll::workflow::assess::Start;
//! use plimsoll::workflow::library::{Library, ledger};
//! use plimsoll::workflow::session::Session;
//!
//! # fn main() -> anyhow::Result<()> {
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path();
//! let file = "examples/answers/claude-code-product-engineering.toml";
//! let wanted = Wanted::on("2026-11-22".parse()?);
//! let register = Register::create(folder, "Example register")?;
//! let chain = register.chain("claude-code", "product-engineering");
//! let by = Person::written("Robin Sample <robin@example.org>");
//! let session = Session::new(&register, &chain, wanted.as_of, by)?;
//! let start = Start::new(session, Scope::Full, None)?;
//! let (loaded, answers, _doubts) = answers::read(file.as_ref(), &wanted, &Library::new(Some(register.frameworks())))?;
//! let framework = ledger(loaded)?;
//! let now = Moment::of_unix_seconds(1_795_339_800).expect("a moment that a calendar has");
//! let recorded = start.record(&framework, answers, None, now)?;
//! assert_eq!(recorded.added.number, 1);
//! assert!(register.verify(&chain, Depth::Records).problems.0.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! The gate says whether a use is allowed on a day, and why not:
//!
//! ```
//! use plimsoll::dossier::{self, Asked};
//! use plimsoll::register::Register;
//!
//! # fn main() -> anyhow::Result<()> {
//! let register = Register::open("examples/register".as_ref())?;
//! let (tool, usage) = ("claude-code".to_owned(), Some("restricted-affiliate".to_owned()));
//! let answer = dossier::check(&register, &Asked { tool, usage, ..Asked::default() }, "2026-07-10".parse()?);
//! assert_eq!(answer.verdict.code().map(|code| code.as_str()), Some("prohibited"));
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

pub mod answers;
pub mod assessment;
pub mod audit;
pub mod context;
pub mod date;
pub mod discovery;
pub mod document;
pub mod dossier;
pub mod due;
pub mod exchange;
pub mod file_kind;
pub mod framework;
pub mod gate;
pub mod identity;
pub mod input;
pub mod law;
pub mod person;
pub mod policy;
pub mod problem;
pub mod questionnaire;
pub mod reconcile;
pub mod register;
pub mod report;
pub mod score;
pub mod tool;
pub mod workflow;
