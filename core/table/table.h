/* table.h - rows of borrowed nouns, chosen and in order. */
#ifndef LSN_TABLE_TABLE_H
#define LSN_TABLE_TABLE_H

#include "base/arena.h"
#include "base/array.h"
#include "table/group.h"
#include "table/query.h"
#include "table/row.h"

#include <stdbool.h>
#include <stddef.h>

struct scene;

struct table {
	ARRAY(struct row) rows;
	ARRAY(struct row_id) ids;       /* of the rows, in their order */
	ARRAY(bool) troubled;           /* of the rows, as it was when they were filled */
	ARRAY(struct group) groups;     /* what rows with a group point to */
	ARRAY(struct row) members;      /* of all groups, folded or not */
	struct arena names;             /* of groups */
	size_t hidden;                  /* listeners (processes, ...) the query left out by
					 * filter or idleness; the selection is not counted */
};

/* With groups: a group's row stands among the others by its own values, its members
 * right below it if it is open, in the same order among themselves. A group moves as
 * one. One that comes up stands where its first member stood, and who is left of one
 * stands where that was. */
enum table_order {
	TABLE_SORT,                     /* by the query's order, ties by id */
	TABLE_HOLD,                     /* as they stood; new ones at the end (events:
					 * the newest first) */
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

/* The same; of a listener that is folded away the row of its group, and of a group
 * that is none any more the row of the first who is left. */
ptrdiff_t table_find_home(const struct table *table, const struct row_id *id);

/* Index of the group's row that the row is or stands below; -1 none. */
ptrdiff_t table_group_at(const struct table *table, size_t row);

/* What stands in the first column, the most urgent first: one at a time. */
enum row_mark {
	MARK_NONE,
	MARK_TROUBLE,                   /* `!`: row_is_in_trouble() */
	MARK_GONE,                      /* `-`: closed within the last seconds */
	MARK_UNEXPECTED,                /* `?`: by the baseline; or missing */
	MARK_NEW,                       /* `+`: row_is_new(), and at no address that was held
					 * before */
	MARK_CHANGED,                   /* `~`: backlog, owner, device */
	ROW_MARKS,
};
/* Of a process `!` and `?` are one of its listeners', of a group all marks a member's; of
 * an event that happened just now `+`. */
enum row_mark row_mark(const struct row *row);
/* '!', '-', '?', '+', '~', and ' ' for none. */
char row_mark_char(enum row_mark mark);

/* Of a row: full now (queue > backlog, of TCP and UNIX; the `!`; of a process: one of its
 * listeners; of a group: one of its members), and seen to appear within the last ten
 * seconds. What is gone is neither. */
bool row_is_in_trouble(const struct row *row);
/* Not as the baseline has it, or missing; as above of a process, and of a group. What is
 * gone is not. */
bool row_is_unexpected(const struct row *row);
bool row_is_new(const struct row *row);

#endif
