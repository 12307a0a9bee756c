#!/usr/bin/env python3
"""The truth about a queue, seen where people and scripts see it: the SYN queue, who
waits and since when, a stuck member of a group, and the story in one sentence."""
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))

import live                             # noqa: E402  (the path above)
import situations as made               # noqa: E402
from live import Tap                    # noqa: E402
from situations import connect, python, start, strangers, sysctl    # noqa: E402
from term import Program                # noqa: E402

tap = Tap()
live.enter(seconds=180, needs=("ip", "ss"))

COLUMNS, ROWS = 120, 40


def screen(*arguments, seconds=8, until=None, keys=()):
    """The lines on a terminal when `until` was on it, or when time was up. Keys are
    typed once the table is there."""
    program = Program([live.LSNTOP, "-t", *arguments], columns=COLUMNS, rows=ROWS,
                      env={**live.environment(), "TERM": "xterm-256color"})
    try:
        program.wait_text("LOCAL ADDRESS")
        for key in keys:
            program.send(key)
            program.pump(0.3)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            program.pump(0.2)
            if until and re.search(until, program.screen.text()):
                break
        return program.screen.lines()
    finally:
        program.end()


# ---- 300 half-open handshakes at a backlog of 64 ----

def handshakes(cookies):
    sysctl("net.ipv4.tcp_syncookies", cookies)
    python(made.SLEEPS, 64)
    stream = live.Stream("-t", delay="0.5", refreshes="30")
    stream.next()
    strangers(300)
    reports = [stream.next() for _ in range(8)]
    stream.close()
    return [(r["listeners"][0], r["netns"][0]) for r in reports]


# ---- three clients a second apart ----

def waiting():
    python(made.SLEEPS, 64)
    keep = []
    for _ in range(3):
        keep += connect(send=b"GET / HTTP/1.0\r\n")
        time.sleep(0.9)
    report = live.look("-t")
    return (report["listeners"][0],
            screen(keys=("\r",), until=r"WAITING 3.*(?s:.)*\d\.\d+ ?s.*\n.*\d\.\d+ ?s"), len(keep))


# ---- four workers at one port, one stopped ----

WORKER = """
import socket
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
server.bind(("0.0.0.0", 8000))
server.listen(16)
print("ready")
while True: server.accept()[0].close()
"""


def stuck():
    workers = [python(WORKER) for _ in range(4)]
    workers[2].signal(signal.SIGSTOP)
    keep = connect(count=160)
    lines = screen(until=r"!!.*%d" % workers[2].pid, seconds=10)
    opened = screen("-s", "fill", keys=("+",), seconds=3)
    report = live.look("-t")
    return workers[2].pid, lines, opened, report["listeners"], len(keep)


# ---- nginx under wrk, its worker stopped ----

def story():
    directory = live.scratch()
    with open(os.path.join(directory, "nginx.conf"), "w") as file:
        file.write("""daemon off; worker_processes 1; pid nginx.pid; error_log error.log; user root;
events { worker_connections 2048; }
http { access_log off; keepalive_requests 5; server { listen 8000 backlog=64; return 200 ok; } }
""")
    server = made.Process(shutil.which("nginx"), "-p", directory, "-c", "nginx.conf",
                          "-e", "error.log", name="nginx")
    live.wait_for(lambda: ":8000" in live.ss("-Hlnt"))
    with open("/proc/%d/task/%d/children" % (server.pid, server.pid)) as file:
        worker = int(file.read().split()[0])
    # Those that are connected wait for an answer; whoever comes next, in the queue.
    made.Process(shutil.which("wrk"), "-t1", "-c50", "-d20", "http://127.0.0.1:8000/")
    time.sleep(1)
    os.kill(worker, signal.SIGSTOP)
    made.Process(shutil.which("wrk"), "-t1", "-c150", "-d20", "http://127.0.0.1:8000/")
    lines = screen(until=r"!! .*nginx.*stopped", seconds=12)
    return worker, lines


running = [start(handshakes, cookies) for cookies in (0, 1, 2)]
answer = start(waiting)
looks = [wait() for wait in running]
for cookies, reports in enumerate(looks):
    what = "300 half-open, syncookies %d: " % cookies
    last = {"tcp_req_q_full_drop": 235, "tcp_req_q_full_do_cookies": 0}
    if cookies:
        last = {"tcp_req_q_full_drop": 0, "tcp_req_q_full_do_cookies": 235 if cookies == 1 else 300}
    wanted = 65 if cookies < 2 else 0
    known = [listener["synq"] for listener, _ in reports if listener["synq"] is not None]
    tap.ok(known and (wanted in known if wanted else set(known) == {0}), what + "synq", known)
    tap.equal({key: reports[-1][1][key] for key in last}, last, what + "counters")
    tap.equal(reports[-1][0]["drops"], 0 if cookies else 235, what + "drops")

listener, lines, _ = answer()
text = "\n".join(lines)
tap.ok(listener["wait"] is not None and 2.5 < listener["wait"] < 5, "wait is the oldest's", listener["wait"])
waits = [float(w) for w in re.findall(r"(\d+\.\d+) ?s", text[text.find("WAITING"):])]
tap.ok("WAITING 3" in text, "the page counts who waits", text)
rows = re.findall(r"127\.0\.0\.1:\d+\s.*?(\d+\.\d+) ?s?\s+(\d+)", text[text.find("WAITING"):])
tap.ok(len(rows) >= 3, "the page lists them", text)
if len(rows) >= 3:
    gaps = [float(rows[i][0]) - float(rows[i + 1][0]) for i in range(2)]
    tap.ok(all(0.6 < gap < 1.4 for gap in gaps), "a second apart, the oldest first", rows)
    tap.ok(all(row[1] == "16" for row in rows), "with what they have sent", rows)

pid, lines, opened, members, _ = start(stuck)()
text = "\n".join(lines)
tap.ok(re.search(r"x4|×4", text), "four workers are one row", text)
tap.ok(re.search(r"^!!? .*\b%d\b" % pid, text, re.M), "the sentence names the stuck one's pid", text)
tap.ok(len(re.findall(r"0\.0\.0\.0:8000", "\n".join(opened))) >= 4, "+ unfolds the group", "\n".join(opened))
tap.ok(len({m["reuseport"] for m in members}) == 1 and members[0]["reuseport"],
       "reuseport is the same for all members", [m["reuseport"] for m in members])

# Its master, who is root there, gives its workers their groups: denied where root is
# but a user in a namespace.
reason = next(("no %s here" % name for name in ("nginx", "wrk") if not shutil.which(name)),
              None if live.real_root() else "nginx needs root")
if reason:
    tap.skip("nginx under load, its worker stopped", reason)
else:
    worker, lines = start(story)()
    tap.ok(re.search(r"^!! 0\.0\.0\.0:8000 nginx.*stopped.*", lines[2]) is not None,
           "nginx, its worker stopped under load: the header's third line tells it", "\n".join(lines[:8]))
    tap.ok(str(worker) in lines[2], "it names the worker", lines[2])
tap.done()
