/* process_page_part.h - the parts that a process's page is put together of; for
 * process_page*.c only. */
#ifndef LSN_TUI_PROCESS_PAGE_PART_H
#define LSN_TUI_PROCESS_PAGE_PART_H

#include "tui/canvas.h"
#include "tui/process_page.h"

#include <stdbool.h>

struct flow;
struct text;
struct value;

enum { PROCESS_LINE = 2048 };

/* What a part is drawn from. */
struct process_view {
	struct process_page *page;
	const struct look *look;
	const struct scene *scene;
	const struct timeline *timeline;
	uint64_t now;
	unsigned width;
	bool ascii;
};

/* The process's own cells, as TABLE_PROCESSES has them. */
void process_value(const struct process_view *view, const char *key, struct value *value);
/* Adds one as a person reads it, safe. */
void process_add(const struct process_view *view, const char *key, struct text *text);

/* A closer look was asked for by opening the page, and nobody has taken it yet. */
bool process_is_asking(const struct process_view *view);

/* That source left a gap: what it would tell is not on its way. */
bool process_has_gap(const struct process_view *view, const char *source);

/* "?", and why, where that source left a gap. */
void process_add_unknown(const struct process_view *view, const char *source, struct text *text);

/* Parts measure with the canvas NULL, or by a function of their own: the lines they would
 * like to have. */

/* process_page_move.c: after filling; `waiting`: the next look may add to what there is. */
void process_place_cursor(struct process_page *page, bool waiting);

/* process_page_text.c: who it is; what is wrong with what it holds, 0 lines where nothing
 * is; and where it belongs, as far as the title does not say so. */
void process_draw_title(const struct process_view *view, struct canvas *canvas, unsigned y);
unsigned process_draw_trouble(const struct process_view *view, struct canvas *canvas, unsigned y,
			      unsigned most);
void process_flow_places(const struct process_view *view, struct flow *flow);

/* process_page_facts.c: what is known of it. */
unsigned process_flow_facts(const struct process_view *view, struct canvas *canvas, unsigned y,
			    unsigned most);

/* process_page_fds.c: a line with a picture in it; from 4 on a graph below it. */
void process_draw_fds(const struct process_view *view, struct canvas *canvas, unsigned y,
		      unsigned height);

/* process_page_kin.c: who started it. */
void process_fill_parents(struct process_page *page, const struct scene *scene);
unsigned process_parent_lines(const struct process_page *page);
void process_draw_parents(const struct process_view *view, struct canvas *canvas, unsigned y,
			  unsigned height);

/* process_page_list.c: heading, titles and rows. */
unsigned process_listener_lines(const struct process_page *page);
unsigned process_thread_lines(const struct process_page *page);
void process_draw_listeners(const struct process_view *view, struct canvas *canvas, unsigned y,
			    unsigned height);
void process_draw_threads(const struct process_view *view, struct canvas *canvas, unsigned y,
			  unsigned height);

/* process_page_talk.c: with whom it talks. */
unsigned process_draw_talk(const struct process_view *view, struct canvas *canvas, unsigned y,
			   unsigned most);

#endif
