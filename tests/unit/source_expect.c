/* source_expect.c - listeners compared with a baseline, and what is missing. */
#include "source/sources.h"

#include "base/clock.h"
#include "fact/snapshot.h"
#include "source/baseline.h"
#include "wire_tree.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { NETNS = 4026531840, OTHER_NETNS = 4026532000 };

static const protocol_set everything =
	PROTOCOL_BIT(PROTOCOL_TCP) | PROTOCOL_BIT(PROTOCOL_MPTCP) | PROTOCOL_BIT(PROTOCOL_UDP) |
	PROTOCOL_BIT(PROTOCOL_UDPLITE) | PROTOCOL_BIT(PROTOCOL_RAW) |
	PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) | PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET);

struct world {
	struct tree *tree;
	struct baseline *baseline;
	struct source *source;
	struct snapshot *snap;
	uint64_t now;
};

static int make(void **state)
{
	struct world *world = calloc(1, sizeof *world);

	*state = world;
	return tree_make((void **)&world->tree);
}

static void drop(struct world *world)
{
	snapshot_free(world->snap);
	world->snap = NULL;
	if (world->source)
		world->source->close(world->source);
	world->source = NULL;
	baseline_close(world->baseline);
	world->baseline = NULL;
}

static int unmake(void **state)
{
	struct world *world = *state;

	drop(world);
	tree_remove((void **)&world->tree);
	free(world);
	return 0;
}

static struct netns *begin_tick(struct world *world)
{
	struct netns *netns;

	snapshot_free(world->snap);
	world->now += 10 * CLOCK_SECOND;
	world->snap = snapshot_new((struct instant){ world->now, world->now, world->now });
	netns = snapshot_add_netns(world->snap);
	netns->inode = NETNS;
	facts_set(&netns->facts, FACT_IP_LOCAL_PORT_FIRST, 32768);
	facts_set(&netns->facts, FACT_IP_LOCAL_PORT_LAST, 60999);
	return netns;
}

static void expect_only(struct world *world, const char *lines, protocol_set wanted)
{
	char reason[PATH_MAX + 512];
	struct text why = TEXT_OVER(reason);

	drop(world);
	tree_write(world->tree, "expected", lines);
	if (baseline_open(tree_path(world->tree, "expected"), &world->baseline, &why) != 0)
		fail_msg("%s", reason);
	world->source = source_expect(world->baseline, wanted);
	begin_tick(world);
}

static void expect(struct world *world, const char *lines)
{
	expect_only(world, lines, everything);
}

/* Its index; owners are added by hold(). */
static uint32_t add(struct world *world, enum protocol protocol, const char *host, uint16_t port)
{
	struct listener *listener = snapshot_add_listener(world->snap);
	uint32_t index = (uint32_t)(world->snap->listeners.count - 1);

	listener->id = (struct listener_id){ NETNS, 1000 + index, ID_COOKIE };
	listener->protocol = protocol;
	listener->local.port = port;
	listener->local.dual = *host == '*';
	listener->local.family = strchr(host, '/') ? AF_UNIX :
				 strchr(host, ':') || *host == '*' ? AF_INET6 : AF_INET;
	if (listener->local.family == AF_UNIX)
		listener->local.path = host;
	else if (*host != '*')
		assert_int_equal(inet_pton(listener->local.family, host, listener->local.bytes), 1);
	facts_set(&listener->facts, FACT_STATE,
		  protocol == PROTOCOL_UDP ? STATE_UNCONNECTED : STATE_LISTEN);
	return index;
}

static struct process *hold(struct world *world, uint32_t listener, const char *exe,
			    const char *unit, const char *user)
{
	struct process *process = snapshot_add_process(world->snap);

	process->id.pid = (pid_t)world->snap->processes.count + 99;
	process->label[LABEL_EXECUTABLE] = exe;
	process->label[LABEL_EXECUTABLE_STATE] = exe ? "" : NULL;
	process->label[LABEL_UNIT] = unit;
	process->label[LABEL_PROCESS_USER] = user;
	snapshot_add_owner(world->snap, listener, (uint32_t)world->snap->processes.count - 1, 3);
	return process;
}

static void nobody_holds(struct world *world, uint32_t listener, enum ownerless reason)
{
	facts_set(&world->snap->listeners.items[listener].facts, FACT_OWNERLESS, reason);
}

static void tick(struct world *world)
{
	world->source->collect(world->source, world->snap, 0);
	snapshot_seal(world->snap);
}

static int64_t fact(const struct world *world, uint32_t listener, enum fact_id id)
{
	int64_t value = -1;

	facts_get(&world->snap->listeners.items[listener].facts, id, &value);
	return value;
}

static const char *label(const struct world *world, uint32_t listener, enum listener_label id)
{
	return world->snap->listeners.items[listener].label[id];
}

static void assert_judged(const struct world *world, uint32_t listener, const char *why,
			  const char *detail)
{
	assert_int_equal(fact(world, listener, FACT_UNEXPECTED), *why ? 1 : 0);
	assert_int_equal(fact(world, listener, FACT_MISSING), 0);
	assert_string_equal(label(world, listener, LABEL_UNEXPECTED_WHY), why);
	assert_string_equal(label(world, listener, LABEL_UNEXPECTED_DETAIL), detail);
	assert_null(label(world, listener, LABEL_NOT_JUDGED));
}

/* Nothing is said; `why_not` NULL: it will be. */
static void assert_unjudged(const struct world *world, uint32_t listener, const char *why_not)
{
	assert_int_equal(fact(world, listener, FACT_UNEXPECTED), -1);
	assert_int_equal(fact(world, listener, FACT_MISSING), 0);
	assert_null(label(world, listener, LABEL_UNEXPECTED_WHY));
	assert_null(label(world, listener, LABEL_UNEXPECTED_DETAIL));
	if (!why_not) {
		assert_null(label(world, listener, LABEL_NOT_JUDGED));
		return;
	}
	assert_non_null(label(world, listener, LABEL_NOT_JUDGED));
	assert_memory_equal(label(world, listener, LABEL_NOT_JUDGED), why_not, strlen(why_not));
}

/* The rows of what is missing, behind those that were seen. */
static size_t missing(const struct world *world)
{
	size_t count = 0;

	for (uint32_t i = 0; i < world->snap->listeners.count; i++)
		count += fact(world, i, FACT_MISSING) == 1;
	return count;
}

/* ---- judged ---- */

static const char lines[] = "tcp 0.0.0.0:443 exe=/usr/sbin/nginx unit=nginx.service user=root\n"
			    "tcp 127.0.0.1:5432 exe=/usr/bin/postgres\n"
			    "tcp 0.0.0.0:443 exe=/usr/sbin/haproxy user=haproxy\n"
			    "tcp *:111 owner=kernel\n"
			    "tcp *:80\n";

static void each_difference_has_its_word(void **state)
{
	static const struct {
		const char *host;
		uint16_t port;
		const char *exe, *unit, *user, *why, *detail;
	} cases[] = {
		{ "0.0.0.0", 443, "/usr/sbin/nginx", "nginx.service", "root", "", "line 1" },
		{ "0.0.0.0", 443, "/usr/sbin/haproxy", "", "haproxy", "", "line 3" },
		{ "0.0.0.0", 443, "/tmp/nginx", "nginx.service", "root", "other-executable",
		  "line 1 expects exe=/usr/sbin/nginx" },
		{ "0.0.0.0", 443, "/usr/sbin/nginx", "x.service", "root", "other-unit",
		  "line 1 expects unit=nginx.service" },
		{ "0.0.0.0", 443, "/usr/sbin/nginx", "nginx.service", "nobody", "other-user",
		  "line 1 expects user=root" },
		{ "0.0.0.0", 443, "/usr/sbin/haproxy", "", "root", "other-user",
		  "line 3 expects user=haproxy" },
		{ "0.0.0.0", 5432, "/usr/bin/postgres", "", "postgres", "wider",
		  "line 2 expects 127.0.0.1:5432" },
		{ "0.0.0.0", 5432, "/tmp/x", "", "me", "wider", "line 2 expects 127.0.0.1:5432" },
		{ "0.0.0.0", 8080, "/tmp/x", "", "me", "new", "no line for it" },
		{ "*", 111, "/sbin/rpcbind", "", "_rpc", "other-executable",
		  "line 4 expects owner=kernel" },
		{ "*", 80, "/anything", NULL, NULL, "", "line 5" },
	};
	struct world *world = *state;

	expect(world, lines);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		hold(world, add(world, PROTOCOL_TCP, cases[i].host, cases[i].port), cases[i].exe,
		     cases[i].unit, cases[i].user);
	tick(world);
	for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_judged(world, i, cases[i].why, cases[i].detail);
	assert_int_equal(missing(world), 0);
	assert_int_equal(world->snap->baseline.lines, 5);
	assert_string_equal(world->snap->baseline.path, baseline_path(world->baseline));
}

static void a_file_that_changed_is_told(void **state)
{
	struct world *world = *state;

	expect(world, lines);
	hold(world, add(world, PROTOCOL_TCP, "0.0.0.0", 443), "/usr/sbin/nginx", "nginx.service",
	     "root")->label[LABEL_EXECUTABLE_STATE] = "deleted";
	hold(world, add(world, PROTOCOL_TCP, "127.0.0.1", 5432), "/usr/bin/postgres", "", "postgres")
		->label[LABEL_EXECUTABLE_STATE] = "replaced";
	tick(world);
	assert_judged(world, 0, "replaced",
		      "line 1 expects exe=/usr/sbin/nginx, and that file was deleted since");
	assert_judged(world, 1, "replaced",
		      "line 2 expects exe=/usr/bin/postgres, and that file was replaced since");
}

/* The one with the lowest pid may be a worker, which may run as another user. */
static void any_of_its_owners_will_do(void **state)
{
	struct world *world = *state;
	uint32_t two;

	expect(world, lines);
	add(world, PROTOCOL_TCP, "127.0.0.1", 22);
	two = add(world, PROTOCOL_TCP, "0.0.0.0", 443);
	hold(world, two, "/usr/sbin/nginx", "nginx.service", "www-data");
	hold(world, 0, "/usr/sbin/sshd", "", "root");
	hold(world, two, "/usr/sbin/nginx", "nginx.service", "root");
	tick(world);
	assert_judged(world, two, "", "line 1");
	assert_judged(world, 0, "new", "no line for it");
}

static void says_nothing_before_it_knows(void **state)
{
	struct world *world = *state;
	uint32_t searched, unread, elsewhere, partly;

	expect(world, lines);
	searched = add(world, PROTOCOL_TCP, "0.0.0.0", 8080);
	nobody_holds(world, searched, OWNERLESS_NOT_YET);
	elsewhere = add(world, PROTOCOL_TCP, "*", 80);
	unread = add(world, PROTOCOL_TCP, "0.0.0.0", 443);
	hold(world, unread, NULL, "nginx.service", "root");
	partly = add(world, PROTOCOL_TCP, "0.0.0.0", 443);
	hold(world, partly, NULL, "other.service", "other");
	tick(world);
	assert_unjudged(world, searched, NULL);
	assert_unjudged(world, elsewhere, NULL);
	assert_unjudged(world, unread, NULL);
	assert_judged(world, partly, "other-user", "line 3 expects user=haproxy");
}

/* Another one that holds it may still be found, until all were looked at. */
static void waits_for_the_first_search(void **state)
{
	struct world *world = *state;
	uint32_t good, bad;

	expect(world, lines);
	snapshot_add_gap(world->snap, "owner", "processes", 0, POWER_NONE);
	good = add(world, PROTOCOL_TCP, "127.0.0.1", 5432);
	hold(world, good, "/usr/bin/postgres", "", "postgres");
	bad = add(world, PROTOCOL_TCP, "127.0.0.1", 5432);
	hold(world, bad, "/tmp/x", "", "me");
	tick(world);
	assert_judged(world, good, "", "line 2");
	assert_unjudged(world, bad, NULL);
}

static void a_hidden_owner_leaves_the_address(void **state)
{
	struct world *world = *state;

	expect(world, lines);
	nobody_holds(world, add(world, PROTOCOL_TCP, "0.0.0.0", 443), OWNERLESS_HIDDEN);
	nobody_holds(world, add(world, PROTOCOL_TCP, "0.0.0.0", 8080), OWNERLESS_HIDDEN);
	nobody_holds(world, add(world, PROTOCOL_TCP, "0.0.0.0", 5432), OWNERLESS_HIDDEN);
	nobody_holds(world, add(world, PROTOCOL_TCP, "*", 80), OWNERLESS_HIDDEN);
	tick(world);
	assert_unjudged(world, 0, "owner: ");
	assert_judged(world, 1, "new", "no line for it");
	assert_judged(world, 2, "wider", "line 2 expects 127.0.0.1:5432");
	assert_judged(world, 3, "", "line 5");
}

static void nobody_is_the_kernel(void **state)
{
	struct world *world = *state;

	expect(world, lines);
	nobody_holds(world, add(world, PROTOCOL_TCP, "*", 111), OWNERLESS_NOBODY);
	nobody_holds(world, add(world, PROTOCOL_TCP, "127.0.0.1", 5432), OWNERLESS_NOBODY);
	nobody_holds(world, add(world, PROTOCOL_TCP, "*", 80), OWNERLESS_NOBODY);
	nobody_holds(world, add(world, PROTOCOL_TCP, "*", 2049), OWNERLESS_NOBODY);
	tick(world);
	assert_judged(world, 0, "", "line 4");
	assert_judged(world, 1, "other-executable",
		      "line 2 expects exe=/usr/bin/postgres, and no process holds it");
	assert_judged(world, 2, "", "line 5");
	assert_judged(world, 3, "new", "no line for it");
}

/* In flight between two processes, or registered with io_uring. */
static void what_a_user_made_is_not_the_kernels(void **state)
{
	struct world *world = *state;

	expect(world, "tcp *:111 owner=kernel\n"
		      "tcp *:2049 owner=kernel user=bob\n");
	for (uint32_t i = 0; i < 3; i++)
		nobody_holds(world, add(world, PROTOCOL_TCP, "*", i ? 2049 : 111),
			     OWNERLESS_NOBODY);
	world->snap->listeners.items[0].uid = 1000;
	world->snap->listeners.items[1].uid = 1000;
	world->snap->listeners.items[1].label[LABEL_USER] = "bob";
	world->snap->listeners.items[2].uid = 1001;
	world->snap->listeners.items[2].label[LABEL_USER] = "eve";
	tick(world);
	assert_judged(world, 0, "other-user",
		      "line 1 expects owner=kernel, and another user made it");
	assert_judged(world, 1, "", "line 2");
	assert_judged(world, 2, "other-user",
		      "line 2 expects owner=kernel user=bob, and another user made it");
}

/* Each client of DNS has one. */
static void clients_are_not_judged(void **state)
{
	struct world *world = *state;
	uint32_t client, server, tcp, resolver, other, named, wider, unknown;

	expect(world, "udp 0.0.0.0:dynamic exe=/usr/bin/resolver\n"
		      "udp 0.0.0.0:40000 exe=/usr/bin/server\n");
	client = add(world, PROTOCOL_UDP, "10.0.0.1", 45678);
	server = add(world, PROTOCOL_UDP, "0.0.0.0", 53);
	tcp = add(world, PROTOCOL_TCP, "0.0.0.0", 45678);
	resolver = add(world, PROTOCOL_UDP, "0.0.0.0", 45678);
	other = add(world, PROTOCOL_UDP, "0.0.0.0", 45679);
	named = add(world, PROTOCOL_UDP, "0.0.0.0", 40000);
	wider = add(world, PROTOCOL_UDP, "*", 40000);
	for (uint32_t i = 0; i <= wider; i++)
		hold(world, i, i == resolver ? "/usr/bin/resolver" : "/usr/bin/x", "", "me");
	unknown = add(world, PROTOCOL_UDP, "10.0.0.2", 45678);
	nobody_holds(world, unknown, OWNERLESS_NOT_YET);
	tick(world);
	assert_unjudged(world, client, "client: ");
	assert_judged(world, server, "new", "no line for it");
	assert_judged(world, tcp, "new", "no line for it");
	assert_judged(world, resolver, "", "line 1");
	assert_unjudged(world, other, "client: ");
	assert_judged(world, named, "other-executable", "line 2 expects exe=/usr/bin/server");
	assert_judged(world, wider, "wider", "line 2 expects 0.0.0.0:40000");
	assert_unjudged(world, unknown, "client: ");
}

/* A line for any port is about those of its owner, else all were other-executable. */
static void permissions_are_about_their_owner(void **state)
{
	struct world *world = *state;

	expect(world, "tcp 127.0.0.1:* exe=/usr/bin/code user=me\n"
		      "tcp *:dynamic owner=kernel\n"
		      "unix /run/user/* user=me\n");
	hold(world, add(world, PROTOCOL_TCP, "127.0.0.1", 4000), "/usr/bin/code", "", "me");
	hold(world, add(world, PROTOCOL_TCP, "127.0.0.1", 4000), "/usr/bin/other", "", "me");
	hold(world, add(world, PROTOCOL_TCP, "127.0.0.1", 4000), "/usr/bin/code", "", "you");
	hold(world, add(world, PROTOCOL_TCP, "0.0.0.0", 4000), "/usr/bin/code", "", "me");
	hold(world, add(world, PROTOCOL_TCP, "0.0.0.0", 4000), "/usr/bin/other", "", "me");
	hold(world, add(world, PROTOCOL_TCP, "*", 40000), "/usr/bin/other", "", "me");
	hold(world, add(world, PROTOCOL_UNIX_STREAM, "/run/user/1/x", 0), "/usr/bin/x", "", "you");
	nobody_holds(world, add(world, PROTOCOL_TCP, "*", 40000), OWNERLESS_NOBODY);
	tick(world);
	assert_judged(world, 0, "", "line 1");
	assert_judged(world, 1, "new", "no line for it");
	assert_judged(world, 2, "other-user", "line 1 expects user=me");
	assert_judged(world, 3, "wider", "line 1 expects 127.0.0.1:*");
	assert_judged(world, 4, "new", "no line for it");
	assert_judged(world, 5, "new", "no line for it");
	assert_judged(world, 6, "other-user", "line 3 expects user=me");
	assert_judged(world, 7, "", "line 2");
	assert_int_equal(missing(world), 0);
}

/* Neither what is bound only nor what is over already is there. */
static void only_what_listens_is_judged(void **state)
{
	struct world *world = *state;
	uint32_t bound, closed, other;

	expect(world, "tcp *:80\n");
	bound = add(world, PROTOCOL_TCP, "*", 80);
	facts_set(&world->snap->listeners.items[bound].facts, FACT_STATE, STATE_BOUND);
	closed = add(world, PROTOCOL_TCP, "*", 80);
	other = add(world, PROTOCOL_TCP, "*", 81);
	for (uint32_t i = 0; i <= other; i++)
		nobody_holds(world, i, OWNERLESS_NOBODY);
	snapshot_add_closing(world->snap, &(struct listener_id){ NETNS, 5, ID_COOKIE }, 7);
	snapshot_add_closing(world->snap, &world->snap->listeners.items[closed].id, 7);
	snapshot_add_closing(world->snap, &(struct listener_id){ NETNS, 3, ID_COOKIE }, 7);
	tick(world);
	assert_unjudged(world, bound, NULL);
	assert_unjudged(world, closed, NULL);
	assert_judged(world, other, "new", "no line for it");
	assert_int_equal(missing(world), 1);
}

/* ---- missing ---- */

static uint32_t first_missing(const struct world *world)
{
	for (uint32_t i = 0; i < world->snap->listeners.count; i++)
		if (fact(world, i, FACT_MISSING) == 1)
			return i;
	fail_msg("nothing is missing");
	return 0;
}

static void what_is_missing_is_a_listener(void **state)
{
	struct world *world = *state;
	const struct listener *listener;
	uint32_t at;

	expect(world, "tcp 0.0.0.0%eth0:443 exe=/usr/sbin/nginx user=root\n");
	tick(world);
	assert_int_equal(missing(world), 1);
	at = first_missing(world);
	listener = &world->snap->listeners.items[at];
	assert_int_equal(listener->id.kind, ID_STATED);
	assert_int_equal(listener->id.netns, NETNS);
	assert_int_equal(listener->protocol, PROTOCOL_TCP);
	assert_int_equal(listener->local.port, 443);
	assert_string_equal(listener->local.device, "eth0");
	assert_ptr_not_equal(listener->local.device, baseline_at(world->baseline, 0)->local.device);
	assert_int_equal(fact(world, at, FACT_STATE), STATE_MISSING);
	assert_int_equal(fact(world, at, FACT_UNEXPECTED), 0);
	assert_string_equal(label(world, at, LABEL_UNEXPECTED_WHY), "missing");
	assert_string_equal(label(world, at, LABEL_UNEXPECTED_DETAIL),
			    "line 1: exe=/usr/sbin/nginx user=root");
	assert_string_equal(label(world, at, LABEL_NO_OWNER), "missing: expected /usr/sbin/nginx");
	assert_string_equal(label(world, at, LABEL_USER), "root");
	assert_int_equal(listener->owner_count, 0);
	assert_int_equal(listener->inode, 0);
	assert_false(listener_listens(listener));
}

/* The snapshot outlives the baseline it was made with. */
static void its_texts_are_its_own(void **state)
{
	struct world *world = *state;
	struct snapshot *snap;

	expect(world, "unix /run/a\\*b user=me\nno line\n");
	tick(world);
	snap = world->snap;
	world->snap = NULL;
	drop(world);
	assert_string_equal(snap->listeners.items[0].local.path, "/run/a*b");
	assert_string_equal(snap->listeners.items[0].label[LABEL_UNEXPECTED_DETAIL], "line 1: user=me");
	assert_string_equal(snap->listeners.items[0].label[LABEL_NO_OWNER], "missing: expected user me");
	assert_string_equal(snap->listeners.items[0].label[LABEL_USER], "me");
	assert_non_null(strstr(snap->baseline.path, "/expected"));
	assert_int_equal(snap->baseline.bad_lines, 1);
	assert_int_equal(snap->baseline.first_bad, 2);
	snapshot_free(snap);
}

static void a_row_for_an_address(void **state)
{
	struct world *world = *state;

	expect(world, "tcp *:80 exe=/a\ntcp *:81\nmptcp *:80 unit=b.service\n");
	tick(world);
	assert_int_equal(missing(world), 2);
	assert_string_equal(label(world, 0, LABEL_UNEXPECTED_DETAIL),
			    "line 1: exe=/a; line 3: unit=b.service");
	assert_string_equal(label(world, 1, LABEL_UNEXPECTED_DETAIL), "line 2");
	assert_string_equal(label(world, 1, LABEL_NO_OWNER), "missing: no socket is there");
}

/* Whoever holds it, and were it wider: it is another finding. */
static void what_is_there_is_not_missing(void **state)
{
	struct world *world = *state;

	expect(world, "tcp 127.0.0.1:80 exe=/a\n"
		      "tcp *:8000-8999 exe=/b\n"
		      "tcp 10.0.0.0/8:22\n"
		      "mptcp *:443\n"
		      "udp 0.0.0.0:40000\n");
	hold(world, add(world, PROTOCOL_TCP, "0.0.0.0", 80), "/x", "", "me");
	hold(world, add(world, PROTOCOL_TCP, "*", 8500), "/x", "", "me");
	hold(world, add(world, PROTOCOL_TCP, "10.1.1.1", 22), "/x", "", "me");
	hold(world, add(world, PROTOCOL_TCP, "*", 443), "/x", "", "me");
	nobody_holds(world, add(world, PROTOCOL_UDP, "0.0.0.0", 40000), OWNERLESS_NOT_YET);
	tick(world);
	assert_int_equal(missing(world), 0);
	begin_tick(world);
	tick(world);
	assert_int_equal(missing(world), 5);
	assert_string_equal(label(world, 1, LABEL_UNEXPECTED_DETAIL), "line 2: *:8000-8999 exe=/b");
	assert_string_equal(label(world, 2, LABEL_UNEXPECTED_DETAIL), "line 3: 10.0.0.0/8:22");
}

/* Its row is the same while the file is edited around it. */
static void an_edited_file_has_the_same_rows(void **state)
{
	struct world *world = *state;
	struct listener_id before, other;

	expect(world, "tcp *:80 exe=/a\ntcp *:81\n");
	tick(world);
	before = world->snap->listeners.items[0].id;
	other = world->snap->listeners.items[1].id;
	assert_int_not_equal(listener_id_compare(&before, &other), 0);
	tree_write(world->tree, "expected", "# a new line\ntcp *:80 exe=/b\n");
	begin_tick(world);
	tick(world);
	assert_int_equal(missing(world), 1);
	assert_int_equal(listener_id_compare(&before, &world->snap->listeners.items[0].id), 0);
	assert_string_equal(label(world, 0, LABEL_UNEXPECTED_DETAIL), "line 2: exe=/b");
}

static void only_namespaces_that_are_looked_at(void **state)
{
	struct world *world = *state;
	struct netns *netns;

	expect(world, "tcp *:80 netns=blue\ntcp *:81\n");
	tick(world);
	assert_int_equal(missing(world), 1);
	assert_int_equal(world->snap->listeners.items[0].local.port, 81);
	begin_tick(world)->name = "red";
	netns = snapshot_add_netns(world->snap);
	netns->name = "blue";
	netns->inode = OTHER_NETNS;
	add(world, PROTOCOL_TCP, "*", 80);
	nobody_holds(world, 0, OWNERLESS_NOBODY);
	tick(world);
	assert_judged(world, 0, "new", "no line for it");
	assert_int_equal(missing(world), 1);
	assert_int_equal(world->snap->listeners.items[1].id.netns, OTHER_NETNS);
	assert_int_equal(world->snap->listeners.items[1].local.port, 80);
}

static void what_was_not_looked_at_is_not_missing(void **state)
{
	static const struct {
		const char *line, *source, *what;
		protocol_set wanted;
		size_t count;
	} cases[] = {
		{ "tcp *:80\n", NULL, NULL, PROTOCOL_BIT(PROTOCOL_TCP), 1 },
		{ "tcp *:80\n", NULL, NULL, PROTOCOL_BIT(PROTOCOL_UDP), 0 },
		{ "mptcp *:80\n", NULL, NULL, PROTOCOL_BIT(PROTOCOL_MPTCP), 0 },
		{ "tcp *:80\n", "diag", "tcp", everything, 0 },
		{ "tcp *:80\n", "diag", "udp4", everything, 1 },
		{ "tcp *:80\n", "diag", "backlog", everything, 1 },
		{ "udp *:80\n", "diag", "udp4", everything, 0 },
		{ "udp *:80\n", "diag", "udp6", everything, 0 },
		{ "udplite *:80\n", "diag", "udplite6", everything, 0 },
		{ "raw *:58\n", "raw", "raw6", everything, 0 },
		{ "unix /a\n", "unixes", "unix", everything, 0 },
		{ "unix_seq /a\n", "unixes", "unix", everything, 0 },
		{ "unix /a\n", "unixes", "queues", everything, 1 },
	};
	struct world *world = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		expect_only(world, cases[i].line, cases[i].wanted);
		if (cases[i].source)
			snapshot_add_gap(world->snap, cases[i].source, cases[i].what, EIO, POWER_NONE);
		tick(world);
		assert_int_equal(missing(world), cases[i].count);
	}
}

/* ---- the file ---- */

static const struct gap *find_gap(const struct snapshot *snap, const char *what)
{
	for (size_t i = 0; i < snap->gaps.count; i++)
		if (strcmp(snap->gaps.items[i].source, "baseline") == 0 &&
		    strcmp(snap->gaps.items[i].what, what) == 0)
			return &snap->gaps.items[i];
	return NULL;
}

static void a_bad_file_is_a_gap(void **state)
{
	struct world *world = *state;

	expect(world, "bad\ntcp *:80\nbad\n");
	tick(world);
	assert_int_equal(find_gap(world->snap, "lines")->count, 2);
	assert_null(find_gap(world->snap, "file"));
	assert_int_equal(missing(world), 1);
	unlink(tree_path(world->tree, "expected"));
	begin_tick(world);
	tick(world);
	assert_int_equal(find_gap(world->snap, "file")->error, ENOENT);
	assert_int_equal(missing(world), 1);
}

static void follows_the_file(void **state)
{
	struct world *world = *state;
	uint32_t at;

	expect(world, "tcp *:80\n");
	nobody_holds(world, add(world, PROTOCOL_TCP, "*", 81), OWNERLESS_NOBODY);
	tick(world);
	assert_judged(world, 0, "new", "no line for it");
	assert_int_equal(missing(world), 1);
	tree_write(world->tree, "expected", "\n\ntcp *:81 owner=kernel\n");
	begin_tick(world);
	at = add(world, PROTOCOL_TCP, "*", 81);
	nobody_holds(world, at, OWNERLESS_NOBODY);
	tick(world);
	assert_judged(world, at, "", "line 3");
	assert_int_equal(missing(world), 0);
}

static void without_a_baseline_there_is_no_source(void **state)
{
	(void)state;
	assert_null(source_expect(NULL, everything));
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, make, unmake)
	const struct CMUnitTest tests[] = {
		TEST(each_difference_has_its_word),
		TEST(a_file_that_changed_is_told),
		TEST(any_of_its_owners_will_do),
		TEST(says_nothing_before_it_knows),
		TEST(waits_for_the_first_search),
		TEST(a_hidden_owner_leaves_the_address),
		TEST(nobody_is_the_kernel),
		TEST(what_a_user_made_is_not_the_kernels),
		TEST(clients_are_not_judged),
		TEST(permissions_are_about_their_owner),
		TEST(only_what_listens_is_judged),
		TEST(what_is_missing_is_a_listener),
		TEST(its_texts_are_its_own),
		TEST(a_row_for_an_address),
		TEST(what_is_there_is_not_missing),
		TEST(an_edited_file_has_the_same_rows),
		TEST(only_namespaces_that_are_looked_at),
		TEST(what_was_not_looked_at_is_not_missing),
		TEST(a_bad_file_is_a_gap),
		TEST(follows_the_file),
		TEST(without_a_baseline_there_is_no_source),
	};

	return cmocka_run_group_tests_name("source_expect", tests, NULL, NULL);
}
