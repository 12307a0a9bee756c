/* judge_rules.c - each rule, with the situation it is for. */
#include "judge_world.h"

#include "judge/blank.h"
#include "judge/rules.h"

/* Sits and looks for one rule; its texts stay good until the court's next tick. */
static const struct finding *sit_for(struct court *court, struct situation of, const char *rule)
{
	court_sit(court, of, 6);
	return court_found(court, rule);
}

static void check_backlog_binds(void **state)
{
	struct court court = { 0 };
	const struct finding *finding =
		sit_for(&court, SITUATION(.queue = 512, .backlog = 511, .drops = 14,
					  .overflows = 14, .comm = "nginx"),
			"backlog-binds");

	(void)state;
	assert_int_equal(finding->severity, SEVERITY_ALARM);
	assert_string_equal(finding->who, "0.0.0.0:8080 nginx");
	court_says(finding->symptom, "accept queue full for ");
	court_says(finding->symptom, "(512 of 511), 14 attempts a second are refused");
	court_says(finding->cause, "the backlog of 511 is nginx's own: somaxconn (4,096) does not "
				   "bind");
	assert_string_equal(finding->remedy, "`backlog=4096` on its `listen` line, then reload it");
	court_end(&court);
}

/* Whose backlog it is, where the program is not known: only what was seen can tell. */
static void check_whose_backlog(void **state)
{
	struct court court = { 0 };
	const struct finding *finding;
	struct situation of = SITUATION(.queue = 65, .backlog = 64, .drops = 2, .overflows = 2,
					.comm = "mine");

	(void)state;
	finding = sit_for(&court, of, "backlog-below");
	court_says(finding->cause, "below somaxconn (4,096), which does not bind now: mine asked "
				   "for no more, or began to listen when somaxconn was lower");
	court_says(finding->remedy, "raise what mine gives to listen(2), if it has a setting for "
				    "it, and restart it");
	court_end(&court);

	/* It got more at another socket. */
	of.elsewhere = 512;
	finding = sit_for(&court, of, "backlog-binds");
	court_says(finding->cause, "is mine's own (at another socket it has 512): somaxconn");
	court_end(&court);
	of.elsewhere = 64;
	sit_for(&court, of, "backlog-below");
	court_end(&court);

	/* It began to listen under our eyes, and somaxconn is what it was. */
	of.elsewhere = 0;
	court_sit_empty(&court, 4096);
	finding = sit_for(&court, of, "backlog-binds");
	court_says(finding->cause, "the backlog of 64 is mine's own: somaxconn");
	court_end(&court);
	court_sit_empty(&court, 64);
	sit_for(&court, of, "limit-is-old");
	court_end(&court);
	court_sit_empty(&court, 100);
	sit_for(&court, of, "backlog-below");
	court_end(&court);

	/* Nobody knows what HAProxy asks for. */
	of.comm = "haproxy";
	finding = sit_for(&court, of, "backlog-below");
	court_says(finding->remedy, "`backlog 4096` in the frontend");
	court_end(&court);
	/* More than usual was asked for. */
	of.comm = "uwsgi";
	of.backlog = 101;
	of.queue = 102;
	sit_for(&court, of, "backlog-binds");
	court_end(&court);
}

/* Of a queue that never drains nothing is advised before its owner is known. */
static void check_too_early(void **state)
{
	struct situation full = SITUATION(.queue = 65, .backlog = 64, .drops = 9, .overflows = 9,
					  .full_ms = 1000);
	struct situation stalls = full, drained = SITUATION(.backlog = 64, .full_ms = 200);
	struct court court = { 0 };
	const struct finding *finding;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		court_sit(&court, full, 1);
		finding = court_found(&court, "not-known-yet");
		assert_int_equal(court_count_findings(&court), 1);
		assert_int_equal(finding->severity, SEVERITY_ALARM);
		court_says(finding->cause, "whether server accepts at all is not known yet");
		assert_null(strstr(finding->remedy, "raise"));
	}
	court_sit(&court, full, 1);
	assert_null(court_rule(&court, "not-known-yet"));
	/* Whatever holds it up, it comes first. */
	finding = judge_finding(court.judge, 0);
	court_says(finding->cause, "server (pid 1234) accepts less than comes, while it uses 60 %");
	assert_string_equal(judge_finding(court.judge, 1)->rule, "backlog-below");
	court_end(&court);

	/* It drains: the limit is told at once. */
	court_sit(&court, full, 2);
	court_found(&court, "not-known-yet");
	court_sit(&court, drained, 1);
	assert_null(court_rule(&court, "not-known-yet"));
	court_sit(&court, full, 1);
	assert_null(court_rule(&court, "not-known-yet"));
	court_found(&court, "backlog-below");
	court_end(&court);

	/* ... or was seen to between two ticks. */
	stalls.full_ms = 700;
	court_sit(&court, stalls, 2);
	assert_null(court_rule(&court, "not-known-yet"));
	court_found(&court, "backlog-below");
	/* So it does not hang, however often a tick finds it full. */
	stalls.cpu = 1;
	court_sit(&court, stalls, 6);
	assert_null(court_rule(&court, "owner-asleep"));
	court_end(&court);

	/* A peak came before the first look at a full queue. */
	court_sit(&court, SITUATION(.peak = 65, .backlog = 64, .full_ms = 200), 1);
	court_sit(&court, full, 1);
	assert_null(court_rule(&court, "not-known-yet"));
	court_end(&court);

	/* What is plain is said at once. */
	full.state = "T";
	court_sit(&court, full, 1);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "owner-stopped");
	assert_int_equal(court_count_findings(&court), 1);
	court_end(&court);
}

/* Programs without a setting: it is said, and nothing that would not work. */
static void check_no_setting(void **state)
{
	struct court court = { 0 };
	const struct finding *finding = sit_for(
		&court, SITUATION(.queue = 129, .drops = 2, .overflows = 2, .comm = "sshd",
				  .somaxconn = 512),
		"backlog-binds");

	(void)state;
	court_says(finding->remedy, "there is no setting: 128 is written in its source");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.queue = 129, .drops = 2, .overflows = 2,
					    .comm = "mine"), "backlog-below");
	court_says(finding->remedy, "raise what mine gives to listen(2)");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.peak = 129, .drops = 2, .overflows = 2, .comm = NULL),
			  "backlog-below");
	assert_string_equal(finding->who, "0.0.0.0:8080");
	court_says(finding->remedy, "raise what the application gives to listen(2)");
	court_end(&court);
}

static void check_somaxconn_binds(void **state)
{
	struct court court = { 0 };
	const struct finding *finding =
		sit_for(&court, SITUATION(.queue = 129, .somaxconn = 128, .drops = 3,
					  .overflows = 3, .comm = "nginx"),
			"somaxconn-binds");

	(void)state;
	court_says(finding->cause, "somaxconn (128) cuts the backlog that nginx asks for, 511");
	court_says(finding->remedy, "`sysctl -w net.core.somaxconn=4096`, then restart nginx");
	court_says(finding->remedy, "a live socket keeps its old limit");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.queue = 512, .backlog = 511, .somaxconn = 511,
					    .drops = 3, .overflows = 3, .comm = "redis-server"),
			  "both-bind");
	court_says(finding->remedy, "raise both");
	court_says(finding->remedy, "`tcp-backlog");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.queue = 4097, .backlog = 4096, .drops = 3,
					    .overflows = 3, .comm = "mine"),
			  "somaxconn-reached");
	court_says(finding->remedy, "`sysctl -w net.core.somaxconn=8192`, then restart mine");
	court_end(&court);
}

/* somaxconn was raised while the server runs: raising it more would change nothing. */
static void check_stale_limit(void **state)
{
	struct court court = { 0 };
	const struct finding *finding;

	(void)state;
	court_sit(&court, SITUATION(.queue = 0, .backlog = 200, .somaxconn = 200), 3);
	court_sit(&court, SITUATION(.queue = 201, .backlog = 200, .drops = 5, .overflows = 5), 6);
	finding = court_found(&court, "limit-is-old");
	court_says(finding->cause, "a live socket keeps its limit");
	assert_string_equal(finding->remedy, "restart server");
	court_end(&court);

	finding = sit_for(&court, SITUATION(.queue = 129, .drops = 5, .overflows = 5,
					    .comm = "caddy"), "limit-is-old");
	assert_string_equal(finding->remedy, "restart caddy");
	court_end(&court);

	/* nginx: a reload with the same backlog does not call listen(2) again. */
	finding = sit_for(&court, SITUATION(.queue = 129, .drops = 5, .overflows = 5,
					    .comm = "nginx"), "limit-may-be-old");
	court_says(finding->cause, "nginx asks for 511 unless told otherwise and has 128");
	court_says(finding->remedy, "restart nginx: a reload with the same backlog leaves");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.queue = 65, .backlog = 64, .drops = 5, .overflows = 5,
					    .comm = "redis-server"), "limit-may-be-old");
	court_says(finding->cause, "Redis asks for 511 unless told otherwise and has 64: somaxconn "
				   "(4,096 now) was lower when it began to listen, or its own "
				   "setting is 64");
	court_says(finding->remedy, "restart redis-server; if it still has 64 then, its own "
				    "setting is that: `tcp-backlog 4096`");
	court_end(&court);
	/* Its other socket got more: nothing was lower. */
	finding = sit_for(&court, SITUATION(.queue = 65, .backlog = 64, .drops = 5, .overflows = 5,
					    .comm = "redis-server", .elsewhere = 511),
			  "backlog-binds");
	court_says(finding->remedy, "`tcp-backlog 4096`, then restart it");
	court_end(&court);

	finding = sit_for(&court, SITUATION(.queue = 8193, .backlog = 8192, .drops = 5,
					    .overflows = 5), "limit-is-older");
	court_says(finding->remedy, "above 8,192 before it is restarted");
	court_end(&court);
}

static void check_tiny_and_unknown(void **state)
{
	struct court court = { 0 };
	const struct finding *finding =
		sit_for(&court, SITUATION(.queue = 6, .backlog = 5, .drops = 1, .overflows = 1,
					  .comm = "python3", .command = "python3 -m http.server"),
			"backlog-tiny");

	(void)state;
	court_says(finding->remedy, "there is no setting: its class asks for 5");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.queue = 1, .backlog = 0, .drops = 1, .overflows = 1),
			  "backlog-tiny");
	court_says(finding->cause, "a backlog of 0");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.queue = 129, .drops = 1, .no_netns = true),
			  "limit-unknown");
	court_says(finding->cause, "is not known");
	court_end(&court);
}

/* A bigger queue helps none of these: nothing but the owner is named. */
static void check_owner_silences_limits(void **state)
{
	static const struct {
		const char *rule, *cause, *remedy;
		struct situation of;
	} cases[] = {
		{ "owner-stopped", "nginx (pid 1234) is stopped (state T): it cannot accept",
		  "`kill -CONT 1234`", { .state = "T", .fds = 10 } },
		{ "owner-stopped", "stopped by a debugger", "only the debugger can let it go on",
		  { .state = "t", .fds = 10 } },
		{ "owner-blocked", "(state D), in nfs_wait_bit_killable: it mostly waits",
		  "look at what it waits for",
		  { .state = "D", .fds = 10, .wchan = "nfs_wait_bit_killable" } },
		{ "out-of-fds", "nginx (pid 1234) is out of file descriptors (1,024 of 1,024",
		  "`prlimit --pid 1234 --nofile=65536` helps at once, LimitNOFILE= in "
		  "server.service for good", { .state = "S", .fds = 1024 } },
		{ "owner-asleep", "sleeps and hardly accepts: it uses 0 % of a CPU and waits in "
		  "futex_wait_queue", "look at the process",
		  { .state = "S", .fds = 10, .wchan = "futex_wait_queue" } },
		{ "not-accepting", "although it uses only 40 % of a CPU", "look at the process",
		  { .state = "R", .fds = 10, .cpu = 40 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct court court = { 0 };
		struct situation of = SITUATION(.queue = 512, .backlog = 511, .drops = 9,
						.overflows = 9, .comm = "nginx", .wait = 5000);
		const struct finding *finding;

		of.state = cases[i].of.state;
		of.fds = cases[i].of.fds;
		of.wchan = cases[i].of.wchan;
		of.cpu = cases[i].of.cpu;
		finding = sit_for(&court, of, cases[i].rule);
		court_says(finding->cause, cases[i].cause);
		court_says(finding->remedy, cases[i].remedy);
		assert_int_equal(court_count_findings(&court), 1);
		court_end(&court);
	}
}

/* One thread at its end: what helps with bursts is said as well, but second. */
static void check_busy(void **state)
{
	struct court court = { 0 };
	const struct finding *finding =
		sit_for(&court, SITUATION(.queue = 512, .backlog = 511, .drops = 9, .overflows = 9,
					  .comm = "nginx", .state = "R", .cpu = 99, .threads = 3,
					  .thread_cpu = 99), "owner-busy");

	(void)state;
	court_says(finding->cause, "1 of 4 threads is at 90 % of a CPU or more (the busiest, "
				   "thread 1237, at 99 %)");
	court_says(finding->remedy, "more workers or accept threads");
	assert_ptr_equal(judge_finding(court.judge, 0), finding);
	court_found(&court, "backlog-binds");
	assert_int_equal(court_count_findings(&court), 2);
	court_end(&court);
	finding = sit_for(&court, SITUATION(.queue = 129, .drops = 9, .overflows = 9, .cpu = 250),
			  "owner-busy");
	court_says(finding->cause, "it uses 250 % of a CPU");
	court_end(&court);
}

/* What cannot be seen makes no rule hold, and is said where clients wait. */
static void check_unknown_owner(void **state)
{
	struct court court = { 0 };
	const struct finding *finding =
		sit_for(&court, SITUATION(.queue = 3, .wait = 4000, .comm = NULL), "waiting");

	(void)state;
	court_says(finding->symptom, "3 waiting to be accepted, the oldest for 4");
	court_says(finding->cause, "is not known");
	assert_int_equal(court_count_findings(&court), 1);
	court_end(&court);
	/* Its owner will be known soon: threads and their times take two looks. */
	court_sit(&court, SITUATION(.queue = 512, .backlog = 511, .drops = 1, .overflows = 1,
				    .state = NULL, .cpu = NOT_SET, .fds = NOT_SET), 6);
	assert_int_equal(court_count_findings(&court), 1);
	court_found(&court, "not-known-yet");
	court_end(&court);
	/* It never will: which limit binds is told as well, but second. */
	court_sit(&court, SITUATION(.queue = 512, .backlog = 511, .drops = 1, .overflows = 1,
				    .comm = NULL), 6);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "waiting");
	assert_string_equal(judge_finding(court.judge, 1)->rule, "backlog-below");
	assert_int_equal(court_count_findings(&court), 2);
	court_end(&court);
	/* It drains: whoever it is, it accepts. */
	court_sit(&court, SITUATION(.queue = 512, .backlog = 511, .drops = 1, .overflows = 1,
				    .comm = NULL, .full_ms = 500), 6);
	assert_null(court_rule(&court, "waiting"));
	court_found(&court, "backlog-below");
	court_end(&court);
}

static void check_stuck_member(void **state)
{
	struct court court = { 0 };
	struct listener_id other = court_id(11);
	const struct finding *finding =
		sit_for(&court, SITUATION(.queue = 129, .drops = 9, .overflows = 9,
					  .comm = "worker", .state = "T", .members = 3, .cpu = 0),
			"member-stopped");

	(void)state;
	court_says(finding->cause, "one of the 4 members of its SO_REUSEPORT group does not "
				   "accept: worker (pid 1234) is stopped (state T)");
	court_says(finding->cause, "the others have 1 waiting on average");
	court_says(finding->remedy, "`kill -CONT 1234`");
	assert_int_equal(court_count_findings(&court), 1);
	/* It is told at the other members' as well. */
	assert_ptr_equal(judge_finding_of(court.judge, &other, 0), finding);
	assert_null(judge_finding_of(court.judge, &other, 1));
	court_end(&court);
	finding = sit_for(&court, SITUATION(.queue = 129, .drops = 9, .overflows = 9, .members = 3,
					    .comm = "worker", .wchan = "futex_wait_queue"),
			  "member-stuck");
	court_says(finding->cause, "lags behind: worker (pid 1234) at 60 % of a CPU, in "
				   "futex_wait_queue");
	court_end(&court);
}

static void check_syn_queue(void **state)
{
	struct court court = { 0 };
	const struct finding *finding =
		sit_for(&court, SITUATION(.backlog = 64, .synq = 65, .syncookies = 0, .drops = 23,
					  .syn_full = 23), "syn-queue-full");

	(void)state;
	court_says(finding->symptom, "SYN queue full: 23 handshakes a second are dropped (65 of 64 "
				     "at the last look)");
	court_says(finding->remedy, "`sysctl -w net.ipv4.tcp_syncookies=1` helps at once");
	assert_int_equal(finding->severity, SEVERITY_ALARM);
	court_end(&court);

	finding = sit_for(&court, SITUATION(.backlog = 64, .synq = 65, .cookies_sent = 23),
			  "syn-flood");
	court_says(finding->symptom, "SYN queue full (65 of 64), 23 cookies a second are sent");
	court_says(finding->remedy, "nothing has to be changed here");
	court_end(&court);

	finding = sit_for(&court, SITUATION(.backlog = 64, .synq = 65, .cookies_sent = 23,
					    .cookies_recv = 20), "syn-queue-small");
	court_says(finding->cause, "real clients");
	court_end(&court);

	/* Behind a full accept queue handshakes cannot end: that is told, not this. */
	court_sit(&court, SITUATION(.queue = 65, .backlog = 64, .synq = 65, .cookies_sent = 23,
				    .drops = 5, .overflows = 5, .full_ms = 500), 6);
	assert_int_equal(court_count_findings(&court), 1);
	court_found(&court, "backlog-below");
	court_end(&court);

	/* Under 2 the SYN queue stays empty, and there is nothing to say of a listener. */
	court_sit(&court, SITUATION(.backlog = 64, .synq = 0, .syncookies = 2,
				    .cookies_sent = 300), 6);
	assert_int_equal(court_count_findings(&court), 0);
	court_end(&court);

	finding = sit_for(&court, SITUATION(.backlog = 4096, .synq = 768, .syncookies = 0,
					    .drops = 5, .other = 5), "max-syn-backlog");
	court_says(finding->cause, "(1,024)");
	court_end(&court);
}

static void check_drops_without_overflow(void **state)
{
	struct court court = { 0 };
	struct listener_id id = court_id(THE_LISTENER);
	const struct finding *finding = sit_for(&court, SITUATION(.drops = 3, .deferred = 3),
						"deferred");

	(void)state;
	assert_int_equal(finding->severity, SEVERITY_HINT);
	court_says(finding->cause, "perhaps under TCP_DEFER_ACCEPT");
	assert_true(judge_drops_are_harmless(court.judge, &id));
	court_end(&court);

	finding = sit_for(&court, SITUATION(.drops = 5), "only-on-socket");
	court_says(finding->cause, "cannot be told apart");
	assert_false(judge_drops_are_harmless(court.judge, &id));
	court_end(&court);

	finding = sit_for(&court, SITUATION(.drops = 5, .other = 5, .memalloc = 5), "other-drops");
	court_says(finding->cause, "PFMemallocDrop moved with it");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.drops = 5, .other = 5), "other-drops");
	court_says(finding->cause, "no other counter moved with it");
	court_end(&court);

	/* A scan of one moment: said when the counters had time to follow. */
	court_sit(&court, SITUATION(.queue = 0), 3);
	court_sit(&court, SITUATION(.drops = 20), 1);
	assert_int_equal(court_count_findings(&court), 0);
	court_sit(&court, SITUATION(.queue = 0), 1);
	court_says(court_found(&court, "only-on-socket")->symptom, "drops rose by 20");
	court_end(&court);
	court_sit(&court, SITUATION(.queue = 0), 3);
	court_sit(&court, SITUATION(.drops = 20), 1);
	court_sit(&court, SITUATION(.deferred = 20), 1);
	court_found(&court, "deferred");
	court_end(&court);

	/* Nobody knows what it was. */
	court_sit(&court, SITUATION(.drops = 5, .no_netns = true), 6);
	assert_int_equal(court_count_findings(&court), 0);
	court_end(&court);
}

/* Queue and peak read little, but ListenOverflows moved: a burst between looks. */
static void check_unseen_burst(void **state)
{
	struct court court = { 0 };
	const struct finding *finding = sit_for(
		&court, SITUATION(.peak = 20, .drops = 6, .overflows = 6), "backlog-below");

	(void)state;
	court_says(finding->symptom, "overflowed in a burst that no look met");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.peak = 129), "backlog-below");
	court_says(finding->symptom, "overflowed between looks (129 of 128)");
	assert_int_equal(finding->severity, SEVERITY_WARNING);
	court_end(&court);
}

static void check_abort(void **state)
{
	struct court court = { 0 };

	(void)state;
	sit_for(&court, SITUATION(.queue = 129, .drops = 6, .overflows = 3, .resets = 3,
				  .full_ms = 500, .abort_on_overflow = 1), "abort-on-overflow");
	court_end(&court);
	court_sit(&court, SITUATION(.queue = 129, .drops = 6, .overflows = 6, .full_ms = 500,
				    .abort_on_overflow = 1), 6);
	assert_null(court_rule(&court, "abort-on-overflow"));
	court_end(&court);
}

static void check_udp(void **state)
{
	struct court court = { 0 };
	const struct finding *finding;

	(void)state;
	finding = sit_for(&court, SITUATION(.protocol = PROTOCOL_UDP, .queue = 212000,
					    .backlog = 212992, .drops = 91), "udp-default");
	court_says(finding->symptom, "91 datagrams a second are lost: receive buffer 100 % full");
	court_says(finding->cause, "rmem_max does not bind");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.protocol = PROTOCOL_UDP, .queue = 400000,
					    .backlog = 425984, .drops = 91), "udp-rmem-max");
	court_says(finding->remedy, "raise net.core.rmem_max, then restart server");
	court_end(&court);
	/* All buffers are as large, asked for or not. */
	sit_for(&court, SITUATION(.protocol = PROTOCOL_UDP, .queue = 400000, .backlog = 425984,
				  .rmem_default = 425984, .drops = 91), "udp-default");
	court_end(&court);
	/* It was full between two looks only. */
	finding = sit_for(&court, SITUATION(.protocol = PROTOCOL_UDP, .queue = 27689,
					    .backlog = 212992, .drops = 1), "udp-default");
	court_says(finding->symptom, "1 datagram a second is lost in bursts between looks, "
				     "receive buffer 13 % full now");
	court_says(finding->brief, "lost in bursts: ");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.protocol = PROTOCOL_UDP, .queue = 7488,
					    .backlog = 8192, .drops = 91), "udp-rcvbuf");
	court_says(finding->cause, "has set SO_RCVBUF to 4,096");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.protocol = PROTOCOL_UDP, .queue = 7488,
					    .backlog = 8192, .drops = 91, .udp_mem = 9), "udp-mem");
	court_says(finding->cause, "net.ipv4.udp_mem (1,000 pages)");
	court_end(&court);
	finding = sit_for(&court, SITUATION(.protocol = PROTOCOL_UDP, .queue = 7488,
					    .backlog = 8192, .drops = 91, .cpu = 99),
			  "udp-reader-busy");
	court_says(finding->cause, "it uses 99 % of a CPU");
	court_end(&court);
	sit_for(&court, SITUATION(.protocol = PROTOCOL_UDP, .queue = 1, .backlog = 8192, .drops = 2,
				  .no_netns = true), "udp-drops");
	court_end(&court);
}

static void check_unix(void **state)
{
	struct court court = { 0 };
	const struct finding *finding =
		sit_for(&court, SITUATION(.protocol = PROTOCOL_UNIX_STREAM, .queue = 512,
					  .backlog = 511, .comm = "php-fpm8.2",
					  .command = "php-fpm: master process"), "backlog-binds");

	(void)state;
	assert_int_equal(finding->severity, SEVERITY_ALARM);
	assert_string_equal(finding->who, "/run/server.sock php-fpm8.2");
	court_says(finding->symptom, "new clients block or get EAGAIN");
	court_says(finding->remedy, "`listen.backlog = 4096`");
	court_end(&court);
}

static void check_dead_clients(void **state)
{
	struct court court = { 0 };
	const struct finding *finding =
		sit_for(&court, SITUATION(.queue = 3, .wait = 2000, .connections = 0),
			"dead-clients");

	(void)state;
	assert_string_equal(finding->symptom, "3 of 3 in the accept queue have no client any more");
	court_end(&court);
	court_sit(&court, SITUATION(.queue = 3, .wait = 2000, .connections = 3), 6);
	assert_null(court_rule(&court, "dead-clients"));
	court_end(&court);
}

static void expose(struct snapshot *snap, uint64_t number, uint16_t port, int64_t exposure)
{
	struct listener *listener = world_tcp(snap, number, port, 0, 511, 0);

	world_set(&listener->facts, FACT_EXPOSURE, exposure);
	facts_set(&listener->facts, FACT_STATE, STATE_LISTEN);
}

static void check_exposed(void **state)
{
	struct court court = { 0 };
	struct snapshot *snap = world_snapshot(0);
	const struct finding *finding;

	(void)state;
	expose(snap, 1, 6379, EXPOSURE_ANY);
	expose(snap, 2, 6379, EXPOSURE_LOOPBACK);
	expose(snap, 3, 2375, EXPOSURE_PRIVATE);
	expose(snap, 4, 514, EXPOSURE_PUBLIC);
	snap->listeners.items[3].protocol = PROTOCOL_UDP;
	expose(snap, 5, 23, NOT_SET);
	expose(snap, 6, 23, EXPOSURE_LOCAL);
	/* Holds the port, and nobody can connect. */
	expose(snap, 7, 23, EXPOSURE_ANY);
	facts_set(&snap->listeners.items[6].facts, FACT_STATE, STATE_BOUND);
	court_take(&court, snap);
	assert_int_equal(court_count_findings(&court), 2);
	finding = judge_finding(court.judge, 0);
	assert_string_equal(finding->rule, "exposed");
	assert_int_equal(finding->severity, SEVERITY_HINT);
	assert_string_equal(finding->symptom, "the port of redis is open to every address");
	court_says(finding->cause, "often runs without authentication: check");
	finding = judge_finding(court.judge, 1);
	assert_string_equal(finding->symptom, "the port of docker is open to private addresses");
	court_says(finding->cause, "root here");
	court_end(&court);
}

/* The port is said to be open to those that its exposure names. */
static void check_exposures(void **state)
{
	static const struct { enum exposure exposure; const char *symptom; } cases[] = {
		{ EXPOSURE_LINK, "the port of telnet is open to whoever is on its link" },
		{ EXPOSURE_PRIVATE, "the port of telnet is open to private addresses" },
		{ EXPOSURE_PUBLIC, "the port of telnet is open to public addresses" },
		{ EXPOSURE_ANY, "the port of telnet is open to every address" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct court court = { 0 };
		struct snapshot *snap = world_snapshot(0);

		expose(snap, 1, 23, cases[i].exposure);
		court_take(&court, snap);
		assert_int_equal(court_count_findings(&court), 1);
		assert_string_equal(judge_finding(court.judge, 0)->symptom, cases[i].symptom);
		court_end(&court);
	}
}

/* Whatever the situation: no blank stays open, and nothing is advised that cannot help. */
static void check_sentence(const struct finding *finding, const struct situation *of)
{
	const char *const texts[] = { finding->who, finding->symptom, finding->cause,
				      finding->remedy, finding->brief };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		size_t length = strlen(texts[i]);

		assert_true(length > 0 && length < FINDING_TEXT - 1);
		assert_null(strpbrk(texts[i], "[]\n"));
		if (!strstr(texts[i], "{backlog, N}"))
			assert_null(strpbrk(texts[i], "{}"));
		assert_int_not_equal(texts[i][length - 1], '.');
	}
	assert_non_null(finding->source);
	/* The whole story of the cause is in the first columns of a header's line. */
	assert_true(strcspn(finding->brief, ";") < 104);
	assert_true(strlen(finding->brief) < 250);
	if (of->backlog < of->somaxconn && strstr(finding->remedy, "somaxconn"))
		fail_msg("%s: \"%s\"", finding->rule, finding->remedy);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static struct situation random_situation(uint32_t *seed)
{
	static const char *const comms[] = { "nginx", "haproxy", "apache2", "sshd", "java", "caddy",
					     "beam.smp", "mine", "redis-server", NULL };
	static const char *const states[] = { "S", "R", "T", "D", NULL };
	static const int64_t backlogs[] = { 0, 5, 100, 128, 511, 1024, 4096 };
	struct situation of = SITUATION(.queue = 0);

	of.comm = comms[next_random(seed) % 10];
	of.state = states[next_random(seed) % 5];
	of.backlog = backlogs[next_random(seed) % 7];
	of.somaxconn = backlogs[2 + next_random(seed) % 5];
	of.queue = next_random(seed) % 3 ? of.backlog + 1 : 0;
	of.peak = next_random(seed) % 2 ? of.backlog + 1 : NOT_SET;
	of.wait = next_random(seed) % 2 ? 5000 : NOT_SET;
	of.cpu = next_random(seed) % 4 ? (int64_t)(next_random(seed) % 120) : NOT_SET;
	of.threads = next_random(seed) % 4;
	of.thread_cpu = next_random(seed) % 101;
	of.wchan = next_random(seed) % 2 ? "ep_poll" : NULL;
	of.drops = next_random(seed) % 3 ? 7 : 0;
	of.overflows = next_random(seed) % 2 ? of.drops : 0;
	of.syncookies = next_random(seed) % 3;
	of.synq = next_random(seed) % 2 ? of.backlog + 1 : NOT_SET;
	of.syn_full = of.overflows ? 0 : next_random(seed) % 2 ? of.drops : 0;
	of.cookies_sent = next_random(seed) % 10;
	of.members = next_random(seed) % 3;
	of.abort_on_overflow = next_random(seed) % 2;
	of.resets = next_random(seed) % 2;
	of.fds = next_random(seed) % 4 ? 10 : 1024;
	of.full_ms = next_random(seed) % 2 ? 1000 : 300;
	of.elsewhere = next_random(seed) % 4 ? 0 : 4096;
	return of;
}

static void check_no_rule_lies(void **state)
{
	uint32_t seed = 1;
	size_t found = 0;

	(void)state;
	for (unsigned i = 0; i < 600; i++) {
		struct situation of = random_situation(&seed);
		struct court court = { 0 };
		const struct finding *finding;

		court_sit(&court, of, 5);
		for (size_t n = 0; (finding = judge_finding(court.judge, n)); n++) {
			check_sentence(finding, &of);
			found++;
		}
		court_end(&court);
	}
	assert_true(found > 300);
}

static void check_blanks(const char *sentence)
{
	for (const char *at = strchr(sentence, '{'); at; at = strchr(at + 1, '{')) {
		size_t size = strcspn(at + 1, "}");

		if (!blank_exists(at + 1, size))
			fail_msg("\"%s\": nobody fills {%.*s}", sentence, (int)size, at + 1);
	}
}

static void check_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < rules_count; i++) {
		assert_non_null(rules[i].holds);
		assert_non_null(rules[i].source);
		assert_true(rules[i].topic < TOPICS);
		assert_false(rules[i].silences & TOPIC_BIT(rules[i].topic));
		/* A silence reaches only downwards. */
		assert_true(i == 0 || rules[i].topic >= rules[i - 1].topic);
		check_blanks(rules[i].symptom);
		check_blanks(rules[i].cause);
		check_blanks(rules[i].remedy);
		check_blanks(rules[i].brief);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_table),
		cmocka_unit_test(check_backlog_binds),
		cmocka_unit_test(check_whose_backlog),
		cmocka_unit_test(check_too_early),
		cmocka_unit_test(check_no_setting),
		cmocka_unit_test(check_somaxconn_binds),
		cmocka_unit_test(check_stale_limit),
		cmocka_unit_test(check_tiny_and_unknown),
		cmocka_unit_test(check_owner_silences_limits),
		cmocka_unit_test(check_busy),
		cmocka_unit_test(check_unknown_owner),
		cmocka_unit_test(check_stuck_member),
		cmocka_unit_test(check_syn_queue),
		cmocka_unit_test(check_drops_without_overflow),
		cmocka_unit_test(check_unseen_burst),
		cmocka_unit_test(check_abort),
		cmocka_unit_test(check_udp),
		cmocka_unit_test(check_unix),
		cmocka_unit_test(check_dead_clients),
		cmocka_unit_test(check_exposed),
		cmocka_unit_test(check_exposures),
		cmocka_unit_test(check_no_rule_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
