/* cell.c - one row through one column, as the screen writes it. */
#include "tui/cell.h"

#include "base/text.h"
#include "table/column.h"
#include "table/row.h"
#include "table/table.h"
#include "table/value.h"

#include <string.h>
#include <sys/socket.h>

static bool is(const struct column *column, const char *key)
{
	return strcmp(column->key, key) == 0;
}

static const struct column *find(enum table_kind kind, const char *key)
{
	return column_find(kind, key, strlen(key));
}

const struct column *cell_column(const struct look *look, const struct column *column)
{
	/* One column of all tables, as `process` is. */
	if (look->command_line && is(column, "process"))
		return find(TABLE_LISTENERS, "command");
	return column;
}

bool cell_is_fill(const struct column *column)
{
	return column->lens == LENS_FILL || column->lens == LENS_WORST_FILL;
}

bool cell_is_text(const struct column *column)
{
	return column->left && column->lens != LENS_TREND;
}

/* A port, or the name of a socket's file: what tells one address from the next. */
bool cell_ends_matter(const struct column *column)
{
	return is(column, "local") || is(column, "address");
}

bool cell_percent(const struct column *column, const struct row *row, double *percent)
{
	struct value value;

	column_value(column, row, &value);
	return value_number(&value, percent);
}

bool cell_is_past(const struct row *row)
{
	return row->listener && !row->event && !row->group && row_is_gone(row);
}

/* Of an event its word says what kind it is: coming and going, or trouble. */
static enum role event_role(const struct value *value)
{
	static const struct { const char *word; enum role role; } roles[] = {
		{ "appeared", ROLE_NEW },
		{ "vanished", ROLE_GONE },
		{ "rebound", ROLE_CHANGED },
		{ "backlog-changed", ROLE_CHANGED },
		{ "owner-changed", ROLE_CHANGED },
		{ "unexpected", ROLE_UNEXPECTED },
		{ "missing", ROLE_UNEXPECTED },
		{ "filling", ROLE_WARN },
		{ "overflow-began", ROLE_ALARM },
	};

	for (size_t i = 0; value->kind == VALUE_TEXT && i < sizeof(roles) / sizeof(*roles); i++) {
		if (strcmp(value->text, roles[i].word) == 0)
			return roles[i].role;
	}
	return ROLE_TEXT;
}

static enum role role_of(const struct column *column, const struct row *row,
			 const struct value *value)
{
	double number;

	if (!value_is_known(value))
		return ROLE_DIM;
	if (is(column, "event"))
		return event_role(value);
	/* Of what is looked at for its size, nothing is idle. */
	if (column->descending && value_number(value, &number) && number == 0)
		return ROLE_DIM;
	switch (column_heat(column, value)) {
	case HEAT_ALARM:
		return ROLE_ALARM;
	case HEAT_WARN:
		return ROLE_WARN;
	case HEAT_ZERO:
		return ROLE_DIM;
	default:
		return is(column, "local") && row_is_in_trouble(row) ? ROLE_STRONG : ROLE_TEXT;
	}
}

/* "129/128": a queue says little without its limit. */
static enum role queue_text(const struct look *look, const struct column *column,
			    const struct row *row, struct text *text)
{
	const struct column *limit = find(TABLE_LISTENERS, "backlog");
	struct value value, of;
	enum role role;

	column_value(column, row, &value);
	role = role_of(column, row, &value);
	value_format(&value, look->ascii, text);
	if (!limit || !value_is_known(&value))
		return role;
	column_value(limit, row, &of);
	if (of.kind != VALUE_ABSENT) {
		text_add(text, "/");
		value_format(&of, look->ascii, text);
	}
	return row_is_in_trouble(row) ? ROLE_ALARM : role;
}

/* "*:https": the port goes by its name, the rest stays. */
static bool service_text(const struct look *look, const struct row *row, struct text *text)
{
	const struct listener *listener = row->listener;
	char buffer[VALUE_BUFFER];
	struct text address = TEXT_OVER(buffer);
	char *colon;

	if (!listener || listener->local.family == AF_UNIX || listener->local.port == 0 ||
	    !listener->label[LABEL_SERVICE] || !*listener->label[LABEL_SERVICE])
		return false;
	address_format(&listener->local, &address);
	colon = strrchr(buffer, ':');
	if (!colon)
		return false;
	text_printable_bytes(text, buffer, (size_t)(colon - buffer) + 1, look->ascii);
	text_printable(text, listener->label[LABEL_SERVICE], look->ascii);
	return true;
}

double cell_seconds(double seconds)
{
	static const unsigned steps[] = { 60, 30, 10, 5, 2 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		if (seconds >= 5.0 * steps[i])
			return (double)((uint64_t)seconds / steps[i] * steps[i]);
	}
	return seconds;
}

enum role cell_text(const struct look *look, const struct column *column,
		    const struct row *row, struct text *text)
{
	struct value value;
	enum role role;

	if (column->lens == LENS_TREND)
		return ROLE_GRAPH;
	if (column->lens == LENS_NOW && column->fact == FACT_QUEUE && row->listener)
		return queue_text(look, column, row, text);
	column_value(column, row, &value);
	role = role_of(column, row, &value);
	if (is(column, "local")) {
		text_add(text, row->member ? "  " : "");
		if (look->service_names && !row->group && service_text(look, row, text))
			return role;
	}
	if (column->lens == LENS_SECONDS && value_is_known(&value))
		value.real = cell_seconds(value.real);
	if (cell_is_fill(column))
		value_format_short(&value, look->ascii, text);
	else
		value_format(&value, look->ascii, text);
	return role;
}
