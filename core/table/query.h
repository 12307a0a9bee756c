/* query.h - columns, order and filter: a question put to the model. */
#ifndef LSN_TABLE_QUERY_H
#define LSN_TABLE_QUERY_H

#include "base/array.h"
#include "table/group.h"
#include "table/row.h"
#include "table/selection.h"

#include <stdbool.h>

struct column;
struct filter;
struct text;

struct query {
	enum table_kind kind;
	bool chosen;                    /* columns were named: no columns by width */
	char *adjusted;                 /* "+a,-b" put on top of those by width; NULL
					 * none, owned */
	ARRAY(const struct column *) columns;
	const struct column *order;     /* NULL: the default order of the kind */
	bool reverse;                   /* of the column's natural direction; of the
					 * default order where there is no column */
	bool hide_idle;                 /* rows with an empty queue, no drops since the
					 * last tick and no burst in the last minute */
	bool ghosts;                    /* TABLE_LISTENERS: those gone for a few seconds too; a
					 * filter that names the state has them anyway */
	bool bound;                     /* TABLE_LISTENERS: what is bound and does not listen, too;
					 * see query_wants_bound() */
	bool only_marked;               /* rows with a mark: row_mark() */
	struct filter *filter;          /* NULL: all; owned */
	struct selection selection;
	const struct listener_id *of_listener;  /* TABLE_OWNERS, _PEERS: only of this one; borrowed */
	const struct process_id *of_process;    /* TABLE_LISTENERS: only what it holds;
					 * TABLE_THREADS: its threads; borrowed */
	enum grouping grouping;         /* TABLE_LISTENERS on a screen: what is folded */
	struct folds folds;             /* and what of it is open */
};

/* The default columns and order of the kind, for a terminal `width` columns
 * wide; 0: those of plain text. */
void query_init(struct query *query, enum table_kind kind, unsigned width);
void query_free(struct query *query);

/* Takes up the columns of another width, unless they were chosen; what was added
 * or removed stays so. */
void query_set_width(struct query *query, unsigned width);

/* "a,b,c" replaces; "+a" adds, "-a" removes (all with sign, or none); what is
 * there or gone already is no fault. False, and one line in `why`, for the first
 * that is wrong; nothing is changed then. */
bool query_set_columns(struct query *query, const char *list, struct text *why);

/* "key" in its natural direction, "-key" reversed. */
bool query_set_order(struct query *query, const char *order, struct text *why);

/* NULL or "": no filter. */
bool query_set_filter(struct query *query, const char *expression, struct text *why);

/* Answering it takes two ticks. */
bool query_needs_rate(const struct query *query);

/* It asks for what only looks between ticks know: the peak. */
bool query_needs_peeks(const struct query *query);

/* It asks for what is bound and does not listen: its filter names the state, the port or
 * the local address, or the selection has ports; or `bound` is set. Others do not see such
 * rows. */
bool query_wants_bound(const struct query *query);

/* Its filter names the state: it asks for what is gone, too. */
bool query_names_state(const struct query *query);

/* It asks about the baseline: which must be there, and owners known. */
bool query_needs_baseline(const struct query *query);

/* It asks for handshakes, or for waits: both cost a walk of all connections. */
bool query_needs_handshakes(const struct query *query);

#endif
