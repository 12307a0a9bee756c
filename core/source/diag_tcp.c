/* diag_tcp.c - who listens by TCP and MPTCP, and who only holds a port? */
#include "source/diag_private.h"

#include "base/clock.h"
#include "fact/snapshot.h"

/* Walks the table of all MPTCP connections: 1 ms where there are none. */
static const uint64_t MPTCP_EVERY = 60 * CLOCK_SECOND;

/* To ask who is bound and does not listen takes a walk of all connections too. At most
 * this part of a processor goes into it. */
enum { BOUND_SHARE = 200 };

static void look_mptcp(struct diag *diag, struct room *room, struct snapshot *snap)
{
	diag_look(diag, room, snap, KIND_MPTCP4);
	diag_look(diag, room, snap, KIND_MPTCP6);
}

/* Marks those that the TCP dump has too; true if one is left over. */
static bool match_twins(struct room *room)
{
	twins_begin(&room->twins);
	twins_add(&room->twins, &room->families[KIND_MPTCP4].kept);
	twins_add(&room->twins, &room->families[KIND_MPTCP6].kept);
	return twins_match(&room->twins, &room->families[KIND_TCP].kept);
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

static const struct family_socket *find_kept(const struct room *room, enum kind kind,
					     uint64_t cookie)
{
	return cookie ? kept_find(&room->families[kind].kept, cookie) : NULL;
}

static void add_tcp(struct diag *diag, struct room *room, struct snapshot *snap)
{
	const struct kept *tcp = &room->families[KIND_TCP].kept;

	for (struct kept_socket *at = kept_next(tcp, NULL); at; at = kept_next(tcp, at)) {
		const struct family_socket *socket = kept_about(at);
		const struct family_socket *bound = find_kept(room, KIND_BOUND, socket->diag.cookie);
		enum protocol protocol = PROTOCOL_TCP;
		struct listener *listener;

		/* After shutdown(2) it has its port still. */
		if (bound && bound->told > socket->told)
			continue;
		if (twins_have(&room->twins, socket->diag.inode))
			protocol = PROTOCOL_MPTCP;
		if (!diag_wants(diag, protocol))
			continue;
		listener = diag_add(diag, room, snap, socket);
		listener->protocol = protocol;
		listener->missed = kept_is_missed(at);
	}
	for (size_t i = 0; i < room->twins.items.count; i++) {
		const struct twin *twin = &room->twins.items.items[i];

		if (!twin->found && twin->seen)
			diag_add(diag, room, snap, twin->socket);
	}
}

static void look_bound(struct diag *diag, struct room *room, struct snapshot *snap)
{
	uint64_t before = clock_cpu(), now = snap->at.monotonic;

	if (now < room->bound_due)
		return;
	diag_look(diag, room, snap, KIND_BOUND);
	room->bound_due = now + (clock_cpu() - before) * BOUND_SHARE;
}

/* One that listens by now is what it was before, and has its id. */
static void add_bound(struct diag *diag, struct room *room, struct snapshot *snap)
{
	const struct kept *bound = &room->families[KIND_BOUND].kept;

	for (struct kept_socket *at = kept_next(bound, NULL); at; at = kept_next(bound, at)) {
		const struct family_socket *socket = kept_about(at);
		const struct family_socket *tcp = find_kept(room, KIND_TCP, socket->diag.cookie);

		if (!socket->closed && (!tcp || tcp->told < socket->told))
			diag_add(diag, room, snap, socket);
	}
}

/* Those that came and went between two ticks. */
static void add_ended(struct diag *diag, struct room *room, struct snapshot *snap)
{
	struct family *tcp = &room->families[KIND_TCP];
	struct listener *listener;

	while ((listener = family_add_ended(tcp, snap, room->netns)))
		listener->local.device = diag_device(diag, room, snap, listener->local.ifindex);
}

void diag_collect_tcp(struct diag *diag, struct room *room, struct snapshot *snap)
{
	bool bound = diag->bound && diag_wants(diag, PROTOCOL_TCP);

	diag_look(diag, room, snap, KIND_TCP);
	peek_tick(&room->peek, snap->at.monotonic);
	if (diag_wants(diag, PROTOCOL_MPTCP))
		settle_mptcp(diag, room, snap);
	if (bound)
		look_bound(diag, room, snap);
	add_tcp(diag, room, snap);
	if (bound)
		add_bound(diag, room, snap);
	if (diag_wants(diag, PROTOCOL_TCP))
		add_ended(diag, room, snap);
}
