/* roster.h - which listeners came, which went, and who of them is still told. */
#ifndef LSN_MODEL_ROSTER_H
#define LSN_MODEL_ROSTER_H

#include "fact/snapshot.h"
#include "model/census.h"
#include "model/ghosts.h"
#include "model/model.h"

struct roster {
	struct census census;
	struct ghosts ghosts;
	struct model_changes changes;   /* of the last update */
};

void roster_init(struct roster *roster);
void roster_free(struct roster *roster);

/* Those of this update. */
void roster_see(struct roster *roster, const struct snapshot *snap, const struct moment *moment);

/* And those that are not there any more: copied out of the snapshot before (NULL: there is
 * none). `processes` still has that one's. */
void roster_lose(struct roster *roster, const struct snapshot *last, struct census *processes,
		 const struct moment *moment);

#endif
