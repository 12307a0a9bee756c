/* remark_state.c - targets in a state in which a signal does not reach them as usual.
 *
 * Of a stopped process complete_signal() wakes nobody but for SIGKILL and SIGCONT, and a
 * tracer sees a signal first. Who sleeps uninterruptibly takes a signal when it wakes;
 * TASK_KILLABLE, which looks the same from outside, wakes for one that ends it. */
#include "judge/remark.h"

#include "judge/phrase.h"

#include <signal.h>

static const struct hindrance {
	char state;
	const char *one, *several;      /* behind who they are */
	const char *killed_one, *killed_several; /* by SIGKILL; NULL: it is no hindrance */
} hindrances[] = {
	{ 'T', " is stopped (T): the signal works only after SIGCONT",
	  " are stopped (T): the signal works only after SIGCONT", NULL, NULL },
	{ 't', " is stopped by a debugger (t), which may keep the signal from it",
	  " are stopped by a debugger (t), which may keep the signal from them", NULL, NULL },
	{ 'D', " waits in the kernel (D): the signal works only when that is over",
	  " wait in the kernel (D): the signal works only when that is over",
	  " waits in the kernel (D): it may not end before that is over",
	  " wait in the kernel (D): they may not end before that is over" },
};

static bool is_in(const struct process *process, char state)
{
	const char *label = process->label[LABEL_STATE];

	return label && *label == state;
}

static void say(struct remarks *remarks, const struct reach *reach,
		const struct hindrance *hindrance, int signal)
{
	const char *one = signal == SIGKILL ? hindrance->killed_one : hindrance->one;
	const char *several = signal == SIGKILL ? hindrance->killed_several : hindrance->several;
	const struct process *first = NULL;
	uint64_t count = 0;
	struct text *text;

	for (size_t i = 0; one && i < reach->targets.count; i++) {
		if (!is_in(reach->targets.items[i], hindrance->state))
			continue;
		first = first ? first : reach->targets.items[i];
		count++;
	}
	if (!first)
		return;
	text = remark_add(remarks, IMPACT_VAIN);
	if (count == 1) {
		remark_process(text, first);
	} else {
		phrase_count(text, count);
		text_add(text, " of them");
	}
	text_add(text, count == 1 ? one : several);
}

void remark_states(struct remarks *remarks, const struct reach *reach, int signal)
{
	for (size_t i = 0; i < sizeof hindrances / sizeof *hindrances; i++)
		say(remarks, reach, &hindrances[i], signal);
}
