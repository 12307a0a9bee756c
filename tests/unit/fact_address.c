/* fact_address.c - addresses as ss -n writes them, in an order. */
#include "fact/address.h"

#include "base/array.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <cmocka.h>

static struct address address_of(int family, const char *host, uint16_t port)
{
	struct address address = { .family = (uint8_t)family, .port = port };

	assert_int_equal(inet_pton(family, host, address.bytes), 1);
	return address;
}

static void assert_written(const struct address *address, const char *whole, const char *host)
{
	char buffer[256];
	struct text text = TEXT_OVER(buffer);

	address_format(address, &text);
	assert_string_equal(buffer, whole);
	text = TEXT_OVER(buffer);
	address_format_host(address, &text);
	assert_string_equal(buffer, host);
}

static void writes_ipv4(void **state)
{
	struct address address = address_of(AF_INET, "0.0.0.0", 443);

	(void)state;
	assert_written(&address, "0.0.0.0:443", "0.0.0.0");
	address.device = "eth0";
	assert_written(&address, "0.0.0.0%eth0:443", "0.0.0.0");
	address = address_of(AF_INET, "127.0.0.53", 0);
	assert_written(&address, "127.0.0.53:*", "127.0.0.53");
	address.port = 65535;
	assert_written(&address, "127.0.0.53:65535", "127.0.0.53");
}

static void writes_ipv6(void **state)
{
	struct address address = address_of(AF_INET6, "::", 22);

	(void)state;
	assert_written(&address, "[::]:22", "::");
	address.dual = true;
	assert_written(&address, "*:22", "::");
	address.device = "br-0";
	assert_written(&address, "*%br-0:22", "::");
	address = address_of(AF_INET6, "fe80::1", 80);
	address.device = "eth0";
	assert_written(&address, "[fe80::1]%eth0:80", "fe80::1");
	address = address_of(AF_INET6, "::ffff:192.0.2.1", 80);
	address.dual = true;
	assert_written(&address, "[::ffff:192.0.2.1]:80", "::ffff:192.0.2.1");
}

static void writes_unix(void **state)
{
	struct address address = { .family = AF_UNIX };

	(void)state;
	assert_written(&address, "*", "*");
	address.path = "/run/x.sock";
	assert_written(&address, "/run/x.sock", "/run/x.sock");
	address.path = "@abstract";
	assert_written(&address, "@abstract", "@abstract");
	/* foreign bytes stay raw here */
	address.path = "/tmp/\033[31m";
	assert_written(&address, "/tmp/\033[31m", "/tmp/\033[31m");
}

static void an_unknown_family_is_a_question_mark(void **state)
{
	struct address address = { .family = 99, .port = 1 };

	(void)state;
	assert_written(&address, "?:1", "?");
}

static void knows_wildcards(void **state)
{
	struct address any = address_of(AF_INET, "0.0.0.0", 1);
	struct address any6 = address_of(AF_INET6, "::", 1);
	struct address loopback6 = address_of(AF_INET6, "::1", 1);

	(void)state;
	assert_true(address_is_wildcard(&any));
	assert_true(address_is_wildcard(&any6));
	assert_false(address_is_wildcard(&loopback6));
}

/* A total order: of each two that differ one is smaller, whichever is asked first,
 * and it carries over. */
static void knows_mapped_ones(void **state)
{
	(void)state;
	assert_true(address_is_mapped(address_of(AF_INET6, "::ffff:127.0.0.1", 1).bytes));
	assert_true(address_is_mapped(address_of(AF_INET6, "::ffff:0.0.0.0", 1).bytes));
	assert_false(address_is_mapped(address_of(AF_INET6, "::fffe:127.0.0.1", 1).bytes));
	assert_false(address_is_mapped(address_of(AF_INET6, "1::ffff:127.0.0.1", 1).bytes));
	assert_false(address_is_mapped(address_of(AF_INET6, "::", 1).bytes));
}

static void compares_bits(void **state)
{
	static const uint8_t a[] = { 10, 0x80, 1 }, b[] = { 10, 0xc0, 2 };

	(void)state;
	assert_true(address_same_bits(a, b, 0));
	assert_true(address_same_bits(a, b, 8));
	assert_true(address_same_bits(a, b, 9));
	assert_false(address_same_bits(a, b, 10));
	assert_false(address_same_bits(a, b, 16));
	assert_true(address_same_bits(a, a, 24));
}

static void orders_totally(void **state)
{
	struct address all[12], with;
	size_t count = 0;

	(void)state;
	all[count++] = (struct address){ .family = AF_UNIX };
	all[count++] = (struct address){ .family = AF_UNIX, .path = "/a" };
	all[count++] = (struct address){ .family = AF_UNIX, .path = "/b" };
	all[count++] = address_of(AF_INET, "0.0.0.0", 80);
	all[count++] = address_of(AF_INET, "0.0.0.0", 443);
	with = address_of(AF_INET, "0.0.0.0", 443);
	with.device = "eth0";
	all[count++] = with;
	with.device = "eth1";
	all[count++] = with;
	all[count++] = address_of(AF_INET, "127.0.0.1", 22);
	all[count++] = address_of(AF_INET, "200.0.0.1", 1);
	all[count++] = address_of(AF_INET6, "::", 1);
	all[count++] = address_of(AF_INET6, "::1", 1);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int order = address_compare(&all[i], &all[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_ipv4),
		cmocka_unit_test(writes_ipv6),
		cmocka_unit_test(writes_unix),
		cmocka_unit_test(an_unknown_family_is_a_question_mark),
		cmocka_unit_test(knows_wildcards),
		cmocka_unit_test(knows_mapped_ones),
		cmocka_unit_test(compares_bits),
		cmocka_unit_test(orders_totally),
	};

	return cmocka_run_group_tests_name("fact_address", tests, NULL, NULL);
}
