/* text.h - building text in a buffer of fixed size. */
#ifndef LSN_BASE_TEXT_H
#define LSN_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Always NUL-terminated; what does not fit is cut and `cut` says so. A cut
 * never leaves half a UTF-8 character behind. */
struct text {
	char *start;
	size_t room, length;
	bool cut;
};

/* Borrows the buffer, whose size must be at least 1. */
struct text text_over(char *buffer, size_t size);
#define TEXT_OVER(array) text_over((array), sizeof(array))

void text_add(struct text *text, const char *added);
void text_add_bytes(struct text *text, const char *bytes, size_t size);
void text_format(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_vformat(struct text *text, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Adds a stranger's text so that no terminal and no grammar of lines can be
 * harmed by it: unsafe characters and bytes that are not UTF-8 become `?`.
 * With `ascii`, so does all above 0x7e. A NULL adds nothing. */
void text_printable(struct text *text, const char *foreign, bool ascii);
void text_printable_bytes(struct text *text, const char *foreign, size_t size, bool ascii);

/* The columns that text made by text_printable() takes on a terminal. */
size_t text_columns(const char *text);

#endif
