#!/usr/bin/env python3
"""A process page that is open: CPU of a tick, bytes of a refresh, and how long a key waits.

Pane 1 beside it is the same program looking at the same host, without a page. All that a
page shows is read for one process only, so it grows with that one's threads, descriptors
and listeners; and a key is never kept waiting for them.
"""
import os
import select
import subprocess
import sys
import time

import bench
import live

COLUMNS, LINES, TICKS, KEYS = 120, 40, 8, 60
UP, DOWN, ENTER, ESCAPE = b"\033[A", b"\033[B", b"\r", b"\033"
BUSY = """
import os, resource, socket, sys, threading, time
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
listeners, connections, files, threads = map(int, sys.argv[1:])
keep = [socket.create_server(("127.0.0.1", 0)) for _ in range(listeners)]
for _ in range(connections):
    keep.append(socket.create_connection(keep[0].getsockname()))
    keep.append(keep[0].accept())
keep += [os.open("/dev/null", os.O_RDONLY) for _ in range(files)]
for _ in range(threads - 1):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
print("ready", flush=True)
time.sleep(1000)
"""
bench.enter()


def cost(terminal):
    """CPU of a tick in ms, and bytes written for it."""
    before = bench.cpu_of(terminal.pid)
    data = terminal.read(TICKS)
    return (bench.cpu_of(terminal.pid) - before) / TICKS * 1e3, len(data) / TICKS


def key_waits(terminal):
    """Seconds from a key to the first byte of an answer, at any time between two ticks."""
    waits = []
    for number in range(KEYS):
        terminal.read(0.08 + 0.013 * (number % 11))
        begun = time.monotonic()
        os.write(terminal.fd, DOWN if number % 2 else UP)
        select.select([terminal.fd], [], [], 2)
        waits.append(time.monotonic() - begun)
    return waits


def measure(name, *numbers):
    process = subprocess.Popen([sys.executable, "-c", BUSY, *map(str, numbers)],
                               stdout=subprocess.PIPE)
    process.stdout.readline()
    terminal = bench.Terminal("-p", str(process.pid), columns=COLUMNS, lines=LINES)
    terminal.read(3)
    without, _ = cost(terminal)
    os.write(terminal.fd, b"2")
    terminal.read(0.5)
    os.write(terminal.fd, ENTER)
    opened = b"EXECUTABLE" in terminal.read(3.5)
    with_page, size = cost(terminal)
    waits = key_waits(terminal)
    os.write(terminal.fd, ESCAPE)
    terminal.read(0.5)
    terminal.close()
    process.kill()
    process.wait()
    if not opened:
        raise SystemExit("no page was opened of a process with " + name)
    table.row(name + ": a tick in pane 1, ms", without)
    table.row(name + ": a tick with the page, ms", with_page)
    table.row(name + ": bytes of a refresh", size, form="%.0f")
    table.row(name + ": a key waits, worst, ms", max(waits) * 1e3, 50)


table = bench.Table("A process page at %dx%d" % (COLUMNS, LINES))
measure("a small server", 1, 2, 10, 2)
measure("5,000 files, 300 threads", 1, 0, 5000, 300)
measure("2,500 clients, both ends", 1, 2500, 0, 1)
measure("5,000 listeners", 5000, 0, 0, 1)
measure("15,000 files, 1,000 clients", 1, 1000, 15000, 1)
table.done()
