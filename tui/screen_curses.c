/* screen_curses.c - ncurses, drawing into a file: the only door to it.
 *
 * It never sees the terminal. Written to directly it would block, or with
 * O_NONBLOCK spin, as soon as nobody reads; and it keeps its own idea of what the
 * terminal shows, so whatever it drew must be sent whole and in order. */
#include "tui/screen_curses.h"

#include "base/memory.h"
#include "base/text.h"
#include "tui/canvas.h"

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

struct curses {
	SCREEN *screen;
	attr_t attributes[ROLES];
	short pairs[ROLES];
	bool colors_started;
	struct canvas shown;            /* what it was given last */
	bool stale;                     /* ...but the terminal shows something else */
	cchar_t *line;                  /* one row for it */
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
	[ROLE_GONE]        = { A_DIM, -1, A_DIM },
	[ROLE_UNEXPECTED]  = { A_BOLD | A_UNDERLINE, COLOR_YELLOW, A_BOLD },
	[ROLE_CHANGED]     = { A_BOLD, COLOR_GREEN, A_NORMAL },
	[ROLE_TAGGED]      = { A_BOLD | A_UNDERLINE, COLOR_MAGENTA, A_BOLD },
	[ROLE_GRAPH]       = { A_NORMAL, COLOR_CYAN, A_NORMAL },
	[ROLE_KEY]         = { A_NORMAL, -1, A_NORMAL },
	[ROLE_KEY_TEXT]    = { A_REVERSE, -1, A_REVERSE },
	[ROLE_PROMPT]      = { A_BOLD, -1, A_BOLD },
	[ROLE_MATCH]       = { A_UNDERLINE | A_BOLD, -1, A_UNDERLINE | A_BOLD },
};

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

/* newterm() leaks where the terminal is unknown, so another is asked first. */
static bool is_known(const char *term)
{
	int error;

	if (setupterm(term, STDIN_FILENO, &error) == ERR)
		return false;
	del_curterm(cur_term);
	return true;
}

static void do_nothing(int number)
{
	(void)number;
}

/* newterm() takes these signals for itself where they have their default; its
 * handlers are not ours to live with. Nor is what doupdate() does where it took SIGTSTP:
 * _nc_signal_handler() ignores it meanwhile, and one that waits to be read is lost. */
static SCREEN *newterm_quietly(const char *term, FILE *ink, FILE *keys)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	enum { TAKEN = sizeof taken / sizeof *taken };
	struct sigaction before[TAKEN];
	SCREEN *ncurses;

	for (size_t i = 0; i < TAKEN; i++) {
		struct sigaction own = { .sa_handler = do_nothing, .sa_flags = SA_RESTART };

		sigaction(taken[i], NULL, &before[i]);
		if (before[i].sa_handler == SIG_DFL)
			sigaction(taken[i], &own, NULL);
	}
	ncurses = newterm(term, ink, keys);
	for (size_t i = 0; i < TAKEN; i++)
		sigaction(taken[i], &before[i], NULL);
	return ncurses;
}

/* NULL where the terminal has none; tigetstr() says so in two ways. */
const char *curses_capability(const char *name)
{
	char *value = tigetstr((NCURSES_CONST char *)name);

	return value == (char *)-1 ? NULL : value;
}

static bool open_terminal(struct curses *curses, FILE *ink, FILE *keys, const char *term,
			  struct text *why)
{
	const char *wrong = NULL;

	if (*term && is_known(term))
		curses->screen = newterm_quietly(term, ink, keys);
	if (!*term)
		wrong = "TERM is not set";
	else if (!curses->screen)
		wrong = "unknown terminal";
	else if (!curses_capability("cup") || !curses_capability("clear"))
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

struct curses *curses_open(FILE *ink, FILE *keys, const char *term, bool elevated,
			   struct text *why)
{
	struct curses *curses = memory_alloc(1, sizeof *curses);

	if (elevated)
		distrust_environment();
	/* Padding is sleeping, and these two are what a shell once knew. */
	setenv("NCURSES_NO_PADDING", "1", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	canvas_init(&curses->shown, false);
	if (!open_terminal(curses, ink, keys, term ? term : "", why)) {
		curses_close(curses);
		return NULL;
	}
	cbreak();
	noecho();
	nonl();
	typeahead(-1);
	idlok(stdscr, TRUE);
	keypad(stdscr, TRUE);
	doupdate();
	return curses;
}

void curses_close(struct curses *curses)
{
	if (!curses)
		return;
	if (curses->screen)
		delscreen(curses->screen);
	canvas_free(&curses->shown);
	free(curses->line);
	free(curses);
}

void curses_enter(struct curses *curses)
{
	/* doupdate() enters by itself after endwin(), but the keypad it forgets. */
	keypad(stdscr, TRUE);
	curses->stale = true;
}

void curses_leave(struct curses *curses)
{
	/* What was never entered would not be left. */
	if (isendwin())
		doupdate();
	endwin();
	curses->stale = true;
}

static short pair_of(struct curses *curses, const struct look *look, bool color)
{
	if (!color || look->color < 0 || !curses->colors_started)
		return 0;
	return (short)(look->color + 1);
}

/* The first word on colour that ncurses says to the terminal is in
 * start_color(): without colour it must not be called. */
static void start_colors(struct curses *curses)
{
	if (curses->colors_started || !has_colors() || start_color() == ERR)
		return;
	if (use_default_colors() == ERR)
		return;
	for (short color = 0; color < 8; color++)
		init_pair((short)(color + 1), color, -1);
	curses->colors_started = true;
}

void curses_look(struct curses *curses, enum theme theme, bool color)
{
	color = color && theme != THEME_MONO;
	if (color)
		start_colors(curses);
	for (unsigned role = 0; role < ROLES; role++) {
		const struct look *look = &looks[role];

		curses->pairs[role] = pair_of(curses, look, color);
		curses->attributes[role] = curses->pairs[role] ? look->colored : look->attributes;
	}
	/* Every cell differs from this: all is given to ncurses again. */
	for (size_t i = 0; i < (size_t)curses->shown.width * curses->shown.height; i++)
		curses->shown.cells[i].role = ROLES;
}

static bool cells_equal(const struct cell *a, const struct cell *b)
{
	return a->character == b->character && a->role == b->role && a->selected == b->selected;
}

static void put_cell(struct curses *curses, const struct cell *cell, cchar_t *out)
{
	wchar_t text[2] = { (wchar_t)cell->character, L'\0' };
	attr_t attributes = curses->attributes[cell->role];

	/* What the locale cannot write, ncurses would leave out. */
	if (cell->character > 0x7e && wcwidth(text[0]) < 1)
		text[0] = L'?';
	/* Dim and reversed is hard to read; the bar must show on reversed cells too. */
	if (cell->selected)
		attributes = (attributes & ~A_DIM) | A_REVERSE;
	setcchar(out, text, attributes, curses->pairs[cell->role], NULL);
}

/* Gives ncurses what changed in a row, from the first such cell to the last,
 * and never one half of a wide character. */
static bool show_row(struct curses *curses, const struct canvas *canvas, unsigned y)
{
	const struct cell *row = canvas->cells + (size_t)y * canvas->width;
	struct cell *shown = curses->shown.cells + (size_t)y * canvas->width;
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
			put_cell(curses, &row[x], &curses->line[count++]);
	}
	mvadd_wchnstr((int)y, (int)first, curses->line, count);
	memcpy(shown + first, row + first, (last - first) * sizeof *row);
	return true;
}

/* The size that ncurses draws in. resizeterm() would queue a key for it. */
static void follow_size(struct curses *curses, const struct canvas *canvas)
{
	if (curses->shown.width == canvas->width && curses->shown.height == canvas->height)
		return;
	resize_term((int)canvas->height, (int)canvas->width);
	canvas_clear(&curses->shown, canvas->width, canvas->height);
	curses->line = memory_resize(curses->line, canvas->width + 1, sizeof *curses->line);
	erase();
	curses->stale = true;
}

static bool put_canvas(struct curses *curses, const struct canvas *canvas)
{
	bool changed = curses->stale;
	unsigned x = canvas->cursor_x, y = canvas->cursor_y;

	for (unsigned row = 0; row < canvas->height; row++)
		changed |= show_row(curses, canvas, row);
	changed |= curses->shown.cursor_x != x || curses->shown.cursor_y != y;
	curses->shown.cursor_x = x;
	curses->shown.cursor_y = y;
	x = x < canvas->width ? x : canvas->width - 1;
	y = y < canvas->height ? y : canvas->height - 1;
	move((int)y, (int)x);
	return changed;
}

bool curses_draw(struct curses *curses, const struct canvas *canvas)
{
	if (canvas->width == 0 || canvas->height == 0)
		return false;
	follow_size(curses, canvas);
	if (!put_canvas(curses, canvas))
		return false;
	if (curses->stale)
		clearok(curscr, TRUE);
	curses->stale = false;
	wnoutrefresh(stdscr);
	doupdate();
	return true;
}
