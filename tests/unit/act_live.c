/* act_live.c - hands on our own children: one life of a pid, all its threads. */
#include "child.h"

#include "act/act.h"
#include "base/text.h"
#include "priv/priv.h"
#include "wire/pidfd.h"
#include "wire/proc_text.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREADS = 4, STACK = 65536 };

static struct act act;
static struct aim aim;
static struct done done;

static struct act_ops *hands(void)
{
	char why[128];
	struct text text = TEXT_OVER(why);
	struct act_ops *ops = act_live_new(&text);

	assert_non_null(ops);
	return ops;
}

static int wait_for_ever(void *arg)
{
	(void)arg;
	for (;;)
		syscall(SYS_pause);
	return 0;
}

/* Bare clone(2): what is tried is numbers of threads, not what a library makes of them. */
static void add_thread(void)
{
	char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (stack == MAP_FAILED ||
	    clone(wait_for_ever, stack + STACK,
		  CLONE_VM | CLONE_THREAD | CLONE_SIGHAND | CLONE_FS | CLONE_FILES, NULL) < 0)
		_exit(9);
}

static pid_t make(unsigned threads)
{
	int ends[2];
	pid_t child;
	char byte;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (--threads)
			add_thread();
		if (write(ends[1], "", 1) != 1)
			_exit(9);
		wait_for_ever(NULL);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return child;
}

static void reap(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* As a source of owners names it. */
static struct process_id name(pid_t pid)
{
	struct process_id id = { .pid = pid };
	int fd;

	assert_int_equal(pidfd_hold(pid, &fd), 0);
	id.identity = pidfd_identity(fd);
	pidfd_release(fd);
	if (!id.identity)
		skip();                 /* this kernel has start times only */
	return id;
}

static void read_stat(pid_t pid, struct proc_stat *stat)
{
	char path[64], buffer[1024];
	struct text text = TEXT_OVER(path);
	ssize_t size;
	int file;

	text_format(&text, "/proc/%d/stat", (int)pid);
	file = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(file >= 0);
	size = read(file, buffer, sizeof buffer);
	close(file);
	assert_true(size > 0 && proc_stat_decode(buffer, (size_t)size, stat) == 0);
}

static void prepare(enum act_kind kind, int argument)
{
	memset(&act, 0, sizeof act);
	act.kind = kind;
	act.argument = argument;
}

static void add(struct process_id id)
{
	act.targets[act.count++].process = id;
}

static void signals_whom_it_holds(void **state)
{
	pid_t one = make(1), other = make(1);
	struct act_ops *ops = hands();
	int status;

	(void)state;
	prepare(ACT_SIGNAL, SIGTERM);
	add(name(one));
	ops->aim(ops, &act, &aim);
	assert_true(aim.ready);
	assert_int_equal(aim.count, 1);
	assert_int_equal(aim.of[0].error, 0);
	assert_int_equal(aim.of[0].danger, DANGER_NONE);
	assert_true(ops->lives(ops, 0));
	assert_false(ops->lives(ops, 1));
	/* The signal may still be chosen. */
	act.argument = SIGUSR1;
	ops->perform(ops, &act, &done);
	assert_int_equal(done.succeeded, 1);
	assert_int_equal(waitpid(one, &status, 0), one);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
	assert_false(ops->lives(ops, 0));
	assert_int_equal(waitpid(other, &status, WNOHANG), 0);
	ops->close(ops);
	reap(other);
}

static void another_life_is_not_held(void **state)
{
	pid_t child = make(1);
	struct act_ops *ops = hands();
	struct process_id id = name(child);

	(void)state;
	prepare(ACT_SIGNAL, SIGKILL);
	id.identity++;
	add(id);
	id.identity = 0;
	add(id);
	ops->aim(ops, &act, &aim);
	assert_false(aim.ready);
	assert_int_equal(aim.of[0].error, -ESRCH);
	assert_int_equal(aim.of[1].error, -ENODATA);
	ops->perform(ops, &act, &done);
	assert_int_equal(done.succeeded, 0);
	assert_int_equal(done.error[0], -ESRCH);
	assert_int_equal(done.error[1], -ENODATA);
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	ops->close(ops);
	reap(child);
}

/* A zombie takes any signal and says yes. */
static void who_has_ended_is_told(void **state)
{
	pid_t child = make(1);
	struct act_ops *ops = hands();
	siginfo_t info;

	(void)state;
	prepare(ACT_SIGNAL, SIGTERM);
	add(name(child));
	ops->aim(ops, &act, &aim);
	kill(child, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	assert_false(ops->lives(ops, 0));
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], -ESRCH);
	ops->aim(ops, &act, &aim);
	assert_int_equal(aim.of[0].error, -ESRCH);
	waitpid(child, NULL, 0);
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], -ESRCH);
	ops->aim(ops, &act, &aim);
	assert_int_equal(aim.of[0].error, -ESRCH);
	ops->close(ops);
}

static void only_those_aimed_at(void **state)
{
	pid_t one = make(1), other = make(1);
	struct act_ops *ops = hands();

	(void)state;
	prepare(ACT_SIGNAL, SIGKILL);
	add(name(one));
	ops->aim(ops, &act, &aim);
	/* Another act than the one aimed at. */
	act.targets[0].process = name(other);
	add(name(one));
	ops->perform(ops, &act, &done);
	assert_int_equal(done.count, 2);
	assert_int_equal(done.error[0], -ESRCH);
	assert_int_equal(done.error[1], -ESRCH);
	/* And after it was let go. */
	prepare(ACT_SIGNAL, SIGKILL);
	add(name(one));
	ops->aim(ops, &act, &aim);
	ops->drop(ops);
	assert_false(ops->lives(ops, 0));
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], -ESRCH);
	/* Signal 0 is no deed. */
	act.argument = 0;
	ops->aim(ops, &act, &aim);
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], -EINVAL);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), 0);
	ops->close(ops);
	reap(one);
	reap(other);
}

static void some_are_refused_to_all(void **state)
{
	static const pid_t refused[] = { 1, 0, -1, -1234 };
	struct act_ops *ops = hands();

	(void)state;
	prepare(ACT_SIGNAL, SIGCONT);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		add((struct process_id){ refused[i], 77 });
	add(name(getpid()));
	add(name(getppid()));
	ops->aim(ops, &act, &aim);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_int_equal(aim.of[i].error, -EINVAL);
	assert_int_equal(aim.of[4].danger, DANGER_SELF);
	assert_int_equal(aim.of[4].error, 0);
	/* The first process of a namespace may be our parent. */
	assert_int_equal(aim.of[5].danger, getppid() > 1 ? DANGER_ABOVE : DANGER_NONE);
	assert_true(aim.ready);
	ops->close(ops);
}

/* Kernel threads are all the children of the second process, which is one; in a pid
 * namespace there are none. */
static void kernel_threads_are_refused(void **state)
{
	struct act_ops *ops = hands();
	char comm[16] = "";
	int fd;

	(void)state;
	if (pidfd_hold(2, &fd) < 0)
		skip();
	pidfd_release(fd);
	fd = open("/proc/2/comm", O_RDONLY);
	if (fd < 0 || read(fd, comm, sizeof comm - 1) < 0 || strcmp(comm, "kthreadd\n") != 0)
		skip();
	close(fd);
	prepare(ACT_SIGNAL, SIGCONT);
	add(name(2));
	ops->aim(ops, &act, &aim);
	assert_int_equal(aim.of[0].error, -EINVAL);
	assert_false(ops->lives(ops, 0));
	ops->close(ops);
}

static unsigned count_nice(pid_t pid, int nice)
{
	/* Numbers of threads made one after another are close together. */
	unsigned count = 0;

	for (pid_t tid = pid; tid < pid + 200; tid++) {
		if (syscall(SYS_tgkill, pid, tid, 0) < 0)
			continue;
		errno = 0;
		count += getpriority(PRIO_PROCESS, (id_t)tid) == nice && !errno;
	}
	return count;
}

static void renices_every_thread(void **state)
{
	pid_t child = make(THREADS), other = make(1);
	struct act_ops *ops = hands();
	int before = getpriority(PRIO_PROCESS, 0), nice = before < 15 ? before + 3 : 19;

	(void)state;
	if (count_nice(child, before) != THREADS)
		skip();                 /* pids wrapped round in between */
	prepare(ACT_RENICE, nice);
	add(name(child));
	ops->aim(ops, &act, &aim);
	assert_true(aim.ready);
	assert_true(aim.of[0].nice_known);
	assert_int_equal(aim.of[0].nice, before);
	assert_true(aim.of[0].nice_lowest <= before);
	assert_false(aim.of[0].outranks);
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], 0);
	assert_int_equal(done.succeeded, 1);
	assert_int_equal(done.threads, THREADS);
	assert_int_equal(done.threads_failed, 0);
	assert_int_equal(count_nice(child, nice), THREADS);
	assert_int_equal(getpriority(PRIO_PROCESS, (id_t)other), before);
	act.argument = 20;
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], -EINVAL);
	reap(child);
	act.argument = nice;
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], -ESRCH);
	ops->close(ops);
	reap(other);
}

static void threads_may_differ(void **state)
{
	pid_t child = make(2);
	struct act_ops *ops = hands();
	int before = getpriority(PRIO_PROCESS, 0);

	(void)state;
	if (before > 15)
		skip();
	assert_int_equal(setpriority(PRIO_PROCESS, (id_t)child, before + 4), 0);
	prepare(ACT_RENICE, before + 4);
	add(name(child));
	ops->aim(ops, &act, &aim);
	/* The lowest of them, of which proc(5) shows another. */
	assert_int_equal(aim.of[0].nice, before);
	ops->close(ops);
	reap(child);
}

static int check_lowering(void)
{
	const struct rlimit none = { 0 };
	int nice = getpriority(PRIO_PROCESS, 0) < 15 ? getpriority(PRIO_PROCESS, 0) : 15;
	struct act_ops *ops;
	pid_t child;

	REQUIRE(setrlimit(RLIMIT_NICE, &none) == 0 && priv_settle(0) == 0);
	child = make(2);
	ops = hands();
	prepare(ACT_RENICE, nice + 2);
	add(name(child));
	ops->aim(ops, &act, &aim);
	ops->perform(ops, &act, &done);
	REQUIRE(aim.ready && done.succeeded == 1);
	ops->aim(ops, &act, &aim);
	REQUIRE(aim.ready && aim.of[0].nice == nice + 2 && aim.of[0].nice_lowest == nice + 2);
	act.argument = nice + 1;
	ops->perform(ops, &act, &done);
	REQUIRE(done.error[0] == -EACCES && done.threads == 2 && done.threads_failed == 2);
	REQUIRE(getpriority(PRIO_PROCESS, (id_t)child) == nice + 2);
	/* What one has already may be set, if each thread has it. */
	act.argument = nice + 2;
	ops->perform(ops, &act, &done);
	REQUIRE(done.succeeded == 1);
	ops->close(ops);
	reap(child);
	return 0;
}

static void lowering_needs_a_capability(void **state)
{
	(void)state;
	in_a_child(check_lowering);
}

static int check_outranked(void)
{
	pid_t child = make(1);
	struct act_ops *ops = hands();
	int nice = getpriority(PRIO_PROCESS, (id_t)child);

	REQUIRE(priv_settle(0) == 0);
	prepare(ACT_RENICE, nice);
	add(name(child));
	ops->aim(ops, &act, &aim);
	REQUIRE(!aim.ready && aim.of[0].error == -EPERM && aim.of[0].outranks);
	REQUIRE(aim.of[0].nice_lowest == 20);
	ops->perform(ops, &act, &done);
	REQUIRE(done.error[0] == -EPERM && done.threads == 0);
	/* The kernel says so too. */
	REQUIRE(setpriority(PRIO_PROCESS, (id_t)child, nice) < 0 && errno == EPERM);
	/* A signal needs only the same user. */
	act.kind = ACT_SIGNAL;
	ops->aim(ops, &act, &aim);
	REQUIRE(aim.ready);
	ops->close(ops);
	reap(child);
	return 0;
}

static int check_anothers(void)
{
	struct act_ops *ops = hands();
	int ends[2];
	pid_t child;
	char byte;

	REQUIRE(pipe(ends) == 0);
	child = fork();
	if (child == 0) {
		close(ends[1]);
		/* We may not end it later, but it ends with us. */
		_exit(setresuid(65534, 65534, 65534) < 0 || read(ends[0], &byte, 1) < 0);
	}
	REQUIRE(priv_settle(PRIV_KEEP(POWER_ACT)) == 0);
	/* Until it is another's, which is when the powers that sleep are needed. */
	while (kill(child, 0) == 0)
		sched_yield();
	prepare(ACT_SIGNAL, SIGURG);
	add(name(child));
	ops->aim(ops, &act, &aim);
	REQUIRE(aim.ready);
	REQUIRE(priv_settle(0) == 0);
	ops->perform(ops, &act, &done);
	REQUIRE(done.error[0] == -EPERM);
	ops->aim(ops, &act, &aim);
	REQUIRE(!aim.ready && aim.of[0].error == -EPERM);
	/* It may be watched all the same. */
	REQUIRE(ops->lives(ops, 0));
	act.kind = ACT_RENICE;
	ops->aim(ops, &act, &aim);
	REQUIRE(aim.of[0].error == -EPERM && !aim.of[0].outranks && aim.of[0].nice_lowest == 20);
	ops->close(ops);
	return 0;
}

static void without_capabilities_it_is_told_before(void **state)
{
	(void)state;
	if (geteuid() != 0 || !priv_has(POWER_ACT))
		skip();                 /* there is nobody to be outranked by */
	in_a_child(check_outranked);
	in_a_child(check_anothers);
}

static void there_may_be_many(void **state)
{
	pid_t child = make(1);
	struct act_ops *ops = hands();
	struct process_id id = name(child);

	(void)state;
	prepare(ACT_SIGNAL, SIGCONT);
	for (size_t i = 0; i < ACT_TARGETS; i++)
		add(id);
	ops->aim(ops, &act, &aim);
	assert_int_equal(aim.count, ACT_TARGETS);
	assert_int_equal(aim.of[ACT_TARGETS - 1].error, 0);
	ops->perform(ops, &act, &done);
	assert_int_equal(done.succeeded, ACT_TARGETS);
	ops->close(ops);
	reap(child);
}

/* The first thread has ended, and is a zombie: its process goes on with the others. */
static void the_first_thread_may_have_ended(void **state)
{
	struct act_ops *ops = hands();
	pid_t child = fork();
	struct proc_stat stat = { .state = '?' };
	int status;

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		add_thread();
		syscall(SYS_exit, 0);
	}
	for (int look = 0; look < 1000 && stat.state != 'Z'; look++) {
		usleep(1000);
		read_stat(child, &stat);
	}
	assert_int_equal(stat.state, 'Z');
	prepare(ACT_RENICE, 5);
	add(name(child));
	ops->aim(ops, &act, &aim);
	assert_int_equal(aim.of[0].error, 0);
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], 0);
	assert_true(ops->lives(ops, 0));
	prepare(ACT_SIGNAL, SIGTERM);
	add(name(child));
	ops->aim(ops, &act, &aim);
	assert_int_equal(aim.of[0].error, 0);
	ops->perform(ops, &act, &done);
	assert_int_equal(done.error[0], 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	assert_false(ops->lives(ops, 0));
	ops->close(ops);
}

/* Whom there are too few descriptors for is told so, and some are left to others. */
static void descriptors_may_be_few(void **state)
{
	enum { FEW = 24, SPARE = 8 };
	pid_t children[FEW];
	struct act_ops *ops = hands();
	struct rlimit limit, few;
	int fds[SPARE];
	size_t held = 0;

	(void)state;
	prepare(ACT_SIGNAL, SIGTERM);
	for (size_t i = 0; i < FEW; i++) {
		children[i] = make(1);
		add(name(children[i]));
	}
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	few = (struct rlimit){ FEW, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	ops->aim(ops, &act, &aim);
	while (held < FEW && !aim.of[held].error)
		held++;
	assert_true(aim.ready && held > 1 && held < FEW);
	for (size_t i = held; i < FEW; i++)
		assert_int_equal(aim.of[i].error, -EMFILE);
	for (size_t i = 0; i < SPARE; i++) {
		fds[i] = dup(STDIN_FILENO);
		assert_true(fds[i] >= 0);
	}
	for (size_t i = 0; i < SPARE; i++)
		close(fds[i]);
	ops->perform(ops, &act, &done);
	assert_int_equal(done.succeeded, held);
	assert_int_equal(done.error[held], -EMFILE);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ops->close(ops);
	for (size_t i = 0; i < FEW; i++)
		reap(children[i]);
}

/* Whoever met it had no descriptor to spare: whether it is the same cannot be known, which
 * is not that it has ended. */
static void a_start_time_is_not_enough(void **state)
{
	struct act_ops *ops = hands();
	pid_t child = make(1);
	struct process_id id = name(child);
	struct proc_stat stat;

	(void)state;
	read_stat(child, &stat);
	id.identity = stat.start;
	prepare(ACT_SIGNAL, SIGTERM);
	add(id);
	ops->aim(ops, &act, &aim);
	assert_false(aim.ready);
	assert_int_equal(aim.of[0].error, -ENODATA);
	ops->close(ops);
	reap(child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_whom_it_holds),
		cmocka_unit_test(another_life_is_not_held),
		cmocka_unit_test(who_has_ended_is_told),
		cmocka_unit_test(only_those_aimed_at),
		cmocka_unit_test(some_are_refused_to_all),
		cmocka_unit_test(kernel_threads_are_refused),
		cmocka_unit_test(renices_every_thread),
		cmocka_unit_test(threads_may_differ),
		cmocka_unit_test(lowering_needs_a_capability),
		cmocka_unit_test(without_capabilities_it_is_told_before),
		cmocka_unit_test(there_may_be_many),
		cmocka_unit_test(the_first_thread_may_have_ended),
		cmocka_unit_test(descriptors_may_be_few),
		cmocka_unit_test(a_start_time_is_not_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
