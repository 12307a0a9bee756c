/* source_kin.c - processes in focus, and who started them. */
#include "source/sources.h"

#include "source_host.h"

#include "fact/focus.h"
#include "source/identity.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void add_child(struct testhost *made, int pid, int parent, unsigned start)
{
	char path[64], line[256];

	snprintf(path, sizeof path, "proc/%d/stat", pid);
	snprintf(line, sizeof line,
		 "%d (p) S %d 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 0 1 0 %u 1000 25 0\n", pid, parent,
		 start);
	tree_write(made->tree, path, line);
}

/* Who holds listeners, as the owner source has found them. */
struct cast {
	struct process_id ids[8];
	size_t count;
};

static void add_owners(struct snapshot *snap, void *arg)
{
	const struct cast *cast = arg;

	for (size_t i = 0; i < cast->count; i++) {
		struct process *process = snapshot_add_process(snap);

		process->id = cast->ids[i];
		process->start = cast->ids[i].identity;
	}
}

static struct snapshot *tick(struct testhost *made, struct cast *cast)
{
	return testhost_tick(made, UINT64_MAX, add_owners, cast);
}

static void look_at(struct testhost *made, pid_t pid, uint64_t identity)
{
	made->source->focus(made->source, &(struct focus){
		.has_process = true, .process = { pid, identity },
	});
}

/* "30 20 1" for the chain that begins with a pid; "?" behind it where a parent is known by
 * number only. */
static const char *chain(const struct snapshot *snap, pid_t pid)
{
	static char line[1024];
	struct text text = TEXT_OVER(line);
	const struct process *process = NULL;

	for (size_t i = 0; i < snap->processes.count; i++)
		if (snap->processes.items[i].id.pid == pid)
			process = &snap->processes.items[i];
	for (int steps = 0; process && steps < 200; steps++) {
		text_format(&text, "%s%d", steps ? " " : "", (int)process->id.pid);
		if (process->parent == (uint32_t)NO_PROCESS) {
			text_add(&text, process->parent_pid ? " ?" : "");
			break;
		}
		assert_true(process->parent < snap->processes.count);
		assert_int_equal(process->parent_pid,
				 snap->processes.items[process->parent].id.pid);
		process = &snap->processes.items[process->parent];
	}
	return line;
}

static void prepare(struct testhost *made)
{
	add_child(made, 1, 0, 1);
	add_child(made, 20, 1, 200);
	add_child(made, 30, 20, 300);
	add_child(made, 40, 30, 400);
	made->source = source_kin(testhost_open(made));
}

static struct cast nobody;

/* The chain up to the first process, each once, none of them an owner. */
static void check_up_to_the_first(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	look_at(made, 40, 400);
	snap = tick(made, &nobody);
	assert_string_equal(chain(snap, 40), "40 30 20 1");
	assert_int_equal(snap->processes.count, 4);
	assert_int_equal(snap->processes.items[0].id.pid, 40);
	assert_int_equal(snap->processes.items[0].start, 400);
	assert_int_equal(snap->processes.items[1].id.identity, 300);
	assert_int_equal(snap->processes.items[1].start, 300);
	assert_int_equal(snap->processes.items[3].parent_pid, 0);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
	/* Nobody looks any more. */
	made->source->focus(made->source, &(struct focus){ .processes = true });
	snap = tick(made, &nobody);
	assert_int_equal(snap->processes.count, 0);
	snapshot_free(snap);
}

/* Who is an owner too is one and the same, with the identity that it was told by. */
static void check_owners_are_not_doubled(void **state)
{
	struct testhost *made = *state;
	struct cast owners = { { { 20, 200 }, { 40, 400 } }, 2 };
	struct snapshot *snap;

	prepare(made);
	look_at(made, 40, 400);
	snap = tick(made, &owners);
	assert_int_equal(snap->processes.count, 4);
	assert_string_equal(chain(snap, 40), "40 30 20 1");
	assert_int_equal(snap->processes.items[0].id.pid, 20);
	assert_int_equal(snap->processes.items[2].id.pid, 30);
	assert_int_equal(snap->processes.items[2].parent, 0);
	snapshot_free(snap);
}

static void check_gone(void **state)
{
	struct testhost *made = *state;
	struct cast stranger = { { { 40, 999 } }, 1 };
	struct snapshot *snap;

	prepare(made);
	look_at(made, 77, 400);
	snap = tick(made, &nobody);
	assert_int_equal(snap->processes.count, 0);
	snapshot_free(snap);
	/* Its pid is another's, who holds nothing, and then something. */
	add_child(made, 40, 30, 999);
	look_at(made, 40, 400);
	snap = tick(made, &nobody);
	assert_int_equal(snap->processes.count, 0);
	snapshot_free(snap);
	snap = tick(made, &stranger);
	assert_int_equal(snap->processes.count, 1);
	assert_int_equal(snap->processes.items[0].parent_pid, 0);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
	/* It ends while its page is open. */
	look_at(made, 40, 999);
	snap = tick(made, &nobody);
	assert_string_equal(chain(snap, 40), "40 30 20 1");
	snapshot_free(snap);
	remove_process(made, 40);
	snap = tick(made, &nobody);
	assert_int_equal(snap->processes.count, 0);
	snapshot_free(snap);
}

/* A parent that is younger than its child got the pid of one that ended. */
static void check_younger_parent(void **state)
{
	struct testhost *made = *state;
	struct cast owners = { { { 20, 350 } }, 1 };
	struct snapshot *snap;

	prepare(made);
	add_child(made, 20, 1, 350);
	look_at(made, 30, 300);
	snap = tick(made, &nobody);
	assert_int_equal(snap->processes.count, 1);
	assert_string_equal(chain(snap, 30), "30 ?");
	assert_int_equal(snap->processes.items[0].parent_pid, 20);
	snapshot_free(snap);
	snap = tick(made, &owners);
	assert_int_equal(snap->processes.count, 2);
	assert_string_equal(chain(snap, 30), "30 ?");
	snapshot_free(snap);
	/* In the same clock tick it may be. */
	add_child(made, 20, 1, 300);
	snap = tick(made, &nobody);
	assert_string_equal(chain(snap, 30), "30 20 1");
	snapshot_free(snap);
}

/* No kernel makes them; a file may. */
static void check_loops(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	made->source = source_kin(testhost_open(made));
	add_child(made, 10, 10, 5);
	look_at(made, 10, 5);
	snap = tick(made, &nobody);
	assert_string_equal(chain(snap, 10), "10 ?");
	snapshot_free(snap);
	add_child(made, 10, 11, 5);
	add_child(made, 11, 12, 5);
	add_child(made, 12, 11, 5);
	made->source->focus(made->source, &(struct focus){
		.has_process = true, .process = { 10, 5 }, .targets = { { 12, 5 }, { 11, 5 } },
		.target_count = 2 });
	snap = tick(made, &nobody);
	assert_string_equal(chain(snap, 10), "10 11 12 ?");
	assert_string_equal(chain(snap, 12), "12 ?");
	assert_int_equal(snap->processes.count, 3);
	snapshot_free(snap);
}

static void check_high(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	made->source = source_kin(testhost_open(made));
	for (int i = 0; i < 200; i++)
		add_child(made, 100 + i, i ? 100 + i - 1 : 0, 10 + (unsigned)i);
	look_at(made, 299, 209);
	snap = tick(made, &nobody);
	assert_int_equal(snap->processes.count, 65);
	snapshot_free(snap);
}

/* Targets too, whose chains meet; and all that hold something, where all is wanted. */
static void check_several(void **state)
{
	struct testhost *made = *state;
	struct cast owners = { { { 40, 400 }, { 50, 500 } }, 2 };
	struct snapshot *snap;

	prepare(made);
	add_child(made, 50, 20, 500);
	made->source->focus(made->source, &(struct focus){
		.targets = { { 50, 500 }, { 40, 400 }, { 50, 501 } }, .target_count = 3 });
	snap = tick(made, &owners);
	assert_int_equal(snap->processes.count, 5);
	assert_string_equal(chain(snap, 40), "40 30 20 1");
	assert_string_equal(chain(snap, 50), "50 20 1");
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){ .everything = true });
	snap = tick(made, &owners);
	assert_int_equal(snap->processes.count, 5);
	assert_string_equal(chain(snap, 40), "40 30 20 1");
	assert_string_equal(chain(snap, 50), "50 20 1");
	snapshot_free(snap);
}

/* What cannot be read of a parent is no parent: its number is all there is. */
static void check_hidden_parent(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	remove_process(made, 20);
	mkdir(tree_path(made->tree, "proc/20"), 0700);
	mkdir(tree_path(made->tree, "proc/20/stat"), 0700);
	look_at(made, 30, 300);
	snap = tick(made, &nobody);
	assert_int_equal(snap->processes.count, 1);
	assert_string_equal(chain(snap, 30), "30 ?");
	snapshot_free(snap);
	/* The first process may be as old as the clock. */
	add_child(made, 30, 1, 300);
	add_child(made, 1, 0, 0);
	snap = tick(made, &nobody);
	assert_string_equal(chain(snap, 30), "30 1");
	snapshot_free(snap);
}

/* A capture has what is needed to find them all again. */
static void check_captured(void **state)
{
	struct testhost *made = *state;
	struct cast owners = { { { 40, 400 } }, 1 };
	struct testhost copy = { .at = made->at };
	struct tree tree;
	char line[256];
	struct text why = TEXT_OVER(line), path = TEXT_OVER(tree.path);
	struct snapshot *snap;

	prepare(made);
	assert_int_equal(host_capture(made->host, tree_path(made->tree, "copy"), &why), 0);
	made->source->focus(made->source, &(struct focus){ .everything = true });
	snap = tick(made, &owners);
	assert_int_equal(snap->processes.count, 4);
	snapshot_free(snap);
	text_add(&path, tree_path(made->tree, "copy"));
	copy.tree = &tree;
	copy.source = source_kin(testhost_open(&copy));
	look_at(&copy, 30, 300);
	snap = tick(&copy, &owners);
	assert_int_equal(snap->processes.count, 4);
	assert_string_equal(chain(snap, 30), "30 20 1");
	snapshot_free(snap);
	copy.source->close(copy.source);
	host_close(copy.host);
}

/* This machine: a child of ours, by a number no other life has where the kernel has such,
 * and the same in each look. */
static void check_living(void **state)
{
	struct testhost made = { .at = clock_now() };
	char line[256];
	struct text why = TEXT_OVER(line);
	const struct process *process;
	struct identities with;
	struct identity identity;
	struct process_id ours;
	struct snapshot *snap;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(0);
	}
	assert_int_equal(host_open(NULL, &made.host, &why), 0);
	made.source = source_kin(made.host);
	/* Who we are is told by climbing from a process in the snapshot. */
	made.source->focus(made.source, &(struct focus){ .everything = true });
	snap = tick(&made, &(struct cast){ { { child, 0 } }, 1 });
	assert_true(snap->processes.count > 1);
	process = &snap->processes.items[1];
	assert_int_equal(process->id.pid, getpid());
	ours = process->id;
	snapshot_free(snap);
	for (int round = 0; round < 3; round++) {
		look_at(&made, ours.pid, ours.identity);
		snap = tick(&made, &nobody);
		assert_int_equal(snap->processes.items[0].id.pid, getpid());
		assert_int_equal(snap->processes.items[0].id.identity, ours.identity);
		assert_int_equal(snap->processes.items[0].parent_pid, getppid());
		snapshot_free(snap);
	}
	look_at(&made, ours.pid, ours.identity + 1);
	snap = tick(&made, &nobody);
	assert_int_equal(snap->processes.count, 0);
	snapshot_free(snap);
	/* It ends, and its pid is not another's while we have not asked for its status. */
	identities_open(&with, made.host);
	assert_true(identity_take(&with, child, &identity));
	look_at(&made, child, identity.number);
	snap = tick(&made, &nobody);
	assert_int_equal(snap->processes.items[0].id.pid, child);
	assert_int_equal(snap->processes.items[0].start, identity.start);
	snapshot_free(snap);
	kill(child, SIGKILL);
	waitid(P_PID, (id_t)child, NULL, WEXITED | WNOWAIT);
	snap = tick(&made, &nobody);
	if (identity.is_held)
		assert_int_equal(snap->processes.count, 0);
	snapshot_free(snap);
	waitpid(child, NULL, 0);
	snap = tick(&made, &nobody);
	assert_int_equal(snap->processes.count, 0);
	snapshot_free(snap);
	identity_drop(&with, &identity);
	made.source->close(made.source);
	host_close(made.host);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_up_to_the_first),
		TEST(check_owners_are_not_doubled),
		TEST(check_gone),
		TEST(check_younger_parent),
		TEST(check_loops),
		TEST(check_high),
		TEST(check_several),
		TEST(check_hidden_parent),
		TEST(check_captured),
		cmocka_unit_test(check_living),
	};

	return cmocka_run_group_tests_name("source_kin", tests, NULL, NULL);
}
