/* family_private.h - private to family*.c: the question they all ask. */
#ifndef LSN_SOURCE_FAMILY_PRIVATE_H
#define LSN_SOURCE_FAMILY_PRIVATE_H

#include "source/family.h"
#include "wire/nl.h"

/* Once, by diag. As nl_dump() has it. */
int family_dump(const struct family *family, struct nl *nl, nl_message_fn fn, void *arg);

struct look family_look_of(const struct inet_diag *diag, uint64_t now);

#endif
