/* check_found.c - a row that a check has found: what is kept of it, and how bad it was. */
#include "out/check_part.h"

#include "base/memory.h"
#include "base/text.h"
#include "out/writers.h"
#include "table/column.h"
#include "table/filter.h"
#include "table/value.h"

#include <stdlib.h>
#include <string.h>

void check_replace_bars(char *text)
{
	while ((text = strchr(text, '|')))
		*text = '?';
}

char *check_keep_text(struct text *text)
{
	check_replace_bars(text->start);
	return memory_text(text->start);
}

static char *keep_value(const struct value *value)
{
	struct line line = { 0 };
	struct text text = line_text(&line, value_text_size(value));
	char *kept;

	value_format(value, false, &text);
	kept = check_keep_text(&text);
	free(line.start);
	return kept;
}

static void read_key(const char *key, const struct row *row, struct value *value)
{
	column_value(column_find(TABLE_LISTENERS, key, strlen(key)), row, value);
}

static double number_of(const char *key, const struct row *row)
{
	struct value value;
	double number;

	read_key(key, row, &value);
	return value_number(&value, &number) ? number : -1;
}

/* The first thing the expression compares that is known of the row, or that is not. */
static const struct column *find_compared(const struct filter *filter, const struct row *row,
					  bool known, struct value *value)
{
	for (size_t i = 0; i < column_count; i++) {
		if (!filter_names(filter, &columns[i]))
			continue;
		column_value(&columns[i], row, value);
		if (known ? value_is_known(value) : value->kind == VALUE_UNKNOWN)
			return &columns[i];
	}
	return NULL;
}

static void add_unknown(const struct check *check, const struct row *row, struct text *text)
{
	struct value value;
	const struct column *column = find_compared(check->question.critical, row, false, &value);

	if (!column)
		column = find_compared(check->question.warning, row, false, &value);
	text_format(text, " (%s not known)", column ? column->key : "something");
}

/* "(wider)", "(fill 101.0)"; a word or a yes is in the row below. */
static void add_reason(const struct check *check, const struct row *row, enum check_status status,
		       struct text *text)
{
	const struct filter *filter = status == CHECK_CRITICAL ? check->question.critical
							       : check->question.warning;
	const struct column *column;
	struct value value;

	if (filter_has(filter, column_needs_baseline)) {
		read_key("unexpected_why", row, &value);
		if (value.kind == VALUE_TEXT) {
			text_format(text, " (%s)", value.text);
			return;
		}
	}
	column = find_compared(filter, row, true, &value);
	if (!column || value.kind == VALUE_TEXT || value.kind == VALUE_FLAG)
		return;
	text_format(text, " (%s ", column->key);
	value_format(&value, false, text);
	text_add(text, ")");
}

static char *name_of(const struct check *check, const struct row *row, enum check_status status)
{
	struct value local, process;
	struct line line = { 0 };
	struct text text;
	char *kept;

	read_key("local", row, &local);
	read_key("process", row, &process);
	text = line_text(&line, value_text_size(&local) + value_text_size(&process));
	value_format(&local, false, &text);
	if (process.kind == VALUE_TEXT) {
		text_add(&text, " ");
		value_format(&process, false, &text);
	}
	if (status == CHECK_UNKNOWN)
		add_unknown(check, row, &text);
	else
		add_reason(check, row, status, &text);
	kept = check_keep_text(&text);
	free(line.start);
	return kept;
}

struct found check_describe(struct check *check, const struct row *row, enum check_status status)
{
	struct found found = {
		.id = row->listener->id,
		.status = status,
		.turn = check->turns++,
		.fill = number_of("fill", row),
		.drop_rate = number_of("drop_rate", row),
		.name = name_of(check, row, status),
		.cells = memory_alloc(check->columns.count, sizeof *found.cells),
	};

	for (size_t c = 0; c < check->columns.count; c++) {
		struct value value;

		column_value(check->columns.items[c], row, &value);
		found.cells[c] = (struct found_cell){ keep_value(&value), value_is_known(&value) };
	}
	return found;
}

bool check_is_worse(const struct found *found, const struct row *row, enum check_status status)
{
	double fill;

	if (check_rank(status) != check_rank(found->status))
		return check_rank(status) > check_rank(found->status);
	fill = number_of("fill", row);
	if (fill > found->fill)
		return true;
	return fill >= found->fill && number_of("drop_rate", row) > found->drop_rate;
}

void check_drop(const struct check *check, struct found *found)
{
	for (size_t c = 0; c < check->columns.count; c++)
		free(found->cells[c].text);
	free(found->cells);
	free(found->name);
}
