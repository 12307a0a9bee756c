/* sampler.h - asks every source in order and returns a sealed snapshot. */
#ifndef LSN_SOURCE_SAMPLER_H
#define LSN_SOURCE_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>

struct focus;
struct host;
struct sampler;
struct snapshot;
struct source;

/* Borrows the host for its time stamps. */
struct sampler *sampler_new(struct host *host);

/* Takes the source; NULL is passed over. */
void sampler_add(struct sampler *sampler, struct source *source);

/* One tick. Gives a sealed snapshot. `budget` is how many ns the slow sources
 * may spend on what they can go on with later (UINT64_MAX: all of it now). */
struct snapshot *sampler_sample(struct sampler *sampler, uint64_t budget);

void sampler_focus(struct sampler *sampler, const struct focus *focus);

/* Goes on with what sources left over, until `deadline` (monotonic ns). True
 * while there is more; the next snapshot has what was found. A deadline that
 * has passed only asks. */
bool sampler_work(struct sampler *sampler, uint64_t deadline);

/* The cheap looks between ticks that are due. Returns when the next one is
 * (monotonic ns), UINT64_MAX: not before the next tick. */
uint64_t sampler_peek(struct sampler *sampler);

/* What it cost: ticks and peeks taken and their CPU time in ns, and what sources
 * spent on threads of their own. */
struct sampler_cost {
	uint64_t ticks, cpu;
	uint64_t peeks, peek_cpu;       /* sampler_peek()s at which one was due */
	uint64_t apart;
};
struct sampler_cost sampler_cost(const struct sampler *sampler);

/* Closes its sources. NULL is fine. */
void sampler_close(struct sampler *sampler);

#endif
