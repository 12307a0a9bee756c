/* fact_expectation.c - lines of a baseline: read, written, and compared with sockets. */
#include "fact/expectation.h"

#include "base/arena.h"
#include "base/text.h"
#include "fact/snapshot.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static const struct expectation_ports usual = { 32768, 60999 };

static int parse(struct arena *arena, const char *line, struct expectation *expectation,
		 char reason[512])
{
	struct text why = text_over(reason, 512);

	return expectation_parse(line, strlen(line), arena, expectation, &why);
}

/* A socket by what a line for it would say: "tcp *:22". */
static struct listener socket_at(enum protocol protocol, uint8_t family, const char *host,
				 uint16_t port)
{
	struct listener listener = { .protocol = protocol, .uid = (uid_t)-1 };

	listener.local.family = family;
	listener.local.port = port;
	if (family == AF_UNIX) {
		listener.local.path = host;
	} else if (strcmp(host, "*") == 0) {
		listener.local.dual = true;
	} else {
		assert_int_equal(inet_pton(family, host, listener.local.bytes), 1);
	}
	return listener;
}

static void reads_what_a_line_says(void **state)
{
	struct arena arena = { NULL };
	struct expectation line;
	char reason[512];

	(void)state;
	assert_int_equal(parse(&arena, "tcp 0.0.0.0:443 exe=/usr/sbin/nginx unit=nginx.service "
				       "user=root netns=blue", &line, reason), 1);
	assert_int_equal(line.protocol, PROTOCOL_TCP);
	assert_int_equal(line.local.family, AF_INET);
	assert_int_equal(line.local.port, 443);
	assert_int_equal(line.last_port, 443);
	assert_false(line.any_port || line.dynamic_port || line.has_prefix || line.kernel);
	assert_string_equal(line.exe, "/usr/sbin/nginx");
	assert_string_equal(line.unit, "nginx.service");
	assert_string_equal(line.user, "root");
	assert_string_equal(line.netns, "blue");

	assert_int_equal(parse(&arena, " \t udp *%eth0:dynamic\towner=kernel \r", &line, reason), 1);
	assert_true(line.local.dual && line.dynamic_port && line.kernel);
	assert_string_equal(line.local.device, "eth0");
	assert_null(line.exe);
	assert_null(line.netns);

	assert_int_equal(parse(&arena, "tcp 10.9.8.7/12%vlan.7:8000-8999", &line, reason), 1);
	assert_true(line.has_prefix);
	assert_int_equal(line.prefix, 12);
	assert_memory_equal(line.local.bytes, "\x0a\x00\x00\x00", 4);
	assert_int_equal(line.local.port, 8000);
	assert_int_equal(line.last_port, 8999);
	assert_string_equal(line.local.device, "vlan.7");

	assert_int_equal(parse(&arena, "udplite [fd00::1]/64:*", &line, reason), 1);
	assert_true(line.any_port && line.has_prefix && !line.local.dual);

	assert_int_equal(parse(&arena, "unix_seq /run/a\\ b\\*\\x2a*\\x0a?\\\\", &line, reason), 1);
	assert_string_equal(line.path_pattern, "/run/a b\\*\\**\n?\\\\");
	arena_free(&arena);
}

static void says_nothing(void **state)
{
	static const char *const lines[] = { "", " ", "\t \r", "#", "  # tcp *:22", "\r", "#\\" };
	struct arena arena = { NULL };
	struct expectation line = { .line = 77 };
	char reason[512];

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(parse(&arena, lines[i], &line, reason), 0);
	assert_int_equal(line.line, 77);
	arena_free(&arena);
}

static void tells_what_was_expected(void **state)
{
	static const struct { const char *line, *why; } cases[] = {
		{ "tcp *:x", "port 'x': expected a number, a range, dynamic or *" },
		{ "tcp *:", "port '': expected a number, a range, dynamic or *" },
		{ "tcp *:1-", "port '1-': expected a number, a range, dynamic or *" },
		{ "tcp *:65536", "port '65536': 65535 is the highest" },
		{ "tcp *:99999999999999999999",
		  "port '99999999999999999999': expected a number, a range, dynamic or *" },
		{ "tcp *:9-8", "port '9-8': a range begins with the lower one" },
		{ "tcp *", "'*': expected ADDRESS:PORT, or [ADDRESS]:PORT for IPv6" },
		{ "tcp ::1:22", "'::1:22': expected ADDRESS:PORT, or [ADDRESS]:PORT for IPv6" },
		{ "tcp [::1:22", "'[::1:22': expected ADDRESS:PORT, or [ADDRESS]:PORT for IPv6" },
		{ "tcp [::1]x:22", "'[::1]x:22': expected ADDRESS:PORT, or [ADDRESS]:PORT for IPv6" },
		{ "tcp [*]:22", "address '*': expected one of IPv6" },
		{ "tcp localhost:22", "address 'localhost': expected *, one of IPv4, or one of IPv6 in []" },
		{ "tcp */0:22", "prefix '0': * has none" },
		{ "tcp 1.2.3.4/33:22", "prefix '33': expected a number up to 32" },
		{ "tcp [::]/129:22", "prefix '129': expected a number up to 128" },
		{ "tcp *%:22", "'*%:22': expected a device behind the %" },
		{ "raw 0.0.0.0:dynamic", "port 'dynamic': of a raw socket it is the IP protocol" },
		{ "sctp *:22", "protocol 'sctp': expected tcp, mptcp, udp, udplite, raw, unix or unix_seq" },
		{ "tcpp *:22", "protocol 'tcpp': expected tcp, mptcp, udp, udplite, raw, unix or unix_seq" },
		{ "tcp", "behind 'tcp': expected an address or a path" },
		{ "unix", "behind 'unix': expected an address or a path" },
		{ "unix /a\\", "'/a\\': expected a character or xHH behind a backslash, not x00" },
		{ "unix /a\\x0g", "'/a\\x0g': expected a character or xHH behind a backslash, not x00" },
		{ "unix /a\\x00", "'/a\\x00': expected a character or xHH behind a backslash, not x00" },
		{ "tcp *:22 ssh", "'ssh': expected netns=, exe=, unit=, user= or owner=kernel" },
		{ "tcp *:22 # ssh", "'#': a comment has a line of its own" },
		{ "tcp *:22 pid=1", "attribute 'pid': expected netns=, exe=, unit=, user= or owner=kernel" },
		{ "tcp *:22 exe=/a user=b exe=/a", "attribute 'exe': is there twice" },
		{ "tcp *:22 exe=", "attribute 'exe': expected a value behind the =" },
		{ "tcp *:22 owner=root", "owner 'root': expected kernel" },
		{ "tcp *:22 owner=kernel unit=a", "owner=kernel is no process: it has no exe or unit" },
		{ "t\033[m\xff *:22", "protocol 't?[m?': expected tcp, mptcp, udp, udplite, raw, unix or unix_seq" },
	};
	struct arena arena = { NULL };
	struct expectation line = { .line = 77 };
	char reason[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(parse(&arena, cases[i].line, &line, reason), -EINVAL);
		assert_string_equal(reason, cases[i].why);
	}
	assert_int_equal(line.line, 77);
	arena_free(&arena);
}

static void a_line_ends_somewhere(void **state)
{
	struct arena arena = { NULL };
	struct expectation line;
	char reason[512], *bytes = malloc(EXPECTATION_LINE_MOST + 2);
	struct text why = TEXT_OVER(reason);

	(void)state;
	memset(bytes, 'a', EXPECTATION_LINE_MOST + 2);
	memcpy(bytes, "unix /", 6);
	bytes[EXPECTATION_LINE_MOST] = '\r';
	assert_int_equal(expectation_parse(bytes, EXPECTATION_LINE_MOST + 1, &arena, &line, &why), 1);
	assert_int_equal(strlen(line.path_pattern), EXPECTATION_LINE_MOST - 5);
	assert_int_equal(expectation_parse(bytes, EXPECTATION_LINE_MOST + 2, &arena, &line, &why),
			 -EINVAL);
	assert_string_equal(reason, "longer than 8192 bytes");
	why = TEXT_OVER(reason);
	assert_int_equal(expectation_parse("unix /a\0b", 9, &arena, &line, &why), -EINVAL);
	assert_string_equal(reason, "has a NUL byte");
	free(bytes);
	arena_free(&arena);
}

static void wildcards_match_bytes(void **state)
{
	static const struct { const char *pattern, *text; bool matches; } cases[] = {
		{ "", "", true }, { "", "a", false }, { "a", "", false }, { "*", "", true },
		{ "*", "anything", true }, { "?", "", false }, { "?", "\xff", true },
		{ "a*c", "abcbc", true }, { "a*c", "abcbd", false }, { "a**c", "ac", true },
		{ "\\*", "*", true }, { "\\*", "a", false }, { "\\?", "x", false },
		{ "\\\\", "\\", true }, { "a\\", "a\\", true }, { "*\\*", "ab*", true },
		{ "*\\*", "ab", false }, { "[a]", "a", false }, { "[a]", "[a]", true },
		{ "/run/*/x", "/run/a/b/x", true }, { "*a?b*", "xxaaab", true },
		{ "*a?b", "xab", false }, { "\\*a*", "*ab", true },
	};
	char plain[64];
	struct text text = TEXT_OVER(plain);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(expectation_matches_text(cases[i].pattern, cases[i].text),
				 cases[i].matches);
	assert_true(expectation_is_plain("/a\\*\\\\b", &text));
	assert_string_equal(plain, "/a*\\b");
	assert_false(expectation_is_plain("/a\\\\*", NULL));
	assert_false(expectation_is_plain("a?", NULL));
}

/* Steps grow with the product of both, and no faster. */
static void many_stars_end(void **state)
{
	char pattern[2048], text[4096];

	(void)state;
	for (size_t i = 0; i < sizeof pattern - 2; i += 2)
		memcpy(pattern + i, "a*", 2);
	memcpy(pattern + sizeof pattern - 2, "b", 2);
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_false(expectation_matches_text(pattern, text));
}

/* ---- fits ---- */

struct fit_case {
	const char *line;
	enum protocol protocol;
	uint8_t family;
	const char *host;
	uint16_t port;
	const char *device;
	enum expectation_fit fit;
};

static const struct fit_case fit_cases[] = {
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET, "127.0.0.1", 80, NULL, FIT_EXACT },
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET, "127.0.0.1", 81, NULL, FIT_NONE },
	{ "tcp 127.0.0.1:80", PROTOCOL_UDP, AF_INET, "127.0.0.1", 80, NULL, FIT_NONE },
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET, "127.0.0.2", 80, NULL, FIT_NONE },
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET, "0.0.0.0", 80, NULL, FIT_WIDER },
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET6, "*", 80, NULL, FIT_WIDER },
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET6, "::", 80, NULL, FIT_NONE },
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET6, "::ffff:127.0.0.1", 80, NULL, FIT_EXACT },
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET6, "::ffff:0.0.0.0", 80, NULL, FIT_WIDER },
	{ "tcp 127.0.0.1:80", PROTOCOL_TCP, AF_INET6, "::7f00:1", 80, NULL, FIT_NONE },
	{ "tcp [::1]:80", PROTOCOL_TCP, AF_INET6, "::1", 80, NULL, FIT_EXACT },
	{ "tcp [::1]:80", PROTOCOL_TCP, AF_INET6, "::", 80, NULL, FIT_WIDER },
	{ "tcp [::1]:80", PROTOCOL_TCP, AF_INET6, "*", 80, NULL, FIT_WIDER },
	{ "tcp [::1]:80", PROTOCOL_TCP, AF_INET, "0.0.0.0", 80, NULL, FIT_NONE },
	{ "tcp 0.0.0.0:80", PROTOCOL_TCP, AF_INET, "0.0.0.0", 80, NULL, FIT_EXACT },
	{ "tcp 0.0.0.0:80", PROTOCOL_TCP, AF_INET6, "*", 80, NULL, FIT_WIDER },
	{ "tcp 0.0.0.0:80", PROTOCOL_TCP, AF_INET, "127.0.0.1", 80, NULL, FIT_NONE },
	{ "tcp [::]:80", PROTOCOL_TCP, AF_INET6, "::", 80, NULL, FIT_EXACT },
	{ "tcp [::]:80", PROTOCOL_TCP, AF_INET6, "*", 80, NULL, FIT_WIDER },
	{ "tcp *:80", PROTOCOL_TCP, AF_INET6, "*", 80, NULL, FIT_EXACT },
	{ "tcp *:80", PROTOCOL_TCP, AF_INET6, "::", 80, NULL, FIT_NONE },
	{ "tcp *:80", PROTOCOL_TCP, AF_INET, "0.0.0.0", 80, NULL, FIT_NONE },
	{ "tcp 0.0.0.0%eth0:68", PROTOCOL_TCP, AF_INET, "0.0.0.0", 68, "eth0", FIT_EXACT },
	{ "tcp 0.0.0.0%eth0:68", PROTOCOL_TCP, AF_INET, "0.0.0.0", 68, "eth1", FIT_NONE },
	{ "tcp 0.0.0.0%eth0:68", PROTOCOL_TCP, AF_INET, "0.0.0.0", 68, NULL, FIT_WIDER },
	{ "tcp 0.0.0.0:68", PROTOCOL_TCP, AF_INET, "0.0.0.0", 68, "eth0", FIT_NONE },
	{ "tcp [fe80::1]%eth0:68", PROTOCOL_TCP, AF_INET6, "*", 68, NULL, FIT_WIDER },
	{ "tcp [fe80::1]%eth0:68", PROTOCOL_TCP, AF_INET6, "fe80::1", 68, "eth0", FIT_EXACT },
	{ "tcp 10.0.0.0/8:80", PROTOCOL_TCP, AF_INET, "10.255.0.1", 80, NULL, FIT_EXACT },
	{ "tcp 10.0.0.0/8:80", PROTOCOL_TCP, AF_INET6, "::ffff:10.1.1.1", 80, NULL, FIT_EXACT },
	{ "tcp 10.0.0.0/8:80", PROTOCOL_TCP, AF_INET, "11.0.0.1", 80, NULL, FIT_NONE },
	{ "tcp 10.0.0.0/8:80", PROTOCOL_TCP, AF_INET, "0.0.0.0", 80, NULL, FIT_WIDER },
	{ "tcp 10.0.0.0/8%e:80", PROTOCOL_TCP, AF_INET, "10.0.0.1", 80, NULL, FIT_WIDER },
	{ "tcp 172.16.0.0/12:80", PROTOCOL_TCP, AF_INET, "172.31.255.255", 80, NULL, FIT_EXACT },
	{ "tcp 172.16.0.0/12:80", PROTOCOL_TCP, AF_INET, "172.32.0.0", 80, NULL, FIT_NONE },
	{ "tcp 0.0.0.0/8:80", PROTOCOL_TCP, AF_INET, "0.0.0.0", 80, NULL, FIT_WIDER },
	{ "tcp 0.0.0.0/0:80", PROTOCOL_TCP, AF_INET, "0.0.0.0", 80, NULL, FIT_EXACT },
	{ "tcp 0.0.0.0/0:80", PROTOCOL_TCP, AF_INET, "1.2.3.4", 80, NULL, FIT_EXACT },
	{ "tcp 0.0.0.0/0:80", PROTOCOL_TCP, AF_INET6, "*", 80, NULL, FIT_WIDER },
	{ "tcp [::]/0:80", PROTOCOL_TCP, AF_INET6, "::", 80, NULL, FIT_EXACT },
	{ "tcp [::]/0:80", PROTOCOL_TCP, AF_INET6, "*", 80, NULL, FIT_WIDER },
	{ "tcp [::]/0:80", PROTOCOL_TCP, AF_INET, "1.2.3.4", 80, NULL, FIT_NONE },
	{ "tcp 1.2.3.4/32:80", PROTOCOL_TCP, AF_INET, "1.2.3.4", 80, NULL, FIT_EXACT },
	{ "tcp *:8000-8999", PROTOCOL_TCP, AF_INET6, "*", 8000, NULL, FIT_EXACT },
	{ "tcp *:8000-8999", PROTOCOL_TCP, AF_INET6, "*", 8999, NULL, FIT_EXACT },
	{ "tcp *:8000-8999", PROTOCOL_TCP, AF_INET6, "*", 9000, NULL, FIT_NONE },
	{ "tcp *:dynamic", PROTOCOL_TCP, AF_INET6, "*", 32768, NULL, FIT_EXACT },
	{ "tcp *:dynamic", PROTOCOL_TCP, AF_INET6, "*", 61000, NULL, FIT_NONE },
	{ "tcp *:*", PROTOCOL_TCP, AF_INET6, "*", 1, NULL, FIT_EXACT },
	{ "tcp *:0", PROTOCOL_TCP, AF_INET6, "*", 1, NULL, FIT_NONE },
	{ "tcp *:0", PROTOCOL_TCP, AF_INET6, "*", 0, NULL, FIT_EXACT },
	{ "tcp *:80", PROTOCOL_MPTCP, AF_INET6, "*", 80, NULL, FIT_EXACT },
	{ "mptcp *:80", PROTOCOL_TCP, AF_INET6, "*", 80, NULL, FIT_EXACT },
	{ "udplite *:80", PROTOCOL_UDP, AF_INET6, "*", 80, NULL, FIT_NONE },
	{ "raw *:58", PROTOCOL_RAW, AF_INET6, "*", 58, NULL, FIT_EXACT },
	{ "raw 0.0.0.0:1", PROTOCOL_RAW, AF_INET, "0.0.0.0", 1, NULL, FIT_EXACT },
	{ "unix /run/*.sock", PROTOCOL_UNIX_STREAM, AF_UNIX, "/run/a/b.sock", 0, NULL, FIT_EXACT },
	{ "unix /run/*.sock", PROTOCOL_UNIX_SEQPACKET, AF_UNIX, "/run/b.sock", 0, NULL, FIT_EXACT },
	{ "unix /run/*.sock", PROTOCOL_UNIX_STREAM, AF_UNIX, "/run/b.socke", 0, NULL, FIT_NONE },
	{ "unix @a@b", PROTOCOL_UNIX_STREAM, AF_UNIX, "@a@b", 0, NULL, FIT_EXACT },
	{ "unix \\*", PROTOCOL_UNIX_STREAM, AF_UNIX, NULL, 0, NULL, FIT_EXACT },
};

static void an_address_fits_or_is_wider(void **state)
{
	struct arena arena = { NULL };
	struct expectation line;
	char reason[512];

	(void)state;
	for (size_t i = 0; i < sizeof fit_cases / sizeof *fit_cases; i++) {
		const struct fit_case *at = &fit_cases[i];
		struct listener listener = socket_at(at->protocol, at->family, at->host, at->port);

		listener.local.device = at->device;
		listener.local.ifindex = at->device ? 3 : 0;
		assert_int_equal(parse(&arena, at->line, &line, reason), 1);
		if (expectation_fits(&line, &listener, NULL, usual) != at->fit)
			fail_msg("%s %s: %d", at->line, at->host ? at->host : "-", (int)at->fit);
		assert_int_equal(expectation_fits(&line, &listener, "blue", usual), FIT_NONE);
	}
	arena_free(&arena);
}

static void a_namespace_counts_by_name(void **state)
{
	struct listener listener = socket_at(PROTOCOL_TCP, AF_INET, "127.0.0.1", 80);
	struct arena arena = { NULL };
	struct expectation line;
	char reason[512];

	(void)state;
	assert_int_equal(parse(&arena, "tcp 127.0.0.1:80 netns=a*", &line, reason), 1);
	assert_int_equal(expectation_fits(&line, &listener, "a*", usual), FIT_EXACT);
	assert_int_equal(expectation_fits(&line, &listener, "ab", usual), FIT_NONE);
	assert_int_equal(expectation_fits(&line, &listener, NULL, usual), FIT_NONE);
	arena_free(&arena);
}

/* Where the range is not known nothing is in it. */
static void an_unknown_range_has_no_port(void **state)
{
	struct listener listener = socket_at(PROTOCOL_TCP, AF_INET6, "*", 0);
	struct arena arena = { NULL };
	struct expectation line;
	char reason[512];

	(void)state;
	assert_int_equal(parse(&arena, "tcp *:dynamic", &line, reason), 1);
	assert_int_equal(expectation_fits(&line, &listener, NULL, (struct expectation_ports){ 0, 0 }),
			 FIT_NONE);
	arena_free(&arena);
}

/* ---- owners ---- */

static struct process somebody(const char *exe, const char *exe_state, const char *unit,
			       const char *user, uid_t uid)
{
	struct process process = { .id = { .pid = 1234 }, .uid = uid };

	process.label[LABEL_EXECUTABLE] = exe;
	process.label[LABEL_EXECUTABLE_STATE] = exe_state;
	process.label[LABEL_UNIT] = unit;
	process.label[LABEL_PROCESS_USER] = user;
	return process;
}

static void says_what_differs_first(void **state)
{
	static const struct {
		const char *line, *exe, *exe_state, *unit, *user;
		uid_t uid;
		bool known;
		enum expectation_why why;
	} cases[] = {
		{ "exe=/b/a unit=a.service user=a", "/b/a", "", "a.service", "a", 7, true, WHY_EXPECTED },
		{ "exe=/b/a unit=a.service user=a", "/b/c", "", "b.service", "b", 7, true, WHY_OTHER_EXECUTABLE },
		{ "exe=/b/a unit=a.service user=a", "/b/a", "deleted", "b.service", "b", 7, true, WHY_REPLACED },
		{ "exe=/b/a unit=a.service user=a", "/b/a", "replaced", "a.service", "a", 7, true, WHY_REPLACED },
		{ "exe=/b/a unit=a.service user=a", "/b/a", "", "b.service", "b", 7, true, WHY_OTHER_UNIT },
		{ "exe=/b/a unit=a.service user=a", "/b/a", "", "", "a", 7, true, WHY_OTHER_UNIT },
		{ "exe=/b/a unit=a.service user=a", "/b/a", "", "a.service", "b", 7, true, WHY_OTHER_USER },
		{ "exe=/b/a unit=a.service user=a", NULL, NULL, "a.service", "a", 7, false, WHYS },
		{ "exe=/b/a unit=a.service user=a", "/b/a", NULL, "a.service", "a", 7, false, WHYS },
		{ "exe=/b/a unit=a.service user=a", NULL, NULL, "a.service", "b", 7, true, WHY_OTHER_USER },
		{ "exe=/b/a unit=a.service user=a", "/b/a", "", "a.service", NULL, 7, false, WHYS },
		/* Deleted, or called so: nobody knows yet. */
		{ "exe=/b/a", "/b/a (deleted)", NULL, NULL, "a", 7, false, WHYS },
		{ "exe=/b/?", "/b/a (deleted)", NULL, NULL, "a", 7, false, WHYS },
		{ "exe=/b/a", "/b/c (deleted)", NULL, NULL, "a", 7, true, WHY_OTHER_EXECUTABLE },
		{ "exe=/b/a", "/b/a (deleted)", "", NULL, "a", 7, true, WHY_OTHER_EXECUTABLE },
		{ "exe=/b/a", " (deleted)", NULL, NULL, "a", 7, true, WHY_OTHER_EXECUTABLE },
		{ "exe=/b/a user=b", "/b/a (deleted)", NULL, NULL, "a", 7, true, WHY_OTHER_USER },
		{ "user=a", NULL, NULL, NULL, "a", 7, true, WHY_EXPECTED },
		{ "user=7", NULL, NULL, NULL, "a", 7, true, WHY_EXPECTED },
		{ "user=7", NULL, NULL, NULL, NULL, 7, true, WHY_EXPECTED },
		{ "user=8", NULL, NULL, NULL, "a", 7, true, WHY_OTHER_USER },
		{ "user=www-*", NULL, NULL, NULL, "www-data", 7, true, WHY_EXPECTED },
		{ "user=a", NULL, NULL, NULL, NULL, (uid_t)-1, false, WHYS },
		{ "owner=kernel", NULL, NULL, NULL, NULL, 0, true, WHY_OTHER_EXECUTABLE },
		{ "", NULL, NULL, NULL, NULL, (uid_t)-1, true, WHY_EXPECTED },
	};
	struct arena arena = { NULL };
	struct expectation line;
	char reason[512], words[256];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct process process = somebody(cases[i].exe, cases[i].exe_state, cases[i].unit,
						  cases[i].user, cases[i].uid);
		enum expectation_why why = WHYS;
		struct text text = TEXT_OVER(words);

		text_format(&text, "tcp *:80 %s", cases[i].line);
		assert_int_equal(parse(&arena, words, &line, reason), 1);
		assert_int_equal(expectation_owner(&line, &process, &why), cases[i].known);
		assert_int_equal(why, cases[i].why);
		assert_int_equal(expectation_takes_anybody(&line), !*cases[i].line);
	}
	arena_free(&arena);
}

static void nobody_is_the_kernel(void **state)
{
	static const struct { const char *line; enum expectation_why why; } cases[] = {
		{ "tcp *:80", WHY_EXPECTED },
		{ "tcp *:80 owner=kernel", WHY_EXPECTED },
		{ "tcp *:80 owner=kernel user=root", WHY_EXPECTED },
		{ "tcp *:80 owner=kernel user=0", WHY_EXPECTED },
		{ "tcp *:80 owner=kernel user=bob", WHY_OTHER_USER },
		{ "tcp *:80 exe=/a user=b", WHY_OTHER_EXECUTABLE },
		{ "tcp *:80 unit=a", WHY_OTHER_UNIT },
		{ "tcp *:80 user=root", WHY_OTHER_USER },
	};
	struct arena arena = { NULL };
	struct expectation line;
	struct listener listener = { .uid = 0, .label[LABEL_USER] = "root" };
	char reason[512], buffer[256];
	struct text text = TEXT_OVER(buffer);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(parse(&arena, cases[i].line, &line, reason), 1);
		assert_int_equal(expectation_nobody(&line, &listener), cases[i].why);
	}
	/* In flight, or io_uring's: no process has a descriptor of it, and a user made it. */
	listener.uid = 7;
	listener.label[LABEL_USER] = "bob";
	listener.local.family = AF_INET;
	listener.local.port = 80;
	assert_int_equal(parse(&arena, "tcp 0.0.0.0:80 owner=kernel", &line, reason), 1);
	assert_int_equal(expectation_nobody(&line, &listener), WHY_OTHER_USER);
	expectation_format(&listener, NULL, NULL, true, true, &text);
	assert_string_equal(buffer, "tcp 0.0.0.0:80 owner=kernel user=bob");
	assert_int_equal(parse(&arena, buffer, &line, reason), 1);
	assert_int_equal(expectation_nobody(&line, &listener), WHY_EXPECTED);
	listener.uid = (uid_t)-1;
	listener.label[LABEL_USER] = NULL;
	assert_int_equal(parse(&arena, "tcp 0.0.0.0:80 owner=kernel", &line, reason), 1);
	assert_int_equal(expectation_nobody(&line, &listener), WHY_EXPECTED);
	arena_free(&arena);
}

static void names_each_reason(void **state)
{
	(void)state;
	assert_null(expectation_why_name(WHY_EXPECTED));
	assert_string_equal(expectation_why_name(WHY_NEW), "new");
	assert_string_equal(expectation_why_name(WHY_OTHER_EXECUTABLE), "other-executable");
	for (int why = WHY_NEW; why < WHYS; why++)
		assert_non_null(expectation_why_name((enum expectation_why)why));
}

static void permissions_demand_nothing(void **state)
{
	static const struct { const char *line; bool permits; } cases[] = {
		{ "tcp *:80", false },		 { "tcp *:80-90", false },
		{ "tcp 10.0.0.0/8:80", false },	 { "tcp *:dynamic", true },
		{ "tcp *:*", true },		 { "unix /run/x\\*", false },
		{ "unix /run/x*", true },
	};
	struct arena arena = { NULL };
	struct expectation line;
	char reason[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(parse(&arena, cases[i].line, &line, reason), 1);
		assert_int_equal(expectation_permits(&line), cases[i].permits);
	}
	arena_free(&arena);
}

/* ---- written ---- */

static void writes_a_line(void **state)
{
	static const struct {
		const char *exe, *unit, *user, *netns;
		bool kernel, dynamic;
		const char *line;
	} cases[] = {
		{ "/usr/sbin/nginx", "nginx.service", "root", NULL, false, false,
		  "tcp 0.0.0.0%eth0:443 exe=/usr/sbin/nginx unit=nginx.service user=root" },
		{ "/o p/*?\\\n\xff\xc3\xa4\xe2\x80\xae", "", NULL, "b c", false, false,
		  "tcp 0.0.0.0%eth0:443 netns=b\\x20c "
		  "exe=/o\\x20p/\\*\\?\\\\\\x0a\\xff\xc3\xa4\\xe2\\x80\\xae user=33" },
		{ "", "session-4.scope", "root", NULL, false, true,
		  "tcp 0.0.0.0%eth0:dynamic user=root" },
		{ NULL, "user-1000.slice", "root", NULL, false, false, "tcp 0.0.0.0%eth0:443 user=root" },
		{ NULL, "init.scope", "root", NULL, false, false,
		  "tcp 0.0.0.0%eth0:443 unit=init.scope user=root" },
		{ NULL, "run-r12ab.service", "root", NULL, false, false, "tcp 0.0.0.0%eth0:443 user=root" },
		{ NULL, NULL, NULL, NULL, true, true, "tcp 0.0.0.0%eth0:dynamic owner=kernel" },
	};
	struct listener listener = socket_at(PROTOCOL_TCP, AF_INET, "0.0.0.0", 443);
	char buffer[EXPECTATION_LINE_MOST + 1];

	(void)state;
	listener.local.device = "eth0";
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct process owner = somebody(cases[i].exe, "", cases[i].unit, cases[i].user, 33);
		struct text line = TEXT_OVER(buffer);

		expectation_format(&listener, &owner, cases[i].netns, cases[i].kernel,
				   cases[i].dynamic, &line);
		assert_string_equal(buffer, cases[i].line);
	}
}

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* Bytes that mean something to somebody, more often than by chance. */
static const char *random_word(uint32_t *random, size_t most, char word[256])
{
	static const char hostile[] = "* ?\\#%=@[]/:.-x0\t\n\r\033\x7f\x80\xff\xc3\xa4\xe2\x80\xae\"'";
	size_t size = 1 + next_random(random) % most;

	for (size_t i = 0; i < size; i++)
		word[i] = next_random(random) % 2 ?
			  hostile[next_random(random) % (sizeof hostile - 1)] :
			  (char)(1 + next_random(random) % 255);
	word[size] = '\0';
	return word;
}

struct words {
	char path[256], device[256], exe[256], unit[256], user[256], netns[256];
};

static struct listener random_listener(uint32_t *random, struct words *words)
{
	static const enum protocol protocols[] = {
		PROTOCOL_TCP, PROTOCOL_MPTCP, PROTOCOL_UDP, PROTOCOL_UDPLITE, PROTOCOL_RAW,
		PROTOCOL_UNIX_STREAM, PROTOCOL_UNIX_SEQPACKET,
	};
	static const char *const hosts[] = { "::", "::1", "fe80::1", "::ffff:10.1.2.3",
					     "::ffff:0.0.0.0", "fd00::", "ff02::fb" };
	struct listener listener = { .uid = (uid_t)-1 };
	struct address *local = &listener.local;
	uint32_t kind = next_random(random) % 4;

	listener.protocol = protocols[next_random(random) % 7];
	local->port = (uint16_t)(next_random(random) % 8 ? next_random(random) : 0);
	if (listener.protocol >= PROTOCOL_UNIX_STREAM) {
		local->family = AF_UNIX;
		local->port = 0;
		local->path = kind ? random_word(random, 108, words->path) : NULL;
		return listener;
	}
	local->family = kind ? AF_INET6 : AF_INET;
	local->dual = kind && next_random(random) % 2;
	if (kind == 1)
		inet_pton(AF_INET6, hosts[next_random(random) % 7], local->bytes);
	for (size_t i = 0; i < (kind ? 16 : 4) && kind != 1 && next_random(random) % 8; i++)
		local->bytes[i] = (uint8_t)next_random(random);
	local->ifindex = next_random(random) % 3;
	/* dev_valid_name() takes all but these. */
	if (local->ifindex == 2) {
		random_word(random, 15, words->device);
		for (char *at = words->device; *at; at++)
			*at = strchr("/: \t\n\r\v\f", *at) ? '_' : *at;
		local->device = words->device;
	}
	return listener;
}

/* What was written of a socket and its owner is read as what expects them. */
static void what_is_written_is_expected(void **state)
{
	uint32_t random = 88172645;
	char buffer[EXPECTATION_LINE_MOST + 1], again[EXPECTATION_LINE_MOST + 1], reason[512];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct words words;
		struct listener listener = random_listener(&random, &words);
		struct process owner = somebody(random_word(&random, 200, words.exe), "",
						random_word(&random, 60, words.unit),
						random_word(&random, 30, words.user), 33);
		const char *netns = i % 3 ? NULL : random_word(&random, 20, words.netns);
		bool dynamic = i % 7 == 0, kernel = i % 5 == 0;
		struct expectation_ports ports = { listener.local.port, listener.local.port };
		struct text line = TEXT_OVER(buffer), copy = TEXT_OVER(again);
		struct arena arena = { NULL };
		struct expectation read;
		enum expectation_why why = WHY_MISSING;

		ports.last += ports.last == 0;
		listener.uid = i % 2 ? 0 : 1000;
		listener.label[LABEL_USER] = i % 4 ? words.user : NULL;
		expectation_format(&listener, &owner, netns, kernel, dynamic, &line);
		assert_false(line.cut);
		text_printable(&copy, buffer, false);
		assert_string_equal(buffer, again);
		if (parse(&arena, buffer, &read, reason) != 1)
			fail_msg("%s: %s", buffer, reason);
		assert_int_equal(read.protocol, listener.protocol);
		if (expectation_fits(&read, &listener, netns, ports) != FIT_EXACT)
			fail_msg("%s does not fit itself", buffer);
		if (kernel)
			assert_int_equal(expectation_nobody(&read, &listener), WHY_EXPECTED);
		else
			assert_true(expectation_owner(&read, &owner, &why) && why == WHY_EXPECTED);
		arena_free(&arena);
	}
}

/* Parts of a line are written as it has them. */
static void writes_parts_of_a_line(void **state)
{
	static const struct { const char *line, *local, *owner; } cases[] = {
		{ "tcp 10.1.0.0/8%a*b:1-2", "10.0.0.0/8%a\\*b:1-2", "" },
		{ "tcp [fd00::1]/64:dynamic user=a* exe=/b\\ c", "[fd00::]/64:dynamic",
		  "exe=/b\\x20c user=a*" },
		{ "tcp *:* owner=kernel", "*:*", "owner=kernel" },
		{ "unix /a\\?*\\x07 unit=x", "/a\\?*\\x07", "unit=x" },
		{ "udp *:0", "*:0", "" },
	};
	struct arena arena = { NULL };
	struct expectation line;
	char reason[512], buffer[256];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = TEXT_OVER(buffer);

		assert_int_equal(parse(&arena, cases[i].line, &line, reason), 1);
		expectation_format_local(&line, &text);
		assert_string_equal(buffer, cases[i].local);
		text = TEXT_OVER(buffer);
		expectation_format_owner(&line, &text);
		assert_string_equal(buffer, cases[i].owner);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_a_line_says),
		cmocka_unit_test(says_nothing),
		cmocka_unit_test(tells_what_was_expected),
		cmocka_unit_test(a_line_ends_somewhere),
		cmocka_unit_test(wildcards_match_bytes),
		cmocka_unit_test(many_stars_end),
		cmocka_unit_test(an_address_fits_or_is_wider),
		cmocka_unit_test(a_namespace_counts_by_name),
		cmocka_unit_test(an_unknown_range_has_no_port),
		cmocka_unit_test(says_what_differs_first),
		cmocka_unit_test(nobody_is_the_kernel),
		cmocka_unit_test(names_each_reason),
		cmocka_unit_test(permissions_demand_nothing),
		cmocka_unit_test(writes_a_line),
		cmocka_unit_test(what_is_written_is_expected),
		cmocka_unit_test(writes_parts_of_a_line),
	};

	return cmocka_run_group_tests_name("fact_expectation", tests, NULL, NULL);
}
