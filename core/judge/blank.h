/* blank.h - what stands in the blanks of a sentence. */
#ifndef LSN_JUDGE_BLANK_H
#define LSN_JUDGE_BLANK_H

#include <stdbool.h>
#include <stddef.h>

struct symptoms;
struct text;

/* False where it is not known, or no blank is called so; the text may have grown. */
bool blank_write(struct text *text, const char *name, size_t size,
		 const struct symptoms *symptoms);

/* Somebody fills it in. */
bool blank_exists(const char *name, size_t size);

/* Those that have to be put together: blank_made.c. */
typedef bool (*blank_writer)(struct text *text, const struct symptoms *symptoms);

struct blank_made {
	const char *name;
	blank_writer write;
};
extern const struct blank_made blanks_made[]; /* name NULL behind the last */

#endif
