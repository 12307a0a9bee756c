/* menu.c - choose one of a list. */
#include "tui/menu.h"

#include "base/text.h"
#include "tui/canvas.h"
#include "tui/draw.h"

#include <string.h>

enum { MENU_TEXT = 256 };

void menu_free(struct menu *menu)
{
	array_free(&menu->items);
	arena_free(&menu->arena);
	*menu = (struct menu){ 0 };
}

void menu_open(struct menu *menu, const char *title)
{
	menu_free(menu);
	menu->title = title;
}

static const char *kept(struct menu *menu, const char *text)
{
	return text ? arena_copy(&menu->arena, text, strlen(text)) : NULL;
}

void menu_add(struct menu *menu, const char *name, const char *help, const void *meaning,
	      bool current)
{
	struct menu_item *item = array_add(&menu->items);

	item->name = kept(menu, name);
	item->help = kept(menu, help);
	item->meaning = meaning;
	menu->list.count = menu->items.count;
	if (current)
		menu->list.cursor = menu->items.count - 1;
}

enum menu_event menu_command(struct menu *menu, enum command command)
{
	if (command == COMMAND_BACK || command == COMMAND_QUIT)
		return MENU_LEFT;
	if (command == COMMAND_OPEN || command == COMMAND_TAG)
		return menu->items.count ? MENU_CHOSEN : MENU_LEFT;
	return list_move(&menu->list, command) ? MENU_MOVED : MENU_NOTHING;
}

enum menu_event menu_click(struct menu *menu, unsigned y)
{
	size_t item;

	if (y < menu->y || y - menu->y >= menu->list.rows)
		return MENU_LEFT;
	item = menu->list.top + (y - menu->y);
	if (item >= menu->items.count)
		return MENU_LEFT;
	menu->list.cursor = item;
	return MENU_CHOSEN;
}

const struct menu_item *menu_chosen(const struct menu *menu)
{
	return menu->items.count ? &menu->items.items[menu->list.cursor] : NULL;
}

static unsigned columns_of(const char *raw, bool ascii)
{
	char shown[MENU_TEXT];
	struct text text = TEXT_OVER(shown);

	text_printable(&text, raw, ascii);
	return (unsigned)text_columns(shown);
}

static unsigned widest(const struct menu *menu, bool ascii)
{
	unsigned width = 0;

	for (size_t i = 0; i < menu->items.count; i++) {
		unsigned columns = columns_of(menu->items.items[i].name, ascii);

		if (columns > width)
			width = columns;
	}
	return width;
}

static void draw_item(const struct menu_item *item, struct canvas *canvas, unsigned y,
		      unsigned name_width, unsigned width)
{
	char shown[MENU_TEXT];
	struct text text = TEXT_OVER(shown);

	canvas_fill(canvas, 0, y, width, ROLE_TEXT, ' ');
	text_printable(&text, item->name, canvas->ascii);
	canvas_text(canvas, 2, y, width > 2 ? width - 2 : 0, ROLE_TEXT, shown);
	if (!item->help || width < name_width + 8)
		return;
	text = TEXT_OVER(shown);
	text_printable(&text, item->help, canvas->ascii);
	draw_line(canvas, name_width + 4, y, ROLE_DIM, shown);
}

void menu_draw(struct menu *menu, struct canvas *canvas, unsigned y, unsigned height)
{
	unsigned name_width = widest(menu, canvas->ascii), width = canvas->width, line;

	if (height < 2)
		return;
	menu->y = y + 1;
	list_fit(&menu->list, menu->items.count, height - 1);
	list_show(&menu->list);
	canvas_fill(canvas, 0, y, width, ROLE_TITLE, ' ');
	draw_line(canvas, 2, y, ROLE_TITLE, menu->title);
	for (line = 0; line < menu->list.rows; line++) {
		size_t item = menu->list.top + line;

		canvas_fill(canvas, 0, menu->y + line, width, ROLE_TEXT, ' ');
		if (item >= menu->items.count)
			continue;
		draw_item(&menu->items.items[item], canvas, menu->y + line, name_width, width);
		if (item != menu->list.cursor)
			continue;
		canvas_select(canvas, 0, menu->y + line, width);
		canvas->cursor_x = 2;
		canvas->cursor_y = menu->y + line;
	}
}
