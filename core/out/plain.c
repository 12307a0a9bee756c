/* plain.c - aligned columns, as ss has them: for people, awk and diff. */
#include "out/out.h"

#include "base/memory.h"
#include "fact/snapshot.h"
#include "out/writers.h"
#include "table/column.h"
#include "table/gap_text.h"
#include "table/opinion.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"
#include "table/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct plain {
	FILE *file;
	const struct report *report;
	struct line line;
	size_t *widths;                 /* one per column of the query */
	bool marked;
};

static const char *const mark_colors[ROW_MARKS] = {
	[MARK_TROUBLE] = "\033[1;31m",
	[MARK_GONE] = "\033[2m",
	[MARK_UNEXPECTED] = "\033[35m",
	[MARK_NEW] = "\033[32m",
	[MARK_CHANGED] = "\033[33m",
};

static struct text cell_text(struct plain *plain, const struct column *column,
			     const struct row *row)
{
	struct value value;
	struct text text;

	column_value(column, row, &value);
	text = line_text(&plain->line, value_text_size(&value));
	value_format(&value, plain->report->ascii, &text);
	return text;
}

static void measure(struct plain *plain)
{
	const struct query *query = plain->report->query;
	const struct table *table = plain->report->table;

	for (size_t c = 0; c < query->columns.count; c++)
		plain->widths[c] = text_columns(query->columns.items[c]->title);
	for (size_t r = 0; r < table->rows.count; r++) {
		const struct row *row = &table->rows.items[r];

		plain->marked = plain->marked || row_mark(row) != MARK_NONE;
		for (size_t c = 0; c < query->columns.count; c++) {
			struct text text = cell_text(plain, query->columns.items[c], row);
			size_t width = text_columns(text.start);

			if (width > plain->widths[c])
				plain->widths[c] = width;
		}
	}
}

static bool put_blanks(FILE *file, size_t count)
{
	return count == 0 || fprintf(file, "%*s", (int)count, "") >= 0;
}

/* Two blanks between columns, so that one within a text does not part it; none
 * at the end of a line. */
static bool put_cell(struct plain *plain, size_t c, const char *text)
{
	const struct query *query = plain->report->query;
	size_t width = text_columns(text), room = plain->widths[c] - width;
	bool left = query->columns.items[c]->left, last = c + 1 == query->columns.count;

	return put_blanks(plain->file, c > 0 ? 2 : 0) &&
	       put_blanks(plain->file, left ? 0 : room) && fputs(text, plain->file) >= 0 &&
	       put_blanks(plain->file, left && !last ? room : 0);
}

static bool put_mark(struct plain *plain, enum row_mark mark)
{
	if (!plain->marked)
		return true;
	if (mark == MARK_NONE)
		return fputs("  ", plain->file) >= 0;
	if (!plain->report->color)
		return fprintf(plain->file, "%c ", row_mark_char(mark)) >= 0;
	return fprintf(plain->file, "%s%c\033[0m ", mark_colors[mark], row_mark_char(mark)) >= 0;
}

static bool put_titles(struct plain *plain)
{
	const struct query *query = plain->report->query;

	if (!put_mark(plain, MARK_NONE))
		return false;
	for (size_t c = 0; c < query->columns.count; c++)
		if (!put_cell(plain, c, query->columns.items[c]->title))
			return false;
	return fputc('\n', plain->file) != EOF;
}

static bool put_row(struct plain *plain, const struct row *row)
{
	const struct query *query = plain->report->query;

	if (!put_mark(plain, row_mark(row)))
		return false;
	for (size_t c = 0; c < query->columns.count; c++)
		if (!put_cell(plain, c, cell_text(plain, query->columns.items[c], row).start))
			return false;
	return fputc('\n', plain->file) != EOF;
}

static bool put_date(struct plain *plain)
{
	const struct scene *scene = plain->report->scene;
	const char *host = scene->host ? scene->host : "";
	struct text text;
	char date[CLOCK_ISO_SIZE];

	if (!plain->report->first && fputc('\n', plain->file) == EOF)
		return false;
	if (!plain->report->dated)
		return true;
	clock_iso(scene->at.wall, date);
	text = line_text(&plain->line, strlen(host));
	text_format(&text, "# %s ", date);
	text_printable(&text, host, plain->report->ascii);
	return fprintf(plain->file, "%s\n", text.start) >= 0;
}

/* A table without rows says why, so that nobody takes it for a failure. */
static bool put_emptiness(struct plain *plain)
{
	const struct table *table = plain->report->table;

	if (table->rows.count)
		return true;
	if (table->hidden)
		return fprintf(plain->file, "# none of %zu rows matches the filter\n",
			       table->hidden) >= 0;
	if (selection_is_narrow(&plain->report->query->selection))
		return fputs("# nothing of what was asked for listens here\n", plain->file) >= 0;
	return fputs("# nothing listens here\n", plain->file) >= 0;
}

/* Its numbers are blank, and nobody reads from that what it is. */
static bool put_bound(struct plain *plain)
{
	const struct table *table = plain->report->table;
	size_t bound = 0;

	for (size_t r = 0; r < table->rows.count; r++) {
		const struct row *row = &table->rows.items[r];

		bound += row->listener && !row->event && !row->group &&
			 row_state(row) == STATE_BOUND;
	}
	if (!bound || query_names_state(plain->report->query))
		return true;
	return fprintf(plain->file, bound == 1 ? "# %zu of these is bound and does not listen: "
						 "it only holds its port\n"
					       : "# %zu of these are bound and do not listen: "
						 "they only hold their port\n", bound) >= 0;
}

static bool put_gaps(struct plain *plain)
{
	const struct snapshot *snap = scene_snapshot(plain->report->scene);

	for (size_t i = 0; snap && i < snap->gaps.count; i++) {
		struct text text = line_text(&plain->line, 0);

		gap_sentence(&snap->gaps.items[i], &text);
		if (fprintf(plain->file, "# %s\n", text.start) < 0)
			return false;
	}
	return true;
}

static bool has_listener(const struct table *table, const struct listener_id *id)
{
	for (size_t r = 0; r < table->rows.count; r++) {
		const struct listener *listener = table->rows.items[r].listener;

		if (listener && listener_id_compare(&listener->id, id) == 0)
			return true;
	}
	return false;
}

enum { FINDINGS = 10 };

/* Hints are not for here, nor is what is wrong with a listener that is not above. */
static bool is_told(const struct report *report, const struct opinion *opinion)
{
	return opinion->weight != OPINION_HINT && has_listener(report->table, &opinion->listener);
}

static bool put_finding(FILE *file, const struct opinion *opinion, bool ascii)
{
	char buffer[OPINION_SENTENCE];
	struct text text = TEXT_OVER(buffer);

	opinion_sentence(opinion, ascii, &text);
	return fprintf(file, "# %s%s\n", opinion->weight == OPINION_ALARM ? "! " : "", buffer) >= 0;
}

/* What is wrong with the listeners above, the worst first, and how much was left
 * out; an alarm has the mark that its row may have. */
static bool put_findings(struct plain *plain)
{
	const struct report *report = plain->report;
	struct opinion opinion;
	size_t told = 0;

	for (size_t n = 0; opinion_at(report->scene, n, &opinion); n++) {
		if (!is_told(report, &opinion))
			continue;
		if (told++ < FINDINGS && !put_finding(plain->file, &opinion, report->ascii))
			return false;
	}
	return told <= FINDINGS || fprintf(plain->file, "# and %zu more\n", told - FINDINGS) >= 0;
}

static bool put_table(struct plain *plain)
{
	const struct table *table = plain->report->table;

	if (!put_date(plain) || !put_titles(plain))
		return false;
	for (size_t r = 0; r < table->rows.count; r++)
		if (!put_row(plain, &table->rows.items[r]))
			return false;
	return put_emptiness(plain) && put_bound(plain) && put_findings(plain) && put_gaps(plain);
}

bool plain_write(FILE *file, const struct report *report)
{
	struct plain plain = { .file = file, .report = report };
	bool written;
	int error;

	plain.widths = memory_alloc(report->query->columns.count, sizeof *plain.widths);
	measure(&plain);
	written = put_table(&plain);
	error = errno;
	free(plain.line.start);
	free(plain.widths);
	errno = error;
	return written;
}
