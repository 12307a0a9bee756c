#!/usr/bin/env python3
"""Bytes and writes per refresh at 200x50 with 200 listeners.

What the goals are for: a tenth of the rows changes, in view as of all (the order
is by port, and every tenth listener, with five clients waiting, gains or loses one
in each refresh), and the rest is idle. Harder cases are shown beside it: rows that
change between idle and not, and so their colours too; the default order, which
brings all that changes into view; and clients waiting at every listener, so that
every row's trend has a bar to draw.
"""
import os
import re
import shutil
import time

import bench
import live

LISTENERS, REFRESHES, PORT = 200, 20, 20000
bench.enter()
factory = live.Factory()
fds = [factory.listen("tcp addr=127.0.0.1 port=%d" % (PORT + i))["fd"] for i in range(LISTENERS)]
tenth = fds[::10]


def change(step):
    for fd in tenth:
        factory.order("%s %d 1" % ("accept" if step % 2 else "connect", fd))


def measure(*arguments, changing=True):
    """Bytes of each refresh once the screen stands."""
    terminal = bench.Terminal("-d", "1", *arguments)
    terminal.read(3.5)
    sizes = []
    for step in range(REFRESHES):
        if changing:
            change(step)
        sizes.append(len(terminal.read(1.0)))
    terminal.close()
    return sizes


def writes():
    """How many writes reach the terminal, and how many ticks there are meanwhile."""
    log = os.path.join(live.scratch(), "trace")
    terminal = bench.Terminal("-d", "0.5", prefix=(
        "strace", "-f", "-qq", "-y", "-ttt", "-e", "trace=write,writev,read", "-o", log))
    terminal.read(3)
    start = time.time()
    for step in range(20):
        change(step)
        terminal.read(0.5)
    end = time.time()
    terminal.close()

    def count(pattern):
        return sum(start <= float(match.group(1)) <= end
                   for match in re.finditer(pattern, text, re.M))

    with open(log, errors="replace") as file:
        text = file.read()
    return (count(r"^\d+ +([\d.]+) writev?\(\d+</dev/pts"),
            count(r"^\d+ +([\d.]+) read\(\d+<anon_inode:\[timerfd"))


def show(name, sizes, goal=None):
    table.row(name + ": median", bench.median(sizes), goal, "%d")
    table.row(name + ": most (a new order, a wider column)", max(sizes), form="%d")


table = bench.Table("Bytes per refresh at 200x50, 200 listeners")
show("idle or not, without the trend", measure("-s", "port", "-o", "-trend"))
for fd in tenth:
    factory.order("connect %d 5" % fd)
show("default columns", measure("-s", "port"), 400)
show("without the trend", measure("-s", "port", "-o", "-trend"), 150)
show("only the clock", measure("-s", "port", changing=False), 32)
show("default order", measure())
if shutil.which("strace"):
    frames, ticks = writes()
    table.row("writes to the terminal per tick (%d ticks)" % ticks, frames / max(ticks, 1), 1, "%.2f")
for fd in fds:
    factory.order("connect %d 5" % fd)
show("clients at every listener", measure("-s", "port"))
show("clients at every listener, only the clock", measure("-s", "port", changing=False))
table.done()
