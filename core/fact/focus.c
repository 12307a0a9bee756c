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

static bool is_same(const struct process_id *a, const struct process_id *b)
{
	return a->pid == b->pid && a->identity == b->identity;
}

bool focus_has_process(const struct focus *focus, const struct process_id *id)
{
	if (focus->has_process && is_same(&focus->process, id))
		return true;
	for (size_t i = 0; i < focus->target_count; i++)
		if (is_same(&focus->targets[i], id))
			return true;
	return false;
}
