/* opinion.h - what the judge says of a scene, for those who show it. */
#ifndef LSN_TABLE_OPINION_H
#define LSN_TABLE_OPINION_H

#include "fact/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

struct act;
struct row;
struct scene;
struct text;

enum opinion_weight { OPINION_HINT, OPINION_WARNING, OPINION_ALARM };

/* Lent until the scene's next tick; texts are raw. */
struct opinion {
	enum opinion_weight weight;
	double badness;                 /* among the same weight: more is worse */
	struct listener_id listener;
	const char *who, *symptom, *cause, *remedy, *source;
	const char *brief;              /* "symptom: cause; remedy" in one short line; what is
					 * said of how long and how often stands behind
					 * " for " or ", " in the symptom */
	bool by_baseline;               /* that it is not expected, or missing */
};

/* The n-th finding of the host, the worst first. False behind the last, and
 * where the scene has no judge. */
bool opinion_at(const struct scene *scene, size_t n, struct opinion *opinion);

/* The same of one listener. */
bool opinion_of(const struct scene *scene, const struct listener_id *id, size_t n,
		struct opinion *opinion);

enum { OPINION_SENTENCE = 2048 };       /* bytes that hold any sentence */

/* "who: symptom: cause; remedy" without a full stop, what is empty left out; safe
 * for a terminal, one line. */
void opinion_sentence(const struct opinion *opinion, bool ascii, struct text *line);

/* The n-th line of the books of our namespace (over the last minute), and of the
 * review of its tuning. Plain ASCII. False behind the last. */
bool opinion_ledger(const struct scene *scene, size_t n, struct text *line);
bool opinion_review(const struct scene *scene, size_t n, struct text *line);

/* Journal entries forgotten because there were too many. */
uint64_t opinion_events_forgotten(const struct scene *scene);

/* What a deed would hit besides those it is meant for, line by line; raw. False behind the
 * last. The weights are those of the judge's impact.h. */
enum opinion_impact { OPINION_NOTE, OPINION_LOSS, OPINION_VAIN };
bool opinion_impact(const struct scene *scene, const struct act *act, size_t n,
		    enum opinion_impact *weight, struct text *line);

/* What explains the process: "nginx.service", "ssh session of alice"; raw. *parent is the
 * process above it that says so (NULL: its own cgroup does). False: nothing known does. */
bool opinion_origin(const struct scene *scene, const struct process *process,
		    const struct process **parent, struct text *line);

/* The listener that an event's row tells of; it may be gone by now. An id of zeros where it
 * tells of none. */
struct listener_id opinion_event_listener(const struct row *row);
bool opinion_event_has_listener(const struct row *row);

#endif
