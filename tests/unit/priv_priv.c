/* priv_priv.c - what a process may do after it has settled; each in a child. */
#include "child.h"

#include "base/text.h"
#include "priv/priv.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <linux/capability.h>
#include <unistd.h>

struct sets {
	uint64_t effective, permitted, inheritable;
};

/* Asked of the kernel itself, past the library that is under test. */
static struct sets own_sets(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &header, data) != 0)
		abort();
	return (struct sets){
		.effective = data[0].effective | (uint64_t)data[1].effective << 32,
		.permitted = data[0].permitted | (uint64_t)data[1].permitted << 32,
		.inheritable = data[0].inheritable | (uint64_t)data[1].inheritable << 32,
	};
}

#define BIT(capability) (UINT64_C(1) << (capability))
#define OBSERVE (BIT(CAP_SYS_PTRACE) | BIT(CAP_DAC_READ_SEARCH))
#define ACT (BIT(CAP_KILL) | BIT(CAP_SYS_NICE) | BIT(CAP_NET_ADMIN))

static int check_nothing_kept(void)
{
	struct sets sets;

	REQUIRE(priv_settle(0) == 0);
	sets = own_sets();
	REQUIRE(sets.effective == 0 && sets.permitted == 0 && sets.inheritable == 0);
	REQUIRE(prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) == 1);
	REQUIRE(!priv_has(POWER_OBSERVE) && !priv_has(POWER_ENTER) && !priv_has(POWER_ACT));
	REQUIRE(priv_has(POWER_NONE));
	priv_wake(POWER_OBSERVE);
	REQUIRE(own_sets().effective == 0);
	priv_sleep(POWER_OBSERVE);
	return 0;
}

static int check_powers_sleep_and_wake(void)
{
	const uint64_t before = own_sets().permitted;
	const uint64_t observe = before & OBSERVE, act = before & ACT;

	REQUIRE(priv_settle(PRIV_KEEP(POWER_OBSERVE) | PRIV_KEEP(POWER_ACT)) == 0);
	REQUIRE(own_sets().permitted == (observe | act));
	REQUIRE(own_sets().effective == 0);
	REQUIRE(priv_has(POWER_OBSERVE) == (observe == OBSERVE));
	REQUIRE(priv_has(POWER_ACT) == (act == ACT));
	REQUIRE(!priv_has(POWER_ENTER));
	priv_wake(POWER_OBSERVE);
	REQUIRE(own_sets().effective == observe);
	priv_sleep(POWER_OBSERVE);
	REQUIRE(own_sets().effective == 0);
	priv_wake(POWER_ENTER);
	REQUIRE(own_sets().effective == 0);
	priv_wake(POWER_ACT);
	REQUIRE(own_sets().effective == act);
	priv_sleep(POWER_ACT);
	REQUIRE(own_sets().effective == 0 && own_sets().permitted == (observe | act));
	return 0;
}

/* Only what is not kept leaves the bounding set, and only where we may. */
static int check_bounding_set(void)
{
	bool may = own_sets().effective & BIT(CAP_SETPCAP);
	int ptrace = prctl(PR_CAPBSET_READ, (long)CAP_SYS_PTRACE);

	REQUIRE(priv_settle(PRIV_KEEP(POWER_OBSERVE)) == 0);
	if (own_sets().permitted & BIT(CAP_SYS_PTRACE))
		REQUIRE(prctl(PR_CAPBSET_READ, (long)CAP_SYS_PTRACE) == ptrace);
	if (may)
		REQUIRE(prctl(PR_CAPBSET_READ, (long)CAP_SYS_ADMIN) == 0);
	return 0;
}

static int check_setuid_program(void)
{
	if (setresuid(65534, 0, 0) < 0)
		return 0;
	REQUIRE(priv_settle(PRIV_KEEP(POWER_OBSERVE)) == 0);
	REQUIRE(geteuid() == 65534);
	REQUIRE(setresuid((uid_t)-1, 0, (uid_t)-1) < 0);
	REQUIRE(own_sets().effective == 0);
	priv_wake(POWER_OBSERVE);
	REQUIRE((own_sets().effective & OBSERVE) == own_sets().permitted);
	return 0;
}

static int check_inherited_and_ambient(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &header, data) != 0 || !(data[0].permitted & BIT(CAP_KILL)))
		return 0;
	data[0].inheritable |= (uint32_t)BIT(CAP_KILL);
	REQUIRE(syscall(SYS_capset, &header, data) == 0);
	REQUIRE(prctl(PR_CAP_AMBIENT, (long)PR_CAP_AMBIENT_RAISE, (long)CAP_KILL, 0L, 0L) == 0);
	REQUIRE(priv_settle(PRIV_KEEP(POWER_ACT)) == 0);
	REQUIRE(own_sets().inheritable == 0);
	REQUIRE(prctl(PR_CAP_AMBIENT, (long)PR_CAP_AMBIENT_IS_SET, (long)CAP_KILL, 0L, 0L) == 0);
	return 0;
}

static int check_given_up_for_good(void)
{
	const uint64_t before = own_sets().permitted;
	const uint64_t observe = before & OBSERVE;

	REQUIRE(priv_settle(PRIV_KEEP(POWER_OBSERVE) | PRIV_KEEP(POWER_ACT)) == 0);
	REQUIRE(priv_give_up(POWER_ENTER) == 0);
	REQUIRE(own_sets().permitted == (before & (OBSERVE | ACT)));
	REQUIRE(priv_give_up(POWER_ACT) == 0);
	REQUIRE(own_sets().permitted == observe && own_sets().effective == 0);
	priv_wake(POWER_ACT);
	REQUIRE(own_sets().effective == 0);
	priv_sleep(POWER_ACT);
	priv_wake(POWER_OBSERVE);
	REQUIRE(own_sets().effective == observe);
	priv_sleep(POWER_OBSERVE);
	REQUIRE(own_sets().effective == 0 && own_sets().permitted == observe);
	REQUIRE(priv_give_up(POWER_ACT) == 0);
	REQUIRE(priv_give_up(POWER_OBSERVE) == 0);
	REQUIRE(own_sets().permitted == 0);
	return 0;
}

/* Before it has settled nothing sleeps, and nobody may think that it were gone. */
static int check_not_before_settling(void)
{
	const uint64_t before = own_sets().permitted;

	REQUIRE(priv_give_up(POWER_ACT) == -EINVAL);
	REQUIRE(own_sets().permitted == before);
	return 0;
}

#define CHILD_TEST(check) \
	static void check##_in_a_child(void **state) { (void)state; in_a_child(check); }

CHILD_TEST(check_nothing_kept)
CHILD_TEST(check_powers_sleep_and_wake)
CHILD_TEST(check_bounding_set)
CHILD_TEST(check_setuid_program)
CHILD_TEST(check_inherited_and_ambient)
CHILD_TEST(check_given_up_for_good)
CHILD_TEST(check_not_before_settling)

static const char *described(uint64_t capabilities)
{
	static char buffer[1024];
	struct text line = TEXT_OVER(buffer);

	priv_describe(capabilities, &line);
	return buffer;
}

static uint64_t all_of_the_kernel(void)
{
	uint64_t all = 0;

	for (int i = 0; i < 64 && prctl(PR_CAPBSET_READ, (long)i) >= 0; i++)
		all |= BIT(i);
	return all;
}

static void capabilities_by_name(void **state)
{
	uint64_t all = all_of_the_kernel();
	const char *last;

	(void)state;
	assert_string_equal(described(0), "none");
	assert_string_equal(described(all), "all");
	assert_string_equal(described(BIT(CAP_KILL)), "cap_kill");
	assert_string_equal(described(BIT(CAP_NET_ADMIN) | BIT(CAP_KILL)),
			    "cap_kill,cap_net_admin");
	/* Few are missing: that is what is worth to be told. */
	assert_string_equal(described(all & ~BIT(CAP_KILL) & ~BIT(CAP_CHOWN)),
			    "all but cap_chown,cap_kill");
	assert_null(strstr(described(all & ~(BIT(9) - 1)), "cap_chown"));
	assert_null(strstr(described(all & ~(BIT(9) - 1)), "all"));
	assert_non_null(strstr(described(all & ~(BIT(8) - 1)), "all but cap_chown"));
	/* More than all is not "all": a capability of a kernel to come. */
	last = described(all | BIT(63));
	assert_string_equal(last + strlen(last) - 3, ",63");
	assert_string_equal(described(BIT(63)), "63");
}

static void a_short_line_is_cut(void **state)
{
	char buffer[8];
	struct text line = TEXT_OVER(buffer);

	(void)state;
	priv_describe(BIT(CAP_KILL) | BIT(CAP_NET_ADMIN), &line);
	assert_true(line.cut);
	assert_string_equal(buffer, "cap_kil");
}

static void a_test_is_not_elevated(void **state)
{
	(void)state;
	assert_false(priv_is_elevated());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_nothing_kept_in_a_child),
		cmocka_unit_test(check_powers_sleep_and_wake_in_a_child),
		cmocka_unit_test(check_bounding_set_in_a_child),
		cmocka_unit_test(check_setuid_program_in_a_child),
		cmocka_unit_test(check_inherited_and_ambient_in_a_child),
		cmocka_unit_test(check_given_up_for_good_in_a_child),
		cmocka_unit_test(check_not_before_settling_in_a_child),
		cmocka_unit_test(capabilities_by_name),
		cmocka_unit_test(a_short_line_is_cut),
		cmocka_unit_test(a_test_is_not_elevated),
	};

	return cmocka_run_group_tests_name("priv_priv", tests, NULL, NULL);
}
