/* ledger.c - the drops of listeners beside the counters that moved. */
#include "judge/ledger.h"

#include "base/clock.h"
#include "base/memory.h"
#include "judge/fullness.h"
#include "model/model.h"

#include <stdlib.h>

#define uthash_fatal(message) memory_failed(0)
#include <uthash.h>

enum { MINUTE = 60 };

/* What was counted, before it is balanced. All rises: never negative. */
struct sum {
	double seconds;
	int64_t drops;                  /* of listeners that were there at both ticks */
	int64_t drops_of_full;          /* of these, of those whose queue was seen full */
	int64_t drops_of_new;           /* of listeners made since the last tick */
	unsigned listeners, new_listeners; /* that dropped */
	int64_t overflows, syn_full, all, deferred, cookies;
};

/* The ticks that ended in one second, by the clock that goes on while the machine
 * sleeps. */
struct bucket {
	bool used;
	uint64_t second;
	struct sum sum;
};

struct books {
	uint64_t netns;                 /* the key */
	uint64_t seen;                  /* the update that last saw it */
	bool tick_known;
	struct sum tick;
	uint64_t second;                /* of the last update */
	struct bucket minute[MINUTE];
	UT_hash_handle hh;
};

/* Counters come from wherever a captured host does. */
static int64_t plus(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t above_zero(int64_t value)
{
	return value > 0 ? value : 0;
}

static void sum_add(struct sum *sum, const struct sum *more)
{
	sum->seconds += more->seconds;
	sum->drops = plus(sum->drops, more->drops);
	sum->drops_of_full = plus(sum->drops_of_full, more->drops_of_full);
	sum->drops_of_new = plus(sum->drops_of_new, more->drops_of_new);
	if (more->listeners > sum->listeners)
		sum->listeners = more->listeners;
	if (more->new_listeners > sum->new_listeners)
		sum->new_listeners = more->new_listeners;
	sum->overflows = plus(sum->overflows, more->overflows);
	sum->syn_full = plus(sum->syn_full, more->syn_full);
	sum->all = plus(sum->all, more->all);
	sum->deferred = plus(sum->deferred, more->deferred);
	sum->cookies = plus(sum->cookies, more->cookies);
}

/* How many overflows can have been counted twice. Where the listeners that were seen
 * full account for all overflows, what others dropped was something else. */
static int64_t most_twice(const struct sum *sum)
{
	if (sum->drops_of_full < sum->overflows)
		return sum->overflows;
	return least(sum->overflows, sum->drops_of_full - sum->overflows);
}

static struct ledger balance(const struct sum *sum)
{
	int64_t named = plus(sum->overflows, sum->syn_full), surplus, made_up;
	struct ledger ledger = {
		.seconds = sum->seconds,
		.drops = sum->drops,
		.listeners = sum->listeners,
		.overflows = sum->overflows,
		.syn_full = sum->syn_full,
		.other = above_zero(sum->all - named),
		.deferred = sum->deferred,
		.cookies = sum->cookies,
	};

	surplus = sum->drops - plus(plus(named, ledger.other), sum->deferred);
	made_up = least(above_zero(-surplus), sum->drops_of_new);
	if (made_up > 0) {
		ledger.drops = plus(ledger.drops, made_up);
		ledger.listeners += sum->new_listeners;
		surplus += made_up;
	}
	ledger.twice = least(above_zero(surplus), most_twice(sum));
	ledger.remainder = surplus - ledger.twice;
	return ledger;
}

static struct books *find(const struct ledgers *ledgers, uint64_t netns)
{
	struct books *books;

	HASH_FIND(hh, ledgers->books, &netns, sizeof netns, books);
	return books;
}

static void forget(struct ledgers *ledgers, struct books *books)
{
	HASH_DEL(ledgers->books, books);
	free(books);
}

static void open_books(struct ledgers *ledgers, uint64_t netns)
{
	struct books *books = find(ledgers, netns);

	if (!books) {
		books = memory_alloc(1, sizeof *books);
		books->netns = netns;
		HASH_ADD(hh, ledgers->books, netns, sizeof books->netns, books);
	}
	books->seen = ledgers->ticks;
	books->tick = (struct sum){ 0 };
	books->tick_known = false;
}

/* At this tick or the one before, or in between. */
static bool was_full(const struct series *series)
{
	struct fullness fullness;
	int64_t before;

	if (!fullness_of(series, &fullness))
		return false;
	if (series_at(series, FACT_QUEUE, 1, &before) && before > fullness.top)
		fullness.top = before;
	return fullness.top > 0 && fullness.top >= fullness.backlog;
}

static void add_listener(struct sum *sum, const struct track *track)
{
	const struct series *series = &track->series;
	int64_t drops;

	if (series_step(series, FACT_DROPS, &drops)) {
		sum->drops = plus(sum->drops, drops);
		sum->listeners += drops > 0;
		if (drops > 0 && was_full(series))
			sum->drops_of_full = plus(sum->drops_of_full, drops);
	} else if (track->appeared && series->ticks == 1 &&
		   series_now(series, FACT_DROPS, &drops) && drops > 0) {
		sum->drops_of_new = plus(sum->drops_of_new, drops);
		sum->new_listeners++;
	}
}

static void add_listeners(struct ledgers *ledgers, const struct model *model)
{
	const struct snapshot *snap = model_snapshot(model);
	struct books *books = NULL;

	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];

		if (listener->protocol != PROTOCOL_TCP && listener->protocol != PROTOCOL_MPTCP)
			continue;
		if (!listener_listens(listener))
			continue;
		if (!books || books->netns != listener->id.netns)
			books = find(ledgers, listener->id.netns);
		if (books)
			add_listener(&books->tick, model_listener_track(model, i));
	}
}

/* Older kernels do not have all of them: what is not counted did not happen. */
static int64_t step_or_0(const struct series *series, enum fact_id id)
{
	int64_t step = 0;

	series_step(series, id, &step);
	return step;
}

static bool add_counters(struct sum *sum, const struct series *series)
{
	if (!(series->seconds > 0) || !series_step(series, FACT_LISTEN_DROPS, &sum->all) ||
	    !series_step(series, FACT_LISTEN_OVERFLOWS, &sum->overflows))
		return false;
	sum->seconds = series->seconds;
	sum->syn_full = step_or_0(series, FACT_TCP_REQ_Q_FULL_DROP);
	sum->deferred = step_or_0(series, FACT_TCP_DEFER_ACCEPT_DROP);
	sum->cookies = step_or_0(series, FACT_TCP_REQ_Q_FULL_DO_COOKIES);
	return true;
}

static void close_books(struct books *books, const struct series *series, uint64_t second)
{
	struct bucket *bucket = &books->minute[second % MINUTE];

	books->second = second;
	books->tick_known = add_counters(&books->tick, series);
	if (!books->tick_known)
		return;
	if (!bucket->used || bucket->second != second)
		*bucket = (struct bucket){ .used = true, .second = second };
	sum_add(&bucket->sum, &books->tick);
}

void ledgers_update(struct ledgers *ledgers, const struct model *model)
{
	const struct snapshot *snap = model_snapshot(model);
	struct books *books, *next;

	ledgers->ticks++;
	for (size_t i = 0; i < snap->netns.count; i++)
		open_books(ledgers, snap->netns.items[i].inode);
	add_listeners(ledgers, model);
	for (size_t i = 0; i < snap->netns.count; i++)
		close_books(find(ledgers, snap->netns.items[i].inode),
			    &model_netns_track(model, i)->series, snap->at.boot / CLOCK_SECOND);
	HASH_ITER(hh, ledgers->books, books, next) {
		if (books->seen != ledgers->ticks)
			forget(ledgers, books);
	}
}

static bool minute_of(const struct books *books, struct sum *sum)
{
	bool any = false;

	for (size_t i = 0; i < MINUTE; i++) {
		const struct bucket *bucket = &books->minute[i];

		if (!bucket->used || bucket->second > books->second ||
		    books->second - bucket->second >= MINUTE)
			continue;
		sum_add(sum, &bucket->sum);
		any = true;
	}
	return any;
}

bool ledgers_get(const struct ledgers *ledgers, uint64_t netns, enum ledger_span span,
		 struct ledger *ledger)
{
	const struct books *books = find(ledgers, netns);
	struct sum sum = { 0 };

	if (!books)
		return false;
	if (span == LEDGER_TICK && books->tick_known)
		sum = books->tick;
	else if (span == LEDGER_TICK || !minute_of(books, &sum))
		return false;
	*ledger = balance(&sum);
	return true;
}

void ledgers_free(struct ledgers *ledgers)
{
	struct books *books, *next;

	HASH_ITER(hh, ledgers->books, books, next)
		forget(ledgers, books);
	*ledgers = (struct ledgers){ 0 };
}
