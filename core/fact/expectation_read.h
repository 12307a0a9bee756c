/* expectation_read.h - private: a line of a baseline on its way to be read. */
#ifndef LSN_FACT_EXPECTATION_READ_H
#define LSN_FACT_EXPECTATION_READ_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct expectation;
struct text;

/* A word of the line. */
struct word {
	const char *start;
	size_t size;
};

struct reading {
	struct arena *arena;
	struct expectation *expectation;
	struct text *why;
};

bool expectation_word_is(const struct word *word, const char *text);
bool expectation_word_begins(const struct word *word, char byte);

/* "port 'x': expected a number"; -EINVAL. */
int expectation_refuse(const struct reading *reading, const char *what, const struct word *word,
		       const char *expected);

/* A copy without backslashes, in the arena; NULL where one of them stands for nothing. */
const char *expectation_keep(const struct reading *reading, const struct word *word, bool pattern);

/* HOST[/PREFIX][%DEVICE]:PORT. 0 or -EINVAL. */
int expectation_read_local(const struct reading *reading, const struct word *word);

#endif
