/* census.h - all lives of one noun: who is the same, who was born, who died. */
#ifndef LSN_MODEL_CENSUS_H
#define LSN_MODEL_CENSUS_H

#include "base/array.h"
#include "model/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define uthash_fatal(message) memory_failed(0)
#include <uthash.h>

struct shade;

/* One key for every noun, without padding, so that it can be hashed whole. */
struct key {
	uint64_t words[3];
};

struct life {
	struct track track;
	struct key key;
	uint64_t seen;                  /* the update that last saw it */
	uint64_t place;                 /* of that update: see struct moment */
	size_t index;                   /* in that update's snapshot */
	unsigned pins;                  /* ghosts that show it beyond its death */
	bool buried;                    /* in no census any more, but pinned */

	/* Of listeners. */
	bool listens;                   /* when last seen */
	bool open;                      /* and was counted as being there */
	uint64_t was_closed;            /* track.closed one update before */
	struct shade *shade;            /* its ghost; NULL: it has none */
	UT_hash_handle hh;
};

/* An update. */
struct moment {
	uint64_t tick;                  /* from 1 */
	uint64_t place;                 /* of its values in any past: a hole takes a place
					 * of its own */
	uint64_t now;                   /* monotonic ns */
	double seconds;                 /* since the update before; 0: a hole, or the first */
};

/* Which life is the snapshot's i-th? A zeroed one but for `block` is empty. */
struct census {
	enum fact_block block;
	struct life *lives;
	ARRAY(struct life *) in_order;
};

void census_begin(struct census *census);

/* The next thing of the snapshot: finds its life or begins it. A twin in the same
 * snapshot shares the life and is not counted as another tick. One that was away for
 * a while has a hole in its past. */
struct life *census_see(struct census *census, const struct key *key, const struct facts *facts,
			const struct moment *moment);

/* NULL: there is none. */
struct life *census_find(struct census *census, const struct key *key);

/* Whoever was not seen in this update is dead, unless `stays` (NULL: nobody) says that it
 * is still told of. */
void census_bury(struct census *census, const struct moment *moment,
		 bool (*stays)(struct life *life, void *arg), void *arg);

/* This one is dead. */
void census_remove(struct census *census, struct life *life);

void census_free(struct census *census);

/* A life that is pinned outlives its death, until it is not. */
void life_pin(struct life *life);
void life_unpin(struct life *life);

#endif
