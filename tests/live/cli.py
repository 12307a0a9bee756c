#!/usr/bin/env python3
"""The command line: what is wrong is named, and every way out has its status."""
import os
import shutil
import signal
import socket
import subprocess
import time

import live
from live import Factory, Tap, look, run

tap = Tap()
live.enter(needs=("sh",))
directory = live.scratch()
Factory("listen tcp addr=127.0.0.1 port=8000", "listen udp addr=127.0.0.1 port=8000",
        "listen tcp6 port=8001")

# Arguments, and what the message must name.
USAGE = (
    [(["-d", value], "delay") for value in ("0", "-1", "nan", "inf", "", "1e99", "0.09", "3601",
                                            "1x", "1,5", "0x1", " 1", "1 ")] +
    [(["--delay=" + value], "--delay") for value in ("0", "x")] +
    [(["-n", value], "iterations") for value in ("0", "-1", "x", "", "1.5")] +
    [(["-o", value], "columns") for value in ("nosuch", "", "fill,,pid", "fill,nosuch", "+", "-")] +
    [(["-s", value], "sort") for value in ("nosuch", "", "-", "--fill")] +
    [(["-A", value], "query") for value in ("foo", "", "tcp,foo", "tcp,")] +
    [(["-p", value], "pid") for value in ("x", "0", "-1", "", "1,", "1,x", "99999999999")] +
    [(["-P", value], "port") for value in ("x", "70000", "9-1", "", "1-", "-1", "1,,2")] +
    [(["-U", value], "user") for value in ("", "nosuchuser", "root,nosuchuser")] +
    [([option], option) for option in ("--nosuch", "-Z", "--delay", "--root", "--capture", "-o")] +
    [(["--json=x"], "--json"), (["--js", "--nosuch"], "--nosuch")]
)
# Expressions: what is wrong, and the text at that place.
WRONG = (("fill>", "fill>"), ("(port=1", "(port=1"), ("nosuch=1", "nosuch"), ("user~[", "["),
         ("fill>x", "x"), ("port=1 &&", "&&"), ("|| port=1", "||"), ("port=1)", ")"),
         ("'open", "'open"), ("port=9-1", "9-1"), ("fill = = 1", "="))
# By their long names, also where a short one was given.
LATER = {"--replay": ["f"], "--record": ["f"], "--openmetrics": [],
         "--from": ["10.0.0.1"], "--netns": ["all"]}
SHORT = {"-r": "--replay", "-w": "--record", "-F": "--from", "-N": "--netns"}
LONG = ("delay", "batch", "iterations", "columns", "sort", "query", "pid", "user", "port", "json",
        "csv", "expect", "learn", "check", "warn", "events", "root", "capture", "read-only", "config", "no-color", "ascii", "no-mouse", "help",
        "version")


def refused(arguments):
    """The message of a usage error; fails unless it is one."""
    result = run(*arguments)
    message = result.stderr.decode()
    good = result.returncode == 64 and not result.stdout and "--help" in message
    return good, message, result


def check_usage():
    wrong = []
    for arguments, name in USAGE:
        good, message, result = refused(arguments)
        if not good or name.lstrip("-") not in message:
            wrong.append("%r: exit %s: %s" % (arguments, result.returncode, message.strip()))
    tap.ok(not wrong, "%d usage errors: 64, the option, a hint" % len(USAGE), *wrong)
    wrong = []
    for expression, place in WRONG:
        good, message, result = refused(["-n", "1", expression])
        if not good or place not in message:
            wrong.append("%r: exit %s: %s" % (expression, result.returncode, message.strip()))
    tap.ok(not wrong, "%d wrong expressions: 64 and the place" % len(WRONG), *wrong)
    good, message, result = refused(["port=8000", "port=8001"])
    tap.ok(good, "one filter, not two", result)


def check_later():
    page = run("--help").stdout.decode()
    for option, name in [*zip(LATER, LATER), *SHORT.items()]:
        result = run("-n", "1", option, *LATER[name])
        message = result.stderr.decode()
        tap.ok(result.returncode == 64 and not result.stdout and name in message and
               "not there yet" in message, "%s is not there yet" % option, result)
    tap.equal([name for name in LATER if name in page], [], "nor are they in --help")
    columns = run("--columns", "help").stdout.decode()
    early = [key for key in ("firewall", "firewall_detail", "firewall_flags")
             if any(line.split()[:1] == [key] for line in columns.splitlines())]
    tap.equal(early, [], "columns of later are not listed")
    result = run("-n", "1", "-o", "firewall")
    tap.ok(result.returncode == 64 and b"firewall" in result.stderr, "nor taken", result)


def check_help():
    for option in "-h", "--help":
        result = run(option)
        tap.ok(result.returncode == 0 and not result.stderr and result.stdout, option, result)
    page = run("--help").stdout.decode()
    tap.equal([word for word in LONG if "--" + word not in page], [], "--help has every option")
    tap.equal([line for line in page.splitlines() if len(line) > 80], [], "within 80 columns")
    for option in "-V", "--version":
        result = run(option)
        tap.ok(result.returncode == 0 and result.stdout.startswith(b"lsntop ") and
               result.stdout.count(b"\n") >= 1, option, result)
    result = run("--columns", "help")
    keys = {line.split()[0] for line in result.stdout.decode().splitlines() if line.strip()}
    tap.ok(result.returncode == 0 and {"fill", "queue", "local", "pid", "drop_rate"} <= keys,
           "--columns help lists the keys", result)


def check_streams():
    with open("/dev/full", "wb") as full:
        for option in "--json", "--csv", "-b", "--help", "--version":
            result = run(option, "-n", "1", stdout=full)
            tap.ok(result.returncode == 1 and result.stderr.strip(), "/dev/full: %s says so" % option,
                   result)
    program = [live.LSNTOP, "--json", "-n", "1000", "-d", "0.1"]
    pipe = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
            "env": live.environment()}
    with subprocess.Popen(program, **pipe) as process:
        process.stdout.readline()
        process.stdout.close()
        tap.equal((process.wait(5), process.stderr.read()), (1, b""), "a closed pipe: quiet, 1")
    for number in signal.SIGTERM, signal.SIGINT, signal.SIGHUP:
        with subprocess.Popen(program, **pipe) as process:
            line = process.stdout.readline()
            process.send_signal(number)
            rest = process.stdout.read().decode()
            tap.equal((process.wait(5), process.stderr.read()), (-number, b""),
                      "%s in batch: ends by it" % number.name)
            whole = all(live.json.loads(text) for text in [line, *rest.splitlines()])
            tap.ok(whole and (not rest or rest.endswith("\n")), "and leaves whole lines")
    with subprocess.Popen(program, **pipe) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGUSR1)
        tap.ok(process.stdout.readline() and process.poll() is None, "SIGUSR1 samples, and goes on")
        process.kill()
    result = subprocess.run([live.LSNTOP, "-n", "1"], capture_output=True, env=live.environment(),
                            stdin=subprocess.DEVNULL, timeout=live.PATIENCE)
    tap.ok(result.returncode == 0 and b"\x1b" not in result.stdout, "a pipe gets no escape sequence")
    check_socket()
    for closed, status in (0, 0), (1, 1), (2, 0):
        script = 'exec "$0" --json -n 1 %d>&-' % closed
        code = subprocess.run(["sh", "-c", script, live.LSNTOP], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=live.environment()).returncode
        tap.equal(code, status, "descriptor %d closed: it ends with %d" % (closed, status))


def check_socket():
    """Standard output can be a socket, as under systemd: its end is no POLLERR."""
    ours, theirs = socket.socketpair()
    before = os.times()
    with subprocess.Popen([live.LSNTOP, "--json", "-n", "9", "-d", "60"], stdin=subprocess.DEVNULL,
                          stdout=theirs, stderr=subprocess.PIPE, env=live.environment()) as process:
        theirs.close()
        ours.recv(1 << 16)
        ours.close()
        try:
            code = process.wait(3)
        except subprocess.TimeoutExpired:
            code = process.kill()
        tap.equal(code, 1, "a closed socket: an end, and at once")
    after = os.times()
    tap.ok(after.children_user - before.children_user < 1, "and no spinning", before, after)


def check_sample_now():
    """A sample out of turn does not put off those that are due."""
    program = [live.LSNTOP, "--json", "-n", "1000", "-d", "1", "-o", "port"]
    with subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          env=live.environment()) as process:
        process.stdout.readline()
        start = time.monotonic()
        for _ in range(4):
            process.send_signal(signal.SIGUSR1)
            process.stdout.readline()
        soon = time.monotonic() - start
        process.stdout.readline()
        tap.ok(soon < 0.8, "SIGUSR1 samples now", soon)
        tap.ok(0.7 < time.monotonic() - start < 1.5, "and the next is due when it was",
               time.monotonic() - start)
        process.kill()


def check_counts():
    for iterations in "1", "3":
        result = run("--json", "-n", iterations, "-d", "0.1")
        tap.equal(result.stdout.count(b"\n"), int(iterations), "-n %s" % iterations)
    tap.equal(run("--json").stdout.count(b"\n"), 1, "without -n: one, where it is no terminal")
    for delay in "0.1", ".5", "3600":
        # No rate is asked for, so that one look is enough.
        result = run("--csv", "-n", "1", "-d", delay, "-o", "port", "-s", "port")
        tap.equal(result.returncode, 0, "-d %s is within bounds" % delay)
    ports = {l["port"] for l in look(":8000")["listeners"]}
    tap.equal(ports, {8000}, "a word :8000 is port=8000")
    tap.equal(len(look("factory")["listeners"]), 3, "a word matches the process as text")
    tap.equal(look("nosuchthing")["listeners"], [], "or nothing")
    tap.equal(csv_rows("-o", "port,proto,fill", "-s", "port")[0], ["port", "proto", "fill"],
              "-o: these columns, in this order")
    up, down = csv_rows("-o", "port", "-s", "port"), csv_rows("-o", "port", "-s", "-port")
    tap.ok(up[1:] == down[:0:-1] != down[1:], "-s and its reverse", up, down)


def csv_rows(*arguments, **more):
    """Rows without their first cell, which is the time."""
    text = run("--csv", "-n", "1", *arguments, **more).stdout.decode()
    return [line.split(",")[1:] for line in text.splitlines()]


def check_foreign_home():
    """sudo may leave HOME as it was: what root cannot see there, it does not miss."""
    if not live.real_root():
        return tap.skip("another user's home", "needs root")
    home = os.path.join(directory, "home")
    os.mkdir(home, 0o700)
    os.chown(home, live.NOBODY, live.NOBODY)
    result = run("-n", "1", env={"HOME": home})
    return tap.equal((result.returncode, result.stderr), (0, b""), "another user's home: nothing to say")


def comma_locale():
    """A locale with a decimal comma: the machine's, or one made here. Its environment."""
    names = subprocess.run(["locale", "-a"], capture_output=True).stdout.decode().split()
    name = next((n for n in names if n.lower().startswith(("de_de", "fr_fr")) and "utf" in n.lower()),
                None)
    if name:
        return {"LC_ALL": name}
    if shutil.which("localedef"):
        made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8",
                               os.path.join(directory, "de_DE.UTF-8")], capture_output=True)
        if os.path.isdir(os.path.join(directory, "de_DE.UTF-8")) and made.returncode < 2:
            return {"LC_ALL": "de_DE.UTF-8", "LOCPATH": directory}
    return None


def check_locale():
    env = comma_locale()
    if not env:
        return tap.skip("a decimal comma", "no such locale here")
    report = live.objects("-n", "2", "-d", "0.1", env=env)[1]
    tap.ok(isinstance(report["interval"], float) and report["interval"] > 0.05,
           "a decimal comma: JSON and -d are as ever", report["interval"])
    result = run("-n", "1", "-d", "0,5", env=env)
    tap.equal(result.returncode, 64, "a decimal comma: -d 0,5 stays wrong")
    rows = [csv_rows("-o", "local,fill", "-s", "local", env=e) for e in (env, {})]
    tap.equal(rows[0], rows[1], "a decimal comma: CSV is as ever")
    plain = run("-b", "-n", "1", "-o", "local,fill,drop_rate", "-d", "0.1", env=env).stdout.decode()
    tap.ok("," not in plain, "a decimal comma: plain text has points", plain)
    return None


for check in (check_usage, check_later, check_help, check_streams, check_sample_now, check_counts,
              check_foreign_home, check_locale):
    check()
tap.done()
