/* config_rewrite.h - the configuration file as it is, with other values. */
#ifndef LSN_TUI_CONFIG_REWRITE_H
#define LSN_TUI_CONFIG_REWRITE_H

#include <stdbool.h>
#include <stddef.h>

struct settings;
struct text;

struct config_bytes {
	char *start;                    /* to be freed; NULL where there is none */
	size_t size;
};

/* Copies the content with the values of the settings: comments, order and lines
 * that are not known stay, keys that are missing go to the end of their section.
 * False, and one line in `why`, where a value has no room in a line. */
bool config_rewrite(const char *content, size_t size, const struct settings *settings,
		    struct config_bytes *bytes, struct text *why);

#endif
