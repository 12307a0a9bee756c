/* cputime.c - the clock ticks of proc(5) as nanoseconds. */
#include "source/cputime.h"

#include "base/clock.h"
#include "wire/proc_text.h"

#include <unistd.h>

uint64_t cputime_tick(void)
{
	long per_second = sysconf(_SC_CLK_TCK);

	return CLOCK_SECOND / (per_second > 0 ? (uint64_t)per_second : 100);
}

int64_t cputime_of(const struct proc_stat *stat, uint64_t tick)
{
	uint64_t ticks;

	if (__builtin_add_overflow(stat->utime, stat->stime, &ticks) ||
	    __builtin_mul_overflow(ticks, tick, &ticks) || ticks > INT64_MAX)
		return INT64_MAX;
	return (int64_t)ticks;
}
