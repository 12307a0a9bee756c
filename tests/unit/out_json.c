/* out_json.c - one line, one object, every key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_judge.h"
#include "out_host.h"

#include "out/errno_name.h"
#include "table/column.h"

#include <jansson.h>

static json_t *parsed(const char *written)
{
	json_error_t error;
	json_t *object = json_loads(written, JSON_REJECT_DUPLICATES, &error);

	if (!object)
		fail_msg("%s at %d", error.text, error.position);
	return object;
}

static void writes_it_all(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "json", .ticks = 2 });

	(void)state;
	assert_harmless(written, false);
	assert_ptr_equal(strchr(written, '\n'), written + strlen(written) - 1);
	json_decref(parsed(written));
	assert_golden("out_json.txt", written);
	free(written);
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static json_t *listener_at(const json_t *report, const char *cookie)
{
	const json_t *listeners = json_object_get(report, "listeners");
	size_t i;
	json_t *listener;

	json_array_foreach(listeners, i, listener) {
		if (strcmp(text_of(listener, "cookie"), cookie) == 0)
			return listener;
	}
	fail_msg("no listener %s", cookie);
	return NULL;
}

/* What strangers chose comes back: controls as they were, bytes that are no UTF-8
 * as U+FFFD. */
static void keeps_what_strangers_chose(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "json", .ticks = 1 });
	json_t *report = parsed(written);

	(void)state;
	assert_string_equal(text_of(report, "host"), "web\xef\xbf\xbd\033[1m01");
	assert_string_equal(text_of(listener_at(report, "54551"), "process"), "\033[31mx");
	assert_string_equal(text_of(listener_at(report, "54551"), "command"),
			    "sh -c \"a, b\"\n\xc2\x9b" "31m \xf0\x9f\x98\x80 \xef\xbf\xbd\x7f");
	assert_string_equal(text_of(listener_at(report, "54552"), "local"),
			    "@abs\033]0;x\a\xef\xbf\xbd\"y\"");
	assert_string_equal(text_of(listener_at(report, "54553"), "local"),
			    "/run/a,b\n\xe2\x80\xae" "c");
	json_decref(report);
	free(written);
}

static void is_the_same_in_ascii(void **state)
{
	struct host_report asked = { .writer = "json", .ticks = 1 };
	char *unicode = host_written(&asked), *ascii;
	json_t *a = parsed(unicode), *b;

	(void)state;
	asked.ascii = true;
	ascii = host_written(&asked);
	b = parsed(ascii);
	assert_harmless(ascii, true);
	assert_non_null(strstr(ascii, "\\ud83d\\ude00"));
	assert_true(json_equal(a, b));
	json_decref(a);
	json_decref(b);
	free(unicode);
	free(ascii);
}

static double number_at(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

/* Seconds to the millisecond; and a mark for people is no part of a number. */
static void queues_in_full(void **state)
{
	struct judge judge = { .harmless = 54549 };
	struct host_report asked = { .writer = "json", .ticks = 2, .judge = &judge };
	char *written = host_written(&asked);
	json_t *report = parsed(written), *listeners = json_object_get(report, "listeners");
	json_t *first = json_array_get(listeners, 0), *udp = json_array_get(listeners, 2);

	(void)state;
	assert_true(number_at(first, "peak") == 129);
	assert_true(number_at(first, "wait") == 12.034);
	assert_true(number_at(first, "synq") == 3);
	assert_true(number_at(first, "drop_rate") == 14);
	assert_string_equal(json_string_value(json_object_get(first, "reuseport")),
			    "4026531840/0.0.0.0:443");
	assert_true(json_is_null(json_object_get(udp, "peak")));
	assert_true(json_is_null(json_object_get(udp, "wait")));
	assert_true(json_is_null(json_object_get(udp, "reuseport")));
	json_decref(report);
	free(written);
}

static void a_listener_has_every_key_in_order(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "json", .ticks = 1 });
	json_t *report = parsed(written), *first = json_array_get(json_object_get(report, "listeners"), 0);
	void *at = json_object_iter(first);

	(void)state;
	for (size_t i = 0; i < column_count; i++) {
		if (!(columns[i].tables & TABLE_BIT(TABLE_LISTENERS)) || columns[i].screen_only)
			continue;
		assert_non_null(at);
		assert_string_equal(json_object_iter_key(at), columns[i].key);
		if (columns[i].later)
			assert_true(json_is_null(json_object_iter_value(at)));
		at = json_object_iter_next(first, at);
	}
	assert_null(at);
	json_decref(report);
	free(written);
}

static void has_only_the_keys_that_were_chosen(void **state)
{
	struct host_report asked = {
		.writer = "json", .ticks = 1, .columns = "port,owners,trend", .filter = "port=443",
	};
	char *written = host_written(&asked);

	(void)state;
	assert_non_null(strstr(written, "\"listeners\":[{\"port\":443,\"owners\":["
					"{\"pid\":1234,\"fd\":6,\"process\":\"nginx\"},"
					"{\"pid\":1235,\"fd\":6,\"process\":\"nginx\"}]}],"));
	free(written);
}

/* 14 drops a second are 14.0, and 100.78125 % are 100.8. */
static void rounds_with_sense(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "json", .ticks = 2 });

	(void)state;
	assert_non_null(strstr(written, "\"interval\":2.0,"));
	assert_non_null(strstr(written, "\"drop_rate\":14.0,"));
	assert_non_null(strstr(written, "\"fill\":100.8,"));
	assert_non_null(strstr(written, "\"fill\":34.4,"));
	free(written);
}

static void unknown_is_null(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "json", .ticks = 1 });
	json_t *report = parsed(written), *unheld = listener_at(report, "54552"), *netns;
	static const char *const keys[] = {
		"port", "device", "v6only", "drops", "drop_rate", "pid", "process", "unit", "age",
	};

	(void)state;
	assert_true(json_is_null(json_object_get(report, "interval")));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!json_is_null(json_object_get(unheld, keys[i])))
			fail_msg("%s", keys[i]);
	assert_int_equal(json_array_size(json_object_get(unheld, "owners")), 0);
	assert_true(json_is_true(json_object_get(listener_at(report, "54550"), "v6only")));
	netns = json_array_get(json_object_get(report, "netns"), 0);
	assert_string_equal(text_of(netns, "netns"), "4026531840");
	assert_true(json_is_null(json_object_get(netns, "name")));
	assert_true(json_is_null(json_object_get(netns, "udp_no_ports")));
	assert_int_equal(json_integer_value(json_object_get(netns, "tcp_abort_on_overflow")), 0);
	assert_int_equal(json_object_size(netns), NETNS_FACTS + 2);
	json_decref(report);
	free(written);
}

static void names_gaps(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "json", .ticks = 1 });

	(void)state;
	assert_non_null(strstr(written,
			       "{\"source\":\"owner\",\"what\":\"processes\",\"error\":\"EACCES\","
			       "\"count\":212,\"need\":[\"CAP_SYS_PTRACE\","
			       "\"CAP_DAC_READ_SEARCH\"]}"));
	assert_non_null(strstr(written, "\"error\":\"EPROTONOSUPPORT\",\"count\":1,\"need\":[]}"));
	free(written);
}

static void is_an_object_without_listeners_too(void **state)
{
	char *written =
		host_written(&(struct host_report){ .writer = "json", .ticks = 1, .nobody = true });

	(void)state;
	assert_non_null(strstr(written, "\"listeners\":[],\"netns\":[],\"gaps\":[]}\n"));
	free(written);
}

static void names_errors(void **state)
{
	char name[ERRNO_NAME_SIZE];

	(void)state;
	errno_name(EACCES, name);
	assert_string_equal(name, "EACCES");
	errno_name(EAFNOSUPPORT, name);
	assert_string_equal(name, "EAFNOSUPPORT");
	errno_name(4711, name);
	assert_string_equal(name, "errno 4711");
	errno_name(INT32_MIN, name);
	assert_string_equal(name, "errno -2147483648");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_it_all),
		cmocka_unit_test(keeps_what_strangers_chose),
		cmocka_unit_test(is_the_same_in_ascii),
		cmocka_unit_test(queues_in_full),
		cmocka_unit_test(a_listener_has_every_key_in_order),
		cmocka_unit_test(has_only_the_keys_that_were_chosen),
		cmocka_unit_test(rounds_with_sense),
		cmocka_unit_test(unknown_is_null),
		cmocka_unit_test(names_gaps),
		cmocka_unit_test(is_an_object_without_listeners_too),
		cmocka_unit_test(names_errors),
	};

	return cmocka_run_group_tests_name("out_json", tests, NULL, NULL);
}
