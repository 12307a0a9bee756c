/* loop_deed.c - aimed, done, told: what the hands do, to the user and the journal. */
#include "tui/loop_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "judge/judge.h"
#include "tui/settings.h"
#include "tui/stage.h"
#include "tui/ui.h"

#include <string.h>

/* News that come so close are one sentence. */
#define TOGETHER CLOCK_SECOND

/* Into the journal goes what was done, and what became of it. */
static void note(struct run *run, const struct act *act, const char *detail)
{
	struct event event = { .kind = EVENT_ACTED, .protocol = act->protocol };
	struct text owner = TEXT_OVER(event.owner), local = TEXT_OVER(event.local),
		    text = TEXT_OVER(event.detail);
	struct instant now = clock_now();

	event.wall = now.wall;
	event.monotonic = now.monotonic;
	if (act->has_listener) {
		event.listener = act->listener;
		event.port = event_port(act->protocol, &act->address);
		text_add(&local, act->local);
	}
	if (act->count)
		text_format(&owner, "%s(%d)", act->targets[0].name,
			    (int)act->targets[0].process.pid);
	if (act->count > 1)
		text_format(&owner, "+%zu", act->count - 1);
	text_add(&text, detail);
	judge_note(run->loop->stage->judge, &event);
}

/* What is news of one moment is said together. */
static void tell(struct run *run, const char *news, uint64_t now)
{
	if (run->said_at && now - run->said_at < TOGETHER)
		ui_say_more(run->loop->ui, news);
	else
		ui_say(run->loop->ui, news);
	run->said_at = now;
	run->dirty = true;
}

void loop_follow(struct run *run)
{
	uint64_t now = clock_monotonic();
	char buffer[SAID_SIZE];
	struct text line = TEXT_OVER(buffer);
	struct hands_news news;

	while (hands_look(&run->hands, scene_snapshot(&run->scene), now, &news, &line)) {
		tell(run, buffer, now);
		note(run, news.act, buffer);
		if (news.offer)
			ui_offer_kill(run->loop->ui, &news.left);
		line = TEXT_OVER(buffer);
	}
}

/* Held first: whoever is shown then is whom it will hit. */
void loop_aim(struct run *run)
{
	struct ui *ui = run->loop->ui;
	struct aim aim;

	hands_aim(&run->hands, ui_act(ui), &aim);
	loop_look(run);
	ui_aimed(ui, &aim, clock_monotonic());
	if (!ui_act(ui))
		hands_drop(&run->hands);
}

void loop_perform(struct run *run)
{
	const struct act *act = ui_act(run->loop->ui);
	uint64_t now = clock_monotonic();
	char buffer[SAID_SIZE];
	struct text line = TEXT_OVER(buffer);

	hands_perform(&run->hands, act, scene_snapshot(&run->scene), run->loop->settings->delay,
		      now, &line);
	run->said_at = 0;
	tell(run, buffer, now);
	note(run, act, buffer);
	/* What becomes of it takes its place. And rows of the journal are dead now. */
	run->said_at = 0;
	loop_look(run);
}
