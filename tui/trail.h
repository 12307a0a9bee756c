/* trail.h - the pages one came through, and where on each the cursor was. */
#ifndef LSN_TUI_TRAIL_H
#define LSN_TUI_TRAIL_H

#include "table/row.h"
#include "tui/process_page.h"

#include <stdbool.h>
#include <stddef.h>

enum { TRAIL_STEPS = 32, TRAIL_NAME = 160 };

/* A page that was left for another. */
struct step {
	bool of_process;                /* else of a listener */
	struct listener_id listener;
	struct process_id process;
	char name[TRAIL_NAME];          /* as it was last seen, raw */

	enum process_part part;         /* of a process's page: what had the cursor */
	bool chosen;
	struct process_id parent;
	bool bound;                     /* of the table that had it, or was looked at */
	struct row_id row;
};

/* Zeroed it is empty. Of a longer way the oldest steps are forgotten. */
struct trail {
	struct step steps[TRAIL_STEPS];
	size_t count;
};

void trail_push(struct trail *trail, const struct step *step);

/* Takes the last one off. False where there is none. */
bool trail_pop(struct trail *trail, struct step *step);

#endif
