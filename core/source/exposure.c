/* exposure.c - from where can each listener be reached, by its address and device? */
#include "source/sources.h"

#include "base/memory.h"
#include "fact/snapshot.h"
#include "source/interfaces.h"
#include "source/reach.h"
#include "wire/host.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { WELL_KNOWN_END = 1024 };

/* What we know of one namespace. */
struct room {
	uint64_t netns;
	struct interfaces interfaces;
	uint64_t missed;                /* sum over what was not found of what listeners are
					 * bound to, when it was last asked for */
};

struct exposure_source {
	struct source source;
	struct host *host;
	ARRAY(struct room *) rooms;
};

/* ---- ports ---- */

/* A raw socket's is the number of its protocol. */
static bool has_port(const struct listener *listener)
{
	return (listener->local.family == AF_INET || listener->local.family == AF_INET6) &&
	       listener->protocol != PROTOCOL_RAW && listener->local.port;
}

static const char *port_class(const struct netns *netns, uint16_t port)
{
	int64_t first, last;

	if (port < WELL_KNOWN_END)
		return "well-known";
	if (!facts_get(&netns->facts, FACT_IP_LOCAL_PORT_FIRST, &first) ||
	    !facts_get(&netns->facts, FACT_IP_LOCAL_PORT_LAST, &last))
		return NULL;
	return port >= first && port <= last ? "dynamic" : "registered";
}

static void tell_port(const struct netns *netns, struct listener *listener)
{
	uint16_t port = listener->local.port;
	int64_t start;

	if (!has_port(listener))
		return;
	listener->label[LABEL_PORT_CLASS] = port_class(netns, port);
	if (facts_get(&netns->facts, FACT_IP_UNPRIVILEGED_PORT_START, &start))
		facts_set(&listener->facts, FACT_PRIVILEGED, port < start);
}

/* ---- */

static struct room *find_room(struct exposure_source *source, uint64_t netns)
{
	struct room *room;

	for (size_t i = 0; i < source->rooms.count; i++)
		if (source->rooms.items[i]->netns == netns)
			return source->rooms.items[i];
	room = memory_alloc(1, sizeof *room);
	room->netns = netns;
	*array_add(&source->rooms) = room;
	return room;
}

static struct reach tell(const struct room *room, const struct netns *netns, struct snapshot *snap)
{
	struct reach reach = { .snap = snap, .interfaces = &room->interfaces };

	for (size_t i = 0; i < snap->listeners.count; i++) {
		struct listener *listener = &snap->listeners.items[i];

		if (listener->id.netns != netns->inode)
			continue;
		if (listener->local.family == AF_UNIX) {
			facts_set(&listener->facts, FACT_EXPOSURE, EXPOSURE_LOCAL);
			continue;
		}
		reach_tell(&reach, listener);
		tell_port(netns, listener);
	}
	return reach;
}

/* An older capture has neither dump, and most can be told without: that is worth a word
 * only where an exposure is not. */
static void add_gap(const struct reach *reach)
{
	const struct interfaces *interfaces = reach->interfaces;
	bool links = !interfaces->has_links;
	int error = links ? interfaces->links_error : interfaces->addresses_error;

	if (error && (reach->unknown || (reach->unnamed && error != -ENODATA)))
		snapshot_add_gap(reach->snap, "exposure", links ? "links" : "addresses", -error,
				 POWER_NONE);
}

/* What is not found is asked for at once where it is new, and then remembered not to be
 * there: who is bound to an address that is nobody's (IP_FREEBIND) or to a device that was
 * removed must not cost a dump every tick. */
static void look(struct exposure_source *source, struct room *room, const struct netns *netns,
		 struct snapshot *snap)
{
	struct interfaces *interfaces = &room->interfaces;
	uint64_t now = snap->at.monotonic;
	bool fresh = interfaces_is_due(interfaces, now, false);
	struct reach reach;

	if (fresh)
		interfaces_ask(interfaces, source->host, room->netns, now);
	reach = tell(room, netns, snap);
	if (!fresh && reach.missed && reach.missed != room->missed &&
	    interfaces_is_due(interfaces, now, true)) {
		fresh = true;
		interfaces_ask(interfaces, source->host, room->netns, now);
		reach = tell(room, netns, snap);
	}
	if (fresh)
		room->missed = reach.missed;
	add_gap(&reach);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct exposure_source *source = (struct exposure_source *)self;

	(void)deadline;
	for (size_t i = 0; i < snap->netns.count; i++) {
		const struct netns *netns = &snap->netns.items[i];

		look(source, find_room(source, netns->inode), netns, snap);
	}
}

static void close_exposure(struct source *self)
{
	struct exposure_source *source = (struct exposure_source *)self;

	for (size_t i = 0; i < source->rooms.count; i++) {
		interfaces_free(&source->rooms.items[i]->interfaces);
		free(source->rooms.items[i]);
	}
	array_free(&source->rooms);
	free(source);
}

struct source *source_exposure(struct host *host)
{
	struct exposure_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){
		.name = "exposure", .collect = collect, .close = close_exposure,
	};
	source->host = host;
	return &source->source;
}
