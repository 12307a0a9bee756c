/* expect.c - accepting listeners into the baseline, from the key to the answer. */
#include "tui/expect.h"

#include "base/text.h"
#include "fact/snapshot.h"
#include "table/opinion.h"
#include "table/overview.h"
#include "tui/ui_state.h"

#include <string.h>

/* Of so many one cannot read every line. */
enum { EXPECT_LINES = 200, SENTENCE = 512 };

void expect_forget(struct expect *expect)
{
	array_free(&expect->lines);
	arena_free(&expect->arena);
	*expect = (struct expect){ 0 };
}

static bool is_expected(const struct row *row)
{
	return listener_listens(row->listener) && !row_is_gone(row) &&
	       facts_have(&row->listener->facts, FACT_UNEXPECTED, 0);
}

/* What hinders is said before that nothing is needed. */
static void add_row(struct ui *ui, const struct row *row)
{
	struct expect *expect = &ui->expect;
	const char *why = expect_add(expect, ui->scene, row);
	bool expected = is_expected(row);

	if (!why)
		return;
	if (!expect->left_out || (!expected && expect->left_out == expect->expected))
		expect->why = why;
	expect->left_out++;
	expect->expected += expected;
}

static void add_rows(struct ui *ui, const struct row *row)
{
	if (!row->group) {
		add_row(ui, row);
		return;
	}
	for (size_t i = 0; i < row->group->count; i++)
		add_row(ui, &row->group->members[i]);
}

/* A tag outlives its row where a filter or a fold hides it. */
static void add_tagged(struct ui *ui, const struct pane *pane)
{
	for (size_t i = 0; i < pane->tags.count; i++) {
		ptrdiff_t at = table_find(&pane->table, &pane->tags.items[i]);
		struct row row;

		if (at >= 0)
			add_rows(ui, &pane->table.rows.items[at]);
		else if (overview_listener(ui->scene, &pane->tags.items[i].listener, &row))
			add_row(ui, &row);
	}
	ui->expect.tagged = pane->tags.count;
}

static const char *add_event(struct ui *ui, const struct row *event)
{
	struct listener_id id = opinion_event_listener(event);
	struct row row;

	if (!opinion_event_has_listener(event))
		return "this was about no listener";
	if (!overview_listener(ui->scene, &id, &row))
		return "this listener is gone: its socket was closed";
	add_row(ui, &row);
	return NULL;
}

static const char *gather(struct ui *ui)
{
	const struct pane *pane = ui_pane(ui);
	const struct row *row = pane_row(pane);

	if (ui->place == PLACE_PAGE) {
		if (ui->page.gone)
			return "this listener is gone: its socket was closed";
		add_row(ui, &ui->page.row);
		return NULL;
	}
	if (ui->place == PLACE_JOURNAL && row)
		return add_event(ui, row);
	if (pane->query.kind != TABLE_LISTENERS || ui->place == PLACE_COUNTER)
		return "listeners are what is expected: 1 goes to them";
	if (pane->tags.count)
		add_tagged(ui, pane);
	else if (row)
		add_rows(ui, row);
	if (ui->expect.lines.count || ui->expect.left_out)
		return NULL;
	return pane->tags.count ? "what was tagged is gone: U untags"
				: "there is no row to expect";
}

static void write_text(struct expect *expect)
{
	size_t size = 0;
	struct text text;

	for (size_t i = 0; i < expect->lines.count; i++)
		size += strlen(expect->lines.items[i].line) + 1;
	text = text_over(arena_alloc(&expect->arena, size + 1), size + 1);
	for (size_t i = 0; i < expect->lines.count; i++) {
		text_add(&text, expect->lines.items[i].line);
		text_add(&text, "\n");
	}
	expect->text = text.start;
}

/* Of many each may have a reason of its own. */
static const char *why_none(struct expect *expect)
{
	char buffer[SENTENCE * 2];
	struct text text = TEXT_OVER(buffer);

	if (expect->left_out < 2)
		return expect->why;
	if (expect->expected == expect->left_out)
		return "all of them are expected already";
	text_format(&text, "none of the %zu gets a line: %s", expect->left_out,
		    expect->why);
	return arena_copy(&expect->arena, buffer, text.length);
}

static const char *begin(struct ui *ui)
{
	struct expect *expect = &ui->expect;
	const char *path = ui->scene ? overview_baseline(ui->scene) : NULL, *why;

	expect_forget(expect);
	if (!path)
		return "there is no baseline: start lsntop with --expect FILE";
	expect->path = arena_copy(&expect->arena, path, strlen(path));
	why = gather(ui);
	if (why)
		return why;
	if (!expect->lines.count)
		return why_none(expect);
	if (expect->lines.count > EXPECT_LINES)
		return "too many: tag fewer, or see lsntop --learn";
	write_text(expect);
	return NULL;
}

enum intent expect_start(struct ui *ui, enum command command, uint64_t now)
{
	const char *why;

	(void)command, (void)now;
	why = begin(ui);
	if (why) {
		ui_answer(ui, why);
		expect_forget(&ui->expect);
		return INTENT_DRAW;
	}
	layer_open(ui, LAYER_EXPECT);
	return INTENT_DRAW;
}

void expect_open(struct ui *ui)
{
	question_ask_anew(ui);
}

static enum intent answered(struct ui *ui, bool yes)
{
	ui->layer = LAYER_NONE;
	ui->expect.agreed = yes;
	if (yes)
		return INTENT_EXPECT;
	expect_forget(&ui->expect);
	return INTENT_DRAW;
}

enum intent expect_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (press->pasted)
		return question_is_typed(ui, press) ? INTENT_NONE : INTENT_DRAW;
	switch (press->key) {
	case 'y':
	case 'Y':
		return question_counts(ui, press, now) ? answered(ui, true) : INTENT_DRAW;
	case 'n':
	case 'N':
	case KEY_ESCAPE:
		return answered(ui, false);
	case KEY_RETURN:
		return ui_answer(ui, "Enter is not enough: y writes it, n does not");
	}
	if (keymap_has(ui->settings->keys, COMMAND_QUIT, press->key))
		return answered(ui, false);
	return question_scroll(ui, &ui->expect.body, press) ? INTENT_DRAW : INTENT_NONE;
}

const char *ui_expected(const struct ui *ui)
{
	return ui->expect.agreed ? ui->expect.text : NULL;
}

const struct expected *ui_expected_at(const struct ui *ui, size_t n)
{
	const struct expect *expect = &ui->expect;

	return expect->agreed && n < expect->lines.count ? &expect->lines.items[n] : NULL;
}

/* One line is read whole before it counts; of several, as of all lists, what has no room
 * is scrolled to. */
static void add_asked(const struct expect *expect, struct question_lines *lines)
{
	size_t count = expect->lines.count;
	char buffer[SENTENCE + 4096];
	struct text text = TEXT_OVER(buffer);

	if (count == 1)
		text_add(&text, "add this line to ");
	else
		text_format(&text, "add these %zu lines to ", count);
	text_add(&text, expect->path);
	if (expect->tagged)
		text_format(&text, " (%zu tagged row%s)", expect->tagged,
			    expect->tagged == 1 ? "" : "s");
	text_add(&text, "?");
	question_add(lines, ROLE_STRONG, ' ', buffer);
	if (count == 1)
		question_add(lines, ROLE_TEXT, '+', expect->lines.items[0].line);
}

/* What the lines do not say, where the reader may think they do. */
static void add_unknown(struct question_lines *lines, const char *what, size_t count, size_t all)
{
	char buffer[SENTENCE];
	struct text text = TEXT_OVER(buffer);

	if (!count)
		return;
	if (all > 1)
		text_format(&text, "of %zu of them ", count);
	text_add(&text, what);
	question_add(lines, ROLE_WARN, '~', buffer);
}

static void add_left_out(const struct expect *expect, struct question_lines *lines)
{
	size_t expected = expect->expected, others = expect->left_out - expected;
	char buffer[SENTENCE * 2];
	struct text text = TEXT_OVER(buffer);

	if (expect->left_out == 1)
		others = 1, expected = 0;
	if (others) {
		text_format(&text, "%zu more get%s no line: %s", others, others == 1 ? "s" : "",
			    expect->why);
		if (others > 1)
			text_format(&text, "; %zu for this or another reason", others - 1);
		question_add(lines, ROLE_TEXT, '-', buffer);
	}
	if (expected) {
		text = TEXT_OVER(buffer);
		text_format(&text, "%zu more %s expected already", expected,
			    expected == 1 ? "is" : "are");
		question_add(lines, ROLE_TEXT, '-', buffer);
	}
}

static void add_body(const struct expect *expect, struct question_lines *lines)
{
	size_t count = expect->lines.count;

	add_unknown(lines, "the owner is not known: any process there would do",
		    expect->nobodys, count);
	add_unknown(lines, "the executable is not known: any file would do, if the rest is as"
		    " written", expect->files_unknown, count);
	add_left_out(expect, lines);
	for (size_t i = 0; count > 1 && i < count; i++)
		question_add(lines, ROLE_TEXT, '+', expect->lines.items[i].line);
}

void expect_draw(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height)
{
	struct question_lines asked = { .width = canvas->width, .ascii = canvas->ascii };
	struct question_lines body = asked;
	struct question_page page = {
		"expect: accept into the baseline", &asked, &body, &ui->expect.body, true,
	};

	add_asked(&ui->expect, &asked);
	add_body(&ui->expect, &body);
	question_draw(ui, &page, canvas, y, height);
	question_free(&body);
	question_free(&asked);
}
