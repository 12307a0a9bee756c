#!/usr/bin/env python3
"""Deeds on a real screen: who is asked about, who is hit, and what is told afterwards."""
import contextlib
import os
import re
import shutil
import signal
import socket
import stat
import struct
import sys
import time

import live
import situations as made

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))
from term import Gone, Program           # noqa: E402  (the path above)

live.enter(240)
tap = live.Tap()
PATIENCE = made.PATIENCE
ENTER, ESCAPE, F8, F9 = "\r", "\x1b", "\x1b[19~", "\x1b[20~"


# ---- a log of our own ----

def make_log():
    """A socket in place of the system's log, in a /dev that only we have."""
    live.mount("none", "/dev", "tmpfs")
    for name, minor in ("null", 3), ("zero", 5), ("full", 7), ("random", 8), ("urandom", 9):
        os.mknod("/dev/" + name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
        os.chmod("/dev/" + name, 0o666)
    os.mknod("/dev/tty", stat.S_IFCHR | 0o666, os.makedev(5, 0))
    os.chmod("/dev/tty", 0o666)
    os.mkdir("/dev/pts")
    live.mount("devpts", "/dev/pts", "devpts", 0, "newinstance,ptmxmode=0666,mode=0620")
    os.symlink("pts/ptmx", "/dev/ptmx")
    os.symlink("/proc/self/fd", "/dev/fd")
    os.mkdir("/dev/shm")
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    log.bind("/dev/log")
    os.chmod("/dev/log", 0o666)
    log.setblocking(False)
    return log


def logged(seconds=2.0):
    """The next line of the log, without its time; "" where none comes."""
    def take():
        with contextlib.suppress(BlockingIOError):
            return log.recv(4096).decode(errors="replace")
        return ""
    line = live.wait_for(take, seconds)
    return re.sub(r"^<(\d+)>\w+ +\d+ [\d:]+ ", r"<\1>", line)


# ---- the screen ----

class Screen:
    """lsntop on a terminal, its cursor on the first row."""

    def __init__(self, *arguments, columns=80, rows=24, child=None, program=None):
        self.program = Program([program or live.LSNTOP, "-t", *arguments], columns=columns,
                               rows=rows, child=child,
                               env={**live.environment(), "TERM": "xterm-256color"})
        self.wait(r"LOCAL ADDRESS")
        self.wait(r":8\d\d\d ")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.end()

    def text(self):
        return " ".join(self.program.screen.text().split())

    def wait(self, pattern, seconds=8):
        """The screen in one line, once the pattern is on it; "" where it never is."""
        end = time.monotonic() + seconds * PATIENCE
        while time.monotonic() < end:
            self.program.pump(0.05)
            if re.search(pattern, self.text()):
                return self.text()
        self.last = self.program.screen.text()
        return ""

    def type(self, keys, pause=0.3):
        """One after the other, as people do: what comes at once is no answer."""
        for key in keys:
            self.program.send(key)
            self.program.pump(pause)

    def row(self):
        """The line the hardware cursor is on."""
        self.program.settle()
        return self.program.screen.line(self.program.screen.y)

    def sees(self, pattern, what, seconds=8):
        found = self.wait(pattern, seconds)
        return tap.ok(found != "", what, "waited for %r on" % pattern,
                      "" if found else self.last)


def state(pid):
    """One letter; "" where it is gone."""
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def lives(pid):
    return state(pid) not in ("", "Z")


def children(pid):
    with contextlib.suppress(OSError):
        with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
            return [int(word) for word in file.read().split()]
    return []


def nices(pid):
    found = []
    for tid in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/stat" % (pid, tid)) as file:
            found.append(int(file.read().rpartition(")")[2].split()[16]))
    return sorted(found)


def kill(screen, *, who=None, word=None):
    """Up to the question: k, whom, which signal."""
    screen.type([F9])
    if who is not None:
        screen.type(who)
    if word:
        screen.type(word, 0.1)
    screen.type([ENTER], 0.6)


# ---- servers ----

FIVE = made.LISTEN.replace('print("ready")', """
for _ in range(4):
    if os.fork() == 0:
        time.sleep(1000)
        os._exit(0)
print("ready")""") + "time.sleep(1000)\n"

# Starts a server anew whenever it ends, as runit and its like do.
SUPERVISOR = """
import os, socket, sys, time
def serve():
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("0.0.0.0", 8000))
    server.listen(16)
    time.sleep(1000)
said = False
while True:
    child = os.fork()
    if child == 0:
        serve()
        os._exit(0)
    if not said:
        time.sleep(0.3)
        print("ready")
        said = True
    os.waitpid(child, 0)
    time.sleep(0.3)
"""
# Holds the socket and starts who serves it with the first connection, as systemd does.
ACTIVATOR = """
import os, select, socket, sys, time
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("0.0.0.0", 8000))
server.listen(16)
def serve():
    while True: server.accept()[0].close()
said = False
while True:
    if said: select.select([server], [], [])
    child = os.fork()
    if child == 0:
        serve()
        os._exit(0)
    if not said:
        print("ready")
        said = True
    os.waitpid(child, 0)
"""
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + made.SLEEPS
THREADS = made.LISTEN + """
for _ in range(3): threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
time.sleep(1000)
"""


def nginx():
    directory = live.scratch()
    with open(os.path.join(directory, "nginx.conf"), "w") as file:
        file.write("""daemon off; worker_processes 4; pid nginx.pid; error_log error.log; user root;
events { worker_connections 64; }
http { access_log off; server { listen 8000; return 200; } }
""")
    server = made.Process(shutil.which("nginx"), "-p", directory, "-c", "nginx.conf", "-e",
                          "error.log", name="nginx")
    if not live.wait_for(lambda: len(children(server.pid)) == 4):
        raise RuntimeError("nginx did not start")
    return server


# ---- what must show ----

def check_nginx():
    server = nginx()
    workers = children(server.pid)
    with Screen(":8000") as screen:
        screen.wait(r"nginx")
        screen.type([F9])
        text = screen.wait(r"all 5")
        tap.ok(text != "" and all(re.search(r"\b%d\b" % pid, text) for pid in [server.pid, *workers]),
               "nginx with four workers: asks which of the five owners", text)
        screen.type([ESCAPE])
        # One worker: the first below the master.
        kill(screen, who=["\x1b[B", ENTER], word="kill")
        screen.sees(r"SIGKILL.*nginx \(%d\)" % workers[0], "the worker is named in the question")
        screen.sees(r"stays open|still h[eo]ld|others? hold", "and that others hold the socket")
        screen.type(["y"])
        screen.sees(r"still held by 5: pid \d+ took its place", "a worker killed: a new one took its place")
        tap.ok(not lives(workers[0]) and lives(server.pid) and all(map(lives, workers[1:])),
               "only that worker was hit")
        screen.type([ESCAPE])
        workers = children(server.pid)
        screen.wait(r"%d\+4" % server.pid)
        kill(screen, who=[ENTER], word="kill")
        screen.type(["y"])
        screen.sees(r"8000 still held by 4\b", "SIGKILL to the master: still held by 4")
        tap.ok(not lives(server.pid) and all(map(lives, workers)), "only the master was hit")
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    made.made.remove(server)
    server.process.wait()
    live.wait_for(lambda: not any(map(lives, workers)))

    server = nginx()
    with Screen(":8000") as screen:
        screen.wait(r"%d\+4" % server.pid)
        kill(screen, who=[ENTER])
        screen.sees(r"SIGTERM.*nginx \(%d\)" % server.pid, "SIGTERM is what is chosen")
        tap.ok(lives(server.pid), "nothing happens before y")
        screen.type(["y"])
        screen.sees(r"8000 released", "SIGTERM to the master: released")
        tap.ok(not lives(server.pid), "and it ended")


def check_five():
    server = made.python(FIVE, 16)
    workers = children(server.pid)
    with Screen() as screen:
        screen.wait(r"%d\+4" % server.pid)
        kill(screen, who=["\x1b[B", ENTER], word="kill")
        screen.type(["y"])
        screen.sees(r"still held by 4\b", "five owners, no supervisor, one killed: still held by 4",
                    12)
        tap.ok(not lives(workers[0]) and lives(server.pid) and all(map(lives, workers[1:])),
               "only the one chosen was hit")
        screen.type([ESCAPE])
        screen.wait(r"%d\+3" % server.pid)
        screen.type([F9])
        screen.wait(r"all 4")
        screen.type(["\x1b[F", ENTER, ENTER], 0.5)
        screen.sees(r"4 processes", "all of them: the question says how many")
        screen.type(["y"])
        screen.sees(r"released", "all of them ended: released")
        tap.ok(not lives(server.pid) and not any(map(lives, workers)), "all four were hit")


def check_supervised():
    server = made.python(SUPERVISOR)
    child = children(server.pid)[0]
    with Screen() as screen:
        screen.wait(r"%d " % child)
        kill(screen)
        screen.type(["y"])
        text = screen.wait(r"bound again by pid \d+")
        new = children(server.pid)
        tap.ok(new and re.search(r"bound again by pid %d\b" % new[0], text) is not None,
               "a supervised server: bound again by the new pid", text, new)


def check_activated():
    server = made.python(ACTIVATOR)
    child = children(server.pid)[0]
    with Screen() as screen:
        screen.wait(r"%d\+1" % server.pid)
        kill(screen, who=["\x1b[B", ENTER])
        screen.sees(r"SIGTERM.*\(%d\)" % child, "a service with its socket held by another: it is asked")
        screen.type(["y"])
        screen.sees(r"still held by 1\b", "ended: still held by the one that starts it again")
        made.connect()
        screen.sees(r"pid \d+ took its place", "a connection starts it again: its pid is told")


def check_renice():
    server = made.python(THREADS, 16)
    with Screen() as screen:
        screen.wait(r"%d " % server.pid)
        tap.equal(nices(server.pid), [0] * 4, "a process with four threads")
        screen.type(["r"], 0.6)
        screen.sees(r"nice of .*%d.*-20 to 19" % server.pid, "the prompt shows the range")
        screen.type(["\x15", "7", ENTER])
        screen.sees(r"nice 7", "it is told")
        tap.equal(nices(server.pid), [7] * 4, "all four are reniced")
        screen.type([F8], 0.6)
        screen.type([F8], 0.6)
        screen.type([ENTER])
        live.wait_for(lambda: nices(server.pid) == [9] * 4)
        tap.equal(nices(server.pid), [9] * 4, "F8 twice: two more")
        tap.ok("nice 9" in logged_all(), "the log has it")


def as_nobody():
    os.setgroups([])
    os.setgid(live.NOBODY)
    os.setuid(live.NOBODY)


def check_nobody():
    """Its own server, which it may signal and calm but not hurry; and root's."""
    program = live.for_anyone(live.LSNTOP, live.scratch())
    server = made.python(THREADS, 16)
    with Screen("-P", "8000", child=as_nobody, program=program) as screen:
        screen.type([F9], 0.6)
        screen.sees(r"owner|CAP_SYS_PTRACE", "nobody: whose listener it is cannot be seen, and that is said")
    tap.ok(lives(server.pid), "nothing happened to it")
    # Who may see everybody's descriptors, and signal nobody.
    able = program + ".able"
    shutil.copy(program, able)
    os.setxattr(able, "security.capability",
                struct.pack("<5I", 2 << 24, 1 << 2 | 1 << 19, 0, 0, 0))
    with Screen("-P", "8000", child=as_nobody, program=able) as screen:
        screen.wait(r"\b%d\b" % server.pid)
        kill(screen, word="kill")
        screen.sees(r"not permitted \(CAP_KILL\)", "root's process: not permitted, and why")
        tap.ok(re.search(r"uid %d: SIGKILL to .*\(%d\) .*: not permitted \(CAP_KILL\)"
                         % (live.NOBODY, server.pid), logged_all()) is not None,
               "the log has what was refused as well")
        screen.type([ESCAPE, "r"], 0.6)
        screen.sees(r"not permitted \(CAP_SYS_NICE\)", "renice: the same")
        screen.type([ESCAPE, "K"], 0.6)
        screen.sees(r"not permitted \(CAP_NET_ADMIN\)", "close: the same")
        tap.ok(lives(server.pid) and nices(server.pid) == [0] * 4 and ":8000" in live.ss("-Hlnt"),
               "nothing was changed")
    # A socket that nobody holds too shows its owners only where they are nobody's.
    own = live.Factory("listen tcp addr=0.0.0.0 port=8001 backlog=16", user=live.NOBODY,
                       program=live.for_anyone(live.FACTORY, live.scratch()))
    pid = own.pid
    with Screen("-P", "8001", child=as_nobody, program=program) as screen:
        screen.wait(r"\b%d\b" % pid)
        screen.type(["r"], 0.6)
        screen.sees(r"CAP_SYS_NICE", "lowering: the prompt names the capability")
        screen.type(["\x15", "-", "5", ENTER])
        screen.sees(r"0 to 19|CAP_SYS_NICE", "and says why not")
        tap.equal(nices(pid), [0], "nothing was changed")
        screen.type(["\x15", "3", ENTER])
        live.wait_for(lambda: nices(pid) == [3])
        tap.equal(nices(pid), [3], "raising works")
    own.close()


def status(pid, key):
    with open("/proc/%d/status" % pid) as file:
        return re.search(r"^%s:\s*(\S+)" % key, file.read(), re.M).group(1)


def check_read_only():
    server = made.python(made.SLEEPS, 16)
    for name, arguments, more in (("--read-only", ("--read-only",), {}),
                                  ("LSNTOP_SECURE", (), {"LSNTOP_SECURE": "1"})):
        program = Program([live.LSNTOP, "-t", *arguments],
                          env={**live.environment(), "TERM": "xterm-256color", **more})
        try:
            program.wait_text("LOCAL ADDRESS")
            program.wait_text(str(server.pid))
            capabilities = int(status(program.pid, "CapPrm"), 16)
            tap.equal(capabilities & (1 << 5 | 1 << 12 | 1 << 23), 0,
                      name + " as root: no CAP_KILL, CAP_NET_ADMIN, CAP_SYS_NICE")
            tap.equal(status(program.pid, "Seccomp"), "2", name + ": the kernel filters its calls")
            tap.ok("Kill" not in program.screen.text(), name + ": no key for it is shown",
                   program.screen.text())
            program.send(F9)
            program.wait_text("read-only")
            tap.ok(lives(server.pid), name + ": nothing happens")
        finally:
            program.end()
    with Screen() as screen:
        capabilities = int(status(screen.program.pid, "CapEff"), 16)
        tap.equal(capabilities, 0, "else: capabilities sleep")
        tap.ok("Kill" in screen.program.screen.text(), "and the keys are shown")


def in_other_pids():
    """A process namespace that did not mount its own /proc."""
    live.call("unshare", live.CLONE_NEWPID)
    inside = os.fork()
    if inside:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(inside, 0)[1]) & 0xff)


def check_other_proc():
    """Numbers that are other processes' here: nobody can be signalled by them."""
    server = made.python(made.SLEEPS, 16)
    with Screen(child=in_other_pids) as screen:
        screen.sees(r"nothing can be signalled, .*: /proc is of another pid namespace",
                    "a /proc of other processes: it is said that nothing can be done")
        screen.type([F9])
        tap.ok("Kill" not in screen.text() and lives(server.pid), "and no key for it is shown",
               screen.text())


def check_close():
    server = made.python(made.SLEEPS, 16)
    clients = made.connect(count=3)
    time.sleep(0.2)
    with Screen() as screen:
        screen.wait(r"%d " % server.pid)
        screen.type(["K"], 0.6)
        screen.sees(r"8000.*", "the prompt for closing")
        text = screen.text()
        tap.ok(re.search(r"3 connections", text) and "accept(2)" in text,
               "it says what will be reset, and what becomes of its owners", text)
        screen.type("7999" + ENTER)
        time.sleep(0.3)
        tap.ok(" 8000" not in live.ss("-Hlnt", "sport = :1"), "another number closes nothing")
        tap.ok(":8000" in live.ss("-Hlnt"), "the listener is still there")
        screen.type("\x15" + "8000" + ENTER)
        live.wait_for(lambda: ":8000" not in live.ss("-Hlnt"))
        tap.ok(":8000" not in live.ss("-Hlnt"), "the port typed: the socket is closed")
        screen.sees(r"closed", "and that is told")
        tap.ok(lives(server.pid), "its owner lives on")
    for client in clients:
        client.close()


def check_stubborn():
    server = made.python(STUBBORN, 16)
    with Screen() as screen:
        screen.wait(r"%d " % server.pid)
        kill(screen)
        screen.type(["y"])
        screen.sees(r"still (there|runs|lives).*SIGKILL", "SIGTERM ignored: SIGKILL is offered", 12)
        tap.ok(lives(server.pid), "it is not sent by itself")
        screen.type([F9, ENTER], 0.6)
        screen.sees(r"send SIGKILL to .*%d" % server.pid, "the kill key asks about SIGKILL")
        screen.type(["y"])
        screen.sees(r"released", "SIGKILL: released")
        said = [line for line in screen.program.screen.text().splitlines() if "released" in line]
        tap.ok(len(said) == 1 and re.fullmatch(r"\S+ \(%d\) ended; 0\.0\.0\.0:8000 released *"
                                               % server.pid, said[0]) is not None,
               "told once, and whole: SIGTERM waited for the same end", *said)
        tap.ok(not lives(server.pid), "it is gone")


def check_stopped():
    """A signal waits with who is stopped; what stops it and lets it go on is told."""
    server = made.python(made.SLEEPS, 16)
    with Screen() as screen:
        screen.wait(r"%d " % server.pid)
        kill(screen, word="stop")
        screen.type(["y"])
        screen.sees(r"\(%d\) is stopped \(T\)" % server.pid, "SIGSTOP: stopped")
        tap.equal(state(server.pid), "T", "and so it is")
        screen.type([ESCAPE])
        kill(screen)
        screen.sees(r"\(%d\) is stopped \(T\): the signal works only after SIGCONT" % server.pid,
                    "SIGTERM: the question says that it is stopped")
        screen.type(["y"])
        screen.sees(r"still there 5 s after SIGTERM, stopped \(T\)", "and why it is still there", 12)
        screen.type([ESCAPE])
        kill(screen, word="cont")
        screen.type(["y"])
        screen.sees(r"\(%d\) ended; 0\.0\.0\.0:8000 released" % server.pid,
                    "SIGCONT: it ends of the SIGTERM that waited")


def check_reload():
    server = nginx()
    old = children(server.pid)
    with Screen(":8000") as screen:
        screen.wait(r"%d\+4" % server.pid)
        kill(screen, who=[ENTER], word="hup")
        screen.type(["y"])
        screen.sees(r"nginx \(%d\) goes on; 0\.0\.0\.0:8000 held by 5, 4 of them new" % server.pid,
                    "SIGHUP to nginx: its new workers are told", 12)
        tap.ok(lives(server.pid) and not set(old) & set(children(server.pid)), "and so it is")


def check_paste():
    server = made.python(made.SLEEPS, 16)
    with Screen() as screen:
        screen.wait(r"%d " % server.pid)
        for what, keys in (("in one go", "k\ry"), ("between the marks of a paste", "\x1b[200~k\ry\x1b[201~")):
            screen.program.send(keys)
            screen.program.pump(0.8)
            tap.ok(lives(server.pid), "pasted %s: nothing is sent" % what, screen.text())
            screen.type([ESCAPE, ESCAPE])
        kill(screen)
        screen.program.send("\x1b[200~y\x1b[201~")
        screen.program.pump(0.5)
        screen.program.send("\x1b[<0;5;20M\x1b[<0;5;20m")
        screen.program.pump(0.5)
        screen.program.send("\x1b[<0;5;10M\x1b[<0;5;10m")
        screen.program.pump(0.5)
        tap.ok(lives(server.pid), "a paste or a click into the question: nothing is sent")
        screen.type(["n"])


def check_walk():
    """From the overflowing row to the process, to the question, and back."""
    server = made.python(made.SLEEPS, 4)
    other = made.python(made.SLEEPS.replace("8000", "8001"), 16)
    clients = made.connect(count=8)
    with Screen() as screen:
        screen.sees(r"! *1\d\d%.*0\.0\.0\.0:8000", "an overflowing row")
        screen.type(["g"])
        before = screen.row()
        tap.ok("0.0.0.0:8000" in before, "it is on top, and the cursor on it", before)
        screen.type([ENTER])
        screen.sees(r"OWNERS 1", "Enter: the listener's page")
        screen.type([ENTER])
        screen.sees(r"%d python.*COMMAND" % server.pid, "Enter: its owner's page")
        kill(screen)
        screen.sees(r"send SIGTERM to .*\(%d\)" % server.pid, "F9, Enter: the question")
        screen.sees(r"connections waiting", "which says that those who wait will be reset")
        screen.type([ESCAPE])
        screen.sees(r"COMMAND", "Esc: the process page again")
        screen.type([ESCAPE])
        screen.sees(r"OWNERS 1", "Esc: the listener's page")
        screen.type([ESCAPE])
        screen.sees(r"LOCAL ADDRESS", "Esc: the table")
        tap.ok("0.0.0.0:8000" in screen.row(), "on the same row", screen.row())
        tap.ok(lives(server.pid) and lives(other.pid), "and nobody was hit")
    for client in clients:
        client.close()


def logged_all():
    lines = ""
    while True:
        line = logged(0.5)
        if not line:
            return lines
        lines += line + "\n"


def check_log():
    logged_all()
    server = made.python(made.SLEEPS, 16)
    with Screen() as screen:
        screen.wait(r"%d " % server.pid)
        kill(screen)
        screen.type(["y"])
        screen.wait(r"released")
        screen.type([ESCAPE, "4"])
        screen.sees(r"acted.*SIGTERM", "the journal has it")
    line = logged()
    tap.ok(re.search(r"^<37>lsntop(\[\d+\])?: .*uid 0.*SIGTERM.*\(%d\).*8000" % server.pid, line)
           is not None, "the system's log has who, what, whom and for which listener", line)


log = make_log() if live.real_root() else None
CHECKS = (check_walk, check_nginx, check_five, check_supervised, check_activated, check_stubborn,
          check_stopped, check_reload,
          check_renice, check_close, check_paste, check_read_only, check_other_proc, check_nobody,
          check_log)
for check in CHECKS:
    name = check.__name__[6:]
    if sys.argv[1:] and name not in sys.argv[1:]:
        continue
    if not live.real_root():
        tap.skip(name, "needs root of the machine")
        continue
    if check in (check_nginx, check_reload) and not shutil.which("nginx"):
        tap.skip(name, "no nginx here")
        continue
    try:
        check()
    except (Gone, RuntimeError) as error:
        tap.ok(False, name, error)
    for process in list(made.made):
        process.end()
    made.made.clear()
tap.done()
