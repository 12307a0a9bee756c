/* table.h - rows of borrowed nouns, chosen and in order. */
#ifndef LSN_TABLE_TABLE_H
#define LSN_TABLE_TABLE_H

#include "base/array.h"
#include "table/query.h"
#include "table/row.h"

#include <stdbool.h>
#include <stddef.h>

struct scene;

struct table {
	ARRAY(struct row) rows;
	ARRAY(struct row_id) ids;       /* of the rows, in their order */
	ARRAY(bool) troubled;           /* of the rows, as it was when they were filled */
	size_t hidden;                  /* rows the query left out by filter or idleness;
					 * the selection is not counted */
};

enum table_order {
	TABLE_SORT,                     /* by the query's order, ties by id */
	TABLE_HOLD,                     /* as they stood; new ones at the end */
	TABLE_SETTLE,                   /* as they stood, but a row that gained or lost
					 * trouble moves at once; new ones are sorted in */
};

/* Fills anew; rows are dead when the model is updated. The memory is kept for
 * the next time. */
void table_fill(struct table *table, const struct query *query, const struct scene *scene,
		enum table_order order);
void table_free(struct table *table);

/* Index of a row, or -1. */
ptrdiff_t table_find(const struct table *table, const struct row_id *id);

/* Marks of a row: full now (queue > backlog, of TCP and UNIX; the `!`; of a
 * process: one of its listeners), and seen to appear within the last ten
 * seconds. */
bool row_is_in_trouble(const struct row *row);
bool row_is_new(const struct row *row);

#endif
