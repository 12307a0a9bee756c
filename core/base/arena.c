/* arena.c - things of one lifetime, freed together. */
#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 8192 - 64 };

struct arena_block {
	struct arena_block *next;
	size_t used, room;
	alignas(max_align_t) char bytes[];
};

static struct arena_block *block_for(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

	if (block && block->room - block->used >= size)
		return block;
	block = memory_alloc(1, sizeof *block + room);
	block->room = room;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t align = alignof(max_align_t);
	size_t rounded;
	struct arena_block *block;
	void *memory;

	if (__builtin_add_overflow(size, align - 1, &rounded) || rounded > PTRDIFF_MAX / 2)
		memory_failed(size);
	rounded = rounded / align * align;
	block = block_for(arena, rounded);
	memory = block->bytes + block->used;
	block->used += rounded;
	return memory;
}

char *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	char *copy;

	if (size == SIZE_MAX)
		memory_failed(size);
	copy = arena_alloc(arena, size + 1);

	if (size)
		memcpy(copy, bytes, size);
	return copy;
}

void arena_free(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena->blocks = NULL;
}
