/* go.c - where the user goes: panes, pages, and back. */
#include "tui/ui_state.h"

#include "base/text.h"
#include "table/column.h"
#include "table/opinion.h"
#include "table/overview.h"

enum intent go_place(struct ui *ui, enum place place, uint64_t now)
{
	if (ui->place == PLACE_PAGE && place != PLACE_PAGE)
		page_close(&ui->page);
	ui->place = place;
	return ui_redraw(ui, now);
}

enum intent go_back(struct ui *ui, enum command command, uint64_t now)
{
	struct pane *pane = ui_pane(ui);

	(void)command;
	/* A search in the table does not show here. */
	if (ui->place == PLACE_COUNTER)
		return go_place(ui, PLACE_KERNEL, now);
	if (pane->search.active) {
		pane->search.active = false;
		return INTENT_DRAW;
	}
	if (ui->place == PLACE_PAGE)
		return go_place(ui, ui->page_from, now);
	if (ui->place == PLACE_HELD)
		return go_place(ui, PLACE_PROCESSES, now);
	return pane_release(pane) ? ui_redraw(ui, now) : INTENT_NONE;
}

static void hold(struct pane *pane, uint64_t now)
{
	if (pane->table.rows.count)
		pane_put(pane, pane->list.cursor, now);
}

static enum intent open_page(struct ui *ui, struct listener_id id, uint64_t now)
{
	ui->page_from = ui->place;
	hold(ui_pane(ui), now);
	page_open(&ui->page, &id, ui->width);
	return go_place(ui, PLACE_PAGE, now);
}

static enum intent open_event(struct ui *ui, const struct row *event, uint64_t now)
{
	struct listener_id id = opinion_event_listener(event);
	struct row row;

	if (!overview_listener(ui->scene, &id, &row))
		return ui_answer(ui, "this listener is gone: its socket was closed");
	return open_page(ui, id, now);
}

static enum intent open_counter(struct ui *ui, const struct row *row, uint64_t now)
{
	hold(&ui->kernel.pane, now);
	ui->counter = row_id(TABLE_COUNTERS, row);
	return go_place(ui, PLACE_COUNTER, now);
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
	return go_place(ui, PLACE_HELD, now);
}

enum intent go_open(struct ui *ui, enum command command, uint64_t now)
{
	const struct row *row = pane_row(ui_pane(ui));

	(void)command;
	if (ui->place == PLACE_PAGE)
		return ui_answer(ui, "Enter in pane 2 shows the listeners that a process holds");
	if (!row)
		return INTENT_NONE;
	switch (ui->place) {
	case PLACE_PROCESSES:
		return open_held(ui, row, now);
	case PLACE_KERNEL:
		return open_counter(ui, row, now);
	case PLACE_JOURNAL:
		return open_event(ui, row, now);
	default:
		/* Of a group, its worst member's. */
		return open_page(ui, row->listener->id, now);
	}
}

enum intent go_pane(struct ui *ui, enum command command, uint64_t now)
{
	enum { PANES = 4 };
	static const enum place panes[PANES] = {
		PLACE_LISTENERS, PLACE_PROCESSES, PLACE_KERNEL, PLACE_JOURNAL,
	};
	/* What is behind Enter belongs to the pane it was typed in. */
	static const unsigned numbers[] = {
		[PLACE_LISTENERS] = 0, [PLACE_PROCESSES] = 1, [PLACE_KERNEL] = 2,
		[PLACE_JOURNAL] = 3, [PLACE_HELD] = 1, [PLACE_COUNTER] = 2,
	};
	unsigned at = numbers[ui->place == PLACE_PAGE ? ui->page_from : ui->place];

	switch (command) {
	case COMMAND_NEXT_PANE:
		return go_place(ui, panes[(at + 1) % PANES], now);
	case COMMAND_PREVIOUS_PANE:
		return go_place(ui, panes[(at + PANES - 1) % PANES], now);
	default:
		return go_place(ui, panes[command - COMMAND_LISTENERS], now);
	}
}
