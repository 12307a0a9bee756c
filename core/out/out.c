/* out.c - answers written down: the grammars, and the list of columns. */
#include "out/out.h"

#include "base/array.h"
#include "base/memory.h"
#include "out/writers.h"
#include "table/column.h"
#include "table/value.h"

#include <stdlib.h>
#include <string.h>

static const struct writer writers[] = {
	{ .name = "plain", .advises = true, .write = plain_write },
	{ .name = "json", .every_column = true, .write = json_write },
	{ .name = "csv", .write = csv_write },
};

const struct writer *writer_find(const char *name)
{
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
		if (strcmp(writers[i].name, name) == 0)
			return &writers[i];
	return NULL;
}

enum { LINE_LEAST = 512 };

struct text line_text(struct line *line, size_t size)
{
	size_t wanted = size + LINE_LEAST;

	if (line->room < wanted) {
		line->start = memory_resize(line->start, wanted, 1);
		line->room = wanted;
	}
	return text_over(line->start, line->room);
}

size_t value_text_size(const struct value *value)
{
	if (value->kind == VALUE_TEXT)
		return strlen(value->text);
	return !value_is_known(value) && value->instead ? strlen(value->instead) : 0;
}

static bool is_offered(const struct column *column)
{
	return column->tables & TABLE_BIT(TABLE_LISTENERS) && !column->later;
}

bool out_column_help(FILE *file)
{
	int key_width = 0, title_width = 0;

	for (size_t i = 0; i < column_count; i++) {
		const struct column *column = &columns[i];
		int key = (int)strlen(column->key), title = (int)strlen(column->title);

		if (!is_offered(column))
			continue;
		key_width = key > key_width ? key : key_width;
		title_width = title > title_width ? title : title_width;
	}
	if (fprintf(file, "%-*s  %-*s  %s\n", key_width, "KEY", title_width, "TITLE", "HELP") < 0)
		return false;
	for (size_t i = 0; i < column_count; i++) {
		const struct column *column = &columns[i];

		if (is_offered(column) &&
		    fprintf(file, "%-*s  %-*s  %s\n", key_width, column->key, title_width,
			    column->title, column_help(column)) < 0)
			return false;
	}
	return true;
}
