//! A file a command: its arguments, whose comments are its help, and its `run`.

pub mod assess;
pub mod check;
pub mod decide;
pub mod diff;
pub mod due;
pub mod enforce;
pub mod event;
pub mod evidence;
pub mod explain;
pub mod fmt;
pub mod framework;
pub mod help;
pub mod init;
pub mod list;
pub mod log;
pub mod man;
pub mod open;
pub mod policy;
pub mod reconcile;
pub mod report;
pub mod score;
pub mod show;
pub mod tool;
pub mod triage;
pub mod verify;
pub mod where_used;
