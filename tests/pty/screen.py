#!/usr/bin/env python3
"""screen.py - lsntop on a terminal: typed at, resized, stopped, stalled, left alone.

TAP. The program is $LSNTOP or ./lsntop; LSNTOP_LONG=1 stalls for a minute where
else five seconds must do. Arguments are parts of names of tests to run alone.
"""
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from term import Gone, Program, REVERSE    # noqa: E402  (the path above)

LSNTOP = os.path.abspath(os.environ.get("LSNTOP", "./lsntop"))
STALL = 60 if os.environ.get("LSNTOP_LONG") == "1" else 5
ESC, DOWN, UP, END, F4 = "\033", "\033OB", "\033OA", "\033[4~", "\033OS"
TITLE = "LOCAL ADDRESS"

# A build with sanitizers must leave the signals to the program, and not keep
# freed memory for long.
ASAN = ":".join(["handle_segv=0", "handle_sigbus=0", "handle_sigfpe=0", "handle_sigill=0",
                 "quarantine_size_mb=1", os.environ.get("ASAN_OPTIONS", "")])


class World:
    """Listeners of our own, so that every screen is known: `busy` has clients
    waiting, the others have none."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="lsntop-pty-")
        self.sockets = [self._listen() for _ in range(6)]
        self.ports = [s.getsockname()[1] for s in self.sockets]
        self.busy = self.ports[3]
        self.clients = [socket.create_connection(("127.0.0.1", self.busy)) for _ in range(3)]
        self.programs = []
        self.victims = []

    @staticmethod
    def _listen():
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        return listener

    def start(self, *options, wait=True, **how):
        env = {"HOME": self.home, "TZ": "UTC", "ASAN_OPTIONS": ASAN}
        env.update(how.pop("env", {}))
        unset = ("XDG_CONFIG_HOME", "NO_COLOR", "LINES", "COLUMNS") + how.pop("unset", ())
        unset = tuple(name for name in unset if name not in env)
        argv = how.pop("argv", [LSNTOP, "-t", "-p", str(os.getpid())] + list(options))
        program = Program(argv, env=env, unset=unset, **how)
        self.programs.append(program)
        if wait:
            program.wait_text(TITLE)
            program.wait_text(":%d" % self.busy)
        return program

    def rows(self, program):
        """Ports in the order of the table; the headline may name one as well."""
        lines = [line for line in program.screen.lines() if not re.match(r"!!? \S", line)]
        return [int(p) for p in re.findall(r"127\.0\.0\.1:(\d+)", "\n".join(lines))
                if int(p) in self.ports]

    def clean(self):
        while self.programs:
            self.programs.pop().end()
        while self.victims:
            self.victims.pop().end()

    def end(self):
        self.clean()
        for each in self.sockets + self.clients:
            each.close()
        shutil.rmtree(self.home, ignore_errors=True)


def expect(good, *why):
    if not good:
        raise AssertionError(" ".join(str(w) for w in why) or "not so")


def expect_equal(got, wanted, what=""):
    expect(got == wanted, what, "got %r, want %r" % (got, wanted))


def quit_well(program, keys="q"):
    program.send(keys)
    expect_equal(program.wait_exit(3), 0, "exit status")
    expect_equal(program.is_restored(), "", "terminal")


def expect_safe(program):
    """Nothing came that the emulator does not know: no stranger's sequences, no
    questions that a terminal would answer."""
    expect_equal(program.screen.unknown, [], "sequences")


def selected(program):
    """The row the hardware cursor stands on: it must be the one shown reversed."""
    return program.screen.line(program.screen.y)


TESTS = []


def test(function):
    TESTS.append(function)
    return function


# ---- What it shows, and keys ----

@test
def opens_and_shows_listeners(world):
    program = world.start()
    program.wait(lambda: sorted(world.rows(program)) == sorted(world.ports), 5, "all listeners")
    expect_equal(world.rows(program)[0], world.busy, "the fullest comes first:")
    expect(program.screen.alternate, "the user's screen is kept")
    expect(program.screen.cursor_shown, "the cursor is shown")
    expect_safe(program)
    quit_well(program)


@test
def quits_by_ctrl_c_and_f10(world):
    for keys in ("\003", "\033[21~"):
        quit_well(world.start(), keys)


@test
def cursor_stands_on_the_selected_row(world):
    program = world.start()
    program.settle()
    program.send(DOWN)
    program.settle()
    first = selected(program)
    expect(re.search(r"127\.0\.0\.1:\d+", first), "the cursor is on", repr(first))
    x = program.screen.line(program.screen.y).index("127.")
    expect(program.screen.pen_at(x, program.screen.y).flags & REVERSE, "the row is not reversed")
    program.send(DOWN)
    program.wait(lambda: selected(program) != first, 3, "the next row")
    program.send(UP)
    program.wait(lambda: selected(program).split()[-3:] == first.split()[-3:], 3, "the row before")
    quit_well(program)


@test
def search_finds_a_row(world):
    program = world.start()
    wanted = world.ports[5]
    program.send("/%d" % wanted)
    program.wait_text(r"%d[^:]*$" % wanted)
    program.send("\r")
    program.wait(lambda: ":%d" % wanted in selected(program), 3, "the cursor on what was found")
    quit_well(program)


@test
def filter_hides_the_others(world):
    program = world.start()
    wanted = world.ports[2]
    for keys in ("\\", F4):
        program.send(keys + "port=%d" % wanted)
        program.send("\r")
        program.wait(lambda: world.rows(program) == [wanted], 3, "one row")
        program.wait_text("hidden")
        program.send("\\")
        program.settle()
        program.send(ESC)
        program.wait(lambda: len(world.rows(program)) == len(world.ports), 3, "all rows again")
    quit_well(program)


@test
def a_captured_host_is_whole(world):
    """There is one refresh: a search for owners that is not done then never is."""
    host = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "hosts", "mixed")
    program = world.start(argv=[LSNTOP, "--root", host], wait=False)
    program.wait_text("mixed.example")
    program.wait_text("12\\+3 web")
    program.settle()
    expect("captured" in program.screen.line(0), "it says so")
    expect("searching" not in program.screen.text(), program.screen.text())
    expect("looking" not in program.screen.text(), program.screen.text())
    quit_well(program)


@test
def sort_is_reversed(world):
    program = world.start()
    program.wait(lambda: world.rows(program)[:1] == [world.busy])
    program.send("I")
    program.wait(lambda: world.rows(program)[-1:] == [world.busy], 3, "the fullest at the end")
    program.send("I")
    program.wait(lambda: world.rows(program)[:1] == [world.busy], 3, "the fullest first")
    quit_well(program)


@test
def sort_menu_opens_and_closes(world):
    program = world.start()
    program.settle()
    before = program.screen.lines()[3:]
    program.send("s")
    program.wait(lambda: program.screen.lines()[3:] != before, 3, "a menu")
    program.settle()
    program.send(ESC)
    program.wait(lambda: len(world.rows(program)) == len(world.ports), 3, "the table")
    quit_well(program)


@test
def help_opens_and_closes(world):
    for key in ("?", "h", "\033OP"):
        program = world.start()
        program.send(key)
        program.wait_text("close the innermost")
        program.send(ESC)
        program.wait_text(":%d" % world.busy)
        quit_well(program)


@test
def enter_opens_a_page_and_escape_returns(world):
    program = world.start()
    # A search goes through the rows that are there.
    program.wait_text(":%d" % world.ports[4])
    program.send("/%d\r" % world.ports[4])
    program.wait(lambda: ":%d" % world.ports[4] in selected(program), 3, "the row")
    program.send("\r")
    program.wait_text("cookie")
    expect_safe(program)
    program.send(ESC)
    program.wait_text(TITLE)
    program.wait(lambda: ":%d" % world.ports[4] in selected(program), 3, "the same row")
    quit_well(program)


@test
def kernel_pane_shows_counters_and_what_they_mean(world):
    program = world.start()
    program.send("3")
    program.wait_text("ListenOverflows")
    program.wait_text("DROPS AND COUNTERS")
    program.wait_text("TUNING")
    program.send("/ListenDrops\r")
    program.wait(lambda: "ListenDrops" in selected(program), 3, "the counter's row")
    program.send("\r")
    program.wait_text(r"counted in \S+\(\)")
    program.wait_text("RISE PER SECOND")
    expect_safe(program)
    program.send(ESC)
    program.wait(lambda: "ListenDrops" in selected(program), 3, "the same row")
    quit_well(program)


@test
def journal_tells_what_fills(world):
    program = world.start()
    program.send("4")
    program.wait_text(r"JOURNAL \d+ events? since \d\d:\d\d:\d\d")
    program.send("d\0250.2\r")
    program.wait_text("every 0.2")
    clients = [socket.create_connection(("127.0.0.1", world.ports[1])) for _ in range(15)]
    program.wait(lambda: re.search(r"filling .*127.0.0.1:%d" % world.ports[1],
                                   program.screen.text()), 5, "the event")
    program.send("/%d\r\r" % world.ports[1])
    program.wait_text("cookie")
    for client in clients:
        client.close()
    while clients:
        clients.pop()
        world.sockets[1].accept()[0].close()
    program.send(ESC)
    program.wait_text("JOURNAL")
    quit_well(program)


@test
def tab_goes_round_the_panes(world):
    program = world.start()
    for title in ("RSS", "COUNTER", "JOURNAL", TITLE, "RSS"):
        program.send("\t")
        program.wait_text(title)
    program.send("\033[Z")
    program.wait_text(TITLE)
    quit_well(program)


@test
def groups_are_folded(world):
    workers = []
    for _ in range(3):
        worker = socket.socket()
        worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        worker.bind(("127.0.0.1", workers[0].getsockname()[1] if workers else 0))
        worker.listen(16)
        workers.append(worker)
    port = workers[0].getsockname()[1]
    try:
        program = world.start()
        program.wait_text(r"%d x3" % port)
        program.send("/%d\r" % port)
        program.wait(lambda: "x3" in selected(program), 3, "the group's row")
        program.send("+")
        program.wait(lambda: program.screen.text().count(":%d" % port) == 4, 3, "its members")
        program.send("-")
        program.wait(lambda: program.screen.text().count(":%d" % port) == 1, 3, "one row again")
        program.send("t")
        program.wait_text("systemd unit")
        program.send("g\r")
        program.wait(lambda: program.screen.text().count(":%d" % port) == 3, 3, "three rows")
        quit_well(program)
    finally:
        for worker in workers:
            worker.close()


@test
def click_selects_unless_the_mouse_is_off(world):
    program = world.start()
    program.settle()
    expect("?1000" in program.screen.modes, "the mouse is not asked for")
    wanted = world.rows(program)[3]
    y = next(i for i, line in enumerate(program.screen.lines()) if ":%d" % wanted in line)
    program.send("\033[<0;5;%dM\033[<0;5;%dm" % (y + 1, y + 1))
    program.wait(lambda: program.screen.y == y, 3, "the row clicked on")
    quit_well(program)
    program = world.start("-M")
    program.send(DOWN)
    program.settle()
    before = program.screen.y
    expect("?1000" not in program.screen.modes, "the mouse was asked for")
    program.send("\033[<0;5;%dM\033[M !%c" % (before + 3, chr(before + 35)))
    program.settle()
    expect_equal(program.screen.y, before, "row after a report that nobody asked for:")
    quit_well(program)


@test
def unknown_sequences_do_nothing(world):
    program = world.start()
    program.settle()
    before = program.screen.lines()[3:]
    program.send("\033[1;5q\033[I\033[?64;1c\033]11;rgb:ffff/ffff/ffff\a\033[99~\033[200~\033[201~")
    program.settle(0.3)
    expect(not program.poll_exit(), "it ended")
    expect_equal(program.screen.lines()[3:], before, "screen")
    quit_well(program)


@test
def pasted_text_is_text(world):
    program = world.start()
    program.send("/")
    program.settle()
    program.send("\033[200~zebra\033[201~")
    program.wait_text("zebra")
    expect("200" not in program.screen.lines()[-1], program.screen.lines()[-1])
    expect("201" not in program.screen.lines()[-1], program.screen.lines()[-1])
    program.send(ESC)
    program.settle()
    quit_well(program)


@test
def a_key_may_come_in_pieces(world):
    program = world.start()
    program.send(DOWN)
    program.settle()
    y = program.screen.y
    for byte in DOWN:
        program.send(byte)
        program.pump(0.005)
    program.wait(lambda: program.screen.y == y + 1, 3, "one row down")
    quit_well(program)


@test
def random_keys_do_no_harm(world):
    program = world.start("-d", "0.2")
    chance = random.Random(4)
    keys = bytes(chance.choice([27, 91, 79, 59, 60, 77, 13, chance.randrange(256)])
                 for _ in range(10240))
    # What ends or stops it by right is left out.
    keys = keys.translate(None, b"q\x03\x1a")
    for start in range(0, len(keys), 256):
        program.send(keys[start:start + 256])
        program.pump(0.01)
        expect(not program.poll_exit(), "it ended with %r" % program.status)
    expect_safe(program)
    program.settle()
    # Something may lie over the table, and something over that.
    program.send(ESC)
    program.settle()
    program.send(ESC)
    program.settle()
    quit_well(program, "\003")


# ---- Deeds ----

class Victim:
    """A process of ours that listens, and nothing else."""

    CODE = ("import socket, time\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen(16)\n"
            "print(s.getsockname()[1], flush=True)\ntime.sleep(600)\n")

    def __init__(self, world):
        self.process = subprocess.Popen([sys.executable, "-c", self.CODE],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.pid = self.process.pid
        world.victims.append(self)

    def lives(self):
        return self.process.poll() is None

    def end(self):
        if self.lives():
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


READING = 0.25          # longer than a key must wait that is to count


def meet_victim(world, *options):
    """The program, with the cursor on the victim's row."""
    victim = Victim(world)
    program = world.start(argv=[LSNTOP, "-t", "-p", str(victim.pid)] + list(options), wait=False)
    program.wait_text(r"%d +\S+ +%d\b" % (victim.port, victim.pid))
    program.send(DOWN)
    program.wait(lambda: ":%d" % victim.port in selected(program), 3, "the victim's row")
    return program, victim


def ask_to_kill(program, victim):
    program.send("k")
    program.wait_text(r"which signal for python\S* \(%d\)" % victim.pid)
    program.pump(READING)
    program.send("\r")
    program.wait_text(r"send SIGTERM to python\S* \(%d\) of \S+, which holds 127.0.0.1:%d\?"
                      % (victim.pid, victim.port))
    program.pump(READING)


def expect_alive(program, victim):
    program.pump(0.5)
    expect(victim.lives(), "it was hit")


@test
def kills_whom_it_asked_about(world):
    program, victim = meet_victim(world)
    ask_to_kill(program, victim)
    expect_safe(program)
    program.send("y")
    program.wait(lambda: not victim.lives(), 3, "the end of it")
    expect_equal(victim.process.returncode, -signal.SIGTERM, "ended by")
    program.wait_text(r"\(%d\) ended; 127.0.0.1:%d released" % (victim.pid, victim.port))
    program.send("4")
    program.wait_text("acted .*127.0.0.1:%d" % victim.port)
    quit_well(program)


@test
def no_is_no(world):
    program, victim = meet_victim(world)
    for key in (ESC, "n", "q", "\003"):
        ask_to_kill(program, victim)
        program.send(key)
        program.wait_text(TITLE)
        program.wait(lambda: ":%d" % victim.port in selected(program), 3, "the same row")
        expect("order held" in program.screen.line(0), program.screen.line(0))
    expect_alive(program, victim)
    quit_well(program)


@test
def no_other_key_is_yes(world):
    program, victim = meet_victim(world)
    ask_to_kill(program, victim)
    y = program.screen.y
    for keys in ("\r", "\r\r\r\r", " ", "k", "\033[<0;5;%dM\033[<0;5;%dm" % (y + 1, y + 1)):
        program.send(keys)
        program.pump(0.1)
    expect_alive(program, victim)
    program.wait_text("y yes")
    program.send("n")
    program.wait_text(TITLE)
    quit_well(program)


@test
def a_paste_kills_nobody(world):
    program, victim = meet_victim(world)
    expect("?2004" in program.screen.modes, "marks around a paste are not asked for")
    program.send("\033[200~k\ry\033[201~")
    expect_alive(program, victim)
    expect(TITLE in program.screen.text(), program.screen.text())
    # The same by a terminal that does not say so; and typed ahead.
    for keys in ("k\ry", "k\r\ry", "ky", "ky\r"):
        program.send(keys)
        expect_alive(program, victim)
        program.send(ESC)
        program.settle()
        program.send(ESC)
        program.settle()
    program.wait_text(TITLE)
    program.send(DOWN)
    ask_to_kill(program, victim)
    program.send("\033[200~y\033[201~")
    program.wait_text("pasted text does not count")
    program.send("yyy")
    expect_alive(program, victim)
    program.send("y")
    program.wait(lambda: not victim.lives(), 3, "the end of it")
    quit_well(program)


@test
def typed_ahead_is_no_answer(world):
    program, victim = meet_victim(world)
    program.send("k")
    program.wait_text("which signal for")
    program.pump(READING)
    program.send("\ry")
    program.wait_text("send SIGTERM to")
    expect_alive(program, victim)
    program.send(ESC)
    program.wait_text(TITLE)
    quit_well(program)


@test
def what_lsntop_runs_under_is_asked_for_twice(world):
    program = world.start()
    program.wait_text(":%d" % world.ports[4])
    program.send("/%d\r" % world.ports[4])
    program.wait(lambda: ":%d" % world.ports[4] in selected(program), 3, "the row")
    program.send("k")
    program.wait_text(r"which signal for \S+ \(%d\)" % os.getpid())
    program.send("cont")        # which would do no harm
    program.pump(READING)
    program.send("\r")
    program.wait_text("send SIGCONT to")
    program.wait_text("lsntop runs under it")
    program.pump(READING)
    program.send("y")
    program.wait_text("type yes")
    program.send(ESC)
    program.wait_text(TITLE)
    quit_well(program)


@test
def renices(world):
    program, victim = meet_victim(world)
    program.send("r")
    program.wait_text(r"nice of \S+ \(%d\) of \S+, now 0; " % victim.pid)
    program.send("\0257")
    program.wait_text("nice: 7")
    program.pump(READING)
    program.send("\r")
    program.wait_text(r"nice 7 set for \S+ \(%d\)" % victim.pid)
    expect_equal(os.getpriority(os.PRIO_PROCESS, victim.pid), 7, "nice")
    program.send("\033[19~")            # F8
    program.wait_text("nice: 8")
    program.send(ESC)
    program.wait_text(TITLE)
    expect_equal(os.getpriority(os.PRIO_PROCESS, victim.pid), 7, "nice")
    quit_well(program)


@test
def closes_what_was_named_by_its_port(world):
    if os.geteuid() != 0:
        return                          # CAP_NET_ADMIN
    program, victim = meet_victim(world)
    program.send("K")
    program.wait_text("type %d to close it" % victim.port)
    program.pump(READING)
    program.send("\033[200~%d\033[201~\r" % victim.port)
    program.pump(READING)
    program.wait_text("type %d to close it" % victim.port)
    program.send("\025")
    for digit in str(victim.port):
        program.pump(0.1)
        program.send(digit)
    program.pump(0.1)
    program.send("\r")
    program.wait_text("127.0.0.1:%d closed" % victim.port)
    expect_alive(program, victim)
    quit_well(program)


@test
def read_only_offers_nothing(world):
    program, victim = meet_victim(world, "--read-only")
    expect("F9" not in program.screen.lines()[-1], program.screen.lines()[-1])
    for key in ("k", "r", "K", "\033[20~"):
        program.send(key)
        program.wait_text("read-only: nothing is signalled, reniced or closed")
        program.send(UP)
        program.wait_no_text("read-only:")
    expect_alive(program, victim)
    quit_well(program)


# ---- Marks, and the baseline ----

def row_of(program, port):
    """The row that has the port, with its mark; a page or a headline may name it as well."""
    for line in program.screen.lines()[3:]:
        if re.search(r"127\.0\.0\.1:%d\b" % port, line):
            return line
    return ""


def wait_mark(program, port, mark, seconds=5):
    program.wait(lambda: row_of(program, port).startswith(mark), seconds,
                 "%r before %d, in %r" % (mark, port, row_of(program, port)))


def with_baseline(world, text, *options):
    path = os.path.join(world.home, "expected")
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    os.chmod(path, 0o644)
    ports = ",".join(str(port) for port in world.ports + [1])
    program = world.start(argv=[LSNTOP, "-t", "-P", ports, "--expect", path] + list(options))
    return program, path


@test
def what_comes_and_goes_is_marked(world):
    program = world.start("-d", "0.2")
    listener = world._listen()
    port = listener.getsockname()[1]
    wait_mark(program, port, "+")
    listener.close()
    wait_mark(program, port, "-")
    program.send("m")
    program.wait_text("only marked rows: ")
    expect_equal(world.rows(program), [], "rows without a mark:")
    expect(row_of(program, port).startswith("-"), "the ghost stays")
    program.send("m")
    program.wait(lambda: len(world.rows(program)) == len(world.ports), 3, "all rows again")
    program.wait(lambda: not row_of(program, port), 15, "the end of the ghost")
    expect_safe(program)
    quit_well(program)


@test
def what_the_baseline_does_not_expect_is_marked(world):
    program, _ = with_baseline(world, "# ours\ntcp 127.0.0.1:%d\ntcp 127.0.0.1:1\n" % world.ports[0])
    for port in world.ports[1:]:
        wait_mark(program, port, "?")
    wait_mark(program, world.ports[0], " ")
    wait_mark(program, 1, "?")
    program.wait(lambda: re.search(r"\?6|5 unexpected 1 missing", program.screen.line(0)), 3,
                 "the header tells how many")
    program.send("\\port=1\r")
    program.wait(lambda: not world.rows(program), 3, "one row")
    program.send("k")
    program.wait_text("this one is missing")
    program.send("\r")
    program.wait_text("line 3")
    program.wait_text(r"Esc.*Back")
    expect_safe(program)
    quit_well(program)


@test
def e_writes_the_line_it_showed(world):
    before = "# ours\ntcp 127.0.0.1:%d\n" % world.ports[0]
    program, path = with_baseline(world, before)
    port = world.ports[1]
    wait_mark(program, port, "?")
    program.send("/%d\r" % port)
    program.wait(lambda: ":%d" % port in selected(program), 3, "its row")
    program.send(ESC)
    program.settle()
    # No is no, and typed ahead it is no answer.
    program.send("en")
    program.settle()
    program.send("ey")
    program.wait_text("too many keys at once|add this line to")
    program.pump(READING)
    expect_equal(open(path, encoding="ascii").read(), before, "the file")
    program.wait_text(r"add this line to %s\?" % re.escape(path))
    shown = " ".join(" ".join(program.screen.lines()).split())
    program.send("y")
    program.wait_text("added to %s" % re.escape(path))
    wait_mark(program, port, " ")
    after = open(path, encoding="ascii").read()
    expect(after.startswith(before), after)
    line = after[len(before):].rstrip("\n")
    expect(line.startswith("tcp 127.0.0.1:%d" % port) and "\n" not in line, line)
    expect(line in shown, "shown %r, written %r" % (shown, line))
    program.send("e")
    program.wait_text("line 3 expects it already")
    program.send("4")
    program.wait_text("acted .*127.0.0.1:%d" % port)
    expect_safe(program)
    quit_well(program)


@test
def nothing_is_written_read_only(world):
    before = "tcp 127.0.0.1:%d\n" % world.ports[0]
    program, path = with_baseline(world, before, "--read-only")
    wait_mark(program, world.ports[1], "?")
    program.send("/%d\r" % world.ports[1])
    program.send(ESC)
    program.settle()
    program.send("e")
    program.wait_text("read-only: no baseline is written to")
    program.send("y")
    program.pump(READING)
    expect_equal(open(path, encoding="ascii").read(), before, "the file")
    quit_well(program)


@test
def without_a_baseline_nothing_is_expected(world):
    program = world.start()
    if os.path.exists("/etc/lsntop/expected"):
        quit_well(program)
        return
    program.send("e")
    program.wait_text("there is no baseline: start lsntop with --expect FILE")
    quit_well(program)


@test
def marks_around_a_paste_are_taken_back(world):
    program = world.start(job=True)
    expect("?2004" in program.screen.modes, "not asked for")
    program.send("\x1a")
    program.wait_stopped()
    expect("?2004" not in program.screen.modes, "left to the shell")
    program.foreground()
    program.wait(lambda: "?2004" in program.screen.modes, 3, "the marks again")
    program.wait_text(":%d" % world.busy)
    program.kill(signal.SIGSEGV)
    program.wait_exit(3)
    expect("?2004" not in program.screen.modes, "left behind by a crash")
    program = world.start(term="vt100")
    expect("?2004" not in program.screen.modes, "asked of a terminal that has none")
    quit_well(program)


# ---- Terminals, languages, sizes ----

@test
def terminals_of_three_kinds(world):
    for term in ("xterm-256color", "linux", "vt100"):
        program = world.start(term=term)
        program.send(DOWN)
        program.settle()
        expect(":" in selected(program), term, selected(program))
        expect_safe(program)
        quit_well(program)


@test
def terminals_that_cannot(world):
    for term in (None, "", "dumb", "no-such-terminal", "../../etc/passwd", "\033[31mx"):
        program = world.start(term=term, wait=False)
        status = program.wait_exit(3)
        text = bytes(program.raw)
        expect_equal(os.waitstatus_to_exitcode(status), 1, "TERM=%r" % term)
        expect_equal(text.count(b"\n"), 1, "lines: %r" % text)
        expect(b"TERM" in text and b"--batch" in text, "no hint: %r" % text)
        expect(b"\033" not in text, "sequences: %r" % text)
        expect_equal(program.is_restored(), "")


@test
def no_input_no_screen(world):
    program = world.start(stdin="/dev/null", wait=False)
    expect_equal(os.waitstatus_to_exitcode(program.wait_exit(3)), 1)
    expect_equal(bytes(program.raw).count(b"\n"), 1, "lines")
    expect_equal(program.is_restored(), "")


@test
def plain_locale_is_plain(world):
    for locale in ("C", "POSIX", "xx_YY.nonsense"):
        program = world.start(env={"LC_ALL": locale})
        for key in ("?", ESC, "\r"):
            program.send(key)
            program.settle()
        high = [byte for byte in program.raw if byte >= 0x80]
        expect_equal(high, [], locale)
        quit_well(program)


@test
def no_color(world):
    program = world.start()
    program.settle()
    expect(program.screen.colors_used, "no colour at all")
    quit_well(program)
    for how in ({"env": {"NO_COLOR": "1"}}, {"term": "vt100"}):
        program = world.start(**how)
        program.send("?")
        program.settle()
        program.send(ESC)
        program.settle()
        quit_well(program)
        expect(not program.screen.colors_used, how)
    program = world.start("--no-color")
    program.settle()
    quit_well(program)
    expect(not program.screen.colors_used, "--no-color")


def bar_is_at_the_bottom(program):
    return "Quit" in program.screen.lines()[-1] or "Help" in program.screen.lines()[-1]


@test
def follows_its_size(world):
    program = world.start()
    for columns, rows in ((120, 40), (200, 50), (80, 24)):
        program.set_size(columns, rows)
        program.wait(lambda: bar_is_at_the_bottom(program), 3, "%dx%d" % (columns, rows))
        program.settle()
        expect_equal(sorted(world.rows(program)), sorted(world.ports))
        expect_safe(program)
    quit_well(program)


@test
def odd_sizes(world):
    program = world.start()
    for columns, rows in ((1, 1), (2, 2), (20, 5), (500, 300), (3, 100), (100, 3), (0, 0), (80, 24)):
        program.set_size(columns, rows)
        program.settle()
        expect(not program.poll_exit(), "%dx%d: ended with %r" % (columns, rows, program.status))
    program.wait(lambda: sorted(world.rows(program)) == sorted(world.ports), 3, "all again")
    quit_well(program)
    for columns, rows in ((1, 1), (2, 2), (20, 5), (500, 300)):
        program = world.start(columns=columns, rows=rows, wait=False)
        program.wait(lambda: program.raw, 3, "a first frame")
        program.settle()
        expect(not program.poll_exit(), "%dx%d: %r" % (columns, rows, program.status))
        quit_well(program)
    program = world.start(columns=0, rows=0, wait=False)
    program.screen.resize(80, 24)
    program.wait_text(TITLE)
    program.wait(lambda: bar_is_at_the_bottom(program), 3, "80x24 where the size is not said")
    quit_well(program)


@test
def resized_while_something_is_open(world):
    for keys in ("?", "s", "/80", "\\port", "\r", "\033OQ"):
        program = world.start()
        program.send(keys)
        program.settle()
        for columns, rows in ((30, 6), (1, 1), (160, 45), (80, 24)):
            program.set_size(columns, rows)
            program.settle(0.1)
            expect(not program.poll_exit(), repr(keys), program.status)
        program.send(ESC)
        program.settle()
        program.send(ESC)
        program.settle()
        quit_well(program, "\003")


@test
def a_thousand_resizes(world):
    program = world.start()
    program.settle()
    memory, reads = program.rss(), program.reads
    for i in range(1000):
        program.set_size(81 + i % 2, 24 + i % 2)
        program.pump(0.0005)
    # Not before the storm is over does anything have to be right.
    seen = program.reads - reads
    program.set_size(100, 30)
    program.wait(lambda: bar_is_at_the_bottom(program), 3, "the last size")
    # A frame of this size is read in two or three pieces at most.
    expect(seen <= 3 * 40, "%d reads in the storm" % seen)
    if os.environ.get("SANITIZED") != "yes":    # ASan keeps what was freed for a while
        expect(program.rss() < memory + 2048, "from %d to %d KiB" % (memory, program.rss()))
    quit_well(program)


# ---- Stopped and continued ----

@test
def ctrl_z_and_back(world):
    program = world.start(job=True)
    program.send("\x1a")
    expect_equal(program.wait_stopped(), signal.SIGTSTP, "stopped by")
    expect_equal(program.is_restored(), "", "terminal while stopped")
    program.set_size(100, 30)
    before = len(program.raw)
    program.pump(0.3)
    program.background()                # `bg`: may not write, so it stops again
    expect_equal(program.wait_stopped(), signal.SIGTTOU, "in the background stopped by")
    program.pump(0.3)
    expect_equal(len(program.raw), before, "bytes while stopped")
    program.foreground()
    program.wait(lambda: program.screen.alternate and bar_is_at_the_bottom(program), 3, "a screen")
    program.wait_text(":%d" % world.busy)
    program.settle()
    row = program.screen.y
    program.send(DOWN)                  # the first arrow key after fg is understood
    program.wait(lambda: program.screen.y != row, 3, "the next row")
    quit_well(program)


@test
def sigtstp_from_outside(world):
    program = world.start(job=True)
    program.kill(signal.SIGTSTP)
    expect_equal(program.wait_stopped(), signal.SIGTSTP)
    expect_equal(program.is_restored(), "", "terminal while stopped")
    program.foreground()
    program.wait(lambda: program.screen.alternate, 3, "a screen")
    program.wait_text(":%d" % world.busy)
    quit_well(program)


@test
def sigtstp_while_it_draws(world):
    """None is lost: ncurses would ignore the signal while it draws."""
    program = world.start("-d", "0.1", job=True)
    for _ in range(20):
        program.send("\x0c")
        program.kill(signal.SIGTSTP)
        expect_equal(program.wait_stopped(), signal.SIGTSTP)
        program.foreground()
        program.wait(lambda: program.screen.alternate, 3, "a screen")
        program.wait_text(":%d" % world.busy)
    quit_well(program)


@test
def sigstop_and_changed_modes(world):
    program = world.start(job=True)
    program.kill(signal.SIGSTOP)
    program.wait_stopped()
    termios.tcsetattr(program.slave, termios.TCSANOW, program.before)
    program.screen.feed(b"\033[2J")
    program.foreground()
    program.wait_text(":%d" % world.busy)
    program.settle()
    expect(not termios.tcgetattr(program.slave)[3] & termios.ECHO, "keys are echoed")
    quit_well(program)


# ---- Ends ----

@test
def fatal_signals_restore_and_kill(world):
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGSEGV,
                   signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGALRM):
        program = world.start()
        program.kill(number)
        status = program.wait_exit(3)
        expect(os.WIFSIGNALED(status), "%s: status %#x" % (number.name, status))
        expect_equal(os.WTERMSIG(status), number)
        expect_equal(program.is_restored(), "", number.name)


@test
def a_crash_amid_a_frame_restores(world):
    """Half a frame is out, perhaps half a sequence: the farewell still counts."""
    program = world.start("-d", "0.1", columns=200, rows=50)
    for _ in range(40):
        program.send("\x0c")            # repaint, and nobody reads
        time.sleep(0.02)
    program.kill(signal.SIGSEGV)
    time.sleep(0.05)
    expect_equal(os.WTERMSIG(program.wait_exit(3)), signal.SIGSEGV)
    program.pump(0.2)
    expect_equal(program.is_restored(), "")


def exits_soon(program):
    start = time.monotonic()
    program.hang_up()
    program.wait_exit(3)
    took = time.monotonic() - start
    expect(took < 1, "took %.2f s" % took)


@test
def gone_with_sighup(world):
    exits_soon(world.start())


@test
def gone_with_sighup_ignored(world):
    exits_soon(world.start(child=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)))


@test
def gone_without_sighup(world):
    exits_soon(world.start(job=True))


@test
def gone_while_stalled(world):
    program = world.start("-d", "0.1", job=True)
    for _ in range(30):
        program.send("\x0c")
        time.sleep(0.02)
    exits_soon(program)


@test
def gone_while_stopped(world):
    program = world.start(job=True)
    program.send("\x1a")
    program.wait_stopped()
    program.hang_up()
    program.background()                # goes on, and finds nobody there
    program.wait_exit(3)


# ---- A terminal that nobody reads ----

def own_cost(program):
    """The numbers at the end of the help page."""
    program.send("?")
    program.wait_text("close the innermost")
    program.send(END)
    program.wait_text("late ticks +[0-9]+")
    text = program.screen.text()
    names = ("ticks", "late ticks", "frames", "frames skipped")
    return [int(re.search(r"(?m)^ *%s +(\d+)" % name, text).group(1)) for name in names]


@test
def stalled_reader_loses_no_tick(world):
    program = world.start("-d", "0.1")
    start, cpu = time.monotonic(), program.cpu()
    for _ in range(30):
        program.send("\x0c")            # what fills the terminal's buffer
        time.sleep(0.02)
    time.sleep(STALL)
    seconds, cpu = time.monotonic() - start, program.cpu() - cpu
    program.pump(0.5)
    program.wait_text(":%d" % world.busy)
    ticks, late, _, skipped = own_cost(program)
    expect(ticks >= 9.5 * seconds, "%d ticks in %.1f s" % (ticks, seconds))
    expect(late <= 0.02 * ticks + 2, "%d of %d late" % (late, ticks))
    expect(skipped >= 5 * STALL, "%d frames skipped" % skipped)
    expect(cpu < 0.2 * seconds, "%.2f s of CPU in %.1f s" % (cpu, seconds))
    program.send(ESC)
    program.settle()
    expect_safe(program)
    quit_well(program)


@test
def ctrl_s_is_a_stall(world):
    program = world.start("-d", "0.1")
    program.send("\x13")
    program.pump(0.2)
    before = len(program.raw)
    program.pump(1)
    expect_equal(len(program.raw), before, "bytes after Ctrl-S")
    program.send("\x11")
    program.pump(1)
    program.wait(lambda: len(program.raw) > before, 3, "more after Ctrl-Q")
    quit_well(program)


@test
def ctrl_s_and_quit_restores(world):
    program = world.start()
    program.settle()
    program.send("\x13")
    program.pump(0.2)
    quit_well(program)


@test
def slow_reader_sees_the_newest(world):
    """100 bytes a second: behind by one frame at most, never by the past."""
    program = world.start("-d", "0.1")
    end = time.monotonic() + 2
    while time.monotonic() < end:
        program.send("\x0c")
        program.read(1)
        time.sleep(0.01)
    program.settle()
    program.wait(lambda: sorted(world.rows(program)) == sorted(world.ports), 3, "all rows")
    expect_safe(program)
    quit_well(program)


# ---- What a frame costs ----

@test
def one_write_a_frame_and_few_bytes(world):
    program = world.start("-d", "0.2", columns=200, rows=50)
    program.settle(0.3, 1)
    sizes = []
    reads = program.reads
    end = time.monotonic() + 4
    while time.monotonic() < end:
        before = len(program.raw)
        program.pump(0.05)
        if len(program.raw) > before:
            sizes.append(len(program.raw) - before)
    ticks = 4 / 0.2
    expect(program.reads - reads <= ticks + 4, "%d reads in %d ticks" % (program.reads - reads, ticks))
    # At rest the clock moves, and what the header says of the host.
    expect(statistics.median(sizes) <= 100, "bytes a frame: %r" % sizes)
    quit_well(program)


@test
def keys_are_answered_at_once(world):
    program = world.start()
    program.send(DOWN)
    program.settle()
    times = []
    for i in range(20):
        before, start = len(program.raw), time.monotonic()
        program.send(UP if i % 2 else DOWN)
        while len(program.raw) == before and time.monotonic() < start + 1:
            program.pump(0.001)
        times.append(time.monotonic() - start)
    expect(statistics.median(times) < 0.02, "%r" % times)
    quit_well(program)


def run(function, world):
    """"" or what went wrong."""
    try:
        function(world)
    except (AssertionError, Gone, OSError, IndexError, ValueError) as error:
        return "%s: %s" % (type(error).__name__, error)
    finally:
        world.clean()
    return ""


def main():
    chosen = [t for t in TESTS
              if not sys.argv[1:] or any(part in t.__name__ for part in sys.argv[1:])]
    world = World()
    failed = 0
    print("1..%d" % len(chosen))
    try:
        for number, function in enumerate(chosen, 1):
            wrong = run(function, world)
            failed += bool(wrong)
            name = function.__name__.replace("_", " ")
            print("%sok %d - %s" % ("not " if wrong else "", number, name))
            for line in wrong.splitlines():
                print("# " + line.encode("ascii", "backslashreplace").decode())
            sys.stdout.flush()
    finally:
        world.end()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
