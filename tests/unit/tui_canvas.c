/* tui_canvas.c - clipping, wide characters, and what is never drawn. */
#include "tui/canvas.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_line(const struct canvas *canvas, unsigned y, const char *wanted)
{
	char line[256];

	canvas_line(canvas, y, line, sizeof line);
	assert_string_equal(line, wanted);
}

static struct canvas blank(unsigned width, unsigned height)
{
	struct canvas canvas;

	canvas_init(&canvas, false);
	canvas_clear(&canvas, width, height);
	return canvas;
}

static bool have_wide(void)
{
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

static void check_text_and_clipping(void **state)
{
	struct canvas canvas = blank(10, 2);

	(void)state;
	assert_int_equal(canvas_text(&canvas, 2, 0, 99, ROLE_TEXT, "hello"), 5);
	assert_line(&canvas, 0, "  hello");
	assert_int_equal(canvas_text(&canvas, 7, 1, 99, ROLE_WARN, "hello"), 3);
	assert_line(&canvas, 1, "       hel");
	assert_int_equal(canvas.cells[10 + 7].role, ROLE_WARN);
	assert_int_equal(canvas_text(&canvas, 0, 1, 2, ROLE_TEXT, "hello"), 2);
	assert_line(&canvas, 1, "he     hel");
	canvas_free(&canvas);
}

static void check_outside(void **state)
{
	struct canvas canvas = blank(4, 2);

	(void)state;
	assert_int_equal(canvas_text(&canvas, 4, 0, 9, ROLE_TEXT, "x"), 0);
	assert_int_equal(canvas_text(&canvas, 0, 2, 9, ROLE_TEXT, "x"), 0);
	assert_int_equal(canvas_text(&canvas, UINT32_MAX, UINT32_MAX, UINT32_MAX, ROLE_TEXT, "x"),
			 0);
	canvas_fill(&canvas, 3, 1, UINT32_MAX, ROLE_TEXT, '#');
	canvas_fill(&canvas, 9, 9, 9, ROLE_TEXT, '#');
	canvas_select(&canvas, 2, 1, UINT32_MAX);
	canvas_select(&canvas, 0, 2, 1);
	assert_line(&canvas, 0, "");
	assert_line(&canvas, 1, "   #");
	assert_false(canvas.cells[4 + 1].selected);
	assert_true(canvas.cells[4 + 2].selected);
	assert_true(canvas.cells[4 + 3].selected);
	canvas_free(&canvas);
}

static void check_no_size(void **state)
{
	struct canvas canvas = blank(0, 0);

	(void)state;
	assert_null(canvas.cells);
	assert_int_equal(canvas_text(&canvas, 0, 0, 1, ROLE_TEXT, "x"), 0);
	canvas_fill(&canvas, 0, 0, 1, ROLE_TEXT, 'x');
	canvas_select(&canvas, 0, 0, 1);
	canvas_clear(&canvas, 3, 1);
	canvas_text(&canvas, 0, 0, 3, ROLE_TEXT, "abc");
	assert_line(&canvas, 0, "abc");
	canvas_free(&canvas);
}

static void check_clear_blanks(void **state)
{
	struct canvas canvas = blank(6, 4);

	(void)state;
	canvas_fill(&canvas, 0, 1, 6, ROLE_ALARM, 'x');
	canvas_select(&canvas, 0, 1, 6);
	canvas.cursor_x = 3;
	canvas_clear(&canvas, 4, 6);            /* as many cells, another shape */
	assert_int_equal(canvas.width, 4);
	assert_int_equal(canvas.height, 6);
	assert_int_equal(canvas.cursor_x, 0);
	for (unsigned i = 0; i < 24; i++) {
		assert_int_equal(canvas.cells[i].character, ' ');
		assert_int_equal(canvas.cells[i].role, ROLE_TEXT);
		assert_false(canvas.cells[i].selected);
	}
	canvas_free(&canvas);
}

static void check_wide(void **state)
{
	struct canvas canvas = blank(5, 1);

	(void)state;
	if (!have_wide())
		skip();
	assert_int_equal(canvas_text(&canvas, 0, 0, 5, ROLE_TEXT, "\u4e2d\u6587\u5b57"), 5);
	assert_line(&canvas, 0, "\u4e2d\u6587");        /* the third becomes a blank */
	assert_int_equal(canvas.cells[1].character, 0);
	assert_int_equal(canvas.cells[4].character, ' ');
	/* After the character that did not fit nothing may slip in. */
	assert_int_equal(canvas_text(&canvas, 0, 0, 2, ROLE_TEXT, "a\u4e2db"), 2);
	assert_int_equal(canvas.cells[1].character, ' ');
	canvas_free(&canvas);
}

static void check_half_of_wide(void **state)
{
	struct canvas canvas = blank(6, 1);

	(void)state;
	if (!have_wide())
		skip();
	canvas_text(&canvas, 0, 0, 6, ROLE_TEXT, "\u4e2d\u6587\u5b57");
	canvas_text(&canvas, 1, 0, 1, ROLE_TEXT, "x");  /* over a right half */
	assert_line(&canvas, 0, " x\u6587\u5b57");
	canvas_fill(&canvas, 2, 0, 1, ROLE_TEXT, 'y');  /* over a left half */
	assert_line(&canvas, 0, " xy \u5b57");
	canvas_text(&canvas, 3, 0, 2, ROLE_TEXT, "\u4e2d");
	assert_line(&canvas, 0, " xy\u4e2d");
	canvas_free(&canvas);
}

static void check_without_width(void **state)
{
	struct canvas canvas = blank(6, 1);

	(void)state;
	if (!have_wide())
		skip();
	assert_int_equal(canvas_text(&canvas, 0, 0, 6, ROLE_TEXT, "e\u0301x"), 2);
	assert_line(&canvas, 0, "ex");
	canvas_free(&canvas);
}

static void check_unsafe(void **state)
{
	struct canvas canvas = blank(12, 1);

	(void)state;
	canvas_text(&canvas, 0, 0, 12, ROLE_TEXT, "a\033[1m\x9b\xc2\x9b\u202e\n");
	assert_line(&canvas, 0, "a?[1m????");
	canvas_fill(&canvas, 0, 0, 12, ROLE_TEXT, 0x1b);
	assert_line(&canvas, 0, "????????????");
	canvas_free(&canvas);
}

static void check_ascii(void **state)
{
	struct canvas canvas;

	(void)state;
	canvas_init(&canvas, true);
	canvas_clear(&canvas, 8, 1);
	canvas_text(&canvas, 0, 0, 8, ROLE_TEXT, "a\u00e9\u4e2d\x7f~");
	canvas_fill(&canvas, 6, 0, 2, ROLE_GRAPH, 0x2588);
	assert_line(&canvas, 0, "a???~ ??");
	canvas_free(&canvas);
}

static void check_line_is_bounded(void **state)
{
	struct canvas canvas = blank(20, 1);
	char line[8];

	(void)state;
	canvas_fill(&canvas, 0, 0, 20, ROLE_TEXT, 'x');
	canvas_line(&canvas, 0, line, sizeof line);
	assert_string_equal(line, "xxxxxxx");
	canvas_line(&canvas, 7, line, sizeof line);
	assert_string_equal(line, "");
	canvas_free(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_text_and_clipping),
		cmocka_unit_test(check_outside),
		cmocka_unit_test(check_no_size),
		cmocka_unit_test(check_clear_blanks),
		cmocka_unit_test(check_wide),
		cmocka_unit_test(check_half_of_wide),
		cmocka_unit_test(check_without_width),
		cmocka_unit_test(check_unsafe),
		cmocka_unit_test(check_ascii),
		cmocka_unit_test(check_line_is_bounded),
	};

	return cmocka_run_group_tests_name("tui_canvas", tests, NULL, NULL);
}
