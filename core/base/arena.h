/* arena.h - things of one lifetime, freed together. */
#ifndef LSN_BASE_ARENA_H
#define LSN_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/* A zeroed arena is an empty one. */
struct arena {
	struct arena_block *blocks;
};

/* Zeroed and aligned for anything; lives until arena_free(). */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of `size` bytes with a NUL behind them. */
char *arena_copy(struct arena *arena, const void *bytes, size_t size);

void arena_free(struct arena *arena);

#endif
