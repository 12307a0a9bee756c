/* tui_deed.c - from the key to the deed: who is meant, what is asked, what counts as a yes. */
#include "act/act.h"
#include "tests/unit/crowd.h"
#include "tui/key.h"
#include "tui/ui.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>

/* Long enough to have read it, and not. */
enum { EARLY = 100 /* ms */ };

static void open_crowd(struct crowd *crowd)
{
	crowd_open(crowd, 100, 34, true);
	crowd_ticks(crowd, 40);
	crowd_draw(crowd);
}

static enum intent paste(struct crowd *crowd, uint32_t key)
{
	crowd_draw(crowd);
	return crowd_press_at(crowd, (struct key_press){ .key = key, .pasted = true }, CROWD_READ);
}

static enum intent crowded(struct crowd *crowd, uint32_t key)
{
	crowd_draw(crowd);
	return crowd_press_at(crowd, (struct key_press){ .key = key, .crowded = true }, CROWD_READ);
}

static bool selects(struct crowd *crowd, const char *words)
{
	char line[CROWD_LINE];

	crowd_draw(crowd);
	for (unsigned y = 0; y < crowd->height; y++) {
		if (crowd->canvas.cells[(size_t)y * crowd->width].selected)
			return strstr(crowd_line(crowd, y, line), words) != NULL;
	}
	return false;
}

/* All can be done to all. */
static struct aim free_aim(struct crowd *crowd)
{
	const struct act *act = ui_act(crowd->ui);
	struct aim aim = { .ready = true };

	assert_non_null(act);
	aim.count = act->kind == ACT_CLOSE ? 1 : act->count;
	for (size_t i = 0; i < aim.count; i++)
		aim.of[i] = (struct aimed){ .nice_known = true, .nice_lowest = -20 };
	return aim;
}

static void hold(struct crowd *crowd, const struct aim *aim)
{
	ui_aimed(crowd->ui, aim, crowd_now(crowd));
}

static void hold_all(struct crowd *crowd)
{
	struct aim aim = free_aim(crowd);

	hold(crowd, &aim);
}

/* As far as the question about SIGTERM for the one who holds that listener. */
static void ask(struct crowd *crowd, const char *listener)
{
	crowd_go_to(crowd, listener);
	assert_int_equal(crowd_key(crowd, 'k'), INTENT_DRAW);
	assert_int_equal(crowd_answer(crowd, KEY_RETURN), INTENT_AIM);
	hold_all(crowd);
}

static void check_one_owner(void **state)
{
	struct crowd crowd;
	const struct act *act;
	struct focus focus;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	assert_int_equal(crowd_key(&crowd, 'k'), INTENT_DRAW);
	assert_true(shows(&crowd, "which signal for postgres (960)"));
	assert_true(selects(&crowd, "SIGTERM"));
	/* Nobody is held as long as nothing is chosen. */
	assert_null(ui_act(crowd.ui));
	assert_int_equal(ui_focus(crowd.ui).target_count, 0);
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	act = ui_act(crowd.ui);
	assert_non_null(act);
	assert_int_equal(act->kind, ACT_SIGNAL);
	assert_int_equal(act->argument, SIGTERM);
	assert_int_equal(act->count, 1);
	assert_int_equal(act->targets[0].process.pid, 960);
	assert_int_equal(act->targets[0].process.identity, 7700 + 960);
	assert_int_equal(act->targets[0].uid, 112);
	assert_string_equal(act->targets[0].name, "postgres");
	assert_string_equal(act->targets[0].user, "postgres");
	assert_true(act->has_listener);
	assert_int_equal(act->listener.number, 54508);
	assert_int_equal(act->protocol, PROTOCOL_TCP);
	assert_int_equal(act->address.port, 5432);
	assert_string_equal(act->local, "127.0.0.1:5432");
	focus = ui_focus(crowd.ui);
	assert_int_equal(focus.target_count, 1);
	assert_int_equal(focus.targets[0].pid, 960);
	hold_all(&crowd);
	assert_true(shows(&crowd, "send SIGTERM to postgres (960) of postgres, which holds"
				  " 127.0.0.1:5432?"));
	/* It stays as the ticks go by. */
	crowd_ticks(&crowd, 3);
	assert_true(shows(&crowd, "y yes   n/Esc no"));
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_ACT);
	assert_ptr_equal(ui_act(crowd.ui), act);
	assert_int_equal(ui_focus(crowd.ui).target_count, 0);
	assert_true(selects(&crowd, "127.0.0.1:5432"));
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_null(ui_act(crowd.ui));
	crowd_close(&crowd);
}

static void check_no(void **state)
{
	static const uint32_t keys[] = { 'n', 'N', KEY_ESCAPE, 'q', KEY_CTRL_C, KEY_FUNCTION + 10 };
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		ask(&crowd, "127.0.0.1:5432");
		assert_int_equal(crowd_answer(&crowd, keys[i]), INTENT_DROP);
		assert_null(ui_act(crowd.ui));
		assert_int_equal(ui_focus(crowd.ui).target_count, 0);
		assert_true(selects(&crowd, "127.0.0.1:5432"));
		assert_true(shows(&crowd, "order held"));
	}
	crowd_close(&crowd);
}

/* A held Enter, a hand on the keyboard, a mouse: none of them is a yes. */
static void check_only_y_is_yes(void **state)
{
	static const uint32_t keys[] = {
		KEY_RETURN, ' ', 'k', 'j', KEY_FUNCTION + 9, KEY_DOWN_ARROW, 'x', KEY_TAB,
		KEY_MOUSE_CLICK, KEY_MOUSE_DOUBLE, KEY_WHEEL_DOWN,
	};
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	ask(&crowd, "127.0.0.1:5432");
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		enum intent intent = crowd_answer(&crowd, keys[i]);

		assert_true(intent == INTENT_NONE || intent == INTENT_DRAW);
		assert_true(shows(&crowd, "send SIGTERM to postgres"));
	}
	crowd_answer(&crowd, KEY_RETURN);
	assert_true(shows(&crowd, "Enter is not enough"));
	assert_int_equal(crowd_answer(&crowd, 'Y'), INTENT_ACT);
	crowd_close(&crowd);
}

static void check_what_does_not_count(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	ask(&crowd, "127.0.0.1:5432");
	/* Never drawn: nobody has read it. */
	assert_int_equal(crowd_press_at(&crowd, (struct key_press){ .key = 'y' }, 60000), INTENT_DRAW);
	crowd_draw(&crowd);
	assert_int_equal(crowd_press_at(&crowd, (struct key_press){ .key = 'y' }, EARLY), INTENT_DRAW);
	assert_false(shows(&crowd, "count"));
	assert_int_equal(paste(&crowd, 'y'), INTENT_DRAW);
	assert_true(shows(&crowd, "pasted text does not count"));
	assert_int_equal(crowded(&crowd, 'y'), INTENT_DRAW);
	assert_true(shows(&crowd, "none counts"));
	assert_true(shows(&crowd, "send SIGTERM to postgres"));
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_ACT);
	crowd_close(&crowd);
}

/* The same in the menu of signals: what is pasted chooses none. */
static void check_menu_wants_a_reader(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	crowd_key(&crowd, 'k');
	assert_int_equal(crowd_key(&crowd, KEY_RETURN), INTENT_DRAW);
	crowd_draw(&crowd);
	assert_int_equal(crowd_press_at(&crowd, (struct key_press){ .key = KEY_RETURN }, EARLY),
			 INTENT_DRAW);
	assert_int_equal(paste(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_int_equal(paste(&crowd, '9'), INTENT_DRAW);
	assert_true(selects(&crowd, "SIGTERM"));
	assert_int_equal(crowded(&crowd, KEY_RETURN), INTENT_DRAW);
	crowd_draw(&crowd);
	for (unsigned y = 0; y < crowd.height; y++)
		assert_int_not_equal(crowd_click(&crowd, KEY_MOUSE_DOUBLE, 5, y), INTENT_AIM);
	assert_null(ui_act(crowd.ui));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	crowd_close(&crowd);
}

static void check_paste_is_no_command(void **state)
{
	static const char keys[] = "kKrq9FZWd?s/";
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	for (const char *key = keys; *key; key++)
		assert_int_equal(paste(&crowd, (unsigned char)*key), INTENT_NONE);
	assert_true(shows(&crowd, "LOCAL ADDRESS"));
	/* Menus and the help take no text either. */
	crowd_type(&crowd, "?");
	assert_int_equal(paste(&crowd, 'q'), INTENT_NONE);
	assert_true(shows(&crowd, "close the innermost"));
	crowd_key(&crowd, KEY_ESCAPE);
	/* A search does; but no line end in it is an Enter. */
	crowd_type(&crowd, "/");
	paste(&crowd, 's');
	paste(&crowd, 's');
	paste(&crowd, 'h');
	paste(&crowd, KEY_RETURN);
	paste(&crowd, KEY_ESCAPE);
	paste(&crowd, 0xe9);
	crowd_key(&crowd, KEY_DELETE_BACK);
	assert_true(shows(&crowd, "search: ssh"));
	crowd_close(&crowd);
}

static void type_and_expect(struct crowd *crowd, const char *typed, const char *chosen)
{
	crowd_type(crowd, typed);
	if (!selects(crowd, chosen))
		fail_msg("%s does not choose %s", typed, chosen);
	for (; *typed; typed++)
		crowd_key(crowd, KEY_DELETE_BACK);
}

static void check_signals_by_name_and_number(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	crowd_key(&crowd, KEY_FUNCTION + 9);
	type_and_expect(&crowd, "9", "SIGKILL");
	type_and_expect(&crowd, "15", "SIGTERM");
	type_and_expect(&crowd, "1", "SIGHUP");
	type_and_expect(&crowd, "kill", "SIGKILL");
	type_and_expect(&crowd, "usr1", "SIGUSR1");
	type_and_expect(&crowd, "SigQu", "SIGQUIT");
	type_and_expect(&crowd, "q", "SIGQUIT");
	type_and_expect(&crowd, "w", "SIGWINCH");
	crowd_type(&crowd, "zz");
	assert_true(shows(&crowd, "no signal begins with z"));
	crowd_type(&crowd, "us");
	assert_true(shows(&crowd, "which signal for postgres (960): us"));
	crowd_key(&crowd, KEY_DELETE_BACK);
	crowd_key(&crowd, KEY_DELETE_BACK);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_int_equal(crowd_key(&crowd, KEY_ESCAPE), INTENT_DRAW);
	crowd_key(&crowd, 'k');
	crowd_type(&crowd, "hup");
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	assert_int_equal(ui_act(crowd.ui)->argument, SIGHUP);
	crowd_close(&crowd);
}

static void check_several_owners(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:443");
	assert_int_equal(crowd_key(&crowd, 'k'), INTENT_DRAW);
	assert_true(shows(&crowd, "signal which of 5 owners of 0.0.0.0:443"));
	assert_true(selects(&crowd, "1234 root"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_true(shows(&crowd, "which signal for nginx (1234)"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	assert_int_equal(ui_act(crowd.ui)->count, 1);
	assert_int_equal(ui_act(crowd.ui)->targets[0].process.pid, 1234);
	hold_all(&crowd);
	assert_int_equal(crowd_answer(&crowd, 'n'), INTENT_DROP);
	/* Another one, and all of them: the last. */
	crowd_key(&crowd, 'k');
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_true(shows(&crowd, "which signal for nginx (1235)"));
	assert_int_equal(crowd_key(&crowd, KEY_ESCAPE), INTENT_DRAW);
	crowd_key(&crowd, 'k');
	crowd_key(&crowd, KEY_LAST);
	assert_true(selects(&crowd, "all 5 of them"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	assert_int_equal(ui_act(crowd.ui)->count, 5);
	hold_all(&crowd);
	assert_true(shows(&crowd, "send SIGTERM to 5 processes, which hold 0.0.0.0:443?"));
	assert_true(shows(&crowd, "  1238    www-data   nginx"));
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_ACT);
	crowd_close(&crowd);
}

/* On its page the owner under the cursor is meant, and on its own a process. */
static void check_places(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, KEY_DOWN_ARROW);
	crowd_key(&crowd, 'k');
	assert_true(shows(&crowd, "which signal for nginx (1236)"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	assert_true(ui_act(crowd.ui)->has_listener);
	assert_string_equal(ui_act(crowd.ui)->local, "0.0.0.0:443");
	hold_all(&crowd);
	crowd_answer(&crowd, 'n');
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	crowd_key(&crowd, 'k');
	assert_true(shows(&crowd, "which signal for nginx (1236)"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	assert_false(ui_act(crowd.ui)->has_listener);
	hold_all(&crowd);
	/* It holds two, and was not asked for one of them. */
	assert_true(shows(&crowd, "nginx (1236) of www-data, which holds "));
	assert_true(shows(&crowd, " and 1 more?"));
	crowd_answer(&crowd, 'n');
	crowd_type(&crowd, "2");
	crowd_go_to(&crowd, "redis");
	crowd_key(&crowd, 'k');
	assert_true(shows(&crowd, "which signal for redis-server (902)"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "3k");
	assert_true(shows(&crowd, "nothing to signal here"));
	crowd_type(&crowd, "4r");
	assert_true(shows(&crowd, "nothing to renice here"));
	crowd_type(&crowd, "K");
	assert_true(shows(&crowd, "nothing to close here"));
	crowd_close(&crowd);
}

static void check_nobody(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_draw(&crowd);
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "nothing has been seen yet"));
	crowd_close(&crowd);
	open_crowd(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:2049");
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "no process is known to hold it: held by the kernel"));
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	crowd_type(&crowd, "r");
	assert_true(shows(&crowd, "no process is known to hold it: held by the kernel"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "\\nothing-like-it\nk");
	assert_true(shows(&crowd, "there is no row to act on"));
	crowd_close(&crowd);
}

/* What cuts the end of an address off would name another. */
static void check_narrow_title(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_type(&crowd, "k");
	crowd.width = 40;
	crowd_draw(&crowd);
	assert_true(shows(&crowd, "  signal which of 5 owners of 0.0.0.0:4~"));
	crowd_close(&crowd);
}

static void check_a_listener_that_is_gone(void **state)
{
	char line[CROWD_LINE];
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:6379");
	crowd_key(&crowd, KEY_RETURN);
	crowd_ticks(&crowd, 2);
	crowd.gone = 54506;
	crowd_ticks(&crowd, 15);
	crowd_draw(&crowd);
	for (const char *key = "krK"; *key; key++) {
		char keys[] = { *key, '\0' };

		crowd_type(&crowd, keys);
		crowd_draw(&crowd);
		assert_string_equal(crowd_line(&crowd, crowd.height - 2, line),
				    "this listener is gone");
		crowd_key(&crowd, KEY_CTRL_L);
	}
	crowd_close(&crowd);
}

static struct canvas *draw_at(struct crowd *crowd, unsigned width, unsigned height)
{
	ui_draw(crowd->ui, &crowd->canvas, width, height, crowd_now(crowd));
	return &crowd->canvas;
}

/* A question that cannot be read cannot be answered; it can again once it was shown. */
static void check_a_screen_too_small_to_read(void **state)
{
	static const struct { unsigned width, height; } sizes[] = { { 19, 10 }, { 60, 3 }, { 21, 5 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct crowd crowd;

		open_crowd(&crowd);
		ask(&crowd, "127.0.0.1:5432");
		crowd_draw(&crowd);
		draw_at(&crowd, sizes[i].width, sizes[i].height);
		assert_int_equal(crowd_press_at(&crowd, (struct key_press){ .key = 'y' }, CROWD_READ),
				 INTENT_DRAW);
		crowd_draw(&crowd);
		assert_true(shows(&crowd, "does not fit on the screen"));
		assert_int_equal(crowd_press_at(&crowd, (struct key_press){ .key = 'y' }, EARLY),
				 INTENT_DRAW);
		assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_ACT);
		crowd_close(&crowd);
	}
}

static void check_tags(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	/* Two of one process, and one of five: six processes in all. */
	crowd_go_to(&crowd, "127.0.0.1:6379");
	crowd_type(&crowd, " ");
	crowd_go_to(&crowd, "[::1]:6379");
	crowd_type(&crowd, " ");
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_type(&crowd, " ");
	/* What a filter hides is tagged all the same; the list shows it. */
	crowd_type(&crowd, "\\redis\nk");
	assert_true(shows(&crowd, "which signal for 6 processes, tagged"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	assert_int_equal(ui_act(crowd.ui)->count, 6);
	assert_false(ui_act(crowd.ui)->has_listener);
	hold_all(&crowd);
	assert_true(shows(&crowd, "send SIGTERM to 6 processes (3 tagged rows)?"));
	assert_true(shows(&crowd, "  902     redis "));
	assert_true(shows(&crowd, "  1238    www-data"));
	crowd_answer(&crowd, 'n');
	crowd_type(&crowd, "K");
	assert_true(shows(&crowd, "one listener at a time"));
	crowd_close(&crowd);
}

static void check_groups(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 100, 34, true);
	crowd.workers = 3;
	crowd_ticks(&crowd, 20);
	crowd_draw(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:9000");
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "signal which of 3 owners of 0.0.0.0:9000"));
	assert_true(shows(&crowd, "all 3 of them"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd_type(&crowd, "K");
	assert_true(shows(&crowd, "choose one member"));
	/* A tag on it is one on them all. */
	crowd_type(&crowd, " k");
	assert_true(shows(&crowd, "which signal for 3 processes"));
	crowd_close(&crowd);
}

static void check_too_many(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 100, 34, true);
	crowd.workers = ACT_TARGETS + 1;
	crowd_ticks(&crowd, 3);
	crowd_draw(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:9000");
	crowd_type(&crowd, " k");
	assert_true(shows(&crowd, "too many: tag fewer"));
	assert_null(ui_act(crowd.ui));
	crowd_close(&crowd);
}

static void check_read_only(void **state)
{
	static const char keys[] = "kKr[]";
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	assert_true(shows(&crowd, "F9Kill F10Quit"));
	crowd.settings.read_only = true;
	assert_false(shows(&crowd, "F9Kill"));
	assert_false(shows(&crowd, "Nice"));
	crowd_go_to(&crowd, "127.0.0.1:5432");
	for (const char *key = keys; *key; key++) {
		assert_int_equal(crowd_key(&crowd, (unsigned char)*key), INTENT_DRAW);
		assert_true(shows(&crowd, "read-only: nothing is signalled, reniced or closed"));
		assert_null(ui_act(crowd.ui));
		crowd_key(&crowd, KEY_CTRL_L);
	}
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	assert_true(shows(&crowd, "EscBack"));
	assert_false(shows(&crowd, "kSignal"));
	crowd_key(&crowd, KEY_ESCAPE);
	crowd.height = 200;
	crowd_type(&crowd, "?");
	assert_true(shows(&crowd, "close the innermost"));
	assert_false(shows(&crowd, "send a signal"));
	assert_false(shows(&crowd, "nice value"));
	crowd.settings.read_only = false;
	assert_true(shows(&crowd, "send a signal"));
	crowd_close(&crowd);
}

static void check_vi(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd.settings.keys = KEYS_VI;
	crowd_go_to(&crowd, "127.0.0.1:5432");
	crowd_type(&crowd, "jk");
	assert_true(selects(&crowd, "127.0.0.1:5432"));
	crowd_type(&crowd, "K");
	assert_true(shows(&crowd, "which signal for postgres (960)"));
	/* Letters are typed here, they do not move. */
	crowd_type(&crowd, "k");
	assert_true(selects(&crowd, "SIGKILL"));
	crowd_key(&crowd, KEY_ESCAPE);
	assert_int_equal(crowd_key(&crowd, 'X'), INTENT_AIM);
	assert_int_equal(ui_act(crowd.ui)->kind, ACT_CLOSE);
	crowd_close(&crowd);
}

static void check_paused(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	crowd_type(&crowd, "Z");
	assert_int_equal(crowd_key(&crowd, 'k'), INTENT_NONE);
	assert_int_equal(crowd_key(&crowd, 'r'), INTENT_NONE);
	assert_int_equal(crowd_key(&crowd, 'K'), INTENT_NONE);
	crowd_close(&crowd);
}

static void check_not_permitted(void **state)
{
	struct crowd crowd;
	struct aim aim;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	crowd_key(&crowd, 'k');
	crowd_answer(&crowd, KEY_RETURN);
	aim = free_aim(&crowd);
	aim.ready = false;
	aim.of[0].error = -EPERM;
	hold(&crowd, &aim);
	assert_true(shows(&crowd, "SIGTERM to postgres (960): not permitted (CAP_KILL)"));
	/* Nothing is asked any more: the loop lets them go. */
	assert_null(ui_act(crowd.ui));
	assert_true(selects(&crowd, "127.0.0.1:5432"));
	/* An answer that comes late finds nobody who asked. */
	hold(&crowd, &aim);
	assert_null(ui_act(crowd.ui));
	crowd_close(&crowd);
}

static void check_some_cannot_be_hit(void **state)
{
	struct crowd crowd;
	struct aim aim;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_type(&crowd, " k");
	crowd_answer(&crowd, KEY_RETURN);
	aim = free_aim(&crowd);
	aim.of[0].error = -EPERM;
	aim.of[3].error = -ESRCH;
	hold(&crowd, &aim);
	assert_true(shows(&crowd, "send SIGTERM to 3 of 5 processes (1 tagged row), which hold "
				  "0.0.0.0:443?"));
	assert_true(shows(&crowd, "x 1234    root       nginx: not permitted (CAP_KILL)"));
	assert_true(shows(&crowd, "x 1237    www-data   nginx: it has ended"));
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_ACT);
	crowd_close(&crowd);
}

/* What does not fit is scrolled, and it is said; the question and the keys stay. */
static void check_long_list(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 80, 16, true);
	crowd.workers = 40;
	crowd_ticks(&crowd, 20);
	crowd_draw(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:9000");
	crowd_type(&crowd, " k");
	crowd_answer(&crowd, KEY_RETURN);
	hold_all(&crowd);
	assert_true(shows(&crowd, "send SIGTERM to 40 processes (1 tagged row), which hold "
				  "0.0.0.0:9000?"));
	assert_true(shows(&crowd, "more below: Down"));
	assert_false(shows(&crowd, "4039"));
	for (unsigned i = 0; i < 80; i++)
		crowd_answer(&crowd, KEY_PAGE_DOWN);
	assert_true(shows(&crowd, "4039"));
	assert_true(shows(&crowd, "send SIGTERM to 40 processes"));
	assert_true(shows(&crowd, "y yes   n/Esc no"));
	assert_int_equal(crowd_answer(&crowd, 'n'), INTENT_DROP);
	crowd_close(&crowd);
}

static void type_answer(struct crowd *crowd, const char *text)
{
	for (; *text; text++)
		crowd_answer(crowd, (unsigned char)*text);
}

static void check_twice(void **state)
{
	static const struct { enum act_danger danger; const char *label; } cases[] = {
		{ DANGER_SELF, "this is lsntop itself" },
		{ DANGER_ABOVE, "lsntop runs under postgres" },
	};
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct aim aim;

		crowd_go_to(&crowd, "127.0.0.1:5432");
		crowd_key(&crowd, 'k');
		crowd_answer(&crowd, KEY_RETURN);
		aim = free_aim(&crowd);
		aim.of[0].danger = cases[i].danger;
		hold(&crowd, &aim);
		assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_DRAW);
		assert_true(shows(&crowd, cases[i].label));
		assert_true(shows(&crowd, "type yes"));
		/* The y that was held down does not count, nor does half an answer. */
		assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
		crowd_answer(&crowd, 'y');
		assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
		assert_true(shows(&crowd, "yes is to be typed in full"));
		type_answer(&crowd, "es");
		assert_int_equal(paste(&crowd, KEY_RETURN), INTENT_DRAW);
		assert_true(shows(&crowd, "pasted text does not count"));
		assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_ACT);
	}
	/* Whom it would not hit is no danger. */
	crowd_go_to(&crowd, "127.0.0.1:5432");
	crowd_key(&crowd, 'k');
	crowd_answer(&crowd, KEY_RETURN);
	hold_all(&crowd);
	assert_int_equal(crowd_answer(&crowd, 'y'), INTENT_ACT);
	crowd_close(&crowd);
}

static void check_renice(void **state)
{
	struct crowd crowd;
	struct aim aim;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	assert_int_equal(crowd_key(&crowd, 'r'), INTENT_AIM);
	aim = free_aim(&crowd);
	aim.of[0].nice = 3;
	aim.of[0].nice_lowest = 3;
	hold(&crowd, &aim);
	assert_true(shows(&crowd, "nice of postgres (960) of postgres, now 3; 3 to 19 allowed"));
	assert_true(shows(&crowd, "CAP_SYS_NICE"));
	assert_true(shows(&crowd, "nice: 3"));
	crowd_key(&crowd, KEY_FUNCTION + 8);
	crowd_key(&crowd, '[');
	crowd_key(&crowd, ']');
	assert_true(shows(&crowd, "nice: 4"));
	crowd_key(&crowd, KEY_CTRL_U);
	type_answer(&crowd, "-5");
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_true(shows(&crowd, "nice below 3 needs CAP_SYS_NICE"));
	crowd_key(&crowd, KEY_CTRL_U);
	type_answer(&crowd, "x");
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_true(shows(&crowd, "a number from -20 to 19 is wanted"));
	crowd_key(&crowd, KEY_CTRL_U);
	type_answer(&crowd, "20");
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
	crowd_key(&crowd, KEY_CTRL_U);
	paste(&crowd, '7');
	assert_true(shows(&crowd, "pasted text does not count"));
	crowded(&crowd, '7');
	type_answer(&crowd, "5");
	assert_int_equal(crowded(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_ACT);
	assert_int_equal(ui_act(crowd.ui)->kind, ACT_RENICE);
	assert_int_equal(ui_act(crowd.ui)->argument, 5);
	crowd_close(&crowd);
}

/* F7 and F8 begin one off, and stay within what there is. */
static void check_renice_steps(void **state)
{
	struct crowd crowd;
	struct aim aim;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	assert_int_equal(crowd_key(&crowd, KEY_FUNCTION + 7), INTENT_AIM);
	aim = free_aim(&crowd);
	aim.of[0].nice = -19;
	hold(&crowd, &aim);
	assert_true(shows(&crowd, "nice: -20"));
	crowd_key(&crowd, KEY_FUNCTION + 7);
	assert_true(shows(&crowd, "nice: -20"));
	assert_int_equal(crowd_answer(&crowd, KEY_ESCAPE), INTENT_DROP);
	assert_int_equal(crowd_key(&crowd, KEY_FUNCTION + 8), INTENT_AIM);
	hold(&crowd, &aim);
	assert_true(shows(&crowd, "nice: -18"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_ACT);
	assert_int_equal(ui_act(crowd.ui)->argument, -18);
	crowd_close(&crowd);
}

static void check_renice_of_several(void **state)
{
	struct crowd crowd;
	struct aim aim;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_type(&crowd, " r");
	aim = free_aim(&crowd);
	aim.of[1].nice = 7;
	aim.of[2].nice_lowest = -3;
	aim.of[4].error = -EPERM;
	aim.of[4].outranks = true;
	hold(&crowd, &aim);
	assert_true(shows(&crowd, "nice of 4 of 5 processes (1 tagged row), now 0 to 7; -3 to 19 "
				  "allowed"));
	assert_true(shows(&crowd, "x 1238    www-data   nginx  nice 0: not permitted"));
	crowd_answer(&crowd, KEY_ESCAPE);
	/* Where nothing is allowed nothing is asked. */
	crowd_type(&crowd, "U");
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_type(&crowd, "r");
	crowd_answer(&crowd, KEY_RETURN);
	aim = free_aim(&crowd);
	aim.ready = false;
	aim.of[0] = (struct aimed){ .error = -EPERM, .outranks = true, .nice_lowest = 20 };
	hold(&crowd, &aim);
	assert_null(ui_act(crowd.ui));
	assert_true(shows(&crowd, "nice of nginx (1234): not permitted (CAP_SYS_NICE): it holds"
				  " capabilities that we lack"));
	crowd_close(&crowd);
}

static void check_close(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_go_to(&crowd, "127.0.0.1:5432");
	assert_int_equal(crowd_key(&crowd, 'K'), INTENT_AIM);
	assert_int_equal(ui_act(crowd.ui)->count, 0);
	assert_true(ui_act(crowd.ui)->has_listener);
	assert_int_equal(ui_act(crowd.ui)->listener.number, 54508);
	hold_all(&crowd);
	assert_true(shows(&crowd, "close the listening socket 127.0.0.1:5432 (tcp)?"));
	assert_true(shows(&crowd, "type 5432 to close it:"));
	/* Typed ahead, pasted, wrong: none of them closes it. */
	crowd_type(&crowd, "5432");
	assert_int_equal(crowd_key(&crowd, KEY_RETURN), INTENT_DRAW);
	for (const char *digit = "5432"; *digit; digit++)
		assert_int_equal(paste(&crowd, (unsigned char)*digit), INTENT_DRAW);
	assert_true(shows(&crowd, "pasted text does not count"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
	assert_true(shows(&crowd, "that is not its port"));
	type_answer(&crowd, "543");
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_DRAW);
	type_answer(&crowd, "2");
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_ACT);
	assert_int_equal(ui_act(crowd.ui)->kind, ACT_CLOSE);
	crowd_close(&crowd);
}

static void check_close_only_tcp(void **state)
{
	static const struct { const char *listener, *why; } cases[] = {
		{ "0.0.0.0:5353", "only a TCP listener can be closed from outside; this is udp" },
		{ "/run/dbus", "this is unix" },
		{ "0.0.0.0:9443", "this is mptcp" },
	};
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		crowd_go_to(&crowd, cases[i].listener);
		assert_int_equal(crowd_key(&crowd, 'K'), INTENT_DRAW);
		assert_true(shows(&crowd, cases[i].why));
	}
	crowd_type(&crowd, "2K");
	assert_true(shows(&crowd, "a listener is what is closed"));
	/* On its page the listener is meant, whatever owner is chosen. */
	crowd_type(&crowd, "1");
	crowd_go_to(&crowd, "0.0.0.0:443");
	crowd_key(&crowd, KEY_RETURN);
	crowd_tick(&crowd);
	assert_int_equal(crowd_key(&crowd, 'K'), INTENT_AIM);
	assert_string_equal(ui_act(crowd.ui)->local, "0.0.0.0:443");
	crowd_close(&crowd);
}

static void check_offer(void **state)
{
	static struct act act;
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	ask(&crowd, "127.0.0.1:5432");
	crowd_answer(&crowd, 'y');
	act = *ui_act(crowd.ui);
	crowd_go_to(&crowd, "127.0.0.1:6379");
	ui_say(crowd.ui, "postgres (960) is still there 5 s after SIGTERM");
	ui_offer_kill(crowd.ui, &act);
	/* Not seen yet: a key that was on its way means the row. */
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "which signal for redis-server (902)"));
	crowd_key(&crowd, KEY_ESCAPE);
	ui_say(crowd.ui, "postgres (960) is still there 5 s after SIGTERM");
	ui_offer_kill(crowd.ui, &act);
	assert_true(shows(&crowd, "postgres (960) is still there 5 s after SIGTERM: k sends"
				  " SIGKILL, after asking"));
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "which signal for postgres (960)"));
	assert_true(selects(&crowd, "SIGKILL"));
	assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
	assert_int_equal(ui_act(crowd.ui)->argument, SIGKILL);
	assert_int_equal(ui_act(crowd.ui)->targets[0].process.pid, 960);
	hold_all(&crowd);
	crowd_answer(&crowd, 'n');
	/* Another key, and the offer is over; so is it when another thing is said. */
	ui_offer_kill(crowd.ui, &act);
	crowd_draw(&crowd);
	crowd_key(&crowd, KEY_CTRL_L);
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "which signal for redis-server (902)"));
	crowd_key(&crowd, KEY_ESCAPE);
	ui_offer_kill(crowd.ui, &act);
	ui_say(crowd.ui, "something else");
	crowd_draw(&crowd);
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "which signal for redis-server (902)"));
	crowd_close(&crowd);
}

/* News of one moment are one message, an offer in it stands, and two are one. */
static void check_news_together(void **state)
{
	static struct act act;
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	ask(&crowd, "127.0.0.1:5432");
	act = *ui_act(crowd.ui);
	crowd_answer(&crowd, 'y');
	ui_say(crowd.ui, "redis-server (902) ended; 127.0.0.1:6379 released");
	ui_say_more(crowd.ui, "postgres (960) is still there");
	ui_offer_kill(crowd.ui, &act);
	ui_say_more(crowd.ui, "haproxy (7) ended");
	ui_say_more(crowd.ui, "haproxy (7) ended");
	crowd_draw(&crowd);
	assert_true(shows(&crowd, "redis-server (902) ended; 127.0.0.1:6379 released; postgres (960)"));
	assert_true(shows(&crowd, "after asking; haproxy (7) ended"));
	assert_false(shows(&crowd, "haproxy (7) ended; haproxy (7) ended"));
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "which signal for postgres (960)"));
	assert_true(selects(&crowd, "SIGKILL"));
	crowd_key(&crowd, KEY_ESCAPE);
	ui_say(crowd.ui, "postgres (960) is still there");
	ui_offer_kill(crowd.ui, &act);
	ui_say_more(crowd.ui, "haproxy (7) is still there");
	act.targets[0].process = (struct process_id){ 7, 77 };
	ui_offer_kill(crowd.ui, &act);
	crowd_draw(&crowd);
	crowd_type(&crowd, "k");
	assert_true(shows(&crowd, "which signal for 2 processes"));
	crowd_close(&crowd);
}

/* What comes from outside is seen before a key takes it away, even behind a prompt. */
static void check_messages_are_seen(void **state)
{
	struct crowd crowd;

	(void)state;
	open_crowd(&crowd);
	crowd_type(&crowd, "/ab");
	ui_say(crowd.ui, "nginx (1234) ended; 0.0.0.0:443 released");
	crowd_draw(&crowd);
	crowd_type(&crowd, "c");
	crowd_draw(&crowd);
	crowd_key(&crowd, KEY_ESCAPE);
	assert_true(shows(&crowd, "nginx (1234) ended; 0.0.0.0:443 released"));
	crowd_key(&crowd, KEY_DOWN_ARROW);
	assert_false(shows(&crowd, "nginx (1234) ended"));
	/* What is too long for a line has more than one. */
	crowd.width = 60;
	ui_say(crowd.ui, "nginx (1234) ended; 0.0.0.0:443 still held by 4; nginx (1235) ended;"
			 " 0.0.0.0:80 still held by 5: pid 1301 took its place");
	assert_true(shows(&crowd, "pid 1301 took its"));
	assert_true(shows(&crowd, "nginx (1234) ended"));
	crowd_close(&crowd);
}

/* Whatever the size: the cursor inside, nothing but ASCII, and one line of the question. */
static void check_every_size(void **state)
{
	static const uint32_t keys[] = { 'k', 'r', 'K' };
	struct crowd crowd;

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		open_crowd(&crowd);
		crowd_go_to(&crowd, "127.0.0.1:5432");
		if (crowd_key(&crowd, keys[i]) != INTENT_AIM)
			assert_int_equal(crowd_answer(&crowd, KEY_RETURN), INTENT_AIM);
		hold_all(&crowd);
		for (unsigned size = 1; size < 130; size += size < 30 ? 1 : 17) {
			crowd.width = size;
			crowd.height = size > 60 ? 60 : size / 2 + 1;
			crowd_draw(&crowd);
			assert_true(crowd.canvas.cursor_x < crowd.width);
			assert_true(crowd.canvas.cursor_y < crowd.height);
			for (size_t c = 0; c < (size_t)crowd.width * crowd.height; c++)
				assert_in_range(crowd.canvas.cells[c].character, ' ', '~');
			if (size >= 30)
				assert_true(shows(&crowd, "postgres") || shows(&crowd, "close the"));
		}
		crowd_close(&crowd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_one_owner),
		cmocka_unit_test(check_no),
		cmocka_unit_test(check_only_y_is_yes),
		cmocka_unit_test(check_what_does_not_count),
		cmocka_unit_test(check_menu_wants_a_reader),
		cmocka_unit_test(check_paste_is_no_command),
		cmocka_unit_test(check_signals_by_name_and_number),
		cmocka_unit_test(check_several_owners),
		cmocka_unit_test(check_places),
		cmocka_unit_test(check_nobody),
		cmocka_unit_test(check_narrow_title),
		cmocka_unit_test(check_a_listener_that_is_gone),
		cmocka_unit_test(check_a_screen_too_small_to_read),
		cmocka_unit_test(check_tags),
		cmocka_unit_test(check_groups),
		cmocka_unit_test(check_too_many),
		cmocka_unit_test(check_read_only),
		cmocka_unit_test(check_vi),
		cmocka_unit_test(check_paused),
		cmocka_unit_test(check_not_permitted),
		cmocka_unit_test(check_some_cannot_be_hit),
		cmocka_unit_test(check_long_list),
		cmocka_unit_test(check_twice),
		cmocka_unit_test(check_renice),
		cmocka_unit_test(check_renice_steps),
		cmocka_unit_test(check_renice_of_several),
		cmocka_unit_test(check_close),
		cmocka_unit_test(check_close_only_tcp),
		cmocka_unit_test(check_offer),
		cmocka_unit_test(check_news_together),
		cmocka_unit_test(check_messages_are_seen),
		cmocka_unit_test(check_every_size),
	};

	return cmocka_run_group_tests_name("tui/deed", tests, NULL, NULL);
}
