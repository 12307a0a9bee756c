/* phrase.h - numbers as a sentence has them. */
#ifndef LSN_JUDGE_PHRASE_H
#define LSN_JUDGE_PHRASE_H

#include <stdint.h>

struct text;

/* "1,204" */
void phrase_count(struct text *text, uint64_t count);

/* "1 attempt", "1,204 attempts": `thing` is one of them, and takes an s. */
void phrase_things(struct text *text, uint64_t count, const char *thing);

/* Of ns: "0.4 s", "12 s" (below two minutes), "3 min 05 s", "2 h 10 min", "3 d 4 h". */
void phrase_duration(struct text *text, uint64_t nanoseconds);

#endif
