/* piece.h - a part of a text that somebody else owns, taken apart. */
#ifndef LSN_WIRE_PIECE_H
#define LSN_WIRE_PIECE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Never NUL-terminated. One of size 0 may point nowhere. */
struct piece {
	const char *at;
	size_t size;
};

/* Takes the part up to `stop` off *rest, and that too. False at the end. */
bool piece_take_until(struct piece *rest, char stop, struct piece *taken);

bool piece_take_line(struct piece *rest, struct piece *line);

/* The same for a word between blanks; blanks before it are passed over. */
bool piece_take_word(struct piece *rest, struct piece *word);

/* Takes `prefix` off the line. False, and nothing is taken, where it begins with
 * something else. */
bool piece_take_prefix(struct piece *line, const char *prefix);

/* The same for "KEY:", whole: "UdpLite:" begins like Udp. */
bool piece_take_key(struct piece *line, const char *key);

bool piece_is(const struct piece *piece, const char *text);

/* The whole of it is that number; else false, and *value is untouched. */
bool piece_unsigned(const struct piece *piece, uint64_t *value);
bool piece_signed(const struct piece *piece, int64_t *value);
bool piece_u32(const struct piece *piece, int base, uint32_t *value);

#endif
