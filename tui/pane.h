/* pane.h - one query on the screen: cursor, order, search, tags. */
#ifndef LSN_TUI_PANE_H
#define LSN_TUI_PANE_H

#include "base/array.h"
#include "table/query.h"
#include "table/table.h"
#include "tui/cell.h"
#include "tui/keymap.h"
#include "tui/layout.h"
#include "tui/list.h"
#include "tui/search.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct scene;
struct text;

struct pane {
	struct query query;
	struct table table;
	char *filter;                   /* the expression in force; NULL none; owned */
	struct selection said;          /* the query's own, while a user is chosen */
	bool user_chosen;

	struct list list;
	struct row_id cursor;           /* valid while `bound` */
	struct listener_id cursor_member;       /* of a group's row: its worst member */
	bool bound;                     /* the user has moved: the cursor is a row's */
	bool following, lost;           /* lost: the followed row has just gone */
	bool held;                      /* the order stands still */
	uint64_t touched;               /* monotonic, when last moved */
	bool sort_now, filled;
	bool keep_now;                  /* the next filling moves nothing: a group was
					 * opened or closed */
	uint64_t sorted_at;
	ARRAY(struct row_id) tags;
	struct search search;

	struct layout layout;
	bool elsewhere;                 /* the cursor is: what is beside it on a page has it */
	unsigned pan;                   /* columns of the last text panned out */
	unsigned width;                 /* of the terminal, when last drawn */
	unsigned y;                     /* of its titles */
};

/* Takes what the query holds; *query is empty afterwards. */
void pane_init(struct pane *pane, struct query *query);
void pane_free(struct pane *pane);

/* Fills anew from the scene. The order settles at once, is sorted every five
 * seconds or when asked for, and stands still while it is held. */
void pane_fill(struct pane *pane, const struct scene *scene, uint64_t now);

/* Moves or pans. False where the command is no move. */
bool pane_move(struct pane *pane, enum command command, uint64_t now);
void pane_step(struct pane *pane, long step, uint64_t now);

/* Puts the cursor on that row of the table. */
void pane_put(struct pane *pane, size_t row, uint64_t now);

/* The cursor is that row's from now on. */
void pane_bind(struct pane *pane, size_t row);

/* The row under the cursor, or NULL. */
const struct row *pane_row(const struct pane *pane);

/* The row drawn at that place, or -1; the column whose title is there, or NULL. */
ptrdiff_t pane_row_at(const struct pane *pane, unsigned x, unsigned y);
const struct column *pane_title_at(const struct pane *pane, unsigned x, unsigned y);

/* Lets the order go again. False where it was not held. */
bool pane_release(struct pane *pane);

/* The column that the arrow is at: of the default order its first. */
const struct column *pane_order(const struct pane *pane);
bool pane_is_descending(const struct pane *pane);

/* Sorts by that column (NULL: the default order) at the next filling. */
void pane_sort(struct pane *pane, const struct column *column, bool reverse);
void pane_reverse(struct pane *pane);
/* By the column shown next to it; step -1 or 1. False: there is none. */
bool pane_sort_next(struct pane *pane, int step);
bool column_is_sortable(const struct column *column);

/* Folds rows by that from the next filling on; the cursor stays on its listener, or
 * on the group it is folded into. */
void pane_group(struct pane *pane, enum grouping grouping);
/* Opens or closes the group under the cursor; from a member of one that is closed the
 * cursor goes to the group's row. False: there is none. */
bool pane_fold(struct pane *pane, bool open);
/* Opens all, or closes all where all are open. False: there are none. */
bool pane_fold_all(struct pane *pane);

void pane_tag(struct pane *pane);
void pane_untag(struct pane *pane);
/* Forgets the tags of rows that are gone; who is folded away is not. */
void pane_drop_tags(struct pane *pane);
bool pane_is_tagged(const struct pane *pane, const struct row_id *id);
bool pane_follow(struct pane *pane, uint64_t now);

/* The expression in force from now on; "" none. False, with a line in `why`,
 * where it is none; the last one stays then. */
bool pane_filter(struct pane *pane, const char *expression, struct text *why);

/* Only this user's; NULL: as the command line said. */
void pane_choose_user(struct pane *pane, const char *user);

/* To the next row that has the search's word, from the cursor on; step -1 or 1,
 * or 0: the cursor's own row counts too. False where no row has it. */
bool pane_find(struct pane *pane, const struct look *look, int step, uint64_t now);

/* The titles and rows from y on, `height` lines in all. */
void pane_draw(struct pane *pane, struct canvas *canvas, unsigned y, unsigned height,
	       const struct look *look, const struct scene *scene, uint64_t now);

#endif
