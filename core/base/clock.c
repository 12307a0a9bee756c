/* clock.c - the two times: one for measuring, one for showing. */
#include "base/clock.h"

#include "base/text.h"

#include <time.h>

static uint64_t read_clock(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) != 0)
		return 0;
	return (uint64_t)now.tv_sec * CLOCK_SECOND + (uint64_t)now.tv_nsec;
}

struct instant clock_now(void)
{
	return (struct instant){
		.monotonic = read_clock(CLOCK_MONOTONIC),
		.boot = read_clock(CLOCK_BOOTTIME),
		.wall = read_clock(CLOCK_REALTIME),
	};
}

uint64_t clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

uint64_t clock_cpu(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

double clock_seconds(uint64_t from, uint64_t to)
{
	return to > from ? (double)(to - from) / (double)CLOCK_SECOND : 0;
}

void clock_iso(uint64_t wall, char text[CLOCK_ISO_SIZE])
{
	struct text out = text_over(text, CLOCK_ISO_SIZE);
	time_t seconds = (time_t)(wall / CLOCK_SECOND);
	struct tm calendar;

	if (!gmtime_r(&seconds, &calendar)) {
		text_add(&out, "?");
		return;
	}
	text_format(&out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", calendar.tm_year + 1900,
		    calendar.tm_mon + 1, calendar.tm_mday, calendar.tm_hour, calendar.tm_min,
		    calendar.tm_sec, (int)(wall % CLOCK_SECOND / CLOCK_MILLISECOND));
}

void clock_time_of_day(uint64_t wall, char text[CLOCK_TIME_SIZE])
{
	struct text out = text_over(text, CLOCK_TIME_SIZE);
	time_t seconds = (time_t)(wall / CLOCK_SECOND);
	struct tm calendar;

	if (!localtime_r(&seconds, &calendar)) {
		text_add(&out, "?");
		return;
	}
	text_format(&out, "%02d:%02d:%02d", calendar.tm_hour, calendar.tm_min, calendar.tm_sec);
}

void clock_date(uint64_t wall, char text[CLOCK_DATE_SIZE])
{
	struct text out = text_over(text, CLOCK_DATE_SIZE);
	time_t seconds = (time_t)(wall / CLOCK_SECOND);
	struct tm calendar;

	if (!localtime_r(&seconds, &calendar)) {
		text_add(&out, "?");
		return;
	}
	text_format(&out, "%04d-%02d-%02d", calendar.tm_year + 1900, calendar.tm_mon + 1,
		    calendar.tm_mday);
}
