/* query.c - columns, order and filter: a question put to the model. */
#include "table/query.h"

#include "base/memory.h"
#include "base/text.h"
#include "table/column.h"
#include "table/filter.h"

#include <stdlib.h>
#include <string.h>

/* What is shown without being asked for, from left to right: from how many
 * columns of a terminal on (0: on none), and whether in plain text. */
struct shown {
	const char *key;
	unsigned char from;
	bool plain;
};

enum { SHOWN_MAX = 20, WIDTH_LEAST = 80 };

static const struct shown defaults[TABLE_KINDS][SHOWN_MAX] = {
	[TABLE_LISTENERS] = {
		{ "fill", 80, true },
		{ "queue", 80, true },
		{ "backlog", 0, true },
		{ "peak", 80, false },
		{ "trend", 140, false },
		{ "drop_rate", 80, false },
		{ "drops", 140, true },
		{ "synq", 100, false },
		{ "wait", 100, false },
		{ "proto", 80, true },
		{ "local", 80, true },
		{ "exposure", 80, true },
		{ "netns", 160, false },
		{ "user", 120, true },
		{ "pid", 80, true },
		{ "process", 80, true },
		{ "unit", 120, true },
		{ "command", 160, false },
	},
	[TABLE_PROCESSES] = {
		{ "pid", 80, true },
		{ "user", 100, true },
		{ "listeners", 80, true },
		{ "worst_fill", 80, true },
		{ "drop_rate", 80, true },
		{ "cpu", 80, true },
		{ "rss", 80, true },
		{ "fds", 80, true },
		{ "fd_limit", 100, true },
		{ "threads", 140, false },
		{ "nice", 80, true },
		{ "status", 120, true },
		{ "started", 140, false },
		{ "process", 80, true },
		{ "unit", 100, true },
		{ "command", 120, false },
	},
	[TABLE_OWNERS] = {
		{ "pid", 80, true },
		{ "user", 80, true },
		{ "fd", 80, true },
		{ "cpu", 80, true },
		{ "rss", 100, false },
		{ "fds", 80, true },
		{ "fd_limit", 80, true },
		{ "threads", 120, false },
		{ "nice", 80, true },
		{ "status", 80, true },
		{ "started", 100, false },
		{ "process", 80, true },
		{ "unit", 100, true },
		{ "command", 100, false },
	},
	[TABLE_COUNTERS] = {
		{ "netns", 160, false },
		{ "counter", 80, true },
		{ "value", 80, true },
		{ "rate", 80, true },
		{ "peak_rate", 80, true },
		{ "history", 120, false },
		{ "tunable", 100, true },
		{ "where", 160, false },
		{ "meaning", 80, true },
	},
	[TABLE_EVENTS] = {
		{ "time", 80, true },
		{ "event", 80, true },
		{ "proto", 100, true },
		{ "local", 80, true },
		{ "owner", 80, true },
		{ "detail", 80, true },
	},
	[TABLE_PEERS] = {
		{ "peer", 80, true },
		{ "kind", 80, true },
		{ "waits", 80, true },
		{ "sent", 80, true },
		{ "connections", 80, true },
		{ "peer_state", 80, true },
	},
	[TABLE_THREADS] = {
		{ "tid", 80, true },
		{ "thread_cpu", 80, true },
		{ "thread_nice", 80, true },
		{ "thread_state", 80, true },
		{ "thread", 80, true },
		{ "wchan", 80, true },
	},
};

static void add_column(struct query *query, const struct column *column)
{
	for (size_t i = 0; i < query->columns.count; i++)
		if (query->columns.items[i] == column)
			return;
	*array_add(&query->columns) = column;
}

static void remove_column(struct query *query, const struct column *column)
{
	const struct column **items = query->columns.items;
	size_t kept = 0;

	for (size_t i = 0; i < query->columns.count; i++)
		if (items[i] != column)
			items[kept++] = items[i];
	query->columns.count = kept;
}

static bool is_shown(const struct shown *shown, unsigned width)
{
	if (width == 0)
		return shown->plain;
	return shown->from && shown->from <= (width < WIDTH_LEAST ? WIDTH_LEAST : width);
}

static void add_defaults(struct query *query, unsigned width)
{
	for (const struct shown *shown = defaults[query->kind]; shown->key; shown++)
		if (is_shown(shown, width))
			add_column(query, column_find(query->kind, shown->key,
						      strlen(shown->key)));
}

void query_init(struct query *query, enum table_kind kind, unsigned width)
{
	*query = (struct query){ .kind = kind };
	add_defaults(query, width);
}

void query_free(struct query *query)
{
	array_free(&query->columns);
	free(query->adjusted);
	filter_free(query->filter);
	selection_free(&query->selection);
	folds_free(&query->folds);
	*query = (struct query){ .kind = query->kind };
}

/* The words of a list that was found good. */
static void apply(struct query *query, const char *list)
{
	while (*list) {
		size_t size = strcspn(list, ",");
		bool sign = *list == '+' || *list == '-';
		const struct column *column = column_find(query->kind, list + sign, size - sign);

		if (*list == '-')
			remove_column(query, column);
		else
			add_column(query, column);
		list += size;
		list += *list == ',';
	}
}

void query_set_width(struct query *query, unsigned width)
{
	if (query->chosen)
		return;
	array_clear(&query->columns);
	add_defaults(query, width);
	if (query->adjusted)
		apply(query, query->adjusted);
}

static bool check_columns(const struct query *query, const char *list, struct text *why)
{
	bool signs = *list == '+' || *list == '-';

	for (;;) {
		size_t size = strcspn(list, ",");
		bool sign = *list == '+' || *list == '-';

		if (size == sign) {
			text_add(why, "expected the key of a column between the commas");
			return false;
		}
		if (sign != signs) {
			text_add(why, "either all columns have a sign (+ adds, - removes) or none");
			return false;
		}
		if (!column_ask(query->kind, list + sign, size - sign, why))
			return false;
		if (!list[size])
			return true;
		list += size + 1;
	}
}

/* What was adjusted before stays so: the lists are put one behind the other. */
static void remember_adjusted(struct query *query, const char *list)
{
	size_t before = query->adjusted ? strlen(query->adjusted) : 0;
	size_t size = before + 1 + strlen(list) + 1;
	char *joined = memory_alloc(size, 1);
	struct text text = text_over(joined, size);

	if (before) {
		text_add(&text, query->adjusted);
		text_add(&text, ",");
	}
	text_add(&text, list);
	free(query->adjusted);
	query->adjusted = joined;
}

/* Are there columns left when the list has been applied? */
static bool leaves_some(const struct query *query, const char *list)
{
	struct query tried = { .kind = query->kind };
	bool some;

	for (size_t i = 0; i < query->columns.count; i++)
		*array_add(&tried.columns) = query->columns.items[i];
	apply(&tried, list);
	some = tried.columns.count > 0;
	array_free(&tried.columns);
	return some;
}

bool query_set_columns(struct query *query, const char *list, struct text *why)
{
	if (!check_columns(query, list, why))
		return false;
	if (*list != '+' && *list != '-') {
		array_clear(&query->columns);
		apply(query, list);
		free(query->adjusted);
		query->adjusted = NULL;
		query->chosen = true;
		return true;
	}
	if (!leaves_some(query, list)) {
		text_add(why, "no column is left");
		return false;
	}
	apply(query, list);
	if (!query->chosen)
		remember_adjusted(query, list);
	return true;
}

bool query_set_order(struct query *query, const char *order, struct text *why)
{
	bool reverse = *order == '-';
	const char *key = order + reverse;
	const struct column *column;

	if (!*key) {
		text_add(why, "expected the key of a column");
		return false;
	}
	column = column_ask(query->kind, key, strlen(key), why);
	if (!column)
		return false;
	if (column->lens == LENS_TREND) {
		text_format(why, "'%s' is a picture and has no order: sort by %s", column->key,
			    column->of_row ? "rate" : fact_info[column->fact].key);
		return false;
	}
	query->order = column;
	query->reverse = reverse;
	return true;
}

bool query_set_filter(struct query *query, const char *expression, struct text *why)
{
	struct filter *filter = NULL;

	if (expression && expression[strspn(expression, " \t\n")] &&
	    !filter_parse(query->kind, expression, &filter, why))
		return false;
	filter_free(query->filter);
	query->filter = filter;
	return true;
}

static bool query_has(const struct query *query, bool (*is)(const struct column *column))
{
	for (size_t i = 0; i < query->columns.count; i++)
		if (is(query->columns.items[i]))
			return true;
	return (query->order && is(query->order)) || filter_has(query->filter, is);
}

bool query_needs_rate(const struct query *query)
{
	return query_has(query, column_needs_rate);
}

bool query_needs_peeks(const struct query *query)
{
	return query_has(query, column_needs_peeks);
}

bool query_needs_handshakes(const struct query *query)
{
	return query_has(query, column_needs_handshakes);
}

bool query_needs_baseline(const struct query *query)
{
	return query_has(query, column_needs_baseline);
}

static bool is_of_listeners(const struct query *query)
{
	return query->kind == TABLE_LISTENERS || query->kind == TABLE_OWNERS;
}

bool query_names_state(const struct query *query)
{
	return is_of_listeners(query) && filter_has(query->filter, column_is_state);
}

bool query_wants_bound(const struct query *query)
{
	return is_of_listeners(query) &&
	       (query->bound || query->selection.ports.count > 0 ||
		filter_has(query->filter, column_names_place) || query_names_state(query));
}
