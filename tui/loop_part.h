/* loop_part.h - what the loop knows; for loop*.c only. */
#ifndef LSN_TUI_LOOP_PART_H
#define LSN_TUI_LOOP_PART_H

#include "fact/focus.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/hands.h"
#include "tui/loop.h"

enum { SAID_SIZE = 512 };

struct run {
	struct loop *loop;
	struct canvas canvas;
	struct scene scene;
	int timer, signals;
	uint64_t shown;                 /* refreshes */
	uint64_t drawn_at;              /* monotonic ns */
	uint64_t filled_at;             /* the last extra tick while owners fill in */
	bool filled;                    /* the first search has come to its end */
	uint64_t peek_due;              /* UINT64_MAX: not before the next tick */
	bool dirty, resized;            /* to be drawn; and because of the size */
	bool searching;                 /* sources have work left over */
	bool done;
	int result;
	struct focus page;              /* the ui's at the last look: whose page was open */
	struct hands hands;
	uint64_t said_at;               /* of deeds, to the user; monotonic ns */
};

/* A tick that nobody waits for: samples, tells the ui and what became of deeds. */
void loop_look(struct run *run);

/* loop_deed.c */
void loop_aim(struct run *run);
void loop_perform(struct run *run);
/* What the new scene says of deeds done before. */
void loop_follow(struct run *run);

/* loop_expect.c: the user said yes to ui_expected(). */
void loop_expect(struct run *run);

#endif
