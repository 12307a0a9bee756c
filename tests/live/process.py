#!/usr/bin/env python3
"""What the page of a process says, against what the kernel says of it: processes of many
kinds, each on a screen of its own, and changed while the page is open."""
import contextlib
import ctypes
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time

import live

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))
from term import Program                # noqa: E402  (the path above)

PATIENCE = 3 if os.environ.get("SANITIZED") == "yes" else 1
CLONE_FILES, SYS_EXIT = 0x400, {"x86_64": 60}.get(os.uname().machine, 93)
live.enter(200)
tap = live.Tap()
libc = ctypes.CDLL(None, use_errno=True)


# ---- processes of many kinds ----

LISTEN = """
import ctypes, os, socket, sys, threading, time
port = int(sys.argv[1])
server = socket.create_server(("127.0.0.1", port))
def connect(to, count):
    made = [socket.create_connection(to.getsockname()) for _ in range(count)]
    return made + [to.accept()[0] for _ in made]
libc = ctypes.CDLL(None)
%s
print("ready", flush=True)
time.sleep(1000)
"""
THREADS = """
def other(nice):
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
    time.sleep(1000)
for n in range(40): threading.Thread(target=other, args=(3 + n % 17,), daemon=True).start()
time.sleep(0.3)
"""
CLIENTS = """
keep = connect(server, 7)
keep[0].close()
"""
# The thread of a server whose main thread ends goes on with all the process has.
HEADLESS = """
keep = connect(server, 3)
print("ready", flush=True)
threading.Thread(target=time.sleep, args=(1000,)).start()
time.sleep(0.2)
libc.syscall(%d, 0)
""" % SYS_EXIT
APART = """
ready = threading.Event()
def apart():
    libc.unshare(%d)
    global keep, other
    other = socket.create_server(("127.0.0.1", port + 500))
    keep = connect(other, 2)
    ready.set()
    time.sleep(1000)
threading.Thread(target=apart, daemon=True).start()
ready.wait()
""" % CLONE_FILES
# Nobody, but for CAP_NET_BIND_SERVICE.
ALMOST_NOBODY = """
libc.prctl(8, 1, 0, 0, 0)               # PR_SET_KEEPCAPS
os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
bit = 1 << 10
libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(bit, bit, 0, 0, 0, 0))
"""
MANY_GROUPS = """
os.setgroups(range(1000000000, 1000002000))
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
"""
# Drops what it has, and is another user's, when told to.
DROPS = """
import signal
def drop(*_):
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
signal.signal(signal.SIGUSR1, drop)
"""


class Server:
    """Listens at a port of its own, and does what is put behind it."""

    ports = iter(range(9000, 9400))

    def __init__(self, script="", before=None, program=sys.executable):
        self.port = next(self.ports)
        self.process = subprocess.Popen(
            ["python3", "-c", LISTEN % script, str(self.port)], executable=program,
            stdout=subprocess.PIPE, preexec_fn=before)
        self.pid = self.process.pid
        if self.process.stdout.readline() != b"ready\n":
            raise SystemExit("Bail out! a server did not start")
        live.atexit.register(self.end)

    def end(self):
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()

    def read(self, name):
        with open("/proc/%d/%s" % (self.pid, name)) as file:
            return file.read()

    def stat(self, field):
        """By the numbers that proc(5) gives."""
        return self.read("stat").rpartition(")")[2].split()[field - 3]


class Page:
    """The page of a server, on a screen of its own."""

    def __init__(self, server, delay="0.5"):
        self.server = server
        self.program = Program([live.LSNTOP, "-t", "-d", delay, "-P", str(server.port)],
                               columns=200, rows=60,
                               env={**live.environment(), "TERM": "xterm-256color"})
        self.program.wait_text(r":%d " % server.port, 10 * PATIENCE)

    def open(self):
        self.program.wait_text(r" %d [a-z]" % self.server.pid, 10 * PATIENCE)
        self.program.send("\r")
        self.program.wait_text("OWNERS", 10 * PATIENCE)
        self.program.send("\r")
        self.program.wait_text("EXECUTABLE", 10 * PATIENCE)

    def text(self, pump=0.0):
        self.program.pump(pump)
        return " ".join(self.program.screen.text().split())

    def wait(self, pattern, seconds=6.0):
        """What was found, or None."""
        end = time.monotonic() + seconds * PATIENCE
        while time.monotonic() < end:
            self.program.pump(0.05)
            found = re.search(pattern, self.text())
            if found:
                return found
        return None


def sees(page, pattern, what):
    return tap.ok(page.wait(pattern), what, "waited for %r on" % pattern,
                  page.program.screen.text())


# ---- what is so ----

def count_of(server):
    return len(os.listdir("/proc/%d/fd" % server.pid))


def limit_of(server):
    return re.search(r"^Max open files +(\S+)", server.read("limits"), re.M).group(1)


def compare(page, what):
    """All that the kernel tells of any process."""
    server = page.server
    wanted = {
        "descriptors": r"DESCRIPTORS %d of %s " % (count_of(server), limit_of(server)),
        "threads": r"THREADS %d " % len(os.listdir("/proc/%d/task" % server.pid)),
        "nice": r"NICE %s\b" % re.escape(server.stat(19)),
        "oom": r"OOM SCORE %s " % server.read("oom_score").strip(),
        "parent": r"STARTED BY %s " % server.stat(4),
        "cgroup": r"CGROUP (%s)( |$)" % "|".join(
            re.escape(line.split(":", 2)[2]) for line in server.read("cgroup").splitlines()),
        "listener": r"LISTENERS \d.*:%d " % server.port,
    }
    for name, pattern in wanted.items():
        if not page.wait(pattern, 3):
            return tap.ok(False, what + ": " + name, "waited for %r on" % pattern,
                          page.program.screen.text())
    return tap.ok(True, what)


def own_python(directory, name):
    """A copy that can be deleted; its library is where the other one's is."""
    path = os.path.join(directory, name)
    shutil.copy(os.path.realpath(sys.executable), path)
    os.chmod(path, 0o755)
    return path


def adjust():
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("300")


# ---- the checks; all screens run at the same time ----

directory = live.scratch()
os.environ["PYTHONHOME"] = sys.base_prefix
gone, anew, moved = (own_python(directory, name) for name in ("gone", "anew", "moved"))
servers = {
    "plain": Server(),
    "threads": Server(THREADS, before=lambda: os.nice(3)),
    "clients": Server(CLIENTS),
    "adjusted": Server(before=adjust),
    "headless": Server(HEADLESS),
    "apart": Server(APART),
    "stopped": Server(),
    "changing": Server(DROPS),
    "deleted": Server(program=gone),
    "replaced": Server(program=anew),
    "renamed": Server(program=moved),
}
if live.real_root():
    servers.update({
        "almost": Server(ALMOST_NOBODY),
        "groups": Server(MANY_GROUPS),
        "userns": Server(before=live.become_root_of_user_namespace),
    })
os.unlink(gone)
os.unlink(anew)
own_python(directory, "anew")
os.rename(moved, moved + "-since")
os.kill(servers["stopped"].pid, signal.SIGSTOP)
pages = {name: Page(server) for name, server in servers.items()}
for page in pages.values():
    page.open()

for name, page in pages.items():
    if name != "headless":
        compare(page, name + ": descriptors, threads, nice, oom score, parent, cgroup, listener")
sees(pages["plain"], r"STATE sleeping .*CONNECTIONS none ", "plain: sleeps, and talks to nobody")
sees(pages["threads"], r"NICE 3, its threads differ: 3 to 19", "threads: their nice values differ")
sees(pages["clients"], r"CONNECTIONS 12 ESTAB, 1 CLOSE-WAIT TOP PEERS 127\.0\.0\.1 \(13\)",
     "clients: both ends of each are counted, by state")
sees(pages["adjusted"], r"OOM SCORE \d+ \(adjusted by 300\)", "adjusted: and by how much")
sees(pages["stopped"], r"STATE stopped \(T\)", "stopped: says so")
sees(pages["deleted"], r"EXECUTABLE %s \(deleted\)" % re.escape(gone), "deleted: its executable")
sees(pages["replaced"], r"EXECUTABLE %s \(replaced since it was started\)" % re.escape(anew),
     "replaced: its executable")
sees(pages["renamed"], r"EXECUTABLE %s-since " % re.escape(moved), "renamed: its executable")

headless = pages["headless"]
sees(headless, r"COMMAND python3 -c .*EXECUTABLE /\S+ STARTED .*"
     r"STATE its main thread has ended, others go on", "headless: still tells what it runs")
sees(headless, r"RSS [1-9]\S+ .*DESCRIPTORS %d of .*LISTENERS 1 .*CONNECTIONS 6 ESTAB"
     % len(os.listdir("/proc/%d/task/%d/fd" % (
         servers["headless"].pid, max(map(int, os.listdir(
             "/proc/%d/task" % servers["headless"].pid)))))),
     "headless: memory, descriptors, listener and connections are those of the other threads")
sees(pages["apart"], r"LISTENERS 2 .*:%d .*CONNECTIONS 4 ESTAB" % (servers["apart"].port + 500),
     "apart: connections of a thread with a table of its own are counted")
if live.real_root():
    sees(pages["almost"], r"CAPABILITIES cap_net_bind_service CGROUP", "almost: one capability")
    sees(pages["groups"], r"CAPABILITIES none CGROUP", "groups: capabilities are behind thousands")
    sees(pages["userns"], r"CAPABILITIES in another user namespace: all ",
         "userns: all it may do is in another user namespace")

# What changes while the page is open.
changing, page = servers["changing"], pages["changing"]
resource.prlimit(changing.pid, resource.RLIMIT_NOFILE, (55, 100))
sees(page, r"DESCRIPTORS %d of 55 " % count_of(changing), "changing: another limit is told at once")
if live.real_root():
    os.kill(changing.pid, signal.SIGUSR1)
    sees(page, r" %d python3 nobody COMMAND .*CAPABILITIES none " % changing.pid,
         "changing: another user, without capabilities")
os.kill(servers["stopped"].pid, signal.SIGCONT)
sees(pages["stopped"], r"STATE sleeping", "stopped: goes on")
servers["clients"].end()
sees(pages["clients"], r" %d python3 this process has ended" % servers["clients"].pid,
     "clients: has ended")


# A process whose parent ends is somebody else's child from there on.
def orphan():
    server = Server("""
if os.fork():
    time.sleep(1000)
print("ready", flush=True)
""")
    child = int(server.read("task/%d/children" % server.pid).split()[0])
    server.parent, server.pid = server.pid, child
    return server


child = orphan()
page = Page(child)
page.program.wait_text(r" %d(\+\d)? python3" % child.parent, 10 * PATIENCE)
page.program.send("\r")
page.program.wait_text("OWNERS", 10 * PATIENCE)
page.program.send("\x1b[B\r")
sees(page, r" %d python3 .*STARTED BY %d " % (child.pid, child.parent), "orphan: has a parent")
child.end()
sees(page, r"STARTED BY %s " % child.stat(4), "orphan: its parent ended, and it has another")
os.kill(child.pid, signal.SIGKILL)
for page in [*pages.values(), page]:
    page.program.end()
tap.done()
