/* label_event.c - columns of the journal. */
#include "table/label.h"

#include "base/clock.h"
#include "base/text.h"
#include "judge/journal.h"
#include "table/scene.h"

static bool is_old(const struct row *row)
{
	const uint64_t day = 86400 * CLOCK_SECOND;

	return row->scene->at.wall > row->event->wall &&
	       row->scene->at.wall - row->event->wall >= day;
}

/* The time of day alone names two moments once a day has passed. */
void label_time(const struct row *row, struct value *value)
{
	struct text text = TEXT_OVER(value->buffer);
	char time[CLOCK_TIME_SIZE], date[CLOCK_DATE_SIZE];

	if (is_old(row)) {
		clock_date(row->event->wall, date);
		text_format(&text, "%s ", date);
	}
	clock_time_of_day(row->event->wall, time);
	text_add(&text, time);
	value_set_text(value, value->buffer);
}

/* By the order of their happening: wall clocks are set. */
int label_compare_time(const struct row *a, const struct row *b)
{
	return (a->event->number > b->event->number) - (a->event->number < b->event->number);
}

void label_event(const struct row *row, struct value *value)
{
	value_set_text(value, event_word(row->event->kind));
}

void label_event_proto(const struct row *row, struct value *value)
{
	value->kind = VALUE_ABSENT;
	if (event_has_listener(row->event))
		value_set_text(value, protocol_name(row->event->protocol));
}

void label_event_local(const struct row *row, struct value *value)
{
	value->kind = VALUE_ABSENT;
	if (event_has_listener(row->event))
		value_set_text(value, row->event->local);
}

void label_event_port(const struct row *row, struct value *value)
{
	value->kind = VALUE_ABSENT;
	if (event_has_listener(row->event) && row->event->port)
		value_set_integer(value, row->event->port);
}

/* A deed may have had many targets, or none; what is missing has nobody, and of several
 * none is named: then nobody is unknown. */
void label_event_owner(const struct row *row, struct value *value)
{
	if (row->event->kind == EVENT_ACTED || row->event->kind == EVENT_MISSING ||
	    !event_has_listener(row->event))
		value->kind = VALUE_ABSENT;
	if (*row->event->owner)
		value_set_text(value, row->event->owner);
}

void label_detail(const struct row *row, struct value *value)
{
	value->kind = VALUE_ABSENT;
	if (*row->event->detail)
		value_set_text(value, row->event->detail);
}
