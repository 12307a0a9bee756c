#!/usr/bin/env python3
"""CPU of a tick at rest, against `ss -Hlntup`.

Both run once a second, so that both meet caches as cold as a program that runs
once a second does (a tight loop would be several times kinder to both). They
take turns, a few seconds each: lsntop is stopped while ss runs, for the processes
that ss comes and goes with are news that a host at rest does not have. Two ticks
behind each turn of ss are not counted, as they meet what changed meanwhile. The
figure is the median over all turns of CPU per tick, all threads, by CPU of a
whole run of ss.

Drawing is left out by a filter that no listener meets: everything is sampled,
matched and filtered, and next to nothing is written. CSV gives no advice, and so
takes no looks between ticks: those have a benchmark of their own. Both write to
/dev/null.
"""
import os
import signal
import subprocess
import time

import bench
import live

TURNS, TICKS, RUNS = 5, 6, 4
SS = ("ss", "-Hlntup")
bench.enter()


def ticks(pid):
    """CPU of a tick while nothing else happens."""
    os.kill(pid, signal.SIGCONT)
    time.sleep(2.3)
    before = bench.cpu_of(pid)
    time.sleep(TICKS)
    cost = (bench.cpu_of(pid) - before) / TICKS
    os.kill(pid, signal.SIGSTOP)
    return cost


def runs():
    """CPU of a run of ss."""
    costs = []
    for _ in range(RUNS):
        time.sleep(1)
        costs.append(bench.cpu_of_run(*SS))
    return bench.median(costs)


def measure(table, name, numbers, goal):
    load = bench.Load(numbers)
    processes, fds, sockets = bench.counted()
    print("  %s: %d listeners, %d processes, %d descriptors, %d TCP sockets" % (
        name, load.listeners, processes, fds, sockets))
    process = subprocess.Popen(
        [live.LSNTOP, "--csv", "-n", "100", "-d", "1", "queue<0"], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, env=live.environment())
    time.sleep(1.5)
    first = bench.cpu_of(process.pid)
    turns = [(ticks(process.pid), runs()) for _ in range(TURNS)]
    process.kill()
    process.wait()
    load.close()
    table.row("%s: first two ticks, all owners looked for, ms" % name, first * 1e3)
    table.row("%s: a tick, ms" % name, bench.median(o for o, _ in turns) * 1e3, form="%.3f")
    table.row("%s: ss -Hlntup, ms" % name, bench.median(s for _, s in turns) * 1e3)
    table.row("%s: tick / ss" % name, bench.median(o / s for o, s in turns), goal, "%.4f")


table = bench.Table("A tick at rest, drawing left out")
measure(table, "small", bench.SMALL, 0.05)
measure(table, "big", bench.BIG, 0.02)
table.done()
