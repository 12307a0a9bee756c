"""What all live tests share: a world of their own, TAP, the factory, lsntop and ss.

A test calls enter() first: it then runs as the first process of fresh network,
mount and process namespaces, so that nothing of the machine is seen or touched,
and whatever a test started dies with it.
"""
import atexit
import contextlib
import ctypes
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x20000, 0x10000000, 0x20000000, 0x40000000
MS_REC, MS_PRIVATE = 0x4000, 1 << 18
PR_SET_PDEATHSIG = 1
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1

NOBODY = 65534
LSNTOP = os.path.abspath(os.environ.get("LSNTOP", "./lsntop"))
FACTORY = os.path.abspath(os.environ.get("FACTORY", "tests/live/factory"))
PATIENCE = 8                            # seconds for any one program

libc = ctypes.CDLL(None, use_errno=True)


# ---- TAP ----

class Tap:
    """Lines of TAP; ends with the plan."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, what, *why):
        self.count += 1
        self.failed += not good
        print("%sok %d - %s" % ("" if good else "not ", self.count, what))
        if not good:
            for line in "\n".join(str(w) for w in why).splitlines()[:40]:
                print("#   " + line.encode("ascii", "backslashreplace").decode())
        sys.stdout.flush()
        return good

    def equal(self, got, want, what):
        return self.ok(got == want, what, "got  %r" % (got,), "want %r" % (want,))

    def skip(self, what, reason):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, what, reason))
        sys.stdout.flush()

    def done(self):
        print("1..%d" % self.count)
        sys.stdout.flush()
        sys.exit(1 if self.failed else 0)


def skip_all(reason):
    print("1..0 # SKIP " + reason)
    sys.stdout.flush()
    sys.exit(0)


# ---- a world of our own ----

def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        error = ctypes.get_errno()
        raise OSError(error, "%s: %s" % (name, os.strerror(error)))


def mount(source, target, kind, flags=0, options=None):
    call("mount", source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags),
         options.encode() if options else None)


def real_root():
    """Root of the machine, not only of a user namespace: other users exist."""
    with open("/proc/self/uid_map") as uid_map:
        return os.geteuid() == 0 and int(uid_map.read().split()[2]) > NOBODY


def become_root_of_user_namespace():
    uid, gid = os.geteuid(), os.getegid()
    call("unshare", CLONE_NEWUSER)
    for name, text in ("setgroups", "deny"), ("uid_map", "0 %d 1" % uid), ("gid_map", "0 %d 1" % gid):
        with open("/proc/self/" + name, "w") as file:
            file.write(text)


def set_up(interface):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sH14x", interface.encode(), 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(sock, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sH14x", interface.encode(), flags | IFF_UP))


def enter(seconds=60, needs=()):
    """Goes on in a child that is alone with what it makes; `needs` are programs."""
    for program in LSNTOP, FACTORY:
        if not os.access(program, os.X_OK):
            print("Bail out! %s is not there: build it, or set LSNTOP and FACTORY" % program)
            sys.exit(99)
    missing = [name for name in needs if not shutil.which(name)]
    if missing:
        skip_all("no %s here" % " and no ".join(missing))
    sys.stdout.flush()
    try:
        if os.geteuid():
            become_root_of_user_namespace()
        call("unshare", CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID)
    except OSError as error:
        skip_all("no namespaces here: %s" % error)
    # Only a child is in the new process namespace; its end is ours.
    child = os.fork()
    if child:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xff)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    try:
        mount("none", "/", "none", MS_REC | MS_PRIVATE)
        mount("proc", "/proc", "proc")
        set_up("lo")
    except OSError as error:
        skip_all("no namespace of our own here: %s" % error)
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)


def too_long(*_):
    raise SystemExit("Bail out! this test takes too long")


def make_devices(*names):
    """A pair of interfaces; False where the kernel has none to make."""
    made = shutil.which("ip") and subprocess.run(
        ["ip", "link", "add", names[0], "type", "veth", "peer", "name", names[1]],
        capture_output=True).returncode == 0
    for name in names if made else ():
        set_up(name)
    return bool(made)


def scratch():
    """A directory that any user may enter and that ends with the test."""
    path = tempfile.mkdtemp(prefix="lsntop-live-")
    os.chmod(path, 0o755)
    atexit.register(remove, path)
    return path


def remove(path):
    """What a test has mounted below its directory is not its own to empty."""
    with open("/proc/self/mounts") as mounts:
        if any((line.split()[1] + "/").startswith(path + "/") for line in mounts):
            return
    shutil.rmtree(path, ignore_errors=True)


def for_anyone(program, directory):
    """A copy of the program where another user can reach it."""
    copy = os.path.join(directory, os.path.basename(program))
    shutil.copyfile(program, copy)
    os.chmod(copy, 0o755)
    return copy


def wait_for(question, seconds=5.0):
    """The first true answer, or the last false one when time is up."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.02)


# ---- the factory ----

class Factory:
    """A process that makes listeners; ends with the test."""

    def __init__(self, *orders, user=None, argv=None, program=FACTORY):
        extra = {"user": user, "group": user, "extra_groups": []} if user else {}
        self.process = subprocess.Popen([argv or "factory", *orders], executable=program,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, **extra)
        self.pid = self.answer()["pid"]
        self.answers = [self.answer() for order in orders if not order.startswith("#")]
        atexit.register(self.close)

    def answer(self):
        line = self.process.stdout.readline().decode()
        word, _, rest = line.strip().partition(" ")
        if word != "ok":
            raise RuntimeError("factory: " + (line.strip() or "ended"))
        pairs = (pair.partition("=") for pair in rest.split())
        return {key: [int(v) for v in value.split(",")] if key == "pids" else int(value)
                for key, _, value in pairs}

    def order(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()
        return self.answer()

    def listen(self, text):
        return self.order("listen " + text)

    def close(self):
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
            return
        self.process.kill()
        self.process.wait()


# ---- lsntop ----

# The leak checker of a sanitized build needs /proc and ptrace(2) for itself.
NO_LEAK_CHECK = {"ASAN_OPTIONS": "detect_leaks=0"}


def environment(**changes):
    """Nothing of the caller's that the program listens to."""
    kept = {key: value for key, value in os.environ.items()
            if key in ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR")}
    return {**kept, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", **changes}


def run(*arguments, program=LSNTOP, user=None, env=None, prefix=(), **more):
    """Runs it to its end; bytes of stdout and stderr, and the return code. One
    that does not end is ended, and has the return code None."""
    extra = {"user": user, "group": user, "extra_groups": []} if user else {}
    settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                "timeout": PATIENCE, "env": environment(**(env or {})), **extra, **more}
    command = [*prefix, program, *arguments]
    try:
        return subprocess.run(command, **settings)
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(command, None, late.stdout or b"", late.stderr or b"")


def objects(*arguments, **more):
    """The objects of --json, one per refresh."""
    result = run("--json", *arguments, **more)
    if result.returncode != 0:
        raise RuntimeError("lsntop --json %s: exit %s: %s" % (
            " ".join(arguments), result.returncode, result.stderr.decode(errors="replace")))
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def look(*arguments, **more):
    """One object. It has rates, so it is the second of two looks a delay apart."""
    return objects("-n", "1", "-d", "0.1", *arguments, **more)[-1]


def by_inode(report):
    return {listener["inode"]: listener for listener in report["listeners"]}


def owners(listener):
    return {(owner["pid"], owner["fd"]) for owner in listener["owners"] or ()}


class Stream:
    """lsntop --json that keeps refreshing while the test does things."""

    def __init__(self, *arguments, delay="0.2", refreshes="200", program=LSNTOP, **more):
        self.process = subprocess.Popen(
            [program, "--json", "-n", refreshes, "-d", delay, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(), **more)
        atexit.register(self.close)

    def next(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("lsntop ended: " + self.process.stderr.read().decode())
        return json.loads(line)

    def until(self, question, refreshes=25):
        """The first refresh for which the question is true, else None."""
        for _ in range(refreshes):
            report = self.next()
            if question(report):
                return report
        return None

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


# ---- ss ----

def ss(*arguments):
    return subprocess.run(["ss", *arguments], capture_output=True, timeout=PATIENCE,
                          env=environment()).stdout.decode("utf-8", "surrogateescape")


def ss_users(text):
    return {(int(pid), int(fd)) for pid, fd in re.findall(r'pid=(\d+),fd=(\d+)\)', text)}


def field(pattern, text):
    match = re.search(pattern, text)
    return match and match.group(1)


def ss_sockets(*arguments, state_shown=False, unix=False):
    """Listeners as ss has them, by inode. Needs -O (a line each), -e and -m."""
    found = {}
    for line in ss(*arguments).splitlines():
        words = line.split()[1 if state_shown else 0:]
        if unix:
            words = words[1:]
        inode = words[3] if unix else field(r" ino:(\d+)", line)
        cookie = field(r" sk:([0-9a-f]+)", line)
        memory = field(r"skmem:\(([^)]*)\)", line) or ""
        found[int(inode)] = {
            "queue": int(words[0]), "backlog": int(words[1]), "local": words[2],
            "cookie": cookie and str(int(cookie, 16)),
            "uid": int(field(r" uid:(\d+)", line) or 0),
            "v6only": {"0": False, "1": True}.get(field(r" v6only:(\d)", line)),
            "drops": int(field(r"\bd(\d+)$", memory) or 0),
            "rb": int(field(r"\brb(\d+)", memory) or 0),
            "owners": ss_users(line),
        }
    return found


def ss_tcp():
    return ss_sockets("-HOntpem", "state", "listening")


def ss_mptcp():
    return ss_sockets("-HOnMpem", "state", "listening")


def ss_udp():
    return ss_sockets("-HOnlupem", state_shown=True)


def ss_unix():
    return ss_sockets("-HOnxpem", "state", "listening", unix=True)
