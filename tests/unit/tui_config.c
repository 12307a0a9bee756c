/* tui_config.c - the configuration file: read with suspicion, written with care. */
#include "tui/config.h"

#include "base/text.h"
#include "tui/config_line.h"
#include "tui/config_rewrite.h"
#include "tui/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { WARNINGS = 4096 };

struct outcome {
	struct options options;
	char warnings[WARNINGS];
	struct text text;
};

static void begin(struct outcome *outcome)
{
	outcome->options = (struct options){ 0 };
	settings_init(&outcome->options.settings);
	outcome->text = text_over(outcome->warnings, WARNINGS);
}

static void parse_bytes(struct outcome *outcome, const char *content, size_t size)
{
	begin(outcome);
	config_parse("F", content, size, &outcome->options, &outcome->text);
}

static void parse(struct outcome *outcome, const char *content)
{
	parse_bytes(outcome, content, strlen(content));
}

static void reads_every_key(void **state)
{
	struct outcome outcome;
	const struct settings *settings = &outcome.options.settings;

	(void)state;
	parse(&outcome, "# mine\n"
			"[screen]\n"
			"delay = 2.5\n"
			"columns = local,queue ; what counts\n"
			"sort: -queue\n"
			"  header=1\n"
			"\tkeys = vi  \n"
			"mouse = no\n"
			"theme = mono\n"
			"ascii = on\n"
			"color = false\n"
			"group = unit\n"
			"[listeners]\n"
			"query = tcp,unix\n"
			"filter = fill>80 && port=443\n"
			"[journal]\n"
			"filling = 62.5\n");
	assert_string_equal(outcome.warnings, "");
	assert_int_equal(settings->group, GROUPING_UNIT);
	assert_true(settings->filling >= 62.5 && settings->filling <= 62.5);
	assert_true(settings->delay >= 2.5 && settings->delay <= 2.5);
	assert_string_equal(settings->columns, "local,queue");
	assert_string_equal(settings->order, "-queue");
	assert_int_equal(settings->header, 1);
	assert_int_equal(settings->keys, KEYS_VI);
	assert_false(settings->mouse);
	assert_int_equal(settings->theme, THEME_MONO);
	assert_true(settings->ascii);
	assert_false(settings->color);
	assert_string_equal(settings->query, "tcp,unix");
	assert_string_equal(settings->filter, "fill>80 && port=443");
	assert_int_equal(outcome.options.selection.protocols,
			 PROTOCOL_BIT(PROTOCOL_TCP) | PROTOCOL_BIT(PROTOCOL_MPTCP) |
				 PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) |
				 PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET));
	assert_int_equal(outcome.options.asked, outcome.options.selection.protocols);
	options_free(&outcome.options);
}

static void wrong_lines_are_named_and_change_nothing(void **state)
{
	static const struct { const char *content, *warning; } cases[] = {
		{ "[screen]\ndelay = 0\n", "F:2: delay: expected seconds from 0.1 to 3600\n" },
		{ "[screen]\ndelay = 1 2\n", "F:2: delay: expected" },
		{ "[screen]\ndelay =\n", "F:2: delay: expected" },
		{ "[screen]\n\n\nheader = 4\n", "F:4: header: expected a number of lines from 0 to 3\n" },
		{ "[screen]\nkeys = emacs\n", "F:2: keys: expected htop or vi\n" },
		{ "[screen]\ntheme = \033[31m\n", "F:2: theme: expected default or mono\n" },
		{ "[screen]\nmouse = maybe\n", "F:2: mouse: expected yes or no\n" },
		{ "[screen]\ncolumns = nonsense\n", "F:2: columns: " },
		{ "[screen]\nsort = firewall\n", "F:2: sort: " },
		{ "[screen]\ngroup = port\n",
		  "F:2: group: expected none, reuseport, owner, unit or netns\n" },
		{ "[listeners]\nfilter = fill>>80\n", "F:2: filter: " },
		{ "[listeners]\nquery = tcp,icmp\n", "F:2: query: " },
		{ "[screen]\nnonsense = 1\n", "F:2: nonsense: no such key here\n" },
		{ "[listeners]\ndelay = 2\n", "F:2: delay: no such key here\n" },
		{ "[nonsense]\na = 1\nb = 2\n", "F:1: nonsense: no such section\n" },
		{ "delay = 2\n", "F:1: delay: stands before the first [section]\n" },
		{ "[journal]\nfilling = 0\n", "F:2: filling: expected percent from 1 to 1000\n" },
		{ "[journal]\nfilling = 80 %\n", "F:2: filling: expected percent" },
		{ "[screen]\nnonsense\n", "F:2: expected [section], KEY = VALUE or a comment\n" },
		{ "[screen\n", "F:1: expected ] behind the section's name\n" },
		{ "[screen] delay = 2\n", "F:1: expected nothing but a comment behind ]\n" },
		{ "[screen]# x\n", "F:1: expected nothing but a comment behind ]\n" },
		{ "[screen]\n\xff\033[2J = 1", "F:2: ??[2J: no such key here\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outcome outcome;
		struct settings *settings = &outcome.options.settings;
		const char *expected = cases[i].warning;

		parse(&outcome, cases[i].content);
		if (strncmp(outcome.warnings, expected, strlen(expected)) != 0)
			fail_msg("%s: %s", cases[i].content, outcome.warnings);
		/* one warning, one line */
		assert_ptr_equal(strchr(outcome.warnings, '\n'),
				 outcome.warnings + strlen(outcome.warnings) - 1);
		assert_true(settings->delay >= 1 && settings->delay <= 1);
		assert_null(settings->columns);
		assert_null(settings->order);
		assert_null(settings->filter);
		assert_null(settings->query);
		assert_true(settings->mouse);
		assert_int_equal(settings->group, GROUPING_REUSEPORT);
		assert_true(settings->filling >= 80 && settings->filling <= 80);
		assert_int_equal(outcome.options.selection.protocols, 0);
		options_free(&outcome.options);
	}
}

static void wrong_lines_do_not_hide_good_ones(void **state)
{
	struct outcome outcome;

	(void)state;
	parse(&outcome,
	      "[screen]\nnonsense\ndelay = x\nmouse = no\n[nowhere]\nx = 1\n[screen]\ndelay = 3\n");
	assert_false(outcome.options.settings.mouse);
	assert_true(outcome.options.settings.delay >= 3 && outcome.options.settings.delay <= 3);
	options_free(&outcome.options);
}

static void odd_files_are_read(void **state)
{
	static const char nul[] = "[screen]\nkeys\0 = vi\nmouse = no\n";
	struct outcome outcome;

	(void)state;
	parse(&outcome, "\xef\xbb\xbf[screen]\r\nmouse = no\r\nkeys = vi");	/* Windows; no end */
	assert_string_equal(outcome.warnings, "");
	assert_false(outcome.options.settings.mouse);
	assert_int_equal(outcome.options.settings.keys, KEYS_VI);
	options_free(&outcome.options);
	parse_bytes(&outcome, nul, sizeof nul - 1);
	assert_string_equal(outcome.warnings, "F:2: holds a NUL byte\n");
	assert_false(outcome.options.settings.mouse);
	options_free(&outcome.options);
	parse(&outcome, "");
	assert_string_equal(outcome.warnings, "");
	options_free(&outcome.options);
}

/* Far longer than a line of inih; then longer than a line of ours. */
static void long_lines(void **state)
{
	static char content[12000];
	struct text text = TEXT_OVER(content);
	struct outcome outcome;

	(void)state;
	text_add(&text, "[screen]\ncolumns = port");
	for (unsigned i = 0; i < 400; i++)
		text_add(&text, ",queue");
	text_add(&text, " ; a comment\nmouse = no\n");
	parse(&outcome, content);
	assert_string_equal(outcome.warnings, "");
	assert_int_equal(strlen(outcome.options.settings.columns), 4 + 400 * 6);
	assert_false(outcome.options.settings.mouse);
	options_free(&outcome.options);

	text = TEXT_OVER(content);
	text_add(&text, "[screen]\ncolumns = port");
	while (text.length < 10000)
		text_add(&text, ",queue");
	text_add(&text, "\nmouse = no\n");
	parse(&outcome, content);
	assert_string_equal(outcome.warnings, "F:2: is longer than 4096 bytes\n");
	assert_null(outcome.options.settings.columns);
	assert_false(outcome.options.settings.mouse);
	options_free(&outcome.options);
}

static void ten_warnings_are_enough(void **state)
{
	struct outcome outcome;
	char content[256];
	struct text text = TEXT_OVER(content);
	unsigned lines = 0;

	(void)state;
	text_add(&text, "[screen]\n");
	for (unsigned i = 0; i < 25; i++)
		text_add(&text, "x = 1\n");
	parse(&outcome, content);
	for (const char *at = outcome.warnings; *at; at++)
		lines += *at == '\n';
	assert_int_equal(lines, 11);
	assert_non_null(strstr(outcome.warnings, "F:11: x: no such key here\nF: and 15 more\n"));
	options_free(&outcome.options);
}

static void the_command_line_is_stronger(void **state)
{
	static const char content[] = "[screen]\ndelay = 9\ncolumns = port\nsort = port\nmouse = yes\n"
				      "ascii = no\ncolor = yes\n[listeners]\nquery = tcp\nfilter = port=1\n";
	struct outcome outcome;
	struct options *options = &outcome.options;

	(void)state;
	begin(&outcome);
	options->delay_said = options->columns_said = options->order_said = options->filter_said =
		options->color_said = options->ascii_said = options->mouse_said =
			options->query_said = true;
	options->settings.mouse = options->settings.color = false;
	options->settings.ascii = true;
	config_parse("F", content, sizeof content - 1, options, &outcome.text);
	assert_string_equal(outcome.warnings, "");
	assert_true(options->settings.delay <= 1);
	assert_null(options->settings.columns);
	assert_null(options->settings.order);
	assert_null(options->settings.filter);
	assert_null(options->settings.query);
	assert_false(options->settings.mouse || options->settings.color);
	assert_true(options->settings.ascii);
	assert_int_equal(options->selection.protocols, 0);
	options_free(options);
}

static void quotations_come_back(void **state)
{
	static const char *const values[] = {
		"", "a", "a b", " a", "a ", "a;b", "a ;b", ";", "#", "\"", "\"a\"", "\"a", "a\"b", "\\",
		"a\\", "\\x41", "\"\\x41\"", "a\tb", "a\nb", "\r", "a  b", "   ", "[x]", "=", ":", "a = b",
		"\xff\xfe", "caf\xc3\xa9", "\x7f", "\xef\xbb\xbf",
	};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char buffer[256] = "";
		struct text text = TEXT_OVER(buffer);

		config_quote(values[i], &text);
		assert_null(strpbrk(buffer, "\n\r"));
		config_unquote(buffer);
		assert_string_equal(buffer, values[i]);
	}
}

/* What a person wrote between quotes that we would not have written so. */
static void bad_quotations_stay(void **state)
{
	static const char *const values[] = {
		"\"a\" || \"b\"", "\"a\\d\"", "\"a\\\"", "\"\\x4\"", "\"\\x00\"", "\"\\xzz\"", "\"", "a\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char buffer[64];
		struct text text = TEXT_OVER(buffer);

		text_add(&text, values[i]);
		config_unquote(buffer);
		assert_string_equal(buffer, values[i]);
	}
}

static char *rewritten(const char *content, size_t size, const struct settings *settings)
{
	char buffer[256], *text;
	struct text why = TEXT_OVER(buffer);
	struct config_bytes bytes = { 0 };

	assert_true(config_rewrite(content, size, settings, &bytes, &why));
	text = malloc(bytes.size + 1);
	memcpy(text, bytes.start, bytes.size);
	text[bytes.size] = '\0';
	free(bytes.start);
	return text;
}

static void rewriting_keeps_what_is_not_ours(void **state)
{
	static const char before[] = "# mine\n"
				     "\n"
				     "[screen]   ; here\n"
				     "  delay  =  5   ; slow\n"
				     "future = 7\n"
				     "mouse:yes\n"
				     "sort = ; none\n"
				     "nonsense\n"
				     "\n"
				     "# about what follows\n"
				     "[later]\n"
				     "x = 1\r\n"
				     "[journal]\n"
				     "filling = 70\n"
				     "[screen]\n"
				     "delay=6";
	static const char after[] = "# mine\n"
				    "\n"
				    "[screen]   ; here\n"
				    "  delay  =  0.5   ; slow\n"
				    "future = 7\n"
				    "mouse:no\n"
				    "sort = -queue ; none\n"
				    "nonsense\n"
				    "\n"
				    "# about what follows\n"
				    "[later]\n"
				    "x = 1\r\n"
				    "[journal]\n"
				    "filling = 62.5\n"
				    "[screen]\n"
				    "delay=0.5\n"
				    "group = none\n"
				    "header = 3\n"
				    "keys = htop\n"
				    "theme = default\n"
				    "ascii = no\n"
				    "color = yes\n"
				    "\n"
				    "[listeners]\n"
				    "filter = \"port=1 \\x3b\"\n";
	struct settings settings;
	char *written, *again;

	(void)state;
	settings_init(&settings);
	settings.delay = 0.5;
	settings.mouse = false;
	settings.group = GROUPING_NONE;
	settings.filling = 62.5;
	settings_set_text(&settings.order, "-queue");
	settings_set_text(&settings.filter, "port=1 ;");
	written = rewritten(before, sizeof before - 1, &settings);
	assert_string_equal(written, after);
	again = rewritten(written, strlen(written), &settings);
	assert_string_equal(again, after);
	free(written);
	free(again);
	settings_free(&settings);
}

static void rewriting_nothing_makes_a_file(void **state)
{
	struct settings settings;
	char *written;

	(void)state;
	settings_init(&settings);
	written = rewritten("", 0, &settings);
	assert_string_equal(written, "[screen]\ndelay = 1\ngroup = reuseport\nheader = 3\nkeys = htop\n"
				     "mouse = yes\ntheme = default\nascii = no\ncolor = yes\n"
				     "\n[journal]\nfilling = 80\n");
	free(written);
	settings_free(&settings);
}

static void what_was_unset_is_emptied(void **state)
{
	static const char before[] = "[listeners]\r\nfilter = port=1\r\n";
	struct settings settings;
	struct outcome outcome;
	char *written;

	(void)state;
	settings_init(&settings);
	written = rewritten(before, sizeof before - 1, &settings);
	assert_non_null(strstr(written, "filter = \r\n"));
	parse(&outcome, written);
	assert_string_equal(outcome.warnings, "");
	assert_null(outcome.options.settings.filter);
	free(written);
	options_free(&outcome.options);
	settings_free(&settings);
}

static void comments_are_not_pushed_away(void **state)
{
	static const char *const files[] = {
		"[listeners]\nfilter = ; none\n", "[listeners]\nfilter =  ; none\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct settings settings;
		char *written;

		settings_init(&settings);
		written = rewritten(files[i], strlen(files[i]), &settings);
		assert_memory_equal(written, files[i], strlen(files[i]));
		free(written);
		settings_free(&settings);
	}
}

/* A run of blanks as long as inih's line. */
static void many_blanks_come_back(void **state)
{
	char filter[600], *written;
	struct text text = TEXT_OVER(filter);
	struct settings settings;
	struct outcome outcome;

	(void)state;
	text_format(&text, "process='a%300sb%250s'", "", "");
	settings_init(&settings);
	settings_set_text(&settings.filter, filter);
	written = rewritten("", 0, &settings);
	parse(&outcome, written);
	assert_string_equal(outcome.warnings, "");
	assert_string_equal(outcome.options.settings.filter, filter);
	free(written);
	options_free(&outcome.options);
	settings_free(&settings);
}

static char random_byte(void)
{
	static const char likely[] = " ;\"\\#=:[]\t\n\r'x";

	return rand() % 2 ? likely[(size_t)rand() % (sizeof likely - 1)] : (char)(rand() % 255 + 1);
}

/* process='...' of any bytes: a filter that parses whatever is in it. */
static void random_filter(struct settings *settings)
{
	char buffer[700];
	struct text text = TEXT_OVER(buffer);
	unsigned size = (unsigned)rand() % 600;

	text_add(&text, "process='");
	for (unsigned i = 0; i < size; i++) {
		char byte = random_byte();

		if (byte != '\'' && byte != '\\')
			text_add_bytes(&text, &byte, 1);
	}
	text_add(&text, "'");
	settings_set_text(&settings->filter, buffer);
}

static char *random_content(size_t *size)
{
	static const char *const pieces[] = {
		"[screen]", "[listeners]", "delay", "filter", "=", ":", "\n", "\r\n", " ", ";", "#", "\"",
		"1", "[", "]", "\xef\xbb\xbf", "mouse = no\n", "filter = x ; y\n", "\\", "z",
	};
	char *content = malloc(400);
	struct text text = text_over(content, 400);

	for (unsigned i = 0; i < 40; i++)
		text_add(&text, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
	*size = text.length;
	return content;
}

/* Whatever stood in the file: what is written over it reads back as it was, and
 * writing it once more changes nothing. */
static void what_is_written_reads_back(void **state)
{
	(void)state;
	srand(4);
	for (unsigned round = 0; round < 3000; round++) {
		struct settings settings;
		struct outcome outcome;
		size_t size;
		char *content = random_content(&size), *written, *again;

		settings_init(&settings);
		settings.delay = (1 + rand() % 36000) / 10.0;
		settings.mouse = rand() % 2;
		settings.group = (enum grouping)(rand() % GROUPINGS);
		settings.filling = (10 + rand() % 9991) / 10.0;
		random_filter(&settings);
		settings_set_text(&settings.columns, rand() % 2 ? "port,local" : NULL);
		written = rewritten(content, size, &settings);
		parse(&outcome, written);
		assert_true(outcome.options.settings.delay >= settings.delay &&
			    outcome.options.settings.delay <= settings.delay);
		assert_int_equal(outcome.options.settings.mouse, settings.mouse);
		assert_int_equal(outcome.options.settings.group, settings.group);
		assert_true(outcome.options.settings.filling >= settings.filling &&
			    outcome.options.settings.filling <= settings.filling);
		if (!outcome.options.settings.filter ||
		    strcmp(outcome.options.settings.filter, settings.filter) != 0)
			fail_msg("%s\n%s\n%s", settings.filter, written, outcome.warnings);
		if (settings.columns)
			assert_string_equal(outcome.options.settings.columns, settings.columns);
		else
			assert_null(outcome.options.settings.columns);
		again = rewritten(written, strlen(written), &settings);
		assert_string_equal(again, written);
		free(content);
		free(written);
		free(again);
		options_free(&outcome.options);
		settings_free(&settings);
	}
}

static void what_has_no_room_is_refused(void **state)
{
	struct settings settings;
	struct config_bytes bytes = { 0 };
	char buffer[256], *much = malloc(5001);
	struct text why = TEXT_OVER(buffer);

	(void)state;
	memset(much, 'x', 5000);
	much[5000] = '\0';
	settings_init(&settings);
	settings_set_text(&settings.filter, much);
	assert_false(config_rewrite("", 0, &settings, &bytes, &why));
	assert_string_equal(buffer, "filter is too long for a line of the configuration");
	assert_null(bytes.start);
	settings_free(&settings);
	free(much);
}

/* A home of our own below $TMPDIR. */
struct home {
	char dir[256], path[512];
};

static int make_home(void **state)
{
	struct home *home = calloc(1, sizeof *home);
	struct text text = TEXT_OVER(home->dir);

	text_format(&text, "%s/lsntop-config-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	*state = home;
	return mkdtemp(home->dir) ? 0 : -1;
}

static int remove_home(void **state)
{
	static const char *const below[] = {
		"/.config/lsntop/config", "/.config/lsntop", "/.config", "/lsntop/config", "/lsntop",
		"/link", "",
	};
	struct home *home = *state;

	for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
		struct text text = TEXT_OVER(home->path);

		text_format(&text, "%s%s", home->dir, below[i]);
		remove(home->path);
	}
	free(home);
	return 0;
}

static const char *below(struct home *home, const char *name)
{
	struct text text = TEXT_OVER(home->path);

	text_format(&text, "%s/%s", home->dir, name);
	return home->path;
}

static void put_file(const char *path, const char *content, mode_t mode)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

/* With directories that are not there; then read from where it was written. */
static void writes_and_finds_the_users_file(void **state)
{
	struct home *home = *state;
	struct config_places places = { .home = home->dir };
	struct outcome outcome;
	char buffer[1024], reason[256];
	struct text path = TEXT_OVER(buffer), why = TEXT_OVER(reason);

	begin(&outcome);
	assert_true(config_read(&places, &outcome.options, &path, &outcome.text));
	assert_string_equal(buffer, below(home, ".config/lsntop/config"));
	outcome.options.settings.delay = 7;
	if (!config_write(buffer, &outcome.options.settings, &why))
		fail_msg("%s", reason);
	options_free(&outcome.options);

	begin(&outcome);
	path = TEXT_OVER(buffer);
	assert_true(config_read(&places, &outcome.options, &path, &outcome.text));
	assert_string_equal(outcome.warnings, "");
	assert_true(outcome.options.settings.delay >= 7);
	options_free(&outcome.options);
}

static void relative_places_do_not_count(void **state)
{
	struct home *home = *state;
	struct config_places places = { .home = "home", .xdg_home = "." };
	struct outcome outcome;
	char buffer[1024], cwd[1024];
	struct text path = TEXT_OVER(buffer);

	assert_non_null(getcwd(cwd, sizeof cwd));
	assert_int_equal(mkdir(below(home, "lsntop"), 0700), 0);
	put_file(below(home, "lsntop/config"), "[screen]\ndelay = 9\n", 0600);
	assert_int_equal(chdir(home->dir), 0);
	begin(&outcome);
	assert_true(config_read(&places, &outcome.options, &path, &outcome.text));
	assert_string_equal(buffer, "");
	assert_true(outcome.options.settings.delay < 9);
	options_free(&outcome.options);
	assert_int_equal(chdir(cwd), 0);
}

static void elevated_reads_nothing_of_the_user(void **state)
{
	struct home *home = *state;
	struct config_places places = { .xdg_home = home->dir, .home = home->dir, .elevated = true };
	struct outcome outcome;
	char buffer[1024];
	struct text path = TEXT_OVER(buffer);

	assert_int_equal(mkdir(below(home, "lsntop"), 0700), 0);
	put_file(below(home, "lsntop/config"), "[screen]\ndelay = 9\n", 0600);
	begin(&outcome);
	assert_true(config_read(&places, &outcome.options, &path, &outcome.text));
	assert_string_equal(buffer, "");
	assert_true(outcome.options.settings.delay < 9);
	options_free(&outcome.options);
}

static void a_named_file_must_be_there(void **state)
{
	struct home *home = *state;
	struct config_places places = { .named = below(home, "nowhere") };
	struct outcome outcome;
	char buffer[1024];
	struct text path = TEXT_OVER(buffer);

	begin(&outcome);
	assert_false(config_read(&places, &outcome.options, &path, &outcome.text));
	assert_non_null(strstr(outcome.warnings, "nowhere: No such file"));
	assert_null(strchr(outcome.warnings, '\n'));
	options_free(&outcome.options);
}

/* -C /dev/null: no configuration. */
static void the_null_device_says_nothing(void **state)
{
	struct config_places places = { .named = "/dev/null" };
	struct outcome outcome;
	char buffer[1024];
	struct text path = TEXT_OVER(buffer), why;

	(void)state;
	begin(&outcome);
	assert_true(config_read(&places, &outcome.options, &path, &outcome.text));
	assert_string_equal(outcome.warnings, "");
	why = TEXT_OVER(buffer);
	assert_false(config_write("/dev/null", &outcome.options.settings, &why));
	assert_string_equal(buffer, "/dev/null: is no regular file");
	options_free(&outcome.options);
}

static void odd_places_are_refused(void **state)
{
	struct home *home = *state;
	static const char *const named[] = { "/dev/zero", "/", "/proc/self/fd" };
	struct outcome outcome;
	char buffer[1024];

	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		struct config_places places = { .named = named[i] };
		struct text path = TEXT_OVER(buffer);

		begin(&outcome);
		assert_false(config_read(&places, &outcome.options, &path, &outcome.text));
		assert_true(outcome.text.length > 0);
		options_free(&outcome.options);
	}
	assert_int_equal(symlink("link", below(home, "link")), 0);
	begin(&outcome);
	assert_false(config_read(&(struct config_places){ .named = below(home, "link") },
				 &outcome.options, &(struct text){ buffer, sizeof buffer, 0, false },
				 &outcome.text));
	options_free(&outcome.options);
}

/* As root a file that others can write is a stranger's word: not read, said, and
 * not written to. */
static void root_obeys_nobody(void **state)
{
	struct home *home = *state;
	struct config_places places = { .xdg_home = home->dir };
	struct outcome outcome;
	char buffer[1024];
	struct text path = TEXT_OVER(buffer);

	if (geteuid() != 0)
		skip();
	assert_int_equal(mkdir(below(home, "lsntop"), 0700), 0);
	put_file(below(home, "lsntop/config"), "[screen]\ndelay = 9\n", 0666);
	begin(&outcome);
	assert_true(config_read(&places, &outcome.options, &path, &outcome.text));
	assert_true(outcome.options.settings.delay < 9);
	assert_non_null(strstr(outcome.warnings, "others may write to it\n"));
	assert_string_equal(buffer, "");
	options_free(&outcome.options);

	/* nor into another user's directory */
	assert_int_equal(remove(below(home, "lsntop/config")), 0);
	assert_int_equal(chown(home->dir, 65534, 65534), 0);
	path = TEXT_OVER(buffer);
	begin(&outcome);
	assert_true(config_read(&places, &outcome.options, &path, &outcome.text));
	assert_string_equal(outcome.warnings, "");
	assert_string_equal(buffer, "");
	options_free(&outcome.options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_key),
		cmocka_unit_test(wrong_lines_are_named_and_change_nothing),
		cmocka_unit_test(wrong_lines_do_not_hide_good_ones),
		cmocka_unit_test(odd_files_are_read),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(ten_warnings_are_enough),
		cmocka_unit_test(the_command_line_is_stronger),
		cmocka_unit_test(quotations_come_back),
		cmocka_unit_test(bad_quotations_stay),
		cmocka_unit_test(rewriting_keeps_what_is_not_ours),
		cmocka_unit_test(rewriting_nothing_makes_a_file),
		cmocka_unit_test(what_was_unset_is_emptied),
		cmocka_unit_test(comments_are_not_pushed_away),
		cmocka_unit_test(many_blanks_come_back),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(what_has_no_room_is_refused),
		cmocka_unit_test_setup_teardown(writes_and_finds_the_users_file, make_home, remove_home),
		cmocka_unit_test_setup_teardown(relative_places_do_not_count, make_home, remove_home),
		cmocka_unit_test_setup_teardown(elevated_reads_nothing_of_the_user, make_home, remove_home),
		cmocka_unit_test_setup_teardown(a_named_file_must_be_there, make_home, remove_home),
		cmocka_unit_test(the_null_device_says_nothing),
		cmocka_unit_test_setup_teardown(odd_places_are_refused, make_home, remove_home),
		cmocka_unit_test_setup_teardown(root_obeys_nobody, make_home, remove_home),
	};

	return cmocka_run_group_tests_name("tui_config", tests, NULL, NULL);
}
