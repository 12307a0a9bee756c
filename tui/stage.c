/* stage.c - one tick: sample, remember, judge, and set the scene. */
#include "tui/stage.h"

#include "fact/focus.h"
#include "fact/snapshot.h"
#include "judge/judge.h"
#include "model/model.h"
#include "source/sampler.h"
#include "table/scene.h"
#include "wire/host.h"

/* So much of the past a share of the processor speaks of. */
static const double SHARE_SECONDS = 10;

static double mean(uint64_t cpu, uint64_t count)
{
	return count ? (double)cpu / (double)count / CLOCK_MILLISECOND : 0;
}

/* What peeks cost changes by the minute: a mean since the start would say little. */
static double peek_share(struct stage *stage, uint64_t cpu, uint64_t now)
{
	double seconds = clock_seconds(stage->peeks.at, now), share, weight;

	if (stage->peeks.at && seconds > 0) {
		share = 100.0 * (double)(cpu - stage->peeks.cpu) / CLOCK_SECOND / seconds;
		weight = stage->ticks > 2 && seconds < SHARE_SECONDS ? seconds / SHARE_SECONDS : 1;
		stage->peeks.share += (share - stage->peeks.share) * weight;
	}
	stage->peeks.at = now;
	stage->peeks.cpu = cpu;
	return stage->peeks.share;
}

static void tell_cost(struct stage *stage, struct scene *scene)
{
	struct sampler_cost cost = sampler_cost(stage->sampler);

	scene->cost.tick_ms = mean(cost.cpu, cost.ticks);
	scene->cost.peek_ms = mean(cost.peek_cpu, cost.peeks);
	scene->cost.peek_share = peek_share(stage, cost.peek_cpu, scene->at.monotonic);
	scene->cost.apart_ms = mean(cost.apart, cost.ticks);
}

void stage_focus(struct stage *stage, struct focus focus)
{
	if (!host_is_live(stage->host))
		focus.processes = focus.handshakes = focus.everything = true;
	judge_suspects(stage->judge, &focus);
	sampler_focus(stage->sampler, &focus);
}

uint64_t stage_peek(struct stage *stage)
{
	return host_is_live(stage->host) ? sampler_peek(stage->sampler) : UINT64_MAX;
}

/* Whose place is held again is not shown as gone. */
static void lay_ghosts(struct stage *stage)
{
	const struct listener_id *ghost;

	for (size_t n = 0; (ghost = judge_laid(stage->judge, n)); n++)
		model_lay(stage->model, ghost);
}

void stage_tick(struct stage *stage, uint64_t budget, struct scene *scene)
{
	bool live = host_is_live(stage->host);
	/* Of a captured host there is one refresh: what it leaves out never comes. */
	struct snapshot *snap = sampler_sample(stage->sampler, live ? budget : UINT64_MAX);

	/* A second look at it is at the same instant: nothing lies between, and the
	 * first is no past. */
	if (!live && stage->ticks) {
		model_free(stage->model);
		stage->model = model_new();
	}
	stage->ticks++;
	scene->model = stage->model;
	scene->judge = stage->judge;
	scene->at = snap->at;
	model_update(stage->model, snap);
	judge_update(stage->judge, stage->model);
	lay_ghosts(stage);
	scene->host = host_name(stage->host);
	if (!host_uptime(stage->host, &scene->uptime))
		scene->uptime = -1;
	scene->delay = stage->delay;
	scene->interval = model_interval(stage->model);
	scene->tick = stage->ticks;
	scene->late = stage->late;
	scene->live = live;
	tell_cost(stage, scene);
}
