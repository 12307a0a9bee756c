/* fuzz_filter.c - any text as a filter: taken and judged, or refused with a line. */
#include "base/text.h"
#include "fact/snapshot.h"
#include "model/model.h"
#include "table/column.h"
#include "table/filter.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One full listener with an owner, and one of which nothing is known. */
static struct snapshot *make_snapshot(void)
{
	struct snapshot *snap = snapshot_new((struct instant){ 1000, 1000, 1000 });
	struct listener *listener = snapshot_add_listener(snap);
	struct process *process;

	listener->id = (struct listener_id){ 4026531840, 54549, 0 };
	listener->local.family = AF_INET6;
	listener->local.port = 443;
	listener->label[LABEL_USER] = "www-data";
	facts_set(&listener->facts, FACT_QUEUE, 129);
	facts_set(&listener->facts, FACT_BACKLOG, 128);
	facts_set(&listener->facts, FACT_DROPS, 1204);
	facts_set(&listener->facts, FACT_V6ONLY, 1);
	listener = snapshot_add_listener(snap);
	listener->id.number = 1;
	listener->local.family = AF_UNIX;
	listener->protocol = PROTOCOL_UNIX_STREAM;
	process = snapshot_add_process(snap);
	process->id.pid = 1234;
	process->label[LABEL_COMM] = "nginx";
	process->label[LABEL_COMMAND] = "nginx: master process";
	snapshot_add_owner(snap, 0, 0, 6);
	snapshot_seal(snap);
	return snap;
}

static void judge_all(const struct filter *filter)
{
	struct scene scene = { .model = NULL };
	struct model *model = model_new();
	struct query query;
	struct table table = { 0 };

	model_update(model, make_snapshot());
	scene.model = model;
	query_init(&query, TABLE_LISTENERS, 80);
	table_fill(&table, &query, &scene, TABLE_SORT);
	for (size_t i = 0; i < table.rows.count; i++) {
		enum truth truth = filter_judge(filter, &table.rows.items[i]);

		if (truth != filter_judge(filter, &table.rows.items[i]))
			abort();
	}
	table_free(&table);
	query_free(&query);
	model_free(model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[256], *expression = malloc(size + 1);
	struct text why = TEXT_OVER(line);
	struct filter *filter = NULL;

	if (!expression)
		return 0;
	if (size)
		memcpy(expression, data, size);
	expression[size] = '\0';
	if (filter_parse(TABLE_LISTENERS, expression, &filter, &why)) {
		filter_has(filter, column_needs_rate);
		judge_all(filter);
		filter_free(filter);
	} else if (filter || !why.length || strpbrk(line, "\033\n")) {
		abort();
	}
	free(expression);
	return 0;
}
