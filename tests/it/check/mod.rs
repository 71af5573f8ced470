//! `check`: what is gathered for the gate, what cannot be told, the lists that come in and the
//! formats that go out.

mod formats;
mod fuzz;
mod identities;
mod integrations;
mod lists;
mod reading;
pub mod site;
pub use formats::valid;
#[cfg(unix)]
mod sweep;
