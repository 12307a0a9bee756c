/* batch.c - refreshes written to standard output, for pipes and scripts. */
#include "tui/batch.h"

#include "base/clock.h"
#include "fact/focus.h"
#include "out/out.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"
#include "tui/stage.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum wake { WAKE_TICK, WAKE_CLOSED };

/* Standard output is watched while we wait: a reader that has left is seen now,
 * not at the next write, which may be an hour away. A pipe tells it as POLLERR,
 * a socket as POLLHUP alone. Between ticks `peeked` is looked at, NULL nothing. */
static enum wake wait_until(uint64_t due, int signals, struct stage *peeked)
{
	struct pollfd watched[] = { { STDOUT_FILENO, 0, 0 }, { signals, POLLIN, 0 } };

	for (;;) {
		uint64_t peek = peeked ? stage_peek(peeked) : UINT64_MAX;
		uint64_t end = peek < due ? peek : due, now = clock_monotonic();
		uint64_t left = end > now ? end - now : 0;
		int ready = poll(watched, 2, (int)((left + CLOCK_MILLISECOND - 1) / CLOCK_MILLISECOND));

		if (ready == 0 && end < due)
			continue;
		if (ready == 0)
			return WAKE_TICK;
		if (ready > 0 && watched[0].revents & (POLLERR | POLLHUP | POLLNVAL))
			return WAKE_CLOSED;
		if (ready > 0 && watched[1].revents) {
			struct signalfd_siginfo info;

			if (read(signals, &info, sizeof info) == sizeof info)
				return WAKE_TICK;
		}
	}
}

static int sample_now_signals(void)
{
	sigset_t now;

	sigemptyset(&now);
	sigaddset(&now, SIGUSR1);
	sigprocmask(SIG_BLOCK, &now, NULL);
	return signalfd(-1, &now, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The next due time after now; delays that passed meanwhile are counted late,
 * not made up for. A sample out of turn leaves it where it is. */
static uint64_t next_due(struct stage *stage, uint64_t due)
{
	uint64_t delay = (uint64_t)(stage->delay * (double)CLOCK_SECOND), now = clock_monotonic();

	if (now < due)
		return due;
	due += delay;
	if (now > due) {
		uint64_t missed = (now - due) / delay;

		stage->late += missed;
		due += missed * delay;
	}
	return due;
}

static int closed(const struct batch *batch)
{
	return batch->iterations == 0 ? 0 : 1;
}

static int failed(const struct batch *batch)
{
	if (errno == EPIPE)
		return closed(batch);
	fprintf(stderr, "lsntop: standard output: %s\n", strerror(errno));
	return 1;
}

static bool write_refresh(const struct batch *batch, const struct scene *scene,
			  struct table *table, bool first)
{
	struct report report = {
		.scene = scene,
		.query = batch->query,
		.table = table,
		.first = first,
		.dated = batch->iterations != 1,
		.ascii = batch->ascii,
		.color = batch->color,
	};

	table_fill(table, batch->query, scene, TABLE_SORT);
	return batch->writer->write(stdout, &report) && fflush(stdout) == 0;
}

static bool writes_all(const struct batch *batch)
{
	return batch->writer->every_column && !batch->query->chosen;
}

/* One refresh alone has no rates, and no peaks: where they are wanted it takes two ticks. */
static bool needs_two_ticks(const struct batch *batch)
{
	return batch->iterations == 1 && (writes_all(batch) || query_needs_rate(batch->query) ||
					  query_needs_peeks(batch->query));
}

/* What is wrong can be told of several refreshes only, and then as well as on a
 * screen. */
static bool advises(const struct batch *batch)
{
	return batch->writer->advises && batch->iterations != 1;
}

static void tick(const struct batch *batch, struct scene *scene)
{
	struct focus focus = {
		.handshakes = advises(batch) || writes_all(batch) ||
			      query_needs_handshakes(batch->query),
	};

	stage_focus(batch->stage, focus);
	stage_tick(batch->stage, UINT64_MAX, scene);
}

int batch_run(const struct batch *batch)
{
	struct stage *stage = batch->stage;
	struct scene scene = { 0 };
	struct table table = { 0 };
	bool peeks = advises(batch) || writes_all(batch) || query_needs_peeks(batch->query);
	int signals = sample_now_signals(), status = 0;
	uint64_t due = clock_monotonic(), shown = 0;
	bool skip;

	tick(batch, &scene);
	skip = scene.live && needs_two_ticks(batch);
	for (;;) {
		if (!skip && !write_refresh(batch, &scene, &table, shown++ == 0)) {
			status = failed(batch);
			break;
		}
		if (!skip && (!scene.live || shown == batch->iterations))
			break;
		skip = false;
		due = next_due(stage, due);
		if (wait_until(due, signals, peeks ? stage : NULL) == WAKE_CLOSED) {
			status = closed(batch);
			break;
		}
		tick(batch, &scene);
	}
	table_free(&table);
	if (signals >= 0)
		close(signals);
	return status;
}
