/* symptom.c - all that is known of one listener in trouble, gathered for the rules. */
#include "judge/symptom.h"

#include "judge/application.h"
#include "judge/members.h"
#include "model/model.h"

#include <sys/socket.h>

enum {
	SUSPICIOUS_FILL = 80,           /* percent */
	SUSPICIOUS_WAIT = 1000,         /* ms */
};

bool is_above(struct number number, double limit)
{
	return number.known && number.value > limit;
}

bool is_below(struct number number, double limit)
{
	return number.known && number.value < limit;
}

bool is_equal(struct number number, struct number other)
{
	return number.known && other.known && !(number.value < other.value) &&
	       !(number.value > other.value);
}

static struct number now_of(const struct series *series, enum fact_id id, double unit)
{
	int64_t value;

	if (!series || !series_now(series, id, &value))
		return (struct number){ 0 };
	return (struct number){ true, (double)value / unit };
}

static struct number rate_of(const struct series *series, enum fact_id id)
{
	struct number rate = { 0 };

	rate.known = series && series_rate(series, id, &rate.value);
	return rate;
}

/* Sockets and counters are read a moment apart: what rises in between is in the
 * books of the next tick, so that two ticks are looked at together. */
static struct number risen_of(const struct series *series, enum fact_id id)
{
	int64_t step, last;

	if (!series || !series_step(series, id, &step))
		return (struct number){ 0 };
	if (series_at(series, id, 1, &last))
		step += last;
	return (struct number){ true, (double)step };
}

struct number symptoms_now(const struct symptoms *symptoms, enum fact_id id)
{
	return now_of(symptoms->netns, id, 1);
}

struct number symptoms_rate(const struct symptoms *symptoms, enum fact_id id)
{
	return rate_of(symptoms->netns, id);
}

struct number symptoms_risen(const struct symptoms *symptoms, enum fact_id id)
{
	return risen_of(id == FACT_DROPS ? symptoms->series : symptoms->netns, id);
}

static bool has_dropped(const struct series *series)
{
	int64_t step;

	if (series_step(series, FACT_DROPS, &step) && step > 0)
		return true;
	return series->history && series_at(series, FACT_DROPS, 1, &step) && step > 0;
}

bool symptoms_none(const struct model *model, size_t index)
{
	const struct facts *facts = &model_snapshot(model)->listeners.items[index].facts;
	int64_t queue = 0, peak, backlog = 0, other;

	if (has_dropped(&model_listener_track(model, index)->series))
		return false;
	if (facts_get(facts, FACT_WAIT, &other) && other >= SUSPICIOUS_WAIT)
		return false;
	if (!facts_get(facts, FACT_BACKLOG, &backlog))
		return true;
	if (facts_get(facts, FACT_SYNQ, &other) && other > backlog / 2)
		return false;
	facts_get(facts, FACT_QUEUE, &queue);
	if (facts_get(facts, FACT_QUEUE_PEAK, &peak) && peak > queue)
		queue = peak;
	return queue * 100 < (backlog ? backlog : 1) * SUSPICIOUS_FILL;
}

static const struct track *netns_of(const struct model *model, uint64_t inode)
{
	const struct snapshot *snap = model_snapshot(model);
	const struct netns *netns = snapshot_find_netns(snap, inode);

	return netns ? model_netns_track(model, (size_t)(netns - snap->netns.items)) : NULL;
}

/* Where its queue has not overflowed, several kinds may have moved: the counter that
 * moved most is taken. */
static enum drops_meaning meaning_by_counters(const struct symptoms *symptoms, double own)
{
	double overflows = symptoms_risen(symptoms, FACT_LISTEN_OVERFLOWS).value;
	double syn_full = symptoms_risen(symptoms, FACT_TCP_REQ_Q_FULL_DROP).value;
	double drops = symptoms_risen(symptoms, FACT_LISTEN_DROPS).value;
	double other = drops - overflows - syn_full;

	if (drops > 0 && overflows >= syn_full && overflows >= other)
		return DROPS_OVERFLOW;
	if (drops > 0)
		return syn_full >= other ? DROPS_SYN_FULL : DROPS_OTHER;
	return is_above(symptoms_risen(symptoms, FACT_TCP_DEFER_ACCEPT_DROP), own - 0.5)
		       ? DROPS_DEFERRED
		       : DROPS_SOCKET_ONLY;
}

/* Of the first tick of a rise the counters may come with the next: that nothing moved
 * can be said one tick later only. What has ended is told by what was found then. */
static enum drops_meaning meaning_of(const struct symptoms *symptoms)
{
	struct number own = symptoms_risen(symptoms, FACT_DROPS);
	enum drops_meaning meaning;
	int64_t now = 0, last = 0;

	if (!is_above(own, 0) || !series_step(symptoms->series, FACT_DROPS, &now))
		return DROPS_NONE;
	if (!symptoms_risen(symptoms, FACT_LISTEN_DROPS).known ||
	    !symptoms_risen(symptoms, FACT_LISTEN_OVERFLOWS).known)
		return DROPS_UNKNOWN;
	meaning = meaning_by_counters(symptoms, own.value);
	if (meaning == DROPS_SOCKET_ONLY)
		return series_at(symptoms->series, FACT_DROPS, 1, &last) && last > 0
			       ? meaning
			       : DROPS_UNKNOWN;
	return now > 0 || meaning == DROPS_DEFERRED ? meaning : DROPS_NONE;
}

/* Who resets stays in the queue until accept(2), but is seen nowhere else. Only
 * where the queue stands still: it was read a moment before its connections. */
static struct number dead_in_queue(const struct symptoms *symptoms, size_t index)
{
	const struct snapshot *snap = symptoms->snap;
	int64_t before;

	if (symptoms->members || !is_above(symptoms->queue, 2) ||
	    !series_at(symptoms->series, FACT_QUEUE, 1, &before) ||
	    (double)before < symptoms->queue.value)
		return (struct number){ 0 };
	for (size_t i = 0; i < snap->connections.count; i++) {
		const struct connections *of = &snap->connections.items[i];

		if (of->listener == index)
			return (struct number){ true, symptoms->queue.value - (double)of->waiting };
	}
	return (struct number){ 0 };
}

/* At the tick before, and at all looks from there on. A place may have been taken
 * before the tick's. */
static bool was_full(const struct symptoms *symptoms, size_t age)
{
	const struct series *series = symptoms->series;
	int64_t queue, full;

	if (!series_at(series, FACT_QUEUE, age, &queue) || queue <= 0 ||
	    (double)queue < symptoms->backlog.value)
		return false;
	return !series_at(series, FACT_TIME_FULL, age - 1, &full) ||
	       (double)full > 900 * series->seconds;
}

/* An overflow that comes in bursts lasts, but its queue is not full all the time. */
static struct number full_for(const struct symptoms *symptoms, struct number episode)
{
	const struct series *series = symptoms->series;
	double seconds = 0;

	if (!symptoms->full || !episode.known)
		return (struct number){ 0 };
	for (size_t age = 1; seconds < episode.value && series->seconds > 0 &&
			     was_full(symptoms, age); age++)
		seconds += series->seconds;
	return (struct number){ true, seconds < episode.value ? seconds : episode.value };
}

static void gather_limits(struct symptoms *symptoms)
{
	struct number most = symptoms->queue;

	symptoms->synq_limit = symptoms->backlog;
	if (symptoms->members)
		symptoms->synq_limit = (struct number){ true, symptoms->members->backlogs };
	if (symptoms->counts_bytes || !symptoms->backlog.known)
		return;
	symptoms->full = is_above(symptoms->queue, symptoms->backlog.value);
	if (symptoms->peak.known && symptoms->peak.value > most.value)
		most = symptoms->peak;
	symptoms->overflows = is_above(most, symptoms->backlog.value);
}

/* Whoever got more at another socket of the same namespace was not cut here either. */
static struct number backlog_elsewhere(const struct symptoms *symptoms)
{
	const struct snapshot *snap = symptoms->snap;
	int64_t most = (int64_t)symptoms->backlog.value, backlog;

	for (size_t i = 0; i < snap->owners.count; i++) {
		const struct owner *owner = &snap->owners.items[i];
		const struct listener *other = &snap->listeners.items[owner->listener];

		if (&snap->processes.items[owner->process] == symptoms->holding.first &&
		    other->id.netns == symptoms->listener->id.netns &&
		    listener_listens(other) && !protocol_counts_bytes(other->protocol) &&
		    facts_get(&other->facts, FACT_BACKLOG, &backlog) && backlog > most)
			most = backlog;
	}
	return (struct number){ (double)most > symptoms->backlog.value, (double)most };
}

/* Did somaxconn cut it when it began to listen? Only what was seen can tell. */
static void gather_evidence(struct symptoms *symptoms, const struct model *model, size_t index)
{
	const struct track *track = model_listener_track(model, index);
	const struct track *netns = netns_of(model, symptoms->listener->id.netns);

	symptoms->asked_so = track->appeared && netns && netns->since < track->since &&
			     symptoms->somaxconn.known && !symptoms->somaxconn_was.known;
	if (symptoms->holding.first)
		symptoms->elsewhere = backlog_elsewhere(symptoms);
}

void symptoms_gather(struct symptoms *symptoms, const struct symptom_sources *sources,
		     size_t index)
{
	const struct model *model = sources->model;
	const struct snapshot *snap = model_snapshot(model);
	const struct listener *listener = &snap->listeners.items[index];
	const struct series *series = &model_listener_track(model, index)->series;
	const struct track *netns = netns_of(model, listener->id.netns);

	*symptoms = (struct symptoms){
		.snap = snap, .listener = listener, .series = series,
		.netns = netns ? &netns->series : NULL,
		.queue = now_of(series, FACT_QUEUE, 1),
		.backlog = now_of(series, FACT_BACKLOG, 1),
		.peak = now_of(series, FACT_QUEUE_PEAK, 1),
		.wait = now_of(series, FACT_WAIT, 1000),
		.synq = now_of(series, FACT_SYNQ, 1),
		.drop_rate = rate_of(series, FACT_DROPS),
		.somaxconn_was = sources->somaxconn_was,
		.members = sources->members,
		.counts_bytes = protocol_counts_bytes(listener->protocol),
		.is_unix = listener->local.family == AF_UNIX,
	};
	symptoms->somaxconn = symptoms_now(symptoms, FACT_SOMAXCONN);
	gather_limits(symptoms);
	symptoms->full_for = full_for(symptoms, sources->full_for);
	symptoms->steady = symptoms->full && sources->steady;
	if (!symptoms->counts_bytes && !symptoms->is_unix)
		symptoms->meaning = meaning_of(symptoms);
	symptoms->overflows = symptoms->overflows || symptoms->meaning == DROPS_OVERFLOW;
	symptoms->dead = dead_in_queue(symptoms, index);
	holding_gather(&symptoms->holding, sources->loads, model, listener);
	if (symptoms->holding.first)
		symptoms->application = application_of(symptoms->holding.first);
	if (symptoms->overflows && symptoms->backlog.known)
		gather_evidence(symptoms, model, index);
}
