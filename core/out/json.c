/* json.c - one object per refresh and line. */
#include "out/out.h"

#include "fact/snapshot.h"
#include "out/errno_name.h"
#include "out/json_part.h"
#include "out/writers.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"
#include "table/value.h"

static json_t *row_to_json(const struct report *report, const struct row *row)
{
	const struct query *query = report->query;
	json_t *object;

	if (!query->chosen)
		return json_of_row(query->kind, row);
	object = json_object();
	for (size_t i = 0; i < query->columns.count; i++)
		json_add_column(object, query->columns.items[i], row);
	return object;
}

static json_t *netns_to_json(const struct snapshot *snap)
{
	json_t *list = json_array();

	for (size_t i = 0; snap && i < snap->netns.count; i++) {
		const struct netns *netns = &snap->netns.items[i];
		json_t *object = json_object();

		json_object_set_new(object, "netns", json_identity(netns->inode));
		json_object_set_new(object, "name", json_foreign(netns->name));
		for (unsigned f = 0; f < NETNS_FACTS; f++) {
			enum fact_id id = FACTS_NETNS * FACTS_PER_BLOCK + f;
			int64_t number;
			bool known = facts_get(&netns->facts, id, &number);

			json_object_set_new(object, fact_info[id].key,
					    known ? json_integer(number) : json_null());
		}
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *gap_to_json(const struct gap *gap)
{
	json_t *object = json_object(), *need = json_array();
	char error[ERRNO_NAME_SIZE];

	errno_name(gap->error, error);
	for (const char *const *name = power_capabilities(gap->need); *name; name++)
		json_array_append_new(need, json_string(*name));
	json_object_set_new(object, "source", json_foreign(gap->source));
	json_object_set_new(object, "what", json_foreign(gap->what));
	json_object_set_new(object, "error", gap->error ? json_string(error) : json_null());
	json_object_set_new(object, "count", json_integer(gap->count));
	json_object_set_new(object, "need", need);
	return object;
}

static json_t *gaps_to_json(const struct snapshot *snap)
{
	json_t *list = json_array();

	for (size_t i = 0; snap && i < snap->gaps.count; i++)
		json_array_append_new(list, gap_to_json(&snap->gaps.items[i]));
	return list;
}

/* Row by row: all at once would take ten times the memory of what they tell. */
static bool put_rows(struct json_sink *sink, const struct report *report)
{
	if (fputs(",\"listeners\":[", sink->file) < 0)
		return false;
	for (size_t r = 0; r < report->table->rows.count; r++)
		if ((r && fputc(',', sink->file) == EOF) ||
		    !json_put(sink, row_to_json(report, &report->table->rows.items[r])))
			return false;
	return fputc(']', sink->file) != EOF;
}

static bool put_report(struct json_sink *sink, const struct report *report)
{
	const struct scene *scene = report->scene;
	const struct snapshot *snap = scene_snapshot(scene);
	struct value interval = {
		.kind = scene->interval > 0 ? VALUE_REAL : VALUE_UNKNOWN,
		.unit = UNIT_SECONDS,
		.real = scene->interval,
	};
	char date[CLOCK_ISO_SIZE];

	clock_iso(scene->at.wall, date);
	return json_put_member(sink, "{", "time", json_string(date)) &&
	       json_put_member(sink, ",", "interval", json_of_value(&interval)) &&
	       json_put_member(sink, ",", "host", json_foreign(scene->host)) &&
	       json_put_member(sink, ",", "tick", json_integer((json_int_t)scene->tick)) &&
	       json_put_member(sink, ",", "late", json_integer((json_int_t)scene->late)) &&
	       put_rows(sink, report) &&
	       json_put_member(sink, ",", "netns", netns_to_json(snap)) &&
	       json_put_member(sink, ",", "gaps", gaps_to_json(snap)) &&
	       fputs("}\n", sink->file) >= 0;
}

bool json_write(FILE *file, const struct report *report)
{
	struct json_sink sink = { file, report->ascii };

	json_prepare();
	return put_report(&sink, report);
}
