#!/usr/bin/env python3
"""A host taken along looks the same elsewhere, and a damaged copy does no harm."""
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pty"))

import live                             # noqa: E402  (the path above)
from live import NOBODY, Factory, Tap, by_inode, look    # noqa: E402
from term import Program                # noqa: E402

tap = Tap()
live.enter()
directory = live.scratch()
copy = os.path.join(directory, "copy")

factory = Factory()
for order in ("tcp addr=127.0.0.1", "tcp6 v6only=1", "mptcp", "udp6", "udplite", "raw",
              "unix-abstract path=captured", "unix-seqpacket hex=" + os.path.join(
                  directory, "a\nb\x1b").encode().hex()):
    factory.listen(order)
full = factory.listen("tcp addr=127.0.0.1 backlog=5")
factory.order("connect %d 20" % full["fd"])
small = factory.listen("udp addr=127.0.0.1 rcvbuf=4096")
factory.order("send %d 100 100" % small["fd"])
factory.order("fork %d 3" % full["fd"])
factory.order("dup %d" % full["fd"])
factory.order("thread tcp addr=127.0.0.1")
factory.order("comm " + b"\x1b[31m\xff".hex())

# What belongs to the instant and not to the host; clients retry, so drops move too.
MOVES = {"age", "drop_rate", "peak", "wait", "drops"}


def steady(report):
    """A report without what moves."""
    return {inode: {key: value for key, value in listener.items() if key not in MOVES}
            for inode, listener in by_inode(report).items()}


def check_same():
    before = look()
    result = live.run("--capture", copy)
    tap.equal(result.returncode, 0, "--capture ends well")
    after = look()
    there = look("--root", copy)
    tap.equal(steady(there), steady(after), "--root has the same listeners")
    drops = {inode: l["drops"] for inode, l in by_inode(there).items()}
    between = all(l["drops"] is None or l["drops"] <= drops[i] <= by_inode(after)[i]["drops"]
                  for i, l in by_inode(before).items() if i in drops)
    tap.ok(between, "with drops of that moment", drops)
    tap.equal(there["host"], after["host"], "the same host")
    tap.ok(before["time"] <= there["time"] <= after["time"], "at that moment", there["time"])
    tap.equal({l["drop_rate"] for l in there["listeners"]}, {None}, "rates are unknown")
    tap.equal([n["somaxconn"] for n in there["netns"]], [n["somaxconn"] for n in after["netns"]],
              "the namespace's numbers come along")
    tap.equal(look("--root", copy), there, "a second look is the first again")
    return there


def page_there(port):
    """The page of a listener of the copy, on a terminal."""
    program = Program([live.LSNTOP, "--root", copy, "-t", "port=%d" % port], columns=120, rows=40,
                      env={**live.environment(), "TERM": "xterm-256color"})
    try:
        program.wait_text("LOCAL ADDRESS")
        program.send("\r")
        program.wait_text("OWNERS")
        program.pump(0.3)
        return program.screen.text()
    finally:
        program.end()


def check_page():
    """What a page asks for is in the copy, and is asked of it."""
    text = page_there(full["port"])
    tap.ok("WAITING 6" in text, "the copy's page: how many wait", text)
    tap.equal(len(re.findall(r"127\.0\.0\.1:\d+ +\d", text[text.find("WAITING"):])), 6,
              "the copy's page: who waits")
    row = re.search(r"^.* %d .*$" % factory.pid, text[text.find("OWNERS"):], re.M)
    tap.ok(row and not re.search(r"%d \S+ +\d+ +\? +\?" % factory.pid, row[0]),
           "the copy's page: the owner's descriptors", text)
    task = os.path.join(copy, "proc", str(factory.pid), "task")
    tap.ok(os.path.isdir(task) and len(os.listdir(task)) >= 2, "what its threads do is in it")


def check_old():
    """Of a version that did not look at connections: what it has not is unknown, no fault."""
    old = os.path.join(directory, "old")
    shutil.copytree(copy, old, symlinks=True)
    for path, _, files in os.walk(old):
        for name in files:
            if name in ("tcp-syn.nl", "tcp-open.nl", "ip_local_port_range", "wchan"):
                os.unlink(os.path.join(path, name))
    report = look("--root", old)
    listener = next(l for l in report["listeners"] if l["port"] == full["port"])
    tap.equal((listener["queue"], listener["wait"], listener["synq"]), (6, None, None),
              "an old copy: wait and synq are unknown")
    tap.equal(report["gaps"], [], "an old copy: and nothing is wrong with it")


def check_modes():
    wrong = []
    for path, folders, files in os.walk(copy):
        wrong += [name for name in folders
                  if os.lstat(os.path.join(path, name)).st_mode & 0o777 != 0o700]
        wrong += [name for name in files
                  if not os.path.islink(os.path.join(path, name)) and
                  os.lstat(os.path.join(path, name)).st_mode & 0o777 != 0o600]
    tap.ok(not wrong, "a capture is for its maker's eyes", wrong[:5])
    tap.equal(os.stat(copy).st_mode & 0o777, 0o700, "its folder too")


def check_elsewhere(there):
    """Where nothing of it runs, and nothing of the machine may be looked at."""
    factory.close()
    tap.equal(look()["listeners"], [], "the listeners are gone from here")
    tap.equal(look("--root", copy), there, "and are still in the copy")
    for format_ in "--csv", "-b":
        result = live.run(format_, "-n", "1", "--root", copy)
        tap.equal((result.returncode, b"127.0.0.1:%d" % full["port"] in result.stdout), (0, True),
                  format_ + " of the copy")
    if not live.real_root():
        return tap.skip("as another user", "needs root")
    other = os.path.join(directory, "other")
    shutil.copytree(copy, other, symlinks=True)
    for path, folders, files in os.walk(other):
        for name in [".", *folders, *files]:
            os.lchown(os.path.join(path, name), NOBODY, NOBODY)
    program = live.for_anyone(live.LSNTOP, directory)
    tap.equal(look("--root", other, program=program, user=NOBODY), there,
              "as another user: all of it, owners too")
    result = live.run("--json", "-n", "1", "--root", copy, program=program, user=NOBODY)
    tap.ok(result.returncode == 1 and copy.encode() in result.stderr,
           "who may not read it is told so", result)


def check_refusals():
    result = live.run("--capture", copy)
    tap.ok(result.returncode == 1 and b"copy" in result.stderr, "a folder in use is refused",
           result)
    result = live.run("--json", "--root", os.path.join(directory, "nothing"))
    tap.ok(result.returncode == 1 and b"nothing" in result.stderr, "no such folder", result)
    os.mkdir(os.path.join(directory, "empty"))
    result = live.run("--json", "--root", os.path.join(directory, "empty"))
    tap.ok(result.returncode == 1 and b"empty" in result.stderr, "a folder without a host", result)
    result = live.run("--capture", os.path.join(directory, "no", "such", "parent"))
    tap.ok(result.returncode == 1 and result.stderr.count(b"\n") == 1, "nowhere to write", result)


def files_of(root):
    """Every file but those of processes, and those of one process."""
    one = str(factory.pid)
    for path, _, files in os.walk(root):
        parts = os.path.relpath(path, root).split("/")
        if parts[0] == "proc" and len(parts) > 1 and parts[1].isdigit() and parts[1] != one:
            continue
        yield from (os.path.relpath(os.path.join(path, name), root) for name in files)


def damaged(name, harm):
    """The outcome with one file harmed, which is then made whole again."""
    path, kept = os.path.join(copy, name), os.path.join(directory, "kept")
    os.rename(path, kept)
    try:
        harm(kept, path)
        return live.run("--json", "-n", "1", "--root", copy)
    finally:
        if os.path.lexists(path):
            os.unlink(path)
        os.rename(kept, path)


def write_half(kept, path):
    with open(kept, "rb") as old, open(path, "wb") as new:
        data = old.read()
        new.write(data[:len(data) // 2])


def write_noise(kept, path):
    with open(kept, "rb") as old, open(path, "wb") as new:
        new.write(bytes(byte ^ 0xa5 for byte in old.read()))


HARMS = {"missing": lambda kept, path: None, "cut in half": write_half, "noise": write_noise,
         "empty": lambda kept, path: open(path, "wb").close()}


def check_damage():
    """Never a crash: it runs with what is left, or says in one line what is wrong."""
    names = sorted(files_of(copy))
    tap.ok(any(name.endswith(".nl") for name in names) and "meta" in names, "files to harm", names)
    tap.ok(any("/fd/" in name for name in names), "links to harm", names)
    for word, harm in HARMS.items():
        wrong = []
        for name in names:
            if os.path.islink(os.path.join(copy, name)) and word != "missing":
                continue
            result = damaged(name, harm)
            if not is_graceful(result):
                wrong.append("%s: exit %s: %s" % (name, result.returncode, result.stderr[:300]))
        tap.ok(not wrong, "%s: %d files, one at a time" % (word, len(names)), *wrong)
    for word in "missing", "cut in half":
        result = damaged("meta", HARMS[word])
        tap.ok(result.returncode == 1 and b"meta" in result.stderr or not result.returncode,
               "meta %s: named, or done without" % word, result)
    dumps = [name for name in names if name.endswith(".nl")]
    silent = [name for name in dumps if not speaks(damaged(name, HARMS["cut in half"]))]
    tap.ok(not silent, "a dump cut in half is told", silent)


def is_graceful(result):
    if result.returncode == 0:
        live.json.loads(result.stdout.decode())
        return True
    return result.returncode == 1 and result.stderr.count(b"\n") == 1


def speaks(result):
    return result.returncode or live.json.loads(result.stdout)["gaps"]


there = check_same()
check_page()
check_old()
check_modes()
check_refusals()
check_elsewhere(there)
check_damage()
tap.done()
