/* ledger_line.c - the books as a person reads them. */
#include "judge/ledger.h"

#include "base/text.h"
#include "judge/phrase.h"

#include <string.h>

enum entry_kind { ENTRY_NAMED, ENTRY_SUM, ENTRY_REST };

/* The sum is always there, the rest wherever anything is; others where they are not 0. */
static const struct entry {
	enum entry_kind kind;
	size_t at;                      /* of the int64_t in a ledger */
	const char *text;
	const char *negative;           /* where it is below 0 */
} entries[] = {
	{ ENTRY_SUM, offsetof(struct ledger, drops), "drops", NULL },
	{ ENTRY_NAMED, offsetof(struct ledger, overflows),
	  "met a full accept queue (ListenOverflows)", NULL },
	{ ENTRY_NAMED, offsetof(struct ledger, syn_full),
	  "met a full SYN queue (TCPReqQFullDrop)", NULL },
	{ ENTRY_NAMED, offsetof(struct ledger, other),
	  "for lack of memory, a route or room for SYNs (rest of ListenDrops)", NULL },
	{ ENTRY_NAMED, offsetof(struct ledger, deferred),
	  "bare ACKs put off by TCP_DEFER_ACCEPT: nothing lost (TCPDeferAcceptDrop)", NULL },
	{ ENTRY_NAMED, offsetof(struct ledger, twice),
	  "the second time that the same overflow was counted, most likely", NULL },
	{ ENTRY_REST, offsetof(struct ledger, remainder),
	  "cannot be explained: on sockets alone, as of a port scan or a filter",
	  "more in the namespace's counters: of listeners closed or not seen" },
	{ ENTRY_NAMED, offsetof(struct ledger, cookies),
	  "SYNs had a cookie in place of the SYN queue: no drops (DoCookies)", NULL },
};

enum { ENTRIES = sizeof entries / sizeof *entries };

static int64_t value_of(const struct ledger *ledger, const struct entry *entry)
{
	int64_t value;

	memcpy(&value, (const char *)ledger + entry->at, sizeof value);
	return value;
}

static bool is_all_zero(const struct ledger *ledger)
{
	for (size_t i = 0; i < ENTRIES; i++)
		if (value_of(ledger, &entries[i]))
			return false;
	return true;
}

static bool is_told(const struct ledger *ledger, const struct entry *entry)
{
	if (entry->kind == ENTRY_SUM || value_of(ledger, entry))
		return true;
	return entry->kind == ENTRY_REST && !is_all_zero(ledger);
}

static uint64_t size_of(int64_t value)
{
	return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

enum { COUNT_ROOM = 32 };

static size_t count_text(int64_t value, char buffer[COUNT_ROOM])
{
	struct text text = text_over(buffer, COUNT_ROOM);

	phrase_count(&text, size_of(value));
	return text.length;
}

static int widest(const struct ledger *ledger)
{
	char count[COUNT_ROOM];
	size_t most = 0;

	for (size_t i = 0; i < ENTRIES; i++) {
		size_t width = count_text(value_of(ledger, &entries[i]), count);

		most = width > most ? width : most;
	}
	return (int)most;
}

static void write_sum(const struct ledger *ledger, struct text *line)
{
	text_add(line, ledger->drops == 1 ? "drop at " : "drops at ");
	if (ledger->listeners)
		phrase_things(line, ledger->listeners, "listener");
	else
		text_add(line, "listeners");
	text_format(line, " in the last %.*f s", ledger->seconds < 10 ? 1 : 0, ledger->seconds);
	text_add(line, is_all_zero(ledger) ? "" : ", of which");
}

static void write_entry(const struct ledger *ledger, const struct entry *entry, struct text *line)
{
	int64_t value = value_of(ledger, entry);
	char count[COUNT_ROOM];

	count_text(value, count);
	text_format(line, "%*s  ", widest(ledger), count);
	if (entry->kind == ENTRY_SUM)
		write_sum(ledger, line);
	else if (entry->kind == ENTRY_REST && !value)
		text_add(line, "cannot be explained");
	else
		text_add(line, value < 0 ? entry->negative : entry->text);
}

bool ledger_line(const struct ledger *ledger, size_t n, struct text *line)
{
	for (size_t i = 0; i < ENTRIES; i++) {
		if (!is_told(ledger, &entries[i]) || n--)
			continue;
		write_entry(ledger, &entries[i], line);
		return true;
	}
	return false;
}
