/* peers.c - who waits to be accepted, and who is at the listener in focus? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "source/closest.h"
#include "source/tally.h"
#include "source/waiters.h"
#include "source/walk.h"
#include "wire/host.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>

enum {
	/* tcp_states.h has it, netinet/tcp.h has not. */
	NEW_SYN_RECV = 12,
	/* What is connected and was not accepted is in one of two. */
	QUEUED = 1 << TCP_ESTABLISHED | 1 << TCP_CLOSE_WAIT,
	OPEN = QUEUED | 1 << TCP_SYN_RECV | 1 << NEW_SYN_RECV | 1 << TCP_FIN_WAIT1 |
	       1 << TCP_FIN_WAIT2 | 1 << TCP_TIME_WAIT | 1 << TCP_LAST_ACK | 1 << TCP_CLOSING,
	PERIODS_MOST = 5,               /* what is older is unknown */
};

/* The listener whose page is open, when a walk asked for its peers. */
struct page {
	bool open;
	struct listener_id id;
	struct connections connections;
	ARRAY(struct tally_peer) peers;
};

struct peers {
	struct source source;
	struct host *host;
	struct walk *walk;
	struct tally tally;
	struct closest closest;

	struct focus focus;
	uint64_t last;                  /* monotonic ns of the last tick */
	struct waiters now;
	struct waiters asked;           /* of the walk under way */
	ARRAY(uint16_t) ports;
	bool page_asked;
	struct listener_id page_id;

	bool told;                      /* what follows */
	int error;
	uint64_t at;                    /* monotonic ns when that walk ended */
	struct waiters known;
	struct page page;
};

/* ---- asking ---- */

static bool is_wanted(const struct peers *peers)
{
	return peers->focus.handshakes || peers->focus.has_listener || peers->focus.suspect_count;
}

static const struct listener *page_of(const struct peers *peers, const struct snapshot *snap,
				      uint32_t *index)
{
	for (size_t i = 0; peers->focus.has_listener && i < peers->closest.listeners.count; i++) {
		const struct listener *listener;

		*index = peers->closest.listeners.items[i];
		listener = &snap->listeners.items[*index];
		if (listener_id_compare(&listener->id, &peers->focus.listener) == 0)
			return listener->id.netns == host_netns(peers->host) ? listener : NULL;
	}
	return NULL;
}

static int by_port(const void *a, const void *b, void *arg)
{
	const uint16_t *x = a, *y = b;

	(void)arg;
	return (*x > *y) - (*x < *y);
}

static void list_ports(struct peers *peers, const struct snapshot *snap,
		       const struct listener *page)
{
	size_t kept = 0;

	array_clear(&peers->ports);
	if (page)
		*array_add(&peers->ports) = page->local.port;
	for (size_t i = 0; i < peers->now.list.count; i++)
		*array_add(&peers->ports) = peers->now.list.items[i].port;
	for (size_t i = 0; peers->focus.everything && i < peers->closest.listeners.count; i++)
		*array_add(&peers->ports) =
			snap->listeners.items[peers->closest.listeners.items[i]].local.port;
	array_sort(&peers->ports, by_port, NULL);
	for (size_t i = 0; i < peers->ports.count; i++)
		if (!kept || peers->ports.items[kept - 1] != peers->ports.items[i])
			peers->ports.items[kept++] = peers->ports.items[i];
	peers->ports.count = kept;
}

/* One walk answers for all queues and, where a page is open, for that listener. */
static void ask(struct peers *peers, const struct snapshot *snap, uint64_t deadline)
{
	uint32_t index = 0;
	const struct listener *page = page_of(peers, snap, &index);
	struct walk_request request = {
		.label = "tcp-open", .taker = tally_taker(&peers->tally),
	};

	bool all = peers->focus.everything && peers->closest.listeners.count;

	if ((!page && !peers->now.list.count && !all) ||
	    !walk_is_due(peers->walk, snap->at.monotonic))
		return;
	list_ports(peers, snap, page);
	waiters_copy(&peers->asked, &peers->now);
	tally_begin(&peers->tally, host_netns(peers->host));
	peers->page_asked = page != NULL;
	if (page) {
		peers->page_id = page->id;
		tally_look_closely(&peers->tally, &peers->closest, page->local.port, index);
	}
	request.open = (struct inet_diag_open){
		.states = page || all ? OPEN : QUEUED, .info = true,
		.ports = peers->ports.items, .port_count = peers->ports.count,
	};
	walk_start(peers->walk, &request, snap->at.monotonic);
	walk_wait(peers->walk, walk_patience(peers->walk, deadline));
}

/* ---- being told ---- */

static void take_page(struct peers *peers)
{
	struct page *page = &peers->page;

	page->open = peers->page_asked;
	page->id = peers->page_id;
	page->connections = (struct connections){ 0 };
	array_clear(&page->peers);
	for (size_t i = 0; i < peers->tally.ends.count; i++) {
		const struct tally_end *end = &peers->tally.ends.items[i];

		if (!end->ours)
			continue;
		for (size_t state = 0; state < CONNECTION_STATES; state++)
			page->connections.by_state[state] += end->by_state[state];
		page->connections.waiting += end->waiting;
	}
	for (size_t i = 0; i < peers->tally.peers.count; i++)
		*array_add(&page->peers) = peers->tally.peers.items[i];
}

static void take(struct peers *peers, const struct snapshot *snap)
{
	struct walk_result result;

	if (!walk_take(peers->walk, &result))
		return;
	peers->told = true;
	peers->error = result.error;
	peers->at = result.ended;
	waiters_copy(&peers->known, &peers->asked);
	peers->page.open = false;
	if (result.error)
		return;
	waiters_give(&peers->known, &peers->tally, &peers->closest, snap);
	take_page(peers);
}

/* ---- telling ---- */

/* It was asked at this very tick. */
static bool is_fresh(const struct peers *peers, const struct snapshot *snap)
{
	return peers->at >= snap->at.monotonic;
}

static void tell_waits(const struct peers *peers, struct snapshot *snap)
{
	for (size_t i = 0; i < peers->now.list.count; i++) {
		const struct waiter *now = &peers->now.list.items[i];
		const struct waiter *known = waiters_find(&peers->known, &now->id);

		if (known && known->sure)
			facts_set(&snap->listeners.items[now->listener].facts, FACT_WAIT,
				  known->wait);
	}
}

static void tell_peer(struct snapshot *snap, uint32_t listener, const struct tally_peer *told,
		      int64_t since, bool sure)
{
	struct peer *peer = snapshot_add_peer(snap, listener, told->kind);

	peer->remote = told->remote;
	peer->state = told->state;
	if (told->kind == PEER_TALKER)
		facts_set(&peer->facts, FACT_PEER_CONNECTIONS, (int64_t)told->connections);
	if (told->kind == PEER_WAITING)
		facts_set(&peer->facts, FACT_PEER_SENT, told->sent);
	if (told->wait_known && sure)
		facts_set(&peer->facts, FACT_PEER_WAIT, told->wait + since);
}

static void tell_page(const struct peers *peers, struct snapshot *snap, int64_t since)
{
	const struct page *page = &peers->page;
	const struct waiter *waiter = waiters_find(&peers->known, &page->id);
	uint32_t index = 0;
	const struct listener *listener = page_of(peers, snap, &index);
	/* Where the first waits still, nobody was accepted. */
	bool sure = is_fresh(peers, snap) || (waiter && waiter->sure);

	if (!page->open || !listener || listener_id_compare(&listener->id, &page->id) != 0)
		return;
	*snapshot_add_connections(snap, index) = page->connections;
	snap->connections.items[snap->connections.count - 1].listener = index;
	for (size_t i = 0; i < page->peers.count; i++)
		tell_peer(snap, index, &page->peers.items[i], since, sure);
}

static void tell(struct peers *peers, struct snapshot *snap)
{
	uint64_t age = snap->at.monotonic > peers->at ? snap->at.monotonic - peers->at : 0;
	int64_t since = (int64_t)(age / CLOCK_MILLISECOND);

	if (!peers->told || !is_wanted(peers))
		return;
	if (peers->error && peers->error != -ENODATA)
		snapshot_add_gap(snap, "peers", "connections", -peers->error, POWER_NONE);
	/* What was asked at the last tick is as new as it can be. */
	if (peers->error || (peers->at < peers->last &&
			     age > PERIODS_MOST * walk_period(peers->walk)))
		return;
	if (!is_fresh(peers, snap))
		waiters_ask(&peers->known, &peers->now, peers->host);
	tell_waits(peers, snap);
	tell_page(peers, snap, since);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct peers *peers = (struct peers *)self;

	closest_refresh(&peers->closest, snap);
	waiters_see(&peers->now, &peers->closest, snap, host_netns(peers->host));
	waiters_follow(&peers->known, &peers->now);
	waiters_follow(&peers->asked, &peers->now);
	take(peers, snap);
	if (is_wanted(peers)) {
		ask(peers, snap, deadline);
		take(peers, snap);
	}
	tell(peers, snap);
	peers->last = snap->at.monotonic;
}

static void focus(struct source *self, const struct focus *on)
{
	struct peers *peers = (struct peers *)self;

	peers->focus = *on;
}

static void close_peers(struct source *self)
{
	struct peers *peers = (struct peers *)self;

	walk_free(peers->walk);
	tally_free(&peers->tally);
	closest_free(&peers->closest);
	waiters_free(&peers->now);
	waiters_free(&peers->asked);
	waiters_free(&peers->known);
	array_free(&peers->ports);
	array_free(&peers->page.peers);
	free(peers);
}

struct source *source_peers(struct host *host)
{
	struct peers *peers = memory_alloc(1, sizeof *peers);

	peers->source = (struct source){
		.name = "peers", .collect = collect, .focus = focus, .close = close_peers,
	};
	peers->host = host;
	peers->walk = walk_new(host, &peers->source);
	return &peers->source;
}
