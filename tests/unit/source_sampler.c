/* source_sampler.c - sources run in order, with what they are promised. */
#include "source/sampler.h"

#include "source_host.h"

#include "base/memory.h"
#include "fact/focus.h"

struct actor {
	struct source source;
	char name;
	char *log;
	int work_left;
	uint64_t deadline;
	uint64_t peek_due;
};

static void act(const struct actor *actor, const char *deed)
{
	char *end = actor->log + strlen(actor->log);

	snprintf(end, 8, "%c%s ", actor->name, deed);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct actor *actor = (struct actor *)self;

	assert_false(snap->sealed);
	actor->deadline = deadline;
	act(actor, "c");
	snapshot_add_listener(snap);
}

static void focus(struct source *self, const struct focus *on)
{
	assert_true(on->processes);
	act((struct actor *)self, "f");
}

static bool work(struct source *self, uint64_t deadline)
{
	struct actor *actor = (struct actor *)self;

	(void)deadline;
	act(actor, "w");
	return actor->work_left-- > 0;
}

static uint64_t peek(struct source *self, uint64_t now)
{
	struct actor *actor = (struct actor *)self;

	(void)now;
	act(actor, "p");
	return actor->peek_due;
}

static void end(struct source *self)
{
	act((struct actor *)self, "x");
	free(self);
}

static struct actor *actor_new(char name, char *log)
{
	struct actor *actor = memory_alloc(1, sizeof *actor);

	actor->source = (struct source){ .name = "actor", .collect = collect, .close = end };
	actor->name = name;
	actor->log = log;
	return actor;
}

static void check_order(void **state)
{
	struct testhost *made = *state;
	char log[256] = "";
	struct sampler *sampler = sampler_new(testhost_open(made));
	struct actor *a = actor_new('a', log), *b = actor_new('b', log);
	struct snapshot *snap;

	b->source.focus = focus;
	a->source.work = b->source.work = work;
	a->work_left = 1;
	sampler_add(sampler, &a->source);
	sampler_add(sampler, NULL);
	sampler_add(sampler, &b->source);
	snap = sampler_sample(sampler, UINT64_MAX);
	assert_true(snap->sealed);
	assert_int_equal(snap->listeners.count, 2);
	assert_int_equal(snap->at.wall, 1000000000);
	assert_true(a->deadline == UINT64_MAX);
	snapshot_free(snap);
	snapshot_free(sampler_sample(sampler, 0));
	assert_true(a->deadline <= clock_monotonic());
	sampler_focus(sampler, &(struct focus){ .processes = true });
	assert_true(sampler_work(sampler, 1));
	assert_false(sampler_work(sampler, 1));
	assert_int_equal(sampler_cost(sampler).ticks, 2);
	sampler_close(sampler);
	assert_string_equal(log, "ac bc ac bc bf aw bw aw bw ax bx ");
	sampler_close(NULL);
}

/* Asked behind a tick, then only when it is due, and never where nobody peeks. */
static void check_peeks(void **state)
{
	struct testhost *made = *state;
	char log[256] = "";
	struct sampler *sampler = sampler_new(testhost_open(made));
	struct actor *a = actor_new('a', log), *b = actor_new('b', log);

	sampler_add(sampler, &a->source);
	sampler_add(sampler, &b->source);
	snapshot_free(sampler_sample(sampler, 0));
	assert_true(sampler_peek(sampler) == UINT64_MAX);
	a->source.peek = b->source.peek = peek;
	a->peek_due = UINT64_MAX - 2;
	b->peek_due = UINT64_MAX - 1;
	snapshot_free(sampler_sample(sampler, 0));
	assert_true(sampler_peek(sampler) == UINT64_MAX - 2);
	assert_true(sampler_peek(sampler) == UINT64_MAX - 2);
	assert_int_equal(sampler_cost(sampler).peeks, 0);
	b->peek_due = 1;
	snapshot_free(sampler_sample(sampler, 0));
	for (int i = 0; i < 3; i++)
		assert_int_equal(sampler_peek(sampler), 1);
	assert_int_equal(sampler_cost(sampler).peeks, 2);
	a->source.apart = 40;
	b->source.apart = 2;
	assert_int_equal(sampler_cost(sampler).apart, 42);
	assert_int_equal(sampler_cost(sampler).ticks, 3);
	sampler_close(sampler);
	assert_string_equal(log, "ac bc ac bc ap bp ac bc ap bp ap bp ap bp ax bx ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(check_order, testhost_make, testhost_remove),
		cmocka_unit_test_setup_teardown(check_peeks, testhost_make, testhost_remove),
	};

	return cmocka_run_group_tests_name("source_sampler", tests, NULL, NULL);
}
