//! How results are laid out in a terminal. What they say was worked out before it comes here.

pub mod answer;
pub mod decision;
pub mod diagnostics;
pub mod edit;
pub mod json;
pub mod map;
pub mod names;
pub mod note;
pub mod reconciled;
pub mod recorded;
pub mod remedy;
pub mod result;
pub mod route;
pub mod table;
pub mod terminal;
pub mod verdict;
