/* lives.c - what a source remembers of each life of a pid. */
#include "source/lives.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void lives_begin(struct lives *lives)
{
	lives->round++;
}

/* The hash takes all bytes, and between the two members there are some that an
 * assignment need not set. */
static void set_key(struct process_id *key, struct process_id id)
{
	memset(key, 0, sizeof *key);
	key->pid = id.pid;
	key->identity = id.identity;
}

void *lives_know(struct lives *lives, struct process_id id, size_t size)
{
	struct life *life = lives_find(lives, id);

	if (!life) {
		life = memory_alloc(1, size);
		set_key(&life->id, id);
		HASH_ADD(hh, lives->first, id, sizeof life->id, life);
	}
	life->round = lives->round;
	return life;
}

void *lives_find(const struct lives *lives, struct process_id id)
{
	struct process_id key;
	struct life *life;

	set_key(&key, id);
	HASH_FIND(hh, lives->first, &key, sizeof key, life);
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
