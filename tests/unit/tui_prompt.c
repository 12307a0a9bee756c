/* tui_prompt.c - a line that is typed. */
#include "tui/prompt.h"

#include "tui/canvas.h"
#include "tui/key.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

static void type(struct prompt *prompt, const char *text)
{
	for (; *text; text++)
		assert_int_equal(prompt_key(prompt, (unsigned char)*text), PROMPT_CHANGED);
}

static void check_editing(void **state)
{
	struct prompt prompt;

	(void)state;
	prompt_open(&prompt, "filter", NULL);
	type(&prompt, "fil>80");
	prompt_key(&prompt, KEY_FIRST);
	assert_int_equal(prompt_key(&prompt, KEY_DELETE_BACK), PROMPT_MOVED);
	for (int i = 0; i < 3; i++)
		prompt_key(&prompt, KEY_RIGHT_ARROW);
	type(&prompt, "l");
	assert_string_equal(prompt.text, "fill>80");
	assert_int_equal(prompt_key(&prompt, KEY_DELETE_AHEAD), PROMPT_CHANGED);
	assert_string_equal(prompt.text, "fill80");
	assert_int_equal(prompt_key(&prompt, KEY_CTRL_U), PROMPT_CHANGED);
	assert_string_equal(prompt.text, "80");
	prompt_key(&prompt, KEY_LAST);
	prompt_key(&prompt, KEY_DELETE_BACK);
	assert_string_equal(prompt.text, "8");
	assert_int_equal(prompt_key(&prompt, KEY_RETURN), PROMPT_ENTERED);
	assert_int_equal(prompt_key(&prompt, KEY_ESCAPE), PROMPT_LEFT);
}

static void check_whole_characters(void **state)
{
	struct prompt prompt;

	(void)state;
	prompt_open(&prompt, "search", "a\xc3\xa9");
	prompt_key(&prompt, 0x65e5);
	assert_string_equal(prompt.text, "a\xc3\xa9\xe6\x97\xa5");
	prompt_key(&prompt, KEY_LEFT_ARROW);
	prompt_key(&prompt, KEY_DELETE_BACK);
	assert_string_equal(prompt.text, "a\xe6\x97\xa5");
	prompt_key(&prompt, KEY_DELETE_AHEAD);
	assert_string_equal(prompt.text, "a");
}

static void check_what_is_no_character(void **state)
{
	static const uint32_t none[] = { 1, 9, 0x202e, 0x9b, KEY_UP_ARROW, KEY_FUNCTION + 3,
					 KEY_MOUSE_CLICK, KEY_TAB };
	struct prompt prompt;

	(void)state;
	prompt_open(&prompt, "search", "");
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_int_equal(prompt_key(&prompt, none[i]), PROMPT_NOTHING);
	assert_int_equal(prompt.length, 0);
}

static void check_full(void **state)
{
	struct prompt prompt;

	(void)state;
	prompt_open(&prompt, "search", "");
	for (size_t i = 0; i + 1 < PROMPT_SIZE; i++)
		assert_int_equal(prompt_key(&prompt, 'x'), PROMPT_CHANGED);
	assert_int_equal(prompt_key(&prompt, 'x'), PROMPT_NOTHING);
	assert_int_equal(strlen(prompt.text), PROMPT_SIZE - 1);
}

static void check_cursor_stays_in_sight(void **state)
{
	struct prompt prompt;
	struct canvas canvas;
	char line[256];

	(void)state;
	canvas_init(&canvas, true);
	canvas_clear(&canvas, 20, 2);
	prompt_open(&prompt, "filter", "0123456789abcdefghij");
	prompt_draw(&prompt, &canvas, 1);
	assert_true(canvas.cursor_x < 20);
	assert_int_equal(canvas.cursor_y, 1);
	canvas_line(&canvas, 1, line, sizeof(line));
	assert_string_equal(line, "filter: 9abcdefghij");
	prompt_key(&prompt, KEY_FIRST);
	prompt_draw(&prompt, &canvas, 1);
	assert_int_equal(canvas.cursor_x, 8);
	canvas_line(&canvas, 1, line, sizeof(line));
	assert_string_equal(line, "filter: 0123456789ab");
	canvas_free(&canvas);
}

static void check_complaint_is_safe(void **state)
{
	struct prompt prompt;

	(void)state;
	prompt_open(&prompt, "filter", "");
	prompt_complain(&prompt, "at `\033[2J'");
	assert_string_equal(prompt.complaint, "at `?[2J'");
	prompt_complain(&prompt, NULL);
	assert_string_equal(prompt.complaint, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_editing),
		cmocka_unit_test(check_whole_characters),
		cmocka_unit_test(check_what_is_no_character),
		cmocka_unit_test(check_full),
		cmocka_unit_test(check_cursor_stays_in_sight),
		cmocka_unit_test(check_complaint_is_safe),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("tui/prompt", tests, NULL, NULL);
}
