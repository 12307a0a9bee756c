/* diag.c - who listens by TCP, MPTCP, UDP, UDP-Lite, and how full? */
#include "source/diag_private.h"

#include "base/memory.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "source/sources.h"
#include "wire/nl_events.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

enum {
	LISTENING = 1 << TCP_LISTEN,
	UNCONNECTED = 1 << TCP_CLOSE,
	BOUND = 1 << INET_DIAG_BOUND,
};

static const struct family_kind kinds[KINDS] = {
	[KIND_TCP] = {
		.label = "tcp", .family = AF_UNSPEC, .ipproto = IPPROTO_TCP, .states = LISTENING,
		.protocol = PROTOCOL_TCP, .files = { "net/tcp", "net/tcp6" }, .must = true,
		.watched = true,
	},
	[KIND_BOUND] = {
		.label = "tcp-bound", .family = AF_UNSPEC, .ipproto = IPPROTO_TCP, .states = BOUND,
		.protocol = PROTOCOL_TCP,
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

bool diag_wants(const struct diag *diag, enum protocol protocol)
{
	return diag->wanted & PROTOCOL_BIT(protocol);
}

static bool wants_tcp(const struct diag *diag)
{
	return diag_wants(diag, PROTOCOL_TCP) || diag_wants(diag, PROTOCOL_MPTCP);
}

/* Behind the first dumps: where descriptors run out they come first. */
static void open_hearing(const struct diag *diag, struct room *room)
{
	unsigned which = 0;

	if (room->heard)
		return;
	room->heard = true;
	if (wants_tcp(diag))
		which |= NL_CLOSED_TCP;
	if (diag_wants(diag, PROTOCOL_UDP))
		which |= NL_CLOSED_UDP;
	hearing_open(&room->hearing, diag->host, room->netns, which);
}

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

const char *diag_device(struct diag *diag, struct room *room, struct snapshot *snap,
			uint32_t ifindex)
{
	return snapshot_keep(snap, devices_name(&room->devices, diag->host, room->netns, ifindex,
						snap));
}

struct listener *diag_add(struct diag *diag, struct room *room, struct snapshot *snap,
			  const struct family_socket *socket)
{
	struct listener *listener = family_add_listener(snap, room->netns, socket);

	listener->local.device = diag_device(diag, room, snap, socket->diag.ifindex);
	return listener;
}

void diag_look(struct diag *diag, struct room *room, struct snapshot *snap, enum kind kind)
{
	struct family_look on = { diag->host, snapshot_find_netns(snap, room->netns), "diag" };

	family_look(&room->families[kind], &on, snap);
}

static void collect_datagrams(struct diag *diag, struct room *room, struct snapshot *snap)
{
	for (enum kind kind = KIND_UDP4; kind < KINDS; kind++) {
		const struct kept *kept = &room->families[kind].kept;

		if (!diag_wants(diag, kinds[kind].protocol))
			continue;
		diag_look(diag, room, snap, kind);
		for (struct kept_socket *at = kept_next(kept, NULL); at; at = kept_next(kept, at))
			diag_add(diag, room, snap, kept_about(at))->missed =
				kept_is_missed(at);
	}
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct diag *diag = (struct diag *)self;

	(void)deadline;
	for (size_t i = 0; i < snap->netns.count; i++) {
		struct room *room = find_room(diag, snap->netns.items[i].inode);

		hearing_listen(&room->hearing, room->families, KINDS, snap->at.monotonic);
		if (wants_tcp(diag))
			diag_collect_tcp(diag, room, snap);
		collect_datagrams(diag, room, snap);
		open_hearing(diag, room);
	}
}

static void focus(struct source *self, const struct focus *on)
{
	struct diag *diag = (struct diag *)self;
	bool bound = on->bound || on->everything;

	for (size_t i = 0; diag->bound && !bound && i < diag->rooms.count; i++) {
		family_forget(&diag->rooms.items[i]->families[KIND_BOUND]);
		diag->rooms.items[i]->bound_due = 0;
	}
	diag->bound = bound;
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
		uint64_t due;

		hearing_listen(&room->hearing, room->families, KINDS, now);
		due = peek_look(&room->peek, &at, now);
		next = due < next ? due : next;
		due = hearing_due(&room->hearing);
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
		twins_free(&room->twins);
		hearing_close(&room->hearing);
		free(room);
	}
	array_free(&diag->rooms);
	free(diag);
}

struct source *source_diag(struct host *host, protocol_set wanted)
{
	struct diag *diag = memory_alloc(1, sizeof *diag);

	diag->source = (struct source){
		.name = "diag", .collect = collect, .focus = focus, .peek = peek, .close = close_diag,
	};
	diag->host = host;
	diag->wanted = wanted;
	return &diag->source;
}
