/* closest.h - which listener does a connection belong to?
 *
 * The kernel does not say: a handshake has no inode, and a child is told of by its own
 * addresses. So the same choice is made as __inet_lookup_listener() makes. */
#ifndef LSN_SOURCE_CLOSEST_H
#define LSN_SOURCE_CLOSEST_H

#include "base/array.h"
#include "fact/address.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct snapshot;

/* The near end of a connection. IPv4 is told as IPv4 here, never as ::ffff:. */
struct near_end {
	uint64_t netns;
	uint8_t bytes[16];              /* network order; IPv4 uses four */
	uint32_t ifindex;               /* of its device: a listener bound to one passes it
					 * on to its connections */
	uint16_t port;
	uint16_t family;                /* as wide, so that there is no padding: hashed whole */
};

struct closest_entry {
	struct near_end at;
	bool dual;                      /* takes IPv4 too */
	uint32_t listener;              /* index */
};

/* The TCP and MPTCP listeners of a snapshot, sorted. A zeroed one has none. */
struct closest {
	ARRAY(struct closest_entry) entries;
	ARRAY(uint32_t) listeners;      /* of the entries */
	uint64_t digest;                /* of what they were made of */
};

/* Sorts anew only where the listeners, or their places in the snapshot, changed since
 * the last call; true if they did. */
bool closest_refresh(struct closest *closest, const struct snapshot *snap);

/* Indices into the snapshot's listeners, ascending: one, or the members of a
 * SO_REUSEPORT group, as nothing tells which of them it is. 0: nobody's, left over from
 * a listener that is closed. Lends *found until the next refresh. */
size_t closest_find(const struct closest *closest, const struct near_end *near,
		    const uint32_t **found);

/* Makes `copy` know what concerns one port, and nothing else. */
void closest_copy_port(const struct closest *closest, uint16_t port, struct closest *copy);

/* Calls fn with each group of two or more that share namespace, address, port and
 * device. */
typedef void (*closest_group_fn)(const uint32_t *listeners, size_t count, void *arg);
void closest_each_group(const struct closest *closest, closest_group_fn fn, void *arg);

void closest_free(struct closest *closest);

#endif
