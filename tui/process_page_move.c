/* process_page_move.c - parents, listeners and threads as one list for the cursor. */
#include "tui/process_page_part.h"

struct pane *process_page_pane(struct process_page *page)
{
	return page->part == PROCESS_THREADS ? &page->threads : &page->listeners;
}

const struct process *process_page_parent(const struct process_page *page)
{
	const struct process_parents *parents = &page->parents;

	if (page->part != PROCESS_PARENTS || parents->list.cursor >= parents->items.count)
		return NULL;
	return parents->items.items[parents->list.cursor];
}

static const struct list *list_of(const struct process_page *page, enum process_part part)
{
	if (part == PROCESS_PARENTS)
		return &page->parents.list;
	return part == PROCESS_LISTENERS ? &page->listeners.list : &page->threads.list;
}

static size_t count_of(const struct process_page *page, enum process_part part)
{
	if (part == PROCESS_PARENTS)
		return page->parents.items.count;
	return part == PROCESS_LISTENERS ? page->listeners.table.rows.count
					 : page->threads.table.rows.count;
}

static void put_parent(struct process_page *page, size_t at)
{
	page->parents.list.cursor = at;
	page->parents.cursor = page->parents.items.items[at]->id;
}

static void put(struct process_page *page, size_t at, uint64_t now)
{
	enum process_part part = PROCESS_PARENTS;

	while (part < PROCESS_THREADS && at >= count_of(page, part))
		at -= count_of(page, part++);
	if (at >= count_of(page, part))
		return;
	page->part = part;
	page->chosen = true;
	if (part == PROCESS_PARENTS)
		put_parent(page, at);
	else
		pane_put(process_page_pane(page), at, now);
}

/* All three in one, as far as it takes for a step. */
static struct list whole(const struct process_page *page)
{
	struct list all = { .rows = list_of(page, page->part)->rows };

	for (unsigned part = 0; part < PROCESS_PARTS; part++) {
		if (part == page->part)
			all.cursor = all.count + list_of(page, page->part)->cursor;
		all.count += count_of(page, (enum process_part)part);
	}
	return all;
}

bool process_page_move(struct process_page *page, enum command command, uint64_t now)
{
	struct list all = whole(page);

	if (command == COMMAND_LEFT || command == COMMAND_RIGHT)
		return pane_move(process_page_pane(page), command, now);
	if (!list_move(&all, command))
		return false;
	put(page, all.cursor, now);
	return true;
}

void process_page_step(struct process_page *page, long step, uint64_t now)
{
	struct list all = whole(page);

	list_step(&all, step);
	put(page, all.cursor, now);
}

void process_page_leave_parents(struct process_page *page)
{
	if (page->part == PROCESS_PARENTS)
		page->part = count_of(page, PROCESS_LISTENERS) ? PROCESS_LISTENERS
							       : PROCESS_THREADS;
}

static enum process_pointed point_at_parent(struct process_page *page, size_t at)
{
	bool again = page->part == PROCESS_PARENTS && at == page->parents.list.cursor;

	if (at >= page->parents.items.count)
		return POINTED_NOTHING;
	page->part = PROCESS_PARENTS;
	page->chosen = true;
	put_parent(page, at);
	return again ? POINTED_AGAIN : POINTED_PARENT;
}

enum process_pointed process_page_point(struct process_page *page, unsigned x, unsigned y)
{
	const struct process_parents *parents = &page->parents;

	if (y >= parents->y && y - parents->y < parents->list.rows) {
		size_t line = y - parents->y;

		return point_at_parent(page, line + 1 == parents->list.rows
						     ? parents->lowest : parents->list.top + line);
	}
	for (unsigned part = PROCESS_LISTENERS; part < PROCESS_PARTS; part++) {
		const struct pane *pane = part == PROCESS_THREADS ? &page->threads
								  : &page->listeners;

		if (pane_row_at(pane, x, y) < 0 && !pane_title_at(pane, x, y))
			continue;
		page->part = (enum process_part)part;
		page->chosen = true;
		return POINTED_TABLE;
	}
	return POINTED_NOTHING;
}

static bool is_filtered(const struct process_page *page, enum process_part part)
{
	return (part == PROCESS_THREADS ? &page->threads : &page->listeners)->table.hidden > 0;
}

/* Where the user has not gone anywhere, the cursor is on what one most likely wants
 * next. A part that may come with the next look is waited for. */
static enum process_part part_now(const struct process_page *page, bool waiting)
{
	static const enum process_part order[] = {
		PROCESS_LISTENERS, PROCESS_PARENTS, PROCESS_THREADS,
	};

	/* A filter that is being typed may leave nothing for a moment. */
	if (page->chosen && (waiting || count_of(page, page->part) ||
			     (page->part != PROCESS_PARENTS && is_filtered(page, page->part))))
		return page->part;
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		if (count_of(page, order[i]))
			return order[i];
	}
	return PROCESS_LISTENERS;
}

/* The cursor is its process's, wherever that stands now. */
static void find_parent(struct process_page *page, bool waiting)
{
	struct process_parents *parents = &page->parents;

	list_fit(&parents->list, parents->items.count, parents->list.rows);
	for (size_t i = 0; i < parents->items.count; i++) {
		const struct process_id *id = &parents->items.items[i]->id;

		if (id->pid == parents->cursor.pid && id->identity == parents->cursor.identity)
			parents->list.cursor = i;
	}
	if (parents->items.count && !waiting)
		put_parent(page, parents->list.cursor);
}

void process_place_cursor(struct process_page *page, bool waiting)
{
	page->part = part_now(page, waiting);
	find_parent(page, waiting);
}
