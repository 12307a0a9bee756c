/* page_state.c - of a listener's page: what the baseline says of it, and that it is gone,
 * missing, or does not listen. */
#include "tui/page_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/lifetime.h"
#include "table/opinion.h"
#include "table/overview.h"
#include "table/scene.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/wrap.h"

#include <string.h>

enum { TEXT_X = 3, NOTES = 6 };

static bool is_state(const struct page *page, enum listener_state state)
{
	return row_state(&page->row) == state;
}

bool page_is_past(const struct page *page)
{
	return page->gone || is_state(page, STATE_GONE);
}

bool page_is_missing(const struct page *page)
{
	return !page->gone && is_state(page, STATE_MISSING);
}

bool page_is_bound(const struct page *page)
{
	return !page->gone && is_state(page, STATE_BOUND);
}

static const char *label(const struct page *page, enum listener_label which)
{
	const char *text = page->row.listener->label[which];

	return text ? text : "";
}

enum verdict {
	VERDICT_NONE,                   /* there is no baseline, or it says nothing of such */
	VERDICT_EXPECTED,
	VERDICT_UNEXPECTED,
	VERDICT_MISSING,
	VERDICT_UNKNOWN,
};

static enum verdict verdict(const struct page *page, const struct scene *scene)
{
	const struct facts *facts = &page->row.listener->facts;
	int64_t value;

	if (!overview_baseline(scene) || is_state(page, STATE_BOUND))
		return VERDICT_NONE;
	if (is_state(page, STATE_MISSING))
		return VERDICT_MISSING;
	if (!facts_get(facts, FACT_UNEXPECTED, &value))
		return VERDICT_UNKNOWN;
	return value ? VERDICT_UNEXPECTED : VERDICT_EXPECTED;
}

enum role page_add_verdict(const struct page_view *view, struct text *text)
{
	static const struct { const char *words; enum role role; } verdicts[] = {
		[VERDICT_NONE] = { "", ROLE_TEXT },
		[VERDICT_EXPECTED] = { "expected", ROLE_TEXT },
		[VERDICT_UNEXPECTED] = { "not expected", ROLE_UNEXPECTED },
		[VERDICT_MISSING] = { "missing", ROLE_UNEXPECTED },
		[VERDICT_UNKNOWN] = { "not judged", ROLE_DIM },
	};
	enum verdict said = verdict(view->page, view->scene);
	const char *why = label(view->page, LABEL_UNEXPECTED_WHY);

	text_add(text, verdicts[said].words);
	if (said == VERDICT_UNEXPECTED && *why) {
		text_add(text, ": ");
		text_printable(text, why, view->ascii);
	}
	return verdicts[said].role;
}

/* Sentences below the title. */
struct notes {
	size_t count;
	struct note {
		enum role role;
		char mark;
		char text[PAGE_LINE];
	} of[NOTES];
};

static struct text add(struct notes *notes, enum role role, char mark)
{
	struct note *note = &notes->of[notes->count++];

	note->role = role;
	note->mark = mark;
	return TEXT_OVER(note->text);
}

static void add_time(struct text *text, uint64_t wall)
{
	char time[CLOCK_TIME_SIZE];

	clock_time_of_day(wall, time);
	text_add(text, time);
}

static void add_span(struct text *text, uint64_t from, uint64_t to)
{
	struct value value = { .kind = VALUE_UNKNOWN };

	value_set_real(&value, UNIT_SECONDS, clock_seconds(from, to));
	value_format(&value, true, text);
}

/* The judge says it, and what helps: it is not said twice. */
bool page_is_advised(const struct page_view *view)
{
	struct opinion opinion;
	bool said = false;

	for (size_t n = 0; !said && opinion_of(view->scene, &view->page->id, n, &opinion); n++)
		said = opinion.by_baseline &&
		       listener_id_compare(&opinion.listener, &view->page->id) == 0;
	return said;
}

static void note_verdict(const struct page_view *view, struct notes *notes)
{
	const struct page *page = view->page;
	enum verdict said = verdict(page, view->scene);
	const char *detail = label(page, said == VERDICT_UNKNOWN ? LABEL_NOT_JUDGED
								: LABEL_UNEXPECTED_DETAIL);
	struct text text;

	if (said != VERDICT_UNKNOWN && said != VERDICT_UNEXPECTED)
		return;
	if (said == VERDICT_UNEXPECTED && (!*detail || page_is_advised(view)))
		return;
	text = add(notes, said == VERDICT_UNKNOWN ? ROLE_DIM : ROLE_UNEXPECTED,
		   said == VERDICT_UNKNOWN ? '-' : '?');
	if (said == VERDICT_UNEXPECTED)
		page_add_verdict(view, &text);
	else
		text_add(&text, "not judged");
	text_add(&text, ": ");
	text_printable(&text, *detail ? detail : "its owner, or what that runs, is not known yet",
		       view->ascii);
}

static void note_missing(const struct page_view *view, struct notes *notes)
{
	const char *path = overview_baseline(view->scene);
	const char *detail = label(view->page, LABEL_UNEXPECTED_DETAIL);
	struct lifetime lifetime;
	struct text text;

	if (!page_is_advised(view)) {
		text = add(notes, ROLE_UNEXPECTED, '?');
		text_add(&text, "missing: ");
		text_printable(&text, *detail ? detail : "a line of the baseline expects it",
			       view->ascii);
		text_add(&text, ", and no socket answers to that");
	}
	text = add(notes, ROLE_TEXT, ' ');
	text_add(&text, "baseline ");
	text_printable(&text, path ? path : "?", view->ascii);
	if (!lifetime_of(&view->page->row, &lifetime))
		return;
	text = add(notes, ROLE_TEXT, ' ');
	text_add(&text, lifetime.appeared ? "since " : "it was missing when we began to look, at ");
	add_time(&text, lifetime.since);
	text_add(&text, ", ");
	add_span(&text, lifetime.since, view->scene->at.wall);
	text_add(&text, " ago");
}

/* A page may outlive its listener, and be opened anew by Esc from another: then it knows
 * no more than the name. */
static void note_past(const struct page_view *view, struct notes *notes)
{
	const struct page_past *past = &view->page->past;
	struct text text = add(notes, ROLE_WARN, '-');

	text_add(&text, "this listener is gone: its socket was closed");
	if (past->lifetime.ended) {
		text_add(&text, " at ");
		add_time(&text, past->lifetime.ended);
		text_add(&text, ", ");
		add_span(&text, past->lifetime.ended, view->scene->at.wall);
		text_add(&text, " ago");
	}
	if (!past->lifetime.since)
		return;
	text = add(notes, ROLE_TEXT, ' ');
	if (past->owner[0]) {
		text_add(&text, "held by ");
		text_printable(&text, past->owner, view->ascii);
		text_add(&text, "; ");
	}
	text_add(&text, past->lifetime.appeared ? "there from " : "there before ");
	add_time(&text, past->lifetime.since);
	text_add(&text, " on");
	if (past->lifetime.appeared && past->lifetime.ended) {
		text_add(&text, ", for ");
		add_span(&text, past->lifetime.since, past->lifetime.ended);
	}
	if (!past->numbers[0])
		return;
	text = add(notes, ROLE_TEXT, ' ');
	text_add(&text, "when last seen: ");
	text_add(&text, past->numbers);
}

static void note_bound(struct notes *notes)
{
	struct text text = add(notes, ROLE_TEXT, '-');

	text_add(&text, "it holds its port and does not listen: nobody can connect, and bind(2) of"
			" that port fails with \"address already in use\"");
}

/* The last line says if there is more. */
static unsigned draw_note(const struct page_view *view, const struct note *note,
			  struct canvas *canvas, unsigned y, unsigned most)
{
	unsigned width = view->width > TEXT_X + 1 ? view->width - TEXT_X : 1;
	unsigned lines = wrap_count(note->text, width), drawn = 0;
	char mark[2] = { note->mark, '\0' };
	const char *rest = note->text;

	if (most)
		canvas_text(canvas, 1, y, 1, note->role, mark);
	for (; drawn < most && drawn < lines; drawn++) {
		char line[PAGE_LINE];
		struct text text = TEXT_OVER(line);

		if (drawn + 1 == most && drawn + 1 < lines)
			draw_shortened(rest + strspn(rest, " "), width, false, view->ascii, &text);
		else
			wrap_next(&rest, width, &text);
		canvas_text(canvas, TEXT_X, y + drawn, canvas->width, note->role, line);
	}
	return drawn;
}

unsigned page_draw_notes(const struct page_view *view, struct canvas *canvas, unsigned y,
			 unsigned most)
{
	struct notes notes = { .count = 0 };
	unsigned drawn = 0;

	if (page_is_past(view->page))
		note_past(view, &notes);
	else if (page_is_missing(view->page))
		note_missing(view, &notes);
	else if (page_is_bound(view->page))
		note_bound(&notes);
	else
		note_verdict(view, &notes);
	for (size_t i = 0; i < notes.count; i++)
		drawn += draw_note(view, &notes.of[i], canvas, y + drawn, most - drawn);
	return drawn;
}

/* What will be told of it when it is gone. */

static void keep_numbers(struct page *page, bool ascii)
{
	struct text text = TEXT_OVER(page->past.numbers);

	if (page_knows(page, "queue")) {
		text_add(&text, "queue ");
		page_add(page, "queue", ascii, &text);
		text_add(&text, " of ");
		page_add(page, "backlog", ascii, &text);
	}
	if (page_knows(page, "drops")) {
		text_add(&text, text.length ? ", drops " : "drops ");
		page_add(page, "drops", ascii, &text);
	}
}

void page_keep_past(struct page *page)
{
	struct page_past *past = &page->past;
	const struct process *process = page->row.process;
	struct text owner = TEXT_OVER(past->owner);

	lifetime_of(&page->row, &past->lifetime);
	keep_numbers(page, true);
	past->protocol = page->row.listener->protocol;
	if (!process)
		return;
	text_format(&owner, "%s (%d)",
		    process->label[LABEL_COMM] ? process->label[LABEL_COMM] : "?",
		    (int)process->id.pid);
	if (process->label[LABEL_PROCESS_USER])
		text_format(&owner, " of %s", process->label[LABEL_PROCESS_USER]);
}
