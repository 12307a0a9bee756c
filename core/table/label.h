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

int label_compare_local(const struct row *a, const struct row *b);

/* What does not apply to some listeners. */
bool label_counts_drops(const struct row *row);
bool label_is_ipv6(const struct row *row);
bool label_holds_counting(const struct row *row);

#endif
