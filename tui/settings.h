/* settings.h - what can be set, by options, the configuration file or keys. */
#ifndef LSN_TUI_SETTINGS_H
#define LSN_TUI_SETTINGS_H

#include "fact/protocol.h"
#include "table/group.h"

#include <stdbool.h>

enum theme { THEME_DEFAULT, THEME_MONO, THEMES };
enum keys { KEYS_HTOP, KEYS_VI, KEY_SETS };

/* Texts are owned; NULL where not set. */
struct settings {
	double delay;                   /* seconds, 0.1 to 3600 */
	char *columns, *order, *filter; /* as on the command line */
	char *query;                    /* protocols, as -A takes them */
	unsigned header;                /* lines of it shown, 0 to 3 */
	enum grouping group;            /* how pane 1 is folded */
	double filling;                 /* percent of fill from which on the journal
					 * tells of it, 1 to 1000 */
	enum keys keys;
	enum theme theme;
	bool mouse, color, ascii;
	bool no_color, ascii_only;      /* what environment and locale forbid: never
					 * written to the file */
	bool read_only;                 /* nothing may be changed outside: --read-only, a
					 * captured host; never written to the file */
	bool service_names;             /* `n` */
	bool command_line;              /* `c`: command instead of name */
	bool hide_idle;                 /* `i` */
};

enum { SETTINGS_HEADER_LINES = 3 };

void settings_init(struct settings *settings);
void settings_free(struct settings *settings);

/* Seconds as -d and the file take them: 0.1 to 3600, nothing else. */
bool settings_read_delay(const char *text, double *delay);

/* Percent as the file takes it: 1 to 1000; fill may pass 100. */
bool settings_read_filling(const char *text, double *filling);

/* What is wished for and what the terminal is for, taken together. */
bool settings_show_color(const struct settings *settings);
bool settings_show_ascii(const struct settings *settings);

/* Replaces an owned text; NULL unsets. */
void settings_set_text(char **text, const char *value);

/* Words of the configuration file; NULL or false for what is none. */
const char *theme_name(enum theme theme);
bool theme_find(const char *name, enum theme *theme);
const char *keys_name(enum keys keys);
bool keys_find(const char *name, enum keys *keys);

#endif
