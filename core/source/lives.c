/* lives.c - what a source remembers of each life of a pid. */
#include "source/lives.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void lives_begin(struct lives *lives)
{
	lives->round++;
}

void *lives_know(struct lives *lives, struct process_id id, size_t size)
{
	struct process_id key;
	struct life *life;

	/* The hash takes all bytes, and between the two members there are some
	 * that an assignment need not set. */
	memset(&key, 0, sizeof key);
	key.pid = id.pid;
	key.identity = id.identity;
	HASH_FIND(hh, lives->first, &key, sizeof key, life);
	if (!life) {
		life = memory_alloc(1, size);
		memcpy(&life->id, &key, sizeof key);
		HASH_ADD(hh, lives->first, id, sizeof life->id, life);
	}
	life->round = lives->round;
	return life;
}

static void forget(struct lives *lives, struct life *life)
{
	HASH_DEL(lives->first, life);
	if (lives->drop)
		lives->drop(life);
	free(life);
}

void lives_end(struct lives *lives)
{
	struct life *life, *next;

	HASH_ITER(hh, lives->first, life, next)
		if (life->round != lives->round)
			forget(lives, life);
}

void *lives_next(const struct lives *lives, const void *before)
{
	return before ? ((const struct life *)before)->hh.next : lives->first;
}

void lives_free(struct lives *lives)
{
	struct life *life, *next;

	HASH_ITER(hh, lives->first, life, next)
		forget(lives, life);
}
