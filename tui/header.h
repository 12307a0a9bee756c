/* header.h - the lines above the table. */
#ifndef LSN_TUI_HEADER_H
#define LSN_TUI_HEADER_H

#include <stdbool.h>
#include <stddef.h>

struct canvas;
struct headline;
struct scene;
struct selection;

/* What the user did that changes what is to be seen. */
struct header {
	const struct scene *scene;      /* NULL before the first tick */
	const struct headline *headline;
	const struct selection *selection;
	bool held, following, paused;
	size_t hidden;                  /* rows */
	const char *filter;             /* NULL none */
	bool hide_idle, only_marked;
	const char *user;               /* only this one's listeners; raw; NULL all */
};

/* `lines` of them from the top: identity and counts; rates and limits of the
 * namespace; the worst thing going on, or nothing. Pieces that do not fit are left
 * out, the least needed first. */
void header_draw(const struct header *header, struct canvas *canvas, unsigned lines);

/* What must be said even where no header line is shown; false: nothing. */
bool header_draw_states(const struct header *header, struct canvas *canvas, unsigned y);

#endif
