/* owner_verify.h - is what we remember of owners still so? */
#ifndef LSN_SOURCE_OWNER_VERIFY_H
#define LSN_SOURCE_OWNER_VERIFY_H

struct owner_search;

/* Looks at a tenth of the descriptors we know, by turns; whose are gone, or
 * whose process is another, are forgotten, and the process is looked into
 * again. */
void owner_verify(struct owner_search *search);

#endif
