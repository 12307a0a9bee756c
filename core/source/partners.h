/* partners.h - far ends of connections, counted by address. */
#ifndef LSN_SOURCE_PARTNERS_H
#define LSN_SOURCE_PARTNERS_H

#include "base/arena.h"
#include "fact/snapshot.h"
#include "wire/inet_diag.h"

#include <stddef.h>
#include <stdint.h>

struct partner_seen;

/* A zeroed one has none. */
struct partners {
	struct partner_seen *seen;
	struct arena arena;
};

/* One more connection with that far end, whatever its port. */
void partners_add(struct partners *partners, const struct inet_diag *diag);

/* How many different ones there are. */
size_t partners_count(const struct partners *partners);

/* The `most` with the most connections, ties by address; returns how many. */
size_t partners_best(const struct partners *partners, struct partner *best, size_t most);

void partners_free(struct partners *partners);

/* An address of inet_diag without the prefix ::ffff: that IPv4 has on a socket for both
 * families, so that it is the same everywhere. Returns the family. */
uint8_t partners_copy_plain(uint8_t to[16], uint8_t family, const uint8_t from[16]);

#endif
