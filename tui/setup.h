/* setup.h - columns, header, groups, theme, mouse, keys; each change acts at once. */
#ifndef LSN_TUI_SETUP_H
#define LSN_TUI_SETUP_H

#include "base/array.h"
#include "tui/list.h"
#include "tui/settings.h"

#include <stdbool.h>

struct canvas;
struct column;
struct pane;

struct setup {
	struct settings *settings;      /* borrowed, as is the pane */
	struct pane *pane;              /* whose columns */
	ARRAY(struct setup_column {
		const struct column *column;
		bool shown;
	}) columns;
	struct list list;
	unsigned y;                     /* of the first item shown */
};

enum setup_event {
	SETUP_NOTHING,
	SETUP_MOVED,
	SETUP_COLUMNS,                  /* the pane's columns changed */
	SETUP_GROUP,                    /* settings->group */
	SETUP_CHANGED,                  /* something else that needs a redraw */
	SETUP_LOOK,                     /* theme, colour, mouse, ASCII */
	SETUP_LEFT,
};

void setup_open(struct setup *setup, struct settings *settings, struct pane *pane);
void setup_free(struct setup *setup);

enum setup_event setup_command(struct setup *setup, enum command command);
enum setup_event setup_click(struct setup *setup, unsigned y);

void setup_draw(struct setup *setup, struct canvas *canvas, unsigned y, unsigned height);

#endif
