/* tally.c - what one walk saw of connections, added up by their near ends. */
#include "source/tally.h"

#include "source/hash.h"

#include <netinet/tcp.h>
#include <string.h>

struct tally_place {
	struct near_end at;
	size_t end;
	UT_hash_handle hh;
};

static void forget(struct tally *tally)
{
	HASH_CLEAR(hh, tally->places);
	partners_free(&tally->talkers);
	arena_free(&tally->arena);
	array_clear(&tally->ends);
	array_clear(&tally->peers);
	tally->handshakes = 0;
}

void tally_begin(struct tally *tally, uint64_t netns)
{
	forget(tally);
	closest_free(&tally->close);
	tally->netns = netns;
}

void tally_look_closely(struct tally *tally, const struct closest *closest, uint16_t port,
			uint32_t listener)
{
	closest_copy_port(closest, port, &tally->close);
	tally->target = listener;
}

void tally_free(struct tally *tally)
{
	forget(tally);
	closest_free(&tally->close);
	array_free(&tally->ends);
	array_free(&tally->peers);
}

/* ---- one by one ---- */

static bool is_targets(const struct tally *tally, const struct near_end *near)
{
	const uint32_t *found;
	size_t count = closest_find(&tally->close, near, &found);

	for (size_t i = 0; i < count; i++)
		if (found[i] == tally->target)
			return true;
	return false;
}

static struct tally_end *add_end(struct tally *tally, const struct near_end *near)
{
	struct tally_place *place = arena_alloc(&tally->arena, sizeof *place);
	struct tally_end *end;

	place->at = *near;
	place->end = tally->ends.count;
	HASH_ADD(hh, tally->places, at, sizeof place->at, place);
	end = array_add(&tally->ends);
	end->at = *near;
	end->ours = is_targets(tally, near);
	return end;
}

static struct tally_end *end_of(struct tally *tally, const struct inet_diag *diag)
{
	struct near_end near = { .netns = tally->netns, .port = diag->port, .ifindex = diag->ifindex };
	struct tally_place *place;

	/* A child of a listener for both families tells IPv4 addresses as ::ffff:, its
	 * handshake told them as IPv4: here they are the same. */
	near.family = partners_copy_plain(near.bytes, diag->family, diag->source);
	HASH_FIND(hh, tally->places, &near, sizeof near, place);
	return place ? &tally->ends.items[place->end] : add_end(tally, &near);
}

static void add_peer(struct tally *tally, enum peer_kind kind, const struct inet_diag *diag)
{
	struct tally_peer *peer = array_add(&tally->peers);

	peer->kind = kind;
	peer->state = diag->state;
	peer->remote.family =
		partners_copy_plain(peer->remote.bytes, diag->family, diag->remote);
	peer->remote.port = diag->remote_port;
	peer->wait_known = kind == PEER_WAITING && diag->info_known;
	peer->wait = peer->wait_known ? diag->last_sent : 0;
	/* The end of the stream counts as a byte. */
	peer->sent = diag->rqueue - (diag->state == TCP_CLOSE_WAIT && diag->rqueue);
}

static bool is_open(const struct inet_diag *diag)
{
	return diag->state == TCP_ESTABLISHED || diag->state == TCP_CLOSE_WAIT;
}

/* What close(2) left behind has no inode either, but is in none of these states. */
bool tally_is_waiting(const struct inet_diag *diag)
{
	return is_open(diag) && diag->inode == 0;
}

/* Nothing can have been sent on it before it is accepted, so the time since data was
 * last sent is the time since tcp_create_openreq_child() made it. */
static void count_waiting(struct tally *tally, struct tally_end *end, const struct inet_diag *diag)
{
	end->waiting++;
	if (!diag->info_known || (end->oldest && diag->last_sent <= end->oldest->last_sent))
		return;
	if (!end->oldest)
		end->oldest = arena_alloc(&tally->arena, sizeof *end->oldest);
	*end->oldest = *diag;
}

static void take(void *arg, const struct inet_diag *diag)
{
	struct tally *tally = arg;
	bool waits = tally_is_waiting(diag);
	struct tally_end *end;

	if (diag->state >= CONNECTION_STATES || diag->state == TCP_LISTEN)
		return;
	end = end_of(tally, diag);
	end->by_state[diag->state]++;
	if (waits)
		count_waiting(tally, end, diag);
	if (!end->ours)
		return;
	if (waits)
		add_peer(tally, PEER_WAITING, diag);
	else if (is_open(diag))
		partners_add(&tally->talkers, diag);
	else if (diag->state == TCP_SYN_RECV && tally->handshakes++ < TALLY_HANDSHAKES_MOST)
		add_peer(tally, PEER_HANDSHAKE, diag);
}

/* ---- in the end ---- */

static void add_best_talkers(struct tally *tally)
{
	struct partner best[TALLY_TALKERS_MOST];
	size_t count = partners_best(&tally->talkers, best, TALLY_TALKERS_MOST);

	for (size_t i = 0; i < count; i++) {
		struct tally_peer *peer = array_add(&tally->peers);

		peer->kind = PEER_TALKER;
		peer->connections = best[i].connections;
		peer->remote = best[i].remote;
	}
}

static int in_order(const void *a, const void *b, void *arg)
{
	const struct tally_peer *x = a, *y = b;

	(void)arg;
	if (x->kind != y->kind)
		return (x->kind > y->kind) - (x->kind < y->kind);
	if (x->wait != y->wait)
		return (x->wait < y->wait) - (x->wait > y->wait);
	if (x->connections != y->connections)
		return (x->connections < y->connections) - (x->connections > y->connections);
	return address_compare(&x->remote, &y->remote);
}

static void finish(void *arg)
{
	struct tally *tally = arg;
	size_t waiting = 0, kept = 0;

	add_best_talkers(tally);
	array_sort(&tally->peers, in_order, NULL);
	for (size_t i = 0; i < tally->peers.count; i++) {
		const struct tally_peer *peer = &tally->peers.items[i];

		if (peer->kind != PEER_WAITING || waiting++ < TALLY_WAITING_MOST)
			tally->peers.items[kept++] = *peer;
	}
	tally->peers.count = kept;
}

struct walk_taker tally_taker(struct tally *tally)
{
	return (struct walk_taker){ .take = take, .finish = finish, .arg = tally };
}
