/* judge_origin.c - what explains a process, and what comes when it has ended. */
#include "judge/origin.h"

#include "table_world.h"

/* A family, told from the first process down; each is the child of the one before. */
struct person {
	const char *comm, *command, *unit, *container, *user;
};

enum { FIRST_PID = 100 };

/* The last is asked about. The first is process 1 where it is called systemd or init. */
static struct snapshot *family(const struct person *of, size_t count)
{
	struct snapshot *snap = world_snapshot(0);

	for (size_t i = 0; i < count; i++) {
		bool first = i == 0 && (strcmp(of[i].comm, "systemd") == 0 ||
					strcmp(of[i].comm, "init") == 0);
		uint32_t at = world_process(snap, first ? 1 : FIRST_PID + (pid_t)i, of[i].comm);
		struct process *process = &snap->processes.items[at];

		process->label[LABEL_COMMAND] = of[i].command;
		process->label[LABEL_UNIT] = of[i].unit;
		process->label[LABEL_CONTAINER] = of[i].container;
		process->label[LABEL_PROCESS_USER] = of[i].user;
		if (i > 0) {
			process->parent = at - 1;
			process->parent_pid = snap->processes.items[at - 1].id.pid;
		}
	}
	return snap;
}

struct expected {
	enum origin_kind kind;
	const char *text, *after;
	bool restarts;
	pid_t by;                       /* 0: its own cgroup */
};

#define P(...) { .comm = __VA_ARGS__ }
#define FAMILY(...) ((struct person[]){ __VA_ARGS__ }), \
	sizeof((struct person[]){ __VA_ARGS__ }) / sizeof(struct person)

static void explains(const struct person *of, size_t count, struct expected expected)
{
	struct snapshot *snap = family(of, count);
	struct origin origin;

	snapshot_seal(snap);
	if (!origin_of(snap, &snap->processes.items[count - 1], &origin))
		fail_msg("nothing explains %s", of[count - 1].comm);
	assert_string_equal(origin.text, expected.text);
	assert_string_equal(origin.after, expected.after);
	assert_int_equal(origin.kind, expected.kind);
	assert_int_equal(origin.restarts, expected.restarts);
	assert_int_equal(origin.process ? origin.process->id.pid : 0, expected.by);
	snapshot_free(snap);
}

static void services(void **state)
{
	(void)state;
	explains(FAMILY(P("systemd", .unit = "init.scope"), P("nginx", .unit = "nginx.service")),
		 (struct expected){ ORIGIN_UNIT, "nginx.service",
				    "nginx.service: systemd starts it again if its unit says "
				    "Restart=", true, 0 });
	/* Its parents need not be known for that. */
	explains(FAMILY(P("nginx", .unit = "nginx.service")),
		 (struct expected){ ORIGIN_UNIT, "nginx.service",
				    "nginx.service: systemd starts it again if its unit says "
				    "Restart=", true, 0 });
}

/* A master is nearer than the unit both of them are in; of the master itself its unit. */
static void masters_above_workers(void **state)
{
	static const char *const names[] = { "nginx", "apache2", "httpd", "php-fpm8.2", "gunicorn",
					     "unicorn", "uwsgi" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char text[64], after[64];
		struct text line = TEXT_OVER(text), then = TEXT_OVER(after);

		text_format(&line, "worker of %s (101)", names[i]);
		text_format(&then, "its master %s (101) starts workers anew", names[i]);
		explains(FAMILY(P("systemd"), P(names[i], .unit = "a.service"),
				P(names[i], .unit = "a.service")),
			 (struct expected){ ORIGIN_SUPERVISOR, text, after, true, 101 });
	}
	explains(FAMILY(P("puma", .unit = "a.service"), P("puma: worker 0", .unit = "a.service")),
		 (struct expected){ ORIGIN_SUPERVISOR, "worker of puma (100)",
				    "its master puma (100) starts workers anew", true, 100 });
	explains(FAMILY(P("haproxy", .unit = "a.service"), P("haproxy", .unit = "a.service")),
		 (struct expected){ ORIGIN_SUPERVISOR, "worker of haproxy (100)",
				    "haproxy (100) ends as well when its worker fails, unless it "
				    "has no-exit-on-failure", false, 100 });
	/* What nginx started that is no nginx is no worker. */
	explains(FAMILY(P("nginx", .unit = "a.service"), P("perl", .unit = "a.service")),
		 (struct expected){ ORIGIN_UNIT, "a.service",
				    "a.service: systemd starts it again if its unit says Restart=",
				    true, 0 });
}

static void supervisors(void **state)
{
	static const struct { const char *comm, *command, *text, *after; bool restarts; } by[] = {
		{ "runsv", "runsv web", "supervised by runsv (101)",
		  "runsv (101) starts it again", true },
		{ "s6-supervise", NULL, "supervised by s6-supervise (101)",
		  "s6-supervise (101) starts it again", true },
		{ "supervisord", "/usr/bin/python3 /usr/bin/supervisord",
		  "supervised by supervisord (101)",
		  "supervisord (101) starts it again unless told otherwise", true },
		{ "PM2 v5.3.0: God", "PM2 v5.3.0: God Daemon (/root/.pm2)",
		  "supervised by PM2 v5.3.0: God (101)",
		  "PM2 v5.3.0: God (101) starts it again unless told otherwise", true },
		{ "node", "node /usr/lib/node_modules/forever/bin/monitor a.js",
		  "supervised by forever, node (101)", "forever, node (101), starts it again",
		  true },
		{ "node", "node /usr/bin/nodemon a.js", "watched by nodemon, node (101)",
		  "nodemon, node (101), starts it again when a file changes", false },
		{ "mysqld_safe", "/bin/sh /usr/bin/mysqld_safe", "supervised by mysqld_safe (101)",
		  "mysqld_safe (101) starts it again", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof by / sizeof *by; i++)
		explains(FAMILY(P("init"), P(by[i].comm, .command = by[i].command),
				P("server", .command = "server")),
			 (struct expected){ ORIGIN_SUPERVISOR, by[i].text, by[i].after,
					    by[i].restarts, 101 });
}

/* The supervisor stands within the unit: a shell between changes nothing. */
static void a_supervisor_within_the_unit(void **state)
{
	(void)state;
	explains(FAMILY(P("systemd"), P("supervisord", .unit = "supervisor.service"),
			P("sh", .unit = "supervisor.service"),
			P("java", .unit = "supervisor.service")),
		 (struct expected){ ORIGIN_SUPERVISOR, "supervised by supervisord (101)",
				    "supervisord (101) starts it again unless told otherwise", true,
				    101 });
	/* One of another unit is further away than its own. */
	explains(FAMILY(P("systemd"), P("supervisord", .unit = "supervisor.service"),
			P("java", .unit = "java.service")),
		 (struct expected){ ORIGIN_UNIT, "java.service",
				    "java.service: systemd starts it again if its unit says "
				    "Restart=", true, 0 });
}

static void containers(void **state)
{
	const struct expected container = {
		ORIGIN_CONTAINER, "container 0123456789ab",
		"container 0123456789ab: started again if its restart policy says so", true, 0,
	};

	(void)state;
	/* Before the unit it is in, and before who keeps it. */
	explains(FAMILY(P("systemd"), P("containerd-shim", .unit = "containerd.service"),
			P("redis-server", .unit = "docker-0123.scope",
				.container = "0123456789ab")),
		 container);
	explains(FAMILY(P("containerd-shim", .unit = "containerd.service"),
			P("tini", .unit = "x.service", .container = "0123456789ab"),
			P("redis-server", .unit = "x.service", .container = "0123456789ab")),
		 container);
	/* A master in it is nearer. */
	explains(FAMILY(P("nginx", .unit = "x.scope", .container = "0123456789ab"),
			P("nginx", .unit = "x.scope", .container = "0123456789ab")),
		 (struct expected){ ORIGIN_SUPERVISOR, "worker of nginx (100)",
				    "its master nginx (100) starts workers anew", true, 100 });
	/* The cgroup says nothing: who keeps it does. */
	explains(FAMILY(P("systemd"), P("conmon"), P("redis-server")),
		 (struct expected){ ORIGIN_CONTAINER, "container under conmon (101)",
				    "its container is started again if its restart policy says so",
				    true, 101 });
	explains(FAMILY(P("systemd", .unit = "init.scope"), P("dockerd", .unit = "docker.service"),
			P("docker-proxy", .unit = "docker.service")),
		 (struct expected){ ORIGIN_SUPERVISOR, "a published port of dockerd (101)", "",
				    false, 101 });
}

static void ssh_sessions(void **state)
{
	const struct expected alice = { ORIGIN_SSH, "ssh session of alice", "", false, 102 };

	(void)state;
	explains(FAMILY(P("systemd"),
			P("sshd", .command = "sshd: alice [priv]", .unit = "session-3.scope"),
			P("sshd", .command = "sshd: alice@pts/0", .unit = "session-3.scope"),
			P("bash", .unit = "session-3.scope"),
			P("nc", .unit = "session-3.scope", .user = "root")),
		 alice);
	/* Without logind the session is in the unit of the daemon. */
	explains(FAMILY(P("systemd"),
			P("sshd", .command = "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100",
			  .unit = "ssh.service"),
			P("sshd-session", .command = "sshd-session: alice@notty",
			  .unit = "ssh.service"),
			P("python3", .unit = "ssh.service", .user = "alice")),
		 alice);
	/* What it forwards it listens for itself. */
	explains(FAMILY(P("systemd"), P("sshd"), P("sshd", .command = "sshd: alice [priv]"),
			P("sshd", .command = "sshd: alice@pts/0")),
		 alice);
	/* Its title tells no name: the process's own user. */
	explains(FAMILY(P("dropbear", .command = "/usr/sbin/dropbear -F"), P("nc", .user = "bob")),
		 (struct expected){ ORIGIN_SSH, "ssh session of bob", "", false, 100 });
	explains(FAMILY(P("sshd", .command = "sshd: /usr/sbin/sshd -D"), P("nc")),
		 (struct expected){ ORIGIN_SSH, "ssh session of a user", "", false, 100 });
	/* The daemon itself is a service. */
	explains(FAMILY(P("systemd", .unit = "init.scope"),
			P("sshd", .command = "sshd: /usr/sbin/sshd -D [listener]",
			  .unit = "ssh.service")),
		 (struct expected){ ORIGIN_UNIT, "ssh.service",
				    "ssh.service: systemd starts it again if its unit says "
				    "Restart=", true, 0 });
}

static void jobs_and_sessions(void **state)
{
	(void)state;
	explains(FAMILY(P("systemd"), P("cron", .unit = "cron.service"),
			P("cron", .unit = "cron.service"), P("sh", .unit = "cron.service"),
			P("nc", .unit = "cron.service")),
		 (struct expected){ ORIGIN_CRON, "job of cron (102)", "", false, 102 });
	explains(FAMILY(P("systemd"), P("atd", .unit = "atd.service"),
			P("sh", .unit = "atd.service")),
		 (struct expected){ ORIGIN_CRON, "job of atd (101)", "", false, 101 });
	explains(FAMILY(P("systemd"), P("tmux: server"), P("bash"),
			P("nc", .unit = "session-3.scope", .user = "alice")),
		 (struct expected){ ORIGIN_SESSION, "tmux: server (101) of alice",
				    "", false, 101 });
	/* Who only changed the user explains less than where that was done. */
	explains(FAMILY(P("sshd", .command = "sshd: alice@pts/0"), P("bash"), P("sudo"), P("nc")),
		 (struct expected){ ORIGIN_SSH, "ssh session of alice", "", false, 100 });
	explains(FAMILY(P("bash"), P("sudo"), P("su"), P("nc")),
		 (struct expected){ ORIGIN_SESSION, "started by su (102)", "", false, 102 });
	/* A scope is no service: nobody starts it again. */
	explains(FAMILY(P("systemd"), P("nc", .unit = "session-3.scope")),
		 (struct expected){ ORIGIN_SESSION, "login session, session-3.scope",
				    "", false, 0 });
	explains(FAMILY(P("nc", .unit = "user@1000.service")),
		 (struct expected){ ORIGIN_SESSION, "login session, user@1000.service", "", false,
				    0 });
	/* But a service of the user's own systemd is one. */
	explains(FAMILY(P("systemd"),
			P("systemd", .command = "systemd --user", .unit = "init.scope"),
			P("pipewire", .unit = "pipewire.service")),
		 (struct expected){ ORIGIN_UNIT, "pipewire.service",
				    "pipewire.service: systemd starts it again if its unit says "
				    "Restart=", true, 0 });
}

static void the_first_for_want_of_better(void **state)
{
	struct snapshot *snap;
	struct origin origin = { .text = "untouched" };

	(void)state;
	explains(FAMILY(P("init"), P("daemon")),
		 (struct expected){ ORIGIN_FIRST, "init (1), the first process", "", false, 1 });
	snap = family((struct person[]){ P("init"), P("sh"), P("nc") }, 3);
	snapshot_seal(snap);
	/* Nothing is above the first. */
	assert_false(origin_of(snap, &snap->processes.items[0], &origin));
	/* As far as is known: not up to the first. */
	snap->processes.items[1].parent = (uint32_t)NO_PROCESS;
	assert_false(origin_of(snap, &snap->processes.items[2], &origin));
	assert_string_equal(origin.text, "untouched");
	snapshot_free(snap);
}

/* A program nobody told us about, that forked with its socket. */
static void unknown_masters(void **state)
{
	struct snapshot *snap = world_snapshot(0);
	struct origin origin;

	(void)state;
	world_process(snap, 1, "init");
	world_process(snap, 50, "server");
	world_process(snap, 51, "server");
	world_process(snap, 52, "server");
	world_process(snap, 53, "other");
	world_tcp(snap, 1, 80, 0, 128, 0);
	for (uint32_t i = 1; i <= 4; i++) {
		snap->processes.items[i].parent = i == 1 ? 0 : 1;
		if (i != 3)
			snapshot_add_owner(snap, 0, i, 3);
	}
	snapshot_seal(snap);
	assert_true(origin_of(snap, &snap->processes.items[2], &origin));
	assert_string_equal(origin.text, "worker of server (50)");
	assert_string_equal(origin.after,
			    "its master server (50) may start another in its place");
	assert_true(origin.restarts);
	/* It shares no socket; and it is another program. */
	assert_true(origin_of(snap, &snap->processes.items[3], &origin));
	assert_int_equal(origin.kind, ORIGIN_FIRST);
	assert_true(origin_of(snap, &snap->processes.items[4], &origin));
	assert_int_equal(origin.kind, ORIGIN_FIRST);
	snapshot_free(snap);
}

/* What cannot be is survived: parents in a circle, an index of nobody. */
static void circles_end(void **state)
{
	struct snapshot *snap = family((struct person[]){ P("a"), P("b") }, 2);
	struct origin origin;

	(void)state;
	snapshot_seal(snap);
	snap->processes.items[0].parent = 1;
	assert_false(origin_of(snap, &snap->processes.items[1], &origin));
	snap->processes.items[1].parent = 2;
	assert_false(origin_of(snap, &snap->processes.items[1], &origin));
	snapshot_free(snap);
}

static void nameless_and_long(void **state)
{
	char unit[600];
	struct snapshot *snap;
	struct origin origin;

	(void)state;
	memset(unit, 'x', sizeof unit);
	memcpy(unit + sizeof unit - 9, ".service", 9);
	snap = family((struct person[]){ P("a", .unit = unit) }, 1);
	snapshot_seal(snap);
	assert_true(origin_of(snap, &snap->processes.items[0], &origin));
	assert_int_equal(strlen(origin.text), ORIGIN_TEXT - 1);
	snap->processes.items[0].label[LABEL_COMM] = NULL;
	snap->processes.items[0].label[LABEL_UNIT] = NULL;
	assert_false(origin_of(snap, &snap->processes.items[0], &origin));
	snapshot_free(snap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services),
		cmocka_unit_test(masters_above_workers),
		cmocka_unit_test(supervisors),
		cmocka_unit_test(a_supervisor_within_the_unit),
		cmocka_unit_test(containers),
		cmocka_unit_test(ssh_sessions),
		cmocka_unit_test(jobs_and_sessions),
		cmocka_unit_test(the_first_for_want_of_better),
		cmocka_unit_test(unknown_masters),
		cmocka_unit_test(circles_end),
		cmocka_unit_test(nameless_and_long),
	};

	return cmocka_run_group_tests_name("judge_origin", tests, NULL, NULL);
}
