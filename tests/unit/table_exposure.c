/* table_exposure.c - columns of from where a listener can be reached. */
#include "table_world.h"

#include "table/group.h"

#define L TABLE_LISTENERS

struct host {
	struct world world;
	struct query query;
	struct table table;
};

static void expose(struct snapshot *snap, uint64_t number, uint8_t family, int64_t exposure,
		   const char *interfaces)
{
	enum protocol protocol = family == AF_UNIX ? PROTOCOL_UNIX_STREAM : PROTOCOL_TCP;
	struct listener *listener = world_listener(snap, number, protocol, family, 0, 1, NOT_SET);

	world_set(&listener->facts, FACT_EXPOSURE, exposure);
	listener->label[LABEL_INTERFACES] = interfaces;
}

static int host_make(void **state)
{
	struct host *host = calloc(1, sizeof *host);
	struct snapshot *snap = world_snapshot(0);

	expose(snap, 1, AF_INET, EXPOSURE_LINK, "eth0");
	expose(snap, 2, AF_INET, EXPOSURE_ANY, "lo, eth0");
	expose(snap, 3, AF_INET6, NOT_SET, NULL);
	expose(snap, 4, AF_UNIX, EXPOSURE_LOCAL, NULL);
	expose(snap, 5, AF_INET, EXPOSURE_PUBLIC, "");
	expose(snap, 6, AF_INET, EXPOSURE_LOOPBACK, "lo");
	expose(snap, 7, AF_INET, EXPOSURE_PRIVATE, "eth1");
	snap->listeners.items[6].protocol = PROTOCOL_RAW;
	snap->listeners.items[0].label[LABEL_PORT_CLASS] = "well-known";
	facts_set(&snap->listeners.items[0].facts, FACT_PRIVILEGED, 1);
	facts_set(&snap->listeners.items[1].facts, FACT_PRIVILEGED, 0);
	world_tick(&host->world, snap);
	query_init(&host->query, L, 0);
	*state = host;
	return 0;
}

static int host_end(void **state)
{
	struct host *host = *state;

	query_free(&host->query);
	table_free(&host->table);
	world_end(&host->world);
	free(host);
	return 0;
}

static void fill(struct host *host, const char *order, const char *filter)
{
	char line[160];
	struct text why = TEXT_OVER(line);

	assert_true(query_set_order(&host->query, order, &why));
	assert_true(query_set_filter(&host->query, filter, &why));
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
}

/* The cells of one column, from above. */
static const char *cells(const struct host *host, const char *key)
{
	static char line[256];
	struct text text = TEXT_OVER(line);

	for (size_t i = 0; i < host->table.rows.count; i++)
		text_format(&text, "%s%s", i ? "|" : "", world_cell(&host->table, i, L, key));
	return line;
}

static void shows_words(void **state)
{
	struct host *host = *state;

	fill(host, "inode", NULL);
	assert_string_equal(cells(host, "exposure"), "link|any|?|local|public|loopback|private");
	assert_string_equal(cells(host, "interfaces"), "eth0|lo, eth0|?|-|none|lo|eth1");
	assert_string_equal(cells(host, "port_class"), "well-known|?|?|-|?|?|-");
	assert_string_equal(cells(host, "privileged"), "yes|no|?|-|?|?|-");
}

/* By how far, not by the alphabet; what is not known comes last both ways. */
static void sorts_by_reach(void **state)
{
	struct host *host = *state;

	fill(host, "exposure", NULL);
	assert_string_equal(cells(host, "exposure"), "any|public|private|link|loopback|local|?");
	fill(host, "-exposure", NULL);
	assert_string_equal(cells(host, "exposure"), "local|loopback|link|private|public|any|?");
}

static void filters_by_word(void **state)
{
	struct host *host = *state;

	fill(host, "exposure", "exposure=any || exposure=public");
	assert_string_equal(cells(host, "exposure"), "any|public");
	fill(host, "exposure", "interfaces=none");
	assert_string_equal(cells(host, "exposure"), "public");
	fill(host, "exposure", "interfaces~eth0 && !privileged");
	assert_string_equal(cells(host, "exposure"), "any");
}

/* As it is sorted: by how far. */
static void filters_by_reach(void **state)
{
	static const struct { const char *filter, *cells; } cases[] = {
		{ "exposure>link", "any|public|private" },
		{ "exposure>=private", "any|public|private" },
		{ "exposure<private", "link|loopback|local" },
		{ "exposure<=loopback", "loopback|local" },
		{ "exposure!=loopback", "any|public|private|link|local" },
		{ "!(exposure>link)", "link|loopback|local" },
		{ "exposure~^l", "link|loopback|local" },
		{ "exposure>any", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fill(*state, "exposure", cases[i].filter);
		assert_string_equal(cells(*state, "exposure"), cases[i].cells);
	}
}

static void refuses_words_it_never_has(void **state)
{
	struct host *host = *state;
	char line[256];
	struct text why = TEXT_OVER(line);

	assert_false(query_set_filter(&host->query, "exposure=internet", &why));
	assert_non_null(strstr(line, "'exposure' has words of its own: expected one of local, "
				     "loopback, link, private, public, any"));
}

/* One of its members is open to all: so is the group. */
static void a_group_reaches_farthest(void **state)
{
	struct host *host = *state;
	struct row rows[3], group_row;
	struct group group = { .members = rows, .count = 3, .total = 3 };
	const struct column *column = world_column(L, "exposure");
	struct value value;

	fill(host, "inode", NULL);
	rows[0] = host->table.rows.items[2];
	rows[1] = host->table.rows.items[6];
	rows[2] = host->table.rows.items[5];
	group_row = rows[2];
	group_row.group = &group;
	column_value(column, &group_row, &value);
	assert_string_equal(value.text, "private");
	assert_true(column_compare(column, false, &group_row, &host->table.rows.items[0]) < 0);
	assert_true(column_compare(column, false, &group_row, &host->table.rows.items[4]) > 0);
	group.count = 1;
	column_value(column, &group_row, &value);
	assert_int_equal(value.kind, VALUE_UNKNOWN);
}

/* No firewall was asked. */
static void help_says_by_what(void **state)
{
	static const char *const keys[] = { "exposure", "interfaces" };

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_non_null(strstr(column_help(world_column(L, keys[i])),
				       "by address and device alone"));
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, host_make, host_end)
	const struct CMUnitTest tests[] = {
		TEST(shows_words),
		TEST(sorts_by_reach),
		TEST(filters_by_word),
		TEST(filters_by_reach),
		TEST(refuses_words_it_never_has),
		TEST(a_group_reaches_farthest),
		cmocka_unit_test(help_says_by_what),
	};

	return cmocka_run_group_tests_name("table_exposure", tests, NULL, NULL);
}
