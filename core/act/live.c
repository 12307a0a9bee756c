/* live.c - hands that touch this machine. */
#include "act/live_private.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "priv/priv.h"
#include "wire/pidfd.h"
#include "wire/proc_text.h"
#include "wire/sock_destroy.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Older headers than the kernel that we may run on. */
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef PROC_SUPER_MAGIC
#define PROC_SUPER_MAGIC 0x9fa0
#endif

/* linux/capability.h */
#define CAPABILITY_NET_ADMIN (UINT64_C(1) << 12)

struct live {
	struct act_ops ops;
	int proc;
	size_t count;
	struct hand hands[ACT_TARGETS];
	bool aims_at_listener;          /* `listener` */
	struct listener_id listener;
};

static void live_drop(struct act_ops *self)
{
	struct live *live = (struct live *)self;

	for (size_t i = 0; i < live->count; i++)
		hand_release(&live->hands[i]);
	live->count = 0;
	live->aims_at_listener = false;
}

static int send_signal(const struct hand *hand, int number)
{
	int error = 0;

	priv_wake(POWER_ACT);
	if (syscall(SYS_pidfd_send_signal, hand->fd, number, NULL, 0) < 0)
		error = -errno;
	priv_sleep(POWER_ACT);
	return error;
}

static enum act_danger danger_of(pid_t pid, const struct pids *above)
{
	if (pid == getpid())
		return DANGER_SELF;
	for (size_t i = 0; i < above->of.count; i++)
		if (above->of.items[i] == pid)
			return DANGER_ABOVE;
	return DANGER_NONE;
}

static void aim_at_processes(struct live *live, const struct act *act, struct aim *aim)
{
	struct pids above = { 0 };
	struct rights rights;

	live_ancestors(live->proc, &above);
	live_rights(live->proc, &rights);
	aim->count = live->count = act->count < ACT_TARGETS ? act->count : ACT_TARGETS;
	for (size_t i = 0; i < live->count; i++) {
		struct hand *hand = &live->hands[i];
		struct aimed *aimed = &aim->of[i];

		hand->id = act->targets[i].process;
		hand_take(hand, live->proc);
		*aimed = (struct aimed){
			.error = hand->error,
			.danger = danger_of(hand->id.pid, &above),
		};
		if (!hand->error && act->kind == ACT_SIGNAL)
			aimed->error = send_signal(hand, 0);
		else if (!hand->error)
			renice_aim(hand, live->proc, &rights, aimed);
		hand->error = aimed->error;
		aim->ready = aim->ready || !aimed->error;
	}
	array_free(&above.of);
}

static void aim_at_listener(struct live *live, const struct act *act, struct aim *aim)
{
	struct rights rights;
	int error = -EINVAL;

	live_rights(live->proc, &rights);
	if (act->has_listener)
		error = sock_destroy_finds(&act->listener, act->protocol);
	if (!error && !(rights.permitted & CAPABILITY_NET_ADMIN))
		error = -EPERM;
	aim->count = 1;
	aim->of[0] = (struct aimed){ .error = error };
	aim->ready = live->aims_at_listener = !error;
	live->listener = act->listener;
}

static void live_aim(struct act_ops *self, const struct act *act, struct aim *aim)
{
	struct live *live = (struct live *)self;

	live_drop(self);
	aim->count = 0;
	aim->ready = false;
	if (act->kind == ACT_CLOSE)
		aim_at_listener(live, act, aim);
	else
		aim_at_processes(live, act, aim);
}

/* Sent to a zombie it would be told as a success. Number 0 would be as well, and do nothing. */
static int signal_target(const struct hand *hand, int number)
{
	if (number <= 0)
		return -EINVAL;
	return pidfd_lives(hand->fd) ? send_signal(hand, number) : -ESRCH;
}

static int renice_target(const struct live *live, const struct hand *hand, int nice,
			 struct done *done)
{
	if (nice < -20 || nice > 19)
		return -EINVAL;
	return renice_perform(hand, live->proc, nice, done);
}

static void perform_on(struct live *live, const struct act *act, size_t n, struct done *done)
{
	const struct target *target = &act->targets[n];
	const struct hand *hand = n < live->count ? &live->hands[n] : NULL;
	int error;

	/* Whoever it names now: done only to whom it was aimed at. */
	if (!hand || hand->id.pid != target->process.pid ||
	    hand->id.identity != target->process.identity)
		error = -ESRCH;
	else if (hand->error)
		error = hand->error;
	else if (act->kind == ACT_SIGNAL)
		error = signal_target(hand, act->argument);
	else
		error = renice_target(live, hand, act->argument, done);
	done->error[n] = error;
	done->succeeded += !error;
}

static void close_listener(const struct live *live, const struct act *act, struct done *done)
{
	int error = -ENOENT;

	if (live->aims_at_listener && listener_id_compare(&live->listener, &act->listener) == 0) {
		priv_wake(POWER_ACT);
		error = sock_destroy(&act->listener, act->protocol, &act->address);
		priv_sleep(POWER_ACT);
	}
	done->count = 1;
	done->error[0] = error;
	done->succeeded = !error;
}

/* Ourselves last: it may be the last thing we do. */
static void live_perform(struct act_ops *self, const struct act *act, struct done *done)
{
	struct live *live = (struct live *)self;

	*done = (struct done){ 0 };
	if (act->kind == ACT_CLOSE) {
		close_listener(live, act, done);
		return;
	}
	done->count = act->count < ACT_TARGETS ? act->count : ACT_TARGETS;
	for (size_t i = 0; i < done->count; i++)
		if (act->targets[i].process.pid != getpid())
			perform_on(live, act, i, done);
	for (size_t i = 0; i < done->count; i++)
		if (act->targets[i].process.pid == getpid())
			perform_on(live, act, i, done);
}

static bool live_lives(struct act_ops *self, size_t n)
{
	const struct live *live = (const struct live *)self;

	return n < live->count && live->hands[n].fd >= 0 && pidfd_lives(live->hands[n].fd);
}

static void live_close(struct act_ops *self)
{
	struct live *live = (struct live *)self;

	live_drop(self);
	close(live->proc);
	free(live);
}

static bool is_of_our_namespace(int proc)
{
	char buffer[LIVE_STATUS_ROOM];
	ssize_t size = live_read(proc, 0, "status", buffer, sizeof buffer);

	return size > 0 && proc_status_numbers(buffer, (size_t)size) <= 1;
}

/* In a pid namespace that did not mount its own, /proc is of others: its numbers are not
 * those that signals go by, even where ours happens to be the same in both. */
static bool is_our_proc(int proc)
{
	char link[16];
	struct statfs system;
	ssize_t size = readlinkat(proc, "self", link, sizeof link);
	uint64_t pid;

	return size > 0 && number_unsigned(link, (size_t)size, 10, &pid) &&
	       pid == (uint64_t)getpid() && fstatfs(proc, &system) == 0 &&
	       system.f_type == PROC_SUPER_MAGIC && is_of_our_namespace(proc);
}

struct act_ops *act_live_new(struct text *why)
{
	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct live *live;

	if (proc < 0) {
		text_add(why, "there is no /proc");
		return NULL;
	}
	if (!is_our_proc(proc)) {
		text_add(why, "/proc is of another pid namespace");
		close(proc);
		return NULL;
	}
	live = memory_alloc(1, sizeof *live);
	live->proc = proc;
	live->ops = (struct act_ops){
		.aim = live_aim,
		.perform = live_perform,
		.lives = live_lives,
		.drop = live_drop,
		.close = live_close,
	};
	return &live->ops;
}
