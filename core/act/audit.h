/* audit.h - a line about each deed, for the system's log. */
#ifndef LSN_ACT_AUDIT_H
#define LSN_ACT_AUDIT_H

#include "fact/act.h"

struct audit;
struct text;

/* Lines are written beside the house's thread, in their order: a log that hangs holds
 * nothing up. */
struct audit *audit_new(void);

/* "uid 1000: SIGTERM to nginx(1234) uid 0 for tcp 0.0.0.0:80: done": one line for each
 * target (of ACT_CLOSE one), `error` as of struct done; the uid is the real one. Safe text
 * in ASCII, no control characters. */
void audit_line(const struct act *act, size_t target, int error, struct text *line);

/* Hands a copy of the line to syslog(3), LOG_AUTH. Where more wait than there is room for,
 * the log is told later how many were lost. NULL is fine. */
void audit_write(struct audit *audit, const char *line);

/* Waits a second at most for lines under way. NULL is fine. */
void audit_free(struct audit *audit);

#endif
