/* loop_expect.c - what the user accepted goes into the baseline, and is told. */
#include "tui/loop_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "judge/judge.h"
#include "source/baseline.h"
#include "tui/settings.h"
#include "tui/stage.h"
#include "tui/ui.h"

static void note(struct run *run, const struct expected *expected)
{
	struct event event = { .kind = EVENT_ACTED, .listener = expected->listener,
			       .protocol = expected->protocol };
	struct text local = TEXT_OVER(event.local), owner = TEXT_OVER(event.owner),
		    detail = TEXT_OVER(event.detail);
	struct instant now = clock_now();

	event.wall = now.wall;
	event.monotonic = now.monotonic;
	event.port = event_port(expected->protocol, &expected->address);
	text_add(&local, expected->local);
	text_add(&owner, expected->owner);
	text_add(&detail, "expected: ");
	text_add(&detail, expected->line);
	judge_note(run->loop->stage->judge, &event);
}

static void add(struct run *run, struct text *line)
{
	const char *path = baseline_path(run->loop->baseline);
	const struct expected *expected;
	size_t count = 0;

	if (baseline_append(path, ui_expected(run->loop->ui), line) < 0)
		return;
	while ((expected = ui_expected_at(run->loop->ui, count))) {
		note(run, expected);
		count++;
	}
	if (count > 1)
		text_format(line, "%zu lines ", count);
	text_format(line, "added to %s", path);
	baseline_touch(run->loop->baseline);
}

void loop_expect(struct run *run)
{
	char buffer[SAID_SIZE];
	struct text line = TEXT_OVER(buffer);

	/* The ui asks about neither; what is written to is not left to that. */
	if (!run->loop->baseline)
		text_add(&line, "there is no baseline: start lsntop with --expect FILE");
	else if (run->loop->settings->read_only)
		text_add(&line, "read-only: no baseline is written to");
	else
		add(run, &line);
	ui_say(run->loop->ui, buffer);
	/* Rows of the journal are dead, and the judgement is another one now. */
	loop_look(run);
}
