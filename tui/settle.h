/* settle.h - ticks until what a baseline asks of listeners is known. */
#ifndef LSN_TUI_SETTLE_H
#define LSN_TUI_SETTLE_H

#include "fact/focus.h"

struct scene;
struct stage;

/* Like stage_focus() and stage_tick() with all the budget there is. Where the focus has
 * executables, and somebody's owner, executable or user is still looked for then, more
 * ticks follow until that is known, or three seconds are over; the scene is of the last.
 * Of a captured host it is always one. */
void settle_tick(struct stage *stage, struct focus focus, struct scene *scene);

#endif
