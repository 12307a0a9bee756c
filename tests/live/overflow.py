#!/usr/bin/env python3
"""Queues that overflow: how full, what is dropped, and that it stands on top."""
import re

import live
from live import Factory, Tap, by_inode, look

tap = Tap()
live.enter(needs=("ss",))


def one(report, port, proto="tcp"):
    return next(l for l in report["listeners"] if l["port"] == port and l["proto"] == proto)


def bracketed(look_there, look_here):
    """Two looks of ss around one of ours: what rises lies between."""
    before, here, after = look_there(), look_here(), look_there()
    return before, here, after


def retried_until_still(take, steady):
    """Takes again where the kernel moved in between: clients retry by themselves."""
    for _ in range(5):
        before, here, after = take()
        if steady(before, after):
            break
    return before, here, after


# ---- TCP: listen(5) and 20 clients ----

factory = Factory()
idle = [factory.listen("tcp addr=127.0.0.1") for _ in range(3)]
full = factory.listen("tcp addr=127.0.0.1 backlog=5")
factory.order("connect %d 20" % full["fd"])
inode = one(look(), full["port"])["inode"]

before, report, after = retried_until_still(
    lambda: bracketed(live.ss_tcp, look), lambda a, b: a[inode]["drops"] == b[inode]["drops"])
listener = by_inode(report)[inode]
tap.equal(listener["queue"], 6, "tcp: the queue holds backlog + 1")
tap.equal(listener["backlog"], 5, "tcp: backlog")
tap.equal(listener["fill"], 120.0, "tcp: fill passes 100")
tap.ok(before[inode]["drops"] <= listener["drops"] <= after[inode]["drops"], "tcp: drops as in ss",
       before[inode]["drops"], listener["drops"], after[inode]["drops"])
tap.ok(listener["drops"] >= 14, "tcp: each refused client is a drop", listener["drops"])

stream = live.Stream("-t", delay="0.5", refreshes="4")
first = by_inode(stream.next())[inode]
factory.order("connect %d 10" % full["fd"])
second = stream.next()
later = by_inode(second)[inode]
stream.close()
tap.equal(first["drop_rate"], None, "tcp: the first refresh has no rate")
tap.ok(later["drop_rate"] and later["drop_rate"] > 0, "tcp: the second has", later["drop_rate"])
exact = (later["drops"] - first["drops"]) / second["interval"]
tap.ok(later["drop_rate"] and abs(later["drop_rate"] - exact) <= 0.01 * exact + 0.1,
       "tcp: drops over the measured interval", later["drop_rate"], exact)
tap.ok(0.45 <= second["interval"] <= 1.0, "the interval is measured", second["interval"])

two = live.objects("-n", "2", "-d", "0.2", "-t")
tap.equal(len(two), 2, "-n 2: two refreshes")
tap.ok(by_inode(two[1])[inode]["drop_rate"] is not None, "-n 2: the second has a rate")
wanted = look("-d", "0.2", "-t", "drop_rate>=0")
tap.ok(inode in by_inode(wanted), "-n 1 takes two samples where the filter needs a rate")

text = live.run("-b", "-n", "1", "-t").stdout.decode()
rows = [line for line in text.splitlines() if "127.0.0.1:" in line and line[0] != "#"]
tap.equal(len(rows), 4, "plain: a row each")
tap.ok(rows and rows[0].startswith("!") and ":%d" % full["port"] in rows[0],
       "plain: the full one comes first, marked", text)
tap.ok(not any(row.startswith("!") for row in rows[1:]), "plain: no other is marked", text)
tap.ok(rows and re.search(r"\b120(\.0)?%?(\s|$)", rows[0]), "plain: 120 %", text)

factory.order("relisten %d 50" % full["fd"])
tap.equal(by_inode(look())[inode]["backlog"], 50, "tcp: a second listen(2) is seen")
factory.order("relisten %d 5" % full["fd"])
factory.order("accept %d 6" % full["fd"])

zero = factory.listen("tcp addr=127.0.0.1 backlog=0")
factory.order("connect %d 3" % zero["fd"])
listener = one(look(), zero["port"])
tap.equal((listener["queue"], listener["backlog"], listener["fill"]), (1, 0, 100.0),
          "tcp: listen(0) holds one; a backlog of 0 counts as 1")

# ---- MPTCP: the drops are the TCP twin's ----

twin = factory.listen("mptcp addr=127.0.0.1 backlog=4")
factory.order("connect %d 9" % twin["fd"])
inode = one(look(), twin["port"], "mptcp")["inode"]
before, report, after = bracketed(live.ss_tcp, look)
listener = by_inode(report)[inode]
tap.equal((listener["queue"], listener["backlog"]), (5, 4), "mptcp: queue and backlog")
tap.ok(4 <= before[inode]["drops"] <= listener["drops"] <= after[inode]["drops"],
       "mptcp: drops as ss has them for TCP", before[inode], listener["drops"], after[inode])

# ---- UDP and its relatives: bytes, and nobody retries ----

for kind, order in (("udp", "udp addr=127.0.0.1"), ("udp", "udp6 addr=::1")):
    small = factory.listen(order + " rcvbuf=4096")
    factory.order("send %d 100 100" % small["fd"])
    listener = one(look(), small["port"], kind)
    row = live.ss_udp()[listener["inode"]]
    name = order.split()[0]
    tap.ok(row["drops"] > 50, "%s: there are drops" % name, row)
    tap.equal(listener["drops"], row["drops"], "%s: drops as in ss" % name)
    tap.equal(listener["queue"], row["queue"], "%s: queue in bytes" % name)
    tap.equal(listener["backlog"], row["rb"], "%s: the buffer's size" % name)
    tap.ok(abs(listener["fill"] - 100 * row["queue"] / row["rb"]) < 0.06, "%s: fill" % name,
           listener["fill"])

for kind, order, table in (("udplite", "udplite addr=127.0.0.1", "udplite"),
                           ("raw", "raw addr=127.0.0.1 protocol=253", "raw")):
    small = factory.listen(order + " rcvbuf=4096")
    factory.order("send %d 100 100" % small["fd"])
    listener = next(l for l in look()["listeners"]
                    if l["local"] == "127.0.0.1:%d" % small["port"] and l["proto"] == kind)
    with open("/proc/net/" + table) as file:
        row = next(words for words in map(str.split, file.read().splitlines()[1:])
                   if int(words[9]) == listener["inode"])
    tap.ok(int(row[12]) > 50, "%s: there are drops" % kind, row)
    tap.equal(listener["drops"], int(row[12]), "%s: drops as in /proc/net/%s" % (kind, table))

# ---- UNIX: full, and no counter of drops anywhere ----

local = factory.listen("unix-abstract path=full backlog=3")
refused = factory.order("connect %d 9" % local["fd"])["refused"]
listener = next(l for l in look()["listeners"] if l["local"] == "@full")
tap.equal(refused, 5, "unix: clients past backlog + 1 are turned away")
tap.equal((listener["queue"], listener["backlog"], listener["fill"]), (4, 3, 133.3), "unix: full")
tap.equal((listener["drops"], listener["drop_rate"]), (None, None), "unix: drops are unknown")

# ---- the namespace's counters ----

with open("/proc/net/netstat") as file:
    names, values = [line.split()[1:] for line in file if line.startswith("TcpExt:")]
netns = look()["netns"][0]
counted = dict(zip(names, map(int, values)))
tap.ok(netns["listen_overflows"] >= counted["ListenOverflows"] > 0, "listen_overflows", netns)
tap.ok(netns["listen_drops"] >= counted["ListenDrops"] > 0, "listen_drops", netns)
with open("/proc/sys/net/core/somaxconn") as file:
    tap.equal(netns["somaxconn"], int(file.read()), "somaxconn")

tap.done()
