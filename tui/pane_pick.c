/* pane_pick.c - which rows of a pane: by group, tag, filter, user, search. */
#include "tui/pane.h"

#include "base/text.h"
#include "table/column.h"
#include "tui/settings.h"

/* Of a group the cursor takes the member that its row told of. */
void pane_group(struct pane *pane, enum grouping grouping)
{
	const struct row *row = pane_row(pane);

	if (pane->query.grouping == grouping)
		return;
	pane->query.grouping = grouping;
	pane->sort_now = true;
	if (row && row->group)
		pane->cursor = (struct row_id){ .listener = pane->cursor_member };
}

bool pane_fold(struct pane *pane, bool open)
{
	ptrdiff_t at = table_group_at(&pane->table, pane->list.cursor);

	if (at < 0)
		return false;
	folds_set(&pane->query.folds, pane->table.ids.items[at].other[1], open);
	pane_bind(pane, pane->list.cursor);
	pane->keep_now = true;
	return true;
}

bool pane_fold_all(struct pane *pane)
{
	const struct table *table = &pane->table;
	bool open = false;

	if (table->groups.count == 0)
		return false;
	for (size_t i = 0; i < table->groups.count; i++)
		open = open || !table->groups.items[i].open;
	folds_set_all(&pane->query.folds, open);
	pane_bind(pane, pane->list.cursor);
	pane->keep_now = true;
	return true;
}

static ptrdiff_t find_tag(const struct pane *pane, const struct row_id *id)
{
	for (size_t i = 0; i < pane->tags.count; i++) {
		if (row_id_compare(&pane->tags.items[i], id) == 0)
			return (ptrdiff_t)i;
	}
	return -1;
}

void pane_tag(struct pane *pane)
{
	ptrdiff_t at;

	if (pane->list.cursor >= pane->table.ids.count)
		return;
	at = find_tag(pane, &pane->table.ids.items[pane->list.cursor]);
	if (at < 0)
		*array_add(&pane->tags) = pane->table.ids.items[pane->list.cursor];
	else
		pane->tags.items[at] = pane->tags.items[--pane->tags.count];
}

void pane_untag(struct pane *pane)
{
	array_clear(&pane->tags);
}

bool pane_is_tagged(const struct pane *pane, const struct row_id *id)
{
	return find_tag(pane, id) >= 0;
}

void pane_drop_tags(struct pane *pane)
{
	size_t kept = 0;

	/* A row that a filter hides is still there. */
	if (pane->table.hidden)
		return;
	for (size_t i = 0; i < pane->tags.count; i++) {
		if (table_find_home(&pane->table, &pane->tags.items[i]) >= 0)
			pane->tags.items[kept++] = pane->tags.items[i];
	}
	pane->tags.count = kept;
}

bool pane_filter(struct pane *pane, const char *expression, struct text *why)
{
	if (!query_set_filter(&pane->query, expression, why))
		return false;
	settings_set_text(&pane->filter, *expression ? expression : NULL);
	return true;
}

static void unchoose_user(struct pane *pane)
{
	struct selection chosen = { 0 };

	if (!pane->user_chosen)
		return;
	/* All but the users is shared with what was said. */
	chosen.users.items = pane->query.selection.users.items;
	chosen.users.count = pane->query.selection.users.count;
	chosen.users.room = pane->query.selection.users.room;
	selection_free(&chosen);
	pane->query.selection = pane->said;
	pane->said = (struct selection){ 0 };
	pane->user_chosen = false;
}

void pane_choose_user(struct pane *pane, const char *user)
{
	char buffer[160];
	struct text why = TEXT_OVER(buffer);
	struct selection *selection = &pane->query.selection;

	unchoose_user(pane);
	if (!user)
		return;
	pane->said = *selection;
	selection->users.items = NULL;
	selection->users.count = selection->users.room = 0;
	pane->user_chosen = true;
	if (!selection_add_users(selection, user, &why))
		unchoose_user(pane);
}

static bool row_has(const struct pane *pane, const struct look *look, size_t row)
{
	for (size_t i = 0; i < pane->query.columns.count; i++) {
		const struct column *column = cell_column(look, pane->query.columns.items[i]);
		char cell[CELL_SIZE];
		struct text text = TEXT_OVER(cell);
		size_t at;

		if (column->lens != LENS_LABEL || column->json_only)
			continue;
		cell_text(look, column, &pane->table.rows.items[row], &text);
		if (search_find(pane->search.word, cell, 0, &at))
			return true;
	}
	return false;
}

bool pane_find(struct pane *pane, const struct look *look, int step, uint64_t now)
{
	size_t count = pane->table.rows.count, at = pane->list.cursor;

	for (size_t tried = 0; tried < count; tried++) {
		if (tried > 0 || step)
			at = step < 0 ? (at + count - 1) % count : (at + 1) % count;
		if (row_has(pane, look, at)) {
			pane_put(pane, at, now);
			return true;
		}
	}
	return false;
}
