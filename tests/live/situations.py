"""Situations that listeners come into, made for real: for tests of what is said of them.

Each is a function that runs in a child with a network namespace of its own, so that
counters and sysctls are nobody else's, and several can be made at the same time.
"""
import contextlib
import os
import pickle
import re
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback

import live

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))
from term import Program                # noqa: E402  (the path above)

PATIENCE = 3 if os.environ.get("SANITIZED") == "yes" else 1
STRANGERS = "198.18.0.0/15"             # where spoofed clients live: routed, and nobody there
HERE = "192.0.2.1"


def sysctl(name, value):
    """Of the namespace we are in."""
    with open("/proc/sys/" + name.replace(".", "/"), "w") as file:
        file.write("%s\n" % value)


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


def make_world():
    """A network of our own, with an address and strangers behind it."""
    live.call("unshare", live.CLONE_NEWNET)
    live.set_up("lo")
    ip("link", "add", "net0", "type", "veth", "peer", "name", "net1")
    ip("addr", "add", HERE + "/24", "dev", "net0")
    for name in "net0", "net1":
        ip("link", "set", name, "arp", "off", "up")
    ip("route", "add", STRANGERS, "dev", "net0")
    for name in "all", "default", "lo", "net0":
        sysctl("net.ipv4.conf.%s.rp_filter" % name, 0)


# ---- processes ----

class Process:
    """A server that a situation is about; ended by pid, with all it forked."""

    def __init__(self, *command, name=None, directory=None, limit=None):
        self.process = subprocess.Popen(
            [name or command[0], *command[1:]], executable=command[0], cwd=directory,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))))
        self.pid = self.process.pid
        made.append(self)

    def signal(self, number, pid=None):
        os.kill(pid or self.pid, number)

    def line(self):
        return self.process.stdout.readline().decode().strip()

    def end(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()


made = []                               # of this situation


def python(script, *arguments, **more):
    """A server written in a few lines; it prints "ready" when it listens."""
    server = Process(sys.executable, "-u", "-c", script, *map(str, arguments), **more)
    if server.line() != "ready":
        raise RuntimeError("a server did not start")
    return server


# Listens at port 8000 with a backlog of argv[1], and does what is put behind it.
LISTEN = """
import os, signal, socket, sys, threading, time
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("0.0.0.0", 8000))
server.listen(int(sys.argv[1]))
print("ready")
"""
SLEEPS = LISTEN + "time.sleep(1000)\n"
# Accepts, but computes far too long for each client.
BUSY = LISTEN + """
while True:
    end = time.monotonic() + 0.3
    while time.monotonic() < end: pass
    server.accept()[0].close()
"""
# A thread computes without an end, others would accept and never get to it.
BUSY_THREAD = LISTEN + """
for _ in range(3): threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
while True: pass
"""
# Keeps all clients until it has no descriptor left.
HOARDS = LISTEN + """
kept = []
while True:
    try: kept.append(server.accept()[0])
    except OSError: time.sleep(0.05)
"""
# vfork(2) leaves its caller in an uninterruptible sleep until the child is done.
VFORKS = LISTEN + """
import ctypes
libc = ctypes.CDLL(None)
if libc.vfork() == 0:
    while True: libc.pause()
"""
ACCEPT = """
while True: server.accept()[0].close()
"""
ACCEPTS = LISTEN + ACCEPT
# The same, with another socket that got more.
ACCEPTS_TWO = LISTEN.replace('print("ready")', """
other = socket.socket()
other.bind(("0.0.0.0", 8001))
other.listen(512)
print("ready")""") + ACCEPT
# Accepts nothing for argv[2] seconds, then all, again and again.
STALL = """
server.setblocking(False)
while True:
    time.sleep(float((sys.argv + ["0.4"])[3 if server.family == socket.AF_UNIX else 2]))
    try:
        while True: server.accept()[0].close()
    except BlockingIOError: pass
"""
STALLS = LISTEN + STALL
# The same at the path argv[2].
LISTEN_UNIX = """
import os, signal, socket, sys, threading, time
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[2])
server.listen(int(sys.argv[1]))
print("ready")
"""
DEFERS = """
import socket, time
server = socket.socket()
server.bind(("0.0.0.0", 8000))
server.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
server.listen(128)
print("ready")
time.sleep(1000)
"""


def connect(port=8000, count=1, address="127.0.0.1", send=b""):
    """Clients that do not wait for an answer; they live as long as the list does."""
    clients = []
    for _ in range(count):
        client = socket.socket()
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            client.connect((address, port))
        clients.append(client)
    if send:
        time.sleep(0.1)
        for client in clients:
            with contextlib.suppress(OSError):
                client.send(send)
    return clients


def connect_unix(path, count):
    """The same at a UNIX socket; who finds no room gets EAGAIN and goes."""
    clients = []
    for _ in range(count):
        client = socket.socket(socket.AF_UNIX)
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            client.connect(path)
            clients.append(client)
    return clients


# ---- segments from strangers ----

SYN, FIN, RST, PSH, ACK, URG = 2, 1, 4, 8, 16, 32


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def segment(source, port_from, to, port, flags, sequence, acknowledge=0):
    tcp = struct.pack("!HHIIBBHHH", port_from, port, sequence, acknowledge, 5 << 4, flags, 65535,
                      0, 0)
    pseudo = socket.inet_aton(source) + socket.inet_aton(to) + struct.pack("!BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0,
                         socket.inet_aton(source), socket.inet_aton(to))
    return header + tcp


def strangers(count, flags=SYN, port=8000, first=0, network="198.18"):
    """One segment each from so many addresses where nobody is, who so never answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        for i in range(first, first + count):
            source = "%s.%d.%d" % (network, i // 250, i % 250 + 1)
            raw.sendto(segment(source, 1024 + i % 60000, HERE, port, flags, 1000 + i), (HERE, port))


def answers(sniffer, count):
    """Of so many handshakes that strangers began: (source, its port, its sequence, ours)."""
    sniffer.settimeout(0.5)
    found = []
    with contextlib.suppress(socket.timeout):
        while len(found) < count:
            packet = sniffer.recv(2048)
            if packet[9] != socket.IPPROTO_TCP or packet[33] != SYN | ACK:
                continue
            port, sequence, acknowledged = struct.unpack("!HII", packet[22:32])
            found.append((socket.inet_ntoa(packet[16:20]), port, acknowledged, sequence + 1))
    return found


def strangers_who_answer(count, port=8000, first=0):
    """As strangers(), but they can: what is given back ends their handshakes, all at once."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3)) as sniffer:
        sniffer.bind(("net0", 3))
        strangers(count, port=port, first=first)
        begun = answers(sniffer, count)

    def end():
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
            for source, port_from, sequence, acknowledge in begun:
                raw.sendto(segment(source, port_from, HERE, port, ACK, sequence,
                                   acknowledge & 0xffffffff), (HERE, port))
    return end


# ---- running them ----

def in_world(function, *arguments):
    """The function's answer, out of a child with a world of its own."""
    return start(function, *arguments)()


def start(function, *arguments):
    """Starts it; what is given back waits for the answer."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        run_child(function, arguments, writer)
    os.close(writer)

    def answer():
        with os.fdopen(reader, "rb") as pipe:
            data = pipe.read()
        os.waitpid(child, 0)
        good, value = pickle.loads(data) if data else (False, "the child died")
        if not good:
            raise RuntimeError(value)
        return value
    return answer


def run_child(function, arguments, writer):
    status = 0
    made.clear()
    try:
        make_world()
        answer = True, function(*arguments)
    except BaseException:
        answer, status = (False, traceback.format_exc()), 1
    for process in made:
        process.end()
    with os.fdopen(writer, "wb") as pipe:
        pickle.dump(answer, pipe)
    sys.stdout.flush()
    os._exit(status)


class Between:
    """Calls `between` once in each pause between two refreshes, `meanwhile` again and
    again: what a refresh must not meet by chance is made in between."""

    def __init__(self, between=None, meanwhile=None, after=0.4):
        self.between, self.meanwhile, self.after = between, meanwhile, after
        self.refreshed = None

    def refresh(self):
        self.refreshed = time.monotonic()

    def look(self):
        if self.meanwhile:
            self.meanwhile()
        if self.between and self.refreshed and time.monotonic() > self.refreshed + self.after:
            self.refreshed = None
            self.between()


def opinions(*arguments, refreshes=3, delay=1.0, user=None, program=None, **what):
    """The lines that plain text says of listeners in trouble, of the last refresh,
    without the mark; for `what` goes on until then see Between."""
    extra = {"user": user, "group": user, "extra_groups": []} if user else {}
    process = subprocess.Popen(
        [program or live.LSNTOP, "-b", "-n", str(refreshes), "-d", str(delay), *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=live.environment(), **extra)
    between = Between(**what, after=0.4 * delay)
    output = b""
    end = time.monotonic() + refreshes * delay + 8
    while time.monotonic() < end:
        between.look()
        ready, _, _ = select.select([process.stdout], [], [], 0.05)
        if ready:
            chunk = os.read(process.stdout.fileno(), 65536)
            output += chunk
            if not chunk:
                break
            between.refresh()
    process.kill()
    error = process.stderr.read().decode(errors="replace")
    process.wait()
    if error:
        raise RuntimeError("lsntop: " + error)
    last = output.decode(errors="replace").split("\n\n")[-1]
    return [line[2:].lstrip("! ") for line in last.splitlines()
            if line.startswith("# ") and not re.match(r"# \d{4}-\d\d-\d\dT", line)]


def screen(*arguments, keys=(), until=None, seconds=8, columns=200, rows=50, **what):
    """What stands on a terminal when `until` was on it or time was up, in one line. Keys
    are typed once the table is there; `meanwhile` is called again and again."""
    program = Program([live.LSNTOP, "-t", *arguments], columns=columns, rows=rows,
                      env={**live.environment(), "TERM": "xterm-256color"})
    pause = Between(**what)
    try:
        program.wait_text("LOCAL ADDRESS")
        for key in keys:
            program.send(key)
            program.pump(0.3)
        end = time.monotonic() + seconds * PATIENCE
        while time.monotonic() < end:
            pause.look()
            program.pump(0.2)
            text = " ".join(program.screen.text().split())
            if until and re.search(until, text):
                break
        return text
    finally:
        program.end()
