/* headline.h - the worst thing going on, in the one line there is for it. */
#ifndef LSN_TUI_HEADLINE_H
#define LSN_TUI_HEADLINE_H

#include "table/opinion.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct scene;
struct text;

enum { HEADLINE_WHO = 512, HEADLINE_BRIEF = 1024 };

/* Whom it is about, and what was said last. Where two are about as badly off,
 * numbers of one second make now this, now that one the worst: a line that is read
 * stays with one of them for a while, and its numbers are not told anew every
 * second unless something else is wrong now. */
struct headline {
	bool known;
	struct listener_id listener;
	enum opinion_weight weight;
	uint64_t worst_at, told_at;     /* monotonic: it was the worst, its numbers were */
	char who[HEADLINE_WHO], brief[HEADLINE_BRIEF]; /* raw */
};

/* Once a tick. */
void headline_choose(struct headline *headline, const struct scene *scene);

/* Line y stays blank where nothing is wrong: what comes and goes must not move the
 * table. */
void headline_draw(const struct headline *headline, struct canvas *canvas, unsigned y);

/* The sentence for so many columns, safe for a terminal. Where it is too long, it
 * leaves out first what can be read elsewhere: a name that is said again, then for
 * how long and how often, which the row and the page have. It may still be too
 * long; what is cut then is its end. Its form does not depend on how long its
 * numbers are: what was left out does not come and go. */
void headline_say(const struct opinion *opinion, unsigned width, bool ascii, struct text *line);

#endif
