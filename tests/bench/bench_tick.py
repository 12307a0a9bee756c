#!/usr/bin/env python3
"""CPU of a tick at rest, against `ss -Hlntup`.

lsntop ticks once a second and ss is run once a second beside it: both meet caches
as cold as a program that runs once a second does (a tight loop would be several
times kinder to both). A pair is the CPU time of all of lsntop's threads in that
second, and of one whole run of ss; the figure is the median of the pairs' ratios.
Drawing is left out by a filter that no listener meets: everything is sampled,
matched and filtered, and nothing is written. ss writes to /dev/null.
"""
import subprocess
import time

import bench
import live

TICKS = 20
SS = ("ss", "-Hlntup")
bench.enter()


def watch(pid):
    """CPU of each second of lsntop, and of the ss run in it."""
    pairs, before = [], bench.cpu_of(pid)
    start = time.monotonic()
    for second in range(TICKS):
        ss = bench.cpu_of_run(*SS)
        time.sleep(max(0, start + second + 1 - time.monotonic()))
        now = bench.cpu_of(pid)
        pairs.append((now - before, ss))
        before = now
    return pairs


def measure(table, name, numbers, goal):
    load = bench.Load(numbers)
    processes, fds, sockets = bench.counted()
    print("  %s: %d listeners, %d processes, %d descriptors, %d TCP sockets" % (
        name, load.listeners, processes, fds, sockets))
    process = subprocess.Popen(
        [live.LSNTOP, "-b", "-n", "100", "-d", "1", "port=0"], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, env=live.environment())
    time.sleep(2.5)             # past the first tick, which looks for all owners, and off the beat
    first = bench.cpu_of(process.pid)
    pairs = watch(process.pid)
    process.kill()
    process.wait()
    load.close()
    table.row("%s: start and first ticks, ms" % name, first * 1e3)
    table.row("%s: a tick, ms (median)" % name, bench.median(o for o, _ in pairs) * 1e3, form="%.3f")
    table.row("%s: a tick, ms (mean)" % name, sum(o for o, _ in pairs) / TICKS * 1e3, form="%.3f")
    table.row("%s: ss -Hlntup, ms (median)" % name, bench.median(s for _, s in pairs) * 1e3)
    table.row("%s: tick / ss" % name, bench.median(o / s for o, s in pairs), goal, "%.4f")


table = bench.Table("A tick at rest, drawing left out")
measure(table, "small", bench.SMALL, 0.05)
measure(table, "big", bench.BIG, 0.02)
table.done()
