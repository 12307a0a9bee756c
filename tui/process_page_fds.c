/* process_page_fds.c - how many descriptors a process has, of how many it may. */
#include "tui/process_page_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/scene.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/plot.h"
#include "tui/timeline.h"

#include <inttypes.h>

enum { GRAPH_LEAST = 4, TREND_LEAST = 10, TREND_MOST = 60, PERCENT_WARN = 90 };

static enum role say_used(const struct process_view *view, int64_t *limit, struct text *text)
{
	const struct facts *facts = &view->page->row.process->facts;
	bool limited = facts_get(facts, FACT_FD_LIMIT, limit), used;
	int64_t count = 0;

	used = facts_get(facts, FACT_FDS, &count);
	if (used)
		text_format(text, "%" PRId64, count);
	else
		process_add_unknown(view, "detail", text);
	if (!limited) {
		*limit = 0;
		text_add(text, " of ?");
		return ROLE_TEXT;
	}
	text_format(text, " of %" PRId64, *limit);
	if (!used || *limit <= 0)
		return ROLE_TEXT;
	text_format(text, "  %.1f %%", 100.0 * (double)count / (double)*limit);
	/* At the limit accept(2) fails, and what waits goes on waiting. */
	if (count >= *limit)
		return ROLE_ALARM;
	return 100 * count >= PERCENT_WARN * *limit ? ROLE_WARN : ROLE_TEXT;
}

static void draw_trend_beside(const struct process_view *view, struct canvas *canvas, unsigned x,
			      unsigned y)
{
	unsigned width = canvas->width > x + 1 ? canvas->width - x - 1 : 0;

	if (width > TREND_MOST)
		width = TREND_MOST;
	if (width >= TREND_LEAST)
		draw_trend(canvas, x, y, width, &view->page->row, FACT_FDS, view->scene->tick);
}

/* Before its page was opened nobody may have asked. */
static uint64_t first_known(const struct plot *plot)
{
	size_t i = 0;

	while (i < plot->count && !plot->columns[i].known)
		i++;
	return plot->first + i * plot->stretch;
}

static void draw_highest(const struct process_view *view, const struct plot *plot,
			 struct canvas *canvas, unsigned x, unsigned y)
{
	char line[64], time[CLOCK_TIME_SIZE];
	struct text text = TEXT_OVER(line);
	uint64_t tick = first_known(plot), wall;

	while (tick < view->timeline->last && !timeline_wall(view->timeline, tick, &wall))
		tick++;
	if (!plot->known || !timeline_wall(view->timeline, tick, &wall))
		return;
	clock_time_of_day(wall, time);
	text_format(&text, "highest %.0f since %s", plot->highest, time);
	if (x + text_columns(line) < canvas->width)
		draw_line(canvas, x, y, ROLE_DIM, line);
}

void process_draw_fds(const struct process_view *view, struct canvas *canvas, unsigned y,
		      unsigned height)
{
	unsigned x, width = view->width > PLOT_AXIS ? view->width - PLOT_AXIS : 0;
	char line[160];
	struct text text = TEXT_OVER(line);
	struct plot plot;
	enum role role;
	int64_t limit;

	if (height == 0)
		return;
	x = 2 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "DESCRIPTORS");
	role = say_used(view, &limit, &text);
	draw_line(canvas, x, y, role, line);
	x += (unsigned)text_columns(line) + 3;
	if (height < GRAPH_LEAST) {
		draw_trend_beside(view, canvas, x, y);
		return;
	}
	plot_fill(&plot, &view->page->row, FACT_FDS, view->timeline, width);
	draw_highest(view, &plot, canvas, x, y);
	plot_draw(&plot, canvas, y + 1, height - 2, (double)limit, UNIT_COUNT);
	plot_draw_times(&plot, canvas, y + height - 1, view->timeline);
}
