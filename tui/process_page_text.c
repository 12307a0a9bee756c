/* process_page_text.c - who a process is, and what is wrong with what it holds. */
#include "tui/process_page_part.h"

#include "base/text.h"
#include "table/opinion.h"
#include "table/scene.h"
#include "table/table.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/flow.h"
#include "tui/wrap.h"

#include <string.h>

enum { GAP = 3, TROUBLE_LINES = 3 };

/* What it is on the left, whose it is on the right: all of it, or its user at least. */
static const struct place_of {
	const char *key, *label;
} places[] = {
	{ "unit", "UNIT" }, { "container", "CONTAINER" }, { "user", "USER" },
};
enum { PLACES = sizeof(places) / sizeof(*places) };

/* In the title there are only those that are known; the facts have the others. */
static bool is_title(const struct process_view *view, size_t place)
{
	struct value value;

	process_value(view, places[place].key, &value);
	return value_is_known(&value) || value.instead;
}

static void say_places(const struct process_view *view, size_t first, struct text *text)
{
	for (size_t i = first; i < PLACES; i++) {
		if (!is_title(view, i))
			continue;
		text_add(text, text->length ? "  " : "");
		process_add(view, places[i].key, text);
	}
}

/* The first of the places from which on they have room in the title. */
static size_t first_place(const struct process_view *view)
{
	char line[PROCESS_LINE];
	struct text text = TEXT_OVER(line);
	size_t first = 0, taken;

	text_printable(&text, view->page->name, view->ascii);
	taken = 1 + text_columns(line) + GAP;
	for (; first < PLACES; first++) {
		text = TEXT_OVER(line);
		say_places(view, first, &text);
		if (taken + text_columns(line) < view->width)
			break;
	}
	return first;
}

void process_draw_title(const struct process_view *view, struct canvas *canvas, unsigned y)
{
	char line[PROCESS_LINE];
	struct text text = TEXT_OVER(line);
	unsigned width;

	text_printable(&text, view->page->name, view->ascii);
	draw_line(canvas, 1, y, ROLE_STRONG, line);
	text = TEXT_OVER(line);
	say_places(view, first_place(view), &text);
	width = (unsigned)text_columns(line);
	if (width)
		canvas_text(canvas, canvas->width - width - 1, y, width, ROLE_TEXT, line);
}

/* What the title has no room for, and what is not known. */
void process_flow_places(const struct process_view *view, struct flow *flow)
{
	size_t first = first_place(view);

	for (size_t i = 0; i < PLACES; i++) {
		char line[VALUE_BUFFER * 4];
		struct text text = TEXT_OVER(line);
		struct value value;

		process_value(view, places[i].key, &value);
		if (value.kind == VALUE_ABSENT || (i >= first && is_title(view, i)))
			continue;
		value_format(&value, view->ascii, &text);
		flow_add(flow, places[i].label, ROLE_STRONG, line, ROLE_TEXT, GAP);
	}
}

static bool is_worse(const struct opinion *a, const struct opinion *b)
{
	return a->weight > b->weight || (a->weight == b->weight && a->badness > b->badness);
}

/* Of how many of its listeners something is said, and what is the worst. What is said of
 * another member of a group is another process's. */
static unsigned judge_listeners(const struct process_view *view, struct opinion *worst)
{
	const struct snapshot *snap = scene_snapshot(view->scene);
	const struct process *process = view->page->row.process;
	unsigned count = 0;

	for (uint32_t n = 0; n < process->listener_count; n++) {
		const struct listener_id *id = &snapshot_held(snap, process, n)->id;
		struct opinion opinion;

		if (!opinion_of(view->scene, id, 0, &opinion) ||
		    listener_id_compare(&opinion.listener, id) != 0)
			continue;
		if (count++ == 0 || is_worse(&opinion, worst))
			*worst = opinion;
	}
	return count;
}

static bool say_trouble(const struct process_view *view, struct text *text, enum role *role)
{
	static const enum role roles[] = {
		[OPINION_HINT] = ROLE_TEXT,
		[OPINION_WARNING] = ROLE_WARN,
		[OPINION_ALARM] = ROLE_ALARM,
	};
	struct opinion worst;
	unsigned count = judge_listeners(view, &worst);

	*role = ROLE_ALARM;
	if (count == 0) {
		/* Nobody has an opinion: what can be seen all the same. */
		if (row_is_in_trouble(&view->page->row))
			text_add(text, "the accept queue of one of its listeners is full");
		return text->length > 0;
	}
	*role = roles[worst.weight];
	if (count > 1)
		text_format(text, "%u of its listeners are in trouble, the worst: ", count);
	opinion_sentence(&worst, view->ascii, text);
	return true;
}

unsigned process_draw_trouble(const struct process_view *view, struct canvas *canvas, unsigned y,
			      unsigned most)
{
	char sentence[OPINION_SENTENCE + 64];
	struct text text = TEXT_OVER(sentence);
	unsigned width = view->width > 4 ? view->width - 3 : 1, lines = 0;
	const char *rest = sentence;
	enum role role;

	if (!say_trouble(view, &text, &role))
		return 0;
	if (!canvas) {
		lines = wrap_count(sentence, width);
		return lines > TROUBLE_LINES ? TROUBLE_LINES : lines;
	}
	if (most)
		canvas_text(canvas, 1, y, 1, role, role == ROLE_TEXT ? "-" : "!");
	while (lines < most) {
		char line[PROCESS_LINE];
		const char *start = rest + strspn(rest, " ");

		text = TEXT_OVER(line);
		if (!wrap_next(&rest, width, &text))
			break;
		draw_line(canvas, 3, y + lines, role, lines + 1 == most ? start : line);
		lines++;
	}
	return lines;
}
