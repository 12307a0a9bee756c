/* impact.c - what a deed would hit besides those it is meant for. */
#include "judge/impact.h"

#include "base/text.h"
#include "judge/phrase.h"
#include "judge/remark.h"
#include "model/model.h"

#include <string.h>

enum { PIDS = 4 };

struct text *remark_add(struct remarks *remarks, enum impact_weight weight)
{
	struct remark *remark = &remarks->spare;

	if (remarks->count < IMPACT_LINES)
		remark = &remarks->of[remarks->count++];
	remark->weight = weight;
	remark->text = TEXT_OVER(remark->buffer);
	return &remark->text;
}

bool remark_is_said(const struct remarks *remarks, const char *sentence)
{
	for (size_t i = 0; i < remarks->count; i++)
		if (strcmp(remarks->of[i].buffer, sentence) == 0)
			return true;
	return false;
}

void remark_process(struct text *text, const struct process *process)
{
	const char *comm = process->label[LABEL_COMM];

	text_format(text, "%s (%d)", comm && *comm ? comm : "process", (int)process->id.pid);
}

void remark_address(struct text *text, const struct listener *listener)
{
	address_format(&listener->local, text);
}

void remark_others(struct text *text, const struct reach *reach, const struct reached *reached)
{
	uint32_t shown = reached->others > PIDS ? PIDS - 1 : PIDS, at = 0;
	const struct process *other;

	text_add(text, "(");
	for (uint32_t i = 0; i < shown; i++) {
		other = reach_other(reach, reached->listener, &at);
		if (!other)
			break;
		text_format(text, "%s%d", i ? ", " : "", (int)other->id.pid);
	}
	if (reached->others > PIDS)
		text_format(text, " and %u more", reached->others - shown);
	text_add(text, ")");
}

void remark_waiting(struct text *text, const struct reach *reach,
		    const struct reached *reached)
{
	uint32_t members = reach_members(reach, reached->listener);

	phrase_things(text, (uint64_t)reached->queue, "connection");
	text_add(text, " waiting at ");
	remark_address(text, reached->listener);
	text_add(text, " will be reset");
	if (members == 1)
		text_add(text, ", although another socket there goes on");
	else if (members)
		text_format(text, ", although %u other sockets there go on", members);
}

static void gather(struct remarks *remarks, const struct snapshot *snap, const struct act *act)
{
	struct reach reach;

	reach_gather(&reach, snap, act);
	if (act->kind == ACT_SIGNAL)
		remark_signal(remarks, &reach, act);
	else
		remark_close(remarks, &reach, act);
	reach_free(&reach);
}

/* The heaviest first; of the same weight in the order they were found. */
static const struct remark *nth(const struct remarks *remarks, size_t n)
{
	static const enum impact_weight order[] = { IMPACT_LOSS, IMPACT_VAIN, IMPACT_NOTE };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		for (size_t j = 0; j < remarks->count; j++)
			if (remarks->of[j].weight == order[i] && n-- == 0)
				return &remarks->of[j];
	return NULL;
}

bool impact_line(const struct model *model, const struct act *act, size_t n,
		 enum impact_weight *weight, struct text *line)
{
	const struct snapshot *snap = model_snapshot(model);
	struct remarks remarks = { .count = 0 };
	const struct remark *remark;

	if (!snap || act->kind == ACT_RENICE || n >= IMPACT_LINES)
		return false;
	gather(&remarks, snap, act);
	remark = nth(&remarks, n);
	if (!remark)
		return false;
	*weight = remark->weight;
	text_add(line, remark->buffer);
	return true;
}
