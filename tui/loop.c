/* loop.c - poll, tick, key, draw. */
#include "tui/loop_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "source/sampler.h"
#include "tui/config.h"
#include "tui/screen.h"
#include "tui/settings.h"
#include "tui/stage.h"
#include "tui/ui.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum {
	TICK_BUDGET = 5 * 1000 * 1000,          /* ns for slow sources within a tick */
	WORK_SLICE = 5 * 1000 * 1000,           /* and between ticks, before keys are asked */
	FILL_IN = 200 * 1000 * 1000,            /* ns between extra ticks while owners fill in */
	RESIZE_REST = 50 * 1000 * 1000,         /* ns between drawings while being resized */
	KEY_REST_MS = 25,                       /* until half a key is taken for Esc */
};

static const double SOON = 1;           /* seconds */

enum { WATCH_KEYS, WATCH_FRAME, WATCH_TIMER, WATCH_SIGNALS, WATCHES };

static void finish(struct run *run, int result)
{
	run->done = true;
	run->result = result;
}

static void arm_timer(struct run *run)
{
	uint64_t delay = (uint64_t)(run->loop->settings->delay * (double)CLOCK_SECOND);
	struct timespec period = { (time_t)(delay / CLOCK_SECOND), (long)(delay % CLOCK_SECOND) };
	struct itimerspec timer = { .it_interval = period, .it_value = period };

	run->loop->stage->delay = run->loop->settings->delay;
	if (run->scene.live)
		timerfd_settime(run->timer, 0, &timer, NULL);
}

static void draw(struct run *run)
{
	struct screen_cost cost = screen_cost(run->loop->screen);
	unsigned width, height;
	uint64_t now = clock_monotonic();

	run->scene.cost.frames = cost.frames;
	run->scene.cost.frames_skipped = cost.skipped;
	run->scene.cost.bytes = cost.bytes;
	screen_size(run->loop->screen, &width, &height);
	ui_draw(run->loop->ui, &run->canvas, width, height, now);
	if (!screen_show(run->loop->screen, &run->canvas))
		finish(run, LOOP_TERMINAL_GONE);
	run->drawn_at = now;
	run->dirty = run->resized = false;
}

void loop_look(struct run *run)
{
	struct loop *loop = run->loop;
	struct focus focus = ui_focus(loop->ui);

	focus.handshakes = true;
	focus.executables = focus.executables || loop->baseline;
	run->page = focus;
	hands_focus(&run->hands, &focus);
	stage_focus(loop->stage, focus);
	stage_tick(loop->stage, TICK_BUDGET, &run->scene);
	run->peek_due = stage_peek(loop->stage);
	hands_looked(&run->hands, clock_monotonic());
	loop_follow(run);
	ui_refresh(loop->ui, &run->scene, clock_monotonic());
	run->searching = run->scene.live && sampler_work(loop->stage->sampler, 0);
	run->dirty = true;
}

static void tick(struct run *run)
{
	if (run->loop->iterations && run->shown == run->loop->iterations) {
		finish(run, LOOP_DONE);
		return;
	}
	run->shown++;
	loop_look(run);
}

static bool opens_page(const struct focus *focus, const struct focus *before)
{
	if (focus->has_listener)
		return !before->has_listener ||
		       listener_id_compare(&focus->listener, &before->listener) != 0;
	return focus->has_process && (!before->has_process ||
				      focus->process.pid != before->process.pid ||
				      focus->process.identity != before->process.identity);
}

/* On a captured host no tick comes: what a page wants to know is asked for as it opens. */
static void look_for_page(struct run *run)
{
	struct focus focus = ui_focus(run->loop->ui);

	if (!run->scene.live && opens_page(&focus, &run->page))
		loop_look(run);
}

/* Delays that passed while we could not run are late, not made up for. */
static void on_timer(struct run *run)
{
	uint64_t expired;

	if (read(run->timer, &expired, sizeof expired) != sizeof expired)
		return;
	run->loop->stage->late += expired - 1;
	tick(run);
}

/* The first search for owners takes longer than a tick may: it goes on in
 * slices between keys, and what it found is shown as it comes. */
static void work(struct run *run)
{
	uint64_t now = clock_monotonic();
	bool more = sampler_work(run->loop->stage->sampler, now + WORK_SLICE);

	if (more && now - run->filled_at < FILL_IN)
		return;
	/* Later on what was found waits for the next tick, if that is soon: an extra
	 * one is short, and its rates would be those of a moment. */
	if (run->filled && run->loop->settings->delay <= SOON) {
		run->searching = more;
		return;
	}
	run->filled = !more;
	tick(run);
	run->filled_at = now;
}

static void write_config(struct run *run)
{
	char buffer[512];
	struct text line = TEXT_OVER(buffer);

	ui_store(run->loop->ui);
	if (!*run->loop->config_path)
		text_add(&line, "no place for a configuration: set HOME or use -C FILE");
	else if (config_write(run->loop->config_path, run->loop->settings, &line))
		text_format(&line, "written to %s", run->loop->config_path);
	ui_say(run->loop->ui, buffer);
}

static void suspend(struct run *run)
{
	if (!screen_suspend(run->loop->screen))
		finish(run, LOOP_TERMINAL_GONE);
	arm_timer(run);
}

static void apply_look(struct run *run)
{
	const struct settings *settings = run->loop->settings;

	screen_set_theme(run->loop->screen, settings->theme,
			 settings_show_color(settings));
	screen_set_mouse(run->loop->screen, settings->mouse);
	run->canvas.ascii = settings_show_ascii(settings);
}

static void carry_out(struct run *run, enum intent intent)
{
	switch (intent) {
	case INTENT_NONE:
		return;
	case INTENT_DRAW:
		break;
	case INTENT_DELAY:
		arm_timer(run);
		break;
	case INTENT_LOOK:
		apply_look(run);
		break;
	case INTENT_WRITE:
		write_config(run);
		break;
	case INTENT_REPAINT:
		screen_repaint(run->loop->screen);
		break;
	case INTENT_SUSPEND:
		suspend(run);
		break;
	case INTENT_AIM:
		loop_aim(run);
		break;
	case INTENT_ACT:
		loop_perform(run);
		break;
	case INTENT_DROP:
		hands_drop(&run->hands);
		break;
	case INTENT_EXPECT:
		loop_expect(run);
		break;
	case INTENT_QUIT:
		finish(run, LOOP_DONE);
		return;
	}
	run->dirty = true;
}

static void on_keys(struct run *run)
{
	struct key_press press;

	while (!run->done) {
		if (!screen_key(run->loop->screen, &press)) {
			finish(run, LOOP_TERMINAL_GONE);
			return;
		}
		if (press.key == KEY_NOTHING)
			return;
		carry_out(run, ui_key(run->loop->ui, &press, clock_monotonic()));
		look_for_page(run);
	}
}

static void on_signals(struct run *run)
{
	struct signalfd_siginfo info;

	while (!run->done && read(run->signals, &info, sizeof info) == sizeof info) {
		switch (info.ssi_signo) {
		case SIGWINCH:
			run->dirty = run->resized = true;
			break;
		case SIGUSR1:
			tick(run);
			break;
		case SIGTSTP:
			suspend(run);
			run->dirty = true;
			break;
		case SIGCONT:
			/* Stopped by SIGSTOP: whoever had the terminal meanwhile
			 * may have left anything on it. */
			screen_repaint(run->loop->screen);
			arm_timer(run);
			run->dirty = true;
			break;
		default:
			finish(run, (int)info.ssi_signo);
		}
	}
}

static int open_signals(void)
{
	static const int wanted[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH, SIGUSR1, SIGTSTP, SIGCONT,
	};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		struct sigaction action;

		/* What was ignored for us (nohup) stays so: a blocked signal
		 * would come through the descriptor all the same. */
		if (sigaction(wanted[i], NULL, &action) == 0 && action.sa_handler == SIG_IGN)
			continue;
		sigaddset(&set, wanted[i]);
	}
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void close_signals(int signals)
{
	sigset_t none;

	close(signals);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int until_due(const struct run *run)
{
	uint64_t now = clock_monotonic(), due = hands_due(&run->hands), left;

	if (run->peek_due < due)
		due = run->peek_due;
	if (due == UINT64_MAX)
		return -1;
	left = due > now ? due - now : 0;
	return (int)((left + CLOCK_MILLISECOND - 1) / CLOCK_MILLISECOND);
}

/* How long to sleep: not at all while there is work, until a key is complete, a
 * resize may be drawn, a peek or a look is due; else until something happens. A key that
 * is half there is waited for: woken sooner we would take it for Esc. */
static int patience(const struct run *run)
{
	int rest = run->dirty ? RESIZE_REST / (int)CLOCK_MILLISECOND : -1, due;

	if (run->searching)
		return 0;
	if (screen_key_pending(run->loop->screen))
		return KEY_REST_MS;
	due = until_due(run);
	return due >= 0 && (rest < 0 || due < rest) ? due : rest;
}

/* Nobody wants anything: keys, and the frames they ask for, have come first. */
static void idle(struct run *run)
{
	uint64_t now = clock_monotonic();

	if (hands_due(&run->hands) <= now) {
		if (hands_glance(&run->hands, now))
			loop_look(run);
	} else if (run->peek_due <= now) {
		run->peek_due = stage_peek(run->loop->stage);
	} else if (run->searching) {
		work(run);
	}
}

static void step(struct run *run)
{
	struct screen *screen = run->loop->screen;
	struct pollfd watched[WATCHES] = {
		[WATCH_KEYS] = { screen_input(screen), POLLIN, 0 },
		[WATCH_FRAME] = { screen_is_behind(screen) ? screen_output(screen) : -1, POLLOUT, 0 },
		[WATCH_TIMER] = { run->timer, POLLIN, 0 },
		[WATCH_SIGNALS] = { run->signals, POLLIN, 0 },
	};
	int ready = poll(watched, WATCHES, patience(run));

	if (ready < 0 && errno != EINTR)
		finish(run, LOOP_TERMINAL_GONE);
	if (ready < 0)
		return;
	if (watched[WATCH_FRAME].revents) {
		if (!screen_flush(screen))
			finish(run, LOOP_TERMINAL_GONE);
		run->dirty = run->dirty || !screen_is_behind(screen);
	}
	if (watched[WATCH_SIGNALS].revents)
		on_signals(run);
	if (watched[WATCH_KEYS].revents || screen_key_pending(screen))
		on_keys(run);
	if (watched[WATCH_TIMER].revents)
		on_timer(run);
	if (ready == 0 && !run->done)
		idle(run);
}

int loop_run(struct loop *loop)
{
	struct run run = {
		.loop = loop,
		.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
		.signals = open_signals(),
		.filled_at = clock_monotonic(),
		.hands = { .ops = loop->ops, .audit = loop->audit },
	};

	canvas_init(&run.canvas, settings_show_ascii(loop->settings));
	tick(&run);
	arm_timer(&run);
	while (!run.done) {
		bool rests = run.resized && clock_monotonic() - run.drawn_at < RESIZE_REST;

		if (run.dirty && !rests)
			draw(&run);
		if (!run.done)
			step(&run);
	}
	hands_free(&run.hands);
	canvas_free(&run.canvas);
	close(run.timer);
	close_signals(run.signals);
	return run.result;
}
