//! Results for programs: what a score, a record and a route come to, as values that are written as JSON.

pub mod record;
pub mod route;
pub mod score;
pub mod to_do;
