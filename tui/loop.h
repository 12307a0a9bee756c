/* loop.h - poll, tick, key, draw. */
#ifndef LSN_TUI_LOOP_H
#define LSN_TUI_LOOP_H

#include <stdint.h>

struct act_ops;
struct audit;
struct baseline;
struct screen;
struct settings;
struct stage;
struct ui;

struct loop {
	struct stage *stage;            /* all borrowed */
	struct screen *screen;
	struct ui *ui;
	struct settings *settings;
	struct act_ops *ops;            /* NULL: nothing may be changed */
	struct audit *audit;            /* NULL: no log */
	struct baseline *baseline;      /* the one the sources judge by; NULL: none */
	const char *config_path;        /* "": nowhere to write to */
	uint64_t iterations;            /* 0: until the user leaves */
};

enum { LOOP_DONE = 0, LOOP_TERMINAL_GONE = -1 };

/* Runs the screen until the user leaves. LOOP_DONE, LOOP_TERMINAL_GONE, or the
 * number of the signal that ended it, to be raised again once the terminal is
 * restored. */
int loop_run(struct loop *loop);

#endif
