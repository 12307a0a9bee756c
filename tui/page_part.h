/* page_part.h - the parts that a listener's page is put together of; for page*.c
 * only. */
#ifndef LSN_TUI_PAGE_PART_H
#define LSN_TUI_PAGE_PART_H

#include "tui/page.h"
#include "tui/plot.h"

#include <stdbool.h>

struct text;
struct value;

enum { PAGE_LINE = 1024 };

/* What a part is drawn from. */
struct page_view {
	struct page *page;
	const struct look *look;
	const struct scene *scene;
	const struct timeline *timeline;
	uint64_t now;
	unsigned width;
	bool ascii;
};

/* The listener's own cells, as TABLE_LISTENERS has them. */
void page_value(const struct page *page, const char *key, struct value *value);
bool page_knows(const struct page *page, const char *key);
/* Adds one as a person reads it, safe. */
void page_add(const struct page *page, const char *key, bool ascii, struct text *text);

/* Parts measure with the canvas NULL: the lines they would like to have. */

/* page_advice.c: what is wrong and what helps, in at most `most` lines; gives how
 * many it took, at least 1. */
unsigned page_draw_advice(const struct page_view *view, struct canvas *canvas, unsigned y,
			  unsigned most);

/* page_state.c: what the baseline says of it, and what else it is that is no listener; in
 * at most `most` lines; gives how many it took. */
unsigned page_draw_notes(const struct page_view *view, struct canvas *canvas, unsigned y,
			 unsigned most);
/* What is unexpected or missing is among the advice. */
bool page_is_advised(const struct page_view *view);
/* "expected", "not expected: new", "missing", "not judged"; nothing without a baseline. */
enum role page_add_verdict(const struct page_view *view, struct text *text);
/* Once a tick while it is there. */
void page_keep_past(struct page *page);

/* page_graph.c */
struct page_graph {
	struct plot plot;
	double limit;                   /* 0 unknown */
};
void page_fill_graph(const struct page_view *view, struct page_graph *graph);
void page_draw_queue_heading(const struct page_view *view, const struct page_graph *graph,
			     struct canvas *canvas, unsigned y);
/* `height` lines and, below them, the times. */
void page_draw_queue(const struct page_view *view, const struct page_graph *graph,
		     struct canvas *canvas, unsigned y, unsigned height);
void page_draw_drops(const struct page_view *view, struct canvas *canvas, unsigned y,
		     unsigned height);

/* page_text.c: "LABEL text", one behind the other, as many lines as it takes. */
unsigned page_flow_numbers(const struct page_view *view, struct canvas *canvas, unsigned y);
unsigned page_flow_identity(const struct page_view *view, struct canvas *canvas, unsigned y);
void page_draw_title(const struct page_view *view, struct canvas *canvas, unsigned y);

/* page_group.c: heading, titles and members; 0 where it is in no group. */
void page_fill_members(struct page *page, const struct scene *scene);
unsigned page_member_lines(const struct page *page);
void page_draw_members(const struct page_view *view, struct canvas *canvas, unsigned y,
		       unsigned height);

/* page_peers.c: who waits, and who else talks to it; 0 where the protocol knows no
 * such thing. */
void page_fill_peers(struct page *page, const struct scene *scene);
unsigned page_peer_lines(const struct page_view *view);
void page_draw_peers(const struct page_view *view, struct canvas *canvas, unsigned y,
		     unsigned height);

/* page_owners.c */
unsigned page_owner_lines(const struct page *page);
void page_draw_owners(const struct page_view *view, struct canvas *canvas, unsigned y,
		      unsigned height);

#endif
