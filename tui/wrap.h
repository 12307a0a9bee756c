/* wrap.h - long text broken into lines, between words. */
#ifndef LSN_TUI_WRAP_H
#define LSN_TUI_WRAP_H

#include <stdbool.h>

struct text;

/* Adds the next line of a safe text (NULL: skips it), at most `width` columns of it, and moves
 * *rest behind it. Words longer than a line are broken; a character wider than
 * the line has one of its own. False, and nothing added, where nothing is left. */
bool wrap_next(const char **rest, unsigned width, struct text *line);

/* How many lines that makes. */
unsigned wrap_count(const char *safe, unsigned width);

#endif
