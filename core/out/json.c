/* json.c - one object per refresh and line; jansson's only door.
 *
 * Where jansson cannot store something it is because memory is out, and that
 * ends in memory_failed(): results of set and append are not asked. */
#include "out/out.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "fact/snapshot.h"
#include "out/errno_name.h"
#include "out/writers.h"
#include "table/column.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"
#include "table/value.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* 12.034 has no double of its own; with 17 digits it would come out as
 * 12.034000000000001. */
enum { DIGITS = 15 };

static void *json_memory(size_t size)
{
	return memory_resize(NULL, size, 1);
}

/* A stranger's bytes as text: what is not UTF-8 becomes U+FFFD. */
static json_t *foreign(const char *bytes)
{
	size_t size = strlen(bytes), length = 0;
	char *text;
	json_t *string;

	/* U+FFFD takes three bytes, and may stand for one. */
	text = memory_alloc(size + 1, 3);
	while (size) {
		uint32_t character;
		bool valid;
		size_t taken = utf8_next(bytes, size, &character, &valid);

		length += utf8_put(character, text + length);
		bytes += taken;
		size -= taken;
	}
	string = json_stringn_nocheck(text, length);
	free(text);
	return string;
}

static json_t *foreign_or_null(const char *bytes)
{
	return bytes ? foreign(bytes) : json_null();
}

/* 64 bits that are a name, not a quantity: beyond 2^53 a reader that has only
 * doubles would change them. */
static json_t *identity(uint64_t number)
{
	char buffer[24];
	struct text text = TEXT_OVER(buffer);

	text_format(&text, "%" PRIu64, number);
	return json_string(buffer);
}

static json_t *real_or_null(const struct value *value)
{
	json_t *real = json_real(value_rounded(value));

	return real ? real : json_null();
}

static json_t *value_to_json(const struct value *value)
{
	switch (value->kind) {
	case VALUE_UNKNOWN:
	case VALUE_ABSENT:
	case VALUE_TREND:
		break;
	case VALUE_INTEGER:
		return value->identity ? identity((uint64_t)value->integer) :
					 json_integer(value->integer);
	case VALUE_REAL:
		return real_or_null(value);
	case VALUE_FLAG:
		return json_boolean(value->flag);
	case VALUE_TEXT:
		return foreign(value->text);
	}
	return json_null();
}

static json_t *owners(const struct row *row)
{
	const struct snapshot *snap = scene_snapshot(row->scene);
	json_t *list = json_array();

	for (uint32_t n = 0; n < row->listener->owner_count; n++) {
		const struct owner *owner = &snap->owners.items[row->listener->first_owner + n];
		const struct process *process = &snap->processes.items[owner->process];
		json_t *object = json_object();

		json_object_set_new(object, "pid", json_integer(process->id.pid));
		json_object_set_new(object, "fd", json_integer(owner->fd));
		json_object_set_new(object, "process", foreign_or_null(process->label[LABEL_COMM]));
		json_array_append_new(list, object);
	}
	return list;
}

/* Columns without a cell, by key. */
static json_t *composed(const struct column *column, const struct row *row)
{
	static const struct { const char *key; json_t *(*compose)(const struct row *row); } all[] = {
		{ "owners", owners },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (row->listener && strcmp(all[i].key, column->key) == 0)
			return all[i].compose(row);
	return json_null();
}

static void add_column(json_t *object, const struct column *column, const struct row *row)
{
	struct value value;
	json_t *json;

	if (column->screen_only)
		return;
	if (column->later) {
		json = json_null();
	} else if (column->json_only) {
		json = composed(column, row);
	} else {
		column_value(column, row, &value);
		json = value_to_json(&value);
	}
	json_object_set_new(object, column->key, json);
}

static json_t *row_to_json(const struct report *report, const struct row *row)
{
	const struct query *query = report->query;
	json_t *object = json_object();

	if (query->chosen) {
		for (size_t i = 0; i < query->columns.count; i++)
			add_column(object, query->columns.items[i], row);
		return object;
	}
	for (size_t i = 0; i < column_count; i++)
		if (columns[i].tables & TABLE_BIT(query->kind))
			add_column(object, &columns[i], row);
	return object;
}

static json_t *netns_to_json(const struct snapshot *snap)
{
	json_t *list = json_array();

	for (size_t i = 0; snap && i < snap->netns.count; i++) {
		const struct netns *netns = &snap->netns.items[i];
		json_t *object = json_object();

		json_object_set_new(object, "netns", identity(netns->inode));
		json_object_set_new(object, "name", foreign_or_null(netns->name));
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
	json_object_set_new(object, "source", foreign(gap->source));
	json_object_set_new(object, "what", foreign_or_null(gap->what));
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

static bool put_escaped(FILE *file, uint32_t character)
{
	if (character < 0x10000)
		return fprintf(file, "\\u%04" PRIx32, character) >= 0;
	character -= 0x10000;
	return fprintf(file, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xd800 | character >> 10,
		       0xdc00 | (character & 0x3ff)) >= 0;
}

/* jansson escapes C0 alone. DEL, C1 (U+009B begins an escape sequence) and
 * bidirectional controls can only stand within a string, and so can be escaped
 * here without knowing where it begins. */
static int put_safely(const char *bytes, size_t size, FILE *file, bool ascii)
{
	size_t plain = 0;

	while (plain < size) {
		uint32_t character;
		bool valid;
		size_t taken = utf8_next(bytes + plain, size - plain, &character, &valid);

		if (utf8_is_safe(character) && (!ascii || character < 0x7f)) {
			plain += taken;
			continue;
		}
		if (fwrite(bytes, 1, plain, file) != plain || !put_escaped(file, character))
			return -1;
		bytes += plain + taken;
		size -= plain + taken;
		plain = 0;
	}
	return fwrite(bytes, 1, plain, file) == plain ? 0 : -1;
}

struct sink {
	FILE *file;
	bool ascii;
};

static int on_bytes(const char *bytes, size_t size, void *arg)
{
	const struct sink *sink = arg;

	return put_safely(bytes, size, sink->file, sink->ascii);
}

/* Takes json. */
static bool put_value(struct sink *sink, json_t *json)
{
	const size_t how = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(DIGITS);
	bool written = json_dump_callback(json, on_bytes, sink, how) == 0;
	int error = errno;

	json_decref(json);
	errno = error;
	return written;
}

/* `before` is what parts it from what was written. */
static bool put_member(struct sink *sink, const char *before, const char *key, json_t *json)
{
	if (fprintf(sink->file, "%s\"%s\":", before, key) >= 0)
		return put_value(sink, json);
	json_decref(json);
	return false;
}

/* Row by row: all at once would take ten times the memory of what they tell. */
static bool put_rows(struct sink *sink, const struct report *report)
{
	if (fputs(",\"listeners\":[", sink->file) < 0)
		return false;
	for (size_t r = 0; r < report->table->rows.count; r++)
		if ((r && fputc(',', sink->file) == EOF) ||
		    !put_value(sink, row_to_json(report, &report->table->rows.items[r])))
			return false;
	return fputc(']', sink->file) != EOF;
}

static bool put_report(struct sink *sink, const struct report *report)
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
	return put_member(sink, "{", "time", json_string(date)) &&
	       put_member(sink, ",", "interval", value_to_json(&interval)) &&
	       put_member(sink, ",", "host", foreign_or_null(scene->host)) &&
	       put_member(sink, ",", "tick", json_integer((json_int_t)scene->tick)) &&
	       put_member(sink, ",", "late", json_integer((json_int_t)scene->late)) &&
	       put_rows(sink, report) &&
	       put_member(sink, ",", "netns", netns_to_json(snap)) &&
	       put_member(sink, ",", "gaps", gaps_to_json(snap)) && fputs("}\n", sink->file) >= 0;
}

bool json_write(FILE *file, const struct report *report)
{
	struct sink sink = { file, report->ascii };

	json_set_alloc_funcs(json_memory, free);
	return put_report(&sink, report);
}
