/* focus.h - what the user looks at, and so what is worth a closer look. */
#ifndef LSN_FACT_FOCUS_H
#define LSN_FACT_FOCUS_H

#include <stdbool.h>

struct focus {
	bool processes;                 /* the numbers of processes are on show:
					 * cpu, rss, fds, threads */
};

#endif
