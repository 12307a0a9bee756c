/* act_audit.c - the lines for the system's log. */
#include "act/audit.h"

#include "base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct act act;

static void prepare(enum act_kind kind, int argument)
{
	memset(&act, 0, sizeof act);
	act.kind = kind;
	act.argument = argument;
	act.count = kind == ACT_CLOSE ? 0 : 2;
	for (size_t i = 0; i < act.count; i++) {
		memcpy(act.targets[i].name, "nginx", sizeof "nginx");
		act.targets[i].process.pid = 1234 + (pid_t)i;
	}
	act.targets[1].uid = (uid_t)-1;
	act.has_listener = true;
	act.protocol = PROTOCOL_TCP;
	memcpy(act.local, "0.0.0.0:80", sizeof "0.0.0.0:80");
}

static void assert_line(size_t target, int error, const char *expected)
{
	char buffer[512], whole[512];
	struct text line = TEXT_OVER(buffer), wanted = TEXT_OVER(whole);

	text_format(&wanted, "uid %u: %s", (unsigned)getuid(), expected);
	audit_line(&act, target, error, &line);
	assert_string_equal(buffer, whole);
}

static void says_who_did_what_to_whom(void **state)
{
	(void)state;
	prepare(ACT_SIGNAL, SIGTERM);
	assert_line(0, 0, "SIGTERM to nginx(1234) uid 0 for tcp 0.0.0.0:80: done");
	assert_line(1, -EPERM, "SIGTERM to nginx(1235) uid ? for tcp 0.0.0.0:80: "
		    "not permitted (CAP_KILL)");
	act.has_listener = false;
	act.argument = 33;
	assert_line(0, 0, "signal 33 to nginx(1234) uid 0: done");
	prepare(ACT_RENICE, -5);
	assert_line(0, 0, "nice -5 for nginx(1234) uid 0 for tcp 0.0.0.0:80: done");
	prepare(ACT_CLOSE, 0);
	assert_line(0, 0, "close of tcp 0.0.0.0:80: done");
	assert_line(0, -EPERM, "close of tcp 0.0.0.0:80: not permitted (CAP_NET_ADMIN)");
}

/* A name must not end the line and begin one of its own. */
static void strangers_bytes_are_made_safe(void **state)
{
	(void)state;
	prepare(ACT_SIGNAL, SIGKILL);
	memcpy(act.targets[0].name, "a\nuid 0: \xc3\xa9%s", sizeof "a\nuid 0: \xc3\xa9%s");
	memcpy(act.local, "/x\ny", sizeof "/x\ny");
	act.protocol = PROTOCOL_UNIX_STREAM;
	assert_line(0, 0, "SIGKILL to a?uid 0: ?%s(1234) uid 0 for unix /x?y: done");
}

static void nothing_to_write_to_is_fine(void **state)
{
	(void)state;
	audit_write(NULL, "nothing");
	audit_free(NULL);
	audit_free(audit_new());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_who_did_what_to_whom),
		cmocka_unit_test(strangers_bytes_are_made_safe),
		cmocka_unit_test(nothing_to_write_to_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
