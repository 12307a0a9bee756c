/* tui_draw.c - bars, trends, roles, layout, search. */
#include "tui/draw.h"

#include "table/overview.h"
#include "tests/unit/crowd.h"
#include "tui/layout.h"
#include "tui/search.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BAR = 10 };

static void draw_one_bar(double percent, bool ascii, char *line, size_t size)
{
	struct canvas canvas;

	canvas_init(&canvas, ascii);
	canvas_clear(&canvas, BAR, 1);
	draw_bar(&canvas, 0, 0, BAR, ROLE_GRAPH, percent);
	canvas_line(&canvas, 0, line, size);
	canvas_free(&canvas);
}

static void check_bar(void **state)
{
	static const struct { double percent; const char *ascii, *blocks; } bars[] = {
		{ 0, "", "" },
		{ -5, "", "" },
		{ 0.01, ".", "\u258f" },
		{ 10, "#", "\u2588" },
		{ 34, "###.", "\u2588\u2588\u2588\u258d" },
		{ 99.9, "#########.", "\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2589" },
		{ 100, "##########", NULL },
		{ 1e300, "##########", NULL },
	};
	char line[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bars) / sizeof(*bars); i++) {
		draw_one_bar(bars[i].percent, true, line, sizeof(line));
		assert_string_equal(line, bars[i].ascii);
		if (!bars[i].blocks)
			continue;
		draw_one_bar(bars[i].percent, false, line, sizeof(line));
		assert_string_equal(line, bars[i].blocks);
	}
}

static void check_column(void **state)
{
	(void)state;
	assert_int_equal(draw_column(0, false), ' ');
	assert_int_equal(draw_column(1, false), 0x2581);
	assert_int_equal(draw_column(8, false), 0x2588);
	assert_int_equal(draw_column(9, false), 0x2588);
	assert_int_equal(draw_column(8, true), '#');
	assert_int_equal(draw_column(1, true), '.');
}

static void trend(struct crowd *crowd, uint64_t cookie, char *line, size_t size)
{
	struct listener_id id = { 4026531840, cookie, 0 };
	struct canvas canvas;
	struct row row;

	canvas_init(&canvas, true);
	canvas_clear(&canvas, 20, 1);
	assert_true(overview_listener(&crowd->scene, &id, &row));
	draw_trend(&canvas, 0, 0, 20, &row, FACT_QUEUE, crowd->tick);
	for (unsigned x = 0; x < 20; x++)
		line[x] = (char)canvas.cells[x].character;
	line[20] = '\0';
	assert_true(size > 20);
	canvas_free(&canvas);
}

/* A tick changes the newest cell and the blank behind it, no other. */
static void check_trend_stands_still(void **state)
{
	char before[32], after[32];
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 45);
	trend(&crowd, 54502, before, sizeof(before));
	for (unsigned i = 0; i < 30; i++) {
		unsigned differ = 0;

		crowd_tick(&crowd);
		trend(&crowd, 54502, after, sizeof(after));
		assert_int_equal(after[(crowd.tick + 1) % 20], ' ');
		for (unsigned x = 0; x < 20; x++)
			differ += before[x] != after[x];
		assert_in_range(differ, 0, 2);
		memcpy(before, after, sizeof(before));
	}
	/* What does not change costs nothing. */
	trend(&crowd, 54528, after, sizeof(after));
	assert_string_equal(after, "####################");
	trend(&crowd, 54501, after, sizeof(after));
	assert_string_equal(after, "                    ");
	crowd_close(&crowd);
}

/* A queue that stood as long as we looked may have done so before, or not. */
static void check_trend_shows_what_was_seen(void **state)
{
	char line[32];
	struct crowd crowd;
	unsigned drawn = 0;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 5);
	trend(&crowd, 54528, line, sizeof(line));
	for (unsigned x = 0; x < 20; x++)
		drawn += line[x] != ' ';
	assert_int_equal(drawn, 5);
	crowd_close(&crowd);
}

static const struct cell *cell_at(struct crowd *crowd, unsigned y, unsigned x)
{
	return &crowd->canvas.cells[(size_t)y * crowd->canvas.width + x];
}

static void check_roles(void **state)
{
	struct crowd crowd;
	int full, idle, fresh;

	(void)state;
	crowd_open(&crowd, 120, 40, false);
	crowd_ticks(&crowd, 40);
	full = crowd_find(&crowd, "0.0.0.0:443");
	idle = crowd_find(&crowd, "0.0.0.0:111");
	fresh = crowd_find(&crowd, "127.0.0.1:39121");
	assert_true(full > 0 && idle > 0 && fresh > 0);
	assert_int_equal(cell_at(&crowd, (unsigned)full, 0)->character, '!');
	assert_int_equal(cell_at(&crowd, (unsigned)full, 0)->role, ROLE_ALARM);
	assert_int_equal(cell_at(&crowd, (unsigned)full, 4)->role, ROLE_ALARM);
	assert_int_equal(cell_at(&crowd, (unsigned)idle, 5)->role, ROLE_DIM);
	assert_int_equal(cell_at(&crowd, (unsigned)fresh, 0)->character, '+');
	assert_int_equal(cell_at(&crowd, (unsigned)fresh, 0)->role, ROLE_NEW);
	crowd_close(&crowd);
}

static void check_shortened(void **state)
{
	static const struct { const char *text; unsigned width; bool middle; const char *shown; } all[] = {
		{ "nginx", 5, false, "nginx" },
		{ "nginx", 4, false, "ngi~" },
		{ "nginx", 1, false, "~" },
		{ "nginx", 0, false, "" },
		{ "[fd00:1234:5678::9abc]:12345", 22, true, "[fd00:1234~9abc]:12345" },
		{ "*:22", 4, true, "*:22" },
		{ "*:22", 1, true, "~" },
		/* Wide characters are not halved, and it is not wider for that. */
		{ "\u65e5\u672c\u8a9e", 4, false, "\u65e5~" },
		{ "\u65e5\u672c\u8a9e", 5, true, "\u65e5~\u8a9e" },
		{ "\u65e5\u672c\u8a9e", 3, true, "~" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		char shown[64];
		struct text text = TEXT_OVER(shown);

		draw_shortened(all[i].text, all[i].width, all[i].middle, true, &text);
		assert_string_equal(shown, all[i].shown);
	}
}

static void check_smart_case(void **state)
{
	size_t at;

	(void)state;
	assert_true(search_find("nginx", "the NGINX", 0, &at));
	assert_int_equal(at, 4);
	assert_false(search_find("Nginx", "the nginx", 0, &at));
	assert_true(search_find("Nginx", "the Nginx", 0, &at));
	assert_true(search_find("a", "abca", 1, &at));
	assert_int_equal(at, 3);
	assert_false(search_find("a", "abca", 4, &at));
	assert_false(search_find("", "abc", 0, &at));
	assert_false(search_find("abcd", "abc", 0, &at));
}

/* A width grows at once and shrinks only when it was too much for a while. */
static void check_steady_widths(void **state)
{
	static const uint64_t second = CLOCK_SECOND;
	struct layout layout = { .count = 0 };
	struct crowd crowd;
	struct query query;
	struct look look = { .ascii = true };
	struct listener_id wide = { 4026531840, 54500, 0 }, narrow = { 4026531840, 54511, 0 };
	struct row rows[2];
	unsigned width;
	char buffer[160];
	struct text why = TEXT_OVER(buffer);

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 40);
	assert_true(overview_listener(&crowd.scene, &narrow, &rows[0]));
	assert_true(overview_listener(&crowd.scene, &wide, &rows[1]));
	query_init(&query, TABLE_LISTENERS, 80);
	assert_true(query_set_columns(&query, "queue,pid,process", &why));
	layout_place(&layout, &query, &look, rows, 1, 80, second);
	width = layout.columns[0].width;
	layout_place(&layout, &query, &look, rows, 2, 80, 2 * second);
	assert_true(layout.columns[0].width > width);
	width = layout.columns[0].width;
	layout_place(&layout, &query, &look, rows, 1, 80, 15 * second);
	assert_int_equal(layout.columns[0].width, width);
	layout_place(&layout, &query, &look, rows, 1, 80, 31 * second);
	assert_int_equal(layout.columns[0].width, width);
	layout_place(&layout, &query, &look, rows, 1, 80, 32 * second);
	assert_true(layout.columns[0].width < width);
	assert_ptr_equal(layout_at(&layout, layout.columns[1].x), &layout.columns[1]);
	assert_null(layout_at(&layout, 0));
	layout_free(&layout);
	query_free(&query);
	crowd_close(&crowd);
}

/* An address says which row this is; a bar says again what the number does. */
static void check_address_before_bar(void **state)
{
	static const struct { unsigned width, bar; } screens[] = {
		{ 42, 0 }, { 44, 5 }, { 52, 5 }, { 64, 10 }, { 120, 10 },
	};
	struct look look = { .ascii = true };
	struct listener_id wide = { 4026531840, 54521, 0 };
	struct crowd crowd;
	struct row row;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 40);
	assert_true(overview_listener(&crowd.scene, &wide, &row));
	for (size_t i = 0; i < sizeof(screens) / sizeof(*screens); i++) {
		struct layout layout = { .count = 0 };
		struct query query;
		char buffer[160];
		struct text why = TEXT_OVER(buffer);

		query_init(&query, TABLE_LISTENERS, 80);
		assert_true(query_set_columns(&query, "fill,local,process", &why));
		layout_place(&layout, &query, &look, &row, 1, screens[i].width, CLOCK_SECOND);
		assert_int_equal(layout.columns[0].bar, screens[i].bar);
		assert_true(layout.columns[1].width >= 21);
		layout_free(&layout);
		query_free(&query);
	}
	crowd_close(&crowd);
}

/* Never too long, at most a fifth too short, and not another every second. */
static void check_waits_in_steps(void **state)
{
	static const struct { double seconds, shown; } waits[] = {
		{ 0, 0 }, { 0.31, 0.31 }, { 9.9, 9.9 }, { 11.9, 10 }, { 24.9, 24 }, { 26, 25 },
		{ 59, 50 }, { 60, 60 }, { 204, 180 }, { 359, 300 }, { 3599, 3540 }, { 86400, 86400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++)
		assert_float_equal(cell_seconds(waits[i].seconds), waits[i].shown, 1e-9);
	for (double seconds = 0; seconds < 4000; seconds += 0.5) {
		assert_true(cell_seconds(seconds) <= seconds);
		assert_true(cell_seconds(seconds) >= 0.8 * seconds - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_bar),
		cmocka_unit_test(check_column),
		cmocka_unit_test(check_trend_stands_still),
		cmocka_unit_test(check_trend_shows_what_was_seen),
		cmocka_unit_test(check_roles),
		cmocka_unit_test(check_shortened),
		cmocka_unit_test(check_smart_case),
		cmocka_unit_test(check_steady_widths),
		cmocka_unit_test(check_address_before_bar),
		cmocka_unit_test(check_waits_in_steps),
	};

	return cmocka_run_group_tests_name("tui/draw", tests, NULL, NULL);
}
