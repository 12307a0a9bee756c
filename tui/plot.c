/* plot.c - a number over time. */
#include "tui/plot.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/graph.h"
#include "table/value.h"
#include "tui/canvas.h"
#include "tui/draw.h"
#include "tui/timeline.h"

enum {
	TIME_GAP = 16,                  /* columns from one time to the next */
	EIGHTHS = 8,
};

static bool value_at(const struct row *row, enum fact_id fact, const struct timeline *timeline,
		     uint64_t tick, double *value)
{
	size_t age = (size_t)(timeline->last - tick);
	int64_t number;

	if (fact_info[fact].kind == FACT_COUNTER)
		return graph_rate(row, fact, age, value);
	if (!graph_at(row, fact, age, &number))
		return false;
	*value = (double)number;
	return true;
}

static uint64_t stretch_for(size_t past, unsigned width)
{
	static const unsigned stretches[] = { 1, 2, 3, 5, 6, 10, 15, 20, 30, 60, 120, 300 };
	size_t i = 0;

	while (i + 1 < sizeof(stretches) / sizeof(*stretches) &&
	       (past + stretches[i] - 1) / stretches[i] >= width)
		i++;
	return stretches[i];
}

void plot_fill(struct plot *plot, const struct row *row, enum fact_id fact,
	       const struct timeline *timeline, unsigned width)
{
	size_t past = graph_past(row, fact);
	uint64_t last = timeline->last, oldest;

	*plot = (struct plot){ .stretch = 1 };
	if (past > last)
		past = (size_t)last;
	if (past > TIMELINE_TICKS)
		past = TIMELINE_TICKS;
	if (past == 0 || width == 0)
		return;
	if (width > PLOT_WIDTH)
		width = PLOT_WIDTH;
	plot->stretch = stretch_for(past, width);
	oldest = last - past + 1;
	plot->first = oldest / plot->stretch * plot->stretch;
	plot->count = (size_t)((last - plot->first) / plot->stretch) + 1;
	while (plot->count > width) {
		plot->first += plot->stretch;
		plot->count--;
	}
	if (oldest < plot->first)
		oldest = plot->first;
	for (uint64_t tick = oldest; tick <= last; tick++) {
		struct plot_column *at = &plot->columns[(tick - plot->first) / plot->stretch];
		double value;

		if (!value_at(row, fact, timeline, tick, &value))
			continue;
		if (!at->known || value > at->value)
			at->value = value;
		if (!plot->known || value > plot->highest)
			plot->highest = value;
		at->known = plot->known = true;
	}
}

void plot_fill_peak(struct plot *plot, const struct row *row, enum fact_id fact,
		    const struct timeline *timeline)
{
	for (uint64_t tick = plot->first; plot->count && tick <= timeline->last; tick++) {
		struct plot_column *at = &plot->columns[(tick - plot->first) / plot->stretch];
		double value;

		if (!value_at(row, fact, timeline, tick, &value))
			continue;
		if (!at->has_peak || value > at->peak)
			at->peak = value;
		if (!plot->known || value > plot->highest)
			plot->highest = value;
		at->has_peak = plot->known = true;
	}
}

/* 1, 2 or 5 times a power of ten, at least `value` and 1. */
static double rounded_up(double value)
{
	double power = 1;

	while (power * 10 <= value && power < 1e18)
		power *= 10;
	if (value <= power)
		return power;
	if (value <= 2 * power)
		return 2 * power;
	return value <= 5 * power ? 5 * power : 10 * power;
}

double plot_top(const struct plot *plot, double limit)
{
	/* Below an eighth of the limit nothing but a flat line would be left. */
	if (limit > 0 && plot->highest * 8 >= limit)
		return plot->highest > limit ? plot->highest : limit;
	return rounded_up(plot->highest);
}

static void draw_axis(struct canvas *canvas, unsigned y, double number, enum unit unit)
{
	char buffer[24];
	struct text text = TEXT_OVER(buffer);
	struct value value = { .kind = VALUE_INTEGER, .unit = unit, .integer = (int64_t)number };

	if (unit != UNIT_BYTES)
		value.unit = UNIT_COUNT;
	value_format(&value, canvas->ascii, &text);
	if (text.length < PLOT_AXIS - 2)
		canvas_text(canvas, (unsigned)(PLOT_AXIS - 2 - text.length), y, PLOT_AXIS, ROLE_DIM,
			    buffer);
}

/* Anything above zero shows. */
static unsigned eighths_of(double value, unsigned height, double top)
{
	unsigned eighths = top > 0 ? (unsigned)(value * height * EIGHTHS / top) : 0;

	return value > 0 && eighths == 0 ? 1 : eighths;
}

/* So much of the cell `line` cells above the ground. */
static unsigned part_of(unsigned eighths, unsigned line)
{
	if (eighths <= line * EIGHTHS)
		return 0;
	return eighths - line * EIGHTHS > EIGHTHS ? EIGHTHS : eighths - line * EIGHTHS;
}

/* A cell that both end in is the one's that fills more of it: half a cell is as
 * fine as a peak is drawn. */
static void draw_one(const struct plot_column *at, struct canvas *canvas, unsigned x,
		     unsigned y, unsigned height, double top, enum role role)
{
	unsigned eighths, peak;

	if (!at->known && !at->has_peak) {
		canvas_text(canvas, x, y + height - 1, 1, ROLE_DIM, "?");
		return;
	}
	eighths = at->known ? eighths_of(at->value, height, top) : 0;
	peak = at->has_peak ? eighths_of(at->peak, height, top) : 0;
	for (unsigned line = 0; line < height; line++) {
		unsigned full = part_of(eighths, line), above = part_of(peak, line);
		bool light = above > 2 * full;

		if (light)
			canvas_fill(canvas, x, y + height - 1 - line, 1, ROLE_GRAPH,
				    canvas->ascii ? '\'' : 0x2591);
		else if (full)
			canvas_fill(canvas, x, y + height - 1 - line, 1, role,
				    draw_column(full, canvas->ascii));
	}
}

/* The line that the limit is in, counted from the top. */
static unsigned limit_line(double limit, double top, unsigned height)
{
	unsigned from_below = (unsigned)(limit * height / top);

	if (from_below >= height)
		return 0;
	return height - 1 - from_below;
}

void plot_draw(const struct plot *plot, struct canvas *canvas, unsigned y, unsigned height,
	       double limit, enum unit unit)
{
	double top = plot_top(plot, limit);

	if (height == 0 || canvas->width <= PLOT_AXIS)
		return;
	for (unsigned line = 0; line < height; line++)
		canvas_text(canvas, PLOT_AXIS - 2, y + line, 1, ROLE_DIM,
			    canvas->ascii ? "|" : "\u2502");
	draw_axis(canvas, y, top, unit);
	draw_axis(canvas, y + height - 1, 0, unit);
	if (limit > 0 && limit <= top)
		canvas_fill(canvas, PLOT_AXIS - 1, y + limit_line(limit, top, height),
			    canvas->width - PLOT_AXIS + 1, ROLE_DIM, canvas->ascii ? '-' : 0x2500);
	for (size_t i = 0; i < plot->count; i++) {
		const struct plot_column *at = &plot->columns[i];
		bool full = limit > 0 && at->known && at->value > limit;

		draw_one(at, canvas, PLOT_AXIS - 1 + (unsigned)i, y, height, top,
			 full ? ROLE_ALARM : ROLE_GRAPH);
	}
}

/* Times stand at columns that stay theirs while the picture moves along. */
void plot_draw_times(const struct plot *plot, struct canvas *canvas, unsigned y,
		     const struct timeline *timeline)
{
	for (size_t i = 0; i < plot->count; i++) {
		uint64_t tick = plot->first + i * plot->stretch, wall;
		char time[CLOCK_TIME_SIZE];
		unsigned x = PLOT_AXIS - 1 + (unsigned)i;

		if (tick / plot->stretch % TIME_GAP || !timeline_wall(timeline, tick, &wall) ||
		    x + 9 > canvas->width)
			continue;
		clock_time_of_day(wall, time);
		canvas_text(canvas, x, y, 1, ROLE_DIM, canvas->ascii ? "|" : "\u2514");
		canvas_text(canvas, x + 1, y, 8, ROLE_DIM, time);
	}
}
