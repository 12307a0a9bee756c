/* expect_line.c - the line that expects a listener, or why it gets none. */
#include "tui/expect.h"

#include "base/text.h"
#include "fact/expectation.h"
#include "table/overview.h"
#include "table/row.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = EXPECTATION_LINE_MOST + 1, WHY_SIZE = 512 };

__attribute__((format(printf, 2, 3)))
static const char *say(struct expect *expect, const char *format, ...)
{
	char buffer[WHY_SIZE];
	struct text text = TEXT_OVER(buffer);
	va_list args;

	va_start(args, format);
	text_vformat(&text, format, args);
	va_end(args);
	return arena_copy(&expect->arena, buffer, text.length);
}

static bool has_word(const char *label, const char *word)
{
	size_t size = strlen(word);

	return label && strncmp(label, word, size) == 0 &&
	       (label[size] == ':' || label[size] == '\0');
}

/* Of what does not listen, whatever a line would say. */
static const char *not_listening(struct expect *expect, const struct row *row)
{
	switch (row_state(row)) {
	case STATE_GONE:
		return "this listener is gone: its socket was closed";
	case STATE_MISSING:
		return say(expect, "this one is missing: take its line out of %s instead",
			   expect->path);
	case STATE_BOUND:
		return "this socket is bound and does not listen: no line expects such";
	default:
		return NULL;
	}
}

/* What is as it should be, or would not be by a line. */
static const char *no_use(struct expect *expect, const struct listener *listener)
{
	const char *detail = listener->label[LABEL_UNEXPECTED_DETAIL];

	if (has_word(listener->label[LABEL_NOT_JUDGED], "client"))
		return "a client's UDP socket is compared with no line, and needs none";
	if (facts_have(&listener->facts, FACT_UNEXPECTED, 0))
		return detail && *detail ? say(expect, "%s expects it already", detail)
					 : "a line expects it already";
	/* Its line would be the one there is. */
	if (has_word(listener->label[LABEL_UNEXPECTED_WHY], "replaced"))
		return detail && *detail ?
			say(expect, "%s: a restart helps, no line does", detail) :
			"its executable was replaced: a restart helps, no line does";
	if (facts_have(&listener->facts, FACT_OWNERLESS, OWNERLESS_NOT_YET))
		return "its owner is still looked for: in a moment it is known";
	return NULL;
}

/* What the kernel binds itself gets another port the next time. */
static bool moves(const struct listener *listener, bool kernel)
{
	const char *class = listener->label[LABEL_PORT_CLASS];

	return kernel && expectation_protocol(listener->protocol) == PROTOCOL_TCP && class &&
	       strcmp(class, "dynamic") == 0;
}

static void write_line(const struct scene *scene, const struct row *row, struct text *line)
{
	const struct listener *listener = row->listener;
	const struct netns *netns = overview_find_netns(scene, listener->id.netns);
	bool kernel = facts_have(&listener->facts, FACT_OWNERLESS, OWNERLESS_NOBODY);

	expectation_format(listener, row->process, netns ? netns->name : NULL, kernel,
			   moves(listener, kernel), line);
}

static bool is_known(const struct expect *expect, const char *line)
{
	for (size_t i = 0; i < expect->lines.count; i++) {
		if (strcmp(expect->lines.items[i].line, line) == 0)
			return true;
	}
	return false;
}

static void note_unknown(struct expect *expect, const struct row *row)
{
	if (facts_have(&row->listener->facts, FACT_OWNERLESS, OWNERLESS_NOBODY))
		return;
	if (!row->process)
		expect->nobodys++;
	else if (!row->process->label[LABEL_EXECUTABLE] ||
		 !*row->process->label[LABEL_EXECUTABLE])
		expect->files_unknown++;
}

static void add_line(struct expect *expect, const struct row *row, const struct text *line)
{
	struct expected *expected = array_add(&expect->lines);
	char buffer[WHY_SIZE];
	struct text text = TEXT_OVER(buffer);

	expected->listener = row->listener->id;
	expected->protocol = row->listener->protocol;
	/* Texts of a snapshot die with it; they stand in `local` as well. */
	expected->address = row->listener->local;
	expected->address.device = expected->address.path = NULL;
	expected->line = arena_copy(&expect->arena, line->start, line->length);
	address_format(&row->listener->local, &text);
	expected->local = arena_copy(&expect->arena, buffer, text.length);
	text = TEXT_OVER(buffer);
	if (row->process)
		text_format(&text, "%s(%d)", row->process->label[LABEL_COMM] ?
			    row->process->label[LABEL_COMM] : "?", (int)row->process->id.pid);
	expected->owner = arena_copy(&expect->arena, buffer, text.length);
	note_unknown(expect, row);
}

const char *expect_add(struct expect *expect, const struct scene *scene, const struct row *row)
{
	const char *why = not_listening(expect, row);
	char buffer[LINE_SIZE];
	struct text line = TEXT_OVER(buffer);

	if (!why)
		why = no_use(expect, row->listener);
	if (why)
		return why;
	write_line(scene, row, &line);
	if (line.cut)
		return "its line would be too long";
	/* Members of a SO_REUSEPORT group have one. */
	if (!is_known(expect, buffer))
		add_line(expect, row, &line);
	return NULL;
}
