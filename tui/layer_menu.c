/* layer_menu.c - sort, group, user: one of a list. */
#include "tui/layer_part.h"

#include "base/text.h"
#include "table/column.h"
#include "table/overview.h"

#include <string.h>

enum { WHEEL_LINES = 3 };

void layer_open_sort(struct ui *ui)
{
	static const char *const defaults[TABLE_KINDS] = {
		[TABLE_LISTENERS] = "fill, then drops per second, then peak",
		[TABLE_PROCESSES] = "worst fill, then drops per second",
		[TABLE_OWNERS] = "process id",
		[TABLE_COUNTERS] = "counters, then tunables, as the kernel has them",
		[TABLE_EVENTS] = "the newest first",
		[TABLE_THREADS] = "cpu, then as they were started",
	};
	const struct query *query = &ui_pane(ui)->query;

	menu_open(&ui->menu, "sort by");
	menu_add(&ui->menu, "(default)", defaults[query->kind], NULL, !query->order);
	for (size_t i = 0; i < column_count; i++) {
		const struct column *column = &columns[i];

		if (!(column->tables & TABLE_BIT(query->kind)) || !column_is_sortable(column))
			continue;
		menu_add(&ui->menu, column->key, column_help(column), column,
			 column == query->order);
	}
}

static void choose_sort(struct ui *ui)
{
	struct pane *pane = ui_pane(ui);
	const struct column *column = menu_chosen(&ui->menu)->meaning;

	/* The one chosen already keeps its direction. */
	if (column != pane->query.order || !column)
		pane_sort(pane, column, false);
}

/* What a menu's meaning points to. */
static const enum grouping groupings[GROUPINGS] = {
	GROUPING_NONE, GROUPING_REUSEPORT, GROUPING_OWNER, GROUPING_UNIT, GROUPING_NETNS,
};

void layer_open_group(struct ui *ui)
{
	enum grouping current = ui_pane(ui)->query.grouping;

	menu_open(&ui->menu, "fold listeners by");
	for (size_t i = 0; i < GROUPINGS; i++)
		menu_add(&ui->menu, grouping_name(groupings[i]), grouping_help(groupings[i]),
			 &groupings[i], groupings[i] == current);
}

/* Pane 1's stays, and is written to the configuration. */
static void choose_group(struct ui *ui)
{
	const enum grouping *grouping = menu_chosen(&ui->menu)->meaning;

	if (ui_pane(ui) == &ui->listeners)
		ui_group(ui, *grouping);
	else
		pane_group(ui_pane(ui), *grouping);
}

void layer_open_user(struct ui *ui)
{
	struct overview_users users = { .names = { 0 } };
	struct arena arena = { 0 };

	menu_open(&ui->menu, "only listeners of this user, as maker or owner");
	menu_add(&ui->menu, "(all)", NULL, NULL, !ui->user[0]);
	overview_users(ui->scene, &arena, &users);
	for (size_t i = 0; i < users.names.count; i++)
		menu_add(&ui->menu, users.names.items[i], NULL, "",
			 strcmp(users.names.items[i], ui->user) == 0);
	array_free(&users.names);
	arena_free(&arena);
}

static void choose_user(struct ui *ui)
{
	const struct menu_item *item = menu_chosen(&ui->menu);
	struct text user = TEXT_OVER(ui->user);

	text_add(&user, item->meaning ? item->name : "");
	pane_choose_user(&ui->listeners, item->meaning ? item->name : NULL);
	if (!ui->listeners.user_chosen)
		ui->user[0] = '\0';
	page_close(&ui->page);
	ui->place = PLACE_LISTENERS;
}

enum menu_event layer_menu_press(struct ui *ui, const struct key_press *press)
{
	switch (press->key) {
	case KEY_MOUSE_CLICK:
	case KEY_MOUSE_DOUBLE:
		return menu_click(&ui->menu, press->y);
	case KEY_WHEEL_UP:
	case KEY_WHEEL_DOWN:
		list_step(&ui->menu.list, press->key == KEY_WHEEL_UP ? -WHEEL_LINES
								     : WHEEL_LINES);
		return MENU_MOVED;
	default:
		return menu_command(&ui->menu, keymap_find(ui->settings->keys, press->key));
	}
}

typedef void (*choose_fn)(struct ui *ui);

static const choose_fn choose[LAYERS] = {
	[LAYER_SORT] = choose_sort,
	[LAYER_GROUP] = choose_group,
	[LAYER_USER] = choose_user,
};

enum intent layer_menu_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	switch (layer_menu_press(ui, press)) {
	case MENU_NOTHING:
		return INTENT_NONE;
	case MENU_MOVED:
		return INTENT_DRAW;
	case MENU_CHOSEN:
		choose[ui->layer](ui);
		ui_fill(ui, now);
		break;
	case MENU_LEFT:
		break;
	}
	menu_free(&ui->menu);
	return layer_close(ui, INTENT_DRAW);
}
