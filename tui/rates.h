/* rates.h - how fast the kernel's counters rise, and the limits beside them, in a line. */
#ifndef LSN_TUI_RATES_H
#define LSN_TUI_RATES_H

struct canvas;
struct scene;

/* Of our own namespace, as far as the line has room: overflows, drops, full SYN queues,
 * cookies, errors of UDP; then the sysctls that bind. */
void rates_draw(const struct scene *scene, struct canvas *canvas, unsigned y);

#endif
