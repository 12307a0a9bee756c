/* table_selection.c - lists of the command line, and whom they take. */
#include "table_world.h"

static bool takes(const struct selection *selection, const struct world *world, size_t i)
{
	const struct snapshot *snap = model_snapshot(world->model);
	struct row row = { .scene = &world->scene, .listener = &snap->listeners.items[i] };

	return selection_takes(selection, &row);
}

enum { TCP, MPTCP, DUAL, UNIX, SEQPACKET, RAW };

static void make_world(struct world *world)
{
	struct snapshot *snap = world_snapshot(0);
	uint32_t process;

	world_tcp(snap, 1, 443, 0, 1, 0)->uid = 0;
	snap->listeners.items[TCP].label[LABEL_USER] = "root";
	world_listener(snap, 2, PROTOCOL_MPTCP, AF_INET, 0, 1, 0)->local.port = 8080;
	world_listener(snap, 3, PROTOCOL_UDP, AF_INET6, 0, 1, 0)->local.dual = true;
	world_listener(snap, 4, PROTOCOL_UNIX_STREAM, AF_UNIX, 0, 1, NOT_SET);
	world_listener(snap, 5, PROTOCOL_UNIX_SEQPACKET, AF_UNIX, 0, 1, NOT_SET);
	world_listener(snap, 6, PROTOCOL_RAW, AF_INET, 0, 1, 0)->local.port = 6;
	process = world_process(snap, 100, "a");
	snap->processes.items[process].uid = 0;
	snapshot_add_owner(snap, TCP, process, 3);
	process = world_process(snap, 101, "b");
	snap->processes.items[process].uid = 33;
	snap->processes.items[process].label[LABEL_PROCESS_USER] = "www-data";
	snapshot_add_owner(snap, TCP, process, 3);
	world_tick(world, snap);
}

typedef bool (*add_list)(struct selection *selection, const char *list, struct text *why);

static void takes_only(const char *expected, add_list add, const char *list)
{
	struct world world = { 0 };
	struct selection selection = { 0 };
	char line[160];
	struct text why = TEXT_OVER(line);

	make_world(&world);
	if (add)
		assert_true(add(&selection, list, &why));
	for (size_t i = 0; i <= RAW; i++)
		if (takes(&selection, &world, i) != (expected[i] == '1'))
			fail_msg("%s: row %zu of %s", list, i, expected);
	selection_free(&selection);
	world_end(&world);
}

static void whom_lists_take(void **state)
{
	(void)state;
	takes_only("111111", NULL, "nothing");
	takes_only("110000", selection_add_protocols, "tcp");
	takes_only("010000", selection_add_protocols, "mptcp");
	takes_only("001110", selection_add_protocols, "udp,unix");
	takes_only("100000", selection_add_pids, "101");
	takes_only("100000", selection_add_pids, "7,100");
	takes_only("000000", selection_add_pids, "102");
	takes_only("100000", selection_add_users, "root");
	takes_only("100000", selection_add_users, "www-data");
	takes_only("100000", selection_add_users, "33");
	takes_only("000000", selection_add_users, "34,nobody");
	takes_only("100000", selection_add_ports, "443");
	takes_only("010000", selection_add_ports, "8000-8999");
	takes_only("110000", selection_add_ports, "8080,1-443");
}

static void families(void **state)
{
	struct world world = { 0 };
	struct selection four = { .ipv4 = true }, six = { .ipv6 = true };

	(void)state;
	make_world(&world);
	assert_true(takes(&four, &world, TCP));
	assert_false(takes(&four, &world, DUAL));
	assert_false(takes(&four, &world, UNIX));
	assert_false(takes(&six, &world, TCP));
	assert_true(takes(&six, &world, DUAL));
	four.ipv6 = true;
	assert_true(takes(&four, &world, DUAL));
	assert_false(takes(&four, &world, UNIX));
	world_end(&world);
}

static void processes_for_one_of_their_listeners(void **state)
{
	struct world world = { 0 };
	struct selection selection = { 0 };
	const struct snapshot *snap;
	char line[160];
	struct text why = TEXT_OVER(line);
	struct row row = { .scene = &world.scene };

	(void)state;
	make_world(&world);
	snap = model_snapshot(world.model);
	row.process = &snap->processes.items[1];
	assert_true(selection_add_ports(&selection, "443", &why));
	assert_true(selection_takes(&selection, &row));
	assert_true(selection_add_pids(&selection, "100", &why));
	assert_false(selection_takes(&selection, &row));
	row.process = &snap->processes.items[0];
	assert_true(selection_takes(&selection, &row));
	selection.ports.items[0] = selection.ports.items[1] = 444;
	assert_false(selection_takes(&selection, &row));
	selection_free(&selection);
	world_end(&world);
}

static void refused(add_list add, const char *list, const char *expected)
{
	struct selection selection = { 0 };
	char line[160];
	struct text why = TEXT_OVER(line);

	assert_false(add(&selection, list, &why));
	assert_string_equal(line, expected);
	assert_int_equal(selection.pids.count + selection.ports.count + selection.users.count, 0);
	assert_int_equal(selection.protocols, 0);
	selection_free(&selection);
}

static void wrong_words_are_named(void **state)
{
	(void)state;
	refused(selection_add_pids, "1,abc", "'abc' is no process id");
	refused(selection_add_pids, "0", "'0' is no process id");
	refused(selection_add_pids, "-1", "'-1' is no process id");
	refused(selection_add_pids, "4294967297", "'4294967297' is no process id");
	refused(selection_add_pids, "1,", "'' is no process id");
	refused(selection_add_ports, "80,65536", "'65536' is no port or range of ports");
	refused(selection_add_ports, "90-80", "'90-80' is no port or range of ports");
	refused(selection_add_ports, "80-", "'80-' is no port or range of ports");
	refused(selection_add_users, "root,,x", "'' is no user");
	refused(selection_add_protocols, "tcp,foo\033", "'foo?' is no protocol: expected tcp, mptcp, "
		"udp, udplite, unix, raw, sctp, packet or vsock");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whom_lists_take),
		cmocka_unit_test(families),
		cmocka_unit_test(processes_for_one_of_their_listeners),
		cmocka_unit_test(wrong_words_are_named),
	};

	return cmocka_run_group_tests_name("table_selection", tests, NULL, NULL);
}
