/* sampler.c - asks every source in order and returns a sealed snapshot. */
#include "source/sampler.h"

#include "base/array.h"
#include "base/clock.h"
#include "base/memory.h"
#include "fact/snapshot.h"
#include "fact/source.h"
#include "priv/priv.h"
#include "wire/host.h"

#include <stdlib.h>

struct sampler {
	struct host *host;
	ARRAY(struct source *) sources;
	struct sampler_cost cost;
	uint64_t peek_due;              /* monotonic ns; 0: to be asked for */
};

struct sampler *sampler_new(struct host *host)
{
	struct sampler *sampler = memory_alloc(1, sizeof *sampler);

	sampler->host = host;
	return sampler;
}

void sampler_add(struct sampler *sampler, struct source *source)
{
	if (source)
		*array_add(&sampler->sources) = source;
}

static uint64_t deadline_after(uint64_t budget)
{
	uint64_t deadline;

	if (__builtin_add_overflow(clock_monotonic(), budget, &deadline))
		return UINT64_MAX;
	return deadline;
}

struct snapshot *sampler_sample(struct sampler *sampler, uint64_t budget)
{
	struct snapshot *snap = snapshot_new(host_now(sampler->host));
	uint64_t deadline = deadline_after(budget);
	uint64_t before = clock_cpu();

	priv_wake(POWER_OBSERVE);
	for (size_t i = 0; i < sampler->sources.count; i++) {
		struct source *source = sampler->sources.items[i];

		source->collect(source, snap, deadline);
	}
	priv_sleep(POWER_OBSERVE);
	snapshot_seal(snap);
	sampler->peek_due = 0;
	sampler->cost.ticks++;
	sampler->cost.cpu += clock_cpu() - before;
	return snap;
}

void sampler_focus(struct sampler *sampler, const struct focus *focus)
{
	for (size_t i = 0; i < sampler->sources.count; i++) {
		struct source *source = sampler->sources.items[i];

		if (source->focus)
			source->focus(source, focus);
	}
}

bool sampler_work(struct sampler *sampler, uint64_t deadline)
{
	uint64_t before = clock_cpu();
	bool more = false;

	priv_wake(POWER_OBSERVE);
	for (size_t i = 0; i < sampler->sources.count; i++) {
		struct source *source = sampler->sources.items[i];

		if (source->work && source->work(source, deadline))
			more = true;
	}
	priv_sleep(POWER_OBSERVE);
	sampler->cost.cpu += clock_cpu() - before;
	return more;
}

/* Behind a tick no look is due yet: then it is asked when the next one is. */
uint64_t sampler_peek(struct sampler *sampler)
{
	uint64_t now = clock_monotonic(), next = UINT64_MAX, before;
	bool due = sampler->peek_due != 0;

	if (now < sampler->peek_due)
		return sampler->peek_due;
	before = clock_cpu();
	for (size_t i = 0; i < sampler->sources.count; i++) {
		struct source *source = sampler->sources.items[i];
		uint64_t sooner = source->peek ? source->peek(source, now) : UINT64_MAX;

		next = sooner < next ? sooner : next;
	}
	sampler->peek_due = next;
	sampler->cost.peek_cpu += clock_cpu() - before;
	sampler->cost.peeks += due;
	return next;
}

struct sampler_cost sampler_cost(const struct sampler *sampler)
{
	struct sampler_cost cost = sampler->cost;

	for (size_t i = 0; i < sampler->sources.count; i++)
		cost.apart += sampler->sources.items[i]->apart;
	return cost;
}

void sampler_close(struct sampler *sampler)
{
	if (!sampler)
		return;
	for (size_t i = 0; i < sampler->sources.count; i++) {
		struct source *source = sampler->sources.items[i];

		if (source->close)
			source->close(source);
		else
			free(source);
	}
	array_free(&sampler->sources);
	free(sampler);
}
