/* source_names.c - names off the files of a captured host, and their lines. */
#include "source/sources.h"

#include "source_host.h"

#include "source/names_text.h"

static const char passwd[] =
	"root:x:0:0:root:/root:/bin/bash\n"
	"toor:x:0:0::/:\n"
	":x:7:7::/:\n"
	"bad:x:seven:7::/:\n"
	"negative:x:-1:7::/:\n"
	"huge:x:4294967295:7::/:\n"
	"short:x:33\n"
	"lonely\n"
	"\n"
	"last:x:65534:";

static const char services[] =
	"# a comment\n"
	"http\t\t80/tcp\t\twww # web\n"
	"https 443/tcp\n"
	"http3 443/udp\n"
	"domain  53/udp#x\n"
	"sctp-only 9/sctp\n"
	"toohigh 65536/tcp\n"
	"second 80/tcp\n"
	"noslash 81\n"
	" 82/tcp\n";

static void add_nouns(struct snapshot *snap, void *arg)
{
	static const struct { enum protocol protocol; uint16_t port; uid_t uid; } listeners[] = {
		{ PROTOCOL_TCP, 80, 0 },
		{ PROTOCOL_MPTCP, 443, 33 },
		{ PROTOCOL_UDP, 443, 7 },
		{ PROTOCOL_UDPLITE, 53, 65534 },
		{ PROTOCOL_RAW, 80, (uid_t)-1 },
		{ PROTOCOL_TCP, 81, 1234 },
		{ PROTOCOL_UNIX_STREAM, 0, 0 },
	};

	(void)arg;
	for (size_t i = 0; i < sizeof listeners / sizeof *listeners; i++) {
		struct listener *listener = snapshot_add_listener(snap);

		listener->protocol = listeners[i].protocol;
		listener->local.port = listeners[i].port;
		listener->uid = listeners[i].uid;
	}
	snapshot_add_process(snap)->uid = 33;
	snapshot_add_process(snap);
}

static void check_captured(void **state)
{
	static const char *const users[] = { "root", "short", NULL, "last", NULL, NULL, "root" };
	static const char *const names[] = { "http", "https", "http3", "domain", NULL, NULL, NULL };
	struct testhost *made = *state;
	struct snapshot *snap;

	tree_write(made->tree, "etc/passwd", passwd);
	tree_write(made->tree, "etc/services", services);
	made->source = source_names(testhost_open(made));
	snap = testhost_tick(made, UINT64_MAX, add_nouns, NULL);
	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];

		if (users[i])
			assert_string_equal(listener->label[LABEL_USER], users[i]);
		else
			assert_null(listener->label[LABEL_USER]);
		if (names[i])
			assert_string_equal(listener->label[LABEL_SERVICE], names[i]);
		else
			assert_string_equal(listener->label[LABEL_SERVICE], "");
	}
	assert_string_equal(snap->processes.items[0].label[LABEL_PROCESS_USER], "short");
	assert_null(snap->processes.items[1].label[LABEL_PROCESS_USER]);
	snapshot_free(snap);
}

static void check_captured_without_files(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	made->source = source_names(testhost_open(made));
	snap = testhost_tick(made, UINT64_MAX, add_nouns, NULL);
	assert_null(snap->listeners.items[0].label[LABEL_USER]);
	assert_null(snap->listeners.items[0].label[LABEL_SERVICE]);
	snapshot_free(snap);
}

struct seen {
	enum name_kind kind;
	uint32_t number;
	char name[64];
	unsigned times;
};

static void on_name(enum name_kind kind, uint32_t number, const char *name, size_t size, void *arg)
{
	struct seen *seen = arg;

	seen->kind = kind;
	seen->number = number;
	assert_true(size < sizeof seen->name);
	memcpy(seen->name, name, size);
	seen->name[size] = '\0';
	seen->times++;
}

/* What is noted for a capture is read back as it was. */
static void check_lines_round_trip(void **state)
{
	static const struct { enum name_kind kind; uint32_t number; const char *name; } cases[] = {
		{ NAME_USER, 0, "root" },
		{ NAME_USER, 4294967294, "DOM\\some one" },
		{ NAME_TCP, 80, "http" },
		{ NAME_UDP, 65535, "last-one" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char line[128];
		struct text text = TEXT_OVER(line);
		struct seen seen = { .times = 0 };

		assert_true(names_write_line(&text, cases[i].kind, cases[i].number, cases[i].name));
		if (cases[i].kind == NAME_USER)
			names_read_passwd(line, text.length, on_name, &seen);
		else
			names_read_services(line, text.length, on_name, &seen);
		assert_int_equal(seen.times, 1);
		assert_int_equal(seen.kind, cases[i].kind);
		assert_int_equal(seen.number, cases[i].number);
		assert_string_equal(seen.name, cases[i].name);
	}
}

static void check_names_that_break_lines(void **state)
{
	static const struct { enum name_kind kind; const char *name; } cases[] = {
		{ NAME_USER, "a:b" }, { NAME_USER, "a\nroot:x:0" }, { NAME_USER, "" },
		{ NAME_TCP, "a b" }, { NAME_TCP, "a#b" }, { NAME_UDP, "a\nb" },
	};
	char line[128];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = TEXT_OVER(line);

		assert_false(names_write_line(&text, cases[i].kind, 1, cases[i].name));
	}
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_captured),
		TEST(check_captured_without_files),
		cmocka_unit_test(check_lines_round_trip),
		cmocka_unit_test(check_names_that_break_lines),
	};

	return cmocka_run_group_tests_name("source_names", tests, NULL, NULL);
}
