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

/* "exposed to any": from where its address can be reached. */
static void add_exposure(const struct page_view *view, struct text *text)
{
	struct value value;

	page_value(view->page, "exposure", &value);
	if (value.kind != VALUE_TEXT || page_is_missing(view->page))
		return;
	text_add(text, strcmp(value.text, "local") == 0 ? "" : "exposed to ");
	text_printable(text, value.text, view->ascii);
}

static unsigned draw_left(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	static const char *const kept[] = { "proto", "service" };
	const struct page *page = view->page;
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	unsigned x;

	text_printable(&text, page->name, view->ascii);
	x = 1 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, line);
	text = TEXT_OVER(line);
	if (page->gone && page->past.lifetime.since)
		text_format(&text, "  %s", protocol_name(page->past.protocol));
	if (page->gone)
		return x + canvas_text(canvas, x, y, canvas->width, ROLE_TEXT, line);
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (!page_knows(page, kept[i]))
			continue;
		text_add(&text, "  ");
		page_add(page, kept[i], view->ascii, &text);
	}
	if (page->members.count > 1)
		text_format(&text, "  one of %zu at this address", page->members.count);
	return x + canvas_text(canvas, x, y, canvas->width, ROLE_TEXT, line);
}

enum right { RIGHT_UNIT, RIGHT_USER, RIGHT_EXPOSURE, RIGHT_VERDICT, RIGHTS };

static enum role add_right(const struct page_view *view, enum right right, struct text *text)
{
	static const char *const keys[] = { [RIGHT_UNIT] = "unit", [RIGHT_USER] = "user" };

	if (right == RIGHT_VERDICT)
		return page_add_verdict(view, text);
	if (right == RIGHT_EXPOSURE)
		add_exposure(view, text);
	else if (page_knows(view->page, keys[right]))
		page_add(view->page, keys[right], view->ascii, text);
	return ROLE_TEXT;
}

/* What it is on the left; on the right whose, from where it can be reached, and whether
 * that is as it should be. What is said elsewhere too makes room first. */
void page_draw_title(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	unsigned left = draw_left(view, canvas, y), x = canvas->width;

	for (unsigned right = RIGHTS; right-- > 0 && !view->page->gone;) {
		char line[PAGE_LINE];
		struct text text = TEXT_OVER(line);
		enum role role = add_right(view, (enum right)right, &text);
		unsigned width = (unsigned)text_columns(line);
		unsigned gap = x < canvas->width ? 2 : 1;

		if (!width)
			continue;
		if (left + width + gap + 2 >= x)
			return;
		x -= width + gap;
		canvas_text(canvas, x, y, width, role, line);
	}
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

/* "from any address, at lo, eth0": by its address and device alone. */
static void flow_reach(const struct page_view *view, struct flow *flow)
{
	static const char *const from[EXPOSURES] = {
		[EXPOSURE_LOCAL] = "from this host",
		[EXPOSURE_LOOPBACK] = "from this host",
		[EXPOSURE_LINK] = "from its link",
		[EXPOSURE_PRIVATE] = "from private addresses",
		[EXPOSURE_PUBLIC] = "from public addresses",
		[EXPOSURE_ANY] = "from any address",
	};
	const struct listener *listener = view->page->row.listener;
	const char *names = listener->label[LABEL_INTERFACES];
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	int64_t exposure;

	if (!facts_get(&listener->facts, FACT_EXPOSURE, &exposure) || exposure < 0 ||
	    exposure >= EXPOSURES)
		return;
	text_add(&text, from[exposure]);
	if (names && *names) {
		text_add(&text, ", at ");
		text_printable(&text, names, view->ascii);
	} else if (names) {
		text_add(&text, ", but no interface that is up has it");
	}
	flow_add(flow, "reached", ROLE_DIM, line, ROLE_TEXT, 2);
}

/* "well-known, took privilege". */
static void flow_port(const struct page_view *view, struct flow *flow)
{
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	struct value privileged;

	if (page_knows(view->page, "port_class"))
		page_add(view->page, "port_class", view->ascii, &text);
	page_value(view->page, "privileged", &privileged);
	if (value_is_known(&privileged))
		text_format(&text, "%s%s privilege", text.length ? ", " : "",
			    privileged.flag ? "took" : "took no");
	if (text.length)
		flow_add(flow, "port", ROLE_DIM, line, ROLE_TEXT, 2);
}

unsigned page_flow_identity(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	static const char *const keys[] = {
		"state", "device", "v6only", "uid", "user", "age", "inode", "cookie", "netns",
	};
	struct flow flow = flow_at(canvas, y, view->width, UINT_MAX);

	flow_reach(view, &flow);
	flow_port(view, &flow);
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
