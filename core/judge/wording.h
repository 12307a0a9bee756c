/* wording.h - sentences with blanks, filled in from symptoms. */
#ifndef LSN_JUDGE_WORDING_H
#define LSN_JUDGE_WORDING_H

#include <stdbool.h>

struct symptoms;
struct text;

/* `{name}` stands for what is known of it; `[...]` is left out where a blank in it is
 * not known, and does not nest. False, and nothing added that may be used, where a
 * blank outside is not known, or there is no such blank. */
bool wording_fill(struct text *text, const char *sentence, const struct symptoms *symptoms);

/* "0.0.0.0:443 nginx" */
void wording_who(struct text *text, const struct symptoms *symptoms);

#endif
