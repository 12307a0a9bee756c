/* syn.c - how many handshakes wait at each TCP listener? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "source/closest.h"
#include "source/digest.h"
#include "source/tally.h"
#include "source/walk.h"
#include "wire/host.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* tcp_states.h has it, netinet/tcp.h has not: a handshake as Linux 4.4 and later
	 * keep it, told of as SYN_RECV. */
	NEW_SYN_RECV = 12,
	HANDSHAKES = 1 << TCP_SYN_RECV | 1 << NEW_SYN_RECV,
	PERIODS_MOST = 5,               /* what is older, while things move, is unknown */
};

/* What moves where handshakes come, linger or fail. A SYN-ACK that nobody answers is
 * sent again after a second, and counted. */
static const enum fact_id signs[] = {
	FACT_LISTEN_OVERFLOWS, FACT_LISTEN_DROPS, FACT_TCP_REQ_Q_FULL_DROP,
	FACT_TCP_REQ_Q_FULL_DO_COOKIES, FACT_SYNCOOKIES_SENT, FACT_SYNCOOKIES_RECV,
	FACT_SYNCOOKIES_FAILED, FACT_EMBRYONIC_RSTS, FACT_TCP_DEFER_ACCEPT_DROP,
	FACT_TCP_SYN_RETRANS,
};
enum { SIGNS = sizeof signs / sizeof *signs };

/* What the last walk found. */
struct syn_count {
	struct listener_id id;
	int64_t handshakes;
};

struct syn {
	struct source source;
	struct host *host;
	struct walk *walk;
	struct tally tally;
	struct closest closest;

	bool wanted, page;              /* somebody looks; at one listener's page */
	bool due;                       /* something moved since the last walk began */
	uint64_t last;                  /* monotonic ns of the last tick */
	uint64_t digest;                /* of what moves, at that tick */
	bool told;                      /* the four below */
	int error;
	uint64_t at;                    /* monotonic ns when that walk began */
	bool any, moved;                /* it found some; something moved since */
	ARRAY(struct syn_count) counts; /* of all listeners there were, sorted by id */
	ARRAY(struct syn_count) next;   /* the same for the walk under way */
};

/* ---- what moves ---- */

static uint64_t mix_fact(uint64_t digest, const struct facts *facts, enum fact_id id)
{
	int64_t value = -1;

	facts_get(facts, id, &value);
	return digest_mix(digest, (uint64_t)value);
}

/* Of all queues, drops and signs: another one means that something moved. New and gone
 * listeners make another one as well. */
static uint64_t digest_of(const struct syn *syn, const struct snapshot *snap)
{
	const struct netns *netns = snapshot_find_netns(snap, host_netns(syn->host));
	uint64_t digest = digest_mix(1, syn->closest.digest);

	for (size_t i = 0; i < syn->closest.listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[syn->closest.listeners.items[i]];

		digest = mix_fact(digest, &listener->facts, FACT_QUEUE);
		digest = mix_fact(digest, &listener->facts, FACT_DROPS);
	}
	for (size_t i = 0; netns && i < SIGNS; i++)
		digest = mix_fact(digest, &netns->facts, signs[i]);
	return digest;
}

static void see_movement(struct syn *syn, const struct snapshot *snap)
{
	uint64_t digest;

	closest_refresh(&syn->closest, snap);
	digest = digest_of(syn, snap);
	if (digest != syn->digest)
		syn->due = syn->moved = true;
	syn->digest = digest;
}

/* ---- what was found ---- */

static int by_id(const void *a, const void *b, void *arg)
{
	const struct syn_count *x = a, *y = b;

	(void)arg;
	return listener_id_compare(&x->id, &y->id);
}

static struct syn_count *count_of(const struct syn *syn, const struct listener_id *id)
{
	size_t low = 0, high = syn->counts.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = listener_id_compare(&syn->counts.items[middle].id, id);

		if (order == 0)
			return &syn->counts.items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void give(struct syn *syn, const struct tally_end *end, const struct snapshot *snap)
{
	const uint32_t *found;
	size_t count = closest_find(&syn->closest, &end->at, &found);

	for (size_t i = 0; i < count; i++) {
		struct syn_count *to = count_of(syn, &snap->listeners.items[found[i]].id);

		/* One that came behind the walk's back had none of these. */
		if (to)
			to->handshakes += (int64_t)end->by_state[TCP_SYN_RECV];
	}
	syn->any = syn->any || count > 0;
}

static void swap_counts(struct syn *syn)
{
	__typeof__(syn->counts) was = syn->counts;

	memcpy(&syn->counts, &syn->next, sizeof was);
	memcpy(&syn->next, &was, sizeof was);
	array_clear(&syn->next);
}

static void take(struct syn *syn, const struct snapshot *snap)
{
	struct walk_result result;

	if (!walk_take(syn->walk, &result))
		return;
	syn->told = true;
	syn->error = result.error;
	syn->at = result.begun;
	syn->any = false;
	swap_counts(syn);
	/* Nothing need move for it to be asked again. */
	if (result.error) {
		syn->due = true;
		return;
	}
	for (size_t i = 0; i < syn->tally.ends.count; i++)
		give(syn, &syn->tally.ends.items[i], snap);
}

/* ---- the tick ---- */

static void start(struct syn *syn, const struct snapshot *snap, uint64_t deadline)
{
	struct walk_request request = {
		.label = "tcp-syn",
		.open = { .states = HANDSHAKES },
		.taker = tally_taker(&syn->tally),
	};

	tally_begin(&syn->tally, host_netns(syn->host));
	array_clear(&syn->next);
	for (size_t i = 0; i < syn->closest.listeners.count; i++)
		array_add(&syn->next)->id = snap->listeners.items[syn->closest.listeners.items[i]].id;
	array_sort(&syn->next, by_id, NULL);
	walk_start(syn->walk, &request, snap->at.monotonic);
	syn->due = syn->moved = false;
	walk_wait(syn->walk, walk_patience(syn->walk, deadline));
}

/* Without a movement none found stays none found; some found pass away unseen. What
 * was asked at the last tick is as new as it can be, be that long ago. */
static bool is_stale(const struct syn *syn, const struct snapshot *snap)
{
	uint64_t age = snap->at.monotonic > syn->at ? snap->at.monotonic - syn->at : 0;

	return (syn->moved || syn->any) && syn->at < syn->last &&
	       age > PERIODS_MOST * walk_period(syn->walk);
}

static void tell(const struct syn *syn, struct snapshot *snap)
{
	bool quiet = !syn->moved && !syn->any;

	if (!syn->told || syn->error || is_stale(syn, snap))
		return;
	for (size_t i = 0; i < syn->closest.listeners.count; i++) {
		struct listener *listener = &snap->listeners.items[syn->closest.listeners.items[i]];
		const struct syn_count *count;

		if (listener->id.netns != host_netns(syn->host))
			continue;
		count = quiet ? NULL : count_of(syn, &listener->id);
		if (quiet || count)
			facts_set(&listener->facts, FACT_SYNQ, count ? count->handshakes : 0);
	}
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct syn *syn = (struct syn *)self;

	see_movement(syn, snap);
	take(syn, snap);
	if (syn->wanted && (syn->due || syn->any) && syn->closest.listeners.count &&
	    walk_is_due(syn->walk, snap->at.monotonic)) {
		start(syn, snap, deadline);
		take(syn, snap);
	}
	if (syn->wanted && syn->told && syn->error && syn->error != -ENODATA)
		snapshot_add_gap(snap, "syn", "handshakes", -syn->error, POWER_NONE);
	tell(syn, snap);
	syn->last = snap->at.monotonic;
}

static void focus(struct source *self, const struct focus *on)
{
	struct syn *syn = (struct syn *)self;
	bool wanted = on->handshakes || on->has_listener;

	if ((wanted && !syn->wanted) || (on->has_listener && !syn->page))
		syn->due = true;
	syn->wanted = wanted;
	syn->page = on->has_listener;
}

static void close_syn(struct source *self)
{
	struct syn *syn = (struct syn *)self;

	walk_free(syn->walk);
	tally_free(&syn->tally);
	closest_free(&syn->closest);
	array_free(&syn->counts);
	array_free(&syn->next);
	free(syn);
}

struct source *source_syn(struct host *host)
{
	struct syn *syn = memory_alloc(1, sizeof *syn);

	syn->source = (struct source){
		.name = "syn", .collect = collect, .focus = focus, .close = close_syn,
	};
	syn->host = host;
	syn->walk = walk_new(host, &syn->source);
	return &syn->source;
}
