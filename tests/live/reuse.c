/* reuse.c - deeds hit the life of a pid that they were aimed at, and no other.
 *
 * In a pid namespace of its own: the first process is the world, which makes victims, ends
 * them and gives their pids away (kernel.ns_last_pid); the house, another process, aims and
 * acts as the program does. Who is waiting to be hit counts the signals that come, and tells
 * the count by its exit status. Prints TAP; 77 where it is not allowed. */
#include "act/act.h"
#include "base/text.h"
#include "priv/priv.h"
#include "wire/pidfd.h"
#include "wire/proc_text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	ROUNDS = 10000, START_ROUNDS = 1000, RENICE_ROUNDS = 1000,
	VICTIM = 1000,                  /* its pid; the ones beside it are bystanders */
	NOBODY = 65534, SKIPPED = 77, NICE = 5,
	TICK_MS = 20,                   /* more than one of the start times' */
};

/* Either this or the number of the test. */
static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "reuse: %s: %s\n", what, strerror(errno));
	_exit(99);
}

static _Noreturn void skip(const char *why)
{
	printf("%s\n", why);
	fflush(stdout);
	_exit(SKIPPED);
}

/* --- those who may be hit --- */

static volatile sig_atomic_t hits;

static void on_signal(int number)
{
	(void)number;
	hits++;
}

static void on_roll_call(int number)
{
	(void)number;
	_exit(hits);
}

/* The lowest pending number is delivered first, and with all blocked meanwhile the roll call
 * comes behind whatever else was sent. Children inherit it, so there is no moment without. */
static void install_handlers(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigfillset(&action.sa_mask);
	for (int number = 1; number < SIGRTMIN; number++)
		if (number != SIGCHLD)
			sigaction(number, &action, NULL);
	action.sa_handler = on_roll_call;
	sigaction(SIGRTMIN, &action, NULL);
}

/* The pid is given by hand. */
static pid_t make(pid_t wanted)
{
	char text[16];
	int file = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
	int size = snprintf(text, sizeof text, "%d", (int)wanted - 1);
	pid_t pid;

	if (file < 0 || write(file, text, (size_t)size) != size)
		fail("ns_last_pid");
	close(file);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		/* Another's, so that CAP_KILL is needed. */
		if (setresuid(NOBODY, NOBODY, NOBODY) < 0)
			_exit(98);
		for (;;)
			pause();
	}
	if (pid != wanted)
		fail("another pid than the one wanted");
	return pid;
}

/* How many signals it had; 100 and above: it ended otherwise. */
static int roll_call(pid_t pid)
{
	int status;

	if (kill(pid, SIGRTMIN) < 0 || waitpid(pid, &status, 0) != pid)
		fail("roll call");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static void end(pid_t pid)
{
	if (kill(pid, SIGKILL) < 0 || waitpid(pid, NULL, 0) != pid)
		fail("ending a victim");
}

/* --- the house --- */

enum verb { AIM, PERFORM };

struct order {
	enum verb verb;
	enum act_kind kind;
	int argument;
	struct process_id id;
};

static void obey(struct act_ops *ops, const struct order *order, struct act *act, int *error)
{
	struct aim aim;
	struct done done;

	act->kind = order->kind;
	act->argument = order->argument;
	act->targets[0] = (struct target){ .process = order->id, .name = "victim" };
	act->count = 1;
	if (order->verb == AIM) {
		ops->aim(ops, act, &aim);
		*error = aim.of[0].error;
	} else {
		ops->perform(ops, act, &done);
		*error = done.error[0];
	}
}

static _Noreturn void run_house(int orders)
{
	char why[128];
	struct text text = TEXT_OVER(why);
	static struct act act;
	struct act_ops *ops;
	struct order order;

	if (priv_settle(PRIV_KEEP(POWER_OBSERVE) | PRIV_KEEP(POWER_ACT)) < 0)
		fail("priv_settle");
	ops = act_live_new(&text);
	if (!ops) {
		fprintf(stderr, "reuse: %s\n", why);
		_exit(99);
	}
	while (read(orders, &order, sizeof order) == sizeof order) {
		int error;

		obey(ops, &order, &act, &error);
		if (write(orders, &error, sizeof error) != sizeof error)
			_exit(99);
	}
	ops->close(ops);
	_exit(0);
}

static pid_t start_house(int *orders)
{
	int pair[2];
	pid_t house;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		fail("socketpair");
	house = fork();
	if (house < 0)
		fail("fork");
	if (house == 0) {
		close(pair[0]);
		run_house(pair[1]);
	}
	close(pair[1]);
	*orders = pair[0];
	return house;
}

static int order(int orders, enum verb verb, const struct order *about)
{
	struct order order = *about;
	int error;

	order.verb = verb;
	if (write(orders, &order, sizeof order) != sizeof order ||
	    read(orders, &error, sizeof error) != sizeof error)
		fail("the house is gone");
	return error;
}

/* --- rounds --- */

enum reuse { NEVER, BEFORE_AIM, AFTER_AIM, REUSES };

static enum reuse reuse_of(int round)
{
	int n = round % 10;

	return n == 0 ? NEVER : n <= 3 ? BEFORE_AIM : AFTER_AIM;
}

static uint64_t identity_of(pid_t pid)
{
	uint64_t identity;
	int fd;

	if (pidfd_hold(pid, &fd) < 0)
		fail("pidfd_open");
	identity = pidfd_identity(fd);
	pidfd_release(fd);
	return identity;
}

static uint64_t start_of(pid_t pid)
{
	char path[32], text[1024];
	struct proc_stat stat;
	ssize_t size;
	int file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	file = open(path, O_RDONLY | O_CLOEXEC);
	size = file < 0 ? -1 : read(file, text, sizeof text);
	if (size < 0 || proc_stat_decode(text, (size_t)size, &stat) < 0 || !stat.start_known)
		fail(path);
	close(file);
	return stat.start;
}

/* What a run of rounds is about, and what it came to. */
struct run {
	enum act_kind kind;
	int argument;
	bool by_start, has_pidfs;
	unsigned rounds[REUSES];
	unsigned aimed[REUSES], acted[REUSES];  /* without an error */
	unsigned refused[REUSES];               /* as gone, at the aim or later */
	unsigned hit[REUSES], wrong[REUSES];    /* as it should be, as it should not */
};

/* Where the kernel has start times only, a pid that comes back within one of their steps
 * cannot be told from its predecessor by anybody. */
static void pass_a_tick(const struct run *run)
{
	struct timespec tick = { 0, TICK_MS * 1000000L };

	if (!run->has_pidfs)
		nanosleep(&tick, NULL);
}

static void give_away(const struct run *run)
{
	end(VICTIM);
	pass_a_tick(run);
	make(VICTIM);
}

static bool was_hit(const struct run *run, bool *more)
{
	int nice = getpriority(PRIO_PROCESS, VICTIM), count = roll_call(VICTIM);

	*more = count > 1;
	if (run->kind == ACT_SIGNAL) {
		*more = *more || nice != 0;
		return count != 0;
	}
	*more = count != 0 || (nice != 0 && nice != run->argument);
	return nice == run->argument;
}

static void play(struct run *run, int orders, enum reuse reuse)
{
	struct order about = { .kind = run->kind, .argument = run->argument };
	bool hit, more;
	int aimed, acted;

	make(VICTIM);
	about.id.pid = VICTIM;
	about.id.identity = run->by_start || !run->has_pidfs ? start_of(VICTIM) :
							       identity_of(VICTIM);
	if (reuse == BEFORE_AIM)
		give_away(run);
	aimed = order(orders, AIM, &about);
	if (reuse == AFTER_AIM)
		give_away(run);
	acted = order(orders, PERFORM, &about);
	hit = was_hit(run, &more);
	run->rounds[reuse]++;
	run->aimed[reuse] += aimed == 0;
	run->acted[reuse] += acted == 0;
	/* By a start time nobody can know whether it has ended. */
	run->refused[reuse] += acted == -ESRCH || (run->by_start && acted == -ENODATA);
	run->hit[reuse] += hit;
	run->wrong[reuse] += more;
}

static void play_all(struct run *run, int orders, int rounds)
{
	run->has_pidfs = identity_of(getpid()) != 0;
	for (int round = 0; round < rounds; round++)
		play(run, orders, reuse_of(round));
}

/* --- what is said --- */

struct report {
	int number;
	bool failed;
};

static void check(struct report *report, bool right, const char *what, unsigned count)
{
	report->number++;
	report->failed = report->failed || !right;
	printf("%sok %d - %u rounds, %s\n", right ? "" : "not ", report->number, count, what);
}

static void show(const struct run *run)
{
	static const char *const names[REUSES] = { "never", "before the aim", "after the aim" };

	for (int reuse = 0; reuse < REUSES; reuse++)
		printf("# pid given away %s: %u rounds, %u aimed, %u acted, %u refused, %u hit, "
		       "%u hit otherwise\n", names[reuse], run->rounds[reuse], run->aimed[reuse],
		       run->acted[reuse], run->refused[reuse], run->hit[reuse],
		       run->wrong[reuse]);
}

static bool all_were(const struct run *run, enum reuse reuse, bool aimed, bool hit)
{
	unsigned rounds = run->rounds[reuse];

	return rounds && run->aimed[reuse] == (aimed ? rounds : 0) &&
	       run->acted[reuse] == (hit ? rounds : 0) &&
	       run->refused[reuse] == (hit ? 0 : rounds) &&
	       run->hit[reuse] == (hit ? rounds : 0) && run->wrong[reuse] == 0;
}

static void check_run(struct report *report, const struct run *run, const char *const what[REUSES])
{
	/* The house by pidfs knows no start times: what came by one is refused, always. */
	bool known = !run->by_start || !run->has_pidfs;

	show(run);
	check(report, all_were(run, NEVER, known, known), what[NEVER], run->rounds[NEVER]);
	check(report, all_were(run, BEFORE_AIM, false, false), what[BEFORE_AIM],
	      run->rounds[BEFORE_AIM]);
	check(report, all_were(run, AFTER_AIM, known, false), what[AFTER_AIM],
	      run->rounds[AFTER_AIM]);
}

/* --- a /proc whose numbers are not ours --- */

enum { ALIKE = 2000 };                  /* a pid here, and of the same process further in */

static _Noreturn void look_from_further_in(void)
{
	char why[128];
	struct text text = TEXT_OVER(why);
	struct act_ops *ops = act_live_new(&text);

	_exit(ops ? 1 : strcmp(why, "/proc is of another pid namespace") == 0 ? 0 : 2);
}

/* The first process of the namespace further in. */
static _Noreturn void make_alike(void)
{
	const pid_t numbers[] = { ALIKE, ALIKE };       /* in there, and out here */
	struct clone_args arguments = {
		.exit_signal = SIGCHLD,
		.set_tid = (uint64_t)(uintptr_t)numbers,
		.set_tid_size = sizeof numbers / sizeof *numbers,
	};
	long alike = syscall(SYS_clone3, &arguments, sizeof arguments);
	int status;

	if (alike == 0)
		look_from_further_in();
	if (alike != ALIKE || waitpid((pid_t)alike, &status, 0) != alike)
		_exit(4);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 5);
}

static _Noreturn void go_further_in(void)
{
	int status;
	pid_t first;

	if (unshare(CLONE_NEWPID) < 0)
		_exit(6);
	first = fork();
	if (first == 0)
		make_alike();
	if (waitpid(first, &status, 0) != first)
		_exit(7);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 8);
}

/* One process has the same number in both namespaces, and would be taken for at home in the
 * /proc that it sees, where all others are strangers. */
static bool strangers_are_refused(void)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0)
		go_further_in();
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return false;
	if (WEXITSTATUS(status))
		printf("# further in: %d\n", WEXITSTATUS(status));
	return WEXITSTATUS(status) == 0;
}

static int run_world(void)
{
	static const char *const signalled[REUSES] = {
		"SIGTERM: exactly the chosen process is signalled, once",
		"SIGTERM: a pid given away before the prompt opens: the newcomer gets nothing",
		"SIGTERM: a pid given away between prompt and yes: the newcomer gets nothing",
	};
	static const char *const by_start[REUSES] = {
		"by a start time: refused where there is pidfs, else exactly the chosen one",
		"by a start time: a pid given away before the prompt: nothing",
		"by a start time: a pid given away after it: nothing",
	};
	static const char *const reniced[REUSES] = {
		"nice: exactly the chosen process is reniced",
		"nice: a pid given away before the prompt opens: the newcomer keeps its own",
		"nice: a pid given away between prompt and yes: the newcomer keeps its own",
	};
	struct run signals = { .kind = ACT_SIGNAL, .argument = SIGTERM };
	struct run starts = { .kind = ACT_SIGNAL, .argument = SIGTERM, .by_start = true };
	struct run nices = { .kind = ACT_RENICE, .argument = NICE };
	struct report report = { 0 };
	pid_t house, bystanders[2];
	int orders, slower, spared, status;

	install_handlers();
	house = start_house(&orders);
	bystanders[0] = make(VICTIM - 1);
	bystanders[1] = make(VICTIM + 1);
	slower = identity_of(getpid()) ? 1 : 10;
	printf("1..11\n");
	play_all(&signals, orders, ROUNDS / slower);
	check_run(&report, &signals, signalled);
	play_all(&starts, orders, START_ROUNDS / slower);
	check_run(&report, &starts, by_start);
	play_all(&nices, orders, RENICE_ROUNDS / slower);
	check_run(&report, &nices, reniced);
	spared = roll_call(bystanders[0]) == 0;
	spared += roll_call(bystanders[1]) == 0;
	check(&report, spared == 2, "the neighbouring pids: nothing",
	      (unsigned)((ROUNDS + START_ROUNDS + RENICE_ROUNDS) / slower));
	check(&report, strangers_are_refused(), "a /proc of another namespace: no hands", 1);
	fflush(stdout);
	close(orders);
	if (waitpid(house, &status, 0) != house || status != 0)
		report.failed = true;
	return report.failed;
}

int main(void)
{
	int status;
	pid_t world;

	if (geteuid() != 0)
		skip("needs root: a pid can be given away by nobody else");
	if (unshare(CLONE_NEWPID | CLONE_NEWNS) < 0)
		skip("no namespaces of our own are allowed");
	world = fork();
	if (world < 0)
		fail("fork");
	if (world == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		    mount("proc", "/proc", "proc", 0, NULL) < 0)
			skip("a /proc of our own is not allowed");
		if (access("/proc/sys/kernel/ns_last_pid", W_OK) < 0)
			skip("no kernel.ns_last_pid (CONFIG_CHECKPOINT_RESTORE)");
		_exit(run_world());
	}
	if (waitpid(world, &status, 0) != world || !WIFEXITED(status))
		return 99;
	/* No child can be made in a world that has ended, and so no look be taken for leaks. */
	_exit(WEXITSTATUS(status));
}
