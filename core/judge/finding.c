/* finding.c - one thing that is wrong with one listener. */
#include "judge/finding.h"

int finding_compare(const struct finding *a, const struct finding *b)
{
	if (a->severity != b->severity)
		return (a->severity < b->severity) - (a->severity > b->severity);
	if (a->weight < b->weight || a->weight > b->weight)
		return (a->weight < b->weight) - (a->weight > b->weight);
	return listener_id_compare(&a->listener, &b->listener);
}
