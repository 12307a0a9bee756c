/* fact_protocol.c - names and words of protocols. */
#include "fact/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_protocol_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PROTOCOLS; i++) {
		assert_non_null(protocol_name((enum protocol)i));
		for (unsigned j = 0; j < i; j++)
			assert_string_not_equal(protocol_name((enum protocol)i),
						protocol_name((enum protocol)j));
	}
}

/* As ss does, and tcp takes MPTCP along. Together the words reach everything. */
static void words_select(void **state)
{
	static const struct { const char *word; protocol_set set; } cases[] = {
		{ "tcp", PROTOCOL_BIT(PROTOCOL_TCP) | PROTOCOL_BIT(PROTOCOL_MPTCP) },
		{ "mptcp", PROTOCOL_BIT(PROTOCOL_MPTCP) },
		{ "udp", PROTOCOL_BIT(PROTOCOL_UDP) },
		{ "udplite", PROTOCOL_BIT(PROTOCOL_UDPLITE) },
		{ "unix", PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) | PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET) },
		{ "raw", PROTOCOL_BIT(PROTOCOL_RAW) },
		{ "sctp", PROTOCOL_BIT(PROTOCOL_SCTP) },
		{ "packet", PROTOCOL_BIT(PROTOCOL_PACKET) },
		{ "vsock", PROTOCOL_BIT(PROTOCOL_VSOCK) },
	};
	protocol_set all = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		protocol_set set = PROTOCOL_BIT(31);

		assert_true(protocol_select(cases[i].word, &set));
		assert_int_equal(set, cases[i].set | PROTOCOL_BIT(31));
		assert_true(protocol_select(cases[i].word, &all));
	}
	assert_int_equal(all, PROTOCOL_BIT(PROTOCOLS) - 1);
}

static void other_words_do_not(void **state)
{
	static const char *const words[] = { "", "TCP", "tcp ", "tc", "tcp,udp", "all", "icmp" };
	protocol_set set = 0;

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_false(protocol_select(words[i], &set));
	assert_int_equal(set, 0);
}

static void datagrams_are_counted_in_bytes(void **state)
{
	static const enum protocol bytes[] = { PROTOCOL_UDP, PROTOCOL_UDPLITE, PROTOCOL_RAW,
					       PROTOCOL_PACKET };
	unsigned count = 0;

	(void)state;
	for (unsigned i = 0; i < sizeof bytes / sizeof *bytes; i++)
		assert_true(protocol_counts_bytes(bytes[i]));
	for (unsigned i = 0; i < PROTOCOLS; i++)
		count += protocol_counts_bytes((enum protocol)i);
	assert_int_equal(count, sizeof bytes / sizeof *bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_protocol_has_a_name_of_its_own),
		cmocka_unit_test(words_select),
		cmocka_unit_test(other_words_do_not),
		cmocka_unit_test(datagrams_are_counted_in_bytes),
	};

	return cmocka_run_group_tests_name("fact_protocol", tests, NULL, NULL);
}
