/* batch.c - refreshes written to standard output, for pipes and scripts. */
#include "tui/batch.h"

#include "fact/focus.h"
#include "out/out.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"
#include "tui/pulse.h"
#include "tui/settle.h"
#include "tui/stage.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int closed(const struct batch *batch)
{
	return batch->iterations == 0 ? 0 : 1;
}

static int failed(const struct batch *batch)
{
	if (errno == EPIPE)
		return closed(batch);
	fprintf(stderr, "lsntop: standard output: %s\n", strerror(errno));
	return 1;
}

static bool write_refresh(const struct batch *batch, const struct scene *scene,
			  struct table *table, bool first)
{
	struct report report = {
		.scene = scene,
		.query = batch->query,
		.table = table,
		.first = first,
		.dated = batch->iterations != 1,
		.ascii = batch->ascii,
		.color = batch->color,
	};

	table_fill(table, batch->query, scene, TABLE_SORT);
	return batch->writer->write(stdout, &report) && fflush(stdout) == 0;
}

static bool writes_all(const struct batch *batch)
{
	return batch->writer->every_column && !batch->query->chosen;
}

/* One refresh alone has no rates, and no peaks: where they are wanted it takes two ticks. */
static bool needs_two_ticks(const struct batch *batch)
{
	return batch->iterations == 1 && (writes_all(batch) || query_needs_rate(batch->query) ||
					  query_needs_peeks(batch->query));
}

/* What is wrong can be told of several refreshes only, and then as well as on a
 * screen. */
static bool advises(const struct batch *batch)
{
	return batch->writer->advises && batch->iterations != 1;
}

static struct focus focus_of(const struct batch *batch)
{
	return (struct focus){
		.handshakes = advises(batch) || writes_all(batch) ||
			      query_needs_handshakes(batch->query),
		.executables = batch->baseline,
		.bound = query_wants_bound(batch->query),
	};
}

static void tick(const struct batch *batch, struct scene *scene)
{
	stage_focus(batch->stage, focus_of(batch));
	stage_tick(batch->stage, UINT64_MAX, scene);
}

/* Of a baseline nobody waits for what nobody asked. */
static void first_tick(const struct batch *batch, struct scene *scene)
{
	if (batch->baseline && (writes_all(batch) || query_needs_baseline(batch->query)))
		settle_tick(batch->stage, focus_of(batch), scene);
	else
		tick(batch, scene);
}

int batch_run(const struct batch *batch)
{
	struct scene scene = { 0 };
	struct table table = { 0 };
	bool peeks = advises(batch) || writes_all(batch) || query_needs_peeks(batch->query);
	struct pulse pulse;
	int status = 0;
	uint64_t shown = 0;
	bool skip;

	pulse_start(&pulse, batch->stage);
	first_tick(batch, &scene);
	skip = scene.live && needs_two_ticks(batch);
	for (;;) {
		if (!skip && !write_refresh(batch, &scene, &table, shown++ == 0)) {
			status = failed(batch);
			break;
		}
		if (!skip && (!scene.live || shown == batch->iterations))
			break;
		skip = false;
		if (pulse_wait(&pulse, peeks) == BEAT_CLOSED) {
			status = closed(batch);
			break;
		}
		tick(batch, &scene);
	}
	table_free(&table);
	pulse_stop(&pulse);
	return status;
}
