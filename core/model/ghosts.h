/* ghosts.h - listeners that are gone, for the few seconds that they are still told. */
#ifndef LSN_MODEL_GHOSTS_H
#define LSN_MODEL_GHOSTS_H

#include "base/array.h"
#include "model/census.h"
#include "model/model.h"

#include <stdbool.h>
#include <stdint.h>

struct shade;

/* A zeroed one is empty. Those at the end of `shades` may be empty ones still: they were
 * noted in this update, and are copied when all are known. */
struct ghosts {
	ARRAY(struct shade *) shades;   /* owned; the last to go first */
};

/* Is a ghost, or what shall be one, still told at that time? */
bool ghost_lasts(const struct life *listener, uint64_t now);

/* This listener has gone, track.closed says when. Its life belongs to the census as long
 * as it has a shade. */
void ghosts_note(struct ghosts *ghosts, struct life *listener);

/* Copies what was noted, out of the last snapshot that had it, but for those that are too
 * many: their lives are removed. `processes` still has those of that snapshot. */
void ghosts_settle(struct ghosts *ghosts, const struct snapshot *last, struct census *listeners,
		   struct census *processes);

/* The listener, which has a shade, is back, or told no more. */
void ghosts_forget(struct life *listener);

void ghosts_lay(struct ghosts *ghosts, const struct listener_id *id);

/* The n-th; NULL behind the last. */
const struct ghost *ghosts_at(const struct ghosts *ghosts, size_t n);

void ghosts_free(struct ghosts *ghosts);

#endif
