/* settle.c - ticks until what a baseline asks of listeners is known. */
#include "tui/settle.h"

#include "base/clock.h"
#include "fact/snapshot.h"
#include "table/scene.h"
#include "tui/stage.h"

#include <poll.h>

/* In all. */
static const uint64_t PATIENCE = 3 * CLOCK_SECOND;

/* A tick without a deadline waits so long for names and executables that do not come: one
 * that was over sooner has all the answers that there will be. */
static const uint64_t TICK_PATIENCE = CLOCK_SECOND;

enum { PAUSE = 50 };                    /* ms */

static bool has_owners(const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->listeners.count; i++)
		if (facts_have(&snap->listeners.items[i].facts, FACT_OWNERLESS, OWNERLESS_NOT_YET))
			return false;
	return true;
}

/* A path that is known without what became of it was asked for. */
static bool is_described(const struct process *process)
{
	if (process->label[LABEL_EXECUTABLE] && !process->label[LABEL_EXECUTABLE_STATE])
		return false;
	return process->uid == (uid_t)-1 || process->label[LABEL_PROCESS_USER];
}

static bool has_answers(const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->processes.count; i++)
		if (snap->processes.items[i].listener_count &&
		    !is_described(&snap->processes.items[i]))
			return false;
	return true;
}

void settle_tick(struct stage *stage, struct focus focus, struct scene *scene)
{
	uint64_t begun = clock_monotonic(), before = begun, now;
	const struct snapshot *snap;

	for (;;) {
		stage_focus(stage, focus);
		stage_tick(stage, UINT64_MAX, scene);
		snap = scene_snapshot(scene);
		now = clock_monotonic();
		if (!scene->live || !focus.executables || now - begun >= PATIENCE)
			return;
		if (has_owners(snap) && (now - before < TICK_PATIENCE || has_answers(snap)))
			return;
		poll(NULL, 0, PAUSE);
		before = clock_monotonic();
	}
}
