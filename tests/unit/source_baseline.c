/* source_baseline.c - a file of expectations: trusted, read, searched, read again, added to. */
#include "source/baseline.h"

#include "base/clock.h"
#include "fact/snapshot.h"
#include "wire_tree.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>

#include <cmocka.h>

static struct baseline *open_at(const struct tree *tree, const char *name)
{
	char reason[PATH_MAX + 512];
	struct text why = TEXT_OVER(reason);
	struct baseline *baseline = NULL;

	if (baseline_open(tree_path(tree, name), &baseline, &why) != 0)
		fail_msg("%s", reason);
	assert_non_null(baseline);
	return baseline;
}

static struct baseline *open_with(const struct tree *tree, const char *content)
{
	tree_write(tree, "expected", content);
	return open_at(tree, "expected");
}

/* What the reason ends in; it begins with the file's name. */
static const char *refusal(const struct tree *tree, const char *name, int error)
{
	static char reason[PATH_MAX + 512];
	struct text why = TEXT_OVER(reason);
	struct baseline *baseline = (struct baseline *)&why;
	const char *path = tree_path(tree, name);

	assert_int_equal(baseline_open(path, &baseline, &why), error);
	assert_ptr_equal(baseline, &why);
	assert_memory_equal(reason, path, strlen(path));
	return reason + strlen(path);
}

static void reads_good_lines_beside_bad_ones(void **state)
{
	struct baseline *baseline = open_with(*state, "\xef\xbb\xbf# ours\r\n"
						      "\r\n"
						      "tcp *:22 exe=/usr/sbin/sshd\r\n"
						      "tcp *:x\n"
						      "\tudp *:53\n"
						      "udp *:53 pid=12\n"
						      "unix /run/x");
	size_t first = 0;
	const char *line;

	assert_int_equal(baseline_count(baseline), 3);
	assert_int_equal(baseline_at(baseline, 0)->line, 3);
	assert_string_equal(baseline_at(baseline, 0)->exe, "/usr/sbin/sshd");
	assert_int_equal(baseline_at(baseline, 1)->line, 5);
	assert_string_equal(baseline_at(baseline, 2)->path_pattern, "/run/x");
	assert_int_equal(baseline_bad_lines(baseline, &first), 2);
	assert_int_equal(first, 4);
	assert_true(baseline_complaint(baseline, 0, &line));
	assert_memory_equal(line, baseline_path(baseline), strlen(baseline_path(baseline)));
	assert_string_equal(line + strlen(baseline_path(baseline)),
			    ":4: port 'x': expected a number, a range, dynamic or *");
	assert_true(baseline_complaint(baseline, 1, &line));
	assert_non_null(strstr(line, ":6: attribute 'pid': "));
	assert_false(baseline_complaint(baseline, 2, &line));
	baseline_close(baseline);
}

static void many_bad_lines_are_counted(void **state)
{
	char content[4096];
	struct text text = TEXT_OVER(content);
	struct baseline *baseline;
	const char *line;
	size_t first, n = 0;

	for (int i = 0; i < 100; i++)
		text_add(&text, i % 10 ? "no line\n" : "\n");
	baseline = open_with(*state, content);
	assert_int_equal(baseline_bad_lines(baseline, &first), 90);
	assert_int_equal(first, 2);
	while (baseline_complaint(baseline, n, &line))
		n++;
	assert_int_equal(n, BASELINE_COMPLAINTS);
	assert_int_equal(baseline_count(baseline), 0);
	baseline_close(baseline);
}

static void refuses_what_is_no_text_of_ours(void **state)
{
	const struct tree *tree = *state;
	static char big[BASELINE_MOST + 1];

	tree_write_bytes(tree, "binary", "tcp *:22\n\0ELF", 13);
	assert_string_equal(refusal(tree, "binary", -EBADMSG), ": is no text file");
	mkfifo(tree_path(tree, "fifo"), 0600);
	assert_string_equal(refusal(tree, "fifo", -EINVAL), ": is no regular file");
	tree_write(tree, "open", "tcp *:22\n");
	chmod(tree_path(tree, "open"), 0602);
	assert_string_equal(refusal(tree, "open", -EPERM), ": others may write to it");
	assert_string_equal(refusal(tree, "none", -ENOENT), ": No such file or directory");
	assert_string_equal(refusal(tree, ".", -EINVAL), ": is a directory");
	memset(big, '\n', sizeof big);
	tree_write_bytes(tree, "big", big, sizeof big);
	assert_string_equal(refusal(tree, "big", -EFBIG), ": is too big");
	tree_write_bytes(tree, "most", big, sizeof big - 1);
	baseline_close(open_at(tree, "most"));
}

static void an_empty_file_expects_nothing(void **state)
{
	struct baseline *baseline = open_with(*state, "");
	struct listener listener = { .local.family = AF_INET };
	size_t first;

	assert_int_equal(baseline_count(baseline), 0);
	assert_int_equal(baseline_bad_lines(baseline, &first), 0);
	assert_true(baseline_next(baseline, &listener, SIZE_MAX) == SIZE_MAX);
	baseline_close(baseline);
	baseline_close(NULL);
}

/* ---- found by address ---- */

static struct listener socket_at(enum protocol protocol, const char *host, uint16_t port)
{
	struct listener listener = { .protocol = protocol };

	listener.local.family = strchr(host, '/') ? AF_UNIX :
				strchr(host, ':') || *host == '*' ? AF_INET6 : AF_INET;
	listener.local.port = port;
	listener.local.dual = *host == '*';
	if (listener.local.family == AF_UNIX)
		listener.local.path = host;
	else if (*host != '*')
		assert_int_equal(inet_pton(listener.local.family, host, listener.local.bytes), 1);
	return listener;
}

/* "1,3" of lines that fit in whichever way, out of those it came to. */
static const char *found(const struct baseline *baseline, const struct listener *listener,
			 size_t *looked_at)
{
	static char lines[256];
	struct text text = TEXT_OVER(lines);
	size_t at = SIZE_MAX;

	*looked_at = 0;
	while ((at = baseline_next(baseline, listener, at)) != SIZE_MAX) {
		const struct expectation *line = baseline_at(baseline, at);

		assert_true(++*looked_at < 100000);
		if (expectation_fits(line, listener, NULL,
				     (struct expectation_ports){ 32768, 60999 }) != FIT_NONE)
			text_format(&text, "%s%zu", text.length ? "," : "", line->line);
	}
	return lines;
}

static void finds_all_that_may_fit(void **state)
{
	static const char content[] =
		"tcp 127.0.0.1:80\n"            /* 1 */
		"tcp 10.0.0.1:80\n"
		"tcp *:80\n"
		"tcp 0.0.0.0:80\n"
		"tcp 10.0.0.0/8:80\n"           /* 5 */
		"tcp *:1-100\n"
		"tcp *:*\n"
		"mptcp 127.0.0.1:80\n"
		"udp 127.0.0.1:80\n"
		"tcp 127.0.0.1%lo:80\n"         /* 10 */
		"tcp [::1]:80\n"
		"unix /run/a\\*b\n"
		"unix_seq /run/*\n"
		"tcp *:dynamic\n";
	static const struct {
		enum protocol protocol;
		const char *host;
		uint16_t port;
		const char *lines;
	} cases[] = {
		{ PROTOCOL_TCP, "127.0.0.1", 80, "1,8,10" },
		{ PROTOCOL_MPTCP, "127.0.0.1", 80, "1,8,10" },
		{ PROTOCOL_TCP, "::ffff:127.0.0.1", 80, "1,8,10" },
		{ PROTOCOL_TCP, "10.0.0.1", 80, "2,5" },
		{ PROTOCOL_TCP, "10.0.0.2", 80, "5" },
		{ PROTOCOL_TCP, "0.0.0.0", 80, "1,2,4,8,10,5" },
		{ PROTOCOL_TCP, "*", 80, "1,2,3,4,8,10,11,5,6,7" },
		{ PROTOCOL_TCP, "::", 80, "11" },
		{ PROTOCOL_TCP, "::ffff:0.0.0.0", 80, "1,2,4,8,10,5" },
		{ PROTOCOL_TCP, "*", 33000, "7,14" },
		{ PROTOCOL_UDP, "127.0.0.1", 80, "9" },
		{ PROTOCOL_UDPLITE, "127.0.0.1", 80, "" },
		{ PROTOCOL_UNIX_STREAM, "/run/a*b", 0, "12,13" },
		{ PROTOCOL_UNIX_SEQPACKET, "/run/c", 0, "13" },
		{ PROTOCOL_UNIX_STREAM, "/tmp/c", 0, "" },
	};
	struct baseline *baseline = open_with(*state, content);
	size_t looked_at;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct listener listener = socket_at(cases[i].protocol, cases[i].host, cases[i].port);

		assert_string_equal(found(baseline, &listener, &looked_at), cases[i].lines);
	}
	baseline_close(baseline);
}

/* Each comes to a few lines, not to all. */
static void ten_thousand_lines_are_a_handful(void **state)
{
	char *content = malloc(1 << 20);
	struct text text = text_over(content, 1 << 20);
	struct baseline *baseline;
	struct listener listener;
	size_t looked_at, most = 0, sum = 0;

	for (int i = 0; i < 10000; i++)
		text_format(&text, "tcp 127.0.%d.%d:%d exe=/usr/bin/x\n", i / 250 % 4, i % 250 + 1,
			    80 + i / 1000);
	baseline = open_with(*state, content);
	assert_int_equal(baseline_count(baseline), 10000);
	for (int i = 0; i < 1000; i++) {
		char host[32];
		struct text name = TEXT_OVER(host);

		text_format(&name, "127.0.%d.%d", i / 250, i % 250 + 1);
		listener = socket_at(PROTOCOL_TCP, host, 80);
		assert_int_not_equal(*found(baseline, &listener, &looked_at), '\0');
		most = looked_at > most ? looked_at : most;
		sum += looked_at;
	}
	assert_true(most < 20);
	assert_true(sum < 4000);
	baseline_close(baseline);
	free(content);
}

/* One by one, but without a closer look. */
static void far_ranges_are_passed_over(void **state)
{
	char content[4096];
	struct text text = TEXT_OVER(content);
	struct listener listener = socket_at(PROTOCOL_TCP, "*", 350);
	struct baseline *baseline;
	size_t looked_at;

	for (int i = 0; i < 100; i++)
		text_format(&text, "tcp *:%d-%d\n", i * 10, i * 10 + 9);
	baseline = open_with(*state, content);
	assert_string_equal(found(baseline, &listener, &looked_at), "36");
	assert_int_equal(looked_at, 1);
	baseline_close(baseline);
}

/* ---- read again ---- */

static void reads_it_again_when_it_changed(void **state)
{
	struct baseline *baseline = open_with(*state, "tcp *:22\n");
	uint64_t now = 100 * CLOCK_SECOND, edition = baseline_edition(baseline);
	size_t first;

	assert_int_equal(baseline_refresh(baseline, now), 0);
	tree_write(*state, "expected", "tcp *:22\nudp *:53\nbad\n");
	assert_int_equal(baseline_refresh(baseline, now + CLOCK_SECOND), 0);
	assert_int_equal(baseline_edition(baseline), edition);
	assert_int_equal(baseline_refresh(baseline, now + 2 * CLOCK_SECOND), 1);
	assert_int_not_equal(baseline_edition(baseline), edition);
	assert_int_equal(baseline_count(baseline), 2);
	assert_int_equal(baseline_bad_lines(baseline, &first), 1);
	assert_int_equal(baseline_refresh(baseline, now + 4 * CLOCK_SECOND), 0);
	tree_write(*state, "expected", "");
	assert_int_equal(baseline_refresh(baseline, now + 5 * CLOCK_SECOND), 0);
	baseline_touch(baseline);
	assert_int_equal(baseline_refresh(baseline, now + 5 * CLOCK_SECOND), 1);
	assert_int_equal(baseline_count(baseline), 0);
	assert_int_equal(baseline_bad_lines(baseline, &first), 0);
	baseline_close(baseline);
}

/* What was read last stays, and each tick is told. */
static void keeps_what_it_read(void **state)
{
	const struct tree *tree = *state;
	struct baseline *baseline = open_with(tree, "tcp *:22\n");
	uint64_t now = 100 * CLOCK_SECOND;

	chmod(tree_path(tree, "expected"), 0666);
	assert_int_equal(baseline_refresh(baseline, now), -EPERM);
	assert_int_equal(baseline_refresh(baseline, now + CLOCK_SECOND), -EPERM);
	assert_int_equal(baseline_refresh(baseline, now + 2 * CLOCK_SECOND), -EPERM);
	tree_write_bytes(tree, "expected", "\0", 1);
	chmod(tree_path(tree, "expected"), 0600);
	assert_int_equal(baseline_refresh(baseline, now + 4 * CLOCK_SECOND), -EBADMSG);
	unlink(tree_path(tree, "expected"));
	assert_int_equal(baseline_refresh(baseline, now + 6 * CLOCK_SECOND), -ENOENT);
	assert_int_equal(baseline_count(baseline), 1);
	tree_write(tree, "expected", "tcp *:22\ntcp *:23\n");
	assert_int_equal(baseline_refresh(baseline, now + 8 * CLOCK_SECOND), 1);
	assert_int_equal(baseline_refresh(baseline, now + 9 * CLOCK_SECOND), 0);
	assert_int_equal(baseline_count(baseline), 2);
	baseline_close(baseline);
}

/* ---- added to ---- */

static void adds_lines(void **state)
{
	const struct tree *tree = *state;
	struct baseline *baseline = open_with(tree, "tcp *:22");
	char reason[PATH_MAX + 512];
	struct text why = TEXT_OVER(reason);

	chmod(tree_path(tree, "expected"), 0640);
	assert_int_equal(baseline_append(tree_path(tree, "expected"), "tcp *:23\n", &why), 0);
	assert_string_equal(tree_read(tree, "expected"), "tcp *:22\ntcp *:23\n");
	assert_int_equal(tree_mode(tree, "expected"), 0640);
	baseline_touch(baseline);
	assert_int_equal(baseline_refresh(baseline, 1), 1);
	assert_int_equal(baseline_count(baseline), 2);
	assert_int_equal(baseline_append(tree_path(tree, "new"), "tcp *:23\n", &why), 0);
	assert_string_equal(tree_read(tree, "new"), "tcp *:23\n");
	assert_int_equal(tree_mode(tree, "new"), 0600);
	chmod(tree_path(tree, "new"), 0620);
	assert_int_equal(baseline_append(tree_path(tree, "new"), "tcp *:24\n", &why), -EPERM);
	assert_non_null(strstr(reason, "/new: others may write to it"));
	assert_string_equal(tree_read(tree, "new"), "tcp *:23\n");
	baseline_close(baseline);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, tree_make, tree_remove)
	const struct CMUnitTest tests[] = {
		TEST(reads_good_lines_beside_bad_ones),
		TEST(many_bad_lines_are_counted),
		TEST(refuses_what_is_no_text_of_ours),
		TEST(an_empty_file_expects_nothing),
		TEST(finds_all_that_may_fit),
		TEST(ten_thousand_lines_are_a_handful),
		TEST(far_ranges_are_passed_over),
		TEST(reads_it_again_when_it_changed),
		TEST(keeps_what_it_read),
		TEST(adds_lines),
	};

	return cmocka_run_group_tests_name("source_baseline", tests, NULL, NULL);
}
