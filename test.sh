#!/usr/bin/env bash
# Runs every test that needs no Typst; with --all those of reports as PDF as well, for which it builds
# Typst: about ten minutes.
#
# On a fresh Debian machine with Rust it first installs what is missing: a C compiler, which Rust links
# with; git; ssh-keygen, which signs commits; strace, with which a test kills the program at its system
# calls; Chromium, which reads the reports; Squid, BIND's tools, unbound and dnsmasq, which read what is
# exported for them; and with --all poppler, MuPDF and qpdf. Nothing else is
# needed, and no network but for crates.
set -euo pipefail
cd "$(dirname "$0")"

features=() programs=(ssh-keygen:openssh-client strace chromium squid named-checkzone:bind9-utils unbound-checkconf:unbound dnsmasq:dnsmasq-base) readers=()
case "${1:-}" in
    "") ;;
    --all)
        features=(--all-features)
        readers=(pdftotext mutool qpdf)
        programs+=(qpdf pdftotext:poppler-utils mutool:mupdf-tools)
        ;;
    *)
        echo "usage: ./test.sh [--all]" >&2
        exit 2
        ;;
esac

missing=()
command -v cc >/dev/null || missing+=(gcc libc6-dev)
command -v git >/dev/null || missing+=(git)
if [ ${#missing[@]} -gt 0 ]; then
    echo "installing ${missing[*]}"
    as_root=""
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -q
    $as_root apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

# What only some tests need: where it cannot be had, those tests say that they did not run.
for wanted in "${programs[@]}"; do
    program=${wanted%:*} wanted=${wanted#*:}
    if ! PATH=$PATH:/usr/sbin command -v "$program" >/dev/null && command -v apt-get >/dev/null; then
        echo "installing $wanted"
        as_root=""
        [ "$(id -u)" = 0 ] || as_root=sudo
        { $as_root apt-get update -q && $as_root apt-get install -q -y --no-install-recommends "$wanted"; } || true
    fi
done
strace -o /dev/null true 2>/dev/null ||
    echo "strace is not here, or may not trace: the program is not killed at its system calls"
command -v ssh-keygen >/dev/null || echo "ssh-keygen is not here: no commit is signed"
command -v chromium >/dev/null || echo "chromium is not here: no browser reads the reports"
for consumer in squid named-checkzone unbound-checkconf dnsmasq; do
    PATH=$PATH:/usr/sbin command -v "$consumer" >/dev/null || echo "$consumer is not here: it does not read what is exported for it"
done
for reader in ${readers[@]+"${readers[@]}"}; do
    command -v "$reader" >/dev/null || echo "$reader is not here: it does not read the PDF reports back"
done

[ -e ../shared/vectors/ledger.json ] || echo "../shared is not here: the shared vectors are not run"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
code=0
cargo test --locked ${features[@]+"${features[@]}"} --no-fail-fast 2>&1 | tee "$log" || code=$?
awk '/^test result:/ { for (i = 1; i < NF; i++) { if ($(i+1) == "passed;") p += $i; if ($(i+1) == "failed;") f += $i } }
     END { printf "%d passed, %d failed\n", p, f }' "$log"
exit "$code"
