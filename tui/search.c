/* search.c - where a word stands in a text. */
#include "tui/search.h"

#include <string.h>

/* Letters of ASCII only: what a locale folds is its own affair. */
static char folded(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static bool has_capital(const char *word)
{
	for (; *word; word++) {
		if (folded(*word) != *word)
			return true;
	}
	return false;
}

static bool begins(const char *text, const char *word, bool exact)
{
	for (; *word; word++, text++) {
		if (!*text || (exact ? *text : folded(*text)) != *word)
			return false;
	}
	return true;
}

bool search_find(const char *word, const char *text, size_t from, size_t *at)
{
	bool exact = has_capital(word);

	if (!*word || from > strlen(text))
		return false;
	for (size_t i = from; text[i]; i++) {
		if (begins(text + i, word, exact)) {
			*at = i;
			return true;
		}
	}
	return false;
}
