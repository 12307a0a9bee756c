/* remark_signal.c - what a signal would hit besides those it is meant for. */
#include "judge/remark.h"

#include "judge/phrase.h"

#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>

enum { NAMED = REMARK_NAMED };

/* What signals do where no handler was set: signal(7). */
static bool does_nothing(int signal)
{
	static const int harmless[] = { 0, SIGCHLD, SIGCONT, SIGURG, SIGWINCH };

	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
		if (harmless[i] == signal)
			return true;
	return false;
}

static bool only_stops(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/* What programs catch to be told something; some have no handler. */
static bool is_order(int signal)
{
	return signal == SIGHUP || signal == SIGUSR1 || signal == SIGUSR2;
}

/* ---- losses ---- */

/* All that hold it besides the targets are children of these: they end with their master
 * where it has a chance to see to that. */
static bool is_left_to_workers(const struct reached *reached)
{
	return reached->others > 0 && reached->workers == reached->others;
}

static bool may_close(const struct reached *reached, int signal)
{
	return reached_closes(reached) || (signal != SIGKILL && is_left_to_workers(reached));
}

static bool loses_connections(const struct reached *reached, int signal)
{
	return reached->queue > 0 && !protocol_counts_bytes(reached->listener->protocol) &&
	       may_close(reached, signal);
}

/* The longest queue but those up to `last`; of the same length the earlier one. */
static const struct reached *next_longest(const struct reach *reach, int signal,
					  const struct reached *last)
{
	const struct reached *best = NULL;

	for (size_t i = 0; i < reach->listeners.count; i++) {
		const struct reached *reached = &reach->listeners.items[i];

		if (!loses_connections(reached, signal) ||
		    (last && (reached->queue > last->queue ||
			      (reached->queue == last->queue && reached <= last))))
			continue;
		if (!best || reached->queue > best->queue)
			best = reached;
	}
	return best;
}

static void say_rest_of_waiting(struct remarks *remarks, uint64_t connections, uint64_t listeners)
{
	struct text *text;

	if (listeners == 0)
		return;
	text = remark_add(remarks, IMPACT_LOSS);
	text_add(text, "and ");
	phrase_things(text, connections, "connection");
	text_add(text, " at ");
	phrase_things(text, listeners, "more listener");
}

static void say_waiting(struct remarks *remarks, const struct reach *reach, int signal)
{
	const struct reached *reached = NULL;
	uint64_t connections = 0, listeners = 0;

	for (size_t i = 0; i < reach->listeners.count; i++)
		if (loses_connections(&reach->listeners.items[i], signal)) {
			connections += (uint64_t)reach->listeners.items[i].queue;
			listeners++;
		}
	for (unsigned i = 0; i < NAMED; i++) {
		struct text *text;

		reached = next_longest(reach, signal, reached);
		if (!reached)
			break;
		text = remark_add(remarks, IMPACT_LOSS);
		remark_waiting(text, reach, reached);
		if (!reached_closes(reached))
			text_add(text, " if its workers end too");
		else if (is_order(signal))
			text_add(text, " if it ends");
		connections -= (uint64_t)reached->queue;
		listeners--;
	}
	say_rest_of_waiting(remarks, connections, listeners);
}

static void say_datagrams(struct remarks *remarks, const struct reach *reach)
{
	const struct reached *one = NULL;
	uint64_t bytes = 0, sockets = 0;
	struct text *text;

	for (size_t i = 0; i < reach->listeners.count; i++) {
		const struct reached *reached = &reach->listeners.items[i];

		if (!protocol_counts_bytes(reached->listener->protocol) || reached->queue <= 0 ||
		    !reached_closes(reached))
			continue;
		one = reached;
		bytes += (uint64_t)reached->queue;
		sockets++;
	}
	if (!one)
		return;
	text = remark_add(remarks, IMPACT_LOSS);
	phrase_things(text, bytes, "byte");
	text_add(text, " of datagrams waiting at ");
	if (sockets == 1)
		remark_address(text, one->listener);
	else
		phrase_things(text, sockets, "socket");
	text_add(text, " are lost");
}

/* Known only where somebody looked: of a process whose page is open. */
static void say_open_connections(struct remarks *remarks, const struct reach *reach)
{
	for (size_t i = 0; i < reach->snap->talks.count; i++) {
		const struct talk *talk = &reach->snap->talks.items[i];
		const struct process *process = &reach->snap->processes.items[talk->process];
		uint64_t open = talk->by_state[TCP_ESTABLISHED];
		struct text *text;

		if (open == 0 || !reach_is_hit(reach, process))
			continue;
		text = remark_add(remarks, IMPACT_LOSS);
		text_add(text, talk->looked_at < talk->descriptors ? "at least " : "");
		phrase_things(text, open, "established connection");
		text_add(text, " of ");
		remark_process(text, process);
		text_add(text, open == 1 ? " ends with it" : " end with it");
	}
}

/* ---- notes ---- */

/* What systemd holds was said. */
static bool stays_open(const struct reached *reached)
{
	return !reached_closes(reached) && !reached->manager;
}

static void say_holders(struct text *text, const struct reach *reach,
			const struct reached *reached, int signal)
{
	bool one = reached->others == 1, workers = is_left_to_workers(reached);

	if (workers && signal == SIGKILL) {
		text_format(text, "SIGKILL leaves %u worker%s of ", reached->workers,
			    one ? "" : "s");
		remark_process(text, reached->master);
		text_add(text, " behind with ");
	} else if (workers) {
		text_format(text, "stays open unless %u worker%s of ", reached->workers,
			    one ? "" : "s");
		remark_process(text, reached->master);
		text_format(text, " end%s too: ", one ? "s" : "");
	} else {
		text_format(text, "stays open: %u other%s ", reached->others,
			    one ? " holds" : "s hold");
	}
	remark_address(text, reached->listener);
	text_add(text, " ");
	remark_others(text, reach, reached);
}

static void say_open(struct remarks *remarks, const struct reach *reach, int signal)
{
	uint64_t more = 0;
	unsigned said = 0;
	struct text *text;

	for (size_t i = 0; i < reach->listeners.count; i++) {
		const struct reached *reached = &reach->listeners.items[i];

		if (!stays_open(reached))
			continue;
		if (said++ < NAMED)
			say_holders(remark_add(remarks, IMPACT_NOTE), reach, reached, signal);
		else
			more++;
	}
	if (more == 0)
		return;
	text = remark_add(remarks, IMPACT_NOTE);
	text_add(text, "and ");
	phrase_things(text, more, "more listener");
	text_add(text, more == 1 ? " stays open" : " stay open");
}

static bool is_asked_for(const struct act *act, const struct reached *reached)
{
	return act->has_listener &&
	       listener_id_compare(&act->listener, &reached->listener->id) == 0;
}

/* What closes besides the one it was asked for. */
static void say_closing(struct remarks *remarks, const struct reach *reach,
			const struct act *act)
{
	const char *when = is_order(act->argument) ? " if it ends: " : ": ";
	uint64_t closing = 0;
	struct text *text = NULL;

	for (size_t i = 0; i < reach->listeners.count; i++) {
		const struct reached *reached = &reach->listeners.items[i];

		if (!reached_closes(reached) || is_asked_for(act, reached))
			continue;
		closing++;
		if (closing == 1)
			text = remark_add(remarks, IMPACT_NOTE);
		if (closing > NAMED)
			continue;
		if (closing == 1)
			text_format(text, "closes%s%s", act->has_listener ? " as well" : "", when);
		else
			text_add(text, ", ");
		remark_address(text, reached->listener);
	}
	if (closing > NAMED) {
		text_add(text, " and ");
		phrase_things(text, closing - NAMED, "more listener");
	}
}

static void say_custom(struct remarks *remarks, int signal)
{
	if (signal == SIGHUP)
		text_add(remark_add(remarks, IMPACT_NOTE),
			 "many daemons reload on SIGHUP instead of ending");
	else if (signal == SIGUSR1 || signal == SIGUSR2)
		text_format(remark_add(remarks, IMPACT_NOTE),
			    "many daemons take SIGUSR%d as an order; others end",
			    signal == SIGUSR1 ? 1 : 2);
}

/* Who cannot see all owners cannot tell that a socket closes. */
static void say_hidden(struct remarks *remarks, const struct reach *reach)
{
	for (size_t i = 0; i < reach->snap->gaps.count; i++) {
		const struct gap *gap = &reach->snap->gaps.items[i];

		if (strcmp(gap->source, "owner") != 0 || reach->listeners.count == 0)
			continue;
		text_add(remark_add(remarks, IMPACT_NOTE),
			 gap->error ? "not all owners can be seen: others may hold these sockets"
				    : "owners are still being looked for: others may hold these "
				      "sockets");
		return;
	}
}

void remark_signal(struct remarks *remarks, const struct reach *reach, const struct act *act)
{
	int signal = act->argument;

	if (does_nothing(signal) || reach->targets.count == 0)
		return;
	if (only_stops(signal)) {
		text_add(remark_add(remarks, IMPACT_NOTE),
			 "who is stopped accepts nothing until SIGCONT: connections pile up");
		return;
	}
	say_waiting(remarks, reach, signal);
	say_datagrams(remarks, reach);
	say_open_connections(remarks, reach);
	remark_states(remarks, reach, signal);
	remark_again(remarks, reach);
	say_custom(remarks, signal);
	say_open(remarks, reach, signal);
	say_hidden(remarks, reach);
	say_closing(remarks, reach, act);
}
