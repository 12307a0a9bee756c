/* page_advice.c - what is wrong with the listener, why, and what helps. */
#include "tui/page_part.h"

#include "base/text.h"
#include "table/opinion.h"
#include "table/table.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/wrap.h"

#include <string.h>

enum {
	TEXT_X = 3, REMEDY_X = 6,       /* behind "! " and "-> " */
	SAID_SIZE = 512,                /* of 400 bytes, and what we say before them */
};

enum part { PART_SYMPTOM, PART_CAUSE, PART_REMEDY, PART_SOURCE, PARTS };

/* One opinion, safe, and the lines each of its sentences takes. */
struct said {
	enum opinion_weight weight;
	char texts[PARTS][SAID_SIZE];
	unsigned lines[PARTS];
};

static unsigned part_x(enum part part)
{
	return part == PART_REMEDY ? REMEDY_X : TEXT_X;
}

static unsigned part_width(const struct page_view *view, enum part part)
{
	return view->width > part_x(part) + 1 ? view->width - part_x(part) : 1;
}

/* One trouble may have several causes, each with a remedy of its own. */
static bool repeats_symptom(const struct page_view *view, size_t n, const char *symptom)
{
	struct opinion before;

	return n > 0 && opinion_of(view->scene, &view->page->id, n - 1, &before) &&
	       strcmp(before.symptom, symptom) == 0;
}

static bool say(const struct page_view *view, size_t n, struct said *said)
{
	struct opinion opinion;
	const char *raw[PARTS];
	bool repeats;

	if (!opinion_of(view->scene, &view->page->id, n, &opinion))
		return false;
	repeats = repeats_symptom(view, n, opinion.symptom);
	raw[PART_SYMPTOM] = repeats ? "" : opinion.symptom;
	raw[PART_CAUSE] = opinion.cause;
	raw[PART_REMEDY] = opinion.remedy;
	raw[PART_SOURCE] = opinion.source;
	said->weight = opinion.weight;
	for (unsigned part = 0; part < PARTS; part++) {
		struct text text = TEXT_OVER(said->texts[part]);
		bool source = part == PART_SOURCE && raw[part] && *raw[part];

		if (part == PART_SYMPTOM && listener_id_compare(&opinion.listener, &view->page->id))
			text_add(&text, *raw[part] ? "another member of its group: " : "");
		if (part == PART_CAUSE && repeats)
			text_add(&text, "also: ");
		text_add(&text, source ? "(" : "");
		text_printable(&text, raw[part], view->ascii);
		text_add(&text, source ? ")" : "");
		said->lines[part] = wrap_count(said->texts[part], part_width(view, part));
	}
	return true;
}

static unsigned lines_of(const struct said *said)
{
	return said->lines[PART_SYMPTOM] + said->lines[PART_CAUSE] + said->lines[PART_REMEDY];
}

static enum role weight_role(enum opinion_weight weight)
{
	static const enum role roles[] = {
		[OPINION_HINT] = ROLE_TEXT,
		[OPINION_WARNING] = ROLE_WARN,
		[OPINION_ALARM] = ROLE_ALARM,
	};

	return roles[weight];
}

/* The lines of one sentence, at most `most`; the last one says if there is more. */
static unsigned draw_part(const struct page_view *view, const struct said *said, enum part part,
			  struct canvas *canvas, unsigned y, unsigned most)
{
	const char *rest = said->texts[part];
	enum role role = part == PART_SYMPTOM ? weight_role(said->weight) :
			 part == PART_SOURCE ? ROLE_DIM : ROLE_TEXT;
	unsigned drawn = 0;

	if (most && said->lines[part] && part == PART_SYMPTOM)
		canvas_text(canvas, 1, y, 1, role, said->weight == OPINION_HINT ? "-" : "!");
	if (most && said->lines[part] && part == PART_REMEDY)
		canvas_text(canvas, TEXT_X, y, 2, ROLE_STRONG, "->");
	while (drawn < most) {
		char line[SAID_SIZE];
		struct text text = TEXT_OVER(line);
		const char *start = rest;

		if (!wrap_next(&rest, part_width(view, part), &text))
			break;
		if (drawn + 1 == most && drawn + 1 < said->lines[part]) {
			text = TEXT_OVER(line);
			draw_shortened(start, part_width(view, part), false, view->ascii, &text);
		}
		canvas_text(canvas, part_x(part), y + drawn, canvas->width, role, line);
		drawn++;
	}
	return drawn;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Where not all has room, the cause is what can be shortened: what is wrong and
 * what helps is what one has come for. */
static unsigned draw_said(const struct page_view *view, const struct said *said, bool source,
			  struct canvas *canvas, unsigned y, unsigned most)
{
	unsigned symptom = said->lines[PART_SYMPTOM], remedy = said->lines[PART_REMEDY];
	unsigned cause, drawn;

	if (symptom + remedy > most)
		symptom = least(symptom, most > 1 ? most / 2 : most);
	remedy = least(remedy, most - least(symptom, most));
	cause = least(said->lines[PART_CAUSE], most - symptom - remedy);
	drawn = draw_part(view, said, PART_SYMPTOM, canvas, y, symptom);
	drawn += draw_part(view, said, PART_CAUSE, canvas, y + drawn, cause);
	drawn += draw_part(view, said, PART_REMEDY, canvas, y + drawn, remedy);
	if (source)
		drawn += draw_part(view, said, PART_SOURCE, canvas, y + drawn, most - drawn);
	return drawn;
}

/* Nobody has an opinion: what can be seen all the same. */
static void draw_plainly(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	struct value rate;
	double drops;

	if (row_is_in_trouble(&view->page->row)) {
		text_add(&text, "! accept queue full: ");
		page_add(view->page, "queue", view->ascii, &text);
		text_add(&text, " wait to be accepted, the backlog is ");
		page_add(view->page, "backlog", view->ascii, &text);
		draw_line(canvas, 1, y, ROLE_ALARM, line);
		return;
	}
	page_value(view->page, "drop_rate", &rate);
	if (!value_number(&rate, &drops) || drops <= 0)
		draw_line(canvas, 1, y, ROLE_DIM, "no trouble now");
	else if (rate.remark == REMARK_HARMLESS)
		draw_line(canvas, 1, y, ROLE_TEXT,
			  "drops now, but none of them is a lost connection");
	else
		draw_line(canvas, 1, y, ROLE_ALARM, "! dropping now");
}

struct sum {
	unsigned count, lines, sources;
};

static struct sum measure(const struct page_view *view)
{
	struct sum sum = { 0 };
	struct said said;

	while (say(view, sum.count, &said)) {
		sum.count++;
		sum.lines += lines_of(&said);
		sum.sources += said.lines[PART_SOURCE];
	}
	return sum;
}

/* One line is left: what the next is about, and that there are so many. */
static void draw_more(const struct said *said, struct canvas *canvas, unsigned y, unsigned count)
{
	char line[SAID_SIZE + 32];
	struct text text = TEXT_OVER(line);

	if (count > 1)
		text_format(&text, "%u more: ", count);
	else if (said->lines[PART_SYMPTOM])
		text_add(&text, "also: ");
	text_add(&text, said->texts[said->lines[PART_SYMPTOM] ? PART_SYMPTOM : PART_CAUSE]);
	draw_line(canvas, TEXT_X, y, ROLE_TEXT, line);
}

unsigned page_draw_advice(const struct page_view *view, struct canvas *canvas, unsigned y,
			  unsigned most)
{
	struct sum sum = measure(view);
	bool sources = sum.lines + sum.sources <= most;
	unsigned drawn = 0;
	struct said said;

	if (sum.count == 0) {
		draw_plainly(view, canvas, y);
		return 1;
	}
	for (unsigned i = 0; i < sum.count && say(view, i, &said); i++) {
		/* A line is kept to say that there are others. */
		unsigned kept = i + 1 < sum.count && sum.lines > most ? 1 : 0;
		unsigned room = most > drawn + kept ? most - drawn - kept : 0;

		if (i > 0 && lines_of(&said) > room) {
			draw_more(&said, canvas, y + drawn, sum.count - i);
			return drawn + 1;
		}
		drawn += draw_said(view, &said, sources, canvas, y + drawn, room ? room : 1);
	}
	return drawn;
}
