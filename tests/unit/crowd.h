/* crowd.h - a hand-made host of some thirty listeners that lives for a while, and
 * a ui that looks at it, for the tests of the screen. */
#ifndef LSN_TESTS_CROWD_H
#define LSN_TESTS_CROWD_H

#include "base/text.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "judge/judge.h"
#include "model/model.h"
#include "table/query.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/settings.h"
#include "tui/ui.h"

#include <arpa/inet.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CROWD __attribute__((unused)) static

struct crowd {
	struct model *model;
	struct judge *judge;
	struct scene scene;
	struct settings settings;
	struct ui *ui;
	struct canvas canvas;
	unsigned width, height;
	uint64_t tick;
	bool gap;                       /* owners of some processes are hidden */
	uint64_t gone;                  /* cookie of a listener that is there no more */
	pid_t reborn;                   /* this pid is another process now */
	unsigned extra;                 /* so many more listeners, on ports from 20000 */
	const char *baseline;           /* path of one that is in force; NULL: none */
	uint64_t unexpected;            /* with it: cookie of a listener that is wider */
	bool strangers;                 /* with it: those of crowd_add_strangers() */
	bool missing;                   /* with it: nobody listens at 0.0.0.0:8443 */
	bool bound;                     /* python holds port 7000, and does not listen */
	bool brief;                     /* at this tick: port 7777 was opened and closed */
	unsigned workers;               /* so many SO_REUSEPORT listeners at port 9000, each
					 * held by a process; the third is stopped and full */
	bool unasked;                   /* nobody looks at connections, focus or not */
	bool unseen;                    /* the process in focus does not let itself be seen */
	bool far;                       /* others of the kin stand between eve's shell and python */
	pid_t ended;                    /* this one of the kin is there no more */
	bool headless;                  /* the main thread of the process in focus has ended */
};

CROWD const struct crowd_process {
	pid_t pid;
	uid_t uid;
	const char *user, *comm, *command, *unit, *state;
} crowd_processes[] = {
	{ 1, 0, "root", "systemd", "/lib/systemd/systemd --system", "init.scope", "S" },
	{ 612, 101, "_rpc", "rpcbind", "/sbin/rpcbind -f -w", "rpcbind.service", "S" },
	{ 640, 105, "avahi", "avahi-daemon", "avahi-daemon: running [web01.local]",
	  "avahi-daemon.service", "S" },
	{ 655, 0, "root", "sshd", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups",
	  "ssh.service", "S" },
	{ 871, 1000, "app", "java", "/usr/bin/java -Xmx4g -jar /srv/app/app.jar --port 8080",
	  "app.service", "S" },
	{ 902, 110, "redis", "redis-server", "/usr/bin/redis-server 127.0.0.1:6379",
	  "redis-server.service", "S" },
	{ 960, 112, "postgres", "postgres", "/usr/lib/postgresql/15/bin/postgres -D /var/lib/pg",
	  "postgresql@15-main.service", "S" },
	{ 1234, 0, "root", "nginx", "nginx: master process /usr/sbin/nginx", "nginx.service", "S" },
	{ 1235, 33, "www-data", "nginx", "nginx: worker process", "nginx.service", "R" },
	{ 1236, 33, "www-data", "nginx", "nginx: worker process", "nginx.service", "R" },
	{ 1237, 33, "www-data", "nginx", "nginx: worker process", "nginx.service", "R" },
	{ 1238, 33, "www-data", "nginx", "nginx: worker process", "nginx.service", "R" },
	{ 9921, 1001, "eve", "\033[31mpython", "python3 -m http.server \033]0;owned\a", NULL, "S" },
};

enum { CROWD_PROCESSES = sizeof(crowd_processes) / sizeof(*crowd_processes) };

/* They hold nothing, and are looked for only if they are in focus, or who they started. */
CROWD const struct crowd_process crowd_kin[] = {
	{ 9890, 0, "root", "sshd", "sshd: eve [priv]", "session-4.scope", "S" },
	{ 9895, 1001, "eve", "sshd", "sshd: eve@pts/0", "session-4.scope", "S" },
	{ 9900, 1001, "eve", "bash", "-bash", "session-4.scope", "S" },
	{ 9901, 1001, "eve", "sh", "sh -c make", "session-4.scope", "S" },
	{ 9902, 1001, "eve", "make", "make serve", "session-4.scope", "S" },
};

enum { CROWD_KIN = sizeof(crowd_kin) / sizeof(*crowd_kin) };

struct crowd_listener {
	enum protocol protocol;
	const char *address;
	uint16_t port;
	const char *service;
	int64_t backlog;
	pid_t pid;                      /* 0: nobody is known */
	uid_t uid;
	const char *user;
};

CROWD const struct crowd_listener crowd_listeners[] = {
	{ PROTOCOL_TCP, "0.0.0.0", 443, "https", 128, 1234, 0, "root" },
	{ PROTOCOL_TCP, "0.0.0.0", 80, "http", 511, 1234, 0, "root" },
	{ PROTOCOL_TCP, "::", 8080, "http-alt", 128, 871, 1000, "app" },
	{ PROTOCOL_TCP, "127.0.0.1", 39121, NULL, 4096, 9921, 1001, "eve" },
	{ PROTOCOL_TCP, "0.0.0.0", 22, "ssh", 128, 655, 0, "root" },
	{ PROTOCOL_TCP, "::", 22, "ssh", 128, 655, 0, "root" },
	{ PROTOCOL_TCP, "127.0.0.1", 6379, "redis", 511, 902, 110, "redis" },
	{ PROTOCOL_TCP, "::1", 6379, "redis", 511, 902, 110, "redis" },
	{ PROTOCOL_TCP, "127.0.0.1", 5432, "postgresql", 200, 960, 112, "postgres" },
	{ PROTOCOL_TCP, "0.0.0.0", 111, "sunrpc", 4096, 612, 0, "root" },
	{ PROTOCOL_TCP, "::", 111, "sunrpc", 4096, 612, 0, "root" },
	{ PROTOCOL_TCP, "0.0.0.0", 2049, "nfs", 64, 0, 0, "root" },
	{ PROTOCOL_MPTCP, "0.0.0.0", 9443, NULL, 128, 871, 1000, "app" },
	{ PROTOCOL_UDP, "0.0.0.0", 5353, "mdns", 212992, 640, 105, "avahi" },
	{ PROTOCOL_UDP, "::", 5353, "mdns", 212992, 640, 105, "avahi" },
	{ PROTOCOL_UDP, "0.0.0.0", 40112, NULL, 212992, 640, 105, "avahi" },
	{ PROTOCOL_UDP, "0.0.0.0", 111, "sunrpc", 212992, 612, 0, "root" },
	{ PROTOCOL_UDP, "::", 111, "sunrpc", 212992, 612, 0, "root" },
	{ PROTOCOL_UDP, "127.0.0.1", 323, NULL, 212992, 0, 0, "root" },
	{ PROTOCOL_RAW, "0.0.0.0", 1, NULL, 212992, 655, 0, "root" },
	{ PROTOCOL_UNIX_STREAM, "/run/systemd/private", 0, NULL, 4096, 1, 0, "root" },
	{ PROTOCOL_UNIX_STREAM, "/run/systemd/journal/stdout", 0, NULL, 4096, 1, 0, "root" },
	{ PROTOCOL_UNIX_SEQPACKET, "/run/udev/control", 0, NULL, 4096, 1, 0, "root" },
	{ PROTOCOL_UNIX_STREAM, "/run/dbus/system_bus_socket", 0, NULL, 4096, 1, 0, "root" },
	{ PROTOCOL_UNIX_STREAM, "/run/avahi-daemon/socket", 0, NULL, 4096, 640, 105, "avahi" },
	{ PROTOCOL_UNIX_STREAM, "/var/run/postgresql/.s.PGSQL.5432", 0, NULL, 200, 960, 112,
	  "postgres" },
	{ PROTOCOL_UNIX_STREAM, "/run/redis/redis-server.sock", 0, NULL, 511, 902, 110, "redis" },
	{ PROTOCOL_UNIX_STREAM, "@/tmp/.X11-unix/\033[2JX0", 0, NULL, 4096, 9921, 1001, "eve" },
	{ PROTOCOL_UNIX_STREAM, "/srv/app/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e.sock", 0, NULL, 16, 871,
	  1000, "app" },
};

enum { CROWD_LISTENERS = sizeof(crowd_listeners) / sizeof(*crowd_listeners) };

/* nginx's 443 fills and overflows, 8080 comes and goes, one UDP socket drops now
 * and then, one UNIX socket is fuller than it may be. */
CROWD int64_t crowd_queue(size_t i, uint64_t tick)
{
	if (i == 0)
		return tick < 20 ? (int64_t)tick * 4 : tick < 30 ? 60 + (int64_t)tick * 2 : 129;
	if (i == 2)
		return (int64_t)(tick * 7 % 60);
	if (i == 13)
		return (int64_t)(tick % 9 * 4608);
	if (i == 28)
		return tick > 10 ? 17 : 3;
	return 0;
}

CROWD int64_t crowd_drops(size_t i, uint64_t tick)
{
	if (i == 0)
		return tick > 30 ? 1000 + ((int64_t)tick - 30) * 14 : 1000;
	return i == 13 ? (int64_t)(tick / 5) : 0;
}

/* What looks between ticks saw: port 80 has bursts that its queue never shows. */
CROWD void crowd_add_looks(struct listener *listener, size_t i, uint64_t tick)
{
	int64_t queue = crowd_queue(i, tick), burst = i == 1 ? 23 : i == 2 ? 17 : 0;

	facts_set(&listener->facts, FACT_LOOK_PERIOD, i < 3 ? 20 : 100);
	facts_set(&listener->facts, FACT_SYNQ, i == 0 && tick > 30 ? 3 : 0);
	if (tick > 1) {
		facts_set(&listener->facts, FACT_QUEUE_PEAK, queue + burst);
		facts_set(&listener->facts, FACT_TIME_FULL,
			  i == 0 && tick > 30 ? ((int64_t)tick - 30) * 1000 : 0);
	}
	if (queue)
		facts_set(&listener->facts, FACT_WAIT, i == 0 ? 12034 : 40);
}

CROWD void crowd_address(struct snapshot *snap, struct listener *listener,
			 const struct crowd_listener *of)
{
	struct address *local = &listener->local;

	local->port = of->port;
	if (of->protocol == PROTOCOL_UNIX_STREAM || of->protocol == PROTOCOL_UNIX_SEQPACKET) {
		local->family = AF_UNIX;
		local->path = snapshot_keep(snap, of->address);
		return;
	}
	local->family = strchr(of->address, ':') ? AF_INET6 : AF_INET;
	inet_pton(local->family, of->address, local->bytes);
	if (local->family == AF_INET6)
		facts_set(&listener->facts, FACT_V6ONLY, 1);
}

/* A host with two interfaces. */
CROWD void crowd_expose(struct listener *listener)
{
	static const uint8_t loopback6[16] = { [15] = 1 };
	const struct address *local = &listener->local;
	bool home = local->bytes[0] == 127 || memcmp(local->bytes, loopback6, 16) == 0;

	if (local->family == AF_UNIX) {
		facts_set(&listener->facts, FACT_EXPOSURE, EXPOSURE_LOCAL);
		return;
	}
	facts_set(&listener->facts, FACT_EXPOSURE, home ? EXPOSURE_LOOPBACK : EXPOSURE_ANY);
	listener->label[LABEL_INTERFACES] = home ? "lo" : "lo, eth0";
	if (listener->protocol == PROTOCOL_RAW)
		return;
	facts_set(&listener->facts, FACT_PRIVILEGED, local->port < 1024);
	listener->label[LABEL_PORT_CLASS] = local->port < 1024 ? "well-known" :
					    local->port >= 32768 ? "dynamic" : "registered";
}

CROWD void crowd_add_listener(struct crowd *crowd, struct snapshot *snap, size_t i)
{
	const struct crowd_listener *of = &crowd_listeners[i];
	bool is_tcp = of->protocol == PROTOCOL_TCP || of->protocol == PROTOCOL_MPTCP;
	struct listener *listener;
	uint32_t index;

	/* Python came late; something may have gone. */
	if ((i == 3 && crowd->tick < 36) || crowd->gone == 54500 + i)
		return;
	listener = snapshot_add_listener(snap);
	index = (uint32_t)(listener - snap->listeners.items);
	listener->id = (struct listener_id){ 4026531840, 54500 + i, 0 };
	listener->inode = (uint32_t)(2215700 + i);
	listener->protocol = of->protocol;
	listener->uid = of->uid;
	listener->label[LABEL_USER] = of->user;
	listener->label[LABEL_SERVICE] = of->service;
	crowd_address(snap, listener, of);
	crowd_expose(listener);
	facts_set(&listener->facts, FACT_STATE,
		  is_tcp || listener->local.family == AF_UNIX ? STATE_LISTEN : STATE_UNCONNECTED);
	facts_set(&listener->facts, FACT_QUEUE, crowd_queue(i, crowd->tick));
	facts_set(&listener->facts, FACT_BACKLOG, of->backlog);
	if (listener->local.family != AF_UNIX)
		facts_set(&listener->facts, FACT_DROPS, crowd_drops(i, crowd->tick));
	if (is_tcp)
		crowd_add_looks(listener, i, crowd->tick);
	if (!of->pid) {
		listener->label[LABEL_NO_OWNER] = "held by the kernel, or by a process hidden"
						  " from us";
		return;
	}
	for (uint32_t p = 0; p < CROWD_PROCESSES; p++) {
		bool worker = of->pid == 1234 && crowd_processes[p].pid > 1234 &&
			      crowd_processes[p].pid < 1239;

		if (crowd_processes[p].pid == of->pid || worker)
			snapshot_add_owner(snap, index, p, 6 + (int)i % 7);
	}
}

CROWD void crowd_add_process(struct snapshot *snap, const struct crowd_process *of, uint64_t tick)
{
	struct process *process = snapshot_add_process(snap);
	bool worker = of->uid == 33;

	process->id = (struct process_id){ of->pid, 7700 + (uint64_t)of->pid };
	process->uid = of->uid;
	process->started = UINT64_C(3000000000000);
	process->label[LABEL_COMM] = of->comm;
	process->label[LABEL_COMMAND] = of->command;
	process->label[LABEL_PROCESS_USER] = of->user;
	process->label[LABEL_STATE] = of->state;
	process->label[LABEL_UNIT] = of->unit;
	facts_set(&process->facts, FACT_CPU, (int64_t)tick * (worker ? 981000000 : 3000000));
	facts_set(&process->facts, FACT_RSS, (int64_t)of->pid * 40960);
	facts_set(&process->facts, FACT_THREADS, of->pid == 871 ? 64 : 1);
	facts_set(&process->facts, FACT_NICE, of->pid == 640 ? -5 : 0);
	facts_set(&process->facts, FACT_FDS, worker ? 411 : 18);
	facts_set(&process->facts, FACT_FD_LIMIT, 1024);
}

CROWD void crowd_add_extra(struct snapshot *snap, unsigned i)
{
	struct listener *listener = snapshot_add_listener(snap);

	listener->id = (struct listener_id){ 4026531840, 70000 + i, 0 };
	listener->local.family = AF_INET;
	listener->local.port = (uint16_t)(20000 + i);
	crowd_expose(listener);
	facts_set(&listener->facts, FACT_STATE, STATE_LISTEN);
	facts_set(&listener->facts, FACT_QUEUE, 0);
	facts_set(&listener->facts, FACT_BACKLOG, 128);
	facts_set(&listener->facts, FACT_DROPS, 0);
}

/* All there is at one port of all addresses. */
CROWD struct listener *crowd_add_at(struct snapshot *snap, uint64_t number, uint16_t port,
				    enum listener_state state)
{
	struct listener *listener = snapshot_add_listener(snap);

	listener->id = (struct listener_id){ 4026531840, number, ID_COOKIE };
	listener->local.family = AF_INET;
	listener->local.port = port;
	crowd_expose(listener);
	facts_set(&listener->facts, FACT_STATE, state);
	return listener;
}

CROWD void crowd_add_passing(struct crowd *crowd, struct snapshot *snap)
{
	struct listener *listener;

	if (crowd->bound) {
		crowd_add_at(snap, 91000, 7000, STATE_BOUND);
		snapshot_add_owner(snap, (uint32_t)snap->listeners.count - 1, CROWD_PROCESSES - 1, 4);
	}
	if (!crowd->brief)
		return;
	crowd->brief = false;
	listener = crowd_add_at(snap, 92000 + crowd->tick, 7777, STATE_LISTEN);
	facts_set(&listener->facts, FACT_QUEUE, 0);
	facts_set(&listener->facts, FACT_BACKLOG, 5);
	facts_set(&listener->facts, FACT_OWNERLESS, OWNERLESS_CLOSED);
	listener->label[LABEL_NO_OWNER] = "closed: it was gone before anybody could be asked";
	snapshot_add_closing(snap, &listener->id, snap->at.monotonic - CLOCK_SECOND / 4);
}

/* Everyone is as expected but the one, and clients of UDP, who are not asked. */
CROWD void crowd_expect(struct crowd *crowd, struct snapshot *snap)
{
	size_t count = snap->listeners.count;
	struct listener *line;

	if (!crowd->baseline)
		return;
	snap->baseline = (struct baseline_facts){ snapshot_keep(snap, crowd->baseline), 30, 0, 0 };
	for (size_t i = 0; i < count; i++) {
		struct listener *listener = &snap->listeners.items[i];
		bool unexpected = listener->id.number == crowd->unexpected;

		if (!listener_listens(listener))
			continue;
		if (listener->protocol == PROTOCOL_UDP && listener->local.port >= 32768) {
			listener->label[LABEL_NOT_JUDGED] = "client: a UDP socket on a dynamic port"
							    " is most often a client's";
			continue;
		}
		facts_set(&listener->facts, FACT_UNEXPECTED, unexpected);
		listener->label[LABEL_UNEXPECTED_WHY] = unexpected ? "wider" : "";
		listener->label[LABEL_UNEXPECTED_DETAIL] =
			unexpected ? "line 12 expects 127.0.0.1" : "line 7";
	}
	if (!crowd->missing)
		return;
	line = crowd_add_at(snap, 17, 8443, STATE_MISSING);
	line->id.kind = ID_STATED;
	facts_set(&line->facts, FACT_MISSING, 1);
	facts_set(&line->facts, FACT_UNEXPECTED, 0);
	line->label[LABEL_UNEXPECTED_WHY] = "missing";
	line->label[LABEL_UNEXPECTED_DETAIL] = "line 9 expects exe=/usr/sbin/haproxy";
}

CROWD void crowd_add_worker(struct crowd *crowd, struct snapshot *snap, unsigned i)
{
	static const struct crowd_process process = { 0, 33, "www-data", "gunicorn",
		"gunicorn: worker [app]", "gunicorn.service", "S" };
	struct crowd_process of = process;
	bool stuck = i == 2;
	struct listener *listener = snapshot_add_listener(snap);

	listener->id = (struct listener_id){ 4026531840, 80000 + i, 0 };
	listener->uid = 33;
	listener->label[LABEL_USER] = "www-data";
	listener->label[LABEL_REUSEPORT] = "0.0.0.0:9000";
	listener->local.family = AF_INET;
	listener->local.port = 9000;
	crowd_expose(listener);
	facts_set(&listener->facts, FACT_STATE, STATE_LISTEN);
	facts_set(&listener->facts, FACT_QUEUE, stuck ? 65 : i % 2);
	facts_set(&listener->facts, FACT_BACKLOG, 64);
	facts_set(&listener->facts, FACT_DROPS, stuck ? (int64_t)crowd->tick * 3 : 0);
	facts_set(&listener->facts, FACT_QUEUE_PEAK, stuck ? 65 : 2);
	facts_set(&listener->facts, FACT_LOOK_PERIOD, 20);
	facts_set(&listener->facts, FACT_SYNQ, 1);
	of.pid = 4000 + (pid_t)i;
	of.state = stuck ? "T" : "S";
	crowd_add_process(snap, &of, stuck ? 1 : crowd->tick);
	snapshot_add_owner(snap, (uint32_t)(snap->listeners.count - 1),
			   (uint32_t)(snap->processes.count - 1), 7);
}

CROWD struct peer *crowd_add_peer(struct snapshot *snap, uint32_t listener, enum peer_kind kind,
				  unsigned n)
{
	struct peer *peer = snapshot_add_peer(snap, listener, kind);

	peer->remote.family = AF_INET;
	memcpy(peer->remote.bytes, (uint8_t[]){ 198, 51, 100, (uint8_t)(7 + n) }, 4);
	if (kind != PEER_TALKER) {
		peer->remote.port = (uint16_t)(51234 - n * 17);
		peer->state = kind == PEER_HANDSHAKE ? 3 : 1;
	}
	return peer;
}

/* Who is at the listener whose page is open: 129 wait of whom 40 were written down. */
CROWD void crowd_add_peers(struct snapshot *snap, uint32_t index)
{
	struct connections *connections = snapshot_add_connections(snap, index);
	int64_t queue = 0, shaking = 0;

	facts_get(&snap->listeners.items[index].facts, FACT_QUEUE, &queue);
	facts_get(&snap->listeners.items[index].facts, FACT_SYNQ, &shaking);
	connections->by_state[1] = 411 + (uint64_t)queue;
	connections->by_state[8] = 3;
	connections->waiting = (uint64_t)queue;
	for (unsigned i = 0; i < queue && i < 40; i++) {
		struct peer *peer = crowd_add_peer(snap, index, PEER_WAITING, i);

		facts_set(&peer->facts, FACT_PEER_WAIT, 12034 - i * 97);
		facts_set(&peer->facts, FACT_PEER_SENT, i % 4 == 3 ? 0 : 517);
	}
	for (unsigned i = 0; i < shaking; i++)
		crowd_add_peer(snap, index, PEER_HANDSHAKE, 60 + i);
	for (unsigned i = 0; i < 5; i++)
		facts_set(&crowd_add_peer(snap, index, PEER_TALKER, 80 + i)->facts,
			  FACT_PEER_CONNECTIONS, 200 >> i);
}

/* Threads of the process in focus, the main one first. */
CROWD void crowd_add_threads(struct snapshot *snap, uint32_t index, uint64_t tick)
{
	const struct process *process = &snap->processes.items[index];
	int64_t count = 1;

	facts_get(&process->facts, FACT_THREADS, &count);
	for (int64_t i = 0; i < count; i++) {
		struct thread *thread = snapshot_add_thread(snap, index);
		bool busy = i == 3 || process->uid == 33;
		char name[16];
		struct text text = TEXT_OVER(name);

		text_format(&text, i ? "pool-%d" : "java", (int)i);
		thread->tid = process->id.pid + (pid_t)i;
		thread->label[LABEL_THREAD_COMM] =
			count > 1 ? snapshot_keep(snap, name) : process->label[LABEL_COMM];
		thread->label[LABEL_THREAD_STATE] = busy ? "R" : "S";
		thread->label[LABEL_WCHAN] = busy ? "" : i % 2 ? "futex_wait_queue" : "do_epoll_wait";
		facts_set(&thread->facts, FACT_THREAD_CPU,
			  (int64_t)tick * (process->uid == 33 ? 970000000 : busy ? 2100000 : 15000));
		facts_set(&thread->facts, FACT_THREAD_NICE, i == 5 ? 10 : 0);
	}
}

/* What it has connections with: nginx's workers with many, others with nobody. */
CROWD void crowd_add_talk(struct snapshot *snap, uint32_t index)
{
	bool busy = snap->processes.items[index].uid == 33;
	struct talk *talk = snapshot_add_talk(snap, index);

	talk->descriptors = talk->looked_at = busy ? 411 : 18;
	if (!busy)
		return;
	talk->by_state[1] = 380;
	talk->by_state[8] = 3;
	talk->looked_at = 250;
	talk->partner_count = 12;
	talk->partners_in_all = 57;
	talk->partners = arena_alloc(&snap->arena, 12 * sizeof(*talk->partners));
	for (unsigned i = 0; i < 12; i++) {
		talk->partners[i].remote.family = AF_INET;
		memcpy(talk->partners[i].remote.bytes,
		       (uint8_t[]){ 198, 51, 100, (uint8_t)(7 + i) }, 4);
		talk->partners[i].connections = 120 - 9 * i;
	}
}

CROWD void crowd_look_at(struct snapshot *snap, struct process *process)
{
	bool java = process->id.pid == 871, worker = process->uid == 33;

	process->label[LABEL_EXECUTABLE] = java ? "/usr/lib/jvm/java-17-openjdk-amd64/bin/java" :
					   process->uid == 33 || process->id.pid == 1234 ?
						"/usr/sbin/nginx" : "/usr/bin/python3.11";
	process->label[LABEL_EXECUTABLE_STATE] = java ? "" : worker ? "replaced" : "deleted";
	process->label[LABEL_CAPABILITIES] = process->uid == 0 ? "all" :
		java ? "cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,cap_setgid,"
		       "cap_setuid,cap_setpcap,cap_net_bind_service,cap_net_raw,cap_sys_chroot,"
		       "cap_mknod,cap_audit_write,cap_setfcap" : "none";
	if (process->id.pid < 9000)
		process->label[LABEL_CONTAINER] = "";
	process->label[LABEL_CGROUP] = process->id.pid > 9000 ?
		"/user.slice/user-1001.slice/session-4.scope" :
		snapshot_keep(snap, java ? "/system.slice/app.service" : "/system.slice/nginx.service");
	facts_set(&process->facts, FACT_OOM_SCORE, java ? 721 : 667);
	facts_set(&process->facts, FACT_OOM_ADJUST, java ? 100 : 0);
}

CROWD uint32_t crowd_index(const struct snapshot *snap, pid_t pid)
{
	for (uint32_t i = 0; i < snap->processes.count; i++) {
		if (snap->processes.items[i].id.pid == pid)
			return i;
	}
	return (uint32_t)NO_PROCESS;
}

CROWD pid_t crowd_parent(const struct crowd *crowd, pid_t pid)
{
	static const pid_t pairs[][2] = {
		{ 1, 0 }, { 1235, 1234 }, { 1236, 1234 }, { 1237, 1234 }, { 1238, 1234 },
		{ 9921, 9900 }, { 9902, 9901 }, { 9901, 9900 }, { 9900, 9895 }, { 9895, 9890 }, { 9890, 655 },
	};

	if (crowd->far && pid == 9921)
		return 9902;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		if (pairs[i][0] == pid)
			return pairs[i][1];
	}
	return 1;
}

/* The process in focus and who started it, as far as the first of all. */
CROWD void crowd_look_at_process(struct crowd *crowd, struct snapshot *snap,
				 const struct process_id *id)
{
	uint32_t index;

	for (pid_t pid = id->pid; pid && pid != crowd->ended; pid = crowd_parent(crowd, pid)) {
		for (size_t i = 0; i < CROWD_KIN; i++) {
			if (crowd_kin[i].pid == pid)
				crowd_add_process(snap, &crowd_kin[i], crowd->tick);
		}
	}
	for (pid_t pid = id->pid; pid && pid != crowd->ended; pid = crowd_parent(crowd, pid)) {
		struct process *process = &snap->processes.items[crowd_index(snap, pid)];

		process->parent_pid = crowd_parent(crowd, pid);
		process->parent = crowd_index(snap, process->parent_pid);
	}
	index = crowd_index(snap, id->pid);
	if (index == (uint32_t)NO_PROCESS)
		return;
	if (crowd->unseen) {
		snapshot_add_gap(snap, "detail", "processes", EACCES, POWER_OBSERVE);
		snapshot_add_gap(snap, "talk", "descriptors", EACCES, POWER_OBSERVE);
		return;
	}
	crowd_look_at(snap, &snap->processes.items[index]);
	if (crowd->headless)
		snap->processes.items[index].label[LABEL_STATE] = "Z";
	crowd_add_threads(snap, index, crowd->tick);
	if (!crowd->unasked)
		crowd_add_talk(snap, index);
}

/* What one or another word of the baseline stands for, and who is not judged. Of redis and
 * python it is known what they run. */
CROWD void crowd_add_strangers(struct snapshot *snap)
{
	static const struct { uint64_t number; const char *why, *detail; } strangers[] = {
		{ 54503, "new", "no line expects tcp on port 39121" },
		{ 54504, "replaced", "line 5 expects exe=/usr/sbin/sshd, which was replaced" },
		{ 54506, "other-user", "line 7 expects user=nobody" },
		{ 54507, "other-user", "line 7 expects user=nobody" },
		{ 54508, "new", "no line expects tcp on port 5432" },
		{ 54511, "new", "no line expects tcp on port 2049" },
		{ 80000, "new", "no line expects tcp on port 9000" },
		{ 80001, "new", "no line expects tcp on port 9000" },
		{ 80003, "new", "no line expects tcp on port 9000" },
	};

	for (size_t i = 0; i < snap->processes.count; i++) {
		struct process *process = &snap->processes.items[i];

		if (process->id.pid == 902)
			process->label[LABEL_EXECUTABLE] = "/usr/bin/redis-server";
		if (process->id.pid == 9921)
			process->label[LABEL_EXECUTABLE] = "/usr/bin/python3.11";
	}
	for (size_t i = 0; i < snap->listeners.count; i++) {
		struct listener *listener = &snap->listeners.items[i];

		for (size_t n = 0; n < sizeof(strangers) / sizeof(*strangers); n++) {
			if (listener->id.number != strangers[n].number)
				continue;
			facts_set(&listener->facts, FACT_UNEXPECTED, 1);
			listener->label[LABEL_UNEXPECTED_WHY] = strangers[n].why;
			listener->label[LABEL_UNEXPECTED_DETAIL] = strangers[n].detail;
		}
		if (listener->id.number == 54511)
			facts_set(&listener->facts, FACT_OWNERLESS, OWNERLESS_NOBODY);
		if (listener->id.number != 54518)
			continue;
		facts_set(&listener->facts, FACT_OWNERLESS, OWNERLESS_NOT_YET);
		listener->facts.present &= ~(UINT64_C(1) << FACT_UNEXPECTED);
	}
}

CROWD void crowd_look_closer(struct crowd *crowd, struct snapshot *snap)
{
	struct focus focus = ui_focus(crowd->ui);

	for (uint32_t i = 0; focus.has_listener && i < snap->listeners.count; i++) {
		struct listener *listener = &snap->listeners.items[i];

		if (listener_id_compare(&listener->id, &focus.listener) == 0 &&
		    listener->protocol == PROTOCOL_TCP && !crowd->unasked)
			crowd_add_peers(snap, i);
	}
	if (focus.has_process)
		crowd_look_at_process(crowd, snap, &focus.process);
}

CROWD void crowd_add_netns(struct crowd *crowd, struct snapshot *snap)
{
	struct netns *netns = snapshot_add_netns(snap);
	int64_t over = crowd->tick > 30 ? ((int64_t)crowd->tick - 30) * 14 : 0;

	netns->inode = 4026531840;
	/* What did not happen is counted, too. */
	for (unsigned fact = FACT_LISTEN_OVERFLOWS; fact < NETNS_FACTS_END; fact++) {
		if (fact_info[fact].kind == FACT_COUNTER)
			facts_set(&netns->facts, (enum fact_id)fact, 0);
	}
	facts_set(&netns->facts, FACT_LISTEN_OVERFLOWS, over);
	facts_set(&netns->facts, FACT_LISTEN_DROPS, over);
	facts_set(&netns->facts, FACT_TCP_REQ_Q_FULL_DROP, 0);
	facts_set(&netns->facts, FACT_TCP_REQ_Q_FULL_DO_COOKIES, 0);
	facts_set(&netns->facts, FACT_SYNCOOKIES_SENT, 0);
	facts_set(&netns->facts, FACT_UDP_IN_ERRORS, (int64_t)(crowd->tick / 5));
	facts_set(&netns->facts, FACT_SOMAXCONN, 4096);
	facts_set(&netns->facts, FACT_TCP_SYNCOOKIES, 1);
	facts_set(&netns->facts, FACT_TCP_MAX_SYN_BACKLOG, 512);
	facts_set(&netns->facts, FACT_TCP_ABORT_ON_OVERFLOW, 0);
	facts_set(&netns->facts, FACT_UDP_NO_PORTS, 17);
	facts_set(&netns->facts, FACT_UDP_MEM_MIN, 94209);
	facts_set(&netns->facts, FACT_UDP_MEM_PRESSURE, 125612);
	facts_set(&netns->facts, FACT_UDP_MEM_MAX, 188418);
	facts_set(&netns->facts, FACT_IP_LOCAL_PORT_FIRST, 32768);
	facts_set(&netns->facts, FACT_IP_LOCAL_PORT_LAST, 60999);
	facts_set(&netns->facts, FACT_IP_UNPRIVILEGED_PORT_START, 1024);
	facts_set(&netns->facts, FACT_RMEM_DEFAULT, 212992);
	facts_set(&netns->facts, FACT_RMEM_MAX, 212992);
}

/* Monotonic ns of the tick we are at: what the loop would give as `now`. */
CROWD uint64_t crowd_now(const struct crowd *crowd)
{
	return (5000 + crowd->tick) * CLOCK_SECOND;
}

CROWD void crowd_tick(struct crowd *crowd)
{
	/* 2026-01-31 14:06:00 UTC and so many seconds. */
	struct instant at = { 0, 0, (UINT64_C(1769868360) + crowd->tick) * CLOCK_SECOND };
	struct snapshot *snap;

	crowd->tick++;
	at.monotonic = at.boot = crowd_now(crowd);
	snap = snapshot_new(at);
	for (size_t i = 0; i < CROWD_PROCESSES; i++) {
		crowd_add_process(snap, &crowd_processes[i], crowd->tick);
		if (crowd_processes[i].pid == crowd->reborn)
			snap->processes.items[i].id.identity++;
	}
	for (size_t i = 0; i < CROWD_LISTENERS; i++)
		crowd_add_listener(crowd, snap, i);
	for (unsigned i = 0; i < crowd->extra; i++)
		crowd_add_extra(snap, i);
	for (unsigned i = 0; i < crowd->workers; i++)
		crowd_add_worker(crowd, snap, i);
	crowd_add_passing(crowd, snap);
	crowd_expect(crowd, snap);
	if (crowd->strangers)
		crowd_add_strangers(snap);
	crowd_look_closer(crowd, snap);
	crowd_add_netns(crowd, snap);
	for (unsigned i = 0; crowd->gap && i < 212; i++)
		snapshot_add_gap(snap, "owner", "processes", EACCES, POWER_OBSERVE);
	snapshot_seal(snap);
	model_update(crowd->model, snap);
	judge_update(crowd->judge, crowd->model);
	crowd->scene = (struct scene){
		.model = crowd->model,
		.judge = crowd->judge,
		.at = at,
		.host = "web01",
		.uptime = 41 * 86400 + 3 * 3600 + 12 * 60,
		.delay = crowd->settings.delay,
		.interval = model_interval(crowd->model),
		.tick = crowd->tick,
		.late = 0,
		.live = true,
		.cost = { .tick_ms = 0.62, .frames = crowd->tick, .bytes = crowd->tick * 140 },
	};
	ui_refresh(crowd->ui, &crowd->scene, crowd_now(crowd));
}

CROWD void crowd_ticks(struct crowd *crowd, unsigned ticks)
{
	while (ticks--)
		crowd_tick(crowd);
}

CROWD void crowd_open(struct crowd *crowd, unsigned width, unsigned height, bool ascii)
{
	struct query query;

	setlocale(LC_CTYPE, "C.UTF-8");
	setenv("TZ", "UTC0", 1);
	*crowd = (struct crowd){
		.model = model_new(),
		.judge = judge_new(),
		.width = width,
		.height = height,
	};
	settings_init(&crowd->settings);
	crowd->settings.ascii_only = ascii;
	query_init(&query, TABLE_LISTENERS, width);
	crowd->ui = ui_new(&crowd->settings, &query);
	canvas_init(&crowd->canvas, ascii);
}

CROWD void crowd_close(struct crowd *crowd)
{
	ui_free(crowd->ui);
	judge_free(crowd->judge);
	model_free(crowd->model);
	settings_free(&crowd->settings);
	canvas_free(&crowd->canvas);
}

CROWD void crowd_draw(struct crowd *crowd)
{
	ui_draw(crowd->ui, &crowd->canvas, crowd->width, crowd->height, crowd_now(crowd));
}

CROWD enum intent crowd_key(struct crowd *crowd, uint32_t key)
{
	struct key_press press = { .key = key };

	return ui_key(crowd->ui, &press, crowd_now(crowd));
}

CROWD enum intent crowd_click(struct crowd *crowd, uint32_t key, unsigned x, unsigned y)
{
	struct key_press press = { .key = key, .x = x, .y = y };

	return ui_key(crowd->ui, &press, crowd_now(crowd));
}

CROWD void crowd_type(struct crowd *crowd, const char *keys)
{
	for (; *keys; keys++)
		crowd_key(crowd, (unsigned char)*keys);
}

/* The row that has these words. */
CROWD void crowd_go_to(struct crowd *crowd, const char *words)
{
	crowd_type(crowd, "/");
	crowd_type(crowd, words);
	crowd_key(crowd, KEY_RETURN);
	crowd_key(crowd, KEY_ESCAPE);
}

CROWD enum intent crowd_press_at(struct crowd *crowd, struct key_press press, unsigned ms)
{
	return ui_key(crowd->ui, &press, crowd_now(crowd) + ms * CLOCK_MILLISECOND);
}

enum { CROWD_READ = 200 };              /* ms that reading what is on the screen takes */

/* What is on the screen is read before the key is pressed. */
CROWD enum intent crowd_answer(struct crowd *crowd, uint32_t key)
{
	crowd_draw(crowd);
	return crowd_press_at(crowd, (struct key_press){ .key = key }, CROWD_READ);
}

enum { CROWD_LINE = 4096 };

/* A line of the drawn screen. */
CROWD const char *crowd_line(struct crowd *crowd, unsigned y, char line[CROWD_LINE])
{
	canvas_line(&crowd->canvas, y, line, CROWD_LINE);
	return line;
}

/* Draws, and tells which line has the words first; -1 none. */
CROWD int crowd_find(struct crowd *crowd, const char *words)
{
	char line[CROWD_LINE];

	crowd_draw(crowd);
	for (unsigned y = 0; y < crowd->canvas.height; y++) {
		if (strstr(crowd_line(crowd, y, line), words))
			return (int)y;
	}
	return -1;
}

CROWD bool shows(struct crowd *crowd, const char *words)
{
	return crowd_find(crowd, words) >= 0;
}

#endif
