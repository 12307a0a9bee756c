/* judge_review.c - the tuning of the host, and what a change would do here and now. */
#include "judge_world.h"

static const char *line_at(struct court *court, size_t n)
{
	static char room[512];
	struct text line = TEXT_OVER(room);

	return judge_review(court->judge, n, &line) ? room : NULL;
}

/* All lines; the last is followed by nothing. */
static void reviewed(struct situation of, const char *first, const char *second)
{
	struct court court = { 0 };

	court_sit(&court, of, 3);
	assert_non_null(line_at(&court, 0));
	court_says(line_at(&court, 0), first);
	if (second)
		court_says(line_at(&court, 1), second);
	assert_null(line_at(&court, second ? 2 : 1));
	court_end(&court);
}

static void check_nothing(void **state)
{
	(void)state;
	reviewed(SITUATION(.queue = 1), "nothing to change: somaxconn (4,096)", NULL);
	/* As much as somaxconn, but it never fills: nothing would change. */
	reviewed(SITUATION(.backlog = 4096), "nothing to change", NULL);
}

static void check_unknown(void **state)
{
	(void)state;
	reviewed(SITUATION(.no_netns = true), "not known", NULL);
}

static void check_somaxconn(void **state)
{
	(void)state;
	reviewed(SITUATION(.somaxconn = 128), "net.core.somaxconn is 128, and 1 listener has as "
					      "much: 0.0.0.0:8080 server;", NULL);
	reviewed(SITUATION(.somaxconn = 128, .backlog = 50),
		 "would change nothing here and now", NULL);
	reviewed(SITUATION(.somaxconn = 128, .members = 5),
		 "6 listeners have as much: 0.0.0.0:8080 server, 0.0.0.0:8080 server, 0.0.0.0:8080 "
		 "server and 3 more;", NULL);
	reviewed(SITUATION(.queue = 4097, .backlog = 4096), "net.core.somaxconn (4,096) was not "
							    "enough for 0.0.0.0:8080 server", NULL);
}

static void check_own_backlog(void **state)
{
	(void)state;
	reviewed(SITUATION(.peak = 129), "0.0.0.0:8080 server overflowed with a backlog of its "
					 "own, below somaxconn (4,096)", NULL);
}

static void check_syn(void **state)
{
	(void)state;
	reviewed(SITUATION(.syncookies = 0, .syn_full = 5),
		 "net.ipv4.tcp_syncookies is 0: a full SYN queue drops handshakes (15 since boot); "
		 "1 takes effect at once", "net.ipv4.tcp_max_syn_backlog is 1,024: it binds only "
					   "because");
	reviewed(SITUATION(.syncookies = 2), "net.ipv4.tcp_syncookies is 2", NULL);
	/* With cookies tcp_max_syn_backlog does not matter, however small. */
	reviewed(SITUATION(.max_syn = 1), "nothing to change", NULL);
}

static void check_abort(void **state)
{
	(void)state;
	reviewed(SITUATION(.abort_on_overflow = 1), "tcp_abort_on_overflow is 1", NULL);
	reviewed(SITUATION(.abort_on_overflow = 1), "but no queue has overflowed since boot", NULL);
}

static void check_udp(void **state)
{
	(void)state;
	reviewed(SITUATION(.protocol = PROTOCOL_UDP, .backlog = 212992, .drops = 5),
		 "net.core.rmem_default (212,992 bytes) was not enough for 0.0.0.0:8080 server",
		 NULL);
	reviewed(SITUATION(.protocol = PROTOCOL_UDP, .backlog = 425984, .drops = 5),
		 "net.core.rmem_max (212,992 bytes) cuts the receive buffer of 0.0.0.0:8080", NULL);
	reviewed(SITUATION(.protocol = PROTOCOL_UDP, .backlog = 8192, .drops = 5),
		 "nothing to change", NULL);
	reviewed(SITUATION(.udp_mem = 1), "net.ipv4.udp_mem has cost 3 datagrams since boot: "
					  "raising its third number (1,000 pages) takes effect at once",
		 NULL);
}

/* Strangers choose the names of processes; the review is plain ASCII. */
static void check_foreign_names(void **state)
{
	struct court court = { 0 };

	(void)state;
	court_sit(&court, SITUATION(.peak = 129, .comm = "ev\033il\xc3\xa9"), 3);
	court_says(line_at(&court, 0), "0.0.0.0:8080 ev?il? overflowed");
	court_end(&court);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_nothing),
		cmocka_unit_test(check_unknown),
		cmocka_unit_test(check_somaxconn),
		cmocka_unit_test(check_own_backlog),
		cmocka_unit_test(check_syn),
		cmocka_unit_test(check_abort),
		cmocka_unit_test(check_udp),
		cmocka_unit_test(check_foreign_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
