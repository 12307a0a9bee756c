/* names_text.h - lines of passwd(5) and services(5). */
#ifndef LSN_SOURCE_NAMES_TEXT_H
#define LSN_SOURCE_NAMES_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What can have a name. */
enum name_kind { NAME_USER, NAME_TCP, NAME_UDP, NAME_KINDS };

/* "tcp", "udp"; NULL for users. */
const char *name_protocol(enum name_kind kind);

typedef void (*name_fn)(enum name_kind kind, uint32_t number, const char *name, size_t size,
			void *arg);

/* Call fn for each good line; others are passed over. */
void names_read_passwd(const char *text, size_t size, name_fn fn, void *arg);
void names_read_services(const char *text, size_t size, name_fn fn, void *arg);

struct text;

/* The line of its file, without a newline. False for a name that would break
 * the file's grammar. */
bool names_write_line(struct text *line, enum name_kind kind, uint32_t number, const char *name);

#endif
