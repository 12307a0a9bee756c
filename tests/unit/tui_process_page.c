/* tui_process_page.c - all about one process: what it runs, what started it, what it
 * holds, and what its threads do. */
#include "tests/unit/crowd.h"

#include "tui/key.h"
#include "tui/trail.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TICKS = 60 };

static const char nginx[] = "1235", java[] = "871", python[] = "9921";

/* Opens the page of the process with that pid, and looks closer. */
static void begin(struct crowd *crowd, unsigned width, unsigned height, const char *pid)
{
	crowd_open(crowd, width, height, false);
	crowd_ticks(crowd, TICKS);
	crowd_draw(crowd);
	crowd_type(crowd, "2/");
	crowd_type(crowd, pid);
	crowd_type(crowd, "\n\n");
	/* A rate takes two. */
	crowd_ticks(crowd, 2);
	crowd_draw(crowd);
}

static bool selects(struct crowd *crowd, const char *words)
{
	char line[CROWD_LINE];

	crowd_draw(crowd);
	crowd_line(crowd, crowd->canvas.cursor_y, line);
	return strstr(line, words) &&
	       crowd->canvas.cells[(size_t)crowd->canvas.cursor_y * crowd->width].selected;
}

static unsigned selected_lines(struct crowd *crowd)
{
	unsigned count = 0;

	crowd_draw(crowd);
	for (unsigned y = 0; y < crowd->height; y++)
		count += crowd->canvas.cells[(size_t)y * crowd->width].selected;
	return count;
}

static void check_facts(void **state)
{
	static const char *const facts[] = {
		" 1235 nginx", "nginx.service  www-data", "COMMAND nginx: worker process",
		"EXECUTABLE /usr/sbin/nginx (replaced since it was started)",
		"STARTED 2026-01-31 13:32:39, 34m00s ago", "STATE running", "CPU 98.1 %", "RSS 48M",
		"NICE 0", "OOM SCORE 667", "CAPABILITIES none", "CGROUP /system.slice/nginx.service",
		"DESCRIPTORS 411 of 1024  40.1 %", "1234  nginx    root  nginx.service",
		"   1  systemd  root", "LISTENERS 2", "0.0.0.0:443", "0.0.0.0:80",
		"CONNECTIONS 380 ESTAB, 3 CLOSE-WAIT   61 % of its descriptors looked at",
		"TOP PEERS 198.51.100.7 (120)  198.51.100.8 (111)", "and 45 more", "THREADS 1",
		"! 0.0.0.0:443 nginx: accept queue full for",
	};
	struct crowd crowd;

	(void)state;
	begin(&crowd, 120, 50, nginx);
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		if (!shows(&crowd, facts[i]))
			fail_msg("no '%s'", facts[i]);
	}
	/* What is in the title is not said again, and an adjustment of nothing not at all. */
	assert_false(shows(&crowd, "UNIT"));
	assert_false(shows(&crowd, "CONTAINER"));
	assert_false(shows(&crowd, "adjusted"));
	crowd_close(&crowd);
	begin(&crowd, 120, 50, java);
	assert_true(shows(&crowd, "CPU 0.3 %, busiest thread 0.2 % (874 pool-3)"));
	assert_true(shows(&crowd, "NICE 0, its threads differ: 0 to 10"));
	assert_true(shows(&crowd, "OOM SCORE 721 (adjusted by 100)"));
	assert_true(shows(&crowd, "EXECUTABLE /usr/lib/jvm/java-17-openjdk-amd64/bin/java   "));
	assert_true(shows(&crowd, "CONNECTIONS none"));
	assert_true(shows(&crowd, "cap_setfcap"));
	crowd_close(&crowd);
	begin(&crowd, 120, 50, python);
	assert_true(shows(&crowd, "EXECUTABLE /usr/bin/python3.11 (deleted)"));
	assert_true(shows(&crowd, "CONTAINER ?"));
	assert_true(shows(&crowd, "9895  sshd     eve   ssh session of eve"));
	crowd_close(&crowd);
}

/* On the narrowest screen a path loses its middle, and what became of it stays. */
static void check_executable(void **state)
{
	(void)state;
	for (unsigned width = 38; width < 90; width++) {
		struct crowd crowd;

		begin(&crowd, width, 50, nginx);
		assert_true(shows(&crowd, "(replaced"));
		assert_true(width < 72 || shows(&crowd, "(replaced since it was started)"));
		assert_true(width < 72 || shows(&crowd, "/usr/sbin/nginx"));
		crowd_close(&crowd);
	}
}

/* What was not looked at is unknown, and what cannot be says why. */
static void check_unknown(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 120, 40, false);
	crowd.unseen = true;
	crowd_ticks(&crowd, TICKS);
	crowd_draw(&crowd);
	crowd_type(&crowd, "2/1235\n\n");
	assert_true(shows(&crowd, "EXECUTABLE ?   "));
	assert_true(shows(&crowd, "STARTED BY  looking ..."));
	assert_true(shows(&crowd, "CONNECTIONS asking ..."));
	assert_true(shows(&crowd, "THREADS 1   looking ..."));
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "EXECUTABLE ? (needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH)"));
	assert_true(shows(&crowd, "CAPABILITIES ?"));
	assert_true(shows(&crowd, "OOM SCORE ?"));
	assert_true(shows(&crowd, "CONNECTIONS ? (needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH)"));
	assert_true(shows(&crowd, "THREADS 1   what they do is not known"));
	assert_false(shows(&crowd, "looking ..."));
	assert_false(shows(&crowd, "CONNECTIONS none"));
	/* A picture is not looked at any closer. */
	crowd.unseen = false;
	crowd_key(&crowd, KEY_ESCAPE);
	crowd.scene.live = false;
	crowd_type(&crowd, "\n");
	assert_false(shows(&crowd, "looking ..."));
	crowd_close(&crowd);
}

/* The first round through very many descriptors takes longer than a tick. */
static void check_late(void **state)
{
	struct crowd crowd;

	(void)state;
	begin(&crowd, 120, 40, java);
	assert_true(shows(&crowd, "CONNECTIONS none"));
	crowd.unasked = true;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "CONNECTIONS asking ..."));
	crowd.scene.live = false;
	assert_true(shows(&crowd, "CONNECTIONS ?"));
	crowd_close(&crowd);
}

/* The letter is that of the main thread. */
static void check_headless(void **state)
{
	struct crowd crowd;

	(void)state;
	begin(&crowd, 120, 40, java);
	crowd.headless = true;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "STATE its main thread has ended, others go on"));
	crowd_close(&crowd);
	begin(&crowd, 120, 40, nginx);
	crowd.headless = true;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "STATE ended, its parent has not asked (Z)"));
	crowd_close(&crowd);
}

static void check_gone(void **state)
{
	struct crowd crowd;

	(void)state;
	begin(&crowd, 80, 24, nginx);
	crowd.reborn = 1235;
	crowd_tick(&crowd);
	assert_true(shows(&crowd, " 1235 nginx"));
	assert_true(shows(&crowd, "this process has ended; Esc goes back"));
	assert_false(shows(&crowd, "0.0.0.0:80"));
	assert_false(shows(&crowd, "COMMAND"));
	assert_int_equal(selected_lines(&crowd), 0);
	crowd_key(&crowd, KEY_UP_ARROW);
	crowd_key(&crowd, KEY_LAST);
	crowd_type(&crowd, "\n/x\nU F<>I");
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_close(&crowd);
}

/* One list: parents, listeners, threads; one line of it is selected, on any screen. */
static void check_one_list(void **state)
{
	static const unsigned sizes[][2] = {
		{ 40, 14 }, { 80, 24 }, { 120, 40 }, { 200, 50 }, { 60, 12 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		static const char *const rows[] = {
			"9900  bash", "9895  sshd", "1  systemd", "39121", "JX0", "9921 ",
		};
		enum { ROWS = sizeof(rows) / sizeof(*rows) };
		struct crowd crowd;

		begin(&crowd, sizes[i][0], sizes[i][1], python);
		assert_true(selects(&crowd, "39121"));
		crowd_key(&crowd, KEY_FIRST);
		for (unsigned row = 0; row < ROWS; row++) {
			assert_true(selects(&crowd, rows[row]));
			assert_int_equal(selected_lines(&crowd), 1);
			crowd_key(&crowd, KEY_DOWN_ARROW);
		}
		for (unsigned row = ROWS; row > 0; row--) {
			assert_true(selects(&crowd, rows[row - 1]));
			crowd_key(&crowd, KEY_UP_ARROW);
		}
		crowd_key(&crowd, KEY_LAST);
		assert_true(selects(&crowd, rows[ROWS - 1]));
		crowd_close(&crowd);
	}
}

/* With too few lines for all of them, the one that explains it is among those shown. */
static void check_few_lines(void **state)
{
	struct crowd crowd;
	int y;

	(void)state;
	begin(&crowd, 80, 18, python);
	assert_true(shows(&crowd, "9900  bash"));
	assert_true(shows(&crowd, "9895  sshd     eve   ssh session of eve"));
	assert_false(shows(&crowd, "1  systemd"));
	crowd_close(&crowd);
	begin(&crowd, 40, 14, python);
	y = crowd_find(&crowd, "STARTED BY  9895  sshd");
	assert_true(y > 0);
	/* What is pointed at is what stands there. */
	crowd_click(&crowd, KEY_MOUSE_CLICK, 15, (unsigned)y);
	assert_true(selects(&crowd, "9895  sshd"));
	crowd_close(&crowd);
	crowd_open(&crowd, 80, 20, false);
	crowd.far = true;
	crowd_ticks(&crowd, TICKS);
	crowd_draw(&crowd);
	crowd_type(&crowd, "2/9921\n\n");
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "STARTED BY  9902  make"));
	assert_true(shows(&crowd, "2 between   9895  sshd     eve   ssh session of eve"));
	crowd_key(&crowd, KEY_UP_ARROW);
	assert_true(selects(&crowd, "1  systemd"));
	assert_false(shows(&crowd, "between"));
	crowd_close(&crowd);
}

/* Page by page through many threads; each is reached, and none is left out. */
static void check_pages(void **state)
{
	struct crowd crowd;
	unsigned steps = 0;

	(void)state;
	begin(&crowd, 80, 24, java);
	assert_true(selects(&crowd, "/srv/app"));
	while (!selects(&crowd, " 934 ") && steps++ < 64)
		crowd_key(&crowd, KEY_PAGE_DOWN);
	assert_in_range(steps, 5, 40);
	assert_true(shows(&crowd, "UpListeners"));
	crowd_key(&crowd, KEY_WHEEL_UP);
	assert_true(selects(&crowd, " 931 "));
	crowd_key(&crowd, KEY_FIRST);
	assert_true(selects(&crowd, "systemd"));
	assert_true(shows(&crowd, "EnterParent"));
	crowd_close(&crowd);
}

/* Commands of tables go to the one that has the cursor; from the parents to the listeners. */
static void check_commands(void **state)
{
	struct crowd crowd;

	(void)state;
	begin(&crowd, 80, 30, java);
	crowd_key(&crowd, KEY_FIRST);
	crowd_type(&crowd, "/8080\n");
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(selects(&crowd, "[::]:8080"));
	crowd_key(&crowd, KEY_LAST);
	crowd_type(&crowd, "/pool-7\n");
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(selects(&crowd, " 878 "));
	crowd_type(&crowd, "\\tid<873\n");
	assert_true(shows(&crowd, "THREADS 64, 62 hidden by the filter"));
	assert_true(shows(&crowd, "LISTENERS 3"));
	/* What is said of the process is said of all of it. */
	assert_true(shows(&crowd, "busiest thread 0.2 % (874 pool-3)"));
	assert_true(shows(&crowd, "threads differ"));
	crowd_key(&crowd, KEY_FIRST);
	crowd_type(&crowd, "\\fill>100\n");
	assert_true(shows(&crowd, "LISTENERS 3, 2 hidden by the filter"));
	crowd_close(&crowd);
}

static void check_mouse(void **state)
{
	struct crowd crowd;
	unsigned y;

	(void)state;
	begin(&crowd, 100, 40, python);
	y = (unsigned)crowd_find(&crowd, "9895  sshd");
	assert_int_equal(crowd_click(&crowd, KEY_MOUSE_CLICK, 20, y), INTENT_DRAW);
	assert_true(selects(&crowd, "9895  sshd"));
	y = (unsigned)crowd_find(&crowd, "@/tmp");
	crowd_click(&crowd, KEY_MOUSE_CLICK, 20, y);
	assert_true(selects(&crowd, "@/tmp"));
	assert_int_equal(crowd_click(&crowd, KEY_MOUSE_CLICK, 20,
				     (unsigned)crowd_find(&crowd, "COMMAND")), INTENT_NONE);
	assert_true(selects(&crowd, "@/tmp"));
	y = (unsigned)crowd_find(&crowd, "9895  sshd");
	crowd_click(&crowd, KEY_MOUSE_CLICK, 20, y);
	crowd_click(&crowd, KEY_MOUSE_CLICK, 20, y);
	assert_true(shows(&crowd, " 9895 sshd   "));
	assert_true(shows(&crowd, "COMMAND sshd: eve@pts/0"));
	crowd_close(&crowd);
}

/* The graph comes where there is room, and fills it against the limit. */
static void check_descriptors(void **state)
{
	struct crowd crowd;

	(void)state;
	begin(&crowd, 80, 24, nginx);
	assert_false(shows(&crowd, "1024\u2502"));
	crowd_close(&crowd);
	begin(&crowd, 120, 50, nginx);
	assert_true(shows(&crowd, "1024\u2502"));
	assert_true(shows(&crowd, "highest 411 since"));
	crowd_close(&crowd);
}

/* Every line at its place, in a page of any size, whatever has the cursor. */
static void check_sizes(void **state)
{
	static const char *const pages[] = { nginx, java, python };
	static const uint32_t moves[] = { KEY_UP_ARROW, KEY_LAST, KEY_FIRST };

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct crowd crowd;

		begin(&crowd, 80, 24, pages[i]);
		for (unsigned width = 20; width < 140; width += 7) {
			for (unsigned height = 4; height < 60; height += 3) {
				crowd.width = width;
				crowd.height = height;
				crowd_key(&crowd, moves[(width + height) % 3]);
				crowd_draw(&crowd);
				assert_true(crowd.canvas.cursor_x < width);
				assert_true(crowd.canvas.cursor_y < height);
				assert_true(selected_lines(&crowd) <= 1);
			}
		}
		crowd_close(&crowd);
	}
}

/* The oldest steps are forgotten, and the others come back in their order. */
static void check_trail(void **state)
{
	struct trail trail = { .count = 0 };
	struct step step = { .of_process = true };

	(void)state;
	assert_false(trail_pop(&trail, &step));
	for (pid_t pid = 1; pid <= 40; pid++) {
		step.process.pid = pid;
		trail_push(&trail, &step);
	}
	for (pid_t pid = 40; pid > 40 - TRAIL_STEPS; pid--) {
		assert_true(trail_pop(&trail, &step));
		assert_int_equal(step.process.pid, pid);
	}
	assert_false(trail_pop(&trail, &step));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_facts),
		cmocka_unit_test(check_executable),
		cmocka_unit_test(check_unknown),
		cmocka_unit_test(check_late),
		cmocka_unit_test(check_headless),
		cmocka_unit_test(check_gone),
		cmocka_unit_test(check_one_list),
		cmocka_unit_test(check_few_lines),
		cmocka_unit_test(check_pages),
		cmocka_unit_test(check_commands),
		cmocka_unit_test(check_mouse),
		cmocka_unit_test(check_descriptors),
		cmocka_unit_test(check_sizes),
		cmocka_unit_test(check_trail),
	};

	return cmocka_run_group_tests_name("tui/process_page", tests, NULL, NULL);
}
