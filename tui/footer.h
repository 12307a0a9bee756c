/* footer.h - the lines below the table. */
#ifndef LSN_TUI_FOOTER_H
#define LSN_TUI_FOOTER_H

#include "tui/keymap.h"
#include "tui/settings.h"

#include <stdbool.h>

struct canvas;
struct scene;

/* What could not be seen, in one line. */
bool footer_has_gap(const struct scene *scene);
void footer_draw_gap(const struct scene *scene, struct canvas *canvas, unsigned y);

/* The F-bar of a table: what may be done. */
void footer_draw_bar(struct canvas *canvas, unsigned y, const struct settings *settings);

/* The bar of what lies over a table: keys and what they do there. A command's hint has the
 * key of the set in use, and is left out where the command is not offered. */
struct footer_hint {
	const char *key, *does;         /* `does` NULL ends */
	enum command command;
};
void footer_draw_hints(struct canvas *canvas, unsigned y, const struct settings *settings,
		       const struct footer_hint *hints);

#endif
