/* screen_curses.h - canvases as what changes a terminal, by way of ncurses. */
#ifndef LSN_TUI_SCREEN_CURSES_H
#define LSN_TUI_SCREEN_CURSES_H

#include "tui/settings.h"

#include <stdbool.h>
#include <stdio.h>

struct canvas;
struct curses;
struct text;

/* One at a time: ncurses has globals of its own. What it has to say goes to `ink`,
 * a file that takes any amount at once, and must reach the terminal whole and in
 * order, from the next curses_enter() on; `keys` it never reads. Both are borrowed.
 * NULL, and one line in `why`, where TERM is none that can be drawn on. */
struct curses *curses_open(FILE *ink, FILE *keys, const char *term, bool elevated,
			   struct text *why);
void curses_close(struct curses *curses);

/* What the terminal's description says; NULL where it says nothing. */
const char *curses_capability(const char *name);

void curses_look(struct curses *curses, enum theme theme, bool color);

/* Around everything drawn: the alternate screen, the keypad. It counts as entered
 * when opened. The next drawing after curses_enter() is a whole one. */
void curses_enter(struct curses *curses);
void curses_leave(struct curses *curses);

/* Writes what differs from what was drawn last. False: nothing does. */
bool curses_draw(struct curses *curses, const struct canvas *canvas);

#endif
