/* source_scope.c - how far each block of addresses reaches, at both its ends. */
#include "source/scope.h"

#include "fact/address.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct scope_address read_address(const char *text)
{
	struct address address = { .family = strchr(text, ':') ? AF_INET6 : AF_INET };
	struct scope_address scoped;

	assert_int_equal(inet_pton(address.family, text, address.bytes), 1);
	assert_true(scope_address_of(&address, &scoped));
	return scoped;
}

static void tells_scopes(void **state)
{
	static const struct { const char *address; enum exposure scope; } cases[] = {
		{ "0.0.0.0", EXPOSURE_ANY },             { "::", EXPOSURE_ANY },
		{ "::ffff:0.0.0.0", EXPOSURE_ANY },
		{ "127.0.0.1", EXPOSURE_LOOPBACK },      { "127.255.255.255", EXPOSURE_LOOPBACK },
		{ "126.255.255.255", EXPOSURE_PUBLIC },  { "128.0.0.0", EXPOSURE_PUBLIC },
		{ "::1", EXPOSURE_LOOPBACK },            { "::2", EXPOSURE_PUBLIC },
		{ "::ffff:127.0.0.9", EXPOSURE_LOOPBACK },
		{ "169.254.0.0", EXPOSURE_LINK },        { "169.254.255.255", EXPOSURE_LINK },
		{ "169.253.255.255", EXPOSURE_PUBLIC },  { "169.255.0.0", EXPOSURE_PUBLIC },
		{ "fe80::", EXPOSURE_LINK },             { "febf:ffff::1", EXPOSURE_LINK },
		{ "fe7f::1", EXPOSURE_PUBLIC },          { "fec0::1", EXPOSURE_PUBLIC },
		{ "::ffff:169.254.1.1", EXPOSURE_LINK },
		{ "224.0.0.0", EXPOSURE_LINK },          { "224.0.0.255", EXPOSURE_LINK },
		{ "224.0.1.0", EXPOSURE_PUBLIC },        { "255.255.255.255", EXPOSURE_LINK },
		{ "255.255.255.254", EXPOSURE_PUBLIC },  { "239.0.0.0", EXPOSURE_PRIVATE },
		{ "239.255.255.255", EXPOSURE_PRIVATE }, { "238.255.255.255", EXPOSURE_PUBLIC },
		{ "ff01::1", EXPOSURE_LINK },            { "ff02::fb", EXPOSURE_LINK },
		{ "ff12::1", EXPOSURE_LINK },            { "ff05::2", EXPOSURE_PRIVATE },
		{ "ff08::1", EXPOSURE_PRIVATE },         { "ff0e::1", EXPOSURE_PUBLIC },
		{ "10.0.0.0", EXPOSURE_PRIVATE },        { "10.255.255.255", EXPOSURE_PRIVATE },
		{ "9.255.255.255", EXPOSURE_PUBLIC },    { "11.0.0.0", EXPOSURE_PUBLIC },
		{ "172.16.0.0", EXPOSURE_PRIVATE },      { "172.31.255.255", EXPOSURE_PRIVATE },
		{ "172.15.255.255", EXPOSURE_PUBLIC },   { "172.32.0.0", EXPOSURE_PUBLIC },
		{ "192.168.0.0", EXPOSURE_PRIVATE },     { "192.168.255.255", EXPOSURE_PRIVATE },
		{ "192.167.255.255", EXPOSURE_PUBLIC },  { "192.169.0.0", EXPOSURE_PUBLIC },
		{ "100.64.0.0", EXPOSURE_PRIVATE },      { "100.127.255.255", EXPOSURE_PRIVATE },
		{ "100.63.255.255", EXPOSURE_PUBLIC },   { "100.128.0.0", EXPOSURE_PUBLIC },
		{ "fc00::", EXPOSURE_PRIVATE },          { "fdff::1", EXPOSURE_PRIVATE },
		{ "fbff::1", EXPOSURE_PUBLIC },          { "fe00::1", EXPOSURE_PUBLIC },
		{ "::ffff:192.168.1.1", EXPOSURE_PRIVATE },
		{ "::ffff:203.0.113.1", EXPOSURE_PUBLIC },
		{ "2001:db8::1", EXPOSURE_PUBLIC },      { "203.0.113.1", EXPOSURE_PUBLIC },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scope_address address = read_address(cases[i].address);

		if (scope_of(&address) != cases[i].scope)
			fail_msg("%s is not %s", cases[i].address, exposure_name(cases[i].scope));
	}
}

static void tells_multicast(void **state)
{
	static const struct { const char *address; bool multicast, broadcast; } cases[] = {
		{ "223.255.255.255", false, false }, { "224.0.0.0", true, false },
		{ "239.255.255.255", true, false },  { "240.0.0.0", false, false },
		{ "255.255.255.255", false, true },  { "ff02::1", true, false },
		{ "fe80::1", false, false },         { "::ffff:224.0.0.1", true, false },
		{ "ffff:ffff::", true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scope_address address = read_address(cases[i].address);

		assert_int_equal(scope_is_multicast(&address), cases[i].multicast);
		assert_int_equal(scope_is_broadcast(&address), cases[i].broadcast);
	}
}

static void reads_addresses(void **state)
{
	struct address address = { .family = AF_INET6, .dual = true };
	struct scope_address scoped;

	(void)state;
	assert_true(scope_address_of(&address, &scoped));
	assert_int_equal(scoped.family, AF_INET6);
	assert_true(scoped.both);
	address.bytes[0] = 0x20;
	assert_true(scope_address_of(&address, &scoped));
	assert_false(scoped.both);
	address = (struct address){ .family = AF_INET6, .dual = true, .bytes = { [10] = 0xff, [11] = 0xff } };
	assert_true(scope_address_of(&address, &scoped));
	assert_int_equal(scoped.family, AF_INET);
	assert_false(scoped.both);
	address.family = AF_UNIX;
	assert_false(scope_address_of(&address, &scoped));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_scopes),
		cmocka_unit_test(tells_multicast),
		cmocka_unit_test(reads_addresses),
	};

	return cmocka_run_group_tests_name("source_scope", tests, NULL, NULL);
}
