/* source_programs.c - what owners run: met within a budget, looked at again, of one life. */
#include "source/sources.h"

#include "program.h"
#include "source_host.h"

#include "fact/focus.h"
#include "source/identity.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

enum { MANY = 40, FIRST = 20 };

/* Processes, of which all but the last hold the one listener. */
struct cast {
	struct process_id ids[MANY];
	uint64_t starts[MANY];
	size_t count, holders;
	const char *known;              /* what the details told of the first */
};

static void add_cast(struct snapshot *snap, void *arg)
{
	const struct cast *cast = arg;

	snapshot_add_listener(snap)->id = (struct listener_id){ HOST_NETNS, 7, ID_COOKIE };
	for (size_t i = 0; i < cast->count; i++) {
		struct process *process = snapshot_add_process(snap);

		process->id = cast->ids[i];
		process->start = cast->starts[i];
		if (i < cast->holders)
			snapshot_add_owner(snap, 0, (uint32_t)i, 3);
	}
	if (!cast->known)
		return;
	snap->processes.items[0].label[LABEL_EXECUTABLE] = cast->known;
	snap->processes.items[0].label[LABEL_EXECUTABLE_STATE] = "";
}

static struct cast cast_of(size_t count)
{
	struct cast cast = { .count = count, .holders = count };

	for (size_t i = 0; i < count; i++) {
		cast.ids[i] = (struct process_id){ FIRST + (pid_t)i, 200 };
		cast.starts[i] = 200;
	}
	return cast;
}

static void set_link(struct testhost *made, int pid, const char *target)
{
	char path[64];

	snprintf(path, sizeof path, "proc/%d/exe", pid);
	unlink(tree_path(made->tree, path));
	assert_int_equal(symlink(target, tree_path(made->tree, path)), 0);
}

static void prepare(struct testhost *made, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add_process(made, FIRST + (int)i, "nginx", 200);
		set_link(made, FIRST + (int)i, "/usr/sbin/nginx");
	}
	made->source = source_programs(testhost_open(made));
	made->source->focus(made->source, &(struct focus){ .executables = true });
}

static struct snapshot *tick(struct testhost *made, struct cast *cast)
{
	return testhost_tick(made, UINT64_MAX, add_cast, cast);
}

static void expect_one(struct testhost *made, struct cast *cast, const char *path,
		       const char *became)
{
	struct snapshot *snap = tick(made, cast);
	const char *const *label = snap->processes.items[0].label;

	if (path)
		assert_string_equal(label[LABEL_EXECUTABLE], path);
	else
		assert_null(label[LABEL_EXECUTABLE]);
	if (became)
		assert_string_equal(label[LABEL_EXECUTABLE_STATE], became);
	else
		assert_null(label[LABEL_EXECUTABLE_STATE]);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

/* How many are known after a tick. */
static size_t known_after(struct testhost *made, struct cast *cast, uint64_t deadline)
{
	struct snapshot *snap = testhost_tick(made, deadline, add_cast, cast);
	size_t known = 0;

	for (size_t i = 0; i < snap->processes.count; i++)
		known += snap->processes.items[i].label[LABEL_EXECUTABLE] != NULL;
	snapshot_free(snap);
	return known;
}

static void check_all_at_once(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(MANY);

	prepare(made, MANY);
	assert_int_equal(known_after(made, &cast, UINT64_MAX), MANY);
}

/* Within a budget some, and between ticks the others. */
static void check_budget(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(MANY);

	prepare(made, MANY);
	assert_int_equal(known_after(made, &cast, 1), 16);
	assert_true(made->source->work(made->source, 1));
	assert_int_equal(known_after(made, &cast, 1), 32);
	assert_false(made->source->work(made->source, UINT64_MAX));
	assert_int_equal(known_after(made, &cast, 1), MANY);
}

/* Not of those who started them, and only where it is asked for; nothing else is read. */
static void check_only_owners(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(3);
	struct snapshot *snap;

	prepare(made, 3);
	cast.holders = 2;
	snap = tick(made, &cast);
	assert_non_null(snap->processes.items[1].label[LABEL_EXECUTABLE]);
	assert_null(snap->processes.items[2].label[LABEL_EXECUTABLE]);
	assert_null(snap->processes.items[0].label[LABEL_CAPABILITIES]);
	assert_null(snap->processes.items[0].label[LABEL_CGROUP]);
	assert_int_equal(snap->processes.items[0].facts.present, 0);
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){ .processes = true });
	assert_int_equal(known_after(made, &cast, UINT64_MAX), 0);
	assert_false(made->source->work(made->source, 1));
	made->source->focus(made->source, &(struct focus){ .executables = true,
							    .everything = true });
	assert_int_equal(known_after(made, &cast, UINT64_MAX), 0);
}

/* execve(2) changes neither pid nor identity: within some ten seconds it is seen. */
static void check_again(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(MANY);
	size_t changed = 0, before = 0;

	prepare(made, MANY);
	assert_int_equal(known_after(made, &cast, UINT64_MAX), MANY);
	for (int i = 0; i < MANY; i++)
		set_link(made, FIRST + i, "/usr/bin/x");
	/* Not all at one tick. */
	for (int second = 0; second < 11; second++) {
		struct snapshot *snap = testhost_tick(made, 1, add_cast, &cast);

		before = changed;
		changed = 0;
		for (size_t i = 0; i < MANY; i++)
			changed += strcmp(snap->processes.items[i].label[LABEL_EXECUTABLE],
					  "/usr/bin/x") == 0;
		snapshot_free(snap);
		assert_in_range(changed - before, 0, 12);
	}
	assert_int_equal(changed, MANY);
}

static void pass(struct testhost *made)
{
	made->at.monotonic += 20 * CLOCK_SECOND;
}

/* A look costs, and one in ten seconds will do. */
static void check_seldom(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(1);

	prepare(made, 1);
	expect_one(made, &cast, "/usr/sbin/nginx", "");
	pass(made);
	expect_one(made, &cast, "/usr/sbin/nginx", "");
	set_link(made, FIRST, "/usr/bin/x");
	for (int second = 1; second < 10; second++)
		expect_one(made, &cast, "/usr/sbin/nginx", "");
	expect_one(made, &cast, "/usr/bin/x", "");
	set_link(made, FIRST, "/usr/bin/y");
	for (int second = 1; second < 10; second++)
		expect_one(made, &cast, "/usr/bin/x", "");
}

static void check_deleted(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(1);

	prepare(made, 1);
	expect_one(made, &cast, "/usr/sbin/nginx", "");
	set_link(made, FIRST, "/usr/sbin/nginx (deleted)");
	tree_write(made->tree, "proc/20/exe.state", "replaced");
	pass(made);
	expect_one(made, &cast, "/usr/sbin/nginx", "replaced");
	tree_write(made->tree, "proc/20/exe.state", "");
	expect_one(made, &cast, "/usr/sbin/nginx (deleted)", NULL);
}

/* What was known of one life goes on to be, while the link is the same; of another life
 * nothing is told of this one. */
static void check_other_life(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(1);

	prepare(made, 1);
	expect_one(made, &cast, "/usr/sbin/nginx", "");
	add_process(made, FIRST, "stranger", 999);
	pass(made);
	expect_one(made, &cast, "/usr/sbin/nginx", "");
	set_link(made, FIRST, "/tmp/x");
	pass(made);
	expect_one(made, &cast, NULL, NULL);
	/* And as the stranger, it is read. */
	cast.ids[0].identity = cast.starts[0] = 999;
	expect_one(made, &cast, "/tmp/x", "");
}

static void check_without_executable(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(1);

	/* A zombie. */
	prepare(made, 1);
	unlink(tree_path(made->tree, "proc/20/exe"));
	expect_one(made, &cast, NULL, NULL);
	/* A thread of the kernel. */
	tree_write(made->tree, "proc/20/stat",
		   "20 (kworker) S 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 20 0 1 0 200 0 0 0\n");
	pass(made);
	expect_one(made, &cast, "", "");
	/* What is left of a main thread that has ended. */
	tree_write(made->tree, "proc/20/stat",
		   "20 (x) Z 1 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 0 2 0 200 0 0 0\n");
	tree_write(made->tree, "proc/20/task/20/stat", "");
	tree_write(made->tree, "proc/20/task/23/stat", "");
	assert_int_equal(symlink("/usr/bin/x", tree_path(made->tree, "proc/20/task/23/exe")), 0);
	pass(made);
	expect_one(made, &cast, "/usr/bin/x", "");
	pass(made);
	expect_one(made, &cast, "/usr/bin/x", "");
}

/* One gap for each; of one whose page is open others tell. */
static void check_refused(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(2);
	struct snapshot *snap;
	const struct gap *gap;

	prepare(made, 2);
	for (int i = 0; i < 2; i++) {
		const char *path = tree_path(made->tree, i ? "proc/21/exe" : "proc/20/exe");

		unlink(path);
		mkdir(path, 0700);
	}
	snap = tick(made, &cast);
	assert_null(snap->processes.items[0].label[LABEL_EXECUTABLE]);
	gap = find_gap(snap, "processes", EACCES);
	/* The powerful have not been refused for want of a power. */
	assert_int_equal(gap ? gap->count : 0, geteuid() ? 2 : 0);
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){
		.executables = true, .has_process = true, .process = { FIRST, 200 } });
	snap = tick(made, &cast);
	gap = find_gap(snap, "processes", EACCES);
	assert_int_equal(gap ? gap->count : 0, geteuid() ? 1 : 0);
	snapshot_free(snap);
}

/* The details have looked just now, and know. */
static void check_leaves_alone(void **state)
{
	struct testhost *made = *state;
	struct cast cast = cast_of(1);

	prepare(made, 1);
	cast.known = "/usr/sbin/new";
	expect_one(made, &cast, "/usr/sbin/new", "");
	cast.known = NULL;
	expect_one(made, &cast, "/usr/sbin/nginx", "");
}

/* ---- this machine ---- */

enum { COPIES = 300 };

static void here(struct testhost *living, struct testhost *made)
{
	char line[256];
	struct text why = TEXT_OVER(line);

	*living = (struct testhost){ .tree = made->tree, .at = clock_now() };
	assert_int_equal(host_open(NULL, &living->host, &why), 0);
	living->source = source_programs(living->host);
	living->source->focus(living->source, &(struct focus){ .executables = true });
}

static void leave(struct testhost *living)
{
	living->source->close(living->source);
	host_close(living->host);
}

static struct cast living_cast(struct testhost *living, pid_t pid)
{
	struct cast cast = cast_of(1);
	struct identities with;
	struct identity identity;

	identities_open(&with, living->host);
	assert_true(identity_take(&with, pid, &identity));
	cast.ids[0] = (struct process_id){ pid, identity.number };
	cast.starts[0] = identity.start;
	identity_drop(&with, &identity);
	return cast;
}

static void check_here(void **state)
{
	struct testhost *made = *state, living;
	char path[PATH_MAX + 64];
	struct cast cast;
	pid_t pid;

	program_copy(made->tree, "prog");
	snprintf(path, sizeof path, "%s", tree_path(made->tree, "prog"));
	here(&living, made);
	pid = program_run(made->tree, "prog");
	cast = living_cast(&living, pid);
	expect_one(&living, &cast, path, "");
	assert_int_equal(unlink(path), 0);
	pass(&living);
	expect_one(&living, &cast, path, "deleted");
	tree_write(made->tree, "prog", "another");
	pass(&living);
	expect_one(&living, &cast, path, "replaced");
	cast.ids[0].identity += 12345;
	cast.starts[0]++;
	expect_one(&living, &cast, NULL, NULL);
	program_end(pid);
	leave(&living);
}

struct crowd {
	pid_t pids[COPIES];
	struct cast casts[COPIES];
};

static void add_crowd(struct snapshot *snap, void *arg)
{
	const struct crowd *crowd = arg;

	snapshot_add_listener(snap)->id = (struct listener_id){ HOST_NETNS, 7, ID_COOKIE };
	for (uint32_t i = 0; i < COPIES; i++) {
		struct process *process = snapshot_add_process(snap);

		process->id = crowd->casts[i].ids[0];
		process->start = crowd->casts[i].starts[0];
		snapshot_add_owner(snap, 0, i, 3);
	}
}

/* How many are said to be so; of all something is. */
static size_t count_state(const struct snapshot *snap, const char *wanted)
{
	size_t count = 0;

	for (uint32_t i = 0; i < COPIES; i++) {
		const char *found = snap->processes.items[i].label[LABEL_EXECUTABLE_STATE];

		assert_non_null(found);
		count += strcmp(found, wanted) == 0;
	}
	return count;
}

/* More than the worker takes at once: within a tick that waits all are answered for, and
 * within some that do not; meanwhile what was found out is good. */
static void check_many_here(void **state)
{
	static const struct timespec pause = { 0, 200000000 };
	struct testhost *made = *state, living;
	struct crowd crowd;
	struct snapshot *snap;
	size_t replaced = 0;

	program_copy(made->tree, "prog");
	here(&living, made);
	for (int i = 0; i < COPIES; i++) {
		crowd.pids[i] = program_run(made->tree, "prog");
		crowd.casts[i] = living_cast(&living, crowd.pids[i]);
	}
	unlink(tree_path(made->tree, "prog"));
	snap = testhost_tick(&living, UINT64_MAX, add_crowd, &crowd);
	assert_int_equal(count_state(snap, "deleted"), COPIES);
	snapshot_free(snap);
	tree_write(made->tree, "prog", "another");
	for (int i = 0; i < 50 && replaced < COPIES; i++) {
		pass(&living);
		nanosleep(&pause, NULL);
		snap = testhost_tick(&living, 1, add_crowd, &crowd);
		replaced = count_state(snap, "replaced");
		snapshot_free(snap);
	}
	assert_int_equal(replaced, COPIES);
	for (int i = 0; i < COPIES; i++)
		program_end(crowd.pids[i]);
	leave(&living);
}

int main(int argc, char **argv)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_all_at_once),
		TEST(check_budget),
		TEST(check_only_owners),
		TEST(check_again),
		TEST(check_seldom),
		TEST(check_deleted),
		TEST(check_other_life),
		TEST(check_without_executable),
		TEST(check_refused),
		TEST(check_leaves_alone),
		TEST(check_here),
		TEST(check_many_here),
	};

	program_wait_if_copy(argc, argv);
	return cmocka_run_group_tests_name("source_programs", tests, NULL, NULL);
}
