/* tui_pane.c - cursor, order, tags of a pane. */
#include "tui/pane.h"

#include "table/column.h"
#include "tests/unit/crowd.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void open_pane(struct crowd *crowd, struct pane *pane)
{
	struct query query;

	crowd_open(crowd, 80, 24, true);
	query_init(&query, TABLE_LISTENERS, 80);
	pane_init(pane, &query);
	assert_int_equal(query.columns.count, 0);
}

static void close_pane(struct crowd *crowd, struct pane *pane)
{
	pane_free(pane);
	crowd_close(crowd);
}

static void tick(struct crowd *crowd, struct pane *pane, unsigned ticks)
{
	while (ticks--) {
		crowd_tick(crowd);
		pane_fill(pane, &crowd->scene, crowd_now(crowd));
	}
}

static void draw(struct crowd *crowd, struct pane *pane, unsigned height)
{
	struct look look = { .ascii = true };

	canvas_clear(&crowd->canvas, 80, height);
	pane_draw(pane, &crowd->canvas, 0, height, &look, &crowd->scene, crowd_now(crowd));
}

static uint64_t under_cursor(const struct pane *pane)
{
	return pane_row(pane)->listener->id.number;
}

static const struct column *find(const char *key)
{
	return column_find(TABLE_LISTENERS, key, strlen(key));
}

/* The user has not moved: whatever is on top is under the cursor. */
static void check_cursor_unbound(void **state)
{
	struct crowd crowd;
	struct pane pane;

	(void)state;
	open_pane(&crowd, &pane);
	tick(&crowd, &pane, 1);
	draw(&crowd, &pane, 10);
	tick(&crowd, &pane, 40);
	assert_int_equal(pane.list.cursor, 0);
	assert_false(pane.held);
	close_pane(&crowd, &pane);
}

static void check_cursor_is_the_sockets(void **state)
{
	struct crowd crowd;
	struct pane pane;
	uint64_t chosen;

	(void)state;
	open_pane(&crowd, &pane);
	tick(&crowd, &pane, 1);
	draw(&crowd, &pane, 24);
	pane_move(&pane, COMMAND_DOWN, crowd_now(&crowd));
	pane_move(&pane, COMMAND_DOWN, crowd_now(&crowd));
	chosen = under_cursor(&pane);
	pane_sort(&pane, find("local"), true);
	tick(&crowd, &pane, 1);
	assert_int_equal(under_cursor(&pane), chosen);
	assert_int_not_equal(pane.list.cursor, 2);
	close_pane(&crowd, &pane);
}

/* From the first move until ten idle seconds or Esc. */
static void check_order_held(void **state)
{
	struct crowd crowd;
	struct pane pane;
	struct row_id top;

	(void)state;
	open_pane(&crowd, &pane);
	tick(&crowd, &pane, 8);
	draw(&crowd, &pane, 24);
	pane_move(&pane, COMMAND_DOWN, crowd_now(&crowd));
	assert_true(pane.held);
	/* 8080 would pass 443 at tick 8, 443 passes it later. */
	top = pane.table.ids.items[0];
	tick(&crowd, &pane, 9);
	assert_true(pane.held);
	assert_int_equal(row_id_compare(&top, &pane.table.ids.items[0]), 0);
	tick(&crowd, &pane, 1);
	assert_false(pane.held);
	pane_move(&pane, COMMAND_UP, crowd_now(&crowd));
	assert_true(pane_release(&pane));
	assert_false(pane_release(&pane));
	close_pane(&crowd, &pane);
}

/* Sort keys act at once, even while the order is held. */
static void check_sort_at_once(void **state)
{
	struct crowd crowd;
	struct pane pane;

	(void)state;
	open_pane(&crowd, &pane);
	tick(&crowd, &pane, 2);
	draw(&crowd, &pane, 24);
	pane_move(&pane, COMMAND_DOWN, crowd_now(&crowd));
	pane_sort(&pane, find("backlog"), false);
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_int_equal(pane.table.rows.items[0].listener->protocol, PROTOCOL_UDP);
	assert_true(pane_is_descending(&pane));
	pane_reverse(&pane);
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_int_equal(pane.table.rows.items[0].listener->id.number, 54528);
	assert_false(pane_is_descending(&pane));
	close_pane(&crowd, &pane);
}

/* Not each tick: a row that moves costs bytes and readers. */
static void check_sorted_every_five_seconds(void **state)
{
	struct crowd crowd;
	struct pane pane;
	uint64_t first;

	(void)state;
	open_pane(&crowd, &pane);
	tick(&crowd, &pane, 1);
	first = pane.sorted_at;
	tick(&crowd, &pane, 4);
	assert_int_equal(pane.sorted_at, first);
	tick(&crowd, &pane, 1);
	assert_int_equal(pane.sorted_at, crowd_now(&crowd));
	close_pane(&crowd, &pane);
}

static void check_sort_next(void **state)
{
	struct crowd crowd;
	struct pane pane;

	(void)state;
	open_pane(&crowd, &pane);
	assert_ptr_equal(pane_order(&pane), find("fill"));
	pane_sort_next(&pane, 1);
	assert_ptr_equal(pane_order(&pane), find("queue"));
	pane_sort_next(&pane, -1);
	assert_ptr_equal(pane_order(&pane), find("fill"));
	pane_sort_next(&pane, -1);
	assert_ptr_equal(pane_order(&pane), find("fill"));
	pane.query.order = find("trend");
	assert_false(column_is_sortable(find("trend")));
	assert_false(column_is_sortable(find("firewall")));
	close_pane(&crowd, &pane);
}

static void check_gone_row(void **state)
{
	struct crowd crowd;
	struct pane pane;
	size_t line;

	(void)state;
	open_pane(&crowd, &pane);
	tick(&crowd, &pane, 3);
	draw(&crowd, &pane, 24);
	pane_move(&pane, COMMAND_BOTTOM, crowd_now(&crowd));
	pane_move(&pane, COMMAND_UP, crowd_now(&crowd));
	pane_tag(&pane);
	line = pane.list.cursor;
	assert_int_equal(pane.tags.count, 1);
	crowd.gone = under_cursor(&pane);
	tick(&crowd, &pane, 1);
	assert_int_equal(pane.list.cursor, line);
	assert_int_not_equal(under_cursor(&pane), crowd.gone);
	assert_int_equal(pane.tags.count, 0);
	close_pane(&crowd, &pane);
}

static void check_follow(void **state)
{
	struct crowd crowd;
	struct pane pane;
	uint64_t chosen;

	(void)state;
	open_pane(&crowd, &pane);
	tick(&crowd, &pane, 3);
	draw(&crowd, &pane, 8);
	pane_move(&pane, COMMAND_DOWN, crowd_now(&crowd));
	chosen = under_cursor(&pane);
	assert_true(pane_follow(&pane, crowd_now(&crowd)));
	assert_false(pane.held);
	pane_sort(&pane, find("fill"), true);
	tick(&crowd, &pane, 1);
	assert_int_equal(under_cursor(&pane), chosen);
	assert_in_range(pane.list.cursor, pane.list.top, pane.list.top + pane.list.rows - 1);
	assert_true(pane.list.cursor > 7);
	crowd.gone = chosen;
	tick(&crowd, &pane, 1);
	assert_true(pane.lost);
	assert_false(pane.following);
	close_pane(&crowd, &pane);
}

static void check_tags(void **state)
{
	struct crowd crowd;
	struct pane pane;
	struct row_id id;

	(void)state;
	open_pane(&crowd, &pane);
	tick(&crowd, &pane, 3);
	id = pane.table.ids.items[0];
	pane_tag(&pane);
	assert_true(pane_is_tagged(&pane, &id));
	pane_tag(&pane);
	assert_false(pane_is_tagged(&pane, &id));
	pane_tag(&pane);
	pane_untag(&pane);
	assert_false(pane_is_tagged(&pane, &id));
	close_pane(&crowd, &pane);
}

static void check_user(void **state)
{
	struct crowd crowd;
	struct pane pane;
	char buffer[160];
	struct text why = TEXT_OVER(buffer);
	size_t all;

	(void)state;
	open_pane(&crowd, &pane);
	assert_true(selection_add_users(&pane.query.selection, "redis,root", &why));
	tick(&crowd, &pane, 1);
	all = pane.table.rows.count;
	pane_choose_user(&pane, "redis");
	tick(&crowd, &pane, 1);
	assert_int_equal(pane.table.rows.count, 3);
	pane_choose_user(&pane, "www-data");
	tick(&crowd, &pane, 1);
	assert_int_equal(pane.table.rows.count, 2);
	pane_choose_user(&pane, NULL);
	tick(&crowd, &pane, 1);
	assert_int_equal(pane.table.rows.count, all);
	assert_int_equal(pane.query.selection.users.count, 2);
	pane_choose_user(&pane, "redis");
	close_pane(&crowd, &pane);
}

static void check_nothing(void **state)
{
	struct crowd crowd;
	struct pane pane;

	(void)state;
	open_pane(&crowd, &pane);
	assert_null(pane_row(&pane));
	pane_move(&pane, COMMAND_DOWN, 1);
	pane_tag(&pane);
	pane_follow(&pane, 1);
	pane_put(&pane, 3, 1);
	assert_false(pane.bound);
	assert_false(pane.following);
	assert_int_equal(pane_row_at(&pane, 0, 1), -1);
	close_pane(&crowd, &pane);
}

static void open_workers(struct crowd *crowd, struct pane *pane, unsigned workers)
{
	open_pane(crowd, pane);
	crowd->workers = workers;
	pane_group(pane, GROUPING_REUSEPORT);
	tick(crowd, pane, 2);
	draw(crowd, pane, 24);
}

/* Puts the cursor on the group of port 9000 as a user would, and returns its place. */
static size_t go_to_group(struct crowd *crowd, struct pane *pane)
{
	for (size_t i = 0; i < pane->table.rows.count; i++) {
		if (!pane->table.rows.items[i].group)
			continue;
		pane_put(pane, i, crowd_now(crowd));
		return i;
	}
	fail_msg("no group");
	return 0;
}

static void check_fold(void **state)
{
	struct crowd crowd;
	struct pane pane;
	size_t at, count;

	(void)state;
	open_workers(&crowd, &pane, 4);
	at = go_to_group(&crowd, &pane);
	count = pane.table.rows.count;
	assert_false(pane_row(&pane)->group->open);
	assert_true(pane_fold(&pane, true));
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_int_equal(pane.list.cursor, at);
	assert_true(pane_row(&pane)->group->open);
	assert_int_equal(pane.table.rows.count, count + 4);
	/* From a member to the group's row. */
	pane_step(&pane, 3, crowd_now(&crowd));
	assert_true(pane_row(&pane)->member);
	assert_true(pane_fold(&pane, false));
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_int_equal(pane.list.cursor, at);
	assert_non_null(pane_row(&pane)->group);
	assert_int_equal(pane.table.rows.count, count);
	/* A row of its own has nothing to fold. */
	pane_put(&pane, at == 0 ? 1 : 0, crowd_now(&crowd));
	assert_false(pane_fold(&pane, true));
	assert_true(pane_fold_all(&pane));
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_int_equal(pane.table.rows.count, count + 4);
	assert_true(pane_fold_all(&pane));
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_int_equal(pane.table.rows.count, count);
	close_pane(&crowd, &pane);
}

/* All are folded: the cursor on a member goes to its group's row; on another row
 * it stays there, wherever that goes. */
static void check_fold_all_keeps_the_cursor(void **state)
{
	struct crowd crowd;
	struct pane pane;
	uint64_t chosen;
	size_t at;

	(void)state;
	open_workers(&crowd, &pane, 4);
	assert_false(pane.bound);
	assert_true(pane_fold_all(&pane));
	assert_true(pane.bound);
	assert_true(pane_fold_all(&pane));
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_true(pane_fold_all(&pane));
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	at = go_to_group(&crowd, &pane);
	pane_step(&pane, 1, crowd_now(&crowd));
	chosen = under_cursor(&pane);
	assert_true(pane_fold_all(&pane));
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_int_equal(under_cursor(&pane), chosen);
	assert_int_equal(pane.list.cursor, at + 5);
	pane_put(&pane, at + 2, crowd_now(&crowd));
	assert_true(pane_fold_all(&pane));
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	assert_int_equal(pane.list.cursor, at);
	assert_non_null(pane_row(&pane)->group);
	close_pane(&crowd, &pane);
}

/* Opening is looking, not sorting: the others stay where they are. */
static void check_fold_moves_nothing(void **state)
{
	struct crowd crowd;
	struct pane pane;
	struct row_id last;

	(void)state;
	open_workers(&crowd, &pane, 4);
	go_to_group(&crowd, &pane);
	pane_release(&pane);
	tick(&crowd, &pane, 1);
	tick(&crowd, &pane, 4);
	last = pane.table.ids.items[pane.table.ids.count - 1];
	/* It would be sorted now. */
	crowd.scene.tick++;
	pane_fold(&pane, true);
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd) + 6 * CLOCK_SECOND);
	assert_int_equal(row_id_compare(&last, &pane.table.ids.items[pane.table.ids.count - 1]), 0);
	assert_int_not_equal(pane.sorted_at, crowd_now(&crowd) + 6 * CLOCK_SECOND);
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd) + 6 * CLOCK_SECOND);
	assert_int_equal(pane.sorted_at, crowd_now(&crowd) + 6 * CLOCK_SECOND);
	close_pane(&crowd, &pane);
}

/* By another thing, or by none: what was told of is still told of. */
static void check_regroup(void **state)
{
	struct crowd crowd;
	struct pane pane;
	uint64_t worst;

	(void)state;
	open_workers(&crowd, &pane, 4);
	go_to_group(&crowd, &pane);
	worst = under_cursor(&pane);
	assert_int_equal(worst, 80002);
	/* The group by its sum, its members by what is theirs. */
	pane_sort(&pane, find("cookie"), false);
	tick(&crowd, &pane, 1);
	assert_int_equal(under_cursor(&pane), worst);
	pane_group(&pane, GROUPING_NONE);
	tick(&crowd, &pane, 1);
	assert_null(pane_row(&pane)->group);
	assert_int_equal(under_cursor(&pane), worst);
	pane_group(&pane, GROUPING_UNIT);
	tick(&crowd, &pane, 1);
	assert_string_equal(pane_row(&pane)->group->name, "gunicorn.service");
	pane_group(&pane, GROUPING_REUSEPORT);
	tick(&crowd, &pane, 1);
	assert_string_equal(pane_row(&pane)->group->name, "0.0.0.0:9000");
	/* Nobody has moved: it stays at the top. */
	pane.bound = false;
	tick(&crowd, &pane, 1);
	pane_group(&pane, GROUPING_UNIT);
	tick(&crowd, &pane, 1);
	assert_int_equal(pane.list.cursor, 0);
	close_pane(&crowd, &pane);
}

/* Workers go down to one, and come back. */
static void check_group_dissolves(void **state)
{
	struct crowd crowd;
	struct pane pane;

	(void)state;
	open_workers(&crowd, &pane, 2);
	go_to_group(&crowd, &pane);
	pane_tag(&pane);
	crowd.workers = 1;
	tick(&crowd, &pane, 1);
	assert_null(pane_row(&pane)->group);
	assert_int_equal(under_cursor(&pane), 80000);
	pane_tag(&pane);
	crowd.workers = 3;
	tick(&crowd, &pane, 1);
	assert_non_null(pane_row(&pane)->group);
	assert_int_equal(pane_row(&pane)->group->count, 3);
	/* Folded away is not gone. */
	tick(&crowd, &pane, 1);
	assert_int_not_equal(pane.tags.count, 0);
	crowd.workers = 0;
	tick(&crowd, &pane, 1);
	assert_int_equal(pane.tags.count, 0);
	close_pane(&crowd, &pane);
}

static void has_line(const struct canvas *canvas, const char *words)
{
	char line[CROWD_LINE];

	for (unsigned y = 0; y < canvas->height; y++) {
		canvas_line(canvas, y, line, sizeof(line));
		if (strstr(line, words))
			return;
	}
	fail_msg("no line has '%s'", words);
}

static void draw_wide(struct crowd *crowd, struct pane *pane, bool ascii)
{
	struct look look = { .ascii = ascii, .service_names = true };

	canvas_clear(&crowd->canvas, 150, 24);
	crowd->canvas.ascii = ascii;
	pane_draw(pane, &crowd->canvas, 0, 24, &look, &crowd->scene, crowd_now(crowd));
}

/* A sign, how many, who is stuck; members below it, further in. */
static void check_group_is_seen(void **state)
{
	struct crowd crowd;
	struct pane pane;

	(void)state;
	open_workers(&crowd, &pane, 4);
	draw_wide(&crowd, &pane, true);
	has_line(&crowd.canvas, " tcp   0.0.0.0:9000 x4 ");
	has_line(&crowd.canvas, "!> 102%  ");
	has_line(&crowd.canvas, " 4000+3 4002 stopped: ");
	/* No member's past is the group's. */
	has_line(&crowd.canvas, " 67/256   65 -   ");
	assert_false(pane.bound);
	assert_true(pane_fold(&pane, true));
	assert_true(pane.bound);
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	draw_wide(&crowd, &pane, true);
	has_line(&crowd.canvas, "!v 102%  ");
	has_line(&crowd.canvas, " tcp     0.0.0.0:9000 ");
	has_line(&crowd.canvas, " tcp   0.0.0.0:https ");
	draw_wide(&crowd, &pane, false);
	has_line(&crowd.canvas, "!\u25be 102%  ");
	pane_fold(&pane, false);
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	draw_wide(&crowd, &pane, false);
	has_line(&crowd.canvas, "!\u25b8 102%  ");
	pane_tag(&pane);
	draw_wide(&crowd, &pane, false);
	has_line(&crowd.canvas, "!* 102%  ");
	/* A name is not the address of one of them, with its port spelt out. */
	pane_group(&pane, GROUPING_OWNER);
	pane_fill(&pane, &crowd.scene, crowd_now(&crowd));
	draw_wide(&crowd, &pane, true);
	has_line(&crowd.canvas, " nginx(1234) x2 ");
	close_pane(&crowd, &pane);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_cursor_unbound),
		cmocka_unit_test(check_cursor_is_the_sockets),
		cmocka_unit_test(check_order_held),
		cmocka_unit_test(check_sort_at_once),
		cmocka_unit_test(check_sorted_every_five_seconds),
		cmocka_unit_test(check_sort_next),
		cmocka_unit_test(check_gone_row),
		cmocka_unit_test(check_follow),
		cmocka_unit_test(check_tags),
		cmocka_unit_test(check_user),
		cmocka_unit_test(check_nothing),
		cmocka_unit_test(check_fold),
		cmocka_unit_test(check_fold_all_keeps_the_cursor),
		cmocka_unit_test(check_fold_moves_nothing),
		cmocka_unit_test(check_regroup),
		cmocka_unit_test(check_group_dissolves),
		cmocka_unit_test(check_group_is_seen),
	};

	return cmocka_run_group_tests_name("tui/pane", tests, NULL, NULL);
}
