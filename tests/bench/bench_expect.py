#!/usr/bin/env python3
"""1,000 listeners compared with a baseline of 10,000 lines: CPU of a tick, by itself.

Whether all listeners have a line and 9,000 are missing, or none has and all 10,000 are.
The first tick, which words what is missing, and reading the file are once for each time
that the file changes.
"""
import os
import subprocess

import bench
import live

JUDGE = os.path.abspath(os.environ.get("JUDGE", "tests/bench/judge"))


def judge(matching, owners):
    """ms: reading, first tick, median, longest; and how many were missing."""
    path = os.path.join(live.scratch(), "expected")
    said = subprocess.run([JUDGE, path, str(matching), "1000", str(owners)],
                          stdout=subprocess.PIPE, check=True).stdout
    return [float(word) for word in said.split()]


table = bench.Table("a baseline of 10,000 lines, 1,000 listeners, ms of CPU")
for name, matching, owners, gone in (("each has a line", 1, 1, 9000),
                                     ("each has a line and 20 owners", 1, 20, 9000),
                                     ("none has a line", 0, 1, 10000)):
    reading, first, median, longest, missing = judge(matching, owners)
    assert missing == gone, missing
    table.row("%s: a tick" % name, median, 5, "%.2f")
    table.row("%s: the longest of 100" % name, longest, form="%.2f")
    table.row("%s: reading the file" % name, reading, form="%.2f")
    table.row("%s: the first tick" % name, first, form="%.2f")
table.done()
