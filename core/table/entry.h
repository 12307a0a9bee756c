/* entry.h - rows on their way to their places in a table. */
#ifndef LSN_TABLE_ENTRY_H
#define LSN_TABLE_ENTRY_H

#include "base/array.h"
#include "table/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column;
struct query;
struct scene;
struct table;

/* The default order is asked for every tick by everyone: its numbers are read
 * once a row, not once a comparison. */
struct entry {
	struct row row;
	struct row_id id;
	bool troubled;
	bool has_fill, has_rate, has_peak;
	double fill, rate, peak;
	bool gone, missing;             /* the listener is */
	bool unexpected;                /* row_is_unexpected() */
	size_t turn;                    /* as the snapshot has it, or the journal */
	size_t place;                   /* where it stood last time; SIZE_MAX nowhere */
	bool moves;                     /* may not stay there */
	bool has_key;                   /* would be of this group, were it not alone */
	uint64_t key;
	size_t first, members;          /* of a group: its span of the members */
	size_t inherits;                /* the first place of one of them */
};

struct entries {
	struct entry *items;
	size_t count, room;
};

/* A listener that the selection takes, and that belongs to a group. */
struct kin {
	uint64_t key;
	const char *text;               /* as group_key() gives it */
	size_t entry;                   /* SIZE_MAX: hidden by the filter */
};

struct kinship {
	struct kin *items;
	size_t count, room;
};

/* What rows are read through on their way. */
struct taking {
	const struct query *query;
	const struct scene *scene;
	const struct column *fill, *rate, *peak;        /* of the default order; NULL none */
	bool ghosts, bound;             /* listeners that are gone, or bound only, are
					 * asked for */
	struct entries *entries;
	struct kinship *kinship;
	size_t hidden;
};
void taking_init(struct taking *taking, const struct query *query, const struct scene *scene);

/* Adds the rows that the query takes, as the snapshot has them; of listeners that
 * the query wants grouped, who belongs where. Counts what filter or idleness hid. */
void entries_take(struct taking *taking);

/* Reads the row: its id and what it is sorted by. */
void entry_read(const struct taking *taking, struct entry *entry, const struct row *row);

/* Those who are together in a group go over to `members`, a span for each group,
 * and the group comes instead of them: into the table's groups, and as an entry that
 * knows its span and has no row yet. Those who are alone stay. */
void entries_group(const struct taking *taking, struct entries *members, struct table *table);

/* Gives the groups their rows, and the table the groups' members, which stand in
 * their order now. */
void entries_finish_groups(const struct taking *taking, const struct entries *members,
			   struct table *table);

/* The default order; direction -1 is its reverse. */
int entry_compare_default(const struct entry *a, const struct entry *b, int direction);

#endif
