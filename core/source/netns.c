/* netns.c - which network namespaces? Our own. */
#include "source/sources.h"

#include "base/memory.h"
#include "fact/snapshot.h"
#include "wire/host.h"

#include <stdlib.h>

struct netns_source {
	struct source source;
	struct host *host;
};

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct netns_source *netns = (struct netns_source *)self;

	(void)deadline;
	snapshot_add_netns(snap)->inode = host_netns(netns->host);
}

static void close_netns(struct source *self)
{
	free(self);
}

struct source *source_netns(struct host *host)
{
	struct netns_source *netns = memory_alloc(1, sizeof *netns);

	netns->source = (struct source){ .name = "netns", .collect = collect, .close = close_netns };
	netns->host = host;
	return &netns->source;
}
