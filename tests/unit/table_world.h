/* table_world.h - hand-made hosts for the tests of model and table. */
#ifndef LSN_TESTS_TABLE_WORLD_H
#define LSN_TESTS_TABLE_WORLD_H

#include "base/text.h"
#include "fact/snapshot.h"
#include "model/model.h"
#include "table/column.h"
#include "table/filter.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/selection.h"
#include "table/table.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define WORLD __attribute__((unused)) static

enum { NOT_SET = -1 };

WORLD uint64_t world_ns(double seconds)
{
	return (uint64_t)(seconds * 1e9);
}

WORLD struct snapshot *world_snapshot(double seconds)
{
	struct instant at = { world_ns(1000 + seconds), world_ns(1000 + seconds), 0 };

	return snapshot_new(at);
}

WORLD void world_set(struct facts *facts, enum fact_id id, int64_t value)
{
	if (value != NOT_SET)
		facts_set(facts, id, value);
}

WORLD struct listener *world_listener(struct snapshot *snap, uint64_t number,
				      enum protocol protocol, uint8_t family, int64_t queue,
				      int64_t backlog, int64_t drops)
{
	struct listener *listener = snapshot_add_listener(snap);

	listener->id = (struct listener_id){ 4026531840, number, 0 };
	listener->inode = (uint32_t)number + 1000;
	listener->protocol = protocol;
	listener->local.family = family;
	world_set(&listener->facts, FACT_QUEUE, queue);
	world_set(&listener->facts, FACT_BACKLOG, backlog);
	world_set(&listener->facts, FACT_DROPS, drops);
	return listener;
}

/* 0.0.0.0:port */
WORLD struct listener *world_tcp(struct snapshot *snap, uint64_t number, uint16_t port,
				 int64_t queue, int64_t backlog, int64_t drops)
{
	struct listener *listener =
		world_listener(snap, number, PROTOCOL_TCP, AF_INET, queue, backlog, drops);

	listener->local.port = port;
	return listener;
}

WORLD uint32_t world_process(struct snapshot *snap, pid_t pid, const char *comm)
{
	struct process *process = snapshot_add_process(snap);

	process->id = (struct process_id){ pid, 77 };
	process->label[LABEL_COMM] = comm;
	return (uint32_t)snap->processes.count - 1;
}

/* A model that has seen one snapshot, and what tables are filled from. */
struct world {
	struct model *model;
	struct scene scene;
};

WORLD void world_tick(struct world *world, struct snapshot *snap)
{
	snapshot_seal(snap);
	if (!world->model)
		world->model = model_new();
	model_update(world->model, snap);
	world->scene.model = world->model;
	world->scene.at = snap->at;
}

WORLD void world_end(struct world *world)
{
	model_free(world->model);
}

WORLD const struct column *world_column(enum table_kind kind, const char *key)
{
	const struct column *column = column_find(kind, key, strlen(key));

	if (!column)
		fail_msg("no column %s", key);
	return column;
}

WORLD void world_value(const struct table *table, size_t row, enum table_kind kind,
		       const char *key, struct value *value)
{
	assert_true(row < table->rows.count);
	column_value(world_column(kind, key), &table->rows.items[row], value);
}

/* The cell as text. */
WORLD const char *world_cell(const struct table *table, size_t row, enum table_kind kind,
			     const char *key)
{
	static char cell[256];
	struct text text = TEXT_OVER(cell);
	struct value value;

	world_value(table, row, kind, key, &value);
	value_format(&value, false, &text);
	return cell;
}

#endif
