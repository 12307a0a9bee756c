/* options.c - argv as values. */
#include "tui/options.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "table/query.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_SIZE = 512, SHOWN_SIZE = 96 };

/* What the hands below work on. */
struct reading {
	struct options *options;
	const char *name;               /* "--delay", as it is called in full */
	struct query scratch;           /* to try columns, order and filter on */
	bool plain_said;                /* -b */
	bool done;                      /* nothing more is looked at */
	struct text *why;
};

typedef bool (*option_fn)(struct reading *reading, const char *value);

/* Of a long word only the beginning, so that the reason still has room. */
static void add_word(struct text *why, const char *word)
{
	char shown[SHOWN_SIZE];
	struct text text = TEXT_OVER(shown);

	text_printable(&text, word, false);
	text_format(why, "'%s%s'", shown, text.cut ? "..." : "");
}

static void begin_complaint(struct reading *reading, const char *value)
{
	text_format(reading->why, "lsntop: %s", reading->name);
	if (!value)
		return;
	text_add(reading->why, " ");
	add_word(reading->why, value);
}

static bool complain(struct reading *reading, const char *value, const char *expected)
{
	begin_complaint(reading, value);
	text_format(reading->why, ": %s\n", expected);
	return false;
}

static bool read_delay(struct reading *reading, const char *value)
{
	double delay;

	if (!settings_read_delay(value, &delay))
		return complain(reading, value, "expected seconds from 0.1 to 3600");
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
		return complain(reading, value, "expected a number of refreshes, 1 or more");
	reading->options->iterations = iterations;
	return true;
}

/* Lets the table judge a text, and keeps it. */
static bool keep_checked(struct reading *reading, const char *value, char **kept, bool *said,
			 bool (*check)(struct query *query, const char *text, struct text *why))
{
	char buffer[REASON_SIZE];
	struct text reason = TEXT_OVER(buffer);

	if (!check(&reading->scratch, value, &reason))
		return complain(reading, value, buffer);
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

static bool read_filter(struct reading *reading, const char *value)
{
	struct options *options = reading->options;

	return keep_checked(reading, value, &options->settings.filter, &options->filter_said,
			    query_set_filter);
}

static bool add_selected(struct reading *reading, const char *value,
			 bool (*add)(struct selection *selection, const char *list, struct text *why))
{
	char buffer[REASON_SIZE];
	struct text reason = TEXT_OVER(buffer);

	if (!add(&reading->options->selection, value, &reason))
		return complain(reading, value, buffer);
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
		begin_complaint(reading, NULL);
		text_format(reading->why, ": contradicts --%s\n", options->format);
		return false;
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
		return complain(reading, value, "expected a path");
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

/* Taken, so that a script made for a later version is told what is wrong; their
 * values are optional here, so that a missing one does not hide that. */
static bool refuse_later(struct reading *reading, const char *value)
{
	(void)value;
	text_format(reading->why, "lsntop: %s is not there yet\n", reading->name);
	return false;
}

static const struct option_info {
	const char *name;
	char letter;                    /* 0: none */
	int value;                      /* as in struct option */
	option_fn read;
} infos[] = {
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
	{ "root", 0, required_argument, read_root },
	{ "capture", 0, required_argument, read_capture },
	{ "read-only", 0, no_argument, read_read_only },
	{ "config", 'C', required_argument, read_config },
	{ "no-color", 0, no_argument, read_no_color },
	{ "ascii", 0, no_argument, read_ascii },
	{ "no-mouse", 'M', no_argument, read_no_mouse },
	{ "help", 'h', no_argument, read_help },
	{ "version", 'V', no_argument, read_version },
	{ "netns", 'N', optional_argument, refuse_later },
	{ "openmetrics", 0, optional_argument, refuse_later },
	{ "expect", 0, optional_argument, refuse_later },
	{ "learn", 0, optional_argument, refuse_later },
	{ "check", 0, optional_argument, refuse_later },
	{ "warn", 0, optional_argument, refuse_later },
	{ "events", 0, optional_argument, refuse_later },
	{ "replay", 'r', optional_argument, refuse_later },
	{ "record", 'w', optional_argument, refuse_later },
	{ "from", 'F', optional_argument, refuse_later },
};
enum { INFOS = sizeof infos / sizeof *infos, LONG_BASE = 256 };

/* getopt_long(3)'s two tables, made of ours. An option is called LONG_BASE plus
 * its place, whichever way it was written. */
struct getopt_tables {
	char letters[1 + 3 * INFOS + 1];
	struct option names[INFOS + 1];
};

static void fill_tables(struct getopt_tables *tables)
{
	struct text letters = TEXT_OVER(tables->letters);

	text_add(&letters, ":");
	for (size_t i = 0; i < INFOS; i++) {
		const struct option_info *info = &infos[i];

		tables->names[i] = (struct option){ info->name, info->value, NULL,
						    LONG_BASE + (int)i };
		if (info->letter)
			text_format(&letters, "%c%s", info->letter,
				    &"::"[2 - info->value]);
	}
	tables->names[INFOS] = (struct option){ 0 };
}

static const struct option_info *find_info(int code)
{
	if (code >= LONG_BASE)
		return code < LONG_BASE + INFOS ? &infos[code - LONG_BASE] : NULL;
	for (size_t i = 0; i < INFOS; i++)
		if (infos[i].letter && infos[i].letter == code)
			return &infos[i];
	return NULL;
}

/* An abbreviation of several. */
static void suggest(struct reading *reading, const char *word)
{
	const char *start = word + strspn(word, "-");
	size_t size = strcspn(start, "=");
	bool first = true;

	for (size_t i = 0; size && i < INFOS; i++) {
		if (infos[i].read == refuse_later || strncmp(infos[i].name, start, size) != 0)
			continue;
		text_format(reading->why, "%s --%s", first ? "; it may mean" : ",", infos[i].name);
		first = false;
	}
}

/* getopt_long(3) answers '?' for what is unknown, ambiguous, or has a value that
 * it does not take; only optopt and the word itself tell them apart. */
static void explain_unknown(struct reading *reading, const char *word)
{
	const struct option_info *info = optopt ? find_info(optopt) : NULL;

	if (info) {
		text_format(reading->why, "lsntop: --%s takes no value\n", info->name);
		return;
	}
	text_add(reading->why, "lsntop: no such option: ");
	add_word(reading->why, optopt ? (char[]){ '-', (char)optopt, '\0' } : word);
	if (!optopt)
		suggest(reading, word);
	text_add(reading->why, "\n");
}

static bool read_option(struct reading *reading, int code, const char *word)
{
	const struct option_info *info = find_info(code == ':' ? optopt : code);
	char name[32];
	struct text text = TEXT_OVER(name);

	if (code == '?' || !info) {
		explain_unknown(reading, word);
		return false;
	}
	text_format(&text, "--%s", info->name);
	reading->name = name;
	if (code == ':')
		return complain(reading, NULL, "needs a value");
	return info->read(reading, optarg);
}

static bool read_operands(struct reading *reading, char **operands)
{
	if (!operands[0])
		return true;
	if (operands[1]) {
		reading->name = "extra operand";
		return complain(reading, operands[1],
				"expected one FILTER; quote an expression with blanks");
	}
	reading->name = "filter";
	return read_filter(reading, operands[0]);
}

static bool check_together(struct reading *reading)
{
	struct options *options = reading->options;

	reading->name = "--capture";
	if (options->capture && options->root)
		return complain(reading, NULL, "contradicts --root: what is captured already");
	if (options->capture && (options->format || reading->plain_said))
		return complain(reading, NULL, "writes a directory, and no text, CSV or JSON");
	return true;
}

static void settle(struct reading *reading)
{
	struct options *options = reading->options;

	options->batch = reading->plain_said || options->format;
	if (!options->format)
		options->format = "plain";
	if (reading->done)
		return;
	options->asked = options->selection.protocols;
	options->mode = options->capture ? MODE_CAPTURE : options->batch ? MODE_BATCH : MODE_SCREEN;
}

static bool read_all(struct reading *reading, int argc, char **argv)
{
	struct getopt_tables tables;
	int code;

	fill_tables(&tables);
	optind = 0;                     /* glibc and musl: start anew */
	opterr = 0;
	while (!reading->done) {
		optopt = 0;
		code = getopt_long(argc, argv, tables.letters, tables.names, NULL);
		if (code < 0)
			break;
		if (!read_option(reading, code, argv[optind - 1]))
			return false;
	}
	return reading->done || (read_operands(reading, argv + optind) && check_together(reading));
}

int options_read(struct options *options, int argc, char **argv, struct text *why)
{
	struct reading reading = { .options = options, .why = why };
	bool good;

	*options = (struct options){ 0 };
	settings_init(&options->settings);
	query_init(&reading.scratch, TABLE_LISTENERS, 0);
	good = read_all(&reading, argc, argv);
	query_free(&reading.scratch);
	settle(&reading);
	if (good)
		return 0;
	text_add(why, OPTIONS_HINT);
	return OPTIONS_USAGE;
}

void options_free(struct options *options)
{
	selection_free(&options->selection);
	settings_free(&options->settings);
}

const char *options_help(void)
{
	return "Usage: lsntop [OPTION]... [FILTER]\n"
	       "Shows who listens, how full each accept queue is, and what it drops.\n"
	       "FILTER: 'fill>80 && port=443', ':443', or a word to look for.\n"
	       "  -d, --delay SECONDS     time between refreshes, 0.1 to 3600 (1)\n"
	       "  -n, --iterations N      stop after N refreshes\n"
	       "  -o, --columns LIST      columns by key; +KEY adds, -KEY removes; 'help' lists\n"
	       "  -s, --sort [-]KEY       order by a column; - reverses\n"
	       "  -t, -u, -x              TCP, UDP, UNIX only; they add to each other\n"
	       "  -A, --query LIST        of tcp,udp,udplite,unix,raw,mptcp,sctp,packet,vsock\n"
	       "  -4, -6                  one address family only\n"
	       "  -p, --pid PID[,...]     only these processes; -U, --user USER[,...]: users\n"
	       "  -P, --port PORT[-PORT][,...]   only these ports\n"
	       "  -b, --batch             plain text; the default where output is no terminal\n"
	       "      --json, --csv       an object per refresh and line; or rows\n"
	       "      --capture DIR       write what this host's kernel says into DIR\n"
	       "      --root DIR          run on such a captured host\n"
	       "      --read-only         give up what could change anything\n"
	       "  -C, --config FILE       instead of ~/.config/lsntop/config\n"
	       "      --no-color, --ascii, -M, --no-mouse   for terminals\n"
	       "  -h, --help; -V, --version\n"
	       "Exit: 0 well, 1 failed, 64 wrong usage. See lsntop(8).\n";
}
