/* entry.c - what a row is sorted by by default. */
#include "table/entry.h"

#include "table/column.h"
#include "table/query.h"
#include "table/table.h"

#include <stdint.h>
#include <string.h>

static bool read_number(const struct column *column, const struct row *row, double *number)
{
	struct value value;

	if (!column)
		return false;
	column_value(column, row, &value);
	return value_number(&value, number);
}

void entry_read(const struct taking *taking, struct entry *entry, const struct row *row)
{
	entry->row = *row;
	entry->id = row_id(taking->query->kind, row);
	entry->troubled = row_is_in_trouble(row);
	entry->place = SIZE_MAX;
	entry->has_fill = read_number(taking->fill, row, &entry->fill);
	entry->has_rate = read_number(taking->rate, row, &entry->rate);
	entry->has_peak = read_number(taking->peak, row, &entry->peak);
	entry->gone = row_is_gone(row);
	entry->missing = row->listener && !row->event && row_state(row) == STATE_MISSING;
	entry->unexpected = row_is_unexpected(row);
}

static const struct column *default_column(enum table_kind kind, unsigned n)
{
	static const char *const keys[TABLE_KINDS][3] = {
		[TABLE_LISTENERS] = { "fill", "drop_rate", "peak" },
		[TABLE_PROCESSES] = { "worst_fill", "drop_rate" },
		[TABLE_THREADS] = { "thread_cpu" },
	};
	const char *key = keys[kind][n];

	return key ? column_find(kind, key, strlen(key)) : NULL;
}

void taking_init(struct taking *taking, const struct query *query, const struct scene *scene)
{
	*taking = (struct taking){
		.query = query,
		.scene = scene,
		.fill = default_column(query->kind, 0),
		.rate = default_column(query->kind, 1),
		.peak = default_column(query->kind, 2),
		.ghosts = query->ghosts || query_names_state(query),
		.bound = query_wants_bound(query),
	};
}

/* Biggest first, with -1 smallest first; unknown is last in either. */
static int compare_known(bool a_known, double a, bool b_known, double b, int direction)
{
	if (!a_known || !b_known)
		return b_known - a_known;
	return direction * ((a < b) - (a > b));
}

/* What has no queue, or no drops that are counted, counts as idle where people should see
 * it. */
static int compare_load(const struct entry *a, bool a_known, double a_load, const struct entry *b,
			bool b_known, double b_load, int direction)
{
	return compare_known(a_known || a->unexpected, a_known ? a_load : 0,
			     b_known || b->unexpected, b_known ? b_load : 0, direction);
}

/* The full ones first: of a long queue one too many is no rise in percent. What
 * is full has a fill, so that unknown stays last. What is missing, and then what is not
 * expected, stands before those that are idle as well, of which there may be hundreds. */
int entry_compare_default(const struct entry *a, const struct entry *b, int direction)
{
	int order = direction * (b->troubled - a->troubled);

	if (order && a->has_fill && b->has_fill)
		return order;
	order = compare_load(a, a->has_fill, a->fill, b, b->has_fill, b->fill, direction);
	if (order)
		return order;
	order = compare_load(a, a->has_rate, a->rate, b, b->has_rate, b->rate, direction);
	if (order)
		return order;
	if (a->missing != b->missing)
		return direction * (b->missing - a->missing);
	if (a->unexpected != b->unexpected)
		return direction * (b->unexpected - a->unexpected);
	return compare_known(a->has_peak, a->peak, b->has_peak, b->peak, direction);
}
