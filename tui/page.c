/* page.c - all about one listener: what is wrong, what helps, and the evidence. */
#include "tui/page.h"

#include "base/text.h"
#include "table/overview.h"
#include "table/scene.h"
#include "tui/draw.h"
#include "tui/page_part.h"

#include <limits.h>
#include <string.h>

enum { SIDE_WIDTH = 120 };              /* from here on owners and peers stand side by side */

static void set_columns(struct query *query, const char *list)
{
	char buffer[160];
	struct text why = TEXT_OVER(buffer);

	query_set_columns(query, list, &why);
}

void page_open(struct page *page, const struct listener_id *id, unsigned width)
{
	struct query query;

	page_close(page);
	page->id = *id;
	query_init(&query, TABLE_OWNERS, width);
	query.of_listener = &page->id;
	pane_init(&page->owners, &query);
	query_init(&page->waiting_query, TABLE_PEERS, width);
	page->waiting_query.of_listener = &page->id;
	set_columns(&page->waiting_query, "peer,waits,sent,peer_state");
	query_init(&page->members_query, TABLE_LISTENERS, width);
	set_columns(&page->members_query, "fill,queue,peak,drop_rate,drops,pid,process,cookie");
}

void page_close(struct page *page)
{
	pane_free(&page->owners);
	query_free(&page->waiting_query);
	query_free(&page->members_query);
	layout_free(&page->waiting_layout);
	layout_free(&page->members_layout);
	array_free(&page->waiting);
	array_free(&page->talkers);
	array_free(&page->members);
	canvas_free(&page->left);
	canvas_free(&page->right);
	*page = (struct page){ .gone = true };
}

void page_fill(struct page *page, const struct scene *scene, uint64_t now)
{
	if (!page->opened)
		page->opened = scene->at.monotonic;
	page->gone = !overview_listener(scene, &page->id, &page->row);
	if (page->gone && page->past.lifetime.since && !page->past.lifetime.ended)
		page->past.lifetime.ended = scene->at.wall;
	if (!page->gone) {
		struct text name = TEXT_OVER(page->name);

		address_format(&page->row.listener->local, &name);
		page_fill_members(page, scene);
		page_fill_peers(page, scene);
		page_keep_past(page);
	}
	pane_fill(&page->owners, scene, now);
}

/* What shares the lines that title, advice and headings leave over. */
enum part {
	PART_GRAPH, PART_DROPS, PART_MEMBERS, PART_OWNERS, PART_PEERS, PART_IDENTITY,
	PART_SPACES,                    /* behind the advice, before people, behind them */
	PARTS,
};

struct lines {
	unsigned of[PARTS];
};

/* In which order parts get their lines, each up to so many in all; with less than
 * `least` a part would show nothing more than it did, and waits. */
static const struct share {
	enum part part;
	unsigned lines, least;
} shares[] = {
	{ PART_OWNERS, 1, 1 },
	{ PART_PEERS, 1, 1 },
	{ PART_OWNERS, 3, 3 },
	{ PART_MEMBERS, 6, 4 },
	{ PART_GRAPH, 4, 4 },
	{ PART_IDENTITY, 1, 1 },
	{ PART_OWNERS, 4, 4 },
	{ PART_PEERS, 4, 3 },
	{ PART_GRAPH, 6, 5 },
	{ PART_OWNERS, 7, 5 },
	{ PART_MEMBERS, 8, 5 },
	{ PART_PEERS, 6, 5 },
	{ PART_GRAPH, 8, 7 },
	{ PART_DROPS, 3, 3 },
	{ PART_IDENTITY, UINT_MAX, 1 },
	{ PART_SPACES, 2, 2 },
	{ PART_GRAPH, 11, 9 },
	{ PART_OWNERS, UINT_MAX, 1 },
	{ PART_PEERS, 12, 1 },
	{ PART_DROPS, 5, 1 },
	{ PART_MEMBERS, UINT_MAX, 1 },
	{ PART_SPACES, 3, 3 },
	{ PART_PEERS, UINT_MAX, 1 },
};

static struct lines divide(const unsigned *wanted, unsigned room)
{
	struct lines lines = { { 0 } };

	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++) {
		const struct share *share = &shares[i];
		unsigned *has = &lines.of[share->part], want = wanted[share->part];
		unsigned least = share->least < want ? share->least : want;

		if (want > share->lines)
			want = share->lines;
		if (want > *has + room)
			want = *has + room;
		if (want <= *has || want < least)
			continue;
		room -= want - *has;
		*has = want;
	}
	return lines;
}

static void measure(const struct page_view *view, unsigned *wanted)
{
	const struct page *page = view->page;

	wanted[PART_GRAPH] = 11;
	wanted[PART_SPACES] = 3;
	wanted[PART_DROPS] = page_knows(page, "drops") ? 5 : 0;
	wanted[PART_MEMBERS] = page_member_lines(page);
	wanted[PART_OWNERS] = page_owner_lines(page);
	wanted[PART_PEERS] = page_peer_lines(view);
	wanted[PART_IDENTITY] = page_flow_identity(view, NULL, 0);
	if (view->width < SIDE_WIDTH || !wanted[PART_PEERS])
		return;
	if (wanted[PART_OWNERS] < wanted[PART_PEERS])
		wanted[PART_OWNERS] = wanted[PART_PEERS];
	wanted[PART_PEERS] = 0;
}

/* The same lines of a canvas that is as high, and narrower. */
static void paste(struct canvas *canvas, const struct canvas *part, unsigned x, unsigned y,
		  unsigned height)
{
	for (unsigned line = y; line < y + height && line < canvas->height; line++)
		memcpy(&canvas->cells[(size_t)line * canvas->width + x],
		       &part->cells[(size_t)line * part->width],
		       part->width * sizeof(*part->cells));
}

static void draw_side_by_side(const struct page_view *view, struct canvas *canvas, unsigned y,
			      unsigned height)
{
	struct page *page = view->page;
	unsigned width = canvas->width / 2 + canvas->width / 20;

	page->left.ascii = page->right.ascii = canvas->ascii;
	canvas_clear(&page->left, width, canvas->height);
	canvas_clear(&page->right, canvas->width - width - 1, canvas->height);
	page->left.cursor_x = canvas->cursor_x;
	page->left.cursor_y = canvas->cursor_y;
	page_draw_owners(view, &page->left, y, height);
	page_draw_peers(view, &page->right, y, height);
	paste(canvas, &page->left, 0, y, height);
	paste(canvas, &page->right, width + 1, y, height);
	canvas->cursor_x = page->left.cursor_x;
	canvas->cursor_y = page->left.cursor_y;
}

/* Owners and peers, and above them whoever shares the address. */
static unsigned draw_people(const struct page_view *view, const struct lines *lines,
			    struct canvas *canvas, unsigned y)
{
	page_draw_members(view, canvas, y, lines->of[PART_MEMBERS]);
	y += lines->of[PART_MEMBERS];
	if (view->width >= SIDE_WIDTH && page_peer_lines(view)) {
		draw_side_by_side(view, canvas, y, lines->of[PART_OWNERS]);
		return y + lines->of[PART_OWNERS];
	}
	page_draw_owners(view, canvas, y, lines->of[PART_OWNERS]);
	y += lines->of[PART_OWNERS];
	page_draw_peers(view, canvas, y, lines->of[PART_PEERS]);
	return y + lines->of[PART_PEERS];
}

static void draw_below(const struct page_view *view, struct canvas *canvas, unsigned y,
		       unsigned height)
{
	unsigned wanted[PARTS], numbers = page_flow_numbers(view, NULL, 0);
	struct page_graph graph;
	struct lines lines;

	if (height <= numbers)
		numbers = 0;
	measure(view, wanted);
	lines = divide(wanted, height > 1 + numbers ? height - 1 - numbers : 0);
	y += lines.of[PART_SPACES] > 0;
	page_fill_graph(view, &graph);
	page_draw_queue_heading(view, &graph, canvas, y++);
	page_draw_queue(view, &graph, canvas, y,
			lines.of[PART_GRAPH] ? lines.of[PART_GRAPH] - 1 : 0);
	y += lines.of[PART_GRAPH];
	if (numbers)
		y += page_flow_numbers(view, canvas, y);
	page_draw_drops(view, canvas, y, lines.of[PART_DROPS]);
	y += lines.of[PART_DROPS] + (lines.of[PART_SPACES] > 1);
	y = draw_people(view, &lines, canvas, y) + (lines.of[PART_SPACES] > 2);
	if (lines.of[PART_IDENTITY])
		page_flow_identity(view, canvas, y);
}

/* Of what is there no more: nothing goes on that a graph would show. */
static void draw_rest(const struct page_view *view, struct canvas *canvas, unsigned y,
		      unsigned height)
{
	if (height > 1 && !view->page->gone && !page_is_missing(view->page) &&
	    page_flow_identity(view, NULL, 0) < height)
		page_flow_identity(view, canvas, y + 1);
}

/* Of what does not listen: who holds it. */
static void draw_holders(const struct page_view *view, struct canvas *canvas, unsigned y,
			 unsigned height)
{
	unsigned identity = page_flow_identity(view, NULL, 0);
	unsigned owners = page_owner_lines(view->page);

	if (height <= owners + identity + 1)
		identity = 0;
	if (owners > height)
		owners = height;
	y += height > owners + identity;
	page_draw_owners(view, canvas, y, owners);
	if (identity)
		page_flow_identity(view, canvas, y + owners);
}

static void draw_all(const struct page_view *view, struct canvas *canvas, unsigned y,
		     unsigned height)
{
	unsigned most = height * 3 / 8 > 1 ? height * 3 / 8 : 1, above;
	bool still = page_is_past(view->page) || page_is_missing(view->page);

	page_draw_title(view, canvas, y);
	if (height < 2)
		return;
	above = 1;
	if (page_is_missing(view->page) && page_is_advised(view))
		above += page_draw_advice(view, canvas, y + 1, height - 1);
	if (height > above)
		above += page_draw_notes(view, canvas, y + above, still ? height - above : most);
	if (height > above && still)
		draw_rest(view, canvas, y + above, height - above);
	if (height <= above || still)
		return;
	if (page_is_bound(view->page)) {
		draw_holders(view, canvas, y + above, height - above);
		return;
	}
	above += page_draw_advice(view, canvas, y + above, most);
	if (height > above)
		draw_below(view, canvas, y + above, height - above);
}

void page_draw(struct page *page, struct canvas *canvas, unsigned y, unsigned height,
	       const struct look *look, const struct scene *scene,
	       const struct timeline *timeline, uint64_t now)
{
	struct page_view view = {
		page, look, scene, timeline, now, canvas->width, canvas->ascii,
	};

	canvas->cursor_x = 1;
	canvas->cursor_y = y;
	draw_all(&view, canvas, y, height);
}
