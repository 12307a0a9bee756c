/* diag.c - who listens by TCP, MPTCP, UDP, UDP-Lite, and how full? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "fact/snapshot.h"
#include "source/devices.h"
#include "source/family.h"
#include "source/peek.h"
#include "wire/host.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

enum { LISTENING = 1 << TCP_LISTEN, UNCONNECTED = 1 << TCP_CLOSE };
/* Walks the table of all MPTCP connections: 1 ms where there are none. */
static const uint64_t MPTCP_EVERY = 60 * CLOCK_SECOND;

enum kind { KIND_TCP, KIND_MPTCP4, KIND_MPTCP6, KIND_UDP4, KIND_UDP6, KIND_UDPLITE4, KIND_UDPLITE6, KINDS };

static const struct family_kind kinds[KINDS] = {
	[KIND_TCP] = {
		.label = "tcp", .family = AF_UNSPEC, .ipproto = IPPROTO_TCP, .states = LISTENING,
		.protocol = PROTOCOL_TCP, .files = { "net/tcp", "net/tcp6" }, .must = true,
		.watched = true,
	},
	[KIND_MPTCP4] = {
		.label = "mptcp4", .family = AF_INET, .ipproto = IPPROTO_MPTCP, .states = LISTENING,
		.protocol = PROTOCOL_MPTCP,
	},
	[KIND_MPTCP6] = {
		.label = "mptcp6", .family = AF_INET6, .ipproto = IPPROTO_MPTCP, .states = LISTENING,
		.protocol = PROTOCOL_MPTCP,
	},
	[KIND_UDP4] = {
		.label = "udp4", .family = AF_INET, .ipproto = IPPROTO_UDP, .states = UNCONNECTED,
		.protocol = PROTOCOL_UDP, .files = { "net/udp" }, .must = true,
		.counted = true, .inuse = FACT_UDP_INUSE,
	},
	[KIND_UDP6] = {
		.label = "udp6", .family = AF_INET6, .ipproto = IPPROTO_UDP, .states = UNCONNECTED,
		.protocol = PROTOCOL_UDP, .files = { "net/udp6" },
		.counted = true, .inuse = FACT_UDP6_INUSE,
	},
	[KIND_UDPLITE4] = {
		.label = "udplite4", .family = AF_INET, .ipproto = IPPROTO_UDPLITE, .states = UNCONNECTED,
		.protocol = PROTOCOL_UDPLITE, .files = { "net/udplite" },
		.counted = true, .inuse = FACT_UDPLITE_INUSE,
	},
	[KIND_UDPLITE6] = {
		.label = "udplite6", .family = AF_INET6, .ipproto = IPPROTO_UDPLITE, .states = UNCONNECTED,
		.protocol = PROTOCOL_UDPLITE, .files = { "net/udplite6" },
		.counted = true, .inuse = FACT_UDPLITE6_INUSE,
	},
};

/* An MPTCP listener is in the TCP dump too, with the same inode. */
struct twin {
	uint32_t inode;
	bool found, seen;
	const struct family_socket *socket;
};

/* What we know of one namespace. */
struct room {
	uint64_t netns;
	uint64_t mptcp_due;             /* monotonic ns */
	struct family families[KINDS];
	struct peek peek;               /* of KIND_TCP */
	struct devices devices;
	ARRAY(struct twin) twins;       /* sorted by inode */
};

struct diag {
	struct source source;
	struct host *host;
	protocol_set wanted;
	ARRAY(struct room *) rooms;
};

static struct room *find_room(struct diag *diag, uint64_t netns)
{
	struct room *room;

	for (size_t i = 0; i < diag->rooms.count; i++)
		if (diag->rooms.items[i]->netns == netns)
			return diag->rooms.items[i];
	room = memory_alloc(1, sizeof *room);
	room->netns = netns;
	for (size_t i = 0; i < KINDS; i++)
		room->families[i].kind = &kinds[i];
	*array_add(&diag->rooms) = room;
	return room;
}

static bool wants(const struct diag *diag, enum protocol protocol)
{
	return diag->wanted & PROTOCOL_BIT(protocol);
}

static struct listener *add(struct diag *diag, struct room *room, struct snapshot *snap,
			    const struct family_socket *socket)
{
	struct listener *listener = family_add_listener(snap, room->netns, socket);
	const char *device = devices_name(&room->devices, diag->host, room->netns,
					  socket->diag.ifindex, snap);

	listener->local.device = snapshot_keep(snap, device);
	return listener;
}

static void look(struct diag *diag, struct room *room, struct snapshot *snap, enum kind kind)
{
	struct family_look on = { diag->host, snapshot_find_netns(snap, room->netns), "diag" };

	family_look(&room->families[kind], &on, snap);
}

static int by_inode(const void *a, const void *b, void *arg)
{
	const struct twin *x = a, *y = b;

	(void)arg;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

static void list_twins(struct room *room)
{
	array_clear(&room->twins);
	for (enum kind kind = KIND_MPTCP4; kind <= KIND_MPTCP6; kind++) {
		const struct kept *kept = &room->families[kind].kept;

		for (struct kept_socket *at = kept_next(kept, NULL); at; at = kept_next(kept, at)) {
			const struct family_socket *socket = kept_about(at);

			*array_add(&room->twins) = (struct twin){
				.inode = socket->diag.inode,
				.seen = kept_is_seen(kept, at),
				.socket = socket,
			};
		}
	}
	array_sort(&room->twins, by_inode, NULL);
}

static struct twin *find_twin(struct room *room, uint32_t inode)
{
	size_t low = 0, high = room->twins.count;

	while (inode && low < high) {
		size_t middle = low + (high - low) / 2;
		struct twin *twin = &room->twins.items[middle];

		if (twin->inode == inode)
			return twin;
		if (twin->inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Marks those that the TCP dump has too; true if one is left over. */
static bool match_twins(struct room *room)
{
	const struct kept *tcp = &room->families[KIND_TCP].kept;
	size_t found = 0;

	list_twins(room);
	if (room->twins.count == 0)
		return false;
	for (struct kept_socket *at = kept_next(tcp, NULL); at; at = kept_next(tcp, at)) {
		const struct family_socket *socket = kept_about(at);
		struct twin *twin = find_twin(room, socket->diag.inode);

		if (twin && !twin->found) {
			twin->found = true;
			found++;
		}
	}
	return found < room->twins.count;
}

static void look_mptcp(struct diag *diag, struct room *room, struct snapshot *snap)
{
	look(diag, room, snap, KIND_MPTCP4);
	look(diag, room, snap, KIND_MPTCP6);
}

/* Which TCP listeners are MPTCP can only change when one appears, so it is asked
 * then, once more at the next tick as dumps may miss one, and else rarely. One
 * without its twin may be stale: ask. */
static void settle_mptcp(struct diag *diag, struct room *room, struct snapshot *snap)
{
	uint64_t now = snap->at.monotonic;
	bool news = room->families[KIND_TCP].kept.news, due = news || now >= room->mptcp_due;

	if (due) {
		look_mptcp(diag, room, snap);
		room->mptcp_due = news ? now : now + MPTCP_EVERY;
	}
	if (match_twins(room) && !due) {
		look_mptcp(diag, room, snap);
		match_twins(room);
	}
}

static void add_tcp(struct diag *diag, struct room *room, struct snapshot *snap)
{
	const struct kept *tcp = &room->families[KIND_TCP].kept;

	for (struct kept_socket *at = kept_next(tcp, NULL); at; at = kept_next(tcp, at)) {
		const struct family_socket *socket = kept_about(at);
		enum protocol protocol = find_twin(room, socket->diag.inode) ? PROTOCOL_MPTCP : PROTOCOL_TCP;

		if (wants(diag, protocol))
			add(diag, room, snap, socket)->protocol = protocol;
	}
	for (size_t i = 0; i < room->twins.count; i++) {
		const struct twin *twin = &room->twins.items[i];

		if (!twin->found && twin->seen)
			add(diag, room, snap, twin->socket);
	}
}

static void collect_tcp(struct diag *diag, struct room *room, struct snapshot *snap)
{
	look(diag, room, snap, KIND_TCP);
	peek_tick(&room->peek, snap->at.monotonic);
	if (wants(diag, PROTOCOL_MPTCP))
		settle_mptcp(diag, room, snap);
	add_tcp(diag, room, snap);
}

static void collect_datagrams(struct diag *diag, struct room *room, struct snapshot *snap)
{
	for (enum kind kind = KIND_UDP4; kind < KINDS; kind++) {
		const struct kept *kept = &room->families[kind].kept;

		if (!wants(diag, kinds[kind].protocol))
			continue;
		look(diag, room, snap, kind);
		for (struct kept_socket *at = kept_next(kept, NULL); at; at = kept_next(kept, at))
			add(diag, room, snap, kept_about(at));
	}
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct diag *diag = (struct diag *)self;

	(void)deadline;
	for (size_t i = 0; i < snap->netns.count; i++) {
		struct room *room = find_room(diag, snap->netns.items[i].inode);

		if (wants(diag, PROTOCOL_TCP) || wants(diag, PROTOCOL_MPTCP))
			collect_tcp(diag, room, snap);
		collect_datagrams(diag, room, snap);
	}
}

/* Their own drops tell of overflows sooner than ListenOverflows could, which is
 * counted but at ticks. */
static uint64_t peek(struct source *self, uint64_t now)
{
	struct diag *diag = (struct diag *)self;
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < diag->rooms.count; i++) {
		struct room *room = diag->rooms.items[i];
		struct peek_at at = { diag->host, room->netns, &room->families[KIND_TCP],
				      (unsigned)diag->rooms.count };
		uint64_t due = peek_look(&room->peek, &at, now);

		next = due < next ? due : next;
	}
	return next;
}

static void close_diag(struct source *self)
{
	struct diag *diag = (struct diag *)self;

	for (size_t i = 0; i < diag->rooms.count; i++) {
		struct room *room = diag->rooms.items[i];

		for (size_t kind = 0; kind < KINDS; kind++)
			family_free(&room->families[kind]);
		devices_free(&room->devices);
		array_free(&room->twins);
		free(room);
	}
	array_free(&diag->rooms);
	free(diag);
}

struct source *source_diag(struct host *host, protocol_set wanted)
{
	struct diag *diag = memory_alloc(1, sizeof *diag);

	diag->source = (struct source){
		.name = "diag", .collect = collect, .peek = peek, .close = close_diag,
	};
	diag->host = host;
	diag->wanted = wanted;
	return &diag->source;
}
