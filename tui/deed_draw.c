/* deed_draw.c - the question about a deed: what, to whom, and what it would hit. */
#include "tui/ui_state.h"

#include "base/text.h"
#include "table/opinion.h"
#include "table/scene.h"

enum { LINE_SIZE = 512, IMPACTS = 64, NICE_LEAST = -20 };

struct lines {
	const struct ui *ui;
	struct question_lines text;
};

static void add(struct lines *lines, enum role role, char mark, const char *raw)
{
	question_add(&lines->text, role, mark, raw);
}

/* What the one process that is meant holds, if that was not where it was found. */
static void add_held(const struct lines *lines, struct text *text)
{
	const struct act *act = &lines->ui->deed.act;
	const struct snapshot *snap = scene_snapshot(lines->ui->scene);
	const struct process *process;

	if (act->has_listener) {
		text_format(text, ", which hold%s %s", act->count == 1 ? "s" : "", act->local);
		return;
	}
	if (act->count != 1 || !snap)
		return;
	process = snapshot_find_process(snap, &act->targets[0].process);
	if (!process || !process->listener_count)
		return;
	text_add(text, ", which holds ");
	address_format(&snapshot_held(snap, process, 0)->local, text);
	if (process->listener_count > 1)
		text_format(text, " and %u more", process->listener_count - 1);
}

/* Not the row under the cursor. */
static void add_tagged(const struct lines *lines, struct text *text)
{
	size_t rows = lines->ui->deed.tagged;

	if (rows)
		text_format(text, " (%zu tagged row%s)", rows, rows == 1 ? "" : "s");
}

static void add_whom(const struct lines *lines, struct text *text)
{
	const struct act *act = &lines->ui->deed.act;
	const struct target *target = &act->targets[0];
	const struct aim *aim = &lines->ui->deed.aim;
	size_t ready = 0;

	if (act->count == 1) {
		text_format(text, "%s (%d)", target->name[0] ? target->name : "?",
			    (int)target->process.pid);
		if (target->user[0])
			text_format(text, " of %s", target->user);
		add_tagged(lines, text);
		return;
	}
	for (size_t i = 0; i < aim->count; i++)
		ready += !aim->of[i].error;
	if (ready < act->count)
		text_format(text, "%zu of ", ready);
	text_format(text, "%zu processes", act->count);
	add_tagged(lines, text);
}

static void ask_signal(const struct lines *lines, struct text *text)
{
	const char *name = act_signal_name(lines->ui->deed.act.argument);

	text_format(text, "send %s to ", name ? name : "?");
	add_whom(lines, text);
	add_held(lines, text);
	text_add(text, "?");
}

static void ask_renice(const struct lines *lines, struct text *text)
{
	const struct deed *deed = &lines->ui->deed;
	int least, most, lowest = deed_lowest(deed);

	text_add(text, "nice of ");
	add_whom(lines, text);
	if (deed_nice(deed, &least, &most))
		text_format(text, least == most ? ", now %d" : ", now %d to %d", least, most);
	text_format(text, "; %d to 19 allowed", lowest);
}

static void ask_close(const struct lines *lines, struct text *text)
{
	const struct act *act = &lines->ui->deed.act;

	text_format(text, "close the listening socket %s (%s)?", act->local,
		    protocol_name(act->protocol));
}

static void add_question(struct lines *lines)
{
	static void (*const asks[])(const struct lines *, struct text *) = {
		[ACT_SIGNAL] = ask_signal,
		[ACT_RENICE] = ask_renice,
		[ACT_CLOSE] = ask_close,
	};
	char question[LINE_SIZE];
	struct text text = TEXT_OVER(question);

	asks[lines->ui->deed.act.kind](lines, &text);
	add(lines, ROLE_STRONG, ' ', question);
}

/* What stands in the way of a lower one. */
static void add_limit(struct lines *lines)
{
	const struct deed *deed = &lines->ui->deed;
	int lowest = deed_lowest(deed);
	char why[LINE_SIZE];
	struct text text = TEXT_OVER(why);

	if (deed->act.kind == ACT_RENICE && lowest > NICE_LEAST)
		deed_explain_nice(deed, lowest - 1, &text);
	if (text.length)
		add(lines, ROLE_TEXT, '-', why);
}

/* The deed as it will be done: to those that can be hit. */
static struct act possible(const struct deed *deed)
{
	struct act act = deed->act;

	act.count = 0;
	for (size_t i = 0; i < deed->act.count; i++) {
		if (i >= deed->aim.count || !deed->aim.of[i].error)
			act.targets[act.count++] = deed->act.targets[i];
	}
	return act;
}

static void add_impacts(struct lines *lines)
{
	static const struct { enum role role; char mark; } looks[] = {
		[OPINION_NOTE] = { ROLE_TEXT, '-' },
		[OPINION_LOSS] = { ROLE_ALARM, '!' },
		[OPINION_VAIN] = { ROLE_WARN, '~' },
	};
	const struct scene *scene = lines->ui->scene;
	struct act act = possible(&lines->ui->deed);
	enum opinion_impact weight = OPINION_NOTE;
	char sentence[LINE_SIZE];
	struct text text = TEXT_OVER(sentence);

	for (size_t n = 0; n < IMPACTS && opinion_impact(scene, &act, n, &weight, &text); n++) {
		add(lines, looks[weight].role, looks[weight].mark, sentence);
		text = TEXT_OVER(sentence);
	}
}

static const char *danger_text(enum act_danger danger)
{
	static const char *const texts[] = {
		[DANGER_SELF] = "this is lsntop itself",
		[DANGER_ABOVE] = "lsntop runs under it",
	};

	return texts[danger];
}

/* Of one target only what is the matter; of several, who each of them is. */
static void add_target(struct lines *lines, size_t n)
{
	const struct deed *deed = &lines->ui->deed;
	const struct target *target = &deed->act.targets[n];
	const struct aimed *aimed = &deed->aim.of[n];
	bool signals = deed->act.kind == ACT_SIGNAL, several = deed->act.count > 1;
	bool danger = signals && !aimed->error && aimed->danger != DANGER_NONE;
	char buffer[LINE_SIZE];
	struct text text = TEXT_OVER(buffer);

	if (several)
		text_format(&text, "%-7d %-10s %s", (int)target->process.pid, target->user,
			    target->name);
	if (several && deed->act.kind == ACT_RENICE && aimed->nice_known)
		text_format(&text, "  nice %d", aimed->nice);
	if ((danger || aimed->error) && several)
		text_add(&text, ": ");
	if (danger)
		text_add(&text, danger_text(aimed->danger));
	else if (aimed->error)
		act_explain_aimed(&deed->act, aimed, &text);
	if (text.length)
		add(lines, aimed->error ? ROLE_WARN : danger ? ROLE_ALARM : ROLE_TEXT,
		    aimed->error ? 'x' : danger ? '!' : ' ', buffer);
}

static void add_targets(struct lines *lines)
{
	const struct deed *deed = &lines->ui->deed;

	if (deed->act.count > 1 && lines->text.all.count)
		question_add_space(&lines->text);
	for (size_t i = 0; i < deed->act.count && i < deed->aim.count; i++)
		add_target(lines, i);
}

/* What is the matter with the one comes first; a list of many comes last, as it may be
 * long. */
static void add_body(struct lines *lines)
{
	bool several = lines->ui->deed.act.count > 1;

	if (!several)
		add_targets(lines);
	add_limit(lines);
	add_impacts(lines);
	if (several)
		add_targets(lines);
}

static void write_title(const struct deed *deed, struct text *title)
{
	static const char *const titles[] = {
		[ACT_RENICE] = "another nice value, for every thread",
		[ACT_CLOSE] = "close a listening socket",
	};
	const char *help = act_signal_help(deed->act.argument);

	if (deed->act.kind == ACT_SIGNAL)
		text_format(title, "signal %d%s%s", deed->act.argument, *help ? ": " : "", help);
	else
		text_add(title, titles[deed->act.kind]);
}

void deed_draw(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height)
{
	struct lines asked = {
		.ui = ui, .text = { .width = canvas->width, .ascii = canvas->ascii },
	};
	struct lines body = asked;
	char buffer[LINE_SIZE];
	struct text title = TEXT_OVER(buffer);
	struct question_page page = {
		buffer, &asked.text, &body.text, &ui->deed.body, ui->layer == LAYER_CONFIRM,
	};

	write_title(&ui->deed, &title);
	add_question(&asked);
	add_body(&body);
	question_draw(ui, &page, canvas, y, height);
	question_free(&body.text);
	question_free(&asked.text);
}
