/* learn.h - lsntop --learn: a baseline of what listens now, on standard output. */
#ifndef LSN_TUI_LEARN_H
#define LSN_TUI_LEARN_H

struct query;
struct stage;

/* Waits until owners, executables and users are known, as settle_tick() does, and writes
 * a line per listener that the query's selection and filter take. Returns the exit status:
 * 0; 1 where standard output failed (said on standard error) or was closed. What could not
 * be learned is said on standard error, in one line; the status stays 0. */
int learn_run(struct stage *stage, const struct query *query);

#endif
