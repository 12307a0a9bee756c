/* json_value.c - what a cell holds, and a row, as jansson has it. */
#include "out/json_part.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/utf8.h"
#include "fact/snapshot.h"
#include "table/column.h"
#include "table/scene.h"
#include "table/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void *json_memory(size_t size)
{
	return memory_resize(NULL, size, 1);
}

void json_prepare(void)
{
	json_set_alloc_funcs(json_memory, free);
}

json_t *json_foreign(const char *bytes)
{
	size_t size, length = 0;
	char *text;
	json_t *string;

	if (!bytes)
		return json_null();
	size = strlen(bytes);
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

json_t *json_identity(uint64_t number)
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

json_t *json_of_value(const struct value *value)
{
	switch (value->kind) {
	case VALUE_UNKNOWN:
	case VALUE_ABSENT:
	case VALUE_TREND:
		break;
	case VALUE_INTEGER:
		return value->identity ? json_identity((uint64_t)value->integer) :
					 json_integer(value->integer);
	case VALUE_REAL:
		return real_or_null(value);
	case VALUE_FLAG:
		return json_boolean(value->flag);
	case VALUE_TEXT:
		return json_foreign(value->text);
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
		json_object_set_new(object, "process", json_foreign(process->label[LABEL_COMM]));
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

void json_add_column(json_t *object, const struct column *column, const struct row *row)
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
		json = json_of_value(&value);
	}
	json_object_set_new(object, column->key, json);
}

json_t *json_of_row(enum table_kind kind, const struct row *row)
{
	json_t *object = json_object();

	for (size_t i = 0; i < column_count; i++)
		if (columns[i].tables & TABLE_BIT(kind))
			json_add_column(object, &columns[i], row);
	return object;
}
