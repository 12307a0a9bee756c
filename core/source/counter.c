/* counter.c - what did each namespace count, and which sysctls bind? */
#include "source/sources.h"

#include "base/memory.h"
#include "base/text.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "wire/host.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <stdlib.h>

enum { SYSCTLS_EVERY = 10 };            /* ticks */
enum { FILE_ROOM = 32768 };

enum { COUNTERS_MOST = 16 };              /* in one file */

struct counter {
	enum fact_id fact;
	const char *group, *name;       /* as struct proc_counter has them */
};

static const struct counter_file {
	const char *name;
	bool optional;                  /* not there without IPv6 */
	struct counter counters[COUNTERS_MOST]; /* ended by a NULL name */
} files[] = {
	{ "netstat", false, {
		{ FACT_LISTEN_OVERFLOWS, "TcpExt", "ListenOverflows" },
		{ FACT_LISTEN_DROPS, "TcpExt", "ListenDrops" },
		{ FACT_TCP_REQ_Q_FULL_DROP, "TcpExt", "TCPReqQFullDrop" },
		{ FACT_TCP_REQ_Q_FULL_DO_COOKIES, "TcpExt", "TCPReqQFullDoCookies" },
		{ FACT_SYNCOOKIES_SENT, "TcpExt", "SyncookiesSent" },
		{ FACT_SYNCOOKIES_RECV, "TcpExt", "SyncookiesRecv" },
		{ FACT_SYNCOOKIES_FAILED, "TcpExt", "SyncookiesFailed" },
		{ FACT_TCP_BACKLOG_DROP, "TcpExt", "TCPBacklogDrop" },
		{ FACT_TCP_DEFER_ACCEPT_DROP, "TcpExt", "TCPDeferAcceptDrop" },
		{ FACT_PF_MEMALLOC_DROP, "TcpExt", "PFMemallocDrop" },
		{ FACT_TCP_TIME_WAIT_OVERFLOW, "TcpExt", "TCPTimeWaitOverflow" },
		{ FACT_EMBRYONIC_RSTS, "TcpExt", "EmbryonicRsts" },
		{ FACT_TCP_SYN_RETRANS, "TcpExt", "TCPSynRetrans" },
	} },
	{ "snmp", false, {
		{ FACT_UDP_RCVBUF_ERRORS, "Udp", "RcvbufErrors" },
		{ FACT_UDP_IN_ERRORS, "Udp", "InErrors" },
		{ FACT_UDP_MEM_ERRORS, "Udp", "MemErrors" },
		{ FACT_UDP_NO_PORTS, "Udp", "NoPorts" },
		{ FACT_UDPLITE_RCVBUF_ERRORS, "UdpLite", "RcvbufErrors" },
		{ FACT_UDPLITE_IN_ERRORS, "UdpLite", "InErrors" },
		{ FACT_UDPLITE_MEM_ERRORS, "UdpLite", "MemErrors" },
	} },
	{ "snmp6", true, {
		{ FACT_UDP6_RCVBUF_ERRORS, NULL, "Udp6RcvbufErrors" },
		{ FACT_UDP6_IN_ERRORS, NULL, "Udp6InErrors" },
		{ FACT_UDP6_MEM_ERRORS, NULL, "Udp6MemErrors" },
		{ FACT_UDP6_NO_PORTS, NULL, "Udp6NoPorts" },
		{ FACT_UDPLITE6_RCVBUF_ERRORS, NULL, "UdpLite6RcvbufErrors" },
		{ FACT_UDPLITE6_IN_ERRORS, NULL, "UdpLite6InErrors" },
	} },
};

enum { FILES = sizeof files / sizeof *files };

/* A file of `count` numbers. Not all are there in other namespaces than the first
 * (rmem_*, udp_mem). */
static const struct sysctl {
	const char *path;
	size_t count;
	enum fact_id facts[PROC_NUMBERS];
} sysctls[] = {
	{ "sys/net/core/somaxconn", 1, { FACT_SOMAXCONN } },
	{ "sys/net/core/rmem_default", 1, { FACT_RMEM_DEFAULT } },
	{ "sys/net/core/rmem_max", 1, { FACT_RMEM_MAX } },
	{ "sys/net/ipv4/tcp_max_syn_backlog", 1, { FACT_TCP_MAX_SYN_BACKLOG } },
	{ "sys/net/ipv4/tcp_syncookies", 1, { FACT_TCP_SYNCOOKIES } },
	{ "sys/net/ipv4/tcp_abort_on_overflow", 1, { FACT_TCP_ABORT_ON_OVERFLOW } },
	{ "sys/net/ipv4/udp_mem", 3,
	  { FACT_UDP_MEM_MIN, FACT_UDP_MEM_PRESSURE, FACT_UDP_MEM_MAX } },
	{ "sys/net/ipv4/ip_local_port_range", 2,
	  { FACT_IP_LOCAL_PORT_FIRST, FACT_IP_LOCAL_PORT_LAST } },
	{ "sys/net/ipv4/ip_unprivileged_port_start", 1, { FACT_IP_UNPRIVILEGED_PORT_START } },
};

enum { SYSCTLS = sizeof sysctls / sizeof *sysctls };

struct counter_source {
	struct source source;
	const struct procfs *fs;
	unsigned tick;
	bool suspected;                 /* a listener is in trouble */
	struct { bool known; int64_t values[PROC_NUMBERS]; } sysctls[SYSCTLS];
	struct procfs_file own[FILES];  /* of our own namespace */
	char text[FILE_ROOM];
};

static void tell_counters(struct counter_source *source, const struct counter_file *file,
			  size_t size, struct netns *netns)
{
	struct proc_counter found[COUNTERS_MOST];
	size_t count = 0;

	for (; count < COUNTERS_MOST && file->counters[count].name; count++)
		found[count] = (struct proc_counter){
			.group = file->counters[count].group, .name = file->counters[count].name,
		};
	proc_counters(source->text, size, found, count);
	for (size_t i = 0; i < count; i++)
		if (found[i].known)
			facts_set(&netns->facts, file->counters[i].fact, found[i].value);
}

static ssize_t read_file(struct counter_source *source, const struct netns *netns, size_t number)
{
	char path[64];
	struct text text = TEXT_OVER(path);

	if (netns->witness)
		text_format(&text, "%d/", (int)netns->witness);
	text_format(&text, "net/%s", files[number].name);
	if (netns->witness)
		return procfs_read(source->fs, path, source->text, sizeof source->text);
	return procfs_file_read(source->fs, &source->own[number], path, source->text,
				sizeof source->text);
}

static void read_counters(struct counter_source *source, struct snapshot *snap,
			  struct netns *netns, size_t number)
{
	const struct counter_file *file = &files[number];
	ssize_t size = read_file(source, netns, number);

	if (size > 0)
		tell_counters(source, file, (size_t)size, netns);
	else if (size < 0 && !file->optional)
		snapshot_add_gap(snap, "counter", file->name, (int)-size, POWER_NONE);
}

static void read_sysctls(struct counter_source *source)
{
	for (size_t i = 0; i < SYSCTLS; i++) {
		char text[128];
		ssize_t size = procfs_read(source->fs, sysctls[i].path, text, sizeof text);

		source->sysctls[i].known =
			size > 0 && proc_numbers(text, (size_t)size, source->sysctls[i].values,
						 sysctls[i].count);
	}
}

/* /proc/sys/net shows the reader's own namespace and no other. */
static void tell_sysctls(const struct counter_source *source, struct netns *netns)
{
	if (netns->witness)
		return;
	for (size_t i = 0; i < SYSCTLS; i++)
		for (size_t n = 0; source->sysctls[i].known && n < sysctls[i].count; n++)
			facts_set(&netns->facts, sysctls[i].facts[n],
				  source->sysctls[i].values[n]);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct counter_source *source = (struct counter_source *)self;

	(void)deadline;
	if (source->tick++ % SYSCTLS_EVERY == 0 || source->suspected)
		read_sysctls(source);
	for (size_t i = 0; i < snap->netns.count; i++) {
		struct netns *netns = &snap->netns.items[i];

		for (size_t number = 0; number < FILES; number++)
			read_counters(source, snap, netns, number);
		tell_sysctls(source, netns);
	}
}

/* Where a listener is in trouble somebody may be turning these right now, and what is
 * advised rests on them. */
static void focus(struct source *self, const struct focus *on)
{
	((struct counter_source *)self)->suspected = on->suspect_count > 0;
}

static void close_counter(struct source *self)
{
	struct counter_source *source = (struct counter_source *)self;

	for (size_t number = 0; number < FILES; number++)
		procfs_file_close(&source->own[number]);
	free(source);
}

struct source *source_counter(struct host *host)
{
	struct counter_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){
		.name = "counter", .collect = collect, .focus = focus, .close = close_counter,
	};
	source->fs = host_procfs(host);
	return &source->source;
}
