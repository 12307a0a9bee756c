/* column.c - reading a row through a column. */
#include "table/column.h"

#include "fact/snapshot.h"
#include "model/model.h"
#include "table/scene.h"

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

static const struct facts *facts_of(const struct row *row, enum fact_id fact)
{
	if (fact / FACTS_PER_BLOCK == FACTS_LISTENER)
		return row->listener ? &row->listener->facts : NULL;
	return row->process ? &row->process->facts : NULL;
}

static const struct track *track_of(const struct row *row, enum fact_id fact)
{
	return fact / FACTS_PER_BLOCK == FACTS_LISTENER ? row->listener_track
							 : row->process_track;
}

static void set_real(struct value *value, enum unit unit, double real)
{
	value->kind = VALUE_REAL;
	value->unit = unit;
	value->real = real;
}

/* What is a number of connections for TCP is one of bytes for UDP. */
static enum unit unit_of(const struct row *row, enum fact_id fact)
{
	enum unit unit = fact_info[fact].unit;

	if (unit == UNIT_CONNECTIONS && row->listener &&
	    protocol_counts_bytes(row->listener->protocol))
		return UNIT_BYTES;
	return unit;
}

static void value_now(const struct column *column, const struct row *row, struct value *value)
{
	const struct facts *facts = facts_of(row, column->fact);
	int64_t number;

	if (!facts || !facts_get(facts, column->fact, &number))
		return;
	value->unit = unit_of(row, column->fact);
	value->kind = column_kind(column);
	if (value->kind == VALUE_FLAG)
		value->flag = number != 0;
	else
		value->integer = number;
}

static bool rate_of(const struct column *column, const struct track *track, double *rate)
{
	return track && series_rate(&track->series, column->fact, rate);
}

static bool fill_of(const struct column *column, const struct facts *facts, double *fill)
{
	int64_t part, whole;

	if (!facts_get(facts, column->fact, &part) || !facts_get(facts, column->of, &whole))
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
			set_real(value, UNIT_PERCENT, fill);
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

		if (!rate_of(column, model_listener_track(row->scene->model, at), &rate))
			continue;
		total += rate;
		set_real(value, UNIT_EVENTS, total);
	}
}

static void value_trend(const struct column *column, const struct row *row, struct value *value)
{
	const struct track *track = track_of(row, column->fact);

	if (!track)
		return;
	value->kind = VALUE_TREND;
	value->trend.series = &track->series;
	value->trend.fact = column->fact;
}

void column_value(const struct column *column, const struct row *row, struct value *value)
{
	double number;

	value->kind = VALUE_UNKNOWN;
	value->unit = UNIT_COUNT;
	value->identity = false;
	value->more = 0;
	value->instead = NULL;
	if (column->later)
		return;
	switch (column->lens) {
	case LENS_LABEL:
		column->get(row, value);
		break;
	case LENS_NOW:
		value_now(column, row, value);
		break;
	case LENS_RATE:
		if (rate_of(column, track_of(row, column->fact), &number))
			set_real(value, UNIT_EVENTS, number);
		break;
	case LENS_FILL:
		if (fill_of(column, facts_of(row, column->fact), &number))
			set_real(value, UNIT_PERCENT, number);
		break;
	case LENS_PERCENT:
		if (rate_of(column, track_of(row, column->fact), &number))
			set_real(value, UNIT_PERCENT, number / 1e7);
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
	if (value->kind == VALUE_UNKNOWN && column->applies && !column->applies(row))
		value->kind = VALUE_ABSENT;
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
	column_value(column, a, &x);
	column_value(column, b, &y);
	order = value_compare(&x, &y);
	return downwards && value_is_known(&x) && value_is_known(&y) ? -order : order;
}

enum heat column_heat(const struct column *column, const struct value *value)
{
	double number;

	if (!value_number(value, &number))
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
	return column->lens == LENS_RATE || column->lens == LENS_PERCENT ||
	       column->lens == LENS_TOTAL_RATE;
}
