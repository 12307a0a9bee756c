/* check.c - lsntop --check, --warn: one answer for monitoring. */
#include "tui/check.h"

#include "fact/focus.h"
#include "out/check.h"
#include "table/query.h"
#include "table/scene.h"
#include "tui/pulse.h"
#include "tui/settle.h"
#include "tui/stage.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool needs_two_ticks(const struct check_question *question)
{
	return check_asks(question, query_needs_rate) || check_asks(question, query_needs_peeks);
}

/* False where nobody waits for the answer any more. */
static bool sample(const struct check_run *run, struct check *check)
{
	const struct check_question *question = run->question;
	struct focus focus = {
		.handshakes = check_asks(question, query_needs_handshakes),
		.executables = run->baseline,
		.bound = check_asks(question, query_wants_bound),
	};
	bool peeks = check_asks(question, query_needs_peeks), open = true;
	uint64_t left = run->iterations ? run->iterations : 1;
	struct scene scene = { 0 };
	struct pulse pulse;

	pulse_start(&pulse, run->stage);
	settle_tick(run->stage, focus, &scene);
	if (!scene.live || !needs_two_ticks(question)) {
		check_add(check, &scene);
		left = scene.live ? left - 1 : 0;
	}
	while (left && (open = pulse_wait(&pulse, peeks) == BEAT_TICK)) {
		stage_focus(run->stage, focus);
		stage_tick(run->stage, UINT64_MAX, &scene);
		check_add(check, &scene);
		left--;
	}
	pulse_stop(&pulse);
	return open;
}

/* A status without its words would be half an answer. */
static int closed(void)
{
	if (errno != EPIPE)
		fprintf(stderr, "lsntop: standard output: %s\n", strerror(errno));
	return CHECK_UNKNOWN;
}

int check_run(const struct check_run *run)
{
	struct check *check = check_new(run->question);
	int status = CHECK_UNKNOWN;

	if (sample(run, check)) {
		status = (int)check_status(check);
		if (!check_write(stdout, check, run->ascii) || fflush(stdout) != 0)
			status = closed();
	}
	check_free(check);
	return status;
}

int check_fail(const char *why, bool ascii)
{
	if (!check_write_failure(stdout, why, ascii) || fflush(stdout) != 0)
		return closed();
	return CHECK_UNKNOWN;
}
