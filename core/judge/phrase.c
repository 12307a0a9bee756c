/* phrase.c - numbers as a sentence has them. */
#include "judge/phrase.h"

#include "base/clock.h"
#include "base/text.h"

#include <inttypes.h>

void phrase_count(struct text *text, uint64_t count)
{
	if (count >= 1000) {
		phrase_count(text, count / 1000);
		text_format(text, ",%03u", (unsigned)(count % 1000));
		return;
	}
	text_format(text, "%u", (unsigned)count);
}

void phrase_things(struct text *text, uint64_t count, const char *thing)
{
	phrase_count(text, count);
	text_format(text, " %s%s", thing, count == 1 ? "" : "s");
}

void phrase_duration(struct text *text, uint64_t nanoseconds)
{
	uint64_t tenths = nanoseconds / (CLOCK_SECOND / 10), seconds = nanoseconds / CLOCK_SECOND;
	uint64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;

	if (tenths < 100)
		text_format(text, "%" PRIu64 ".%" PRIu64 " s", tenths / 10, tenths % 10);
	else if (minutes < 2)
		text_format(text, "%" PRIu64 " s", seconds);
	else if (!hours)
		text_format(text, "%" PRIu64 " min %02" PRIu64 " s", minutes, seconds % 60);
	else if (!days)
		text_format(text, "%" PRIu64 " h %02" PRIu64 " min", hours, minutes % 60);
	else
		text_format(text, "%" PRIu64 " d %" PRIu64 " h", days, hours % 24);
}
