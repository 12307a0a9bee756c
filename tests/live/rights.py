#!/usr/bin/env python3
"""An ordinary user sees all listeners, the owners that are theirs, and why not the others."""
import ctypes
import errno
import os
import platform
import shutil
import signal
import struct
import subprocess
import time

import live
from live import NOBODY, Factory, Tap, by_inode, look, owners

tap = Tap()
if not live.real_root():
    live.skip_all("needs root: there is nobody else to be")
live.enter()
directory = live.scratch()
program = live.for_anyone(live.LSNTOP, directory)
factory_program = live.for_anyone(live.FACTORY, directory)

theirs = Factory()
ours = Factory(user=NOBODY, program=factory_program)
full = theirs.listen("tcp addr=127.0.0.1 backlog=5")
theirs.order("connect %d 20" % full["fd"])
small = theirs.listen("udp addr=127.0.0.1 rcvbuf=4096")
theirs.order("send %d 100 100" % small["fd"])
theirs.listen("unix-abstract path=theirs")
theirs.listen("mptcp addr=127.0.0.1")
theirs.listen("raw")
mine = [ours.listen("tcp addr=127.0.0.1"), ours.listen("udp addr=127.0.0.1"),
        ours.listen("unix-abstract path=mine")]

SAME = ("proto", "local", "queue", "backlog", "fill", "uid", "user", "device", "v6only", "cookie")


def nobody(*arguments, **more):
    return look(*arguments, program=program, user=NOBODY, **more)


def check(name, report, whole):
    ours_now, all_of_it = by_inode(report), by_inode(whole)
    tap.equal(sorted(ours_now), sorted(all_of_it), name + ": all listeners")
    wrong = [(inode, key, listener.get(key), all_of_it[inode][key])
             for inode, listener in ours_now.items() if inode in all_of_it for key in SAME
             if listener.get(key) != all_of_it[inode][key]]
    tap.ok(not wrong, name + ": the same of each", *wrong)
    drops = {l["proto"]: l["drops"] for l in report["listeners"] if l["drops"]}
    tap.ok(drops.get("tcp", 0) >= 14 and drops.get("udp", 0) > 50, name + ": drops", drops)
    own = {pid for l in report["listeners"] for pid, _ in owners(l)}
    tap.equal(own, {ours.pid}, name + ": own owners, and no other")
    held = [l for l in report["listeners"] if owners(l)]
    tap.equal(len(held), len(mine), name + ": of all that is held by them")
    hidden = [gap for gap in report["gaps"] if gap["source"] == "owner"]
    tap.ok(hidden, name + ": a gap says that others are hidden", report["gaps"])
    tap.equal(sorted({power for gap in hidden for power in gap["need"] or ()}),
              ["CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE"], name + ": and what would show them")
    return hidden


whole = look()
tap.equal([gap for gap in whole["gaps"] if gap["source"] == "owner"], [], "root: nothing is hidden")
hidden = check("nobody", nobody(), whole)
tap.ok(hidden and hidden[0]["error"] in ("EACCES", "EPERM") and hidden[0]["count"] >= 1,
       "nobody: how many, and by what error", hidden)

text = live.run("-b", "-n", "1", program=program, user=NOBODY)
tap.equal(text.returncode, 0, "plain: well all the same")
told = (text.stdout + text.stderr).decode()
tap.ok("CAP_SYS_PTRACE" in told and "CAP_DAC_READ_SEARCH" in told, "plain: says what is hidden", told)

alone = nobody("--read-only")
tap.equal(sorted(by_inode(alone)), sorted(by_inode(whole)), "--read-only: all listeners")

# ---- the file has the capabilities: its threads keep none of them awake ----

OBSERVE = 1 << 2 | 1 << 19              # CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE
REVISION_2 = 2 << 24


def awake(pid):
    """Effective capabilities of each thread but the first, which ticks."""
    found = []
    for tid in os.listdir("/proc/%d/task" % pid):
        if int(tid) != pid:
            with open("/proc/%d/task/%s/status" % (pid, tid)) as file:
                found.append(int(live.field(r"CapEff:\s*(\w+)", file.read()), 16))
    return found


able = os.path.join(directory, "able")
shutil.copy(program, able)
try:
    os.setxattr(able, "security.capability", struct.pack("<5I", REVISION_2, OBSERVE, 0, 0, 0))
    stream = live.Stream("-t", program=able, user=NOBODY, group=NOBODY, extra_groups=[])
    report = stream.until(lambda report: all(owners(l) for l in report["listeners"]))
    tap.ok(report and not report["gaps"], "with capabilities nobody sees all owners", report)
    seen = []
    # One of its own, as clients who were refused come back to a queue with room for
    # seconds, and the others are compared later on.
    moving = theirs.listen("tcp addr=127.0.0.1 backlog=5")
    theirs.order("connect %d 20" % moving["fd"])
    for _ in range(3):
        stream.next()
        # A queue that moves has the walks' threads work.
        theirs.order("accept %d 1" % moving["fd"])
        for _ in range(20):
            seen.append(awake(stream.process.pid))
            time.sleep(0.01)
    tap.ok(max(map(len, seen)) >= 3, "names and walks have threads of their own", seen[-1])
    tap.ok(not any(map(any, seen)), "whose powers sleep", *seen)
    stream.close()
    theirs.order("close %d" % moving["fd"])
except OSError as error:
    tap.skip("file capabilities", error)

# ---- --read-only: root needs no capability to signal root, so the kernel is asked to refuse ----

ACT = 1 << 5 | 1 << 12 | 1 << 23        # CAP_KILL, CAP_NET_ADMIN, CAP_SYS_NICE
PTRACE_SINGLESTEP, PTRACE_GETREGS, PTRACE_SETREGS = 9, 12, 13
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
REGISTERS = 27                          # of x86-64: struct user_regs_struct
R10, R9, R8, RAX, RDX, RSI, RDI, ORIG_RAX, RIP = 7, 8, 9, 10, 12, 13, 14, 15, 16
KILL, SETPRIORITY, GETPPID = 62, 141, 110


def running(*arguments, **environment):
    """lsntop, past its first refresh."""
    process = subprocess.Popen([live.LSNTOP, "--json", "-n", "200", "-d", "0.2", *arguments],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, env=live.environment(**environment))
    if not process.stdout.readline():
        raise RuntimeError("lsntop %s ended" % " ".join(arguments))
    return process


def status(pid):
    with open("/proc/%d/status" % pid) as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def trace(request, pid, data=None):
    if live.libc.ptrace(ctypes.c_long(request), ctypes.c_long(pid), None, data) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def forced(pid, number, *arguments):
    """What the kernel answers to a system call that is put into the hands of the process: the
    instruction it is in, or has just left, is done once more with other registers."""
    before, now = ((ctypes.c_ulonglong * REGISTERS)() for _ in range(2))
    trace(PTRACE_ATTACH, pid)
    os.waitpid(pid, 0)
    try:
        trace(PTRACE_GETREGS, pid, before)
        now[:] = before[:]
        now[RIP] -= 2
        now[RAX], now[ORIG_RAX] = number, 2 ** 64 - 1
        for register, value in zip((RDI, RSI, RDX, R10, R8, R9), arguments):
            now[register] = value % 2 ** 64
        trace(PTRACE_SETREGS, pid, now)
        trace(PTRACE_SINGLESTEP, pid)
        os.waitpid(pid, 0)
        trace(PTRACE_GETREGS, pid, now)
        trace(PTRACE_SETREGS, pid, before)
    finally:
        trace(PTRACE_DETACH, pid)
    answer = now[RAX]
    return answer - 2 ** 64 if answer >= 2 ** 63 else answer


def in_a_call(pid):
    """It sleeps in the kernel: where a system call's instruction is the one before."""
    with open("/proc/%d/syscall" % pid) as file:
        return not file.read().startswith(("running", "-1"))


def force(process, *call):
    """None where this machine has other registers."""
    if platform.machine() != "x86_64":
        return None
    live.wait_for(lambda: in_a_call(process.pid))
    return forced(process.pid, *call)


def stop(process):
    process.kill()
    process.wait()
    process.stdout.close()


plain = running()
now = status(plain.pid)
tap.equal((int(now["CapPrm"], 16) & ACT, now["Seccomp"]), (0, "0"),
          "a pipe changes nothing: it has no power to act")
answer = force(plain, KILL, theirs.pid, 0)
if answer is None:
    tap.skip("forced calls", "only tried on x86-64")
else:
    tap.equal(answer, 0, "yet root may signal root: a forced call is not refused")
stop(plain)

for name, arguments, settings in (("--read-only", ["--read-only"], {}),
                                  ("LSNTOP_SECURE", [], {"LSNTOP_SECURE": "1"})):
    secure = running(*arguments, **settings)
    now = status(secure.pid)
    held = [int(now[key], 16) & ACT for key in ("CapPrm", "CapEff", "CapInh", "CapAmb")]
    tap.equal(held, [0, 0, 0, 0], name + ": no capability to act while it runs")
    tap.equal((now["Seccomp"], now["NoNewPrivs"]), ("2", "1"), name + ": and a filter of calls")
    others = {status(int(tid))["Seccomp"] for tid in os.listdir("/proc/%d/task" % secure.pid)}
    tap.equal(others, {"2"}, name + ": on each of its threads")
    if answer is not None:
        calls = [(KILL, theirs.pid, signal.SIGKILL), (KILL, theirs.pid | 1 << 32, signal.SIGKILL),
                 (KILL, -1, signal.SIGKILL), (KILL, 0, signal.SIGTERM),
                 (SETPRIORITY, 0, theirs.pid, 5)]
        tap.equal([force(secure, *call) for call in calls], [-errno.EPERM] * len(calls),
                  name + ": forced calls are refused")
        tap.equal(force(secure, KILL, secure.pid, 0), 0, name + ": not to itself")
        tap.equal(force(secure, GETPPID), os.getpid(), name + ": nor any other call")
    tap.ok(secure.stdout.readline(), name + ": it goes on")
    stop(secure)
tap.ok(theirs.process.poll() is None, "and nobody died of it")

# ---- /proc shows nobody else's processes ----

try:
    live.mount("proc", "/proc", "proc", 0, "hidepid=2")
    check("hidepid", nobody(), whole)
    result = live.run("-b", "-n", "1", program=program, user=NOBODY)
    told = (result.stdout + result.stderr).decode()
    tap.ok(result.returncode == 0 and "hid" in told, "hidepid: plain says so", told)
    live.libc.umount2(b"/proc", 2)
except OSError as error:
    tap.skip("hidepid", error)

# ---- no /proc at all: the kernel's answers remain ----

live.mount("tmpfs", "/proc", "tmpfs")
result = live.run("--json", "-n", "1")
# LeakSanitizer needs /proc for itself, even to read the option that would turn it
# off: in such a build there is nothing to try here.
if b"LeakSanitizer" not in result.stderr and \
        tap.ok(result.returncode == 0, "no /proc: runs", result.stderr):
    report = live.json.loads(result.stdout)
    kinds = {l["proto"] for l in report["listeners"]}
    tap.ok({"tcp", "udp", "unix", "mptcp"} <= kinds, "no /proc: sockets all the same", kinds)
    tap.ok(report["gaps"], "no /proc: with a gap")
live.libc.umount2(b"/proc", 2)

tap.done()
