/* kept.h - the sockets of the last dumps, so that gone means missing twice.
 *
 * A dump of a hash that changes meanwhile loses a socket now and then, or tells
 * of one twice, and inet_diag never sets NLM_F_DUMP_INTR. */
#ifndef LSN_SOURCE_KEPT_H
#define LSN_SOURCE_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kept_socket;

/* A zeroed store is an empty one. */
struct kept {
	struct kept_socket *sockets;
	unsigned round;
	bool news;                      /* this round brought one we did not know */
};

/* A new dump begins. */
void kept_begin(struct kept *kept);

/* The dump told of socket `key`: lends room for `size` bytes about it, which
 * hold what was there last or zeroes. NULL if this dump has told of it before. */
void *kept_see(struct kept *kept, uint64_t key, size_t size);

/* What is kept of `key`, as kept_see() lent it; NULL: nothing. No part of any dump:
 * it counts neither as seen nor as missing. */
void *kept_find(const struct kept *kept, uint64_t key);

/* It is said to be gone: what was there is told of as before, and a miss will do. What the
 * next dump tells of nevertheless is believed. */
void kept_doubt(struct kept *kept, uint64_t key);

/* The dump is over. What a `whole` one did not tell of for the second time
 * running is forgotten; a torn one proves nothing. */
void kept_end(struct kept *kept, bool whole);

/* Walks all that is kept, in the order they were first seen; start with NULL. */
struct kept_socket *kept_next(const struct kept *kept, const struct kept_socket *before);
const void *kept_about(const struct kept_socket *socket);

/* The last whole dump did not tell of it. */
bool kept_is_missed(const struct kept_socket *socket);

/* The newest dump told of it. */
bool kept_is_seen(const struct kept *kept, const struct kept_socket *socket);

void kept_free(struct kept *kept);

#endif
