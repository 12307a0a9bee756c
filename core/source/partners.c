/* partners.c - far ends of connections, counted by address. */
#include "source/partners.h"

#include "fact/address.h"
#include "source/hash.h"

#include <string.h>
#include <sys/socket.h>

struct partner_seen {
	struct partner_key {
		uint32_t family;        /* as wide, so that there is no padding */
		uint8_t bytes[16];
	} key;
	uint64_t connections;
	UT_hash_handle hh;
};

uint8_t partners_copy_plain(uint8_t to[16], uint8_t family, const uint8_t from[16])
{
	memset(to, 0, 16);
	if (family == AF_INET6 && address_is_mapped(from)) {
		memcpy(to, from + ADDRESS_MAPPED, 4);
		return AF_INET;
	}
	memcpy(to, from, family == AF_INET ? 4 : 16);
	return family;
}

void partners_add(struct partners *partners, const struct inet_diag *diag)
{
	struct partner_seen *seen;
	struct partner_key key = { 0 };

	key.family = partners_copy_plain(key.bytes, diag->family, diag->remote);
	HASH_FIND(hh, partners->seen, &key, sizeof key, seen);
	if (!seen) {
		seen = arena_alloc(&partners->arena, sizeof *seen);
		seen->key = key;
		HASH_ADD(hh, partners->seen, key, sizeof seen->key, seen);
	}
	seen->connections++;
}

size_t partners_count(const struct partners *partners)
{
	return HASH_COUNT(partners->seen);
}

static bool is_before(const struct partner *a, const struct partner *b)
{
	if (a->connections != b->connections)
		return a->connections > b->connections;
	return address_compare(&a->remote, &b->remote) < 0;
}

/* Into the best so far, which are in order. */
static size_t insert(struct partner *best, size_t count, size_t most, const struct partner *one)
{
	size_t at = count;

	if (count == most) {
		if (!most || !is_before(one, &best[most - 1]))
			return count;
		at = --count;
	}
	for (; at > 0 && is_before(one, &best[at - 1]); at--)
		best[at] = best[at - 1];
	best[at] = *one;
	return count + 1;
}

size_t partners_best(const struct partners *partners, struct partner *best, size_t most)
{
	size_t count = 0;

	for (struct partner_seen *seen = partners->seen; seen; seen = seen->hh.next) {
		struct partner one = {
			.remote.family = (uint8_t)seen->key.family,
			.connections = seen->connections,
		};

		memcpy(one.remote.bytes, seen->key.bytes, sizeof one.remote.bytes);
		count = insert(best, count, most, &one);
	}
	return count;
}

void partners_free(struct partners *partners)
{
	HASH_CLEAR(hh, partners->seen);
	arena_free(&partners->arena);
}
