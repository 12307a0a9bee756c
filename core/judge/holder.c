/* holder.c - what the processes that hold a listener are doing. */
#include "judge/holder.h"

#include "model/model.h"

#include <string.h>

/* ns of cpu a second, to percent of one CPU. */
static bool percent_of(const struct series *series, enum fact_id id, double *percent)
{
	double rate;

	if (!series_rate(series, id, &rate))
		return false;
	*percent = rate / 1e7;
	return true;
}

static bool is_named(const char *text)
{
	return text && *text && strcmp(text, "0") != 0;
}

static char state_of(const char *label)
{
	return label ? label[0] : '\0';
}

static void add_thread(struct load *load, const struct thread *thread, pid_t pid,
		       const struct series *series)
{
	double percent;

	load->threads++;
	if (percent_of(series, FACT_THREAD_CPU, &percent)) {
		load->timed++;
		load->hot += percent >= HOT_PERCENT;
		if (!load->busiest_tid || percent > load->busiest) {
			load->busiest = percent;
			load->busiest_tid = thread->tid;
		}
	}
	if (!is_named(thread->label[LABEL_WCHAN]))
		return;
	if (state_of(thread->label[LABEL_THREAD_STATE]) == 'D')
		load->stuck_in = thread->label[LABEL_WCHAN];
	if (thread->tid == pid)
		load->sleeps_in = thread->label[LABEL_WCHAN];
}

void loads_fill(struct loads *loads, const struct model *model)
{
	const struct snapshot *snap = model_snapshot(model);

	array_clear(&loads->of);
	loads->any = snap->threads.count > 0;
	if (!loads->any)
		return;
	while (loads->of.count < snap->processes.count)
		array_add(&loads->of);
	for (size_t i = 0; i < snap->threads.count; i++) {
		const struct thread *thread = &snap->threads.items[i];

		add_thread(&loads->of.items[thread->process], thread,
			   snap->processes.items[thread->process].id.pid,
			   &model_thread_track(model, i)->series);
	}
}

void loads_free(struct loads *loads)
{
	array_free(&loads->of);
}

static void count_state(struct holding *holding, const struct process *process)
{
	switch (state_of(process->label[LABEL_STATE])) {
	case 't':
	case 'T':
		holding->stopped++;
		if (!holding->stopped_one) {
			holding->stopped_one = process;
			holding->traced = process->label[LABEL_STATE][0] == 't';
		}
		break;
	case 'D':
		holding->stuck++;
		if (!holding->stuck_one)
			holding->stuck_one = process;
		break;
	case 'S':
	case 'I':
		holding->asleep++;
		break;
	case 'R':
		holding->running++;
		break;
	default:
		holding->unseen++;
	}
}

static void count_descriptors(struct holding *holding, const struct process *process)
{
	int64_t fds, limit;

	if (!holding->full_one && facts_get(&process->facts, FACT_FDS, &fds) &&
	    facts_get(&process->facts, FACT_FD_LIMIT, &limit) && fds >= limit)
		holding->full_one = process;
}

static void add_to(struct number *sum, bool known, double value)
{
	sum->known = sum->known && known;
	sum->value += known ? value : 0;
}

static void note_sleep(struct holding *holding, const char *wchan)
{
	size_t i = 0;

	while (i < 3 && holding->sleeps_in[i] && strcmp(holding->sleeps_in[i], wchan) != 0)
		i++;
	if (i < 3)
		holding->sleeps_in[i] = wchan;
}

static void add_load(struct holding *holding, const struct load *load,
		     const struct process *process)
{
	if (load->stuck_in && !holding->stuck_in)
		holding->stuck_in = load->stuck_in;
	if (load->sleeps_in)
		note_sleep(holding, load->sleeps_in);
	holding->hot += load->hot;
	holding->looked_at += load->timed;
	if (load->timed && (!holding->busy_one || load->busiest > holding->busy.busiest)) {
		holding->busy_one = process;
		holding->busy = *load;
	}
}

static void add_process(struct holding *holding, const struct loads *loads,
			const struct model *model, size_t index)
{
	const struct process *process = &model_snapshot(model)->processes.items[index];
	const struct series *series = &model_process_track(model, index)->series;
	double percent = 0;
	int64_t threads = 0;
	bool known = percent_of(series, FACT_CPU, &percent);

	if (!holding->first)
		holding->first = process;
	holding->processes++;
	count_state(holding, process);
	count_descriptors(holding, process);
	add_to(&holding->cpu, known, percent);
	known = facts_get(&process->facts, FACT_THREADS, &threads);
	add_to(&holding->threads, known, (double)threads);
	if (loads->any)
		add_load(holding, &loads->of.items[index], process);
}

void holding_gather(struct holding *holding, const struct loads *loads,
		    const struct model *model, const struct listener *listener)
{
	const struct snapshot *snap = model_snapshot(model);
	const struct owner *owner = snap->owners.items + listener->first_owner;

	*holding = (struct holding){ .cpu.known = listener->owner_count > 0,
				     .threads.known = listener->owner_count > 0 };
	for (uint32_t i = 0; i < listener->owner_count; i++)
		if (i == 0 || owner[i].process != owner[i - 1].process)
			add_process(holding, loads, model, owner[i].process);
}
