/* trail.c - the pages one came through, and where on each the cursor was. */
#include "tui/trail.h"

#include <string.h>

void trail_push(struct trail *trail, const struct step *step)
{
	if (trail->count == TRAIL_STEPS) {
		trail->count--;
		memmove(&trail->steps[0], &trail->steps[1],
			trail->count * sizeof(*trail->steps));
	}
	trail->steps[trail->count++] = *step;
}

bool trail_pop(struct trail *trail, struct step *step)
{
	if (trail->count == 0)
		return false;
	*step = trail->steps[--trail->count];
	return true;
}
