#!/usr/bin/env python3
"""From exec to the first frame with a listener in it: 500 listeners, 600 processes,
20,000 descriptors. Owners may come later."""
import bench
import live

RUNS = 9
bench.enter()

load = bench.Load(bench.BIG)
first_row, first_owner, whole = [], [], []
for _ in range(RUNS):
    terminal = bench.Terminal()
    first_row.append(terminal.read_until(rb"(\[::|127\.0\.0\.1|\*)[^ ]*:1\d{4}\b") or 10)
    first_owner.append(terminal.read_until(rb"\bload\b") or 10)
    terminal.read(0.3)
    terminal.close()
for _ in range(3):
    whole.append(bench.cpu_of_run(live.LSNTOP, "-b", "-n", "1"))
load.close()

table = bench.Table("Start with 500 listeners, 600 processes, 20,000 descriptors")
table.row("listeners on screen, ms (median of %d)" % RUNS, bench.median(first_row) * 1e3, 100)
table.row("listeners on screen, ms (worst)", max(first_row) * 1e3)
table.row("first owner on screen, ms (median)", bench.median(first_owner) * 1e3)
table.row("CPU of -b -n 1 with all owners, ms (median)", bench.median(whole) * 1e3)
table.done()
