/* table.c - rows of borrowed nouns, chosen and in order. */
#include "table/table.h"

#include "table/column.h"
#include "table/entry.h"

void table_free(struct table *table)
{
	array_free(&table->rows);
	array_free(&table->ids);
	array_free(&table->troubled);
}

/* Biggest first, with -1 smallest first; unknown is last in either. */
static int compare_known(bool a_known, double a, bool b_known, double b, int direction)
{
	if (!a_known || !b_known)
		return b_known - a_known;
	return direction * ((a < b) - (a > b));
}

/* The full ones first: of a long queue one too many is no rise in percent. What
 * is full has a fill, so that unknown stays last. */
static int compare_default(const struct entry *a, const struct entry *b, int direction)
{
	int order = direction * (b->troubled - a->troubled);

	if (order && a->has_fill && b->has_fill)
		return order;
	order = compare_known(a->has_fill, a->fill, b->has_fill, b->fill, direction);
	if (order)
		return order;
	return compare_known(a->has_rate, a->rate, b->has_rate, b->rate, direction);
}

static int by_order(const void *x, const void *y, void *arg)
{
	const struct entry *a = x, *b = y;
	const struct query *query = arg;
	int order;

	if (query->order)
		order = column_compare(query->order, query->reverse, &a->row, &b->row);
	else
		order = compare_default(a, b, query->reverse ? -1 : 1);
	return order ? order : row_id_compare(&a->id, &b->id);
}

static int by_place(const void *x, const void *y, void *arg)
{
	const struct entry *a = x, *b = y;

	(void)arg;
	return (a->place > b->place) - (a->place < b->place);
}

static int by_id(const void *x, const void *y, void *arg)
{
	const struct table *table = arg;
	const size_t *a = x, *b = y;

	return row_id_compare(&table->ids.items[*a], &table->ids.items[*b]);
}

typedef ARRAY(size_t) place_list;

/* Where the id stood, looked up in places sorted by id; SIZE_MAX nowhere. */
static size_t place_of(const struct table *table, const place_list *places, const struct row_id *id)
{
	size_t low = 0, high = places->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = row_id_compare(id, &table->ids.items[places->items[middle]]);

		if (order == 0)
			return places->items[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return SIZE_MAX;
}

/* Finds out where each row stood, and which have to move. */
static void recall(struct entries *entries, const struct table *table)
{
	place_list places = { 0 };

	for (size_t i = 0; i < table->ids.count; i++)
		*array_add(&places) = i;
	array_sort(&places, by_id, (void *)table);
	for (size_t i = 0; i < entries->count; i++) {
		struct entry *entry = &entries->items[i];

		entry->place = place_of(table, &places, &entry->id);
		entry->moves = entry->place == SIZE_MAX ||
			       entry->troubled != table->troubled.items[entry->place];
	}
	array_free(&places);
}

static void put(struct table *table, const struct entry *entry)
{
	*array_add(&table->rows) = entry->row;
	*array_add(&table->ids) = entry->id;
	*array_add(&table->troubled) = entry->troubled;
}

static void clear(struct table *table)
{
	array_clear(&table->rows);
	array_clear(&table->ids);
	array_clear(&table->troubled);
}

static void put_all(struct table *table, const struct entries *entries)
{
	clear(table);
	for (size_t i = 0; i < entries->count; i++)
		put(table, &entries->items[i]);
}

/* New rows stood nowhere, which is behind everything; among them the order is
 * the query's. */
static void hold(struct table *table, const struct query *query, struct entries *entries)
{
	array_sort(entries, by_order, (void *)query);
	recall(entries, table);
	array_sort(entries, by_place, NULL);
	put_all(table, entries);
}

/* Those that move are sorted in among those that stay, before the first that the
 * order puts behind them. */
static void settle(struct table *table, const struct query *query, struct entries *entries)
{
	struct entries movers = { 0 };
	size_t next = 0;

	recall(entries, table);
	for (size_t i = 0; i < entries->count; i++)
		if (entries->items[i].moves)
			*array_add(&movers) = entries->items[i];
	array_sort(&movers, by_order, (void *)query);
	array_sort(entries, by_place, NULL);
	clear(table);
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *stays = &entries->items[i];

		if (stays->moves)
			continue;
		while (next < movers.count &&
		       by_order(&movers.items[next], stays, (void *)query) < 0)
			put(table, &movers.items[next++]);
		put(table, stays);
	}
	while (next < movers.count)
		put(table, &movers.items[next++]);
	array_free(&movers);
}

void table_fill(struct table *table, const struct query *query, const struct scene *scene,
		enum table_order order)
{
	struct entries entries = { 0 };

	table->hidden = entries_take(&entries, query, scene);
	if (order == TABLE_HOLD) {
		hold(table, query, &entries);
	} else if (order == TABLE_SETTLE) {
		settle(table, query, &entries);
	} else {
		array_sort(&entries, by_order, (void *)query);
		put_all(table, &entries);
	}
	array_free(&entries);
}

ptrdiff_t table_find(const struct table *table, const struct row_id *id)
{
	for (size_t i = 0; i < table->ids.count; i++)
		if (row_id_compare(&table->ids.items[i], id) == 0)
			return (ptrdiff_t)i;
	return -1;
}
