/* unseen.c - what was asked for by name and cannot be told. */
#include "source/sources.h"

#include "base/memory.h"
#include "fact/snapshot.h"
#include "wire/host.h"
#include "wire/procfs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

struct unseen {
	struct source source;
	struct host *host;
	bool looked;
	protocol_set asked, missing;
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

static bool kernel_has(struct host *host, const char *file)
{
	char text[256];

	return file && procfs_read(host_procfs(host), file, text, sizeof text) != -ENOENT;
}

/* Looks for all, asked or not, so that a capture can answer whoever asks it. */
static protocol_set missing_in(struct host *host)
{
	protocol_set missing = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!kernel_has(host, kinds[i].file))
			missing |= PROTOCOL_BIT(kinds[i].protocol);
	return missing;
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct unseen *unseen = (struct unseen *)self;

	(void)deadline;
	if (!unseen->looked)
		unseen->missing = missing_in(unseen->host);
	unseen->looked = true;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (unseen->asked & unseen->missing & PROTOCOL_BIT(kinds[i].protocol))
			snapshot_add_gap(snap, "unseen", kinds[i].what, EPROTONOSUPPORT, POWER_NONE);
}

static void close_unseen(struct source *self)
{
	free(self);
}

struct source *source_unseen(struct host *host, protocol_set asked)
{
	struct unseen *unseen = memory_alloc(1, sizeof *unseen);

	unseen->source = (struct source){ .name = "unseen", .collect = collect, .close = close_unseen };
	unseen->host = host;
	unseen->asked = asked;
	/* Who says tcp takes mptcp along, and has not asked for it. */
	if (asked & PROTOCOL_BIT(PROTOCOL_TCP))
		unseen->asked &= ~PROTOCOL_BIT(PROTOCOL_MPTCP);
	return &unseen->source;
}
