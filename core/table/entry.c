/* entry.c - rows on their way to their places in a table. */
#include "table/entry.h"

#include "fact/snapshot.h"
#include "model/model.h"
#include "table/column.h"
#include "table/filter.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"

#include <stdint.h>
#include <string.h>

static const struct track *process_track(const struct scene *scene, const struct process *process)
{
	const struct snapshot *snap = model_snapshot(scene->model);

	return model_process_track(scene->model, (size_t)(process - snap->processes.items));
}

/* Nothing waits, and nothing was refused since the last tick. */
static bool is_listener_idle(const struct listener *listener, const struct track *track)
{
	int64_t queue, step;

	return facts_get(&listener->facts, FACT_QUEUE, &queue) && queue == 0 &&
	       !(series_step(&track->series, FACT_DROPS, &step) && step > 0);
}

static bool is_idle(const struct row *row)
{
	const struct model *model = row->scene->model;
	const struct snapshot *snap = model_snapshot(model);

	if (row->listener)
		return is_listener_idle(row->listener, row->listener_track);
	for (uint32_t i = 0; i < row->process->listener_count; i++) {
		const struct listener *held = snapshot_held(snap, row->process, i);
		size_t at = (size_t)(held - snap->listeners.items);

		if (!is_listener_idle(held, model_listener_track(model, at)))
			return false;
	}
	return true;
}

struct taking {
	const struct query *query;
	const struct scene *scene;
	const struct column *fill, *rate;       /* of the default order; NULL none */
	struct entries *entries;
	size_t hidden;
};

static bool read_number(const struct column *column, const struct row *row, double *number)
{
	struct value value;

	if (!column)
		return false;
	column_value(column, row, &value);
	return value_number(&value, number);
}

static void take_row(struct taking *taking, const struct row *row)
{
	const struct query *query = taking->query;
	struct entry *entry;

	if (!selection_takes(&query->selection, row))
		return;
	if ((query->hide_idle && is_idle(row)) ||
	    (query->filter && filter_judge(query->filter, row) != TRUTH_TRUE)) {
		taking->hidden++;
		return;
	}
	entry = array_add(taking->entries);
	entry->row = *row;
	entry->id = row_id(query->kind, row);
	entry->troubled = row_is_in_trouble(row);
	entry->place = SIZE_MAX;
	entry->has_fill = read_number(taking->fill, row, &entry->fill);
	entry->has_rate = read_number(taking->rate, row, &entry->rate);
}

static struct row listener_row(const struct scene *scene, size_t i)
{
	const struct snapshot *snap = model_snapshot(scene->model);
	struct row row = {
		.scene = scene,
		.listener = &snap->listeners.items[i],
		.listener_track = model_listener_track(scene->model, i),
	};

	if (row.listener->owner_count) {
		row.process = snapshot_owner(snap, row.listener, 0);
		row.process_track = process_track(scene, row.process);
	}
	return row;
}

static void take_listeners(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);

	for (size_t i = 0; i < snap->listeners.count; i++) {
		struct row row = listener_row(taking->scene, i);

		take_row(taking, &row);
	}
}

/* Those that hold no listener are not selected. */
static void take_processes(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);

	for (size_t i = 0; i < snap->processes.count; i++) {
		struct row row = {
			.scene = taking->scene,
			.process = &snap->processes.items[i],
			.process_track = model_process_track(taking->scene->model, i),
		};

		take_row(taking, &row);
	}
}

static void take_owners_of(struct taking *taking, size_t i)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);
	struct row row = listener_row(taking->scene, i);

	for (uint32_t n = 0; n < row.listener->owner_count; n++) {
		row.owner = &snap->owners.items[row.listener->first_owner + n];
		row.process = &snap->processes.items[row.owner->process];
		row.process_track = process_track(taking->scene, row.process);
		take_row(taking, &row);
	}
}

static void take_owners(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);
	const struct listener_id *wanted = taking->query->of_listener;

	for (size_t i = 0; i < snap->listeners.count; i++)
		if (!wanted || listener_id_compare(&snap->listeners.items[i].id, wanted) == 0)
			take_owners_of(taking, i);
}

static const struct column *default_column(enum table_kind kind, unsigned n)
{
	static const char *const keys[TABLE_KINDS][2] = {
		[TABLE_LISTENERS] = { "fill", "drop_rate" },
		[TABLE_PROCESSES] = { "worst_fill", "drop_rate" },
	};
	const char *key = keys[kind][n];

	return key ? column_find(kind, key, strlen(key)) : NULL;
}

size_t entries_take(struct entries *entries, const struct query *query, const struct scene *scene)
{
	static void (*const take[TABLE_KINDS])(struct taking *taking) = {
		[TABLE_LISTENERS] = take_listeners,
		[TABLE_PROCESSES] = take_processes,
		[TABLE_OWNERS] = take_owners,
	};
	struct taking taking = {
		.query = query,
		.scene = scene,
		.fill = default_column(query->kind, 0),
		.rate = default_column(query->kind, 1),
		.entries = entries,
	};

	if (model_snapshot(scene->model))
		take[query->kind](&taking);
	return taking.hidden;
}
