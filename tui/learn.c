/* learn.c - lsntop --learn: a baseline of what listens now, on standard output. */
#include "tui/learn.h"

#include "fact/focus.h"
#include "out/learn.h"
#include "priv/priv.h"
#include "table/scene.h"
#include "tui/settle.h"
#include "tui/stage.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What it says is good, and says less than it could. */
static void say_what_is_missing(const struct learned *learned, bool live)
{
	bool one = learned->ownerless == 1;

	if (!learned->ownerless)
		return;
	fprintf(stderr, "lsntop: %zu of %zu lines %s no owner, so that any process would do%s\n",
		learned->ownerless, learned->lines, one ? "has" : "have",
		live && !priv_has(POWER_OBSERVE) ? ": run it as root" : "");
}

int learn_run(struct stage *stage, const struct query *query)
{
	struct focus focus = { .executables = true };
	struct scene scene = { 0 };
	struct learned learned;

	settle_tick(stage, focus, &scene);
	if (!learn_write(stdout, &scene, query, &learned) || fflush(stdout) != 0) {
		if (errno != EPIPE)
			fprintf(stderr, "lsntop: standard output: %s\n", strerror(errno));
		return 1;
	}
	say_what_is_missing(&learned, scene.live);
	return 0;
}
