#!/usr/bin/env bash
# Alters bytes of everything that `check` reads, a million times by default: `benches/fuzz.sh [INPUTS]`.
# It must never panic, and never say "allowed" of a register that was damaged; what that means stands
# in tests/it/check/fuzz.rs. As many lists name a tool under one of its identities (identities.rs), and
# over ten thousand registers lost or had replaced one file or folder (sweep.rs). `cargo test` tries
# four thousand, four thousand and 2,500.
set -euo pipefail
cd "$(dirname "$0")/.."
export PLIMSOLL_FUZZ=${1:-1000000}
# Files are altered in memory where that is possible: a million writes are hard on a disk.
[ -d /dev/shm ] && export TMPDIR=/dev/shm
time nice cargo test --release --test it -- check::fuzz check::identities check::sweep --nocapture
