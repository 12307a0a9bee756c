/* page_peers.c - who waits to be accepted, and who else talks to the listener. */
#include "tui/page_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/column.h"
#include "table/gap_text.h"
#include "table/overview.h"
#include "table/scene.h"
#include "table/table.h"
#include "table/value.h"
#include "tui/draw.h"

#include <inttypes.h>
#include <string.h>

enum { PATIENCE = 20 };                 /* seconds for an answer */

static bool has_peers(const struct page *page)
{
	enum protocol protocol = page->row.listener->protocol;

	return protocol == PROTOCOL_TCP || protocol == PROTOCOL_MPTCP;
}

void page_fill_peers(struct page *page, const struct scene *scene)
{
	struct table table = { 0 };

	array_clear(&page->waiting);
	array_clear(&page->talkers);
	if (!has_peers(page))
		return;
	table_fill(&table, &page->waiting_query, scene, TABLE_SORT);
	for (unsigned kind = PEER_WAITING; kind <= PEER_TALKER; kind++) {
		for (size_t i = 0; i < table.rows.count; i++) {
			const struct row *row = &table.rows.items[i];

			if ((unsigned)row->peer->kind != kind)
				continue;
			if (kind == PEER_TALKER)
				*array_add(&page->talkers) = *row;
			else
				*array_add(&page->waiting) = *row;
		}
	}
	table_free(&table);
}

/* Looking at connections is asked for by opening the page, and answered at the
 * next tick at the earliest, on a host with very many connections much later. */
static bool is_asking(const struct page_view *view)
{
	return view->scene->live && !overview_connections(view->scene, &view->page->id) &&
	       clock_seconds(view->page->opened, view->scene->at.monotonic) < PATIENCE;
}

unsigned page_peer_lines(const struct page_view *view)
{
	const struct page *page = view->page;
	size_t waiting = page->waiting.count;
	int64_t queue;

	if (!has_peers(page))
		return 0;
	/* The place of those who will be there in a moment is kept free, so that
	 * the rest does not move for them. */
	if (!waiting && is_asking(view) &&
	    facts_get(&page->row.listener->facts, FACT_QUEUE, &queue) && queue > 0)
		waiting = (size_t)queue;
	return 1 + (waiting ? 1 + (unsigned)waiting : 0) + (page->talkers.count ? 1 : 0);
}

/* Where asking failed there is a gap; some listeners nobody asks for. */
static void say_unasked(const struct page_view *view, struct text *text)
{
	const struct gap *gap;

	for (size_t i = 0; (gap = overview_gap(view->scene, i)); i++) {
		if (strcmp(gap->source, "peers") != 0)
			continue;
		text_add(text, "   ");
		gap_sentence(gap, text);
		return;
	}
	text_add(text, is_asking(view) ? "   asking who ..." : "   who is not known");
}

/* Members of a group cannot be told apart: the connections are of all. */
static void say_states(const struct page *page, const struct connections *connections,
		       struct text *text)
{
	const char *separator = "   ";

	if (page->members.count > 1) {
		text_format(text, "   at all %zu: ", page->members.count);
		separator = "";
	}
	for (unsigned state = 0; state < CONNECTION_STATES; state++) {
		const char *name = overview_state_name(state);

		if (!connections->by_state[state])
			continue;
		text_format(text, "%s%" PRIu64 " %s", separator, connections->by_state[state],
			    name ? name : "?");
		separator = ", ";
	}
}

static void say_oldest(const struct page *page, bool ascii, struct text *text)
{
	const struct column *column = column_find(TABLE_PEERS, "waits", strlen("waits"));
	struct value wait;

	page_value(page, "wait", &wait);
	if (!value_is_known(&wait) && page->waiting.count)
		column_value(column, &page->waiting.items[0], &wait);
	if (!value_is_known(&wait))
		return;
	text_add(text, ", oldest ");
	wait.real = cell_seconds(wait.real);
	value_format(&wait, ascii, text);
}

static void draw_heading(const struct page_view *view, const struct connections *connections,
			 struct canvas *canvas, unsigned y)
{
	unsigned x = 2 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "WAITING");
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);

	page_add(view->page, "queue", view->ascii, &text);
	say_oldest(view->page, view->ascii, &text);
	if (connections)
		say_states(view->page, connections, &text);
	else if (!view->page->waiting.count && !view->page->talkers.count)
		say_unasked(view, &text);
	draw_line(canvas, x, y, ROLE_TEXT, line);
}

static void draw_rows(const struct page_view *view, struct canvas *canvas, unsigned y,
		      size_t shown)
{
	struct page *page = view->page;
	struct draw draw = {
		.layout = &page->waiting_layout,
		.look = view->look,
		.match = "",
		.tick = view->scene->tick,
	};

	layout_place(&page->waiting_layout, &page->waiting_query, view->look,
		     page->waiting.items, shown, canvas->width, view->now);
	draw_titles(canvas, &draw, y);
	for (size_t i = 0; i < shown; i++) {
		unsigned line = y + 1 + (unsigned)i;

		draw_row(canvas, &draw, &page->waiting.items[i], false, line);
		/* Marks are of the listener, which the page is about. */
		canvas_fill(canvas, 0, line, 1, ROLE_TEXT, ' ');
	}
}

/* Titles and rows in so many lines; gives how many it took. */
static unsigned draw_table(const struct page_view *view, const struct connections *connections,
			   struct canvas *canvas, unsigned y, unsigned height)
{
	size_t count = view->page->waiting.count, all = count, shown;
	char line[48];
	struct text text = TEXT_OVER(line);

	if (count == 0 || height < 2)
		return 0;
	if (connections && connections->waiting > all)
		all = (size_t)connections->waiting;
	shown = all <= height - 1 ? count : height - 1;
	if (shown < all && shown > 1)
		shown--;
	if (shown > count)
		shown = count;
	draw_rows(view, canvas, y, shown);
	if (shown == all || shown + 1 >= height)
		return (unsigned)shown + 1;
	text_format(&text, "and %zu more", all - shown);
	draw_line(canvas, 2, y + 1 + (unsigned)shown, ROLE_DIM, line);
	return (unsigned)shown + 2;
}

/* "198.51.100.7 (120)" */
static void say_talker(const struct peer *peer, bool ascii, struct text *text)
{
	char address[VALUE_BUFFER];
	struct text raw = TEXT_OVER(address);
	int64_t connections;

	address_format_host(&peer->remote, &raw);
	text_printable(text, address, ascii);
	if (facts_get(&peer->facts, FACT_PEER_CONNECTIONS, &connections))
		text_format(text, " (%" PRId64 ")", connections);
}

/* As many as fit whole. */
static void draw_talkers(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	const struct page *page = view->page;
	unsigned x = 2 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "TOP PEERS");

	for (size_t i = 0; i < page->talkers.count; i++) {
		char line[VALUE_BUFFER + 32];
		struct text text = TEXT_OVER(line);

		say_talker(page->talkers.items[i].peer, view->ascii, &text);
		if (i > 0 && x + text_columns(line) > canvas->width)
			return;
		draw_line(canvas, x, y, ROLE_TEXT, line);
		x += (unsigned)text_columns(line) + 2;
	}
}

void page_draw_peers(const struct page_view *view, struct canvas *canvas, unsigned y,
		     unsigned height)
{
	const struct connections *connections = overview_connections(view->scene, &view->page->id);
	unsigned talkers = view->page->talkers.count && height > 1 ? 1 : 0, used;

	if (height == 0)
		return;
	draw_heading(view, connections, canvas, y);
	used = 1 + draw_table(view, connections, canvas, y + 1, height - 1 - talkers);
	if (talkers)
		draw_talkers(view, canvas, y + used);
}
