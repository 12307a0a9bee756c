/* page_text.c - title, numbers and identity of a listener's page. */
#include "tui/page_part.h"

#include "base/text.h"
#include "table/column.h"
#include "table/overview.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/flow.h"

#include <limits.h>
#include <string.h>

void page_value(const struct page *page, const char *key, struct value *value)
{
	const struct column *column = column_find(TABLE_LISTENERS, key, strlen(key));

	column_value(column, &page->row, value);
}

bool page_knows(const struct page *page, const char *key)
{
	struct value value;

	page_value(page, key, &value);
	return value_is_known(&value);
}

void page_add(const struct page *page, const char *key, bool ascii, struct text *text)
{
	struct value value;

	page_value(page, key, &value);
	value_format_short(&value, ascii, text);
}

/* What it is on the left, whose it is on the right. */
void page_draw_title(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	static const char *const kept[] = { "proto", "service" };
	static const char *const right[] = { "unit", "user" };
	const struct page *page = view->page;
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	unsigned x, width;

	text_printable(&text, page->name, view->ascii);
	x = 1 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, line);
	text = TEXT_OVER(line);
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (!page_knows(page, kept[i]))
			continue;
		text_add(&text, "  ");
		page_add(page, kept[i], view->ascii, &text);
	}
	if (page->members.count > 1)
		text_format(&text, "  one of %zu at this address", page->members.count);
	x += canvas_text(canvas, x, y, canvas->width, ROLE_TEXT, line);
	text = TEXT_OVER(line);
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		if (!page_knows(page, right[i]))
			continue;
		text_add(&text, text.length ? "  " : "");
		page_add(page, right[i], view->ascii, &text);
	}
	width = (unsigned)text_columns(line);
	if (x + width + 3 < canvas->width)
		canvas_text(canvas, canvas->width - width - 1, y, width, ROLE_TEXT, line);
}

/* A rate of attempts, not of clients: each comes again, and may count twice. */
static void flow_refused(const struct page_view *view, struct flow *flow)
{
	bool bytes = protocol_counts_bytes(view->page->row.listener->protocol);
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	struct value rate;
	double number = 0;
	bool known;

	page_value(view->page, "drop_rate", &rate);
	if (rate.kind == VALUE_ABSENT)
		return;
	known = value_number(&rate, &number);
	if (known && number == 0)
		text_add(&text, "0");
	else
		value_format(&rate, view->ascii, &text);
	text_add(&text, "/s");
	if (known && number > 0 && rate.remark == REMARK_HARMLESS)
		text_add(&text, " not lost");
	text_add(&text, "  ");
	page_add(view->page, "drops", view->ascii, &text);
	text_add(&text, " since the socket was made");
	flow_add(flow, bytes ? "DROPPED" : "REFUSED", ROLE_STRONG, line,
		 known && number > 0 && rate.remark != REMARK_HARMLESS ? ROLE_ALARM : ROLE_TEXT, 3);
}

/* The SYN queue has no limit of its own: it is the backlog. */
static void flow_handshakes(const struct page_view *view, struct flow *flow)
{
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	struct value synq;

	page_value(view->page, "synq", &synq);
	if (synq.kind == VALUE_ABSENT)
		return;
	value_format(&synq, view->ascii, &text);
	if (!value_is_known(&synq)) {
		text_add(&text, " not counted yet");
	} else {
		if (view->page->members.count > 1)
			text_format(&text, " at all %zu, each up to", view->page->members.count);
		else
			text_add(&text, " of");
		text_add(&text, " ");
		page_add(view->page, "backlog", view->ascii, &text);
	}
	flow_add(flow, "SYN QUEUE", ROLE_STRONG, line,
		 synq.remark == REMARK_FULL ? ROLE_ALARM : ROLE_TEXT, 3);
}

/* Beside what was refused here: what the whole namespace counted. */
static void flow_namespace(const struct page_view *view, struct flow *flow)
{
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	struct value rate = { .kind = VALUE_REAL, .unit = UNIT_EVENTS };

	if (!page_knows(view->page, "drop_rate") || !page_knows(view->page, "synq") ||
	    !overview_netns_rate_of(view->scene, view->page->id.netns, FACT_LISTEN_OVERFLOWS,
				    &rate.real) ||
	    rate.real <= 0)
		return;
	value_format(&rate, view->ascii, &text);
	text_add(&text, "/s in its namespace");
	/* Not worth a line of its own: the header has it too. */
	if (flow->x + strlen("OVERFLOWS ") + text_columns(line) > flow->width)
		return;
	flow_add(flow, "OVERFLOWS", ROLE_STRONG, line, ROLE_TEXT, 3);
}

unsigned page_flow_numbers(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	struct flow flow = flow_at(canvas, y, view->width, UINT_MAX);

	flow_refused(view, &flow);
	flow_handshakes(view, &flow);
	flow_namespace(view, &flow);
	return flow.lines;
}

unsigned page_flow_identity(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	static const char *const keys[] = {
		"state", "device", "v6only", "uid", "user", "age", "inode", "cookie", "netns",
	};
	struct flow flow = flow_at(canvas, y, view->width, UINT_MAX);

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		char value[PAGE_LINE];
		struct text text = TEXT_OVER(value);

		if (!page_knows(view->page, keys[i]))
			continue;
		page_add(view->page, keys[i], view->ascii, &text);
		flow_add(&flow, keys[i], ROLE_DIM, value, ROLE_TEXT, 2);
	}
	return flow.lines;
}
