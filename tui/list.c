/* list.c - where one is in a list that is longer than its window. */
#include "tui/list.h"

static long whole(const struct list *list)
{
	return list->count > 0x7fffffff ? 0x7fffffff : (long)list->count;
}

static bool step_of(const struct list *list, enum command command, long *step)
{
	long page = list->rows > 1 ? (long)list->rows - 1 : 1;
	long half = list->rows > 3 ? (long)list->rows / 2 : 1;

	switch (command) {
	case COMMAND_UP:
		*step = -1;
		return true;
	case COMMAND_DOWN:
		*step = 1;
		return true;
	case COMMAND_PAGE_UP:
		*step = -page;
		return true;
	case COMMAND_PAGE_DOWN:
		*step = page;
		return true;
	case COMMAND_HALF_UP:
		*step = -half;
		return true;
	case COMMAND_HALF_DOWN:
		*step = half;
		return true;
	case COMMAND_TOP:
		*step = -whole(list);
		return true;
	case COMMAND_BOTTOM:
		*step = whole(list);
		return true;
	default:
		return false;
	}
}

/* `at` moved by `step` within 0..last. */
static size_t stepped(size_t at, long step, size_t last)
{
	if (step < 0)
		return at > (size_t)-step ? at - (size_t)-step : 0;
	return (size_t)step > last - at ? last : at + (size_t)step;
}

void list_step(struct list *list, long step)
{
	if (list->count == 0)
		return;
	if (list->cursor >= list->count)
		list->cursor = list->count - 1;
	list->cursor = stepped(list->cursor, step, list->count - 1);
	list_show(list);
}

bool list_move(struct list *list, enum command command)
{
	long step;

	if (!step_of(list, command, &step))
		return false;
	list_step(list, step);
	return true;
}

bool list_scroll(struct list *list, enum command command)
{
	size_t last = list->count > list->rows ? list->count - list->rows : 0;
	long step;

	if (!step_of(list, command, &step))
		return false;
	if (list->top > last)
		list->top = last;
	list->top = stepped(list->top, step, last);
	return true;
}

void list_fit(struct list *list, size_t count, size_t rows)
{
	size_t last = count > rows ? count - rows : 0;

	list->count = count;
	list->rows = rows;
	if (list->cursor >= count)
		list->cursor = count ? count - 1 : 0;
	if (list->top > last)
		list->top = last;
}

void list_show(struct list *list)
{
	if (list->cursor < list->top)
		list->top = list->cursor;
	if (list->rows && list->cursor >= list->top + list->rows)
		list->top = list->cursor - list->rows + 1;
}
