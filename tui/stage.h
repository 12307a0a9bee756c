/* stage.h - one tick: sample, remember, and set the scene. */
#ifndef LSN_TUI_STAGE_H
#define LSN_TUI_STAGE_H

#include <stdint.h>

struct host;
struct model;
struct sampler;
struct scene;

struct stage {
	struct host *host;              /* borrowed, all three */
	struct sampler *sampler;
	struct model *model;
	double delay;                   /* asked for, seconds */
	uint64_t ticks, late;           /* taken; delays that passed without one */
};

/* Takes a tick and fills the scene from it. Rows of the scene before are dead.
 * `budget`: ns that slow sources may spend (UINT64_MAX: all they need). Leaves
 * the cost of the terminal in the scene as it is. */
void stage_tick(struct stage *stage, uint64_t budget, struct scene *scene);

#endif
