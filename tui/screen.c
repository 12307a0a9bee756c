/* screen.c - the terminal, ncurses' only door.
 *
 * ncurses draws into a file in memory and never sees the terminal: written to
 * directly it would block, or with O_NONBLOCK spin, as soon as nobody reads.
 * Because it compares with what it drew last, a frame must be sent whole or
 * not drawn at all; so while one is under way, nothing is drawn. */
#include "tui/screen.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "tui/canvas.h"
#include "tui/keyboard.h"
#include "tui/relay.h"
#include "tui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

/* curses.h has a `struct screen` of its own. */
#define screen ncurses_screen
#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>
#undef screen

enum { FAREWELL_PATIENCE = 200 /* ms */ };

/* For xterm and all that speak its language: report buttons, in decimal. */
static const char mouse_on[] = "\033[?1000h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1000l";

struct screen {
	struct terminal terminal;
	struct relay relay;
	struct keyboard keyboard;
	FILE *ink;                      /* ncurses' output: relay.ink, buffered by ncurses */
	FILE *keys;                     /* its input, which it never reads */
	SCREEN *ncurses;
	attr_t attributes[ROLES];
	short pairs[ROLES];
	bool colors_started;
	bool mouse_known, mouse;

	struct canvas shown;            /* what ncurses was given last */
	bool stale;                     /* ...but the terminal shows something else */
	bool unsent;                    /* bytes that are not part of a drawing */
	cchar_t *line;                  /* one row for ncurses */
	uint64_t frames, skipped;
};

/* How a role shows: weight for all terminals, colour besides where there is one.
 * -1 is the terminal's own, which is readable on light and dark. */
struct look {
	attr_t attributes;
	short color;
	attr_t colored;                 /* the weight where there is colour */
};

static const struct look looks[ROLES] = {
	[ROLE_TEXT]        = { A_NORMAL, -1, A_NORMAL },
	[ROLE_DIM]         = { A_DIM, -1, A_DIM },
	[ROLE_STRONG]      = { A_BOLD, -1, A_BOLD },
	[ROLE_HEADER]      = { A_NORMAL, -1, A_NORMAL },
	[ROLE_TITLE]       = { A_REVERSE, -1, A_REVERSE },
	[ROLE_TITLE_ORDER] = { A_REVERSE | A_BOLD, -1, A_REVERSE | A_BOLD },
	[ROLE_WARN]        = { A_BOLD, COLOR_YELLOW, A_NORMAL },
	[ROLE_ALARM]       = { A_BOLD, COLOR_RED, A_BOLD },
	[ROLE_NEW]         = { A_BOLD, COLOR_CYAN, A_BOLD },
	[ROLE_TAGGED]      = { A_BOLD | A_UNDERLINE, COLOR_MAGENTA, A_BOLD },
	[ROLE_GRAPH]       = { A_NORMAL, COLOR_CYAN, A_NORMAL },
	[ROLE_KEY]         = { A_NORMAL, -1, A_NORMAL },
	[ROLE_KEY_TEXT]    = { A_REVERSE, -1, A_REVERSE },
	[ROLE_PROMPT]      = { A_BOLD, -1, A_BOLD },
	[ROLE_MATCH]       = { A_UNDERLINE | A_BOLD, -1, A_UNDERLINE | A_BOLD },
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
};

/* NULL where the terminal has none; tigetstr() says so in two ways. */
static const char *capability(const char *name)
{
	char *value = tigetstr((NCURSES_CONST char *)name);

	return value == (char *)-1 ? NULL : value;
}

/* With more rights than the user's own no terminal description but the system's
 * may be parsed: ncurses 6.4 as packaged by Debian 12 trusts these even where
 * the file has capabilities. HOME is for ~/.terminfo. */
static void distrust_environment(void)
{
	static const char *const names[] = {
		"TERMINFO", "TERMINFO_DIRS", "TERMCAP", "TERMPATH", "HOME", "BAUDRATE",
		"NCURSES_TRACE", "NCURSES_ASSUMED_COLORS", "NCURSES_NO_HARD_TABS",
		"NCURSES_NO_MAGIC_COOKIE", "NCURSES_NO_SETBUF", "NCURSES_NO_UTF8_ACS",
		"NCURSES_GPM_TERMS",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unsetenv(names[i]);
}

/* newterm() takes these signals for itself where they have their default; its
 * handlers are not ours to live with. */
static SCREEN *newterm_quietly(const char *term, FILE *ink, FILE *keys)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	enum { TAKEN = sizeof taken / sizeof *taken };
	struct sigaction before[TAKEN];
	SCREEN *ncurses;

	for (size_t i = 0; i < TAKEN; i++)
		sigaction(taken[i], NULL, &before[i]);
	ncurses = newterm(term, ink, keys);
	for (size_t i = 0; i < TAKEN; i++)
		sigaction(taken[i], &before[i], NULL);
	return ncurses;
}

static bool open_ncurses(struct screen *screen, const struct screen_options *options,
			 struct text *why)
{
	const char *term = options->term ? options->term : "";
	const char *wrong = NULL;

	if (options->elevated)
		distrust_environment();
	/* Padding is sleeping, and these two are what a shell once knew. */
	setenv("NCURSES_NO_PADDING", "1", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	if (*term)
		screen->ncurses = newterm_quietly(term, screen->ink, screen->keys);
	if (!*term)
		wrong = "TERM is not set";
	else if (!screen->ncurses)
		wrong = "unknown terminal";
	else if (!capability("cup") || !capability("clear"))
		wrong = "this terminal cannot move its cursor";
	if (!wrong)
		return true;
	text_add(why, wrong);
	if (*term) {
		text_add(why, ": TERM=");
		text_printable(why, term, true);
	}
	text_add(why, " (set TERM, as in TERM=xterm or TERM=vt100, or use --batch)");
	return false;
}

static bool open_streams(struct screen *screen)
{
	int keys;

	if (relay_open(&screen->relay, screen->terminal.out) < 0)
		return false;
	keys = fcntl(screen->relay.ink, F_DUPFD_CLOEXEC, 3);
	screen->ink = fdopen(screen->relay.ink, "w");
	screen->keys = keys < 0 ? NULL : fdopen(keys, "r");
	return screen->ink && screen->keys;
}

static void learn_keys(struct screen *screen)
{
	const char *reports = capability("kmous");

	for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
		keyboard_learn(&screen->keyboard, capability(key_names[i].name), key_names[i].key);
	screen->mouse_known = reports && (strcmp(reports, "\033[M") == 0 ||
					  strcmp(reports, "\033[<") == 0);
}

static void write_ink(struct screen *screen, const char *bytes)
{
	if (write(screen->relay.ink, bytes, strlen(bytes)) > 0)
		screen->unsent = true;
}

/* What leaves the terminal as it was is what endwin() writes: it is asked once,
 * and a crash can say it without ncurses. CAN first: a crash may have cut a
 * sequence in two. The next drawing enters again. */
static void prepare_farewell(struct screen *screen)
{
	struct terminal *terminal = &screen->terminal;
	char *entering, *leaving;
	size_t length;

	doupdate();
	entering = relay_take(&screen->relay, &length);
	free(entering);
	endwin();
	leaving = relay_take(&screen->relay, &length);
	struct text farewell = TEXT_OVER(terminal->farewell);
	text_add(&farewell, "\030");
	if (screen->mouse_known)
		text_add(&farewell, mouse_off);
	text_add(&farewell, leaving);
	terminal->farewell_length = farewell.length;
	free(leaving);
}

/* After endwin() ncurses enters the terminal again by itself at the next
 * drawing, but the keypad it forgets. */
static void enter(struct screen *screen)
{
	keypad(stdscr, TRUE);
	if (screen->mouse)
		write_ink(screen, mouse_on);
	screen->stale = true;
}

static void set_up(struct screen *screen, const struct screen_options *options)
{
	unsigned width = 80, height = 24;

	cbreak();
	noecho();
	nonl();
	typeahead(-1);
	idlok(stdscr, TRUE);
	keypad(stdscr, TRUE);
	learn_keys(screen);
	screen_set_theme(screen, options->theme, options->color);
	terminal_size(&screen->terminal, &width, &height);
	resize_term((int)height, (int)width);
	canvas_init(&screen->shown, false);
	prepare_farewell(screen);
	screen_set_mouse(screen, options->mouse);
}

struct screen *screen_open(const struct screen_options *options, struct text *why)
{
	struct screen *screen = memory_alloc(1, sizeof *screen);

	screen->relay.ink = -1;
	screen->relay.gone = true;
	if (!terminal_open(&screen->terminal, why))
		goto fail;
	if (!open_streams(screen)) {
		text_format(why, "no memory for a screen: %s", strerror(errno));
		goto fail_terminal;
	}
	if (!open_ncurses(screen, options, why))
		goto fail_terminal;
	set_up(screen, options);
	if (!terminal_take(&screen->terminal)) {
		text_add(why, "the terminal is gone");
		goto fail_terminal;
	}
	terminal_guard(&screen->terminal);
	enter(screen);
	return screen;
fail_terminal:
	screen_close(screen);
	return NULL;
fail:
	free(screen);
	return NULL;
}

static void free_streams(struct screen *screen)
{
	if (screen->keys)
		fclose(screen->keys);
	if (screen->ink) {
		fclose(screen->ink);
		screen->relay.ink = -1;
	}
	relay_close(&screen->relay);
}

static void leave(struct screen *screen)
{
	if (screen->mouse)
		write_ink(screen, mouse_off);
	endwin();
	terminal_unstop(&screen->terminal);
	relay_drain(&screen->relay, FAREWELL_PATIENCE);
	terminal_give(&screen->terminal);
}

void screen_close(struct screen *screen)
{
	if (!screen)
		return;
	if (screen->terminal.taken)
		leave(screen);
	terminal_unguard(&screen->terminal);
	if (screen->ncurses)
		delscreen(screen->ncurses);
	free_streams(screen);
	terminal_close(&screen->terminal);
	canvas_free(&screen->shown);
	free(screen->line);
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
	*width = (unsigned)getmaxx(stdscr);
	*height = (unsigned)getmaxy(stdscr);
	terminal_size(&screen->terminal, width, height);
}

static bool cells_equal(const struct cell *a, const struct cell *b)
{
	return a->character == b->character && a->role == b->role && a->selected == b->selected;
}

static void put_cell(struct screen *screen, const struct cell *cell, cchar_t *out)
{
	wchar_t text[2] = { (wchar_t)cell->character, L'\0' };
	attr_t attributes = screen->attributes[cell->role];

	/* What the locale cannot write, ncurses would leave out. */
	if (cell->character > 0x7e && wcwidth(text[0]) < 1)
		text[0] = L'?';
	/* Dim and reversed is hard to read; the bar must show on reversed cells too. */
	if (cell->selected)
		attributes = (attributes & ~A_DIM) | A_REVERSE;
	setcchar(out, text, attributes, screen->pairs[cell->role], NULL);
}

/* Gives ncurses what changed in a row, from the first such cell to the last,
 * and never one half of a wide character. */
static bool show_row(struct screen *screen, const struct canvas *canvas, unsigned y)
{
	const struct cell *row = canvas->cells + (size_t)y * canvas->width;
	struct cell *shown = screen->shown.cells + (size_t)y * canvas->width;
	unsigned first = 0, last = canvas->width;
	int count = 0;

	while (first < last && cells_equal(&row[first], &shown[first]))
		first++;
	while (last > first && cells_equal(&row[last - 1], &shown[last - 1]))
		last--;
	if (first == last)
		return false;
	while (first > 0 && (row[first].character == 0 || shown[first].character == 0))
		first--;
	while (last < canvas->width &&
	       (row[last].character == 0 || shown[last].character == 0))
		last++;
	for (unsigned x = first; x < last; x++) {
		if (row[x].character != 0)
			put_cell(screen, &row[x], &screen->line[count++]);
	}
	mvadd_wchnstr((int)y, (int)first, screen->line, count);
	memcpy(shown + first, row + first, (last - first) * sizeof *row);
	return true;
}

/* The size that ncurses draws in. resizeterm() would queue a key for it. */
static void follow_size(struct screen *screen, const struct canvas *canvas)
{
	if (screen->shown.width == canvas->width && screen->shown.height == canvas->height)
		return;
	resize_term((int)canvas->height, (int)canvas->width);
	canvas_clear(&screen->shown, canvas->width, canvas->height);
	screen->line = memory_resize(screen->line, canvas->width + 1, sizeof *screen->line);
	erase();
	screen->stale = true;
}

static bool put_canvas(struct screen *screen, const struct canvas *canvas)
{
	bool changed = screen->stale || screen->unsent;
	unsigned x = canvas->cursor_x, y = canvas->cursor_y;

	for (unsigned row = 0; row < canvas->height; row++)
		changed |= show_row(screen, canvas, row);
	changed |= screen->shown.cursor_x != x || screen->shown.cursor_y != y;
	screen->shown.cursor_x = x;
	screen->shown.cursor_y = y;
	x = x < canvas->width ? x : canvas->width - 1;
	y = y < canvas->height ? y : canvas->height - 1;
	move((int)y, (int)x);
	return changed;
}

bool screen_show(struct screen *screen, const struct canvas *canvas)
{
	if (screen->relay.gone)
		return false;
	if (relay_is_behind(&screen->relay)) {
		screen->skipped++;
		return true;
	}
	if (canvas->width == 0 || canvas->height == 0)
		return true;
	follow_size(screen, canvas);
	screen->frames++;
	if (!put_canvas(screen, canvas))
		return true;
	if (screen->stale)
		clearok(curscr, TRUE);
	screen->stale = false;
	screen->unsent = false;
	wnoutrefresh(stdscr);
	doupdate();
	return relay_send(&screen->relay);
}

void screen_repaint(struct screen *screen)
{
	/* Somebody has been on the terminal; perhaps the modes are theirs too. */
	if (screen->terminal.taken)
		terminal_take(&screen->terminal);
	keypad(stdscr, TRUE);
	if (screen->mouse)
		write_ink(screen, mouse_on);
	screen->stale = true;
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

static short pair_of(struct screen *screen, const struct look *look, bool color)
{
	if (!color || look->color < 0 || !screen->colors_started)
		return 0;
	return (short)(look->color + 1);
}

/* The first word on colour that ncurses says to the terminal is in
 * start_color(): without colour it must not be called. */
static void start_colors(struct screen *screen)
{
	if (screen->colors_started || !has_colors() || start_color() == ERR)
		return;
	if (use_default_colors() == ERR)
		return;
	for (short color = 0; color < 8; color++)
		init_pair((short)(color + 1), color, -1);
	screen->colors_started = true;
}

void screen_set_theme(struct screen *screen, enum theme theme, bool color)
{
	color = color && theme != THEME_MONO;
	if (color)
		start_colors(screen);
	for (unsigned role = 0; role < ROLES; role++) {
		const struct look *look = &looks[role];

		screen->pairs[role] = pair_of(screen, look, color);
		screen->attributes[role] = screen->pairs[role] ? look->colored : look->attributes;
	}
	/* Every cell differs from this: all is given to ncurses again. */
	for (size_t i = 0; i < (size_t)screen->shown.width * screen->shown.height; i++)
		screen->shown.cells[i].role = ROLES;
}

void screen_set_mouse(struct screen *screen, bool mouse)
{
	mouse = mouse && screen->mouse_known;
	if (mouse != screen->mouse && screen->terminal.taken)
		write_ink(screen, mouse ? mouse_on : mouse_off);
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
