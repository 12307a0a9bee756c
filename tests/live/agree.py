#!/usr/bin/env python3
"""Fifty mixed listeners: lsntop and ss see the same ones, and the same of each."""
import os

import live
from live import Tap, by_inode, look, owners

tap = Tap()
live.enter(needs=("ss",))
directory = live.scratch()
devices = live.make_devices("lsn0", "lsn1")
uids = live.real_root()


def orders():
    """Every kind, bound and wildcard, of several users, on devices."""
    path = os.path.join(directory, "s%d")
    yield from ("tcp addr=127.0.0.1 backlog=1", "tcp addr=127.0.0.2 backlog=0", "tcp backlog=9",
                "tcp addr=127.0.0.1 backlog=100000", "tcp6 addr=::1 backlog=7", "tcp6 backlog=17",
                "tcp6 v6only=1", "tcp6 v6only=0", "tcp6 addr=::ffff:127.0.0.1 v6only=0",
                "tcp addr=127.0.0.3 port=7000", "tcp addr=127.0.0.4 port=7000",
                "tcp6 addr=::1 port=7000 v6only=1")
    yield from ["tcp addr=127.0.0.1 port=7001 reuseport backlog=%d" % n for n in (3, 4, 5)]
    yield from ("mptcp addr=127.0.0.1 backlog=6", "mptcp backlog=8", "mptcp6 backlog=11",
                "mptcp6 addr=::1")
    yield from ("udp", "udp addr=127.0.0.1", "udp addr=127.0.0.1 rcvbuf=4096", "udp6", "udp6 v6only=1",
                "udp6 addr=::1 rcvbuf=65536", "udp addr=127.0.0.5 port=7002",
                "udp6 addr=::1 port=7002", "udp addr=127.0.0.1 port=7003 reuseport",
                "udp addr=127.0.0.1 port=7003 reuseport")
    yield from ("udplite", "udplite addr=127.0.0.1", "udplite6", "udplite6 addr=::1")
    yield from ("raw", "raw addr=127.0.0.1 protocol=17", "raw6", "raw6 addr=::1 protocol=17")
    yield from ("unix-stream backlog=2 path=" + path % 1, "unix-stream path=" + path % 2,
                "unix-seqpacket backlog=3 path=" + path % 3, "unix-abstract path=lsntop-live",
                "unix-abstract backlog=0 path=a/b")
    if devices:
        yield from ("tcp device=lsn0", "tcp6 device=lsn0 v6only=1", "tcp6 device=lsn1",
                    "udp device=lsn1", "udp6 device=lsn0", "tcp addr=127.0.0.1 device=lo",
                    "mptcp device=lsn0", "raw device=lsn1")
    if uids:
        yield from ("tcp uid=33", "tcp6 uid=65534", "udp uid=33", "udp6 uid=4000000000",
                    "mptcp uid=33", "unix-abstract uid=33 path=other")


def make():
    """Two factories; some of their listeners get clients, some more holders."""
    lines = list(orders())
    first, second = live.Factory(), live.Factory()
    made = []
    for i, line in enumerate(lines):
        factory = (first, second)[i % 2]
        made.append((factory, line, factory.listen(line)["fd"]))
    for i, (factory, line, fd) in enumerate(made):
        kind, bound = line.split()[0], "device=lsn" not in line
        if kind.startswith(("tcp", "mptcp", "unix")) and i % 3 == 0 and bound:
            factory.order("connect %d 2" % fd)
        if kind.startswith("udp") and bound:
            factory.order("send %d 3 50" % fd)
        if i % 7 == 0:
            factory.order("fork %d 2" % fd)
        if i % 9 == 0:
            factory.order("dup %d" % fd)
    return first, second, len(lines)


def proc_rows(name):
    """What /proc/net has for kinds that ss does not list: queue, uid, drops by inode."""
    with open("/proc/net/" + name) as file:
        rows = [line.split() for line in file.read().splitlines()[1:]]
    return {int(row[9]): {"queue": int(row[4].split(":")[1], 16), "uid": int(row[7]),
                          "drops": int(row[12])} for row in rows}


def compare(name, ours, theirs, keys):
    """Both sets are the same, and so is each key of each."""
    tap.ok(theirs, "%s: ss sees some" % name)
    tap.equal(sorted(set(theirs) - set(ours)), [], "%s: none missing" % name)
    tap.equal(sorted(set(ours) - set(theirs)), [], "%s: none extra" % name)
    for key, read in keys.items():
        wrong = ["inode %d %s: lsntop %r, ss %r" % (inode, theirs[inode].get("local"),
                                                    read(ours[inode]), theirs[inode][key])
                 for inode in sorted(set(ours) & set(theirs))
                 if read(ours[inode]) != theirs[inode][key]]
        tap.ok(not wrong, "%s: %s" % (name, key), *wrong)


def plain(key):
    return lambda listener: listener[key]


def of_protocol(report, *names):
    return by_inode({"listeners": [l for l in report["listeners"] if l["proto"] in names]})


def device_in(address):
    """The device in an address as ss writes it: 0.0.0.0%eth0:53."""
    before = address.rpartition(":")[0]
    return before.partition("%")[2].rstrip("]") or None


common = {key: plain(key) for key in ("queue", "backlog", "local", "uid")}
common["owners"] = owners
inet = {**common, **{key: plain(key) for key in ("cookie", "v6only", "drops")}}

first, second, count = make()
report = look()
tcp, mptcp, udp, unix = live.ss_tcp(), live.ss_mptcp(), live.ss_udp(), live.ss_unix()
for table in tcp, mptcp, udp:
    for row in table.values():
        row["device"] = device_in(row["local"])
inet["device"] = plain("device")

tap.ok(count >= 50, "at least 50 listeners were made", count)
tap.equal(len(report["listeners"]), count, "as many listeners as were made")
tap.equal(len(by_inode(report)), count, "each once")

alone = {inode: row for inode, row in tcp.items() if inode not in mptcp}
compare("tcp", of_protocol(report, "tcp"), alone, inet)

# An MPTCP listener is two sockets of one inode. The TCP one takes the connections:
# it has the drops, and what bind(2) made of v6only. The cookie may be either's.
for inode, row in mptcp.items():
    row.update(drops=tcp[inode]["drops"], v6only=tcp[inode]["v6only"])
twins = dict(inet)
del twins["cookie"]
compare("mptcp", of_protocol(report, "mptcp"), mptcp, twins)
tap.ok(all(l["cookie"] in (tcp[i]["cookie"], mptcp[i]["cookie"])
           for i, l in of_protocol(report, "mptcp").items() if i in mptcp),
       "mptcp: cookie of one of the twins")

for row in udp.values():
    row["backlog"] = row["rb"]
compare("udp", of_protocol(report, "udp"), udp, inet)
# ss does not ask for the uid of these.
compare("unix", of_protocol(report, "unix", "unix_seq"), unix,
        {key: read for key, read in common.items() if key != "uid"})
if uids:
    tap.equal({l["local"] for l in report["listeners"] if l["uid"] == 33 and l["port"] is None},
              {"@other"}, "unix: uid")

kept = {key: plain(key) for key in ("queue", "uid", "drops")}
compare("udplite", of_protocol(report, "udplite"), {**proc_rows("udplite"), **proc_rows("udplite6")},
        kept)
compare("raw", of_protocol(report, "raw"), {**proc_rows("raw"), **proc_rows("raw6")}, kept)

raw = {(l["local"], len(owners(l))) for l in of_protocol(report, "raw").values()}
seen = {(words[3], len(live.ss_users(line))) for line in live.ss("-HOnlwp").splitlines()
        for words in [line.split()]}
tap.equal(sorted(raw), sorted(seen), "raw: addresses and owners")

# ---- selections say which of these ----

everything = set(by_inode(report))
kinds = {"-t": ("tcp", "mptcp"), "-u": ("udp",), "-x": ("unix", "unix_seq")}
for option, names in kinds.items():
    want = set(of_protocol(report, *names))
    got = set(by_inode(look(option)))
    if option == "-u":      # as in ss, UDP-Lite may or may not come along: say which
        got -= set(of_protocol(report, "udplite"))
    tap.equal(got, want, "%s selects %s" % (option, " and ".join(names)))
for name, names in (("mptcp", ["mptcp"]), ("udplite", ["udplite"]), ("raw", ["raw"]),
                    ("udp,raw", ["udp", "raw"])):
    tap.equal(set(by_inode(look("-A", name))), set(of_protocol(report, *names)), "-A " + name)
six = {i for i, l in by_inode(report).items() if ":" in (l["address"] or "") or
       l["local"].startswith("*")}
inet_all = everything - set(unix)
tap.equal(set(by_inode(look("-6"))), six & inet_all, "-6")
tap.equal(set(by_inode(look("-4"))), inet_all - six, "-4")
tap.equal(set(by_inode(look("-p", str(second.pid)))),
          {i for i, l in by_inode(report).items() if second.pid in {p for p, _ in owners(l)}},
          "-p takes what that process holds")
tap.equal({l["port"] for l in look("-P", "7000-7002")["listeners"]}, {7000, 7001, 7002}, "-P")
if uids:
    tap.equal(set(by_inode(look("-U", "33"))),
              {i for i, l in by_inode(report).items() if l["uid"] == 33}, "-U")
tap.equal(set(by_inode(look("port=7000 || port=7003"))),
          {i for i, l in by_inode(report).items() if l["port"] in (7000, 7003)}, "a filter")

tap.done()
