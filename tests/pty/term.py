"""term.py - a terminal to try programs in: a pty, and enough of an emulator to
read the screen of what draws for xterm-256color, linux and vt100.

    program = Program(["./lsntop"], columns=80, rows=24, term="xterm-256color")
    program.wait_text("LOCAL ADDRESS")
    program.send("q")
    status = program.wait_exit()
"""
import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata

BLANK = " "

# The VT100's second character set, as far as lines are drawn with it.
GRAPHICS = dict(zip("`afgjklmnopqrstuvwxyz{|}~",
                    "◆▒°±┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·"))

BOLD, DIM, UNDERLINE, BLINK, REVERSE = 1, 2, 4, 8, 16


def width_of(character):
    """Columns that a character takes."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


class Pen:
    """What SGR has set: kept with each cell."""
    __slots__ = ("flags", "fore", "back")

    def __init__(self, flags=0, fore=None, back=None):
        self.flags, self.fore, self.back = flags, fore, back

    def copy(self):
        return Pen(self.flags, self.fore, self.back)


class Screen:
    """The emulator: bytes in, cells out. What it does not know it lists in
    `unknown`, so that a test can insist on knowing all."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.alternate = False
        self.cursor_shown = True
        self.keypad = False
        self.modes = set()
        self.colors_used = False
        self.bells = 0
        self.unknown = []
        self._state = self._ground
        self._utf8 = bytearray()
        self._main = None
        self.reset()

    def reset(self):
        self.x = self.y = 0
        self.wrap_next = False
        self.top, self.bottom = 0, self.rows - 1
        self.pen = Pen()
        self.saved = (0, 0, Pen())
        self.graphic = [False, False]   # G0, G1
        self.shift = 0
        self.last = BLANK
        self.cells = [self._row() for _ in range(self.rows)]

    def _row(self):
        return [(BLANK, self.pen.copy()) for _ in range(self.columns)]

    def resize(self, columns, rows):
        for row in self.cells:
            del row[columns:]
            row.extend((BLANK, Pen()) for _ in range(columns - len(row)))
        del self.cells[rows:]
        self.columns, self.rows = columns, rows
        while len(self.cells) < rows:
            self.cells.append([(BLANK, Pen()) for _ in range(columns)])
        self.top, self.bottom = 0, rows - 1
        self.x, self.y = min(self.x, columns - 1), min(self.y, rows - 1)
        self.wrap_next = False

    # Reading.

    def line(self, y):
        return "".join(cell[0] for cell in self.cells[y]).rstrip()

    def lines(self):
        return [self.line(y) for y in range(self.rows)]

    def text(self):
        return "\n".join(self.lines())

    def pen_at(self, x, y):
        return self.cells[y][x][1]

    # Writing.

    def feed(self, data):
        for byte in data:
            self._state(byte)

    def _ground(self, byte):
        if self._utf8 and 0x80 <= byte < 0xc0:
            self._utf8.append(byte)
            self._try_utf8()
            return
        if self._utf8:
            self._utf8.clear()
            self._put("\ufffd")
        if byte == 0x1b:
            self._state = self._escape
        elif byte < 0x20 or byte == 0x7f:
            self._control(byte)
        elif byte < 0x80:
            self._put(chr(byte))
        else:
            self._utf8.append(byte)
            self._try_utf8()

    def _try_utf8(self):
        lead = self._utf8[0]
        wanted = 4 if lead >= 0xf0 else 3 if lead >= 0xe0 else 2 if lead >= 0xc0 else 1
        if len(self._utf8) < wanted:
            return
        self._put(bytes(self._utf8).decode("utf-8", "replace")[0])
        self._utf8.clear()

    def _control(self, byte):
        if byte == 0x07:
            self.bells += 1
        elif byte == 0x08:
            self.x = max(self.x - 1, 0)
            self.wrap_next = False
        elif byte == 0x09:
            self.x = min((self.x // 8 + 1) * 8, self.columns - 1)
        elif byte in (0x0a, 0x0b, 0x0c):
            self._line_feed()
        elif byte == 0x0d:
            self.x = 0
            self.wrap_next = False
        elif byte == 0x0e:
            self.shift = 1
        elif byte == 0x0f:
            self.shift = 0
        elif byte not in (0x00, 0x18, 0x1a, 0x7f):
            self.unknown.append("control %#x" % byte)

    def _put(self, character):
        if self.graphic[self.shift]:
            character = GRAPHICS.get(character, character)
        width = width_of(character)
        if width == 0:
            if self.x > 0:
                text, pen = self.cells[self.y][self.x - 1]
                self.cells[self.y][self.x - 1] = (text + character, pen)
            return
        if self.wrap_next or self.x + width > self.columns:
            self.x = 0
            self._line_feed()
        row = self.cells[self.y]
        self._part(row, self.x)
        self._part(row, self.x + width)
        row[self.x] = (character, self.pen.copy())
        if width == 2 and self.x + 1 < self.columns:
            row[self.x + 1] = ("", self.pen.copy())
        self.last = character
        self.wrap_next = self.x + width >= self.columns
        self.x = min(self.x + width, self.columns - 1)

    def _part(self, row, x):
        """Writing between the halves of a wide character spoils both."""
        if 0 < x < self.columns and row[x][0] == "":
            row[x - 1] = (BLANK, row[x - 1][1])
            row[x] = (BLANK, row[x][1])

    def _line_feed(self):
        self.wrap_next = False
        if self.y == self.bottom:
            self._scroll_up(1)
        elif self.y < self.rows - 1:
            self.y += 1

    def _scroll_up(self, count):
        for _ in range(min(count, self.bottom - self.top + 1)):
            del self.cells[self.top]
            self.cells.insert(self.bottom, self._row())

    def _scroll_down(self, count):
        for _ in range(min(count, self.bottom - self.top + 1)):
            del self.cells[self.bottom]
            self.cells.insert(self.top, self._row())

    def _escape(self, byte):
        self._state = self._ground
        self.bytes = bytearray()
        if byte in b"[":
            self._state = self._csi
        elif byte in b"]PX^_":
            self._state = self._string
        elif byte in b"()*+":
            self._slot = b"()*+".index(byte)
            self._state = self._charset
        elif byte == 0x18:
            pass
        elif byte in b"=>":
            self.keypad = byte == ord("=")
        elif byte in b"7":
            self.saved = (self.x, self.y, self.pen.copy())
        elif byte in b"8":
            self.x, self.y, self.pen = self.saved[0], self.saved[1], self.saved[2].copy()
        elif byte in b"D":
            self._line_feed()
        elif byte in b"E":
            self.x = 0
            self._line_feed()
        elif byte in b"M":
            self.wrap_next = False
            if self.y == self.top:
                self._scroll_down(1)
            else:
                self.y = max(self.y - 1, 0)
        elif byte in b"c":
            self.reset()
        elif byte in b"\\H":
            pass
        else:
            self.unknown.append("ESC %c" % byte)

    def _charset(self, byte):
        self._state = self._ground
        if self._slot < 2:
            self.graphic[self._slot] = byte == ord("0")

    def _string(self, byte):
        if byte in (0x07, 0x18, 0x1a):
            self._end_string()
        elif byte == 0x5c and self.bytes[-1:] == b"\x1b":
            del self.bytes[-1:]
            self._end_string()
        elif not self.bytes and byte == ord("R"):
            self._state = self._ground  # the Linux console's: palette as it was
        else:
            self.bytes.append(byte)

    def _end_string(self):
        self._state = self._ground
        if self.bytes != b"104":        # xterm's: palette as it was
            self.unknown.append("string %r" % bytes(self.bytes))

    def _csi(self, byte):
        if byte in (0x18, 0x1a):
            self._state = self._ground
        elif byte < 0x20:
            self._control(byte)
        elif byte < 0x40:
            self.bytes.append(byte)
        else:
            self._state = self._ground
            self._sequence(bytes(self.bytes).decode("latin-1"), chr(byte))

    def _sequence(self, parameters, final):
        private = parameters[:1] if parameters[:1] in ("?", ">", "<", "=") else ""
        body = parameters[len(private):]
        if re.search(r"[^0-9;:]", body):
            if parameters + final != "!p":
                self.unknown.append("CSI %s%s" % (parameters, final))
            return
        values = [int(v) if v else None for v in body.split(";")]

        def value(index, unsaid=1):
            return values[index] if index < len(values) and values[index] is not None else unsaid
        if private == "?" and final in "hl":
            for mode in values:
                self._mode(mode, final == "h")
            return
        if private == "?" and final == "c":
            return                      # the shape of the Linux console's cursor
        handler = None if private else getattr(self, "_do_" + self.NAMES.get(final, "-"), None)
        if handler is None:
            self.unknown.append("CSI %s%s" % (parameters, final))
            return
        handler(value)

    NAMES = {"A": "up", "B": "down", "C": "right", "D": "left", "E": "next", "F": "previous",
             "G": "column", "`": "column", "H": "place", "f": "place", "d": "row",
             "J": "erase_screen", "K": "erase_line", "L": "insert_lines", "M": "delete_lines",
             "P": "delete_characters", "@": "insert_characters", "X": "erase_characters",
             "S": "scroll_up", "T": "scroll_down", "b": "repeat", "m": "pen", "r": "region",
             "I": "tab", "Z": "back_tab", "h": "set", "l": "unset", "t": "window", "n": "report",
             "g": "tab_clear", "s": "save", "u": "restore"}

    def _go(self, x, y):
        self.x = max(0, min(x, self.columns - 1))
        self.y = max(0, min(y, self.rows - 1))
        self.wrap_next = False

    def _do_up(self, value):
        self._go(self.x, max(self.y - max(value(0), 1), self.top if self.y >= self.top else 0))

    def _do_down(self, value):
        least = self.bottom if self.y <= self.bottom else self.rows - 1
        self._go(self.x, min(self.y + max(value(0), 1), least))

    def _do_right(self, value):
        self._go(self.x + max(value(0), 1), self.y)

    def _do_left(self, value):
        self._go(self.x - max(value(0), 1), self.y)

    def _do_next(self, value):
        self._go(0, self.y + max(value(0), 1))

    def _do_previous(self, value):
        self._go(0, self.y - max(value(0), 1))

    def _do_column(self, value):
        self._go(value(0) - 1, self.y)

    def _do_row(self, value):
        self._go(self.x, value(0) - 1)

    def _do_place(self, value):
        self._go(value(1) - 1, value(0) - 1)

    def _do_save(self, _):
        self.saved = (self.x, self.y, self.pen.copy())

    def _do_restore(self, _):
        self.x, self.y, self.pen = self.saved[0], self.saved[1], self.saved[2].copy()

    def _erased(self):
        return (BLANK, Pen(0, None, self.pen.back))

    def _erase(self, row, start, end):
        end = min(end, self.columns)
        self._part(row, start)
        self._part(row, end)
        for x in range(start, end):
            row[x] = self._erased()

    def _do_erase_screen(self, value):
        kind = value(0, 0)
        if kind == 0:
            self._erase(self.cells[self.y], self.x, self.columns)
            rows = range(self.y + 1, self.rows)
        elif kind == 1:
            self._erase(self.cells[self.y], 0, self.x + 1)
            rows = range(0, self.y)
        else:
            rows = range(0, self.rows)
        for y in rows:
            self._erase(self.cells[y], 0, self.columns)

    def _do_erase_line(self, value):
        start, end = {0: (self.x, self.columns), 1: (0, self.x + 1),
                      2: (0, self.columns)}[value(0, 0)]
        self._erase(self.cells[self.y], start, end)

    def _do_erase_characters(self, value):
        self._erase(self.cells[self.y], self.x, self.x + max(value(0), 1))

    def _do_insert_lines(self, value):
        if self.top <= self.y <= self.bottom:
            top, self.top = self.top, self.y
            self._scroll_down(max(value(0), 1))
            self.top = top

    def _do_delete_lines(self, value):
        if self.top <= self.y <= self.bottom:
            top, self.top = self.top, self.y
            self._scroll_up(max(value(0), 1))
            self.top = top

    def _do_delete_characters(self, value):
        row = self.cells[self.y]
        count = min(max(value(0), 1), self.columns - self.x)
        self._part(row, self.x)
        self._part(row, self.x + count)
        del row[self.x:self.x + count]
        row.extend(self._erased() for _ in range(count))

    def _do_insert_characters(self, value):
        row = self.cells[self.y]
        count = min(max(value(0), 1), self.columns - self.x)
        self._part(row, self.x)
        row[self.x:self.x] = [self._erased() for _ in range(count)]
        self._part(row, self.columns)
        del row[self.columns:]

    def _do_scroll_up(self, value):
        self._scroll_up(max(value(0), 1))

    def _do_scroll_down(self, value):
        self._scroll_down(max(value(0), 1))

    def _do_repeat(self, value):
        for _ in range(max(value(0), 1)):
            self._put(self.last)

    def _do_region(self, value):
        top, bottom = value(0) - 1, value(1, self.rows) - 1
        if 0 <= top < bottom < self.rows:
            self.top, self.bottom = top, bottom
            self._go(0, 0)

    def _do_tab(self, value):
        for _ in range(max(value(0), 1)):
            self._control(9)

    def _do_back_tab(self, value):
        for _ in range(max(value(0), 1)):
            self.x = max((self.x - 1) // 8 * 8, 0)

    def _do_set(self, value):
        self.modes.add(value(0))

    def _do_unset(self, value):
        self.modes.discard(value(0))

    def _do_tab_clear(self, value):
        pass

    def _do_window(self, value):
        if value(0) not in (22, 23):
            self.unknown.append("CSI %st" % value(0))

    def _do_report(self, value):
        self.unknown.append("CSI %sn" % value(0))       # would want an answer

    def _do_pen(self, value):
        index, pen = 0, self.pen
        on = {1: BOLD, 2: DIM, 4: UNDERLINE, 5: BLINK, 7: REVERSE}
        off = {22: BOLD | DIM, 24: UNDERLINE, 25: BLINK, 27: REVERSE}
        while True:
            code = value(index, 0 if index == 0 else -1)
            if code == -1:
                return
            if code == 0:
                pen.flags, pen.fore, pen.back = 0, None, None
            elif code in on:
                pen.flags |= on[code]
            elif code in off:
                pen.flags &= ~off[code]
            elif code in (38, 48):
                count = 2 if value(index + 1, 0) == 5 else 4
                color = tuple(value(index + i, 0) for i in range(1, count + 1))
                index += count
                self._color(code == 38, color)
            elif code in (39, 49):
                self._color(code == 39, None)
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self._color(True, code % 10 + (8 if code >= 90 else 0))
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self._color(False, code % 10 + (8 if code >= 100 else 0))
            elif code not in (10, 11):
                self.unknown.append("SGR %d" % code)
            index += 1

    def _color(self, fore, color):
        self.colors_used = True
        if fore:
            self.pen.fore = color
        else:
            self.pen.back = color

    def _mode(self, mode, on):
        if mode in (47, 1047, 1049):
            self._alternate(on)
        elif mode == 25:
            self.cursor_shown = on
        if on:
            self.modes.add("?%s" % mode)
        else:
            self.modes.discard("?%s" % mode)

    def _alternate(self, on):
        if on == self.alternate:
            return
        self.alternate = on
        if on:
            self._main = (self.cells, self.x, self.y)
            pen, self.pen = self.pen, Pen()
            self.cells = [self._row() for _ in range(self.rows)]
            self.pen = pen
        else:
            cells, x, y = self._main
            self.cells = cells
            self.resize(self.columns, self.rows)
            self._go(x, y)


class Gone(Exception):
    """The program ended, or did not do in time what was waited for."""


class Program:
    """A program on a pty of its own, as the leader of its session; with `job` as
    the foreground job of a shell that ignores SIGHUP, so that it can be stopped
    and is not told of a hang-up."""

    def __init__(self, argv, columns=80, rows=24, term="xterm-256color", env=None, unset=(),
                 stdin=None, child=None, job=False):
        self.master, self.slave = pty.openpty()
        self.set_size(columns, rows, tell=False)
        self.before = termios.tcgetattr(self.slave)
        self.screen = Screen(columns or 80, rows or 24)
        self.raw = bytearray()
        self.reads = 0
        self.status = None
        self.started = time.monotonic()
        environment = dict(os.environ, LC_ALL="C.UTF-8", TERM=term or "")
        environment.update(env or {})
        for name in tuple(unset) + (() if term is not None else ("TERM",)):
            environment.pop(name, None)
        self.shell = self.news = self.orders = None
        if job:
            self._start_job(argv, environment, stdin, child)
        else:
            self.pid = os.fork()
            if self.pid == 0:
                self._start(argv, environment, stdin, child)
        os.set_blocking(self.master, False)

    def _start_job(self, argv, environment, stdin, child):
        self.news, news = os.pipe()
        orders, self.orders = os.pipe()
        self.shell = os.fork()
        if self.shell == 0:
            try:
                os.close(self.news)
                os.close(self.orders)
                self._shell(news, orders, argv, environment, stdin, child)
            finally:
                os._exit(126)
        os.close(news)
        os.close(orders)
        self.pid = int(self._news(5))

    def _shell(self, news, orders, argv, environment, stdin, child):
        """What a shell does for one job: it tells what becomes of it, and takes the
        terminal when it stops; `f` and `b` are fg and bg."""
        os.close(self.master)
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        self.master = -1
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(self.slave, os.getpid())
            for number in (signal.SIGHUP, signal.SIGTTOU):
                signal.signal(number, signal.SIG_DFL)
            self._start(argv, environment, stdin, child, leader=False)
        os.write(news, b"%d\n" % pid)
        while True:
            _, status = os.waitpid(pid, os.WUNTRACED)
            if os.WIFSTOPPED(status):
                os.tcsetpgrp(self.slave, os.getpgrp())
            os.write(news, b"%d\n" % status)
            if not os.WIFSTOPPED(status):
                os._exit(0)
            if os.read(orders, 1) == b"f":
                os.tcsetpgrp(self.slave, pid)
            os.kill(-pid, signal.SIGCONT)

    def _news(self, seconds):
        """One line from the shell, or None."""
        if not select.select([self.news], [], [], seconds)[0]:
            return None
        line = b""
        while not line.endswith(b"\n"):
            byte = os.read(self.news, 1)
            if not byte:
                return None
            line += byte
        return line

    def foreground(self):
        os.write(self.orders, b"f")

    def background(self):
        os.write(self.orders, b"b")

    def _wait(self, flags):
        """As waitpid(2) with WNOHANG: None where there is no news."""
        if self.shell is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG | flags)
            return status if pid else None
        line = self._news(0)
        return int(line) if line else None

    def _start(self, argv, environment, stdin, child, leader=True):
        try:
            if leader:
                os.close(self.master)
                os.setsid()
                fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for fd in (0, 1, 2):
                os.dup2(self.slave, fd)
            os.closerange(3, 64)
            if stdin is not None:
                os.dup2(os.open(stdin, os.O_RDONLY), 0)
            for number in (signal.SIGPIPE, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            if child:
                child()
            os.execvpe(argv[0], argv, environment)
        except BaseException as error:  # never back into the test
            os.write(2, str(error).encode())
        os._exit(127)

    # The terminal's side.

    def set_size(self, columns, rows, tell=True):
        """The kernel sends SIGWINCH only where the size is another."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            self.screen.resize(columns or 80, rows or 24)

    def send(self, keys):
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            try:
                data = data[os.write(self.master, data):]
            except BlockingIOError:
                self.pump(0.05)

    def pump(self, seconds):
        """Reads what comes for so long."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            ready, _, _ = select.select([self.master], [], [], max(left, 0))
            if ready and not self.read():
                return False
            if left <= 0:
                return True

    def read(self, most=65536):
        """Reads what is there; False where nobody will write any more."""
        try:
            data = os.read(self.master, most)
        except BlockingIOError:
            return True
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            return False
        self.reads += 1
        self.raw += data
        self.screen.feed(data)
        return True

    def wait(self, what, seconds=5, until=None):
        """Reads until what() is true; raises Gone with the screen otherwise."""
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end or not self.pump(0.01):
                if what():
                    return
                raise Gone("waited in vain for %s; the screen is:\n%s"
                           % (until or what, self.screen.text()))

    def wait_text(self, text, seconds=5):
        self.wait(lambda: re.search(text, self.screen.text()), seconds, repr(text))

    def wait_no_text(self, text, seconds=5):
        self.wait(lambda: not re.search(text, self.screen.text()), seconds, "no " + repr(text))

    def settle(self, quiet=0.15, seconds=3):
        """Reads until nothing came for `quiet` seconds."""
        end = time.monotonic() + seconds
        count = -1
        while count != len(self.raw) and time.monotonic() < end:
            count = len(self.raw)
            self.pump(quiet)

    def hang_up(self):
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1

    # The process' side.

    def kill(self, number):
        os.kill(self.pid, number)

    def poll_exit(self):
        if self.status is None:
            self.status = self._wait(0)
        return self.status is not None

    def wait_exit(self, seconds=5):
        """The wait status, or Gone."""
        end = time.monotonic() + seconds
        while not self.poll_exit():
            if time.monotonic() > end:
                raise Gone("still running after %s s" % seconds)
            if self.master >= 0:
                self.pump(0.01)
            else:
                time.sleep(0.01)
        if self.master >= 0:
            self.pump(0.02)
        return self.status

    def wait_stopped(self, seconds=3):
        """Which signal stopped it."""
        end = time.monotonic() + seconds
        while True:
            status = self._wait(os.WUNTRACED)
            if status is not None and os.WIFSTOPPED(status):
                self.pump(0.05)         # what it said before
                return os.WSTOPSIG(status)
            if status is not None:
                self.status = status
                raise Gone("ended with %#x instead of stopping" % status)
            if time.monotonic() > end:
                raise Gone("did not stop")
            self.pump(0.01)

    def is_restored(self):
        """What is wrong with the terminal after the program: "" if nothing."""
        after = termios.tcgetattr(self.slave)
        wrong = []
        if after != self.before:
            wrong.append("modes %r instead of %r" % (after[:4], self.before[:4]))
        if self.screen.alternate:
            wrong.append("alternate screen")
        if not self.screen.cursor_shown:
            wrong.append("cursor hidden")
        if self.screen.keypad:
            wrong.append("keypad")
        if self.screen.pen.flags or self.screen.pen.fore is not None:
            wrong.append("attributes")
        wrong += sorted(str(m) for m in self.screen.modes
                        if m not in ("?7", "?25", "?12", 4) or m == 4)
        return ", ".join(wrong)

    def cpu(self):
        """Seconds of CPU time used so far."""
        with open("/proc/%d/stat" % self.pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self):
        """KiB resident."""
        with open("/proc/%d/status" % self.pid) as status:
            return int(re.search(r"VmRSS:\s*(\d+)", status.read()).group(1))

    def end(self):
        """Leaves nothing behind."""
        if not self.poll_exit():
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass                    # the shell has waited for it already
            if self.shell is None:
                os.waitpid(self.pid, 0)
        if self.shell is not None:
            if not self.poll_exit() and select.select([self.news], [], [], 2)[0]:
                self.poll_exit()
            os.close(self.orders)
            os.close(self.news)
            os.waitpid(self.shell, 0)
        for fd in (self.master, self.slave):
            if fd >= 0:
                os.close(fd)
        self.master = self.slave = -1
