/* check.c - an answer for monitoring: what is found, refresh by refresh. */
#include "out/check_part.h"

#include "base/memory.h"
#include "base/text.h"
#include "table/column.h"
#include "table/filter.h"
#include "table/gap_text.h"
#include "table/overview.h"
#include "table/scene.h"

#include <stdlib.h>
#include <string.h>

int check_rank(enum check_status status)
{
	static const int ranks[] = {
		[CHECK_OK] = 0, [CHECK_UNKNOWN] = 1, [CHECK_WARNING] = 2, [CHECK_CRITICAL] = 3,
	};

	return ranks[status];
}

static bool asks(const struct filter *filter, const struct selection *selection,
		 bool (*what)(const struct query *query))
{
	struct query query = { .kind = TABLE_LISTENERS, .filter = (struct filter *)filter };

	if (selection)
		query.selection = *selection;
	return what(&query);
}

static bool is_chosen(const struct query *query)
{
	return query->chosen || query->adjusted;
}

bool check_asks(const struct check_question *question, bool (*what)(const struct query *query))
{
	const struct query *query = question->query;

	return asks(question->critical, NULL, what) || asks(question->warning, NULL, what) ||
	       asks(query->filter, &query->selection, what) || (is_chosen(query) && what(query));
}

static bool is_compared(const struct check *check, const struct column *column)
{
	return filter_names(check->question.critical, column) ||
	       filter_names(check->question.warning, column);
}

bool check_names(const struct check *check, const struct column *column)
{
	return is_chosen(check->question.query) || is_compared(check, column);
}

static void add_column(struct check *check, const struct column *column)
{
	for (size_t i = 0; i < check->columns.count; i++)
		if (check->columns.items[i] == column)
			return;
	*array_add(&check->columns) = column;
}

/* Those of plain text, and what is compared; of what is unexpected also why. */
static void choose_columns(struct check *check)
{
	const struct query *query = check->question.query;

	for (size_t i = 0; i < query->columns.count; i++)
		if (!query->columns.items[i]->json_only && !query->columns.items[i]->screen_only)
			add_column(check, query->columns.items[i]);
	for (size_t i = 0; i < column_count; i++)
		if (is_compared(check, &columns[i]))
			add_column(check, &columns[i]);
	if (check->needs_baseline)
		add_column(check, column_find(TABLE_LISTENERS, "unexpected_why",
					      strlen("unexpected_why")));
}

struct check *check_new(const struct check_question *question)
{
	struct check *check = memory_alloc(1, sizeof *check);

	check->question = *question;
	check->view = *question->query;
	check->view.hide_idle = check->view.only_marked = false;
	check->view.grouping = GROUPING_NONE;
	check->view.bound = check_asks(question, query_wants_bound);
	check->view.ghosts = check_asks(question, query_names_state);
	check->needs_baseline = asks(question->critical, NULL, query_needs_baseline) ||
				asks(question->warning, NULL, query_needs_baseline);
	choose_columns(check);
	return check;
}

static void drop_gaps(struct check *check)
{
	for (size_t i = 0; i < check->gaps.count; i++)
		free(check->gaps.items[i]);
	array_clear(&check->gaps);
}

void check_free(struct check *check)
{
	if (!check)
		return;
	for (size_t i = 0; i < check->found.count; i++)
		check_drop(check, &check->found.items[i]);
	drop_gaps(check);
	array_free(&check->gaps);
	array_free(&check->found);
	array_free(&check->columns);
	table_free(&check->table);
	free(check->baseline);
	free(check);
}

static enum truth truth_of(const struct filter *filter, const struct row *row)
{
	return filter ? filter_judge_strict(filter, row) : TRUTH_FALSE;
}

/* Of one that came up while we looked rates and owners are not known yet: that is no
 * reason to wake somebody up. The next check will know. */
static enum check_status judge(const struct check *check, const struct row *row)
{
	enum truth critical = truth_of(check->question.critical, row), warning;

	if (critical == TRUTH_TRUE)
		return CHECK_CRITICAL;
	warning = truth_of(check->question.warning, row);
	if (warning == TRUTH_TRUE)
		return CHECK_WARNING;
	if ((critical == TRUTH_UNKNOWN || warning == TRUTH_UNKNOWN) && !row_is_new(row))
		return CHECK_UNKNOWN;
	return CHECK_OK;
}

/* Among the first `count`, which are sorted. */
static struct found *find(const struct check *check, size_t count, const struct listener_id *id)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = listener_id_compare(id, &check->found.items[middle].id);

		if (order == 0)
			return &check->found.items[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static void consider(struct check *check, size_t before, const struct row *row)
{
	enum check_status status = judge(check, row);
	struct found *found;
	size_t turn;

	if (status == CHECK_OK)
		return;
	found = find(check, before, &row->listener->id);
	if (!found) {
		struct found described = check_describe(check, row, status);

		*array_add(&check->found) = described;
	} else if (check_is_worse(found, row, status)) {
		turn = found->turn;
		check_drop(check, found);
		*found = check_describe(check, row, status);
		found->turn = turn;
	}
}

/* They are judged anew, or gone. */
static void forget_unknown(struct check *check)
{
	size_t kept = 0;

	for (size_t i = 0; i < check->found.count; i++) {
		struct found *found = &check->found.items[i];

		if (found->status == CHECK_UNKNOWN)
			check_drop(check, found);
		else
			check->found.items[kept++] = *found;
	}
	check->found.count = kept;
}

static int by_id(const void *a, const void *b, void *arg)
{
	const struct found *x = a, *y = b;

	(void)arg;
	return listener_id_compare(&x->id, &y->id);
}

static void count_row(struct check *check, const struct row *row)
{
	if (listener_listens(row->listener) && !row_is_gone(row)) {
		check->listening++;
		check->unexpected += facts_have(&row->listener->facts, FACT_UNEXPECTED, 1);
	}
	check->missing += facts_have(&row->listener->facts, FACT_MISSING, 1);
}

static void note_baseline(struct check *check, const struct scene *scene)
{
	const struct snapshot *snap = scene_snapshot(scene);
	const char *path = overview_baseline(scene);

	free(check->baseline);
	check->baseline = path ? memory_text(path) : NULL;
	check->bad_lines = snap ? snap->baseline.bad_lines : 0;
	check->first_bad = snap ? snap->baseline.first_bad : 0;
}

static void note_gaps(struct check *check, const struct snapshot *snap, bool owners)
{
	char buffer[256];

	for (size_t i = 0; snap && i < snap->gaps.count; i++) {
		struct text text = TEXT_OVER(buffer);

		if ((strcmp(snap->gaps.items[i].source, "owner") == 0) != owners)
			continue;
		gap_sentence(&snap->gaps.items[i], &text);
		*array_add(&check->gaps) = check_keep_text(&text);
	}
}

void check_add(struct check *check, const struct scene *scene)
{
	const struct snapshot *snap = scene_snapshot(scene);
	size_t before;

	forget_unknown(check);
	before = check->found.count;
	check->listening = check->unexpected = check->missing = 0;
	table_fill(&check->table, &check->view, scene, TABLE_SORT);
	for (size_t r = 0; r < check->table.rows.count; r++) {
		const struct row *row = &check->table.rows.items[r];

		count_row(check, row);
		consider(check, before, row);
	}
	array_sort(&check->found, by_id, NULL);
	note_baseline(check, scene);
	drop_gaps(check);
	note_gaps(check, snap, true);
	note_gaps(check, snap, false);
}

enum check_status check_status(const struct check *check)
{
	enum check_status worst = CHECK_OK;

	if (check->needs_baseline && (!check->baseline || check->bad_lines))
		worst = CHECK_UNKNOWN;
	for (size_t i = 0; i < check->found.count; i++)
		if (check_rank(check->found.items[i].status) > check_rank(worst))
			worst = check->found.items[i].status;
	return worst;
}
