"""What the benchmarks share: the load, CPU time, a terminal, and a table of results.

Goals are ratios within one run where they can be: the machine's speed and its
noise then stand on both sides.
"""
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "live"))
import live  # noqa: E402

LOAD = os.path.abspath(os.environ.get("LOAD", "tests/bench/load"))
# SERVERS LISTENERS CLIENTS CONNECTIONS: 30 listeners and 100 processes; 500
# listeners, 600 processes, 20,000 ends of connections and as many descriptors.
# A connection has both its ends here, so 10,000 of them are what a server with
# 20,000 clients elsewhere has in its tables.
SMALL = (10, 3, 90, 0)
BIG = (100, 5, 500, 20)


def enter():
    live.enter(seconds=600)


class Load:
    def __init__(self, numbers):
        self.process = subprocess.Popen([LOAD, *map(str, numbers)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        if self.process.stdout.readline() != b"ready\n":
            raise SystemExit("the load could not be made: see above")
        self.listeners = numbers[0] * numbers[1]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def counted():
    """What the host has at this moment: (processes, descriptors, TCP sockets)."""
    pids = [name for name in os.listdir("/proc") if name.isdigit()]
    fds = sum(len(os.listdir("/proc/%s/fd" % pid)) for pid in pids)
    return len(pids), fds, sum(1 for _ in live.ss("-Hnta").splitlines())


def cpu_of(pid):
    """CPU seconds of all threads so far, to the nanosecond."""
    total = 0
    for tid in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/schedstat" % (pid, tid)) as file:
            total += int(file.read().split()[0])
    return total / 1e9


def cpu_of_run(*command):
    """CPU seconds of a program from its start to its end, output thrown away."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=live.environment())
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime


class Terminal:
    """lsntop in a terminal of its own; `prefix` may be a tracer."""

    def __init__(self, *arguments, columns=200, lines=50, prefix=()):
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if not self.pid:
            # The size is set before anything can ask for it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", lines, columns, 0, 0))
            os.execvpe((prefix or (live.LSNTOP,))[0], [*prefix, live.LSNTOP, *arguments],
                       live.environment(TERM="xterm-256color"))
        self.fed = 0

    def read(self, seconds):
        """What comes within that time."""
        end, data = time.monotonic() + seconds, []
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                break
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                break
            if not piece:
                break
            data.append(piece)
        return b"".join(data)

    def read_until(self, pattern, seconds=10):
        """Seconds from the start until that was written, or None."""
        data, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            data += self.read(0.001)
            if re.search(pattern, data):
                return time.monotonic() - self.started
        return None

    def close(self):
        os.write(self.fd, b"q")
        end = time.monotonic() + 2
        while time.monotonic() < end:
            self.read(0.05)
            pid, _ = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
        else:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


class Table:
    """what, measured, goal, ok or not."""

    def __init__(self, title):
        print("%s\n  %-58s %12s %10s" % (title, "", "measured", "goal"))
        self.missed = 0

    def row(self, what, value, goal=None, form="%.1f"):
        verdict = "" if goal is None else "ok" if value <= goal else "NOT"
        self.missed += verdict == "NOT"
        print("  %-58s %12s %10s  %s" % (what, form % value, "" if goal is None else form % goal,
                                         verdict))
        sys.stdout.flush()

    def done(self):
        sys.exit(1 if self.missed else 0)


median = statistics.median
