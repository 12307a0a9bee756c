/* reuseport.c - which TCP listeners share one address, port and device? */
#include "source/sources.h"

#include "base/memory.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "source/closest.h"

#include <stdlib.h>

/* Two TCP sockets can only listen at the same address, port and device where all of
 * them have set SO_REUSEPORT. */
struct reuseport {
	struct source source;
	struct closest closest;
};

enum { LABEL_SIZE = 128 };

static void tell_group(const uint32_t *listeners, size_t count, void *arg)
{
	struct snapshot *snap = arg;
	const struct listener *first = &snap->listeners.items[listeners[0]];
	char buffer[LABEL_SIZE];
	struct text text = TEXT_OVER(buffer);
	const char *label;

	text_format(&text, "%llu/", (unsigned long long)first->id.netns);
	address_format(&first->local, &text);
	label = snapshot_keep(snap, buffer);
	for (size_t i = 0; i < count; i++)
		snap->listeners.items[listeners[i]].label[LABEL_REUSEPORT] = label;
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct reuseport *reuseport = (struct reuseport *)self;

	(void)deadline;
	closest_refresh(&reuseport->closest, snap);
	closest_each_group(&reuseport->closest, tell_group, snap);
}

static void close_reuseport(struct source *self)
{
	struct reuseport *reuseport = (struct reuseport *)self;

	closest_free(&reuseport->closest);
	free(reuseport);
}

struct source *source_reuseport(void)
{
	struct reuseport *reuseport = memory_alloc(1, sizeof *reuseport);

	reuseport->source = (struct source){
		.name = "reuseport", .collect = collect, .close = close_reuseport,
	};
	return &reuseport->source;
}
