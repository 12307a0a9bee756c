/* process_page.h - all about one process: what it runs, what started it, what it
 * holds, and what its threads do. */
#ifndef LSN_TUI_PROCESS_PAGE_H
#define LSN_TUI_PROCESS_PAGE_H

#include "base/array.h"
#include "table/row.h"
#include "tui/list.h"
#include "tui/pane.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct look;
struct scene;
struct timeline;

/* What the cursor goes through, from the top to the bottom, as through one list. */
enum process_part { PROCESS_PARENTS, PROCESS_LISTENERS, PROCESS_THREADS, PROCESS_PARTS };

struct process_page {
	struct process_id id;
	bool gone;                      /* ended, or never filled */
	bool looking;                   /* not found yet: the next tick will tell */
	bool filled;
	uint64_t opened_tick;           /* of the first scene it showed, valid once filled */
	struct row row;                 /* unless gone or looking; dies with the scene */
	char name[64];                  /* "1234 nginx" as it was last seen, raw */

	/* Filled from the scene, and dead with it: the nearest first, up to the one that
	 * explains the process, then the first process of all. */
	struct process_parents {
		ARRAY(const struct process *) items;
		struct list list;
		struct process_id cursor;       /* valid while the part was chosen */
		size_t explains;                /* at whom stands what explains it: the one
						 * who says so, or the nearest */
		unsigned y;                     /* where they were drawn */
		size_t lowest;                  /* what the last line shows */
	} parents;
	struct pane listeners, threads;
	struct table all_threads;       /* whatever the user filters; the busiest first */

	enum process_part part;         /* has the cursor */
	bool chosen;                    /* by the user; else the first that has something */
};

/* A page must not move while it is open: its queries borrow the id. */
void process_page_open(struct process_page *page, const struct process_id *id, unsigned width);
void process_page_close(struct process_page *page);

void process_page_fill(struct process_page *page, const struct scene *scene, uint64_t now);

void process_page_draw(struct process_page *page, struct canvas *canvas, unsigned y,
		       unsigned height, const struct look *look, const struct scene *scene,
		       const struct timeline *timeline, uint64_t now);

/* The table that commands are about: the threads while the cursor is there, else the
 * listeners. */
struct pane *process_page_pane(struct process_page *page);

/* Moves or pans. False where the command is no move. */
bool process_page_move(struct process_page *page, enum command command, uint64_t now);
void process_page_step(struct process_page *page, long step, uint64_t now);

/* From the parents down to a table, for what is done to tables only. */
void process_page_leave_parents(struct process_page *page);

/* The cursor goes to the part that is drawn there; of the parents to the line, in a table
 * it stays on its row. */
enum process_pointed {
	POINTED_NOTHING, POINTED_TABLE, POINTED_PARENT,
	POINTED_AGAIN,                  /* a parent that the cursor stood on before */
};
enum process_pointed process_page_point(struct process_page *page, unsigned x, unsigned y);

/* The parent under the cursor, or NULL. */
const struct process *process_page_parent(const struct process_page *page);

#endif
