/* setup.c - columns, header, groups, theme, mouse, keys; each change acts at once. */
#include "tui/setup.h"

#include "base/text.h"
#include "table/column.h"
#include "tui/canvas.h"
#include "tui/draw.h"
#include "tui/pane.h"

enum { LIST_SIZE = 1024, STATE_WIDTH = 9, NAME_WIDTH = 18 };

/* The lines before the columns. */
enum item {
	ITEM_HEADER, ITEM_GROUP, ITEM_THEME, ITEM_COLOR, ITEM_MOUSE, ITEM_ASCII, ITEM_KEYS,
	ITEM_BY_WIDTH,
	ITEMS,
};

static const struct item_text {
	const char *name, *help;
} items[ITEMS] = {
	[ITEM_HEADER] = { "header lines", "0 to 3: identity and counts; rates and limits; the worst now" },
	[ITEM_GROUP] = { "group", "rows of pane 1 that are folded into one; + and - open and close" },
	[ITEM_THEME] = { "theme", "default, or mono: bold, dim and reverse only" },
	[ITEM_COLOR] = { "color", "colours, where the terminal has them" },
	[ITEM_MOUSE] = { "mouse", "clicks and wheel; off leaves them to the terminal" },
	[ITEM_ASCII] = { "ascii", "nothing but ASCII is drawn" },
	[ITEM_KEYS] = { "keys", "htop, or vi: j and k move" },
	[ITEM_BY_WIDTH] = { "columns by width", "the usual columns, more on a wider terminal" },
};

void setup_free(struct setup *setup)
{
	array_free(&setup->columns);
	*setup = (struct setup){ 0 };
}

static bool has(const struct setup *setup, const struct column *column)
{
	for (size_t i = 0; i < setup->columns.count; i++) {
		if (setup->columns.items[i].column == column)
			return true;
	}
	return false;
}

/* Those on show in their order, then all others. */
static void load(struct setup *setup)
{
	const struct query *query = &setup->pane->query;

	array_clear(&setup->columns);
	for (size_t i = 0; i < query->columns.count; i++) {
		struct setup_column *added = array_add(&setup->columns);

		added->column = query->columns.items[i];
		added->shown = true;
	}
	for (size_t i = 0; i < column_count; i++) {
		const struct column *column = &columns[i];

		if (column->later || column->json_only || has(setup, column) ||
		    !(column->tables & TABLE_BIT(query->kind)))
			continue;
		array_add(&setup->columns)->column = column;
	}
	setup->list.count = ITEMS + setup->columns.count;
}

void setup_open(struct setup *setup, struct settings *settings, struct pane *pane)
{
	setup_free(setup);
	setup->settings = settings;
	setup->pane = pane;
	load(setup);
}

/* False where nothing would be left to show. */
static bool apply_columns(struct setup *setup)
{
	char list[LIST_SIZE], buffer[160];
	struct text text = TEXT_OVER(list), why = TEXT_OVER(buffer);

	for (size_t i = 0; i < setup->columns.count; i++) {
		if (!setup->columns.items[i].shown)
			continue;
		text_add(&text, text.length ? "," : "");
		text_add(&text, setup->columns.items[i].column->key);
	}
	return text.length && query_set_columns(&setup->pane->query, list, &why);
}

static enum setup_event toggle_column(struct setup *setup, size_t at)
{
	struct setup_column *column = &setup->columns.items[at];

	column->shown = !column->shown;
	if (apply_columns(setup))
		return SETUP_COLUMNS;
	column->shown = !column->shown;
	return SETUP_NOTHING;
}

static enum setup_event move_column(struct setup *setup, size_t at, int step)
{
	struct setup_column moved = setup->columns.items[at];
	size_t to = step < 0 ? at - 1 : at + 1;

	if ((step < 0 && at == 0) || to >= setup->columns.count)
		return SETUP_NOTHING;
	setup->columns.items[at] = setup->columns.items[to];
	setup->columns.items[to] = moved;
	setup->list.cursor = ITEMS + to;
	apply_columns(setup);
	return SETUP_COLUMNS;
}

static enum setup_event use_width(struct setup *setup)
{
	struct query *query = &setup->pane->query;

	if (!query->chosen)
		return SETUP_NOTHING;
	query->chosen = false;
	query_set_width(query, setup->pane->width);
	load(setup);
	return SETUP_COLUMNS;
}

static enum setup_event change(struct setup *setup, enum item item, int step)
{
	struct settings *settings = setup->settings;
	unsigned headers = SETTINGS_HEADER_LINES + 1;

	switch (item) {
	case ITEM_HEADER:
		settings->header = (settings->header + headers + (unsigned)step) % headers;
		return SETUP_CHANGED;
	case ITEM_GROUP:
		settings->group = (settings->group + GROUPINGS + (unsigned)step) % GROUPINGS;
		return SETUP_GROUP;
	case ITEM_THEME:
		settings->theme = (settings->theme + 1) % THEMES;
		return SETUP_LOOK;
	case ITEM_COLOR:
		if (settings->no_color)
			return SETUP_NOTHING;
		settings->color = !settings->color;
		return SETUP_LOOK;
	case ITEM_MOUSE:
		settings->mouse = !settings->mouse;
		return SETUP_LOOK;
	case ITEM_ASCII:
		if (settings->ascii_only)
			return SETUP_NOTHING;
		settings->ascii = !settings->ascii;
		return SETUP_LOOK;
	case ITEM_KEYS:
		settings->keys = (settings->keys + 1) % KEY_SETS;
		return SETUP_CHANGED;
	default:
		return use_width(setup);
	}
}

static enum setup_event step_item(struct setup *setup, int step)
{
	size_t at = setup->list.cursor;

	if (at < ITEMS)
		return change(setup, (enum item)at, step);
	return move_column(setup, at - ITEMS, step);
}

enum setup_event setup_command(struct setup *setup, enum command command)
{
	size_t at = setup->list.cursor;

	switch (command) {
	case COMMAND_BACK:
	case COMMAND_QUIT:
	case COMMAND_SETUP:
		return SETUP_LEFT;
	case COMMAND_LEFT:
	case COMMAND_SORT_LEFT:
		return step_item(setup, -1);
	case COMMAND_RIGHT:
	case COMMAND_SORT_RIGHT:
		return step_item(setup, 1);
	case COMMAND_OPEN:
	case COMMAND_TAG:
		return at < ITEMS ? change(setup, (enum item)at, 1)
				  : toggle_column(setup, at - ITEMS);
	default:
		return list_move(&setup->list, command) ? SETUP_MOVED : SETUP_NOTHING;
	}
}

enum setup_event setup_click(struct setup *setup, unsigned y)
{
	size_t at;

	if (y < setup->y || y - setup->y >= setup->list.rows)
		return SETUP_NOTHING;
	at = setup->list.top + (y - setup->y);
	if (at >= setup->list.count)
		return SETUP_NOTHING;
	if (at != setup->list.cursor) {
		setup->list.cursor = at;
		return SETUP_MOVED;
	}
	return setup_command(setup, COMMAND_TAG);
}

static void add_state(const struct setup *setup, size_t at, struct text *text)
{
	const struct settings *settings = setup->settings;
	const bool flags[] = {
		[ITEM_COLOR] = settings_show_color(settings),
		[ITEM_MOUSE] = settings->mouse,
		[ITEM_ASCII] = settings_show_ascii(settings),
		[ITEM_BY_WIDTH] = !setup->pane->query.chosen,
	};

	if (at == ITEM_HEADER)
		text_format(text, "%u", settings->header);
	else if (at == ITEM_GROUP)
		text_add(text, grouping_name(settings->group));
	else if (at == ITEM_THEME)
		text_add(text, theme_name(settings->theme));
	else if (at == ITEM_KEYS)
		text_add(text, keys_name(settings->keys));
	else if (at < ITEMS)
		text_add(text, flags[at] ? "[x]" : "[ ]");
	else
		text_add(text, setup->columns.items[at - ITEMS].shown ? "[x]" : "[ ]");
}

static void draw_item(const struct setup *setup, size_t at, struct canvas *canvas, unsigned y)
{
	bool is_column = at >= ITEMS;
	const struct column *column =
		is_column ? setup->columns.items[at - ITEMS].column : NULL;
	const char *name = column ? column->key : items[at].name;
	const char *help = column ? column_help(column) : items[at].help;
	char state[16];
	struct text text = TEXT_OVER(state);

	add_state(setup, at, &text);
	if (at == ITEM_ASCII && setup->settings->ascii_only)
		help = "the locale's characters are not UTF-8";
	if (at == ITEM_COLOR && setup->settings->no_color)
		help = "NO_COLOR is set";
	canvas_text(canvas, 2, y, STATE_WIDTH, ROLE_STRONG, state);
	draw_line(canvas, 3 + STATE_WIDTH, y, ROLE_TEXT, name);
	draw_line(canvas, 3 + STATE_WIDTH + NAME_WIDTH, y, ROLE_DIM, help);
}

void setup_draw(struct setup *setup, struct canvas *canvas, unsigned y, unsigned height)
{
	static const char *const titles[TABLE_KINDS] = {
		[TABLE_LISTENERS] = "setup, and columns of pane 1: listeners",
		[TABLE_PROCESSES] = "setup, and columns of pane 2: processes (these are not written)",
		[TABLE_OWNERS] = "setup, and columns of owners (these are not written)",
		[TABLE_COUNTERS] = "setup, and columns of pane 3: kernel (these are not written)",
		[TABLE_EVENTS] = "setup, and columns of pane 4: journal (these are not written)",
	};

	if (height < 2)
		return;
	setup->y = y + 1;
	list_fit(&setup->list, ITEMS + setup->columns.count, height - 1);
	list_show(&setup->list);
	canvas_fill(canvas, 0, y, canvas->width, ROLE_TITLE, ' ');
	draw_line(canvas, 2, y, ROLE_TITLE, titles[setup->pane->query.kind]);
	for (unsigned line = 0; line < setup->list.rows; line++) {
		size_t at = setup->list.top + line;

		if (at >= setup->list.count)
			break;
		draw_item(setup, at, canvas, setup->y + line);
		if (at != setup->list.cursor)
			continue;
		canvas_select(canvas, 0, setup->y + line, canvas->width);
		canvas->cursor_x = 2;
		canvas->cursor_y = setup->y + line;
	}
}
