/* review.h - the tuning of our own namespace, and what a change would do here and now. */
#ifndef LSN_JUDGE_REVIEW_H
#define LSN_JUDGE_REVIEW_H

#include "base/array.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct model;
struct text;

enum { REVIEW_LINE = 400 };

struct review_line {
	char text[REVIEW_LINE];
};

/* A zeroed one is empty. */
struct review {
	ARRAY(struct review_line) lines;
	uint64_t filled_for;            /* ticks of the model */
};

/* Made anew at the first question of a tick. Plain ASCII; false behind the last, and
 * before the first update. */
bool review_line(struct review *review, const struct model *model, size_t n,
		 struct text *line);

void review_free(struct review *review);

#endif
