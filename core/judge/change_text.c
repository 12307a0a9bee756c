/* change_text.c - what is told of a listener that came, went or changed. */
#include "judge/change_text.h"

#include "base/clock.h"
#include "base/text.h"
#include "judge/phrase.h"
#include "judge/roll.h"

#include <inttypes.h>

static void comma(struct text *text)
{
	if (text->length)
		text_add(text, ", ");
}

static void add_backlog(struct text *text, const struct known *known)
{
	if (!known->backlog.known)
		return;
	comma(text);
	if (protocol_counts_bytes(known->protocol))
		text_format(text, "receive buffer %" PRId64 " bytes", known->backlog.value);
	else
		text_format(text, "backlog %" PRId64, known->backlog.value);
}

static void add_exposure(struct text *text, const struct listener *listener)
{
	static const char *const words[EXPOSURES] = {
		[EXPOSURE_LOOPBACK] = "on loopback only",
		[EXPOSURE_LINK] = "on a link address",
		[EXPOSURE_PRIVATE] = "on a private address",
		[EXPOSURE_PUBLIC] = "on a public address",
		[EXPOSURE_ANY] = "on every address",
	};
	int64_t exposure;

	if (!facts_get(&listener->facts, FACT_EXPOSURE, &exposure) || exposure < 0 ||
	    exposure >= EXPOSURES || !words[exposure])
		return;
	comma(text);
	text_add(text, words[exposure]);
}

void change_text_appeared(struct text *text, const struct known *known,
			  const struct listener *listener)
{
	const char *user, *nobody;

	add_backlog(text, known);
	if (!listener)
		return;
	user = listener->label[LABEL_USER];
	nobody = listener->label[LABEL_NO_OWNER];
	add_exposure(text, listener);
	if (user) {
		comma(text);
		text_format(text, "user %s", user);
	}
	if (!known->owner.pid && nobody) {
		comma(text);
		text_format(text, "owner %s", nobody);
	}
}

static void add_life(struct text *text, const struct known *known)
{
	uint64_t life = known->gone > known->since ? known->gone - known->since : 0;

	if (known->fleeting && life < CLOCK_SECOND / 10) {
		text_add(text, "lived less than a tick");
		return;
	}
	text_add(text, known->was_before ? "lived at least " : "lived ");
	phrase_duration(text, life);
}

void change_text_vanished(struct text *text, const struct known *known)
{
	add_life(text, known);
	if (known->queue.known && known->backlog.known)
		text_format(text, ", last queue %" PRId64 " of %" PRId64 "%s", known->queue.value,
			    known->backlog.value,
			    protocol_counts_bytes(known->protocol) ? " bytes" : "");
	if (!known->drops.known || known->drops.value < 0)
		return;
	text_add(text, ", ");
	if (known->drops.value)
		phrase_things(text, (uint64_t)known->drops.value, "drop");
	else
		text_add(text, "no drops");
}

static void add_change(struct text *text, const struct known *known, int64_t before, int64_t now)
{
	bool bytes = protocol_counts_bytes(known->protocol);

	text_format(text, "%s%" PRId64 " -> %" PRId64 "%s", bytes ? "receive buffer " : "", before,
		    now, bytes ? " bytes" : "");
}

void change_text_rebound(struct text *text, const struct known *known)
{
	const struct arrival *arrival = known->arrival;

	if (arrival->at_once) {
		text_add(text, "at once");
	} else {
		text_add(text, arrival->at_most ? "within " : "after ");
		phrase_duration(text, arrival->gap);
	}
	if (arrival->same_socket) {
		text_add(text, "; the same socket");
	} else if (arrival->owner.pid && known->owner.pid &&
		   roll_same_life(&arrival->owner, &known->owner)) {
		text_add(text, "; the same process");
	} else if (arrival->owner.pid) {
		text_add(text, "; ");
		event_owner_format(arrival->comm, arrival->owner.pid, text);
		text_add(text, " before");
	}
	if (!arrival->backlog.known || !known->backlog.known ||
	    arrival->backlog.value == known->backlog.value)
		return;
	text_add(text, protocol_counts_bytes(known->protocol) ? "; " : "; backlog ");
	add_change(text, known, arrival->backlog.value, known->backlog.value);
}

void change_text_backlog(struct text *text, const struct known *known, int64_t now)
{
	add_change(text, known, known->backlog.value, now);
}

void change_text_owner(struct text *text, const struct known *known, const struct process *now)
{
	event_owner_format(known->comm, known->owner.pid, text);
	text_add(text, " -> ");
	event_owner_format(now->label[LABEL_COMM], now->id.pid, text);
}

void change_text_unexpected(struct text *text, const struct listener *listener)
{
	const char *why = listener->label[LABEL_UNEXPECTED_WHY];
	const char *detail = listener->label[LABEL_UNEXPECTED_DETAIL];

	text_add(text, why && *why ? why : "not expected");
	if (detail && *detail)
		text_format(text, ": %s", detail);
}
