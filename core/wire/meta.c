/* meta.c - what a captured host says of itself. */
#include "wire/meta.h"

#include "base/number.h"
#include "base/text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* Netlink frames and numbers in them are as the machine had them. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OUR_BYTE_ORDER "little"
#else
#define OUR_BYTE_ORDER "big"
#endif

#define OUR_VERSION "1"

/* Each returns NULL, or what is wrong. */
typedef const char *(*value_fn)(struct meta *meta, const char *value, size_t size, size_t member);

static bool value_is(const char *value, size_t size, const char *expected)
{
	return size == strlen(expected) && memcmp(value, expected, size) == 0;
}

static const char *take_version(struct meta *meta, const char *value, size_t size, size_t member)
{
	(void)meta;
	(void)member;
	return value_is(value, size, OUR_VERSION) ? NULL : "a version this program cannot read";
}

static const char *take_byteorder(struct meta *meta, const char *value, size_t size, size_t member)
{
	(void)meta;
	(void)member;
	return value_is(value, size, OUR_BYTE_ORDER) ? NULL : "captured on another kind of machine";
}

static const char *take_number(struct meta *meta, const char *value, size_t size, size_t member)
{
	uint64_t number;

	if (!number_unsigned(value, size, 10, &number) || number > INT64_MAX)
		return "not a number in range";
	memcpy((char *)meta + member, &number, sizeof number);
	return NULL;
}

static const char *take_host(struct meta *meta, const char *value, size_t size, size_t member)
{
	(void)member;
	if (size >= sizeof meta->host)
		return "too long";
	memcpy(meta->host, value, size);
	meta->host[size] = '\0';
	return NULL;
}

static const char *take_uptime(struct meta *meta, const char *value, size_t size, size_t member)
{
	(void)member;
	if (!number_decimal(value, size, &meta->uptime) || meta->uptime > 1e10)
		return "not a number of seconds";
	meta->uptime_known = true;
	return NULL;
}

static const struct key {
	const char *name;
	value_fn take;
	size_t member;
	bool needed;
} keys[] = {
	{ "version", take_version, 0, true },
	{ "byteorder", take_byteorder, 0, false },
	{ "wall", take_number, offsetof(struct meta, at.wall), true },
	{ "monotonic", take_number, offsetof(struct meta, at.monotonic), true },
	{ "boot", take_number, offsetof(struct meta, at.boot), true },
	{ "host", take_host, 0, false },
	{ "netns", take_number, offsetof(struct meta, netns), false },
	{ "uptime", take_uptime, 0, false },
};
enum { KEYS = sizeof keys / sizeof *keys };

static int complain(struct text *why, const char *file, unsigned line, const char *name,
		    const char *what)
{
	text_printable(why, file, false);
	if (line)
		text_format(why, ":%u", line);
	text_add(why, ": ");
	if (name)
		text_format(why, "%s: ", name);
	text_add(why, what);
	return -EINVAL;
}

static int find_key(const char *name, size_t size)
{
	for (int i = 0; i < KEYS; i++)
		if (value_is(name, size, keys[i].name))
			return i;
	return -1;
}

/* What is wrong with the line, or NULL. */
static const char *take_line(struct meta *meta, const char *line, size_t size, unsigned *seen,
			     const char **name)
{
	const char *blank = memchr(line, ' ', size);
	int key;

	if (!blank)
		return "no \"key value\"";
	key = find_key(line, (size_t)(blank - line));
	if (key < 0)
		return NULL;
	*name = keys[key].name;
	if (*seen & 1u << key)
		return "said twice";
	*seen |= 1u << key;
	return keys[key].take(meta, blank + 1, (size_t)(line + size - blank - 1), keys[key].member);
}

int meta_read(const char *content, size_t size, const char *file, struct meta *meta,
	      struct text *why)
{
	const char *at = content, *end = content + size;
	struct meta read = { 0 };
	unsigned seen = 0;

	for (unsigned number = 1; at < end; number++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const char *name = NULL, *wrong;

		stop = stop ? stop : end;
		wrong = take_line(&read, at, (size_t)(stop - at), &seen, &name);
		if (wrong)
			return complain(why, file, number, name, wrong);
		at = stop + 1;
	}
	for (int i = 0; i < KEYS; i++)
		if (keys[i].needed && !(seen & 1u << i))
			return complain(why, file, 0, keys[i].name, "missing");
	*meta = read;
	return 0;
}

void meta_write(const struct meta *meta, struct text *out)
{
	text_add(out, "version " OUR_VERSION "\nbyteorder " OUR_BYTE_ORDER "\n");
	text_format(out, "wall %llu\n", (unsigned long long)meta->at.wall);
	text_format(out, "monotonic %llu\n", (unsigned long long)meta->at.monotonic);
	text_format(out, "boot %llu\n", (unsigned long long)meta->at.boot);
	/* A host may be called anything; here it must stay one line. */
	text_add(out, "host ");
	text_printable(out, meta->host, false);
	text_format(out, "\nnetns %llu\n", (unsigned long long)meta->netns);
	if (meta->uptime_known)
		text_format(out, "uptime %llu.%02u\n", (unsigned long long)meta->uptime,
			    (unsigned)(meta->uptime * 100) % 100);
}
