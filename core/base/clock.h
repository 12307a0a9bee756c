/* clock.h - the two times: one for measuring, one for showing. */
#ifndef LSN_BASE_CLOCK_H
#define LSN_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_SECOND UINT64_C(1000000000)
#define CLOCK_MILLISECOND UINT64_C(1000000)

/* An instant in nanoseconds. `monotonic` never jumps and stands still while
 * the machine sleeps; `boot` goes on meanwhile; `wall` is UTC since 1970 and
 * only for showing. */
struct instant {
	uint64_t monotonic, boot, wall;
};

struct instant clock_now(void);
uint64_t clock_monotonic(void);

/* CPU time of this thread, for what we say of our own cost. */
uint64_t clock_cpu(void);

/* Seconds between two monotonic times, 0 where they run backwards. */
double clock_seconds(uint64_t from, uint64_t to);

enum { CLOCK_ISO_SIZE = 32, CLOCK_TIME_SIZE = 16, CLOCK_DATE_SIZE = 16 };

/* "2026-01-31T14:07:31.004Z", and "14:07:31" and "2026-01-31" in the local zone.
 * Times beyond the calendar print as "?". */
void clock_iso(uint64_t wall, char text[CLOCK_ISO_SIZE]);
void clock_time_of_day(uint64_t wall, char text[CLOCK_TIME_SIZE]);
void clock_date(uint64_t wall, char text[CLOCK_DATE_SIZE]);

#endif
