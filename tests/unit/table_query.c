/* table_query.c - which columns, which order, and what is refused. */
#include "table_world.h"

static const char *keys(const struct query *query)
{
	static char line[512];
	struct text text = TEXT_OVER(line);

	for (size_t i = 0; i < query->columns.count; i++)
		text_format(&text, "%s%s", i ? " " : "", query->columns.items[i]->key);
	return line;
}

static void columns_by_width(void **state)
{
	static const struct { unsigned width; const char *keys; } cases[] = {
		{ 0, "fill queue backlog drops proto local exposure user pid process unit" },
		{ 20, "fill queue peak drop_rate proto local exposure pid process" },
		{ 80, "fill queue peak drop_rate proto local exposure pid process" },
		{ 99, "fill queue peak drop_rate proto local exposure pid process" },
		{ 100, "fill queue peak drop_rate synq wait proto local exposure pid process" },
		{ 119, "fill queue peak drop_rate synq wait proto local exposure pid process" },
		{ 120, "fill queue peak drop_rate synq wait proto local exposure user pid process unit" },
		{ 140, "fill queue peak trend drop_rate drops synq wait proto local exposure user pid process unit" },
		{ 160, "fill queue peak trend drop_rate drops synq wait proto local exposure netns user pid process unit command" },
		{ 1000, "fill queue peak trend drop_rate drops synq wait proto local exposure netns user pid process unit command" },
	};
	struct query query;

	(void)state;
	query_init(&query, TABLE_LISTENERS, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		query_set_width(&query, cases[i].width);
		assert_string_equal(keys(&query), cases[i].keys);
	}
	query_free(&query);
}

static void every_kind_has_columns(void **state)
{
	static const unsigned widths[] = { 0, 80, 120, 200 };

	(void)state;
	for (enum table_kind kind = 0; kind < TABLE_KINDS; kind++) {
		for (size_t i = 0; i < 4; i++) {
			struct query query;

			query_init(&query, kind, widths[i]);
			assert_true(query.columns.count > 4);
			for (size_t n = 0; n < query.columns.count; n++) {
				assert_non_null(query.columns.items[n]);
				assert_null(query.columns.items[n]->later);
			}
			query_free(&query);
		}
	}
}

static void set(struct query *query, const char *list)
{
	char line[160];
	struct text why = TEXT_OVER(line);

	if (!query_set_columns(query, list, &why))
		fail_msg("%s: %s", list, line);
}

static void chosen_columns_stay(void **state)
{
	struct query query;

	(void)state;
	query_init(&query, TABLE_LISTENERS, 80);
	set(&query, "pid,local,pid");
	assert_string_equal(keys(&query), "pid local");
	assert_true(query.chosen);
	query_set_width(&query, 200);
	assert_string_equal(keys(&query), "pid local");
	set(&query, "+cookie,-pid");
	assert_string_equal(keys(&query), "local cookie");
	query_free(&query);
}

static void adjusted_columns_follow_the_width(void **state)
{
	struct query query;

	(void)state;
	query_init(&query, TABLE_LISTENERS, 80);
	set(&query, "+cookie,-proto");
	set(&query, "-fill,+queue,-netns");
	assert_string_equal(keys(&query), "queue peak drop_rate local exposure pid process cookie");
	assert_false(query.chosen);
	query_set_width(&query, 120);
	assert_string_equal(keys(&query),
			    "queue peak drop_rate synq wait local exposure user pid process unit cookie");
	set(&query, "fill");
	assert_string_equal(keys(&query), "fill");
	assert_null(query.adjusted);
	query_free(&query);
}

static void refused(const char *list, const char *expected)
{
	struct query query;
	char line[160];
	struct text why = TEXT_OVER(line);

	query_init(&query, TABLE_LISTENERS, 80);
	assert_false(query_set_columns(&query, list, &why));
	assert_string_equal(line, expected);
	assert_string_equal(keys(&query), "fill queue peak drop_rate proto local exposure pid process");
	assert_false(query.chosen);
	query_free(&query);
}

static void wrong_lists_are_named(void **state)
{
	(void)state;
	refused("fill,frob", "no column 'frob'");
	refused("fill,firewall", "'firewall' is not there yet");
	refused("+firewall_flags", "'firewall_flags' is not there yet");
	refused("", "expected the key of a column between the commas");
	refused("fill,,pid", "expected the key of a column between the commas");
	refused("fill,", "expected the key of a column between the commas");
	refused("+", "expected the key of a column between the commas");
	refused("fill,+pid", "either all columns have a sign (+ adds, - removes) or none");
	refused("-fill,-queue,-peak,-drop_rate,-proto,-local,-exposure,-pid,-process", "no column is left");
}

static void orders(void **state)
{
	struct query query;
	char line[160];
	struct text why = TEXT_OVER(line);

	(void)state;
	query_init(&query, TABLE_LISTENERS, 80);
	assert_null(query.order);
	assert_true(query_set_order(&query, "-drops", &why));
	assert_string_equal(query.order->key, "drops");
	assert_true(query.reverse);
	assert_true(query_set_order(&query, "pid", &why));
	assert_false(query.reverse);
	assert_false(query_set_order(&query, "trend", &why));
	assert_string_equal(line, "'trend' is a picture and has no order: sort by queue");
	why = TEXT_OVER(line);
	assert_false(query_set_order(&query, "-firewall", &why));
	assert_string_equal(line, "'firewall' is not there yet");
	why = TEXT_OVER(line);
	assert_false(query_set_order(&query, "-", &why));
	assert_string_equal(line, "expected the key of a column");
	assert_string_equal(query.order->key, "pid");
	query_free(&query);
}

static void filters(void **state)
{
	struct query query;
	char line[160];
	struct text why = TEXT_OVER(line);
	const struct filter *kept;

	(void)state;
	query_init(&query, TABLE_LISTENERS, 80);
	assert_true(query_set_filter(&query, "fill>80", &why));
	kept = query.filter;
	assert_false(query_set_filter(&query, "fill>", &why));
	assert_string_equal(line, "column 6, at the end: expected a value");
	assert_ptr_equal(query.filter, kept);
	assert_true(query_set_filter(&query, "", &why));
	assert_null(query.filter);
	assert_true(query_set_filter(&query, "nginx", &why));
	assert_true(query_set_filter(&query, "  ", &why));
	assert_null(query.filter);
	assert_true(query_set_filter(&query, NULL, &why));
	query_free(&query);
}

static void what_needs_a_rate(void **state)
{
	struct query query;
	char line[160];
	struct text why = TEXT_OVER(line);

	(void)state;
	query_init(&query, TABLE_LISTENERS, 80);
	assert_true(query_needs_rate(&query));
	set(&query, "pid,drops");
	assert_false(query_needs_rate(&query));
	assert_true(query_set_order(&query, "drop_rate", &why));
	assert_true(query_needs_rate(&query));
	assert_true(query_set_order(&query, "pid", &why));
	assert_true(query_set_filter(&query, "port=1 || !(drop_rate>0)", &why));
	assert_true(query_needs_rate(&query));
	assert_true(query_set_filter(&query, "drops>0", &why));
	assert_false(query_needs_rate(&query));
	query_free(&query);
}

/* What costs looks or walks is only done where somebody asks for it. */
static void what_needs_looks_and_walks(void **state)
{
	static const struct { const char *columns, *order, *filter; bool peeks, handshakes; } cases[] = {
		{ "fill,queue,reuseport", "drops", "fill>1", false, false },
		{ "peak", "pid", "", true, false },
		{ "pid", "peak", "", true, false },
		{ "pid", "pid", "port=1 && !(peak>9)", true, false },
		{ "synq", "pid", "", false, true },
		{ "pid", "-wait", "", false, true },
		{ "pid", "pid", "wait>3 || port=1", false, true },
	};
	char line[160];
	struct text why = TEXT_OVER(line);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct query query;

		query_init(&query, TABLE_LISTENERS, 80);
		set(&query, cases[i].columns);
		assert_true(query_set_order(&query, cases[i].order, &why));
		assert_true(query_set_filter(&query, cases[i].filter, &why));
		assert_int_equal(query_needs_peeks(&query), cases[i].peeks);
		assert_int_equal(query_needs_handshakes(&query), cases[i].handshakes);
		query_free(&query);
	}
}

static bool wants(enum table_kind kind, const char *filter, const char *ports)
{
	struct query query;
	char line[160];
	struct text why = TEXT_OVER(line);
	bool wants;

	query_init(&query, kind, 80);
	if (!query_set_filter(&query, filter, &why) ||
	    (*ports && !selection_add_ports(&query.selection, ports, &why)))
		fail_msg("%s", line);
	wants = query_wants_bound(&query);
	query_free(&query);
	return wants;
}

/* "Address already in use" asks for a port, an address or the state. */
static void who_wants_bound_ones(void **state)
{
	(void)state;
	assert_false(wants(TABLE_LISTENERS, "", ""));
	assert_false(wants(TABLE_LISTENERS, "fill>80 && address=127.0.0.1", ""));
	assert_false(wants(TABLE_LISTENERS, "nginx", ""));
	assert_true(wants(TABLE_LISTENERS, "fill>80 || !(state=listen)", ""));
	assert_true(wants(TABLE_LISTENERS, ":8080", ""));
	assert_true(wants(TABLE_LISTENERS, "port=8000-8999", ""));
	assert_true(wants(TABLE_LISTENERS, "local~8080", ""));
	assert_true(wants(TABLE_LISTENERS, "", "8080"));
	assert_true(wants(TABLE_OWNERS, "port=80", ""));
	assert_false(wants(TABLE_EVENTS, "local~8080", ""));
	assert_false(wants(TABLE_PROCESSES, "", "8080"));
}

static bool needs_baseline(const char *shown, const char *order, const char *filter)
{
	struct query query;
	char line[160];
	struct text why = TEXT_OVER(line);
	bool needs;

	query_init(&query, TABLE_LISTENERS, 80);
	if ((*shown && !query_set_columns(&query, shown, &why)) ||
	    (*order && !query_set_order(&query, order, &why)) ||
	    !query_set_filter(&query, filter, &why))
		fail_msg("%s", line);
	needs = query_needs_baseline(&query);
	query_free(&query);
	return needs;
}

static void what_needs_a_baseline(void **state)
{
	(void)state;
	assert_false(needs_baseline("", "", ""));
	assert_false(needs_baseline("state,exposure", "port", "state=missing"));
	assert_true(needs_baseline("+unexpected", "", ""));
	assert_true(needs_baseline("+unexpected_why", "", ""));
	assert_true(needs_baseline("", "missing", ""));
	assert_true(needs_baseline("", "", "port=80 || !missing"));
	assert_true(needs_baseline("", "", "unexpected"));
	assert_true(needs_baseline("", "", "unexpected_why=wider"));
}

static void pictures_have_no_order(void **state)
{
	struct query query;
	char line[160];
	struct text why = TEXT_OVER(line);

	(void)state;
	query_init(&query, TABLE_COUNTERS, 160);
	assert_false(query_set_order(&query, "history", &why));
	assert_string_equal(line, "'history' is a picture and has no order: sort by rate");
	query_free(&query);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_by_width),
		cmocka_unit_test(every_kind_has_columns),
		cmocka_unit_test(chosen_columns_stay),
		cmocka_unit_test(adjusted_columns_follow_the_width),
		cmocka_unit_test(wrong_lists_are_named),
		cmocka_unit_test(orders),
		cmocka_unit_test(filters),
		cmocka_unit_test(what_needs_a_rate),
		cmocka_unit_test(what_needs_looks_and_walks),
		cmocka_unit_test(who_wants_bound_ones),
		cmocka_unit_test(what_needs_a_baseline),
		cmocka_unit_test(pictures_have_no_order),
	};

	return cmocka_run_group_tests_name("table_query", tests, NULL, NULL);
}
