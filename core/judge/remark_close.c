/* remark_close.c - what closing a listener under its owners would hit.
 *
 * inet_csk_listen_stop() resets who waits, and the socket is left closed in the hands of
 * its owners: tcp_abort(), inet_csk_accept() -> EINVAL, and listen(2) may be called
 * again. Connections that were accepted are sockets of their own. */
#include "judge/remark.h"

#include "judge/phrase.h"

static const struct listener *find(const struct snapshot *snap, const struct listener_id *id)
{
	for (size_t i = 0; i < snap->listeners.count; i++)
		if (listener_id_compare(&snap->listeners.items[i].id, id) == 0)
			return &snap->listeners.items[i];
	return NULL;
}

/* Nobody is a target: all that hold it are "others". */
static struct reached owners_of(const struct reach *reach, const struct listener *listener)
{
	struct reached reached = { .listener = listener };
	const struct process *owner;
	uint32_t at = 0;

	if (!facts_get(&listener->facts, FACT_QUEUE, &reached.queue))
		reached.queue = 0;
	while ((owner = reach_other(reach, listener, &at))) {
		reached.others++;
		if (reach_is_manager(owner))
			reached.manager = owner;
	}
	return reached;
}

static void say_who_loses(struct remarks *remarks, const struct reach *reach,
			  const struct reached *reached)
{
	struct text *text = remark_add(remarks, IMPACT_NOTE);
	const struct process *owner;
	uint32_t at = 0;

	if (reached->others == 0) {
		text_add(text, "whoever holds a copy of its descriptor loses it too");
	} else if (reached->others == 1) {
		owner = reach_other(reach, reached->listener, &at);
		remark_process(text, owner);
		text_add(text, " loses it, and whoever else holds a copy of the descriptor");
	} else {
		text_format(text, "all %u that hold it lose it ", reached->others);
		remark_others(text, reach, reached);
	}
}

/* One of a SO_REUSEPORT group: the port is theirs as well, and stays open. */
static void say_who_goes_on(struct remarks *remarks, const struct reach *reach,
			    const struct listener *listener)
{
	uint32_t members = reach_members(reach, listener);
	struct text *text;

	if (members == 0)
		return;
	text = remark_add(remarks, IMPACT_VAIN);
	if (members == 1)
		text_add(text, "another socket goes on listening at ");
	else
		text_format(text, "%u other sockets go on listening at ", members);
	remark_address(text, listener);
}

void remark_close(struct remarks *remarks, const struct reach *reach, const struct act *act)
{
	const struct listener *listener = find(reach->snap, &act->listener);
	struct reached reached = { 0 };

	if (listener)
		reached = owners_of(reach, listener);
	if (reached.queue > 0)
		remark_waiting(remark_add(remarks, IMPACT_LOSS), reach, &reached);
	text_add(remark_add(remarks, IMPACT_LOSS),
		 "accept(2) fails with EINVAL from now on: many programs spin on that, or end");
	text_add(remark_add(remarks, IMPACT_VAIN),
		 "whoever holds it may call listen(2) on it again");
	/* With those who wait it was said. */
	if (listener && reached.queue == 0)
		say_who_goes_on(remarks, reach, listener);
	text_add(remark_add(remarks, IMPACT_NOTE),
		 "ends no process: connections that were accepted go on");
	if (listener)
		say_who_loses(remarks, reach, &reached);
	/* socket_dispatch_io() takes the hang-up for a failure of the socket unit. */
	if (reached.manager) {
		struct text *text = remark_add(remarks, IMPACT_NOTE);

		remark_process(text, reached.manager);
		text_add(text, " holds it for a service: its socket unit will fail");
	}
}
