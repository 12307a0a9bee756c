/* help.h - the help page, made from the key table and the columns. */
#ifndef LSN_TUI_HELP_H
#define LSN_TUI_HELP_H

#include "table/row.h"
#include "tui/list.h"
#include "tui/settings.h"

struct canvas;
struct scene;

struct help {
	struct list list;
};

/* Keys are those of the settings, columns those of `kind`; the scene (NULL: none yet) tells
 * our own cost and what could not be seen. */
void help_draw(struct help *help, struct canvas *canvas, unsigned y, unsigned height,
	       const struct settings *settings, enum table_kind kind, const struct scene *scene);

#endif
