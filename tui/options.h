/* options.h - argv as values. */
#ifndef LSN_TUI_OPTIONS_H
#define LSN_TUI_OPTIONS_H

#include "table/selection.h"
#include "tui/settings.h"

#include <stdbool.h>
#include <stdint.h>

struct text;

enum { OPTIONS_USAGE = 64 };
#define OPTIONS_HINT "Try 'lsntop --help'.\n"

enum mode { MODE_SCREEN, MODE_BATCH, MODE_HELP, MODE_VERSION, MODE_COLUMN_HELP, MODE_CAPTURE,
	    MODE_LEARN, MODE_CHECK, MODE_EVENTS };

struct options {
	enum mode mode;
	const char *format;             /* "plain", "json", "csv" */
	uint64_t iterations;            /* 0: not said */
	bool batch;                     /* -b, or a format was named */
	const char *root, *capture, *config;    /* NULL: not said; argv's own */
	const char *expect;             /* NULL: not said; then BASELINE_DEFAULT, if it is there */
	struct filter *check, *warn;    /* of TABLE_LISTENERS; NULL: not said; owned */
	bool read_only;                 /* asked for, or there is nothing to change: a root */
	struct selection selection;     /* of -t -u -x -A -4 -6 -p -U -P */
	protocol_set asked;             /* protocols asked for by name, for gaps */
	/* Each of these was said on the command line: the file does not change it. */
	bool delay_said, columns_said, order_said, filter_said, color_said, ascii_said,
		mouse_said, query_said;
	struct settings settings;
};

/* Reads the command line. 0, or 64 (EX_USAGE; 3 once --check or --warn was said, whatever
 * stands before it) with whole lines in `why`, ready for standard error: they name the program, the option, its value and what was
 * expected, and end in a hint at --help. Columns, order and filter are checked
 * here as well. --help, --version and `--columns help` are answered where they
 * stand: what follows is not looked at. `options` must be freed in either case. */
int options_read(struct options *options, int argc, char **argv, struct text *why);
void options_free(struct options *options);

/* The text of --help. */
const char *options_help(void);

#endif
