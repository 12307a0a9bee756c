/* label_thread.c - columns of a thread. */
#include "table/label.h"

void label_tid(const struct row *row, struct value *value)
{
	value_set_integer(value, row->thread->tid);
}

void label_thread(const struct row *row, struct value *value)
{
	value_set_text(value, row->thread->label[LABEL_THREAD_COMM]);
}

void label_thread_state(const struct row *row, struct value *value)
{
	value_set_text(value, row->thread->label[LABEL_THREAD_STATE]);
}

/* One that runs sleeps nowhere. */
void label_wchan(const struct row *row, struct value *value)
{
	const char *wchan = row->thread->label[LABEL_WCHAN];

	if (wchan && !*wchan)
		value->kind = VALUE_ABSENT;
	else
		value_set_text(value, wchan);
}
