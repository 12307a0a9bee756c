/* deed.c - a deed being asked about, from the key to the answer. */
#include "tui/deed.h"

#include "base/text.h"
#include "tui/ui_state.h"

#include <signal.h>
#include <string.h>

enum { NICE_NONE = 20 };

static enum intent say_why(struct ui *ui, const char *why)
{
	ui->deed.state = DEED_NONE;
	return ui_answer(ui, why);
}

static enum intent go_on(struct ui *ui)
{
	struct deed *deed = &ui->deed;

	if (deed->act.kind == ACT_SIGNAL && deed->state == DEED_CHOOSING) {
		layer_open(ui, LAYER_SIGNAL);
		return INTENT_DRAW;
	}
	deed->state = DEED_ASKED;
	return INTENT_AIM;
}

static void begin(struct deed *deed, enum command command)
{
	static const enum act_kind kinds[COMMANDS] = {
		[COMMAND_KILL] = ACT_SIGNAL,
		[COMMAND_CLOSE] = ACT_CLOSE,
		[COMMAND_RENICE] = ACT_RENICE,
		[COMMAND_NICE_LESS] = ACT_RENICE,
		[COMMAND_NICE_MORE] = ACT_RENICE,
	};

	*deed = (struct deed){ .state = DEED_CHOOSING };
	deed->act.kind = kinds[command];
	deed->act.argument = command == COMMAND_KILL ? SIGTERM : 0;
	deed->step = (command == COMMAND_NICE_MORE) - (command == COMMAND_NICE_LESS);
}

enum intent deed_start(struct ui *ui, enum command command, uint64_t now)
{
	struct deed *deed = &ui->deed;
	const char *why;
	bool chosen;

	(void)now;
	begin(deed, command);
	question_ask_anew(ui);
	if (command == COMMAND_KILL && ui->offered && !ui->unseen) {
		deed->act = ui->offer;
		deed->act.argument = SIGKILL;
		ui->offered = false;
		return go_on(ui);
	}
	why = deed_gather(ui, command, &chosen);
	if (why)
		return say_why(ui, why);
	if (chosen)
		return go_on(ui);
	layer_open(ui, LAYER_WHO);
	return INTENT_DRAW;
}

enum intent deed_choose(struct ui *ui, ptrdiff_t n)
{
	struct act *act = &ui->deed.act;

	if (n >= 0) {
		act->targets[0] = act->targets[n];
		act->count = 1;
	}
	menu_free(&ui->menu);
	ui->layer = LAYER_NONE;
	question_ask_anew(ui);
	return go_on(ui);
}

enum intent deed_yes(struct ui *ui)
{
	ui->layer = LAYER_NONE;
	ui->deed.state = DEED_DONE;
	return INTENT_ACT;
}

enum intent deed_no(struct ui *ui)
{
	bool held = ui->deed.state == DEED_ASKED;

	menu_free(&ui->menu);
	ui->layer = LAYER_NONE;
	ui->deed.state = DEED_NONE;
	return held ? INTENT_DROP : INTENT_DRAW;
}

const struct target *deed_danger(const struct deed *deed, enum act_danger *danger)
{
	for (size_t i = 0; i < deed->act.count && i < deed->aim.count; i++) {
		const struct aimed *aimed = &deed->aim.of[i];

		*danger = aimed->danger;
		if (!aimed->error && aimed->danger != DANGER_NONE)
			return &deed->act.targets[i];
	}
	*danger = DANGER_NONE;
	return NULL;
}

int deed_lowest(const struct deed *deed)
{
	int lowest = -20;
	bool any = false;

	for (size_t i = 0; i < deed->aim.count; i++) {
		const struct aimed *aimed = &deed->aim.of[i];

		if (aimed->error || aimed->outranks || !aimed->nice_known)
			continue;
		any = true;
		if (aimed->nice_lowest > lowest)
			lowest = aimed->nice_lowest;
	}
	return any ? lowest : NICE_NONE;
}

bool deed_nice(const struct deed *deed, int *least, int *most)
{
	bool any = false;

	for (size_t i = 0; i < deed->aim.count; i++) {
		const struct aimed *aimed = &deed->aim.of[i];

		if (aimed->error || !aimed->nice_known)
			continue;
		if (!any || aimed->nice < *least)
			*least = aimed->nice;
		if (!any || aimed->nice > *most)
			*most = aimed->nice;
		any = true;
	}
	return any;
}

void deed_focus(const struct deed *deed, struct focus *focus)
{
	const struct act *act = &deed->act;

	if (deed->state != DEED_ASKED)
		return;
	for (size_t i = 0; i < act->count && focus->target_count < FOCUS_TARGETS; i++)
		focus->targets[focus->target_count++] = act->targets[i].process;
}

const struct act *ui_act(const struct ui *ui)
{
	bool known = ui->deed.state == DEED_ASKED || ui->deed.state == DEED_DONE;

	return known ? &ui->deed.act : NULL;
}

/* The first that stands in the way speaks for all. */
static void explain(const struct act *act, const struct aim *aim, struct text *line)
{
	for (size_t i = 0; i < aim->count; i++) {
		size_t before = line->length;

		act_explain_aimed(act, &aim->of[i], line);
		if (line->length > before)
			return;
	}
}

void deed_explain_nice(const struct deed *deed, int nice, struct text *line)
{
	struct act act = deed->act;
	size_t before = line->length;

	act.argument = nice;
	for (size_t i = 0; i < deed->aim.count && line->length == before; i++) {
		if (!deed->aim.of[i].error)
			act_explain_aimed(&act, &deed->aim.of[i], line);
	}
}

/* Of a nice value that nobody has named yet nothing is said. */
static void write_deed(const struct act *act, struct text *line)
{
	const struct target *first = &act->targets[0];

	if (act->kind != ACT_RENICE) {
		act_describe(act, line);
		return;
	}
	text_add(line, "nice of ");
	if (act->count == 1)
		text_format(line, "%s (%d)", first->name, (int)first->process.pid);
	else
		text_format(line, "%zu processes", act->count);
}

static void say_no(struct ui *ui)
{
	char buffer[UI_MESSAGE_SIZE];
	struct text line = TEXT_OVER(buffer);

	write_deed(&ui->deed.act, &line);
	text_add(&line, ": ");
	explain(&ui->deed.act, &ui->deed.aim, &line);
	ui->layer = LAYER_NONE;
	ui->deed.state = DEED_NONE;
	ui_say(ui, buffer);
}

void ui_aimed(struct ui *ui, const struct aim *aim, uint64_t now)
{
	static const enum layer layers[] = {
		[ACT_SIGNAL] = LAYER_CONFIRM,
		[ACT_RENICE] = LAYER_RENICE,
		[ACT_CLOSE] = LAYER_CLOSE,
	};
	struct deed *deed = &ui->deed;

	(void)now;
	if (deed->state != DEED_ASKED)
		return;
	menu_free(&ui->menu);
	deed->aim = *aim;
	if (!aim->ready || (deed->act.kind == ACT_RENICE && deed_lowest(deed) == NICE_NONE)) {
		say_no(ui);
		return;
	}
	layer_open(ui, layers[deed->act.kind]);
	question_ask_anew(ui);
}

/* Two offers at once are one: the question names all. */
static void add_offer(struct act *offer, const struct act *act)
{
	if (offer->has_listener && (!act->has_listener || strcmp(offer->local, act->local) != 0))
		offer->has_listener = false;
	for (size_t i = 0; i < act->count && offer->count < ACT_TARGETS; i++)
		offer->targets[offer->count++] = act->targets[i];
}

void ui_offer_kill(struct ui *ui, const struct act *act)
{
	bool stands = ui->offered;
	char buffer[UI_MESSAGE_SIZE], key[24];
	struct text line = TEXT_OVER(buffer);

	keymap_names(ui->settings->keys, COMMAND_KILL, key, sizeof(key));
	/* What became of it so far has just been said. */
	if (ui->message[0])
		text_add(&line, ui->message);
	else
		act_describe(act, &line);
	text_format(&line, ": %.*s sends SIGKILL, after asking", (int)strcspn(key, " "), key);
	ui_say(ui, buffer);
	if (stands)
		add_offer(&ui->offer, act);
	else
		ui->offer = *act;
	ui->offered = true;
}
