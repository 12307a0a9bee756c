/* layer.c - what lies over a table and has the keys: prompts, menus, help, setup. */
#include "tui/ui_state.h"

#include "base/text.h"
#include "table/column.h"
#include "table/overview.h"

#include <string.h>

enum { WHY_SIZE = 256, DELAY_TEXT = 32, WHEEL_LINES = 3 };

struct layer_ops {
	void (*open)(struct ui *ui);
	enum intent (*key)(struct ui *ui, const struct key_press *press, uint64_t now);
	void (*choose)(struct ui *ui);  /* of menus */
};
static const struct layer_ops layers[LAYERS];

bool layer_is_prompt(enum layer layer)
{
	return layer == LAYER_SEARCH || layer == LAYER_FILTER || layer == LAYER_DELAY;
}

static enum intent close(struct ui *ui, enum intent intent)
{
	ui->layer = LAYER_NONE;
	return intent;
}

/* Search: every letter looks from where the search began. */

static void open_search(struct ui *ui)
{
	struct pane *pane = ui_pane(ui);

	ui->before_search.list = pane->list;
	ui->before_search.cursor = pane->cursor;
	ui->before_search.bound = pane->bound;
	pane->search.active = false;
	pane->search.word[0] = '\0';
	prompt_open(&ui->prompt, "search", "");
}

static void search_from_start(struct ui *ui, uint64_t now)
{
	struct pane *pane = ui_pane(ui);
	struct text word = TEXT_OVER(pane->search.word);
	struct look look = ui_look(ui);
	ptrdiff_t at = ui->before_search.bound ? table_find(&pane->table, &ui->before_search.cursor)
					       : (ptrdiff_t)ui->before_search.list.cursor;

	text_add(&word, ui->prompt.text);
	pane->search.active = ui->prompt.length > 0;
	if (at >= 0 && (size_t)at < pane->table.rows.count)
		pane->list.cursor = (size_t)at;
	if (!pane->search.active || pane_find(pane, &look, 0, now))
		prompt_complain(&ui->prompt, NULL);
	else
		prompt_complain(&ui->prompt, "not found");
}

static enum intent search_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	struct pane *pane = ui_pane(ui);

	switch (prompt_key(&ui->prompt, press->key)) {
	case PROMPT_NOTHING:
		return INTENT_NONE;
	case PROMPT_CHANGED:
		search_from_start(ui, now);
		return INTENT_DRAW;
	case PROMPT_LEFT:
		pane->search.active = false;
		pane->cursor = ui->before_search.cursor;
		pane->bound = ui->before_search.bound;
		pane->list.top = ui->before_search.list.top;
		if (!pane->bound)
			pane->held = false;
		ui_fill(ui, now);
		return close(ui, INTENT_DRAW);
	case PROMPT_ENTERED:
		return close(ui, INTENT_DRAW);
	default:
		return INTENT_DRAW;
	}
}

/* Filter: in force while it is typed, as far as it can be understood. */

static void open_filter(struct ui *ui)
{
	prompt_open(&ui->prompt, "filter", ui_pane(ui)->filter);
}

static bool apply_filter(struct ui *ui, const char *expression, uint64_t now)
{
	char buffer[WHY_SIZE];
	struct text why = TEXT_OVER(buffer);
	bool applied = pane_filter(ui_pane(ui), expression, &why);

	prompt_complain(&ui->prompt, applied ? NULL : buffer);
	if (applied)
		ui_fill(ui, now);
	return applied;
}

static enum intent filter_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	switch (prompt_key(&ui->prompt, press->key)) {
	case PROMPT_NOTHING:
		return INTENT_NONE;
	case PROMPT_CHANGED:
		apply_filter(ui, ui->prompt.text, now);
		return INTENT_DRAW;
	case PROMPT_LEFT:
		apply_filter(ui, "", now);
		return close(ui, INTENT_DRAW);
	case PROMPT_ENTERED:
		return apply_filter(ui, ui->prompt.text, now) ? close(ui, INTENT_DRAW)
							      : INTENT_DRAW;
	default:
		return INTENT_DRAW;
	}
}

static void open_delay(struct ui *ui)
{
	char buffer[DELAY_TEXT];
	struct text text = TEXT_OVER(buffer);

	text_format(&text, "%g", ui->settings->delay);
	prompt_open(&ui->prompt, "seconds between refreshes, 0.1 to 3600", buffer);
}

static enum intent delay_entered(struct ui *ui)
{
	char said[64];
	struct text text = TEXT_OVER(said);
	double seconds;

	if (!settings_read_delay(ui->prompt.text, &seconds)) {
		prompt_complain(&ui->prompt, "a number from 0.1 to 3600 is wanted");
		return INTENT_DRAW;
	}
	ui->settings->delay = seconds;
	/* The header may have no room for it. */
	text_format(&text, "a refresh every %g s", seconds);
	ui_say(ui, said);
	return close(ui, INTENT_DELAY);
}

static enum intent delay_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	(void)now;
	switch (prompt_key(&ui->prompt, press->key)) {
	case PROMPT_NOTHING:
		return INTENT_NONE;
	case PROMPT_CHANGED:
		prompt_complain(&ui->prompt, NULL);
		return INTENT_DRAW;
	case PROMPT_LEFT:
		return close(ui, INTENT_DRAW);
	case PROMPT_ENTERED:
		return delay_entered(ui);
	default:
		return INTENT_DRAW;
	}
}

/* Menus. */

static void open_sort(struct ui *ui)
{
	static const char *const defaults[TABLE_KINDS] = {
		[TABLE_LISTENERS] = "fill, then drops per second, then peak",
		[TABLE_PROCESSES] = "worst fill, then drops per second",
		[TABLE_OWNERS] = "process id",
		[TABLE_COUNTERS] = "counters, then tunables, as the kernel has them",
		[TABLE_EVENTS] = "the newest first",
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

static void open_group(struct ui *ui)
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

static void open_user(struct ui *ui)
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

static enum menu_event menu_press(struct ui *ui, const struct key_press *press)
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

static enum intent menu_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	switch (menu_press(ui, press)) {
	case MENU_NOTHING:
		return INTENT_NONE;
	case MENU_MOVED:
		return INTENT_DRAW;
	case MENU_CHOSEN:
		layers[ui->layer].choose(ui);
		ui_fill(ui, now);
		break;
	case MENU_LEFT:
		break;
	}
	menu_free(&ui->menu);
	return close(ui, INTENT_DRAW);
}

static void open_help(struct ui *ui)
{
	ui->help = (struct help){ 0 };
}

static enum intent help_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	enum command command = keymap_find(ui->settings->keys, press->key);

	(void)now;
	if (command == COMMAND_BACK || command == COMMAND_QUIT || command == COMMAND_HELP)
		return close(ui, INTENT_DRAW);
	if (press->key == KEY_WHEEL_UP || press->key == KEY_WHEEL_DOWN)
		command = press->key == KEY_WHEEL_UP ? COMMAND_HALF_UP : COMMAND_HALF_DOWN;
	return list_scroll(&ui->help.list, command) ? INTENT_DRAW : INTENT_NONE;
}

static void open_setup(struct ui *ui)
{
	struct pane *pane = ui_under(ui);

	/* Columns of the listeners of one process are those of pane 1. */
	if (pane == &ui->held)
		pane = &ui->listeners;
	setup_open(&ui->setup, ui->settings, pane);
}

static enum setup_event setup_press(struct ui *ui, const struct key_press *press)
{
	switch (press->key) {
	case KEY_MOUSE_CLICK:
	case KEY_MOUSE_DOUBLE:
		return setup_click(&ui->setup, press->y);
	case KEY_WHEEL_UP:
	case KEY_WHEEL_DOWN:
		list_step(&ui->setup.list, press->key == KEY_WHEEL_UP ? -WHEEL_LINES
								      : WHEEL_LINES);
		return SETUP_MOVED;
	default:
		return setup_command(&ui->setup, keymap_find(ui->settings->keys, press->key));
	}
}

static enum intent setup_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (keymap_has(ui->settings->keys, COMMAND_WRITE, press->key))
		return INTENT_WRITE;
	switch (setup_press(ui, press)) {
	case SETUP_NOTHING:
		return INTENT_NONE;
	case SETUP_LOOK:
		return INTENT_LOOK;
	case SETUP_GROUP:
		ui_group(ui, ui->settings->group);
		ui_fill(ui, now);
		return INTENT_DRAW;
	case SETUP_COLUMNS:
		ui_fill(ui, now);
		return INTENT_DRAW;
	case SETUP_LEFT:
		setup_free(&ui->setup);
		return close(ui, INTENT_DRAW);
	default:
		return INTENT_DRAW;
	}
}

static const struct layer_ops layers[LAYERS] = {
	[LAYER_SEARCH] = { .open = open_search, .key = search_key },
	[LAYER_FILTER] = { .open = open_filter, .key = filter_key },
	[LAYER_DELAY] = { .open = open_delay, .key = delay_key },
	[LAYER_SORT] = { open_sort, menu_key, choose_sort },
	[LAYER_GROUP] = { open_group, menu_key, choose_group },
	[LAYER_USER] = { open_user, menu_key, choose_user },
	[LAYER_HELP] = { .open = open_help, .key = help_key },
	[LAYER_SETUP] = { .open = open_setup, .key = setup_key },
};

void layer_open(struct ui *ui, enum layer layer)
{
	ui->layer = layer;
	layers[layer].open(ui);
}

enum intent layer_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	return layers[ui->layer].key(ui, press, now);
}

bool layer_draw(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height)
{
	switch (ui->layer) {
	case LAYER_SORT:
	case LAYER_GROUP:
	case LAYER_USER:
		menu_draw(&ui->menu, canvas, y, height);
		return true;
	case LAYER_HELP:
		help_draw(&ui->help, canvas, y, height, ui->settings->keys,
			  ui_pane(ui)->query.kind, ui->scene);
		return true;
	case LAYER_SETUP:
		setup_draw(&ui->setup, canvas, y, height);
		return true;
	default:
		return false;
	}
}
