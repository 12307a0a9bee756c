/* csv.c - rows for spreadsheets and databases, quoted as RFC 4180 has it; lines
 * end in a line feed alone, as Unix tools want them. */
#include "out/out.h"

#include "base/clock.h"
#include "base/memory.h"
#include "out/writers.h"
#include "table/column.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"
#include "table/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is not known, does not apply, or is a past: nothing. */
static void add_value(const struct value *value, bool ascii, struct text *text)
{
	switch (value->kind) {
	case VALUE_UNKNOWN:
	case VALUE_ABSENT:
	case VALUE_TREND:
		break;
	case VALUE_INTEGER:
		text_format(text, "%" PRId64, value->integer);
		break;
	case VALUE_REAL:
		text_format(text, "%.15g", value_rounded(value));
		break;
	case VALUE_FLAG:
		text_add(text, value->flag ? "true" : "false");
		break;
	case VALUE_TEXT:
		text_printable(text, value->text, ascii);
		if (value->more)        /* not all of a list had room */
			text_format(text, "+%u", value->more);
		break;
	}
}

static bool put_quoted(FILE *file, const char *text)
{
	if (fputc('"', file) == EOF)
		return false;
	for (; *text; text++)
		if ((*text == '"' && fputc('"', file) == EOF) || fputc(*text, file) == EOF)
			return false;
	return fputc('"', file) != EOF;
}

/* A blank at either end is quoted too: some readers trim what is bare. */
static bool put_field(FILE *file, const char *text)
{
	size_t size = strlen(text);
	bool quoted = strpbrk(text, "\",\n\r") ||
		      (size && (text[0] == ' ' || text[size - 1] == ' '));

	return quoted ? put_quoted(file, text) : fputs(text, file) >= 0;
}

static bool put_titles(FILE *file, const struct query *query)
{
	if (fputs("time", file) < 0)
		return false;
	for (size_t c = 0; c < query->columns.count; c++)
		if (fprintf(file, ",%s", query->columns.items[c]->key) < 0)
			return false;
	return fputc('\n', file) != EOF;
}

static bool put_row(FILE *file, const struct report *report, const struct row *row,
		    const char *date, struct line *line)
{
	const struct query *query = report->query;

	if (fputs(date, file) < 0)
		return false;
	for (size_t c = 0; c < query->columns.count; c++) {
		struct value value;
		struct text text;

		column_value(query->columns.items[c], row, &value);
		text = line_text(line, value_text_size(&value));
		add_value(&value, report->ascii, &text);
		if (fputc(',', file) == EOF || !put_field(file, text.start))
			return false;
	}
	return fputc('\n', file) != EOF;
}

bool csv_write(FILE *file, const struct report *report)
{
	struct line line = { 0 };
	char date[CLOCK_ISO_SIZE];
	bool written = !report->first || put_titles(file, report->query);
	int error;

	clock_iso(report->scene->at.wall, date);
	for (size_t r = 0; written && r < report->table->rows.count; r++)
		written = put_row(file, report, &report->table->rows.items[r], date, &line);
	error = errno;
	free(line.start);
	errno = error;
	return written;
}
