/* table.c - rows of borrowed nouns, chosen and in order. */
#include "table/table.h"

#include "judge/judge.h"
#include "table/column.h"
#include "table/entry.h"

#include <string.h>

void table_free(struct table *table)
{
	array_free(&table->rows);
	array_free(&table->ids);
	array_free(&table->troubled);
	array_free(&table->groups);
	array_free(&table->members);
	arena_free(&table->names);
}

/* Their order is the snapshot's; or the journal's, the newest first. */
static bool come_in_order(enum table_kind kind)
{
	return kind == TABLE_COUNTERS || kind == TABLE_EVENTS || kind == TABLE_PEERS ||
	       kind == TABLE_THREADS;
}

/* That one has vanished is noted when nobody took its place for a while. */
static int compare_times(const struct entry *a, const struct entry *b)
{
	uint64_t x = a->row.event->monotonic, y = b->row.event->monotonic;

	return (x < y) - (x > y);
}

static int compare_turns(const struct entry *a, const struct entry *b)
{
	if (a->row.event && b->row.event && compare_times(a, b))
		return compare_times(a, b);
	return (a->turn > b->turn) - (a->turn < b->turn);
}

/* A group of listeners at different addresses has a name, and no address. */
static bool is_named(const struct row *row)
{
	return row->group && row->group->grouping != GROUPING_REUSEPORT;
}

/* By name, and before all that have what the column compares. */
static int compare_names(const struct query *query, const struct row *a, const struct row *b)
{
	int order;

	if (!is_named(a) || !is_named(b))
		return is_named(b) - is_named(a);
	order = strcmp(a->group->name, b->group->name);
	return query->reverse ? -order : order;
}

static int compare_by_column(const struct query *query, const struct row *a, const struct row *b)
{
	if (query->order->compare && (is_named(a) || is_named(b)))
		return compare_names(query, a, b);
	return column_compare(query->order, query->reverse, a, b);
}

static int by_order(const void *x, const void *y, void *arg)
{
	const struct entry *a = x, *b = y;
	const struct query *query = arg;
	int order, direction = query->reverse && !query->order ? -1 : 1;

	if (query->order)
		order = compare_by_column(query, &a->row, &b->row);
	else
		order = entry_compare_default(a, b, direction);
	if (order == 0 && come_in_order(query->kind))
		order = direction * compare_turns(a, b);
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

static void sort_places(const struct table *table, place_list *places)
{
	for (size_t i = 0; i < table->ids.count; i++)
		*array_add(places) = i;
	array_sort(places, by_id, (void *)table);
}

/* How entries get to their places. */
struct arranging {
	const struct query *query;
	const struct table *table;      /* as it was */
	enum table_order order;
	place_list places;
};

static size_t former_place(const struct arranging *arranging, const struct entry *entry)
{
	size_t place = place_of(arranging->table, &arranging->places, &entry->id);
	struct row_id id;

	if (place != SIZE_MAX)
		return place;
	if (entry->members)
		return entry->inherits;
	if (!entry->has_key)
		return SIZE_MAX;
	id = group_id_of(arranging->query->grouping, entry->key);
	return place_of(arranging->table, &arranging->places, &id);
}

/* Finds out where each row stood, and which have to move. What has gone stays until it
 * is told no more. */
static void recall(const struct arranging *arranging, struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		struct entry *entry = &entries->items[i];

		entry->place = former_place(arranging, entry);
		entry->moves = entry->place == SIZE_MAX ||
			       (!entry->gone &&
				entry->troubled !=
					arranging->table->troubled.items[entry->place]);
	}
}

/* New rows stood nowhere, which is behind everything; among them the order is
 * the query's. */
static void hold(const struct arranging *arranging, struct entries *entries)
{
	array_sort(entries, by_order, (void *)arranging->query);
	array_sort(entries, by_place, NULL);
}

/* Those that move are sorted in among those that stay, before the first that the
 * order puts behind them. */
static void settle(const struct arranging *arranging, struct entries *entries)
{
	struct entries movers = { 0 }, settled = { 0 };
	size_t next = 0;

	for (size_t i = 0; i < entries->count; i++)
		if (entries->items[i].moves)
			*array_add(&movers) = entries->items[i];
	array_sort(&movers, by_order, (void *)arranging->query);
	array_sort(entries, by_place, NULL);
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *stays = &entries->items[i];

		if (stays->moves)
			continue;
		while (next < movers.count &&
		       by_order(&movers.items[next], stays, (void *)arranging->query) < 0)
			*array_add(&settled) = movers.items[next++];
		*array_add(&settled) = *stays;
	}
	while (next < movers.count)
		*array_add(&settled) = movers.items[next++];
	if (settled.count)
		memcpy(entries->items, settled.items, settled.count * sizeof *settled.items);
	array_free(&movers);
	array_free(&settled);
}

static void arrange(const struct arranging *arranging, struct entries *entries)
{
	if (arranging->order == TABLE_SORT) {
		array_sort(entries, by_order, (void *)arranging->query);
		return;
	}
	recall(arranging, entries);
	if (arranging->order == TABLE_HOLD)
		hold(arranging, entries);
	else
		settle(arranging, entries);
}

/* Each group's for themselves: none leaves it. */
static void arrange_members(const struct arranging *arranging, const struct entries *entries,
			    struct entries *members)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->items[i];
		struct entries own = { .count = entry->members };

		if (own.count == 0)
			continue;
		own.items = &members->items[entry->first];
		arrange(arranging, &own);
	}
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

static void put_members(struct table *table, const struct entry *group,
			const struct entries *members)
{
	for (size_t i = 0; i < group->members; i++) {
		struct entry member = members->items[group->first + i];

		member.row.member = true;
		put(table, &member);
	}
}

static void put_all(struct table *table, const struct entries *entries,
		    const struct entries *members)
{
	clear(table);
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->items[i];

		put(table, entry);
		if (entry->members && entry->row.group->open)
			put_members(table, entry, members);
	}
}

static void clear_groups(struct table *table)
{
	array_clear(&table->groups);
	array_clear(&table->members);
	arena_free(&table->names);
}

void table_fill(struct table *table, const struct query *query, const struct scene *scene,
		enum table_order order)
{
	struct entries entries = { 0 }, members = { 0 };
	struct kinship kinship = { 0 };
	struct arranging arranging = { .query = query, .table = table, .order = order };
	struct taking taking;

	/* The journal's newest is first, wherever a cursor stands. */
	if (query->kind == TABLE_EVENTS && !query->order)
		arranging.order = TABLE_SORT;
	taking_init(&taking, query, scene);
	taking.entries = &entries;
	taking.kinship = &kinship;
	entries_take(&taking);
	table->hidden = taking.hidden;
	if (arranging.order != TABLE_SORT)
		sort_places(table, &arranging.places);
	clear_groups(table);
	entries_group(&taking, &members, table);
	arrange_members(&arranging, &entries, &members);
	entries_finish_groups(&taking, &members, table);
	arrange(&arranging, &entries);
	put_all(table, &entries, &members);
	array_free(&arranging.places);
	array_free(&kinship);
	array_free(&entries);
	array_free(&members);
}

ptrdiff_t table_find(const struct table *table, const struct row_id *id)
{
	for (size_t i = 0; i < table->ids.count; i++)
		if (row_id_compare(&table->ids.items[i], id) == 0)
			return (ptrdiff_t)i;
	return -1;
}

static bool has_member(const struct group *group, const struct listener_id *id)
{
	for (size_t i = 0; i < group->count; i++)
		if (listener_id_compare(&group->members[i].listener->id, id) == 0)
			return true;
	return false;
}

static bool is_home(const struct row *row, const struct row_id *id)
{
	const char *text;
	uint64_t key;

	if (row->group)
		return has_member(row->group, &id->listener);
	return row->listener && !row->peer && id->other[0] > GROUPING_NONE && id->other[0] < GROUPINGS &&
	       group_key((enum grouping)id->other[0], row, &key, &text) && key == id->other[1];
}

ptrdiff_t table_find_home(const struct table *table, const struct row_id *id)
{
	ptrdiff_t at = table_find(table, id);

	for (size_t i = 0; at < 0 && i < table->rows.count; i++)
		if (is_home(&table->rows.items[i], id))
			at = (ptrdiff_t)i;
	return at;
}

ptrdiff_t table_group_at(const struct table *table, size_t row)
{
	ptrdiff_t at = row < table->rows.count ? (ptrdiff_t)row : -1;

	while (at >= 0 && table->rows.items[at].member)
		at--;
	return at >= 0 && table->rows.items[at].group ? at : -1;
}
