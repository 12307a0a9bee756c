/* search.h - where a word stands in a text. */
#ifndef LSN_TUI_SEARCH_H
#define LSN_TUI_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

enum { SEARCH_SIZE = 256 };

struct search {
	bool active;
	char word[SEARCH_SIZE];
};

/* Bytes before the word's first place in text, from `from` on. Smart case: a
 * word without capitals matches any case. False where there is none, or the
 * word is empty. */
bool search_find(const char *word, const char *text, size_t from, size_t *at);

#endif
