/* stage.c - one tick: sample, remember, and set the scene. */
#include "tui/stage.h"

#include "fact/snapshot.h"
#include "model/model.h"
#include "source/sampler.h"
#include "table/scene.h"
#include "wire/host.h"

static double mean_cost(const struct sampler *sampler)
{
	struct sampler_cost cost = sampler_cost(sampler);

	return cost.ticks ? (double)cost.cpu / (double)cost.ticks / CLOCK_MILLISECOND : 0;
}

void stage_tick(struct stage *stage, uint64_t budget, struct scene *scene)
{
	bool live = host_is_live(stage->host);
	/* Of a captured host there is one refresh: what it leaves out never comes. */
	struct snapshot *snap = sampler_sample(stage->sampler, live ? budget : UINT64_MAX);

	stage->ticks++;
	scene->model = stage->model;
	scene->at = snap->at;
	model_update(stage->model, snap);
	scene->host = host_name(stage->host);
	if (!host_uptime(stage->host, &scene->uptime))
		scene->uptime = -1;
	scene->delay = stage->delay;
	scene->interval = model_interval(stage->model);
	scene->tick = stage->ticks;
	scene->late = stage->late;
	scene->live = live;
	scene->cost.tick_ms = mean_cost(stage->sampler);
}
