/* strangers.c - listeners that looks between ticks have met, and no tick yet. */
#include "source/strangers.h"

#include "source/hash.h"
#include "source/kept.h"

#include <stdlib.h>

enum { GONE_AFTER = 2 };

struct stranger {
	uint64_t cookie;
	struct inet_diag diag;
	uint64_t since, met;            /* monotonic ns, when first and last */
	uint64_t missed, closed;        /* the same; missed: the first time; 0: not */
	unsigned misses;
	UT_hash_handle hh;
};

static struct stranger *find(const struct strangers *strangers, uint64_t cookie)
{
	struct stranger *stranger;

	HASH_FIND(hh, strangers->all, &cookie, sizeof cookie, stranger);
	return stranger;
}

static void forget(struct strangers *strangers, struct stranger *stranger)
{
	HASH_DEL(strangers->all, stranger);
	free(stranger);
}

void strangers_meet(struct strangers *strangers, const struct inet_diag *diag, uint64_t now)
{
	struct stranger *stranger = find(strangers, diag->cookie);

	if (!stranger && HASH_COUNT(strangers->all) >= STRANGERS_MOST)
		return;
	if (!stranger) {
		stranger = memory_alloc(1, sizeof *stranger);
		stranger->cookie = diag->cookie;
		stranger->since = now;
		HASH_ADD(hh, strangers->all, cookie, sizeof stranger->cookie, stranger);
	}
	stranger->diag = *diag;
	stranger->met = now;
	stranger->missed = stranger->closed = 0;
	stranger->misses = 0;
}

static void miss(struct stranger *stranger, uint64_t now)
{
	if (!stranger->misses)
		stranger->missed = now;
	stranger->misses++;
}

void strangers_miss(struct strangers *strangers, uint64_t now)
{
	for (struct stranger *stranger = strangers->all; stranger; stranger = stranger->hh.next)
		if (stranger->met != now)
			miss(stranger, now);
}

bool strangers_close(struct strangers *strangers, uint64_t cookie, uint64_t now)
{
	struct stranger *stranger = find(strangers, cookie);

	if (stranger && !stranger->closed)
		stranger->closed = now;
	return stranger != NULL;
}

void strangers_settle(struct strangers *strangers, const struct kept *kept, uint64_t now)
{
	struct stranger *stranger, *next;

	HASH_ITER(hh, strangers->all, stranger, next) {
		if (kept_find(kept, stranger->cookie))
			forget(strangers, stranger);
		else
			miss(stranger, now);
	}
}

static bool has_ended(const struct stranger *stranger)
{
	return stranger->misses >= GONE_AFTER || (stranger->closed && stranger->misses);
}

uint64_t strangers_since(const struct strangers *strangers, uint64_t cookie)
{
	const struct stranger *stranger = find(strangers, cookie);

	return stranger ? stranger->since : 0;
}

bool strangers_take_ended(struct strangers *strangers, struct stranger_ended *ended)
{
	struct stranger *stranger = strangers->all;

	while (stranger && !has_ended(stranger))
		stranger = stranger->hh.next;
	if (!stranger)
		return false;
	*ended = (struct stranger_ended){
		.diag = stranger->diag,
		.since = stranger->since,
		.when = stranger->closed ? stranger->closed : stranger->missed,
	};
	forget(strangers, stranger);
	return true;
}

void strangers_free(struct strangers *strangers)
{
	struct stranger *stranger, *next;

	HASH_ITER(hh, strangers->all, stranger, next)
		forget(strangers, stranger);
}
