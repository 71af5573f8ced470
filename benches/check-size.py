#!/usr/bin/env python3
"""How long `check` of one tool takes in a register of 10 tools and in one of 10,000.

python3 benches/check-size.py PROGRAM [RUNS]. Both registers are made from examples/register; the tools
that are added are copies of one of its tools. The larger may take at most 1.5 times as long.
"""
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

LIMIT = 1.5


def register(folder, tools):
    """A copy of the example with so many tools in all."""
    example = pathlib.Path(__file__).resolve().parent.parent / "examples/register"
    shutil.copytree(example, folder)
    there = sorted((folder / "tools").iterdir())
    pattern = next(tool for tool in there if (folder / "heads/tools" / tool.name).is_dir() and len(list((folder / "heads/tools" / tool.name).iterdir())) > 1)
    for number in range(tools - len(there)):
        shutil.copytree(pattern, folder / "tools" / f"copy-{number}")
        shutil.copytree(folder / "heads/tools" / pattern.name, folder / "heads/tools" / f"copy-{number}")
    assert len(list((folder / "tools").iterdir())) == tools


def once(program, folder):
    began = time.perf_counter()
    done = subprocess.run(
        [program, "--register", folder, "--as-of", "2026-11-23", "check", "claude-code", "--use", "product-engineering"],
        capture_output=True,
    )
    took = time.perf_counter() - began
    assert done.returncode in (0, 1), done.stderr.decode()
    return took


def main():
    program, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with tempfile.TemporaryDirectory() as work:
        folders = {tools: pathlib.Path(work) / str(tools) for tools in (10, 10_000)}
        for tools, folder in folders.items():
            register(folder, tools)
        times = {tools: [] for tools in folders}
        # In turn, so that whatever else the machine does falls on both alike.
        for _ in range(runs):
            for tools, folder in folders.items():
                times[tools].append(once(program, folder))
    medians = {tools: statistics.median(found) for tools, found in times.items()}
    for tools, found in times.items():
        print(f"{tools:>6} tools: {medians[tools] * 1000:.2f} ms median of {runs}, {min(found) * 1000:.2f} ms at best")
    ratio = medians[10_000] / medians[10]
    print(f"ratio {ratio:.2f}, at most {LIMIT}")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
