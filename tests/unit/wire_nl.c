/* wire_nl.c - dumps over a line that says what a kernel, and others, might. */
#include "wire/nl_private.h"

#include "wire/capture.h"
#include "wire_tree.h"

#include "base/clock.h"
#include "base/errand.h"
#include "base/text.h"

#include <errno.h>
#include <linux/netlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { PORT = 4711, STEPS = 12, MESSAGE = 0x20 };

/* What receive() is to answer: an error, or a datagram with some messages. */
struct step {
	int error;
	uint32_t sender;
	size_t size;                    /* 0: what the messages take */
	struct said {
		uint16_t type, flags;
		int sequence;           /* against the request's */
		int port;               /* against ours */
		int32_t value;          /* the payload */
		uint32_t length;        /* what it claims; 0: the truth */
	} said[4];
};

struct script {
	struct nl_line line;
	struct step steps[STEPS];
	size_t next, sent;
	struct nlmsghdr request;
	uint64_t deadline;              /* of the last wait */
	struct nl *stops;               /* to be stopped with the first datagram */
	bool closed;
};

static int script_send(struct nl_line *line, const struct nlmsghdr *request, const char *label)
{
	struct script *script = (struct script *)line;

	assert_string_equal(label, "tcp");
	script->request = *request;
	script->sent++;
	return 0;
}

static size_t write_message(const struct script *script, const struct said *said, char *at)
{
	struct nlmsghdr nlh = {
		.nlmsg_len = sizeof nlh + 4,
		.nlmsg_type = said->type,
		.nlmsg_flags = said->flags,
		.nlmsg_seq = script->request.nlmsg_seq + (uint32_t)said->sequence,
		.nlmsg_pid = PORT + (uint32_t)said->port,
	};

	if (said->length)
		nlh.nlmsg_len = said->length;
	memcpy(at, &nlh, sizeof nlh);
	memcpy(at + sizeof nlh, &said->value, sizeof said->value);
	return sizeof nlh + 4;
}

static int script_receive(struct nl_line *line, struct nl_datagram *datagram, uint64_t deadline)
{
	struct script *script = (struct script *)line;
	const struct step *step = &script->steps[script->next];

	/* Draining does not wait. */
	if (script->next == STEPS || (!step->error && !step->said[0].type))
		return -ETIMEDOUT;
	script->deadline = deadline;
	if (script->stops)
		nl_stop(script->stops);
	script->next++;
	if (step->error)
		return step->error;
	datagram->size = 0;
	for (size_t i = 0; i < 4 && step->said[i].type; i++)
		datagram->size += write_message(script, &step->said[i],
						(char *)datagram->bytes + datagram->size);
	if (step->size)
		datagram->size = step->size;
	datagram->sender = step->sender;
	return 0;
}

static void script_close(struct nl_line *line)
{
	((struct script *)line)->closed = true;
}

static struct nl *open_script(struct script *script)
{
	script->line = (struct nl_line){
		.port = PORT, .send = script_send, .receive = script_receive,
		.close = script_close,
	};
	return nl_new(&script->line);
}

struct heard {
	int32_t values[8];
	size_t count;
	int error;                      /* to be returned at once */
};

static int hear(const struct nlmsghdr *nlh, void *arg)
{
	struct heard *heard = arg;

	assert_in_range(heard->count, 0, 7);
	memcpy(&heard->values[heard->count++], NLMSG_DATA(nlh), sizeof(int32_t));
	return heard->error;
}

static int dump(struct nl *nl, struct heard *heard)
{
	struct nlmsghdr request = { .nlmsg_len = sizeof request, .nlmsg_type = 18 };

	heard->count = 0;
	return nl_dump(nl, "tcp", &request, hear, heard);
}

/* The whole life of a conversation with one dump. */
static int dump_once(struct script *script, struct heard *heard)
{
	struct nl *nl = open_script(script);
	int error = dump(nl, heard);

	nl_free(nl);
	assert_true(script->closed);
	return error;
}

#define DONE { .type = NLMSG_DONE, .flags = NLM_F_MULTI }
#define SAID(v) { .type = MESSAGE, .flags = NLM_F_MULTI, .value = (v) }

static void hands_out_all_messages(void **state)
{
	struct script script = { .steps = {
		{ .said = { SAID(1), { .type = NLMSG_NOOP }, SAID(2) } },
		{ .said = { SAID(3), DONE, SAID(4) } },
	} };
	struct heard heard = { .error = 0 };

	(void)state;
	assert_int_equal(dump_once(&script, &heard), 0);
	assert_int_equal(heard.count, 3);
	assert_int_equal(heard.values[2], 3);
	assert_int_equal(script.request.nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
	assert_int_equal(script.request.nlmsg_pid, PORT);
}

static int ask(struct nl *nl, struct heard *heard)
{
	struct nlmsghdr request = { .nlmsg_len = sizeof request, .nlmsg_type = 20 };

	heard->count = 0;
	return nl_ask(nl, "tcp", &request, hear, heard);
}

/* One message ends it: there is no DONE. What does not come is read away later. */
static void asks_for_one(void **state)
{
	struct script script = { .steps = {
		{ .said = { { .type = MESSAGE, .value = 9, .sequence = -1 } } },
		{ .said = { { .type = MESSAGE, .value = 1 } } },
		{ .said = { { .type = NLMSG_ERROR, .value = -ESTALE } } },
		{ .said = { { .type = NLMSG_ERROR, .value = 0 } } },
		{ .error = -ETIMEDOUT },
		{ .said = { { .type = MESSAGE, .value = 2 } } },
		{ .error = -ETIMEDOUT },
		{ .said = { { .type = MESSAGE, .value = 3 } } },
		{ .size = NL_ROOM + 1, .said = { SAID(4) } },
	} };
	struct heard heard = { .error = 0 };
	struct nl *nl = open_script(&script);

	(void)state;
	assert_int_equal(ask(nl, &heard), 0);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.values[0], 1);
	assert_int_equal(script.request.nlmsg_flags, NLM_F_REQUEST);
	assert_int_equal(ask(nl, &heard), -ESTALE);
	assert_int_equal(ask(nl, &heard), -ENOENT);
	assert_int_equal(ask(nl, &heard), -ETIMEDOUT);
	assert_int_equal(ask(nl, &heard), 0);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.values[0], 3);
	assert_int_equal(script.sent, 5);
	heard.error = -E2BIG;
	script.next = 1;
	assert_int_equal(ask(nl, &heard), -E2BIG);
	nl_free(nl);
}

static int give_order(struct nl *nl)
{
	struct nlmsghdr request = { .nlmsg_len = sizeof request, .nlmsg_type = 21 };

	return nl_order(nl, "tcp", &request);
}

/* Nothing but its own acknowledgement says that it was done. */
static void orders_are_acknowledged(void **state)
{
	struct script script = { .steps = {
		{ .sender = 99, .said = { { .type = NLMSG_ERROR, .value = -EIO } } },
		{ .said = { { .type = NLMSG_ERROR, .value = -EIO, .sequence = -1 } } },
		{ .said = { { .type = MESSAGE, .value = 1 } } },
		{ .said = { { .type = NLMSG_ERROR, .value = 0 } } },
		{ .said = { { .type = NLMSG_ERROR, .value = -EPERM } } },
		{ .error = -ETIMEDOUT },
	} };
	struct nl *nl = open_script(&script);

	(void)state;
	assert_int_equal(give_order(nl), 0);
	assert_int_equal(script.next, 4);
	assert_int_equal(script.request.nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(give_order(nl), -EPERM);
	assert_int_equal(give_order(nl), -ETIMEDOUT);
	nl_free(nl);
}

/* A stranger's datagram, an old dump's tail, another socket's answer. */
static void drops_what_is_not_ours(void **state)
{
	struct script script = { .steps = {
		{ .sender = 99, .said = { SAID(1), DONE } },
		{ .said = { { .type = MESSAGE, .sequence = -1, .value = 2 } } },
		{ .said = { { .type = NLMSG_DONE, .sequence = -1 } } },
		{ .said = { { .type = NLMSG_ERROR, .port = 1, .value = -EPERM } } },
		{ .said = { SAID(5), DONE } },
	} };
	struct heard heard = { .error = 0 };

	(void)state;
	assert_int_equal(dump_once(&script, &heard), 0);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.values[0], 5);
}

static void tells_the_kernels_error(void **state)
{
	struct script begun = { .steps = {
		{ .said = { { .type = NLMSG_ERROR, .value = -ENOENT } } },
	} };
	struct script late = { .steps = {
		{ .said = { SAID(1), { .type = NLMSG_DONE, .value = -EINVAL } } },
	} };
	struct heard heard = { .error = 0 };

	(void)state;
	assert_int_equal(dump_once(&begun, &heard), -ENOENT);
	assert_int_equal(dump_once(&late, &heard), -EINVAL);
	assert_int_equal(heard.count, 1);
}

static void tells_torn_and_lost(void **state)
{
	struct script torn = { .steps = {
		{ .said = { { .type = MESSAGE, .flags = NLM_F_DUMP_INTR }, DONE } },
	} };
	struct script lost = { .steps = {
		{ .said = { SAID(1) } }, { .error = -ENOBUFS }, { .said = { SAID(2), DONE } },
	} };
	struct heard heard = { .error = 0 };

	(void)state;
	assert_int_equal(dump_once(&torn, &heard), -EINTR);
	assert_int_equal(heard.count, 1);
	assert_int_equal(dump_once(&lost, &heard), -ENOBUFS);
	assert_int_equal(heard.count, 2);
}

static void refuses_what_is_no_netlink(void **state)
{
	static const uint32_t lengths[] = { 1, 15, 21, 65536, UINT32_MAX };
	struct heard heard = { .error = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct script script = { .steps = {
			{ .said = { { .type = MESSAGE, .length = lengths[i] } } },
		} };

		assert_int_equal(dump_once(&script, &heard), -EBADMSG);
		assert_int_equal(heard.count, 0);
	}
	struct script no_errno = { .steps = {
		{ .said = { { .type = NLMSG_ERROR, .length = 16 } } },
	} };
	struct script positive = { .steps = {
		{ .said = { { .type = NLMSG_ERROR, .value = 5 } } },
	} };
	assert_int_equal(dump_once(&no_errno, &heard), -EBADMSG);
	assert_int_equal(dump_once(&positive, &heard), -EBADMSG);
}

static void a_function_that_stops_is_not_called_again(void **state)
{
	struct script script = { .steps = {
		{ .said = { SAID(1), SAID(2) } }, { .said = { SAID(3) } }, { .said = { DONE } },
	} };
	struct heard heard = { .error = -E2BIG };

	(void)state;
	assert_int_equal(dump_once(&script, &heard), -E2BIG);
	assert_int_equal(heard.count, 1);
	assert_int_equal(script.next, 3);
}

/* What the first dump left is read away before the second is asked for. */
static void goes_on_after_a_dump_without_end(void **state)
{
	struct script script = { .steps = {
		{ .said = { SAID(1) } }, { .error = -ETIMEDOUT },
		{ .said = { SAID(2) } }, { .said = { DONE } }, { .error = -ETIMEDOUT },
		{ .said = { SAID(3), DONE } },
	} };
	struct heard heard = { .error = 0 };
	struct nl *nl = open_script(&script);

	(void)state;
	assert_int_equal(dump(nl, &heard), -ETIMEDOUT);
	assert_int_equal(heard.count, 1);
	assert_int_equal(dump(nl, &heard), 0);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.values[0], 3);
	assert_int_equal(script.request.nlmsg_seq, 2);
	nl_free(nl);
}

static void ends_when_it_is_stopped(void **state)
{
	struct script script = { .steps = {
		{ .said = { SAID(1), SAID(2) } }, { .said = { SAID(3) } }, { .said = { DONE } },
	} };
	struct heard heard = { .error = 0 };
	struct nl *nl = open_script(&script);

	(void)state;
	script.stops = nl;
	assert_int_equal(dump(nl, &heard), -ECANCELED);
	assert_int_equal(heard.count, 2);
	assert_int_equal(script.next, 1);
	assert_int_equal(dump(nl, &heard), -ECANCELED);
	assert_int_equal(heard.count, 0);
	nl_free(nl);
}

/* ---- a socket nobody answers on ---- */

struct waiting {
	struct nl_line *line;
	int error;
};

static void wait_for_nothing(void *arg)
{
	struct waiting *waiting = arg;
	char bytes[64];
	struct nl_datagram datagram = { .bytes = bytes, .room = sizeof bytes };

	waiting->error = waiting->line->receive(waiting->line, &datagram,
						clock_monotonic() + 60 * CLOCK_SECOND);
}

/* From another thread, while it waits. */
static void need_not_wait_to_be_stopped(void **state)
{
	struct waiting waiting = { .error = 0 };
	struct errand *errand = errand_new();
	struct nl *nl;

	(void)state;
	if (nl_line_live(NL_SOCK_DIAG, &waiting.line) != 0)
		skip();
	nl = nl_new(waiting.line);
	errand_start(errand, wait_for_nothing, &waiting);
	assert_false(errand_wait_until(errand, clock_monotonic() + 50 * CLOCK_MILLISECOND));
	nl_stop(nl);
	assert_true(errand_wait_until(errand, clock_monotonic() + 10 * CLOCK_SECOND));
	assert_int_equal(waiting.error, -ECANCELED);
	errand_free(errand);
	nl_free(nl);
}

static void waits_as_long_as_told(void **state)
{
	struct script script = { .steps = { { .said = { DONE } }, { .said = { DONE } } } };
	struct heard heard = { .error = 0 };
	struct nl *nl = open_script(&script);
	uint64_t now = clock_monotonic();

	(void)state;
	assert_int_equal(dump(nl, &heard), 0);
	assert_in_range(script.deadline, now + CLOCK_SECOND, clock_monotonic() + CLOCK_SECOND);
	nl_set_patience(nl, 9 * CLOCK_SECOND);
	assert_int_equal(dump(nl, &heard), 0);
	assert_in_range(script.deadline, now + 9 * CLOCK_SECOND, clock_monotonic() + 9 * CLOCK_SECOND);
	nl_free(nl);
}

static void asks_again_with_more_room(void **state)
{
	struct script script = { .steps = {
		{ .said = { SAID(1) } },
		{ .size = NL_ROOM + 1, .said = { SAID(2) } },
		{ .said = { SAID(3), DONE } },
		{ .said = { SAID(4), DONE } },
	} };
	struct heard heard = { .error = 0 };

	(void)state;
	assert_int_equal(dump_once(&script, &heard), 0);
	assert_int_equal(script.sent, 2);
	assert_int_equal(heard.count, 2);
	assert_int_equal(heard.values[1], 4);
}

static void does_not_grow_for_ever(void **state)
{
	struct script script = { .steps = { { .error = 0 } } };
	struct heard heard = { .error = 0 };

	(void)state;
	for (size_t i = 0; i < STEPS; i += 2) {
		script.steps[i] = (struct step){ .size = NL_ROOM_MAX + 1, .said = { SAID(1) } };
		script.steps[i + 1] = (struct step){ .said = { DONE } };
	}
	assert_int_equal(dump_once(&script, &heard), -EMSGSIZE);
	assert_int_equal(heard.count, 0);
	assert_int_equal(script.sent, 6);
}

static struct nl *open_copy(const struct tree *tree)
{
	return nl_new(nl_line_copy(open(tree->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
}

/* What was written while we listened is what a replay hears, errors too. */
static void a_tee_replays(void **state)
{
	const struct tree *tree = *state;
	struct script script = { .steps = {
		{ .said = { SAID(9), DONE } },
		{ .sender = 99, .said = { SAID(1) } },
		{ .said = { { .type = MESSAGE, .sequence = -1, .value = 2 } } },
		{ .said = { SAID(3) } },
		{ .said = { SAID(4), { .type = NLMSG_DONE, .value = -EINVAL } } },
	} };
	struct heard heard = { .error = 0 };
	struct nl *nl = open_script(&script), *copy;
	struct capture *capture;
	struct tree below;
	char buffer[200];
	struct text why = TEXT_OVER(buffer), path;

	assert_int_equal(capture_open(tree_path(tree, "c"), &capture, &why), 0);
	nl_tee(nl, capture, 42);
	assert_int_equal(dump(nl, &heard), 0);
	assert_int_equal(dump(nl, &heard), -EINVAL);
	assert_int_equal(capture_error(capture, &why), 0);
	assert_int_equal(tree_mode(tree, "c/netlink/42/tcp.nl"), 0600);
	capture_close(capture);
	nl_free(nl);

	path = TEXT_OVER(below.path);
	text_add(&path, tree_path(tree, "c/netlink/42"));
	copy = open_copy(&below);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(dump(copy, &heard), -EINVAL);
		assert_int_equal(heard.count, 2);
		assert_int_equal(heard.values[0], 3);
		assert_int_equal(heard.values[1], 4);
	}
	nl_free(copy);
}

static void copies_that_are_not_whole(void **state)
{
	static const struct {
		size_t size;
		unsigned char bytes[32];
		int error;
	} cases[] = {
		{ 0, { 0 }, -ETIMEDOUT },
		{ 2, { 20 }, -EBADMSG },
		{ 4, { 20 }, -EBADMSG },
		{ 10, { 20 }, -EBADMSG },
		{ 4, { 0 }, -EBADMSG },
		{ 4, { 1, 0, 16, 0 }, -EBADMSG },
		{ 24, { 20, 0, 0, 0, 20, 0, 0, 0, 0x20 }, -ETIMEDOUT },
		{ 24, { 20, 0, 0, 0, 21, 0, 0, 0, 0x20 }, -EBADMSG },
		{ 24, { 20, 0, 0, 0, 20, 0, 0, 0, NLMSG_DONE }, 0 },
	};
	const struct tree *tree = *state;
	struct heard heard = { .error = 0 };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct nl *nl = open_copy(tree);

		tree_write_bytes(tree, "tcp.nl", cases[i].bytes, cases[i].size);
		assert_int_equal(dump(nl, &heard), cases[i].error);
		nl_free(nl);
	}
}

static void copies_that_are_no_file(void **state)
{
	const struct tree *tree = *state;
	struct heard heard = { .error = 0 };
	struct nl *nl = open_copy(tree), *none = nl_new(nl_line_copy(-1));

	assert_int_equal(dump(nl, &heard), -ENODATA);
	assert_int_equal(dump(none, &heard), -ENODATA);
	assert_int_equal(mkdir(tree_path(tree, "tcp.nl"), 0700), 0);
	assert_int_equal(dump(nl, &heard), -EBADMSG);
	assert_int_equal(rmdir(tree_path(tree, "tcp.nl")), 0);
	assert_int_equal(mkfifo(tree_path(tree, "tcp.nl"), 0600), 0);
	assert_int_equal(dump(nl, &heard), -EBADMSG);
	assert_int_equal(unlink(tree_path(tree, "tcp.nl")), 0);
	assert_int_equal(symlink("/etc/passwd", tree_path(tree, "tcp.nl")), 0);
	assert_int_equal(dump(nl, &heard), -ELOOP);
	nl_free(nl);
	nl_free(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_out_all_messages),
		cmocka_unit_test(asks_for_one),
		cmocka_unit_test(orders_are_acknowledged),
		cmocka_unit_test(drops_what_is_not_ours),
		cmocka_unit_test(tells_the_kernels_error),
		cmocka_unit_test(tells_torn_and_lost),
		cmocka_unit_test(refuses_what_is_no_netlink),
		cmocka_unit_test(a_function_that_stops_is_not_called_again),
		cmocka_unit_test(goes_on_after_a_dump_without_end),
		cmocka_unit_test(ends_when_it_is_stopped),
		cmocka_unit_test(need_not_wait_to_be_stopped),
		cmocka_unit_test(waits_as_long_as_told),
		cmocka_unit_test(asks_again_with_more_room),
		cmocka_unit_test(does_not_grow_for_ever),
		cmocka_unit_test_setup_teardown(a_tee_replays, tree_make, tree_remove),
		cmocka_unit_test_setup_teardown(copies_that_are_not_whole, tree_make, tree_remove),
		cmocka_unit_test_setup_teardown(copies_that_are_no_file, tree_make, tree_remove),
	};

	return cmocka_run_group_tests_name("wire_nl", tests, NULL, NULL);
}
