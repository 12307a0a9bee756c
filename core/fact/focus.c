/* focus.c - what the user looks at, and so what is worth a closer look. */
#include "fact/focus.h"

bool focus_has(const struct focus *focus, const struct listener_id *id)
{
	if (focus->has_listener && listener_id_compare(&focus->listener, id) == 0)
		return true;
	for (size_t i = 0; i < focus->suspect_count; i++)
		if (listener_id_compare(&focus->suspects[i], id) == 0)
			return true;
	return false;
}
