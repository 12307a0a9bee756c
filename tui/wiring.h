/* wiring.h - which sources are asked, and which question is put, for a command line. */
#ifndef LSN_TUI_WIRING_H
#define LSN_TUI_WIRING_H

struct baseline;
struct host;
struct options;
struct query;
struct sampler;
struct text;

/* All sources in their order, for the protocols asked for. Borrows the host and the
 * baseline (NULL: none is in force). */
struct sampler *wiring_sampler(struct host *host, struct baseline *baseline,
			       const struct options *options);

/* The question of options and configuration, for a terminal `width` columns wide (0: plain
 * text); takes the options' selection. Both were checked when they were read; where the file
 * contradicts an option a line in `why` says so, and the rest is left out. */
void wiring_query(struct query *query, struct options *options, unsigned width,
		  struct text *why);

#endif
