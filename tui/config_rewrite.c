/* config_rewrite.c - the configuration file as it is, with other values. */
#include "tui/config_rewrite.h"

#include "base/array.h"
#include "base/text.h"
#include "tui/config_keys.h"
#include "tui/config_line.h"

#include <string.h>

/* A file being rewritten. */
struct writing {
	const struct settings *settings;
	ARRAY(char) out;
	bool has[CONFIG_KEYS_MOST];     /* by place of the key */
	size_t last[CONFIG_SECTIONS_MOST]; /* line (from 1) that ends the section; 0 none */
	struct config_part section;
};

static void put(struct writing *writing, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		*array_add(&writing->out) = bytes[i];
}

static void put_text(struct writing *writing, const char *text)
{
	put(writing, text, strlen(text));
}

typedef void (*line_fn)(struct writing *writing, size_t number, const char *start, size_t size,
			const struct config_line *line);

/* Walks the lines, their ends included. */
static void each_line(struct writing *writing, const char *content, size_t size, line_fn on_line)
{
	const char *at = config_behind_mark(content, size), *end = content + size;

	writing->section = (struct config_part){ "", 0 };
	for (size_t number = 1; at < end; number++) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		const char *next = feed ? feed + 1 : end;
		struct config_line line;

		config_line_split(at, (size_t)((feed ? feed : end) - at), &line);
		if (line.kind == LINE_SECTION)
			writing->section = line.name;
		on_line(writing, number, at, (size_t)(next - at), &line);
		at = next;
	}
}

static const struct config_key *key_of(const struct writing *writing,
				       const struct config_line *line, size_t *place)
{
	for (*place = 0; line->kind == LINE_PAIR && *place < config_key_count; ++*place) {
		const struct config_key *key = &config_keys[*place];

		if (config_part_is(&line->name, key->name) &&
		    config_part_is(&writing->section, key->section))
			return key;
	}
	return NULL;
}

static void note_line(struct writing *writing, size_t number, const char *start, size_t size,
		      const struct config_line *line)
{
	size_t place;

	(void)start;
	(void)size;
	if (key_of(writing, line, &place))
		writing->has[place] = true;
	if (line->kind != LINE_SECTION && line->kind != LINE_PAIR)
		return;
	for (size_t i = 0; i < config_section_count; i++)
		if (config_part_is(&writing->section, config_sections[i]))
			writing->last[i] = number;
}

/* Everything up to the value and from its comment on stays: only the value is
 * exchanged. */
static void put_pair(struct writing *writing, const char *start, size_t size,
		     const struct config_line *line, const struct config_key *key)
{
	char buffer[CONFIG_LINE_MOST];
	struct text value = TEXT_OVER(buffer);
	const char *behind = line->value.start + line->value.size, *end = start + size;

	key->write(writing->settings, &value);
	put(writing, start, (size_t)(line->value.start - start));
	put(writing, value.start, value.length);
	if (value.length && behind < end && *behind == ';')
		put_text(writing, " "); /* without it, no comment */
	put(writing, behind, (size_t)(end - behind));
}

static void put_missing(struct writing *writing, const char *section)
{
	for (size_t i = 0; i < config_key_count; i++) {
		const struct config_key *key = &config_keys[i];
		char buffer[CONFIG_LINE_MOST];
		struct text value = TEXT_OVER(buffer);

		if (writing->has[i] || strcmp(key->section, section) != 0)
			continue;
		key->write(writing->settings, &value);
		if (!value.length)
			continue;
		if (writing->out.count && writing->out.items[writing->out.count - 1] != '\n')
			put_text(writing, "\n");
		put_text(writing, key->name);
		put_text(writing, " = ");
		put(writing, value.start, value.length);
		put_text(writing, "\n");
	}
}

static void put_line(struct writing *writing, size_t number, const char *start, size_t size,
		     const struct config_line *line)
{
	size_t place;
	const struct config_key *key = key_of(writing, line, &place);

	if (key)
		put_pair(writing, start, size, line, key);
	else
		put(writing, start, size);
	for (size_t i = 0; i < config_section_count; i++)
		if (writing->last[i] == number)
			put_missing(writing, config_sections[i]);
}

/* A section that is not there is put at the end, if there is anything in it. */
static void put_section(struct writing *writing, const char *section)
{
	size_t before, behind_title;
	bool empty = writing->out.count == 0;

	before = writing->out.count;
	if (!empty && writing->out.items[before - 1] != '\n')
		put_text(writing, "\n");
	put_text(writing, empty ? "[" : "\n[");
	put_text(writing, section);
	put_text(writing, "]\n");
	behind_title = writing->out.count;
	put_missing(writing, section);
	if (writing->out.count == behind_title)
		writing->out.count = before;
}

static bool all_fit(const struct settings *settings, struct text *why)
{
	for (size_t i = 0; i < config_key_count; i++) {
		const struct config_key *key = &config_keys[i];
		char buffer[CONFIG_LINE_MOST];
		struct text value = TEXT_OVER(buffer);

		key->write(settings, &value);
		if (value.cut || value.length + strlen(key->name) + 3 > CONFIG_LINE_MOST) {
			text_format(why, "%s is too long for a line of the configuration",
				    key->name);
			return false;
		}
	}
	return true;
}

bool config_rewrite(const char *content, size_t size, const struct settings *settings,
		    struct config_bytes *bytes, struct text *why)
{
	struct writing writing = { .settings = settings };

	if (!all_fit(settings, why))
		return false;
	put(&writing, content, (size_t)(config_behind_mark(content, size) - content));
	each_line(&writing, content, size, note_line);
	each_line(&writing, content, size, put_line);
	for (size_t i = 0; i < config_section_count; i++)
		if (!writing.last[i])
			put_section(&writing, config_sections[i]);
	bytes->start = writing.out.items;
	bytes->size = writing.out.count;
	return true;
}
