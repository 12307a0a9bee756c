/* changes.h - what came, went and changed from tick to tick. */
#ifndef LSN_JUDGE_CHANGES_H
#define LSN_JUDGE_CHANGES_H

#include "base/array.h"
#include "judge/roll.h"
#include "judge/telling.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct absent;
struct journal;
struct model;

/* A zeroed one has seen nothing. */
struct changes {
	uint64_t updates;
	uint64_t at, interval;          /* monotonic ns of the last one, and since the one before */
	struct roll roll;
	struct telling telling;
	size_t held;                    /* of those who wait: arrival.held */
	struct absent *absents;         /* missing ones, told or about to be */
	uint64_t last;                  /* monotonic ns of the update before; 0 none */
	ARRAY(struct listener_id) laid;
	/* Of one update. */
	ARRAY(struct known *) waiting;  /* whose arrival is not told; from update to update */
	ARRAY(struct known *) parted;
	ARRAY(uint32_t) newcomers, fleeting;    /* indices of the snapshot */
	ARRAY(const struct closing *) closings; /* sorted by listener */
	struct known_list {
		struct known **items;   /* an ARRAY(), sorted by place */
		size_t count, room;
	} places, sharers;              /* those who are gone; whose arrival waits where an
					 * older one may be */
};

enum { CHANGES_WAIT = 3 };              /* ticks and seconds that an arrival waits for its
					 * owner to be known */

/* Once behind each model_update(). Tells the journal what came, went, changed, became
 * unexpected or is missing; at the first update only the last two, all else was there
 * before. */
void changes_update(struct changes *changes, const struct model *model,
		    struct journal *journal);

/* It changed, or took the place of another, within the last GHOST_SECONDS. */
bool changes_has(const struct changes *changes, const struct listener_id *id, uint64_t now);

/* The n-th of those whose place was taken at the last update: their ghosts are to be laid.
 * NULL behind the last. */
const struct listener_id *changes_laid(const struct changes *changes, size_t n);

void changes_free(struct changes *changes);

#endif
