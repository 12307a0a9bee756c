/* process_page_talk.c - the connections of a process: their states, and with whom. */
#include "tui/process_page_part.h"

#include "base/text.h"
#include "fact/snapshot.h"
#include "table/overview.h"
#include "table/scene.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/flow.h"

#include <inttypes.h>

enum { HEADING_X = 13, PARTNER_LINES = 3 };

static void say_states(const struct talk *talk, struct text *text)
{
	const char *separator = "";

	for (unsigned state = 0; state < CONNECTION_STATES; state++) {
		const char *name = overview_state_name(state);

		if (!talk->by_state[state])
			continue;
		text_format(text, "%s%" PRIu64 " %s", separator, talk->by_state[state],
			    name ? name : "?");
		separator = ", ";
	}
	if (!*separator)
		text_add(text, "none");
}

/* What was not looked at yet may be more of them. */
static void say_talk(const struct process_view *view, const struct talk *talk, struct text *text)
{
	/* The first round through thousands of descriptors takes more than a tick. */
	if (!talk && view->scene->live && !process_has_gap(view, "talk")) {
		text_add(text, "asking ...");
		return;
	}
	if (!talk) {
		process_add_unknown(view, "talk", text);
		return;
	}
	say_states(talk, text);
	if (talk->looked_at < talk->descriptors)
		text_format(text, "   %.0f %% of its descriptors looked at",
			    100.0 * (double)talk->looked_at / (double)talk->descriptors);
}

static void flow_partners(const struct process_view *view, const struct talk *talk,
			  struct flow *flow)
{
	uint64_t rest = talk->partners_in_all;

	for (size_t i = 0; i < talk->partner_count; i++) {
		const struct partner *partner = &talk->partners[i];
		char raw[VALUE_BUFFER], line[VALUE_BUFFER + 32];
		struct text address = TEXT_OVER(raw), text = TEXT_OVER(line);

		address_format_host(&partner->remote, &address);
		text_printable(&text, raw, view->ascii);
		text_format(&text, " (%" PRIu64 ")", partner->connections);
		flow_add(flow, i ? "" : "TOP PEERS", ROLE_STRONG, line, ROLE_TEXT, 2);
		rest -= rest > 0;
	}
	if (rest && talk->partner_count) {
		char line[48];
		struct text text = TEXT_OVER(line);

		text_format(&text, "and %" PRIu64 " more", rest);
		flow_add(flow, "", ROLE_TEXT, line, ROLE_DIM, 2);
	}
}

unsigned process_draw_talk(const struct process_view *view, struct canvas *canvas, unsigned y,
			   unsigned most)
{
	const struct talk *talk = overview_talk(view->scene, &view->page->id);
	struct flow flow = flow_at(canvas, y + 1, view->width, most ? most - 1 : 0);
	char line[PROCESS_LINE];
	struct text text = TEXT_OVER(line);

	if (talk)
		flow_partners(view, talk, &flow);
	if (!canvas)
		return 1 + (flow.lines < PARTNER_LINES ? flow.lines : PARTNER_LINES);
	if (most == 0)
		return 0;
	say_talk(view, talk, &text);
	canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "CONNECTIONS");
	draw_line(canvas, HEADING_X, y, ROLE_TEXT, line);
	return most;
}
