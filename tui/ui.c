/* ui.c - what the user wants: panes, prompts, and keys turned into intents. */
#include "tui/ui.h"

#include "base/memory.h"
#include "base/text.h"
#include "table/column.h"
#include "table/overview.h"
#include "table/scene.h"
#include "tui/ui_state.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_SIZE = 1024 };

struct ui *ui_new(struct settings *settings, struct query *query)
{
	struct ui *ui = memory_alloc(1, sizeof(*ui));
	struct query processes, journal;

	ui->settings = settings;
	query->ghosts = true;
	pane_init(&ui->listeners, query);
	settings_set_text(&ui->listeners.filter, settings->filter);
	query_init(&processes, TABLE_PROCESSES, 80);
	pane_init(&ui->processes, &processes);
	query_init(&journal, TABLE_EVENTS, 80);
	pane_init(&ui->journal, &journal);
	kernel_init(&ui->kernel, 80);
	ui_group(ui, settings->group);
	ui->page.gone = ui->process.gone = true;
	return ui;
}

void ui_free(struct ui *ui)
{
	if (!ui)
		return;
	pane_free(&ui->listeners);
	pane_free(&ui->processes);
	pane_free(&ui->journal);
	kernel_free(&ui->kernel);
	page_close(&ui->page);
	process_page_close(&ui->process);
	menu_free(&ui->menu);
	setup_free(&ui->setup);
	expect_forget(&ui->expect);
	free(ui);
}

static struct pane *pane_at(struct ui *ui, enum place place)
{
	switch (place) {
	case PLACE_PROCESSES:
		return &ui->processes;
	case PLACE_KERNEL:
	case PLACE_COUNTER:
		return &ui->kernel.pane;
	case PLACE_JOURNAL:
		return &ui->journal;
	case PLACE_PAGE:
		return &ui->page.owners;
	case PLACE_PROCESS:
		return process_page_pane(&ui->process);
	default:
		return &ui->listeners;
	}
}

struct pane *ui_pane(struct ui *ui)
{
	return pane_at(ui, ui->place);
}

struct pane *ui_under(struct ui *ui)
{
	return pane_at(ui, place_is_page(ui->place) ? ui->under : ui->place);
}

void ui_group(struct ui *ui, enum grouping grouping)
{
	ui->settings->group = grouping;
	pane_group(&ui->listeners, grouping);
}

struct look ui_look(const struct ui *ui)
{
	return (struct look){
		.ascii = settings_show_ascii(ui->settings),
		.service_names = ui->settings->service_names,
		.command_line = ui->settings->command_line,
	};
}

/* What hides rows must not hide the one that is looked at. */
static void fill_kernel(struct ui *ui, uint64_t now)
{
	struct pane *pane = &ui->kernel.pane;

	pane->query.hide_idle = ui->settings->hide_idle && ui->place != PLACE_COUNTER;
	pane_fill(pane, ui->scene, now);
	ui->counter_gone = table_find(&pane->table, &ui->counter) < 0;
}

/* The pane it came from is kept up to date: its cursor is where Esc goes. */
static void fill_page(struct ui *ui, uint64_t now)
{
	if (ui->place == PLACE_PAGE)
		page_fill(&ui->page, ui->scene, now);
	else
		process_page_fill(&ui->process, ui->scene, now);
	pane_fill(ui_under(ui), ui->scene, now);
}

void ui_fill(struct ui *ui, uint64_t now)
{
	if (!ui->scene)
		return;
	ui->listeners.query.hide_idle = ui->settings->hide_idle;
	if (place_is_page(ui->place)) {
		fill_page(ui, now);
		return;
	}
	if (ui->place == PLACE_KERNEL || ui->place == PLACE_COUNTER) {
		fill_kernel(ui, now);
		return;
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
	if (!ui->began)
		ui->began = scene->at.wall;
	timeline_add(&ui->timeline, scene);
	headline_choose(&ui->headline, scene);
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
	bool listener = ui->place == PLACE_PAGE, process = ui->place == PLACE_PROCESS;
	struct focus focus = {
		.processes = ui->place == PLACE_PROCESSES || listener || process ||
			     asks_processes(&ui->listeners.query),
		.has_listener = listener,
		.listener = listener ? ui->page.id : (struct listener_id){ 0 },
		/* What a line asks of an owner is looked at while there are lines. */
		.executables = ui->scene && overview_baseline(ui->scene),
		.bound = query_wants_bound(&ui->listeners.query),
		.has_process = process,
		.process = process ? ui->process.id : (struct process_id){ 0 },
	};

	deed_focus(&ui->deed, &focus);
	return focus;
}

void ui_say(struct ui *ui, const char *message)
{
	struct text text = TEXT_OVER(ui->message);

	text_printable(&text, message, false);
	ui->offered = false;
	ui->unseen = true;
}

void ui_say_more(struct ui *ui, const char *message)
{
	char safe[UI_MESSAGE_SIZE];
	struct text more = TEXT_OVER(safe);
	struct text text = { .start = ui->message, .room = sizeof(ui->message),
			     .length = strlen(ui->message) };

	text_printable(&more, message, false);
	if (strstr(ui->message, safe))
		return;
	text_add(&text, text.length ? "; " : "");
	text_add(&text, safe);
	ui->unseen = true;
}

enum intent ui_redraw(struct ui *ui, uint64_t now)
{
	ui_fill(ui, now);
	return INTENT_DRAW;
}

enum intent ui_answer(struct ui *ui, const char *message)
{
	ui_say(ui, message);
	ui->unseen = false;
	return INTENT_DRAW;
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
	if (!layer_asks(ui->layer)) {
		ui->deed.state = DEED_NONE;
		expect_forget(&ui->expect);
	}
	if (!ui->unseen)
		ui->message[0] = '\0';
	if (ui->layer != LAYER_NONE)
		intent = layer_key(ui, press, now);
	else if (press->pasted)
		intent = INTENT_NONE;   /* text where none is asked for */
	else if (is_mouse(press->key))
		intent = command_click(ui, press, now);
	else
		intent = command_run(ui, meant(ui, press->key), now);
	/* An offer stands until another thing is said or done. */
	if (!ui->unseen)
		ui->offered = false;
	return intent == INTENT_NONE && said ? INTENT_DRAW : intent;
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
