/* row.h - the nouns one row is about. */
#ifndef LSN_TABLE_ROW_H
#define LSN_TABLE_ROW_H

#include "fact/snapshot.h"

struct scene;
struct track;

enum table_kind {
	TABLE_LISTENERS,                /* a row per listener */
	TABLE_PROCESSES,                /* a row per process that holds one */
	TABLE_OWNERS,                   /* a row per process and descriptor of a listener */
	TABLE_KINDS,
};
#define TABLE_BIT(kind) (1u << (kind))

/* All borrowed from the scene; NULL where the kind has none. In TABLE_LISTENERS
 * `process` is the first owner (lowest pid) or NULL. */
struct row {
	const struct scene *scene;
	const struct listener *listener;
	const struct track *listener_track;
	const struct process *process;
	const struct track *process_track;
	const struct owner *owner;
};

/* What a row is, from tick to tick; the cursor and tags hold these. */
struct row_id {
	struct listener_id listener;
	struct process_id process;
	int fd;
};
struct row_id row_id(enum table_kind kind, const struct row *row);
int row_id_compare(const struct row_id *a, const struct row_id *b);

#endif
