/* source_detail.c - executables, capabilities and cgroups of processes in focus. */
#include "source/sources.h"

#include "program.h"
#include "source_host.h"

#include "fact/focus.h"
#include "source/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static void add_one(struct snapshot *snap, void *arg)
{
	struct process *process = snapshot_add_process(snap);

	process->id = *(const struct process_id *)arg;
	process->start = 200;
}

static struct process_id one = { 20, 200 };

static void look_at(struct testhost *made, struct process_id id)
{
	made->source->focus(made->source, &(struct focus){ .has_process = true, .process = id });
}

static struct snapshot *tick(struct testhost *made)
{
	return testhost_tick(made, UINT64_MAX, add_one, &one);
}

static void add_link(struct testhost *made, const char *target)
{
	const char *path = tree_path(made->tree, "proc/20/exe");

	unlink(path);
	assert_int_equal(symlink(target, path), 0);
}

static void prepare(struct testhost *made)
{
	add_process(made, 20, "nginx", 200);
	add_link(made, "/usr/sbin/nginx");
	tree_write(made->tree, "proc/20/status",
		   "Name:\tnginx\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000000400\n");
	tree_write(made->tree, "proc/20/cgroup", "0::/system.slice/nginx.service\n");
	tree_write(made->tree, "proc/20/oom_score", "666\n");
	tree_write(made->tree, "proc/20/oom_score_adj", "-17\n");
	made->source = source_detail(testhost_open(made));
	look_at(made, one);
}

#define label_is(snap, which, text) \
	assert_string_equal((snap)->processes.items[0].label[which], text)

static void assert_nothing(const struct snapshot *snap)
{
	const struct process *process = &snap->processes.items[0];

	for (size_t i = LABEL_EXECUTABLE; i <= LABEL_CGROUP; i++)
		assert_null(process->label[i]);
	assert_int_equal(process->facts.present, 0);
	assert_int_equal(snap->gaps.count, 0);
}

static void check_all_of_one(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	snap = tick(made);
	label_is(snap, LABEL_EXECUTABLE, "/usr/sbin/nginx");
	label_is(snap, LABEL_EXECUTABLE_STATE, "");
	label_is(snap, LABEL_CAPABILITIES, "cap_net_bind_service");
	label_is(snap, LABEL_CGROUP, "/system.slice/nginx.service");
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_OOM_SCORE), 666);
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_OOM_ADJUST), -17);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

static void check_only_in_focus(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	made->source->focus(made->source, &(struct focus){
		.processes = true, .has_process = true, .process = { 20, 201 } });
	snap = tick(made);
	assert_nothing(snap);
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){
		.targets = { { 19, 200 }, { 20, 200 } }, .target_count = 2 });
	snap = tick(made);
	label_is(snap, LABEL_EXECUTABLE, "/usr/sbin/nginx");
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){ .everything = true });
	snap = tick(made);
	label_is(snap, LABEL_EXECUTABLE, "/usr/sbin/nginx");
	snapshot_free(snap);
}

/* Gone, or the pid is another's: nothing, and no gap. */
static void check_gone(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	snapshot_free(tick(made));
	add_process(made, 20, "stranger", 999);
	snap = tick(made);
	assert_nothing(snap);
	snapshot_free(snap);
	remove_process(made, 20);
	snap = tick(made);
	assert_nothing(snap);
	snapshot_free(snap);
}

static void check_deleted(void **state)
{
	static const struct { const char *note, *name, *state; } cases[] = {
		{ "deleted", "/opt/x", "deleted" },
		{ "replaced", "/opt/x", "replaced" },
		{ "restored", "/opt/x", "" },
		{ "named", "/opt/x (deleted)", "" },
	};
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	add_link(made, "/opt/x (deleted)");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		tree_write(made->tree, "proc/20/exe.state", cases[i].note);
		snap = tick(made);
		label_is(snap, LABEL_EXECUTABLE, cases[i].name);
		label_is(snap, LABEL_EXECUTABLE_STATE, cases[i].state);
		snapshot_free(snap);
	}
	/* Nobody found out, or could not: all that is known is what the kernel says. */
	for (int i = 0; i < 2; i++) {
		tree_write(made->tree, "proc/20/exe.state", i ? "eaten" : "");
		snap = tick(made);
		label_is(snap, LABEL_EXECUTABLE, "/opt/x (deleted)");
		assert_null(snap->processes.items[0].label[LABEL_EXECUTABLE_STATE]);
		snapshot_free(snap);
	}
	/* What was found out of another name says nothing of this one. */
	tree_write(made->tree, "proc/20/exe.state", "deleted");
	add_link(made, " (deleted)");
	snap = tick(made);
	label_is(snap, LABEL_EXECUTABLE, " (deleted)");
	label_is(snap, LABEL_EXECUTABLE_STATE, "");
	snapshot_free(snap);
}

/* Groups come before capabilities, and may be many. */
static void check_many_groups(void **state)
{
	static char status[90000];
	struct text text = TEXT_OVER(status);
	struct testhost *made = *state;
	struct snapshot *snap;

	text_add(&text, "Name:\tnginx\nGroups:\t");
	for (unsigned group = 0; group < 7000; group++)
		text_format(&text, "%u ", 1000000000 + group);
	text_add(&text, "\nCapEff:\t0000000000000400\n");
	prepare(made);
	tree_write(made->tree, "proc/20/status", status);
	text = TEXT_OVER(status);
	for (unsigned n = 13; n; n--) {
		text_format(&text, "%u:c%u:/", n, n);
		for (unsigned i = 0; i < 100; i++)
			text_add(&text, "deep/and/so/on/");
		text_add(&text, "x\n");
	}
	text_add(&text, "0::/the/one\n");
	tree_write(made->tree, "proc/20/cgroup", status);
	snap = tick(made);
	label_is(snap, LABEL_CAPABILITIES, "cap_net_bind_service");
	label_is(snap, LABEL_CGROUP, "/the/one");
	snapshot_free(snap);
}

/* All of a container's may be none of the host's. */
static void check_user_namespaces(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	mkdir(tree_path(made->tree, "proc/20/ns"), 0700);
	assert_int_equal(symlink("user:[4026531837]", tree_path(made->tree, "proc/20/ns/user")), 0);
	snap = tick(made);
	label_is(snap, LABEL_CAPABILITIES, "cap_net_bind_service");
	snapshot_free(snap);
	unlink(tree_path(made->tree, "proc/20/ns/user"));
	assert_int_equal(symlink("user:[4026532837]", tree_path(made->tree, "proc/20/ns/user")), 0);
	snap = tick(made);
	label_is(snap, LABEL_CAPABILITIES, "in another user namespace: cap_net_bind_service");
	snapshot_free(snap);
	tree_write(made->tree, "proc/20/status", "CapEff:\t0\n");
	snap = tick(made);
	label_is(snap, LABEL_CAPABILITIES, "none");
	snapshot_free(snap);
}

/* What is left of the main thread has no executable, and is in no cgroup. */
static void check_main_thread_ended(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	unlink(tree_path(made->tree, "proc/20/exe"));
	tree_write(made->tree, "proc/20/stat",
		   "20 (x) Z 1 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 0 2 0 200 0 0 0\n");
	tree_write(made->tree, "proc/20/cgroup", "0::/\n");
	tree_write(made->tree, "proc/20/task/20/stat", "");
	tree_write(made->tree, "proc/20/task/23/cgroup", "0::/system.slice/x.service\n");
	assert_int_equal(symlink("/usr/bin/x", tree_path(made->tree, "proc/20/task/23/exe")), 0);
	snap = tick(made);
	label_is(snap, LABEL_EXECUTABLE, "/usr/bin/x");
	label_is(snap, LABEL_EXECUTABLE_STATE, "");
	label_is(snap, LABEL_CGROUP, "/system.slice/x.service");
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

static void check_kernel_thread(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	unlink(tree_path(made->tree, "proc/20/exe"));
	/* None, as a zombie has none. */
	snap = tick(made);
	assert_null(snap->processes.items[0].label[LABEL_EXECUTABLE]);
	assert_null(snap->processes.items[0].label[LABEL_EXECUTABLE_STATE]);
	snapshot_free(snap);
	tree_write(made->tree, "proc/20/stat",
		   "20 (kworker) S 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 20 0 1 0 200 0 0 0\n");
	snap = tick(made);
	label_is(snap, LABEL_EXECUTABLE, "");
	label_is(snap, LABEL_EXECUTABLE_STATE, "");
	snapshot_free(snap);
}

/* One gap for all that was refused of a process, where a power would show it. */
static void check_refused(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;
	const struct gap *gap;

	prepare(made);
	unlink(tree_path(made->tree, "proc/20/exe"));
	unlink(tree_path(made->tree, "proc/20/oom_score"));
	mkdir(tree_path(made->tree, "proc/20/exe"), 0700);
	mkdir(tree_path(made->tree, "proc/20/oom_score"), 0700);
	snap = tick(made);
	assert_null(snap->processes.items[0].label[LABEL_EXECUTABLE]);
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_OOM_SCORE), INT64_MIN);
	label_is(snap, LABEL_CAPABILITIES, "cap_net_bind_service");
	gap = find_gap(snap, "processes", EACCES);
	if (geteuid() != 0) {
		assert_non_null(gap);
		assert_int_equal(gap->count, 1);
		assert_int_equal(gap->need, POWER_OBSERVE);
	}
	assert_int_equal(snap->gaps.count, gap != NULL);
	snapshot_free(snap);
	/* Nobody asked for this one by name. */
	made->source->focus(made->source, &(struct focus){ .everything = true });
	snap = tick(made);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

/* ---- this machine ---- */

struct living {
	struct testhost *made;
	struct process_id id;
	uint64_t start;
};

static void add_living(struct snapshot *snap, void *arg)
{
	const struct living *living = arg;
	struct process *process = snapshot_add_process(snap);

	process->id = living->id;
	process->start = living->start;
}

/* Another host in the same test: this machine, of whose process `name` all is asked. */
static void live(struct living *living, struct testhost *made, pid_t pid)
{
	char line[256];
	struct text why = TEXT_OVER(line);
	struct identities with;
	struct identity identity;

	living->made = calloc(1, sizeof *living->made);
	living->made->tree = made->tree;
	living->made->at = clock_now();
	assert_int_equal(host_open(NULL, &living->made->host, &why), 0);
	living->made->source = source_detail(living->made->host);
	identities_open(&with, living->made->host);
	assert_true(identity_take(&with, pid, &identity));
	living->id = (struct process_id){ pid, identity.number };
	living->start = identity.start;
	identity_drop(&with, &identity);
	look_at(living->made, living->id);
}

static void end_living(struct living *living)
{
	living->made->source->close(living->made->source);
	host_close(living->made->host);
	free(living->made);
	program_end(living->id.pid);
}

static void check_deleted_here(void **state)
{
	struct testhost *made = *state, copy = { .at = made->at };
	struct living living;
	struct snapshot *snap;
	struct tree tree;
	char line[256], path[PATH_MAX + 64];
	struct text why = TEXT_OVER(line), where = TEXT_OVER(tree.path);

	program_copy(made->tree, "prog");
	snprintf(path, sizeof path, "%s", tree_path(made->tree, "prog"));
	live(&living, made, program_run(made->tree, "prog"));
	snap = testhost_tick(living.made, UINT64_MAX, add_living, &living);
	label_is(snap, LABEL_EXECUTABLE, path);
	label_is(snap, LABEL_EXECUTABLE_STATE, "");
	assert_non_null(snap->processes.items[0].label[LABEL_CAPABILITIES]);
	assert_int_equal(*snap->processes.items[0].label[LABEL_CGROUP], '/');
	assert_int_not_equal(fact_of(&snap->processes.items[0].facts, FACT_OOM_SCORE), INT64_MIN);
	snapshot_free(snap);

	assert_int_equal(host_capture(living.made->host, tree_path(made->tree, "copy"), &why), 0);
	assert_int_equal(unlink(path), 0);
	snap = testhost_tick(living.made, UINT64_MAX, add_living, &living);
	label_is(snap, LABEL_EXECUTABLE, path);
	label_is(snap, LABEL_EXECUTABLE_STATE, "deleted");
	snapshot_free(snap);
	/* What has been found out is good for a while, then asked again. */
	tree_write(made->tree, "prog", "another");
	snap = testhost_tick(living.made, UINT64_MAX, add_living, &living);
	label_is(snap, LABEL_EXECUTABLE_STATE, "deleted");
	snapshot_free(snap);
	living.made->at.monotonic += 10 * CLOCK_SECOND;
	snap = testhost_tick(living.made, UINT64_MAX, add_living, &living);
	label_is(snap, LABEL_EXECUTABLE, path);
	label_is(snap, LABEL_EXECUTABLE_STATE, "replaced");
	snapshot_free(snap);

	/* And the copy that was made meanwhile says the same. */
	text_add(&where, tree_path(made->tree, "copy"));
	copy.tree = &tree;
	copy.source = source_detail(testhost_open(&copy));
	living.id.identity = living.start;
	look_at(&copy, living.id);
	snap = testhost_tick(&copy, UINT64_MAX, add_living, &living);
	label_is(snap, LABEL_EXECUTABLE, path);
	label_is(snap, LABEL_EXECUTABLE_STATE, "replaced");
	assert_non_null(snap->processes.items[0].label[LABEL_CAPABILITIES]);
	assert_non_null(snap->processes.items[0].label[LABEL_CGROUP]);
	snapshot_free(snap);
	copy.source->close(copy.source);
	host_close(copy.host);
	end_living(&living);
}

/* Its directory is called otherwise: of this name nothing was found out yet. */
static void check_renamed_here(void **state)
{
	struct testhost *made = *state;
	struct living living;
	struct snapshot *snap;

	tree_write(made->tree, "d/none", "");
	program_copy(made->tree, "d/prog");
	live(&living, made, program_run(made->tree, "d/prog"));
	assert_int_equal(unlink(tree_path(made->tree, "d/prog")), 0);
	snap = testhost_tick(living.made, UINT64_MAX, add_living, &living);
	label_is(snap, LABEL_EXECUTABLE_STATE, "deleted");
	snapshot_free(snap);
	tree_write(made->tree, "d/prog", "another");
	assert_int_equal(rename(tree_path(made->tree, "d"), tree_path(made->tree, "e")), 0);
	snap = testhost_tick(living.made, UINT64_MAX, add_living, &living);
	label_is(snap, LABEL_EXECUTABLE, tree_path(made->tree, "e/prog"));
	label_is(snap, LABEL_EXECUTABLE_STATE, "replaced");
	snapshot_free(snap);
	end_living(&living);
}

/* Who does not wait gets the answer later. */
static void check_not_waited_for(void **state)
{
	static const struct timespec pause = { 0, 5000000 };
	struct testhost *made = *state;
	struct living living;
	struct snapshot *snap;
	const char *found = NULL;

	program_copy(made->tree, "prog");
	live(&living, made, program_run(made->tree, "prog"));
	assert_int_equal(unlink(tree_path(made->tree, "prog")), 0);
	snap = testhost_tick(living.made, 1, add_living, &living);
	assert_non_null(strstr(snap->processes.items[0].label[LABEL_EXECUTABLE], "/prog"));
	snapshot_free(snap);
	for (int i = 0; i < 400 && !found; i++) {
		nanosleep(&pause, NULL);
		snap = testhost_tick(living.made, 1, add_living, &living);
		found = snap->processes.items[0].label[LABEL_EXECUTABLE_STATE];
		if (found)
			assert_string_equal(found, "deleted");
		snapshot_free(snap);
	}
	assert_non_null(found);
	end_living(&living);
}

/* The pid by another identity is another process: nothing of this one is told of it. */
static void check_other_life_here(void **state)
{
	struct testhost *made = *state;
	struct living living;
	struct snapshot *snap;

	program_copy(made->tree, "prog");
	live(&living, made, program_run(made->tree, "prog"));
	living.id.identity += 12345;
	living.start += 1;
	look_at(living.made, living.id);
	snap = testhost_tick(living.made, UINT64_MAX, add_living, &living);
	assert_nothing(snap);
	snapshot_free(snap);
	end_living(&living);
}

int main(int argc, char **argv)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_all_of_one),
		TEST(check_only_in_focus),
		TEST(check_gone),
		TEST(check_deleted),
		TEST(check_many_groups),
		TEST(check_user_namespaces),
		TEST(check_main_thread_ended),
		TEST(check_kernel_thread),
		TEST(check_refused),
		TEST(check_deleted_here),
		TEST(check_renamed_here),
		TEST(check_not_waited_for),
		TEST(check_other_life_here),
	};

	program_wait_if_copy(argc, argv);
	return cmocka_run_group_tests_name("source_detail", tests, NULL, NULL);
}
