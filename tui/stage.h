/* stage.h - one tick: sample, remember, judge, and set the scene. */
#ifndef LSN_TUI_STAGE_H
#define LSN_TUI_STAGE_H

#include <stdint.h>

struct focus;
struct host;
struct judge;
struct model;
struct sampler;
struct scene;

struct stage {
	struct host *host;              /* borrowed, all four */
	struct sampler *sampler;
	struct model *model;
	struct judge *judge;
	double delay;                   /* asked for, seconds */
	uint64_t ticks, late;           /* taken; delays that passed without one */
	struct {
		uint64_t at, cpu;       /* monotonic ns, CPU ns of peeks by then */
		double share;           /* percent of a processor, over the last seconds */
	} peeks;
};

/* What the user looks at: call it before each tick. Whom the judge suspects is looked
 * at closely as well. */
void stage_focus(struct stage *stage, struct focus focus);

/* Takes a tick and fills the scene from it. Rows of the scene before are dead.
 * `budget`: ns that slow sources may spend (UINT64_MAX: all they need). Leaves
 * the cost of the terminal in the scene as it is. */
void stage_tick(struct stage *stage, uint64_t budget, struct scene *scene);

/* Between ticks: looks at what is due. Returns when to call it again (monotonic ns),
 * UINT64_MAX: not before the next tick; never where the host is a captured one. */
uint64_t stage_peek(struct stage *stage);

#endif
