/* expect.c - is each listener in the baseline, and as it was? */
#include "source/sources.h"

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "source/absentees.h"
#include "source/baseline.h"
#include "source/verdict.h"
#include "wire/host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DETAIL_SIZE = 512 };

struct expect {
	struct source source;
	struct baseline *baseline;
	protocol_set wanted;
	uint64_t edition;               /* of the baseline, that is known below */
	struct absentees absentees;

	/* Of this tick. */
	bool searching;                 /* the first search of owners is not over */
	ARRAY(uint32_t) first_holder;   /* by listener; one more at the end */
	ARRAY(uint32_t) holders;        /* processes, listener by listener */
	ARRAY(struct listener_id) closed;
	const struct netns *netns;      /* of the last listener */
};

/* ---- who holds what: spans come with the seal only ---- */

static void count_holders(struct expect *expect, const struct snapshot *snap)
{
	array_clear(&expect->first_holder);
	for (size_t i = 0; i <= snap->listeners.count; i++)
		*array_add(&expect->first_holder) = 0;
	for (size_t i = 0; i < snap->owners.count; i++)
		expect->first_holder.items[snap->owners.items[i].listener]++;
	for (size_t i = 1; i <= snap->listeners.count; i++)
		expect->first_holder.items[i] += expect->first_holder.items[i - 1];
}

/* Each goes to the end of what is left of its listener's place, which ends as its start. */
static void gather_holders(struct expect *expect, const struct snapshot *snap)
{
	count_holders(expect, snap);
	array_clear(&expect->holders);
	for (size_t i = 0; i < snap->owners.count; i++)
		array_add(&expect->holders);
	for (size_t i = snap->owners.count; i-- > 0;) {
		const struct owner *owner = &snap->owners.items[i];

		expect->holders.items[--expect->first_holder.items[owner->listener]] =
			owner->process;
	}
}

/* ---- which of them are over ---- */

static int by_id(const void *a, const void *b, void *arg)
{
	(void)arg;
	return listener_id_compare(a, b);
}

static int compare_ids(const void *a, const void *b)
{
	return listener_id_compare(a, b);
}

static void gather_closed(struct expect *expect, const struct snapshot *snap)
{
	array_clear(&expect->closed);
	for (size_t i = 0; i < snap->closings.count; i++)
		*array_add(&expect->closed) = snap->closings.items[i].listener;
	array_sort(&expect->closed, by_id, NULL);
}

static bool is_judged(const struct expect *expect, const struct listener *listener)
{
	return listener_listens(listener) &&
	       !(expect->closed.count &&
		 bsearch(&listener->id, expect->closed.items, expect->closed.count,
			 sizeof *expect->closed.items, compare_ids));
}

/* ---- one listener ---- */

static const struct netns *netns_of(struct expect *expect, const struct snapshot *snap,
				    const struct listener *listener)
{
	if (!expect->netns || expect->netns->inode != listener->id.netns)
		expect->netns = snapshot_find_netns(snap, listener->id.netns);
	return expect->netns;
}

static struct expectation_ports ports_of(const struct netns *netns)
{
	int64_t first, last;

	if (!netns || !facts_get(&netns->facts, FACT_IP_LOCAL_PORT_FIRST, &first) ||
	    !facts_get(&netns->facts, FACT_IP_LOCAL_PORT_LAST, &last))
		return (struct expectation_ports){ 0, 0 };
	return (struct expectation_ports){ (uint16_t)first, (uint16_t)last };
}

static struct suspect suspect_of(struct expect *expect, const struct snapshot *snap, size_t i)
{
	const struct listener *listener = &snap->listeners.items[i];
	const struct netns *netns = netns_of(expect, snap, listener);
	uint32_t first = expect->first_holder.items[i];
	struct suspect suspect = {
		.listener = listener,
		.processes = snap->processes.items,
		.holders = expect->holders.items + first,
		.holder_count = expect->first_holder.items[i + 1] - first,
		.searching = expect->searching,
		.netns = netns ? netns->name : NULL,
		.dynamic = ports_of(netns),
	};
	int64_t ownerless = OWNERLESS_NOT_YET;

	if (suspect.holder_count)
		return suspect;
	facts_get(&listener->facts, FACT_OWNERLESS, &ownerless);
	suspect.nobody = ownerless == OWNERLESS_NOBODY;
	suspect.hidden = ownerless == OWNERLESS_HIDDEN;
	suspect.searching = !suspect.nobody && !suspect.hidden;
	return suspect;
}

static void tell_known(const struct verdict *verdict, struct listener *listener,
		       struct snapshot *snap)
{
	const char *why = expectation_why_name(verdict->why);
	char detail[DETAIL_SIZE];
	struct text text = TEXT_OVER(detail);

	facts_set(&listener->facts, FACT_UNEXPECTED, verdict->why != WHY_EXPECTED);
	verdict_detail(verdict, &text);
	listener->label[LABEL_UNEXPECTED_WHY] = why ? why : "";
	listener->label[LABEL_UNEXPECTED_DETAIL] = snapshot_keep_bytes(snap, detail, text.length);
}

static void on_found(size_t line, void *arg)
{
	absentees_found(arg, line);
}

static void judge(struct expect *expect, struct snapshot *snap, size_t i)
{
	struct suspect suspect = suspect_of(expect, snap, i);
	struct verdict verdict = verdict_of(&suspect, expect->baseline, on_found,
					    &expect->absentees);
	struct listener *listener = &snap->listeners.items[i];

	switch (verdict.kind) {
	case VERDICT_KNOWN:
		tell_known(&verdict, listener, snap);
		break;
	case VERDICT_HIDDEN:
		listener->label[LABEL_NOT_JUDGED] =
			"owner: a line has its address, and who holds it is hidden";
		break;
	case VERDICT_CLIENT:
		listener->label[LABEL_NOT_JUDGED] =
			"client: a UDP socket on a dynamic port is most often a client's";
		break;
	case VERDICT_UNKNOWN:
		break;
	}
}

/* ---- what could not be seen cannot be missing ---- */

/* What the sources call their dumps. */
static const struct { const char *source, *what; protocol_set set; } dumps[] = {
	{ "diag", "tcp", PROTOCOL_BIT(PROTOCOL_TCP) },
	{ "diag", "udp4", PROTOCOL_BIT(PROTOCOL_UDP) },
	{ "diag", "udp6", PROTOCOL_BIT(PROTOCOL_UDP) },
	{ "diag", "udplite4", PROTOCOL_BIT(PROTOCOL_UDPLITE) },
	{ "diag", "udplite6", PROTOCOL_BIT(PROTOCOL_UDPLITE) },
	{ "raw", "raw4", PROTOCOL_BIT(PROTOCOL_RAW) },
	{ "raw", "raw6", PROTOCOL_BIT(PROTOCOL_RAW) },
	{ "unixes", "unix", PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) },
};

static protocol_set unseen_by(const struct gap *gap)
{
	for (size_t i = 0; i < sizeof dumps / sizeof *dumps; i++)
		if (strcmp(dumps[i].source, gap->source) == 0 &&
		    strcmp(dumps[i].what, gap->what) == 0)
			return dumps[i].set;
	return 0;
}

static protocol_set all_seen_of(const struct expect *expect, const struct snapshot *snap)
{
	protocol_set seen = expect->wanted;

	for (size_t i = 0; i < snap->gaps.count; i++)
		seen &= ~unseen_by(&snap->gaps.items[i]);
	return seen;
}

/* ---- */

static bool is_first_search(const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->gaps.count; i++) {
		const struct gap *gap = &snap->gaps.items[i];

		if (gap->error == 0 && strcmp(gap->source, "owner") == 0 &&
		    strcmp(gap->what, "processes") == 0)
			return true;
	}
	return false;
}

static void refresh(struct expect *expect, struct snapshot *snap)
{
	struct baseline *baseline = expect->baseline;
	int error = baseline_refresh(baseline, snap->at.monotonic);
	struct baseline_facts *facts = &snap->baseline;

	if (expect->edition != baseline_edition(baseline))
		absentees_read(&expect->absentees, baseline);
	expect->edition = baseline_edition(baseline);
	facts->path = snapshot_keep(snap, baseline_path(baseline));
	facts->lines = baseline_count(baseline);
	facts->bad_lines = baseline_bad_lines(baseline, &facts->first_bad);
	if (error < 0)
		snapshot_add_gap(snap, "baseline", "file", -error, POWER_NONE);
	if (!facts->bad_lines)
		return;
	snapshot_add_gap(snap, "baseline", "lines", EBADMSG, POWER_NONE);
	snap->gaps.items[snap->gaps.count - 1].count = (unsigned)facts->bad_lines;
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct expect *expect = (struct expect *)self;
	size_t count = snap->listeners.count;

	(void)deadline;
	expect->netns = NULL;
	expect->searching = is_first_search(snap);
	refresh(expect, snap);
	gather_holders(expect, snap);
	gather_closed(expect, snap);
	absentees_begin(&expect->absentees);
	for (size_t i = 0; i < count; i++) {
		struct listener *listener = &snap->listeners.items[i];

		facts_set(&listener->facts, FACT_MISSING, 0);
		if (is_judged(expect, listener))
			judge(expect, snap, i);
	}
	absentees_tell(&expect->absentees, expect->baseline, all_seen_of(expect, snap), snap);
}

static void close_expect(struct source *self)
{
	struct expect *expect = (struct expect *)self;

	absentees_free(&expect->absentees);
	array_free(&expect->first_holder);
	array_free(&expect->holders);
	array_free(&expect->closed);
	free(expect);
}

struct source *source_expect(struct baseline *baseline, protocol_set wanted)
{
	struct expect *expect;

	if (!baseline)
		return NULL;
	expect = memory_alloc(1, sizeof *expect);
	expect->source = (struct source){
		.name = "expect", .collect = collect, .close = close_expect,
	};
	expect->baseline = baseline;
	expect->wanted = wanted;
	return &expect->source;
}
