#!/usr/bin/env python3
"""The baseline: learned, compared, and what differs is named by the right word."""
import contextlib
import os
import re
import shutil
import socket
import subprocess

import live
from live import FACTORY, Factory, NOBODY, Tap, look, run

tap = Tap()
live.enter(seconds=240)
directory = live.scratch()
baseline = os.path.join(directory, "expected")
BOTH = "unexpected || missing"


def write(text, mode=0o644, path=baseline):
    data = text if isinstance(text, bytes) else text.encode()
    with open(path, "wb") as file:
        file.write(data)
    os.chmod(path, mode)
    return path


def learn(*arguments):
    result = run("--learn", *arguments)
    tap.ok(result.returncode == 0, "--learn %s ends with 0" % " ".join(arguments), result)
    return result.stdout.decode()


def check(*arguments, path=baseline):
    return run("--expect", path, "--check", BOTH, *arguments)


def whys(*arguments):
    """By port: the word, None where it is as expected."""
    report = look("--expect", baseline, *arguments)
    return {listener["port"]: listener["unexpected_why"] for listener in report["listeners"]}


def words(*arguments):
    return {port: why for port, why in whys(*arguments).items() if why}


def services(where):
    """What is expected here, each its own process: by port."""
    run_by = {"user": NOBODY} if live.real_root() else {}
    program = where["program"]
    return {
        8000: Factory("listen tcp addr=127.0.0.1 port=8000"),
        8001: Factory("listen tcp addr=127.0.0.1 port=8001"),
        8002: Factory("listen tcp addr=0.0.0.0 port=8002", program=program),
        8003: Factory("listen tcp addr=0.0.0.0 port=8003", program=where["shared"], **run_by),
        8004: Factory("listen udp addr=0.0.0.0 port=8004"),
        8005: Factory("listen tcp6 port=8005"),
        8006: Factory("listen tcp addr=0.0.0.0 port=8006", program=where["replaced"]),
    }


def end(all_of):
    for one in all_of.values():
        one.close()


def programs():
    where = {}
    for name in "program", "shared", "replaced", "other":
        where[name] = os.path.join(directory, name)
        shutil.copyfile(FACTORY, where[name])
        os.chmod(where[name], 0o755)
    return where


def check_words():
    where = programs()
    running = services(where)
    text = learn()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    tap.equal(len(lines), len(running), "a line for each listener")
    tap.ok("pid" not in text and not re.search(r"\b%d\b" % running[8000].pid, text),
           "and no pid in it", text)
    tap.ok(any(line.startswith("tcp 127.0.0.1:8000 ") and "exe=%s" % FACTORY in line and
               "user=root" in line for line in lines), "with executable and user", text)
    write(text)
    tap.equal(words(), {}, "what was learned is as expected")
    result = check()
    tap.ok(result.returncode == 0 and result.stdout.startswith(b"LSNTOP OK"), "--check says so",
           result)

    new = Factory("listen tcp addr=127.0.0.1 port=39121")
    running[8001].close()
    running[8001] = Factory("listen tcp addr=0.0.0.0 port=8001")
    running[8002].close()
    running[8002] = Factory("listen tcp addr=0.0.0.0 port=8002", program=where["other"])
    expected = {39121: "new", 8001: "wider", 8002: "other-executable", 8004: "missing",
                8006: "replaced"}
    if live.real_root():
        running[8003].close()
        running[8003] = Factory("listen tcp addr=0.0.0.0 port=8003", program=where["shared"])
        expected[8003] = "other-user"
    running.pop(8004).close()
    os.unlink(where["replaced"])
    tap.equal(words(), expected, "six words for what differs")
    report = look("--expect", baseline, "port=8004")
    row = report["listeners"][0]
    tap.equal((row["state"], row["missing"], row["unexpected"], row["pid"]),
              ("missing", True, False, None), "what is missing is a row of its own")
    result = check()
    tap.equal((result.returncode, result.stdout.split(b"-")[0]), (2, b"LSNTOP CRITICAL "),
              "--check says so, and ends with 2")
    tap.ok(all(word.encode() in result.stdout for word in expected.values()),
           "and names the words", result)
    new.close()
    end(running)
    shutil.copyfile(FACTORY, where["replaced"])
    os.chmod(where["replaced"], 0o755)
    again = services(where)
    tap.equal(words(), {}, "all started again with other pids: nothing differs")
    tap.equal(check().returncode, 0, "--check ends with 0 again")
    tap.equal(learn(), text, "and the same is learned")
    end(again)


def check_wildcards():
    paths = [os.path.join(directory, name) for name in ("plain.sock", "a b*[1]#\\x.sock", "n\new")]
    socks = []
    for path in paths:
        sock = socket.socket(socket.AF_UNIX)
        sock.bind(path)
        sock.listen(4)
        socks.append(sock)
    hidden = socket.socket(socket.AF_UNIX)
    hidden.bind("\0lsntop\0test *")
    hidden.listen(4)
    text = learn("-x")
    write(text)
    tap.equal(len([line for line in text.splitlines() if line.startswith("unix ")]), 4,
              "UNIX listeners of any name are learned, a line each")
    result = check("-x")
    tap.ok(result.returncode == 0, "and are as expected", result)
    write("unix %s/*\nunix @lsntop@test?*\n" % directory)
    result = check("-x")
    tap.ok(result.returncode == 0, "wildcards in paths", result)
    write("unix %s/*.sock\n" % directory)
    report = look("--expect", baseline, "-x", "unexpected")
    tap.equal(len(report["listeners"]), 2, "and what they do not match is unexpected")
    for sock in socks + [hidden]:
        sock.close()
    for path in paths:
        os.unlink(path)


def check_clients():
    """A socket of a client on a dynamic port is no listener to be learned or judged."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"x", ("127.0.0.1", 9))
        port = client.getsockname()[1]
        text = learn("-u")
        tap.ok(str(port) not in text, "a UDP client's socket is not learned", text)
        write("# nothing\n")
        report = look("--expect", baseline, "-u")
        tap.equal([(one["port"], one["unexpected"]) for one in report["listeners"]],
                  [(port, None)], "nor judged")
        tap.equal(check("-u").returncode, 0, "nor does it trouble --check")


def check_files():
    where = [("a binary", write(b"tcp 0.0.0.0:80\n\0\1\2", path=directory + "/binary")),
             ("one others may write", write("tcp 0.0.0.0:80\n", 0o666, directory + "/open")),
             ("a directory", directory), ("one that is not there", directory + "/nowhere")]
    fifo = directory + "/fifo"
    os.mkfifo(fifo)
    where.append(("a FIFO", fifo))
    big = directory + "/big"
    with open(big, "wb") as file:
        file.truncate((16 << 20) + 1)
    where.append(("one of more than 16 MiB", big))
    if live.real_root():
        foreign = write("tcp 0.0.0.0:80\n", path=directory + "/foreign")
        os.chown(foreign, NOBODY, NOBODY)
        where.append(("another user's, as root", foreign))
    for what, path in where:
        result = run("--expect", path, "-n", "1")
        tap.ok(result.returncode == 1 and not result.stdout and path in result.stderr.decode(),
               "%s is refused with its name" % what, result)
        result = run("--expect", path, "--check", "unexpected")
        tap.ok(result.returncode == 3 and result.stdout.startswith(b"LSNTOP UNKNOWN") and
               path.encode() in result.stdout, "%s: --check ends with 3" % what, result)
    here = Factory("listen tcp addr=127.0.0.1 port=8000", "listen tcp addr=127.0.0.1 port=8001")
    write("tcp 127.0.0.1:8000\nnonsense\n\n# comment\ntcp 127.0.0.1:8001 exe\ntcp 1.2.3.4:x\n")
    result = run("--expect", baseline, "-n", "1", "--json")
    message = result.stderr.decode()
    tap.ok(result.returncode == 0 and all("%s:%d:" % (baseline, n) in message for n in (2, 5, 6)),
           "bad lines are named by number", result)
    tap.equal(words(), {8001: "new"}, "and the rest of the file is used")
    here.close()


def check_crowd():
    """Ten thousand lines, one of them here. How long that takes is the benchmark's."""
    here = Factory("listen tcp addr=127.0.0.1 port=20000")
    write("".join("tcp 127.0.0.1:%d exe=%s user=root\n" % (port, FACTORY)
                  for port in range(20000, 30000)))
    report = look("--expect", baseline, "-t")
    tap.equal((sum(one["missing"] for one in report["listeners"]),
               sum(not one["missing"] for one in report["listeners"])), (9999, 1),
              "of 10,000 lines all but one are missing")
    here.close()


def check_unasked():
    here = Factory("listen tcp addr=127.0.0.1 port=8000")
    result = run("--check", "unexpected")
    tap.ok(result.returncode == 3 and b"--expect" in result.stdout,
           "without a baseline nothing can be unexpected: 3", result)
    row = look()["listeners"][0]
    tap.equal((row["unexpected"], row["missing"], row["unexpected_why"]), (None, None, None),
              "nor is it said elsewhere")
    here.close()


def check_reload():
    here = Factory("listen tcp addr=127.0.0.1 port=8000")
    write("# empty\n")
    stream = live.Stream("--expect", baseline)
    first = stream.until(lambda report: report["listeners"][0]["unexpected"])
    tap.ok(first, "unexpected at first", first)
    write("tcp 127.0.0.1:8000\n")
    later = stream.until(lambda report: report["listeners"][0]["unexpected"] is False)
    tap.ok(later, "a line added to the file counts while it runs", later)
    stream.close()
    here.close()


README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../README.md")
CRON = {"PATH": "/usr/bin:/bin", "HOME": "/root", "LOGNAME": "root", "SHELL": "/bin/sh"}


def readme_line(pattern):
    with open(README) as file:
        return re.search(pattern, file.read(), re.MULTILINE).group(1)


def run_line(line, **more):
    """As cron and Nagios do: no terminal, next to no environment."""
    return subprocess.run(["/bin/sh", "-c", line], stdout=subprocess.PIPE, cwd="/",
                          stderr=subprocess.PIPE, env=CRON, timeout=20, **more)


def furnish():
    """The paths of README, in this mount namespace alone."""
    kept = {}
    for name in "passwd", "group", "nsswitch.conf", "ld.so.cache", "services":
        with contextlib.suppress(OSError):
            with open("/etc/" + name, "rb") as file:
                kept[name] = file.read()
    with open(live.LSNTOP, "rb") as file:
        program = file.read()
    live.mount("tmpfs", "/etc", "tmpfs")
    live.mount("tmpfs", "/usr/local/bin", "tmpfs")
    os.chmod("/etc", 0o755)
    for name, content in kept.items():
        write(content, path="/etc/" + name)
    write(program, 0o755, "/usr/local/bin/lsntop")


def check_readme():
    """What README prints is run as it is printed."""
    learn_line = readme_line(r"^(sudo mkdir -p /etc/lsntop .*)$").replace("sudo ", "")
    cron_line = readme_line(r"^0 7 \* \* \* root (.*)$")
    nagios_line = readme_line(r"^(/usr/local/bin/lsntop .*--check.*)$")
    tap.ok("%" not in cron_line, "crontab(5) would end the line at a %", cron_line)
    tap.ok(not set("!$") & set(nagios_line), "Nagios has a ! and a $ for itself", nagios_line)
    furnish()
    here = Factory("listen tcp addr=127.0.0.1 port=8000", "listen udp addr=0.0.0.0 port=514")
    result = run_line(cron_line)
    tap.ok(b"no baseline" in result.stdout, "cron mails that there is no baseline", result)
    result = run_line("PATH=/usr/local/bin:$PATH; umask 022; " + learn_line)
    tap.equal((result.returncode, result.stderr, result.stdout.count(b"\n")), (0, b"", 4),
              "the baseline is learned as README has it")
    result = run_line(cron_line)
    tap.equal((result.stdout, result.stderr), (b"", b""), "cron has nothing to mail")
    result = run_line(cron_line + " <&-")
    tap.equal((result.stdout, result.stderr), (b"", b""), "nor without a standard input")
    result = run_line(nagios_line, stdin=subprocess.DEVNULL)
    tap.ok(result.returncode == 0 and result.stdout.startswith(b"LSNTOP OK") and
           not result.stderr, "Nagios gets its 0", result)
    if live.real_root():
        result = run_line(nagios_line, stdin=subprocess.DEVNULL, user=NOBODY, group=NOBODY,
                          extra_groups=[])
        tap.ok(result.returncode == 3 and b"owners" in result.stdout.splitlines()[0],
               "and a 3 with the reason where owners are hidden from it", result)
        os.chmod("/etc/lsntop/expected", 0o600)
        result = run_line(cron_line, user=NOBODY, group=NOBODY, extra_groups=[])
        tap.ok(b"/etc/lsntop/expected: Permission denied" in result.stdout,
               "a baseline that may not be read is named, with why", result)
        os.chmod("/etc/lsntop/expected", 0o644)
    new = Factory("listen tcp addr=0.0.0.0 port=4444")
    for line, what in (cron_line, "cron mails it"), (nagios_line, "Nagios gets its 2"):
        result = run_line(line, stdin=subprocess.DEVNULL)
        tap.ok(result.stdout.startswith(b"LSNTOP CRITICAL") and b"4444" in result.stdout and
               (line == cron_line or result.returncode == 2), what, result)
    perfdata = result.stdout.splitlines()[0].decode().split("|")
    one = r"[^ '=]+=\d+(?:\.\d+)?;[\d:]*;[\d:]*;\d*"
    tap.ok(len(perfdata) == 2 and re.fullmatch(r" %s( %s)*" % (one, one), perfdata[1]),
           "performance data as the guidelines have it", perfdata)
    new.close()
    here.close()


def check_replaced_at_start():
    """Until it is known what became of its file a program is not another one."""
    where = programs()
    here = Factory("listen tcp addr=127.0.0.1 port=8000", program=where["program"])
    write(learn())
    os.unlink(where["program"])
    process = subprocess.Popen([live.LSNTOP, "--expect", baseline, "--events"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               env=live.environment())
    live.wait_for(lambda: False, 2.5)
    process.terminate()
    events = process.communicate()[0].decode()
    tap.ok("replaced" in events and "other-executable" not in events,
           "an upgraded program is told once, by the right word", events)
    here.close()


check_words()
check_wildcards()
check_clients()
check_files()
check_crowd()
check_unasked()
check_reload()
check_replaced_at_start()
check_readme()
tap.done()
