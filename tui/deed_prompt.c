/* deed_prompt.c - the question about a deed, and what is typed to answer it. */
#include "tui/layer_part.h"

#include "base/number.h"
#include "base/text.h"

#include <string.h>

enum { NICE_LEAST = -20, NICE_MOST = 19 };

/* The question itself. */

static bool scrolls(struct ui *ui, const struct key_press *press)
{
	return question_scroll(ui, &ui->deed.body, press);
}

void deed_open_confirm(struct ui *ui)
{
	ui->deed.body = (struct list){ 0 };
}

static enum intent confirmed(struct ui *ui, const struct key_press *press, uint64_t now)
{
	enum act_danger danger;

	if (!question_counts(ui, press, now))
		return INTENT_DRAW;
	if (!deed_danger(&ui->deed, &danger))
		return deed_yes(ui);
	layer_open(ui, LAYER_TWICE);
	return INTENT_DRAW;
}

enum intent deed_confirm_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (press->pasted)
		return question_is_typed(ui, press) ? INTENT_NONE : INTENT_DRAW;
	switch (press->key) {
	case 'y':
	case 'Y':
		return confirmed(ui, press, now);
	case 'n':
	case 'N':
	case KEY_ESCAPE:
		return deed_no(ui);
	case KEY_RETURN:
		return ui_answer(ui, "Enter is not enough: y sends it, n does not");
	}
	if (keymap_has(ui->settings->keys, COMMAND_QUIT, press->key))
		return deed_no(ui);
	return scrolls(ui, press) ? INTENT_DRAW : INTENT_NONE;
}

/* What is typed to confirm: every letter by hand, and after reading. */

typedef enum intent (*entered_fn)(struct ui *ui);

static enum intent prompt_press(struct ui *ui, const struct key_press *press, bool counts,
				entered_fn entered)
{
	bool mouse = press->key >= KEY_MOUSE_CLICK && press->key <= KEY_WHEEL_DOWN;

	if (scrolls(ui, press))
		return INTENT_DRAW;
	if (mouse)
		return INTENT_NONE;
	if (!counts && press->key != KEY_ESCAPE && press->key != KEY_CTRL_C)
		return INTENT_DRAW;
	switch (prompt_key(&ui->prompt, press->key)) {
	case PROMPT_NOTHING:
		return INTENT_NONE;
	case PROMPT_CHANGED:
		prompt_complain(&ui->prompt, NULL);
		return INTENT_DRAW;
	case PROMPT_LEFT:
		return deed_no(ui);
	case PROMPT_ENTERED:
		return entered(ui);
	default:
		return INTENT_DRAW;
	}
}

void deed_open_twice(struct ui *ui)
{
	struct deed *deed = &ui->deed;
	struct text label = TEXT_OVER(deed->label);
	enum act_danger danger;
	const struct target *target = deed_danger(deed, &danger);

	if (danger == DANGER_SELF) {
		text_add(&label, "this is lsntop itself: type yes");
	} else {
		text_add(&label, "lsntop runs under ");
		text_printable(&label, target ? target->name : "it", ui->settings->ascii);
		text_add(&label, ": type yes");
	}
	prompt_open(&ui->prompt, deed->label, "");
	question_ask_anew(ui);
}

static enum intent twice_entered(struct ui *ui)
{
	if (strcmp(ui->prompt.text, "yes") == 0)
		return deed_yes(ui);
	prompt_complain(&ui->prompt, "yes is to be typed in full; Esc leaves it alone");
	return INTENT_DRAW;
}

enum intent deed_twice_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	return prompt_press(ui, press, question_counts(ui, press, now), twice_entered);
}

static void write_port(const struct deed *deed, struct text *port)
{
	text_format(port, "%u", (unsigned)deed->act.address.port);
}

void deed_open_close(struct ui *ui)
{
	struct deed *deed = &ui->deed;
	struct text label = TEXT_OVER(deed->label);

	text_add(&label, "type ");
	write_port(deed, &label);
	text_add(&label, " to close it");
	deed->body = (struct list){ 0 };
	prompt_open(&ui->prompt, deed->label, "");
}

static enum intent close_entered(struct ui *ui)
{
	char port[16];
	struct text text = TEXT_OVER(port);

	write_port(&ui->deed, &text);
	if (strcmp(ui->prompt.text, port) == 0)
		return deed_yes(ui);
	prompt_complain(&ui->prompt, "that is not its port; Esc leaves it open");
	return INTENT_DRAW;
}

enum intent deed_close_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	return prompt_press(ui, press, question_counts(ui, press, now), close_entered);
}

/* Renice: a number, typed or stepped. */

static int clamped(int64_t nice)
{
	return nice < NICE_LEAST ? NICE_LEAST : nice > NICE_MOST ? NICE_MOST : (int)nice;
}

static void propose(struct ui *ui, int64_t nice)
{
	char buffer[16];
	struct text text = TEXT_OVER(buffer);

	text_format(&text, "%d", clamped(nice));
	prompt_open(&ui->prompt, "nice", buffer);
}

void deed_open_renice(struct ui *ui)
{
	int least = 0, most = 0;

	deed_nice(&ui->deed, &least, &most);
	ui->deed.body = (struct list){ 0 };
	propose(ui, least + ui->deed.step);
}

static bool read_nice(const struct ui *ui, int64_t *nice)
{
	return number_signed(ui->prompt.text, ui->prompt.length, nice);
}

static enum intent renice_entered(struct ui *ui)
{
	char buffer[PROMPT_COMPLAINT_SIZE];
	struct text why = TEXT_OVER(buffer);
	int64_t nice;

	if (!read_nice(ui, &nice) || nice < NICE_LEAST || nice > NICE_MOST) {
		prompt_complain(&ui->prompt, "a number from -20 to 19 is wanted");
		return INTENT_DRAW;
	}
	if (nice < deed_lowest(&ui->deed)) {
		deed_explain_nice(&ui->deed, (int)nice, &why);
		prompt_complain(&ui->prompt, buffer);
		return INTENT_DRAW;
	}
	ui->deed.act.argument = (int)nice;
	return deed_yes(ui);
}

static int step_of(const struct ui *ui, uint32_t key)
{
	return keymap_has(ui->settings->keys, COMMAND_NICE_MORE, key) -
	       keymap_has(ui->settings->keys, COMMAND_NICE_LESS, key);
}

enum intent deed_renice_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	int step = step_of(ui, press->key);
	int64_t nice;

	if (step && !press->pasted) {
		if (read_nice(ui, &nice))
			propose(ui, nice + step);
		return INTENT_DRAW;
	}
	/* A digit may come early: left out it would make another number. */
	return prompt_press(ui, press,
			    press->key == KEY_RETURN ? question_counts(ui, press, now)
						     : question_is_typed(ui, press),
			    renice_entered);
}
