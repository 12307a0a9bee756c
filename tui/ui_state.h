/* ui_state.h - what the ui remembers; for ui*.c, go.c, command.c, layer*.c, deed*.c,
 * expect*.c and question*.c only. */
#ifndef LSN_TUI_UI_STATE_H
#define LSN_TUI_UI_STATE_H

#include "tui/deed.h"
#include "tui/expect.h"
#include "tui/headline.h"
#include "tui/help.h"
#include "tui/kernel.h"
#include "tui/menu.h"
#include "tui/page.h"
#include "tui/pane.h"
#include "tui/process_page.h"
#include "tui/prompt.h"
#include "tui/question.h"
#include "tui/settings.h"
#include "tui/setup.h"
#include "tui/timeline.h"
#include "tui/trail.h"
#include "tui/ui.h"

/* Where the user is. */
enum place {
	PLACE_LISTENERS,                /* pane 1 */
	PLACE_PROCESSES,                /* pane 2 */
	PLACE_KERNEL,                   /* pane 3 */
	PLACE_JOURNAL,                  /* pane 4 */
	PLACE_PAGE,                     /* one listener */
	PLACE_PROCESS,                  /* one process */
	PLACE_COUNTER,                  /* one counter: the row under pane 3's cursor */
};

/* It is all about one listener or process, and was come to from a pane or another. */
static inline bool place_is_page(enum place place)
{
	return place == PLACE_PAGE || place == PLACE_PROCESS;
}

/* What lies on top of it and has the keys. */
enum layer {
	LAYER_NONE,
	LAYER_SEARCH,
	LAYER_FILTER,
	LAYER_DELAY,
	LAYER_SORT,
	LAYER_GROUP,
	LAYER_USER,
	LAYER_HELP,
	LAYER_SETUP,
	LAYER_WHO,                      /* a deed: which owner is meant */
	LAYER_SIGNAL,                   /* which signal */
	LAYER_CONFIRM,                  /* y or n */
	LAYER_TWICE,                    /* and once more, where it would hit ourselves */
	LAYER_RENICE,
	LAYER_CLOSE,
	LAYER_EXPECT,                   /* lines for the baseline: y or n */
	LAYERS,
};

enum { UI_MESSAGE_SIZE = 512, UI_NAME_SIZE = 160 };

struct ui {
	struct settings *settings;      /* borrowed */
	const struct scene *scene;      /* lent; NULL before the first tick */
	struct timeline timeline;
	struct headline headline;
	unsigned width, height;         /* of the last drawing */

	enum place place;
	enum place under;               /* the pane that the open page was come to from */
	struct trail trail;             /* the pages in between */
	struct pane listeners, processes, journal;
	struct kernel kernel;
	struct row_id counter;          /* whose page is open */
	bool counter_gone;
	uint64_t began;                 /* wall ns of the first tick, 0 not yet */
	char user[UI_NAME_SIZE];        /* the only one, "" all; raw */
	struct page page;
	struct process_page process;

	enum layer layer;
	struct prompt prompt;
	struct menu menu;
	struct help help;
	struct setup setup;
	struct pane before_search;      /* cursor and list only: where Esc goes back to */

	struct question question;       /* that is open */
	struct deed deed;               /* being asked about */
	struct expect expect;           /* the same of a baseline's new lines */
	struct act offer;               /* SIGKILL for whom, while `offered` */
	bool offered;

	char message[UI_MESSAGE_SIZE];  /* "" none */
	bool unseen;                    /* it comes from outside and was not drawn yet: keys
					 * let it stand */
	bool paused, frozen;            /* frozen: the paused picture is drawn */
};

/* The pane that has the cursor: of a listener's page, its owners; of a process's page, the
 * listeners it holds, or its threads. */
struct pane *ui_pane(struct ui *ui);
/* The pane that lies under all pages; without a page the one on show. */
struct pane *ui_under(struct ui *ui);
/* Folds pane 1 another way. */
void ui_group(struct ui *ui, enum grouping grouping);
struct look ui_look(const struct ui *ui);

/* Fills what is on show from the scene at hand. */
void ui_fill(struct ui *ui, uint64_t now);

/* What most commands end with: fill and draw; say why not, and draw. */
enum intent ui_redraw(struct ui *ui, uint64_t now);
enum intent ui_answer(struct ui *ui, const char *message);

/* go.c; what it does where is in the key table's help */
enum intent go_place(struct ui *ui, enum place place, uint64_t now);
enum intent go_pane(struct ui *ui, enum command command, uint64_t now);
enum intent go_open(struct ui *ui, enum command command, uint64_t now);
enum intent go_back(struct ui *ui, enum command command, uint64_t now);

/* command.c */
enum intent command_run(struct ui *ui, enum command command, uint64_t now);
enum intent command_click(struct ui *ui, const struct key_press *press, uint64_t now);

/* layer.c */
void layer_open(struct ui *ui, enum layer layer);
enum intent layer_key(struct ui *ui, const struct key_press *press, uint64_t now);
/* Draws what lies over the table from y on; false: nothing does. */
bool layer_draw(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height, uint64_t now);
/* The layer is a line that is typed. */
bool layer_is_prompt(enum layer layer);
/* It asks before something is done outside. */
bool layer_asks(enum layer layer);

#endif
