#!/usr/bin/env bash
# Coverage-guided fuzzing: `fuzz/run.sh [SECONDS] [TARGET ...]`, each target for so many seconds (60).
# An input that panics, takes over 2 seconds or over 500 MB stays in fuzz/artifacts. Needs cargo-fuzz and
# a C++ compiler (`cargo install cargo-fuzz`); a stable compiler is told to take the options that it needs.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)
export RUSTC_BOOTSTRAP=1

# Good files of each format, from which the fuzzer sets out.
seed() {
    local folder=fuzz/corpus/$1
    mkdir -p "$folder"
    shift
    for file in "$@"; do cp "$file" "$folder/$(sha256sum "$file" | cut -c1-16)"; done
}
seed answers examples/answers/*.toml
seed record examples/register/tools/*/*/*.toml
seed settings examples/register/plimsoll.toml
seed tool examples/register/tools/*/tool.toml
seed framework frameworks/*.toml tests/cases/problems/*.toml
seed inventory tests/fixtures/schema-1/inventory.csv
seed discovery tests/cases/inventories/*
seed list_csv examples/procurement/list.csv tests/fixtures/schema-1/list.csv
seed list_cyclonedx tests/fixtures/schema-1/list.cdx.json
seed list_toml tests/fixtures/schema-1/list.toml

for target in "${targets[@]}"; do
    echo "== $target"
    cargo fuzz run --sanitizer none "$target" -- -max_total_time="$seconds" -timeout=2 -rss_limit_mb=500 \
        -max_len=65536 -only_ascii=0 -print_final_stats=1 2>&1 |
        grep -E "^stat::(number_of_executed|average_exec|peak_rss)|panicked|ERROR|SUMMARY|Test unit written|^error" || true
    [ -z "$(ls -A "fuzz/artifacts/$target" 2>/dev/null)" ] || { ls "fuzz/artifacts/$target"; exit 1; }
done
