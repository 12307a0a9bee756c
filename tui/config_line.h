/* config_line.h - one line of the configuration file: its parts, and quoting. */
#ifndef LSN_TUI_CONFIG_LINE_H
#define LSN_TUI_CONFIG_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/* A longer line is not read and not written. */
enum { CONFIG_LINE_MOST = 4096 };

struct config_part {
	const char *start;
	size_t size;
};

/* Borrows the bytes it was split from. */
struct config_line {
	enum {
		LINE_EMPTY,             /* blank, or a comment only */
		LINE_SECTION,           /* [name] */
		LINE_PAIR,              /* name = value, or name: value */
		LINE_WRONG,             /* none of these, too long, or with a NUL */
	} kind;
	struct config_part name, value; /* without the blanks around them */
	const char *wrong;              /* what is, in words */
};

/* Windows' editors begin a file with U+FEFF: where the content begins. */
const char *config_behind_mark(const char *content, size_t size);

/* Splits as inih does: comments begin with `;` or `#`, within a line with a blank
 * and `;`. The bytes have no line feed. */
void config_line_split(const char *bytes, size_t size, struct config_line *line);

bool config_part_is(const struct config_part *part, const char *word);

/* Adds a value so that it reads back as it was: as it is, or where blanks at the
 * ends, `;`, control characters or a first `"` forbid that, within "..." with
 * \\, \" and \xHH. */
void config_quote(const char *value, struct text *text);

/* Undoes that in place. What is no good quotation stays as it is. */
void config_unquote(char *value);

#endif
