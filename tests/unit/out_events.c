/* out_events.c - an event is a line, or an object with all of its listener. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "out_host.h"

#include "judge/journal.h"
#include "out/events.h"
#include "table/column.h"

#include <jansson.h>
#include <time.h>

static struct event event_of(enum event_kind kind, uint64_t number, const char *local,
			     const char *owner, const char *detail)
{
	struct event event = {
		.number = 1,
		.wall = HOST_WALL,
		.kind = kind,
		.listener = { UINT64_C(4026531840), number, ID_COOKIE },
	};
	struct text text = TEXT_OVER(event.local);

	text_add(&text, local);
	text = TEXT_OVER(event.owner);
	text_add(&text, owner);
	text = TEXT_OVER(event.detail);
	text_add(&text, detail);
	return event;
}

/* To be freed. */
static char *written_row(struct row *row, bool json, bool ascii)
{
	struct model *model = model_new();
	char *written = NULL;
	struct scene scene;
	size_t size;
	FILE *file = open_memstream(&written, &size);

	model_update(model, host_snapshot(0));
	scene = host_scene(model, 1);
	row->scene = &scene;
	assert_true(event_write(file, row, json, ascii));
	assert_int_equal(fclose(file), 0);
	model_free(model);
	return written;
}

static char *written_event(const struct event *event, bool json, bool ascii)
{
	return written_row(&(struct row){ .event = event }, json, ascii);
}

static void a_line_has_its_fields_in_their_places(void **state)
{
	static const struct {
		enum event_kind kind;
		enum protocol protocol;
		const char *local, *owner, *detail, *line;
	} cases[] = {
		{ EVENT_APPEARED, PROTOCOL_TCP, "0.0.0.0:443", "nginx(1234)", "at start",
		  "2026-01-31 14:07:31  appeared         tcp    0.0.0.0:443             "
		  "nginx(1234)           at start\n" },
		{ EVENT_BACKLOG_CHANGED, PROTOCOL_UNIX_SEQPACKET, "/run/a b", "", "128 -> 4096",
		  "2026-01-31 14:07:31  backlog-changed  unix_seq  /run/a b                "
		  "?                     128 -> 4096\n" },
		{ EVENT_VANISHED, PROTOCOL_TCP, "[fe80::aaaa:bbbb:cccc:dddd]%eth0:8080", "x(1)", "",
		  "2026-01-31 14:07:31  vanished         tcp    "
		  "[fe80::aaaa:bbbb:cccc:dddd]%eth0:8080  x(1)                  -\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct event event = event_of(cases[i].kind, 54549, cases[i].local, cases[i].owner,
					      cases[i].detail);
		char *written;

		event.protocol = cases[i].protocol;
		written = written_event(&event, false, false);
		assert_string_equal(written, cases[i].line);
		free(written);
	}
}

static void one_of_no_listener_has_dashes(void **state)
{
	struct event event = event_of(EVENT_ACTED, 0, "", "", "sent SIGTERM to sshd(7)");
	char *written;

	(void)state;
	event.listener = (struct listener_id){ 0 };
	written = written_event(&event, false, false);
	assert_string_equal(written, "2026-01-31 14:07:31  acted            -      "
				     "-                       -                     "
				     "sent SIGTERM to sshd(7)\n");
	free(written);
	written = written_event(&event, true, false);
	assert_string_equal(written, "{\"time\":\"2026-01-31T14:07:31.004Z\",\"event\":\"acted\","
				     "\"listener\":null,\"detail\":\"sent SIGTERM to sshd(7)\"}\n");
	free(written);
}

/* A name cannot make a second line, nor be obeyed by a terminal. */
static void strangers_do_no_harm(void **state)
{
	struct event event = event_of(EVENT_APPEARED, 1, "/run/\nx\033[2J\xe2\x80\xae\xff",
				      "\033]0;x\a\xc2\x9b(7)", "a\nb \xf0\x9f\x98\x80");

	(void)state;
	event.protocol = PROTOCOL_UNIX_STREAM;
	for (int json = 0; json < 2; json++) {
		for (int ascii = 0; ascii < 2; ascii++) {
			char *written = written_event(&event, json, ascii);

			assert_harmless(written, ascii);
			assert_ptr_equal(strchr(written, '\n'), written + strlen(written) - 1);
			free(written);
		}
	}
}

static json_t *object_of(const struct event *event)
{
	char *written = written_event(event, true, false);
	json_error_t error;
	json_t *object = json_loads(written, JSON_REJECT_DUPLICATES, &error);

	if (!object)
		fail_msg("%s", error.text);
	free(written);
	return object;
}

static const char *text_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void assert_has_every_key(const json_t *listener)
{
	void *at = json_object_iter((json_t *)listener);

	for (size_t i = 0; i < column_count; i++) {
		if (!(columns[i].tables & TABLE_BIT(TABLE_LISTENERS)) || columns[i].screen_only)
			continue;
		assert_non_null(at);
		assert_string_equal(json_object_iter_key(at), columns[i].key);
		at = json_object_iter_next((json_t *)listener, at);
	}
	assert_null(at);
}

static void a_living_listener_is_as_in_a_refresh(void **state)
{
	struct event event = event_of(EVENT_OVERFLOW_BEGAN, 54549, "0.0.0.0:443", "nginx(1234)",
				      "queue 129 of 128");
	json_t *object = object_of(&event), *listener = json_object_get(object, "listener");

	(void)state;
	assert_string_equal(text_at(object, "time"), "2026-01-31T14:07:31.004Z");
	assert_string_equal(text_at(object, "event"), "overflow-began");
	assert_string_equal(text_at(object, "detail"), "queue 129 of 128");
	assert_int_equal(json_object_size(object), 4);
	assert_has_every_key(listener);
	assert_string_equal(text_at(listener, "local"), "0.0.0.0:443");
	assert_int_equal(json_integer_value(json_object_get(listener, "queue")), 129);
	assert_int_equal(json_array_size(json_object_get(listener, "owners")), 2);
	assert_string_equal(text_at(listener, "cookie"), "54549");
	json_decref(object);
}

/* Nobody has it any more: what the event kept is told, the rest is null. */
static void a_forgotten_listener_has_what_is_known(void **state)
{
	static const struct { const char *local, *address, *device; uint16_t port; } cases[] = {
		{ "0.0.0.0:443", "0.0.0.0", NULL, 443 },
		{ "*:22", "::", NULL, 22 },
		{ "[::]:22", "::", NULL, 22 },
		{ "*%eth0:22", "::", "eth0", 22 },
		{ "[fe80::1]%eth0:80", "fe80::1", "eth0", 80 },
		{ "127.0.0.1%lo:*", "127.0.0.1", "lo", 0 },
		{ "", "", NULL, 0 },
		{ "[", "", NULL, 0 },
		{ "1%", "1", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct event event = event_of(EVENT_VANISHED, 7, cases[i].local, "x(1)", "");
		json_t *object, *listener;

		event.protocol = PROTOCOL_TCP;
		event.port = cases[i].port;
		object = object_of(&event);
		listener = json_object_get(object, "listener");
		assert_has_every_key(listener);
		assert_string_equal(text_at(listener, "proto"), "tcp");
		assert_string_equal(text_at(listener, "local"), cases[i].local);
		assert_string_equal(text_at(listener, "address"), cases[i].address);
		assert_int_equal(json_integer_value(json_object_get(listener, "port")), cases[i].port);
		if (cases[i].device)
			assert_string_equal(text_at(listener, "device"), cases[i].device);
		else
			assert_true(json_is_null(json_object_get(listener, "device")));
		assert_string_equal(text_at(listener, "netns"), "4026531840");
		assert_string_equal(text_at(listener, "cookie"), "7");
		assert_string_equal(text_at(listener, "state"), "gone");
		assert_true(json_is_null(json_object_get(listener, "inode")));
		assert_true(json_is_null(json_object_get(listener, "queue")));
		assert_int_equal(json_array_size(json_object_get(listener, "owners")), 0);
		json_decref(object);
	}
}

static void a_forgotten_unix_socket_has_no_address(void **state)
{
	struct event event = event_of(EVENT_VANISHED, 8, "/run/x:1", "", "");
	json_t *object, *listener;

	(void)state;
	event.protocol = PROTOCOL_UNIX_STREAM;
	event.listener.kind = ID_INODE;
	object = object_of(&event);
	listener = json_object_get(object, "listener");
	assert_string_equal(text_at(listener, "local"), "/run/x:1");
	assert_true(json_is_null(json_object_get(listener, "address")));
	assert_true(json_is_null(json_object_get(listener, "cookie")));
	assert_int_equal(json_integer_value(json_object_get(listener, "inode")), 8);
	json_decref(object);
}

/* The row brings its listener along: nobody is looked for. */
static void a_listener_in_the_row_is_the_events(void **state)
{
	struct event event = event_of(EVENT_APPEARED, 4711, "x", "", "at start");
	struct model *model = model_new();
	struct scene scene;
	struct row row = { .event = &event };
	char *written = NULL;
	size_t size;
	FILE *file = open_memstream(&written, &size);

	(void)state;
	model_update(model, host_snapshot(0));
	scene = host_scene(model, 1);
	row.scene = &scene;
	row.listener = &model_snapshot(model)->listeners.items[1];
	row.listener_track = model_listener_track(model, 1);
	assert_true(event_write(file, &row, true, false));
	assert_int_equal(fclose(file), 0);
	assert_non_null(strstr(written, "\"local\":\"[fe80::1]%eth0:80\""));
	free(written);
	model_free(model);
}

static void failure_is_told(void **state)
{
	struct event event = event_of(EVENT_APPEARED, 54549, "x", "", "");
	struct model *model = model_new();
	struct scene scene;
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	model_update(model, host_snapshot(0));
	scene = host_scene(model, 1);
	assert_non_null(full);
	setvbuf(full, NULL, _IONBF, 0);
	for (int json = 0; json < 2; json++) {
		errno = 0;
		assert_false(event_write(full, &(struct row){ .scene = &scene, .event = &event }, json,
					 false));
		assert_int_equal(errno, ENOSPC);
	}
	fclose(full);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_its_fields_in_their_places),
		cmocka_unit_test(one_of_no_listener_has_dashes),
		cmocka_unit_test(strangers_do_no_harm),
		cmocka_unit_test(a_living_listener_is_as_in_a_refresh),
		cmocka_unit_test(a_forgotten_listener_has_what_is_known),
		cmocka_unit_test(a_forgotten_unix_socket_has_no_address),
		cmocka_unit_test(a_listener_in_the_row_is_the_events),
		cmocka_unit_test(failure_is_told),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests_name("out_events", tests, NULL, NULL);
}
