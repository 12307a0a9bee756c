#!/usr/bin/env python3
"""Names, paths and command lines chosen to harm never reach the output raw."""
import csv
import io
import json
import os
import re

import live
from live import Factory, Tap

tap = Tap()
live.enter()
directory = live.scratch()

COMMS = {
    "colour": b"\x1b[31mred",
    "newline": b"two\nlines",
    "parenthesis": b"a) R 1 (b",
    "c1": b"\x9b31m",
    "utf8 c1": "\u009b31m".encode(),
    "right to left": "\u202egpj.exe".encode(),
    "not utf-8": b"\xff\xfe\xc3(",
    "blank": b" ",
    "quotes": b"a\",'b;=\\",
    "tab, DEL": b"a\tb\x7fc\rd",
    "wide": "\u4e16\u754c\u2028".encode(),
    "cut short": b"a\xe2\x80",
}
ARGV = (b"\x1b]52;c;cm0gLXJmIC8=\x07\0-x\0\x9b2J\0" + "\u009b2J\u202e\u2066\u200f\ufeff".encode() +
        b"\0\xc0\xaf\xf5\xed\xa0\x80\0two\nlines\r\0=cmd|' /C calc'!A0\0\xe2\x82")
LONG = os.path.join(directory, "x").encode()
PATHS = {
    "newline": os.path.join(directory, "a\nb").encode(),
    "escape": os.path.join(directory, "\x1b]0;title\x07").encode(),
    "not utf-8": os.path.join(directory, "").encode() + b"\xff\x9b31m\xc2\x9b",
    "108 bytes": LONG + b"y" * (108 - len(LONG)),
}
ABSTRACT = {
    "inner NUL": b"a\0b\n",
    "escape": b"\x1b[2J\x1b[H",
    "only NUL": b"\0" * 5,
    "right to left": "\u202eabc\u2069".encode(),
    "blanks, comma": b" , \"' ",
    "full": b"\x9b" * 107,
}

# What no terminal may get of theirs: C0, DEL, C1, and what turns text around.
HARM = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

factories = []
for name, comm in COMMS.items():
    # The command line cannot grow: it takes the room of this comment.
    factory = Factory("#" + "-" * 200)
    factory.listen("tcp addr=127.0.0.1")
    factory.order("comm " + comm.hex())
    factory.order("argv " + ARGV.hex())
    factories.append(factory)
holder = Factory()
for name, path in PATHS.items():
    holder.listen("unix-stream hex=" + path.hex())
for name, path in ABSTRACT.items():
    holder.listen("unix-abstract hex=" + path.hex())
COUNT = len(COMMS) + len(PATHS) + len(ABSTRACT)
ALL = "proto,local,pid,process,user,command,unit"


def text_of(data, name):
    """Strict UTF-8, or a failed test and a guess."""
    try:
        text = data.decode()
        tap.ok(True, name + ": valid UTF-8")
    except UnicodeDecodeError as error:
        tap.ok(False, name + ": valid UTF-8", error)
        text = data.decode(errors="replace")
    return text


def check_plain(locale, ascii_only):
    result = live.run("-b", "-n", "1", "-o", ALL, env={"LC_ALL": locale})
    name = "plain in " + locale
    tap.equal((result.returncode, result.stderr), (0, b""), name + ": runs")
    text = text_of(result.stdout, name)
    harm = [line for line in text.split("\n") if HARM.search(line)]
    tap.ok(not harm, name + ": harmless", *map(repr, harm))
    if ascii_only:
        tap.ok(text.isascii(), name + ": ASCII only", repr(text))
    rows = [line for line in text.split("\n") if re.search(r"\b(tcp|unix)\b", line)]
    tap.equal(len(rows), COUNT, name + ": a line each")


def check_csv():
    result = live.run("--csv", "-n", "1")
    tap.equal((result.returncode, result.stderr), (0, b""), "csv: runs")
    text = text_of(result.stdout, "csv")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    tap.equal(len(rows), COUNT + 1, "csv: a row each and the titles")
    tap.equal({len(row) for row in rows}, {len(rows[0])}, "csv: as many cells everywhere")
    harm = [cell for row in rows for cell in row if HARM.search(cell)]
    tap.ok(not harm, "csv: harmless", *map(repr, harm))
    lines = text.replace("\r\n", "\n").split("\n")
    tap.ok(not any(HARM.search(line) for line in lines), "csv: nothing but line ends between")


def check_json():
    result = live.run("--json", "-n", "1")
    tap.equal((result.returncode, result.stderr), (0, b""), "json: runs")
    text = text_of(result.stdout, "json")
    tap.equal(text.count("\n"), 1, "json: one line")
    harm = re.findall("[\x00-\x1f\x7f-\x9f]", text.rstrip("\n"))
    tap.ok(not harm, "json: control characters are escaped", harm)
    report = json.loads(text)
    tap.equal(len(report["listeners"]), COUNT, "json: all of them")
    names = {l["process"] for l in report["listeners"] if l["proto"] == "tcp"}
    want = {comm.decode(errors="replace") for comm in COMMS.values()}
    tap.equal(names & {"\x1b[31mred", "two\nlines", "a) R 1 (b", " "},
              want & {"\x1b[31mred", "two\nlines", "a) R 1 (b", " "}, "json: names as they are")
    tap.ok(any("\ufffd" in name for name in names), "json: U+FFFD for what is no UTF-8", names)
    tap.equal(len(names), len(want), "json: every name told apart")
    paths = {l["local"] for l in report["listeners"] if l["proto"] == "unix"}
    tap.ok(PATHS["108 bytes"].decode() in paths, "json: a path that fills its room", paths)
    tap.ok(PATHS["newline"].decode() in paths, "json: a path with a newline", paths)
    tap.equal(len(paths), len(PATHS) + len(ABSTRACT), "json: every path told apart")
    commands = {l["command"] for l in report["listeners"] if l["proto"] == "tcp"}
    tap.ok(any("\x1b]52;c;" in (command or "") for command in commands),
           "json: the command line is whole", commands)


def check_filter():
    """An expression's own bytes come back in its error message."""
    result = live.run("-n", "1", "fill>\x1b[31m\u202e")
    tap.equal(result.returncode, 64, "a hostile expression is a usage error")
    tap.ok(not HARM.search(result.stderr.decode(errors="replace").replace("\n", "")),
           "and its message is harmless", result.stderr)


check_plain("C.UTF-8", False)
check_plain("C", True)
check_csv()
check_json()
check_filter()
tap.done()
