/* tui_page.c - all about one listener: what is wrong, what helps, and the evidence. */
#include "tests/unit/crowd.h"

#include "table/opinion.h"
#include "tui/key.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TICKS = 60, WORKERS = 4 };

/* Opens the page of the first listener whose row has the words. */
static void open_page(struct crowd *crowd, const char *words)
{
	crowd_draw(crowd);
	crowd_type(crowd, "/");
	crowd_type(crowd, words);
	crowd_key(crowd, KEY_RETURN);
	crowd_key(crowd, KEY_ESCAPE);
	crowd_key(crowd, KEY_RETURN);
}

static void begin(struct crowd *crowd, unsigned width, unsigned height, const char *words)
{
	crowd_open(crowd, width, height, false);
	crowd->workers = WORKERS;
	crowd_ticks(crowd, TICKS);
	crowd_draw(crowd);
	crowd_type(crowd, "*");         /* members get rows of their own */
	open_page(crowd, words);
	crowd_tick(crowd);
	crowd_draw(crowd);
}

/* The first few words, which a line has room for. */
static const char *head(const char *sentence, char *words)
{
	struct text text = text_over(words, 12);

	text_add(&text, sentence);
	return words;
}

/* However low the screen: what is wrong is there, and then what helps. */
static void check_advice_first(void **state)
{
	struct opinion opinion;
	struct listener_id id = { 4026531840, 54500, 0 };

	(void)state;
	for (unsigned height = 14; height < 70; height += 5) {
		struct crowd crowd;
		char words[16];
		int symptom, remedy, queue;

		begin(&crowd, 80, height, "0.0.0.0:443");
		crowd.settings.header = 0;
		assert_true(opinion_of(&crowd.scene, &id, 0, &opinion));
		symptom = crowd_find(&crowd, head(opinion.symptom, words));
		remedy = crowd_find(&crowd, "->");
		queue = crowd_find(&crowd, "QUEUE 129 of 128");
		assert_int_equal(symptom, 1);
		assert_true(remedy > symptom);
		assert_true(queue > remedy);
		/* The evidence has most of the page. */
		assert_true(queue <= 2 + (int)height * 3 / 8);
		assert_true(shows(&crowd, head(opinion.remedy, words)));
		/* What has no room is named at least. */
		assert_true(opinion_of(&crowd.scene, &id, 1, &opinion));
		assert_true(height < 24 || shows(&crowd, head(opinion.cause, words)));
		crowd_close(&crowd);
	}
}

/* Two causes of one trouble: the trouble is told once. */
static void check_causes(void **state)
{
	struct listener_id id = { 4026531840, 54500, 0 };
	struct opinion first, second;
	struct crowd crowd;
	char words[16], line[CROWD_LINE];
	int at;

	(void)state;
	begin(&crowd, 120, 60, "0.0.0.0:443");
	crowd.settings.header = 0;
	assert_true(opinion_of(&crowd.scene, &id, 0, &first));
	assert_true(opinion_of(&crowd.scene, &id, 1, &second));
	assert_string_equal(first.symptom, second.symptom);
	at = crowd_find(&crowd, "also: ");
	assert_true(at > 0);
	crowd_line(&crowd, (unsigned)at, line);
	assert_non_null(strstr(line, head(second.cause, words)));
	assert_int_equal(crowd_find(&crowd, head(first.symptom, words)), 1);
	for (unsigned y = 2; y < crowd.height; y++)
		assert_null(strstr(crowd_line(&crowd, y, line), head(first.symptom, words)));
	crowd_close(&crowd);
}

static void check_no_trouble(void **state)
{
	struct crowd crowd;

	(void)state;
	begin(&crowd, 80, 24, "127.0.0.1:5432");
	assert_true(shows(&crowd, "no trouble now"));
	assert_false(shows(&crowd, "->"));
	crowd_close(&crowd);
}

/* Where a peak is shown, it says that it was sampled. */
static void check_sampled(void **state)
{
	(void)state;
	for (unsigned width = 20; width < 160; width++) {
		struct crowd crowd;
		char line[CROWD_LINE];
		const char *peak;

		begin(&crowd, width, 30, "0.0.0.0:80");
		crowd_line(&crowd, (unsigned)crowd_find(&crowd, " QUEUE"), line);
		peak = strstr(line, "peak");
		assert_true(!peak || strstr(peak, "sampled"));
		assert_true(width < 60 || peak);
		assert_true(width < 90 || strstr(line, "peak 23 (sampled every 20 ms)"));
		crowd_close(&crowd);
	}
}

static void check_time_full(void **state)
{
	struct crowd crowd;

	(void)state;
	/* Full since tick 31 of 61, and a step needs a tick before it. */
	begin(&crowd, 120, 40, "0.0.0.0:443");
	assert_true(shows(&crowd, "full 53% of the last minute"));
	crowd_ticks(&crowd, 60);
	assert_true(shows(&crowd, "full 100% of the last minute"));
	crowd_close(&crowd);
}

/* Opening the page asks; the next tick answers. */
static void check_asking(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 120, 40, false);
	crowd_ticks(&crowd, TICKS);
	open_page(&crowd, "0.0.0.0:443");
	assert_true(shows(&crowd, "WAITING 129, oldest 12s   asking who ..."));
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "WAITING 129, oldest 12s   540 ESTAB, 3 CLOSE-WAIT"));
	assert_false(shows(&crowd, "asking"));
	assert_true(shows(&crowd, "198.51.100.7:51234"));
	assert_true(shows(&crowd, "more"));
	assert_true(shows(&crowd, "TOP PEERS 198.51.100.87 (200)  198.51.100.88 (100)"));
	crowd_close(&crowd);
}

/* Whoever waits has a place before he is known: nothing moves for him. */
static void check_answer_moves_nothing(void **state)
{
	static const unsigned sizes[][2] = { { 80, 24 }, { 100, 30 }, { 120, 40 }, { 200, 50 } };
	static const char *const words[] = { "QUEUE", "REFUSED", "OWNERS", "WAITING", "inode" };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		int at[sizeof(words) / sizeof(*words)];
		struct crowd crowd;

		crowd_open(&crowd, sizes[i][0], sizes[i][1], false);
		crowd_ticks(&crowd, TICKS);
		open_page(&crowd, "0.0.0.0:443");
		assert_true(shows(&crowd, "asking who ..."));
		for (size_t w = 0; w < sizeof(words) / sizeof(*words); w++)
			at[w] = crowd_find(&crowd, words[w]);
		crowd_tick(&crowd);
		assert_true(shows(&crowd, "ESTAB"));
		for (size_t w = 0; w < sizeof(words) / sizeof(*words); w++)
			assert_int_equal(crowd_find(&crowd, words[w]), at[w]);
		crowd_close(&crowd);
	}
}

/* A click beside the owners, at those who wait, is no owner's. */
static void check_click_beside(void **state)
{
	struct crowd crowd;
	unsigned y;

	(void)state;
	begin(&crowd, 120, 40, "0.0.0.0:443");
	y = (unsigned)crowd_find(&crowd, "1236 www-data");
	crowd_draw(&crowd);
	assert_int_equal(crowd.canvas.cursor_y, y - 2);
	crowd_click(&crowd, KEY_MOUSE_CLICK, 90, y);
	crowd_draw(&crowd);
	assert_int_equal(crowd.canvas.cursor_y, y - 2);
	crowd_click(&crowd, KEY_MOUSE_CLICK, 30, y);
	crowd_draw(&crowd);
	assert_int_equal(crowd.canvas.cursor_y, y);
	crowd_close(&crowd);
}

static void check_never_answered(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 80, 24, false);
	crowd.unasked = true;
	crowd_ticks(&crowd, TICKS);
	open_page(&crowd, "0.0.0.0:443");
	crowd_ticks(&crowd, 3);
	assert_true(shows(&crowd, "asking who ..."));
	/* Nobody will, of what is a picture. */
	crowd.scene.live = false;
	assert_true(shows(&crowd, "who is not known"));
	crowd.scene.live = true;
	crowd_ticks(&crowd, 30);
	assert_false(shows(&crowd, "asking who ..."));
	assert_true(shows(&crowd, "who is not known"));
	crowd_close(&crowd);
}

/* Of what it does not have there is nothing, not a blank. */
static void check_others(void **state)
{
	struct crowd crowd;

	(void)state;
	begin(&crowd, 80, 24, "0.0.0.0:5353");
	assert_true(shows(&crowd, "DROPPED"));
	assert_false(shows(&crowd, "WAITING"));
	assert_false(shows(&crowd, "SYN QUEUE"));
	assert_false(shows(&crowd, "peak"));
	crowd_close(&crowd);
	begin(&crowd, 80, 24, "/run/redis");
	assert_true(shows(&crowd, "OWNERS 1"));
	assert_false(shows(&crowd, "REFUSED"));
	assert_false(shows(&crowd, "WAITING"));
	assert_false(shows(&crowd, "SYN QUEUE"));
	crowd_close(&crowd);
}

static void check_group(void **state)
{
	struct crowd crowd;
	char line[CROWD_LINE];
	int at;

	(void)state;
	/* The first of the four by their pids. */
	begin(&crowd, 120, 40, "4001");
	assert_true(shows(&crowd, "one of 4 at this address"));
	at = crowd_find(&crowd, "GROUP 4 by SO_REUSEPORT");
	assert_true(at > 0);
	assert_true(shows(&crowd, "! another member of its group: accept queue full"));
	/* 65, 1, 1, 0 */
	assert_non_null(strstr(crowd_line(&crowd, (unsigned)at, line), "3.9 times the mean"));
	/* The fullest stands first and is marked; so is the one we are at. */
	crowd_line(&crowd, (unsigned)at + 2, line);
	assert_non_null(strstr(line, "4002"));
	assert_true(line[0] == '!' && line[1] == ' ');
	crowd_line(&crowd, (unsigned)at + 3, line);
	assert_non_null(strstr(line, "4001"));
	assert_true(line[0] == ' ' && line[1] == '>');
	crowd_close(&crowd);

	begin(&crowd, 120, 40, "0.0.0.0:443");
	assert_false(shows(&crowd, "GROUP"));
	crowd_close(&crowd);
}

/* Cursor on the owners, whatever stands beside or below them. */
static void check_cursor(void **state)
{
	static const unsigned sizes[][2] = { { 80, 24 }, { 119, 40 }, { 120, 40 }, { 200, 50 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct crowd crowd;
		char line[CROWD_LINE];

		begin(&crowd, sizes[i][0], sizes[i][1], "0.0.0.0:443");
		crowd_line(&crowd, crowd.canvas.cursor_y, line);
		assert_non_null(strstr(line, "1234"));
		crowd_key(&crowd, KEY_DOWN_ARROW);
		crowd_draw(&crowd);
		crowd_line(&crowd, crowd.canvas.cursor_y, line);
		assert_non_null(strstr(line, "1235"));
		crowd_close(&crowd);
	}
}

/* Every line at its place, none drawn over another, in a page of any size. */
static void check_sizes(void **state)
{
	static const char *const pages[] = {
		"0.0.0.0:443", "4002", "0.0.0.0:5353", "/run/redis", "/srv/app", "/tmp", "2049",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct crowd crowd;

		begin(&crowd, 80, 24, pages[i]);
		for (unsigned width = 20; width < 140; width += 7) {
			for (unsigned height = 4; height < 60; height += 3) {
				crowd.width = width;
				crowd.height = height;
				crowd_draw(&crowd);
				assert_true(crowd.canvas.cursor_x < width);
				assert_true(crowd.canvas.cursor_y < height);
			}
		}
		crowd_close(&crowd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_advice_first),
		cmocka_unit_test(check_causes),
		cmocka_unit_test(check_no_trouble),
		cmocka_unit_test(check_sampled),
		cmocka_unit_test(check_time_full),
		cmocka_unit_test(check_asking),
		cmocka_unit_test(check_answer_moves_nothing),
		cmocka_unit_test(check_click_beside),
		cmocka_unit_test(check_never_answered),
		cmocka_unit_test(check_others),
		cmocka_unit_test(check_group),
		cmocka_unit_test(check_cursor),
		cmocka_unit_test(check_sizes),
	};

	return cmocka_run_group_tests_name("tui/page", tests, NULL, NULL);
}
