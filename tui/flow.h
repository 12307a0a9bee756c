/* flow.h - pieces of text one behind the other, as many lines as they take. */
#ifndef LSN_TUI_FLOW_H
#define LSN_TUI_FLOW_H

#include "tui/canvas.h"

/* Where the next piece stands. */
struct flow {
	struct canvas *canvas;          /* NULL: only measured */
	unsigned width, y;
	unsigned most;                  /* lines that are drawn; what is below is counted */
	unsigned x, lines;              /* lines: begun so far */
};

struct flow flow_at(struct canvas *canvas, unsigned y, unsigned width, unsigned most);

/* "LABEL text", whole on this line or on the next; `gap` columns behind it stay blank.
 * What is wider than a line is shortened. Both are safe; without a label, "". */
void flow_add(struct flow *flow, const char *label, enum role label_role, const char *safe,
	      enum role role, unsigned gap);

/* The same on lines of its own, wrapped to at most `lines` of them, of which the last is
 * shortened if need be. */
void flow_wrap(struct flow *flow, const char *label, enum role label_role, const char *safe,
	       enum role role, unsigned lines);

#endif
