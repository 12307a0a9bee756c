#!/usr/bin/env python3
"""Bytes and writes per refresh at 200x50, 200 listeners, 10 % of the rows changing.

Every listener has ten clients waiting and a backlog of its own, so that fill has
an order and the changing rows are spread over it evenly: a tenth of the rows in
view changes, as of all rows. Row 0 is at the top, so it counts among them.
"""
import os
import re
import shutil
import time

import bench
import live

LISTENERS, CHANGING, REFRESHES = 200, 20, 20
bench.enter()
factory = live.Factory()
fds = []
for i in range(LISTENERS):
    fd = factory.listen("tcp addr=127.0.0.1 backlog=%d" % (20 + 2 * i))["fd"]
    factory.order("connect %d 10" % fd)
    fds.append(fd)


def change(step, chosen):
    for fd in chosen:
        factory.order("%s %d 1" % ("accept" if step % 2 else "connect", fd))


def measure(arguments, chosen):
    """Bytes of each refresh once the screen stands."""
    terminal = bench.Terminal("-d", "1", *arguments)
    terminal.read(4.5)
    sizes = []
    for step in range(REFRESHES):
        change(step, chosen)
        sizes.append(len(terminal.read(1.0)))
    terminal.close()
    return sizes


def writes():
    """Frames that reached the terminal in more than one write, out of how many."""
    log = os.path.join(live.scratch(), "trace")
    terminal = bench.Terminal("-d", "0.5", prefix=(
        "strace", "-f", "-qq", "-y", "-ttt", "-e", "trace=write,writev", "-o", log))
    terminal.read(3)
    count, start = 20, time.time()
    for step in range(count):
        change(step, fds[::LISTENERS // CHANGING])
        terminal.read(0.5)
    end = time.time()
    terminal.close()
    with open(log, errors="replace") as file:
        times = [float(match.group(1)) for match in
                 re.finditer(r"^\d+ +([\d.]+) writev?\(\d+</dev/pts", file.read(), re.M)]
    return sum(start <= when <= end for when in times) / count


table = bench.Table("Bytes per refresh at 200x50, 200 listeners")
tenth = fds[::LISTENERS // CHANGING]
for name, arguments, goal in (("default columns", (), 400), ("without the trend", ("-o", "-trend"), 150)):
    sizes = measure(arguments, tenth)
    table.row("%s: median" % name, bench.median(sizes), goal, "%d")
    table.row("%s: mean (a new order every 5 s included)" % name, sum(sizes) / len(sizes), form="%d")
    table.row("%s: most" % name, max(sizes), form="%d")
table.row("nothing changes but the clock: median", bench.median(measure((), [])), 32, "%d")
if shutil.which("strace"):
    table.row("writes to the terminal per tick", writes(), 1.05, "%.2f")
table.done()
