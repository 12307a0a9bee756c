/* label_counter.c - columns of a namespace's counters and sysctls. */
#include "table/label.h"

#include "base/text.h"
#include "fact/snapshot.h"

#include <inttypes.h>

bool label_is_counter(const struct row *row)
{
	return fact_info[row->fact].kind == FACT_COUNTER;
}

void label_counter(const struct row *row, struct value *value)
{
	const struct fact_info *info = &fact_info[row->fact];

	value_set_text(value, info->name ? info->name : info->key);
}

/* "somaxconn=4096" */
void label_tunable(const struct row *row, struct value *value)
{
	enum fact_id tunable = fact_info[row->fact].tunable;
	struct text text = TEXT_OVER(value->buffer);
	int64_t number;

	value->kind = VALUE_ABSENT;
	if (tunable == FACT_STATE)
		return;
	text_add(&text, fact_info[tunable].key);
	if (facts_get(&row->netns->facts, tunable, &number))
		text_format(&text, "=%" PRId64, number);
	value_set_text(value, value->buffer);
}

void label_meaning(const struct row *row, struct value *value)
{
	value_set_text(value, fact_info[row->fact].help);
}

void label_where(const struct row *row, struct value *value)
{
	value->kind = VALUE_ABSENT;
	value_set_text(value, fact_info[row->fact].where);
}

void label_counter_netns(const struct row *row, struct value *value)
{
	if (row->netns->inode)
		value_set_identity(value, row->netns->inode);
}
