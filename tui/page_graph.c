/* page_graph.c - the queue and the refused attempts over time. */
#include "tui/page_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/graph.h"
#include "table/scene.h"
#include "table/table.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/timeline.h"

#include <inttypes.h>

enum { PIECES = 4, PIECE_SIZE = 96, FULL_SECONDS = 60, GAP = 3 };

static unsigned plot_width(const struct page_view *view)
{
	return view->width > PLOT_AXIS ? view->width - PLOT_AXIS : 0;
}

static enum unit queue_unit(const struct page *page)
{
	return protocol_counts_bytes(page->row.listener->protocol) ? UNIT_BYTES : UNIT_COUNT;
}

void page_fill_graph(const struct page_view *view, struct page_graph *graph)
{
	const struct row *row = &view->page->row;
	int64_t limit = 0;

	facts_get(&row->listener->facts, FACT_BACKLOG, &limit);
	graph->limit = (double)limit;
	plot_fill(&graph->plot, row, FACT_QUEUE, view->timeline, plot_width(view));
	plot_fill_peak(&graph->plot, row, FACT_QUEUE_PEAK, view->timeline);
}

/* How much of the last minute, as far as it was looked at, the queue was full. */
static bool full_share(const struct page_view *view, double *percent, double *covered)
{
	double full = 0, seconds;

	*covered = 0;
	for (uint64_t age = 0; age < view->timeline->last && *covered < FULL_SECONDS; age++) {
		int64_t step;

		if (!timeline_seconds(view->timeline, view->timeline->last - age, &seconds))
			break;
		if (!graph_at(&view->page->row, FACT_TIME_FULL, (size_t)age, &step))
			continue;
		full += (double)step / 1000;
		*covered += seconds;
	}
	if (*covered <= 0)
		return false;
	*percent = full < *covered ? 100 * full / *covered : 100;
	return true;
}

static void say_full(const struct page_view *view, struct text *text)
{
	double percent, covered;

	if (!full_share(view, &percent, &covered))
		return;
	if (percent > 0 && percent < 0.5)
		text_add(text, "full <1% of ");
	else
		text_format(text, "full %.0f%% of ", percent);
	/* Ticks do not come to the nanosecond. */
	if (covered > FULL_SECONDS - 1.5)
		text_add(text, "the last minute");
	else
		text_format(text, "the last %.0f s", covered);
}

/* Looks miss what is shorter than the time between them, and the page says so
 * wherever it shows what they saw. */
static void say_peak(const struct page_view *view, bool brief, struct text *text)
{
	const struct facts *facts = &view->page->row.listener->facts;
	int64_t peak, period;

	if (!facts_get(facts, FACT_QUEUE_PEAK, &peak))
		return;
	text_format(text, "peak %" PRId64 " (sampled", peak);
	if (!brief && facts_get(facts, FACT_LOOK_PERIOD, &period))
		text_format(text, " every %" PRId64 " ms", period);
	text_add(text, ")");
}

static void add_times(const struct plot *plot, const struct timeline *timeline,
		      struct text *text)
{
	char time[CLOCK_TIME_SIZE];
	uint64_t tick = plot->first, wall;

	/* The first column may begin before the first tick. */
	while (tick < timeline->last && !timeline_wall(timeline, tick, &wall))
		tick++;
	if (!timeline_wall(timeline, tick, &wall))
		return;
	clock_time_of_day(wall, time);
	text_format(text, " since %s", time);
}

static void say_highest(const struct page_view *view, const struct page_graph *graph,
			struct text *text)
{
	struct value highest = {
		.kind = VALUE_INTEGER,
		.unit = queue_unit(view->page),
		.integer = (int64_t)graph->plot.highest,
	};

	if (!graph->plot.known)
		return;
	text_add(text, "highest ");
	value_format(&highest, view->ascii, text);
	add_times(&graph->plot, view->timeline, text);
	if (graph->limit > plot_top(&graph->plot, graph->limit))
		text_add(text, "; the backlog is above the graph");
}

static unsigned widths(char pieces[PIECES][PIECE_SIZE], size_t count)
{
	unsigned width = 0;

	for (size_t i = 0; i < count; i++)
		width += (unsigned)text_columns(pieces[i]) + (pieces[i][0] ? GAP : 0);
	return width;
}

void page_draw_queue_heading(const struct page_view *view, const struct page_graph *graph,
			     struct canvas *canvas, unsigned y)
{
	enum { NOW, PEAK, FULL, HIGHEST };
	static const enum role calm[PIECES] = { ROLE_TEXT, ROLE_TEXT, ROLE_TEXT, ROLE_DIM };
	bool trouble = row_is_in_trouble(&view->page->row);
	char pieces[PIECES][PIECE_SIZE] = { "" };
	struct text now = TEXT_OVER(pieces[NOW]), peak = TEXT_OVER(pieces[PEAK]);
	struct text full = TEXT_OVER(pieces[FULL]), highest = TEXT_OVER(pieces[HIGHEST]);
	unsigned x = 2 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "QUEUE");

	page_add(view->page, "queue", view->ascii, &now);
	text_add(&now, " of ");
	page_add(view->page, "backlog", view->ascii, &now);
	text_add(&now, "  ");
	page_add(view->page, "fill", view->ascii, &now);
	say_peak(view, false, &peak);
	say_full(view, &full);
	say_highest(view, graph, &highest);
	if (x + widths(pieces, HIGHEST) > canvas->width + GAP) {
		peak = TEXT_OVER(pieces[PEAK]);
		say_peak(view, true, &peak);
	}
	for (unsigned i = 0; i < PIECES; i++) {
		/* What is now is shown whatever the width; the rest whole, or not. */
		if (!pieces[i][0] || (i > NOW && x + text_columns(pieces[i]) > canvas->width))
			continue;
		draw_line(canvas, x, y, i == NOW && trouble ? ROLE_ALARM : calm[i], pieces[i]);
		x += (unsigned)text_columns(pieces[i]) + GAP;
	}
}

void page_draw_queue(const struct page_view *view, const struct page_graph *graph,
		     struct canvas *canvas, unsigned y, unsigned height)
{
	if (height == 0)
		return;
	plot_draw(&graph->plot, canvas, y, height, graph->limit, queue_unit(view->page));
	plot_draw_times(&graph->plot, canvas, y + height, view->timeline);
}

void page_draw_drops(const struct page_view *view, struct canvas *canvas, unsigned y,
		     unsigned height)
{
	struct plot plot;

	if (height == 0)
		return;
	plot_fill(&plot, &view->page->row, FACT_DROPS, view->timeline, plot_width(view));
	plot_draw(&plot, canvas, y, height, 0, UNIT_EVENTS);
}
