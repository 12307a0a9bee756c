/* options_mode.c - what lsntop is asked to be, and what does not go together. */
#include "tui/options_part.h"

#include "base/text.h"
#include "table/column.h"
#include "table/filter.h"

#include <string.h>

bool options_read_learn(struct reading *reading, const char *value)
{
	(void)value;
	reading->learn = true;
	return true;
}

bool options_read_events(struct reading *reading, const char *value)
{
	(void)value;
	reading->events = true;
	return true;
}

static bool is_any(const struct column *column)
{
	return column != NULL;
}

/* A word that is no expression is looked for where a FILTER is asked for. Here it would be
 * a key with a slip in it, and a check that never finds anything. */
static bool is_word(const struct filter *filter)
{
	return !filter_has(filter, is_any);
}

static void explain_word(const char *word, struct text *reason)
{
	const struct column *column = column_ask(TABLE_LISTENERS, word, strlen(word), reason);

	if (column)
		text_format(reason, "expected something '%s' is compared with, as in %s=...",
			    column->key, column->key);
}

static bool read_expression(struct reading *reading, const char *value, struct filter **kept)
{
	char buffer[OPTIONS_REASON];
	struct text reason = TEXT_OVER(buffer);
	struct filter *filter = NULL;

	if (!value[strspn(value, " \t\n")])
		text_add(&reason, "expected an expression, as in 'fill>80'");
	else if (filter_parse(TABLE_LISTENERS, value, &filter, &reason) && is_word(filter))
		explain_word(value, &reason);
	if (reason.length) {
		filter_free(filter);
		return options_complain(reading, value, buffer);
	}
	filter_free(*kept);
	*kept = filter;
	return true;
}

bool options_read_check(struct reading *reading, const char *value)
{
	return read_expression(reading, value, &reading->options->check);
}

bool options_read_warn(struct reading *reading, const char *value)
{
	return read_expression(reading, value, &reading->options->warn);
}

enum {
	CHECK = 1 << 0, LEARN = 1 << 1, EVENTS = 1 << 2, CAPTURE = 1 << 3, ROOT = 1 << 4,
	JSON = 1 << 5, CSV = 1 << 6, PLAIN = 1 << 7, ITERATIONS = 1 << 8, COLUMNS = 1 << 9,
	ORDER = 1 << 10, EXPECT = 1 << 11,
};

static bool has_format(const struct options *options, const char *format)
{
	return options->format && strcmp(options->format, format) == 0;
}

static unsigned what_was_said(const struct reading *reading)
{
	const struct options *options = reading->options;

	return (options->check || options->warn ? CHECK : 0) | (reading->learn ? LEARN : 0) |
	       (reading->events ? EVENTS : 0) | (options->capture ? CAPTURE : 0) |
	       (options->root ? ROOT : 0) | (has_format(options, "json") ? JSON : 0) |
	       (has_format(options, "csv") ? CSV : 0) | (reading->plain_said ? PLAIN : 0) |
	       (options->iterations ? ITERATIONS : 0) | (options->columns_said ? COLUMNS : 0) |
	       (options->order_said ? ORDER : 0) | (options->expect ? EXPECT : 0);
}

static const struct {
	unsigned what;
	const char *name;
	unsigned with;                  /* any of these */
	const char *why;
} contradictions[] = {
	{ CAPTURE, "--capture", ROOT, "contradicts --root: what is captured already" },
	{ CAPTURE, "--capture", JSON | CSV | PLAIN,
	  "writes a directory, and no text, CSV or JSON" },
	{ CAPTURE, "--capture", CHECK, "contradicts --check and --warn" },
	{ CAPTURE, "--capture", LEARN, "contradicts --learn" },
	{ CAPTURE, "--capture", EVENTS, "contradicts --events" },
	{ CAPTURE, "--capture", EXPECT, "contradicts --expect: nothing is judged" },
	{ LEARN, "--learn", CHECK, "contradicts --check and --warn" },
	{ LEARN, "--learn", EVENTS, "contradicts --events" },
	{ LEARN, "--learn", JSON | CSV, "writes lines for --expect, and no JSON or CSV" },
	{ LEARN, "--learn", COLUMNS | ORDER, "writes lines for --expect: no --columns, no --sort" },
	{ LEARN, "--learn", ITERATIONS, "is done at once: no --iterations" },
	{ EVENTS, "--events", CHECK, "contradicts --check and --warn" },
	{ EVENTS, "--events", CSV, "writes text, or JSON: no CSV" },
	{ EVENTS, "--events", COLUMNS | ORDER,
	  "writes all of an event, when it happens: no --columns, no --sort" },
	{ CHECK, "--check and --warn", JSON | CSV,
	  "write an answer for monitoring, and no JSON or CSV" },
};

bool options_check_together(struct reading *reading)
{
	unsigned said = what_was_said(reading);

	for (size_t i = 0; i < sizeof contradictions / sizeof *contradictions; i++) {
		if (!(said & contradictions[i].what && said & contradictions[i].with))
			continue;
		reading->name = contradictions[i].name;
		return options_complain(reading, NULL, contradictions[i].why);
	}
	return true;
}

enum mode options_mode(const struct reading *reading)
{
	static const struct { unsigned what; enum mode mode; } modes[] = {
		{ CAPTURE, MODE_CAPTURE }, { CHECK, MODE_CHECK }, { LEARN, MODE_LEARN },
		{ EVENTS, MODE_EVENTS },   { JSON | CSV | PLAIN, MODE_BATCH },
	};
	unsigned said = what_was_said(reading);

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		if (said & modes[i].what)
			return modes[i].mode;
	return MODE_SCREEN;
}

/* getopt_long(3) takes any beginning that is none of another option. */
static bool begins_one(const char *word)
{
	static const struct { const char *name; size_t least; } names[] = {
		{ "check", 2 }, { "warn", 1 },
	};
	size_t size = strcspn(word, "=");

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (size >= names[i].least && size <= strlen(names[i].name) &&
		    strncmp(word, names[i].name, size) == 0)
			return true;
	return false;
}

bool options_ask_check(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strncmp(argv[i], "--", 2) == 0 && begins_one(argv[i] + 2))
			return true;
	return false;
}
