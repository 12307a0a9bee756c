/* rights.h - whether anything may be changed from here: given up for good, or taken in hand. */
#ifndef LSN_TUI_RIGHTS_H
#define LSN_TUI_RIGHTS_H

#include <stdbool.h>

struct loop;
struct options;
struct text;

/* Before anything is looked at: gives up what will not be needed. False, with a line in
 * `why`, where that cannot be done; the program must not go on then. */
bool rights_settle(const struct options *options, struct text *why);

/* Gives the loop its hands and its log, to be closed; or, where there can be none, tells its
 * settings that nothing may be changed, and in `why` what stands in the way if that was
 * not asked for. */
void rights_open(struct loop *loop, const struct options *options, struct text *why);

/* Waits a little for the log: to be called with the terminal given back. */
void rights_close(struct loop *loop);

#endif
