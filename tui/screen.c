/* screen.c - the terminal: frames out, keys in, and as it was when we leave.
 *
 * A frame is drawn into the relay's file in memory and reaches the terminal in
 * one write. While the terminal has not taken it, nothing is drawn. */
#include "tui/screen.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "tui/keyboard.h"
#include "tui/relay.h"
#include "tui/screen_curses.h"
#include "tui/terminal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FAREWELL_PATIENCE = 200 /* ms */, WIDTH_UNSAID = 80, HEIGHT_UNSAID = 24 };

/* For xterm and all that speak its language: report buttons, in decimal. */
static const char mouse_on[] = "\033[?1000h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1000l";

struct screen {
	struct terminal terminal;
	struct relay relay;
	struct keyboard keyboard;
	struct curses *curses;
	bool mouse_known, mouse;
	const char *paste_on, *paste_off;       /* mark what is pasted; NULL where it cannot be */
	FILE *ink, *keys;               /* what ncurses writes to, and never reads */
	unsigned width, height;
	bool unsent;                    /* words that are part of no frame */
	uint64_t frames, skipped;
};

static const struct {
	const char *name;               /* terminfo(5) */
	uint32_t key;
} key_names[] = {
	{ "kcuu1", KEY_UP_ARROW }, { "kcud1", KEY_DOWN_ARROW }, { "kcub1", KEY_LEFT_ARROW },
	{ "kcuf1", KEY_RIGHT_ARROW }, { "kpp", KEY_PAGE_UP }, { "knp", KEY_PAGE_DOWN },
	{ "khome", KEY_FIRST }, { "kend", KEY_LAST }, { "kdch1", KEY_DELETE_AHEAD },
	{ "kcbt", KEY_SHIFT_TAB }, { "kent", KEY_RETURN }, { "kbs", KEY_DELETE_BACK },
	{ "kf1", KEY_FUNCTION + 1 }, { "kf2", KEY_FUNCTION + 2 }, { "kf3", KEY_FUNCTION + 3 },
	{ "kf4", KEY_FUNCTION + 4 }, { "kf5", KEY_FUNCTION + 5 }, { "kf6", KEY_FUNCTION + 6 },
	{ "kf7", KEY_FUNCTION + 7 }, { "kf8", KEY_FUNCTION + 8 }, { "kf9", KEY_FUNCTION + 9 },
	{ "kf10", KEY_FUNCTION + 10 }, { "kf11", KEY_FUNCTION + 11 },
	{ "kf12", KEY_FUNCTION + 12 },
	{ "PS", KEYBOARD_PASTE_BEGINS }, { "PE", KEYBOARD_PASTE_ENDS },
};

static void learn_keys(struct screen *screen)
{
	const char *reports = curses_capability("kmous");

	for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
		keyboard_learn(&screen->keyboard, curses_capability(key_names[i].name),
			       key_names[i].key);
	screen->mouse_known = reports && (strcmp(reports, "\033[M") == 0 ||
					  strcmp(reports, "\033[<") == 0);
}

/* Bracketed paste, where the terminal's description has all of it: user_caps(5). */
static void learn_paste(struct screen *screen)
{
	const char *on = curses_capability("BE"), *off = curses_capability("BD");

	if (!on || !off || !curses_capability("PS") || !curses_capability("PE"))
		return;
	screen->paste_on = on;
	screen->paste_off = off;
}

/* Goes out with the next frame. */
static void say(struct screen *screen, const char *bytes)
{
	if (write(screen->relay.ink, bytes, strlen(bytes)) > 0)
		screen->unsent = true;
}

/* What leaves the terminal as it was is known before anything is drawn: a crash
 * can say it without ncurses. CAN first: it may have cut a sequence in two. */
static void prepare_farewell(struct screen *screen)
{
	struct terminal *terminal = &screen->terminal;
	struct text farewell = TEXT_OVER(terminal->farewell);
	size_t length;
	char *bytes;

	bytes = relay_take(&screen->relay, &length);    /* the entering */
	free(bytes);
	curses_leave(screen->curses);
	bytes = relay_take(&screen->relay, &length);
	text_add(&farewell, "\030");
	if (screen->mouse_known)
		text_add(&farewell, mouse_off);
	if (screen->paste_off)
		text_add(&farewell, screen->paste_off);
	text_add_bytes(&farewell, bytes, length);
	terminal->farewell_length = farewell.length;
	free(bytes);
}

static void enter(struct screen *screen)
{
	curses_enter(screen->curses);
	if (screen->mouse)
		say(screen, mouse_on);
	if (screen->paste_on)
		say(screen, screen->paste_on);
}

static void leave(struct screen *screen)
{
	if (screen->mouse)
		say(screen, mouse_off);
	if (screen->paste_off)
		say(screen, screen->paste_off);
	curses_leave(screen->curses);
	terminal_unstop(&screen->terminal);
	relay_drain(&screen->relay, FAREWELL_PATIENCE);
	terminal_give(&screen->terminal);
}

static bool open_streams(struct screen *screen)
{
	int ink, keys;

	if (relay_open(&screen->relay, screen->terminal.out) < 0)
		return false;
	ink = fcntl(screen->relay.ink, F_DUPFD_CLOEXEC, 3);
	keys = fcntl(screen->relay.ink, F_DUPFD_CLOEXEC, 3);
	screen->ink = ink < 0 ? NULL : fdopen(ink, "w");
	screen->keys = keys < 0 ? NULL : fdopen(keys, "r");
	return screen->ink && screen->keys;
}

static bool set_up(struct screen *screen, const struct screen_options *options,
		   struct text *why)
{
	if (!terminal_open(&screen->terminal, why))
		return false;
	if (!open_streams(screen)) {
		text_add(why, "no memory or no file descriptor for a screen");
		return false;
	}
	screen->curses = curses_open(screen->ink, screen->keys, options->term,
				     options->elevated, why);
	if (!screen->curses)
		return false;
	learn_keys(screen);
	learn_paste(screen);
	curses_look(screen->curses, options->theme, options->color);
	prepare_farewell(screen);
	screen_set_mouse(screen, options->mouse);
	if (terminal_take(&screen->terminal))
		return true;
	text_add(why, "the terminal is gone");
	return false;
}

struct screen *screen_open(const struct screen_options *options, struct text *why)
{
	struct screen *screen = memory_alloc(1, sizeof *screen);

	screen->terminal.in = screen->terminal.out = -1;
	screen->relay.ink = -1;
	screen->width = WIDTH_UNSAID;
	screen->height = HEIGHT_UNSAID;
	if (!set_up(screen, options, why)) {
		screen_close(screen);
		return NULL;
	}
	terminal_guard(&screen->terminal);
	enter(screen);
	return screen;
}

void screen_close(struct screen *screen)
{
	if (!screen)
		return;
	if (screen->terminal.taken)
		leave(screen);
	terminal_unguard(&screen->terminal);
	curses_close(screen->curses);
	if (screen->keys)
		fclose(screen->keys);
	if (screen->ink)
		fclose(screen->ink);
	relay_close(&screen->relay);
	terminal_close(&screen->terminal);
	free(screen);
}

int screen_input(const struct screen *screen)
{
	return screen->terminal.in;
}

int screen_output(const struct screen *screen)
{
	return screen->terminal.out;
}

bool screen_is_behind(const struct screen *screen)
{
	return relay_is_behind(&screen->relay);
}

bool screen_flush(struct screen *screen)
{
	return relay_flush(&screen->relay);
}

void screen_size(struct screen *screen, unsigned *width, unsigned *height)
{
	terminal_size(&screen->terminal, &screen->width, &screen->height);
	*width = screen->width;
	*height = screen->height;
}

bool screen_show(struct screen *screen, const struct canvas *canvas)
{
	if (screen->relay.gone)
		return false;
	if (relay_is_behind(&screen->relay)) {
		screen->skipped++;
		return true;
	}
	screen->frames++;
	if (!curses_draw(screen->curses, canvas) && !screen->unsent)
		return true;
	screen->unsent = false;
	return relay_send(&screen->relay);
}

void screen_repaint(struct screen *screen)
{
	/* Somebody has been on the terminal; perhaps the modes are theirs too. */
	if (screen->terminal.taken)
		terminal_take(&screen->terminal);
	enter(screen);
}

bool screen_key(struct screen *screen, struct key_press *press)
{
	struct keyboard *keyboard = &screen->keyboard;
	uint64_t now = clock_monotonic();
	size_t room;
	unsigned char *bytes;
	int got;

	if (keyboard_next(keyboard, now, press))
		return true;
	bytes = keyboard_room(keyboard, &room);
	got = terminal_read(&screen->terminal, bytes, room);
	if (got < 0)
		return false;
	if (got > 0)
		keyboard_arrived(keyboard, (size_t)got, now);
	keyboard_next(keyboard, now, press);
	return true;
}

bool screen_key_pending(const struct screen *screen)
{
	return screen->keyboard.pending;
}

void screen_set_theme(struct screen *screen, enum theme theme, bool color)
{
	curses_look(screen->curses, theme, color);
}

void screen_set_mouse(struct screen *screen, bool mouse)
{
	mouse = mouse && screen->mouse_known;
	if (mouse != screen->mouse && screen->terminal.taken)
		say(screen, mouse ? mouse_on : mouse_off);
	screen->mouse = mouse;
	screen->keyboard.mouse = mouse;
}

bool screen_suspend(struct screen *screen)
{
	leave(screen);
	terminal_stop();
	if (!terminal_take(&screen->terminal))
		return false;
	keyboard_forget(&screen->keyboard);
	enter(screen);
	return !screen->relay.gone;
}

struct screen_cost screen_cost(const struct screen *screen)
{
	return (struct screen_cost){
		.frames = screen->frames,
		.skipped = screen->skipped,
		.writes = screen->relay.writes,
		.bytes = screen->relay.bytes,
	};
}
