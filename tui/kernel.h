/* kernel.h - pane 3: what the kernel counted, the books of drops, the tuning. */
#ifndef LSN_TUI_KERNEL_H
#define LSN_TUI_KERNEL_H

#include "tui/list.h"
#include "tui/pane.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct scene;

struct kernel {
	struct pane pane;               /* counters and tunables */
	struct list below;              /* lines of books and review: a window on them */
};

void kernel_init(struct kernel *kernel, unsigned width);
void kernel_free(struct kernel *kernel);

/* Moves the cursor; behind the last row what stands below the table goes on. */
void kernel_move(struct kernel *kernel, enum command command, uint64_t now);
/* The same by so many rows or lines, negative goes up: the wheel. */
void kernel_step(struct kernel *kernel, long step, uint64_t now);

/* The table from y on, and below it as much of books and review as there is room
 * for, of each a little at least; side by side where it is wide. */
void kernel_draw(struct kernel *kernel, struct canvas *canvas, unsigned y, unsigned height,
		 const struct look *look, const struct scene *scene, uint64_t now);

#endif
