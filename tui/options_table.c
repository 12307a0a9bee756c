/* options_table.c - what each option means, and which values it takes. */
#include "tui/options_part.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static bool read_delay(struct reading *reading, const char *value)
{
	double delay;

	if (!settings_read_delay(value, &delay))
		return options_complain(reading, value, "expected seconds from 0.1 to 3600");
	reading->options->settings.delay = delay;
	reading->options->delay_said = true;
	return true;
}

/* More than 64 bits of refreshes are as good as the most that 64 bits hold. */
static bool read_iterations(struct reading *reading, const char *value)
{
	const char *at = value, *end = value + strlen(value);
	uint64_t iterations = UINT64_MAX;

	number_scan(&at, end, 10, &iterations);
	if (at == value || at != end || iterations == 0)
		return options_complain(reading, value,
					"expected a number of refreshes, 1 or more");
	reading->options->iterations = iterations;
	return true;
}

/* Lets the table judge a text, and keeps it. */
static bool keep_checked(struct reading *reading, const char *value, char **kept, bool *said,
			 bool (*check)(struct query *query, const char *text, struct text *why))
{
	char buffer[OPTIONS_REASON];
	struct text reason = TEXT_OVER(buffer);

	if (!check(&reading->scratch, value, &reason))
		return options_complain(reading, value, buffer);
	settings_set_text(kept, value);
	*said = true;
	return true;
}

static bool read_columns(struct reading *reading, const char *value)
{
	struct options *options = reading->options;

	if (strcmp(value, "help") == 0) {
		options->mode = MODE_COLUMN_HELP;
		reading->done = true;
		return true;
	}
	return keep_checked(reading, value, &options->settings.columns, &options->columns_said,
			    query_set_columns);
}

static bool read_order(struct reading *reading, const char *value)
{
	struct options *options = reading->options;

	return keep_checked(reading, value, &options->settings.order, &options->order_said,
			    query_set_order);
}

bool options_read_filter(struct reading *reading, const char *value)
{
	struct options *options = reading->options;

	return keep_checked(reading, value, &options->settings.filter, &options->filter_said,
			    query_set_filter);
}

static bool add_selected(struct reading *reading, const char *value,
			 bool (*add)(struct selection *selection, const char *list, struct text *why))
{
	char buffer[OPTIONS_REASON];
	struct text reason = TEXT_OVER(buffer);

	if (!add(&reading->options->selection, value, &reason))
		return options_complain(reading, value, buffer);
	return true;
}

/* -t, -u, -x and -A add to each other, and are one text in the configuration. */
static bool add_protocols(struct reading *reading, const char *value)
{
	struct options *options = reading->options;
	const char *before = options->settings.query ? options->settings.query : "";
	size_t size = strlen(before) + strlen(value) + 2;
	char *both;
	struct text text;

	if (!add_selected(reading, value, selection_add_protocols))
		return false;
	both = memory_alloc(size, 1);
	text = text_over(both, size);
	text_format(&text, "%s%s%s", before, *before ? "," : "", value);
	settings_set_text(&options->settings.query, both);
	free(both);
	options->query_said = true;
	return true;
}

static bool read_tcp(struct reading *reading, const char *value)
{
	(void)value;
	return add_protocols(reading, "tcp");
}

static bool read_udp(struct reading *reading, const char *value)
{
	(void)value;
	return add_protocols(reading, "udp");
}

static bool read_unix(struct reading *reading, const char *value)
{
	(void)value;
	return add_protocols(reading, "unix");
}

static bool read_ipv4(struct reading *reading, const char *value)
{
	(void)value;
	reading->options->selection.ipv4 = true;
	return true;
}

static bool read_ipv6(struct reading *reading, const char *value)
{
	(void)value;
	reading->options->selection.ipv6 = true;
	return true;
}

static bool read_pids(struct reading *reading, const char *value)
{
	return add_selected(reading, value, selection_add_pids);
}

static bool read_users(struct reading *reading, const char *value)
{
	return add_selected(reading, value, selection_add_users);
}

static bool read_ports(struct reading *reading, const char *value)
{
	return add_selected(reading, value, selection_add_ports);
}

static bool read_batch(struct reading *reading, const char *value)
{
	(void)value;
	reading->plain_said = true;
	return true;
}

static bool read_format(struct reading *reading, const char *format)
{
	struct options *options = reading->options;

	if (options->format && strcmp(options->format, format) != 0) {
		char buffer[OPTIONS_REASON];
		struct text reason = TEXT_OVER(buffer);

		text_format(&reason, "contradicts --%s", options->format);
		return options_complain(reading, NULL, buffer);
	}
	options->format = format;
	return true;
}

static bool read_json(struct reading *reading, const char *value)
{
	(void)value;
	return read_format(reading, "json");
}

static bool read_csv(struct reading *reading, const char *value)
{
	(void)value;
	return read_format(reading, "csv");
}

static bool read_path(struct reading *reading, const char *value, const char **path)
{
	if (!*value)
		return options_complain(reading, value, "expected a path");
	*path = value;
	return true;
}

static bool read_root(struct reading *reading, const char *value)
{
	reading->options->read_only = true;
	return read_path(reading, value, &reading->options->root);
}

static bool read_capture(struct reading *reading, const char *value)
{
	return read_path(reading, value, &reading->options->capture);
}

static bool read_expect(struct reading *reading, const char *value)
{
	return read_path(reading, value, &reading->options->expect);
}

static bool read_config(struct reading *reading, const char *value)
{
	return read_path(reading, value, &reading->options->config);
}

static bool read_read_only(struct reading *reading, const char *value)
{
	(void)value;
	reading->options->read_only = true;
	return true;
}

static bool read_no_color(struct reading *reading, const char *value)
{
	(void)value;
	reading->options->settings.color = false;
	reading->options->color_said = true;
	return true;
}

static bool read_ascii(struct reading *reading, const char *value)
{
	(void)value;
	reading->options->settings.ascii = true;
	reading->options->ascii_said = true;
	return true;
}

static bool read_no_mouse(struct reading *reading, const char *value)
{
	(void)value;
	reading->options->settings.mouse = false;
	reading->options->mouse_said = true;
	return true;
}

static bool read_help(struct reading *reading, const char *value)
{
	(void)value;
	reading->options->mode = MODE_HELP;
	reading->done = true;
	return true;
}

static bool read_version(struct reading *reading, const char *value)
{
	(void)value;
	reading->options->mode = MODE_VERSION;
	reading->done = true;
	return true;
}

const struct option_info option_infos[OPTION_INFOS] = {
	{ "delay", 'd', required_argument, read_delay },
	{ "batch", 'b', no_argument, read_batch },
	{ "iterations", 'n', required_argument, read_iterations },
	{ "columns", 'o', required_argument, read_columns },
	{ "sort", 's', required_argument, read_order },
	{ "tcp", 't', no_argument, read_tcp },
	{ "udp", 'u', no_argument, read_udp },
	{ "unix", 'x', no_argument, read_unix },
	{ "query", 'A', required_argument, add_protocols },
	{ "ipv4", '4', no_argument, read_ipv4 },
	{ "ipv6", '6', no_argument, read_ipv6 },
	{ "pid", 'p', required_argument, read_pids },
	{ "user", 'U', required_argument, read_users },
	{ "port", 'P', required_argument, read_ports },
	{ "json", 0, no_argument, read_json },
	{ "csv", 0, no_argument, read_csv },
	{ "expect", 0, required_argument, read_expect },
	{ "learn", 0, no_argument, options_read_learn },
	{ "check", 0, required_argument, options_read_check },
	{ "warn", 0, required_argument, options_read_warn },
	{ "events", 0, no_argument, options_read_events },
	{ "root", 0, required_argument, read_root },
	{ "capture", 0, required_argument, read_capture },
	{ "read-only", 0, no_argument, read_read_only },
	{ "config", 'C', required_argument, read_config },
	{ "no-color", 0, no_argument, read_no_color },
	{ "ascii", 0, no_argument, read_ascii },
	{ "no-mouse", 'M', no_argument, read_no_mouse },
	{ "help", 'h', no_argument, read_help },
	{ "version", 'V', no_argument, read_version },
	/* Taken, so that a script made for a later version is told what is wrong; their
	 * values are optional here, so that a missing one does not hide that. */
	{ "netns", 'N', optional_argument, NULL },
	{ "openmetrics", 0, optional_argument, NULL },
	{ "replay", 'r', optional_argument, NULL },
	{ "record", 'w', optional_argument, NULL },
	{ "from", 'F', optional_argument, NULL },
};
