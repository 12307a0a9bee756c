#!/usr/bin/env python3
"""From where is it reached? The answer beside connections that a neighbour really makes.

The host is this namespace, the neighbour is another; they have two links.
"""
import json
import os
import socket
import sys

sys.dont_write_bytecode = True
from live import (CLONE_NEWNET, Tap, call, enter, look, run, set_up, skip_all, subprocess)  # noqa: E402

SO_BINDTODEVICE, IP_FREEBIND = 25, 15
HOST = """
ip addr add 10.7.0.1/24 dev e0
ip addr add 203.0.113.1/24 dev e0
ip addr add 2001:db8::1/64 dev e0 nodad
ip addr add 192.168.7.1/24 dev e1
ip addr add 10.99.0.1/32 dev lo
ip addr add 172.16.0.1/24 dev old
ip link set e0 up
ip link set e1 up
ip route add 10.200.0.2/32 dev e0
ip route add 10.200.1.2/32 dev e1
ip route add local 198.18.0.0/24 dev lo
"""
NEIGHBOUR = """
ip link set n0 up
ip link set n1 up
ip addr add 10.200.0.2/32 dev n0
ip addr add 10.200.1.2/32 dev n1
ip -6 addr add 2001:db8::2/64 dev n0 nodad
ip route add 0.0.0.0/0 dev n0 metric 1
ip route add 0.0.0.0/0 dev n1 metric 2
"""


def shell(text):
    for line in filter(None, text.splitlines()):
        done = subprocess.run(line.split(), capture_output=True, text=True)
        if done.returncode:
            return "%s: %s" % (line, done.stderr.strip())
    return None


def no_filter(*devices):
    """Who answers by another interface than he was asked by must be believed."""
    for device in ("all",) + devices:
        with open("/proc/sys/net/ipv4/conf/%s/rp_filter" % device, "w") as file:
            file.write("0")


def localnet(device, value):
    with open("/proc/sys/net/ipv4/conf/%s/route_localnet" % device, "w") as file:
        file.write(value)


def knock(device, address, port):
    """Does a connection from the neighbour by that device come in?"""
    six = ":" in address
    with socket.socket(socket.AF_INET6 if six else socket.AF_INET) as sock:
        sock.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, device.encode())
        sock.settimeout(0.3)
        try:
            sock.connect((address, port))
        except OSError:
            return False
        return True


class Neighbour:
    """Another host: a child in a namespace of its own, that knocks where it is told."""

    def __init__(self):
        here, there = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            here.close()
            self.serve(there.makefile("rw"))
        there.close()
        self.wire = here.makefile("rw")
        self.wire.readline()

    def serve(self, wire):
        call("unshare", CLONE_NEWNET)
        set_up("lo")
        print("ready", file=wire, flush=True)
        for line in wire:
            order = json.loads(line)
            answer = shell(order[0]) if len(order) == 1 else knock(*order)
            if len(order) == 1 and not answer:
                no_filter("n0", "n1")
                localnet("n0", "1")
            print(json.dumps(answer), file=wire, flush=True)
        os._exit(0)

    def ask(self, *order):
        print(json.dumps(order), file=self.wire, flush=True)
        return json.loads(self.wire.readline())


def listen(address, device=None, freebind=False, dual=None):
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    if device:
        sock.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, device.encode())
    if freebind:
        sock.setsockopt(socket.IPPROTO_IP, IP_FREEBIND, 1)
    if dual is not None:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not dual)
    sock.bind((address, 0))
    sock.listen(100)
    return sock


# Where it is bound, what is said of it, and the knocks that come in: all of the others do not.
E0, E1, LAN, WAN, LO, OLD = "n0", "n1", "10.7.0.1", "192.168.7.1", "10.99.0.1", "172.16.0.1"
ALL = "lo, e0, e1"
CASES = (
    ("0.0.0.0", {}, "any", ALL, {(E0, LAN), (E1, LAN), (E0, WAN), (E1, WAN), (E0, LO), (E1, OLD)}),
    ("::", {"dual": True}, "any", ALL,
     {(E0, LAN), (E1, LAN), (E0, WAN), (E1, WAN), (E0, LO), (E1, OLD), (E0, "2001:db8::1")}),
    ("::", {"dual": False}, "any", ALL, {(E0, "2001:db8::1")}),
    ("2001:db8::1", {}, "public", "e0", {(E0, "2001:db8::1")}),
    # Hosts are weak: the address of one interface is reached by the other.
    (LAN, {}, "private", "e0", {(E0, LAN), (E1, LAN)}),
    ("::ffff:" + WAN, {"dual": True}, "private", "e1", {(E0, WAN), (E1, WAN)}),
    ("203.0.113.1", {}, "public", "e0", set()),
    # Of the loopback device; of one that is down.
    (LO, {}, "private", ALL, {(E0, LO)}),
    (OLD, {}, "private", ALL, {(E1, OLD)}),
    # A device is a fence, an address is none.
    ("0.0.0.0", {"device": "e0"}, "public", "e0", {(E0, LAN), (E0, WAN), (E0, LO)}),
    ("0.0.0.0", {"device": "e1"}, "private", "e1", {(E1, LAN), (E1, WAN), (E1, OLD)}),
    (LAN, {"device": "e1"}, "private", "e1", {(E1, LAN)}),
    (LAN, {"device": "lo"}, "loopback", "lo", set()),
    ("127.0.0.1", {}, "loopback", "lo", set()),
    ("::1", {}, "loopback", "lo", set()),
    ("198.51.100.9", {"freebind": True}, "public", "none", set()),
)
KNOCKS = [(E0, LAN), (E1, LAN), (E0, WAN), (E1, WAN), (E0, LO), (E1, OLD), (E0, "2001:db8::1")]


def told(socks):
    rows = look("-o", "inode,exposure,interfaces")["listeners"]
    by_inode = {row["inode"]: (row["exposure"], row["interfaces"]) for row in rows}
    return [by_inode.get(os.fstat(sock.fileno()).st_ino) for sock in socks]


def make_world():
    neighbour = Neighbour()
    for i in 0, 1:
        why = shell("ip link add e%d type veth peer name n%d\nip link set n%d netns %d"
                    % (i, i, i, neighbour.pid))
        if why:
            skip_all("no pair of interfaces here: " + why)
    why = shell("ip link add old type veth peer name older") or shell(HOST) or \
        neighbour.ask(NEIGHBOUR)
    if why:
        skip_all(why)
    no_filter("e0", "e1")
    return neighbour


def reached(neighbour, sock):
    """A knock that must not come in costs the time it is waited for: refusals do not."""
    port = sock.getsockname()[1]
    return {knock for knock in KNOCKS if neighbour.ask(*knock, port)}


def test_binds(tap, neighbour):
    socks = [listen(address, **how) for address, how, _, _, _ in CASES]
    for (address, how, exposure, interfaces, comes), sock, said in zip(CASES, socks, told(socks)):
        name = "%s %s" % (address, " ".join("%s=%s" % pair for pair in how.items()))
        tap.equal(said, (exposure, interfaces), name + ": exposure and interfaces")
        tap.equal(reached(neighbour, sock), comes, name + ": who comes in")
        sock.close()


def test_broadcast(tap):
    """No broadcast was given to the address, and it is heard all the same."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("10.7.0.255", 0))
        tap.equal(told([sock]), [("link", "e0")], "a network's broadcast stays on the link")


def test_localnet(tap, neighbour):
    """Another address each time: the neighbour waits a second before he asks again who has it."""
    with listen("127.0.0.53") as sock:
        tap.ok(not neighbour.ask(E0, "127.0.0.53", sock.getsockname()[1]),
               "a neighbour does not reach 127.0.0.53")
    with listen("127.0.0.54") as sock:
        localnet("e0", "1")
        tap.ok(neighbour.ask(E0, "127.0.0.54", sock.getsockname()[1]),
               "with route_localnet a neighbour reaches 127.0.0.54")
        tap.equal(told([sock]), [("link", "lo, e0")], "and that is said")
        localnet("e0", "0")
        localnet("all", "1")
        tap.equal(told([sock]), [("link", "lo, e0, e1")], "so it is where all have it")
        localnet("all", "0")
        tap.equal(told([sock]), [("loopback", "lo")], "and no more where none has")


def test_bound(tap):
    """Address already in use, and ss shows nothing."""
    with socket.socket() as holder, socket.socket() as late:
        holder.bind(("127.0.0.1", 7001))
        try:
            late.bind(("127.0.0.1", 7001))
            tap.ok(False, "the port is free")
        except OSError as error:
            tap.equal(error.strerror, "Address already in use", "who only binds holds the port")
        rows = look("-P", "7001")["listeners"]
        if not rows and tuple(map(int, os.uname().release.split(".")[:2])) < (6, 8):
            tap.skip("lsntop says who", "Linux tells of such sockets from 6.8 on")
            return
        tap.equal([(row["state"], row["pid"], row["queue"]) for row in rows],
                  [("bound", os.getpid(), None)], "lsntop -P says who")
        tap.equal(len(look(":7001")["listeners"]), 1, "so does :7001")
        tap.equal(look()["listeners"], [], "who does not ask is not told")
        tap.ok(b"# 1 of these is bound and does not listen" in run("-b", "-n", "1", ":7001").stdout,
               "text says what it is")


def main():
    enter(30, needs=("ip",))
    neighbour = make_world()
    tap = Tap()
    test_binds(tap, neighbour)
    test_broadcast(tap)
    test_localnet(tap, neighbour)
    test_bound(tap)
    tap.done()


if __name__ == "__main__":
    main()
