/* help.c - the help page, made from the key table and the columns. */
#include "tui/help.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/text.h"
#include "table/column.h"
#include "table/gap_text.h"
#include "table/overview.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/draw.h"
#include "tui/keymap.h"

#include <inttypes.h>
#include <string.h>

enum { LINE_SIZE = 512, NAME_WIDTH = 22 };

struct line {
	const char *name, *text;        /* "" and a name: a heading */
	enum role role;
};

struct lines {
	ARRAY(struct line) all;
	struct arena arena;
	unsigned width;
};

static void add_line(struct lines *lines, enum role role, const char *name, const char *text,
		     size_t size)
{
	struct line *line = array_add(&lines->all);

	line->name = arena_copy(&lines->arena, name, strlen(name));
	line->text = arena_copy(&lines->arena, text, size);
	line->role = role;
}

/* A long text goes on below itself, broken at blanks. Our own words: a byte is
 * a column, or nearly so. */
static void add(struct lines *lines, enum role role, const char *name, const char *text)
{
	size_t room = lines->width > NAME_WIDTH + 10 ? lines->width - NAME_WIDTH : 10;

	for (;;) {
		size_t size = strlen(text), at = room;

		while (size > room && at > 0 && text[at] != ' ')
			at--;
		if (size <= room || at == 0)
			break;
		add_line(lines, role, name, text, at);
		name = "";
		text += at + 1;
	}
	add_line(lines, role, name, text, strlen(text));
}

static void add_heading(struct lines *lines, const char *heading)
{
	if (lines->all.count)
		add(lines, ROLE_TEXT, "", "");
	add(lines, ROLE_STRONG, heading, "");
}

static bool has_place(enum command command, const char *group, const struct settings *settings)
{
	return strcmp(bindings[command].group, group) == 0 &&
	       keymap_offers(settings, command);
}

static void add_group(struct lines *lines, const char *group, const struct settings *settings)
{
	bool begun = false;

	for (unsigned i = COMMAND_NONE + 1; i < COMMANDS; i++) {
		enum command command = (enum command)i;
		char names[64];

		if (!has_place(command, group, settings))
			continue;
		if (!begun)
			add_heading(lines, group);
		begun = true;
		keymap_names(settings->keys, command, names, sizeof(names));
		add(lines, ROLE_KEY, names, bindings[command].help);
	}
}

static void add_keys(struct lines *lines, const struct settings *settings)
{
	static const char *const groups[] = { "Go", "Find", "Order", "Groups", "Rows", "Act",
					      "Program" };

	for (size_t group = 0; group < sizeof(groups) / sizeof(*groups); group++)
		add_group(lines, groups[group], settings);
	add_heading(lines, "Mouse");
	add(lines, ROLE_KEY, "click", "on a row selects it, once more opens it");
	add(lines, ROLE_KEY, "click on a title", "sorts by it, once more reverses");
	add(lines, ROLE_KEY, "wheel", "moves");
}

struct meaning {
	const char *name, *text;
};

static void add_meanings(struct lines *lines, const char *heading, const struct meaning *meanings,
			 size_t count)
{
	add_heading(lines, heading);
	for (size_t i = 0; i < count; i++)
		add(lines, ROLE_STRONG, meanings[i].name, meanings[i].text);
}

#define ADD(lines, heading, meanings) \
	add_meanings(lines, heading, meanings, sizeof(meanings) / sizeof(*(meanings)))

/* The most urgent first, as a row has but one. */
static void add_marks(struct lines *lines, bool ascii)
{
	const struct meaning marks[] = {
		{ "!", "full: more wait than the backlog allows (TCP, UNIX); a counter: it moved" },
		{ "-", "gone: closed within the last ten seconds; its last numbers, dim" },
		{ "?", "unexpected by the baseline (--expect); or missing: a line of it that no"
		       " socket answers to" },
		{ "+", "new: appeared within the last ten seconds" },
		{ "~", "changed within the last ten seconds: backlog, owner, device, or another"
		       " socket at an address that was held before" },
		{ "*", "in the second column: tagged" },
		{ ascii ? "> v" : "\u25b8 \u25be", "a group that is folded; one that is open" },
		{ "!! !", "the header's third line: clients are refused or wait; will hurt soon" },
		{ "?3", "the header's first line: so many unexpected and missing" },
	};

	ADD(lines, "What the marks mean, in the first column", marks);
}

static void add_cells(struct lines *lines, bool ascii)
{
	const struct meaning cells[] = {
		{ "?", "unknown: could not be seen" },
		{ "-", "does not apply" },
		{ ".", "a rate of zero" },
		{ "~", "before a rate of drops: by the kernel's counters, no connection was lost" },
		{ ascii ? "v ^" : "\u25bc \u25b2",
		  "the column sorted by: biggest first, smallest first" },
		{ ascii ? "~" : "\u2026",
		  "something is left out here: Right or a wider terminal shows it" },
		{ "QUEUE 3/128", "waiting now / backlog, its limit; bytes where it is UDP or raw" },
		{ "FILL", "waiting in percent of the backlog; may pass 100" },
		{ "PID 812+3", "the owner with the lowest pid, and how many more there are" },
		{ "TREND", "the queue, tick by tick, scaled to the backlog; it is written round and"
			   " round: the newest is left of the blank; without a blank it did not"
			   " change" },
	};

	ADD(lines, "In a table", cells);
}

static void add_events(struct lines *lines)
{
	static const struct meaning events[] = {
		{ "appeared, vanished", "a listener came; was closed: how long it lived, its last"
		  " numbers; of many at once how many" },
		{ "rebound", "another socket at an address that was held seconds before; or the same"
		  " at another device" },
		{ "backlog-changed", "listen(2) again, or somaxconn" },
		{ "owner-changed", "the same socket, another first owner" },
		{ "unexpected, missing", "not as the baseline has it, and why; expected, and not"
		  " there" },
		{ "filling", "the queue passed the threshold of the configuration" },
		{ "overflow-began", "the queue is full, or attempts are refused" },
		{ "overflow-ended", "no more: the worst of it, the attempts refused, how long" },
		{ "acted", "what you did here, and what became of it" },
	};

	ADD(lines, "The journal, pane 4", events);
}

/* A number from looks can miss what happens in between. */
static void add_sampled(struct lines *lines)
{
	add_heading(lines, "What is exact, and what is sampled");
	add(lines, ROLE_STRONG, "exact",
	    "drops and all counters: the kernel counts each; the queue: as it was when the screen was"
	    " refreshed");
	add(lines, ROLE_STRONG, "sampled",
	    "peak, and the time a queue was full: from looks between refreshes, every 100 ms, and more"
	    " often after something moved; a shorter burst is missed");
	add(lines, ROLE_STRONG, "now and then",
	    "synq and wait: from a walk of all connections, only while something moves or a page is"
	    " open");
}

static void add_columns(struct lines *lines, enum table_kind kind)
{
	add_heading(lines, "Columns, by the keys that filters and options take");
	for (size_t i = 0; i < column_count; i++) {
		const struct column *column = &columns[i];

		if (column->later || column->json_only || !(column->tables & TABLE_BIT(kind)))
			continue;
		add(lines, ROLE_STRONG, column->key, column_help(column));
	}
}

static void add_filters(struct lines *lines)
{
	add_heading(lines, "Filters");
	add(lines, ROLE_STRONG, "fill>80", "KEY OP VALUE, with = != < <= > >=");
	add(lines, ROLE_STRONG, "user~^www", "~ matches a POSIX extended regular expression");
	add(lines, ROLE_STRONG, "port=8000-8999", "a range of ports; :443 is port=443");
	add(lines, ROLE_STRONG, "fill>50 && !uid=0", "joined by && || ! and parentheses");
	add(lines, ROLE_STRONG, "nginx",
	    "anything else: a word in process, command, unit, address");
}

static void add_gaps(struct lines *lines, const struct scene *scene)
{
	const struct gap *gap;

	if (!overview_gap(scene, 0))
		return;
	add_heading(lines, "What could not be seen");
	for (size_t i = 0; (gap = overview_gap(scene, i)); i++) {
		char sentence[LINE_SIZE];
		struct text text = TEXT_OVER(sentence);

		gap_sentence(gap, &text);
		add(lines, ROLE_TEXT, "", sentence);
	}
}

static void add_number(struct lines *lines, const char *name, uint64_t number)
{
	char buffer[32];
	struct text text = TEXT_OVER(buffer);

	text_format(&text, "%" PRIu64, number);
	add(lines, ROLE_STRONG, name, buffer);
}

static void add_fraction(struct lines *lines, const char *name, double number, const char *unit)
{
	char buffer[64];
	struct text text = TEXT_OVER(buffer);

	text_format(&text, "%.3f%s", number, unit);
	add(lines, ROLE_STRONG, name, buffer);
}

static void add_cost(struct lines *lines, const struct scene *scene)
{
	const struct scene_cost *cost = &scene->cost;
	double seconds = (double)scene->tick * scene->delay;
	char buffer[32];
	struct text text = TEXT_OVER(buffer);

	add_heading(lines, "Our own cost");
	add_number(lines, "ticks", scene->tick);
	add_number(lines, "late ticks", scene->late);
	add_number(lines, "frames", cost->frames);
	add_number(lines, "frames skipped", cost->frames_skipped);
	add_fraction(lines, "CPU per tick", cost->tick_ms, " ms");
	if (cost->peek_ms > 0) {
		add_fraction(lines, "CPU per peek", cost->peek_ms, " ms");
		add_fraction(lines, "CPU of all peeks", cost->peek_share, " % of a processor");
	} else {
		add(lines, ROLE_STRONG, "CPU per peek", "none was taken");
	}
	add_fraction(lines, "CPU apart", cost->apart_ms, " ms per tick, in threads of their own");
	text_format(&text, "%.0f", seconds > 0 ? (double)cost->bytes / seconds : 0);
	add(lines, ROLE_STRONG, "bytes per second", buffer);
}

static void draw_one(const struct line *line, struct canvas *canvas, unsigned y)
{
	char shown[LINE_SIZE];
	struct text text = TEXT_OVER(shown);
	unsigned x = 2, taken;

	/* Our own words, but an ASCII terminal has no arrows. */
	text_printable(&text, line->name, canvas->ascii);
	if (line->role == ROLE_STRONG && !*line->text)
		x = 0;
	taken = canvas_text(canvas, x, y, canvas->width, line->role, shown);
	if (!*line->text)
		return;
	x = NAME_WIDTH;
	if (taken + 3 > NAME_WIDTH)
		x = taken + 4;
	draw_line(canvas, x, y, ROLE_TEXT, line->text);
}

void help_draw(struct help *help, struct canvas *canvas, unsigned y, unsigned height,
	       const struct settings *settings, enum table_kind kind, const struct scene *scene)
{
	struct lines lines = { .width = canvas->width };

	add_keys(&lines, settings);
	add_marks(&lines, canvas->ascii);
	add_cells(&lines, canvas->ascii);
	add_events(&lines);
	add_sampled(&lines);
	add_filters(&lines);
	add_columns(&lines, kind);
	if (scene) {
		add_gaps(&lines, scene);
		add_cost(&lines, scene);
	}
	list_fit(&help->list, lines.all.count, height);
	for (unsigned line = 0; line < height; line++) {
		size_t at = help->list.top + line;

		if (at < lines.all.count)
			draw_one(&lines.all.items[at], canvas, y + line);
	}
	canvas->cursor_x = 0;
	canvas->cursor_y = y;
	array_free(&lines.all);
	arena_free(&lines.arena);
}
