/* json_part.h - values as jansson's, and text as a terminal can bear it; for json*.c only.
 *
 * Where jansson cannot store something it is because memory is out, and that
 * ends in memory_failed(): results of set and append are not asked. */
#ifndef LSN_OUT_JSON_PART_H
#define LSN_OUT_JSON_PART_H

#include "table/row.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct column;
struct value;

/* json_value.c. Before anything else: memory that is out ends in memory_failed(). */
void json_prepare(void);

/* A stranger's bytes as text: what is not UTF-8 becomes U+FFFD. NULL is null. */
json_t *json_foreign(const char *bytes);

/* 64 bits that are a name, not a quantity: beyond 2^53 a reader that has only
 * doubles would change them. */
json_t *json_identity(uint64_t number);

json_t *json_of_value(const struct value *value);
void json_add_column(json_t *object, const struct column *column, const struct row *row);

/* All that there are of the kind. */
json_t *json_of_row(enum table_kind kind, const struct row *row);

/* json_sink.c. False where the file could not take it; errno says why. */
struct json_sink {
	FILE *file;
	bool ascii;
};

/* Takes json, both. `before` is what parts a member from what was written. */
bool json_put(struct json_sink *sink, json_t *json);
bool json_put_member(struct json_sink *sink, const char *before, const char *key, json_t *json);

#endif
