/* act_act.c - deeds in words. */
#include "act/act.h"

#include "base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Large, and one is enough. */
static struct act act;

static void prepare(enum act_kind kind, int argument, size_t count)
{
	static const char *const names[] = { "nginx", "redis", "a\033[2Jb", "" };

	memset(&act, 0, sizeof act);
	act.kind = kind;
	act.argument = argument;
	act.count = count;
	for (size_t i = 0; i < count; i++) {
		struct text name = text_over(act.targets[i].name, ACT_NAME);

		text_add(&name, names[i]);
		act.targets[i].process = (struct process_id){ 1234 + (pid_t)i, 7 };
	}
	act.has_listener = true;
	act.protocol = PROTOCOL_TCP;
	memcpy(act.local, "0.0.0.0:80", sizeof "0.0.0.0:80");
}

#define ASSERT_SAYS(call, expected) do { \
	char buffer_[512]; \
	struct text line = TEXT_OVER(buffer_); \
	call; \
	assert_string_equal(buffer_, expected); \
} while (0)

static void describes(void **state)
{
	(void)state;
	prepare(ACT_SIGNAL, SIGTERM, 1);
	ASSERT_SAYS(act_describe(&act, &line), "SIGTERM to nginx (1234)");
	prepare(ACT_SIGNAL, 33, 1);
	ASSERT_SAYS(act_describe(&act, &line), "signal 33 to nginx (1234)");
	prepare(ACT_SIGNAL, SIGKILL, 4);
	ASSERT_SAYS(act_describe(&act, &line), "SIGKILL to 4 processes");
	prepare(ACT_RENICE, -5, 1);
	ASSERT_SAYS(act_describe(&act, &line), "nice -5 for nginx (1234)");
	prepare(ACT_CLOSE, 0, 0);
	ASSERT_SAYS(act_describe(&act, &line), "close of tcp 0.0.0.0:80");
}

static void strangers_bytes_are_made_safe(void **state)
{
	(void)state;
	prepare(ACT_SIGNAL, SIGTERM, 1);
	memcpy(act.targets[0].name, "a\033[2J\n", sizeof "a\033[2J\n");
	ASSERT_SAYS(act_describe(&act, &line), "SIGTERM to a?[2J? (1234)");
	act.targets[0].name[0] = '\0';
	ASSERT_SAYS(act_describe(&act, &line), "SIGTERM to ? (1234)");
	prepare(ACT_CLOSE, 0, 0);
	memcpy(act.local, "\033x", sizeof "\033x");
	ASSERT_SAYS(act_describe(&act, &line), "close of tcp ?x");
}

static void explains_by_capability(void **state)
{
	(void)state;
	prepare(ACT_SIGNAL, SIGTERM, 1);
	ASSERT_SAYS(act_explain(&act, -EPERM, &line), "not permitted (CAP_KILL)");
	ASSERT_SAYS(act_explain(&act, -ESRCH, &line),
		    "it has ended; its pid may be another's by now");
	ASSERT_SAYS(act_explain(&act, -EINVAL, &line),
		    "the first process and kernel threads are never signalled");
	ASSERT_SAYS(act_explain(&act, -ENOSYS, &line),
		    "this kernel has no pidfds, so it might hit another process");
	ASSERT_SAYS(act_explain(&act, -EIO, &line), strerror(EIO));
	act.argument = 0;
	ASSERT_SAYS(act_explain(&act, -EINVAL, &line), "there is no such signal");
	prepare(ACT_RENICE, 5, 1);
	ASSERT_SAYS(act_explain(&act, -EPERM, &line),
		    "not permitted (CAP_SYS_NICE): it is another user's, or holds capabilities "
		    "that we lack");
	ASSERT_SAYS(act_explain(&act, -EINVAL, &line),
		    "the first process and kernel threads are never reniced");
	act.argument = 20;
	ASSERT_SAYS(act_explain(&act, -EINVAL, &line), "nice is between -20 and 19");
	prepare(ACT_CLOSE, 0, 0);
	ASSERT_SAYS(act_explain(&act, -EPERM, &line), "not permitted (CAP_NET_ADMIN)");
	ASSERT_SAYS(act_explain(&act, -ENOENT, &line),
		    "it is gone; its address may be another's by now");
	/* A reason of another kind of deed is none of this one's. */
	ASSERT_SAYS(act_explain(&act, -ESRCH, &line), strerror(ESRCH));
}

static void explains_what_the_aim_knows(void **state)
{
	struct aimed aimed = { .nice_known = true, .nice_lowest = 3 };

	(void)state;
	prepare(ACT_RENICE, 3, 1);
	ASSERT_SAYS(act_explain_aimed(&act, &aimed, &line), "");
	act.argument = 2;
	ASSERT_SAYS(act_explain_aimed(&act, &aimed, &line),
		    "nice below 3 needs CAP_SYS_NICE (RLIMIT_NICE allows 3 to 19)");
	act.argument = 20;
	ASSERT_SAYS(act_explain_aimed(&act, &aimed, &line), "nice is between -20 and 19");
	aimed.error = -EPERM;
	ASSERT_SAYS(act_explain_aimed(&act, &aimed, &line),
		    "not permitted (CAP_SYS_NICE): it is another user's");
	aimed.outranks = true;
	ASSERT_SAYS(act_explain_aimed(&act, &aimed, &line),
		    "not permitted (CAP_SYS_NICE): it holds capabilities that we lack");
	prepare(ACT_SIGNAL, SIGTERM, 1);
	ASSERT_SAYS(act_explain_aimed(&act, &aimed, &line), "not permitted (CAP_KILL)");
}

static void tells_of_signals(void **state)
{
	struct done done = { .count = 1, .succeeded = 1 };

	(void)state;
	prepare(ACT_SIGNAL, SIGTERM, 1);
	ASSERT_SAYS(act_tell(&act, &done, &line), "SIGTERM sent to nginx (1234)");
	done = (struct done){ .count = 1, .error = { -EPERM } };
	ASSERT_SAYS(act_tell(&act, &done, &line),
		    "SIGTERM to nginx (1234): not permitted (CAP_KILL)");
	prepare(ACT_SIGNAL, SIGTERM, 4);
	done = (struct done){ .count = 4, .succeeded = 4 };
	ASSERT_SAYS(act_tell(&act, &done, &line), "SIGTERM sent to 4 processes");
	done = (struct done){ .count = 4, .succeeded = 3, .error = { 0, -EPERM } };
	ASSERT_SAYS(act_tell(&act, &done, &line),
		    "SIGTERM sent to 3 of 4: redis (1235): not permitted (CAP_KILL)");
	done = (struct done){ .count = 4, .succeeded = 1, .error = { 0, -EPERM, -ESRCH, -EPERM } };
	ASSERT_SAYS(act_tell(&act, &done, &line),
		    "SIGTERM sent to 1 of 4: redis (1235): not permitted (CAP_KILL) (and 2 more)");
	done = (struct done){ .count = 4, .error = { -EPERM, -EPERM, -EPERM, -EPERM } };
	ASSERT_SAYS(act_tell(&act, &done, &line),
		    "SIGTERM to 4 processes: nginx (1234): not permitted (CAP_KILL) (and 3 more)");
}

static void tells_of_nice_and_close(void **state)
{
	struct done done = { .count = 1, .succeeded = 1, .threads = 4 };

	(void)state;
	prepare(ACT_RENICE, 5, 1);
	ASSERT_SAYS(act_tell(&act, &done, &line), "nice 5 set for nginx (1234), 4 threads");
	done.threads = 1;
	ASSERT_SAYS(act_tell(&act, &done, &line), "nice 5 set for nginx (1234), 1 thread");
	done = (struct done){ .count = 1, .error = { -EACCES }, .threads = 4,
			      .threads_failed = 1 };
	ASSERT_SAYS(act_tell(&act, &done, &line),
		    "nice 5 set for nginx (1234), 3 of 4 threads: not permitted (CAP_SYS_NICE): "
		    "RLIMIT_NICE does not allow so low a nice");
	done.threads_failed = 4;
	ASSERT_SAYS(act_tell(&act, &done, &line),
		    "nice 5 for nginx (1234): not permitted (CAP_SYS_NICE): RLIMIT_NICE does not "
		    "allow so low a nice");
	prepare(ACT_CLOSE, 0, 0);
	done = (struct done){ .count = 1, .succeeded = 1 };
	ASSERT_SAYS(act_tell(&act, &done, &line), "SOCK_DESTROY sent to tcp 0.0.0.0:80");
	done = (struct done){ .count = 1, .error = { -EPERM } };
	ASSERT_SAYS(act_tell(&act, &done, &line),
		    "close of tcp 0.0.0.0:80: not permitted (CAP_NET_ADMIN)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(describes),
		cmocka_unit_test(strangers_bytes_are_made_safe),
		cmocka_unit_test(explains_by_capability),
		cmocka_unit_test(explains_what_the_aim_knows),
		cmocka_unit_test(tells_of_signals),
		cmocka_unit_test(tells_of_nice_and_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
