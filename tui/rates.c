/* rates.c - how fast the kernel's counters rise, and the limits beside them, in a line. */
#include "tui/rates.h"

#include "base/text.h"
#include "table/overview.h"
#include "tui/canvas.h"
#include "tui/draw.h"

#include <inttypes.h>
#include <stdbool.h>

enum { RATE_FACTS = 3, RATE_WIDTH = 7 };

static const struct counter {
	const char *name;
	enum fact_id facts[RATE_FACTS]; /* added up; FACT_STATE, which is none, ends */
} counters[] = {
	{ "overflows", { FACT_LISTEN_OVERFLOWS } },
	{ "drops", { FACT_LISTEN_DROPS } },
	{ "syn-full", { FACT_TCP_REQ_Q_FULL_DROP, FACT_TCP_REQ_Q_FULL_DO_COOKIES } },
	{ "cookies", { FACT_SYNCOOKIES_SENT } },
	/* InErrors has what RcvbufErrors and MemErrors count too: udp(7). */
	{ "udp-errors", { FACT_UDP_IN_ERRORS, FACT_UDP6_IN_ERRORS } },
};

static const struct tunable {
	const char *name;
	enum fact_id fact;
} tunables[] = {
	{ "somaxconn", FACT_SOMAXCONN },
	{ "syncookies", FACT_TCP_SYNCOOKIES },
	{ "syn-backlog", FACT_TCP_MAX_SYN_BACKLOG },
	{ "rmem-default", FACT_RMEM_DEFAULT },
	{ "rmem-max", FACT_RMEM_MAX },
};

/* What is known of the sum; false where nothing is. */
static bool counter_rate(const struct scene *scene, const struct counter *counter, double *rate)
{
	bool known = false;

	*rate = 0;
	for (size_t i = 0; i < RATE_FACTS && counter->facts[i] != FACT_STATE; i++) {
		double part;

		if (!overview_netns_rate(scene, counter->facts[i], &part))
			continue;
		*rate += part;
		known = true;
	}
	return known;
}

static void format_rate(double rate, struct text *text)
{
	if (rate >= 99999.5)
		text_format(text, "%.0fk/s", rate / 1000);
	else if (rate >= 9.95 || rate <= 0)
		text_format(text, "%.0f/s", rate);
	else
		text_format(text, "%.1f/s", rate < 0.1 ? 0.1 : rate);
}

static unsigned draw_counter(const struct scene *scene, const struct counter *counter,
			     struct canvas *canvas, unsigned x, unsigned y)
{
	char buffer[32];
	struct text text = TEXT_OVER(buffer);
	enum role role = ROLE_DIM;
	double rate;

	x += canvas_text(canvas, x, y, canvas->width, ROLE_HEADER, counter->name) + 1;
	if (!counter_rate(scene, counter, &rate)) {
		text_add(&text, "?");
	} else {
		format_rate(rate, &text);
		role = rate > 0 ? ROLE_WARN : ROLE_DIM;
	}
	canvas_text(canvas, x, y, canvas->width, role, buffer);
	return x + RATE_WIDTH;
}

void rates_draw(const struct scene *scene, struct canvas *canvas, unsigned y)
{
	unsigned x = 0;

	for (size_t i = 0; i < sizeof(counters) / sizeof(*counters); i++) {
		unsigned width = (unsigned)text_columns(counters[i].name) + 1 + RATE_WIDTH;

		if (x + width > canvas->width)
			return;
		x = draw_counter(scene, &counters[i], canvas, x, y);
	}
	for (size_t i = 0; i < sizeof(tunables) / sizeof(*tunables); i++) {
		char buffer[64];
		struct text text = TEXT_OVER(buffer);
		int64_t value;

		if (!overview_netns(scene, tunables[i].fact, &value))
			continue;
		text_format(&text, "%s %" PRId64, tunables[i].name, value);
		if (x + 1 + text.length > canvas->width)
			return;
		x += 1 + canvas_text(canvas, x + 1, y, canvas->width, ROLE_HEADER, buffer) + 1;
	}
}
