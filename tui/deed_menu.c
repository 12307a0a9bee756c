/* deed_menu.c - which owner, which signal: the menus of a deed. */
#include "tui/layer_part.h"

#include "base/text.h"
#include "table/overview.h"

#include <ctype.h>
#include <string.h>

enum { KEY_BACKSPACE_8 = 8 };

/* Which owner: each, and all of them, which is never chosen beforehand. */

static void add_owner(struct ui *ui, const struct target *target)
{
	char name[ACT_NAME * 2], help[UI_MESSAGE_SIZE];
	struct text left = TEXT_OVER(name), right = TEXT_OVER(help);
	struct row row;

	text_format(&left, "%d %s", (int)target->process.pid, target->user);
	if (overview_process(ui->scene, &target->process, &row) &&
	    row.process->label[LABEL_COMMAND] && *row.process->label[LABEL_COMMAND])
		text_add(&right, row.process->label[LABEL_COMMAND]);
	else
		text_add(&right, target->name);
	menu_add(&ui->menu, name, help, target, target == ui->deed.act.targets);
}

void deed_open_who(struct ui *ui)
{
	struct deed *deed = &ui->deed;
	struct text label = TEXT_OVER(deed->label);
	char all[64];
	struct text text = TEXT_OVER(all);

	text_format(&label, "%s which of %zu owners",
		    deed->act.kind == ACT_SIGNAL ? "signal" : "renice", deed->act.count);
	if (deed->act.has_listener) {
		text_add(&label, " of ");
		text_printable(&label, deed->act.local, ui->settings->ascii);
	}
	menu_open(&ui->menu, deed->label);
	for (size_t i = 0; i < deed->act.count; i++)
		add_owner(ui, &deed->act.targets[i]);
	text_format(&text, "all %zu of them", deed->act.count);
	menu_add(&ui->menu, all, NULL, NULL, false);
}

/* A click goes to a line, but only a key chooses. */
static enum menu_event press_menu(struct ui *ui, const struct key_press *press)
{
	bool click = press->key == KEY_MOUSE_CLICK || press->key == KEY_MOUSE_DOUBLE;
	enum menu_event event = layer_menu_press(ui, press);

	if (!click)
		return event;
	return event == MENU_CHOSEN ? MENU_MOVED : MENU_NOTHING;
}

static enum intent choose_owner(struct ui *ui)
{
	const struct target *target = menu_chosen(&ui->menu)->meaning;

	return deed_choose(ui, target ? target - ui->deed.act.targets : -1);
}

enum intent deed_who_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (press->pasted)
		return question_is_typed(ui, press) ? INTENT_NONE : INTENT_DRAW;
	switch (press_menu(ui, press)) {
	case MENU_MOVED:
		return INTENT_DRAW;
	case MENU_CHOSEN:
		return question_counts(ui, press, now) ? choose_owner(ui) : INTENT_DRAW;
	case MENU_LEFT:
		return deed_no(ui);
	default:
		return INTENT_NONE;
	}
}

/* Which signal: letters and digits go to it. */

static void label_signals(struct ui *ui)
{
	struct deed *deed = &ui->deed;
	const struct target *first = &deed->act.targets[0];
	struct text label = TEXT_OVER(deed->label);

	if (deed->act.count == 1) {
		text_add(&label, "which signal for ");
		text_printable(&label, first->name, ui->settings->ascii);
		text_format(&label, " (%d)", (int)first->process.pid);
	} else {
		text_format(&label, "which signal for %zu processes", deed->act.count);
	}
	text_add(&label, deed->tagged ? ", tagged" : "");
	text_add(&label, deed->typed[0] ? ": " : "");
	text_add(&label, deed->typed);
	ui->menu.title = deed->label;
}

void deed_open_signals(struct ui *ui)
{
	int number;

	menu_open(&ui->menu, "");
	for (size_t n = 0; (number = act_signal_at(n)) > 0; n++) {
		const char *name = act_signal_name(number);
		char item[32];
		struct text text = TEXT_OVER(item);

		text_format(&text, "%2d %s", number, name ? name : "?");
		menu_add(&ui->menu, item, act_signal_help(number), NULL,
			 number == ui->deed.act.argument);
	}
	label_signals(ui);
	question_ask_anew(ui);
}

/* "te", "sigte", "1", "15" are beginnings of SIGTERM. */
static bool begins(const char *name, int number, const char *typed)
{
	static const char prefix[] = "SIG";
	size_t length = strlen(typed), skip = strlen(prefix);
	char digits[16];
	struct text text = TEXT_OVER(digits);

	text_format(&text, "%d", number);
	if (isdigit((unsigned char)*typed))
		return strncmp(digits, typed, length) == 0;
	if (!name)
		return false;
	return strncasecmp(name, typed, length) == 0 ||
	       (strncmp(name, prefix, skip) == 0 &&
		strncasecmp(name + skip, typed, length) == 0);
}

/* The line of what was typed so far: the very one, else the first that begins so. */
static bool find_signal(const char *typed, size_t *found)
{
	int exact = 0, number;
	bool any = false;

	if (!act_signal_find(typed, &exact))
		exact = 0;
	for (size_t n = 0; (number = act_signal_at(n)) > 0; n++) {
		if (number == exact) {
			*found = n;
			return true;
		}
		if (!any && begins(act_signal_name(number), number, typed)) {
			*found = n;
			any = true;
		}
	}
	return any;
}

static enum intent type_signal(struct ui *ui, char character)
{
	char typed[DEED_TYPED], why[64];
	struct text text = TEXT_OVER(typed), line = TEXT_OVER(why);
	size_t found;

	text_add(&text, ui->deed.typed);
	text_add_bytes(&text, &character, 1);
	if (text.cut || !find_signal(typed, &found)) {
		text_format(&line, "no signal begins with %s", typed);
		return ui_answer(ui, why);
	}
	memcpy(ui->deed.typed, typed, sizeof(typed));
	ui->menu.list.cursor = found;
	label_signals(ui);
	return INTENT_DRAW;
}

static enum intent erase_signal(struct ui *ui)
{
	char *typed = ui->deed.typed;
	size_t length = strlen(typed), found;

	if (!length)
		return INTENT_NONE;
	typed[length - 1] = '\0';
	if (*typed && find_signal(typed, &found))
		ui->menu.list.cursor = found;
	label_signals(ui);
	return INTENT_DRAW;
}

static enum intent choose_signal(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (!question_counts(ui, press, now))
		return INTENT_DRAW;
	ui->deed.act.argument = act_signal_at(ui->menu.list.cursor);
	ui->deed.state = DEED_ASKED;
	return INTENT_AIM;
}

static bool names_signals(uint32_t key)
{
	return key < KEY_DELETE_BACK && (isalnum((int)key) || key == '+' || key == '-');
}

enum intent deed_signal_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (press->pasted)
		return question_is_typed(ui, press) ? INTENT_NONE : INTENT_DRAW;
	if (names_signals(press->key))
		return type_signal(ui, (char)press->key);
	if (press->key == KEY_DELETE_BACK || press->key == KEY_BACKSPACE_8)
		return erase_signal(ui);
	if (press->key == KEY_RETURN)
		return choose_signal(ui, press, now);
	switch (press_menu(ui, press)) {
	case MENU_MOVED:
		return INTENT_DRAW;
	case MENU_LEFT:
		return deed_no(ui);
	default:
		return INTENT_NONE;
	}
}
