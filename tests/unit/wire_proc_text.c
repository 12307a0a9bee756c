/* wire_proc_text.c - the texts of proc(5), as they are and as they should not be. */
#include "wire/proc_text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

/* Decodes from a block that ends where the text does. */
static int decode_stat(const char *text, size_t size, struct proc_stat *stat)
{
	char *copy = malloc(size ? size : 1);
	int error;

	assert_non_null(copy);
	memcpy(copy, text, size);
	error = proc_stat_decode(copy, size, stat);
	free(copy);
	return error;
}

static const char whole_stat[] =
	"1234 (nginx) S 1 1234 1234 0 -1 4194560 1045 0 12 0 15 27 0 0 20 -5 3 0 24459 12345678 952 "
	"18446744073709551615 1 1 0 0 0 0 0 4096 81922 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

static void decodes_stat(void **state)
{
	struct proc_stat stat;

	(void)state;
	assert_int_equal(decode_stat(whole_stat, sizeof whole_stat - 1, &stat), 0);
	assert_string_equal(stat.comm, "nginx");
	assert_int_equal(stat.state, 'S');
	assert_true(stat.times_known && stat.nice_known && stat.threads_known &&
		    stat.start_known && stat.rss_known);
	assert_int_equal(stat.utime, 15);
	assert_int_equal(stat.stime, 27);
	assert_int_equal(stat.nice, -5);
	assert_int_equal(stat.threads, 3);
	assert_int_equal(stat.start, 24459);
	assert_int_equal(stat.rss, 952);
	assert_true(stat.parent_known && stat.flags_known);
	assert_int_equal(stat.parent, 1);
	assert_int_equal(stat.flags, 4194560);
}

/* 52 fields of old, 40, 60 of some day: what is there is known. */
static void takes_lines_of_any_length(void **state)
{
	static const int counts[] = { 3, 4, 8, 9, 14, 19, 22, 23, 24, 40, 52, 60 };

	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		char line[512] = "7 (x) R";
		struct proc_stat stat;

		for (int field = 4; field <= counts[i]; field++)
			strncat(line, " 8", sizeof line - strlen(line) - 1);
		assert_int_equal(decode_stat(line, strlen(line), &stat), 0);
		assert_int_equal(stat.state, 'R');
		assert_int_equal(stat.parent_known, counts[i] >= 4);
		assert_int_equal(stat.flags_known, counts[i] >= 9);
		assert_int_equal(stat.times_known, counts[i] >= 15);
		assert_int_equal(stat.nice_known, counts[i] >= 19);
		assert_int_equal(stat.threads_known, counts[i] >= 20);
		assert_int_equal(stat.start_known, counts[i] >= 22);
		assert_int_equal(stat.rss_known, counts[i] >= 24);
	}
}

static void survives_every_cut(void **state)
{
	struct proc_stat stat;

	(void)state;
	for (size_t size = 0; size < sizeof whole_stat; size++)
		assert_int_equal(decode_stat(whole_stat, size, &stat), size < 14 ? -EBADMSG : 0);
}

static void takes_any_comm(void **state)
{
	static const struct {
		const char *line, *comm;
	} cases[] = {
		{ "1 (a)b) (c) S 1", "a)b) (c" },
		{ "1 (a) R 1\nb) S 1", "a) R 1\nb" },
		{ "1 () S 1", "" },
		{ "1 (\033[31m) S 1", "\033[31m" },
		{ "1 (kworker/0:1H-a-very-long-name-that-goes-on-and-on-beyond-sixty-three) I 1",
		  "kworker/0:1H-a-very-long-name-that-goes-on-and-on-beyond-sixty-" },
	};
	struct proc_stat stat;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(decode_stat(cases[i].line, strlen(cases[i].line), &stat), 0);
		assert_string_equal(stat.comm, cases[i].comm);
	}
}

static void refuses_what_is_no_stat(void **state)
{
	static const char *const lines[] = { "", "1", "1 (x", "1 x) S", ")(", "1 (x)", "1 (x) ",
					     "1 (x)\n", "1 (x) SS 1" };
	struct proc_stat stat = { .state = '!' };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(decode_stat(lines[i], strlen(lines[i]), &stat), -EBADMSG);
	assert_int_equal(stat.state, '!');
}

/* Too big, signed, hexadecimal: unknown, and the others still known. */
static void odd_numbers_are_unknown(void **state)
{
	static const char line[] = "1 (x) S 1 1 1 0 -1 0 0 0 0 0 18446744073709551616 2 0 0 20 0 "
				   "-1 0 18446744073709551615 0 0x10\n";
	struct proc_stat stat;

	(void)state;
	assert_int_equal(decode_stat(line, sizeof line - 1, &stat), 0);
	assert_false(stat.times_known);
	assert_false(stat.threads_known);
	assert_false(stat.rss_known);
	assert_true(stat.nice_known);
	assert_true(stat.start_known);
	assert_int_equal(stat.start, UINT64_MAX);
}

static void finds_the_effective_uid(void **state)
{
	static const char text[] = "Name:\tx\nGuid:\t9\t9\nUid:\t1000\t33\t7\t8\n";
	uint32_t uid = 1;

	(void)state;
	assert_true(proc_status_uid(text, sizeof text - 1, &uid));
	assert_int_equal(uid, 33);
	assert_false(proc_status_uid(text, 27, &uid));
	assert_false(proc_status_uid("Uid:\t0\n", 7, &uid));
	assert_false(proc_status_uid("Uid:\t0\t4294967296\n", 18, &uid));
	assert_int_equal(uid, 33);
}

static void finds_the_limit_of_files(void **state)
{
	static const char text[] = "Limit           Soft Limit   Hard Limit   Units\n"
				   "Max open files            1024      524288    files\n";
	static const char none[] = "Max open files            unlimited unlimited files\n";
	uint64_t limit;

	(void)state;
	assert_true(proc_limits_files(text, sizeof text - 1, &limit));
	assert_int_equal(limit, 1024);
	assert_true(proc_limits_files(none, sizeof none - 1, &limit));
	assert_true(limit == UINT64_MAX);
	assert_false(proc_limits_files("Max open files   \n", 18, &limit));
	assert_false(proc_limits_files("Max processes 1\n", 16, &limit));
}

static bool find_counter(const char *text, const char *group, const char *name, int64_t *value)
{
	struct proc_counter counter = { .group = group, .name = name };

	proc_counters(text, strlen(text), &counter, 1);
	if (counter.known)
		*value = counter.value;
	return counter.known;
}

static void finds_many_in_one_pass(void **state)
{
	static const char text[] = "Udp: InErrors NoPorts\nUdp: 1 2\n"
				   "UdpLite: InErrors\nUdp6InErrors 5\nUdpLite: InErrors\nUdpLite: 3\n";
	struct proc_counter counters[] = {
		{ .group = "UdpLite", .name = "InErrors" },
		{ .group = "Udp", .name = "NoPorts" },
		{ .group = "Udp", .name = "InErrors" },
		{ .name = "Udp6InErrors" },
		{ .name = "NoPorts", .known = true },
	};

	(void)state;
	proc_counters(text, sizeof text - 1, counters, 5);
	assert_int_equal(counters[0].value, 3);
	assert_int_equal(counters[1].value, 2);
	assert_int_equal(counters[2].value, 1);
	assert_int_equal(counters[3].value, 5);
	assert_false(counters[4].known);
}

static void finds_counters_by_name(void **state)
{
	static const char text[] = "TcpExt: A Listen ListenDrops\nTcpExt: 1 2 3\n"
				   "Tcp: MaxConn\nTcp: -1\nIpExt: A\nIpExt: 4\n";
	int64_t value = 0;

	(void)state;
	assert_true(find_counter(text, "TcpExt", "ListenDrops", &value));
	assert_int_equal(value, 3);
	assert_true(find_counter(text, "TcpExt", "Listen", &value));
	assert_int_equal(value, 2);
	assert_true(find_counter(text, "Tcp", "MaxConn", &value));
	assert_int_equal(value, -1);
	assert_true(find_counter(text, "IpExt", "A", &value));
	assert_int_equal(value, 4);
	assert_false(find_counter(text, "IpExt", "ListenDrops", &value));
	assert_false(find_counter(text, "Udp", "A", &value));
}

static void pairs_that_do_not_match(void **state)
{
	int64_t value = 7;

	(void)state;
	assert_false(find_counter("T: a b c\nT: 1 2\n", "T", "c", &value));
	assert_true(find_counter("T: a b\nT: 1 2 3\n", "T", "b", &value));
	assert_int_equal(value, 2);
	assert_false(find_counter("T: a b\nU: 1 2\n", "T", "a", &value));
	assert_false(find_counter("T: a b\n", "T", "a", &value));
	assert_false(find_counter("T: a\nT: 9223372036854775808\n", "T", "a", &value));
	assert_false(find_counter("T: a\nT: x\n", "T", "a", &value));
	assert_false(find_counter("", "T", "a", &value));
	assert_int_equal(value, 2);
}

static void finds_sockets_in_use(void **state)
{
	static const char text[] = "sockets: used 38\nTCP: inuse 17 orphan 0\nUDPLITE: inuse 2\n"
				   "UDP: inuse 5 mem 0\nRAW: 3\n"
				   "UDP6: mem 4\nFRAG: inuse";
	int64_t count = 0;

	(void)state;
	assert_true(proc_sockstat_inuse(text, sizeof text - 1, "UDP", &count));
	assert_int_equal(count, 5);
	assert_true(proc_sockstat_inuse(text, sizeof text - 1, "UDPLITE", &count));
	assert_int_equal(count, 2);
	assert_false(proc_sockstat_inuse(text, sizeof text - 1, "UDP6", &count));
	assert_false(proc_sockstat_inuse(text, sizeof text - 1, "RAW", &count));
	assert_false(proc_sockstat_inuse(text, sizeof text - 1, "FRAG", &count));
	assert_int_equal(count, 2);
}

static void finds_counters_by_line(void **state)
{
	static const char text[] = "Udp6InErrors   \t5\nUdp6RcvbufErrors\t91\nBad\t\nLast 3";
	int64_t value = 0;

	(void)state;
	assert_true(find_counter(text, NULL, "Udp6RcvbufErrors", &value));
	assert_int_equal(value, 91);
	assert_true(find_counter(text, NULL, "Last", &value));
	assert_int_equal(value, 3);
	assert_false(find_counter(text, NULL, "Udp6", &value));
	assert_false(find_counter(text, NULL, "Bad", &value));
}

struct found {
	struct proc_socket sockets[8];
	size_t count;
};

static void counts_the_numbers_of_a_process(void **state)
{
	static const char own[] = "Pid:\t7\nNSpid:\t7\nVmPeak:\t1 kB\n";
	static const char nested[] = "NSpid:\t1234\t7\t1\n";

	(void)state;
	assert_int_equal(proc_status_numbers(own, sizeof own - 1), 1);
	assert_int_equal(proc_status_numbers(nested, sizeof nested - 1), 3);
	assert_int_equal(proc_status_numbers("Pid:\t7\n", 7), 0);
	assert_int_equal(proc_status_numbers("", 0), 0);
}

static void finds_real_and_effective_uids(void **state)
{
	static const char text[] = "Name:\tx\nUid:\t1000\t33\t0\t0\n";
	uint32_t real = 7, effective = 7;

	(void)state;
	assert_true(proc_status_uids(text, sizeof text - 1, &real, &effective));
	assert_int_equal(real, 1000);
	assert_int_equal(effective, 33);
	assert_false(proc_status_uids("Uid:\t1000\n", 10, &real, &effective));
	assert_false(proc_status_uids("Uid:\t1000\tx\n", 12, &real, &effective));
	assert_int_equal(effective, 33);
}

static void finds_sets_of_capabilities(void **state)
{
	static const char text[] = "CapInh:\t0000000000000000\nCapPrm:\t000001ffffffffff\n"
				   "CapEff:\t0000000000000400\nCapBnd:\t1x\nCapAmb:\t\n";
	uint64_t set = 7;

	(void)state;
	assert_true(proc_status_capabilities(text, sizeof text - 1, "CapPrm", &set));
	assert_true(set == UINT64_C(0x1ffffffffff));
	assert_true(proc_status_capabilities(text, sizeof text - 1, "CapEff", &set));
	assert_true(set == 0x400);
	assert_true(proc_status_capabilities("CapEff:\tffffffffffffffff", 24, "CapEff", &set));
	assert_true(set == UINT64_MAX);
	assert_false(proc_status_capabilities(text, sizeof text - 1, "CapBnd", &set));
	assert_false(proc_status_capabilities(text, sizeof text - 1, "CapAmb", &set));
	assert_false(proc_status_capabilities(text, sizeof text - 1, "Cap", &set));
	assert_false(proc_status_capabilities("CapEff:\t1ffffffffffffffff", 25, "CapEff", &set));
	assert_true(set == UINT64_MAX);
}

static void finds_the_limit_of_nice(void **state)
{
	static const char text[] = "Max nice priority         30                   40    \n";
	uint64_t limit = 7;

	(void)state;
	assert_true(proc_limits_nice(text, sizeof text - 1, &limit));
	assert_int_equal(limit, 30);
	assert_false(proc_limits_nice("Max open files 1 2 files\n", 25, &limit));
	assert_int_equal(limit, 30);
}

/* Which of the paths is the process's own, on hosts of either version and of both. */
static void finds_its_cgroup(void **state)
{
	static const struct { const char *text, *path; } cases[] = {
		{ "0::/system.slice/nginx.service\n", "/system.slice/nginx.service" },
		{ "0::/a:b c\n", "/a:b c" },
		{ "0::/", "/" },
		{ "9:name=systemd:/\n0::/\n", "/" },
		{ "4:memory:/a/long/path\n1:name=systemd:/init.scope\n0::/two\n", "/two" },
		{ "4:memory:/a/long/path\n1:name=systemd:/init.scope\n0::/\n", "/init.scope" },
		{ "9:name=systemd:/\n8:pids:/\n4:memory:/box/1\n3:cpuset:/box\n0::/\n", "/box/1" },
		{ "3:cpuset:/box\n4:memory:/box/1\n5:pids:/b\n", "/box/1" },
		{ "4:cpu,cpuacct:/lxc/1\n", "/lxc/1" },
		{ "garbage\n:::\n0:\n0::\n5:x:relative\n3:pids:/p\n", "/p" },
		{ "5:named=systemd:/longer\n1:name=systemd:/s", "/s" },
		{ "0::/../up", "/../up" },
		{ "", NULL },
		{ "0::", NULL },
		{ "0:/x\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t size = strlen(cases[i].text), length = 0;
		char *copy = malloc(size ? size : 1);
		const char *path = NULL;

		assert_non_null(copy);
		memcpy(copy, cases[i].text, size);
		assert_int_equal(proc_cgroup_path(copy, size, &path, &length), !!cases[i].path);
		if (cases[i].path && (length != strlen(cases[i].path) ||
				      memcmp(path, cases[i].path, length) != 0))
			fail_msg("%s: %.*s", cases[i].text, (int)length, path);
		free(copy);
	}
}

static void keep(const struct proc_socket *socket, void *arg)
{
	struct found *found = arg;

	assert_in_range(found->count, 0, 7);
	found->sockets[found->count++] = *socket;
}

static void reads_raw_sockets(void **state)
{
	static const char text[] =
		"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
		"timeout inode ref pointer drops\n"
		"  73: 00000000:00FD 00000000:0000 07 00000000:00000240 00:00000000 00000000    33    "
		"    0 85337 2 000000009faa7e9f 56\n"
		"  58: 00000000000000000000000001000000:003A 00000000000000000000000000000000:0000 07 "
		"00000000:00000000 00:00000000 00000000     0        0 20034 2 0000000000000000 0\n"
		"nonsense\n"
		"  58: 000000:003A 00000000:0000 07 0:0 0:0 0 0 0 1 2 0 0\n"
		"  58: 00000000:1003A 00000000:0000 07 0:0 0:0 0 0 0 1 2 0 0\n"
		"  58: 00000000:003A 00000000:0000 07 0:0 0:0 0 0 0 4294967296 2 0 0\n"
		"  58: 00000000:003A 00000000:0000 07 0:0 0:0 0 0 0\n";
	struct found found = { .count = 0 };

	(void)state;
	assert_int_equal(proc_sockets(text, sizeof text - 1, keep, &found), 5);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.sockets[0].family, AF_INET);
	assert_int_equal(found.sockets[0].port, 253);
	assert_int_equal(found.sockets[0].state, 7);
	assert_int_equal(found.sockets[0].rqueue, 0x240);
	assert_int_equal(found.sockets[0].uid, 33);
	assert_int_equal(found.sockets[0].inode, 85337);
	assert_true(found.sockets[0].drops_known);
	assert_int_equal(found.sockets[0].drops, 56);
	assert_int_equal(found.sockets[1].family, AF_INET6);
	assert_int_equal(found.sockets[1].port, 58);
}

/* The kernel prints each word of an address as its own machine reads it. */
static void turns_addresses_into_network_order(void **state)
{
	static const uint8_t word[4] = { 192, 0, 2, 1 };
	char text[160] = "1: ", *at = text + 3;
	static const char digits[] = "0123456789ABCDEF";
	static const char rest[] = ":0016 00000000:0000 0A 0:0 0:0 0 0 0 5 1 0 100\n";
	struct found found = { .count = 0 };
	uint32_t native;

	(void)state;
	memcpy(&native, word, sizeof native);
	for (int shift = 28; shift >= 0; shift -= 4)
		*at++ = digits[native >> shift & 15];
	memcpy(at, rest, sizeof rest);
	assert_int_equal(proc_sockets(text, strlen(text), keep, &found), 0);
	assert_int_equal(found.count, 1);
	assert_memory_equal(found.sockets[0].source, word, 4);
	/* No title said that the last column counts drops. */
	assert_false(found.sockets[0].drops_known);
}

static bool read_link(const char *link, uint32_t *inode)
{
	return proc_socket_link(link, strlen(link), inode);
}

static void reads_socket_links(void **state)
{
	static const char *const others[] = {
		"", "socket:[", "socket:[]", "socket:[0]", "socket:[1", "socket:1]", "socket:[-1]",
		"socket:[4294967296]", "socket:[1]x", "/tmp/socket:[1]", "pipe:[1]", "socket:[ 1]",
	};
	uint32_t inode = 9;

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(read_link(others[i], &inode));
	assert_int_equal(inode, 9);
	assert_true(read_link("socket:[4294967295]", &inode));
	assert_int_equal(inode, UINT32_MAX);
}

static void reads_numbers_of_a_sysctl(void **state)
{
	static const struct { const char *text; size_t count; bool known; } cases[] = {
		{ "4096\n", 1, true },
		{ "4096", 1, true },
		{ "57580\t76773\t115160\n", 3, true },
		{ " 32768 \t 60999 \n", 2, true },
		{ "-1\n", 1, true },
		{ "", 1, false },
		{ "\n", 1, false },
		{ "1 2\n", 1, false },
		{ "1\n", 2, false },
		{ "1 x\n", 2, false },
		{ "1\n2\n", 1, false },
		{ "9223372036854775808\n", 1, false },
		{ "1 2 3 4 5\n", 5, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t values[5] = { 4711, 4711, 4711, 4711, 4711 };
		bool known = proc_numbers(cases[i].text, strlen(cases[i].text), values,
					  cases[i].count);

		if (known != cases[i].known || known == (values[0] == 4711))
			fail_msg("%s", cases[i].text);
	}
}

static void numbers_in_their_order(void **state)
{
	int64_t values[3];

	(void)state;
	assert_true(proc_numbers("57580\t76773\t115160\n", 19, values, 3));
	assert_int_equal(values[0], 57580);
	assert_int_equal(values[1], 76773);
	assert_int_equal(values[2], 115160);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_stat),
		cmocka_unit_test(takes_lines_of_any_length),
		cmocka_unit_test(survives_every_cut),
		cmocka_unit_test(takes_any_comm),
		cmocka_unit_test(refuses_what_is_no_stat),
		cmocka_unit_test(odd_numbers_are_unknown),
		cmocka_unit_test(finds_the_effective_uid),
		cmocka_unit_test(finds_the_limit_of_files),
		cmocka_unit_test(counts_the_numbers_of_a_process),
		cmocka_unit_test(finds_real_and_effective_uids),
		cmocka_unit_test(finds_sets_of_capabilities),
		cmocka_unit_test(finds_the_limit_of_nice),
		cmocka_unit_test(finds_its_cgroup),
		cmocka_unit_test(finds_counters_by_name),
		cmocka_unit_test(finds_many_in_one_pass),
		cmocka_unit_test(finds_sockets_in_use),
		cmocka_unit_test(pairs_that_do_not_match),
		cmocka_unit_test(finds_counters_by_line),
		cmocka_unit_test(reads_raw_sockets),
		cmocka_unit_test(turns_addresses_into_network_order),
		cmocka_unit_test(reads_socket_links),
		cmocka_unit_test(reads_numbers_of_a_sysctl),
		cmocka_unit_test(numbers_in_their_order),
	};

	return cmocka_run_group_tests_name("wire_proc_text", tests, NULL, NULL);
}
