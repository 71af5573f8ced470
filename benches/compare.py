"""Times two commands as whole processes, alternately, and prints the figures beside their targets.

Called by compare.sh. Figures are the operating system's own accounting of each finished process.
"""

import os
import statistics
import sys
import time


def run(command):
    """One run: seconds of user and system time, wall seconds, peak memory in MiB."""
    begin = time.monotonic()
    child = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begin
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def main():
    runs = int(sys.argv[1])
    ours, theirs = sys.argv[2].split("\t"), sys.argv[3].split("\t")
    run(ours), run(theirs)  # warm the caches
    a, b = [], []
    for _ in range(runs):
        a.append(run(ours))
        b.append(run(theirs))
    median = lambda rows, at: statistics.median(row[at] for row in rows)
    spread = lambda rows, at: f"{min(row[at] for row in rows):.4f} to {max(row[at] for row in rows):.4f}"
    for name, rows in (("plimsoll score", a), ("adlor-caiq score", b)):
        print(f"{name:18} user+sys {median(rows, 0):.4f} s ({spread(rows, 0)}), wall {median(rows, 1):.4f} s, peak {median(rows, 2):.1f} MiB")
    # What one process costs is near the clock's tick: the wall time of the pair is the finer figure.
    ratio = statistics.median(theirs[1] / ours[1] for ours, theirs in zip(a, b))
    print(f"pairs: adlor-caiq takes {ratio:.0f} times as long (wall), {median(b, 0) / max(median(a, 0), 1e-4):.0f} times the processor time")
    print("targets: user+sys at most 0.015 s and 1/30 of the other, peak under 20 MiB")


main()
