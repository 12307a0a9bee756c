/* check_text.c - what a check has found, as Nagios plug-ins write it: a line for people with
 * numbers for graphs behind `|`, and below it as much text as one likes. */
#include "out/check_part.h"

#include "base/memory.h"
#include "base/text.h"
#include "out/writers.h"
#include "table/column.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED = 3, UNKNOWN_ROWS = 10, SUMMARY_SIZE = 1024 };

static const char *const words[] = {
	[CHECK_OK] = "OK",
	[CHECK_WARNING] = "WARNING",
	[CHECK_CRITICAL] = "CRITICAL",
	[CHECK_UNKNOWN] = "UNKNOWN",
};

/* What is written: rows in their order, and the columns that say something. */
struct answer {
	FILE *file;
	const struct check *check;
	bool ascii;
	enum check_status status;
	size_t counts[sizeof words / sizeof *words];
	ARRAY(const struct found *) rows;
	size_t *widths;                 /* one per column; 0: it is left out */
	struct line line;
};

static int by_rank(const void *a, const void *b, void *arg)
{
	const struct found *x = *(const struct found *const *)a;
	const struct found *y = *(const struct found *const *)b;
	int order = check_rank(y->status) - check_rank(x->status);

	(void)arg;
	return order ? order : (x->turn > y->turn) - (x->turn < y->turn);
}

static void sort_rows(struct answer *answer)
{
	const struct check *check = answer->check;

	for (size_t i = 0; i < check->found.count; i++) {
		*array_add(&answer->rows) = &check->found.items[i];
		answer->counts[check->found.items[i].status]++;
	}
	array_sort(&answer->rows, by_rank, NULL);
}

static struct text safe_text(struct answer *answer, const char *kept)
{
	struct text text = line_text(&answer->line, strlen(kept));

	text_printable(&text, kept, answer->ascii);
	return text;
}

/* A column that nobody asked for, and that has nothing to say, would only be in the way. */
static void measure(struct answer *answer)
{
	const struct check *check = answer->check;

	answer->widths = memory_alloc(check->columns.count, sizeof *answer->widths);
	for (size_t c = 0; c < check->columns.count; c++) {
		const struct column *column = check->columns.items[c];
		bool shown = check_names(check, column);
		size_t widest = text_columns(column->title);

		for (size_t r = 0; r < answer->rows.count; r++) {
			const struct found_cell *cell = &answer->rows.items[r]->cells[c];
			size_t width = text_columns(safe_text(answer, cell->text).start);

			shown = shown || cell->known;
			widest = width > widest ? width : widest;
		}
		answer->widths[c] = shown ? widest : 0;
	}
}

static void add_counts(const struct answer *answer, struct text *text)
{
	static const struct { enum check_status status; const char *word; } kinds[] = {
		{ CHECK_CRITICAL, "critical" }, { CHECK_WARNING, "warning" },
		{ CHECK_UNKNOWN, "not known" },
	};
	size_t listening = answer->check->listening;

	text_format(text, "%zu listener%s", listening, listening == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (answer->counts[kinds[i].status])
			text_format(text, ", %zu %s", answer->counts[kinds[i].status],
				    kinds[i].word);
	if (!answer->rows.count)
		text_add(text, ", 0 match");
}

/* The worst alone: the others are below. */
static void add_names(struct answer *answer, struct text *text)
{
	size_t count = answer->counts[answer->status];

	for (size_t i = 0; i < count && i < NAMED; i++) {
		text_add(text, i ? ", " : ": ");
		text_add(text, safe_text(answer, answer->rows.items[i]->name).start);
	}
	if (count > NAMED)
		text_format(text, " and %zu more", count - NAMED);
}

static void add_baseline(const struct check *check, bool ascii, struct text *text)
{
	const char *reason = check->question.no_baseline;

	if (!check->baseline) {
		text_printable(text, reason && *reason ? reason : "no baseline: --expect FILE",
			       ascii);
		return;
	}
	text_printable(text, check->baseline, ascii);
	text_format(text, ": %zu line%s not understood, the first is line %zu", check->bad_lines,
		    check->bad_lines == 1 ? "" : "s", check->first_bad);
}

static bool lacks_baseline(const struct check *check)
{
	return check->needs_baseline && (!check->baseline || check->bad_lines);
}

static bool put_summary(struct answer *answer)
{
	const struct check *check = answer->check;
	char buffer[SUMMARY_SIZE];
	struct text text = TEXT_OVER(buffer);

	if (answer->status == CHECK_UNKNOWN && lacks_baseline(check)) {
		add_baseline(check, answer->ascii, &text);
	} else {
		add_counts(answer, &text);
		if (answer->rows.count)
			add_names(answer, &text);
	}
	if (answer->status == CHECK_UNKNOWN && answer->rows.count && check->gaps.count)
		text_format(&text, "; %s", check->gaps.items[0]);
	check_replace_bars(buffer);
	return fprintf(answer->file, "LSNTOP %s - %s", words[answer->status], buffer) >= 0;
}

/* A limit only where one was set: from 0 on it is an alarm. */
static bool put_numbers(const struct answer *answer)
{
	const struct check *check = answer->check;
	FILE *file = answer->file;

	return fprintf(file,
		       " | listeners=%zu;;;0 critical=%zu;;%s;0 warning=%zu;%s;;0 unknown=%zu;;;0",
		       check->listening, answer->counts[CHECK_CRITICAL],
		       check->question.critical ? "0" : "", answer->counts[CHECK_WARNING],
		       check->question.warning ? "0" : "", answer->counts[CHECK_UNKNOWN]) >= 0 &&
	       (!check->baseline || fprintf(file, " unexpected=%zu;;;0 missing=%zu;;;0",
					    check->unexpected, check->missing) >= 0) &&
	       fputc('\n', file) != EOF;
}

static bool put_cell(struct answer *answer, size_t c, bool last, const char *kept)
{
	struct text text = safe_text(answer, kept);
	size_t width = text_columns(text.start);
	int room = (int)(answer->widths[c] - width);
	bool left = answer->check->columns.items[c]->left;

	return fprintf(answer->file, "  %*s%s%*s", left ? 0 : room, "", text.start,
		       left && !last ? room : 0, "") >= 0;
}

/* NULL: the titles. */
static bool put_row(struct answer *answer, const struct found *found)
{
	const struct check *check = answer->check;
	size_t last = check->columns.count;

	while (last && !answer->widths[last - 1])
		last--;
	if (fprintf(answer->file, "%-8s", found ? words[found->status] : "STATUS") < 0)
		return false;
	for (size_t c = 0; c < last; c++) {
		const char *text = found ? found->cells[c].text : check->columns.items[c]->title;

		if (answer->widths[c] && !put_cell(answer, c, c + 1 == last, text))
			return false;
	}
	return fputc('\n', answer->file) != EOF;
}

static bool put_rows(struct answer *answer)
{
	size_t unknown = answer->counts[CHECK_UNKNOWN];
	size_t count = answer->rows.count;

	if (count && !put_row(answer, NULL))
		return false;
	if (unknown > UNKNOWN_ROWS)
		count -= unknown - UNKNOWN_ROWS;
	for (size_t r = 0; r < count; r++)
		if (!put_row(answer, answer->rows.items[r]))
			return false;
	return unknown <= UNKNOWN_ROWS ||
	       fprintf(answer->file, "# and %zu more not known\n", unknown - UNKNOWN_ROWS) >= 0;
}

/* Why something is not known, where that is known. */
static bool put_notes(struct answer *answer)
{
	const struct check *check = answer->check;
	char buffer[SUMMARY_SIZE];
	struct text text = TEXT_OVER(buffer);

	if (lacks_baseline(check)) {
		add_baseline(check, answer->ascii, &text);
		check_replace_bars(buffer);
		if (fprintf(answer->file, "# %s\n", buffer) < 0)
			return false;
	}
	for (size_t i = 0; answer->counts[CHECK_UNKNOWN] && i < check->gaps.count; i++)
		if (fprintf(answer->file, "# %s\n", check->gaps.items[i]) < 0)
			return false;
	return true;
}

bool check_write(FILE *file, const struct check *check, bool ascii)
{
	struct answer answer = {
		.file = file, .check = check, .ascii = ascii, .status = check_status(check),
	};
	bool written;
	int error;

	sort_rows(&answer);
	measure(&answer);
	written = put_summary(&answer) && put_numbers(&answer) && put_rows(&answer) &&
		  put_notes(&answer);
	error = errno;
	array_free(&answer.rows);
	free(answer.widths);
	free(answer.line.start);
	errno = error;
	return written;
}

bool check_write_failure(FILE *file, const char *why, bool ascii)
{
	static const char name[] = "lsntop: ";
	size_t skipped = strncmp(why, name, strlen(name)) == 0 ? strlen(name) : 0;
	char buffer[SUMMARY_SIZE];
	struct text text = TEXT_OVER(buffer);

	why += skipped;
	text_printable_bytes(&text, why, strcspn(why, "\n"), ascii);
	check_replace_bars(buffer);
	return fprintf(file, "LSNTOP %s - %s\n", words[CHECK_UNKNOWN], buffer) >= 0;
}
