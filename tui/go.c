/* go.c - where the user goes: panes, pages, and back. */
#include "tui/ui_state.h"

#include "base/text.h"
#include "table/opinion.h"
#include "table/overview.h"

static void close_pages(struct ui *ui)
{
	page_close(&ui->page);
	process_page_close(&ui->process);
}

/* The order stands still, and the cursor is the row's, as long as one is elsewhere. */
static void hold(struct pane *pane, uint64_t now)
{
	if (pane->table.rows.count)
		pane_put(pane, pane->list.cursor, now);
}

/* A pane, or the counter's page: all other pages are left. */
enum intent go_place(struct ui *ui, enum place place, uint64_t now)
{
	close_pages(ui);
	ui->trail.count = 0;
	ui->place = place;
	return ui_redraw(ui, now);
}

/* The page that is left, and where on it one was. */
static struct step step_here(struct ui *ui)
{
	const struct process_page *process = &ui->process;
	bool of_process = ui->place == PLACE_PROCESS;
	const struct pane *pane = ui_pane(ui);
	struct step step = { .of_process = of_process, .bound = pane->bound, .row = pane->cursor };
	struct text name = TEXT_OVER(step.name);

	text_add(&name, of_process ? process->name : ui->page.name);
	if (of_process) {
		step.process = process->id;
		step.part = process->part;
		step.chosen = true;
		step.parent = process->parents.cursor;
	} else {
		step.listener = ui->page.id;
	}
	return step;
}

/* Before another page opens: Esc there comes back to this very row. */
static void leave(struct ui *ui, uint64_t now)
{
	struct step step;

	hold(ui_pane(ui), now);
	if (place_is_page(ui->place)) {
		step = step_here(ui);
		trail_push(&ui->trail, &step);
	} else {
		ui->under = ui->place;
		ui->trail.count = 0;
	}
	close_pages(ui);
}

static enum intent open_listener(struct ui *ui, struct listener_id id, uint64_t now)
{
	leave(ui, now);
	page_open(&ui->page, &id, ui->width);
	ui->place = PLACE_PAGE;
	return ui_redraw(ui, now);
}

/* The process dies with the scene at the latest, its id and name do not. */
static enum intent open_process(struct ui *ui, const struct process *process, uint64_t now)
{
	struct process_id id = process->id;

	leave(ui, now);
	process_page_open(&ui->process, &id, ui->width);
	ui->place = PLACE_PROCESS;
	return ui_redraw(ui, now);
}

static void bind(struct pane *pane, const struct step *step, uint64_t now)
{
	if (!step->bound)
		return;
	pane->cursor = step->row;
	pane->bound = pane->held = true;
	pane->touched = now;
}

static void reopen_listener(struct ui *ui, const struct step *step, uint64_t now)
{
	struct text name;

	page_open(&ui->page, &step->listener, ui->width);
	name = TEXT_OVER(ui->page.name);
	text_add(&name, step->name);
	bind(&ui->page.owners, step, now);
	ui->place = PLACE_PAGE;
}

static void reopen_process(struct ui *ui, const struct step *step, uint64_t now)
{
	struct process_page *page = &ui->process;
	struct text name;

	process_page_open(page, &step->process, ui->width);
	name = TEXT_OVER(page->name);
	text_add(&name, step->name);
	page->part = step->part;
	page->chosen = step->chosen;
	page->parents.cursor = step->parent;
	bind(process_page_pane(page), step, now);
	ui->place = PLACE_PROCESS;
}

static enum intent leave_page(struct ui *ui, uint64_t now)
{
	struct step step;

	if (!trail_pop(&ui->trail, &step))
		return go_place(ui, ui->under, now);
	close_pages(ui);
	if (step.of_process)
		reopen_process(ui, &step, now);
	else
		reopen_listener(ui, &step, now);
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
	if (place_is_page(ui->place))
		return leave_page(ui, now);
	if (pane_release(pane))
		return ui_redraw(ui, now);
	if (!pane->query.only_marked)
		return INTENT_NONE;
	pane->query.only_marked = false;
	return ui_redraw(ui, now);
}

static enum intent open_event(struct ui *ui, const struct row *event, uint64_t now)
{
	struct listener_id id = opinion_event_listener(event);
	struct row row;

	if (!opinion_event_has_listener(event))
		return ui_answer(ui, "this was about no listener");
	if (!overview_listener(ui->scene, &id, &row))
		return ui_answer(ui, "this listener is gone: its socket was closed");
	return open_listener(ui, id, now);
}

static enum intent open_counter(struct ui *ui, const struct row *row, uint64_t now)
{
	hold(&ui->kernel.pane, now);
	ui->counter = row_id(TABLE_COUNTERS, row);
	return go_place(ui, PLACE_COUNTER, now);
}

static enum intent open_from_process(struct ui *ui, uint64_t now)
{
	const struct process *parent = process_page_parent(&ui->process);
	const struct row *row = pane_row(ui_pane(ui));

	if (ui->process.part == PROCESS_PARENTS)
		return parent ? open_process(ui, parent, now) : INTENT_NONE;
	if (!row)
		return INTENT_NONE;
	if (ui->process.part == PROCESS_THREADS)
		return ui_answer(ui, "a thread has no page: what is known of it is in its row");
	return open_listener(ui, row->listener->id, now);
}

enum intent go_open(struct ui *ui, enum command command, uint64_t now)
{
	const struct row *row = pane_row(ui_pane(ui));

	(void)command;
	if (ui->place == PLACE_PROCESS)
		return open_from_process(ui, now);
	if (!row && ui->place == PLACE_PAGE && page_is_past(&ui->page))
		return ui_answer(ui, "nobody holds it any more: it is gone");
	if (!row && ui->place == PLACE_PAGE && page_is_missing(&ui->page))
		return ui_answer(ui, "nobody holds it: it is missing");
	if (!row && ui->place == PLACE_PAGE)
		return ui_answer(ui, "no owner is known whose page could be opened");
	if (!row)
		return INTENT_NONE;
	switch (ui->place) {
	case PLACE_PAGE:
	case PLACE_PROCESSES:
		return open_process(ui, row->process, now);
	case PLACE_KERNEL:
		return open_counter(ui, row, now);
	case PLACE_JOURNAL:
		return open_event(ui, row, now);
	default:
		/* Of a group, its worst member's. */
		return open_listener(ui, row->listener->id, now);
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
		[PLACE_JOURNAL] = 3, [PLACE_COUNTER] = 2,
	};
	unsigned at = numbers[place_is_page(ui->place) ? ui->under : ui->place];

	switch (command) {
	case COMMAND_NEXT_PANE:
		return go_place(ui, panes[(at + 1) % PANES], now);
	case COMMAND_PREVIOUS_PANE:
		return go_place(ui, panes[(at + PANES - 1) % PANES], now);
	default:
		return go_place(ui, panes[command - COMMAND_LISTENERS], now);
	}
}
