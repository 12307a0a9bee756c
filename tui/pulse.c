/* pulse.c - when the next tick is due, where nobody sits at a screen. */
#include "tui/pulse.h"

#include "base/clock.h"
#include "tui/stage.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

void pulse_start(struct pulse *pulse, struct stage *stage)
{
	sigset_t now;

	sigemptyset(&now);
	sigaddset(&now, SIGUSR1);
	sigprocmask(SIG_BLOCK, &now, NULL);
	*pulse = (struct pulse){
		.stage = stage,
		.due = clock_monotonic(),
		.signals = signalfd(-1, &now, SFD_CLOEXEC | SFD_NONBLOCK),
	};
}

void pulse_stop(struct pulse *pulse)
{
	if (pulse->signals >= 0)
		close(pulse->signals);
	pulse->signals = -1;
}

/* A sample out of turn leaves the next due time where it is. */
static void find_due(struct pulse *pulse)
{
	struct stage *stage = pulse->stage;
	uint64_t delay = (uint64_t)(stage->delay * (double)CLOCK_SECOND), now = clock_monotonic();

	if (now < pulse->due)
		return;
	pulse->due += delay;
	if (now > pulse->due) {
		uint64_t missed = (now - pulse->due) / delay;

		stage->late += missed;
		pulse->due += missed * delay;
	}
}

/* Standard output is watched while we wait: a reader that has left is seen now,
 * not at the next write, which may be an hour away. A pipe tells it as POLLERR,
 * a socket as POLLHUP alone. */
enum beat pulse_wait(struct pulse *pulse, bool peeks)
{
	struct pollfd watched[] = { { STDOUT_FILENO, 0, 0 }, { pulse->signals, POLLIN, 0 } };

	find_due(pulse);
	for (;;) {
		uint64_t peek = peeks ? stage_peek(pulse->stage) : UINT64_MAX;
		uint64_t end = peek < pulse->due ? peek : pulse->due, now = clock_monotonic();
		uint64_t left = (end > now ? end - now : 0) + CLOCK_MILLISECOND - 1;
		int ready = poll(watched, 2, (int)(left / CLOCK_MILLISECOND));

		if (ready == 0 && end < pulse->due)
			continue;
		if (ready == 0)
			return BEAT_TICK;
		if (ready > 0 && watched[0].revents & (POLLERR | POLLHUP | POLLNVAL))
			return BEAT_CLOSED;
		if (ready > 0 && watched[1].revents) {
			struct signalfd_siginfo info;

			if (read(pulse->signals, &info, sizeof info) == sizeof info)
				return BEAT_TICK;
		}
	}
}
