/* options.c - argv as values. */
#include "tui/options_part.h"

#include "base/text.h"
#include "out/check.h"
#include "table/filter.h"

#include <getopt.h>
#include <string.h>

enum { SHOWN_SIZE = 96, LONG_BASE = 256 };

/* Of a long word only the beginning, so that the reason still has room. */
static void add_word(struct text *why, const char *word)
{
	char shown[SHOWN_SIZE];
	struct text text = TEXT_OVER(shown);

	text_printable(&text, word, false);
	text_format(why, "'%s%s'", shown, text.cut ? "..." : "");
}

bool options_complain(struct reading *reading, const char *value, const char *expected)
{
	text_format(reading->why, "lsntop: %s", reading->name);
	if (value) {
		text_add(reading->why, " ");
		add_word(reading->why, value);
	}
	text_format(reading->why, ": %s\n", expected);
	return false;
}

/* getopt_long(3)'s two tables, made of ours. An option is called LONG_BASE plus
 * its place, whichever way it was written. */
struct getopt_tables {
	char letters[1 + 3 * OPTION_INFOS + 1];
	struct option names[OPTION_INFOS + 1];
};

static void fill_tables(struct getopt_tables *tables)
{
	struct text letters = TEXT_OVER(tables->letters);

	text_add(&letters, ":");
	for (size_t i = 0; i < OPTION_INFOS; i++) {
		const struct option_info *info = &option_infos[i];

		tables->names[i] = (struct option){ info->name, info->value, NULL,
						    LONG_BASE + (int)i };
		if (info->letter)
			text_format(&letters, "%c%s", info->letter,
				    &"::"[2 - info->value]);
	}
	tables->names[OPTION_INFOS] = (struct option){ 0 };
}

static const struct option_info *find_info(int code)
{
	if (code >= LONG_BASE)
		return code < LONG_BASE + OPTION_INFOS ? &option_infos[code - LONG_BASE] : NULL;
	for (size_t i = 0; i < OPTION_INFOS; i++)
		if (option_infos[i].letter && option_infos[i].letter == code)
			return &option_infos[i];
	return NULL;
}

/* An abbreviation of several. */
static void suggest(struct reading *reading, const char *word)
{
	const char *start = word + strspn(word, "-");
	size_t size = strcspn(start, "=");
	bool first = true;

	for (size_t i = 0; size && i < OPTION_INFOS; i++) {
		const struct option_info *info = &option_infos[i];

		if (!info->read || strncmp(info->name, start, size) != 0)
			continue;
		text_format(reading->why, "%s --%s", first ? "; it may mean" : ",", info->name);
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
		return options_complain(reading, NULL, "needs a value");
	if (info->read)
		return info->read(reading, optarg);
	text_format(reading->why, "lsntop: %s is not there yet\n", name);
	return false;
}

static bool read_operands(struct reading *reading, char **operands)
{
	if (!operands[0])
		return true;
	if (operands[1]) {
		reading->name = "extra operand";
		return options_complain(reading, operands[1],
				"expected one FILTER; quote an expression with blanks");
	}
	/* A filter of events, wherever the option stands. */
	if (reading->events) {
		query_free(&reading->scratch);
		query_init(&reading->scratch, TABLE_EVENTS, 0);
	}
	reading->name = "filter";
	return options_read_filter(reading, operands[0]);
}

static void settle(const struct reading *reading)
{
	struct options *options = reading->options;

	options->batch = reading->plain_said || options->format;
	if (!reading->done) {
		options->asked = options->selection.protocols;
		options->mode = options_mode(reading);
	}
	if (!options->format)
		options->format = "plain";
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
	return reading->done ||
	       (read_operands(reading, argv + optind) && options_check_together(reading));
}

int options_read(struct options *options, int argc, char **argv, struct text *why)
{
	struct reading reading = { .options = options, .why = why };
	bool good, checks;

	/* getopt_long(3) moves the words about. */
	checks = options_ask_check(argc, argv);
	*options = (struct options){ 0 };
	settings_init(&options->settings);
	query_init(&reading.scratch, TABLE_LISTENERS, 0);
	good = read_all(&reading, argc, argv);
	query_free(&reading.scratch);
	settle(&reading);
	if (good)
		return 0;
	text_add(why, OPTIONS_HINT);
	return checks ? CHECK_UNKNOWN : OPTIONS_USAGE;
}

void options_free(struct options *options)
{
	selection_free(&options->selection);
	filter_free(options->check);
	filter_free(options->warn);
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
	       "      --expect FILE, --learn   judge by a baseline; print one of what listens\n"
	       "      --check EXPR, --warn EXPR   for monitoring: exit 2, 1; 0 well, 3 unknown\n"
	       "      --events            what happens, a line each; FILTER: 'event=vanished'\n"
	       "      --capture DIR       write what this host's kernel says into DIR\n"
	       "      --root DIR          run on such a captured host\n"
	       "      --read-only         give up what could change anything\n"
	       "  -C, --config FILE       instead of ~/.config/lsntop/config\n"
	       "      --no-color, --ascii, -M, --no-mouse   for terminals\n"
	       "  -h, --help; -V, --version\n"
	       "Exit: 0 well, 1 failed, 64 wrong usage. See lsntop(8).\n";
}
