/* tui_screens.c - whole screens, compared with what they were when somebody last
 * looked. UPDATE_GOLDEN=1 writes them anew. */
#include "act/act.h"
#include "tests/unit/crowd.h"
#include "tui/key.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

enum { PATH_SIZE = 512, FUNCTION_KEYS = 5 };

/* As far as the question; what of[0] is like is what the case is about. */
static void ask(struct crowd *crowd, uint32_t key, struct aimed first)
{
	struct key_press enter = { .key = KEY_RETURN };
	static struct aim aim;
	const struct act *act;

	if (key)
		crowd_key(crowd, key);
	for (unsigned i = 0; i < 2 && !ui_act(crowd->ui); i++) {
		crowd_draw(crowd);
		ui_key(crowd->ui, &enter, crowd_now(crowd) + CLOCK_SECOND / 2);
	}
	act = ui_act(crowd->ui);
	assert_non_null(act);
	aim = (struct aim){ .count = act->kind == ACT_CLOSE ? 1 : act->count, .ready = true };
	for (size_t i = 0; i < aim.count; i++)
		aim.of[i] = (struct aimed){ .nice_known = true };
	aim.of[0] = first;
	ui_aimed(crowd->ui, &aim, crowd_now(crowd));
}

static void ask_to_kill(struct crowd *crowd)
{
	ask(crowd, 'k', (struct aimed){ 0 });
}

static void ask_to_kill_some(struct crowd *crowd)
{
	crowd_key(crowd, ' ');
	ask(crowd, 'k', (struct aimed){ .error = -EPERM });
}

static void ask_twice(struct crowd *crowd)
{
	struct key_press yes = { .key = 'y' };

	ask(crowd, 'k', (struct aimed){ .danger = DANGER_ABOVE });
	crowd_draw(crowd);
	ui_key(crowd->ui, &yes, crowd_now(crowd) + CLOCK_SECOND / 2);
}

static void ask_to_renice(struct crowd *crowd)
{
	ask(crowd, 'r', (struct aimed){ .nice_known = true, .nice = 5, .nice_lowest = 5 });
}

static void ask_to_renice_some(struct crowd *crowd)
{
	crowd_key(crowd, ' ');
	ask(crowd, KEY_FUNCTION + 8, (struct aimed){ .error = -EPERM, .outranks = true });
}

static void ask_to_close(struct crowd *crowd)
{
	ask(crowd, 'K', (struct aimed){ 0 });
}

static const struct screen_case {
	const char *name;
	unsigned width, height;
	const char *keys;               /* typed after forty ticks */
	uint32_t special[FUNCTION_KEYS];        /* and these after them; 0 ends */
	unsigned ticks;                 /* and so many ticks after all */
	uint32_t then[FUNCTION_KEYS];   /* these after them, and one more tick; 0 ends */
	pid_t reborn;                   /* and before that tick this one has ended */
	unsigned workers;               /* as the crowd has them */
	bool gap, ascii, unseen;
	bool judged;                    /* by a baseline: strangers, and one is missing */
	uint64_t gone;                  /* this listener, three ticks before the keys */
	void (*ask)(struct crowd *crowd);       /* and at last this */
} cases[] = {
	{ .name = "listeners_80x24", .width = 80, .height = 24 },
	{ .name = "listeners_120x40", .width = 120, .height = 40, .gap = true },
	{ .name = "listeners_200x50", .width = 200, .height = 50 },
	{ .name = "listeners_ascii_200x50", .width = 200, .height = 50, .gap = true,
	  .ascii = true },
	{ .name = "listeners_40x10", .width = 40, .height = 10 },
	{ .name = "too_small_19x4", .width = 19, .height = 4 },
	{ .name = "services_80x24", .width = 80, .height = 24, .keys = "nc" },
	{ .name = "processes_80x24", .width = 80, .height = 24, .keys = "2" },
	{ .name = "processes_120x40", .width = 120, .height = 40, .keys = "2", .gap = true },
	{ .name = "processes_200x50", .width = 200, .height = 50, .keys = "2" },
	{ .name = "process_80x24", .width = 80, .height = 24, .keys = "2/1235\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20 },
	{ .name = "process_120x40", .width = 120, .height = 40, .keys = "2/java\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .gap = true },
	{ .name = "process_200x50", .width = 200, .height = 50, .keys = "2/1235\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 200 },
	{ .name = "process_40x14", .width = 40, .height = 14, .keys = "2/1235\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20 },
	{ .name = "process_threads_80x24", .width = 80, .height = 24, .keys = "2/java\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .then = { KEY_PAGE_DOWN, KEY_PAGE_DOWN } },
	{ .name = "process_threads_40x14", .width = 40, .height = 14, .keys = "2/java\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .then = { KEY_LAST } },
	{ .name = "process_kin_80x24", .width = 80, .height = 24, .keys = "2/9921\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .then = { KEY_UP_ARROW } },
	{ .name = "process_parent_120x40", .width = 120, .height = 40, .keys = "2/9921\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20,
	  .then = { KEY_FIRST, KEY_RETURN } },
	{ .name = "process_ascii_80x24", .width = 80, .height = 24, .keys = "2/9921\n", .ascii = true,
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20 },
	{ .name = "process_asking_80x24", .width = 80, .height = 24, .keys = "2/1235\n",
	  .special = { KEY_ESCAPE, KEY_RETURN } },
	{ .name = "process_unseen_80x24", .width = 80, .height = 24, .keys = "2/1235\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .unseen = true },
	{ .name = "process_gone_80x24", .width = 80, .height = 24, .keys = "2/1235\n",
	  .special = { KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .reborn = 1235 },
	{ .name = "page_80x24", .width = 80, .height = 24, .special = { KEY_DOWN_ARROW, KEY_RETURN },
	  .ticks = 20 },
	{ .name = "page_120x40", .width = 120, .height = 40,
	  .special = { KEY_DOWN_ARROW, KEY_RETURN }, .ticks = 200, .gap = true },
	{ .name = "page_200x50", .width = 200, .height = 50,
	  .special = { KEY_DOWN_ARROW, KEY_RETURN }, .ticks = 20 },
	{ .name = "page_side_160x45", .width = 160, .height = 45,
	  .special = { KEY_DOWN_ARROW, KEY_RETURN }, .ticks = 60 },
	{ .name = "page_bursts_120x40", .width = 120, .height = 40, .keys = "/0.0.0.0:80",
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .ticks = 20 },
	{ .name = "page_group_120x40", .width = 120, .height = 40, .keys = "*/4002",
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .workers = 4 },
	{ .name = "page_group_80x24", .width = 80, .height = 24, .keys = "*/4001",
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .workers = 4 },
	{ .name = "page_asking_80x24", .width = 80, .height = 24,
	  .special = { KEY_DOWN_ARROW, KEY_RETURN } },
	{ .name = "page_udp_80x24", .width = 80, .height = 24, .keys = "/0.0.0.0:5353",
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .ticks = 20 },
	{ .name = "page_unix_80x24", .width = 80, .height = 24, .keys = "/srv/app",
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .ticks = 20 },
	{ .name = "page_40x14", .width = 40, .height = 14,
	  .special = { KEY_DOWN_ARROW, KEY_RETURN }, .ticks = 20 },
	{ .name = "page_ascii_80x24", .width = 80, .height = 24, .ascii = true,
	  .special = { KEY_DOWN_ARROW, KEY_DOWN_ARROW, KEY_RETURN }, .ticks = 20 },
	{ .name = "filter_80x24", .width = 80, .height = 24, .keys = "\\fill>3" },
	{ .name = "filter_wrong_80x24", .width = 80, .height = 24, .keys = "\\fill>>3" },
	{ .name = "search_80x24", .width = 80, .height = 24, .keys = "/redis" },
	{ .name = "sort_80x24", .width = 80, .height = 24, .keys = "s" },
	{ .name = "user_80x24", .width = 80, .height = 24, .keys = "u" },
	{ .name = "setup_80x24", .width = 80, .height = 24, .keys = "C" },
	{ .name = "setup_120x40", .width = 120, .height = 40, .keys = "C" },
	{ .name = "help_80x24", .width = 80, .height = 24, .keys = "?" },
	{ .name = "help_end_80x24", .width = 80, .height = 24, .keys = "?G" },
	{ .name = "help_200x50", .width = 200, .height = 50, .keys = "?" },
	{ .name = "kernel_80x24", .width = 80, .height = 24, .keys = "3" },
	{ .name = "kernel_120x40", .width = 120, .height = 40, .keys = "3", .gap = true },
	{ .name = "kernel_200x50", .width = 200, .height = 50, .keys = "3" },
	{ .name = "kernel_end_60x16", .width = 60, .height = 16, .keys = "3G" },
	{ .name = "kernel_idle_80x24", .width = 80, .height = 24, .keys = "3i" },
	{ .name = "counter_80x24", .width = 80, .height = 24, .keys = "3\n" },
	{ .name = "counter_120x40", .width = 120, .height = 40, .keys = "3\n", .ticks = 20 },
	{ .name = "tunable_80x24", .width = 80, .height = 24, .keys = "3/core.somaxconn\n\n" },
	{ .name = "journal_80x24", .width = 80, .height = 24, .keys = "4" },
	{ .name = "journal_120x40", .width = 120, .height = 40, .keys = "4", .ticks = 80 },
	{ .name = "group_menu_80x24", .width = 80, .height = 24, .keys = "t" },
	{ .name = "units_120x40", .width = 120, .height = 40, .keys = "t",
	  .special = { KEY_DOWN_ARROW, KEY_DOWN_ARROW, KEY_RETURN } },
	{ .name = "deed_owner_80x24", .width = 80, .height = 24, .special = { KEY_DOWN_ARROW, 'k' } },
	{ .name = "deed_signal_80x24", .width = 80, .height = 24, .keys = "/5432\nkin" },
	{ .name = "deed_signal_40x14", .width = 40, .height = 14, .keys = "/5432\nk" },
	{ .name = "deed_kill_80x24", .width = 80, .height = 24, .special = { KEY_DOWN_ARROW },
	  .ask = ask_to_kill },
	{ .name = "deed_kill_40x14", .width = 40, .height = 14, .special = { KEY_DOWN_ARROW },
	  .ask = ask_to_kill },
	{ .name = "deed_kill_some_80x24", .width = 80, .height = 24, .special = { KEY_DOWN_ARROW },
	  .ask = ask_to_kill_some },
	{ .name = "deed_kill_ascii_80x24", .width = 80, .height = 24, .keys = "/srv/app\n",
	  .ascii = true, .ask = ask_to_kill },
	{ .name = "deed_twice_80x24", .width = 80, .height = 24, .keys = "/0.0.0.0:22\n",
	  .ask = ask_twice },
	{ .name = "deed_renice_80x24", .width = 80, .height = 24, .keys = "/5432\n",
	  .ask = ask_to_renice },
	{ .name = "deed_renice_40x14", .width = 40, .height = 14, .keys = "/5432\n",
	  .ask = ask_to_renice },
	{ .name = "deed_renice_some_80x24", .width = 80, .height = 24, .special = { KEY_DOWN_ARROW },
	  .ask = ask_to_renice_some },
	{ .name = "deed_close_80x24", .width = 80, .height = 24, .special = { KEY_DOWN_ARROW },
	  .ask = ask_to_close },
	{ .name = "deed_close_40x14", .width = 40, .height = 14, .special = { KEY_DOWN_ARROW },
	  .ask = ask_to_close },
	{ .name = "marks_80x24", .width = 80, .height = 24, .judged = true, .gone = 54507 },
	{ .name = "marks_120x40", .width = 120, .height = 40, .judged = true, .gone = 54507 },
	{ .name = "marks_200x50", .width = 200, .height = 50, .judged = true, .gone = 54507 },
	{ .name = "marked_80x24", .width = 80, .height = 24, .keys = "m", .judged = true },
	{ .name = "expect_80x24", .width = 80, .height = 24, .keys = "/39121\ne", .judged = true },
	{ .name = "expect_40x14", .width = 40, .height = 14, .keys = "/39121\ne", .judged = true },
	{ .name = "expect_some_80x24", .width = 80, .height = 24, .judged = true,
	  .keys = "/127.0.0.1:6379\n   e" },
	{ .name = "page_unexpected_80x24", .width = 80, .height = 24, .keys = "/127.0.0.1:6379",
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .judged = true },
	{ .name = "page_unexpected_120x40", .width = 120, .height = 40, .keys = "/127.0.0.1:6379",
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .ticks = 20, .judged = true },
	{ .name = "page_missing_80x24", .width = 80, .height = 24, .keys = "/8443",
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .judged = true },
	{ .name = "page_ghost_80x24", .width = 80, .height = 24, .keys = "/5432", .gone = 54508,
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN } },
	{ .name = "page_gone_80x24", .width = 80, .height = 24, .keys = "/5432", .gone = 54508,
	  .special = { KEY_RETURN, KEY_ESCAPE, KEY_RETURN }, .ticks = 20 },
	{ .name = "journal_judged_80x24", .width = 80, .height = 24, .keys = "4", .judged = true },
	{ .name = "help_marks_80x24", .width = 80, .height = 24, .keys = "?",
	  .then = { KEY_PAGE_DOWN, KEY_PAGE_DOWN, KEY_PAGE_DOWN, KEY_PAGE_DOWN } },
	{ .name = "paused_80x24", .width = 80, .height = 24, .keys = "Z", .ticks = 7 },
};

static void golden_path(const char *name, char *path)
{
	const char *top = getenv("srcdir");
	struct text text = text_over(path, PATH_SIZE);

	text_format(&text, "%s/tests/golden/%s.screen", top ? top : ".", name);
	assert_false(text.cut);
}

static void write_golden(const struct screen_case *of, struct crowd *crowd)
{
	char path[PATH_SIZE], line[CROWD_LINE];
	FILE *file;

	golden_path(of->name, path);
	file = fopen(path, "w");
	assert_non_null(file);
	for (unsigned y = 0; y < crowd->canvas.height; y++)
		fprintf(file, "%s\n", crowd_line(crowd, y, line));
	fclose(file);
}

static void compare_golden(const struct screen_case *of, struct crowd *crowd)
{
	char path[PATH_SIZE], line[CROWD_LINE], expected[CROWD_LINE];
	FILE *file;

	golden_path(of->name, path);
	file = fopen(path, "r");
	if (!file)
		fail_msg("%s is not there", path);
	for (unsigned y = 0; y < crowd->canvas.height; y++) {
		char *got = fgets(expected, sizeof(expected), file);

		crowd_line(crowd, y, line);
		if (got)
			expected[strcspn(expected, "\n")] = '\0';
		if (!got || strcmp(expected, line) != 0) {
			fclose(file);
			fail_msg("%s, line %u\n  was: %s\n  now: %s", of->name, y + 1,
				 got ? expected : "(end)", line);
		}
	}
	assert_null(fgets(expected, sizeof(expected), file));
	fclose(file);
}

static void play(const struct screen_case *of, struct crowd *crowd)
{
	crowd_open(crowd, of->width, of->height, of->ascii);
	crowd->gap = of->gap;
	crowd->workers = of->workers;
	crowd->unseen = of->unseen;
	if (of->judged)
		crowd->baseline = "/etc/lsntop/expected";
	crowd->strangers = crowd->missing = of->judged;
	crowd_ticks(crowd, of->gone ? 37 : 40);
	crowd->gone = of->gone;
	crowd_ticks(crowd, of->gone ? 3 : 0);
	crowd_draw(crowd);
	if (of->keys)
		crowd_type(crowd, of->keys);
	for (size_t i = 0; i < FUNCTION_KEYS && of->special[i]; i++)
		crowd_key(crowd, of->special[i]);
	crowd_draw(crowd);
	crowd_ticks(crowd, of->ticks);
	crowd_draw(crowd);
	crowd->reborn = of->reborn;
	for (size_t i = 0; i < FUNCTION_KEYS && of->then[i]; i++)
		crowd_key(crowd, of->then[i]);
	crowd_ticks(crowd, of->then[0] || of->reborn);
	if (of->ask)
		of->ask(crowd);
	crowd_draw(crowd);
}

static void check_screen(void **state)
{
	const struct screen_case *of = *state;
	struct crowd crowd;

	play(of, &crowd);
	if (getenv("UPDATE_GOLDEN"))
		write_golden(of, &crowd);
	compare_golden(of, &crowd);
	crowd_close(&crowd);
}

/* No control, nothing above ASCII where only ASCII may be, the cursor inside, and
 * nothing ever wraps: whatever the size. */
static void check_every_size(void **state)
{
	static const char *const walks[] = { "", "2", "?", "C", "s", "/ng", "\\f>", "u", "\n", "d",
					     "3", "3GG", "3\n", "4", "t", "2\n", "2\nG", "m" };

	(void)state;
	for (size_t i = 0; i < sizeof(walks) / sizeof(*walks); i++) {
		struct crowd crowd;

		crowd_open(&crowd, 80, 24, true);
		crowd.gap = i % 2;
		crowd.workers = i % 3;
		crowd_ticks(&crowd, 12);
		crowd_draw(&crowd);
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
	enum { CASES = sizeof(cases) / sizeof(*cases) };
	struct CMUnitTest tests[CASES + 1];

	for (size_t i = 0; i < CASES; i++) {
		tests[i] = (struct CMUnitTest){
			.name = cases[i].name,
			.test_func = check_screen,
			.initial_state = (void *)(uintptr_t)&cases[i],
		};
	}
	tests[CASES] = (struct CMUnitTest)cmocka_unit_test(check_every_size);
	return cmocka_run_group_tests_name("tui/screens", tests, NULL, NULL);
}
