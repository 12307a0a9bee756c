/* settings.c - what can be set, by options, the configuration file or keys. */
#include "tui/settings.h"

#include "base/memory.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

static const char *const theme_names[THEMES] = { "default", "mono" };
static const char *const keys_names[KEY_SETS] = { "htop", "vi" };

void settings_init(struct settings *settings)
{
	*settings = (struct settings){
		.delay = 1,
		.header = SETTINGS_HEADER_LINES,
		.group = GROUPING_REUSEPORT,
		.filling = 80,
		.mouse = true,
		.color = true,
	};
}

void settings_free(struct settings *settings)
{
	free(settings->columns);
	free(settings->order);
	free(settings->filter);
	free(settings->query);
}

bool settings_read_delay(const char *text, double *delay)
{
	double seconds;

	if (!number_decimal(text, strlen(text), &seconds) || seconds < 0.1 || seconds > 3600)
		return false;
	*delay = seconds;
	return true;
}

bool settings_read_filling(const char *text, double *filling)
{
	double percent;

	if (!number_decimal(text, strlen(text), &percent) || percent < 1 || percent > 1000)
		return false;
	*filling = percent;
	return true;
}

bool settings_show_color(const struct settings *settings)
{
	return settings->color && !settings->no_color;
}

bool settings_show_ascii(const struct settings *settings)
{
	return settings->ascii || settings->ascii_only;
}

void settings_set_text(char **text, const char *value)
{
	char *copy = value ? memory_text(value) : NULL;

	free(*text);
	*text = copy;
}

static bool find_word(const char *const *words, unsigned count, const char *name, unsigned *found)
{
	for (unsigned i = 0; i < count; i++) {
		if (strcmp(words[i], name) == 0) {
			*found = i;
			return true;
		}
	}
	return false;
}

const char *theme_name(enum theme theme)
{
	return theme_names[theme];
}

bool theme_find(const char *name, enum theme *theme)
{
	unsigned found;

	if (!find_word(theme_names, THEMES, name, &found))
		return false;
	*theme = (enum theme)found;
	return true;
}

const char *keys_name(enum keys keys)
{
	return keys_names[keys];
}

bool keys_find(const char *name, enum keys *keys)
{
	unsigned found;

	if (!find_word(keys_names, KEY_SETS, name, &found))
		return false;
	*keys = (enum keys)found;
	return true;
}
