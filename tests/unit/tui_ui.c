/* tui_ui.c - keys in, intents and screens out. */
#include "tui/ui.h"

#include "tests/unit/crowd.h"
#include "tui/key.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void open_crowd(struct crowd *crowd)
{
	crowd_open(crowd, 100, 34, true);
	crowd_ticks(crowd, 40);
	crowd_draw(crowd);
}

/* The row that is selected, as text. */
static const char *selected(struct crowd *crowd, char line[CROWD_LINE])
{
	crowd_draw(crowd);
	for (unsigned y = 0; y < crowd->height; y++) {
		if (crowd->canvas.cells[(size_t)y * crowd->width].selected)
			return crowd_line(crowd, y, line);
	}
	return "";
}

static bool selects(struct crowd *crowd, const char *words)
{
	char line[CROWD_LINE];

	return strstr(selected(crowd, line), words) != NULL;
}

static void check_intents(void **state)
{
	static const struct { uint32_t key; enum intent intent; } keys[] = {
		{ 'q', INTENT_QUIT },
		{ KEY_FUNCTION + 10, INTENT_QUIT },
		{ KEY_CTRL_C, INTENT_QUIT },
		{ KEY_CTRL_L, INTENT_REPAINT },
		{ KEY_CTRL_Z, INTENT_SUSPEND },
		{ 'W', INTENT_WRITE },
		{ KEY_DOWN_ARROW, INTENT_DRAW },
		{ 'y', INTENT_NONE },
		{ 'x', INTENT_NONE },
		{ KEY_NOTHING, INTENT_NONE },
	};
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		assert_int_equal(crowd_key(&crowd, keys[i].key), keys[i].intent);
	crowd_close(&crowd);
}

/* Where there is no scene yet, no key may harm. */
static void check_before_the_first_tick(void **state)
{
	static const char *const keys[] = { "2", "3", "4", "3\n", "4\n", "t\n", "+-*", "?", "C", "s", "u", "/x\n", "\\fill>1\n", "I<> UFnci",
					    "d5\n", "\n", "Z" };
	struct crowd crowd;

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		crowd_open(&crowd, 80, 24, true);
		crowd_draw(&crowd);
		crowd_type(&crowd, keys[i]);
		crowd_draw(&crowd);
		crowd_key(&crowd, KEY_ESCAPE);
		crowd_draw(&crowd);
		crowd_close(&crowd);
	}
	crowd_open(&crowd, 80, 24, true);
	assert_true(shows(&crowd, "looking for listeners"));
	crowd_close(&crowd);
}

static void check_hardware_cursor(void **state)
{
	char line[CROWD_LINE];
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_draw(&crowd);
	crowd_line(&crowd, crowd.canvas.cursor_y, line);
	assert_int_equal(strncmp(line + crowd.canvas.cursor_x, "0.0.0.0:443", 11), 0);
	crowd_type(&crowd, "/ab");
	crowd_draw(&crowd);
	assert_int_equal(crowd.canvas.cursor_y, crowd.height - 2);
	assert_int_equal(crowd.canvas.cursor_x, strlen("search: ab"));
	crowd_close(&crowd);
}

static void check_search(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_type(&crowd, "/redis");
	assert_true(selects(&crowd, "127.0.0.1:6379"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(selects(&crowd, "0.0.0.0:443"));
	crowd_type(&crowd, "/REDIS");
	assert_true(shows(&crowd, "not found"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "/redis\nn");
	assert_true(selects(&crowd, "[::1]:6379"));
	crowd_type(&crowd, "nn");
	assert_true(selects(&crowd, "127.0.0.1:6379"));
	crowd_type(&crowd, "N");
	assert_true(selects(&crowd, "/run/r"));
	/* Without a search n is another command. */
	crowd_key(&crowd, KEY_ESCAPE);
	assert_false(shows(&crowd, "127.0.0.1:redis"));
	crowd_type(&crowd, "n");
	assert_true(shows(&crowd, "127.0.0.1:redis"));
	assert_true(crowd.settings.service_names);
	crowd_close(&crowd);
}

static void check_match_is_marked(void **state)
{
	struct crowd crowd;
	unsigned marked = 0;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "/sshd\n");
	crowd_draw(&crowd);
	for (size_t i = 0; i < (size_t)crowd.width * crowd.height; i++)
		marked += crowd.canvas.cells[i].role == ROLE_MATCH;
	/* Three sockets of sshd, four letters each. */
	assert_int_equal(marked, 12);
	crowd_close(&crowd);
}

static void check_filter(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "\\fill>3");
	assert_true(shows(&crowd, "25 rows hidden by the filter: fill>3"));
	assert_false(shows(&crowd, "127.0.0.1:6379"));
	crowd_type(&crowd, ">");
	assert_true(shows(&crowd, "expected"));
	/* It stays open, and what was understood last stays in force. */
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "filter: fill>3>"));
	crowd_key(&crowd, KEY_DELETE_BACK);
	crowd_key(&crowd, KEY_RETURN);
	assert_false(shows(&crowd, "filter: fill>3>"));
	assert_true(shows(&crowd, "hidden by the filter: fill>3"));
	/* It starts from the one in force. */
	crowd_type(&crowd, "\\0");
	assert_true(shows(&crowd, "hidden by the filter: fill>30"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_false(shows(&crowd, "hidden"));
	assert_true(shows(&crowd, "127.0.0.1:6379"));
	crowd_close(&crowd);
}

static void check_delay(void **state)
{
	static const char *const wrong[] = { "0", "0.09", "3601", "nan", "-1", "", "1x" };
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "d");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		crowd_key(&crowd, KEY_CTRL_U);
		crowd_type(&crowd, wrong[i]);
		assert_int_equal(crowd_key(&crowd, KEY_RETURN), INTENT_DRAW);
		assert_true(shows(&crowd, "a number from 0.1 to 3600"));
		assert_true(crowd.settings.delay == 1);
	}
	crowd_key(&crowd, KEY_CTRL_U);
	crowd_type(&crowd, "0.5");
	assert_int_equal(crowd_key(&crowd, KEY_RETURN), INTENT_DELAY);
	assert_true(crowd.settings.delay == 0.5);
	assert_true(shows(&crowd, "a refresh every 0.5 s"));
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "every 0.5s"));
	crowd_close(&crowd);
}

static void check_pause(void **state)
{
	struct crowd crowd;
	char before[CROWD_LINE], after[CROWD_LINE];

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "Z");
	crowd_draw(&crowd);
	crowd_line(&crowd, 0, before);
	crowd_ticks(&crowd, 20);
	assert_int_equal(crowd_key(&crowd, KEY_DOWN_ARROW), INTENT_NONE);
	assert_int_equal(crowd_key(&crowd, 's'), INTENT_NONE);
	assert_int_equal(crowd_key(&crowd, KEY_CTRL_L), INTENT_REPAINT);
	assert_true(shows(&crowd, "paused: Z goes on"));
	assert_string_equal(crowd_line(&crowd, 0, after), before);
	/* Another size cannot keep the picture. */
	crowd.width = 90;
	crowd_draw(&crowd);
	assert_true(shows(&crowd, "paused: Z goes on"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_false(shows(&crowd, "paused"));
	crowd_line(&crowd, 0, after);
	assert_string_not_equal(after, before);
	crowd_type(&crowd, "Z");
	assert_int_equal(crowd_key(&crowd, 'q'), INTENT_QUIT);
	crowd_close(&crowd);
}

static void check_states_are_said(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_true(shows(&crowd, "order held"));
	crowd_ticks(&crowd, 11);
	assert_false(shows(&crowd, "order held"));
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_false(shows(&crowd, "order held"));
	crowd_type(&crowd, "F");
	assert_true(shows(&crowd, "following"));
	crowd_type(&crowd, "Fi");
	assert_true(shows(&crowd, "idle rows hidden"));
	/* Even where there is no header to say it in. */
	crowd.settings.header = 0;
	assert_true(shows(&crowd, "idle rows hidden"));
	crowd_close(&crowd);
}

/* What comes with the first move of the cursor takes the place of what stands to
 * the right; the host stays to the end. */
static void check_header_stands_still(void **state)
{
	char before[CROWD_LINE], after[CROWD_LINE];
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	for (crowd.width = 40; crowd.width < 130; crowd.width++) {
		size_t same;

		crowd_draw(&crowd);
		crowd_line(&crowd, 0, before);
		crowd_key(&crowd, KEY_DOWN_ARROW);
		crowd_draw(&crowd);
		crowd_line(&crowd, 0, after);
		same = (size_t)(strstr(after, "  order held") - after);
		assert_memory_equal(before, after, same);
		assert_non_null(strstr(after, "web01"));
		crowd_key(&crowd, KEY_ESCAPE);
	}
	crowd.width = 80;
	crowd_draw(&crowd);
	assert_string_equal(crowd_line(&crowd, 0, before),
			    "lsntop  web01  14:06:39  29 listening: 13 tcp 6 udp 9 unix 1 raw");
	crowd_close(&crowd);
}

/* No column is wider, and moves the next, for being sorted by. */
static void check_titles_stand_still(void **state)
{
	char line[CROWD_LINE];
	struct crowd crowd;
	size_t at;

	(void)state;
	open_crowd(&crowd);
	at = (size_t)(strstr(crowd_line(&crowd, 3, line), "LOCAL") - line);
	for (unsigned i = 0; i < 5; i++) {
		crowd_type(&crowd, ">");
		crowd_draw(&crowd);
		assert_int_equal(strstr(crowd_line(&crowd, 3, line), "LOCAL") - line, at);
		assert_true(strchr(line, '^') || strchr(line, 'v'));
	}
	crowd_type(&crowd, "<<<<<<");
	assert_true(shows(&crowd, "no column to sort by on that side"));
	crowd_close(&crowd);
}

/* On a low screen the lines at the bottom are theirs alone. */
static void check_low_screens(void **state)
{
	char line[CROWD_LINE];
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd.gap = true;
	crowd_tick(&crowd);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd.height = 5;
	crowd_draw(&crowd);
	/* There is no header to say it in. */
	assert_string_equal(crowd_line(&crowd, 3, line), "order held");
	crowd_key(&crowd, KEY_RETURN);
	for (crowd.height = 4; crowd.height < 20; crowd.height++) {
		crowd_draw(&crowd);
		assert_int_equal(strncmp(crowd_line(&crowd, crowd.height - 1, line),
					 "EscBack EnterProcess ", 21), 0);
		crowd_line(&crowd, crowd.height - 2, line);
		assert_int_equal(strncmp(line, "owners of 212 processes hidden", 30), 0);
	}
	crowd_close(&crowd);
}

static void check_follow_lost(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "/5432\nF");
	crowd.gone = 54508;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "what was followed is gone"));
	assert_false(shows(&crowd, "following"));
	crowd_close(&crowd);
}

static void check_page(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "/5432\n");
	crowd_key(&crowd, KEY_ESCAPE);
	assert_int_equal(crowd_key(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_true(shows(&crowd, "inode 2215708"));
	assert_true(shows(&crowd, "OWNERS 1"));
	assert_true(ui_focus(crowd.ui).processes);
	crowd_ticks(&crowd, 30);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(selects(&crowd, "127.0.0.1:5432"));
	crowd_key(&crowd, KEY_RETURN);
	crowd.gone = 54508;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "this listener is gone"));
	assert_true(shows(&crowd, "127.0.0.1:5432"));
	crowd_key(&crowd, KEY_ESCAPE);
	/* A ghost of it stays for a while. */
	assert_true(selects(&crowd, "- "));
	assert_true(selects(&crowd, "127.0.0.1:5432"));
	crowd_ticks(&crowd, 11);
	assert_false(shows(&crowd, "127.0.0.1:5432"));
	crowd_close(&crowd);
}

static void check_page_without_owner(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "/2049\n\n");
	assert_true(shows(&crowd, "OWNERS held by the kernel, or by a process hidden"));
	crowd_close(&crowd);
}

static void check_processes(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	assert_false(ui_focus(crowd.ui).processes);
	crowd_key(&crowd, KEY_TAB);
	assert_true(ui_focus(crowd.ui).processes);
	assert_true(shows(&crowd, "CPU%"));
	crowd_type(&crowd, "/redis-server\n\n");
	assert_true(shows(&crowd, " 902 redis-server"));
	assert_true(shows(&crowd, "[::1]:6379"));
	assert_false(shows(&crowd, "0.0.0.0:22"));
	assert_true(ui_focus(crowd.ui).has_process);
	assert_int_equal(ui_focus(crowd.ui).process.pid, 902);
	assert_false(ui_focus(crowd.ui).has_listener);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "OWNERS"));
	assert_false(ui_focus(crowd.ui).has_process);
	assert_true(ui_focus(crowd.ui).has_listener);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, " 902 redis-server"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(selects(&crowd, "redis-server"));
	assert_true(shows(&crowd, "CPU%"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_key(&crowd, KEY_RETURN);
	/* A pid that was used again is another process. */
	crowd.reborn = 902;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "this process has ended"));
	assert_true(shows(&crowd, " 902 redis-server"));
	assert_false(shows(&crowd, "[::1]:6379"));
	assert_int_equal(crowd_key(&crowd, KEY_RETURN), INTENT_NONE);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, "CPU%"));
	crowd_key(&crowd, KEY_SHIFT_TAB);
	assert_true(shows(&crowd, "0.0.0.0:443"));
	crowd_close(&crowd);
}

/* From a listener to an owner, to another listener, and back by the same steps; the
 * row one came from stays selected, and the order as it was. */
static void check_walk(void **state)
{
	char first[CROWD_LINE], line[CROWD_LINE];
	struct crowd crowd;
	int title;

	(void)state;
	open_crowd(&crowd);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	title = crowd_find(&crowd, "LOCAL ADDRESS");
	crowd_line(&crowd, (unsigned)title + 1, first);
	assert_true(selects(&crowd, "0.0.0.0:443"));
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	crowd_draw(&crowd);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_true(selects(&crowd, " 1236 "));
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	assert_true(shows(&crowd, " 1236 nginx"));
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_true(selects(&crowd, "0.0.0.0:80"));
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	assert_true(shows(&crowd, " 0.0.0.0:80  tcp  http"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, " 1236 nginx"));
	assert_true(selects(&crowd, "0.0.0.0:80"));
	crowd_tick(&crowd);
	assert_true(selects(&crowd, "0.0.0.0:80"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, " 0.0.0.0:443  tcp  https"));
	assert_true(selects(&crowd, " 1236 "));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(selects(&crowd, "0.0.0.0:443"));
	crowd_line(&crowd, (unsigned)title + 1, line);
	assert_non_null(strstr(line, "/srv/app"));
	assert_non_null(strstr(first, "/srv/app"));
	crowd_close(&crowd);
}

/* Up from the listeners to who started it, and from page to page to the first of all. */
static void check_parents(void **state)
{
	static const char *const way[] = { "9900  bash", "9895  sshd", "1  systemd" };
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "2/9921\n\n");
	crowd_tick(&crowd);
	assert_true(selects(&crowd, "127.0.0.1:39121"));
	for (unsigned i = 3; i > 0; i--) {
		crowd_key(&crowd, KEY_UP_ARROW);
		assert_true(selects(&crowd, way[i - 1]));
		crowd_tick(&crowd);
		assert_true(selects(&crowd, way[i - 1]));
	}
	crowd_key(&crowd, KEY_UP_ARROW);
	assert_true(selects(&crowd, way[0]));
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, " 9900 bash"));
	crowd_tick(&crowd);
	/* It holds nothing: the cursor is on what is there. */
	assert_true(shows(&crowd, "LISTENERS none"));
	assert_true(selects(&crowd, way[1]));
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	assert_true(shows(&crowd, " 9895 sshd"));
	crowd_key(&crowd, KEY_LAST);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "a thread has no page"));
	/* Back, where 9900 is not in the scene before somebody asks for it again. */
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, " 9900 bash"));
	assert_false(shows(&crowd, "ended"));
	crowd_tick(&crowd);
	assert_true(selects(&crowd, way[1]));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_tick(&crowd);
	assert_true(shows(&crowd, " 9921 ?[31mpython"));
	assert_true(selects(&crowd, way[0]));
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, " 1 systemd"));
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "nobody seen from here: it is the first process"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_tick(&crowd);
	assert_true(selects(&crowd, way[2]));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, "CPU%"));
	crowd_close(&crowd);
}

/* One that ended while another page was open. */
static void check_parent_ended(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "2/9921\n\n");
	crowd_tick(&crowd);
	crowd_draw(&crowd);
	crowd_key(&crowd, KEY_FIRST);
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "COMMAND -bash"));
	crowd_key(&crowd, KEY_RETURN);
	crowd.ended = 9900;
	crowd_tick(&crowd);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, " 9900 bash"));
	assert_true(shows(&crowd, "looking ..."));
	crowd_tick(&crowd);
	assert_true(shows(&crowd, " 9900 bash"));
	assert_true(shows(&crowd, "this process has ended; Esc goes back"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, " 9921 "));
	crowd_close(&crowd);
}

/* To and fro without end: the way back is as long as can be remembered, and ends in
 * the pane. */
static void check_long_way(void **state)
{
	struct crowd crowd;
	unsigned back = 0;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "/5432\n\n");
	for (unsigned i = 0; i < 50; i++) {
		crowd_key(&crowd, KEY_RETURN);
		crowd_tick(&crowd);
	}
	while (!shows(&crowd, "F10Quit") && back < 99) {
		crowd_key(&crowd, KEY_ESCAPE);
		back++;
	}
	assert_int_equal(back, 33);
	assert_true(selects(&crowd, "127.0.0.1:5432"));
	/* A number leaves them all at once. */
	for (unsigned i = 0; i < 3; i++)
		crowd_key(&crowd, KEY_RETURN);
	crowd_type(&crowd, "1");
	assert_true(selects(&crowd, "127.0.0.1:5432"));
	assert_false(ui_focus(crowd.ui).has_listener);
	assert_false(ui_focus(crowd.ui).has_process);
	crowd_close(&crowd);
}

static bool role_of(struct crowd *crowd, const char *words, enum role role)
{
	char line[CROWD_LINE];
	int y = crowd_find(crowd, words);
	unsigned x;

	assert_true(y >= 0);
	x = (unsigned)(strstr(crowd_line(crowd, (unsigned)y, line), words) - line);
	return crowd->canvas.cells[(size_t)y * crowd->width + x].role == role;
}

static void check_panes(void **state)
{
	static const char *const titles[] = { "CPU%", "MEANING", "JOURNAL", "LOCAL ADDRESS" };
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	for (unsigned i = 0; i < 8; i++) {
		crowd_key(&crowd, KEY_TAB);
		assert_true(shows(&crowd, titles[i % 4]));
	}
	for (unsigned i = 4; i > 0; i--) {
		assert_true(shows(&crowd, titles[(i + 3) % 4]));
		crowd_key(&crowd, KEY_SHIFT_TAB);
	}
	for (unsigned i = 0; i < 4; i++) {
		crowd_key(&crowd, '2' + (i < 3 ? i : (uint32_t)-1));
		assert_true(shows(&crowd, titles[i]));
	}
	/* What is behind Enter belongs to its pane. */
	crowd_type(&crowd, "2\n");
	assert_true(shows(&crowd, "COMMAND"));
	crowd_key(&crowd, KEY_TAB);
	assert_true(shows(&crowd, "MEANING"));
	crowd_key(&crowd, KEY_RETURN);
	crowd_key(&crowd, KEY_TAB);
	assert_true(shows(&crowd, "JOURNAL"));
	crowd_close(&crowd);
}

static void check_kernel(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "3");
	assert_true(shows(&crowd, "! ListenOverflows"));
	assert_true(role_of(&crowd, "ListenOverflows", ROLE_STRONG));
	assert_true(role_of(&crowd, "TCPReqQFullDrop", ROLE_DIM));
	assert_true(shows(&crowd, "Udp NoPorts"));
	assert_true(role_of(&crowd, "Udp NoPorts", ROLE_TEXT));
	assert_true(shows(&crowd, "DROPS AND COUNTERS"));
	assert_true(shows(&crowd, "TUNING"));
	/* The books as the judge has them: 14 a second for ten seconds. */
	assert_true(shows(&crowd, "(ListenOverflows)"));
	crowd_type(&crowd, "i");
	assert_false(shows(&crowd, "TCPReqQFullDrop"));
	assert_true(shows(&crowd, "! ListenOverflows"));
	assert_true(shows(&crowd, "idle rows hidden"));
	crowd_type(&crowd, "i/noports\n");
	assert_true(selects(&crowd, "Udp NoPorts"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "\\rate>0 && counter~Drops\n");
	assert_true(shows(&crowd, "! ListenDrops"));
	assert_false(shows(&crowd, "! ListenOverflows"));
	crowd_type(&crowd, "\\");
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "s");
	assert_true(shows(&crowd, "peak_rate"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_close(&crowd);
}

static void check_counter_page(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "3\n");
	assert_true(shows(&crowd, "counted in tcp_conn_request()"));
	assert_true(shows(&crowd, "tunable somaxconn=4096"));
	assert_true(shows(&crowd, "now 14.0/s, at most 14.0/s"));
	assert_true(shows(&crowd, "RISE PER SECOND"));
	crowd_type(&crowd, "s");
	assert_true(shows(&crowd, "Esc goes back to the table"));
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_true(shows(&crowd, " ListenDrops  netns"));
	/* That idle ones are hidden does not take it away. */
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_true(shows(&crowd, " TCPReqQFullDrop  netns"));
	crowd.settings.hide_idle = true;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, " TCPReqQFullDrop  netns"));
	crowd.settings.hide_idle = false;
	crowd_tick(&crowd);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(selects(&crowd, "TCPReqQFullDrop"));
	crowd_type(&crowd, "/core.somaxconn\n\n");
	assert_true(shows(&crowd, "COUNTED WHERE IT BINDS"));
	assert_true(shows(&crowd, "ListenOverflows  168, now 14.0/s: a client was"));
	/* Esc goes to the table, though the search is still on. */
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, "MEANING"));
	crowd_key(&crowd, KEY_ESCAPE);
	/* One that a filter hides is not another one: this rises every fifth second. */
	crowd_type(&crowd, "\\rate>0\n");
	crowd_ticks(&crowd, 3);
	crowd_key(&crowd, KEY_FIRST);
	crowd_key(&crowd, KEY_RETURN);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_true(shows(&crowd, " Udp InErrors  netns"));
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "or the filter hides it"));
	crowd_key(&crowd, KEY_UP_ARROW);
	assert_true(shows(&crowd, " ListenOverflows  netns"));
	crowd_close(&crowd);
}

/* Below the table text goes on where the cursor cannot; nothing is out of reach. */
static void check_kernel_reaches_all(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "3");
	for (crowd.height = 6; crowd.height < 40; crowd.height++) {
		bool found = false;

		crowd_key(&crowd, KEY_FIRST);
		crowd_draw(&crowd);
		crowd_key(&crowd, KEY_LAST);
		for (unsigned i = 0; i < 30 && !found; i++) {
			found = shows(&crowd, "cannot be explained");
			crowd_key(&crowd, KEY_DOWN_ARROW);
		}
		if (!found)
			fail_msg("%u lines", crowd.height);
		crowd_key(&crowd, KEY_FIRST);
		if (!selects(&crowd, "ListenOverflows"))
			fail_msg("%u lines: no way back", crowd.height);
	}
	crowd_close(&crowd);
}

static void check_journal(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 100, 34, true);
	crowd_ticks(&crowd, 3);
	crowd_draw(&crowd);
	crowd_type(&crowd, "4");
	assert_true(shows(&crowd, "nothing has happened since 14:06:00"));
	assert_true(shows(&crowd, "when a queue passes"));
	assert_true(shows(&crowd, "80 % of its backlog"));
	assert_true(shows(&crowd, "0 events since 14:06:00"));
	crowd_ticks(&crowd, 37);
	assert_false(shows(&crowd, "nothing has happened"));
	assert_true(shows(&crowd, "overflow-began"));
	crowd_type(&crowd, "/0.0.0.0:443\n");
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "QUEUE 129 of 128"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(selects(&crowd, "0.0.0.0:443"));
	/* While there is a ghost of it, it has a page. */
	crowd.gone = 54500;
	crowd_tick(&crowd);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "this listener is gone: its socket was closed at 14:06:40"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_ticks(&crowd, 11);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "this listener is gone: its socket was closed"));
	assert_true(shows(&crowd, "JOURNAL"));
	crowd_type(&crowd, "\\event=filling\n");
	assert_true(shows(&crowd, "hidden by the filter"));
	assert_false(shows(&crowd, "overflow-began"));
	crowd_type(&crowd, "t");
	assert_true(shows(&crowd, "listeners are what is grouped"));
	crowd_close(&crowd);
}

/* The third line is there whether anything is wrong or not. */
static void check_headline(void **state)
{
	char line[CROWD_LINE];
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 100, 34, true);
	crowd.gone = 54500;
	crowd_ticks(&crowd, 4);
	crowd_draw(&crowd);
	assert_string_equal(crowd_line(&crowd, 2, line), "");
	assert_non_null(strstr(crowd_line(&crowd, 3, line), "LOCAL ADDRESS"));
	crowd.gone = 0;
	crowd_ticks(&crowd, 36);
	crowd_draw(&crowd);
	assert_int_equal(strncmp(crowd_line(&crowd, 2, line), "!! 0.0.0.0:443: full: ", 22), 0);
	assert_int_equal(crowd.canvas.cells[2 * crowd.width].role, ROLE_ALARM);
	assert_non_null(strstr(crowd_line(&crowd, 3, line), "LOCAL ADDRESS"));
	crowd.settings.header = 2;
	crowd_draw(&crowd);
	assert_non_null(strstr(crowd_line(&crowd, 2, line), "LOCAL ADDRESS"));
	crowd_close(&crowd);
}

static void check_groups(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 100, 40, true);
	crowd.workers = 4;
	crowd_ticks(&crowd, 40);
	assert_true(shows(&crowd, "0.0.0.0:9000 x4"));
	crowd_type(&crowd, "/9000\n");
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "+");
	assert_true(shows(&crowd, "4001 gunicorn"));
	crowd_type(&crowd, "-");
	assert_false(shows(&crowd, "4001 gunicorn"));
	crowd_type(&crowd, "*");
	assert_true(shows(&crowd, "4001 gunicorn"));
	crowd_type(&crowd, "*");
	assert_false(shows(&crowd, "4001 gunicorn"));
	/* The page of the one that is worst off. */
	crowd_key(&crowd, KEY_RETURN);
	assert_true(ui_focus(crowd.ui).has_listener);
	assert_int_equal(ui_focus(crowd.ui).listener.number, 80002);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_false(ui_focus(crowd.ui).has_listener);
	crowd_type(&crowd, "t");
	assert_true(selects(&crowd, "reuseport"));
	crowd_key(&crowd, KEY_UP_ARROW);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "4001 gunicorn"));
	assert_int_equal(crowd.settings.group, GROUPING_NONE);
	crowd_type(&crowd, "+");
	assert_true(shows(&crowd, "nothing is grouped here: F5 groups listeners"));
	crowd_type(&crowd, "3+");
	assert_true(shows(&crowd, "nothing is grouped here"));
	/* The setup acts at once, too. */
	crowd_type(&crowd, "1C");
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_type(&crowd, " ");
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, "0.0.0.0:9000 x4"));
	crowd_close(&crowd);
}

static void check_user(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "u");
	assert_true(shows(&crowd, "postgres"));
	crowd_key(&crowd, KEY_LAST);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "only user www-data"));
	assert_true(shows(&crowd, "2 listening: 2 tcp"));
	crowd_type(&crowd, "u");
	crowd_key(&crowd, KEY_FIRST);
	crowd_key(&crowd, KEY_RETURN);
	assert_false(shows(&crowd, "only user"));
	assert_true(shows(&crowd, "29 listening"));
	crowd_close(&crowd);
}

static void check_setup(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "C ");
	assert_int_equal(crowd.settings.header, 0);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_type(&crowd, " ");
	assert_int_equal(crowd.settings.group, GROUPING_OWNER);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_int_equal(crowd_key(&crowd, ' '), INTENT_LOOK);
	assert_int_equal(crowd.settings.theme, THEME_MONO);
	for (int i = 0; i < 6; i++)
		crowd_key(&crowd, KEY_DOWN_ARROW);
	/* The second of the columns, fill and queue: off, and the first behind it. */
	crowd_type(&crowd, " >");
	crowd_key(&crowd, KEY_ESCAPE);
	assert_false(shows(&crowd, "FILL"));
	ui_store(crowd.ui);
	assert_non_null(crowd.settings.columns);
	assert_int_equal(strncmp(crowd.settings.columns, "queue,peak,", 11), 0);
	crowd_type(&crowd, "C");
	crowd_key(&crowd, KEY_FIRST);
	for (int i = 0; i < 7; i++)
		crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_type(&crowd, " ");
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, "FILL"));
	ui_store(crowd.ui);
	assert_null(crowd.settings.columns);
	crowd_close(&crowd);
}

static void check_store(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	ui_store(crowd.ui);
	assert_null(crowd.settings.order);
	assert_null(crowd.settings.filter);
	crowd_type(&crowd, ">I\\port=22\n");
	ui_store(crowd.ui);
	assert_string_equal(crowd.settings.order, "-queue");
	assert_string_equal(crowd.settings.filter, "port=22");
	crowd_close(&crowd);
}

static void check_sort_menu(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "s");
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "LOCAL ADDRESS^"));
	crowd_type(&crowd, "I");
	assert_true(shows(&crowd, "LOCAL ADDRESSv"));
	crowd_type(&crowd, "s");
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, "LOCAL ADDRESSv"));
	crowd_close(&crowd);
}

static unsigned column_of(struct crowd *crowd, const char *title)
{
	char line[CROWD_LINE];
	int y = crowd_find(crowd, title);

	assert_true(y >= 0);
	return (unsigned)(strstr(crowd_line(crowd, (unsigned)y, line), title) - line);
}

static void check_mouse(void **state)
{
	struct crowd crowd;
	unsigned x;
	int y;

	(void)state;
	open_crowd(&crowd);
	y = crowd_find(&crowd, "127.0.0.1:6379");
	crowd_click(&crowd, KEY_MOUSE_CLICK, 30, (unsigned)y);
	assert_true(selects(&crowd, "127.0.0.1:6379"));
	crowd_click(&crowd, KEY_MOUSE_CLICK, 30, (unsigned)y);
	assert_true(shows(&crowd, "OWNERS"));
	crowd_key(&crowd, KEY_ESCAPE);
	x = column_of(&crowd, "LOCAL ADDRESS");
	crowd_click(&crowd, KEY_MOUSE_CLICK, x, 3);
	assert_true(shows(&crowd, "LOCAL ADDRESS^"));
	crowd_click(&crowd, KEY_MOUSE_CLICK, x, 3);
	assert_true(shows(&crowd, "LOCAL ADDRESSv"));
	crowd_key(&crowd, KEY_FIRST);
	crowd_click(&crowd, KEY_WHEEL_DOWN, 5, 5);
	crowd_click(&crowd, KEY_MOUSE_CLICK, 500, 500);
	crowd_type(&crowd, "s");
	crowd_draw(&crowd);
	crowd_click(&crowd, KEY_MOUSE_CLICK, 4, 4);
	assert_true(shows(&crowd, "FILLv"));
	crowd_close(&crowd);
}

static void check_messages(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd.gap = true;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "owners of 212 processes hidden"));
	ui_say(crowd.ui, "written to \033[31m/home/x");
	assert_true(shows(&crowd, "written to ?[31m/home/x"));
	assert_int_equal(crowd_key(&crowd, 'x'), INTENT_DRAW);
	assert_false(shows(&crowd, "written to"));
	crowd_close(&crowd);
}

/* Enough to find what an arbitrary user does: nothing but bounds is asked. */
static void check_random_keys(void **state)
{
	static const uint32_t keys[] = {
		'2', '1', '3', '4', 't', '+', '-', '*', '?', 'C', 's', 'u', '/', '\\', 'n', 'N', 'I', '<', '>', ' ', 'U', 'F', 'Z',
		'i', 'c', 'd', 'g', 'G', 'e', '0', '>', '=', 0x65e5, KEY_TAB, KEY_SHIFT_TAB,
		KEY_RETURN, KEY_ESCAPE, KEY_UP_ARROW, KEY_DOWN_ARROW, KEY_LEFT_ARROW,
		KEY_RIGHT_ARROW, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_FIRST, KEY_LAST, KEY_CTRL_D,
		KEY_CTRL_U, KEY_DELETE_BACK, KEY_DELETE_AHEAD, KEY_MOUSE_CLICK, KEY_MOUSE_DOUBLE,
		KEY_WHEEL_UP, KEY_WHEEL_DOWN,
	};
	struct crowd crowd;
	uint64_t random = 88172645463325252;

	(void)state;
	open_crowd(&crowd);
	for (unsigned i = 0; i < 6000; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		crowd_click(&crowd, keys[random % (sizeof(keys) / sizeof(*keys))],
			    (unsigned)(random >> 20) % 120, (unsigned)(random >> 40) % 40);
		if (i % 7 == 0) {
			crowd.gone = 54500 + random % 40;
			crowd.extra = (unsigned)(random >> 30) % 90;
			crowd_tick(&crowd);
		}
		if (i % 101 == 0) {
			crowd.width = 20 + (unsigned)(random >> 11) % 200;
			crowd.height = 4 + (unsigned)(random >> 33) % 60;
		}
		crowd_draw(&crowd);
		assert_true(crowd.canvas.cursor_x < crowd.width);
		assert_true(crowd.canvas.cursor_y < crowd.height);
	}
	crowd_close(&crowd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_intents),
		cmocka_unit_test(check_before_the_first_tick),
		cmocka_unit_test(check_hardware_cursor),
		cmocka_unit_test(check_search),
		cmocka_unit_test(check_match_is_marked),
		cmocka_unit_test(check_filter),
		cmocka_unit_test(check_delay),
		cmocka_unit_test(check_pause),
		cmocka_unit_test(check_states_are_said),
		cmocka_unit_test(check_header_stands_still),
		cmocka_unit_test(check_titles_stand_still),
		cmocka_unit_test(check_low_screens),
		cmocka_unit_test(check_follow_lost),
		cmocka_unit_test(check_page),
		cmocka_unit_test(check_page_without_owner),
		cmocka_unit_test(check_processes),
		cmocka_unit_test(check_walk),
		cmocka_unit_test(check_parents),
		cmocka_unit_test(check_parent_ended),
		cmocka_unit_test(check_long_way),
		cmocka_unit_test(check_panes),
		cmocka_unit_test(check_kernel),
		cmocka_unit_test(check_counter_page),
		cmocka_unit_test(check_kernel_reaches_all),
		cmocka_unit_test(check_journal),
		cmocka_unit_test(check_headline),
		cmocka_unit_test(check_groups),
		cmocka_unit_test(check_user),
		cmocka_unit_test(check_setup),
		cmocka_unit_test(check_store),
		cmocka_unit_test(check_sort_menu),
		cmocka_unit_test(check_mouse),
		cmocka_unit_test(check_messages),
		cmocka_unit_test(check_random_keys),
	};

	return cmocka_run_group_tests_name("tui/ui", tests, NULL, NULL);
}
