/* judge_impact.c - what is said before a deed: who else holds, who loses, what comes back. */
#include "judge/impact.h"

#include "table_world.h"

#include <netinet/tcp.h>
#include <signal.h>

/* A snapshot in the making, the act, and what was said of it. */
struct scene_of_deed {
	struct world world;
	struct snapshot *snap;
	struct act act;
	char lines[IMPACT_LINES + 4][512];
	enum impact_weight weights[IMPACT_LINES + 4];
	size_t count;
};

static int begin(void **state)
{
	struct scene_of_deed *deed = calloc(1, sizeof *deed);

	deed->snap = world_snapshot(0);
	deed->act.kind = ACT_SIGNAL;
	deed->act.argument = SIGTERM;
	*state = deed;
	return 0;
}

static int end(void **state)
{
	struct scene_of_deed *deed = *state;

	if (!deed->world.model)
		snapshot_free(deed->snap);
	else
		world_end(&deed->world);
	free(deed);
	return 0;
}

static uint32_t add(struct scene_of_deed *deed, pid_t pid, const char *comm, pid_t parent)
{
	uint32_t at = world_process(deed->snap, pid, comm);

	deed->snap->processes.items[at].parent_pid = parent;
	for (uint32_t i = 0; i < at; i++)
		if (deed->snap->processes.items[i].id.pid == parent)
			deed->snap->processes.items[at].parent = i;
	return at;
}

static struct process *the(struct scene_of_deed *deed, uint32_t at)
{
	return &deed->snap->processes.items[at];
}

static void aim(struct scene_of_deed *deed, uint32_t at)
{
	struct target *target = &deed->act.targets[deed->act.count++];

	target->process = the(deed, at)->id;
}

static void ask_for(struct scene_of_deed *deed, uint32_t listener)
{
	deed->act.has_listener = true;
	deed->act.listener = deed->snap->listeners.items[listener].id;
}

static void hear(struct scene_of_deed *deed)
{
	if (!deed->world.model)
		world_tick(&deed->world, deed->snap);
	for (deed->count = 0; deed->count < IMPACT_LINES + 4; deed->count++) {
		struct text line = TEXT_OVER(deed->lines[deed->count]);

		if (!impact_line(deed->world.model, &deed->act, deed->count,
				 &deed->weights[deed->count], &line))
			break;
	}
}

static void says(const struct scene_of_deed *deed, size_t n, enum impact_weight weight,
		 const char *sentence)
{
	assert_true(n < deed->count);
	assert_string_equal(deed->lines[n], sentence);
	assert_int_equal(deed->weights[n], weight);
}

/* A master with four workers, all of which hold 0.0.0.0:443 with 37 waiting. */
static uint32_t nginx(struct scene_of_deed *deed)
{
	uint32_t init = add(deed, 1, "systemd", 0);
	uint32_t master = add(deed, 1234, "nginx", 1);

	(void)init;
	world_tcp(deed->snap, 1, 443, 37, 128, 0);
	snapshot_add_owner(deed->snap, 0, master, 6);
	the(deed, master)->label[LABEL_UNIT] = "nginx.service";
	for (pid_t pid = 1235; pid <= 1238; pid++) {
		uint32_t worker = add(deed, pid, "nginx", 1234);

		the(deed, worker)->label[LABEL_UNIT] = "nginx.service";
		/* Twice: who has two descriptors of it is still one. */
		snapshot_add_owner(deed->snap, 0, worker, 6);
		snapshot_add_owner(deed->snap, 0, worker, 7);
	}
	ask_for(deed, 0);
	return master;
}

static void one_worker(void **state)
{
	struct scene_of_deed *deed = *state;

	aim(deed, nginx(deed) + 1);
	hear(deed);
	assert_int_equal(deed->count, 2);
	says(deed, 0, IMPACT_VAIN, "its master nginx (1234) starts workers anew");
	says(deed, 1, IMPACT_NOTE,
	     "stays open: 4 others hold 0.0.0.0:443 (1234, 1236, 1237, 1238)");
}

/* What is true of both is said once. */
static void two_workers(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t master = nginx(deed);

	aim(deed, master + 1);
	aim(deed, master + 4);
	hear(deed);
	assert_int_equal(deed->count, 2);
	says(deed, 0, IMPACT_VAIN, "its master nginx (1234) starts workers anew");
	says(deed, 1, IMPACT_NOTE, "stays open: 3 others hold 0.0.0.0:443 (1234, 1236, 1237)");
}

static void the_master_asked_to_end(void **state)
{
	struct scene_of_deed *deed = *state;

	aim(deed, nginx(deed));
	hear(deed);
	assert_int_equal(deed->count, 3);
	says(deed, 0, IMPACT_LOSS,
	     "37 connections waiting at 0.0.0.0:443 will be reset if its workers end too");
	says(deed, 1, IMPACT_VAIN,
	     "nginx.service: systemd starts it again if its unit says Restart=");
	says(deed, 2, IMPACT_NOTE,
	     "stays open unless 4 workers of nginx (1234) end too: 0.0.0.0:443 (1235, 1236, 1237, "
	     "1238)");
}

static void the_master_killed(void **state)
{
	struct scene_of_deed *deed = *state;

	aim(deed, nginx(deed));
	deed->act.argument = SIGKILL;
	hear(deed);
	assert_int_equal(deed->count, 2);
	says(deed, 0, IMPACT_VAIN,
	     "nginx.service: systemd starts it again if its unit says Restart=");
	says(deed, 1, IMPACT_NOTE,
	     "SIGKILL leaves 4 workers of nginx (1234) behind with 0.0.0.0:443 (1235, 1236, 1237, "
	     "1238)");
}

/* Nobody is left, and who would start workers anew ends with them. */
static void all_of_them(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t master = nginx(deed);

	for (uint32_t i = 0; i < 5; i++)
		aim(deed, master + i);
	hear(deed);
	assert_int_equal(deed->count, 2);
	says(deed, 0, IMPACT_LOSS, "37 connections waiting at 0.0.0.0:443 will be reset");
	says(deed, 1, IMPACT_VAIN,
	     "nginx.service: systemd starts it again if its unit says Restart=");
}

static void another_life_is_nobody(void **state)
{
	struct scene_of_deed *deed = *state;

	aim(deed, nginx(deed));
	deed->act.targets[0].process.identity++;
	hear(deed);
	assert_int_equal(deed->count, 0);
}

static void signals_that_end_nothing(void **state)
{
	static const int harmless[] = { 0, SIGCONT, SIGWINCH, SIGCHLD, SIGURG };
	static const int stopping[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU };
	struct scene_of_deed *deed = *state;

	aim(deed, nginx(deed));
	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
		deed->act.argument = harmless[i];
		hear(deed);
		assert_int_equal(deed->count, 0);
	}
	for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++) {
		deed->act.argument = stopping[i];
		hear(deed);
		assert_int_equal(deed->count, 1);
		says(deed, 0, IMPACT_NOTE,
		     "who is stopped accepts nothing until SIGCONT: connections pile up");
	}
	deed->act.kind = ACT_RENICE;
	deed->act.argument = 9;
	hear(deed);
	assert_int_equal(deed->count, 0);
}

/* complete_signal() does not wake who is stopped, and nobody who sleeps uninterruptibly. */
static void who_does_not_take_it_now(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t master = nginx(deed);

	the(deed, master + 1)->label[LABEL_STATE] = "T";
	the(deed, master + 2)->label[LABEL_STATE] = "S";
	aim(deed, master + 1);
	aim(deed, master + 2);
	hear(deed);
	says(deed, 0, IMPACT_VAIN, "nginx (1235) is stopped (T): the signal works only after SIGCONT");
	the(deed, master + 2)->label[LABEL_STATE] = "T";
	hear(deed);
	says(deed, 0, IMPACT_VAIN, "2 of them are stopped (T): the signal works only after SIGCONT");
	deed->act.argument = SIGKILL;
	hear(deed);
	says(deed, 0, IMPACT_VAIN, "its master nginx (1234) starts workers anew");
	the(deed, master + 1)->label[LABEL_STATE] = "D";
	hear(deed);
	says(deed, 0, IMPACT_VAIN,
	     "nginx (1235) waits in the kernel (D): it may not end before that is over");
	deed->act.argument = SIGTERM;
	the(deed, master + 2)->label[LABEL_STATE] = "t";
	hear(deed);
	says(deed, 0, IMPACT_VAIN,
	     "nginx (1236) is stopped by a debugger (t), which may keep the signal from it");
	says(deed, 1, IMPACT_VAIN,
	     "nginx (1235) waits in the kernel (D): the signal works only when that is over");
	deed->act.argument = SIGCONT;
	hear(deed);
	assert_int_equal(deed->count, 0);
}

/* All others end who has no handler: signal(7), and so do real-time signals. */
static void signals_that_end(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t server = add(deed, 77, "server", 1);

	world_tcp(deed->snap, 1, 80, 1, 128, 0);
	snapshot_add_owner(deed->snap, 0, server, 3);
	aim(deed, server);
	ask_for(deed, 0);
	for (int signal = 1; signal <= SIGRTMAX; signal++) {
		bool ends = signal != SIGCHLD && signal != SIGCONT && signal != SIGSTOP &&
			    signal != SIGTSTP && signal != SIGTTIN && signal != SIGTTOU &&
			    signal != SIGURG && signal != SIGWINCH;

		deed->act.argument = signal;
		hear(deed);
		if (ends && (signal == SIGHUP || signal == SIGUSR1 || signal == SIGUSR2))
			says(deed, 0, IMPACT_LOSS,
			     "1 connection waiting at 0.0.0.0:80 will be reset if it ends");
		else if (ends)
			says(deed, 0, IMPACT_LOSS,
			     "1 connection waiting at 0.0.0.0:80 will be reset");
		else
			assert_true(deed->count == 0 || deed->weights[0] == IMPACT_NOTE);
	}
	deed->act.argument = SIGHUP;
	hear(deed);
	says(deed, 1, IMPACT_NOTE, "many daemons reload on SIGHUP instead of ending");
	deed->act.argument = SIGUSR2;
	hear(deed);
	says(deed, 1, IMPACT_NOTE, "many daemons take SIGUSR2 as an order; others end");
	deed->act.has_listener = false;
	hear(deed);
	says(deed, 2, IMPACT_NOTE, "closes if it ends: 0.0.0.0:80");
}

static void socket_activation(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t init = add(deed, 1, "systemd", 0), cups = add(deed, 500, "cupsd", 1);

	the(deed, cups)->label[LABEL_UNIT] = "cups.service";
	world_tcp(deed->snap, 1, 631, 3, 128, 0);
	snapshot_add_owner(deed->snap, 0, init, 40);
	snapshot_add_owner(deed->snap, 0, cups, 3);
	aim(deed, cups);
	hear(deed);
	assert_int_equal(deed->count, 2);
	says(deed, 0, IMPACT_VAIN,
	     "systemd (1) holds the socket itself: the next connection starts the service again");
	says(deed, 1, IMPACT_VAIN,
	     "cups.service: systemd starts it again if its unit says Restart=");
}

static void a_users_own_systemd(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t manager = add(deed, 900, "systemd", 1), agent = add(deed, 950, "agent", 900);

	the(deed, manager)->label[LABEL_COMMAND] = "/lib/systemd/systemd --user";
	for (uint32_t i = 0; i < 3; i++) {
		world_tcp(deed->snap, 1 + i, (uint16_t)(8000 + i), 0, 128, 0);
		snapshot_add_owner(deed->snap, i, manager, 40 + (int)i);
		snapshot_add_owner(deed->snap, i, agent, 3 + (int)i);
	}
	aim(deed, agent);
	hear(deed);
	says(deed, 0, IMPACT_VAIN,
	     "systemd (900) holds 3 of the sockets itself: the next connection "
	     "starts the service again");
}

static void docker_proxy(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t daemon = add(deed, 700, "dockerd", 1);
	uint32_t proxy = add(deed, 800, "docker-proxy", 700);
	uint32_t proxy6 = add(deed, 801, "docker-proxy", 700);

	(void)daemon;
	the(deed, proxy)->label[LABEL_COMMAND] =
		"/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 80 -container-ip "
		"172.17.0.2 -container-port 8080";
	the(deed, proxy6)->label[LABEL_COMMAND] =
		"/usr/bin/docker-proxy -proto tcp -host-ip :: -host-port 80 -container-ip fd00::2 "
		"-container-port 8080 -use-listen-fd";
	world_tcp(deed->snap, 1, 80, 0, 4096, 0);
	snapshot_add_owner(deed->snap, 0, proxy, 4);
	ask_for(deed, 0);
	aim(deed, proxy);
	hear(deed);
	assert_int_equal(deed->count, 1);
	says(deed, 0, IMPACT_VAIN,
	     "docker-proxy: the service is in the container at 172.17.0.2:8080; "
	     "docker stop ends it");
	deed->act.count = 0;
	aim(deed, proxy6);
	hear(deed);
	says(deed, 0, IMPACT_VAIN,
	     "docker-proxy: the service is in the container at [fd00::2]:8080; "
	     "docker stop ends it");
	/* Of its own words only: a truncated command line says less, not nonsense. */
	deed->act.count = 0;
	((struct process *)&deed->snap->processes.items[proxy6])->label[LABEL_COMMAND] = NULL;
	aim(deed, proxy6);
	hear(deed);
	says(deed, 0, IMPACT_VAIN,
	     "docker-proxy: the service is in the container; docker stop ends it");
}

static void members_of_a_group(void **state)
{
	struct scene_of_deed *deed = *state;

	/* Nobody knows who holds the last. */
	for (uint32_t i = 0; i < 3; i++) {
		struct listener *listener = world_tcp(deed->snap, 1 + i, 443, 5, 128, 0);

		listener->label[LABEL_REUSEPORT] = "group 1";
		if (i < 2)
			snapshot_add_owner(deed->snap, i, add(deed, 100 + (pid_t)i, "haproxy", 1),
					   5);
	}
	world_tcp(deed->snap, 4, 80, 5, 128, 0)->label[LABEL_REUSEPORT] = "group 2";
	ask_for(deed, 0);
	aim(deed, 0);
	hear(deed);
	says(deed, 0, IMPACT_LOSS, "5 connections waiting at 0.0.0.0:443 will be reset, although 2 "
				   "other sockets there go on");
	aim(deed, 1);
	hear(deed);
	says(deed, 0, IMPACT_LOSS, "5 connections waiting at 0.0.0.0:443 will be reset, although "
				   "another socket there goes on");
	deed->snap->listeners.items[2].label[LABEL_REUSEPORT] = NULL;
	hear(deed);
	says(deed, 0, IMPACT_LOSS, "5 connections waiting at 0.0.0.0:443 will be reset");
}

static void datagrams_and_paths(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t server = add(deed, 53, "named", 0);
	struct listener *listener;

	world_listener(deed->snap, 1, PROTOCOL_UDP, AF_INET, 2304, 212992, 0)->local.port = 53;
	listener = world_listener(deed->snap, 2, PROTOCOL_UNIX_STREAM, AF_UNIX, 2, 128, NOT_SET);
	listener->local.path = "/run/x.sock";
	world_tcp(deed->snap, 3, 53, NOT_SET, 10, 0);
	for (uint32_t i = 0; i < 3; i++)
		snapshot_add_owner(deed->snap, i, server, 20 + (int)i);
	ask_for(deed, 2);
	aim(deed, server);
	hear(deed);
	assert_int_equal(deed->count, 3);
	says(deed, 0, IMPACT_LOSS, "2 connections waiting at /run/x.sock will be reset");
	says(deed, 1, IMPACT_LOSS, "2,304 bytes of datagrams waiting at 0.0.0.0:53 are lost");
	says(deed, 2, IMPACT_NOTE, "closes as well: 0.0.0.0:53, /run/x.sock");
}

static void open_connections(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t server = add(deed, 77, "server", 0), other = add(deed, 78, "other", 0);
	struct talk *talk;

	talk = snapshot_add_talk(deed->snap, other);
	talk->by_state[TCP_ESTABLISHED] = 9;
	talk = snapshot_add_talk(deed->snap, server);
	talk->by_state[TCP_ESTABLISHED] = 1212;
	talk->by_state[TCP_CLOSE_WAIT] = 3;
	talk->descriptors = talk->looked_at = 2000;
	aim(deed, server);
	hear(deed);
	assert_int_equal(deed->count, 1);
	says(deed, 0, IMPACT_LOSS, "1,212 established connections of server (77) end with it");
	deed->snap->talks.items[1].looked_at--;
	hear(deed);
	says(deed, 0, IMPACT_LOSS,
	     "at least 1,212 established connections of server (77) end with it");
}

static void hidden_owners(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t server = add(deed, 77, "server", 0);

	world_tcp(deed->snap, 1, 80, 0, 128, 0);
	snapshot_add_owner(deed->snap, 0, server, 3);
	snapshot_add_gap(deed->snap, "counter", "netstat", 13, POWER_NONE);
	snapshot_add_gap(deed->snap, "owner", "processes", 13, POWER_OBSERVE);
	ask_for(deed, 0);
	aim(deed, server);
	hear(deed);
	assert_int_equal(deed->count, 1);
	says(deed, 0, IMPACT_NOTE, "not all owners can be seen: others may hold these sockets");
}

static void many_of_each(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t big = add(deed, 77, "big", 0), other = add(deed, 78, "other", 0);

	for (uint32_t i = 0; i < 10; i++) {
		world_tcp(deed->snap, 1 + i, (uint16_t)(1000 + i), i == 9 ? 0 : 5 + i % 4, 128, 0);
		snapshot_add_owner(deed->snap, i, big, 10 + (int)i);
	}
	for (uint32_t i = 10; i < 15; i++) {
		world_tcp(deed->snap, 1 + i, (uint16_t)(1000 + i), 9, 128, 0);
		snapshot_add_owner(deed->snap, i, big, 10 + (int)i);
		snapshot_add_owner(deed->snap, i, other, 10 + (int)i);
	}
	ask_for(deed, 12);
	aim(deed, big);
	hear(deed);
	assert_int_equal(deed->count, 7);
	/* The longest first, of the same length the earlier: 1003 and 1007 have 8. */
	says(deed, 0, IMPACT_LOSS, "8 connections waiting at 0.0.0.0:1003 will be reset");
	says(deed, 1, IMPACT_LOSS, "8 connections waiting at 0.0.0.0:1007 will be reset");
	says(deed, 2, IMPACT_LOSS, "and 41 connections at 7 more listeners");
	/* The one that was asked for first. */
	says(deed, 3, IMPACT_NOTE, "stays open: 1 other holds 0.0.0.0:1012 (78)");
	says(deed, 4, IMPACT_NOTE, "stays open: 1 other holds 0.0.0.0:1010 (78)");
	says(deed, 5, IMPACT_NOTE, "and 3 more listeners stay open");
	says(deed, 6, IMPACT_NOTE,
	     "closes as well: 0.0.0.0:1000, 0.0.0.0:1001 and 8 more listeners");
}

static void pids_are_cut(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t first = add(deed, 100, "server", 0);

	world_tcp(deed->snap, 1, 80, 0, 128, 0);
	snapshot_add_owner(deed->snap, 0, first, 3);
	for (pid_t pid = 101; pid <= 112; pid++)
		snapshot_add_owner(deed->snap, 0, add(deed, pid, "server", 0), 3);
	ask_for(deed, 0);
	aim(deed, first);
	hear(deed);
	says(deed, 0, IMPACT_NOTE,
	     "stays open: 12 others hold 0.0.0.0:80 (101, 102, 103 and 9 more)");
}

static void closing(void **state)
{
	struct scene_of_deed *deed = *state;

	nginx(deed);
	deed->act.kind = ACT_CLOSE;
	hear(deed);
	assert_int_equal(deed->count, 5);
	says(deed, 0, IMPACT_LOSS, "37 connections waiting at 0.0.0.0:443 will be reset");
	says(deed, 1, IMPACT_LOSS,
	     "accept(2) fails with EINVAL from now on: many programs spin on that, or end");
	says(deed, 2, IMPACT_VAIN, "whoever holds it may call listen(2) on it again");
	says(deed, 3, IMPACT_NOTE, "ends no process: connections that were accepted go on");
	says(deed, 4, IMPACT_NOTE, "all 5 that hold it lose it (1234, 1235, 1236 and 2 more)");
}

/* The port stays open: connections go to the others. */
static void closing_one_of_a_group(void **state)
{
	struct scene_of_deed *deed = *state;

	for (uint32_t i = 0; i < 3; i++) {
		world_tcp(deed->snap, 1 + i, 443, 0, 128, 0)->label[LABEL_REUSEPORT] = "group 1";
		snapshot_add_owner(deed->snap, i, add(deed, 100 + (pid_t)i, "haproxy", 1), 5);
	}
	ask_for(deed, 1);
	deed->act.kind = ACT_CLOSE;
	hear(deed);
	says(deed, 2, IMPACT_VAIN, "2 other sockets go on listening at 0.0.0.0:443");
	deed->snap->listeners.items[0].label[LABEL_REUSEPORT] = NULL;
	hear(deed);
	says(deed, 2, IMPACT_VAIN, "another socket goes on listening at 0.0.0.0:443");
	/* Said once. */
	facts_set(&deed->snap->listeners.items[1].facts, FACT_QUEUE, 5);
	hear(deed);
	says(deed, 0, IMPACT_LOSS, "5 connections waiting at 0.0.0.0:443 will be reset, although "
				   "another socket there goes on");
	assert_int_equal(deed->count, 5);
}

static void closing_what_systemd_holds(void **state)
{
	struct scene_of_deed *deed = *state;
	uint32_t init = add(deed, 1, "systemd", 0);

	world_tcp(deed->snap, 1, 631, 0, 128, 0);
	snapshot_add_owner(deed->snap, 0, init, 40);
	ask_for(deed, 0);
	deed->act.kind = ACT_CLOSE;
	hear(deed);
	assert_int_equal(deed->count, 5);
	says(deed, 3, IMPACT_NOTE,
	     "systemd (1) loses it, and whoever else holds a copy of the descriptor");
	says(deed, 4, IMPACT_NOTE, "systemd (1) holds it for a service: its socket unit will fail");
	/* One that is gone by now: what is true of any. */
	deed->act.listener.number = 99;
	hear(deed);
	assert_int_equal(deed->count, 3);
}

static void nothing_yet(void **state)
{
	struct act act = { .kind = ACT_SIGNAL, .argument = SIGTERM };
	struct model *model = model_new();
	enum impact_weight weight;
	char buffer[16];
	struct text line = TEXT_OVER(buffer);

	(void)state;
	assert_false(impact_line(model, &act, 0, &weight, &line));
	model_free(model);
}

/* Worst case: each of 256 has all there is to say, and each of thousands of sockets. */
static void however_many_a_dozen_lines(void **state)
{
	static char units[ACT_TARGETS][32];
	struct scene_of_deed *deed = *state;
	uint32_t other;

	for (uint32_t i = 0; i < ACT_TARGETS; i++) {
		uint32_t at = add(deed, 1000 + (pid_t)i, i % 2 ? "docker-proxy" : "server", 0);
		struct text unit = TEXT_OVER(units[i]);

		text_format(&unit, "unit%u.service", i);
		the(deed, at)->label[LABEL_UNIT] = units[i];
		the(deed, at)->label[LABEL_COMMAND] = units[i];
		aim(deed, at);
	}
	other = add(deed, 5000, "other", 0);
	for (uint32_t i = 0; i < 5000; i++) {
		world_tcp(deed->snap, 1 + i, (uint16_t)(1 + i), i % 100, 128, 0)
			->label[LABEL_REUSEPORT] = "one group";
		snapshot_add_owner(deed->snap, i, i % ACT_TARGETS, 10 + (int)i);
		snapshot_add_owner(deed->snap, i, 0, 10 + (int)i);
		if (i % 3 == 0)
			snapshot_add_owner(deed->snap, i, other, 10 + (int)i);
	}
	world_listener(deed->snap, 9001, PROTOCOL_UDP, AF_INET, 2304, 212992, 0);
	world_listener(deed->snap, 9002, PROTOCOL_UDP, AF_INET, 2304, 212992, 0);
	snapshot_add_owner(deed->snap, 5000, 0, 6000);
	snapshot_add_owner(deed->snap, 5001, 0, 6001);
	snapshot_add_talk(deed->snap, 0)->by_state[TCP_ESTABLISHED] = 4;
	snapshot_add_gap(deed->snap, "owner", "processes", 13, POWER_OBSERVE);
	deed->act.argument = SIGUSR1;
	hear(deed);
	assert_int_equal(deed->count, IMPACT_LINES);
	for (size_t i = 0; i < deed->count; i++)
		assert_true(strlen(deed->lines[i]) < 200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_worker),
		TEST(two_workers),
		TEST(the_master_asked_to_end),
		TEST(the_master_killed),
		TEST(all_of_them),
		TEST(another_life_is_nobody),
		TEST(signals_that_end_nothing),
		TEST(who_does_not_take_it_now),
		TEST(signals_that_end),
		TEST(socket_activation),
		TEST(a_users_own_systemd),
		TEST(docker_proxy),
		TEST(members_of_a_group),
		TEST(datagrams_and_paths),
		TEST(open_connections),
		TEST(hidden_owners),
		TEST(many_of_each),
		TEST(pids_are_cut),
		TEST(closing),
		TEST(closing_one_of_a_group),
		TEST(closing_what_systemd_holds),
		cmocka_unit_test(nothing_yet),
		TEST(however_many_a_dozen_lines),
	};

	return cmocka_run_group_tests_name("judge_impact", tests, NULL, NULL);
}
