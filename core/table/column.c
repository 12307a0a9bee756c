/* column.c - reading a row through a column. */
#include "table/column.h"

#include "fact/snapshot.h"
#include "model/model.h"
#include "table/graph.h"
#include "table/group.h"
#include "table/label.h"
#include "table/scene.h"

#include <string.h>

enum value_kind column_kind(const struct column *column)
{
	switch (column->lens) {
	case LENS_LABEL:
		return column->kind;
	case LENS_NOW:
		return fact_info[column->fact].unit == UNIT_FLAG ? VALUE_FLAG : VALUE_INTEGER;
	case LENS_TREND:
		return VALUE_TREND;
	default:
		return VALUE_REAL;
	}
}

static enum fact_id fact_of(const struct column *column, const struct row *row)
{
	return column->of_row ? row->fact : column->fact;
}

static const struct facts *facts_of(const struct row *row, enum fact_id fact)
{
	switch (fact / FACTS_PER_BLOCK) {
	case FACTS_LISTENER:
		return row->listener ? &row->listener->facts : NULL;
	case FACTS_PROCESS:
		return row->process ? &row->process->facts : NULL;
	case FACTS_NETNS:
		return row->netns ? &row->netns->facts : NULL;
	case FACTS_PEER:
		return row->peer ? &row->peer->facts : NULL;
	case FACTS_THREAD:
		return row->thread ? &row->thread->facts : NULL;
	default:
		return NULL;
	}
}

/* What is a number of connections for TCP is one of bytes for UDP. Of namespaces
 * numbers are written as the kernel and sysctl(8) write them. */
static enum unit unit_of(const struct row *row, enum fact_id fact)
{
	enum unit unit = fact_info[fact].unit;

	if (fact / FACTS_PER_BLOCK == FACTS_NETNS)
		return UNIT_COUNT;

	if (unit == UNIT_CONNECTIONS && row->listener &&
	    protocol_counts_bytes(row->listener->protocol))
		return UNIT_BYTES;
	return unit;
}

static void value_now(const struct column *column, const struct row *row, struct value *value)
{
	enum fact_id fact = fact_of(column, row);
	const struct facts *facts = facts_of(row, fact);
	int64_t number;

	if (!facts || !facts_get(facts, fact, &number))
		return;
	value->unit = unit_of(row, fact);
	value->kind = column_kind(column);
	if (value->kind == VALUE_FLAG)
		value->flag = number != 0;
	else
		value->integer = number;
}

static void value_seconds(const struct column *column, const struct row *row, struct value *value)
{
	const struct facts *facts = facts_of(row, column->fact);
	int64_t milliseconds;

	if (!facts || !facts_get(facts, column->fact, &milliseconds))
		return;
	value_set_real(value, UNIT_SECONDS, (double)milliseconds / 1000);
	value->fine = true;
}

static bool rate_of(enum fact_id fact, const struct track *track, double *rate)
{
	return track && series_rate(&track->series, fact, rate);
}

static void value_rate(const struct column *column, const struct row *row, struct value *value)
{
	enum fact_id fact = fact_of(column, row);
	double rate;

	if (fact_info[fact].kind == FACT_COUNTER && rate_of(fact, row_track(row, fact), &rate))
		value_set_real(value, UNIT_EVENTS, rate);
}

static void value_peak_rate(const struct column *column, const struct row *row,
			    struct value *value)
{
	enum fact_id fact = fact_of(column, row);
	size_t past = graph_past(row, fact);
	double rate;

	for (size_t age = 0; age < past; age++) {
		if (graph_rate(row, fact, age, &rate) &&
		    (value->kind == VALUE_UNKNOWN || rate > value->real))
			value_set_real(value, UNIT_EVENTS, rate);
	}
}

static bool fill_of(const struct column *column, const struct facts *facts, double *fill)
{
	int64_t part, whole;

	if (!facts || !facts_get(facts, column->fact, &part) || !facts_get(facts, column->of, &whole))
		return false;
	*fill = 100.0 * (double)part / (double)(whole > 1 ? whole : 1);
	return true;
}

static void value_worst_fill(const struct column *column, const struct row *row,
			     struct value *value)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);

	for (uint32_t i = 0; i < row->process->listener_count; i++) {
		const struct listener *held = snapshot_held(snap, row->process, i);
		double fill;

		if (fill_of(column, &held->facts, &fill) &&
		    (value->kind == VALUE_UNKNOWN || fill > value->real))
			value_set_real(value, UNIT_PERCENT, fill);
	}
}

static void value_total_rate(const struct column *column, const struct row *row,
			     struct value *value)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);
	double total = 0;

	for (uint32_t i = 0; i < row->process->listener_count; i++) {
		const struct listener *held = snapshot_held(snap, row->process, i);
		size_t at = (size_t)(held - snap->listeners.items);
		double rate;

		if (!rate_of(column->fact, model_listener_track(row->scene->model, at), &rate))
			continue;
		total += rate;
		value_set_real(value, UNIT_EVENTS, total);
	}
}

static void value_trend(const struct column *column, const struct row *row, struct value *value)
{
	enum fact_id fact = fact_of(column, row);
	const struct track *track = row_track(row, fact);

	if (!track || !fact_info[fact].keep)
		return;
	value->kind = VALUE_TREND;
	value->trend.series = &track->series;
	value->trend.fact = fact;
}

static void value_percent(const struct column *column, const struct row *row, struct value *value)
{
	double rate;

	if (rate_of(column->fact, row_track(row, column->fact), &rate))
		value_set_real(value, UNIT_PERCENT, rate / 1e7);
}

static void read_row(const struct column *column, const struct row *row, struct value *value)
{
	double number;

	switch (column->lens) {
	case LENS_LABEL:
		column->get(row, value);
		break;
	case LENS_NOW:
		value_now(column, row, value);
		break;
	case LENS_SECONDS:
		value_seconds(column, row, value);
		break;
	case LENS_RATE:
		value_rate(column, row, value);
		break;
	case LENS_PEAK_RATE:
		value_peak_rate(column, row, value);
		break;
	case LENS_FILL:
		if (fill_of(column, facts_of(row, column->fact), &number))
			value_set_real(value, UNIT_PERCENT, number);
		break;
	case LENS_PERCENT:
		value_percent(column, row, value);
		break;
	case LENS_TREND:
		value_trend(column, row, value);
		break;
	case LENS_WORST_FILL:
		value_worst_fill(column, row, value);
		break;
	case LENS_TOTAL_RATE:
		value_total_rate(column, row, value);
		break;
	}
}

/* Of no socket nothing is there to be known; of one that only holds a port no queue is. */
static bool is_nothing(const struct column *column, const struct row *row)
{
	if (!row->listener)
		return false;
	return row_state(row) == STATE_MISSING ||
	       (row_state(row) == STATE_BOUND && column->lens != LENS_LABEL &&
		column->fact / FACTS_PER_BLOCK == FACTS_LISTENER);
}

static bool fact_at(const struct column *column, const struct row *row, int64_t *number)
{
	const struct facts *facts = facts_of(row, column->fact);

	return facts && facts_get(facts, column->fact, number);
}

/* Of a group the member that reaches farthest: whoever is open to all is not hidden among
 * those that are not. Where none is known, the first. */
static const struct row *widest(const struct column *column, const struct row *row)
{
	const struct row *best = row->group ? &row->group->members[0] : row;
	int64_t most = 0, number;
	bool known = false;

	for (size_t i = 0; row->group && i < row->group->count; i++) {
		if (!fact_at(column, &row->group->members[i], &number) || (known && number <= most))
			continue;
		best = &row->group->members[i];
		most = number;
		known = true;
	}
	return best;
}

void column_value(const struct column *column, const struct row *row, struct value *value)
{
	value->kind = VALUE_UNKNOWN;
	value->unit = UNIT_COUNT;
	value->identity = false;
	value->more = 0;
	value->remark = REMARK_NONE;
	value->fine = false;
	value->instead = NULL;
	if (column->later)
		return;
	if (column->by_fact)
		row = widest(column, row);
	if (row->group && !column->of_group) {
		group_value(column, row, value);
		return;
	}
	read_row(column, row, value);
	if (value->kind == VALUE_UNKNOWN &&
	    (is_nothing(column, row) || (column->applies && !column->applies(row))))
		value->kind = VALUE_ABSENT;
	if (column->remark && value_is_known(value))
		value->remark = column->remark(row, value);
}

/* What rows are ordered by. */
static void read_order(const struct column *column, const struct row *row, struct value *value)
{
	int64_t number;

	if (!column->by_fact) {
		column_value(column, row, value);
		return;
	}
	value->kind = VALUE_UNKNOWN;
	if (fact_at(column, widest(column, row), &number))
		value_set_integer(value, number);
}

const char *column_word(const struct column *column, int rank)
{
	return fact_info[column->fact].unit == UNIT_EXPOSURE ? exposure_name(rank) : NULL;
}

int column_rank(const struct column *column, const char *word)
{
	const char *known;

	for (int rank = 0; (known = column_word(column, rank)); rank++)
		if (strcmp(known, word) == 0)
			return rank;
	return -1;
}

int column_compare(const struct column *column, bool reverse, const struct row *a,
		   const struct row *b)
{
	bool downwards = column->descending != reverse;
	struct value x, y;
	int order;

	if (column->compare) {
		order = column->compare(a, b);
		return downwards ? -order : order;
	}
	read_order(column, a, &x);
	read_order(column, b, &y);
	order = value_compare(&x, &y);
	return downwards && value_is_known(&x) && value_is_known(&y) ? -order : order;
}

enum heat column_heat(const struct column *column, const struct value *value)
{
	double number;

	if (!value_number(value, &number))
		return HEAT_NONE;
	if (value->remark == REMARK_FULL)
		return HEAT_ALARM;
	if (value->remark == REMARK_HARMLESS && number > 0)
		return HEAT_NONE;
	if (column->alarm > 0 && number >= column->alarm)
		return HEAT_ALARM;
	if (column->warn > 0 && number >= column->warn)
		return HEAT_WARN;
	return number == 0 && value->kind == VALUE_REAL && value->unit == UNIT_EVENTS ? HEAT_ZERO
										       : HEAT_NONE;
}

const char *column_help(const struct column *column)
{
	return column->help ? column->help : fact_info[column->fact].help;
}

bool column_needs_rate(const struct column *column)
{
	return column->lens == LENS_RATE || column->lens == LENS_PEAK_RATE ||
	       column->lens == LENS_PERCENT || column->lens == LENS_TOTAL_RATE;
}

static bool reads(const struct column *column, enum fact_id fact)
{
	return column->lens != LENS_LABEL && !column->of_row && column->fact == fact;
}

bool column_needs_peeks(const struct column *column)
{
	return reads(column, FACT_QUEUE_PEAK);
}

bool column_needs_handshakes(const struct column *column)
{
	return reads(column, FACT_SYNQ) || reads(column, FACT_WAIT);
}

bool column_needs_baseline(const struct column *column)
{
	return reads(column, FACT_UNEXPECTED) || column->get == label_missing ||
	       column->get == label_unexpected_why;
}

bool column_is_state(const struct column *column)
{
	return column->get == label_state;
}

bool column_names_place(const struct column *column)
{
	return column->get == label_port || column->get == label_local;
}
