/* page.h - all about one listener: what is wrong, what helps, and the evidence. */
#ifndef LSN_TUI_PAGE_H
#define LSN_TUI_PAGE_H

#include "base/array.h"
#include "table/lifetime.h"
#include "table/row.h"
#include "tui/canvas.h"
#include "tui/pane.h"

#include <stdbool.h>
#include <stdint.h>

struct scene;
struct timeline;

/* What is told of it when it is gone: raw, but for the numbers. */
struct page_past {
	struct lifetime lifetime;       /* .since 0: nothing is */
	enum protocol protocol;
	char owner[128];                /* "nginx (1234) of root"; "" none was known */
	char numbers[96];               /* "queue 3 of 128, drops 0" */
};

struct page {
	struct listener_id id;
	bool gone;                      /* not there any more, or never filled */
	uint64_t opened;                /* monotonic, of the first scene it showed; 0 none */
	struct row row;                 /* unless gone; dies with the scene */
	char name[160];                 /* its address as it was last seen, raw */
	struct page_past past;
	struct pane owners;             /* has the cursor */

	/* Filled from the scene, and dead with it. */
	ARRAY(struct row) waiting;      /* not accepted yet, then handshakes */
	ARRAY(struct row) talkers;
	ARRAY(struct row) members;      /* of its SO_REUSEPORT group, the fullest first */

	struct query waiting_query, members_query; /* columns; what is shown of these */
	struct layout waiting_layout, members_layout;
	struct canvas left, right;      /* where two panes stand side by side */
};

/* A page must not move while it is open: its query borrows the id. */
void page_open(struct page *page, const struct listener_id *id, unsigned width);
void page_close(struct page *page);

void page_fill(struct page *page, const struct scene *scene, uint64_t now);

/* It is gone, whether its last numbers are still known or not; it is a line of the baseline
 * that no socket answers to; it holds a port and does not listen. */
bool page_is_past(const struct page *page);
bool page_is_missing(const struct page *page);
bool page_is_bound(const struct page *page);

void page_draw(struct page *page, struct canvas *canvas, unsigned y, unsigned height,
	       const struct look *look, const struct scene *scene,
	       const struct timeline *timeline, uint64_t now);

#endif
