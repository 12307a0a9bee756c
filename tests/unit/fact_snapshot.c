/* fact_snapshot.c - filled, sealed, asked. */
#include "fact/snapshot.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct snapshot *snapshot_of(unsigned listeners, const pid_t *pids, unsigned processes)
{
	struct snapshot *snap = snapshot_new((struct instant){ 1, 2, 3 });

	for (unsigned i = 0; i < listeners; i++)
		snapshot_add_listener(snap)->id.number = i + 1;
	for (unsigned i = 0; i < processes; i++)
		snapshot_add_process(snap)->id.pid = pids[i];
	return snap;
}

static void new_things_know_nothing(void **state)
{
	struct snapshot *snap = snapshot_of(0, NULL, 0);
	struct listener *listener = snapshot_add_listener(snap);
	struct process *process = snapshot_add_process(snap);
	struct netns *netns = snapshot_add_netns(snap);
	int64_t value;

	(void)state;
	assert_int_equal(snap->at.wall, 3);
	assert_true(listener->uid == (uid_t)-1);
	assert_true(process->uid == (uid_t)-1);
	assert_null(listener->label[LABEL_USER]);
	assert_null(process->label[LABEL_COMM]);
	assert_null(netns->name);
	for (unsigned i = 0; i < LISTENER_FACTS; i++)
		assert_false(facts_get(&listener->facts, (enum fact_id)i, &value));
	facts_set(&netns->facts, FACT_IP_UNPRIVILEGED_PORT_START, 1024);
	assert_true(facts_get(&netns->facts, FACT_IP_UNPRIVILEGED_PORT_START, &value));
	snapshot_free(snap);
	snapshot_free(NULL);
}

/* Facts stay with their listener while the array grows and moves. */
static void facts_survive_growth(void **state)
{
	struct snapshot *snap = snapshot_of(0, NULL, 0);

	(void)state;
	for (int i = 0; i < 300; i++)
		facts_set(&snapshot_add_listener(snap)->facts, FACT_QUEUE, i);
	for (int i = 0; i < 300; i++) {
		int64_t value = -1;

		assert_true(facts_get(&snap->listeners.items[i].facts, FACT_QUEUE, &value));
		assert_int_equal(value, i);
	}
	snapshot_free(snap);
}

static void sealing_gives_owners_their_place(void **state)
{
	static const pid_t pids[] = { 900, 30, 77 };
	struct snapshot *snap = snapshot_of(3, pids, 3);
	const struct listener *listeners = snap->listeners.items;

	(void)state;
	snapshot_add_owner(snap, 2, 0, 5);
	snapshot_add_owner(snap, 0, 0, 9);
	snapshot_add_owner(snap, 0, 1, 4);
	snapshot_add_owner(snap, 0, 2, 8);
	snapshot_add_owner(snap, 0, 1, 3);	/* a second descriptor of pid 30 */
	snapshot_seal(snap);
	assert_true(snap->sealed);

	assert_int_equal(listeners[0].owner_count, 4);
	assert_int_equal(snapshot_owner(snap, &listeners[0], 0)->id.pid, 30);
	assert_int_equal(snapshot_owner(snap, &listeners[0], 1)->id.pid, 30);
	assert_int_equal(snapshot_owner(snap, &listeners[0], 2)->id.pid, 77);
	assert_int_equal(snapshot_owner(snap, &listeners[0], 3)->id.pid, 900);
	assert_int_equal(snap->owners.items[listeners[0].first_owner].fd, 3);
	assert_int_equal(snap->owners.items[listeners[0].first_owner + 1].fd, 4);

	assert_int_equal(listeners[1].owner_count, 0);
	assert_int_equal(listeners[2].owner_count, 1);
	assert_int_equal(snapshot_owner(snap, &listeners[2], 0)->id.pid, 900);

	assert_int_equal(snap->processes.items[0].listener_count, 2);
	assert_int_equal(snap->processes.items[1].listener_count, 1);
	assert_int_equal(snap->processes.items[2].listener_count, 1);
	snapshot_free(snap);
}

/* Turned round: what each process holds, a listener once however often. */
static void sealing_gives_processes_their_listeners(void **state)
{
	static const pid_t pids[] = { 900, 30, 77 };
	struct snapshot *snap = snapshot_of(3, pids, 3);
	const struct listener *listeners = snap->listeners.items;
	const struct process *processes = snap->processes.items;

	(void)state;
	snapshot_add_owner(snap, 2, 0, 5);
	snapshot_add_owner(snap, 0, 0, 9);
	snapshot_add_owner(snap, 0, 0, 4);
	snapshot_add_owner(snap, 1, 1, 3);
	snapshot_seal(snap);
	assert_int_equal(processes[0].listener_count, 2);
	assert_ptr_equal(snapshot_held(snap, &processes[0], 0), &listeners[0]);
	assert_ptr_equal(snapshot_held(snap, &processes[0], 1), &listeners[2]);
	assert_int_equal(processes[1].listener_count, 1);
	assert_ptr_equal(snapshot_held(snap, &processes[1], 0), &listeners[1]);
	assert_int_equal(processes[2].listener_count, 0);
	snapshot_free(snap);
}

static void sealing_nothing_is_fine(void **state)
{
	struct snapshot *snap = snapshot_of(0, NULL, 0);

	(void)state;
	snapshot_seal(snap);
	assert_true(snap->sealed);
	snapshot_free(snap);
}

/* Random owners in random order: spans part the owners without rest. */
static void spans_part_all_owners(void **state)
{
	pid_t pids[20];

	(void)state;
	srand(3);
	for (int i = 0; i < 20; i++)
		pids[i] = 100 - i;
	for (unsigned round = 0; round < 50; round++) {
		struct snapshot *snap = snapshot_of(10, pids, 20);
		uint32_t next = 0;

		for (unsigned i = 0; i < 60; i++)
			snapshot_add_owner(snap, (uint32_t)rand() % 10, (uint32_t)rand() % 20, rand() % 50);
		snapshot_seal(snap);
		for (uint32_t i = 0; i < 10; i++) {
			const struct listener *listener = &snap->listeners.items[i];

			if (!listener->owner_count)
				continue;
			assert_int_equal(listener->first_owner, next);
			for (uint32_t n = 0; n < listener->owner_count; n++)
				assert_int_equal(snap->owners.items[next + n].listener, i);
			for (uint32_t n = 1; n < listener->owner_count; n++)
				assert_true(snapshot_owner(snap, listener, n - 1)->id.pid <=
					    snapshot_owner(snap, listener, n)->id.pid);
			next += listener->owner_count;
		}
		assert_int_equal(next, 60);
		snapshot_free(snap);
	}
}

static void gaps_are_counted(void **state)
{
	struct snapshot *snap = snapshot_of(0, NULL, 0);

	(void)state;
	for (int i = 0; i < 212; i++)
		snapshot_add_gap(snap, "owner", "processes", EACCES, POWER_OBSERVE);
	snapshot_add_gap(snap, "owner", "processes", EIO, POWER_NONE);
	snapshot_add_gap(snap, "owner", "processes", EIO, POWER_OBSERVE);
	snapshot_add_gap(snap, "diag", "sctp", ENOENT, POWER_NONE);
	snapshot_add_gap(snap, "diag", "vsock", ENOENT, POWER_NONE);
	assert_int_equal(snap->gaps.count, 5);
	assert_int_equal(snap->gaps.items[0].count, 212);
	assert_int_equal(snap->gaps.items[0].need, POWER_OBSERVE);
	assert_int_equal(snap->gaps.items[1].count, 1);
	snapshot_free(snap);
}

static void keeps_copies(void **state)
{
	struct snapshot *snap = snapshot_of(0, NULL, 0);
	char text[] = "nginx";
	const char *kept = snapshot_keep(snap, text);
	const char *bytes = snapshot_keep_bytes(snap, text, 2);

	(void)state;
	memset(text, 'x', 5);
	assert_string_equal(kept, "nginx");
	assert_string_equal(bytes, "ng");
	assert_null(snapshot_keep(snap, NULL));
	snapshot_free(snap);
}

static void finds_namespaces(void **state)
{
	struct snapshot *snap = snapshot_of(0, NULL, 0);

	(void)state;
	snapshot_add_netns(snap)->inode = UINT64_C(4026531840);
	snapshot_add_netns(snap)->inode = 7;
	assert_ptr_equal(snapshot_find_netns(snap, 7), &snap->netns.items[1]);
	assert_null(snapshot_find_netns(snap, 8));
	snapshot_free(snap);
}

static void ids_have_an_order(void **state)
{
	static const struct listener_id ids[] = {
		{ 1, 5, 0 }, { 1, 6, 0 }, { 1, UINT64_MAX, 0 }, { 1, 5, 1 }, { 2, 1, 0 },
	};

	(void)state;
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			assert_int_equal(listener_id_compare(&ids[i], &ids[j]), (i > j) - (i < j));
	/* hashed as a whole: there must be no padding in it */
	assert_int_equal(sizeof(struct listener_id), 3 * sizeof(uint64_t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_things_know_nothing),
		cmocka_unit_test(facts_survive_growth),
		cmocka_unit_test(sealing_gives_owners_their_place),
		cmocka_unit_test(sealing_gives_processes_their_listeners),
		cmocka_unit_test(sealing_nothing_is_fine),
		cmocka_unit_test(spans_part_all_owners),
		cmocka_unit_test(gaps_are_counted),
		cmocka_unit_test(keeps_copies),
		cmocka_unit_test(finds_namespaces),
		cmocka_unit_test(ids_have_an_order),
	};

	return cmocka_run_group_tests_name("fact_snapshot", tests, NULL, NULL);
}
