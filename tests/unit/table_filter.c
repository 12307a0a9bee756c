/* table_filter.c - expressions: what they take, where they are wrong, and that
 * their logic has three values. */
#include "table_world.h"

enum { NGINX, SYSTEMD, SOCKET, HIDDEN };

struct host {
	struct world world;
	struct row rows[4];
};

static struct snapshot *one_tick(double seconds)
{
	struct snapshot *snap = world_snapshot(seconds);
	struct listener *listener = world_tcp(snap, 1, 443, 129, 128, (int64_t)(1000 + 14 * seconds));
	struct process *process;

	listener->label[LABEL_USER] = "www-data";
	listener->label[LABEL_SERVICE] = "it's";
	listener = world_listener(snap, UINT64_C(9007199254740993), PROTOCOL_UDP, AF_INET6, 0, 4096, 0);
	listener->local.port = 8500;
	listener->label[LABEL_USER] = "root";
	facts_set(&listener->facts, FACT_V6ONLY, 1);
	listener = world_listener(snap, 3, PROTOCOL_UNIX_STREAM, AF_UNIX, 0, 10, NOT_SET);
	listener->local.path = "/run/My App (x).sock";
	world_tcp(snap, 4, 22, NOT_SET, NOT_SET, NOT_SET);
	world_process(snap, 1234, "nginx");
	world_process(snap, 1, "Systemd");
	process = &snap->processes.items[0];
	process->label[LABEL_COMMAND] = "nginx: master process";
	process->label[LABEL_UNIT] = "nginx.service";
	process = &snap->processes.items[1];
	process->label[LABEL_COMMAND] = "/sbin/init a.b";
	process->label[LABEL_UNIT] = "init.scope";
	snapshot_add_owner(snap, 0, 0, 6);
	snapshot_add_owner(snap, 1, 1, 3);
	return snap;
}

static int host_make(void **state)
{
	struct host *host = calloc(1, sizeof *host);
	const struct snapshot *snap;

	world_tick(&host->world, one_tick(0));
	world_tick(&host->world, one_tick(1));
	snap = model_snapshot(host->world.model);
	for (size_t i = 0; i < 4; i++) {
		const struct listener *listener = &snap->listeners.items[i];

		host->rows[i] = (struct row){
			.scene = &host->world.scene,
			.listener = listener,
			.listener_track = model_listener_track(host->world.model, i),
			.process = listener->owner_count ? snapshot_owner(snap, listener, 0) : NULL,
		};
	}
	*state = host;
	return 0;
}

static int host_end(void **state)
{
	struct host *host = *state;

	world_end(&host->world);
	free(host);
	return 0;
}

static struct filter *parse(const char *expression)
{
	struct filter *filter = NULL;
	char line[256];
	struct text why = TEXT_OVER(line);

	if (!filter_parse(TABLE_LISTENERS, expression, &filter, &why))
		fail_msg("%s: %s", expression, line);
	assert_non_null(filter);
	return filter;
}

typedef enum truth (*judging)(const struct filter *filter, const struct row *row);

/* A letter for each row: true, false, unknown. */
static void judges_by(judging judge, const struct host *host, const char *expression,
		      const char *expected)
{
	static const char letters[] = { [TRUTH_FALSE] = 'f', [TRUTH_UNKNOWN] = '?', [TRUTH_TRUE] = 't' };
	struct filter *filter = parse(expression);
	char found[5] = "";

	for (size_t i = 0; i < 4; i++)
		found[i] = letters[judge(filter, &host->rows[i])];
	filter_free(filter);
	if (strcmp(found, expected) != 0)
		fail_msg("%s: found %s, expected %s", expression, found, expected);
}

static void judges(const struct host *host, const char *expression, const char *expected)
{
	judges_by(filter_judge, host, expression, expected);
}

/* A UNIX socket has no port, counts no drops and makes no handshakes: no comparison with
 * them is true. Of the last row nothing is known. */
static void what_does_not_apply_is_no(void **state)
{
	static const struct { const char *expression, *expected, *strict; } cases[] = {
		{ "drops>=0", "tt??", "ttf?" },
		{ "drops!=5", "tt??", "ttf?" },
		{ "!(drops>=0)", "ff??", "fft?" },
		{ "port<9", "ff?f", "ffff" },
		{ "unexpected", "????", "ffff" },
		{ "!missing", "????", "tttt" },
		{ "unexpected || port=443", "t???", "tfff" },
		{ "fill>80 || unexpected", "t???", "tff?" },
		{ "fill>80", "tff?", "tff?" },
		{ "service~x && drops>=0", "f???", "f?f?" },
		{ "zzz", "ff??", "ff??" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		judges(*state, cases[i].expression, cases[i].expected);
		judges_by(filter_judge_strict, *state, cases[i].expression, cases[i].strict);
	}
}

static void what_expressions_take(void **state)
{
	static const struct { const char *expression, *expected; } cases[] = {
		{ "fill>80", "tff?" },
		{ " fill > 80 ", "tff?" },
		{ "fill=100.8", "tff?" },
		{ "fill!=100.8", "ftt?" },
		{ "fill>100.78", "tff?" },
		{ "fill>=100.79", "fff?" },
		{ "fill<=0", "ftt?" },
		{ "drop_rate>0", "tf??" },
		{ "drops=1014", "tf??" },
		{ "port=443", "tf?f" },
		{ "port=8000-8999", "ft?f" },
		{ "port!=8000-8999", "tf?t" },
		{ "port<443", "ff?t" },
		{ "port<=443.5", "tf?t" },
		{ "queue>-1", "ttt?" },
		{ "cookie=9007199254740993", "ftff" },
		{ "cookie=9007199254740992", "ffff" },
		{ "cookie>9007199254740992", "ftff" },
		{ "user=root", "ft??" },
		{ "user~^www", "tf??" },
		{ "user<root", "ff??" },
		{ "user>=root", "tt??" },
		{ "process='nginx'", "tf??" },
		{ "process=\"nginx\"", "tf??" },
		{ "command=nginx:\\ master\\ process", "tf??" },
		{ "command='nginx: master process'", "tf??" },
		{ "command=nginx:' master 'process", "tf??" },
		{ "command~a.b", "ft??" },
		{ "command~a\\.b", "ft??" },
		{ "command~'a\\.b$'", "ft??" },
		{ "command~(init|master)", "tt??" },
		{ "(command~(init|master)) && port=443", "tf?f" },
		{ "command~init\\ a", "ft??" },
		{ "local~'App \\(x\\)'", "fftf" },
		{ "local=/run/My\\ App\\ \\(x\\).sock", "fftf" },
		{ "local='/run/My App (x).sock'", "fftf" },
		{ "v6only", "?t??" },
		{ "!v6only", "?f??" },
		{ "!!v6only", "?t??" },
		{ "v6only=yes", "?t??" },
		{ "v6only!=true", "?f??" },
		{ "v6only=0", "?f??" },
		{ "(v6only)", "?t??" },
		{ "proto=tcp&&port=443", "tfff" },
		{ "proto=udp||proto=tcp", "ttft" },
		{ "proto=udp || proto=tcp && port=22", "ftft" },
		{ "(proto=udp || proto=tcp) && port=22", "ffft" },
		{ "!(proto=tcp)", "fttf" },
		{ "! proto=tcp", "fttf" },
		{ "drops>0 || port=22", "tf?t" },
		{ "drops>0 && port=22", "ff??" },
		{ "owners~nginx", "tf??" },
		{ "service~^it\\'s$", "t???" },
		{ "service~\"it's\"", "t???" },
		{ "service='it\\'s'", "t???" },
		{ "process=''", "ff??" },
		{ "state=listen", "????" },
	};
	const struct host *host = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		judges(host, cases[i].expression, cases[i].expected);
}

static void words_are_looked_for(void **state)
{
	static const struct { const char *word, *expected; } cases[] = {
		{ ":443", "tf?f" },
		{ ":8000-8999", "ft?f" },
		{ "nginx", "tf??" },
		{ "systemd", "ft??" },
		{ "Systemd", "ft??" },
		{ "SYSTEMD", "ff??" },
		{ "init.scope", "ft??" },
		{ "  nginx  ", "tf??" },
		{ "nginx: master", "tf??" },
		{ "my app", "fft?" },
		{ ":22", "ff?t" },
		{ "0.0.0.0:22", "ff?t" },
		{ "::", "ft??" },
		{ "process", "tf??" },
		{ "fill", "ff??" },
	};
	const struct host *host = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		judges(host, cases[i].word, cases[i].expected);
}

static void wrong(const char *expression, const char *expected)
{
	struct filter *filter = (struct filter *)expected;
	char line[256];
	struct text why = TEXT_OVER(line);

	if (filter_parse(TABLE_LISTENERS, expression, &filter, &why))
		fail_msg("taken: %s", expression);
	assert_string_equal(line, expected);
	assert_ptr_equal(filter, expected);
}

static void places_are_named(void **state)
{
	(void)state;
	wrong("fill >>80", "column 6, at `>>80`: expected one of = != < <= > >= ~");
	wrong("fill>>80", "column 5, at `>>80`: expected one of = != < <= > >= ~");
	wrong("port==80", "column 5, at `==80`: expected one of = != < <= > >= ~");
	wrong("fill>", "column 6, at the end: expected a value");
	wrong("port=abc", "column 6, at `abc`: 'port' is a number: expected one, as 80 or 8000-8999");
	wrong("port=90-80", "column 6, at `90-80`: the range runs backwards");
	wrong("port<80-90", "column 6, at `80-90`: a range goes with = and != only");
	wrong("port~80", "column 6, at `80`: 'port' is a number: ~ is for texts");
	wrong("v6only<1", "column 8, at `1`: 'v6only' is yes or no: only = and != go with it");
	wrong("v6only=maybe", "column 8, at `maybe`: 'v6only' is yes or no: expected one of them");
	wrong("frob=1", "column 1, at `frob=1`: no column 'frob'");
	wrong("procss~x", "column 1, at `procss~x`: no column 'procss'; did you mean 'process'?");
	wrong("port=80 && firewall=open",
	      "column 12, at `firewall=open`: 'firewall' is not there yet");
	wrong("firewall", "column 1, at `firewall`: 'firewall' is not there yet");
	wrong("missing<1", "column 9, at `1`: 'missing' is yes or no: only = and != go with it");
	wrong("port=80 port=81", "column 9, at `port=81`: expected && or ||");
	wrong("(port=80", "column 9, at the end: expected && || or )");
	wrong("port=80)", "column 8, at `)`: expected && or ||");
	wrong("()", "column 2, at `)`: expected a column");
	wrong("port=80 &&", "column 11, at the end: expected a column");
	wrong("port=80 & port=81", "column 9, at `& port=81`: expected && or ||");
	wrong("user='root", "column 6, at `'root`: expected a closing '");
	wrong("user~(", "column 6, at `(`: Unmatched ( or \\(");
	wrong("user~'(a'", "column 6, at `'(a'`: Unmatched ( or \\(");
	wrong("fill && port=80", "column 6, at `&& port=80`: expected an operator and a value: only a "
	      "yes/no column stands alone");
	wrong("!fill", "column 2, at `fill`: expected an operator and a value: only a yes/no column "
	      "stands alone");
	wrong("user=\xc3\xa9 && x=1", "column 11, at `x=1`: no column 'x'");
	wrong("x=\033[31m", "column 1, at `x=?[31m`: no column 'x'");
	wrong("", "column 1, at the end: expected a column");
	wrong("trend=1", "column 1, at `trend=1`: 'trend' is a picture: ask for queue");
	wrong("port=80-abcdefghijklmnopqrstuvwxyzabcdefgh",
	      "column 6, at `80-abcdefghijklmnopqrstuvwxyzab...`: 'port' is a number: expected one, as "
	      "80 or 8000-8999");
}

static void a_pattern_may_not_take_the_machine(void **state)
{
	/* The first one takes regcomp(3) seconds. */
	static const char *const empty[] = {
		"^w?+++++", "(a*)+", "(^|x)+", "(a|){3}", "(x?y*)+", "\\b+", "((a?)b{0,2}){2}",
		"+", "(+)",
	};
	static const char *const filled[] = {
		"^(a|b)+$", "(xa?)+", "a{0,3}b", "(a?b)+c{2}", "(a*|b)*", "([a]?.)+", "(a?)?b+",
	};

	(void)state;
	wrong("user~(a)\\1", "column 6, at `(a)\\1`: back-references are not supported");
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		char expression[64], reason[160];
		struct text line = TEXT_OVER(expression), why = TEXT_OVER(reason);

		text_format(&line, "user~%s", empty[i]);
		text_format(&why, "column 6, at `%s`: `+` or `{}` behind what may be empty: "
				  "`*` says the same", empty[i]);
		wrong(expression, reason);
	}
	for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
		char expression[64];
		struct text line = TEXT_OVER(expression);

		text_format(&line, "user~%s", filled[i]);
		filter_free(parse(expression));
	}
	wrong("user~a{200}{200}", "column 6, at `a{200}{200}`: too many repetitions within each other");
	wrong("user~((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+",
	      "column 6, at `((((((((((((a+)+)+)+)+)+)+)+)+)...`: too many repetitions within each other");
	wrong("user~a+++++++++++++", "column 6, at `a+++++++++++++`: too many repetitions within each "
	      "other");
	wrong("user~^w?***", "column 6, at `^w?***`: too many repetitions within each other");
	filter_free(parse("user~^.*?x"));
	filter_free(parse("user~^[]+*{}()\\\\1]{1,20}(a|b+)?[[:alpha:]]+$"));
}

static void sizes_are_bounded(void **state)
{
	char expression[5000];

	(void)state;
	memset(expression, '(', 65);
	expression[65] = '\0';
	wrong(expression, "column 65, at `(`: too many parentheses within each other");
	memset(expression, '!', 4000);
	memcpy(expression + 4000, "v6only", 7);
	filter_free(parse(expression));
	memset(expression, 'a', 4097);
	expression[4097] = '\0';
	wrong(expression, "an expression may have at most 4096 bytes");
	memcpy(expression, "user~", 5);
	expression[4096] = '\0';
	wrong(expression, "column 6, at `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...`: a pattern may have at most "
	      "256 bytes");
}

static void a_long_text_is_matched_by_its_beginning(void **state)
{
	struct host *host = *state;
	struct process process = { 0 };
	char *command = calloc(100001, 1);
	struct filter *filter = parse("command~zz");

	memset(command, 'a', 100000);
	command[99998] = command[99999] = 'z';
	process.label[LABEL_COMMAND] = command;
	host->rows[NGINX].process = &process;
	assert_int_equal(filter_judge(filter, &host->rows[NGINX]), TRUTH_FALSE);
	command[10] = command[11] = 'z';
	assert_int_equal(filter_judge(filter, &host->rows[NGINX]), TRUTH_TRUE);
	filter_free(filter);
	free(command);
}

static void keys_are_those_of_the_table(void **state)
{
	struct filter *filter = NULL;
	char line[256];
	struct text why = TEXT_OVER(line);

	(void)state;
	assert_true(filter_parse(TABLE_PROCESSES, "cpu>1 && listeners=2", &filter, &why));
	assert_true(filter_has(filter, column_needs_rate));
	filter_free(filter);
	assert_false(filter_parse(TABLE_PROCESSES, "port=1", &filter, &why));
	assert_string_equal(line, "column 1, at `port=1`: 'port' is no column of processes");
	assert_true(filter_parse(TABLE_PROCESSES, ":80", &filter, &why));
	filter_free(filter);
}

/* Properties. A number generator of our own: the same rows everywhere. */
static uint32_t roll(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static const char *const atoms[] = {
	"fill>50", "v6only", "drops>0", "port=443", "user~^w", "queue<=0", "process=nginx",
	"drop_rate>0", "port!=8000-8999", "state=listen", "unit~service",
};

static const char *atom(uint32_t *seed)
{
	return atoms[roll(seed, sizeof atoms / sizeof *atoms)];
}

static enum truth judge(const char *expression, const struct row *row)
{
	struct filter *filter = parse(expression);
	enum truth truth = filter_judge(filter, row);

	filter_free(filter);
	return truth;
}

/* A and B in the form stand for the two expressions. */
static enum truth judge_form(const struct row *row, const char *form, const char *a, const char *b)
{
	char expression[512];
	struct text text = TEXT_OVER(expression);

	for (; *form; form++) {
		if (*form == 'A' || *form == 'B')
			text_add(&text, *form == 'A' ? a : b);
		else
			text_add_bytes(&text, form, 1);
	}
	return judge(expression, row);
}

static void de_morgan_in_three_values(void **state)
{
	const struct host *host = *state;
	uint32_t seed = 1;

	for (int i = 0; i < 400; i++) {
		const struct row *row = &host->rows[roll(&seed, 4)];
		const char *a = atom(&seed), *b = atom(&seed);

		assert_int_equal(judge_form(row, "!(A && B)", a, b),
				 judge_form(row, "!(A) || !(B)", a, b));
		assert_int_equal(judge_form(row, "!(A || B)", a, b),
				 judge_form(row, "!(A) && !(B)", a, b));
		assert_int_equal(judge_form(row, "A && B", a, b),
				 judge_form(row, "B && A", a, b));
	}
}

/* The tables of Kleene's logic, written out. */
static void three_values_as_by_hand(void **state)
{
	static const enum truth and[3][3] = {
		{ TRUTH_FALSE, TRUTH_FALSE, TRUTH_FALSE },
		{ TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_UNKNOWN },
		{ TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE },
	};
	static const char *const three[] = { "port=1", "state=listen", "port=443" };
	const struct row *row = &((const struct host *)*state)->rows[NGINX];

	for (enum truth a = 0; a < 3; a++) {
		assert_int_equal(judge(three[a], row), a);
		for (enum truth b = 0; b < 3; b++) {
			assert_int_equal(judge_form(row, "A && B", three[a], three[b]), and[a][b]);
			assert_int_equal(judge_form(row, "A || B", three[a], three[b]),
					 2 - and[2 - a][2 - b]);
		}
	}
}

/* What a filter says of a number is what the number says of itself. */
static void numbers_as_by_hand(void **state)
{
	const struct host *host = *state;
	uint32_t seed = 7;

	for (int i = 0; i < 400; i++) {
		const struct row *row = &host->rows[roll(&seed, 4)];
		const struct column *queue = world_column(TABLE_LISTENERS, "queue");
		int64_t bound = (int64_t)roll(&seed, 260) - 2;
		struct value value;
		char expression[64];
		struct text text = TEXT_OVER(expression);
		enum truth expected = TRUTH_UNKNOWN;

		column_value(queue, row, &value);
		text_format(&text, "queue>=%jd && queue<%jd || queue=300", (intmax_t)bound,
			    (intmax_t)bound + 100);
		if (value_is_known(&value))
			expected = value.integer >= bound && value.integer < bound + 100 ? TRUTH_TRUE
											 : TRUTH_FALSE;
		assert_int_equal(judge(expression, row), expected);
	}
}

/* One drop in 100 seconds looks like no zero, and is none. */
static void a_small_rate_is_not_zero(void **state)
{
	static const struct { const char *expression; enum truth expected; } cases[] = {
		{ "drop_rate=0", TRUTH_FALSE },     { "drop_rate!=0", TRUTH_TRUE },
		{ "drop_rate>0", TRUTH_TRUE },      { "drop_rate=0.01", TRUTH_TRUE },
		{ "drop_rate=0.03", TRUTH_TRUE },   { "drop_rate=0.1", TRUTH_FALSE },
	};
	struct world world = { 0 };

	(void)state;
	for (int tick = 0; tick < 2; tick++) {
		struct snapshot *snap = world_snapshot(tick * 100);

		world_tcp(snap, 1, 443, 0, 128, tick);
		world_tick(&world, snap);
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct row row = {
			.scene = &world.scene,
			.listener = model_snapshot(world.model)->listeners.items,
			.listener_track = model_listener_track(world.model, 0),
		};

		if (judge(cases[i].expression, &row) != cases[i].expected)
			fail_msg("%s", cases[i].expression);
	}
	world_end(&world);
}

/* Pieces of the grammar in any order: refused with a line, or taken and judged. */
static void any_text_is_taken_or_named(void **state)
{
	static const char *const pieces[] = {
		"fill", "port", "user", "v6only", "peak", "=", "!=", "<", ">=", "~", "&&", "||", "!",
		"(", ")", "'", "\"", "\\", " ", "80", "8000-8999", "-", ".", "a*", "[", "{3}", "+",
		"\xff", "\033", ":", "x", "\xc3\xa9", "&", "|",
	};
	const struct host *host = *state;
	uint32_t seed = 3;
	unsigned taken = 0;

	for (int i = 0; i < 20000; i++) {
		char expression[128], line[256];
		struct text text = TEXT_OVER(expression), why = TEXT_OVER(line);
		struct filter *filter = NULL;

		for (uint32_t n = roll(&seed, 9); n > 0; n--)
			text_add(&text, pieces[roll(&seed, sizeof pieces / sizeof *pieces)]);
		if (!filter_parse(TABLE_LISTENERS, expression, &filter, &why)) {
			assert_true(why.length > 0 && !why.cut);
			assert_null(strpbrk(line, "\033\n"));
			continue;
		}
		taken++;
		filter_judge(filter, &host->rows[roll(&seed, 4)]);
		filter_free(filter);
	}
	assert_true(taken > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_expressions_take, host_make, host_end),
		cmocka_unit_test_setup_teardown(what_does_not_apply_is_no, host_make, host_end),
		cmocka_unit_test_setup_teardown(words_are_looked_for, host_make, host_end),
		cmocka_unit_test(places_are_named),
		cmocka_unit_test(a_pattern_may_not_take_the_machine),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test_setup_teardown(a_long_text_is_matched_by_its_beginning, host_make,
						host_end),
		cmocka_unit_test(keys_are_those_of_the_table),
		cmocka_unit_test_setup_teardown(de_morgan_in_three_values, host_make, host_end),
		cmocka_unit_test_setup_teardown(three_values_as_by_hand, host_make, host_end),
		cmocka_unit_test_setup_teardown(numbers_as_by_hand, host_make, host_end),
		cmocka_unit_test(a_small_rate_is_not_zero),
		cmocka_unit_test_setup_teardown(any_text_is_taken_or_named, host_make, host_end),
	};

	return cmocka_run_group_tests_name("table_filter", tests, NULL, NULL);
}
