#!/usr/bin/env python3
"""How long `reconcile` takes with logs of a million lines, and how much memory.

python3 benches/reconcile.py PROGRAM [LINES]. The logs are made up: 2,000 devices, 5,000 hosts of which one in
fifty is a tool's, in each of the forms that are long in practice. Each may take at most 3 seconds and 100 MiB
for a million lines; a line of a gigabyte is read past in the same memory.
"""
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

SECONDS, MEBIBYTES = 3.0, 100
TOOLS = ["claude.ai", "api.anthropic.com", "chatgpt.com", "api.openai.com", "api.deepseek.com", "copilot.microsoft.com"]


def rows(lines):
    pick = random.Random(7)
    others = [f"host-{number}.site-{number % 700}.example" for number in range(5_000)]
    for number in range(lines):
        host = pick.choice(TOOLS) if number % 50 == 0 else others[pick.randrange(len(others))]
        yield number, host, f"lap-{pick.randrange(2_000)}", f"person-{pick.randrange(2_000)}"


def squid(number, host, device, person):
    return f"{1795684442 + number // 100}.120    210 {device} TCP_TUNNEL/200 8123 CONNECT {host}:443 {person} HIER_DIRECT/192.0.2.80 -\n"


def umbrella(number, host, device, person):
    return f'"2026-11-26 09:14:02","{device}","{device},Office","10.1.2.3","192.0.2.9","Allowed","1 (A)","NOERROR","{host}.","Generative AI","Roaming Computers","Roaming Computers,Networks",""\n'


def cloudflare(number, host, device, person):
    return f'{{"AccountID":"00000000000000000000000000000000","Datetime":"2026-11-26T09:14:02Z","QueryName":"{host}","QueryID":"{number}","Email":"{person}@example.org","DeviceName":"{device}","SrcIP":"10.1.2.3","Location":"Office","ApplicationName":"","ResolverDecision":"allowedOnNoPolicyMatch"}}\n'


def fortigate(number, host, device, person):
    return f'date=2026-11-26 time=09:14:02 devname="fw1" devid="FG0000000000" logid="0317013312" type="utm" subtype="webfilter" eventtype="ftgd_allow" level="notice" vd="root" policyid=1 sessionid={number} srcip={device} srcport=50000 user="{person}" hostname="{host}" action="passthrough" url="https://{host}/" catdesc="Information Technology"\n'


def measured(program, register, file):
    began = time.perf_counter()
    child = subprocess.Popen(
        [program, "--register", register, "--as-of", "2026-11-27", "reconcile", file, "--format", "json"],
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - began
    assert os.waitstatus_to_exitcode(status) in (0, 1), os.waitstatus_to_exitcode(status)
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    program, lines = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    register = pathlib.Path(__file__).resolve().parent.parent / "examples/register"
    good = True
    with tempfile.TemporaryDirectory() as work:
        for make in (squid, umbrella, cloudflare, fortigate):
            file = pathlib.Path(work) / make.__name__
            with open(file, "w") as out:
                out.writelines(make(*row) for row in rows(lines))
            took, busy, memory = measured(program, register, file)
            size = file.stat().st_size / 2**20
            print(f"{make.__name__:>10}: {took:.2f} s ({busy:.2f} s of processor), {memory:.0f} MiB; {lines:,} lines, {size:.0f} MiB")
            good &= busy <= SECONDS * lines / 1_000_000 and memory <= MEBIBYTES
            file.unlink()
        file = pathlib.Path(work) / "one-line"
        with open(file, "w") as out:
            out.write(squid(0, "claude.ai", "lap-1", "person-1"))
            for _ in range(1024):
                out.write("x" * 2**20)
            out.write("\n")
        took, busy, memory = measured(program, register, file)
        print(f"  one line: {took:.2f} s, {memory:.0f} MiB; a line of a gibibyte")
        good &= memory <= MEBIBYTES
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
