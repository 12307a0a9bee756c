/* follow.c - lsntop --events: the journal on standard output, as it happens. */
#include "tui/follow.h"

#include "base/text.h"
#include "fact/focus.h"
#include "judge/judge.h"
#include "out/events.h"
#include "table/filter.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"
#include "tui/pulse.h"
#include "tui/stage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* An object of a listener with many owners still is one write(2). */
enum { OUTPUT_BUFFER = 1 << 16 };

struct following {
	const struct follow *follow;
	struct scene scene;
	uint64_t told;                  /* number of the last event */
};

static bool write_event(const struct following *following, const struct row *row)
{
	const struct follow *follow = following->follow;
	const struct query *query = follow->query;

	if (query->filter && filter_judge(query->filter, row) != TRUTH_TRUE)
		return true;
	return event_write(stdout, row, follow->json, follow->ascii) && fflush(stdout) == 0;
}

/* What was there before us has no event of its own in the journal. */
static bool write_present(const struct following *following, const struct row *listener)
{
	const struct listener *here = listener->listener;
	struct event event = {
		.wall = following->scene.at.wall,
		.monotonic = following->scene.at.monotonic,
		.kind = EVENT_APPEARED,
		.listener = here->id,
		.protocol = here->protocol,
		.port = event_port(here->protocol, &here->local),
		.detail = "at start",
	};
	struct text local = TEXT_OVER(event.local), owner = TEXT_OVER(event.owner);
	struct row row = *listener;

	if (!listener_listens(here) || row_is_gone(listener))
		return true;
	address_format(&here->local, &local);
	if (listener->process)
		event_owner_format(listener->process->label[LABEL_COMM],
				   listener->process->id.pid, &owner);
	row.event = &event;
	return write_event(following, &row);
}

static bool write_all_present(const struct following *following)
{
	struct table table = { 0 };
	struct query query;
	bool written = true;
	int error;

	query_init(&query, TABLE_LISTENERS, 0);
	query.selection = following->follow->query->selection;
	table_fill(&table, &query, &following->scene, TABLE_SORT);
	for (size_t r = 0; written && r < table.rows.count; r++)
		written = write_present(following, &table.rows.items[r]);
	error = errno;
	table_free(&table);
	query.selection = (struct selection){ 0 };
	query_free(&query);
	errno = error;
	return written;
}

/* The newest is first: those behind the one that was told last are old. */
static size_t count_news(const struct following *following, uint64_t *last)
{
	const struct judge *judge = following->scene.judge;
	const struct event *event;
	size_t count = 0;

	while ((event = judge_event(judge, count)) && event->number > following->told) {
		if (count++ == 0)
			*last = event->number;
	}
	return count;
}

static bool write_news(struct following *following)
{
	struct row row = { .scene = &following->scene };
	uint64_t told = following->told, last = told;
	size_t count = count_news(following, &last);

	/* Of what a tick brings the journal has room for so much, and no more. */
	if (last - told > count)
		fprintf(stderr, "lsntop: %" PRIu64 " events were too many to keep\n",
			last - told - count);
	following->told = last;
	while (count) {
		row.event = judge_event(following->scene.judge, --count);
		if (selection_takes(&following->follow->query->selection, &row) &&
		    !write_event(following, &row))
			return false;
	}
	return true;
}

static void tick(struct following *following)
{
	const struct follow *follow = following->follow;
	struct focus focus = { .executables = follow->baseline };

	stage_focus(follow->stage, focus);
	stage_tick(follow->stage, UINT64_MAX, &following->scene);
}

static int failed(void)
{
	if (errno == EPIPE)
		return 0;
	fprintf(stderr, "lsntop: standard output: %s\n", strerror(errno));
	return 1;
}

int follow_run(const struct follow *follow)
{
	struct following following = { .follow = follow };
	struct pulse pulse;
	bool written;
	int status = 0;

	setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER);
	pulse_start(&pulse, follow->stage);
	tick(&following);
	written = write_all_present(&following);
	for (uint64_t refreshes = 1; written; refreshes++) {
		written = write_news(&following);
		if (!written || !following.scene.live || refreshes == follow->iterations ||
		    pulse_wait(&pulse, true) == BEAT_CLOSED)
			break;
		tick(&following);
	}
	if (!written)
		status = failed();
	pulse_stop(&pulse);
	return status;
}
