/* source_hearing.c - a kernel that tells who closes, and the dumps that follow. */
#include "source/hearing.h"

#include "source/family.h"
#include "wire/nl_events.h"
#include "wire/nl_private.h"

#include "source_host.h"

#include <errno.h>
#include <netinet/tcp.h>

static const struct family_kind tcp = {
	.label = "tcp", .family = AF_UNSPEC, .ipproto = IPPROTO_TCP, .states = 1 << TCP_LISTEN,
	.protocol = PROTOCOL_TCP, .watched = true,
};
static const struct family_kind bound = {
	.label = "tcp-bound", .family = AF_UNSPEC, .ipproto = IPPROTO_TCP,
	.states = 1 << INET_DIAG_BOUND, .protocol = PROTOCOL_TCP,
};

enum { TCP, BOUND, FAMILIES };

/* Sockets `from` to `to` are told closed by their cookies, one message each. */
struct kernel {
	struct nl_line line;
	uint32_t from, to;
};

struct ear {
	struct testhost *made;
	struct hearing hearing;
	struct kernel kernel;
	struct family families[FAMILIES];
};

static int receive(struct nl_line *line, struct nl_datagram *datagram, uint64_t deadline)
{
	struct kernel *kernel = (struct kernel *)line;
	struct dump dump = { .size = 0 };

	(void)deadline;
	if (kernel->from > kernel->to)
		return -ETIMEDOUT;
	dump_inet(&dump, &(struct inet_socket){ .family = AF_INET, .state = TCP_CLOSE, .port = 80,
						.cookie = kernel->from++ });
	memcpy(datagram->bytes, dump.bytes, dump.size);
	datagram->size = dump.size;
	datagram->sender = 0;
	return 0;
}

static void close_line(struct nl_line *line)
{
	(void)line;
}

static int begin(void **state)
{
	struct ear *ear = calloc(1, sizeof *ear);

	if (!ear || testhost_make((void **)&ear->made) != 0)
		return -1;
	testhost_open(ear->made);
	ear->families[TCP].kind = &tcp;
	ear->families[BOUND].kind = &bound;
	ear->kernel.line = (struct nl_line){ .receive = receive, .close = close_line };
	ear->kernel.from = 1;
	ear->hearing.events = nl_events_new(&ear->kernel.line);
	*state = ear;
	return 0;
}

static int end(void **state)
{
	struct ear *ear = *state;

	hearing_close(&ear->hearing);
	for (size_t i = 0; i < FAMILIES; i++)
		family_free(&ear->families[i]);
	testhost_remove((void **)&ear->made);
	free(ear);
	return 0;
}

enum what { LISTENING, HOLDING };

/* A dump of one, or of none (0). */
static void write_dump(struct ear *ear, enum what what, uint32_t cookie, int error)
{
	struct dump dump = { .size = 0 };

	if (cookie)
		dump_inet(&dump, &(struct inet_socket){ .family = AF_INET, .port = 80, .wqueue = 5,
			.state = what == LISTENING ? TCP_LISTEN : TCP_CLOSE, .cookie = cookie });
	dump_write(ear->made, what == LISTENING ? "tcp" : "tcp-bound", &dump, error);
}

static struct snapshot *look(struct ear *ear, size_t family)
{
	struct snapshot *snap = snapshot_new(ear->made->at);
	struct family_look on = { ear->made->host, snapshot_add_netns(snap), "diag" };

	snap->netns.items[0].inode = HOST_NETNS;
	family_look(&ear->families[family], &on, snap);
	ear->made->at.monotonic += CLOCK_SECOND;
	return snap;
}

static size_t kept(const struct ear *ear, size_t family)
{
	const struct kept *all = &ear->families[family].kept;
	size_t count = 0;

	for (struct kept_socket *at = kept_next(all, NULL); at; at = kept_next(all, at))
		count++;
	return count;
}

static void hear(struct ear *ear, uint32_t from, uint32_t to, uint64_t now)
{
	ear->kernel.from = from;
	ear->kernel.to = to;
	hearing_listen(&ear->hearing, ear->families, FAMILIES, now);
}

/* Told, and missing once: gone, and when is told as well. */
static void check_closed(void **state)
{
	struct ear *ear = *state;
	struct snapshot *snap;

	write_dump(ear, LISTENING, 7, 0);
	snapshot_free(look(ear, TCP));
	hear(ear, 7, 7, 12345);
	hear(ear, 7, 8, 12346);
	write_dump(ear, LISTENING, 0, 0);
	snap = look(ear, TCP);
	assert_int_equal(kept(ear, TCP), 0);
	assert_int_equal(snap->closings.count, 1);
	assert_int_equal(snap->closings.items[0].listener.netns, HOST_NETNS);
	assert_int_equal(snap->closings.items[0].listener.number, 7);
	assert_int_equal(snap->closings.items[0].listener.kind, ID_COOKIE);
	assert_int_equal(snap->closings.items[0].when, 12345);
	snapshot_free(snap);
	snap = look(ear, TCP);
	assert_int_equal(snap->closings.count, 0);
	snapshot_free(snap);
}

static void check_the_dump_is_believed(void **state)
{
	struct ear *ear = *state;
	struct snapshot *snap;

	write_dump(ear, LISTENING, 7, 0);
	snapshot_free(look(ear, TCP));
	hear(ear, 7, 7, 1);
	for (size_t i = 0; i < 2; i++) {
		snap = look(ear, TCP);
		assert_int_equal(kept(ear, TCP), 1);
		assert_int_equal(snap->closings.count, 0);
		snapshot_free(snap);
	}
	/* Missing once is missing once again. */
	write_dump(ear, LISTENING, 0, 0);
	snapshot_free(look(ear, TCP));
	assert_int_equal(kept(ear, TCP), 1);
	snap = look(ear, TCP);
	assert_int_equal(kept(ear, TCP), 0);
	assert_int_equal(snap->closings.count, 0);
	snapshot_free(snap);
}

/* A dump that fails settles nothing. */
static void check_torn_dump(void **state)
{
	struct ear *ear = *state;
	struct snapshot *snap;

	write_dump(ear, LISTENING, 7, 0);
	snapshot_free(look(ear, TCP));
	hear(ear, 7, 7, 5);
	write_dump(ear, LISTENING, 0, -ENOBUFS);
	snap = look(ear, TCP);
	assert_int_equal(kept(ear, TCP), 1);
	assert_int_equal(snap->closings.count, 0);
	snapshot_free(snap);
	write_dump(ear, LISTENING, 0, 0);
	snap = look(ear, TCP);
	assert_int_equal(snap->closings.count, 1);
	assert_int_equal(snap->closings.items[0].when, 5);
	snapshot_free(snap);
}

/* Connections that wait at a listener are told of as it is, with cookies of their own. */
static void check_others(void **state)
{
	struct ear *ear = *state;

	write_dump(ear, LISTENING, 7, 0);
	snapshot_free(look(ear, TCP));
	hear(ear, 8, 600, 5);
	write_dump(ear, LISTENING, 0, 0);
	snapshot_free(look(ear, TCP));
	assert_int_equal(kept(ear, TCP), 1);
}

/* It listened, so both remember it: one closing, and neither has it any more. */
static void check_bound(void **state)
{
	struct ear *ear = *state;
	struct snapshot *snap;

	write_dump(ear, LISTENING, 7, 0);
	write_dump(ear, HOLDING, 7, 0);
	snapshot_free(look(ear, TCP));
	snapshot_free(look(ear, BOUND));
	hear(ear, 7, 7, 5);
	write_dump(ear, LISTENING, 0, 0);
	write_dump(ear, HOLDING, 0, 0);
	snap = look(ear, TCP);
	assert_int_equal(snap->closings.count, 1);
	snapshot_free(snap);
	snap = look(ear, BOUND);
	assert_int_equal(snap->closings.count, 0);
	assert_int_equal(kept(ear, BOUND), 0);
	snapshot_free(snap);
}

/* Sooner where more is told: before so many wait that some would be lost. */
static void check_pace(void **state)
{
	const uint64_t at = 100 * CLOCK_SECOND, second = CLOCK_SECOND;
	struct ear *ear = *state;

	/* Those nobody has met do not count. */
	hear(ear, 1, 0, at - second);
	hear(ear, 1, 1000, at);
	assert_true(hearing_due(&ear->hearing) == UINT64_MAX);
	for (uint64_t cookie = 1; cookie <= 1000; cookie++)
		kept_see(&ear->families[TCP].kept, cookie, sizeof(struct family_socket));
	hear(ear, 1, 2, at + second);
	assert_true(hearing_due(&ear->hearing) == UINT64_MAX);
	hear(ear, 1, 1000, at + 2 * second);
	assert_int_equal(hearing_due(&ear->hearing),
			 at + 2 * second + NL_EVENTS_ROOM / 2 * CLOCK_MILLISECOND);
	/* Too soon to say anything else. */
	hear(ear, 1, 0, at + 2 * second + CLOCK_MILLISECOND);
	assert_int_equal(hearing_due(&ear->hearing),
			 at + 2 * second + NL_EVENTS_ROOM / 2 * CLOCK_MILLISECOND);
	hear(ear, 1, 1000, at + 2 * second + 20 * CLOCK_MILLISECOND);
	assert_int_equal(hearing_due(&ear->hearing), at + 2 * second + 40 * CLOCK_MILLISECOND);
	hear(ear, 1, 0, at + 3 * second);
	assert_true(hearing_due(&ear->hearing) == UINT64_MAX);
}

/* Nobody tells of a captured host. */
static void check_deaf(void **state)
{
	struct hearing deaf = { 0 };
	struct ear *ear = *state;

	hearing_open(&deaf, ear->made->host, HOST_NETNS, NL_CLOSED_TCP);
	assert_null(deaf.events);
	hearing_listen(&deaf, ear->families, FAMILIES, 5);
	assert_true(hearing_due(&deaf) == UINT64_MAX);
	hearing_close(&deaf);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(check_closed),
		TEST(check_the_dump_is_believed),
		TEST(check_torn_dump),
		TEST(check_others),
		TEST(check_bound),
		TEST(check_pace),
		TEST(check_deaf),
	};

	return cmocka_run_group_tests_name("source_hearing", tests, NULL, NULL);
}
