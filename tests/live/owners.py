#!/usr/bin/env python3
"""Whose is it? Real servers, and descriptors that change hands."""
import os
import shutil
import subprocess
import sys

import live
from live import Factory, Tap, by_inode, look, owners

tap = Tap()
live.enter(needs=("ss",))
directory = live.scratch()


def pids(listener):
    return sorted({pid for pid, _ in owners(listener)})


def port_of(report, port):
    return next((l for l in report["listeners"] if l["port"] == port), None)


def start(*command, port):
    """A server on that port, or None where it cannot be had."""
    if not shutil.which(command[0]):
        return None
    process = subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=live.environment())
    live.atexit.register(process.kill)
    live.wait_for(lambda: ":%d" % port in live.ss("-HOnlt") or process.poll() is not None)
    return process


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
        return [int(word) for word in file.read().split()]


# ---- real servers ----

NGINX = """
daemon off; worker_processes 2; pid nginx.pid; error_log error.log; %s
events { worker_connections 16; }
http { access_log off; client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c;
       uwsgi_temp_path d; scgi_temp_path e; server { listen 127.0.0.1:8080; } }
"""


def check_nginx():
    with open(os.path.join(directory, "nginx.conf"), "w") as file:
        file.write(NGINX % ("user nobody nogroup;" if live.real_root() else ""))
    server = start("nginx", "-p", directory, "-c", "nginx.conf", "-e", "error.log", port=8080)
    if not server or server.poll() is not None:
        return tap.skip("nginx", "it is not here or does not start")
    workers = live.wait_for(lambda: len(children(server.pid)) == 2 and children(server.pid))
    listener = port_of(look(), 8080)
    tap.equal(pids(listener), sorted([server.pid, *workers]), "nginx: master and all workers")
    tap.equal(listener["pid"], server.pid, "nginx: the master comes first")
    tap.equal({o["process"] for o in listener["owners"]}, {"nginx"}, "nginx: its name")
    tap.ok((listener["command"] or "").startswith("nginx: master process"),
           "nginx: its command line", listener["command"])
    tap.equal(listener["uid"], 0, "nginx: the socket is its creator's")
    found = by_inode(live.ss_tcp() and look("-t"))[listener["inode"]]
    tap.equal(owners(found), live.ss_tcp()[listener["inode"]]["owners"], "nginx: as ss has it")
    os.kill(workers[0], 9)
    fresh = live.wait_for(lambda: workers[0] not in children(server.pid) and
                          len(children(server.pid)) == 2 and children(server.pid))
    tap.equal(pids(port_of(look(), 8080)), sorted([server.pid, *(fresh or ())]),
              "nginx: a respawned worker")


def check_redis():
    server = start("redis-server", "--port", "6380", "--bind", "127.0.0.1", "--save", "",
                   "--daemonize", "no", "--dir", directory, port=6380)
    if not server or server.poll() is not None:
        return tap.skip("redis", "it is not here or does not start")
    listener = port_of(look(), 6380)
    tap.equal(pids(listener), [server.pid], "redis: its owner")
    tap.equal(listener["process"], "redis-server", "redis: its name")
    tap.equal(listener["backlog"], 511, "redis: its backlog")


def check_python():
    server = start(sys.executable, "-m", "http.server", "8081", "--bind", "127.0.0.1", port=8081)
    listener = port_of(look(), 8081)
    tap.equal(pids(listener), [server.pid], "python: its owner")
    tap.ok("http.server 8081" in (listener["command"] or ""), "python: its command line",
           listener["command"])
    tap.equal(listener["backlog"], 5, "python: its backlog")


# ---- descriptors that change hands while we watch ----

def check_forks():
    factory = Factory()
    made = factory.listen("tcp addr=127.0.0.1")
    stream = live.Stream("-t", "-P", str(made["port"]))
    tap.equal(pids(port_of(stream.next(), made["port"])), [factory.pid], "fork: one owner at first")
    young = factory.order("fork %d 3" % made["fd"])["pids"]
    want = sorted([factory.pid, *young])
    tap.ok(stream.until(lambda r: pids(port_of(r, made["port"])) == want),
           "fork: the new holders are found")
    factory.order("end %d" % young[1])
    want.remove(young[1])
    tap.ok(stream.until(lambda r: pids(port_of(r, made["port"])) == want, 3),
           "fork: who ended is gone within three refreshes")
    stream.close()
    factory.close()


def check_dup():
    factory = Factory()
    made = factory.listen("tcp addr=127.0.0.1")
    stream = live.Stream("-t", "-P", str(made["port"]))
    tap.equal(owners(port_of(stream.next(), made["port"])), {(factory.pid, made["fd"])}, "dup: one fd")
    other = factory.order("dup %d 77" % made["fd"])["fd"]
    both = {(factory.pid, made["fd"]), (factory.pid, other)}
    tap.equal(owners(port_of(look(), made["port"])), both, "dup: a new look has both")
    tap.ok(stream.until(lambda r: owners(port_of(r, made["port"])) == both, 60),
           "dup: who watched finds the second")
    factory.order("close %d" % made["fd"])
    tap.ok(stream.until(lambda r: owners(port_of(r, made["port"])) == {(factory.pid, other)}),
           "dup: the first is closed, the second stays")
    stream.close()
    factory.close()


def check_late():
    """A listener made, and one handed over, after the first walk."""
    factory = Factory()
    stream = live.Stream("-t")
    stream.next()
    made = factory.listen("tcp addr=127.0.0.1")
    there = stream.until(lambda r: port_of(r, made["port"]), 3)
    tap.ok(there, "late: a new listener is there at once")
    tap.ok(stream.until(lambda r: pids(port_of(r, made["port"])) == [factory.pid], 3),
           "late: and its owner soon")
    heir = factory.order("fork %d 1" % made["fd"])["pids"]
    factory.order("close %d" % made["fd"])
    tap.ok(stream.until(lambda r: pids(port_of(r, made["port"])) == heir),
           "late: the heir is found when the first owner lets go")
    factory.order("end %d" % heir[0])
    tap.ok(stream.until(lambda r: not port_of(r, made["port"])), "late: gone when nobody holds it")
    stream.close()
    factory.close()


# ---- where no table of a process has it ----

def check_hermit():
    factory = Factory()
    made = factory.order("thread tcp addr=127.0.0.1")
    listener = port_of(look(), made["port"])
    tap.equal(live.ss_tcp()[listener["inode"]]["owners"], set(), "thread: ss finds nobody")
    tap.equal(pids(listener), [factory.pid], "thread: a table of its own is found")
    tap.equal({fd for _, fd in owners(listener)}, {made["fd"]}, "thread: its descriptor")
    factory.close()


def check_flight():
    factory = Factory()
    made = factory.listen("tcp addr=127.0.0.1 backlog=5")
    carrier = factory.order("flight %d" % made["fd"])["carrier"]
    listener = port_of(look(), made["port"])
    tap.ok(listener, "flight: the listener is shown")
    tap.equal((owners(listener), listener["pid"], listener["process"]), (set(), None, None),
              "flight: nobody holds it")
    text = live.run("-b", "-n", "1", "-t", "-P", str(made["port"])).stdout.decode()
    tap.ok(":%d" % made["port"] in text, "flight: plain shows it", text)
    # We are in a pid namespace of our own: the owner may be outside it.
    tap.ok(" elsewhere " in text, "flight: and says where to look", text)
    text = live.run("-b", "-n", "1", "-t", "-P", str(made["port"]), "-o", "service").stdout
    tap.equal(text.split(), [b"SERVICE", b"-"], "flight: a port without a name has none")
    stream = live.Stream("-t")
    stream.next()
    fd = factory.order("land %d" % carrier)["fd"]
    tap.ok(stream.until(lambda r: owners(port_of(r, made["port"])) == {(factory.pid, fd)}, 40),
           "flight: whoever receives it is found")
    stream.close()
    factory.close()


def check_many():
    """Two hundred holders of one socket, as prefork servers have."""
    factory = Factory()
    made = factory.listen("tcp addr=127.0.0.1")
    young = factory.order("fork %d 200" % made["fd"])["pids"]
    listener = port_of(look(), made["port"])
    tap.equal(pids(listener), sorted([factory.pid, *young]), "many: all 201")
    tap.equal(listener["pid"], factory.pid, "many: the lowest comes first")
    factory.close()


def check_process():
    """What is told of a process is the process's."""
    factory = Factory()
    made = factory.listen("tcp addr=127.0.0.1")
    factory.order("comm " + b"renamed".hex())
    listener = port_of(look(), made["port"])
    tap.equal((listener["process"], listener["command"]), ("renamed", "factory"), "name and command")
    stream = live.Stream("-t")
    stream.next()
    factory.order("comm " + b"again".hex())
    tap.ok(stream.until(lambda r: port_of(r, made["port"])["process"] == "again"),
           "a new name is seen")
    stream.close()
    factory.close()


# ---- a pid that is given again ----

LAST_PID = "/proc/sys/kernel/ns_last_pid"
REUSED, KEEPER = 500, 1000              # the lower comes first among owners


class Keeper:
    """Holds a listener and gives it to a child that always has the same pid."""

    def __init__(self):
        sock = live.socket.create_server(("127.0.0.1", 0))
        self.port = sock.getsockname()[1]
        orders, self.orders = os.pipe()
        self.answers, answers = os.pipe()
        with open(LAST_PID, "w") as file:
            file.write(str(KEEPER - 1))
        self.pid = os.fork()
        if not self.pid:
            os.close(self.orders)
            sock.set_inheritable(True)
            self.serve(orders, answers)
            os._exit(0)
        live.atexit.register(os.waitpid, self.pid, 0)
        live.atexit.register(os.close, self.orders)
        sock.close()
        os.close(orders)
        os.close(answers)

    @staticmethod
    def serve(orders, answers):
        last, child, count = os.open(LAST_PID, os.O_WRONLY), 0, KEEPER
        while order := os.read(orders, 1):
            if child:
                os.kill(child, 9)
                os.waitpid(child, 0)
            child = 0
            if order != b"-":
                os.pwrite(last, b"%d" % (REUSED - 1), 0)
                child = os.posix_spawn("/bin/sleep", ["sleep", "6" + order.decode()], {})
            # As if others were born: who watches the last pid sees it move.
            count += 1
            os.pwrite(last, b"%d" % count, 0)
            os.write(answers, b"%06d" % child)

    def order(self, text):
        """A new child, in the place of the one before, or none; its pid."""
        os.write(self.orders, text.encode())
        return int(os.read(self.answers, 6))


def started():
    """Clock ticks since boot."""
    with open("/proc/%d/stat" % REUSED) as file:
        return int(file.read().rpartition(")")[2].split()[19])


def meet_and_replace(keeper, stream, lead):
    """The first child is born so many seconds before a refresh and replaced just behind it.
    What the next refreshes say of the second; None where the two did not meet the case."""
    stream.process.stdout.readline()
    live.time.sleep(0.1 - lead)
    one = keeper.order("1")
    start = started()
    line = stream.process.stdout.readline()
    two = keeper.order("2")
    alike = one == two == REUSED and started() == start
    met = port_of(live.json.loads(line), keeper.port)
    told = [port_of(stream.next(), keeper.port) for _ in range(3)]
    keeper.order("-")
    stream.next()
    if not alike or (met["pid"], met["command"]) != (REUSED, "sleep 61"):
        return None
    return [(l["pid"], l["command"]) for l in told]


def check_reuse():
    """Another process with the same pid, name, descriptor and socket, which began within
    the same hundredth of a second."""
    if not os.access(LAST_PID, os.W_OK) or not os.path.exists("/proc/self/ns/pid"):
        return tap.skip("reuse", "no pid can be asked for")
    keeper = Keeper()
    told = []
    # Where refreshes lie between two clock ticks is the same as long as one runs.
    for _ in range(8):
        stream = live.Stream("-t", "-P", str(keeper.port), delay="0.1")
        stream.next()
        for lead in range(3, 10):
            answer = meet_and_replace(keeper, stream, lead / 1000)
            told += [answer] if answer else []
        stream.close()
        if len(told) > 2:
            break
    if not told:
        return tap.skip("reuse", "no two children began within a clock tick")
    tap.equal({last for *_, last in told}, {(REUSED, "sleep 62")},
              "reuse: the newcomer is told as another process, %d times" % len(told))


for check in (check_nginx, check_redis, check_python, check_forks, check_dup, check_late,
              check_hermit, check_flight, check_many, check_process,
              check_reuse):
    check()
tap.done()
