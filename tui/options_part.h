/* options_part.h - one option at a time; for options*.c only. */
#ifndef LSN_TUI_OPTIONS_PART_H
#define LSN_TUI_OPTIONS_PART_H

#include "table/query.h"
#include "tui/options.h"

#include <stdbool.h>

/* What argv is read into. */
struct reading {
	struct options *options;
	const char *name;               /* "--delay", as it is called in full */
	struct query scratch;           /* to try columns, order and filter on */
	bool plain_said;                /* -b */
	bool learn, events;             /* --learn, --events */
	bool done;                      /* nothing more is looked at */
	struct text *why;
};

struct option_info {
	const char *name;
	char letter;                    /* 0: none */
	int value;                      /* as in struct option */
	/* False, with the reason in reading->why. NULL: promised to a later version. */
	bool (*read)(struct reading *reading, const char *value);
};

/* options_table.c: what each one means. */
enum { OPTION_INFOS = 35, OPTIONS_REASON = 512 };
extern const struct option_info option_infos[OPTION_INFOS];
bool options_read_filter(struct reading *reading, const char *value);

/* options_mode.c: what lsntop is asked to be, and what does not go together. */
bool options_read_learn(struct reading *reading, const char *value);
bool options_read_check(struct reading *reading, const char *value);
bool options_read_warn(struct reading *reading, const char *value);
bool options_read_events(struct reading *reading, const char *value);
bool options_check_together(struct reading *reading);
enum mode options_mode(const struct reading *reading);

/* Somewhere in argv stands --check or --warn: what is wrong then must not look like an
 * answer of a plug-in. */
bool options_ask_check(int argc, char **argv);

/* options.c: "lsntop: --delay 'x': expected seconds"; false. Of a value that is NULL
 * nothing is said. */
bool options_complain(struct reading *reading, const char *value, const char *expected);

#endif
