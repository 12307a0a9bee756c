/* twins.c - which listeners are MPTCP? */
#include "source/twins.h"

#include "source/family.h"

#include <stddef.h>

void twins_begin(struct twins *twins)
{
	array_clear(&twins->items);
}

void twins_add(struct twins *twins, const struct kept *mptcp)
{
	for (struct kept_socket *at = kept_next(mptcp, NULL); at; at = kept_next(mptcp, at)) {
		const struct family_socket *socket = kept_about(at);

		*array_add(&twins->items) = (struct twin){
			.inode = socket->diag.inode,
			.seen = kept_is_seen(mptcp, at),
			.socket = socket,
		};
	}
}

static int by_inode(const void *a, const void *b, void *arg)
{
	const struct twin *x = a, *y = b;

	(void)arg;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

static struct twin *find(const struct twins *twins, uint32_t inode)
{
	size_t low = 0, high = twins->items.count;

	while (inode && low < high) {
		size_t middle = low + (high - low) / 2;
		struct twin *twin = &twins->items.items[middle];

		if (twin->inode == inode)
			return twin;
		if (twin->inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool twins_match(struct twins *twins, const struct kept *tcp)
{
	size_t found = 0;

	array_sort(&twins->items, by_inode, NULL);
	if (twins->items.count == 0)
		return false;
	for (struct kept_socket *at = kept_next(tcp, NULL); at; at = kept_next(tcp, at)) {
		const struct family_socket *socket = kept_about(at);
		struct twin *twin = find(twins, socket->diag.inode);

		if (twin && !twin->found) {
			twin->found = true;
			found++;
		}
	}
	return found < twins->items.count;
}

bool twins_have(const struct twins *twins, uint32_t inode)
{
	return find(twins, inode) != NULL;
}

void twins_free(struct twins *twins)
{
	array_free(&twins->items);
}
