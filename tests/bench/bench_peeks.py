#!/usr/bin/env python3
"""CPU of the looks between ticks, in percent of a processor.

Two ticks are a minute apart, so that all the program does meanwhile is to wake up
and peek: its whole CPU time counts, the waking included, which its own figure only
estimates. Drawing is left out by a filter that no listener meets. At rest nothing
moves; then the queue of one listener moves, of eight, of twelve (more than are
asked for one by one), once a second as a busy host's would.
"""
import subprocess
import time

import bench
import live
from live import Factory

REST, MOVING = 0.15, 0.5
SECONDS = 12
bench.enter()


def peeking():
    process = subprocess.Popen(
        [live.LSNTOP, "-b", "-n", "100", "-d", "3600", "-o", "+peak", "queue<0"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=live.environment())
    time.sleep(2)
    return process


def wakeups(pid):
    with open("/proc/%d/status" % pid) as file:
        return next(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt"))


def share(pid, move):
    """(percent, wakeups a second)"""
    move()
    time.sleep(1)
    cpu, woken, start = bench.cpu_of(pid), wakeups(pid), time.monotonic()
    while time.monotonic() - start < SECONDS:
        move()
        time.sleep(1)
    seconds = time.monotonic() - start
    return 100 * (bench.cpu_of(pid) - cpu) / seconds, (wakeups(pid) - woken) / seconds


def measure(name, numbers):
    load = bench.Load(numbers)
    factory = Factory()
    fds = [factory.listen("tcp addr=127.0.0.1")["fd"] for _ in range(12)]
    print("  %s: %d listeners" % (name, load.listeners + len(fds)))
    process = peeking()

    def moves(count):
        def move():
            for fd in fds[:count]:
                factory.order("connect %d 1" % fd)
        return move

    for what, count, goal in (("at rest", 0, REST), ("one moves", 1, MOVING),
                              ("eight move", 8, MOVING), ("twelve move", 12, MOVING)):
        percent, woken = share(process.pid, moves(count))
        table.row("%s, %s: percent of a processor" % (name, what), percent, goal, "%.3f")
        table.row("%s, %s: wakeups a second" % (name, what), woken)
    process.kill()
    process.wait()
    factory.close()
    load.close()


table = bench.Table("Looks between ticks")
measure("small", (10, 3, 0, 0))
measure("big", (100, 5, 0, 0))
table.done()
