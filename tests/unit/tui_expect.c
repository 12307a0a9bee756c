/* tui_expect.c - marks, and the key that accepts a listener into the baseline. */
#include "tests/unit/crowd.h"
#include "tui/key.h"
#include "tui/ui.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { EARLY = 100 /* ms */ };

static void judge(struct crowd *crowd)
{
	crowd->baseline = "/etc/lsntop/expected";
	crowd->strangers = crowd->missing = true;
}

static void open_judged(struct crowd *crowd, unsigned width, unsigned height)
{
	crowd_open(crowd, width, height, true);
	judge(crowd);
	crowd_ticks(crowd, 60);
	crowd_draw(crowd);
}

static const struct cell *mark_of(struct crowd *crowd, const char *words)
{
	int y = crowd_find(crowd, words);

	assert_true(y > 0);
	return &crowd->canvas.cells[(size_t)y * crowd->canvas.width];
}

static void expect_mark(struct crowd *crowd, const char *words, uint32_t character, enum role role)
{
	const struct cell *cell = mark_of(crowd, words);

	assert_int_equal(cell->character, character);
	assert_int_equal(cell->role, role);
}

/* Each is a character as well as a colour, and a row has the most urgent. */
static void check_marks(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 120, 44, true);
	crowd_ticks(&crowd, 40);
	expect_mark(&crowd, "127.0.0.1:39121", '+', ROLE_NEW);
	expect_mark(&crowd, "0.0.0.0:443", '!', ROLE_ALARM);
	expect_mark(&crowd, "127.0.0.1:5432", ' ', ROLE_TEXT);
	judge(&crowd);
	crowd_tick(&crowd);
	expect_mark(&crowd, "127.0.0.1:39121", '?', ROLE_UNEXPECTED);
	expect_mark(&crowd, "127.0.0.1:6379", '?', ROLE_UNEXPECTED);
	expect_mark(&crowd, "0.0.0.0:8443", '?', ROLE_UNEXPECTED);
	expect_mark(&crowd, "0.0.0.0:443", '!', ROLE_ALARM);
	crowd.gone = 54508;
	crowd_tick(&crowd);
	expect_mark(&crowd, "127.0.0.1:5432", '-', ROLE_GONE);
	crowd_ticks(&crowd, 11);
	assert_false(shows(&crowd, "127.0.0.1:5432"));
	crowd_close(&crowd);
}

/* A ghost is dim from end to end, its last numbers are no alarm. */
static void check_ghosts_are_dim(void **state)
{
	const struct cell *cells;
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 120, 44, false);
	crowd_ticks(&crowd, 40);
	crowd.gone = 54500;
	crowd_tick(&crowd);
	cells = mark_of(&crowd, "0.0.0.0:443");
	assert_int_equal(cells[0].character, '-');
	for (unsigned x = 0; x < crowd.width; x++)
		assert_true(cells[x].character == ' ' || cells[x].role == ROLE_GONE);
	crowd_close(&crowd);
}

static void check_header(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 160, 30);
	/* Said once, behind the counts. */
	assert_int_equal(crowd_find(&crowd, "1 raw  6 unexpected 1 missing"), 0);
	crowd.width = 80;
	assert_int_equal(crowd_find(&crowd, "1 raw  ?7"), 0);
	crowd.width = 60;
	assert_int_equal(crowd_find(&crowd, "?7"), 0);
	crowd.baseline = NULL;
	crowd.strangers = crowd.missing = false;
	crowd_tick(&crowd);
	assert_int_equal(crowd_find(&crowd, "?7"), -1);
	crowd_close(&crowd);
}

static void check_only_marked(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 120, 44);
	assert_true(shows(&crowd, "[::]:8080"));
	assert_int_equal(crowd_key(&crowd, 'm'), INTENT_DRAW);
	assert_true(shows(&crowd, "only marked rows: "));
	assert_true(shows(&crowd, "127.0.0.1:39121"));
	assert_true(shows(&crowd, "0.0.0.0:8443"));
	assert_true(shows(&crowd, "0.0.0.0:443"));
	assert_false(shows(&crowd, "[::]:8080"));
	/* The order is let go first, then all are shown. */
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_false(shows(&crowd, "[::]:8080"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, "[::]:8080"));
	assert_false(shows(&crowd, "only marked rows"));
	crowd_type(&crowd, "mm");
	assert_true(shows(&crowd, "[::]:8080"));
	/* From elsewhere it goes where the marks are. */
	crowd_type(&crowd, "2m");
	assert_true(shows(&crowd, "only marked rows"));
	assert_true(shows(&crowd, "0.0.0.0:8443"));
	crowd_close(&crowd);
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 3);
	crowd_type(&crowd, "m\\port=22\n");
	assert_true(shows(&crowd, "hidden by the filter or without a mark: port=22"));
	crowd_close(&crowd);
}

static void check_nothing_marked(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 3);
	crowd_type(&crowd, "m");
	assert_true(shows(&crowd, "no row has a mark now (m shows all rows)"));
	crowd_close(&crowd);
}

static void check_one_line(void **state)
{
	const struct expected *expected;
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	crowd_go_to(&crowd, "127.0.0.1:6379");
	assert_int_equal(crowd_key(&crowd, 'e'), INTENT_DRAW);
	assert_true(shows(&crowd, "add this line to /etc/lsntop/expected?"));
	assert_true(shows(&crowd, "tcp 127.0.0.1:6379 exe=/usr/bin/redis-server"
				  " unit=redis-server.service user=redis"));
	assert_false(shows(&crowd, "not known"));
	assert_null(ui_expected(crowd.ui));
	/* It stays as the ticks go by. */
	crowd_ticks(&crowd, 3);
	assert_true(shows(&crowd, "y yes   n/Esc no"));
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_EXPECT);
	assert_string_equal(ui_expected(crowd.ui),
			    "tcp 127.0.0.1:6379 exe=/usr/bin/redis-server"
			    " unit=redis-server.service user=redis\n");
	expected = ui_expected_at(crowd.ui, 0);
	assert_non_null(expected);
	assert_int_equal(expected->listener.number, 54506);
	assert_int_equal(expected->protocol, PROTOCOL_TCP);
	assert_int_equal(expected->address.port, 6379);
	assert_string_equal(expected->local, "127.0.0.1:6379");
	assert_string_equal(expected->owner, "redis-server(902)");
	assert_null(ui_expected_at(crowd.ui, 1));
	/* Until the next key. */
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_null(ui_expected(crowd.ui));
	assert_null(ui_expected_at(crowd.ui, 0));
	crowd_close(&crowd);
}

static void check_no(void **state)
{
	static const uint32_t keys[] = { 'n', 'N', KEY_ESCAPE, 'q', KEY_CTRL_C, KEY_FUNCTION + 10 };
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	crowd_go_to(&crowd, "127.0.0.1:6379");
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		crowd_key(&crowd, 'e');
		assert_true(shows(&crowd, "add this line"));
		assert_int_equal(crowd_answer(&crowd, keys[i]), INTENT_DRAW);
		assert_false(shows(&crowd, "add this line"));
		assert_null(ui_expected(crowd.ui));
	}
	crowd_close(&crowd);
}

/* As a kill, so a line: nothing typed ahead, pasted or crowded, and no other key. */
static void check_only_y_is_yes(void **state)
{
	static const uint32_t keys[] = {
		KEY_RETURN, ' ', 'e', 'm', KEY_DOWN_ARROW, 'x', KEY_TAB, KEY_MOUSE_CLICK,
		KEY_WHEEL_DOWN,
	};
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	crowd_go_to(&crowd, "127.0.0.1:6379");
	crowd_key(&crowd, 'e');
	assert_int_not_equal(crowd_press_at(&crowd, (struct key_press){ .key = 'y' }, CROWD_READ),
			     INTENT_EXPECT);
	crowd_draw(&crowd);
	assert_int_not_equal(crowd_press_at(&crowd, (struct key_press){ .key = 'y' }, EARLY),
			     INTENT_EXPECT);
	assert_int_not_equal(crowd_press_at(&crowd, (struct key_press){ .key = 'y', .pasted = true },
				      CROWD_READ), INTENT_EXPECT);
	assert_int_not_equal(crowd_press_at(&crowd, (struct key_press){ .key = 'y', .crowded = true },
				      CROWD_READ), INTENT_EXPECT);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		assert_int_not_equal(crowd_answer(&crowd, keys[i]), INTENT_EXPECT);
		assert_true(shows(&crowd, "add this line to"));
	}
	crowd_answer(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "Enter is not enough"));
	assert_int_equal(crowd_answer(&crowd, 'Y'), INTENT_EXPECT);
	crowd_close(&crowd);
}

/* Why it gets no line, and nothing is asked. */
static void check_refusals(void **state)
{
	static const struct { const char *listener, *why; } rows[] = {
		{ "0.0.0.0:443", "line 7 expects it already" },
		{ "0.0.0.0:8443", "take its line out of /etc/lsntop/expected instead" },
		{ "0.0.0.0:40112", "a client's UDP socket is compared with no line" },
		{ "127.0.0.1:323", "its owner is still looked for" },
		{ "0.0.0.0:22", "a restart helps, no line does" },
		{ "127.0.0.1:5432", "this listener is gone" },
		{ "0.0.0.0:7000", "is bound and does not listen" },
	};
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 120, 50);
	crowd.gone = 54508;
	crowd.bound = true;
	crowd_tick(&crowd);
	/* What is bound is seen by who asks for it. */
	crowd_type(&crowd, "\\port>0\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		crowd_go_to(&crowd, rows[i].listener);
		assert_int_equal(crowd_key(&crowd, 'e'), INTENT_DRAW);
		if (!shows(&crowd, rows[i].why))
			fail_msg("%s: not '%s'", rows[i].listener, rows[i].why);
		assert_false(shows(&crowd, "y yes"));
		assert_int_not_equal(crowd_answer(&crowd, 'y'), INTENT_EXPECT);
	}
	crowd_close(&crowd);
}

static void check_no_baseline(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 100, 34, true);
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "there is no baseline: start lsntop with --expect FILE"));
	crowd_ticks(&crowd, 3);
	assert_false(ui_focus(crowd.ui).executables);
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "there is no baseline: start lsntop with --expect FILE"));
	judge(&crowd);
	crowd_tick(&crowd);
	assert_true(ui_focus(crowd.ui).executables);
	crowd.settings.read_only = true;
	crowd_go_to(&crowd, "127.0.0.1:6379");
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "read-only: no baseline is written to"));
	crowd_type(&crowd, "\n");
	assert_false(shows(&crowd, "eExpect"));
	crowd_close(&crowd);
}

/* What the line does not say is said. */
static void check_unknown(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "tcp 127.0.0.1:5432 unit=postgresql@15-main.service user=postgres"));
	assert_true(shows(&crowd, "the executable is not known"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_go_to(&crowd, "0.0.0.0:2049");
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "tcp 0.0.0.0:2049 owner=kernel"));
	assert_false(shows(&crowd, "not known"));
	crowd_close(&crowd);
}

static void check_tags(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	crowd_go_to(&crowd, "127.0.0.1:6379");
	crowd_type(&crowd, " ");
	crowd_go_to(&crowd, "[::1]:6379");
	crowd_type(&crowd, " ");
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_type(&crowd, " ");
	crowd_go_to(&crowd, "127.0.0.1:39121");
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "add these 2 lines to /etc/lsntop/expected (3 tagged rows)?"));
	assert_true(shows(&crowd, "1 more gets no line: line 7 expects it already"));
	assert_true(shows(&crowd, "+ tcp 127.0.0.1:6379 exe="));
	assert_true(shows(&crowd, "+ tcp [::1]:6379 exe="));
	assert_false(shows(&crowd, "39121"));
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_EXPECT);
	assert_non_null(ui_expected_at(crowd.ui, 1));
	assert_null(ui_expected_at(crowd.ui, 2));
	assert_non_null(strstr(ui_expected(crowd.ui), "\ntcp [::1]:6379 "));
	crowd_type(&crowd, "U");
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_type(&crowd, " ");
	crowd_go_to(&crowd, "0.0.0.0:8443");
	crowd_type(&crowd, " e");
	assert_true(shows(&crowd, "none of the 2 gets a line: this one is missing"));
	crowd_go_to(&crowd, "0.0.0.0:8443");
	crowd_type(&crowd, " ");
	crowd_go_to(&crowd, "0.0.0.0:111");
	crowd_type(&crowd, " e");
	assert_true(shows(&crowd, "all of them are expected already"));
	crowd_go_to(&crowd, "0.0.0.0:8443");
	crowd_type(&crowd, " ");
	crowd_go_to(&crowd, "127.0.0.1:6379");
	crowd_type(&crowd, " e");
	assert_true(shows(&crowd, "add this line to /etc/lsntop/expected (4 tagged rows)?"));
	assert_true(shows(&crowd, "- 1 more gets no line: this one is missing"));
	assert_true(shows(&crowd, "- 2 more are expected already"));
	crowd_close(&crowd);
}

/* Members of a SO_REUSEPORT group differ by what no line knows. */
static void check_group(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 120, 44, true);
	crowd.workers = 4;
	crowd_ticks(&crowd, 40);
	judge(&crowd);
	crowd_tick(&crowd);
	crowd_draw(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:9000");
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "add this line to /etc/lsntop/expected?"));
	assert_true(shows(&crowd, "tcp 0.0.0.0:9000 unit=gunicorn.service user=www-data"));
	assert_true(shows(&crowd, "1 more gets no line: line 7 expects it already"));
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_EXPECT);
	assert_string_equal(ui_expected(crowd.ui),
			    "tcp 0.0.0.0:9000 unit=gunicorn.service user=www-data\n");
	crowd_close(&crowd);
}

static void check_places(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	crowd_go_to(&crowd, "127.0.0.1:39121");
	crowd_type(&crowd, "\n");
	assert_true(shows(&crowd, "not expected: new"));
	assert_true(shows(&crowd, "eExpect"));
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "tcp 127.0.0.1:39121 exe=/usr/bin/python3.11"));
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_EXPECT);
	crowd_type(&crowd, "2e");
	assert_true(shows(&crowd, "listeners are what is expected: 1 goes to them"));
	crowd_type(&crowd, "3e");
	assert_true(shows(&crowd, "listeners are what is expected: 1 goes to them"));
	crowd_type(&crowd, "3\ne");
	assert_true(shows(&crowd, "Esc goes back to the table"));
	/* In the journal, the listener that the event tells of. */
	crowd_type(&crowd, "4/0.0.0.0:443\n");
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "line 7 expects it already"));
	/* What a process holds. */
	crowd_type(&crowd, "2/redis\n");
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "\n");
	crowd_tick(&crowd);
	crowd_draw(&crowd);
	crowd_type(&crowd, "e");
	assert_true(shows(&crowd, "tcp 127.0.0.1:6379 exe=/usr/bin/"));
	crowd_close(&crowd);
}

/* A line that is not read whole is not agreed to. */
static void check_a_screen_too_small_to_read(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	crowd_go_to(&crowd, "127.0.0.1:6379");
	crowd_type(&crowd, "e");
	for (crowd.width = 20; crowd.width < 100; crowd.width += 7) {
		for (crowd.height = 4; crowd.height < 14; crowd.height++) {
			bool whole;

			crowd_draw(&crowd);
			whole = shows(&crowd, "user=redis") || shows(&crowd, "=redis") ||
				shows(&crowd, "edis");
			if (whole)
				continue;
			assert_int_not_equal(crowd_answer(&crowd, 'y'), INTENT_EXPECT);
		}
	}
	crowd.width = 20;
	crowd.height = 4;
	crowd_answer(&crowd, 'y');
	crowd.width = 100;
	assert_true(shows(&crowd, "does not fit on the screen"));
	crowd_close(&crowd);
}

static void check_keys_on_what_is_not_there(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 120, 50);
	crowd.gone = 54508;
	crowd.bound = true;
	crowd_tick(&crowd);
	crowd_type(&crowd, "\\port>0\n");
	for (const char *key = "kKr]"; *key; key++) {
		crowd_go_to(&crowd, "127.0.0.1:5432");
		crowd_key(&crowd, (unsigned char)*key);
		assert_true(shows(&crowd, "this listener is gone: its socket was closed"));
		crowd_go_to(&crowd, "0.0.0.0:8443");
		crowd_key(&crowd, (unsigned char)*key);
		assert_true(shows(&crowd, "this one is missing: no socket is there"));
	}
	/* Who holds a port without listening can be signalled, the socket not be closed. */
	crowd_go_to(&crowd, "0.0.0.0:7000");
	crowd_type(&crowd, "K");
	assert_true(shows(&crowd, "bound and does not listen: only its owner"));
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "(9921)"));
	crowd_close(&crowd);
}

static void check_page_of_a_ghost(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	crowd.gone = 54508;
	crowd_tick(&crowd);
	crowd_ticks(&crowd, 2);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "this listener is gone: its socket was closed at 14:07:00, 2s ago"));
	assert_true(shows(&crowd, "held by postgres (960) of postgres; there before 14:06:00 on"));
	assert_true(shows(&crowd, "when last seen: queue 0 of 200, drops 0"));
	assert_true(shows(&crowd, "cookie 54508"));
	assert_false(shows(&crowd, "kSignal"));
	assert_false(shows(&crowd, "no trouble now"));
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "nobody holds it any more"));
	/* When the ghost is laid, the page still knows. */
	crowd_ticks(&crowd, 15);
	assert_true(shows(&crowd, "127.0.0.1:5432"));
	assert_true(shows(&crowd, "closed at 14:07:00, 17s ago"));
	assert_true(shows(&crowd, "held by postgres (960) of postgres"));
	assert_false(shows(&crowd, "cookie 54508"));
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "this listener is gone"));
	crowd_close(&crowd);
}

static void check_page_of_what_is_missing(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 100, 34, true);
	crowd_ticks(&crowd, 10);
	judge(&crowd);
	crowd_ticks(&crowd, 5);
	crowd_go_to(&crowd, "0.0.0.0:8443");
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "line 9 expects exe=/usr/sbin/haproxy"));
	assert_true(shows(&crowd, "baseline /etc/lsntop/expected"));
	assert_true(shows(&crowd, "since 14:06:10, 4s ago"));
	assert_false(shows(&crowd, "OWNERS"));
	assert_false(shows(&crowd, "QUEUE"));
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "nobody holds it: it is missing"));
	crowd_close(&crowd);
}

static void check_page_verdicts(void **state)
{
	static const struct { const char *listener, *title, *below; } pages[] = {
		{ "0.0.0.0:443", "exposed to any  expected", NULL },
		{ "127.0.0.1:6379", "exposed to loopback  not expected: other-user",
		  "line 7 expects user=nobody" },
		{ "0.0.0.0:40112", "exposed to any  not judged", "not judged: client: a UDP socket" },
		{ "127.0.0.1:323", "exposed to loopback  not judged", "is not known yet" },
	};
	struct crowd crowd;
	char line[CROWD_LINE];

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		for (unsigned width = 80; width <= 200; width += 60) {
			open_judged(&crowd, width, 50);
			crowd_go_to(&crowd, pages[i].listener);
			crowd_key(&crowd, KEY_RETURN);
			crowd_draw(&crowd);
			crowd_line(&crowd, 3, line);
			assert_non_null(strstr(line, pages[i].title));
			if (pages[i].below)
				assert_true(shows(&crowd, pages[i].below));
			crowd_close(&crowd);
		}
	}
	/* Without a baseline there is nothing to say. */
	crowd_open(&crowd, 100, 34, true);
	crowd_ticks(&crowd, 40);
	crowd_go_to(&crowd, "127.0.0.1:6379");
	crowd_key(&crowd, KEY_RETURN);
	assert_false(shows(&crowd, "expected"));
	assert_false(shows(&crowd, "not judged"));
	crowd_close(&crowd);
}

static void check_page_of_what_is_bound(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 100, 34, true);
	crowd.bound = true;
	crowd_ticks(&crowd, 5);
	assert_false(ui_focus(crowd.ui).bound);
	crowd_type(&crowd, "\\port=7000\n\n");
	assert_true(ui_focus(crowd.ui).bound);
	assert_true(shows(&crowd, "it holds its port and does not listen"));
	assert_true(shows(&crowd, "address already in use"));
	assert_true(shows(&crowd, "OWNERS 1"));
	assert_true(shows(&crowd, "cookie 91000"));
	assert_false(shows(&crowd, "QUEUE"));
	crowd_close(&crowd);
}

static void check_focus_follows_the_filter(void **state)
{
	struct crowd crowd;

	(void)state;
	open_judged(&crowd, 100, 34);
	assert_false(ui_focus(crowd.ui).bound);
	crowd_type(&crowd, "\\state=bound\n");
	assert_true(ui_focus(crowd.ui).bound);
	crowd_key(&crowd, '\\');
	crowd_key(&crowd, KEY_ESCAPE);
	assert_false(ui_focus(crowd.ui).bound);
	crowd_close(&crowd);
}

static void check_every_size(void **state)
{
	static const char *const walks[] = { "", "m", "e", "   e", "4", "\n", "/8443\n\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(walks) / sizeof(*walks); i++) {
		struct crowd crowd;

		open_judged(&crowd, 80, 24);
		crowd_go_to(&crowd, "127.0.0.1:6379");
		crowd_type(&crowd, walks[i]);
		for (unsigned size = 1; size < 130; size += size < 30 ? 1 : 17) {
			crowd.width = size;
			crowd.height = size > 60 ? 60 : size / 2 + 1;
			crowd_draw(&crowd);
			assert_true(crowd.canvas.cursor_x < crowd.width);
			assert_true(crowd.canvas.cursor_y < crowd.height);
			for (size_t c = 0; c < (size_t)crowd.width * crowd.height; c++)
				assert_in_range(crowd.canvas.cells[c].character, ' ', '~');
		}
		crowd_close(&crowd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_marks),
		cmocka_unit_test(check_ghosts_are_dim),
		cmocka_unit_test(check_header),
		cmocka_unit_test(check_only_marked),
		cmocka_unit_test(check_nothing_marked),
		cmocka_unit_test(check_one_line),
		cmocka_unit_test(check_no),
		cmocka_unit_test(check_only_y_is_yes),
		cmocka_unit_test(check_refusals),
		cmocka_unit_test(check_no_baseline),
		cmocka_unit_test(check_unknown),
		cmocka_unit_test(check_tags),
		cmocka_unit_test(check_group),
		cmocka_unit_test(check_places),
		cmocka_unit_test(check_a_screen_too_small_to_read),
		cmocka_unit_test(check_keys_on_what_is_not_there),
		cmocka_unit_test(check_page_of_a_ghost),
		cmocka_unit_test(check_page_of_what_is_missing),
		cmocka_unit_test(check_page_verdicts),
		cmocka_unit_test(check_page_of_what_is_bound),
		cmocka_unit_test(check_focus_follows_the_filter),
		cmocka_unit_test(check_every_size),
	};

	return cmocka_run_group_tests_name("tui/expect", tests, NULL, NULL);
}
