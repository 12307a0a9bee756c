#!/usr/bin/env python3
"""What comes, goes and changes: --events, the rows of what is bound, gone or new."""
import json
import os
import re
import select
import signal
import socket
import subprocess
import time

import live
from live import Factory, LSNTOP, Tap, look, run, wait_for

tap = Tap()
live.enter(seconds=240)
directory = live.scratch()


class Events:
    """lsntop --events, its lines as they come."""

    def __init__(self, *arguments, delay="0.2"):
        self.process = subprocess.Popen(
            [LSNTOP, "--events", "-d", delay, *arguments], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=live.environment(), bufsize=0)
        self.kept = b""
        self.json = "--json" in arguments

    def next(self, seconds=4.0):
        """The next event, or None where there is none for so long."""
        end = time.monotonic() + seconds
        while b"\n" not in self.kept:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return None
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                return None
            self.kept += data
        line, _, self.kept = self.kept.partition(b"\n")
        return json.loads(line) if self.json else line.decode()

    def until(self, question, seconds=6.0):
        end = time.monotonic() + seconds
        seen = []
        while time.monotonic() < end:
            event = self.next(max(0.05, end - time.monotonic()))
            if event is None:
                break
            seen.append(event)
            if question(event):
                return event, seen
        return None, seen

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


def is_of(word, port):
    return lambda event: event["event"] == word and (event["listener"] or {}).get("port") == port


def check_start():
    here = Factory("listen tcp addr=127.0.0.1 port=8000", "listen udp addr=0.0.0.0 port=514")
    events = Events()
    lines = [events.next(), events.next()]
    tap.ok(all(line and " appeared " in line and "at start" in line and
               "factory(%d)" % here.pid in line for line in lines),
           "begins with an `appeared` for each, with its owner", *lines)
    tap.equal({line.split()[3:5] and tuple(line.split()[3:5]) for line in lines},
              {("tcp", "127.0.0.1:8000"), ("udp", "0.0.0.0:514")},
              "time, word, protocol, address in their places")
    tap.equal(events.next(0.7), None, "and nothing more while nothing happens")
    events.close()
    here.close()


def check_head():
    here = Factory("listen tcp addr=127.0.0.1 port=8000")
    began = time.monotonic()
    result = subprocess.run(["sh", "-c", '"$0" --events | head -n 1; echo "${PIPESTATUS:-}"',
                             LSNTOP], capture_output=True, timeout=20, env=live.environment())
    took = time.monotonic() - began
    tap.ok(b" appeared " in result.stdout and not result.stderr and took < 3,
           "--events | head ends by itself, quietly", took, result)
    events = Events(delay="3600")
    events.next()
    events.process.stdout.close()
    began = time.monotonic()
    tap.equal((events.process.wait(5), events.process.stderr.read()), (0, b""),
              "a closed pipe ends it with 0 when nothing happens any more")
    tap.ok(time.monotonic() - began < 1, "at once, not at the next refresh")
    here.close()


def check_changes():
    events = Events("--json")
    time.sleep(0.5)
    here = Factory("listen tcp addr=127.0.0.1 port=8000 backlog=16")
    event, seen = events.until(is_of("appeared", 8000))
    tap.ok(event and event["listener"]["pid"] == here.pid and event["listener"]["backlog"] == 16,
           "appeared, with its owner", *seen)
    tap.ok(event and set(event) == {"time", "event", "listener", "detail"} and
           event["time"].endswith("Z"), "an object with four keys", event)
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 8001))
    sock.listen(10)
    events.until(is_of("appeared", 8001))
    sock.listen(20)
    event, seen = events.until(is_of("backlog-changed", 8001))
    tap.ok(event and "10" in event["detail"] and "20" in event["detail"], "backlog-changed", *seen)
    pid = os.fork()
    if not pid:
        signal.pause()
        os._exit(0)
    sock.close()
    event, seen = events.until(is_of("owner-changed", 8001))
    tap.ok(event and str(pid) in event["detail"], "owner-changed", *seen)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    event, seen = events.until(is_of("vanished", 8001))
    tap.ok(event and "lived" in event["detail"], "vanished, with how long it lived", *seen)
    tap.equal(event and event["listener"]["state"], "gone", "as a listener that is gone")
    here.close()
    again = Factory("listen tcp addr=127.0.0.1 port=8000 backlog=16")
    event, seen = events.until(is_of("rebound", 8000))
    tap.ok(event and event["listener"]["pid"] == again.pid, "a restart is `rebound`", *seen)
    tap.ok(not any(is_of("appeared", 8000)(one) for one in seen), "and not `appeared`", *seen)
    with socket.create_server(("127.0.0.1", 8002)):
        pass
    event, seen = events.until(is_of("vanished", 8002), 1.5)
    print("# one that lived between two looks was %s" % ("met" if event else "not met"))
    again.close()
    events.close()


def check_short():
    """Seen by a look in between, gone at the refresh."""
    busy = socket.create_server(("127.0.0.1", 8010), backlog=4)
    events = Events("--json", delay="2")
    events.until(is_of("appeared", 8010))
    met = False
    for _ in range(4):
        time.sleep(0.6)
        sock = socket.create_server(("127.0.0.1", 8011))
        time.sleep(0.5)
        sock.close()
        event, seen = events.until(is_of("vanished", 8011), 3)
        if event and any(is_of("appeared", 8011)(one) for one in seen):
            met = True
            break
    tap.ok(met, "one that lived half a second between two refreshes is told, come and gone")
    lived = re.match("lived ([0-9.]+) s", event["detail"]) if met else None
    tap.ok(lived and 0.1 <= float(lived.group(1)) <= 0.8, "and how long it lived",
           event and event["detail"])
    busy.close()
    events.close()


def check_times():
    """Looks between refreshes know better than these when it was."""
    events = Events("--json", delay="5")
    time.sleep(1.5)
    sock = socket.create_server(("127.0.0.1", 8012))
    time.sleep(1.7)
    sock.close()
    event, seen = events.until(is_of("vanished", 8012), 8)
    lived = re.match("lived ([0-9.]+) s", event["detail"]) if event else None
    tap.ok(lived and 1.2 <= float(lived.group(1)) <= 2.2, "lived 1.7 s, between two refreshes",
           *seen)
    events.close()


def sum_of(events, word):
    return sum(1 if event["listener"] else int(event["detail"].split()[0].replace(",", ""))
               for event in events if event["event"] == word)


def check_crowd():
    """More at once than what is told of their end has room for; half of them share a port."""
    def open_all():
        socks = []
        for i in range(600):
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, i % 2)
            sock.bind(("127.0.0.1", 9000 if i % 2 else 10000 + i))
            sock.listen(4)
            socks.append(sock)
        return socks

    socks = open_all()
    events = Events("--json", delay="0.5")
    for _ in socks:
        events.next()
    time.sleep(1.2)
    for gap in 0, 1.6:
        for sock in socks:
            sock.close()
        time.sleep(gap)
        socks = open_all()
        _, seen = events.until(lambda _: False, 3)
        tap.equal((sum_of(seen, "rebound"), sum_of(seen, "appeared")), (600, 0),
                  "600 that are restarted %s are rebound, each" %
                  ("after %s s" % gap if gap else "at once"))
        tap.equal(sum_of(seen, "vanished"), 600 if gap else 0, "and vanished only where it took "
                  "longer")
    events.close()
    for sock in socks:
        sock.close()


def check_expected():
    baseline = os.path.join(directory, "expected")
    with open(baseline, "w") as file:
        file.write("tcp 127.0.0.1:8000\ntcp 127.0.0.1:8001\n")
    here = Factory("listen tcp addr=127.0.0.1 port=8000")
    events = Events("--json", "--expect", baseline)
    event, seen = events.until(is_of("missing", 8001))
    tap.ok(event, "missing is told at once", *seen)
    new = Factory("listen tcp addr=127.0.0.1 port=8002")
    event, seen = events.until(is_of("unexpected", 8002))
    tap.ok(event and event["detail"].startswith("new"), "unexpected, and why", *seen)
    here.close()
    event, seen = events.until(is_of("missing", 8000))
    tap.ok(event, "what stops is missing", *seen)
    new.close()
    events.close()


def check_bound():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 8020))
        rows = look()["listeners"]
        tap.equal([row["port"] for row in rows], [], "what is bound and does not listen is hidden")
        for arguments in ["-P", "8020"], ["port=8020"], [":8020"], ["state=bound"]:
            rows = look(*arguments)["listeners"]
            tap.equal([(row["port"], row["state"], row["pid"]) for row in rows],
                      [(8020, "bound", os.getpid())], "%s shows it" % " ".join(arguments))
        sock.listen()
        rows = look()["listeners"]
        tap.equal([(row["port"], row["state"]) for row in rows], [(8020, "listen")],
                  "once it listens it is a listener")


def resident(pid):
    with open("/proc/%d/smaps_rollup" % pid) as rollup:
        return next(int(line.split()[1]) for line in rollup if line.startswith("Rss:"))


def churn(seconds, rate):
    """Opens and closes listeners, so many a second; how many it made."""
    made, end, due = 0, time.monotonic() + seconds, time.monotonic()
    alive = []
    while time.monotonic() < end:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", 0))
        sock.listen(4)
        alive.append(sock)
        made += 1
        if len(alive) > 100:
            alive.pop(0).close()
        due += 1 / rate
        time.sleep(max(0, due - time.monotonic()))
    for sock in alive:
        sock.close()
    return made


def check_churn():
    with open(os.path.join(directory, "log"), "wb") as log:
        process = subprocess.Popen([LSNTOP, "--events", "--json", "-d", "0.5"], stdout=log,
                                   stderr=subprocess.PIPE, env=live.environment())
        churn(6, 1000)
        before = resident(process.pid)
        made = churn(8, 1000)
        after = resident(process.pid)
        time.sleep(1.2)
        process.terminate()
        process.wait()
        process.stderr.close()
    with open(os.path.join(directory, "log")) as log:
        events = [json.loads(line) for line in log]
    tap.ok(made > 4000, "%d listeners opened and closed" % made)
    tap.ok(after - before < 512 or "asan" in os.environ.get("ASAN_OPTIONS", "") or
           "SANITIZED" in os.environ, "memory stays flat (%d, then %d KiB)" % (before, after))
    named = [event for event in events if event["listener"]]
    counted = [event for event in events if not event["listener"]]
    tap.ok(counted and all(event["detail"].split()[0].isdigit() for event in counted),
           "what is too much to name is counted", *counted[:3])
    tap.ok(len(named) < len(events) and len(events) < 32 * 2 * 3 * 40,
           "%d events of %d were named" % (len(named), len(events)))


check_start()
check_head()
check_changes()
check_short()
check_times()
check_crowd()
check_expected()
check_bound()
check_churn()
tap.done()
