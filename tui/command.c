/* command.c - what each command does to a table or a page. */
#include "tui/ui_state.h"

#include "table/column.h"

enum { WHEEL_ROWS = 3 };

typedef enum intent (*command_fn)(struct ui *ui, enum command command, uint64_t now);

static enum intent run_quit(struct ui *ui, enum command command, uint64_t now)
{
	(void)ui, (void)command, (void)now;
	return INTENT_QUIT;
}

static enum intent run_move(struct ui *ui, enum command command, uint64_t now)
{
	if (ui->place == PLACE_KERNEL)
		kernel_move(&ui->kernel, command, now);
	else if (ui->place == PLACE_PROCESS)
		process_page_move(&ui->process, command, now);
	else
		pane_move(ui_pane(ui), command, now);
	if (ui->place != PLACE_COUNTER)
		return INTENT_DRAW;
	/* The page goes on to the counter before or behind. */
	if (ui->kernel.pane.bound)
		ui->counter = ui->kernel.pane.cursor;
	ui->counter_gone = ui->counter_gone && !pane_row(&ui->kernel.pane);
	return INTENT_DRAW;
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
		return ui_answer(ui, "no search is active: / starts one");
	if (!pane_find(pane, &look, command == COMMAND_NEXT_MATCH ? 1 : -1, now))
		return ui_answer(ui, "not found");
	return INTENT_DRAW;
}

static enum intent run_order(struct ui *ui, enum command command, uint64_t now)
{
	struct pane *pane = ui_pane(ui);

	if (command == COMMAND_REVERSE)
		pane_reverse(pane);
	else if (!pane_sort_next(pane, command == COMMAND_SORT_LEFT ? -1 : 1))
		return ui_answer(ui, "no column to sort by on that side: s has them all");
	return ui_redraw(ui, now);
}

static enum intent run_group(struct ui *ui, enum command command, uint64_t now)
{
	(void)command, (void)now;
	if (ui_pane(ui)->query.kind != TABLE_LISTENERS)
		return ui_answer(ui, "listeners are what is grouped: 1 goes to them");
	layer_open(ui, LAYER_GROUP);
	return INTENT_DRAW;
}

static enum intent run_fold(struct ui *ui, enum command command, uint64_t now)
{
	struct pane *pane = ui_pane(ui);
	bool done = command == COMMAND_FOLD_ALL ? pane_fold_all(pane)
						: pane_fold(pane, command == COMMAND_UNFOLD);

	if (!done)
		return ui_answer(ui, pane->query.kind == TABLE_LISTENERS && pane->query.grouping
				       ? "no group under the cursor"
				       : "nothing is grouped here: F5 groups listeners");
	return ui_redraw(ui, now);
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
		return ui_answer(ui, "no row is tagged: Space tags one");
	pane_untag(ui_pane(ui));
	return INTENT_DRAW;
}

static enum intent run_follow(struct ui *ui, enum command command, uint64_t now)
{
	(void)command;
	pane_follow(ui_pane(ui), now);
	return ui_redraw(ui, now);
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
	/* Where nothing is idle, what it does must be seen. */
	if (command == COMMAND_HIDE_IDLE &&
	    (ui->place == PLACE_PROCESSES || ui->place == PLACE_JOURNAL))
		return go_place(ui, PLACE_LISTENERS, now);
	return ui_redraw(ui, now);
}

static enum intent run_intent(struct ui *ui, enum command command, uint64_t now)
{
	(void)ui, (void)now;
	if (command == COMMAND_WRITE)
		return INTENT_WRITE;
	return command == COMMAND_REPAINT ? INTENT_REPAINT : INTENT_SUSPEND;
}

static enum intent run_deed(struct ui *ui, enum command command, uint64_t now)
{
	if (!keymap_offers(ui->settings, command))
		return ui_answer(ui, "read-only: nothing is signalled, reniced or closed");
	return deed_start(ui, command, now);
}

static enum intent run_expect(struct ui *ui, enum command command, uint64_t now)
{
	if (!keymap_offers(ui->settings, command))
		return ui_answer(ui, "read-only: no baseline is written to");
	return expect_start(ui, command, now);
}

/* Pane 1 has the marks; from elsewhere it goes there. */
static enum intent run_marked(struct ui *ui, enum command command, uint64_t now)
{
	bool here = ui->place == PLACE_LISTENERS;

	(void)command;
	ui->listeners.query.only_marked = !here || !ui->listeners.query.only_marked;
	return here ? ui_redraw(ui, now) : go_place(ui, PLACE_LISTENERS, now);
}

static const command_fn runs[COMMANDS] = {
	[COMMAND_QUIT] = run_quit,
	[COMMAND_HELP] = run_layer,
	[COMMAND_BACK] = go_back,
	[COMMAND_OPEN] = go_open,
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
	[COMMAND_NEXT_PANE] = go_pane,
	[COMMAND_PREVIOUS_PANE] = go_pane,
	[COMMAND_LISTENERS] = go_pane,
	[COMMAND_PROCESSES] = go_pane,
	[COMMAND_KERNEL] = go_pane,
	[COMMAND_JOURNAL] = go_pane,
	[COMMAND_SEARCH] = run_layer,
	[COMMAND_NEXT_MATCH] = run_match,
	[COMMAND_PREVIOUS_MATCH] = run_match,
	[COMMAND_FILTER] = run_layer,
	[COMMAND_SORT_MENU] = run_layer,
	[COMMAND_SORT_LEFT] = run_order,
	[COMMAND_SORT_RIGHT] = run_order,
	[COMMAND_REVERSE] = run_order,
	[COMMAND_GROUP] = run_group,
	[COMMAND_UNFOLD] = run_fold,
	[COMMAND_FOLD] = run_fold,
	[COMMAND_FOLD_ALL] = run_fold,
	[COMMAND_TAG] = run_tag,
	[COMMAND_UNTAG] = run_untag,
	[COMMAND_FOLLOW] = run_follow,
	[COMMAND_PAUSE] = run_pause,
	[COMMAND_USER] = run_layer,
	[COMMAND_EXPECT] = run_expect,
	[COMMAND_MARKED] = run_marked,
	[COMMAND_KILL] = run_deed,
	[COMMAND_CLOSE] = run_deed,
	[COMMAND_RENICE] = run_deed,
	[COMMAND_NICE_LESS] = run_deed,
	[COMMAND_NICE_MORE] = run_deed,
	[COMMAND_HIDE_IDLE] = run_flag,
	[COMMAND_COMMAND_LINE] = run_flag,
	[COMMAND_SERVICES] = run_flag,
	[COMMAND_DELAY] = run_layer,
	[COMMAND_SETUP] = run_layer,
	[COMMAND_WRITE] = run_intent,
	[COMMAND_REPAINT] = run_intent,
	[COMMAND_SUSPEND] = run_intent,
};

/* Of no use on a page that shows no table. */
static bool needs_table(enum command command)
{
	return runs[command] == go_open || runs[command] == run_match ||
	       runs[command] == run_order || runs[command] == run_tag ||
	       runs[command] == run_untag || runs[command] == run_follow ||
	       command == COMMAND_HIDE_IDLE || command == COMMAND_EXPECT ||
	       command == COMMAND_SEARCH || command == COMMAND_FILTER || command == COMMAND_SORT_MENU;
}

enum intent command_run(struct ui *ui, enum command command, uint64_t now)
{
	if (!runs[command])
		return INTENT_NONE;
	if (ui->place == PLACE_COUNTER && needs_table(command))
		return ui_answer(ui, "Esc goes back to the table");
	if (ui->place == PLACE_PROCESS && needs_table(command) && runs[command] != go_open)
		process_page_leave_parents(&ui->process);
	return runs[command](ui, command, now);
}

static enum intent click_title(struct ui *ui, const struct column *column, uint64_t now)
{
	struct pane *pane = ui_pane(ui);

	if (column == pane_order(pane))
		pane_reverse(pane);
	else
		pane_sort(pane, column, false);
	return ui_redraw(ui, now);
}

static enum intent click_row(struct ui *ui, size_t row, bool twice, uint64_t now)
{
	struct pane *pane = ui_pane(ui);
	bool again = pane->bound && pane->list.cursor == row;

	pane_put(pane, row, now);
	if (twice || again)
		return go_open(ui, COMMAND_OPEN, now);
	return INTENT_DRAW;
}

static enum intent wheel(struct ui *ui, long step, uint64_t now)
{
	if (ui->place == PLACE_COUNTER)
		return run_move(ui, step < 0 ? COMMAND_UP : COMMAND_DOWN, now);
	if (ui->place == PLACE_KERNEL)
		kernel_step(&ui->kernel, step, now);
	else if (ui->place == PLACE_PROCESS)
		process_page_step(&ui->process, step, now);
	else
		pane_step(ui_pane(ui), step, now);
	return INTENT_DRAW;
}

static enum intent click_table(struct ui *ui, const struct key_press *press, uint64_t now)
{
	struct pane *pane = ui_pane(ui);
	const struct column *column = pane_title_at(pane, press->x, press->y);
	ptrdiff_t row = pane_row_at(pane, press->x, press->y);

	if (column)
		return click_title(ui, column, now);
	if (row < 0)
		return INTENT_NONE;
	return click_row(ui, (size_t)row, press->key == KEY_MOUSE_DOUBLE, now);
}

/* Of the parts of a page the one that is pointed at has the cursor from now on. */
static enum intent click_process(struct ui *ui, const struct key_press *press, uint64_t now)
{
	enum process_pointed pointed = process_page_point(&ui->process, press->x, press->y);

	if (pointed == POINTED_NOTHING)
		return INTENT_NONE;
	if (pointed == POINTED_TABLE)
		return click_table(ui, press, now);
	if (pointed == POINTED_AGAIN || press->key == KEY_MOUSE_DOUBLE)
		return go_open(ui, COMMAND_OPEN, now);
	return INTENT_DRAW;
}

enum intent command_click(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (press->key == KEY_WHEEL_UP || press->key == KEY_WHEEL_DOWN)
		return wheel(ui, press->key == KEY_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS, now);
	if (ui->place == PLACE_COUNTER)
		return INTENT_NONE;
	if (ui->place == PLACE_PROCESS)
		return click_process(ui, press, now);
	return click_table(ui, press, now);
}
