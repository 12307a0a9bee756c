/* tui_headline.c - the worst in one line: whom it stays with, and what it leaves out. */
#include "tui/headline.h"

#include "base/clock.h"
#include "table_world.h"
#include "tui/canvas.h"

#include "fake_judge.h"

#include <locale.h>

static void set(char *field, size_t size, const char *words)
{
	struct text text = text_over(field, size);

	text_add(&text, words);
}

static struct finding *brief(struct judge *judge, enum severity severity, uint64_t number,
			     const char *who, const char *words)
{
	struct finding *finding = fake_finding(judge, severity, number, who, "not told here");

	set(finding->brief, sizeof finding->brief, words);
	return finding;
}

/* Where each row is a width, and what is said in it. */
static void check_fits(void **state)
{
	static const struct { unsigned width; const char *line; } cases[] = {
		{ 200, "0.0.0.0:443 nginx: full for 12 s, 14/s refused: nginx is too slow; add workers" },
		{ 87, "0.0.0.0:443 nginx: full for 12 s, 14/s refused: nginx is too slow; add workers" },
		{ 86, "0.0.0.0:443: full for 12 s, 14/s refused: nginx is too slow; add workers" },
		{ 81, "0.0.0.0:443: full for 12 s, 14/s refused: nginx is too slow; add workers" },
		{ 80, "0.0.0.0:443: full: nginx is too slow; add workers" },
		{ 10, "0.0.0.0:443: full: nginx is too slow; add workers" },
	};
	static const struct { const char *who, *brief, *line; } others[] = {
		{ "0.0.0.0:80 httpd", "overflows in bursts, 3/s refused: backlog 128 is its own; raise it",
		  "0.0.0.0:80 httpd: overflows in bursts: backlog 128 is its own; raise it" },
		{ "0.0.0.0:80", "17 waiting, the oldest for 3 s: its owner cannot be seen",
		  "0.0.0.0:80: 17 waiting: its owner cannot be seen" },
		{ "0.0.0.0:80 x", "9/s handshakes dropped, and no queue is full",
		  "0.0.0.0:80 x: 9/s handshakes dropped, and no queue is full" },
		{ "/run/a b.sock my app", "full: my app (pid 3) hangs", "/run/a b.sock: full: my app (pid 3) hangs" },
		{ "/srv/a-long-directory/with/more/of/it.sock x", "full: look at it",
		  "/srv/a-lon\u2026/it.sock x: full: look at it" },
		{ "0.0.0.0:80 ng\033[1m\nx", "full for 1 s:\tbacklog 128: ng\033[1m\nx's own",
		  "0.0.0.0:80: full: ng?[1m?x's own" },
	};
	struct opinion opinion = {
		.who = "0.0.0.0:443 nginx",
		.brief = "full for 12 s, 14/s refused: nginx is too slow; add workers",
	};
	char words[256];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text line = TEXT_OVER(words);

		headline_say(&opinion, cases[i].width, false, &line);
		assert_string_equal(words, cases[i].line);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct text line = TEXT_OVER(words);

		opinion.who = others[i].who;
		opinion.brief = others[i].brief;
		headline_say(&opinion, i < 3 ? 48 : 40, false, &line);
		assert_string_equal(words, others[i].line);
	}
}

/* Seconds and rates that grow do not change what is said of the rest. */
static void check_form_is_steady(void **state)
{
	static const char *const strains[] = {
		"full for 1.0 s", "full for 12 s, 9/s refused", "full for 2 min 12 s, 1400/s refused",
	};

	(void)state;
	for (unsigned width = 20; width < 120; width++) {
		bool told[3];

		for (size_t i = 0; i < 3; i++) {
			char words[128], said[128];
			struct text text = TEXT_OVER(words), line = TEXT_OVER(said);
			struct opinion opinion = { .who = "0.0.0.0:443 nginx", .brief = words };

			text_format(&text, "%s: nginx is too slow", strains[i]);
			headline_say(&opinion, width, true, &line);
			told[i] = strstr(said, " for ");
		}
		assert_int_equal(told[0], told[1]);
		assert_int_equal(told[0], told[2]);
	}
}

struct play {
	struct judge judge;
	struct scene scene;
	struct headline headline;
};

/* Gives the number of the listener it is about, 0 nobody, `seconds` after the start. */
static uint64_t choose(struct play *play, double seconds)
{
	play->scene.judge = &play->judge;
	play->scene.at.monotonic = (uint64_t)((1000 + seconds) * CLOCK_SECOND);
	headline_choose(&play->headline, &play->scene);
	return play->headline.known ? play->headline.listener.number : 0;
}

static void findings(struct play *play, enum severity first, uint64_t number,
		     enum severity second, uint64_t other)
{
	play->judge.finding_count = 0;
	brief(&play->judge, first, number, "first", "full: a");
	if (other)
		brief(&play->judge, second, other, "second", "full: b");
}

static void check_stays(void **state)
{
	const enum severity W = SEVERITY_WARNING, A = SEVERITY_ALARM, H = SEVERITY_HINT;
	struct play play = { 0 };

	(void)state;
	assert_int_equal(choose(&play, 0), 0);
	findings(&play, A, 1, A, 2);
	assert_int_equal(choose(&play, 1), 1);
	findings(&play, A, 2, A, 1);            /* now the other is a little worse */
	assert_int_equal(choose(&play, 2), 1);
	findings(&play, A, 1, A, 2);
	assert_int_equal(choose(&play, 9), 1);
	findings(&play, A, 2, A, 1);
	assert_int_equal(choose(&play, 18), 1);
	assert_int_equal(choose(&play, 19), 2); /* and for ten seconds */
	findings(&play, A, 1, W, 2);            /* it is not as bad any more */
	assert_int_equal(choose(&play, 20), 1);
	findings(&play, W, 2, A, 3);
	assert_int_equal(choose(&play, 21), 2); /* nothing is said of it any more */
	findings(&play, H, 2, H, 3);
	assert_int_equal(choose(&play, 22), 0);
}

/* Who is refused outweighs who only waits, and is not to wait ten seconds for it. */
static void check_gives_way(void **state)
{
	struct play play = { 0 };

	(void)state;
	findings(&play, SEVERITY_ALARM, 1, SEVERITY_ALARM, 2);
	play.judge.findings[0].weight = 9;
	assert_int_equal(choose(&play, 1), 1);
	findings(&play, SEVERITY_ALARM, 2, SEVERITY_ALARM, 1);
	play.judge.findings[0].weight = 30;
	play.judge.findings[1].weight = 9;
	assert_int_equal(choose(&play, 2), 1);
	play.judge.findings[0].weight = 88000;
	assert_int_equal(choose(&play, 3), 2);
}

/* A clock that runs in the line would be written to the terminal every second. */
static void check_numbers_stand_still(void **state)
{
	static const struct { double at; const char *brief; bool told; } ticks[] = {
		{ 0, "full for 1.0 s: nginx is slow at 97 % of a CPU", true },
		{ 1, "full for 2.0 s, 9/s refused: nginx is slow at 98 % of a CPU", false },
		{ 4, "full for 5.0 s, 9/s refused: nginx is slow at 100 % of a CPU", false },
		{ 5, "full for 6.0 s, 8/s refused: nginx is slow at 9.1 % of a CPU", true },
		{ 6, "full for 7.0 s, 8/s refused: nginx is stopped", true },
		{ 7, "full for 8.0 s, 8/s refused: nginx is stopped", false },
		{ 10.95, "full for 12 s: nginx is stopped", true },
	};
	struct play play = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i++) {
		play.judge.finding_count = 0;
		brief(&play.judge, SEVERITY_ALARM, 1, "0.0.0.0:443 nginx", ticks[i].brief);
		choose(&play, ticks[i].at);
		assert_int_equal(strcmp(play.headline.brief, ticks[i].brief) == 0, ticks[i].told);
	}
	play.judge.findings[0].severity = SEVERITY_WARNING;
	choose(&play, 11);
	assert_int_equal(play.headline.weight, OPINION_WARNING);
}

static void check_drawn(void **state)
{
	struct play play = { 0 };
	struct canvas canvas;
	char line[256];

	(void)state;
	canvas_init(&canvas, true);
	canvas_clear(&canvas, 44, 1);
	headline_draw(&play.headline, &canvas, 0);
	canvas_line(&canvas, 0, line, sizeof line);
	assert_string_equal(line, "");
	brief(&play.judge, SEVERITY_ALARM, 7, "0.0.0.0:443 nginx",
	      "full for 12 s, 14/s refused: nginx is too slow; add workers");
	choose(&play, 0);
	headline_draw(&play.headline, &canvas, 0);
	canvas_line(&canvas, 0, line, sizeof line);
	assert_string_equal(line, "!! 0.0.0.0:443: full: nginx is too slow; ad~");
	assert_int_equal(canvas.cells[0].role, ROLE_ALARM);
	play.judge.findings[0].severity = SEVERITY_WARNING;
	choose(&play, 1);
	canvas_clear(&canvas, 44, 1);
	headline_draw(&play.headline, &canvas, 0);
	canvas_line(&canvas, 0, line, sizeof line);
	assert_string_equal(line, "! 0.0.0.0:443: full: nginx is too slow; add~");
	assert_int_equal(canvas.cells[0].role, ROLE_WARN);
	canvas_free(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_fits),
		cmocka_unit_test(check_form_is_steady),
		cmocka_unit_test(check_stays),
		cmocka_unit_test(check_gives_way),
		cmocka_unit_test(check_numbers_stand_still),
		cmocka_unit_test(check_drawn),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("tui/headline", tests, NULL, NULL);
}
