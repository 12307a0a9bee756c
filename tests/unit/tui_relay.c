/* tui_relay.c - frames into a pipe that is read, stalled, or gone. */
#include "tui/relay.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct line {
	struct relay relay;
	int read, write;
};

static int open_line(void **state)
{
	struct line *line = memory_alloc(1, sizeof *line);
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0)
		return -1;
	line->read = ends[0];
	line->write = ends[1];
	*state = line;
	return relay_open(&line->relay, ends[1]);
}

static int close_line(void **state)
{
	struct line *line = *state;

	relay_close(&line->relay);
	if (line->read >= 0)
		close(line->read);
	close(line->write);
	free(line);
	return 0;
}

static void draw(struct line *line, const char *bytes, size_t size)
{
	assert_int_equal(write(line->relay.ink, bytes, size), size);
}

static off_t ink_size(const struct line *line)
{
	struct stat status;

	assert_int_equal(fstat(line->relay.ink, &status), 0);
	return status.st_size;
}

static void check_frame_is_one_write(void **state)
{
	struct line *line = *state;
	char got[64];

	draw(line, "one ", 4);
	draw(line, "frame", 5);
	assert_int_equal(read(line->read, got, sizeof got), -1);        /* not before it is sent */
	assert_true(relay_send(&line->relay));
	assert_int_equal(read(line->read, got, sizeof got), 9);
	assert_memory_equal(got, "one frame", 9);
	assert_int_equal(line->relay.writes, 1);
	assert_int_equal(line->relay.bytes, 9);
	assert_false(relay_is_behind(&line->relay));
	assert_int_equal(ink_size(line), 0);
}

static void check_nothing_is_no_write(void **state)
{
	struct line *line = *state;

	assert_true(relay_send(&line->relay));
	assert_true(relay_flush(&line->relay));
	assert_int_equal(line->relay.writes, 0);
}

/* Reads all there is and says whether it goes on the pattern. */
static size_t read_pattern(struct line *line, size_t from)
{
	unsigned char got[4096];
	ssize_t count;

	while ((count = read(line->read, got, sizeof got)) > 0) {
		for (ssize_t i = 0; i < count; i++)
			assert_int_equal(got[i], (from + (size_t)i) % 251);
		from += (size_t)count;
	}
	return from;
}

static void draw_pattern(struct line *line, size_t from, size_t size)
{
	unsigned char *bytes = memory_alloc(size, 1);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)((from + i) % 251);
	draw(line, (const char *)bytes, size);
	free(bytes);
}

static void check_stalled_and_read_again(void **state)
{
	struct line *line = *state;
	const size_t size = 300000;             /* a pipe holds 65,536 */
	size_t got = 0;

	draw_pattern(line, 0, size);
	assert_true(relay_send(&line->relay));
	assert_true(relay_is_behind(&line->relay));
	for (int i = 0; i < 3; i++)             /* full: neither waits nor fails */
		assert_true(relay_flush(&line->relay));
	for (int i = 0; i < 20 && relay_is_behind(&line->relay); i++) {
		got = read_pattern(line, got);
		assert_true(relay_flush(&line->relay));
	}
	got = read_pattern(line, got);
	assert_int_equal(got, size);
	assert_false(relay_is_behind(&line->relay));
	assert_int_equal(line->relay.bytes, size);
	assert_true(line->relay.room <= 65536); /* a big buffer is given back */
}

static void check_order_is_kept_behind(void **state)
{
	struct line *line = *state;
	size_t got = 0;

	draw_pattern(line, 0, 100000);
	assert_true(relay_send(&line->relay));
	draw_pattern(line, 100000, 50000);
	assert_true(relay_send(&line->relay));
	for (int i = 0; i < 20 && relay_is_behind(&line->relay); i++) {
		got = read_pattern(line, got);
		relay_flush(&line->relay);
	}
	assert_int_equal(read_pattern(line, got), 150000);
}

static void check_gone(void **state)
{
	struct line *line = *state;

	close(line->read);
	line->read = -1;
	draw(line, "x", 1);
	assert_false(relay_send(&line->relay));
	assert_true(line->relay.gone);
	assert_false(relay_flush(&line->relay));
	assert_int_equal(line->relay.writes, 1);        /* nobody tries again */
}

static void check_drain_gives_up(void **state)
{
	struct line *line = *state;

	draw_pattern(line, 0, 100000);
	assert_false(relay_drain(&line->relay, 20));
	assert_true(relay_is_behind(&line->relay));
	read_pattern(line, 0);
	assert_true(relay_drain(&line->relay, 20));
	assert_false(relay_is_behind(&line->relay));
}

static void check_take(void **state)
{
	struct line *line = *state;
	size_t length;
	char *taken;

	draw(line, "secret", 6);
	taken = relay_take(&line->relay, &length);
	assert_int_equal(length, 6);
	assert_string_equal(taken, "secret");
	free(taken);
	taken = relay_take(&line->relay, &length);
	assert_int_equal(length, 0);
	assert_string_equal(taken, "");
	free(taken);
	assert_true(relay_send(&line->relay));
	assert_int_equal(line->relay.writes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(check_frame_is_one_write, open_line, close_line),
		cmocka_unit_test_setup_teardown(check_nothing_is_no_write, open_line, close_line),
		cmocka_unit_test_setup_teardown(check_stalled_and_read_again, open_line,
						close_line),
		cmocka_unit_test_setup_teardown(check_order_is_kept_behind, open_line, close_line),
		cmocka_unit_test_setup_teardown(check_gone, open_line, close_line),
		cmocka_unit_test_setup_teardown(check_drain_gives_up, open_line, close_line),
		cmocka_unit_test_setup_teardown(check_take, open_line, close_line),
	};

	return cmocka_run_group_tests_name("tui_relay", tests, NULL, NULL);
}
