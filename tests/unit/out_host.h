/* out_host.h - a host made by hand for the tests of outputs: names that want to
 * harm, a queue that is too full, sockets that nobody holds. */
#ifndef LSN_UNIT_OUT_HOST_H
#define LSN_UNIT_OUT_HOST_H

#include "base/text.h"
#include "fact/snapshot.h"
#include "model/model.h"
#include "out/out.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define HOST_WALL UINT64_C(1769868451004000000)

struct host_tick {
	unsigned tick;
	int64_t drops;
};

static inline struct listener *host_listener(struct snapshot *snap, enum protocol protocol,
					     int family, const char *local, uint16_t port)
{
	struct listener *listener = snapshot_add_listener(snap);

	listener->id = (struct listener_id){ UINT64_C(4026531840), snap->listeners.count + 54548, 0 };
	listener->inode = (uint32_t)(2215791 + snap->listeners.count);
	listener->protocol = protocol;
	listener->uid = 0;
	listener->local.family = (uint8_t)family;
	listener->local.port = port;
	facts_set(&listener->facts, FACT_STATE,
		  protocol == PROTOCOL_UDP ? STATE_UNCONNECTED : STATE_LISTEN);
	if (family == AF_UNIX)
		listener->local.path = local;
	else
		inet_pton(family, local, listener->local.bytes);
	return listener;
}

static inline void host_queue(struct listener *listener, int64_t queue, int64_t backlog)
{
	facts_set(&listener->facts, FACT_QUEUE, queue);
	facts_set(&listener->facts, FACT_BACKLOG, backlog);
}

static inline uint32_t host_process(struct snapshot *snap, pid_t pid, const char *comm,
				    const char *command)
{
	struct process *process = snapshot_add_process(snap);

	process->id = (struct process_id){ pid, 1 };
	process->label[LABEL_COMM] = comm;
	process->label[LABEL_COMMAND] = command;
	return (uint32_t)snap->processes.count - 1;
}

static inline void host_expose(struct listener *listener, enum exposure exposure,
			       const char *interfaces)
{
	facts_set(&listener->facts, FACT_EXPOSURE, exposure);
	listener->label[LABEL_INTERFACES] = interfaces;
	if (!listener->local.port)
		return;
	facts_set(&listener->facts, FACT_PRIVILEGED, 1);
	listener->label[LABEL_PORT_CLASS] = "well-known";
}

static inline void host_listeners(struct snapshot *snap, int64_t drops)
{
	struct listener *listener;

	listener = host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 443);
	host_queue(listener, 129, 128);
	facts_set(&listener->facts, FACT_DROPS, drops);
	facts_set(&listener->facts, FACT_QUEUE_PEAK, 129);
	facts_set(&listener->facts, FACT_WAIT, 12034);
	facts_set(&listener->facts, FACT_SYNQ, 3);
	listener->label[LABEL_REUSEPORT] = "4026531840/0.0.0.0:443";
	listener->label[LABEL_USER] = "root";
	listener->label[LABEL_SERVICE] = "https";
	host_expose(listener, EXPOSURE_ANY, "lo, e\033[1mth0");

	listener = host_listener(snap, PROTOCOL_TCP, AF_INET6, "fe80::1", 80);
	host_queue(listener, 44, 128);
	facts_set(&listener->facts, FACT_DROPS, 7);
	facts_set(&listener->facts, FACT_V6ONLY, 1);
	listener->local.device = "eth0";
	listener->uid = 33;
	host_expose(listener, EXPOSURE_LINK, "");

	listener = host_listener(snap, PROTOCOL_UDP, AF_INET, "127.0.0.1", 53);
	host_queue(listener, 768, 212992);
	facts_set(&listener->facts, FACT_DROPS, 0);
	listener->label[LABEL_USER] = "ev\033[1mil";
	host_expose(listener, EXPOSURE_LOOPBACK, NULL);

	listener = host_listener(snap, PROTOCOL_UNIX_STREAM, AF_UNIX, "@abs\033]0;x\a\xff\"y\"", 0);
	host_queue(listener, 0, 4096);
	listener->label[LABEL_NO_OWNER] = "not allowed";
	host_expose(listener, EXPOSURE_LOCAL, NULL);

	listener = host_listener(snap, PROTOCOL_UNIX_SEQPACKET, AF_UNIX, "/run/a,b\n\xe2\x80\xae" "c", 0);
	listener->uid = (uid_t)-1;
}

static inline void host_owners(struct snapshot *snap)
{
	uint32_t master = host_process(snap, 1234, "nginx", "nginx: master process");
	uint32_t worker = host_process(snap, 1235, "nginx", "nginx: worker process");
	uint32_t evil = host_process(snap, 666, "\033[31mx",
				     "sh -c \"a, b\"\n\xc2\x9b"
				     "31m \xf0\x9f\x98\x80 \xff\x7f");
	uint32_t silent = host_process(snap, 7, NULL, NULL);

	snap->processes.items[master].label[LABEL_UNIT] = "nginx.service";
	snapshot_add_owner(snap, 0, worker, 6);
	snapshot_add_owner(snap, 0, master, 6);
	snapshot_add_owner(snap, 2, evil, 3);
	snapshot_add_owner(snap, 4, silent, 9);
}

static inline void host_netns(struct snapshot *snap)
{
	struct netns *netns = snapshot_add_netns(snap);

	netns->inode = UINT64_C(4026531840);
	facts_set(&netns->facts, FACT_LISTEN_OVERFLOWS, 1204);
	facts_set(&netns->facts, FACT_TCP_ABORT_ON_OVERFLOW, 0);
	facts_set(&netns->facts, FACT_SOMAXCONN, 4096);
}

static inline struct snapshot *host_snapshot(unsigned tick)
{
	struct snapshot *snap = snapshot_new((struct instant){
		.monotonic = (1 + 2 * (uint64_t)tick) * CLOCK_SECOND,
		.boot = (1 + 2 * (uint64_t)tick) * CLOCK_SECOND,
		.wall = HOST_WALL + 2 * (uint64_t)tick * CLOCK_SECOND,
	});

	host_listeners(snap, 1204 + 28 * (int64_t)tick);
	host_owners(snap);
	host_netns(snap);
	for (unsigned i = 0; i < 212; i++)
		snapshot_add_gap(snap, "owner", "processes", EACCES, POWER_OBSERVE);
	snapshot_add_gap(snap, "unseen", "sctp", EPROTONOSUPPORT, POWER_NONE);
	snapshot_add_gap(snap, "counter", "netstat", EIO, POWER_NONE);
	snapshot_seal(snap);
	return snap;
}

/* What the writer makes of the host, after one or two ticks: to be freed. */
struct host_report {
	const char *writer, *columns, *filter;
	unsigned ticks;
	bool ascii, color, later, dated, nobody, ipv6;
	const struct judge *judge;
};

static inline struct scene host_scene(const struct model *model, unsigned ticks)
{
	return (struct scene){
		.model = model,
		.at = model_snapshot(model)->at,
		.host = "web\xff\033[1m01",
		.uptime = -1,
		.delay = 2,
		.interval = model_interval(model),
		.tick = ticks,
		.live = true,
	};
}

static inline void host_update(struct model *model, const struct host_report *asked)
{
	for (unsigned tick = 0; tick < asked->ticks; tick++) {
		struct snapshot *snap;

		if (!asked->nobody) {
			model_update(model, host_snapshot(tick));
			continue;
		}
		snap = snapshot_new((struct instant){ .wall = HOST_WALL });
		snapshot_seal(snap);
		model_update(model, snap);
	}
}

static inline char *host_written(const struct host_report *asked)
{
	char buffer[256], *written = NULL;
	struct text why = TEXT_OVER(buffer);
	struct model *model = model_new();
	struct table table = { 0 };
	struct query query;
	struct scene scene;
	struct report report = {
		.scene = &scene,
		.query = &query,
		.table = &table,
		.first = !asked->later,
		.ascii = asked->ascii,
		.color = asked->color,
		.dated = asked->dated,
	};
	size_t size;
	FILE *file = open_memstream(&written, &size);

	host_update(model, asked);
	scene = host_scene(model, asked->ticks);
	scene.judge = asked->judge;
	query_init(&query, TABLE_LISTENERS, 0);
	assert_true(!asked->columns || query_set_columns(&query, asked->columns, &why));
	assert_true(query_set_filter(&query, asked->filter, &why));
	query.selection.ipv6 = asked->ipv6;
	table_fill(&table, &query, &scene, TABLE_SORT);
	assert_true(writer_find(asked->writer)->write(file, &report));
	assert_int_equal(fclose(file), 0);
	table_free(&table);
	query_free(&query);
	model_free(model);
	return written;
}

/* Must be what tests/golden/<name> holds; UPDATE_GOLDEN=1 writes it anew. */
static inline void assert_golden(const char *name, const char *written)
{
	const char *source = getenv("srcdir"), *update = getenv("UPDATE_GOLDEN");
	char path[4096], *golden = NULL;
	struct text text = TEXT_OVER(path);
	size_t size = 0;
	FILE *file;

	text_format(&text, "%s/tests/golden/%s", source ? source : ".", name);
	if (update && *update) {
		file = fopen(path, "w");
		assert_non_null(file);
		assert_true(fputs(written, file) >= 0);
		assert_int_equal(fclose(file), 0);
		return;
	}
	file = fopen(path, "r");
	if (!file)
		fail_msg("%s: %s", path, strerror(errno));
	assert_true(getdelim(&golden, &size, '\0', file) > 0);
	fclose(file);
	assert_string_equal(written, golden);
	free(golden);
}

/* No byte that a terminal obeys, but the line feed; and UTF-8 (ascii: ASCII). */
static inline void assert_harmless(const char *written, bool ascii)
{
	char *again = malloc(strlen(written) + 1);
	struct text text = text_over(again, strlen(written) + 1);

	for (const char *at = written; *at;) {
		size_t size = strcspn(at, "\n");

		text_printable_bytes(&text, at, size, ascii);
		at += size;
		if (*at) {
			text_add(&text, "\n");
			at++;
		}
	}
	assert_string_equal(again, written);
	free(again);
}

#endif
