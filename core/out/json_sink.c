/* json_sink.c - JSON as bytes that no terminal obeys. */
#include "out/json_part.h"

#include "base/utf8.h"

#include <errno.h>
#include <inttypes.h>

/* 12.034 has no double of its own; with 17 digits it would come out as
 * 12.034000000000001. */
enum { DIGITS = 15 };

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

static int on_bytes(const char *bytes, size_t size, void *arg)
{
	const struct json_sink *sink = arg;

	return put_safely(bytes, size, sink->file, sink->ascii);
}

bool json_put(struct json_sink *sink, json_t *json)
{
	const size_t how = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(DIGITS);
	bool written = json_dump_callback(json, on_bytes, sink, how) == 0;
	int error = errno;

	json_decref(json);
	errno = error;
	return written;
}

bool json_put_member(struct json_sink *sink, const char *before, const char *key, json_t *json)
{
	if (fprintf(sink->file, "%s\"%s\":", before, key) >= 0)
		return json_put(sink, json);
	json_decref(json);
	return false;
}
