/* scene.h - what a table is filled from. */
#ifndef LSN_TABLE_SCENE_H
#define LSN_TABLE_SCENE_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct judge;
struct model;
struct snapshot;

/* Filled by the loop once a tick; everything is lent until the next. */
struct scene {
	const struct model *model;
	const struct judge *judge;      /* NULL: nobody has an opinion */
	struct instant at;              /* of the snapshot */
	const char *host;               /* a stranger's bytes */
	double uptime;                  /* seconds, negative unknown */
	double delay;                   /* asked for, seconds */
	double interval;                /* measured, 0 unknown */
	uint64_t tick, late;            /* taken so far; of these a whole delay late */
	bool live;                      /* false: a captured host */
	struct scene_cost {
		double tick_ms;         /* CPU per tick, mean so far */
		double peek_ms;         /* the same per peek; 0 none was taken */
		double peek_share;      /* of a processor that peeks take, percent */
		double apart_ms;        /* CPU on other threads per tick, mean so far */
		uint64_t frames, frames_skipped, bytes; /* to the terminal */
	} cost;
};

/* The nouns of the tick, for what is no row: namespaces, gaps. NULL before the
 * first. */
const struct snapshot *scene_snapshot(const struct scene *scene);

#endif
