/* events.c - the journal as it happens, an event at a time: for logs, pipes and people who
 * listen to a screen. */
#include "out/events.h"

#include "base/clock.h"
#include "base/text.h"
#include "out/writers.h"
#include "table/column.h"
#include "table/happening.h"
#include "table/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Lines come one by one, and what will be in the next nobody knows: so wide that most
 * addresses and owners stand below each other. */
static const struct {
	const char *key;
	size_t width;                   /* 0: the last */
} fields[] = {
	{ "event", 15 }, { "proto", 5 }, { "local", 22 }, { "owner", 20 }, { "detail", 0 },
};

static struct text begin_line(struct line *line, const struct row *row)
{
	struct happening happening;
	char date[CLOCK_DATE_SIZE], time[CLOCK_TIME_SIZE];
	struct text text;

	happening_read(row, &happening);
	text = line_text(line, strlen(happening.local) + strlen(happening.detail));
	clock_date(happening.wall, date);
	clock_time_of_day(happening.wall, time);
	text_format(&text, "%s %s", date, time);
	return text;
}

/* Two blanks before each, so that one within a text does not part it. */
static void add_field(struct text *text, size_t field, const struct row *row, bool ascii)
{
	const char *key = fields[field].key;
	const struct column *column = column_find(TABLE_EVENTS, key, strlen(key));
	size_t before, width;
	struct value value;

	text_add(text, "  ");
	before = text->length;
	column_value(column, row, &value);
	value_format(&value, ascii, text);
	width = text_columns(text->start + before);
	if (width < fields[field].width)
		text_format(text, "%*s", (int)(fields[field].width - width), "");
}

static bool write_line(FILE *file, const struct row *row, bool ascii)
{
	struct line line = { 0 };
	struct text text = begin_line(&line, row);
	bool written;
	int error;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		add_field(&text, i, row, ascii);
	text_add(&text, "\n");
	written = fwrite(text.start, 1, text.length, file) == text.length;
	error = errno;
	free(line.start);
	errno = error;
	return written;
}

bool event_write(FILE *file, const struct row *row, bool json, bool ascii)
{
	return json ? json_write_event(file, row, ascii) : write_line(file, row, ascii);
}
