/* ui_draw.c - what the ui knows, onto a canvas. */
#include "tui/ui_state.h"

#include "base/text.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/counter.h"
#include "tui/draw.h"
#include "tui/footer.h"
#include "tui/header.h"
#include "tui/journal.h"
#include "tui/wrap.h"

#include <string.h>

enum { LEAST_WIDTH = 20, LEAST_HEIGHT = 4, MESSAGE_SHARE = 6 /* of the height */ };

static void draw_nothing(const struct ui *ui, const struct pane *pane, struct canvas *canvas,
			 unsigned y, unsigned height)
{
	char line[PROMPT_SIZE * 3];
	struct text text = TEXT_OVER(line);

	if (pane->table.rows.count || height < 3)
		return;
	if (!ui->scene)
		text_add(&text, "looking for listeners ...");
	else if (pane->table.hidden && pane->filter)
		text_add(&text, "no row passes the filter (\\ changes it, Esc there clears it)");
	else if (pane->query.only_marked)
		text_add(&text, "no row has a mark now (m shows all rows)");
	else if (pane->table.hidden)
		text_add(&text, "all rows are idle and hidden (i shows them)");
	else if (ui->place == PLACE_KERNEL)
		text_add(&text, "no counters could be read");
	else if (ui->place == PLACE_JOURNAL)
		return;                 /* has said it */
	else if (ui->place == PLACE_PROCESSES)
		text_add(&text, "no process is known to hold a listener");
	else if (selection_is_narrow(&pane->query.selection))
		text_add(&text, "nothing of what was asked for listens here");
	else
		text_add(&text, "nothing listens here");
	draw_line(canvas, 2, y + 2, ROLE_DIM, line);
}

static void draw_counter(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height)
{
	const struct row *row = pane_row(&ui->kernel.pane);

	if (row && !ui->counter_gone) {
		counter_draw(row, canvas, y, height, &ui->timeline);
		return;
	}
	canvas->cursor_x = 1;
	canvas->cursor_y = y;
	draw_line(canvas, 1, y, ROLE_WARN,
		  "this counter is not there any more, or the filter hides it; Esc goes back");
}

static void draw_place(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height,
		       uint64_t now)
{
	struct look look = ui_look(ui);

	if (layer_draw(ui, canvas, y, height, now))
		return;
	if (ui->place == PLACE_PAGE && ui->scene) {
		page_draw(&ui->page, canvas, y, height, &look, ui->scene, &ui->timeline, now);
		return;
	}
	if (ui->place == PLACE_PROCESS && ui->scene) {
		process_page_draw(&ui->process, canvas, y, height, &look, ui->scene,
				  &ui->timeline, now);
		return;
	}
	if (ui->place == PLACE_COUNTER) {
		draw_counter(ui, canvas, y, height);
		return;
	}
	if (ui->place == PLACE_KERNEL)
		kernel_draw(&ui->kernel, canvas, y, height, &look, ui->scene, now);
	else if (ui->place == PLACE_JOURNAL)
		journal_draw(&ui->journal, canvas, y, height, &look, ui->scene, ui->settings,
			     ui->began, now);
	else
		pane_draw(ui_pane(ui), canvas, y, height, &look, ui->scene, now);
	draw_nothing(ui, ui_pane(ui), canvas, y, height);
}

enum { HINTS = 5 };

#define KEY(name, text) { .key = (name), .does = (text) }
#define DOES(what, text) { .command = (what), .does = (text) }

static const struct footer_hint page_hints[] = {
	KEY("Esc", "Back"), KEY("Enter", "Process"), DOES(COMMAND_KILL, "Signal"),
	DOES(COMMAND_RENICE, "Renice"), DOES(COMMAND_CLOSE, "Close"),
	DOES(COMMAND_EXPECT, "Expect"), KEY("?", "Help"), KEY("Tab", "Pane"), KEY("Z", "Pause"),
	KEY("q", "Quit"), { .does = NULL },
};

/* What Enter opens is what the cursor is on. */
static const struct footer_hint process_hints[PROCESS_PARTS][9] = {
	[PROCESS_PARENTS] = { KEY("Esc", "Back"), KEY("Enter", "Parent"), KEY("Down", "Listeners"),
			      DOES(COMMAND_KILL, "Signal"), DOES(COMMAND_RENICE, "Renice"),
			      KEY("?", "Help"), KEY("Tab", "Pane"), KEY("q", "Quit") },
	[PROCESS_LISTENERS] = { KEY("Esc", "Back"), KEY("Enter", "Listener"), KEY("Up", "Parents"),
				KEY("Down", "Threads"), DOES(COMMAND_KILL, "Signal"),
				DOES(COMMAND_RENICE, "Renice"), KEY("?", "Help"), KEY("q", "Quit") },
	[PROCESS_THREADS] = { KEY("Esc", "Back"), KEY("Up", "Listeners"), KEY("PgDn", "More"),
			      DOES(COMMAND_KILL, "Signal"), DOES(COMMAND_RENICE, "Renice"),
			      KEY("?", "Help"), KEY("Tab", "Pane"), KEY("q", "Quit") },
};

/* On a page of what is there no more. */
static const struct footer_hint gone_hints[] = {
	KEY("Esc", "Back"), KEY("?", "Help"), KEY("Tab", "Pane"), KEY("q", "Quit"), { .does = NULL },
};

static const struct footer_hint counter_hints[] = {
	KEY("Esc", "Back"), KEY("Up/Down", "Others"), KEY("?", "Help"), KEY("Tab", "Pane"), KEY("q", "Quit"),
	{ .does = NULL },
};

static const struct footer_hint layer_hints[LAYERS][HINTS] = {
	[LAYER_SEARCH] = { KEY("Enter", "Keep"), KEY("Esc", "Cancel") },
	[LAYER_FILTER] = { KEY("Enter", "Keep"), KEY("Esc", "Clear") },
	[LAYER_DELAY] = { KEY("Enter", "Set"), KEY("Esc", "Cancel") },
	[LAYER_SORT] = { KEY("Enter", "Sort"), KEY("Esc", "Cancel") },
	[LAYER_GROUP] = { KEY("Enter", "Group"), KEY("Esc", "Cancel") },
	[LAYER_USER] = { KEY("Enter", "Choose"), KEY("Esc", "Cancel") },
	[LAYER_HELP] = { KEY("Esc", "Back"), KEY("PgDn", "More") },
	[LAYER_SETUP] = { KEY("Space", "Change"), KEY("< >", "Move a column"), KEY("W", "Write all"),
			  KEY("Esc", "Back") },
	[LAYER_WHO] = { KEY("Enter", "Choose"), KEY("Esc", "Cancel") },
	[LAYER_SIGNAL] = { KEY("Enter", "Choose"), KEY("15 or term", "Go to it"), KEY("Esc", "Cancel") },
	[LAYER_CONFIRM] = { KEY("y", "Yes"), KEY("n", "No"), KEY("Esc", "No") },
	[LAYER_TWICE] = { KEY("Enter", "Do it"), KEY("Esc", "No") },
	[LAYER_RENICE] = { KEY("Enter", "Set"), KEY("F7", "One less"), KEY("F8", "One more"),
			   KEY("Esc", "Cancel") },
	[LAYER_CLOSE] = { KEY("Enter", "Close it"), KEY("Esc", "No") },
	[LAYER_EXPECT] = { KEY("y", "Yes"), KEY("n", "No"), KEY("Esc", "No") },
};

static void draw_keys(struct ui *ui, struct canvas *canvas, unsigned y)
{
	if (ui->paused)
		canvas_text(canvas, 0, y, canvas->width, ROLE_WARN, "paused: Z goes on");
	else if (layer_is_prompt(ui->layer) && ui->prompt.complaint[0])
		draw_line(canvas, 0, y, ROLE_ALARM, ui->prompt.complaint);
	else if (ui->layer != LAYER_NONE)
		footer_draw_hints(canvas, y, ui->settings, layer_hints[ui->layer]);
	else if (ui->place == PLACE_PAGE)
		footer_draw_hints(canvas, y, ui->settings, page_is_past(&ui->page) ||
				  page_is_missing(&ui->page) ? gone_hints : page_hints);
	else if (ui->place == PLACE_PROCESS)
		footer_draw_hints(canvas, y, ui->settings, ui->process.gone ? gone_hints
						: process_hints[ui->process.part]);
	else if (ui->place == PLACE_COUNTER)
		footer_draw_hints(canvas, y, ui->settings, counter_hints);
	else
		footer_draw_bar(canvas, y, ui->settings);
}

/* What became of a deed may take more than a line: as many as leave a table its own,
 * upwards from y. */
static unsigned draw_message(struct ui *ui, struct canvas *canvas, unsigned y)
{
	char safe[UI_MESSAGE_SIZE];
	struct text text = TEXT_OVER(safe);
	unsigned lines, room = canvas->height / MESSAGE_SHARE;
	const char *rest = safe;

	text_printable(&text, ui->message, canvas->ascii);
	lines = wrap_count(safe, canvas->width);
	if (lines > room)
		lines = room ? room : 1;
	for (unsigned i = lines - 1; i > 0; i--) {
		char part[UI_MESSAGE_SIZE];
		struct text line = TEXT_OVER(part);

		wrap_next(&rest, canvas->width, &line);
		draw_line(canvas, 0, y - i, ROLE_STRONG, part);
	}
	draw_line(canvas, 0, y, ROLE_STRONG, rest + strspn(rest, " "));
	ui->unseen = false;
	return lines;
}

/* The lines above the F-bar: what is typed, what was said, what is missing. How many. */
static unsigned draw_extra(struct ui *ui, struct canvas *canvas, unsigned y,
			   const struct header *header, unsigned header_lines)
{
	if (layer_is_prompt(ui->layer)) {
		prompt_draw(&ui->prompt, canvas, y);
		return 1;
	}
	if (ui->message[0])
		return draw_message(ui, canvas, y);
	if (header_lines == 0 && header_draw_states(header, canvas, y))
		return 1;
	if (!ui->scene || !footer_has_gap(ui->scene))
		return 0;
	footer_draw_gap(ui->scene, canvas, y);
	return 1;
}

static struct header header_of(struct ui *ui)
{
	struct pane *pane = ui_under(ui);

	return (struct header){
		.scene = ui->scene,
		.headline = &ui->headline,
		.selection = &ui->listeners.query.selection,
		.held = pane->held && !place_is_page(ui->place),
		.following = pane->following,
		.paused = ui->paused,
		.hidden = pane->table.hidden,
		.filter = pane->filter,
		.hide_idle = pane->query.hide_idle,
		.only_marked = pane->query.only_marked,
		.user = pane == &ui->listeners && ui->user[0] ? ui->user : NULL,
	};
}

static void draw_whole(struct ui *ui, struct canvas *canvas, uint64_t now)
{
	struct header header = header_of(ui);
	unsigned lines = ui->settings->header, height = canvas->height, bottom = height - 1;

	/* A low screen needs its lines for rows. */
	if (lines + LEAST_HEIGHT > canvas->height)
		lines = 0;
	header_draw(&header, canvas, lines);
	draw_keys(ui, canvas, bottom);
	bottom -= draw_extra(ui, canvas, bottom - 1, &header, lines);
	/* What does not fit must not run into the lines below. */
	canvas->height = bottom;
	draw_place(ui, canvas, lines, bottom - lines, now);
	canvas->height = height;
	/* A table puts the hardware cursor on its row, but what is typed has it. */
	if (layer_is_prompt(ui->layer))
		prompt_draw(&ui->prompt, canvas, bottom);
}

void ui_draw(struct ui *ui, struct canvas *canvas, unsigned width, unsigned height, uint64_t now)
{
	canvas->ascii = settings_show_ascii(ui->settings);
	if (ui->frozen && width == ui->width && height == ui->height)
		return;
	ui->width = width;
	ui->height = height;
	canvas_clear(canvas, width, height);
	if (width < LEAST_WIDTH || height < LEAST_HEIGHT) {
		canvas_text(canvas, 0, 0, width, ROLE_TEXT, "too small");
		ui->question.cut = true;
		question_seen(ui, now);
		return;
	}
	draw_whole(ui, canvas, now);
	ui->frozen = ui->paused;
}
