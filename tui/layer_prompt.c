/* layer_prompt.c - search, filter, delay: lines that are typed. */
#include "tui/layer_part.h"

#include "base/text.h"

enum { WHY_SIZE = 256, DELAY_TEXT = 32 };

/* What is pasted is text, whatever it has in it: no line end of it is an Enter. */
static enum prompt_event type(struct ui *ui, const struct key_press *press)
{
	bool text = press->key >= ' ' && press->key < KEY_DELETE_BACK;

	text = text || (press->key > KEY_DELETE_BACK && press->key < KEY_UP_ARROW);
	return press->pasted && !text ? PROMPT_NOTHING : prompt_key(&ui->prompt, press->key);
}

/* Search: every letter looks from where the search began. */

void layer_open_search(struct ui *ui)
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

enum intent layer_search_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	struct pane *pane = ui_pane(ui);

	switch (type(ui, press)) {
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
		return layer_close(ui, INTENT_DRAW);
	case PROMPT_ENTERED:
		return layer_close(ui, INTENT_DRAW);
	default:
		return INTENT_DRAW;
	}
}

/* Filter: in force while it is typed, as far as it can be understood. */

void layer_open_filter(struct ui *ui)
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

enum intent layer_filter_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	switch (type(ui, press)) {
	case PROMPT_NOTHING:
		return INTENT_NONE;
	case PROMPT_CHANGED:
		apply_filter(ui, ui->prompt.text, now);
		return INTENT_DRAW;
	case PROMPT_LEFT:
		apply_filter(ui, "", now);
		return layer_close(ui, INTENT_DRAW);
	case PROMPT_ENTERED:
		return apply_filter(ui, ui->prompt.text, now) ? layer_close(ui, INTENT_DRAW)
							      : INTENT_DRAW;
	default:
		return INTENT_DRAW;
	}
}

void layer_open_delay(struct ui *ui)
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
	return layer_close(ui, INTENT_DELAY);
}

enum intent layer_delay_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	(void)now;
	switch (type(ui, press)) {
	case PROMPT_NOTHING:
		return INTENT_NONE;
	case PROMPT_CHANGED:
		prompt_complain(&ui->prompt, NULL);
		return INTENT_DRAW;
	case PROMPT_LEFT:
		return layer_close(ui, INTENT_DRAW);
	case PROMPT_ENTERED:
		return delay_entered(ui);
	default:
		return INTENT_DRAW;
	}
}
