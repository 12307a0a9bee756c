/* wiring.c - which sources are asked, and which question is put. */
#include "tui/wiring.h"

#include "source/sampler.h"
#include "source/sources.h"
#include "table/query.h"
#include "tui/options.h"

struct sampler *wiring_sampler(struct host *host, struct baseline *baseline,
			       const struct options *options)
{
	protocol_set wanted = options->selection.protocols;
	struct sampler *sampler = sampler_new(host);

	if (!wanted)
		wanted = ~(protocol_set)0;
	sampler_add(sampler, source_netns(host));
	sampler_add(sampler, source_diag(host, wanted));
	sampler_add(sampler, source_counter(host));
	sampler_add(sampler, source_raw(host, wanted));
	sampler_add(sampler, source_unixes(host, wanted));
	sampler_add(sampler, source_reuseport());
	sampler_add(sampler, source_exposure(host));
	sampler_add(sampler, source_unseen(host, options->asked));
	sampler_add(sampler, source_syn(host));
	sampler_add(sampler, source_peers(host));
	sampler_add(sampler, source_owner(host));
	sampler_add(sampler, source_kin(host));
	sampler_add(sampler, source_process(host));
	sampler_add(sampler, source_threads(host));
	sampler_add(sampler, source_place(host));
	sampler_add(sampler, source_detail(host));
	sampler_add(sampler, source_talk(host));
	sampler_add(sampler, source_programs(host));
	sampler_add(sampler, source_names(host));
	sampler_add(sampler, source_expect(baseline, wanted));
	return sampler;
}

/* The file says what people want to see. Whoever asks for an answer gets that of all
 * listeners, unless the command line itself says of which. */
static bool applies(const struct options *options, bool said, const char *text)
{
	return text && (said || options->mode == MODE_SCREEN || options->mode == MODE_BATCH);
}

void wiring_query(struct query *query, struct options *options, unsigned width, struct text *why)
{
	struct settings *settings = &options->settings;

	query_init(query, options->mode == MODE_EVENTS ? TABLE_EVENTS : TABLE_LISTENERS, width);
	query->hide_idle = settings->hide_idle;
	query->selection = options->selection;
	options->selection = (struct selection){ 0 };
	if (applies(options, options->columns_said, settings->columns) &&
	    !query_set_columns(query, settings->columns, why))
		return;
	if (applies(options, options->order_said, settings->order) &&
	    !query_set_order(query, settings->order, why))
		return;
	if (applies(options, options->filter_said, settings->filter))
		query_set_filter(query, settings->filter, why);
}
