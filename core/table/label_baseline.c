/* label_baseline.c - columns of a listener and the baseline. */
#include "table/label.h"

#include "fact/snapshot.h"
#include "table/overview.h"
#include "table/scene.h"

#include <string.h>

/* A client's socket is compared with no line. One whose owner may not be seen is not
 * compared either, but would be: of that one nothing is known. */
static bool is_exempt(const struct listener *listener)
{
	const char *why = listener->label[LABEL_NOT_JUDGED];

	return why && strncmp(why, "owner:", strlen("owner:")) != 0;
}

bool label_is_judged(const struct row *row)
{
	return overview_baseline(row->scene) && row_state(row) != STATE_BOUND &&
	       !is_exempt(row->listener);
}

void label_missing(const struct row *row, struct value *value)
{
	value->kind = VALUE_ABSENT;
	if (!overview_baseline(row->scene))
		return;
	value->kind = VALUE_FLAG;
	value->flag = row_state(row) == STATE_MISSING;
}

void label_unexpected_why(const struct row *row, struct value *value)
{
	const char *why = row->listener->label[LABEL_UNEXPECTED_WHY];

	if (!label_is_judged(row) || (why && !*why))
		value->kind = VALUE_ABSENT;
	else
		value_set_text(value, why);
}
