/* page.h - all about one listener: its past, its identity, its owners. */
#ifndef LSN_TUI_PAGE_H
#define LSN_TUI_PAGE_H

#include "table/row.h"
#include "tui/pane.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct scene;
struct timeline;

struct page {
	struct listener_id id;
	bool gone;                      /* not there any more, or never filled */
	struct row row;                 /* unless gone; dies with the scene */
	char name[160];                 /* its address as it was last seen, raw */
	struct pane owners;
};

/* A page must not move while it is open: its query borrows the id. */
void page_open(struct page *page, const struct listener_id *id, unsigned width);
void page_close(struct page *page);

void page_fill(struct page *page, const struct scene *scene, uint64_t now);

void page_draw(struct page *page, struct canvas *canvas, unsigned y, unsigned height,
	       const struct look *look, const struct scene *scene,
	       const struct timeline *timeline, uint64_t now);

#endif
