/* deed_draw.c - the question about a deed: what, to whom, and what it would hit. */
#include "tui/ui_state.h"

#include "base/text.h"
#include "table/opinion.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/draw.h"
#include "tui/wrap.h"

enum { LINE_SIZE = 512, INDENT = 2, IMPACTS = 64, NICE_LEAST = -20 };

struct line {
	enum role role;
	char mark;                      /* ' ' none */
	const char *text;               /* safe; in the arena */
};

struct lines {
	const struct ui *ui;
	unsigned width;
	bool ascii;
	ARRAY(struct line) all;
	struct arena arena;
};

/* Wraps; the mark stands before the first. */
static void add(struct lines *lines, enum role role, char mark, const char *raw)
{
	unsigned width = lines->width > INDENT + 1 ? lines->width - INDENT - 1 : 1;
	char safe[LINE_SIZE * 2], buffer[LINE_SIZE * 2];
	struct text text = TEXT_OVER(safe), part = TEXT_OVER(buffer);
	const char *rest = safe;

	text_printable(&text, raw, lines->ascii);
	while (wrap_next(&rest, width, &part)) {
		struct line *line = array_add(&lines->all);

		*line = (struct line){ role, mark, NULL };
		line->text = arena_copy(&lines->arena, buffer, part.length);
		part = TEXT_OVER(buffer);
		mark = ' ';
	}
}

static void add_space(struct lines *lines)
{
	struct line *line = array_add(&lines->all);

	*line = (struct line){ ROLE_TEXT, ' ', "" };
}

static void free_lines(struct lines *lines)
{
	array_free(&lines->all);
	arena_free(&lines->arena);
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

	if (deed->act.count > 1 && lines->all.count)
		add_space(lines);
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

static void draw_one(const struct line *line, struct canvas *canvas, unsigned y)
{
	char mark[2] = { line->mark, '\0' };

	canvas_text(canvas, 0, y, 1, line->role, mark);
	canvas_text(canvas, INDENT, y, canvas->width, line->role, line->text);
}

static void draw_title(const struct deed *deed, struct canvas *canvas, unsigned y)
{
	static const char *const titles[] = {
		[ACT_RENICE] = "another nice value, for every thread",
		[ACT_CLOSE] = "close a listening socket",
	};
	const char *help = act_signal_help(deed->act.argument);
	char buffer[LINE_SIZE];
	struct text text = TEXT_OVER(buffer);

	if (deed->act.kind == ACT_SIGNAL)
		text_format(&text, "signal %d%s%s", deed->act.argument, *help ? ": " : "", help);
	else
		text_add(&text, titles[deed->act.kind]);
	canvas_fill(canvas, 0, y, canvas->width, ROLE_TITLE, ' ');
	canvas_text(canvas, INDENT, y, canvas->width, ROLE_TITLE, buffer);
}

/* As much as there is room for; the last line says what is left below. */
static void draw_body(struct deed *deed, const struct lines *lines, struct canvas *canvas,
		      unsigned y, unsigned height)
{
	size_t count = lines->all.count, left;
	char buffer[64];
	struct text text = TEXT_OVER(buffer);

	if (count > height && height > 1)
		height--;
	list_fit(&deed->body, count, height);
	for (unsigned i = 0; i < height && deed->body.top + i < count; i++)
		draw_one(&lines->all.items[deed->body.top + i], canvas, y + i);
	if (count <= height)
		return;
	left = count - deed->body.top - height;
	text_format(&text, "%zu more below: Down", left);
	draw_line(canvas, INDENT, y + height, ROLE_DIM, left ? buffer : "the end; Up goes back");
}

static unsigned draw_question(struct lines *lines, struct canvas *canvas, unsigned y,
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

static void draw_answers(struct canvas *canvas, unsigned y)
{
	canvas_text(canvas, INDENT, y, canvas->width, ROLE_PROMPT, "y yes   n/Esc no");
}

void deed_draw(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height)
{
	struct lines question = { .ui = ui, .width = canvas->width, .ascii = canvas->ascii };
	struct lines body = question;
	unsigned end = y + height;
	bool answers = ui->layer == LAYER_CONFIRM;

	add_question(&question);
	add_body(&body);
	if (height > question.all.count + 4)
		draw_title(&ui->deed, canvas, y++);
	ui->deed.cut = end - y < question.all.count;
	y += draw_question(&question, canvas, y, end - y);
	if (answers && y < end)
		end--;
	if (end > y + body.all.count + 1)
		y++;
	draw_body(&ui->deed, &body, canvas, y, end > y ? end - y : 0);
	if (answers && y + body.all.count + 1 < end)
		end = y + (unsigned)body.all.count + 1;
	if (answers && end < canvas->height)
		draw_answers(canvas, end);
	free_lines(&body);
	free_lines(&question);
}
