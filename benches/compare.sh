#!/usr/bin/env bash
# Times `plimsoll score` on the largest example against `adlor-caiq score` on its 34 questions, in
# pairs. Needs python3 with venv and pip. Prints figures; judges nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-40}

cargo build --profile dist --locked
target=${CARGO_TARGET_DIR:-target}
venv=$target/adlor-caiq
if [ ! -x "$venv/bin/adlor-caiq" ]; then
    python3 -m venv "$venv"
    # The package asks for Python 3.12, and runs on 3.11 as well.
    "$venv/bin/pip" install --quiet --ignore-requires-python adlor-caiq==0.1.0
fi
"$venv/bin/adlor-caiq" init -o "$venv/answers.yaml" >/dev/null
sed -i 's/answer: "UNANSWERED"/answer: "YES"/; s/vendor_name: ""/vendor_name: "Example"/' "$venv/answers.yaml"

largest=$(ls -S examples/answers/*.toml | sed -n 1p)
echo "largest example: $largest ($(grep -c ' = { ' "$largest") answers)"
tab=$'\t'
python3 benches/compare.py "$runs" \
    "$target/dist/plimsoll${tab}score${tab}$largest${tab}--as-of${tab}2026-11-22" \
    "$venv/bin/adlor-caiq${tab}score${tab}$venv/answers.yaml"
