#!/usr/bin/env bash
# A register of 10,000 assessments in 1,000 tools: how long `list`, `show`, `verify --chain` and
# `verify` take, beside parsing the same records with the toml crate alone. Prints figures; judges
# nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --profile dist --locked
plimsoll=${CARGO_TARGET_DIR:-target}/dist/plimsoll
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo bench --locked --bench register -- make "$folder/register" 1000 2 5
cargo bench --locked --bench register -- parse "$folder/register"

TIMEFORMAT='  %R s wall, %U s user, %S s system'
tools=("$folder"/register/tools/*/)
uses=("${tools[0]}"*/)
first=$(basename "${tools[0]}")
use=$(basename "${uses[0]}")
for command in "list" "show $first --use $use" "verify --chain" "verify"; do
    echo "plimsoll $command"
    for _ in 1 2 3; do
        # The words of a command are words.
        # shellcheck disable=SC2086
        time "$plimsoll" --register "$folder/register" --as-of 2030-01-01 $command >/dev/null 2>"$folder/said" ||
            { cat "$folder/said"; exit 1; }
    done
done
