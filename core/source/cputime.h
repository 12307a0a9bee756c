/* cputime.h - the clock ticks of proc(5) as nanoseconds. */
#ifndef LSN_SOURCE_CPUTIME_H
#define LSN_SOURCE_CPUTIME_H

#include <stdint.h>

struct proc_stat;

/* How many ns a tick is: the machine's. */
uint64_t cputime_tick(void);

/* User and system time together; INT64_MAX where they do not fit. */
int64_t cputime_of(const struct proc_stat *stat, uint64_t tick);

#endif
