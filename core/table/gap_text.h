/* gap_text.h - what could not be seen, in a sentence. */
#ifndef LSN_TABLE_GAP_TEXT_H
#define LSN_TABLE_GAP_TEXT_H

struct gap;
struct text;

/* One sentence without a full stop, safe for a terminal: "owners of 212
 * processes hidden: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH", "sctp: this kernel
 * does not tell". */
void gap_sentence(const struct gap *gap, struct text *text);

/* Only why: "needs CAP_SYS_PTRACE". */
void gap_reason(const struct gap *gap, struct text *text);

#endif
