/* lives.h - what a source remembers of each life of a pid. */
#ifndef LSN_SOURCE_LIVES_H
#define LSN_SOURCE_LIVES_H

#include "fact/snapshot.h"
#include "source/hash.h"

#include <stddef.h>

/* The first member of what is remembered. */
struct life {
	struct process_id id;           /* the key: no padding left unset */
	unsigned round;
	UT_hash_handle hh;
};

/* A zeroed one is empty. */
struct lives {
	struct life *first;
	unsigned round;
	void (*drop)(struct life *life); /* frees what a life points to; NULL nothing */
};

/* A new tick begins. */
void lives_begin(struct lives *lives);

/* What is remembered of that life: `size` bytes, zeroed when first met. */
void *lives_know(struct lives *lives, struct process_id id, size_t size);

/* The same where there is such a life; NULL where not. Does not count as asking. */
void *lives_find(const struct lives *lives, struct process_id id);

/* Forgets whom nobody asked for since lives_begin(). */
void lives_end(struct lives *lives);

/* Walks them, in the order they were met; start with NULL. */
void *lives_next(const struct lives *lives, const void *before);

void lives_free(struct lives *lives);

#endif
