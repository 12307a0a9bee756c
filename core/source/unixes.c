/* unixes.c - who listens at UNIX sockets, and how full? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "fact/snapshot.h"
#include "source/kept.h"
#include "source/pace.h"
#include "source/watch.h"
#include "wire/host.h"
#include "wire/nl.h"
#include "wire/unix_diag.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* unix_diag walks all UNIX sockets for the few that listen (35 ms where there
 * are 200,000). At most this part of a processor goes into it. */
enum { SHARE = 500 };

/* And this between ticks; TCP has the rest of what peeks may cost. */
static const struct gear at_rest = { 500 * CLOCK_MILLISECOND, 300 };
static const struct gear while_moving = { 20 * CLOCK_MILLISECOND, 800 };
static const uint64_t MOVE_LASTS = 60 * CLOCK_SECOND;

struct unix_socket {
	struct unix_diag diag;          /* its name points nowhere */
	uint64_t told;                  /* monotonic ns of the tick whose dump had it */
	struct watch watch;
	bool named;
	char path[];
};

struct room {
	uint64_t netns;
	struct kept kept;
	uint64_t now;                   /* of this look; this and below monotonic ns */
	uint64_t next_look;
	uint64_t moving_until;
	struct pace pace;
	int absent;                     /* the kernel cannot tell: negative errno */
};

struct unixes {
	struct source source;
	struct host *host;
	protocol_set wanted;
	ARRAY(struct room *) rooms;
};

static struct room *find_room(struct unixes *unixes, uint64_t netns)
{
	struct room *room;

	for (size_t i = 0; i < unixes->rooms.count; i++)
		if (unixes->rooms.items[i]->netns == netns)
			return unixes->rooms.items[i];
	room = memory_alloc(1, sizeof *room);
	room->netns = netns;
	*array_add(&unixes->rooms) = room;
	return room;
}

/* Like ss: a path ends at its NUL, each NUL of an abstract name is a `@`. */
static void copy_path(struct unix_socket *socket, const struct unix_diag *diag)
{
	size_t size = diag->name_size;
	bool abstract;

	socket->named = diag->name && size;
	if (!socket->named)
		return;
	abstract = diag->name[0] == '\0';
	memcpy(socket->path, diag->name, size);
	socket->path[size] = '\0';
	for (size_t i = 0; abstract && i < size; i++)
		if (socket->path[i] == '\0')
			socket->path[i] = '@';
}

static struct look look_of(const struct unix_diag *diag, uint64_t now)
{
	return (struct look){ .at = now, .queue = diag->rqueue, .backlog = diag->wqueue };
}

static int on_message(const struct nlmsghdr *nlh, void *arg)
{
	struct room *room = arg;
	struct unix_socket *socket;
	struct unix_diag diag;
	struct look look;

	if (unix_diag_decode(nlh, &diag) != 0 || diag.state != TCP_LISTEN)
		return 0;
	socket = kept_see(&room->kept, diag.cookie, sizeof *socket + diag.name_size + 1);
	if (!socket)
		return 0;
	socket->diag = diag;
	copy_path(socket, &diag);
	socket->diag.name = NULL;
	socket->told = room->now;
	look = look_of(&diag, room->now);
	if (diag.queue_known && watch_tick(&socket->watch, &look))
		room->moving_until = room->now + MOVE_LASTS;
	return 0;
}

static int on_peek(const struct nlmsghdr *nlh, void *arg)
{
	struct room *room = arg;
	struct unix_socket *socket;
	struct unix_diag diag;
	struct look look;

	if (unix_diag_decode(nlh, &diag) != 0 || diag.state != TCP_LISTEN || !diag.queue_known)
		return 0;
	socket = kept_find(&room->kept, diag.cookie);
	look = look_of(&diag, room->now);
	if (socket && watch_look(&socket->watch, &look))
		room->moving_until = room->now + MOVE_LASTS;
	return 0;
}

static int dump(struct unixes *unixes, struct room *room, nl_message_fn fn)
{
	char buffer[UNIX_DIAG_REQUEST_SIZE];
	struct nl *nl;
	int error = host_nl(unixes->host, room->netns, NL_SOCK_DIAG, &nl);

	if (error)
		return error;
	return nl_dump(nl, "unix", unix_diag_request_listen(buffer), fn, room);
}

static void look(struct unixes *unixes, struct room *room, struct snapshot *snap)
{
	uint64_t before = clock_cpu(), cost;
	int error;

	if (room->absent) {
		snapshot_add_gap(snap, "unixes", "unix", -room->absent, POWER_NONE);
		return;
	}
	if (snap->at.monotonic < room->next_look) {
		snapshot_add_gap(snap, "unixes", "queues", 0, POWER_NONE);
		return;
	}
	room->now = snap->at.monotonic;
	pace_tick(&room->pace, room->now);
	kept_begin(&room->kept);
	error = dump(unixes, room, on_message);
	kept_end(&room->kept, error == 0);
	cost = clock_cpu() - before;
	if (cost * SHARE > CLOCK_SECOND)
		room->next_look = snap->at.monotonic + cost * SHARE;
	if (error == -ENOENT || error == -EINVAL)
		room->absent = error;
	if (error)
		snapshot_add_gap(snap, "unixes", "unix", -error, POWER_NONE);
}

static void add(struct unixes *unixes, uint64_t netns, const struct kept_socket *kept,
		struct snapshot *snap)
{
	const struct unix_socket *socket = kept_about(kept);
	const struct unix_diag *diag = &socket->diag;
	enum protocol protocol = diag->type == SOCK_SEQPACKET ? PROTOCOL_UNIX_SEQPACKET :
								PROTOCOL_UNIX_STREAM;
	struct listener *listener;

	if (!(unixes->wanted & PROTOCOL_BIT(protocol)))
		return;
	listener = snapshot_add_listener(snap);
	listener->id = (struct listener_id){ netns, diag->cookie, 0 };
	listener->inode = diag->inode;
	listener->protocol = protocol;
	listener->missed = kept_is_missed(kept);
	if (diag->uid_known)
		listener->uid = diag->uid;
	listener->local.family = AF_UNIX;
	listener->local.path = socket->named ? snapshot_keep(snap, socket->path) : NULL;
	facts_set(&listener->facts, FACT_STATE, STATE_LISTEN);
	if (!diag->queue_known)
		return;
	facts_set(&listener->facts, FACT_QUEUE, diag->rqueue);
	facts_set(&listener->facts, FACT_BACKLOG, diag->wqueue);
	if (socket->told == snap->at.monotonic && socket->watch.last)
		watch_tell(&socket->watch, &listener->facts);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct unixes *unixes = (struct unixes *)self;

	(void)deadline;
	for (size_t i = 0; i < snap->netns.count; i++) {
		struct room *room = find_room(unixes, snap->netns.items[i].inode);
		const struct kept *kept = &room->kept;

		look(unixes, room, snap);
		for (struct kept_socket *at = kept_next(kept, NULL); at; at = kept_next(kept, at))
			add(unixes, room->netns, at, snap);
	}
}

static const struct gear *gear_of(const struct room *room, uint64_t now)
{
	return now < room->moving_until ? &while_moving : &at_rest;
}

static uint64_t peek_room(struct unixes *unixes, struct room *room, uint64_t now)
{
	uint64_t before;

	if (room->absent)
		return UINT64_MAX;
	if (now >= pace_earliest(&room->pace, gear_of(room, now))) {
		before = clock_cpu();
		room->now = now;
		dump(unixes, room, on_peek);
		pace_peek(&room->pace, now, clock_cpu() - before);
	}
	return pace_due(&room->pace, gear_of(room, now));
}

static uint64_t peek(struct source *self, uint64_t now)
{
	struct unixes *unixes = (struct unixes *)self;
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < unixes->rooms.count; i++) {
		uint64_t due = peek_room(unixes, unixes->rooms.items[i], now);

		next = due < next ? due : next;
	}
	return next;
}

static void close_unixes(struct source *self)
{
	struct unixes *unixes = (struct unixes *)self;

	for (size_t i = 0; i < unixes->rooms.count; i++) {
		kept_free(&unixes->rooms.items[i]->kept);
		free(unixes->rooms.items[i]);
	}
	array_free(&unixes->rooms);
	free(unixes);
}

struct source *source_unixes(struct host *host, protocol_set wanted)
{
	struct unixes *unixes;

	if (!(wanted & (PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) | PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET))))
		return NULL;
	unixes = memory_alloc(1, sizeof *unixes);
	unixes->source = (struct source){
		.name = "unixes", .collect = collect, .peek = peek, .close = close_unixes,
	};
	unixes->host = host;
	unixes->wanted = wanted;
	return &unixes->source;
}
