/* journal.h - pane 4: what happened, the newest first. */
#ifndef LSN_TUI_JOURNAL_H
#define LSN_TUI_JOURNAL_H

#include "tui/pane.h"

#include <stdint.h>

struct canvas;
struct scene;
struct settings;

/* A heading that says since when (wall ns, 0 not yet) and how much was forgotten,
 * then the table; where nothing happened yet, what would stand here. */
void journal_draw(struct pane *pane, struct canvas *canvas, unsigned y, unsigned height,
		  const struct look *look, const struct scene *scene,
		  const struct settings *settings, uint64_t began, uint64_t now);

#endif
