/* tui_plot.c - a number over time. */
#include "tui/plot.h"

#include "table/overview.h"
#include "tests/unit/crowd.h"
#include "tui/timeline.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { WIDTH = 50 };

/* Plots a fact of the crowd's listener; its ticks were `apart` seconds apart. */
static void fill(struct crowd *crowd, uint64_t cookie, enum fact_id fact, unsigned apart,
		 struct plot *plot)
{
	struct listener_id id = { 4026531840, cookie, 0 };
	struct timeline timeline = { .last = 0 };
	struct row row;

	for (uint64_t tick = 1; tick <= crowd->tick; tick++) {
		struct scene scene = { .tick = tick };

		scene.at.monotonic = scene.at.wall = tick * apart * CLOCK_SECOND;
		timeline_add(&timeline, &scene);
	}
	assert_true(overview_listener(&crowd->scene, &id, &row));
	plot_fill(plot, &row, fact, &timeline, WIDTH);
}

static void check_rates(void **state)
{
	struct crowd crowd;
	struct plot plot;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 40);
	fill(&crowd, 54500, FACT_DROPS, 2, &plot);
	assert_true(plot.known);
	assert_true(plot.highest == 14);
	/* The first tick has no step. */
	assert_false(plot.columns[1 - plot.first].known);
	assert_true(plot.columns[40 - plot.first].value == 14);
	assert_true(plot.columns[20 - plot.first].value == 0);
	crowd_close(&crowd);
}

/* Columns begin at multiples of the stretch and show the highest. */
static void check_stretch(void **state)
{
	struct crowd crowd;
	struct plot plot;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	for (unsigned ticks = 1; ticks <= 700; ticks++) {
		crowd_tick(&crowd);
		if (ticks % 23)
			continue;
		fill(&crowd, 54502, FACT_QUEUE, 1, &plot);
		assert_true(plot.count <= WIDTH);
		assert_int_equal(plot.first % plot.stretch, 0);
		assert_int_equal((crowd.tick - plot.first) / plot.stretch, plot.count - 1);
		for (size_t i = 0; i < plot.count; i++) {
			double highest = -1;

			for (uint64_t t = 0; t < plot.stretch; t++) {
				uint64_t tick = plot.first + i * plot.stretch + t;
				double value = (double)crowd_queue(2, tick);

				if (tick == 0 || tick > crowd.tick || crowd.tick - tick >= 600)
					continue;
				highest = value > highest ? value : highest;
			}
			assert_true(plot.columns[i].known == (highest >= 0));
			if (highest >= 0)
				assert_true(plot.columns[i].value == highest);
		}
	}
	crowd_close(&crowd);
}

static void check_top(void **state)
{
	struct plot plot = { .known = true, .highest = 129 };

	(void)state;
	assert_true(plot_top(&plot, 128) == 129);
	assert_true(plot_top(&plot, 500) == 500);
	/* So far below the limit that the limit would leave nothing to see. */
	assert_true(plot_top(&plot, 4096) == 200);
	assert_true(plot_top(&plot, 0) == 200);
	plot.highest = 0;
	assert_true(plot_top(&plot, 0) == 1);
	plot.highest = 30;
	assert_true(plot_top(&plot, 0) == 50);
}

/* Peaks lie above the values, raise the top, and draw what values alone would not. */
static void check_peak(void **state)
{
	enum { HEIGHT = 4 };
	struct timeline timeline = { .last = 0 };
	struct listener_id id = { 4026531840, 54501, 0 };
	struct crowd crowd;
	struct plot plot;
	struct row row;
	char line[CROWD_LINE];

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 40);
	fill(&crowd, 54501, FACT_QUEUE, 1, &plot);
	assert_true(plot.highest == 0);
	assert_true(overview_listener(&crowd.scene, &id, &row));
	timeline.last = crowd.tick;
	plot_fill_peak(&plot, &row, FACT_QUEUE_PEAK, &timeline);
	assert_true(plot.highest == 23);
	assert_true(plot.columns[40 - plot.first].known);
	assert_true(plot.columns[40 - plot.first].value == 0);
	assert_true(plot.columns[40 - plot.first].peak == 23);
	/* At the first tick nobody had looked in between. */
	assert_false(plot.columns[1 - plot.first].has_peak);

	canvas_clear(&crowd.canvas, 80, HEIGHT);
	plot_draw(&plot, &crowd.canvas, 0, HEIGHT, 0, UNIT_COUNT);
	crowd_line(&crowd, HEIGHT - 1, line);
	assert_int_equal(line[PLOT_AXIS - 1 + 40 - plot.first], '\'');
	assert_int_equal(line[PLOT_AXIS - 1 + 1 - plot.first], ' ');
	/* 23 of 50: not half the height. */
	crowd_line(&crowd, 0, line);
	assert_null(strchr(line, '\''));
	crowd_close(&crowd);
}

static char drawn(const struct plot_column *column, unsigned line, unsigned height)
{
	struct plot plot = { .count = 1, .known = true, .highest = 100, .columns = { *column } };
	struct canvas canvas;
	char text[CROWD_LINE];
	size_t length;

	canvas_init(&canvas, true);
	canvas_clear(&canvas, 20, height);
	plot_draw(&plot, &canvas, 0, height, 0, UNIT_COUNT);
	canvas_line(&canvas, height - 1 - line, text, sizeof(text));
	canvas_free(&canvas);
	length = strlen(text);
	return length < PLOT_AXIS ? ' ' : text[PLOT_AXIS - 1];
}

/* The value keeps its place below the peak; a cell both end in shows the one that
 * fills more of it. */
static void check_peak_cells(void **state)
{
	const struct plot_column both = { true, true, 50, 100 };
	const struct plot_column same = { true, true, 50, 50 };
	const struct plot_column close = { true, true, 20, 25 };
	const struct plot_column far = { true, true, 5, 25 };
	const struct plot_column lost = { .has_peak = true, .peak = 25 };
	const struct plot_column none = { .known = false };

	(void)state;
	assert_int_equal(drawn(&both, 0, 4), '#');
	assert_int_equal(drawn(&both, 1, 4), '#');
	assert_int_equal(drawn(&both, 2, 4), '\'');
	assert_int_equal(drawn(&both, 3, 4), '\'');
	assert_int_equal(drawn(&same, 1, 4), '#');
	assert_int_equal(drawn(&same, 2, 4), ' ');
	assert_int_equal(drawn(&close, 0, 4), '*');
	assert_int_equal(drawn(&far, 0, 4), '\'');
	assert_int_equal(drawn(&lost, 0, 4), '\'');
	assert_int_equal(drawn(&none, 0, 4), '?');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_rates),
		cmocka_unit_test(check_stretch),
		cmocka_unit_test(check_top),
		cmocka_unit_test(check_peak),
		cmocka_unit_test(check_peak_cells),
	};

	return cmocka_run_group_tests_name("tui/plot", tests, NULL, NULL);
}
