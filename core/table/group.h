/* group.h - rows folded into one: by SO_REUSEPORT group, owner, unit, namespace. */
#ifndef LSN_TABLE_GROUP_H
#define LSN_TABLE_GROUP_H

#include "base/array.h"
#include "table/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column;
struct value;

enum grouping {
	GROUPING_NONE,
	GROUPING_REUSEPORT,
	GROUPING_OWNER,                 /* the process with the lowest pid */
	GROUPING_UNIT,
	GROUPING_NETNS,
	GROUPINGS,
};

/* "none", "reuseport", "owner", "unit", "netns"; as configuration writes it. */
const char *grouping_name(enum grouping grouping);
bool grouping_find(const char *name, enum grouping *grouping);
/* One line for a menu. */
const char *grouping_help(enum grouping grouping);

/* Two listeners or more that belong together; who belongs to none, or is alone, stays
 * a row of its own. What the selection leaves out does not count, what the filter or
 * idleness hides does: a group with one member left on show stays a group's row, so
 * that rows do not change their kind as members come and go from under a filter.
 * Its numbers are of the members on show. Lives as long as the table's filling. */
struct group {
	enum grouping grouping;
	uint64_t key;                   /* the same from tick to tick */
	const char *name;               /* "0.0.0.0:8080", "nginx.service"; raw, borrowed */
	const struct row *members;      /* on show, in the order of the table; at least one */
	size_t count;
	size_t total;                   /* with those that the filter hides; 2 or more */
	const struct process *first;    /* of all their owners, lowest pid; NULL none known */
	unsigned processes;             /* how many own them, each counted once */
	bool open;                      /* its members are rows below it */
};

/* Which group the listener's row would be of; false: of none, as what is gone or missing
 * always is: it stands beside. The bytes of `text` (NULL none) tell groups apart whose key is
 * the same by accident; borrowed. */
bool group_key(enum grouping grouping, const struct row *row, uint64_t *key, const char **text);

/* The id of the row that stands for the group, and that of one with that key. */
struct row_id group_id(const struct group *group);
struct row_id group_id_of(enum grouping grouping, uint64_t key);

/* Which groups are open. A zeroed one: none is. */
struct folds {
	bool open;                      /* all are, but for these; else none but these */
	ARRAY(uint64_t) but;
};
void folds_set_all(struct folds *folds, bool open);
void folds_set(struct folds *folds, uint64_t key, bool open);
bool folds_are_open(const struct folds *folds, uint64_t key);
void folds_free(struct folds *folds);

/* What a column shows of a whole group; `row` has a group.
 *
 * Counts are summed over the members of which they are known: queue, backlog, drops
 * and their rate. Heights are the highest member's: fill, peak, wait, synq, and what
 * else is looked at for its size. Where some members count connections and others
 * bytes, those of connections speak. `age` is the oldest's, `local` the group's name
 * and how many are on show ("0.0.0.0:8080 x4", "x1/4" of four in all), `pid` the
 * lowest of all their owners and how many others there are. `process` and `command`
 * name the process that holds one member up, where there is one ("1237 stopped:
 * worker"). Everything else is what all members have in common, or else absent, and a
 * person is told "3 kinds". */
void group_value(const struct column *column, const struct row *row, struct value *value);

/* How uneven the members' queues are: highest over mean, 1 even. False where all
 * are empty or unknown. Of members that count connections where there are any. */
bool group_imbalance(const struct group *group, double *imbalance);

/* A member was seen to appear just now. */
bool group_is_new(const struct group *group);

#endif
