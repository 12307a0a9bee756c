/* question.c - when a key counts as an answer. */
#include "tui/question.h"

#include "base/clock.h"
#include "tui/ui_state.h"

/* Nobody reads a question faster: a key before that was meant for something else. */
#define READING (150 * CLOCK_MILLISECOND)

/* In a prompt the last line is taken: its complaint is where one looks. */
static void refuse(struct ui *ui, const char *why)
{
	if (layer_is_prompt(ui->layer))
		prompt_complain(&ui->prompt, why);
	else
		ui_answer(ui, why);
}

bool question_is_typed(struct ui *ui, const struct key_press *press)
{
	if (!press->pasted && !press->crowded)
		return true;
	refuse(ui, press->pasted ? "pasted text does not count"
				 : "too many keys at once: none counts, type slowly");
	return false;
}

bool question_counts(struct ui *ui, const struct key_press *press, uint64_t now)
{
	uint64_t shown = ui->question.shown;

	if (!question_is_typed(ui, press))
		return false;
	if (ui->question.cut)
		refuse(ui, "the question does not fit on the screen: make it larger");
	return shown && now > shown && now - shown >= READING;
}

void question_seen(struct ui *ui, uint64_t now)
{
	if (ui->question.cut)
		ui->question.shown = 0;
	else if (!ui->question.shown)
		ui->question.shown = now;
}

void question_ask_anew(struct ui *ui)
{
	ui->question.shown = 0;
}
