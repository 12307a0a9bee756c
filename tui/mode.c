/* mode.c - what each mode does that needs no screen. */
#include "tui/mode.h"

#include "base/text.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "out/check.h"
#include "out/out.h"
#include "source/sampler.h"
#include "table/query.h"
#include "tui/batch.h"
#include "tui/check.h"
#include "tui/follow.h"
#include "tui/learn.h"
#include "tui/options.h"
#include "tui/stage.h"
#include "tui/wiring.h"
#include "wire/host.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WHY_SIZE = 2048 };

static int complain(const char *why)
{
	fprintf(stderr, "lsntop: %s\n", why);
	return 1;
}

static int run_capture(const struct mode_run *run)
{
	static const struct focus everything = {
		.processes = true, .handshakes = true, .everything = true,
	};
	struct stage *stage = run->stage;
	char buffer[WHY_SIZE];
	struct text why = TEXT_OVER(buffer);

	if (host_capture(stage->host, run->options->capture, &why) < 0)
		return complain(buffer);
	sampler_focus(stage->sampler, &everything);
	snapshot_free(sampler_sample(stage->sampler, UINT64_MAX));
	return host_capture_error(stage->host, &why) < 0 ? complain(buffer) : 0;
}

static int run_batch(const struct mode_run *run, const struct query *query)
{
	const struct options *options = run->options;
	struct batch batch = {
		.stage = run->stage,
		.query = query,
		.writer = writer_find(options->format),
		.iterations = options->iterations,
		.baseline = run->baseline,
		.ascii = settings_show_ascii(&options->settings),
		.color = settings_show_color(&options->settings) && isatty(STDOUT_FILENO),
	};

	if (!batch.iterations && !isatty(STDOUT_FILENO))
		batch.iterations = 1;
	return batch_run(&batch);
}

static int run_events(const struct mode_run *run, const struct query *query)
{
	const struct options *options = run->options;
	struct follow follow = {
		.stage = run->stage,
		.query = query,
		.iterations = options->iterations,
		.baseline = run->baseline,
		.json = strcmp(options->format, "json") == 0,
		.ascii = settings_show_ascii(&options->settings),
	};

	return follow_run(&follow);
}

static int run_check(const struct mode_run *run, const struct query *query)
{
	const struct options *options = run->options;
	struct check_question asked = {
		.critical = options->check,
		.warning = options->warn,
		.query = query,
		.no_baseline = run->no_baseline,
	};
	struct check_run check = {
		.stage = run->stage,
		.question = &asked,
		.iterations = options->iterations,
		.baseline = run->baseline,
		.ascii = settings_show_ascii(&options->settings),
	};

	return check_run(&check);
}

static int answer(const struct mode_run *run, const struct query *query)
{
	switch (run->options->mode) {
	case MODE_LEARN:
		return learn_run(run->stage, query);
	case MODE_EVENTS:
		return run_events(run, query);
	case MODE_CHECK:
		return run_check(run, query);
	default:
		return run_batch(run, query);
	}
}

/* What the file asks for against an option is told, and left out. */
int mode_run(const struct mode_run *run)
{
	char buffer[WHY_SIZE];
	struct text why = TEXT_OVER(buffer);
	struct query query;
	int status;

	if (run->options->mode == MODE_CAPTURE)
		return run_capture(run);
	wiring_query(&query, run->options, 0, &why);
	if (why.length)
		complain(buffer);
	status = answer(run, &query);
	query_free(&query);
	return status;
}
