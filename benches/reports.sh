#!/usr/bin/env bash
# How long reports take as whole processes: the committee's PDF of each example use, and a register of
# 1,000 uses (2,000 assessments) as a page, a PDF and a workbook. Each PDF and the page are to take less
# than a second, the page less than 2 MiB. Prints figures; fails where the page is larger.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --profile dist --locked --all-features
plimsoll=${CARGO_TARGET_DIR:-target}/dist/plimsoll
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo bench --locked --features pdf --bench register -- make "$folder/register" 500 2 2

TIMEFORMAT='  %R s wall, %U s user, %S s system'
# measure REGISTER DAY FILE ARGUMENTS...: writes the report to FILE three times.
measure() {
    local register=$1 day=$2 file=$3
    shift 3
    echo "report $* ${file##*.}"
    for _ in 1 2 3; do
        time "$plimsoll" --register "$register" --as-of "$day" report "$@" -o "$file" 2>"$folder/said" ||
            { cat "$folder/said"; exit 1; }
    done
    echo "  $(wc -c <"$file") bytes"
    if [[ $file == *.pdf ]] && command -v pdfinfo >/dev/null; then
        echo "  $(pdfinfo "$file" 2>/dev/null | awk '/^Pages/ { print $2 }') pages"
    fi
}

for use in claude-code/product-engineering claude-code/restricted-affiliate chatgpt/pasted-source-code \
    vllm/internal-summaries microsoft-copilot/executive-mail; do
    measure examples/register 2026-11-24 "$folder/use.pdf" "${use%/*}" --use "${use#*/}"
done
for format in html pdf xlsx; do
    measure "$folder/register" 2026-06-01 "$folder/portfolio.$format" --since 2026-01-15
done
test "$(wc -c <"$folder/portfolio.html")" -lt $((2 << 20)) || { echo "the page is larger than 2 MiB"; exit 1; }
