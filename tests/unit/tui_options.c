/* tui_options.c - the command line, right and wrong. */
#include "table/column.h"
#include "table/filter.h"
#include "tui/options.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS = 16 };

struct outcome {
	struct options options;
	int status;
	char words[512], why[1024];
	char *argv[WORDS + 2];
};

/* Words are parted by '|'. */
static void run(struct outcome *outcome, const char *line)
{
	struct text words = TEXT_OVER(outcome->words), why = TEXT_OVER(outcome->why);
	int argc = 1;

	outcome->argv[0] = "lsntop";
	text_add(&words, line);
	assert_false(words.cut);
	if (*line) {
		outcome->argv[argc++] = outcome->words;
		for (char *at = outcome->words; *at; at++) {
			if (*at != '|')
				continue;
			*at = '\0';
			assert_true(argc <= WORDS);
			outcome->argv[argc++] = at + 1;
		}
	}
	outcome->argv[argc] = NULL;
	outcome->status = options_read(&outcome->options, argc, outcome->argv, &why);
}

static void assert_good(struct outcome *outcome, const char *line)
{
	run(outcome, line);
	assert_string_equal(outcome->why, "");
	assert_int_equal(outcome->status, 0);
}

static void nothing_said(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_good(&outcome, "");
	assert_int_equal(outcome.options.mode, MODE_SCREEN);
	assert_string_equal(outcome.options.format, "plain");
	assert_int_equal(outcome.options.iterations, 0);
	assert_false(outcome.options.batch);
	assert_int_equal(outcome.options.asked, 0);
	assert_null(outcome.options.root);
	assert_false(outcome.options.delay_said || outcome.options.columns_said ||
		     outcome.options.order_said || outcome.options.filter_said ||
		     outcome.options.color_said || outcome.options.ascii_said ||
		     outcome.options.mouse_said || outcome.options.query_said);
	options_free(&outcome.options);
}

static void values_are_taken(void **state)
{
	struct outcome outcome;
	const struct settings *settings = &outcome.options.settings;

	(void)state;
	assert_good(
		&outcome,
		"-d|2.5|-n|3|-o|local,queue|-s|-queue|fill>80 && port=443|-M|--no-color|--ascii");
	assert_true(settings->delay >= 2.5 && settings->delay <= 2.5);
	assert_int_equal(outcome.options.iterations, 3);
	assert_string_equal(settings->columns, "local,queue");
	assert_string_equal(settings->order, "-queue");
	assert_string_equal(settings->filter, "fill>80 && port=443");
	assert_false(settings->mouse);
	assert_false(settings->color);
	assert_true(settings->ascii);
	assert_true(outcome.options.delay_said && outcome.options.columns_said &&
		    outcome.options.order_said && outcome.options.filter_said &&
		    outcome.options.color_said && outcome.options.ascii_said &&
		    outcome.options.mouse_said && !outcome.options.query_said);
	options_free(&outcome.options);
}

static void the_last_one_wins(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_good(&outcome, "-d|2|--delay=3|-o|local|-o|port|-n1|-n|18446744073709551616|-C|/a|-C|/b");
	assert_true(outcome.options.settings.delay >= 3 && outcome.options.settings.delay <= 3);
	assert_string_equal(outcome.options.settings.columns, "port");
	assert_true(outcome.options.iterations == UINT64_MAX);
	assert_string_equal(outcome.options.config, "/b");
	options_free(&outcome.options);
}

static void protocols_add_up(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_good(&outcome, "-tx|-A|raw,vsock|-4");
	assert_int_equal(outcome.options.selection.protocols,
			 PROTOCOL_BIT(PROTOCOL_TCP) | PROTOCOL_BIT(PROTOCOL_MPTCP) |
				 PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) |
				 PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET) | PROTOCOL_BIT(PROTOCOL_RAW) |
				 PROTOCOL_BIT(PROTOCOL_VSOCK));
	assert_int_equal(outcome.options.asked, outcome.options.selection.protocols);
	assert_string_equal(outcome.options.settings.query, "tcp,unix,raw,vsock");
	assert_true(outcome.options.query_said);
	assert_true(outcome.options.selection.ipv4);
	assert_false(outcome.options.selection.ipv6);
	options_free(&outcome.options);
}

static void selections_add_up(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_good(&outcome, "-p|1,2|--pid=3|-U|root|-P|80,8000-8999|-6|-P443");
	assert_int_equal(outcome.options.selection.pids.count, 3);
	assert_int_equal(outcome.options.selection.users.count, 1);
	assert_int_equal(outcome.options.selection.ports.count, 6);
	assert_true(outcome.options.selection.ipv6);
	options_free(&outcome.options);
}

static void modes(void **state)
{
	static const struct {
		const char *line;
		enum mode mode;
		const char *format;
		bool batch;
	} cases[] = {
		{ "-b", MODE_BATCH, "plain", true },
		{ "--json", MODE_BATCH, "json", true },
		{ "--csv|-b", MODE_BATCH, "csv", true },
		{ "--json|--json", MODE_BATCH, "json", true },
		{ "--help", MODE_HELP, "plain", false },
		{ "-V", MODE_VERSION, "plain", false },
		{ "-o|help", MODE_COLUMN_HELP, "plain", false },
		{ "--columns=help", MODE_COLUMN_HELP, "plain", false },
		{ "--capture|/tmp/x", MODE_CAPTURE, "plain", false },
		{ "--learn", MODE_LEARN, "plain", false },
		{ "--learn|-b|-t|-d1|port=443", MODE_LEARN, "plain", true },
		{ "--check|fill>80", MODE_CHECK, "plain", false },
		{ "--check|fill>80|-b|-n5|-d|2|-o|local|port=443", MODE_CHECK, "plain", true },
		{ "--warn=fill>80", MODE_CHECK, "plain", false },
		{ "--events", MODE_EVENTS, "plain", false },
		{ "-b|--events|-n|3", MODE_EVENTS, "plain", true },
		{ "--events|--json", MODE_EVENTS, "json", true },
		{ "--json|--events|-t|-P|443", MODE_EVENTS, "json", true },
		{ "--expect|/f|--root|/x|--check|unexpected", MODE_CHECK, "plain", false },
		/* what follows is not looked at */
		{ "-h|--nonsense", MODE_HELP, "plain", false },
		{ "-b|-V|-d|x", MODE_VERSION, "plain", true },
		/* an abbreviation that is none of another */
		{ "--vers", MODE_VERSION, "plain", false },
		{ "--", MODE_SCREEN, "plain", false },
		{ "--|-t", MODE_SCREEN, "plain", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outcome outcome;

		assert_good(&outcome, cases[i].line);
		assert_int_equal(outcome.options.mode, cases[i].mode);
		assert_string_equal(outcome.options.format, cases[i].format);
		assert_int_equal(outcome.options.batch, cases[i].batch);
		options_free(&outcome.options);
	}
}

static void a_baseline_has_a_path(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_good(&outcome, "--expect|/a|--expect=/b");
	assert_int_equal(outcome.options.mode, MODE_SCREEN);
	assert_string_equal(outcome.options.expect, "/b");
	options_free(&outcome.options);
	assert_good(&outcome, "-b");
	assert_null(outcome.options.expect);
	options_free(&outcome.options);
}

static void checks_are_parsed(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_good(&outcome, "--check|fill>1|--check|unexpected && !missing|--warn=:443");
	assert_non_null(outcome.options.check);
	/* The last one counts. */
	assert_true(filter_has(outcome.options.check, column_needs_baseline));
	assert_non_null(outcome.options.warn);
	options_free(&outcome.options);
	assert_good(&outcome, "--warn|queue>3");
	assert_null(outcome.options.check);
	assert_non_null(outcome.options.warn);
	options_free(&outcome.options);
}

/* What is asked of events is no key of listeners, wherever the option stands. */
static void a_filter_of_events(void **state)
{
	static const char *const lines[] = {
		"--events|event=vanished", "event=vanished|--events", "--events|:443", "--events|nginx",
	};
	struct outcome outcome;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_good(&outcome, lines[i]);
		assert_int_equal(outcome.options.mode, MODE_EVENTS);
		assert_non_null(outcome.options.settings.filter);
		options_free(&outcome.options);
	}
	run(&outcome, "--events|fill>80");
	assert_int_equal(outcome.status, OPTIONS_USAGE);
	assert_non_null(strstr(outcome.why, "filter 'fill>80': "));
	options_free(&outcome.options);
}

/* A plug-in that fails must not look like one that found something; nor may one that
 * never can. */
static void wrong_checks_are_unknown(void **state)
{
	static const struct { const char *line, *first; } cases[] = {
		{ "--check|fill>>80", "lsntop: --check 'fill>>80': column 5, at `>>80`" },
		{ "--warn=", "lsntop: --warn '': expected an expression, as in" },
		{ "--check|  ", "lsntop: --check '  ': expected an expression" },
		{ "--check|unexpectd", "lsntop: --check 'unexpectd': no column 'unexpectd'" },
		{ "--check|nginx", "lsntop: --check 'nginx': no column 'nginx'\n" },
		{ "--check", "lsntop: --check: needs a value" },
		{ "--check|fill>80|-d|0", "lsntop: --delay '0': expected" },
		{ "-d|0|--warn|fill>80", "lsntop: --delay '0': expected" },
		{ "--nonsense|--ch=fill>80", "lsntop: no such option: '--nonsense'" },
		{ "-z|--w|fill>80", "lsntop: no such option: '-z'" },
		{ "--check|fill>80|a=|b", "lsntop: extra operand 'b'" },
		{ "--check|fill>80|--json", "lsntop: --check and --warn: write an answer" },
		{ "--csv|--warn|fill>80", "lsntop: --check and --warn: write an answer" },
		{ "--check|fill>80|--learn", "lsntop: --learn: contradicts --check" },
		{ "--events|--check|fill>80", "lsntop: --events: contradicts --check" },
		{ "--capture|/x|--check|fill>80", "lsntop: --capture: contradicts --check" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outcome outcome;

		run(&outcome, cases[i].line);
		if (outcome.status != 3)
			fail_msg("%s: %d", cases[i].line, outcome.status);
		if (strncmp(outcome.why, cases[i].first, strlen(cases[i].first)) != 0)
			fail_msg("%s: %s", cases[i].line, outcome.why);
		options_free(&outcome.options);
	}
}

/* What stands behind `--`, or only looks like them, is none. */
static void others_are_no_checks(void **state)
{
	static const char *const lines[] = { "-d|0|--|--check", "--c=1", "--checks=1", "--x|check" };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct outcome outcome;

		run(&outcome, lines[i]);
		assert_int_equal(outcome.status, OPTIONS_USAGE);
		options_free(&outcome.options);
	}
}

static void a_captured_host_is_read_only(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_good(&outcome, "--root|/x");
	assert_true(outcome.options.read_only);
	assert_string_equal(outcome.options.root, "/x");
	options_free(&outcome.options);
	assert_good(&outcome, "--read-only");
	assert_true(outcome.options.read_only);
	options_free(&outcome.options);
	assert_good(&outcome, "");
	assert_false(outcome.options.read_only);
	options_free(&outcome.options);
}

static void wrong_ones_are_named(void **state)
{
	static const struct { const char *line, *first; } cases[] = {
		{ "-d|0", "lsntop: --delay '0': expected seconds from 0.1 to 3600" },
		{ "-d|-1", "lsntop: --delay '-1': expected" },
		{ "-d|nan", "lsntop: --delay 'nan': expected" },
		{ "-d|1e99", "lsntop: --delay '1e99': expected" },
		{ "-d|", "lsntop: --delay '': expected" },
		{ "-d|3600.5", "lsntop: --delay '3600.5': expected" },
		{ "-d|1x", "lsntop: --delay '1x': expected" },
		{ "-n|0", "lsntop: --iterations '0': expected a number" },
		{ "-n|-1", "lsntop: --iterations '-1': expected" },
		{ "-n|1x", "lsntop: --iterations '1x': expected" },
		{ "-n|", "lsntop: --iterations '': expected" },
		{ "-n|18446744073709551616x", "lsntop: --iterations '18446744073709551616x'" },
		{ "-d", "lsntop: --delay: needs a value" },
		{ "--delay", "lsntop: --delay: needs a value" },
		{ "--json=x", "lsntop: --json takes no value" },
		{ "--nonsense", "lsntop: no such option: '--nonsense'" },
		{ "-z", "lsntop: no such option: '-z'" },
		{ "-tz", "lsntop: no such option: '-z'" },
		{ "--no", "lsntop: no such option: '--no'; it may mean --no-color, --no-mouse" },
		{ "--re", "lsntop: no such option: '--re'; it may mean --read-only\n" },
		{ "--\033[31m", "lsntop: no such option: '--?[31m'" },
		{ "-o|nonsense", "lsntop: --columns 'nonsense': " },
		{ "-o|", "lsntop: --columns '': " },
		{ "-o|firewall", "lsntop: --columns 'firewall': " },
		{ "-s|nonsense", "lsntop: --sort 'nonsense': " },
		{ "-A|tcp,icmp", "lsntop: --query 'tcp,icmp': " },
		{ "-p|0", "lsntop: --pid '0': " },
		{ "-P|70000", "lsntop: --port '70000': " },
		{ "-U|", "lsntop: --user '': " },
		{ "fill>>80", "lsntop: filter 'fill>>80': " },
		{ "port=443|extra", "lsntop: extra operand 'extra': expected one FILTER" },
		{ "--json|--csv", "lsntop: --csv: contradicts --json" },
		{ "--csv|--json", "lsntop: --json: contradicts --csv" },
		{ "--capture|/a|--root|/b", "lsntop: --capture: contradicts --root" },
		{ "--root|/b|--capture|/a", "lsntop: --capture: contradicts --root" },
		{ "--capture|/a|--json", "lsntop: --capture: writes a directory" },
		{ "--root|", "lsntop: --root '': expected a path" },
		{ "--expect|", "lsntop: --expect '': expected a path" },
		{ "--expect", "lsntop: --expect: needs a value" },
		{ "--capture|/a|--expect|/b", "lsntop: --capture: contradicts --expect" },
		{ "--capture|/a|--learn", "lsntop: --capture: contradicts --learn" },
		{ "--events|--capture|/a", "lsntop: --capture: contradicts --events" },
		{ "--learn|--events", "lsntop: --learn: contradicts --events" },
		{ "--learn|--json", "lsntop: --learn: writes lines for --expect" },
		{ "--csv|--learn", "lsntop: --learn: writes lines for --expect" },
		{ "--learn|-n|1", "lsntop: --learn: is done at once" },
		{ "--learn|-o|local", "lsntop: --learn: writes lines for --expect: no --columns" },
		{ "--learn|-s|local", "lsntop: --learn: writes lines for --expect: no --columns" },
		{ "--learn=x", "lsntop: --learn takes no value" },
		{ "--events|--csv", "lsntop: --events: writes text, or JSON" },
		{ "-o|local|--events", "lsntop: --events: writes all of an event" },
		{ "--events|-s|local", "lsntop: --events: writes all of an event" },
		{ "-C|", "lsntop: --config '': expected a path" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outcome outcome;
		const char *hint;

		run(&outcome, cases[i].line);
		if (outcome.status != OPTIONS_USAGE)
			fail_msg("%s: %d", cases[i].line, outcome.status);
		if (strncmp(outcome.why, cases[i].first, strlen(cases[i].first)) != 0)
			fail_msg("%s: %s", cases[i].line, outcome.why);
		hint = strchr(outcome.why, '\n');
		assert_non_null(hint);
		assert_string_equal(hint + 1, "Try 'lsntop --help'.\n");
		options_free(&outcome.options);
	}
}

/* However long the word, what was expected and the hint are still told. */
static void long_words_do_not_hide_the_reason(void **state)
{
	static const struct { const char *option, *start; } cases[] = {
		{ "-d", "" }, { "-n", "" }, { "-o", "" }, { "-s", "" }, { "-A", "" }, { "-p", "" },
		{ "-P", "" }, { "-C/x", "z=" }, { "extra", "" }, { "-t", "--" }, { "-t", "--json=" },
	};
	static char word[70000];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *argv[] = { "lsntop", (char *)cases[i].option, word, NULL };
		struct outcome outcome;
		struct text why = TEXT_OVER(outcome.why);
		const char *hint;

		memset(word, 'z', sizeof word - 1);
		memcpy(word, cases[i].start, strlen(cases[i].start));
		outcome.status = options_read(&outcome.options, 3, argv, &why);
		assert_int_equal(outcome.status, OPTIONS_USAGE);
		hint = strchr(outcome.why, '\n');
		assert_non_null(hint);
		assert_string_equal(hint + 1, "Try 'lsntop --help'.\n");
		assert_true(hint - outcome.why < 300);
		options_free(&outcome.options);
	}
}

/* They are for later: said plainly, and told to nobody who does not ask. */
static void later_ones_are_not_there_yet(void **state)
{
	static const struct { const char *line, *name; } cases[] = {
		{ "-r|/f", "--replay" },       { "--replay|/f", "--replay" },
		{ "-w|/f", "--record" },       { "-w/f", "--record" },
		{ "--openmetrics", "--openmetrics" }, { "-F|10.0.0.1", "--from" },
		{ "--from=10.0.0.1", "--from" }, { "-N|all", "--netns" }, { "--netns", "--netns" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outcome outcome;
		char line[128];
		struct text text = TEXT_OVER(line);

		text_format(&text, "lsntop: %s is not there yet\nTry 'lsntop --help'.\n", cases[i].name);
		run(&outcome, cases[i].line);
		assert_int_equal(outcome.status, OPTIONS_USAGE);
		assert_string_equal(outcome.why, line);
		options_free(&outcome.options);
		assert_null(strstr(options_help(), cases[i].name));
	}
}

static void help_fits_a_screen(void **state)
{
	unsigned lines = 0;

	(void)state;
	for (const char *at = options_help(); *at; lines++) {
		size_t size = strcspn(at, "\n");

		assert_in_range(size, 0, 80);
		assert_int_equal(at[size], '\n');
		at += size + 1;
	}
	assert_in_range(lines, 10, 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_said),
		cmocka_unit_test(values_are_taken),
		cmocka_unit_test(the_last_one_wins),
		cmocka_unit_test(protocols_add_up),
		cmocka_unit_test(selections_add_up),
		cmocka_unit_test(modes),
		cmocka_unit_test(a_baseline_has_a_path),
		cmocka_unit_test(checks_are_parsed),
		cmocka_unit_test(a_filter_of_events),
		cmocka_unit_test(wrong_checks_are_unknown),
		cmocka_unit_test(others_are_no_checks),
		cmocka_unit_test(a_captured_host_is_read_only),
		cmocka_unit_test(wrong_ones_are_named),
		cmocka_unit_test(long_words_do_not_hide_the_reason),
		cmocka_unit_test(later_ones_are_not_there_yet),
		cmocka_unit_test(help_fits_a_screen),
	};

	return cmocka_run_group_tests_name("tui_options", tests, NULL, NULL);
}
