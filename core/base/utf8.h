/* utf8.h - what a stranger's bytes say, one character at a time. */
#ifndef LSN_BASE_UTF8_H
#define LSN_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT UINT32_C(0xfffd)

/* Reads one character from `size` (at least 1) bytes and returns how many it
 * took, at least 1. Bytes that are not UTF-8 (overlong, surrogate, cut short,
 * above U+10FFFF) are taken one by one as UTF8_REPLACEMENT with *valid false. */
size_t utf8_next(const char *bytes, size_t size, uint32_t *character, bool *valid);

/* Writes 1 to 4 bytes and returns how many. */
size_t utf8_put(uint32_t character, char bytes[4]);

/* May a terminal be shown it as it is? Not: C0, DEL, C1, line and paragraph
 * separators, bidirectional controls, zero-width characters, surrogates,
 * private use, tags, non-characters. */
bool utf8_is_safe(uint32_t character);

/* Columns a safe character takes on a terminal: 0, 1 or 2, by the locale that
 * the roof has set (wcwidth(3)); 1 where the locale does not know it. */
int utf8_width(uint32_t character);

#endif
