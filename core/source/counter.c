/* counter.c - what did each namespace count, and which sysctls bind? */
#include "source/sources.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "wire/host.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <stdlib.h>

enum { SYSCTLS_EVERY = 10 };            /* ticks */
enum { FILE_ROOM = 32768 };

enum counter_file { NETSTAT, SNMP, SNMP6, COUNTER_FILES };

static const char *const file_names[COUNTER_FILES] = {
	[NETSTAT] = "netstat",
	[SNMP] = "snmp",
	[SNMP6] = "snmp6",
};

static const struct counter { enum fact_id fact; enum counter_file file; const char *group, *name; } counters[] = {
	{ FACT_LISTEN_OVERFLOWS, NETSTAT, "TcpExt", "ListenOverflows" },
	{ FACT_LISTEN_DROPS, NETSTAT, "TcpExt", "ListenDrops" },
	{ FACT_TCP_REQ_Q_FULL_DROP, NETSTAT, "TcpExt", "TCPReqQFullDrop" },
	{ FACT_TCP_REQ_Q_FULL_DO_COOKIES, NETSTAT, "TcpExt", "TCPReqQFullDoCookies" },
	{ FACT_SYNCOOKIES_SENT, NETSTAT, "TcpExt", "SyncookiesSent" },
	{ FACT_SYNCOOKIES_RECV, NETSTAT, "TcpExt", "SyncookiesRecv" },
	{ FACT_SYNCOOKIES_FAILED, NETSTAT, "TcpExt", "SyncookiesFailed" },
	{ FACT_TCP_BACKLOG_DROP, NETSTAT, "TcpExt", "TCPBacklogDrop" },
	{ FACT_TCP_DEFER_ACCEPT_DROP, NETSTAT, "TcpExt", "TCPDeferAcceptDrop" },
	{ FACT_TCP_ABORT_ON_OVERFLOW, NETSTAT, "TcpExt", "TCPAbortOnOverflow" },
	{ FACT_PF_MEMALLOC_DROP, NETSTAT, "TcpExt", "PFMemallocDrop" },
	{ FACT_TCP_TIME_WAIT_OVERFLOW, NETSTAT, "TcpExt", "TCPTimeWaitOverflow" },
	{ FACT_EMBRYONIC_RSTS, NETSTAT, "TcpExt", "EmbryonicRsts" },
	{ FACT_UDP_RCVBUF_ERRORS, SNMP, "Udp", "RcvbufErrors" },
	{ FACT_UDP_IN_ERRORS, SNMP, "Udp", "InErrors" },
	{ FACT_UDP_MEM_ERRORS, SNMP, "Udp", "MemErrors" },
	{ FACT_UDP_NO_PORTS, SNMP, "Udp", "NoPorts" },
	{ FACT_UDPLITE_RCVBUF_ERRORS, SNMP, "UdpLite", "RcvbufErrors" },
	{ FACT_UDPLITE_IN_ERRORS, SNMP, "UdpLite", "InErrors" },
	{ FACT_UDP6_RCVBUF_ERRORS, SNMP6, NULL, "Udp6RcvbufErrors" },
	{ FACT_UDP6_IN_ERRORS, SNMP6, NULL, "Udp6InErrors" },
	{ FACT_UDP6_NO_PORTS, SNMP6, NULL, "Udp6NoPorts" },
};

/* Not all are there in other namespaces than the first (rmem_*). */
static const struct sysctl { enum fact_id fact; const char *path; } sysctls[] = {
	{ FACT_SOMAXCONN, "sys/net/core/somaxconn" },
	{ FACT_RMEM_DEFAULT, "sys/net/core/rmem_default" },
	{ FACT_RMEM_MAX, "sys/net/core/rmem_max" },
	{ FACT_TCP_MAX_SYN_BACKLOG, "sys/net/ipv4/tcp_max_syn_backlog" },
	{ FACT_TCP_SYNCOOKIES, "sys/net/ipv4/tcp_syncookies" },
	{ FACT_TCP_ABORT_ON_OVERFLOW_SYSCTL, "sys/net/ipv4/tcp_abort_on_overflow" },
	{ FACT_IP_UNPRIVILEGED_PORT_START, "sys/net/ipv4/ip_unprivileged_port_start" },
};

enum { SYSCTLS = sizeof sysctls / sizeof *sysctls };

struct counter_source {
	struct source source;
	const struct procfs *fs;
	unsigned tick;
	struct { bool known; int64_t value; } sysctls[SYSCTLS];
	char text[FILE_ROOM];
};

static void read_counters(struct counter_source *source, struct snapshot *snap,
			  struct netns *netns, enum counter_file file)
{
	char path[64];
	struct text text = TEXT_OVER(path);
	ssize_t size;

	if (netns->witness)
		text_format(&text, "%d/", (int)netns->witness);
	text_format(&text, "net/%s", file_names[file]);
	size = procfs_read(source->fs, path, source->text, sizeof source->text);
	/* Without IPv6 there is no snmp6. */
	if (size < 0 && file != SNMP6)
		snapshot_add_gap(snap, "counter", file_names[file], (int)-size, POWER_NONE);
	for (size_t i = 0; size > 0 && i < sizeof counters / sizeof *counters; i++) {
		const struct counter *counter = &counters[i];
		int64_t value;

		if (counter->file != file)
			continue;
		if (counter->group ? proc_pairs_find(source->text, (size_t)size, counter->group,
						     counter->name, &value) :
				     proc_lines_find(source->text, (size_t)size, counter->name, &value))
			facts_set(&netns->facts, counter->fact, value);
	}
}

static void read_sysctls(struct counter_source *source)
{
	for (size_t i = 0; i < SYSCTLS; i++) {
		char text[64];
		ssize_t size = procfs_read(source->fs, sysctls[i].path, text, sizeof text);

		while (size > 0 && text[size - 1] == '\n')
			size--;
		source->sysctls[i].known =
			size > 0 && number_signed(text, (size_t)size, &source->sysctls[i].value);
	}
}

/* /proc/sys/net shows the reader's own namespace and no other. */
static void tell_sysctls(const struct counter_source *source, struct netns *netns)
{
	if (netns->witness)
		return;
	for (size_t i = 0; i < SYSCTLS; i++)
		if (source->sysctls[i].known)
			facts_set(&netns->facts, sysctls[i].fact, source->sysctls[i].value);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct counter_source *source = (struct counter_source *)self;

	(void)deadline;
	if (source->tick++ % SYSCTLS_EVERY == 0)
		read_sysctls(source);
	for (size_t i = 0; i < snap->netns.count; i++) {
		struct netns *netns = &snap->netns.items[i];

		for (enum counter_file file = 0; file < COUNTER_FILES; file++)
			read_counters(source, snap, netns, file);
		tell_sysctls(source, netns);
	}
}

static void close_counter(struct source *self)
{
	free(self);
}

struct source *source_counter(struct host *host)
{
	struct counter_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){ .name = "counter", .collect = collect, .close = close_counter };
	source->fs = host_procfs(host);
	return &source->source;
}
