/* condition.c - when a rule holds. */
#include "judge/condition.h"

#include "fact/snapshot.h"
#include "judge/application.h"
#include "judge/members.h"
#include "judge/symptom.h"

enum {
	LONG_WAIT = 3,                  /* s */
	IDLE_CPU = 10,                  /* percent of a CPU, all owners together */
	LAZY_CPU = 50,
	TINY_BACKLOG = 16,
};

/* Full, nearly so, or someone waits. */
static bool is_queue_in_trouble(const struct symptoms *s)
{
	if (s->counts_bytes)
		return false;
	if (s->overflows || is_above(s->wait, 1))
		return true;
	return s->backlog.known && (is_above(s->queue, 0.8 * s->backlog.value) ||
				    is_above(s->peak, 0.8 * s->backlog.value));
}

/* Long enough that it is no burst. */
static bool has_lasted(const struct symptoms *s)
{
	return (s->full && is_above(s->full_for, LONG_WAIT)) || is_above(s->wait, LONG_WAIT);
}

bool when_it_hurts(const struct symptoms *s)
{
	if (s->counts_bytes || s->is_unix)
		return s->full || is_above(s->drop_rate, 0);
	if (s->full || is_above(s->wait, LONG_WAIT))
		return true;
	return is_above(s->drop_rate, 0) && s->meaning != DROPS_DEFERRED &&
	       s->meaning != DROPS_SOCKET_ONLY;
}

/* The deepest of its group, and far deeper than the others. */
static bool is_odd_member(const struct symptoms *s)
{
	const struct members *members = s->members;

	if (!members || members->known < 2 || !is_queue_in_trouble(s) ||
	    &s->snap->listeners.items[members->deepest_at] != s->listener)
		return false;
	return members->deepest >= 2 &&
	       (members->queues - members->deepest) / (members->known - 1) * 5 < members->deepest;
}

bool when_member_stopped(const struct symptoms *s)
{
	return is_odd_member(s) && s->holding.stopped_one;
}

bool when_member_stuck(const struct symptoms *s)
{
	return is_odd_member(s) && s->holding.first;
}

/* Whether the others would do alone is not known: only where one of them works hard
 * is it plain that they do not wait for the stopped one. */
bool when_stopped(const struct symptoms *s)
{
	return is_queue_in_trouble(s) && s->holding.stopped_one &&
	       (s->holding.stopped == s->holding.processes || !s->holding.hot);
}

bool when_out_of_fds(const struct symptoms *s)
{
	return is_queue_in_trouble(s) && s->holding.full_one;
}

bool when_stuck(const struct symptoms *s)
{
	return is_queue_in_trouble(s) && s->holding.stuck_one && !s->holding.running &&
	       !s->holding.hot;
}

bool when_busy(const struct symptoms *s)
{
	return is_queue_in_trouble(s) && s->holding.busy_one && s->holding.hot > 0;
}

/* As much as can be said where no thread was looked at. */
bool when_cpu_busy(const struct symptoms *s)
{
	return is_queue_in_trouble(s) && !s->holding.looked_at &&
	       is_above(s->holding.cpu, HOT_PERCENT);
}

bool when_asleep(const struct symptoms *s)
{
	return !s->counts_bytes && has_lasted(s) && s->holding.first &&
	       s->holding.asleep == s->holding.processes && is_below(s->holding.cpu, IDLE_CPU);
}

bool when_not_accepting(const struct symptoms *s)
{
	return !s->counts_bytes && has_lasted(s) && s->holding.first &&
	       is_below(s->holding.cpu, LAZY_CPU);
}

/* Whatever it does: that its queue never drains is no burst. */
bool when_too_slow(const struct symptoms *s)
{
	return !s->counts_bytes && has_lasted(s) && (!s->overflows || s->steady) &&
	       s->holding.first && s->holding.cpu.known;
}

bool when_waiting_unexplained(const struct symptoms *s)
{
	return !s->counts_bytes && has_lasted(s) && (!s->overflows || s->steady) &&
	       !s->holding.first;
}

/* Of a queue that has not been seen to drain it takes a while, and two looks at its
 * owner, to tell one that accepts nothing from one that is overrun. */
bool when_not_known_yet(const struct symptoms *s)
{
	if (s->counts_bytes)
		return false;
	if (has_lasted(s))
		return (!s->overflows || s->steady) && s->holding.first && !s->holding.cpu.known;
	return s->full && s->steady;
}

/* A bigger queue helps no member that takes nothing out of it. */
static bool is_limited(const struct symptoms *s)
{
	return s->overflows && !s->counts_bytes && s->backlog.known &&
	       !(s->steady && is_odd_member(s));
}

bool when_below_somaxconn(const struct symptoms *s)
{
	return is_limited(s) && s->somaxconn.known && s->backlog.value < s->somaxconn.value;
}

/* More than it got, unless it was told otherwise. */
static bool asks_for_more(const struct symptoms *s)
{
	return s->application &&
	       (s->application->all || (double)s->application->usual > s->backlog.value);
}

bool when_limit_is_stale(const struct symptoms *s)
{
	if (!when_below_somaxconn(s))
		return false;
	return is_equal(s->backlog, s->somaxconn_was) ||
	       (s->application && s->application->all);
}

bool when_backlog_is_tiny(const struct symptoms *s)
{
	return when_below_somaxconn(s) && is_below(s->backlog, TINY_BACKLOG);
}

/* Nobody but itself can have set it so: it is what the program is known for, or more,
 * or somaxconn is seen to have left more. */
bool when_backlog_binds(const struct symptoms *s)
{
	if (!when_below_somaxconn(s))
		return false;
	return s->asked_so || s->elsewhere.known ||
	       (s->application && s->application->usual && !asks_for_more(s));
}

/* Who asks for 511 and has 128 began to listen under an older somaxconn, or was told
 * to take 128. */
bool when_limit_may_be_stale(const struct symptoms *s)
{
	return when_below_somaxconn(s) && asks_for_more(s);
}

bool when_somaxconn_binds(const struct symptoms *s)
{
	return is_limited(s) && is_equal(s->backlog, s->somaxconn) && asks_for_more(s);
}

bool when_both_bind(const struct symptoms *s)
{
	return is_limited(s) && is_equal(s->backlog, s->somaxconn) && s->application &&
	       s->application->setting && (double)s->application->usual >= s->backlog.value;
}

bool when_somaxconn_reached(const struct symptoms *s)
{
	return is_limited(s) && is_equal(s->backlog, s->somaxconn);
}

bool when_limit_is_older(const struct symptoms *s)
{
	return is_limited(s) && s->somaxconn.known && s->backlog.value > s->somaxconn.value;
}

bool when_limit_unknown(const struct symptoms *s)
{
	return is_limited(s) && !s->somaxconn.known;
}

/* Only a handshake that finds the queue full at its last ACK is reset; a SYN is
 * dropped either way. */
bool when_aborting(const struct symptoms *s)
{
	return is_limited(s) && is_above(symptoms_now(s, FACT_TCP_ABORT_ON_OVERFLOW), 0) &&
	       s->meaning == DROPS_OVERFLOW &&
	       is_above(symptoms_risen(s, FACT_EMBRYONIC_RSTS), 0);
}

static bool is_syn_queue_full(const struct symptoms *s)
{
	return s->synq.known && s->synq_limit.known && s->synq.value > 0 &&
	       s->synq.value >= s->synq_limit.value;
}

static bool has_cookies(const struct symptoms *s, int mode)
{
	return is_equal(symptoms_now(s, FACT_TCP_SYNCOOKIES), (struct number){ true, mode });
}

bool when_syn_dropped(const struct symptoms *s)
{
	if (!has_cookies(s, 0))
		return false;
	return s->meaning == DROPS_SYN_FULL ||
	       (is_syn_queue_full(s) && is_above(symptoms_risen(s, FACT_TCP_REQ_Q_FULL_DROP), 0));
}

/* tcp_conn_request(): without cookies the last quarter of tcp_max_syn_backlog is kept
 * for peers that are known to be alive. */
bool when_max_syn_binds(const struct symptoms *s)
{
	struct number most = symptoms_now(s, FACT_TCP_MAX_SYN_BACKLOG);

	return has_cookies(s, 0) && s->meaning == DROPS_OTHER && most.known && s->synq.known &&
	       s->synq.value >= 0.7 * most.value && !is_syn_queue_full(s);
}

/* Behind a full accept queue handshakes cannot end: that is the trouble then. */
static bool sends_cookies(const struct symptoms *s)
{
	return is_syn_queue_full(s) && !s->overflows && has_cookies(s, 1) &&
	       is_above(symptoms_risen(s, FACT_SYNCOOKIES_SENT), 0);
}

static bool come_back(const struct symptoms *s)
{
	return is_above(symptoms_risen(s, FACT_SYNCOOKIES_RECV),
			symptoms_risen(s, FACT_SYNCOOKIES_SENT).value / 2);
}

bool when_syn_flood(const struct symptoms *s)
{
	return sends_cookies(s) && symptoms_risen(s, FACT_SYNCOOKIES_RECV).known && !come_back(s);
}

bool when_syn_cookies_work(const struct symptoms *s)
{
	return sends_cookies(s) && come_back(s);
}

bool when_deferred(const struct symptoms *s)
{
	return s->meaning == DROPS_DEFERRED;
}

bool when_socket_only(const struct symptoms *s)
{
	return s->meaning == DROPS_SOCKET_ONLY;
}

bool when_dropped_otherwise(const struct symptoms *s)
{
	return s->meaning == DROPS_OTHER && !s->overflows;
}

bool when_dead_wait(const struct symptoms *s)
{
	return is_above(s->dead, 2) && s->dead.value >= s->queue.value / 2;
}

static bool loses_datagrams(const struct symptoms *s)
{
	return (s->listener->protocol == PROTOCOL_UDP ||
		s->listener->protocol == PROTOCOL_UDPLITE) &&
	       is_above(s->drop_rate, 0);
}

/* What udp_mem refuses has its own counters. */
bool when_udp_mem(const struct symptoms *s)
{
	return loses_datagrams(s) && (is_above(symptoms_risen(s, FACT_UDP_MEM_ERRORS), 0) ||
				      is_above(symptoms_risen(s, FACT_UDP6_MEM_ERRORS), 0) ||
				      is_above(symptoms_risen(s, FACT_UDPLITE_MEM_ERRORS), 0));
}

bool when_udp_reader_busy(const struct symptoms *s)
{
	return loses_datagrams(s) && (s->holding.hot > 0 || is_above(s->holding.cpu, HOT_PERCENT));
}

bool when_udp_max_binds(const struct symptoms *s)
{
	struct number most = symptoms_now(s, FACT_RMEM_MAX);

	most.value *= 2;
	return loses_datagrams(s) && is_equal(s->backlog, most) &&
	       !is_equal(s->backlog, symptoms_now(s, FACT_RMEM_DEFAULT));
}

bool when_udp_default(const struct symptoms *s)
{
	return loses_datagrams(s) && is_equal(s->backlog, symptoms_now(s, FACT_RMEM_DEFAULT));
}

bool when_udp_own(const struct symptoms *s)
{
	return loses_datagrams(s) && s->backlog.known &&
	       symptoms_now(s, FACT_RMEM_DEFAULT).known && symptoms_now(s, FACT_RMEM_MAX).known;
}

bool when_udp_unknown(const struct symptoms *s)
{
	return loses_datagrams(s);
}
