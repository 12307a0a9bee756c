/* screen.h - the terminal, ncurses' only door. */
#ifndef LSN_TUI_SCREEN_H
#define LSN_TUI_SCREEN_H

#include "tui/key.h"
#include "tui/settings.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct screen;
struct text;

struct screen_options {
	const char *term;               /* $TERM */
	enum theme theme;
	bool color, mouse;
	bool elevated;                  /* AT_SECURE: no terminfo but the system's */
};

/* Takes the terminal on standard input and output. NULL, and one line in `why`,
 * where it cannot: no terminal, unknown or dumb TERM. From here on a fatal
 * signal leaves the terminal as it was and is raised again. */
struct screen *screen_open(const struct screen_options *options, struct text *why);

/* Restores the terminal. NULL is fine. */
void screen_close(struct screen *screen);

/* The descriptors to poll: for input always, for output (POLLOUT) while
 * screen_is_behind(). */
int screen_input(const struct screen *screen);
int screen_output(const struct screen *screen);

/* A frame is still on its way: drawing another is a waste. */
bool screen_is_behind(const struct screen *screen);

/* Gives what is left of the frame to the terminal, without waiting. False: the
 * terminal is gone. */
bool screen_flush(struct screen *screen);

/* Current size, read from the terminal; 80x24 where it says 0x0. */
void screen_size(struct screen *screen, unsigned *width, unsigned *height);

/* Draws what differs and writes it in one non-blocking write(2). While behind it
 * draws nothing and counts a skipped frame. False: the terminal is gone. */
bool screen_show(struct screen *screen, const struct canvas *canvas);

/* Everything is drawn anew at the next show, and the terminal's modes are set
 * again: after SIGCONT somebody else may have had it. */
void screen_repaint(struct screen *screen);

/* The next key; KEY_NOTHING where none is complete. False: the terminal is gone
 * (hung up, end of file). A lone ESC is known by the next call 25 ms later. */
bool screen_key(struct screen *screen, struct key_press *press);

/* Some bytes of a key are here but not all: ask again within 25 ms. */
bool screen_key_pending(const struct screen *screen);

void screen_set_theme(struct screen *screen, enum theme theme, bool color);
void screen_set_mouse(struct screen *screen, bool mouse);

/* Gives the terminal back to the shell, stops the process (SIGTSTP's default)
 * and takes the terminal again when it goes on. False: it is gone. */
bool screen_suspend(struct screen *screen);

struct screen_cost {
	uint64_t frames, skipped, writes, bytes;
};
struct screen_cost screen_cost(const struct screen *screen);

#endif
