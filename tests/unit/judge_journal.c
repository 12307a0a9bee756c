/* judge_journal.c - the newest events, numbered; numbers as a sentence has them. */
#include "judge/journal.h"

#include "base/clock.h"
#include "base/text.h"
#include "judge/phrase.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void words_are_a_contract(void **state)
{
	(void)state;
	assert_string_equal(event_word(EVENT_APPEARED), "appeared");
	assert_string_equal(event_word(EVENT_VANISHED), "vanished");
	assert_string_equal(event_word(EVENT_REBOUND), "rebound");
	assert_string_equal(event_word(EVENT_BACKLOG_CHANGED), "backlog-changed");
	assert_string_equal(event_word(EVENT_OWNER_CHANGED), "owner-changed");
	assert_string_equal(event_word(EVENT_UNEXPECTED), "unexpected");
	assert_string_equal(event_word(EVENT_MISSING), "missing");
	assert_string_equal(event_word(EVENT_FILLING), "filling");
	assert_string_equal(event_word(EVENT_OVERFLOW_BEGAN), "overflow-began");
	assert_string_equal(event_word(EVENT_OVERFLOW_ENDED), "overflow-ended");
	assert_string_equal(event_word(EVENT_ACTED), "acted");
	for (int kind = 0; kind < EVENT_KINDS; kind++)
		assert_non_null(event_word((enum event_kind)kind));
}

/* A signal may be about no listener in particular. */
static void some_are_of_no_listener(void **state)
{
	struct event event = { .kind = EVENT_ACTED };

	(void)state;
	assert_false(event_has_listener(&event));
	event.listener.kind = 1;
	assert_true(event_has_listener(&event));
	event.listener = (struct listener_id){ .number = 1 };
	assert_true(event_has_listener(&event));
}

static void add(struct journal *journal, uint64_t wall)
{
	struct event event = { .wall = wall, .kind = EVENT_FILLING };

	journal_add(journal, &event);
}

static void newest_first(void **state)
{
	struct journal journal = { 0 };

	(void)state;
	assert_null(journal_at(&journal, 0));
	assert_int_equal(journal_forgotten(&journal), 0);
	for (uint64_t i = 1; i <= 3; i++)
		add(&journal, 100 + i);
	assert_int_equal(journal_at(&journal, 0)->number, 3);
	assert_int_equal(journal_at(&journal, 0)->wall, 103);
	assert_int_equal(journal_at(&journal, 2)->number, 1);
	assert_null(journal_at(&journal, 3));
	journal_free(&journal);
	assert_null(journal_at(&journal, 0));
	journal_free(&journal);
}

static void the_oldest_are_forgotten(void **state)
{
	struct journal journal = { 0 };

	(void)state;
	for (uint64_t i = 1; i <= JOURNAL_EVENTS; i++)
		add(&journal, i);
	assert_int_equal(journal_forgotten(&journal), 0);
	assert_int_equal(journal_at(&journal, JOURNAL_EVENTS - 1)->number, 1);
	for (uint64_t i = 1; i <= 7; i++)
		add(&journal, 5000 + i);
	assert_int_equal(journal_forgotten(&journal), 7);
	assert_int_equal(journal_at(&journal, 0)->wall, 5007);
	assert_int_equal(journal_at(&journal, JOURNAL_EVENTS - 1)->number, 8);
	assert_null(journal_at(&journal, JOURNAL_EVENTS));
	journal_free(&journal);
}

static void add_kind(struct journal *journal, enum event_kind kind, uint64_t wall)
{
	struct event event = { .wall = wall, .kind = kind };

	journal_add(journal, &event);
}

/* What overflowed outlives any flood of comings and goings, and they stand in the order
 * of their happening. */
static void two_rings_are_one_journal(void **state)
{
	static const enum event_kind kinds[] = { EVENT_APPEARED, EVENT_VANISHED, EVENT_REBOUND,
						 EVENT_BACKLOG_CHANGED, EVENT_OWNER_CHANGED };
	struct journal journal = { 0 };
	uint64_t number = UINT64_MAX;
	size_t n = 0;

	(void)state;
	add_kind(&journal, EVENT_OVERFLOW_BEGAN, 1);
	add_kind(&journal, EVENT_UNEXPECTED, 2);
	for (uint64_t i = 0; i < 3000; i++) {
		add_kind(&journal, kinds[i % 5], 100 + i);
		if (i == 2500)
			add_kind(&journal, EVENT_MISSING, 3);
	}
	add_kind(&journal, EVENT_ACTED, 4);
	assert_int_equal(journal_added(&journal), 3004);
	assert_int_equal(journal_forgotten(&journal), 2000);
	for (const struct event *event; (event = journal_at(&journal, n)); n++) {
		assert_true(event->number < number);
		number = event->number;
	}
	assert_int_equal(n, JOURNAL_EVENTS + 4);
	assert_int_equal(journal_at(&journal, 0)->wall, 4);
	assert_int_equal(journal_at(&journal, 0)->number, 3004);
	assert_int_equal(journal_at(&journal, 1)->wall, 3099);
	assert_int_equal(journal_at(&journal, 500)->kind, EVENT_MISSING);
	assert_int_equal(journal_at(&journal, JOURNAL_EVENTS + 2)->kind, EVENT_UNEXPECTED);
	assert_int_equal(journal_at(&journal, JOURNAL_EVENTS + 3)->kind, EVENT_OVERFLOW_BEGAN);
	assert_int_equal(journal_at(&journal, JOURNAL_EVENTS + 3)->number, 1);
	journal_free(&journal);
}

static void a_raw_socket_has_no_port(void **state)
{
	struct address address = { .port = 58 };

	(void)state;
	assert_int_equal(event_port(PROTOCOL_RAW, &address), 0);
	assert_int_equal(event_port(PROTOCOL_UDP, &address), 58);
}

static void counts(void **state)
{
	static const struct { uint64_t count; const char *wanted; } cases[] = {
		{ 0, "0 attempts" }, { 1, "1 attempt" }, { 999, "999 attempts" },
		{ 1000, "1,000 attempts" }, { 1204, "1,204 attempts" },
		{ 1000001, "1,000,001 attempts" },
		{ UINT64_MAX, "18,446,744,073,709,551,615 attempts" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char buffer[64];
		struct text text = TEXT_OVER(buffer);

		phrase_things(&text, cases[i].count, "attempt");
		assert_string_equal(buffer, cases[i].wanted);
	}
}

static void durations(void **state)
{
	static const struct { double seconds; const char *wanted; } cases[] = {
		{ 0, "0.0 s" }, { 0.44, "0.4 s" }, { 9.99, "9.9 s" }, { 10, "10 s" },
		{ 119.9, "119 s" }, { 185, "3 min 05 s" }, { 7800, "2 h 10 min" },
		{ 3 * 86400 + 4 * 3600, "3 d 4 h" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char buffer[64];
		struct text text = TEXT_OVER(buffer);

		phrase_duration(&text, (uint64_t)(cases[i].seconds * (double)CLOCK_SECOND));
		assert_string_equal(buffer, cases[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_a_contract),
		cmocka_unit_test(some_are_of_no_listener),
		cmocka_unit_test(newest_first),
		cmocka_unit_test(the_oldest_are_forgotten),
		cmocka_unit_test(two_rings_are_one_journal),
		cmocka_unit_test(a_raw_socket_has_no_port),
		cmocka_unit_test(counts),
		cmocka_unit_test(durations),
	};

	return cmocka_run_group_tests_name("judge_journal", tests, NULL, NULL);
}
