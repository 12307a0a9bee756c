/* priv.c - capabilities kept asleep, woken by name. */
#include "priv/priv.h"

#include "base/text.h"

#include <errno.h>
#include <sys/auxv.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Up to so many that are missing are told, rather than all that are not. */
enum { MISSED_FEW = 8 };

/* What cap_set_proc() is given to wake each power, and under POWER_NONE to put
 * all to sleep; NULL until priv_settle(). With what is kept the one thing here that
 * is not const: a process has one set of capabilities, and finding out anew at each
 * tick what is permitted cost a tenth of it. */
static cap_t prepared[POWERS];
static unsigned kept_powers;

/* Sets a flag for those of a power's capabilities that are permitted in `from`. */
static int copy_permitted(cap_t from, cap_t to, enum power power, cap_flag_t flag)
{
	for (const char *const *name = power_capabilities(power); *name; name++) {
		cap_flag_value_t permitted;
		cap_value_t value;

		/* One this libcap or kernel has no name for cannot be had. */
		if (cap_from_name(*name, &value) < 0 ||
		    cap_get_flag(from, value, CAP_PERMITTED, &permitted) < 0 ||
		    permitted != CAP_SET)
			continue;
		if (cap_set_flag(to, flag, 1, &value, CAP_SET) < 0)
			return -errno;
	}
	return 0;
}

/* Needs CAP_SETPCAP: without it the bounding set stays, and matters little, as
 * we never execute anything and no_new_privs is set. */
static int drop_bounding(cap_t keep)
{
	/* -1 behind the last capability the kernel knows. */
	for (cap_value_t value = 0; cap_get_bound(value) >= 0; value++) {
		cap_flag_value_t kept = CAP_CLEAR;

		if (cap_get_flag(keep, value, CAP_PERMITTED, &kept) == 0 && kept == CAP_SET)
			continue;
		if (cap_drop_bound(value) < 0)
			return errno == EPERM ? 0 : -errno;
	}
	return 0;
}

/* A program with the setuid bit goes back to the user who started it, and keeps
 * what is permitted: else that user would read root's files through us. */
static int leave_setuid(void)
{
	int error = 0;

	if (getegid() != getgid() && setresgid(getgid(), getgid(), getgid()) < 0)
		return -errno;
	if (geteuid() == getuid())
		return 0;
	prctl(PR_SET_KEEPCAPS, 1L, 0L, 0L, 0L);
	if (setresuid(getuid(), getuid(), getuid()) < 0)
		error = -errno;
	prctl(PR_SET_KEEPCAPS, 0L, 0L, 0L, 0L);
	return error;
}

static int prepare(cap_t keep)
{
	for (int power = 0; power < POWERS; power++) {
		int error;

		cap_free(prepared[power]);
		prepared[power] = cap_dup(keep);
		if (!prepared[power])
			return -ENOMEM;
		error = copy_permitted(keep, prepared[power], (enum power)power, CAP_EFFECTIVE);
		if (error)
			return error;
	}
	return 0;
}

static int narrow(cap_t have, cap_t keep, unsigned kept)
{
	int error = 0;

	for (int power = 0; power < POWERS && !error; power++)
		if (kept & PRIV_KEEP(power))
			error = copy_permitted(have, keep, (enum power)power, CAP_PERMITTED);
	if (!error)
		error = prepare(keep);
	if (!error)
		error = drop_bounding(keep);
	if (!error)
		error = leave_setuid();
	if (error)
		return error;
	/* Kernels before 4.3 have no ambient set. */
	if (cap_reset_ambient() < 0 && errno != EINVAL)
		return -errno;
	return cap_set_proc(keep) < 0 ? -errno : 0;
}

static int keep_only(unsigned kept)
{
	cap_t have = cap_get_proc(), keep = cap_init();
	int error = -ENOMEM;

	if (have && keep)
		error = narrow(have, keep, kept);
	if (!error)
		kept_powers = kept;
	cap_free(keep);
	cap_free(have);
	return error;
}

int priv_settle(unsigned kept)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) < 0)
		return -errno;
	return keep_only(kept);
}

int priv_give_up(enum power power)
{
	if (!prepared[POWER_NONE])
		return -EINVAL;
	if (!(kept_powers & PRIV_KEEP(power)))
		return 0;
	return keep_only(kept_powers & ~PRIV_KEEP(power));
}

bool priv_has(enum power power)
{
	cap_t have = cap_get_proc();
	bool all = have != NULL;

	for (const char *const *name = power_capabilities(power); all && *name; name++) {
		cap_flag_value_t permitted = CAP_CLEAR;
		cap_value_t value;

		all = cap_from_name(*name, &value) == 0 &&
		      cap_get_flag(have, value, CAP_PERMITTED, &permitted) == 0 &&
		      permitted == CAP_SET;
	}
	cap_free(have);
	return all;
}

/* Where it fails, what is asked of the kernel meanwhile is refused and told as
 * such. */
static void set_effective(enum power power)
{
	if (prepared[power])
		(void)cap_set_proc(prepared[power]);
}

void priv_wake(enum power power)
{
	set_effective(power);
}

void priv_sleep(enum power power)
{
	(void)power;
	set_effective(POWER_NONE);
}

bool priv_is_elevated(void)
{
	return getauxval(AT_SECURE) != 0;
}

/* Every capability the running kernel has; it tells by refusing to look at the one
 * behind the last. */
static uint64_t all_capabilities(void)
{
	uint64_t all = 0;

	for (cap_value_t value = 0; value < 64 && cap_get_bound(value) >= 0; value++)
		all |= UINT64_C(1) << value;
	return all;
}

static void describe_one(cap_value_t value, struct text *line)
{
	char *name = cap_to_name(value);

	if (name)
		text_add(line, name);
	else
		text_format(line, "%d", value);
	cap_free(name);
}

static void list(uint64_t capabilities, struct text *line)
{
	const char *between = "";

	for (cap_value_t value = 0; value < 64; value++) {
		if (!(capabilities & UINT64_C(1) << value))
			continue;
		text_add(line, between);
		describe_one(value, line);
		between = ",";
	}
}

void priv_describe(uint64_t capabilities, struct text *line)
{
	uint64_t all = all_capabilities(), lacks = all & ~capabilities;

	if (!capabilities || capabilities == all) {
		text_add(line, capabilities ? "all" : "none");
		return;
	}
	if (capabilities & ~all || __builtin_popcountll(lacks) > MISSED_FEW) {
		list(capabilities, line);
		return;
	}
	text_add(line, "all but ");
	list(lacks, line);
}
