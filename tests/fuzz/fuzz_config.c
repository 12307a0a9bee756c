/* fuzz_config.c - any bytes as a configuration: read within bounds; what is
 * written over them reads back as it was, and writing it again changes nothing. */
#include "base/text.h"
#include "tui/config.h"
#include "tui/config_rewrite.h"
#include "tui/options.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Lines of warnings go to a terminal. */
static void check_warnings(const struct text *warnings)
{
	char again[4096];
	struct text safe = TEXT_OVER(again);

	for (const char *at = warnings->start; *at;) {
		size_t size = strcspn(at, "\n");

		text_printable_bytes(&safe, at, size, false);
		at += size;
		if (*at)
			text_add_bytes(&safe, at++, 1);
	}
	must(strcmp(again, warnings->start) == 0);
}

static void read_into(struct options *options, const char *content, size_t size)
{
	char buffer[4096];
	struct text warnings = TEXT_OVER(buffer);

	*options = (struct options){ 0 };
	settings_init(&options->settings);
	config_parse("fuzz", content, size, options, &warnings);
	check_warnings(&warnings);
	must(options->settings.delay >= 0.1 && options->settings.delay <= 3600);
	must(options->settings.header <= SETTINGS_HEADER_LINES);
	must(options->settings.group < GROUPINGS);
	must(options->settings.filling >= 1 && options->settings.filling <= 1000);
	must(theme_name(options->settings.theme) && keys_name(options->settings.keys));
}

static void check_same(const struct settings *a, const struct settings *b)
{
	must(same_text(a->columns, b->columns) && same_text(a->order, b->order));
	must(same_text(a->filter, b->filter) && same_text(a->query, b->query));
	must(a->group == b->group && a->filling >= b->filling && a->filling <= b->filling);
	must(a->header == b->header && a->keys == b->keys && a->theme == b->theme);
	must(a->mouse == b->mouse && a->color == b->color && a->ascii == b->ascii);
}

static void rewrite(const char *content, size_t size, const struct settings *settings)
{
	char buffer[256];
	struct text why = TEXT_OVER(buffer);
	struct config_bytes first, second;
	struct options options;

	if (!config_rewrite(content, size, settings, &first, &why)) {
		must(why.length > 0);
		return;
	}
	read_into(&options, first.start, first.size);
	check_same(settings, &options.settings);
	must(config_rewrite(first.start, first.size, settings, &second, &why));
	must(first.size == second.size && memcmp(first.start, second.start, first.size) == 0);
	free(first.start);
	free(second.start);
	options_free(&options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct options options;
	char *content = malloc(size ? size : 1); /* no more: reading beyond is seen */

	if (!content)
		return 0;
	if (size)
		memcpy(content, data, size);
	read_into(&options, content, size);
	rewrite(content, size, &options.settings);
	options_free(&options);
	free(content);
	return 0;
}
