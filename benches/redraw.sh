#!/bin/sh
# How long a key takes until the workbench is drawn again, on 200 columns and 60 rows: the mean and the longest.
set -eu
cd "$(dirname "$0")/.."
cargo test --locked --profile bench --bin plimsoll redraw -- --ignored --nocapture
