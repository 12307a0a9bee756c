/* deed_who.c - whom a deed is meant for: the tagged, the row under the cursor, the page. */
#include "tui/ui_state.h"

#include "base/array.h"
#include "base/text.h"
#include "table/overview.h"
#include "table/scene.h"

#include <string.h>

struct who {
	struct ui *ui;
	const struct snapshot *snap;
	struct act *act;
	bool too_many;
	bool apart;                     /* they hold listeners at several addresses */
	const struct listener *unowned; /* a listener nobody is known to hold; the last */
	const char *absent;             /* why nobody holds it: the last is gone or missing */
};

static void copy_text(char *to, size_t size, const char *raw)
{
	struct text text = text_over(to, size);

	text_add(&text, raw ? raw : "");
}

static void write_target(struct target *target, const struct process *process)
{
	struct text user = TEXT_OVER(target->user);

	*target = (struct target){ .process = process->id, .uid = process->uid };
	copy_text(target->name, sizeof(target->name), process->label[LABEL_COMM]);
	if (process->label[LABEL_PROCESS_USER])
		text_add(&user, process->label[LABEL_PROCESS_USER]);
	else if (process->uid != (uid_t)-1)
		text_format(&user, "%u", (unsigned)process->uid);
}

static void add_process(struct who *who, const struct process *process)
{
	struct act *act = who->act;

	for (size_t i = 0; i < act->count; i++) {
		if (act->targets[i].process.pid == process->id.pid)
			return;
	}
	if (act->count == ACT_TARGETS)
		who->too_many = true;
	else
		write_target(&act->targets[act->count++], process);
}

/* Of several at one address (a SO_REUSEPORT group) the first speaks for all. */
static void name_listener(struct who *who, const struct listener *listener)
{
	struct act *act = who->act;
	char buffer[ACT_LOCAL];
	struct text local = TEXT_OVER(buffer);

	address_format(&listener->local, &local);
	if (act->has_listener) {
		who->apart = who->apart || act->protocol != listener->protocol ||
			     strcmp(act->local, buffer) != 0;
		return;
	}
	act->has_listener = true;
	act->listener = listener->id;
	act->protocol = listener->protocol;
	act->address = listener->local;
	/* Texts of a snapshot die with it; device and path stand in `local` as well. */
	act->address.device = act->address.path = NULL;
	copy_text(act->local, sizeof(act->local), buffer);
}

/* Why nobody can be hit for it, whatever is known of it; NULL: that is no reason. */
static const char *not_there(const struct row *row)
{
	switch (row_state(row)) {
	case STATE_GONE:
		return "this listener is gone: its socket was closed, and nobody holds it";
	case STATE_MISSING:
		return "this one is missing: no socket is there that somebody could hold";
	default:
		return NULL;
	}
}

static void add_owners(struct who *who, const struct row *row)
{
	const struct listener *listener = row->listener;

	who->absent = not_there(row);
	if (who->absent)
		return;
	name_listener(who, listener);
	if (!listener->owner_count)
		who->unowned = listener;
	for (uint32_t i = 0; i < listener->owner_count; i++)
		add_process(who, snapshot_owner(who->snap, listener, i));
}

static void add_group(struct who *who, const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		add_owners(who, &group->members[i]);
}

/* A row names a process, or a listener and so all who hold it. */
static void add_row(struct who *who, enum table_kind kind, const struct row *row)
{
	if (row->group) {
		add_group(who, row->group);
		return;
	}
	if (kind == TABLE_LISTENERS) {
		add_owners(who, row);
		return;
	}
	if (row->process)
		add_process(who, row->process);
	if (kind == TABLE_OWNERS && row->listener)
		name_listener(who, row->listener);
}

/* A tag outlives its row where a filter or a fold hides it. */
static void add_hidden(struct who *who, const struct row_id *id)
{
	const struct process *process = snapshot_find_process(who->snap, &id->process);
	struct row row;
	bool found = overview_listener(who->ui->scene, &id->listener, &row);

	if (process)
		add_process(who, process);
	if (process && found)
		name_listener(who, row.listener);
	else if (found && !id->process.pid)
		add_owners(who, &row);
}

static void add_tagged(struct who *who, const struct pane *pane)
{
	for (size_t i = 0; i < pane->tags.count; i++) {
		ptrdiff_t at = table_find(&pane->table, &pane->tags.items[i]);

		if (at >= 0)
			add_row(who, pane->query.kind, &pane->table.rows.items[at]);
		else
			add_hidden(who, &pane->tags.items[i]);
	}
}

static const char *told(struct who *who, const char *what, const struct listener *listener)
{
	struct deed *deed = &who->ui->deed;
	const char *reason = listener ? listener->label[LABEL_NO_OWNER] : NULL;
	struct text text = TEXT_OVER(deed->label);

	text_add(&text, what);
	if (reason) {
		text_add(&text, ": ");
		text_printable(&text, reason, false);
	}
	return deed->label;
}

static bool has_processes(const struct ui *ui)
{
	return ui->place != PLACE_KERNEL && ui->place != PLACE_COUNTER &&
	       ui->place != PLACE_JOURNAL;
}

static int by_pid(const void *a, const void *b, void *unused)
{
	const struct target *x = a, *y = b;

	(void)unused;
	return (x->process.pid > y->process.pid) - (x->process.pid < y->process.pid);
}

static const char *gather_processes(struct who *who, bool *chosen)
{
	struct ui *ui = who->ui;
	struct pane *pane = ui_pane(ui);
	const struct row *row = pane_row(pane);

	*chosen = true;
	if (pane->tags.count) {
		add_tagged(who, pane);
		ui->deed.tagged = pane->tags.count;
	} else if (ui->place == PLACE_PROCESS) {
		if (ui->process.gone || ui->process.looking)
			return "this process is gone";
		add_process(who, ui->process.row.process);
	} else if (row) {
		add_row(who, pane->query.kind, row);
		*chosen = who->act->count == 1;
	} else if (ui->place == PLACE_PAGE) {
		if (ui->page.gone)
			return "this listener is gone";
		who->absent = not_there(&ui->page.row);
		who->unowned = ui->page.row.listener;
	}
	if (who->too_many)
		return "too many: tag fewer";
	sort_items(who->act->targets, who->act->count, sizeof(*who->act->targets), by_pid, NULL);
	if (who->act->count)
		return NULL;
	if (who->absent)
		return who->absent;
	if (who->unowned)
		return told(who, "no process is known to hold it", who->unowned);
	return pane->tags.count ? "what was tagged is gone: U untags" : "there is no row to act on";
}

/* One listener, as the kernel closes them one by one. */
static const struct row *only_row(struct ui *ui, const char **why)
{
	struct pane *pane = ui_pane(ui);
	ptrdiff_t at;

	if (ui->place == PLACE_PAGE) {
		*why = "this listener is gone";
		return ui->page.gone ? NULL : &ui->page.row;
	}
	if (pane->query.kind != TABLE_LISTENERS) {
		*why = "a listener is what is closed: choose one in pane 1";
		return NULL;
	}
	if (!pane->tags.count)
		return pane_row(pane);
	at = table_find(&pane->table, &pane->tags.items[0]);
	if (pane->tags.count == 1 && at >= 0)
		return &pane->table.rows.items[at];
	*why = "one listener at a time is closed: U untags";
	return NULL;
}

static const char *gather_listener(struct who *who)
{
	const char *why = "there is no listener to close";
	const struct row *row = only_row(who->ui, &why);
	char buffer[DEED_LABEL];
	struct text text = TEXT_OVER(buffer);

	if (!row)
		return why;
	if (row->group)
		return "a group is many sockets: choose one member (+ unfolds it)";
	if (not_there(row))
		return not_there(row);
	if (row_state(row) == STATE_BOUND)
		return "this socket is bound and does not listen: only its owner (k) can let go"
		       " of it";
	if (row->listener->protocol != PROTOCOL_TCP) {
		text_format(&text, "only a TCP listener can be closed from outside; this is %s",
			    protocol_name(row->listener->protocol));
		return told(who, buffer, NULL);
	}
	name_listener(who, row->listener);
	return NULL;
}

const char *deed_gather(struct ui *ui, enum command command, bool *chosen)
{
	struct who who = { .ui = ui, .act = &ui->deed.act };
	const char *why;

	*chosen = true;
	who.snap = ui->scene ? scene_snapshot(ui->scene) : NULL;
	if (!who.snap)
		return "nothing has been seen yet";
	if (!has_processes(ui))
		return command == COMMAND_KILL	? "nothing to signal here" :
		       command == COMMAND_CLOSE ? "nothing to close here" :
						  "nothing to renice here";
	why = command == COMMAND_CLOSE ? gather_listener(&who) : gather_processes(&who, chosen);
	if (who.apart)
		who.act->has_listener = false;
	return why;
}
