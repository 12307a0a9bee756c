/* question_draw.c - a question: what is asked, what goes with it, and the answers. */
#include "tui/ui_state.h"

#include "base/text.h"
#include "tui/draw.h"
#include "tui/wrap.h"

#include <string.h>

enum { INDENT = 2, WHEEL_LINES = 3 };

void question_add(struct question_lines *lines, enum role role, char mark, const char *raw)
{
	unsigned width = lines->width > INDENT + 1 ? lines->width - INDENT - 1 : 1;
	/* Made safe no text gets longer. */
	size_t room = strlen(raw) + 1;
	struct text safe = text_over(arena_alloc(&lines->arena, room), room);
	char *buffer = arena_alloc(&lines->arena, room);
	struct text part = text_over(buffer, room);
	const char *rest = safe.start;

	text_printable(&safe, raw, lines->ascii);
	while (wrap_next(&rest, width, &part)) {
		const char *line = arena_copy(&lines->arena, part.start, part.length);

		*array_add(&lines->all) = (struct question_line){ role, mark, line };
		part = text_over(buffer, room);
		mark = ' ';
	}
}

void question_add_space(struct question_lines *lines)
{
	*array_add(&lines->all) = (struct question_line){ ROLE_TEXT, ' ', "" };
}

void question_free(struct question_lines *lines)
{
	array_free(&lines->all);
	arena_free(&lines->arena);
}

static void draw_one(const struct question_line *line, struct canvas *canvas, unsigned y)
{
	char mark[2] = { line->mark, '\0' };

	canvas_text(canvas, 0, y, 1, line->role, mark);
	canvas_text(canvas, INDENT, y, canvas->width, line->role, line->text);
}

static void draw_title(const char *title, struct canvas *canvas, unsigned y)
{
	canvas_fill(canvas, 0, y, canvas->width, ROLE_TITLE, ' ');
	canvas_text(canvas, INDENT, y, canvas->width, ROLE_TITLE, title);
}

/* As much as there is room for; the last line says what is left below. */
static void draw_body(const struct question_lines *lines, struct list *list,
		      struct canvas *canvas, unsigned y, unsigned height)
{
	size_t count = lines->all.count, left;
	char buffer[64];
	struct text text = TEXT_OVER(buffer);

	if (count > height && height > 1)
		height--;
	list_fit(list, count, height);
	for (unsigned i = 0; i < height && list->top + i < count; i++)
		draw_one(&lines->all.items[list->top + i], canvas, y + i);
	if (count <= height)
		return;
	left = count - list->top - height;
	text_format(&text, "%zu more below: Down", left);
	draw_line(canvas, INDENT, y + height, ROLE_DIM, left ? buffer : "the end; Up goes back");
}

static unsigned draw_asked(const struct question_lines *lines, struct canvas *canvas, unsigned y,
			   unsigned height)
{
	unsigned line;

	for (line = 0; line < height && line < lines->all.count; line++)
		draw_one(&lines->all.items[line], canvas, y + line);
	/* A screen reader goes where the cursor is. */
	canvas->cursor_x = INDENT;
	canvas->cursor_y = y;
	return line;
}

void question_draw(struct ui *ui, const struct question_page *page, struct canvas *canvas,
		   unsigned y, unsigned height)
{
	size_t asked = page->asked->all.count, body = page->body->all.count;
	unsigned end = y + height;

	if (height > asked + 4)
		draw_title(page->title, canvas, y++);
	ui->question.cut = end - y < asked;
	y += draw_asked(page->asked, canvas, y, end - y);
	if (page->answers && y < end)
		end--;
	if (end > y + body + 1)
		y++;
	draw_body(page->body, page->list, canvas, y, end > y ? end - y : 0);
	if (page->answers && y + body + 1 < end)
		end = y + (unsigned)body + 1;
	if (page->answers && end < canvas->height)
		canvas_text(canvas, INDENT, end, canvas->width, ROLE_PROMPT, "y yes   n/Esc no");
}

bool question_scroll(struct ui *ui, struct list *list, const struct key_press *press)
{
	enum command command = COMMAND_NONE;

	if (press->key == KEY_WHEEL_UP || press->key == KEY_WHEEL_DOWN) {
		for (unsigned i = 0; i < WHEEL_LINES; i++)
			list_scroll(list, press->key == KEY_WHEEL_UP ? COMMAND_UP : COMMAND_DOWN);
		return true;
	}
	if (press->key >= KEY_UP_ARROW && press->key <= KEY_PAGE_DOWN)
		command = keymap_find(ui->settings->keys, press->key);
	return list_scroll(list, command);
}
