/* ui.c - what the user wants: panes, prompts, and keys turned into intents. */
#include "tui/ui.h"

#include "base/memory.h"
#include "base/text.h"
#include "table/column.h"
#include "table/overview.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/draw.h"
#include "tui/footer.h"
#include "tui/header.h"
#include "tui/ui_state.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_WIDTH = 20, LEAST_HEIGHT = 4, LIST_SIZE = 1024 };

struct ui *ui_new(struct settings *settings, struct query *query)
{
	struct ui *ui = memory_alloc(1, sizeof(*ui));
	struct query processes;

	ui->settings = settings;
	pane_init(&ui->listeners, query);
	settings_set_text(&ui->listeners.filter, settings->filter);
	query_init(&processes, TABLE_PROCESSES, 80);
	pane_init(&ui->processes, &processes);
	ui->page.gone = true;
	return ui;
}

void ui_free(struct ui *ui)
{
	if (!ui)
		return;
	pane_free(&ui->listeners);
	pane_free(&ui->processes);
	pane_free(&ui->held);
	page_close(&ui->page);
	menu_free(&ui->menu);
	setup_free(&ui->setup);
	free(ui);
}

struct pane *ui_listeners(struct ui *ui)
{
	bool of_process = ui->place == PLACE_HELD ||
			  (ui->place == PLACE_PAGE && ui->page_from == PLACE_HELD);

	return of_process ? &ui->held : &ui->listeners;
}

struct pane *ui_pane(struct ui *ui)
{
	switch (ui->place) {
	case PLACE_PROCESSES:
		return &ui->processes;
	case PLACE_PAGE:
		return &ui->page.owners;
	default:
		return ui_listeners(ui);
	}
}

struct look ui_look(const struct ui *ui)
{
	return (struct look){
		.ascii = settings_show_ascii(ui->settings),
		.service_names = ui->settings->service_names,
		.command_line = ui->settings->command_line,
	};
}

/* A page keeps the pane it came from up to date: its cursor is where Esc goes. */
void ui_fill(struct ui *ui, uint64_t now)
{
	if (!ui->scene)
		return;
	ui->listeners.query.hide_idle = ui->settings->hide_idle;
	ui->held.query.hide_idle = ui->settings->hide_idle;
	if (ui->place == PLACE_PAGE) {
		page_fill(&ui->page, ui->scene, now);
		pane_fill(ui_listeners(ui), ui->scene, now);
		return;
	}
	if (ui->place == PLACE_HELD) {
		struct row row;

		ui->holder_gone = !overview_process(ui->scene, &ui->holder, &row);
	}
	pane_fill(ui_pane(ui), ui->scene, now);
	if (!ui_pane(ui)->lost)
		return;
	ui_pane(ui)->lost = false;
	ui_say(ui, "what was followed is gone");
}

void ui_refresh(struct ui *ui, const struct scene *scene, uint64_t now)
{
	ui->scene = scene;
	timeline_add(&ui->timeline, scene);
	ui_fill(ui, now);
}

static bool asks_processes(const struct query *query)
{
	const struct column *order = query->order;

	if (order && order->lens != LENS_LABEL && order->fact / FACTS_PER_BLOCK == FACTS_PROCESS)
		return true;
	for (size_t i = 0; i < query->columns.count; i++) {
		const struct column *column = query->columns.items[i];

		if (column->lens != LENS_LABEL && column->fact / FACTS_PER_BLOCK == FACTS_PROCESS)
			return true;
	}
	return false;
}

struct focus ui_focus(const struct ui *ui)
{
	const struct pane *shown = ui->place == PLACE_HELD ? &ui->held : &ui->listeners;

	return (struct focus){
		.processes = ui->place == PLACE_PROCESSES || ui->place == PLACE_PAGE ||
			     asks_processes(&shown->query),
	};
}

void ui_say(struct ui *ui, const char *message)
{
	struct text text = TEXT_OVER(ui->message);

	text_printable(&text, message, false);
}

static enum intent paused_key(struct ui *ui, enum command command)
{
	switch (command) {
	case COMMAND_PAUSE:
	case COMMAND_BACK:
		ui->paused = ui->frozen = false;
		return INTENT_DRAW;
	case COMMAND_QUIT:
		return INTENT_QUIT;
	case COMMAND_REPAINT:
		return INTENT_REPAINT;
	case COMMAND_SUSPEND:
		return INTENT_SUSPEND;
	default:
		return INTENT_NONE;     /* the bottom line says how it goes on */
	}
}

static bool is_mouse(uint32_t key)
{
	return key >= KEY_MOUSE_CLICK && key <= KEY_WHEEL_DOWN;
}

/* Two commands may share a key: with a search, the search's. */
static enum command meant(struct ui *ui, uint32_t key)
{
	enum keys keys = ui->settings->keys;
	enum command command = keymap_find(keys, key);

	if (command == COMMAND_NEXT_MATCH && !ui_pane(ui)->search.active &&
	    keymap_has(keys, COMMAND_SERVICES, key))
		return COMMAND_SERVICES;
	return command;
}

enum intent ui_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	bool said = ui->message[0] != '\0';
	enum intent intent;

	if (press->key == KEY_NOTHING)
		return INTENT_NONE;
	if (ui->paused)
		return is_mouse(press->key) ? INTENT_NONE
					    : paused_key(ui, meant(ui, press->key));
	ui->message[0] = '\0';
	if (ui->layer != LAYER_NONE)
		intent = layer_key(ui, press, now);
	else if (is_mouse(press->key))
		intent = command_click(ui, press, now);
	else
		intent = command_run(ui, meant(ui, press->key), now);
	return intent == INTENT_NONE && said ? INTENT_DRAW : intent;
}

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
	pane_draw(ui_pane(ui), canvas, y, height, &look, ui->scene, now);
	draw_nothing(ui, ui_pane(ui), canvas, y, height);
}

enum { HINTS = 5 };

static const struct footer_hint page_hints[] = {
	{ "Esc", "Back" }, { "?", "Help" }, { "Tab", "Pane" }, { "Z", "Pause" }, { "q", "Quit" },
	{ NULL, NULL },
};

static const struct footer_hint layer_hints[LAYERS][HINTS] = {
	[LAYER_SEARCH] = { { "Enter", "Keep" }, { "Esc", "Cancel" } },
	[LAYER_FILTER] = { { "Enter", "Keep" }, { "Esc", "Clear" } },
	[LAYER_DELAY] = { { "Enter", "Set" }, { "Esc", "Cancel" } },
	[LAYER_SORT] = { { "Enter", "Sort" }, { "Esc", "Cancel" } },
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
	struct pane *pane = ui->place == PLACE_PAGE ? ui_listeners(ui) : ui_pane(ui);

	return (struct header){
		.scene = ui->scene,
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

/* What is by width stays so, with what was put on top of it. */
static void store_columns(struct ui *ui)
{
	const struct query *query = &ui->listeners.query;
	char list[LIST_SIZE];
	struct text text = TEXT_OVER(list);

	if (!query->chosen) {
		settings_set_text(&ui->settings->columns, query->adjusted);
		return;
	}
	for (size_t i = 0; i < query->columns.count; i++)
		text_format(&text, "%s%s", i ? "," : "", query->columns.items[i]->key);
	settings_set_text(&ui->settings->columns, list);
}

void ui_store(struct ui *ui)
{
	const struct query *query = &ui->listeners.query;
	const struct column *order = query->order;
	char key[64];
	struct text text = TEXT_OVER(key);

	store_columns(ui);
	/* The reverse of the default order has no name of its own. */
	if (!order && query->reverse)
		order = pane_order(&ui->listeners);
	if (order)
		text_format(&text, "%s%s", query->reverse ? "-" : "", order->key);
	settings_set_text(&ui->settings->order, order ? key : NULL);
	settings_set_text(&ui->settings->filter, ui->listeners.filter);
}
