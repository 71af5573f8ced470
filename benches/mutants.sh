#!/usr/bin/env bash
# Changes the gate on purpose, one place at a time, and looks whether its tests notice:
# `cargo install cargo-mutants`, then `benches/mutants.sh [FOLDER]`.
#
# The gate is a module that everything else is needed for and that needs little itself; compiled as a
# crate of its own, with the library for the rest, a changed gate is tried in seconds. Its tests are
# those of tests/it/gate/ and the ones beside the code.
#
# Three changes go unnoticed, because they change nothing:
# - in `ChainOnDay::events`, `>=` for `>`: no event has the number of a decision in the same chain;
# - in `ChainOnDay::basis`, `<=` for `<`: a decision is not the assessment that it rests on;
# - in `ChainOnDay::lift`, `>=` for `>`: an exception is not the event that it lifts.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
work=${1:-$(mktemp -d)}
rm -rf "$work/src" "$work/tests"
mkdir -p "$work/src" "$work/tests"
cp -r src/gate "$work/src/gate"
cp -r tests/it/gate "$work/tests/gate"
sed -i 's/use plimsoll::gate/use gated::gate/' "$work"/tests/gate/*.rs
cat >"$work/src/lib.rs" <<'RUST'
//! The gate alone.
pub use plimsoll::{answers, assessment, date, framework, person, policy};
pub mod gate;
RUST
cat >"$work/tests/main.rs" <<'RUST'
//! The tests of the gate alone.
mod gate;
RUST
cat >"$work/Cargo.toml" <<TOML
[package]
name = "gated"
version = "0.0.0"
edition = "2024"
[dependencies]
plimsoll = { path = "$here" }
[dev-dependencies]
proptest = { version = "1", default-features = false, features = ["std"] }
[profile.dev]
debug = false
[profile.dev.package.plimsoll]
opt-level = 1
[workspace]
TOML
cp Cargo.lock "$work/Cargo.lock"
cd "$work"
export PROPTEST_CASES=${PROPTEST_CASES:-400}
nice cargo mutants --in-place --timeout 120 --no-shuffle --colors never --output "$work"
