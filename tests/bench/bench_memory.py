#!/usr/bin/env python3
"""Resident memory with 200 listeners in the screen, all of whose histories have begun."""
import bench
import live

bench.enter()


def memory(pid):
    with open("/proc/%d/smaps_rollup" % pid) as file:
        sizes = dict(line.split()[:2] for line in file.read().splitlines()[1:])
    return int(sizes["Rss:"]), int(sizes["Pss:"])


def measure(table, name, goal, columns, lines):
    terminal = bench.Terminal("-d", "0.2", columns=columns, lines=lines)
    terminal.read(2)
    for step in range(10):
        for fd in fds:
            factory.order("%s %d 1" % ("accept" if step % 2 else "connect", fd))
        terminal.read(0.2)
    rss, pss = memory(terminal.pid)
    terminal.close()
    table.row("%s: RSS, KiB" % name, rss, goal, "%d")
    table.row("%s: PSS, KiB" % name, pss, form="%d")


factory = live.Factory()
fds = [factory.listen("tcp addr=127.0.0.1")["fd"] for _ in range(200)]
table = bench.Table("Memory with 200 listeners")
measure(table, "80x24", 6144, 80, 24)
measure(table, "200x50", 6144, 200, 50)
table.done()
