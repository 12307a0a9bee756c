/* label.h - columns that are composed of a row's nouns, not read off a fact. */
#ifndef LSN_TABLE_LABEL_H
#define LSN_TABLE_LABEL_H

#include "table/row.h"
#include "table/value.h"

#include <stdbool.h>

typedef void (*label_get)(const struct row *row, struct value *value);

/* Of the listener. */
void label_proto(const struct row *row, struct value *value);
void label_local(const struct row *row, struct value *value);
void label_address(const struct row *row, struct value *value);
void label_port(const struct row *row, struct value *value);
void label_device(const struct row *row, struct value *value);
void label_netns(const struct row *row, struct value *value);
void label_inode(const struct row *row, struct value *value);
void label_cookie(const struct row *row, struct value *value);
void label_uid(const struct row *row, struct value *value);
void label_user(const struct row *row, struct value *value);
void label_age(const struct row *row, struct value *value);
void label_service(const struct row *row, struct value *value);
void label_state(const struct row *row, struct value *value);
void label_owners(const struct row *row, struct value *value);

/* Of the listener, by the baseline. */
void label_missing(const struct row *row, struct value *value);
void label_unexpected_why(const struct row *row, struct value *value);

void label_reuseport(const struct row *row, struct value *value);
void label_imbalance(const struct row *row, struct value *value);

void label_exposure(const struct row *row, struct value *value);
void label_interfaces(const struct row *row, struct value *value);
void label_port_class(const struct row *row, struct value *value);

/* Of the process, or the listener's first owner. */
void label_pid(const struct row *row, struct value *value);
void label_process(const struct row *row, struct value *value);
void label_command(const struct row *row, struct value *value);
void label_unit(const struct row *row, struct value *value);
void label_container(const struct row *row, struct value *value);
void label_process_uid(const struct row *row, struct value *value);
void label_process_user(const struct row *row, struct value *value);
void label_fd(const struct row *row, struct value *value);
void label_listeners(const struct row *row, struct value *value);
void label_status(const struct row *row, struct value *value);
void label_started(const struct row *row, struct value *value);

/* Of a namespace's counter or sysctl. */
void label_counter(const struct row *row, struct value *value);
void label_tunable(const struct row *row, struct value *value);
void label_meaning(const struct row *row, struct value *value);
void label_where(const struct row *row, struct value *value);
void label_counter_netns(const struct row *row, struct value *value);

/* Of an event. */
void label_time(const struct row *row, struct value *value);
void label_event(const struct row *row, struct value *value);
void label_event_proto(const struct row *row, struct value *value);
void label_event_local(const struct row *row, struct value *value);
void label_event_port(const struct row *row, struct value *value);
void label_event_owner(const struct row *row, struct value *value);
void label_detail(const struct row *row, struct value *value);
int label_compare_time(const struct row *a, const struct row *b);

/* Of a peer. */
void label_peer(const struct row *row, struct value *value);
void label_peer_kind(const struct row *row, struct value *value);
void label_peer_state(const struct row *row, struct value *value);
int label_compare_peer(const struct row *a, const struct row *b);

/* Of a thread. */
void label_tid(const struct row *row, struct value *value);
void label_thread(const struct row *row, struct value *value);
void label_thread_state(const struct row *row, struct value *value);
void label_wchan(const struct row *row, struct value *value);

int label_compare_local(const struct row *a, const struct row *b);

/* What does not apply to some listeners. */
bool label_counts_drops(const struct row *row);
bool label_is_ipv6(const struct row *row);
bool label_has_address(const struct row *row);          /* of IP */
bool label_has_port(const struct row *row);
bool label_queues_connections(const struct row *row);   /* not bytes */
bool label_shakes_hands(const struct row *row);
bool label_can_wait(const struct row *row);             /* and is not known to be empty */
bool label_is_judged(const struct row *row);            /* by the baseline, now or later */
bool label_is_counter(const struct row *row);           /* no sysctl */
bool label_is_waiting(const struct row *row);
bool label_is_talker(const struct row *row);
bool label_holds_counting(const struct row *row);

/* What to say beside a number. */
enum value_remark label_remark_drops(const struct row *row, const struct value *value);
enum value_remark label_remark_held_drops(const struct row *row, const struct value *value);
enum value_remark label_remark_synq(const struct row *row, const struct value *value);

#endif
