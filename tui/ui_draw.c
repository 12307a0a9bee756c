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

enum { LEAST_WIDTH = 20, LEAST_HEIGHT = 4 };

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
	else if (pane->table.hidden)
		text_add(&text, "all rows are idle and hidden (i shows them)");
	else if (ui->place == PLACE_KERNEL)
		text_add(&text, "no counters could be read");
	else if (ui->place == PLACE_JOURNAL)
		return;                 /* has said it */
	else if (ui->place == PLACE_HELD)
		text_add(&text, "this process holds no listener any more; Esc goes back");
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

	if (layer_draw(ui, canvas, y, height))
		return;
	if (ui->place == PLACE_PAGE && ui->scene) {
		page_draw(&ui->page, canvas, y, height, &look, ui->scene, &ui->timeline, now);
		return;
	}
	if (ui->place == PLACE_HELD && ui->holder_gone) {
		canvas->cursor_y = y + 1;
		draw_line(canvas, 2, y + 1, ROLE_WARN, "this process is gone; Esc goes back");
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

static const struct footer_hint page_hints[] = {
	{ "Esc", "Back" }, { "?", "Help" }, { "Tab", "Pane" }, { "Z", "Pause" }, { "q", "Quit" },
	{ NULL, NULL },
};

static const struct footer_hint counter_hints[] = {
	{ "Esc", "Back" }, { "Up/Down", "Others" }, { "?", "Help" }, { "Tab", "Pane" }, { "q", "Quit" },
	{ NULL, NULL },
};

static const struct footer_hint layer_hints[LAYERS][HINTS] = {
	[LAYER_SEARCH] = { { "Enter", "Keep" }, { "Esc", "Cancel" } },
	[LAYER_FILTER] = { { "Enter", "Keep" }, { "Esc", "Clear" } },
	[LAYER_DELAY] = { { "Enter", "Set" }, { "Esc", "Cancel" } },
	[LAYER_SORT] = { { "Enter", "Sort" }, { "Esc", "Cancel" } },
	[LAYER_GROUP] = { { "Enter", "Group" }, { "Esc", "Cancel" } },
	[LAYER_USER] = { { "Enter", "Choose" }, { "Esc", "Cancel" } },
	[LAYER_HELP] = { { "Esc", "Back" }, { "PgDn", "More" } },
	[LAYER_SETUP] = { { "Space", "Change" }, { "< >", "Move a column" }, { "W", "Write all" },
			  { "Esc", "Back" } },
};

static void draw_keys(struct ui *ui, struct canvas *canvas, unsigned y)
{
	if (ui->paused)
		canvas_text(canvas, 0, y, canvas->width, ROLE_WARN, "paused: Z goes on");
	else if (layer_is_prompt(ui->layer) && ui->prompt.complaint[0])
		draw_line(canvas, 0, y, ROLE_ALARM, ui->prompt.complaint);
	else if (ui->layer != LAYER_NONE)
		footer_draw_hints(canvas, y, layer_hints[ui->layer]);
	else if (ui->place == PLACE_PAGE)
		footer_draw_hints(canvas, y, page_hints);
	else if (ui->place == PLACE_COUNTER)
		footer_draw_hints(canvas, y, counter_hints);
	else
		footer_draw_bar(canvas, y, ui->settings->keys);
}

/* The line above the F-bar: what is typed, what was said, what is missing. */
static bool draw_extra(struct ui *ui, struct canvas *canvas, unsigned y,
		       const struct header *header, unsigned header_lines)
{
	char line[UI_MESSAGE_SIZE];
	struct text text = TEXT_OVER(line);

	if (layer_is_prompt(ui->layer)) {
		prompt_draw(&ui->prompt, canvas, y);
		return true;
	}
	if (ui->message[0]) {
		text_printable(&text, ui->message, canvas->ascii);
		draw_line(canvas, 0, y, ROLE_STRONG, line);
		return true;
	}
	if (header_lines == 0 && header_draw_states(header, canvas, y))
		return true;
	if (!ui->scene || !footer_has_gap(ui->scene))
		return false;
	footer_draw_gap(ui->scene, canvas, y);
	return true;
}

static struct header header_of(struct ui *ui)
{
	struct pane *pane = ui_under(ui);

	return (struct header){
		.scene = ui->scene,
		.headline = &ui->headline,
		.selection = &ui_listeners(ui)->query.selection,
		.held = pane->held && ui->place != PLACE_PAGE,
		.following = pane->following,
		.paused = ui->paused,
		.hidden = pane->table.hidden,
		.filter = pane->filter,
		.hide_idle = pane->query.hide_idle,
		.user = pane == &ui->listeners && ui->user[0] ? ui->user : NULL,
		.holder = pane == &ui->held ? ui->holder_name : NULL,
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
	if (draw_extra(ui, canvas, bottom - 1, &header, lines))
		bottom--;
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
		return;
	}
	draw_whole(ui, canvas, now);
	ui->frozen = ui->paused;
}
