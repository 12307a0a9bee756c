/* config_keys.h - the keys of the configuration file, in one table. */
#ifndef LSN_TUI_CONFIG_KEYS_H
#define LSN_TUI_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>

struct options;
struct settings;
struct text;

enum { CONFIG_KEYS_MOST = 32, CONFIG_SECTIONS_MOST = 8 };

struct config_key {
	const char *section, *name;
	size_t said;                    /* offset in struct options of the flag that the
					 * command line has it; 0: it cannot */
	bool (*read)(struct options *options, const char *value, struct text *why);

	/* Adds the value as it stands in the file; nothing where it is not set. */
	void (*write)(const struct settings *settings, struct text *text);
};

extern const struct config_key config_keys[];
extern const size_t config_key_count;

extern const char *const config_sections[];
extern const size_t config_section_count;

bool config_section_is_known(const char *section);

/* NULL where there is none. */
const struct config_key *config_key_find(const char *section, const char *name);

/* Takes the value unless the command line has it. False, and in `why` what was
 * expected, where it is wrong: nothing is changed then. */
bool config_key_read(const struct config_key *key, struct options *options, const char *value,
		     struct text *why);

#endif
