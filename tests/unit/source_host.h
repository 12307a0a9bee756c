/* source_host.h - a small captured host that a test makes and changes. */
#ifndef LSN_TESTS_SOURCE_HOST_H
#define LSN_TESTS_SOURCE_HOST_H

#include "wire_tree.h"

#include "base/clock.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "fact/source.h"
#include "wire/host.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { HOST_NETNS = 4026531840, HOST_DUMP_ROOM = 65536 };

struct testhost {
	struct tree *tree;
	struct host *host;
	struct source *source;
	struct instant at;
};

static inline int testhost_make(void **state)
{
	struct testhost *made = calloc(1, sizeof *made);

	if (!made || tree_make((void **)&made->tree) != 0)
		return -1;
	made->at = (struct instant){ 100 * CLOCK_SECOND, 100 * CLOCK_SECOND, CLOCK_SECOND };
	tree_write(made->tree, "meta",
		   "version 1\nwall 1000000000\nmonotonic 100000000000\nboot 100000000000\n"
		   "host test\nnetns 4026531840\nuptime 100.00\n");
	mkdir(tree_path(made->tree, "proc"), 0700);
	*state = made;
	return 0;
}

static inline int testhost_remove(void **state)
{
	struct testhost *made = *state;

	if (made->source && made->source->close)
		made->source->close(made->source);
	host_close(made->host);
	tree_remove((void **)&made->tree);
	free(made);
	return 0;
}

static inline struct host *testhost_open(struct testhost *made)
{
	char line[256];
	struct text why = TEXT_OVER(line);

	if (!made->host && host_open(made->tree->path, &made->host, &why) != 0)
		fail_msg("%s", line);
	return made->host;
}

/* A tick of the one source; with `before`, which fills in what comes earlier. */
static inline struct snapshot *testhost_tick(struct testhost *made, uint64_t deadline,
					     void (*before)(struct snapshot *snap, void *arg), void *arg)
{
	struct snapshot *snap = snapshot_new(made->at);

	snapshot_add_netns(snap)->inode = HOST_NETNS;
	if (before)
		before(snap, arg);
	made->source->collect(made->source, snap, deadline);
	snapshot_seal(snap);
	made->at.monotonic += CLOCK_SECOND;
	return snap;
}

static inline const struct gap *find_gap(const struct snapshot *snap, const char *what, int error)
{
	for (size_t i = 0; i < snap->gaps.count; i++)
		if (strcmp(snap->gaps.items[i].what, what) == 0 && snap->gaps.items[i].error == error)
			return &snap->gaps.items[i];
	return NULL;
}

/* ---- processes ---- */

static inline void testhost_remove_at(struct testhost *made, const char *name)
{
	nftw(tree_path(made->tree, name), tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void add_process(struct testhost *made, int pid, const char *comm, unsigned start)
{
	char path[64], line[256];

	snprintf(path, sizeof path, "proc/%d/stat", pid);
	snprintf(line, sizeof line,
		 "%d (%s) S 1 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 -5 7 0 %u 1000 25 18446744073709551615\n",
		 pid, comm, start);
	tree_write(made->tree, path, line);
	snprintf(path, sizeof path, "proc/%d/fd", pid);
	mkdir(tree_path(made->tree, path), 0700);
}

static inline void remove_process(struct testhost *made, int pid)
{
	char path[64];

	snprintf(path, sizeof path, "proc/%d", pid);
	testhost_remove_at(made, path);
}

/* `where` is "12" or "12/task/13". */
static inline void add_socket(struct testhost *made, const char *where, int fd, unsigned inode)
{
	char path[128], target[64];

	/* Writes a file to have the directories made. */
	snprintf(path, sizeof path, "proc/%s/fd/none", where);
	tree_write(made->tree, path, "");
	unlink(tree_path(made->tree, path));
	snprintf(path, sizeof path, "proc/%s/fd/%d", where, fd);
	snprintf(target, sizeof target, "socket:[%u]", inode);
	if (symlink(target, tree_path(made->tree, path)) != 0)
		abort();
}

static inline void remove_socket(struct testhost *made, const char *where, int fd)
{
	char path[128];

	snprintf(path, sizeof path, "proc/%s/fd/%d", where, fd);
	if (unlink(tree_path(made->tree, path)) != 0)
		abort();
}

/* ---- dumps ---- */

struct dump {
	char bytes[HOST_DUMP_ROOM];
	size_t size;
};

static inline struct nlmsghdr *dump_begin(struct dump *dump, uint16_t type)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)(dump->bytes + dump->size);

	memset(nlh, 0, sizeof *nlh);
	nlh->nlmsg_len = sizeof *nlh;
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_MULTI;
	return nlh;
}

static inline void dump_put(struct nlmsghdr *nlh, const void *bytes, size_t size)
{
	char *end = (char *)nlh + nlh->nlmsg_len;

	memcpy(end, bytes, size);
	memset(end + size, 0, NLMSG_ALIGN(size) - size);
	nlh->nlmsg_len += (uint32_t)NLMSG_ALIGN(size);
}

static inline void dump_attribute(struct nlmsghdr *nlh, uint16_t type, const void *bytes, size_t size)
{
	struct nlattr attribute = { (uint16_t)(sizeof attribute + size), type };

	dump_put(nlh, &attribute, sizeof attribute);
	dump_put(nlh, bytes, size);
}

static inline void dump_end(struct dump *dump, const struct nlmsghdr *nlh)
{
	dump->size += nlh->nlmsg_len;
}

/* Writes it as the host's, with the message that ends a dump; error 0 or a
 * negative errno. */
static inline void dump_write(struct testhost *made, const char *label, struct dump *dump, int error)
{
	struct nlmsghdr *nlh = dump_begin(dump, NLMSG_DONE);
	char path[128], frame[HOST_DUMP_ROOM + 4];
	uint32_t size;

	dump_put(nlh, &error, sizeof error);
	dump_end(dump, nlh);
	size = (uint32_t)dump->size;
	memcpy(frame, &size, sizeof size);
	memcpy(frame + sizeof size, dump->bytes, size);
	snprintf(path, sizeof path, "netlink/%u/%s.nl", (unsigned)HOST_NETNS, label);
	tree_write_bytes(made->tree, path, frame, size + sizeof size);
	dump->size = 0;
}

struct inet_socket {
	uint8_t family, state;
	uint16_t port;
	uint32_t inode, cookie, rqueue, wqueue, ifindex;
	uint32_t drops, rcvbuf, rmem;
	bool v6only, no_meminfo;
	const char *local, *remote;     /* as inet_pton() reads them; NULL: all zero */
	uint16_t remote_port;
	bool info;                      /* with a tcp_info, of which we know one number */
	uint32_t last_sent;
};

enum { TCP_INFO_SIZE = 232, TCP_INFO_LAST_SENT = 44 };

static inline void dump_inet(struct dump *dump, const struct inet_socket *socket)
{
	struct nlmsghdr *nlh = dump_begin(dump, SOCK_DIAG_BY_FAMILY);
	struct inet_diag_msg msg = {
		.idiag_family = socket->family,
		.idiag_state = socket->state,
		.id = {
			.idiag_sport = htons(socket->port),
			.idiag_if = socket->ifindex,
			.idiag_cookie = { socket->cookie, 0 },
		},
		.idiag_rqueue = socket->rqueue,
		.idiag_wqueue = socket->wqueue,
		.idiag_inode = socket->inode,
	};
	uint32_t memory[SK_MEMINFO_VARS] = {
		[SK_MEMINFO_RMEM_ALLOC] = socket->rmem,
		[SK_MEMINFO_RCVBUF] = socket->rcvbuf,
		[SK_MEMINFO_DROPS] = socket->drops,
	};
	uint8_t v6only = socket->v6only;
	uint8_t info[TCP_INFO_SIZE] = { 0 };

	msg.id.idiag_dport = htons(socket->remote_port);
	if (socket->local)
		assert_int_equal(inet_pton(socket->family, socket->local, msg.id.idiag_src), 1);
	if (socket->remote)
		assert_int_equal(inet_pton(socket->family, socket->remote, msg.id.idiag_dst), 1);
	memcpy(info + TCP_INFO_LAST_SENT, &socket->last_sent, sizeof socket->last_sent);
	dump_put(nlh, &msg, sizeof msg);
	if (socket->info)
		dump_attribute(nlh, INET_DIAG_INFO, info, sizeof info);
	if (!socket->no_meminfo)
		dump_attribute(nlh, INET_DIAG_SKMEMINFO, memory, sizeof memory);
	if (socket->family == AF_INET6)
		dump_attribute(nlh, INET_DIAG_SKV6ONLY, &v6only, sizeof v6only);
	dump_end(dump, nlh);
}

static inline int64_t fact_of(const struct facts *facts, enum fact_id id)
{
	int64_t value = INT64_MIN;

	facts_get(facts, id, &value);
	return value;
}

#endif
