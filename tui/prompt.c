/* prompt.c - a line that the user types. */
#include "tui/prompt.h"

#include "base/text.h"
#include "base/utf8.h"
#include "tui/canvas.h"
#include "tui/key.h"

#include <string.h>

enum { KEY_BACKSPACE_8 = 8 };           /* Ctrl-H: what some terminals send for it */

void prompt_open(struct prompt *prompt, const char *label, const char *text)
{
	struct text field = TEXT_OVER(prompt->text);

	text_add(&field, text ? text : "");
	prompt->label = label;
	prompt->length = prompt->at = field.length;
	prompt->complaint[0] = '\0';
}

void prompt_complain(struct prompt *prompt, const char *why)
{
	struct text text = TEXT_OVER(prompt->complaint);

	text_printable(&text, why, false);
}

/* Where the character begins that ends before `at`. */
static size_t before(const struct prompt *prompt, size_t at)
{
	if (at == 0)
		return 0;
	at--;
	while (at > 0 && ((unsigned char)prompt->text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static size_t after(const struct prompt *prompt, size_t at)
{
	uint32_t character;
	bool valid;

	if (at >= prompt->length)
		return prompt->length;
	return at + utf8_next(prompt->text + at, prompt->length - at, &character, &valid);
}

static enum prompt_event move(struct prompt *prompt, size_t at)
{
	prompt->at = at;
	return PROMPT_MOVED;
}

static enum prompt_event cut(struct prompt *prompt, size_t from, size_t to)
{
	if (from == to)
		return PROMPT_MOVED;
	memmove(prompt->text + from, prompt->text + to, prompt->length - to + 1);
	prompt->length -= to - from;
	prompt->at = from;
	return PROMPT_CHANGED;
}

static enum prompt_event type(struct prompt *prompt, uint32_t character)
{
	char bytes[4];
	size_t size;

	/* Shift, arrows with modifiers and the like are no characters. */
	if (character < ' ' || character >= KEY_UP_ARROW || !utf8_is_safe(character))
		return PROMPT_NOTHING;
	size = utf8_put(character, bytes);
	if (prompt->length + size >= sizeof(prompt->text))
		return PROMPT_NOTHING;
	memmove(prompt->text + prompt->at + size, prompt->text + prompt->at,
		prompt->length - prompt->at + 1);
	memcpy(prompt->text + prompt->at, bytes, size);
	prompt->length += size;
	prompt->at += size;
	return PROMPT_CHANGED;
}

enum prompt_event prompt_key(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case KEY_RETURN:
		return PROMPT_ENTERED;
	case KEY_ESCAPE:
	case KEY_CTRL_C:
		return PROMPT_LEFT;
	case KEY_LEFT_ARROW:
		return move(prompt, before(prompt, prompt->at));
	case KEY_RIGHT_ARROW:
		return move(prompt, after(prompt, prompt->at));
	case KEY_FIRST:
		return move(prompt, 0);
	case KEY_LAST:
		return move(prompt, prompt->length);
	case KEY_DELETE_BACK:
	case KEY_BACKSPACE_8:
		return cut(prompt, before(prompt, prompt->at), prompt->at);
	case KEY_DELETE_AHEAD:
	case KEY_CTRL_D:
		return cut(prompt, prompt->at, after(prompt, prompt->at));
	case KEY_CTRL_U:
		return cut(prompt, 0, prompt->at);
	default:
		return type(prompt, key);
	}
}

/* The first byte to show, so that the cursor is inside `width` columns. */
static size_t first_shown(const struct prompt *prompt, unsigned width, bool ascii)
{
	size_t from = 0;

	for (;;) {
		char shown[PROMPT_SIZE * 3];
		struct text text = TEXT_OVER(shown);

		text_printable_bytes(&text, prompt->text + from, prompt->at - from, ascii);
		if (text_columns(shown) < width || from >= prompt->at)
			return from;
		from = after(prompt, from);
	}
}

void prompt_draw(const struct prompt *prompt, struct canvas *canvas, unsigned y)
{
	char shown[PROMPT_SIZE * 3];
	struct text text = TEXT_OVER(shown);
	unsigned x = (unsigned)text_columns(prompt->label) + 2, width;
	size_t from;

	if (x + 4 > canvas->width)
		x = 0;
	width = canvas->width - x;
	canvas_fill(canvas, 0, y, canvas->width, ROLE_TEXT, ' ');
	if (x) {
		canvas_text(canvas, 0, y, x - 1, ROLE_PROMPT, prompt->label);
		canvas_text(canvas, x - 2, y, 1, ROLE_PROMPT, ":");
	}
	from = first_shown(prompt, width, canvas->ascii);
	text_printable_bytes(&text, prompt->text + from, prompt->at - from, canvas->ascii);
	canvas->cursor_x = x + (unsigned)text_columns(shown);
	canvas->cursor_y = y;
	text_printable_bytes(&text, prompt->text + prompt->at, prompt->length - prompt->at,
			     canvas->ascii);
	canvas_text(canvas, x, y, width, ROLE_TEXT, shown);
}
