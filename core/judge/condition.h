/* condition.h - when a rule holds. What is not known makes none hold. */
#ifndef LSN_JUDGE_CONDITION_H
#define LSN_JUDGE_CONDITION_H

#include <stdbool.h>

struct symptoms;

typedef bool (*condition)(const struct symptoms *symptoms);

/* What the owner does, where an accept queue is in trouble. */
bool when_member_stopped(const struct symptoms *s);
bool when_member_stuck(const struct symptoms *s);
bool when_stopped(const struct symptoms *s);
bool when_out_of_fds(const struct symptoms *s);
bool when_stuck(const struct symptoms *s);
bool when_busy(const struct symptoms *s);
bool when_cpu_busy(const struct symptoms *s);
bool when_asleep(const struct symptoms *s);
bool when_not_accepting(const struct symptoms *s);
bool when_too_slow(const struct symptoms *s);
bool when_waiting_unexplained(const struct symptoms *s);
bool when_not_known_yet(const struct symptoms *s);

/* Which limit binds: of an accept queue that overflows, TCP or UNIX. */
bool when_limit_is_stale(const struct symptoms *s);
bool when_backlog_is_tiny(const struct symptoms *s);
bool when_backlog_binds(const struct symptoms *s);
bool when_limit_may_be_stale(const struct symptoms *s);
bool when_below_somaxconn(const struct symptoms *s);
bool when_somaxconn_binds(const struct symptoms *s);
bool when_both_bind(const struct symptoms *s);
bool when_somaxconn_reached(const struct symptoms *s);
bool when_limit_is_older(const struct symptoms *s);
bool when_limit_unknown(const struct symptoms *s);
bool when_aborting(const struct symptoms *s);

bool when_syn_dropped(const struct symptoms *s);
bool when_max_syn_binds(const struct symptoms *s);
bool when_syn_flood(const struct symptoms *s);
bool when_syn_cookies_work(const struct symptoms *s);

bool when_deferred(const struct symptoms *s);
bool when_socket_only(const struct symptoms *s);
bool when_dropped_otherwise(const struct symptoms *s);
bool when_dead_wait(const struct symptoms *s);

/* Of UDP and UDP-Lite that lose datagrams. */
bool when_udp_mem(const struct symptoms *s);
bool when_udp_reader_busy(const struct symptoms *s);
bool when_udp_default(const struct symptoms *s);
bool when_udp_max_binds(const struct symptoms *s);
bool when_udp_own(const struct symptoms *s);
bool when_udp_unknown(const struct symptoms *s);

/* Clients are refused, or wait, right now. */
bool when_it_hurts(const struct symptoms *s);

#endif
