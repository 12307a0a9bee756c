/* raw.c - raw sockets, by diag or else /proc/net/raw. */
#include "source/sources.h"

#include "base/memory.h"
#include "fact/snapshot.h"
#include "source/devices.h"
#include "source/family.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>

enum { FAMILIES = 2 };

/* CONFIG_INET_RAW_DIAG is off in many kernels; the files are always there, but
 * know neither buffer nor device. */
static const struct family_kind kinds[FAMILIES] = {
	{
		.label = "raw4", .family = AF_INET, .ipproto = IPPROTO_RAW, .states = 1 << TCP_CLOSE,
		.protocol = PROTOCOL_RAW, .files = { "net/raw" }, .must = true,
		.counted = true, .inuse = FACT_RAW_INUSE,
	},
	{
		.label = "raw6", .family = AF_INET6, .ipproto = IPPROTO_RAW, .states = 1 << TCP_CLOSE,
		.protocol = PROTOCOL_RAW, .files = { "net/raw6" },
		.counted = true, .inuse = FACT_RAW6_INUSE,
	},
};

struct room {
	uint64_t netns;
	struct family families[FAMILIES];
	struct devices devices;
};

struct raw {
	struct source source;
	struct host *host;
	ARRAY(struct room *) rooms;
};

static struct room *find_room(struct raw *raw, uint64_t netns)
{
	struct room *room;

	for (size_t i = 0; i < raw->rooms.count; i++)
		if (raw->rooms.items[i]->netns == netns)
			return raw->rooms.items[i];
	room = memory_alloc(1, sizeof *room);
	room->netns = netns;
	for (size_t i = 0; i < FAMILIES; i++)
		room->families[i].kind = &kinds[i];
	*array_add(&raw->rooms) = room;
	return room;
}

static void collect_family(struct raw *raw, struct room *room, struct family *family,
			   struct snapshot *snap)
{
	struct family_look on = { raw->host, snapshot_find_netns(snap, room->netns), "raw" };
	const struct kept *kept = &family->kept;

	family_look(family, &on, snap);
	for (struct kept_socket *at = kept_next(kept, NULL); at; at = kept_next(kept, at)) {
		const struct family_socket *socket = kept_about(at);
		struct listener *listener = family_add_listener(snap, room->netns, socket);
		const char *device = devices_name(&room->devices, raw->host, room->netns,
						  socket->diag.ifindex, snap);

		listener->local.device = snapshot_keep(snap, device);
		listener->missed = kept_is_missed(at);
	}
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct raw *raw = (struct raw *)self;

	(void)deadline;
	for (size_t i = 0; i < snap->netns.count; i++) {
		struct room *room = find_room(raw, snap->netns.items[i].inode);

		for (size_t family = 0; family < FAMILIES; family++)
			collect_family(raw, room, &room->families[family], snap);
	}
}

static void close_raw(struct source *self)
{
	struct raw *raw = (struct raw *)self;

	for (size_t i = 0; i < raw->rooms.count; i++) {
		struct room *room = raw->rooms.items[i];

		for (size_t family = 0; family < FAMILIES; family++)
			family_free(&room->families[family]);
		devices_free(&room->devices);
		free(room);
	}
	array_free(&raw->rooms);
	free(raw);
}

struct source *source_raw(struct host *host, protocol_set wanted)
{
	struct raw *raw;

	if (!(wanted & PROTOCOL_BIT(PROTOCOL_RAW)))
		return NULL;
	raw = memory_alloc(1, sizeof *raw);
	raw->source = (struct source){ .name = "raw", .collect = collect, .close = close_raw };
	raw->host = host;
	return &raw->source;
}
