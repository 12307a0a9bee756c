#!/usr/bin/env python3
"""Walks of all connections: what they cost, and how long keys wait meanwhile.

On a terminal, with 500 listeners and 20,000 ends of connections: half-open
handshakes come every second, clients wait to be accepted, and the listener's page
is open, so that both walks are taken as often as they may be. They run on threads
of their own; CPU and the time from a key to its answer are those of the whole
program, drawing included. Then the same screen with nothing going on.
"""
import os
import select
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "live"))

import bench
import live
import situations as made

SECONDS, KEYS_A_SECOND = 15, 8
ANSWERED, WALKS = 50, 1.0            # ms; percent of a processor: half of one for each kind
bench.enter()
made.make_world()


def threads_cpu(pid):
    """CPU seconds so far: (of the first thread, of the others)."""
    own = others = 0
    for tid in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/schedstat" % (pid, tid)) as file:
            cpu = int(file.read().split()[0]) / 1e9
        own, others = (own + cpu, others) if int(tid) == pid else (own, others + cpu)
    return own, others


def answer_to(terminal, key):
    """Seconds until something is written behind a key; what a tick has just written is
    taken away first."""
    while select.select([terminal.fd], [], [], 0)[0]:
        os.read(terminal.fd, 65536)
    start = time.monotonic()
    os.write(terminal.fd, key)
    if not select.select([terminal.fd], [], [], 2)[0]:
        return 2
    return time.monotonic() - start


def watch(page, meanwhile):
    """(answers, percent of the first thread, of the others)"""
    terminal = bench.Terminal("-d", "1", *(["port=8000"] if page else []))
    terminal.read(3)
    if page:
        os.write(terminal.fd, b"\r")
    terminal.read(2)
    answers, start = [], time.monotonic()
    before = threads_cpu(terminal.pid)
    for turn in range(SECONDS * KEYS_A_SECOND):
        if turn % KEYS_A_SECOND == 0:
            meanwhile()
        answers.append(answer_to(terminal, b"?" if turn % 2 == 0 else b"q" if page else b"?"))
        terminal.read(max(0.0, start + (turn + 1) / KEYS_A_SECOND - time.monotonic()))
    after, seconds = threads_cpu(terminal.pid), time.monotonic() - start
    terminal.close()
    return answers, *(100 * (b - a) / seconds for a, b in zip(before, after))


def still():
    """The screen at rest, without keys: percent of both."""
    terminal = bench.Terminal("-d", "1")
    terminal.read(4)
    before, start = threads_cpu(terminal.pid), time.monotonic()
    terminal.read(10)
    after, seconds = threads_cpu(terminal.pid), time.monotonic() - start
    terminal.close()
    return [100 * (b - a) / seconds for a, b in zip(before, after)]


table = bench.Table("Walks of all connections, on a terminal")
load = bench.Load(bench.BIG)
print("  %d listeners, %d TCP sockets" % (load.listeners, bench.counted()[2]))
own, others = still()
table.row("at rest: tick and screen, percent of a processor", own, form="%.2f")
table.row("at rest: other threads, percent", others, form="%.3f")
server = made.python(made.SLEEPS, 64)
waiting = made.connect(count=8, address=made.HERE)
handshakes = [0]


def come():
    made.strangers(4, first=handshakes[0])
    handshakes[0] += 4


for name, page in ("table", False), ("page", True):
    answers, own, others = watch(page, come)
    answers.sort()
    table.row(name + ": key to answer, ms (median)", bench.median(answers) * 1e3)
    table.row(name + ": key to answer, ms (worst of %d)" % len(answers), answers[-1] * 1e3, ANSWERED)
    table.row(name + ": tick, screen and keys, percent of a processor", own, form="%.2f")
    table.row(name + ": walks, percent of a processor", others, WALKS, "%.3f")
load.close()
table.done()
