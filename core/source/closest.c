/* closest.c - which listener does a connection belong to? */
#include "source/closest.h"

#include "fact/snapshot.h"
#include "source/digest.h"

#include <string.h>
#include <sys/socket.h>

/* One that was closed before a tick met it accepts no more. */
static bool accepts(const struct listener *listener)
{
	return (listener->protocol == PROTOCOL_TCP || listener->protocol == PROTOCOL_MPTCP) &&
	       facts_have(&listener->facts, FACT_STATE, STATE_LISTEN) &&
	       !facts_have(&listener->facts, FACT_OWNERLESS, OWNERLESS_CLOSED);
}

/* ---- the index ---- */

/* A socket's address and device are its own for life, so the ids and their places
 * stand for the whole. */
static uint64_t digest_of(const struct snapshot *snap)
{
	uint64_t digest = 1;

	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];

		if (!accepts(listener))
			continue;
		digest = digest_mix(digest, i);
		digest = digest_mix(digest, listener->id.netns);
		digest = digest_mix(digest, listener->id.number);
		digest = digest_mix(digest, listener->id.kind);
	}
	return digest;
}

#define ORDER(x, y) (((x) > (y)) - ((x) < (y)))

static int compare_ends(const struct closest_entry *x, const struct closest_entry *y)
{
	int order = ORDER(x->at.port, y->at.port);

	if (!order)
		order = ORDER(x->at.netns, y->at.netns);
	if (!order)
		order = ORDER(x->at.family, y->at.family);
	if (!order)
		order = ORDER(x->at.ifindex, y->at.ifindex);
	if (!order)
		order = ORDER(x->dual, y->dual);
	if (!order)
		order = memcmp(x->at.bytes, y->at.bytes, sizeof x->at.bytes);
	return order;
}

static int by_end(const void *a, const void *b, void *arg)
{
	(void)arg;
	return compare_ends(a, b);
}

static void add(struct closest *closest, const struct listener *listener, size_t index)
{
	struct closest_entry *entry = array_add(&closest->entries);

	entry->at.netns = listener->id.netns;
	entry->at.family = listener->local.family;
	entry->at.port = listener->local.port;
	entry->at.ifindex = listener->local.ifindex;
	memcpy(entry->at.bytes, listener->local.bytes, sizeof entry->at.bytes);
	entry->dual = listener->local.dual;
	entry->listener = (uint32_t)index;
}

bool closest_refresh(struct closest *closest, const struct snapshot *snap)
{
	uint64_t digest = digest_of(snap);

	if (digest == closest->digest)
		return false;
	closest->digest = digest;
	array_clear(&closest->entries);
	array_clear(&closest->listeners);
	for (size_t i = 0; i < snap->listeners.count; i++)
		if (accepts(&snap->listeners.items[i]))
			add(closest, &snap->listeners.items[i], i);
	array_sort(&closest->entries, by_end, NULL);
	for (size_t i = 0; i < closest->entries.count; i++)
		*array_add(&closest->listeners) = closest->entries.items[i].listener;
	return true;
}

/* ---- the choice ---- */

/* From `first` on, how many are bound alike. */
static size_t span(const struct closest *closest, size_t first)
{
	size_t end = first + 1;

	while (end < closest->entries.count &&
	       compare_ends(&closest->entries.items[first], &closest->entries.items[end]) == 0)
		end++;
	return end - first;
}

static size_t find(const struct closest *closest, const struct closest_entry *wanted,
		   const uint32_t **found)
{
	size_t low = 0, high = closest->entries.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_ends(&closest->entries.items[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == closest->entries.count || compare_ends(&closest->entries.items[low], wanted) != 0)
		return 0;
	*found = &closest->listeners.items[low];
	return span(closest, low);
}

/* One address of IPv4 as an IPv6 socket is bound to it: ::ffff:, but the wildcard is ::. */
static void map(struct closest_entry *entry)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t any[4];
	uint8_t address[4];

	memcpy(address, entry->at.bytes, sizeof address);
	memset(entry->at.bytes, 0, sizeof entry->at.bytes);
	if (memcmp(address, any, sizeof any) != 0) {
		memcpy(entry->at.bytes, prefix, sizeof prefix);
		memcpy(entry->at.bytes + sizeof prefix, address, sizeof address);
	}
	entry->at.family = AF_INET6;
	entry->dual = true;
}

/* Sockets of the connection's own family come first, then those of both. */
static size_t find_at(const struct closest *closest, struct closest_entry wanted,
		      const uint32_t **found)
{
	size_t count = find(closest, &wanted, found);

	if (count)
		return count;
	if (wanted.at.family == AF_INET)
		map(&wanted);
	else
		wanted.dual = true;
	return find(closest, &wanted, found);
}

/* A device weighs more than the family, an address more than both. */
static size_t find_on_devices(const struct closest *closest, struct closest_entry wanted,
			      const uint32_t **found)
{
	size_t count = find_at(closest, wanted, found);

	if (count || !wanted.at.ifindex)
		return count;
	wanted.at.ifindex = 0;
	return find_at(closest, wanted, found);
}

size_t closest_find(const struct closest *closest, const struct near_end *near,
		    const uint32_t **found)
{
	struct closest_entry wanted = { .at = *near };
	size_t count = find_on_devices(closest, wanted, found);

	if (count)
		return count;
	memset(wanted.at.bytes, 0, sizeof wanted.at.bytes);
	return find_on_devices(closest, wanted, found);
}

void closest_copy_port(const struct closest *closest, uint16_t port, struct closest *copy)
{
	array_clear(&copy->entries);
	array_clear(&copy->listeners);
	copy->digest = 0;
	for (size_t i = 0; i < closest->entries.count; i++) {
		if (closest->entries.items[i].at.port != port)
			continue;
		*array_add(&copy->entries) = closest->entries.items[i];
		*array_add(&copy->listeners) = closest->listeners.items[i];
	}
}

void closest_each_group(const struct closest *closest, closest_group_fn fn, void *arg)
{
	size_t count;

	for (size_t i = 0; i < closest->entries.count; i += count) {
		count = span(closest, i);
		if (count > 1)
			fn(&closest->listeners.items[i], count, arg);
	}
}

void closest_free(struct closest *closest)
{
	array_free(&closest->entries);
	array_free(&closest->listeners);
}
