/* netns.c - which network namespaces, and what is in use there? Our own. */
#include "source/sources.h"

#include "base/memory.h"
#include "fact/snapshot.h"
#include "wire/host.h"
#include "wire/netns_name.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <stdlib.h>

enum { SOCKSTAT, SOCKSTAT6, FILES };

static const char *const paths[FILES] = {
	[SOCKSTAT] = "net/sockstat",
	[SOCKSTAT6] = "net/sockstat6",
};

/* The kernel counts every socket it hashes, and telling how many costs it next
 * to nothing: who dumps a protocol can spare it where there are none. */
static const struct use { enum fact_id fact; int file; const char *protocol; } uses[] = {
	{ FACT_UDP_INUSE, SOCKSTAT, "UDP" },
	{ FACT_UDPLITE_INUSE, SOCKSTAT, "UDPLITE" },
	{ FACT_RAW_INUSE, SOCKSTAT, "RAW" },
	{ FACT_UDP6_INUSE, SOCKSTAT6, "UDP6" },
	{ FACT_UDPLITE6_INUSE, SOCKSTAT6, "UDPLITE6" },
	{ FACT_RAW6_INUSE, SOCKSTAT6, "RAW6" },
};

/* Namespaces seldom get a name while they are in use. */
static const uint64_t NAME_GOOD_FOR = 60 * CLOCK_SECOND;

struct netns_source {
	struct source source;
	struct host *host;
	char name[NETNS_NAME_SIZE];     /* "" none */
	uint64_t named;                 /* monotonic ns when it was looked for, 0 never */
	struct procfs_file files[FILES];
};

static void tell_use(struct netns_source *source, struct netns *netns, int file)
{
	char text[1024];
	ssize_t size = procfs_file_read(host_procfs(source->host), &source->files[file], paths[file],
					text, sizeof text);
	int64_t count;

	for (size_t i = 0; size > 0 && i < sizeof uses / sizeof *uses; i++)
		if (uses[i].file == file &&
		    proc_sockstat_inuse(text, (size_t)size, uses[i].protocol, &count))
			facts_set(&netns->facts, uses[i].fact, count);
}

static const char *name_of(struct netns_source *source, uint64_t inode, uint64_t now)
{
	if (!source->named || now - source->named >= NAME_GOOD_FOR) {
		source->named = now;
		if (!inode || !netns_name_find(source->host, inode, source->name))
			source->name[0] = '\0';
	}
	return source->name[0] ? source->name : NULL;
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct netns_source *source = (struct netns_source *)self;
	struct netns *netns = snapshot_add_netns(snap);

	(void)deadline;
	netns->inode = host_netns(source->host);
	netns->name = snapshot_keep(snap, name_of(source, netns->inode, snap->at.monotonic));
	for (int file = 0; file < FILES; file++)
		tell_use(source, netns, file);
}

static void close_netns(struct source *self)
{
	struct netns_source *source = (struct netns_source *)self;

	for (int file = 0; file < FILES; file++)
		procfs_file_close(&source->files[file]);
	free(source);
}

struct source *source_netns(struct host *host)
{
	struct netns_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){ .name = "netns", .collect = collect, .close = close_netns };
	source->host = host;
	return &source->source;
}
