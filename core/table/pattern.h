/* pattern.h - regular expressions that a stranger may write. */
#ifndef LSN_TABLE_PATTERN_H
#define LSN_TABLE_PATTERN_H

#include <regex.h>
#include <stdbool.h>

struct text;

enum { PATTERN_MAX = 256 };             /* bytes */

/* Compiles a POSIX extended regular expression. False, and what is wrong with it
 * in `why`, for one that is none, or whose repetitions would take the memory and
 * time of the whole machine. Free with regfree(3). */
bool pattern_compile(regex_t *pattern, const char *text, struct text *why);

#endif
