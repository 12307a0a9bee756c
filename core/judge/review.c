/* review.c - the tuning of our own namespace, and what a change would do here and now. */
#include "judge/review.h"

#include "base/text.h"
#include "judge/phrase.h"
#include "model/model.h"

enum {
	NAMED = 3,                      /* listeners; of the others how many */
	GOOD_SOMAXCONN = 4096,          /* its default since Linux 5.4 */
	REMEMBERED = 600,               /* ticks */
};

/* What is asked of a listener: does it belong into the line? */
struct survey {
	const struct model *model;
	const struct series *netns;
	uint64_t inode;
	int64_t somaxconn, rmem_default, rmem_max;
};

typedef bool (*question)(const struct survey *survey, const struct listener *listener,
			 const struct series *series);

static struct text add_line(struct review *review)
{
	struct review_line *line = array_add(&review->lines);

	return text_over(line->text, sizeof line->text);
}

static void add_name(struct text *text, const struct snapshot *snap,
		     const struct listener *listener)
{
	char raw[200];
	struct text name = TEXT_OVER(raw);

	address_format(&listener->local, &name);
	text_printable(text, raw, true);
	if (!listener->owner_count || !snapshot_owner(snap, listener, 0)->label[LABEL_COMM])
		return;
	text_add(text, " ");
	text_printable(text, snapshot_owner(snap, listener, 0)->label[LABEL_COMM], true);
}

/* "0.0.0.0:443 nginx, [::]:8080 java and 2 more"; how many in all. */
static unsigned add_names(struct text *text, const struct survey *survey, question asked)
{
	const struct snapshot *snap = model_snapshot(survey->model);
	unsigned count = 0;

	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];

		if (listener->id.netns != survey->inode || !listener_listens(listener) ||
		    !asked(survey, listener, &model_listener_track(survey->model, i)->series))
			continue;
		if (count++ >= NAMED)
			continue;
		text_add(text, count > 1 ? ", " : "");
		add_name(text, snap, listener);
	}
	if (count > NAMED)
		text_format(text, " and %u more", count - NAMED);
	return count;
}

static bool has_overflowed(const struct series *series, int64_t backlog)
{
	int64_t peak;

	return (series_peak(series, FACT_QUEUE_PEAK, REMEMBERED, &peak) && peak > backlog) ||
	       (series_peak(series, FACT_QUEUE, REMEMBERED, &peak) && peak > backlog);
}

static bool backlog_of(const struct listener *listener, int64_t *backlog)
{
	return !protocol_counts_bytes(listener->protocol) &&
	       facts_get(&listener->facts, FACT_BACKLOG, backlog);
}

static bool is_cut(const struct survey *survey, const struct listener *listener,
		   const struct series *series)
{
	int64_t backlog;

	(void)series;
	return backlog_of(listener, &backlog) && backlog == survey->somaxconn;
}

static bool is_cut_and_fills(const struct survey *survey, const struct listener *listener,
			     const struct series *series)
{
	return is_cut(survey, listener, series) && has_overflowed(series, survey->somaxconn);
}

static bool is_small_and_fills(const struct survey *survey, const struct listener *listener,
			       const struct series *series)
{
	int64_t backlog;

	return backlog_of(listener, &backlog) && backlog < survey->somaxconn &&
	       has_overflowed(series, backlog);
}

static bool has_lost(const struct listener *listener, const struct series *series)
{
	int64_t most;

	return (listener->protocol == PROTOCOL_UDP || listener->protocol == PROTOCOL_UDPLITE) &&
	       series_peak(series, FACT_DROPS, REMEMBERED, &most) && most > 0;
}

static bool lost_by_default(const struct survey *survey, const struct listener *listener,
			    const struct series *series)
{
	int64_t buffer;

	return has_lost(listener, series) && facts_get(&listener->facts, FACT_BACKLOG, &buffer) &&
	       buffer == survey->rmem_default;
}

static bool lost_by_max(const struct survey *survey, const struct listener *listener,
			const struct series *series)
{
	int64_t buffer;

	return has_lost(listener, series) && facts_get(&listener->facts, FACT_BACKLOG, &buffer) &&
	       buffer == 2 * survey->rmem_max && buffer != survey->rmem_default;
}

static void review_small_somaxconn(struct review *review, const struct survey *survey)
{
	char names[256];
	struct text list = TEXT_OVER(names), line = add_line(review);
	unsigned cut = add_names(&list, survey, is_cut);

	text_add(&line, "net.core.somaxconn is ");
	phrase_count(&line, (uint64_t)survey->somaxconn);
	if (cut)
		text_format(&line, ", and %u listener%s as much: %s; 4096, the default since Linux "
				   "5.4, gives more to those that ask for more, once they are "
				   "restarted",
			    cut, cut == 1 ? " has" : "s have", names);
	else
		text_add(&line, ", the default since Linux 5.4 is 4096; no listener reaches it, so "
				"raising it would change nothing here and now");
}

static void review_somaxconn(struct review *review, const struct survey *survey)
{
	char names[256];
	struct text list = TEXT_OVER(names), line;

	if (survey->somaxconn < GOOD_SOMAXCONN) {
		review_small_somaxconn(review, survey);
		return;
	}
	if (!add_names(&list, survey, is_cut_and_fills))
		return;
	line = add_line(review);
	text_add(&line, "net.core.somaxconn (");
	phrase_count(&line, (uint64_t)survey->somaxconn);
	text_format(&line, ") was not enough for %s: raise it, and restart them, if they ask for "
			   "more",
		    names);
}

static void review_backlogs(struct review *review, const struct survey *survey)
{
	char names[256];
	struct text list = TEXT_OVER(names), line;
	unsigned small = add_names(&list, survey, is_small_and_fills);

	if (!small)
		return;
	line = add_line(review);
	text_format(&line, "%s overflowed with a backlog of %s own, below somaxconn (", names,
		    small == 1 ? "its" : "their");
	phrase_count(&line, (uint64_t)survey->somaxconn);
	text_add(&line, "): see their advice; no sysctl would help");
}

static bool now_of(const struct survey *survey, enum fact_id id, int64_t *value)
{
	return series_now(survey->netns, id, value);
}

static void review_cookies(struct review *review, const struct survey *survey)
{
	int64_t cookies, dropped, most;
	struct text line;

	if (!now_of(survey, FACT_TCP_SYNCOOKIES, &cookies) || cookies == 1)
		return;
	line = add_line(review);
	if (cookies != 0) {
		text_add(&line, "net.ipv4.tcp_syncookies is 2: every handshake is answered by a "
				"cookie, needed or not, and SYN queues stay empty; 1 takes effect "
				"at once and keeps cookies for full SYN queues");
		return;
	}
	text_add(&line, "net.ipv4.tcp_syncookies is 0: a full SYN queue drops handshakes");
	if (now_of(survey, FACT_TCP_REQ_Q_FULL_DROP, &dropped) && dropped > 0) {
		text_add(&line, " (");
		phrase_count(&line, (uint64_t)dropped);
		text_add(&line, " since boot)");
	}
	text_add(&line, "; 1 takes effect at once");
	if (!now_of(survey, FACT_TCP_MAX_SYN_BACKLOG, &most))
		return;
	line = add_line(review);
	text_add(&line, "net.ipv4.tcp_max_syn_backlog is ");
	phrase_count(&line, (uint64_t)most);
	text_add(&line, ": it binds only because tcp_syncookies is 0, its last quarter is for "
			"known peers; with cookies it would not matter");
}

static void review_abort(struct review *review, const struct survey *survey)
{
	int64_t abort_on, overflows;
	struct text line;

	if (!now_of(survey, FACT_TCP_ABORT_ON_OVERFLOW, &abort_on) || !abort_on)
		return;
	line = add_line(review);
	text_add(&line, "net.ipv4.tcp_abort_on_overflow is 1: clients that meet a full queue at "
			"the end of the handshake are reset instead of trying again; 0 takes "
			"effect at once");
	if (now_of(survey, FACT_LISTEN_OVERFLOWS, &overflows) && overflows == 0)
		text_add(&line, ", but no queue has overflowed since boot");
}

static void review_udp_buffers(struct review *review, const struct survey *survey)
{
	char names[256];
	struct text list = TEXT_OVER(names), line;

	if (survey->rmem_default && add_names(&list, survey, lost_by_default)) {
		line = add_line(review);
		text_add(&line, "net.core.rmem_default (");
		phrase_count(&line, (uint64_t)survey->rmem_default);
		text_format(&line, " bytes) was not enough for %s: raise it and restart them, "
				   "unless they can ask for more with SO_RCVBUF", names);
	}
	list = TEXT_OVER(names);
	if (survey->rmem_max && add_names(&list, survey, lost_by_max)) {
		line = add_line(review);
		text_add(&line, "net.core.rmem_max (");
		phrase_count(&line, (uint64_t)survey->rmem_max);
		text_format(&line, " bytes) cuts the receive buffer of %s, which lost datagrams: "
				   "raise it and restart them", names);
	}
}

static void review_udp_mem(struct review *review, const struct survey *survey)
{
	static const enum fact_id errors[] = { FACT_UDP_MEM_ERRORS, FACT_UDP6_MEM_ERRORS,
					       FACT_UDPLITE_MEM_ERRORS };
	int64_t lost = 0, value;
	struct text line;

	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (now_of(survey, errors[i], &value))
			lost += value;
	if (lost <= 0)
		return;
	line = add_line(review);
	text_add(&line, "net.ipv4.udp_mem has cost ");
	phrase_things(&line, (uint64_t)lost, "datagram");
	text_add(&line, " since boot: raising its third number");
	if (now_of(survey, FACT_UDP_MEM_MAX, &value)) {
		text_add(&line, " (");
		phrase_count(&line, (uint64_t)value);
		text_add(&line, " pages)");
	}
	text_add(&line, " takes effect at once");
}

static void review_nothing(struct review *review, const struct survey *survey)
{
	struct text line = add_line(review);

	text_add(&line, "nothing to change: somaxconn (");
	phrase_count(&line, (uint64_t)survey->somaxconn);
	text_add(&line, ") and the receive buffers were enough while we looked, SYN cookies are "
			"on");
}

static bool find_own(const struct model *model, struct survey *survey)
{
	const struct snapshot *snap = model_snapshot(model);

	for (size_t i = 0; snap && i < snap->netns.count; i++) {
		if (snap->netns.items[i].witness)
			continue;
		survey->inode = snap->netns.items[i].inode;
		survey->netns = &model_netns_track(model, i)->series;
		return true;
	}
	return false;
}

static void fill(struct review *review, const struct model *model)
{
	struct survey survey = { .model = model };
	struct text line;

	if (!find_own(model, &survey))
		return;
	if (!now_of(&survey, FACT_SOMAXCONN, &survey.somaxconn)) {
		line = add_line(review);
		text_add(&line, "not known: net.core.somaxconn cannot be read here");
		return;
	}
	now_of(&survey, FACT_RMEM_DEFAULT, &survey.rmem_default);
	now_of(&survey, FACT_RMEM_MAX, &survey.rmem_max);
	review_somaxconn(review, &survey);
	review_backlogs(review, &survey);
	review_cookies(review, &survey);
	review_abort(review, &survey);
	review_udp_buffers(review, &survey);
	review_udp_mem(review, &survey);
	if (!review->lines.count)
		review_nothing(review, &survey);
}

bool review_line(struct review *review, const struct model *model, size_t n, struct text *line)
{
	if (review->filled_for != model_ticks(model)) {
		array_clear(&review->lines);
		fill(review, model);
		review->filled_for = model_ticks(model);
	}
	if (n >= review->lines.count)
		return false;
	text_add(line, review->lines.items[n].text);
	return true;
}

void review_free(struct review *review)
{
	array_free(&review->lines);
}
