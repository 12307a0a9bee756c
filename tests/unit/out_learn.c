/* out_learn.c - a baseline of what listens: which lines, whose, in what order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_judge.h"
#include "out_host.h"

#include "fact/expectation.h"
#include "out/learn.h"

enum { NETNS = 4026531840, OTHER_NETNS = 4026532999 };

static void owned_by(struct snapshot *snap, uint32_t process)
{
	snapshot_add_owner(snap, (uint32_t)snap->listeners.count - 1, process, 5);
}

static void nobody_has_it(struct listener *listener, enum ownerless why)
{
	facts_set(&listener->facts, FACT_OWNERLESS, why);
}

static uint32_t runs(struct snapshot *snap, pid_t pid, pid_t parent, const char *executable,
		     const char *user)
{
	uint32_t index = host_process(snap, pid, "x", "x");
	struct process *process = &snap->processes.items[index];

	process->parent_pid = parent;
	process->uid = 0;
	process->label[LABEL_EXECUTABLE] = executable;
	process->label[LABEL_EXECUTABLE_STATE] = "";
	process->label[LABEL_UNIT] = "";
	process->label[LABEL_PROCESS_USER] = user;
	return index;
}

static struct snapshot *begin(void)
{
	struct snapshot *snap = snapshot_new((struct instant){ .wall = HOST_WALL });
	struct netns *netns = snapshot_add_netns(snap);

	netns->inode = NETNS;
	facts_set(&netns->facts, FACT_IP_LOCAL_PORT_FIRST, 32768);
	facts_set(&netns->facts, FACT_IP_LOCAL_PORT_LAST, 60999);
	netns = snapshot_add_netns(snap);
	netns->inode = OTHER_NETNS;
	netns->name = "blue";
	return snap;
}

struct told {
	char *text;                     /* without the comments above all */
	char *whole;
	struct learned learned;
};

/* Takes the snapshot. */
static struct told learn(struct snapshot *snap, const char *filter, void (*change)(struct query *))
{
	char buffer[256];
	struct text why = TEXT_OVER(buffer);
	struct model *model = model_new();
	struct told told = { 0 };
	struct query query;
	struct scene scene;
	size_t size;
	FILE *file = open_memstream(&told.whole, &size);

	if (!snap->sealed)
		snapshot_seal(snap);
	model_update(model, snap);
	scene = host_scene(model, 1);
	query_init(&query, TABLE_LISTENERS, 0);
	assert_true(query_set_filter(&query, filter, &why));
	if (change)
		change(&query);
	assert_true(learn_write(file, &scene, &query, &told.learned));
	assert_int_equal(fclose(file), 0);
	query_free(&query);
	model_free(model);
	assert_harmless(told.whole, false);
	told.text = told.whole;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(*told.text, '#');
		told.text = strchr(told.text, '\n') + 1;
	}
	return told;
}

static void expect(struct snapshot *snap, const char *expected)
{
	struct told told = learn(snap, NULL, NULL);

	assert_string_equal(told.text, expected);
	free(told.whole);
}

/* ---- */

static void sorts_by_place(void **state)
{
	struct snapshot *snap = begin();
	uint32_t one = runs(snap, 20, 1, "/usr/bin/one", "root");
	struct listener *listener;

	(void)state;
	host_listener(snap, PROTOCOL_UNIX_STREAM, AF_UNIX, "/run/x.sock", 0);
	owned_by(snap, one);
	host_listener(snap, PROTOCOL_UDP, AF_INET, "127.0.0.1", 53);
	owned_by(snap, one);
	host_listener(snap, PROTOCOL_TCP, AF_INET6, "::1", 22);
	owned_by(snap, one);
	host_listener(snap, PROTOCOL_TCP, AF_INET, "10.0.0.1", 22);
	owned_by(snap, one);
	host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 8080);
	owned_by(snap, one);
	host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 443);
	owned_by(snap, one);
	listener = host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 443);
	listener->id.netns = OTHER_NETNS;
	owned_by(snap, one);
	expect(snap, "tcp 0.0.0.0:443 exe=/usr/bin/one user=root\n"
		     "tcp 0.0.0.0:443 netns=blue exe=/usr/bin/one user=root\n"
		     "tcp 0.0.0.0:8080 exe=/usr/bin/one user=root\n"
		     "tcp 10.0.0.1:22 exe=/usr/bin/one user=root\n"
		     "tcp [::1]:22 exe=/usr/bin/one user=root\n"
		     "udp 127.0.0.1:53 exe=/usr/bin/one user=root\n"
		     "unix /run/x.sock exe=/usr/bin/one user=root\n");
}

/* Members of a SO_REUSEPORT group, and several descriptors of one. */
static void tells_each_once(void **state)
{
	struct snapshot *snap = begin();
	struct told told;

	(void)state;
	for (pid_t pid = 20; pid < 24; pid++) {
		uint32_t worker = runs(snap, pid, 1, "/usr/bin/one", "root");

		host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 443);
		owned_by(snap, worker);
		snapshot_add_owner(snap, (uint32_t)snap->listeners.count - 1, worker, 6);
	}
	told = learn(snap, NULL, NULL);
	assert_string_equal(told.text, "tcp 0.0.0.0:443 exe=/usr/bin/one user=root\n");
	assert_int_equal(told.learned.lines, 1);
	assert_int_equal(told.learned.ownerless, 0);
	free(told.whole);
}

/* A worker may have the lower pid: pids begin anew. */
static void prefers_the_master(void **state)
{
	struct snapshot *snap = begin();
	uint32_t worker = runs(snap, 20, 900, "/usr/sbin/nginx", "www-data");
	uint32_t second = runs(snap, 901, 20, "/usr/sbin/nginx", "aaa");
	uint32_t master = runs(snap, 900, 1, "/usr/sbin/nginx", "root");

	(void)state;
	host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 443);
	owned_by(snap, worker);
	owned_by(snap, second);
	owned_by(snap, master);
	expect(snap, "tcp 0.0.0.0:443 exe=/usr/sbin/nginx user=root\n");
}

/* Where nobody started the other, no pid decides; one whose executable is known does. */
static void prefers_by_no_pid(void **state)
{
	struct snapshot *snap = begin();
	uint32_t owners[] = {
		runs(snap, 20, 0, NULL, "aaa"),
		runs(snap, 21, 0, "/usr/bin/two", "root"),
		runs(snap, 22, 0, "/usr/bin/one", "root"),
		runs(snap, 23, 0, "/usr/bin/three", "root"),
	};

	(void)state;
	host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 443);
	for (size_t i = 0; i < 4; i++)
		owned_by(snap, owners[i]);
	expect(snap, "tcp 0.0.0.0:443 exe=/usr/bin/one user=root\n");
}

/* No kernel says so; a pid that went to another between two looks may. */
static void survives_circles(void **state)
{
	struct snapshot *snap = begin();
	uint32_t one = runs(snap, 20, 21, "/usr/bin/one", "root");
	uint32_t two = runs(snap, 21, 20, "/usr/bin/one", "root");

	(void)state;
	host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 443);
	owned_by(snap, one);
	owned_by(snap, two);
	expect(snap, "tcp 0.0.0.0:443 exe=/usr/bin/one user=root\n");
}

static void says_where_no_owner_is_known(void **state)
{
	struct snapshot *snap = begin();
	struct told told;

	(void)state;
	nobody_has_it(host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 22), OWNERLESS_HIDDEN);
	nobody_has_it(host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 23), OWNERLESS_NOT_YET);
	nobody_has_it(host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 24), OWNERLESS_CLOSED);
	/* Its port may be set as well as taken. */
	nobody_has_it(host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 40000), OWNERLESS_HIDDEN);
	told = learn(snap, NULL, NULL);
	assert_string_equal(told.text, "# owner not known: any process would do\n"
				       "tcp 0.0.0.0:22\n"
				       "# owner not known: any process would do\n"
				       "tcp 0.0.0.0:23\n"
				       "# owner not known: any process would do\n"
				       "tcp 0.0.0.0:40000\n");
	assert_int_equal(told.learned.lines, 3);
	assert_int_equal(told.learned.ownerless, 3);
	free(told.whole);
}

/* nlm_init() and the like: another port each time the machine starts. */
static void tells_the_kernels_own(void **state)
{
	struct snapshot *snap = begin();
	uint32_t one = runs(snap, 20, 1, "/usr/bin/one", "root");
	struct told told;

	(void)state;
	nobody_has_it(host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 40000), OWNERLESS_NOBODY);
	nobody_has_it(host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 2049), OWNERLESS_NOBODY);
	nobody_has_it(host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 50000), OWNERLESS_NOBODY);
	nobody_has_it(host_listener(snap, PROTOCOL_UDP, AF_INET, "0.0.0.0", 111), OWNERLESS_NOBODY);
	host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 45000);
	owned_by(snap, one);
	told = learn(snap, NULL, NULL);
	assert_string_equal(told.text, "tcp 0.0.0.0:2049 owner=kernel\n"
				       "tcp 0.0.0.0:45000 exe=/usr/bin/one user=root\n"
				       "tcp 0.0.0.0:dynamic owner=kernel\n"
				       "udp 0.0.0.0:111 owner=kernel\n");
	assert_int_equal(told.learned.ownerless, 0);
	free(told.whole);
}

static void leaves_clients_out(void **state)
{
	struct snapshot *snap = begin();
	uint32_t one = runs(snap, 20, 1, "/usr/bin/one", "root");
	struct told told;

	(void)state;
	host_listener(snap, PROTOCOL_UDP, AF_INET, "0.0.0.0", 32768);
	owned_by(snap, one);
	host_listener(snap, PROTOCOL_UDPLITE, AF_INET, "0.0.0.0", 60999);
	owned_by(snap, one);
	host_listener(snap, PROTOCOL_UDP, AF_INET, "0.0.0.0", 32767);
	owned_by(snap, one);
	host_listener(snap, PROTOCOL_UDP, AF_INET, "0.0.0.0", 61000);
	owned_by(snap, one);
	/* Its range is not known. */
	host_listener(snap, PROTOCOL_UDP, AF_INET, "0.0.0.0", 40000)->id.netns = OTHER_NETNS;
	owned_by(snap, one);
	told = learn(snap, NULL, NULL);
	assert_string_equal(told.text, "udp 0.0.0.0:32767 exe=/usr/bin/one user=root\n"
				       "udp 0.0.0.0:40000 netns=blue exe=/usr/bin/one user=root\n"
				       "udp 0.0.0.0:61000 exe=/usr/bin/one user=root\n");
	assert_int_equal(told.learned.clients, 2);
	assert_int_equal(told.learned.lines, 3);
	free(told.whole);
}

static void tells_what_listens(void **state)
{
	struct snapshot *snap = begin();
	struct listener *listener;

	(void)state;
	listener = host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 22);
	facts_set(&listener->facts, FACT_STATE, STATE_BOUND);
	listener = host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 23);
	facts_set(&listener->facts, FACT_STATE, STATE_MISSING);
	expect(snap, "");
}

static void hide_idle(struct query *query)
{
	query->hide_idle = query->only_marked = query->ghosts = true;
}

static void only_udp(struct query *query)
{
	query->selection.protocols = PROTOCOL_BIT(PROTOCOL_UDP);
}

/* What a screen would hide is learned; what was not asked for is not. */
static void takes_what_was_asked_for(void **state)
{
	static const struct { const char *filter; void (*change)(struct query *); const char *text; }
	cases[] = {
		{ NULL, hide_idle, "tcp 0.0.0.0:22 owner=kernel\nudp 0.0.0.0:53 owner=kernel\n" },
		{ NULL, only_udp, "udp 0.0.0.0:53 owner=kernel\n" },
		{ "port=22", NULL, "tcp 0.0.0.0:22 owner=kernel\n" },
		{ "port=23", NULL, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct snapshot *snap = begin();
		struct listener *listener;
		struct told told;

		listener = host_listener(snap, PROTOCOL_UDP, AF_INET, "0.0.0.0", 53);
		nobody_has_it(listener, OWNERLESS_NOBODY);
		host_queue(listener, 0, 212992);
		facts_set(&listener->facts, FACT_DROPS, 0);
		nobody_has_it(host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", 22),
			      OWNERLESS_NOBODY);
		told = learn(snap, cases[i].filter, cases[i].change);
		assert_string_equal(told.text, cases[i].text);
		free(told.whole);
	}
}

/* However long a path is, the line is whole; and no byte of it is another line. */
static void cuts_nothing(void **state)
{
	struct snapshot *snap = begin();
	char path[4096], *end;
	uint32_t one;
	struct told told;

	(void)state;
	memset(path, '\033', sizeof path - 1);
	path[0] = '/';
	path[sizeof path - 3] = '\n';
	path[sizeof path - 2] = 'z';
	path[sizeof path - 1] = '\0';
	one = runs(snap, 20, 1, path, "last");
	host_listener(snap, PROTOCOL_UNIX_STREAM, AF_UNIX, "/run/a b\nc", 0);
	owned_by(snap, one);
	told = learn(snap, NULL, NULL);
	assert_true(strlen(told.text) > 3 * sizeof path);
	end = strstr(told.text, "z user=last\n");
	assert_non_null(end);
	assert_string_equal(end, "z user=last\n");
	assert_int_equal(strcspn(told.text, "\n"), strlen(told.text) - 1);
	free(told.whole);
}

/* Whatever strangers call themselves, each line is one that a baseline may have. */
static void can_be_read_again(void **state)
{
	struct told told = learn(host_snapshot(0), NULL, NULL);
	struct arena arena = { 0 };
	size_t lines = 0;

	(void)state;
	for (const char *at = told.whole; *at; at += strcspn(at, "\n") + 1) {
		char buffer[256];
		struct text why = TEXT_OVER(buffer);
		struct expectation expectation;
		int read = expectation_parse(at, strcspn(at, "\n"), &arena, &expectation, &why);

		if (read < 0)
			fail_msg("%s", buffer);
		lines += read;
	}
	assert_int_equal(lines, 5);
	assert_int_equal(told.learned.lines, 5);
	arena_free(&arena);
	free(told.whole);
}

/* The same twice, whatever the order that sockets and processes come in. */
static void is_quiet_when_compared(void **state)
{
	struct told told[2];

	(void)state;
	for (int run = 0; run < 2; run++) {
		struct snapshot *snap = begin();
		uint32_t one = runs(snap, run ? 90 : 20, 0, "/usr/bin/one", "root");
		uint32_t two = runs(snap, run ? 80 : 21, 0, "/usr/bin/two", "root");

		for (int i = 0; i < 2; i++) {
			host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0",
				      run ? (uint16_t)(80 + i) : (uint16_t)(81 - i));
			owned_by(snap, two);
			owned_by(snap, one);
		}
		told[run] = learn(snap, NULL, NULL);
	}
	assert_string_equal(told[0].whole, told[1].whole);
	free(told[0].whole);
	free(told[1].whole);
}

static void says_that_it_could_not_be_written(void **state)
{
	struct snapshot *snap = begin();
	struct model *model = model_new();
	struct learned learned;
	struct query query;
	struct scene scene;
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	setvbuf(full, NULL, _IONBF, 0);
	snapshot_seal(snap);
	model_update(model, snap);
	scene = host_scene(model, 1);
	query_init(&query, TABLE_LISTENERS, 0);
	assert_false(learn_write(full, &scene, &query, &learned));
	assert_int_equal(errno, ENOSPC);
	fclose(full);
	query_free(&query);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts_by_place),
		cmocka_unit_test(tells_each_once),
		cmocka_unit_test(prefers_the_master),
		cmocka_unit_test(prefers_by_no_pid),
		cmocka_unit_test(survives_circles),
		cmocka_unit_test(says_where_no_owner_is_known),
		cmocka_unit_test(tells_the_kernels_own),
		cmocka_unit_test(leaves_clients_out),
		cmocka_unit_test(tells_what_listens),
		cmocka_unit_test(takes_what_was_asked_for),
		cmocka_unit_test(cuts_nothing),
		cmocka_unit_test(can_be_read_again),
		cmocka_unit_test(is_quiet_when_compared),
		cmocka_unit_test(says_that_it_could_not_be_written),
	};

	return cmocka_run_group_tests_name("out_learn", tests, NULL, NULL);
}
