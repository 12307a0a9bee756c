#!/usr/bin/env python3
"""System calls that fail: no crash, and what could not be seen is told."""
import json
import os
import shutil

import live
from live import Factory, Tap, by_inode, look, owners

tap = Tap()
if not shutil.which("strace"):
    live.skip_all("no strace")
live.enter()
directory = live.scratch()

factory = Factory("listen tcp addr=127.0.0.1", "listen tcp6", "listen udp", "listen udp6",
                  "listen unix-abstract path=faults", "listen mptcp addr=127.0.0.1", "listen raw",
                  "listen udplite")
for _ in range(200):
    factory.listen("tcp addr=127.0.0.1")
waited_at = factory.answers[0]
factory.order("connect %d 1" % waited_at["fd"])
KINDS = {"tcp", "mptcp", "udp", "udplite", "raw", "unix"}


def injected(*faults, arguments=("-n", "1")):
    """One run of lsntop in which those system calls fail."""
    log = os.path.join(directory, "trace")
    names = ",".join(fault.split(":")[0] for fault in faults)
    command = ["strace", "-f", "-qq", "-o", log, "-e", "trace=" + names]
    for fault in faults:
        command += ["-e", "inject=" + fault]
    result = live.run("--json", "-d", "0.1", *arguments, prefix=command, env=live.NO_LEAK_CHECK)
    with open(log, errors="replace") as trace:
        result.hits = trace.read().count("(INJECTED)")
    return result


def reports_of(result):
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


works = injected("getpid:error=EPERM:when=60000")
if works.returncode:
    live.skip_all("strace may not trace here: " + works.stderr.decode().strip()[:80])
whole = look()


def fails(what, *faults, check, **more):
    """The run ends by itself, and `check` is content with its last report."""
    result = injected(*faults, **more)
    if not result.hits:
        return tap.ok(False, what + ": the call is made, and fails")
    if not tap.ok(result.returncode == 0 or (result.returncode == 1 and result.stderr.strip()),
                  what + ": no crash", result.returncode, result.stderr):
        return None
    if result.returncode:
        return tap.ok(check is None, what + ": runs all the same", result.stderr)
    report = reports_of(result)[-1]
    complaint = check(report) if check else None
    return tap.ok(not complaint, what + ": what is seen", complaint)


def complete(report):
    """All that there is, as if nothing had happened."""
    if set(by_inode(report)) != set(by_inode(whole)):
        return "listeners: %d of %d, gaps %s" % (len(report["listeners"]), len(whole["listeners"]),
                                                 report["gaps"])
    bare = [l["local"] for l in report["listeners"] if not owners(l)]
    return bare and "no owners: %s" % bare[:5]


def told(report):
    """Whatever is missing, a gap says that something is."""
    missing = set(by_inode(whole)) - set(by_inode(report))
    extra = set(by_inode(report)) - set(by_inode(whole))
    bare = [l for l in report["listeners"] if not owners(l)]
    if extra:
        return "never there: %s" % extra
    return (missing or bare) and not report["gaps"] and "%d missing, %d bare, no gap" % (
        len(missing), len(bare))


def walked(report):
    """All that there is, handshakes and waits too."""
    listener = next((l for l in report["listeners"] if l["port"] == waited_at["port"]), None)
    return complete(report) or (
        (listener["wait"] is None or listener["synq"] is None) and
        "wait %s, synq %s, gaps %s" % (listener["wait"], listener["synq"], report["gaps"]))


def no_walk(error):
    """Sockets and owners; of handshakes and waits a gap."""
    return lambda report: complete(report) or (
        not walked(report) and "there was a walk") or (
        ("connections", error) not in {(g["what"], g["error"]) for g in report["gaps"]} and
        "no gap names %s: %s" % (error, report["gaps"]))


def by_proc(report):
    """Netlink is forbidden: /proc/net tells of TCP and UDP, and a gap of the rest."""
    seen = {l["proto"] for l in report["listeners"]}
    if not {"tcp", "udp"} <= seen:
        return "only %s" % seen
    want = {i for i, l in by_inode(whole).items() if l["proto"] in ("tcp", "udp", "mptcp")}
    if want - set(by_inode(report)):
        return "missing: %d" % len(want - set(by_inode(report)))
    named = {gap["error"] for gap in report["gaps"]}
    return "EPERM" not in named and "no gap says so: %s" % report["gaps"]


def hidden(error):
    return lambda report: told(report) or (
        error not in {gap["error"] for gap in report["gaps"]} and
        "no gap names %s: %s" % (error, report["gaps"]))


TWICE = ("-n", "2")
fails("recvmsg EINTR", "recvmsg:error=EINTR:when=1..3", check=complete)
fails("recvmsg ENOBUFS once", "recvmsg:error=ENOBUFS:when=2", check=told)
fails("recvmsg ENOBUFS always", "recvmsg:error=ENOBUFS", check=told)
fails("recvmsg ENOBUFS, then well", "recvmsg:error=ENOBUFS:when=1", arguments=TWICE, check=complete)
fails("recvmsg EIO", "recvmsg:error=EIO:when=3", check=told)
fails("recvmsg EAGAIN", "recvmsg:error=EAGAIN:when=1..2", check=told)
fails("sendto EPERM", "sendto:error=EPERM", check=by_proc)
fails("sendto EINTR", "sendto:error=EINTR:when=1", check=complete)
fails("no netlink at all", "socket:error=EPERM", check=by_proc)
fails("socket EMFILE", "socket:error=EMFILE", check=told)
fails("socket EAFNOSUPPORT", "socket:error=EAFNOSUPPORT", check=told)
fails("openat EACCES for a while", "openat:error=EACCES:when=40..60", check=told)
fails("openat EMFILE for a while", "openat:error=EMFILE:when=40..60", check=told)
fails("getdents64 EIO", "getdents64:error=EIO:when=2+3", check=told)
fails("getdents64 ENOENT", "getdents64:error=ENOENT:when=2", check=told)
fails("readlinkat EACCES", "readlinkat:error=EACCES", check=hidden("EACCES"))
fails("readlinkat ENOENT once", "readlinkat:error=ENOENT:when=3", check=None)
fails("read EIO now and then", "read:error=EIO:when=14+4", check=told)
fails("read EINTR now and then", "read:error=EINTR:when=14+3", check=complete)
fails("poll EINTR", "poll:error=EINTR:when=1..2", check=complete, arguments=TWICE)
# Walks of all connections are dumps on threads of their own: strace counts the calls of
# each thread. One that failed is made again two seconds later.
fails("the walks' recvmsg ENOBUFS", "recvmsg:error=ENOBUFS:when=1", arguments=TWICE,
      check=no_walk("ENOBUFS"))
fails("the walks' recvmsg ENOBUFS, then well", "recvmsg:error=ENOBUFS:when=1",
      arguments=("-n", "30"), check=walked)
fails("the walks' recvmsg EINTR", "recvmsg:error=EINTR:when=1..3", check=walked)
fails("no socket for walks", "socket:error=EMFILE:when=2+", check=walked)
fails("no thread for walks", "clone3:error=EAGAIN", check=walked)
# Powers that cannot be laid down are a reason not to start.
fails("capset EPERM", "capset:error=EPERM", check=None)
fails("clone3 EAGAIN", "clone3:error=EAGAIN", check=told)

# ---- few descriptors ----

for limit in 12, 24:
    result = live.run("--json", "-n", "1", "-d", "0.1", prefix=["prlimit", "--nofile=%d" % limit])
    tap.ok(result.returncode == 0 or (result.returncode == 1 and result.stderr.strip()),
           "%d descriptors: no crash" % limit, result)
    if result.returncode == 0:
        tap.ok(not told(reports_of(result)[-1]), "%d descriptors: told" % limit,
               told(reports_of(result)[-1]))

tap.done()
