/* wire_nl_events.c - word of closed sockets, as a kernel, and others, might send it. */
#include "wire/nl_events.h"

#include "wire/nl_private.h"

#include <errno.h>
#include <linux/netlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 6, MESSAGE = 20 };

/* What receive() is to answer: an error, or one message. */
struct step {
	int error;
	uint16_t type;
	uint32_t sender, value;
	uint32_t length;                /* what it claims; 0: the truth */
	size_t size;                    /* of the datagram; 0: the truth */
};

struct script {
	struct nl_line line;
	struct step steps[STEPS];
	size_t next;
	bool for_ever;                  /* the last one again and again */
	bool waits, closed;
};

static int receive(struct nl_line *line, struct nl_datagram *datagram, uint64_t deadline)
{
	struct script *script = (struct script *)line;
	const struct step *step = &script->steps[script->next];
	struct nlmsghdr nlh = { .nlmsg_len = sizeof nlh + 4, .nlmsg_type = step->type };

	script->waits = script->waits || deadline;
	if (step->error || !step->type) {
		script->next += !script->for_ever;
		return step->error ? step->error : -ETIMEDOUT;
	}
	script->next += !script->for_ever;
	if (step->length)
		nlh.nlmsg_len = step->length;
	memcpy(datagram->bytes, &nlh, sizeof nlh);
	memcpy((char *)datagram->bytes + sizeof nlh, &step->value, 4);
	datagram->size = step->size ? step->size : sizeof nlh + 4;
	datagram->sender = step->sender;
	return 0;
}

static void close_script(struct nl_line *line)
{
	((struct script *)line)->closed = true;
}

struct heard {
	uint32_t values[STEPS];
	size_t count;
};

static void hear(const struct nlmsghdr *nlh, void *arg)
{
	struct heard *heard = arg;

	memcpy(&heard->values[heard->count++ % STEPS], NLMSG_DATA(nlh), 4);
}

static struct nl_events *open_script(struct script *script)
{
	script->line.receive = receive;
	script->line.close = close_script;
	return nl_events_new(&script->line);
}

static void check_takes_what_is_here(void **state)
{
	struct script script = { .steps = {
		{ .type = MESSAGE, .value = 1 },
		{ .type = MESSAGE, .value = 2 },
		{ .type = 0 },
		{ .type = MESSAGE, .value = 3 },
	} };
	struct nl_events *events = open_script(&script);
	struct heard heard = { .count = 0 };

	(void)state;
	assert_int_equal(nl_events_take(events, hear, &heard), 2);
	assert_int_equal(heard.count, 2);
	assert_int_equal(heard.values[1], 2);
	assert_int_equal(nl_events_take(events, hear, &heard), 1);
	assert_int_equal(heard.values[2], 3);
	assert_false(script.waits);
	assert_int_equal(nl_events_losses(events), 0);
	nl_events_free(events);
	assert_true(script.closed);
	nl_events_free(NULL);
}

/* Root may send to the group. What is no message is none. */
static void check_strangers(void **state)
{
	struct script script = { .steps = {
		{ .type = MESSAGE, .value = 1, .sender = 4711 },
		{ .type = MESSAGE, .value = 2, .length = 0xfffffff0 },
		{ .type = MESSAGE, .value = 3, .length = 8 },
		{ .type = MESSAGE, .value = 4, .size = 65536 },
		{ .type = NLMSG_NOOP, .value = 5 },
	} };
	struct nl_events *events = open_script(&script);
	struct heard heard = { .count = 0 };

	(void)state;
	assert_int_equal(nl_events_take(events, hear, &heard), 0);
	assert_int_equal(heard.count, 0);
	assert_int_equal(script.next, STEPS);
	nl_events_free(events);
}

static void check_losses(void **state)
{
	struct script script = { .steps = {
		{ .type = MESSAGE, .value = 1 },
		{ .error = -ENOBUFS },
		{ .type = MESSAGE, .value = 2 },
		{ .error = -EBADF },
	} };
	struct nl_events *events = open_script(&script);
	struct heard heard = { .count = 0 };

	(void)state;
	assert_int_equal(nl_events_take(events, hear, &heard), 2);
	assert_int_equal(nl_events_losses(events), 1);
	nl_events_free(events);
}

/* Who sends faster than we read does not hold us. */
static void check_is_bounded(void **state)
{
	struct script flood = { .for_ever = true, .steps = { { .type = MESSAGE } } };
	struct script loss = { .for_ever = true, .steps = { { .error = -ENOBUFS } } };
	struct nl_events *events = open_script(&flood);
	struct heard heard = { .count = 0 };
	size_t taken;

	(void)state;
	taken = nl_events_take(events, hear, &heard);
	assert_in_range(taken, NL_EVENTS_ROOM, 10000);
	nl_events_free(events);
	events = open_script(&loss);
	assert_int_equal(nl_events_take(events, hear, &heard), 0);
	assert_in_range(nl_events_losses(events), 1, 100);
	nl_events_free(events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_takes_what_is_here),
		cmocka_unit_test(check_strangers),
		cmocka_unit_test(check_losses),
		cmocka_unit_test(check_is_bounded),
	};

	return cmocka_run_group_tests_name("wire_nl_events", tests, NULL, NULL);
}
