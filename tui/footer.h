/* footer.h - the lines below the table. */
#ifndef LSN_TUI_FOOTER_H
#define LSN_TUI_FOOTER_H

#include "tui/settings.h"

#include <stdbool.h>

struct canvas;
struct scene;

/* What could not be seen, in one line. */
bool footer_has_gap(const struct scene *scene);
void footer_draw_gap(const struct scene *scene, struct canvas *canvas, unsigned y);

/* The F-bar of a table. */
void footer_draw_bar(struct canvas *canvas, unsigned y, enum keys keys);

/* The bar of what lies over a table: keys and what they do there. */
struct footer_hint {
	const char *key, *does;         /* NULL ends */
};
void footer_draw_hints(struct canvas *canvas, unsigned y, const struct footer_hint *hints);

#endif
