/* unseen.c - what was asked for by name and cannot be told. */
#include "source/sources.h"

#include "base/memory.h"
#include "fact/snapshot.h"
#include "wire/host.h"
#include "wire/procfs.h"

#include <errno.h>
#include <stdlib.h>

struct unseen {
	struct source source;
	protocol_set missing;
};

/* `file` is there where the kernel has the protocol, and then it is told
 * elsewhere; without one it is never told. */
static const struct { enum protocol protocol; const char *what, *file; } kinds[] = {
	{ PROTOCOL_SCTP, "sctp", NULL },
	{ PROTOCOL_VSOCK, "vsock", NULL },
	{ PROTOCOL_PACKET, "packet", NULL },
	{ PROTOCOL_MPTCP, "mptcp", "sys/net/mptcp/enabled" },
	{ PROTOCOL_UDPLITE, "udplite", "net/udplite" },
};

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct unseen *unseen = (struct unseen *)self;

	(void)deadline;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (unseen->missing & PROTOCOL_BIT(kinds[i].protocol))
			snapshot_add_gap(snap, "unseen", kinds[i].what, EPROTONOSUPPORT, POWER_NONE);
}

static void close_unseen(struct source *self)
{
	free(self);
}

static bool kernel_has(struct host *host, const char *file)
{
	char text[256];

	return file && procfs_read(host_procfs(host), file, text, sizeof text) != -ENOENT;
}

struct source *source_unseen(struct host *host, protocol_set asked)
{
	struct unseen *unseen;
	protocol_set missing = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (asked & PROTOCOL_BIT(kinds[i].protocol) && !kernel_has(host, kinds[i].file))
			missing |= PROTOCOL_BIT(kinds[i].protocol);
	if (!missing)
		return NULL;
	unseen = memory_alloc(1, sizeof *unseen);
	unseen->source = (struct source){ .name = "unseen", .collect = collect, .close = close_unseen };
	unseen->missing = missing;
	return &unseen->source;
}
