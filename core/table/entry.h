/* entry.h - rows on their way to their places in a table. */
#ifndef LSN_TABLE_ENTRY_H
#define LSN_TABLE_ENTRY_H

#include "base/array.h"
#include "table/row.h"

#include <stdbool.h>
#include <stddef.h>

struct query;
struct scene;

/* The default order is asked for every tick by everyone: its numbers are read
 * once a row, not once a comparison. */
struct entry {
	struct row row;
	struct row_id id;
	bool troubled;
	bool has_fill, has_rate;
	double fill, rate;
	size_t place;                   /* where it stood last time; SIZE_MAX nowhere */
	bool moves;                     /* may not stay there */
};

struct entries {
	struct entry *items;
	size_t count, room;
};

/* Adds the rows that the query takes, as the snapshot has them, and returns how
 * many its filter or their idleness left out. */
size_t entries_take(struct entries *entries, const struct query *query, const struct scene *scene);

#endif
