/* waiters.c - the listeners whose queues are not empty, and how long their first waits. */
#include "source/waiters.h"

#include "source/closest.h"
#include "source/tally.h"
#include "wire/host.h"
#include "wire/nl.h"

#include <errno.h>

/* 20 us for the first, 2 for each other. */
enum { ASKED_MOST = 256 };

static int by_id(const void *a, const void *b, void *arg)
{
	const struct waiter *x = a, *y = b;

	(void)arg;
	return listener_id_compare(&x->id, &y->id);
}

struct waiter *waiters_find(const struct waiters *waiters, const struct listener_id *id)
{
	size_t low = 0, high = waiters->list.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = listener_id_compare(&waiters->list.items[middle].id, id);

		if (order == 0)
			return &waiters->list.items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void waiters_see(struct waiters *waiters, const struct closest *closest,
		 const struct snapshot *snap, uint64_t netns)
{
	array_clear(&waiters->list);
	for (size_t i = 0; i < closest->listeners.count; i++) {
		uint32_t index = closest->listeners.items[i];
		const struct listener *listener = &snap->listeners.items[index];
		int64_t queue;

		if (listener->id.netns == netns &&
		    facts_get(&listener->facts, FACT_QUEUE, &queue) && queue > 0)
			*array_add(&waiters->list) = (struct waiter){
				.id = listener->id, .listener = index,
				.port = listener->local.port, .queue = queue,
			};
	}
	array_sort(&waiters->list, by_id, NULL);
}

/* accept(2) takes the first: where a queue shrank it is another one's turn. One that is
 * as long as it was may have moved as well: its first is asked for, below. */
void waiters_follow(struct waiters *waiters, const struct waiters *now)
{
	for (size_t i = 0; i < waiters->list.count; i++) {
		struct waiter *waiter = &waiters->list.items[i];
		const struct waiter *seen = waiters_find(now, &waiter->id);

		if (!seen || seen->queue < waiter->queue)
			waiter->moved = true;
		if (seen)
			waiter->queue = seen->queue;
	}
}

void waiters_give(struct waiters *waiters, const struct tally *tally,
		  const struct closest *closest, const struct snapshot *snap)
{
	for (size_t i = 0; i < tally->ends.count; i++) {
		const struct tally_end *end = &tally->ends.items[i];
		const uint32_t *found;
		size_t count = end->oldest ? closest_find(closest, &end->at, &found) : 0;

		for (size_t member = 0; member < count; member++) {
			const struct listener *listener = &snap->listeners.items[found[member]];
			struct waiter *waiter = waiters_find(waiters, &listener->id);

			if (!waiter)
				continue;
			if (waiter->known && waiter->first.last_sent >= end->oldest->last_sent)
				continue;
			waiter->first = *end->oldest;
			waiter->wait = waiter->first.last_sent;
			waiter->known = waiter->sure = true;
		}
	}
}

/* ---- does it still wait? ---- */

static int on_message(const struct nlmsghdr *nlh, void *arg)
{
	struct waiter *waiter = arg;
	struct inet_diag diag;

	if (inet_diag_decode(nlh, &diag) != 0 || diag.cookie != waiter->first.cookie)
		return 0;
	waiter->moved = !tally_is_waiting(&diag);
	waiter->sure = !waiter->moved && diag.info_known;
	waiter->wait = diag.last_sent;
	return 0;
}

static void ask(struct waiter *waiter, struct nl *nl)
{
	char buffer[INET_DIAG_REQUEST_SIZE];
	int error = nl_ask(nl, "tcp-first", inet_diag_request_exact(buffer, &waiter->first),
			   on_message, waiter);

	/* Gone, and a listener or nobody is found in its place. */
	if (error == -ESTALE || error == -ENOENT)
		waiter->moved = true;
}

void waiters_ask(struct waiters *waiters, const struct waiters *now, struct host *host)
{
	unsigned asked = 0;

	for (size_t i = 0; i < waiters->list.count; i++) {
		struct waiter *waiter = &waiters->list.items[i];
		struct nl *nl;

		waiter->sure = false;
		if (!waiter->known || waiter->moved || !waiters_find(now, &waiter->id))
			continue;
		if (asked++ < ASKED_MOST && host_nl(host, waiter->id.netns, NL_SOCK_DIAG, &nl) == 0)
			ask(waiter, nl);
	}
}

void waiters_copy(struct waiters *to, const struct waiters *from)
{
	array_clear(&to->list);
	for (size_t i = 0; i < from->list.count; i++)
		*array_add(&to->list) = from->list.items[i];
}

void waiters_free(struct waiters *waiters)
{
	array_free(&waiters->list);
}
