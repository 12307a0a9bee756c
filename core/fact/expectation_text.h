/* expectation_text.h - words of a baseline: backslashes and wildcards, read and written. */
#ifndef LSN_FACT_EXPECTATION_TEXT_H
#define LSN_FACT_EXPECTATION_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/* The next word of [*at, end), words being parted by blanks and tabs without a backslash;
 * moves *at behind it. False where there is none. */
bool expectation_word(const char **at, const char *end, const char **word, size_t *size);

/* A word without its backslashes and \xHH; as a `pattern` it keeps those before *, ? and
 * the backslash itself. Writes at most `size` bytes and no NUL behind them, and returns how
 * many; -1 where a backslash has nothing to stand for, or a NUL. */
ptrdiff_t expectation_unescape(const char *word, size_t size, bool pattern, char *bytes);

/* The reverse: a text, or a pattern, as a word. */
void expectation_escape(const char *words, bool pattern, struct text *text);

#endif
