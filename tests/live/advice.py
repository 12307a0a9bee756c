#!/usr/bin/env python3
"""What is said of listeners in trouble: each situation is made for real, and the
sentence checked, above all where the first thought would be wrong."""
import contextlib
import os
import re
import shutil
import signal
import socket
import struct
import sys
import time

import live
import situations as made
from live import Tap
from situations import (PATIENCE, connect, opinions, python, screen, start, strangers,
                        strangers_who_answer, sysctl)

tap = Tap()
live.enter(seconds=120 * PATIENCE, needs=("ip", "ss"))

LASTS = 6                               # refreshes: more than 3 s, and some to see the owner
PTRACE_SEIZE, PTRACE_INTERRUPT = 0x4206, 0x4207


class Missing(Exception):
    """A program that the situation needs."""


def program(name):
    path = shutil.which(name, path="/usr/local/sbin:/usr/sbin:/sbin:" + os.environ.get("PATH", ""))
    if not path:
        raise Missing("no %s here" % name)
    return path


def held(process, clients, leave=False):
    """Bursts that come while it is held up for a moment: it takes all of them at once
    behind that. They never meet a refresh."""
    keep = []

    def between():
        keep.clear()
        os.kill(process, signal.SIGSTOP)
        keep.extend(connect(count=clients))
        os.kill(process, signal.SIGCONT)
        if leave:
            keep.clear()
    return between


def stat_of(pid):
    """Fields of /proc/PID/stat from the state on."""
    with open("/proc/%d/stat" % pid) as file:
        return file.read().rsplit(")", 1)[1].split()


def stop(server):
    """It takes it at its next turn only."""
    server.signal(signal.SIGSTOP)
    live.wait_for(lambda: stat_of(server.pid)[0] == "T")


def favoured(server):
    """Before all others, where we may: a busy machine lets nobody be busy."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, server.pid, -20)
    return server


def cpu_seconds(pid):
    return sum(map(int, stat_of(pid)[11:13])) / os.sysconf("SC_CLK_TCK")


def with_cpu(server, share, *arguments, **what):
    """What is said while it gets its share of a CPU: others may want it as well."""
    got = 0
    for _ in range(3):
        used, began = cpu_seconds(server.pid), time.monotonic()
        lines = opinions(*arguments, **what)
        got = (cpu_seconds(server.pid) - used) / (time.monotonic() - began)
        if got >= share:
            return lines, server.pid
    raise Missing("only %.0f %% of a CPU was free here" % (100 * got))


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
        return [int(word) for word in file.read().split()]


def listens():
    return ":8000" in live.ss("-Hlnt")


# ---- who does not accept: the situations give what was said, and a pid ----

def slow_thread():
    server = favoured(python(made.BUSY, 16))
    keep = connect(count=60)
    return with_cpu(server, 0.93, "-o", "+peak", refreshes=4,
                    meanwhile=lambda: keep.extend(connect()))


def thread_at_full():
    server = favoured(python(made.BUSY_THREAD, 16))
    keep = connect(count=40)
    return with_cpu(server, 0.93, refreshes=4, meanwhile=lambda: keep and None)


def stopped(refreshes=3):
    server = python(made.SLEEPS, 16)
    stop(server)
    keep = connect(count=40)
    return opinions(refreshes=refreshes, meanwhile=lambda: keep and None), server.pid


def traced():
    server = python(made.SLEEPS, 16)
    live.call("ptrace", PTRACE_SEIZE, server.pid, None, None)
    live.call("ptrace", PTRACE_INTERRUPT, server.pid, None, None)
    keep = connect(count=40)
    return opinions(meanwhile=lambda: keep and None), server.pid


def asleep(refreshes=LASTS):
    server = python(made.SLEEPS, 16)
    keep = connect(count=40)
    return opinions(refreshes=refreshes, meanwhile=lambda: keep and None), server.pid


def half_idle(share):
    server = favoured(python(made.LISTEN + """
share = float(sys.argv[2])
while True:
    end = time.process_time() + 0.1 * share
    while time.process_time() < end: pass
    time.sleep(0.1 * (1 - share))
""", 16, share))
    keep = connect(count=40)
    return with_cpu(server, share - 0.15, refreshes=LASTS, meanwhile=lambda: keep and None)


def uninterruptible():
    server = python(made.VFORKS, 16)
    keep = connect(count=40)
    return opinions(meanwhile=lambda: keep and None), server.pid


def out_of_descriptors():
    server = python(made.HOARDS, 16, limit=40)
    keep = connect(count=38)
    live.wait_for(lambda: len(os.listdir("/proc/%d/fd" % server.pid)) == 40)
    keep += connect(count=30)
    return opinions(meanwhile=lambda: keep and None), server.pid


def unseen():
    """By somebody who may not see whose descriptors these are."""
    if not live.real_root():
        raise Missing("no other user to be")
    server = python(made.SLEEPS, 16)
    keep = connect(count=40)
    copy = live.for_anyone(live.LSNTOP, live.scratch())
    return opinions(refreshes=LASTS, user=live.NOBODY, program=copy,
                    meanwhile=lambda: keep and None), server.pid


def waits():
    """Room for many, but who came is not served."""
    server = python(made.SLEEPS, 1024)
    keep = connect(count=3)
    return opinions(refreshes=LASTS, meanwhile=lambda: keep and None), server.pid


WORKER = """
import socket, sys, time
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
server.bind(("0.0.0.0", 8000))
server.listen(16)
print("ready")
while sys.argv[1] == "sleeps": time.sleep(1)
while True: server.accept()[0].close()
"""


def odd_worker(halts):
    workers = [python(WORKER, "sleeps" if i == 2 and not halts else "works") for i in range(4)]
    if halts:
        stop(workers[2])
    keep = []

    def more():
        keep.extend(connect(count=20))
        time.sleep(0.1)
    return opinions(refreshes=5, meanwhile=more), workers[2].pid


# ---- which limit binds ----

def bursts(backlog, clients, somaxconn=4096, before=None, name=None, script=made.ACCEPTS):
    """A server that takes all that come, but not in the moment in which they come;
    `before`: what somaxconn was when it began to listen."""
    sysctl("net.core.somaxconn", before or somaxconn)
    server = python(script, backlog, name=name)
    sysctl("net.core.somaxconn", somaxconn)
    return opinions(refreshes=4, between=held(server.pid, clients)), server.pid


def appears():
    """It begins to listen under our eyes."""
    servers = []

    def between():
        if not servers:
            servers.append(python(made.ACCEPTS, 64))
        held(servers[0].pid, 100)()
    return opinions(refreshes=5, between=between), 0


def nginx_bursts():
    if not live.real_root():            # its master gives its workers their groups
        raise Missing("nginx needs root")
    sysctl("net.core.somaxconn", 4096)
    directory = live.scratch()
    with open(os.path.join(directory, "nginx.conf"), "w") as file:
        file.write("""daemon off; worker_processes 1; pid nginx.pid; error_log error.log; user root;
events { worker_connections 4096; }
http { access_log off; server { listen 8000; return 200 ok; } }
""")
    server = made.Process(program("nginx"), "-p", directory, "-c", "nginx.conf", "-e", "error.log",
                          name="nginx")
    live.wait_for(listens)
    worker = live.wait_for(lambda: children(server.pid))[0]
    return opinions(refreshes=4, between=held(worker, 700)), worker


def redis_bursts(somaxconn, clients, later=None, early=None):
    """`early`: what somaxconn is set to before we look; `later`: while we do."""
    sysctl("net.core.somaxconn", somaxconn)
    server = made.Process(program("redis-server"), "--port", "8000", "--bind", "0.0.0.0",
                          "--save", "", "--protected-mode", "no", name="redis-server",
                          directory=live.scratch())
    live.wait_for(listens)
    burst = held(server.pid, clients)
    if early:
        sysctl("net.core.somaxconn", early)
    if not later:
        return opinions(refreshes=4, between=burst), server.pid

    def between():
        sysctl("net.core.somaxconn", later)
        burst()
    # Sysctls are read again at each tenth refresh.
    return opinions(refreshes=16, delay=0.3, between=between), server.pid


def http_server():
    server = made.Process(sys.executable, "-m", "http.server", "8000", name="python3",
                          directory=live.scratch())
    live.wait_for(listens)
    # It reads from each client in turn, and so needs them to go.
    return opinions(refreshes=4, between=held(server.pid, 20, leave=True)), server.pid


def unix_full():
    path = os.path.join(live.scratch(), "full.sock")
    server = python(made.LISTEN_UNIX + "time.sleep(1000)\n", 32, path)
    keep = made.connect_unix(path, 40)
    return opinions(refreshes=LASTS, meanwhile=lambda: keep and None), server.pid


def unix_bursts():
    path = os.path.join(live.scratch(), "burst.sock")
    server = python(made.LISTEN_UNIX + made.STALL, 32, path)
    return opinions("-o", "+peak", refreshes=6,
                    between=lambda: made.connect_unix(path, 40)), server.pid


# ---- handshakes ----

def syn_queue(cookies, backlog=64, most=None):
    sysctl("net.ipv4.tcp_syncookies", cookies)
    if most:
        sysctl("net.ipv4.tcp_max_syn_backlog", most)
    server = python(made.SLEEPS, backlog)
    count = [0]

    def flood():
        strangers(300, first=count[0])
        count[0] += 300
        time.sleep(0.2)
    return opinions(refreshes=4, meanwhile=flood), server.pid


def real_clients():
    """Strangers fill the SYN queue, and real clients come who are served by cookies."""
    server = python(made.ACCEPTS, 64)
    strangers(70)
    keep = []

    def serve():
        keep[:] = connect(count=10)
        time.sleep(0.1)
    return opinions(refreshes=4, meanwhile=serve), server.pid


def no_route():
    """Handshakes from where there is no way back to: dropped, and not for a queue."""
    server = python(made.SLEEPS, 64)
    return opinions(refreshes=4, meanwhile=lambda: (strangers(20, network="203.0"),
                                                    time.sleep(0.1))), server.pid


def aborts():
    """Handshakes that begin while there is room, and end together behind others."""
    sysctl("net.ipv4.tcp_abort_on_overflow", 1)
    server = python(made.STALLS, 16, 0.6)
    keep, count = [], [0]

    def between():
        end = strangers_who_answer(16, first=count[0])
        count[0] += 16
        keep[:] = connect(count=14)
        end()
    return opinions(refreshes=5, between=between), server.pid


# ---- datagrams ----

UDP = """
import socket, sys, time
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if int(sys.argv[1]): server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, int(sys.argv[1]))
server.bind(("0.0.0.0", 8000))
print("ready")
while sys.argv[2] == "sleeps": time.sleep(1)
while sys.argv[2] == "computes":
    end = time.monotonic() + 0.01
    while time.monotonic() < end: pass
    server.recv(65536)
while True: server.recv(65536)
"""


def datagrams(size, server="sleeps", count=300, length=1000, burst=False):
    """Of 60 kB some hundred fill the largest buffer."""
    process = python(UDP, size, server)
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def send():
        for _ in range(count):
            client.sendto(b"x" * length, ("127.0.0.1", 8000))
        time.sleep(0.2)

    def pulse():
        process.signal(signal.SIGSTOP)
        send()
        process.signal(signal.SIGCONT)
    if burst:
        return opinions(refreshes=4, between=pulse), process.pid
    if server == "computes":
        return with_cpu(favoured(process), 0.93, refreshes=4, meanwhile=send)
    return opinions(refreshes=4, meanwhile=send), process.pid


# ---- what is on the screen only: hints, marks, the review ----

def deferred():
    python(made.DEFERS)
    keep = []
    what = {"meanwhile": lambda: keep.extend(connect(count=2))}
    return "\n".join([screen("-o", "+drop_rate", until=r"~\d", **what),
                      screen(keys=("\r",), until="drops rose", **what)]).splitlines(), 0


def deferred_plain():
    python(made.DEFERS)
    keep = []
    return opinions("-o", "+drop_rate", refreshes=4,
                    meanwhile=lambda: keep.extend(connect(count=2))), 0


def port_scan(on_page):
    python(made.SLEEPS, 64)
    count = [0]

    def scan():
        strangers(20, flags=made.FIN, first=count[0])
        count[0] += 20
        time.sleep(0.1)
    if not on_page:
        return opinions(refreshes=4, meanwhile=scan), 0
    return [screen(keys=("\r",), until="drops rose", meanwhile=scan)], 0


def dead_clients():
    """Who is reset keeps a place in the queue that nobody will come out of."""
    python(made.SLEEPS, 4)
    for client in connect(count=5):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
    return [screen(keys=("\r",), until="no client any more")], 0


def risky(port, address="0.0.0.0"):
    keep = socket.create_server((address, port))
    return [screen(keys=("\r",), until="is open to", seconds=2 if address != "0.0.0.0" else 8)], \
        keep.fileno()


def risky_plain():
    keep = [socket.create_server(("0.0.0.0", port)) for port in (23, 6379)]
    return opinions(refreshes=1), len(keep)


def review(name, value):
    sysctl(name, value)
    python(made.SLEEPS, 64)
    return [screen(keys=("3",), until="TUNING.*" + name.split(".")[-1] + " is")], 0


def fine():
    server = python(made.ACCEPTS, 128)
    keep = []
    return opinions(refreshes=4, meanwhile=lambda: keep.extend(connect(count=1))), server.pid


# ---- what must, and must not, be said ----

BIGGER = (r"raise", r"backlog[ =]\d", r"sysctl")
SOMAXCONN = (r"sysctl -w net\.core\.somaxconn", r"raise (net\.core\.)?somaxconn")

# What it is, the situation, what is said, what never is. PID is the server's.
BUSY = [
    ("a busy thread", (slow_thread,),
     [r"^0\.0\.0\.0:8000 python3: accept queue", r"accepts too slowly: its only thread is at 90 % of a CPU",
      r"more workers or accept threads",
      r"not with this load\n.*backlog of 16 is below"], SOMAXCONN),
    ("one thread at its end among sleepers", (thread_at_full,),
     [r"1 of 4 threads is at 90 % of a CPU or more \(the busiest, thread PID, at (9|10)\d %\)"],
     [*SOMAXCONN, r"hardly accepts"]),
    ("two thirds of a CPU", (half_idle, 0.7),
     [r"^.*python3 \(pid PID\) accepts less than comes, while it uses \d+ % of a CPU",
      r"not with this load\n.*backlog of 16 is below"], SOMAXCONN),
    ("a busy reader of datagrams", (datagrams, 0, "computes"),
     [r"datagrams a second are lost", r"reads too slowly: it uses (9|10)\d % of a CPU",
      r"more readers"], [r"rmem"]),
]

OWNERS = [
    ("stopped", (stopped,),
     [r"python3 \(pid PID\) is stopped \(state T\): it cannot accept", r"`kill -CONT PID` lets it go on"],
     BIGGER),
    ("stopped, one refresh", (stopped, 1), [r"is stopped", r"kill -CONT PID"], BIGGER),
    ("held by a debugger", (traced,),
     [r"python3 \(pid PID\) is stopped by a debugger \(state t\)", r"only the debugger can let it go on"],
     [*BIGGER, r"kill -CONT"]),
    ("asleep", (asleep,),
     [r"full for \d", r"python3 \(pid PID\) sleeps and hardly accepts: it uses 0 % of a CPU",
      r"it hangs, or has reached a limit of its own"], BIGGER),
    ("asleep, too early to tell", (asleep, 2),
     [r"whether python3 accepts at all is not known yet", r"look for some seconds more"], BIGGER),
    ("asleep, one refresh", (asleep, 1), [r"accept queue full \(17 of 16\)", r"is not known yet"], BIGGER),
    ("a third of a CPU", (half_idle, 0.3), [r"hardly accepts, although it uses only \d+ % of a CPU"], BIGGER),
    ("in an uninterruptible sleep", (uninterruptible,),
     [r"python3 \(pid PID\) is blocked in the kernel \(state D\)"], BIGGER),
    ("out of descriptors", (out_of_descriptors,),
     [r"python3 \(pid PID\) is out of file descriptors \(40 of 40 in use\): accept\(2\) fails with EMFILE",
      r"`prlimit --pid PID --nofile=65536` helps at once"], BIGGER),
    ("nobody we may see", (unseen,),
     [r"^0\.0\.0\.0:8000: .*what its owner does cannot be seen from here.*look at its owner"],
     [r"is not known yet", *SOMAXCONN]),
    ("who waits though there is room", (waits,),
     [r"3 waiting to be accepted, the oldest for \d", r"sleeps and hardly accepts"], BIGGER),
    ("a stopped member", (odd_worker, True),
     [r"one of the 4 members of its SO_REUSEPORT group does not accept: python3 \(pid PID\) is stopped",
      r"`kill -CONT PID`"], BIGGER),
    ("a stuck member", (odd_worker, False),
     [r"one of the 4 members of its SO_REUSEPORT group lags behind: python3 \(pid PID\)",
      r"look at python3 \(pid PID\)"], BIGGER),
    ("a UNIX socket, its owner asleep", (unix_full,),
     [r"queue full for .*\(33 of 32\): new clients block or get EAGAIN", r"sleeps and hardly accepts"],
     BIGGER),
    ("nothing wrong", (fine,), [r"\A\Z"], ()),
]

LIMITS = [
    ("nginx in bursts, 511 under somaxconn 4096", (nginx_bursts,),
     [r"attempts a second are refused",
      r"the backlog of 511 is nginx's own: somaxconn \(4,096\) does not bind",
      r"`backlog=4096` on its `listen` line, then reload it"], SOMAXCONN),
    ("redis in bursts, cut by somaxconn", (redis_bursts, 64, 100),
     [r"somaxconn \(64\) cuts the backlog that Redis asks for, 511 unless told otherwise",
      r"`sysctl -w net\.core\.somaxconn=4096`, then restart redis-server; a live socket keeps"],
     [r"is redis-server's own"]),
    ("redis in bursts, somaxconn raised under our eyes", (redis_bursts, 64, 100, 4096),
     [r"limit of 64 is what somaxconn was when it began to listen: somaxconn is 4,096 now, but a "
      r"live socket keeps its limit", r"; restart redis-server$"], SOMAXCONN),
    ("redis in bursts, somaxconn raised before", (redis_bursts, 64, 100, None, 4096),
     [r"Redis asks for 511 unless told otherwise and has 64: somaxconn \(4,096 now\) was lower when "
      r"it began to listen, or its own setting is 64",
      r"restart redis-server; if it still has 64 then, its own setting is that: `tcp-backlog 4096`"],
     [*SOMAXCONN, r"is redis-server's own"]),
    ("redis in bursts, as much as somaxconn", (redis_bursts, 511, 600),
     [r"are both 511", r"raise both: `sysctl -w net\.core\.somaxconn=4096` and `tcp-backlog"], ()),
    ("an unknown program in bursts", (bursts, 64, 100),
     [r"backlog of 64 is below somaxconn \(4,096\), which does not bind now: python3 asked for no more, "
      r"or began to listen when somaxconn was lower",
      r"raise what python3 gives to listen\(2\), if it has a setting for it, and restart it"],
     [*SOMAXCONN, r"python3's own"]),
    ("the same, cut by somaxconn before", (bursts, 100, 100, 4096, 64),
     [r"backlog of 64 is below somaxconn", r"and restart it"], [*SOMAXCONN, r"python3's own"]),
    ("the same, with a larger backlog elsewhere", (bursts, 64, 100, 4096, None, None, made.ACCEPTS_TWO),
     [r"backlog of 64 is python3's own \(at another socket it has 512\)"], SOMAXCONN),
    ("the same, begun under our eyes", (appears,),
     [r"backlog of 64 is python3's own: somaxconn \(4,096\) does not bind"], SOMAXCONN),
    ("a program at somaxconn", (bursts, 100, 100, 64),
     [r"backlog of 64 is as much as somaxconn allows", r"`sysctl -w net\.core\.somaxconn=4096`, then "
      r"restart python3"], ()),
    ("somaxconn lowered since", (bursts, 512, 600, 128, 512),
     [r"limit of 512 is from before somaxconn was lowered to 128",
      r"above 512 before it is restarted"], ()),
    ("a tiny backlog without a setting", (http_server,),
     [r"a backlog of 5 is python3's own", r"there is no setting: its class asks for 5"], SOMAXCONN),
    ("a UNIX socket in bursts", (unix_bursts,),
     [r"queue (overflowed between looks|full).* \(33 of 32\)", r"backlog of 32 is below somaxconn"],
     SOMAXCONN),
    ("resets at the end of the handshake", (aborts,),
     [r"tcp_abort_on_overflow is 1: who finds the queue full at the end of the handshake is reset",
      r"`sysctl -w net\.ipv4\.tcp_abort_on_overflow=0`"], ()),
]

OTHERS = [
    ("a full SYN queue without cookies", (syn_queue, 0),
     [r"SYN queue full: [\d,]+ handshakes a second are dropped \(65 of 64", r"tcp_syncookies is 0",
      r"`sysctl -w net\.ipv4\.tcp_syncookies=1` helps at once"], [r"max_syn_backlog=", r"raise"]),
    ("a SYN flood answered by cookies", (syn_queue, 1),
     [r"SYN queue full \(65 of 64\), [\d,]+ cookies a second are sent", r"few of the cookies come back",
      r"nothing has to be changed here"], [r"sysctl", r"raise"]),
    ("a SYN flood under cookies only", (syn_queue, 2), [r"\A\Z"], ()),
    ("tcp_max_syn_backlog without cookies", (syn_queue, 0, 1024, 64),
     [r"the last quarter of tcp_max_syn_backlog \(64\) is kept for known peers",
      r"`sysctl -w net\.ipv4\.tcp_syncookies=1`"], ()),
    ("real clients served by cookies", (real_clients,),
     [r"SYN queue full \(65 of 64\)", r"most cookies come back", r"nothing is lost"], [r"sysctl"]),
    ("handshakes from nowhere", (no_route,),
     [r"handshakes a second are dropped, without an overflow", r"neither queue is full: memory, routing",
      r"no limit of a queue is to blame"], BIGGER),
    ("bare ACKs", (deferred,),
     [r"~\d", r"drops rose by \d+, but nothing is lost", r"perhaps under TCP_DEFER_ACCEPT",
      r"-> nothing has to be done"], ()),
    ("bare ACKs, in plain text", (deferred_plain,), [r"\A\Z"], ()),
    ("a port scan", (port_scan, True),
     [r"drops rose by \d+, without an overflow", r"stray segments as of a port scan",
      r"cannot be told apart"], [r"-> raise", r"sysctl -w"]),
    ("a port scan, in plain text", (port_scan, False), [r"\A\Z"], ()),
    ("clients that have gone", (dead_clients,), [r"5 of 5 in the accept queue have no client any more"], ()),
    ("datagrams, the default buffer", (datagrams, 0),
     [r"datagrams a second are lost: receive buffer \d+ % full", r"is net\.core\.rmem_default",
      r"let python3 ask for more with SO_RCVBUF"], [r"raise net\.core\.rmem_max"]),
    ("datagrams, a buffer of its own", (datagrams, 4096),
     [r"python3 has set SO_RCVBUF to 4,096, which the kernel doubles to 8,192 bytes"],
     [r"sysctl", r"raise net\.core"]),
    ("datagrams, as much as rmem_max allows", (datagrams, 1 << 30, "sleeps", 250, 60000),
     [r"net\.core\.rmem_max \([\d,]+\) cuts what python3 asks for",
      r"raise net\.core\.rmem_max, then restart python3"], [r"rmem_default"]),
    ("datagrams in bursts", (datagrams, 0, "reads", 400, 1000, True),
     [r"lost in bursts between looks, receive buffer 0 % full now", r"rmem_default"], ()),
    ("redis for everybody", (risky, 6379),
     [r"the port of redis is open to every address", r"often runs without authentication"], ()),
    ("telnet for everybody", (risky, 23), [r"the port of telnet is open", r"cleartext, passwords too"], ()),
    ("memcached at home", (risky, 11211, "127.0.0.1"), [r"no trouble now"], [r"is open to"]),
    ("hints, in plain text", (risky_plain,), [r"\A\Z"], ()),
    ("the review of cookies only", (review, "net.ipv4.tcp_syncookies", 2),
     [r"tcp_syncookies is 2: every handshake is answered by a cookie, needed or not, and SYN queues "
      r"stay empty"], [r"nothing to change"]),
    ("the review of resets", (review, "net.ipv4.tcp_abort_on_overflow", 1),
     [r"tcp_abort_on_overflow is 1", r"but no queue has overflowed since boot"], [r"nothing to change"]),
]


def guarded(function, *arguments):
    try:
        return function(*arguments)
    except Missing as missing:
        return None, str(missing)


def check(what, answer, wanted, never):
    lines, pid = answer()
    if lines is None:
        tap.skip(what, pid)
        return
    text = "\n".join(lines)
    missing = [p for p in wanted if not re.search(p.replace("PID", str(pid)), text, re.M)]
    wrong = [p for p in never if re.search(p, text, re.I | re.M)]
    tap.ok(not missing and not wrong, what, *["is not said: /%s/" % p for p in missing],
           *["must not be said: /%s/" % p for p in wrong], text or "(nothing was said)")


def run(cases, at_a_time):
    for i in range(0, len(cases), at_a_time):
        running = [(what, start(guarded, *situation), wanted, never)
                   for what, situation, wanted, never in cases[i:i + at_a_time]]
        for what, answer, wanted, never in running:
            check(what, answer, wanted, never)


run(BUSY, 1)
run(OWNERS, 8)
run(LIMITS, 7)
run(OTHERS, 8)
tap.done()
