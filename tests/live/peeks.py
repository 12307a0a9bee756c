#!/usr/bin/env python3
"""Bursts that come and go between two refreshes: peaks seen by looks between ticks."""
import collections
import os
import pty
import re
import select
import socket
import threading
import time

import live
from live import Factory, Tap

BURST, STALL, PERIOD, REFRESHES = 20, 0.030, 0.2, 10

tap = Tap()
live.enter(seconds=90)
quiet = Factory().listen("tcp addr=127.0.0.1 backlog=16")


# ---- a server that stalls for 30 ms five times a second ----

class Stalling:
    """Accepts all that comes, but for the stalls; 20 clients connect as one begins."""

    def __init__(self, listener):
        self.listener, self.ends = listener, False
        self.bursts = 0
        threading.Thread(target=self.run, daemon=True).start()

    def accept_all(self, clients):
        while clients:
            self.listener.accept()[0].close()
            clients.pop().close()

    def run(self):
        while not self.ends:
            clients = []
            for _ in range(BURST):
                client = socket.socket(self.listener.family, socket.SOCK_STREAM)
                client.connect(self.listener.getsockname())
                clients.append(client)
            time.sleep(STALL)
            self.accept_all(clients)
            self.bursts += 1
            time.sleep(PERIOD - STALL)


def tcp_listener(**how):
    return socket.create_server(("127.0.0.1", 0), backlog=128, **how)


def watch(name, local, listener, *arguments):
    """Ten refreshes of it, from the second on: the first has no past."""
    server = Stalling(listener)
    stream = live.Stream(*arguments, delay="1", refreshes=str(REFRESHES + 1))
    rows = []
    for refresh in range(REFRESHES + 1):
        report = stream.next()
        row = next((l for l in report["listeners"] if l["local"] == local), None)
        rows.append(row)
        if refresh == 0:
            tap.equal(row and row["peak"], None, name + ": the first refresh has no peak")
    woken = wakeups(stream.process.pid)
    stream.close()
    server.ends = True
    rows = [row for row in rows[1:] if row]
    tap.equal(len(rows), REFRESHES, name + ": it is in every refresh")
    peaks, queues = [row["peak"] for row in rows], [row["queue"] for row in rows]
    tap.ok(sum(peak is not None and peak >= 15 for peak in peaks) >= 7,
           name + ": peak of 15 and more in most refreshes", peaks, queues)
    tap.ok(sum(queue == 0 for queue in queues) >= 6, name + ": while queue is 0 in most", queues)
    tap.ok(all(peak is not None and queue <= peak <= BURST for peak, queue in zip(peaks, queues)),
           name + ": no peak below the queue, or above what there was", peaks, queues)
    return woken


def wakeups(pid):
    with open("/proc/%d/status" % pid) as file:
        return next(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt"))


def woken_in(seconds, process):
    before = wakeups(process.pid)
    time.sleep(seconds)
    return (wakeups(process.pid) - before) / seconds


# ---- at rest: a look about every 100 ms, as far as it is cheap ----

still = live.Stream("-t", delay="30", refreshes="2")
still.next()
time.sleep(0.5)
rate = woken_in(3, still.process)
tap.ok(4 <= rate <= 14, "a quiet host: about ten looks a second", rate)

# A client that nobody accepts wakes the interest: it is asked for every 20 ms.
factory = Factory()
busy = factory.listen("tcp addr=127.0.0.1 backlog=16")
still.close()
still = live.Stream("-t", delay="30", refreshes="2")
still.next()
factory.order("connect %d 1" % busy["fd"])
time.sleep(0.5)
rate = woken_in(3, still.process)
tap.ok(25 <= rate <= 70, "something moved: up to fifty looks a second", rate)
still.close()

plain = live.Stream("-t", "--columns", "local,queue", delay="30", refreshes="2")
plain.next()
rate = woken_in(2, plain.process)
tap.ok(rate <= 1, "who does not ask for the peak does not pay for it", rate)
plain.close()

# ---- bursts ----

listener = tcp_listener()
watch("tcp", "127.0.0.1:%d" % listener.getsockname()[1], listener, "-t")
listener.close()

# The kernel tells of but one member when asked for one: the whole dump is taken.
group = [tcp_listener(reuse_port=True)]
group += [socket.socket() for _ in range(3)]
for member in group[1:]:
    member.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    member.bind(group[0].getsockname())
    member.listen(128)
port = group[0].getsockname()[1]
stream = live.Stream("-t", "port=%d" % port, delay="1", refreshes="5")
stream.next()
met, total = 0, 0
for _ in range(4):
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    time.sleep(0.3)                     # at rest it is looked at every 100 ms
    for member in group:
        member.setblocking(False)
        try:
            while True:
                member.accept()[0].close()
        except BlockingIOError:
            pass
    for client in clients:
        client.close()
    members = stream.next()["listeners"]
    total = sum(member["peak"] or 0 for member in members)
    met += len(members) == 4 and total >= 30
tap.ok(met >= 2, "SO_REUSEPORT: the peaks of the members add up to the burst", met, total)
stream.close()
for member in group:
    member.close()

# ---- UNIX: the dump walks every UNIX socket, and is taken when it is cheap ----

path = os.path.join(live.scratch(), "burst")
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen(128)
stream = live.Stream("-x", delay="1", refreshes="7")
server = Stalling(listener)
peaks = []
for _ in range(7):
    row = next((l for l in stream.next()["listeners"] if l["local"] == path), None)
    peaks.append(row and row["peak"])
server.ends = True
stream.close()
tap.ok(sum(peak is not None and peak >= 10 for peak in peaks) >= 3, "unix: peaks are seen", peaks)

# ---- the page of a listener: how long it was full, and that this is sampled ----

def page_of(port):
    """What a terminal was sent within four seconds of its page."""
    pid, fd = pty.fork()
    if not pid:
        os.execve(live.LSNTOP, [live.LSNTOP, "-d", "0.5", "port=%d" % port],
                  live.environment(TERM="xterm", LINES="40", COLUMNS="120"))
    sent, end, entered = b"", time.monotonic() + 6, time.monotonic() + 2
    while time.monotonic() < end:
        if time.monotonic() > entered:
            os.write(fd, b"\r")
            entered = end
        if select.select([fd], [], [], 0.1)[0]:
            sent += os.read(fd, 65536)
    os.write(fd, b"q")
    os.close(fd)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    return re.sub(rb"\x1b[\[(][0-9;?]*[A-Za-z]", b"", sent).decode(errors="replace")


full = factory.listen("tcp addr=127.0.0.1 backlog=4")
factory.order("connect %d 5" % full["fd"])
page = page_of(full["port"])
tap.ok(re.search(r"full\s+100 ?% of the last", page), "the page: full all the time", page[-600:])
tap.ok("sampled" in page, "the page says that this is sampled", page[-600:])
page = page_of(quiet["port"])
tap.ok(not re.search(r"full\s+[1-9]\d* ?% of the last", page), "the page: a quiet one was not full",
       page[-600:])

# ---- a queue that moves has another first at each tick, however long it is ----

listener = tcp_listener()
address = listener.getsockname()
waiting, ends = collections.deque(), False


def come():
    waiting.append((time.monotonic(), socket.create_connection(address)))


def serve_slowly():
    """Five wait, each for half a second: one comes, one is accepted."""
    while not ends:
        come()
        listener.accept()[0].close()
        waiting.popleft()[1].close()
        time.sleep(0.1)


for _ in range(5):
    come()
    time.sleep(0.1)
threading.Thread(target=serve_slowly, daemon=True).start()
stream = live.Stream("-t", "port=%d" % address[1], delay="0.3")
off = []
for _ in range(14):
    wait = stream.next()["listeners"][0]["wait"]
    if wait is not None:
        off.append(wait - (time.monotonic() - waiting[0][0]))
ends = True
stream.close()
tap.ok(len(off) >= 3, "it is asked who waits", off)
tap.ok(all(-0.2 < gap < 0.2 for gap in off), "wait is the first one's, or unknown", off)

# ---- UDP is not peeked at ----

datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(("127.0.0.1", 0))
report = live.look("-u")
row = next(l for l in report["listeners"] if l["port"] == datagrams.getsockname()[1])
tap.equal(row["peak"], None, "udp: nothing of the kind is claimed")

tap.done()
