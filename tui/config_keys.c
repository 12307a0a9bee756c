/* config_keys.c - the keys of the configuration file. */
#include "tui/config_keys.h"

#include "base/number.h"
#include "base/text.h"
#include "table/query.h"
#include "tui/config_line.h"
#include "tui/options.h"

#include <string.h>

const char *const config_sections[] = { "screen", "listeners", "journal" };
const size_t config_section_count = sizeof config_sections / sizeof *config_sections;

_Static_assert(sizeof config_sections / sizeof *config_sections <= CONFIG_SECTIONS_MOST, "room");

static bool read_delay(struct options *options, const char *value, struct text *why)
{
	double delay;

	if (!settings_read_delay(value, &delay)) {
		text_add(why, "expected seconds from 0.1 to 3600");
		return false;
	}
	options->settings.delay = delay;
	return true;
}

static void write_delay(const struct settings *settings, struct text *text)
{
	text_format(text, "%.15g", settings->delay);
}

/* A text that a query understands; an empty one unsets. */
static bool read_checked(char **kept, const char *value, struct text *why,
			 bool (*check)(struct query *query, const char *text, struct text *why))
{
	struct query scratch;
	bool good = true;

	if (*value) {
		query_init(&scratch, TABLE_LISTENERS, 0);
		good = check(&scratch, value, why);
		query_free(&scratch);
	}
	if (good)
		settings_set_text(kept, *value ? value : NULL);
	return good;
}

static void write_quoted(const char *value, struct text *text)
{
	if (value)
		config_quote(value, text);
}

static bool read_columns(struct options *options, const char *value, struct text *why)
{
	return read_checked(&options->settings.columns, value, why, query_set_columns);
}

static void write_columns(const struct settings *settings, struct text *text)
{
	write_quoted(settings->columns, text);
}

static bool read_sort(struct options *options, const char *value, struct text *why)
{
	return read_checked(&options->settings.order, value, why, query_set_order);
}

static void write_sort(const struct settings *settings, struct text *text)
{
	write_quoted(settings->order, text);
}

static bool read_filter(struct options *options, const char *value, struct text *why)
{
	return read_checked(&options->settings.filter, value, why, query_set_filter);
}

static void write_filter(const struct settings *settings, struct text *text)
{
	write_quoted(settings->filter, text);
}

static bool read_query(struct options *options, const char *value, struct text *why)
{
	struct selection scratch = { 0 };
	bool good = !*value || selection_add_protocols(&scratch, value, why);

	if (good) {
		options->selection.protocols = options->asked = scratch.protocols;
		settings_set_text(&options->settings.query, *value ? value : NULL);
	}
	selection_free(&scratch);
	return good;
}

static void write_query(const struct settings *settings, struct text *text)
{
	write_quoted(settings->query, text);
}

static bool read_header(struct options *options, const char *value, struct text *why)
{
	uint64_t lines;

	if (!number_unsigned(value, strlen(value), 10, &lines) || lines > SETTINGS_HEADER_LINES) {
		text_format(why, "expected a number of lines from 0 to %d", SETTINGS_HEADER_LINES);
		return false;
	}
	options->settings.header = (unsigned)lines;
	return true;
}

static void write_header(const struct settings *settings, struct text *text)
{
	text_format(text, "%u", settings->header);
}

static bool read_keys(struct options *options, const char *value, struct text *why)
{
	if (keys_find(value, &options->settings.keys))
		return true;
	text_add(why, "expected htop or vi");
	return false;
}

static void write_keys(const struct settings *settings, struct text *text)
{
	text_add(text, keys_name(settings->keys));
}

static bool read_theme(struct options *options, const char *value, struct text *why)
{
	if (theme_find(value, &options->settings.theme))
		return true;
	text_add(why, "expected");
	for (unsigned i = 0; i < THEMES; i++)
		text_format(why, "%s %s", i ? " or" : "", theme_name((enum theme)i));
	return false;
}

static void write_theme(const struct settings *settings, struct text *text)
{
	text_add(text, theme_name(settings->theme));
}

static bool read_flag(bool *flag, const char *value, struct text *why)
{
	static const struct { const char *word; bool flag; } words[] = {
		{ "yes", true }, { "no", false }, { "true", true }, { "false", false },
		{ "on", true },	 { "off", false }, { "1", true },   { "0", false },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i].word, value) == 0) {
			*flag = words[i].flag;
			return true;
		}
	}
	text_add(why, "expected yes or no");
	return false;
}

static void write_flag(bool flag, struct text *text)
{
	text_add(text, flag ? "yes" : "no");
}

static bool read_mouse(struct options *options, const char *value, struct text *why)
{
	return read_flag(&options->settings.mouse, value, why);
}

static void write_mouse(const struct settings *settings, struct text *text)
{
	write_flag(settings->mouse, text);
}

static bool read_ascii(struct options *options, const char *value, struct text *why)
{
	return read_flag(&options->settings.ascii, value, why);
}

static void write_ascii(const struct settings *settings, struct text *text)
{
	write_flag(settings->ascii, text);
}

static bool read_color(struct options *options, const char *value, struct text *why)
{
	return read_flag(&options->settings.color, value, why);
}

static void write_color(const struct settings *settings, struct text *text)
{
	write_flag(settings->color, text);
}

static bool read_group(struct options *options, const char *value, struct text *why)
{
	if (grouping_find(value, &options->settings.group))
		return true;
	text_add(why, "expected");
	for (unsigned i = 0; i < GROUPINGS; i++)
		text_format(why, "%s %s", i + 1 == GROUPINGS ? " or" : i ? "," : "",
			    grouping_name((enum grouping)i));
	return false;
}

static void write_group(const struct settings *settings, struct text *text)
{
	text_add(text, grouping_name(settings->group));
}

static bool read_filling(struct options *options, const char *value, struct text *why)
{
	if (settings_read_filling(value, &options->settings.filling))
		return true;
	text_add(why, "expected percent from 1 to 1000");
	return false;
}

static void write_filling(const struct settings *settings, struct text *text)
{
	text_format(text, "%.15g", settings->filling);
}

#define SAID(flag) offsetof(struct options, flag)
const struct config_key config_keys[] = {
	{ "screen", "delay", SAID(delay_said), read_delay, write_delay },
	{ "screen", "columns", SAID(columns_said), read_columns, write_columns },
	{ "screen", "sort", SAID(order_said), read_sort, write_sort },
	{ "screen", "group", 0, read_group, write_group },
	{ "screen", "header", 0, read_header, write_header },
	{ "screen", "keys", 0, read_keys, write_keys },
	{ "screen", "mouse", SAID(mouse_said), read_mouse, write_mouse },
	{ "screen", "theme", 0, read_theme, write_theme },
	{ "screen", "ascii", SAID(ascii_said), read_ascii, write_ascii },
	{ "screen", "color", SAID(color_said), read_color, write_color },
	{ "listeners", "query", SAID(query_said), read_query, write_query },
	{ "listeners", "filter", SAID(filter_said), read_filter, write_filter },
	{ "journal", "filling", 0, read_filling, write_filling },
};
const size_t config_key_count = sizeof config_keys / sizeof *config_keys;

_Static_assert(sizeof config_keys / sizeof *config_keys <= CONFIG_KEYS_MOST, "room");

bool config_section_is_known(const char *section)
{
	for (size_t i = 0; i < config_section_count; i++)
		if (strcmp(config_sections[i], section) == 0)
			return true;
	return false;
}

const struct config_key *config_key_find(const char *section, const char *name)
{
	for (size_t i = 0; i < config_key_count; i++)
		if (strcmp(config_keys[i].section, section) == 0 &&
		    strcmp(config_keys[i].name, name) == 0)
			return &config_keys[i];
	return NULL;
}

bool config_key_read(const struct config_key *key, struct options *options, const char *value,
		     struct text *why)
{
	const char *said = (const char *)options + key->said;

	if (key->said && *(const bool *)said)
		return true;
	return key->read(options, value, why);
}
