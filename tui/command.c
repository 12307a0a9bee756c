/* command.c - what each command does to a table or a page. */
#include "tui/ui_state.h"

#include "base/text.h"
#include "table/column.h"
#include "table/scene.h"

#include <inttypes.h>
#include <string.h>

enum { WHEEL_ROWS = 3 };

typedef enum intent (*command_fn)(struct ui *ui, enum command command, uint64_t now);

static enum intent redraw(struct ui *ui, uint64_t now)
{
	ui_fill(ui, now);
	return INTENT_DRAW;
}

static enum intent say(struct ui *ui, const char *message)
{
	ui_say(ui, message);
	return INTENT_DRAW;
}

static enum intent run_quit(struct ui *ui, enum command command, uint64_t now)
{
	(void)ui, (void)command, (void)now;
	return INTENT_QUIT;
}

static enum intent go(struct ui *ui, enum place place, uint64_t now)
{
	if (ui->place == PLACE_PAGE && place != PLACE_PAGE)
		page_close(&ui->page);
	ui->place = place;
	return redraw(ui, now);
}

static enum intent run_back(struct ui *ui, enum command command, uint64_t now)
{
	struct pane *pane = ui_pane(ui);

	(void)command;
	if (pane->search.active) {
		pane->search.active = false;
		return INTENT_DRAW;
	}
	if (ui->place == PLACE_PAGE)
		return go(ui, ui->page_from, now);
	if (ui->place == PLACE_HELD)
		return go(ui, PLACE_PROCESSES, now);
	return pane_release(pane) ? redraw(ui, now) : INTENT_NONE;
}

static void hold(struct pane *pane, uint64_t now)
{
	if (pane->table.rows.count)
		pane_put(pane, pane->list.cursor, now);
}

static enum intent open_page(struct ui *ui, const struct row *row, uint64_t now)
{
	struct row_id id = row_id(TABLE_LISTENERS, row);

	ui->page_from = ui->place;
	hold(ui_pane(ui), now);
	page_open(&ui->page, &id.listener, ui->width);
	return go(ui, PLACE_PAGE, now);
}

/* Columns as in pane 1, as far as the user chose those. */
static void copy_columns(struct pane *to, const struct pane *from)
{
	char list[1024], buffer[160];
	struct text text = TEXT_OVER(list), why = TEXT_OVER(buffer);

	if (!from->query.chosen) {
		if (from->query.adjusted)
			query_set_columns(&to->query, from->query.adjusted, &why);
		return;
	}
	for (size_t i = 0; i < from->query.columns.count; i++)
		text_format(&text, "%s%s", i ? "," : "", from->query.columns.items[i]->key);
	query_set_columns(&to->query, list, &why);
}

static enum intent open_held(struct ui *ui, const struct row *row, uint64_t now)
{
	char pid[16], buffer[160];
	struct text text = TEXT_OVER(pid), why = TEXT_OVER(buffer);
	struct text name = TEXT_OVER(ui->holder_name);
	struct query query;

	hold(&ui->processes, now);
	ui->holder = row->process->id;
	text_format(&text, "%d", (int)ui->holder.pid);
	text_format(&name, "%s ", pid);
	text_add(&name, row->process->label[LABEL_COMM] ? row->process->label[LABEL_COMM] : "?");
	query_init(&query, TABLE_LISTENERS, ui->width);
	selection_add_pids(&query.selection, pid, &why);
	pane_free(&ui->held);
	pane_init(&ui->held, &query);
	copy_columns(&ui->held, &ui->listeners);
	return go(ui, PLACE_HELD, now);
}

static enum intent run_open(struct ui *ui, enum command command, uint64_t now)
{
	const struct row *row = pane_row(ui_pane(ui));

	(void)command;
	if (ui->place == PLACE_PAGE)
		return say(ui, "Enter in pane 2 shows the listeners that a process holds");
	if (!row)
		return INTENT_NONE;
	return ui->place == PLACE_PROCESSES ? open_held(ui, row, now) : open_page(ui, row, now);
}

static enum intent run_move(struct ui *ui, enum command command, uint64_t now)
{
	pane_move(ui_pane(ui), command, now);
	return INTENT_DRAW;
}

static enum intent run_switch(struct ui *ui, enum command command, uint64_t now)
{
	bool second = ui->place == PLACE_PROCESSES || ui_listeners(ui) == &ui->held;

	/* There are two: next and previous are the same. */
	if (command == COMMAND_LISTENERS || (command != COMMAND_PROCESSES && second))
		return go(ui, PLACE_LISTENERS, now);
	return go(ui, PLACE_PROCESSES, now);
}

static enum intent run_layer(struct ui *ui, enum command command, uint64_t now)
{
	static const enum layer layers[COMMANDS] = {
		[COMMAND_HELP] = LAYER_HELP,
		[COMMAND_SEARCH] = LAYER_SEARCH,
		[COMMAND_FILTER] = LAYER_FILTER,
		[COMMAND_SORT_MENU] = LAYER_SORT,
		[COMMAND_USER] = LAYER_USER,
		[COMMAND_DELAY] = LAYER_DELAY,
		[COMMAND_SETUP] = LAYER_SETUP,
	};

	(void)now;
	layer_open(ui, layers[command]);
	return INTENT_DRAW;
}

static enum intent run_match(struct ui *ui, enum command command, uint64_t now)
{
	struct pane *pane = ui_pane(ui);
	struct look look = ui_look(ui);

	if (!pane->search.active)
		return say(ui, "no search is active: / starts one");
	if (!pane_find(pane, &look, command == COMMAND_NEXT_MATCH ? 1 : -1, now))
		return say(ui, "not found");
	return INTENT_DRAW;
}

static enum intent run_order(struct ui *ui, enum command command, uint64_t now)
{
	struct pane *pane = ui_pane(ui);

	if (command == COMMAND_REVERSE)
		pane_reverse(pane);
	else if (!pane_sort_next(pane, command == COMMAND_SORT_LEFT ? -1 : 1))
		return say(ui, "no column to sort by on that side: s has them all");
	return redraw(ui, now);
}

static enum intent run_tag(struct ui *ui, enum command command, uint64_t now)
{
	(void)command;
	pane_tag(ui_pane(ui));
	pane_move(ui_pane(ui), COMMAND_DOWN, now);
	return INTENT_DRAW;
}

static enum intent run_untag(struct ui *ui, enum command command, uint64_t now)
{
	(void)command, (void)now;
	if (!ui_pane(ui)->tags.count)
		return say(ui, "no row is tagged: Space tags one");
	pane_untag(ui_pane(ui));
	return INTENT_DRAW;
}

static enum intent run_follow(struct ui *ui, enum command command, uint64_t now)
{
	(void)command;
	pane_follow(ui_pane(ui), now);
	return redraw(ui, now);
}

static enum intent run_pause(struct ui *ui, enum command command, uint64_t now)
{
	(void)command, (void)now;
	ui->paused = true;
	return INTENT_DRAW;
}

static enum intent run_flag(struct ui *ui, enum command command, uint64_t now)
{
	struct settings *settings = ui->settings;
	bool *flag = command == COMMAND_HIDE_IDLE ? &settings->hide_idle :
		     command == COMMAND_SERVICES ? &settings->service_names :
						   &settings->command_line;

	*flag = !*flag;
	if (command == COMMAND_HIDE_IDLE && ui->place == PLACE_PROCESSES)
		return go(ui, PLACE_LISTENERS, now);
	return redraw(ui, now);
}

static enum intent run_intent(struct ui *ui, enum command command, uint64_t now)
{
	(void)ui, (void)now;
	if (command == COMMAND_WRITE)
		return INTENT_WRITE;
	return command == COMMAND_REPAINT ? INTENT_REPAINT : INTENT_SUSPEND;
}

static const command_fn runs[COMMANDS] = {
	[COMMAND_QUIT] = run_quit,
	[COMMAND_HELP] = run_layer,
	[COMMAND_BACK] = run_back,
	[COMMAND_OPEN] = run_open,
	[COMMAND_UP] = run_move,
	[COMMAND_DOWN] = run_move,
	[COMMAND_PAGE_UP] = run_move,
	[COMMAND_PAGE_DOWN] = run_move,
	[COMMAND_HALF_UP] = run_move,
	[COMMAND_HALF_DOWN] = run_move,
	[COMMAND_TOP] = run_move,
	[COMMAND_BOTTOM] = run_move,
	[COMMAND_LEFT] = run_move,
	[COMMAND_RIGHT] = run_move,
	[COMMAND_NEXT_PANE] = run_switch,
	[COMMAND_PREVIOUS_PANE] = run_switch,
	[COMMAND_LISTENERS] = run_switch,
	[COMMAND_PROCESSES] = run_switch,
	[COMMAND_SEARCH] = run_layer,
	[COMMAND_NEXT_MATCH] = run_match,
	[COMMAND_PREVIOUS_MATCH] = run_match,
	[COMMAND_FILTER] = run_layer,
	[COMMAND_SORT_MENU] = run_layer,
	[COMMAND_SORT_LEFT] = run_order,
	[COMMAND_SORT_RIGHT] = run_order,
	[COMMAND_REVERSE] = run_order,
	[COMMAND_TAG] = run_tag,
	[COMMAND_UNTAG] = run_untag,
	[COMMAND_FOLLOW] = run_follow,
	[COMMAND_PAUSE] = run_pause,
	[COMMAND_USER] = run_layer,
	[COMMAND_HIDE_IDLE] = run_flag,
	[COMMAND_COMMAND_LINE] = run_flag,
	[COMMAND_SERVICES] = run_flag,
	[COMMAND_DELAY] = run_layer,
	[COMMAND_SETUP] = run_layer,
	[COMMAND_WRITE] = run_intent,
	[COMMAND_REPAINT] = run_intent,
	[COMMAND_SUSPEND] = run_intent,
};

enum intent command_run(struct ui *ui, enum command command, uint64_t now)
{
	return runs[command] ? runs[command](ui, command, now) : INTENT_NONE;
}

static enum intent click_title(struct ui *ui, const struct column *column, uint64_t now)
{
	struct pane *pane = ui_pane(ui);

	if (column == pane_order(pane))
		pane_reverse(pane);
	else
		pane_sort(pane, column, false);
	return redraw(ui, now);
}

static enum intent click_row(struct ui *ui, size_t row, bool twice, uint64_t now)
{
	struct pane *pane = ui_pane(ui);
	bool again = pane->bound && pane->list.cursor == row;

	pane_put(pane, row, now);
	if (twice || again)
		return run_open(ui, COMMAND_OPEN, now);
	return INTENT_DRAW;
}

enum intent command_click(struct ui *ui, const struct key_press *press, uint64_t now)
{
	struct pane *pane = ui_pane(ui);
	const struct column *column;
	ptrdiff_t row;

	if (press->key == KEY_WHEEL_UP || press->key == KEY_WHEEL_DOWN) {
		pane_step(pane, press->key == KEY_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS, now);
		return INTENT_DRAW;
	}
	column = pane_title_at(pane, press->x, press->y);
	if (column)
		return click_title(ui, column, now);
	row = pane_row_at(pane, press->y);
	if (row < 0)
		return INTENT_NONE;
	return click_row(ui, (size_t)row, press->key == KEY_MOUSE_DOUBLE, now);
}
