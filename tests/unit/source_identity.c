/* source_identity.c - children of ours, who they are, and what holding them costs. */
#include "source/identity.h"

#include "source_host.h"

#include "source/owner_map.h"
#include "source/owner_scan.h"
#include "source/sources.h"
#include "wire/pidfd.h"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { CHILDREN = 3 };

struct live {
	struct host *host;
	struct identities with;
	int socket;
	uint32_t inode;
	pid_t pids[CHILDREN];
};

static size_t count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static pid_t born(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		/* A test that fails leaves nobody behind. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(0);
	}
	return pid;
}

static void buried(pid_t *pid)
{
	kill(*pid, SIGKILL);
	assert_int_equal(waitpid(*pid, NULL, 0), *pid);
	*pid = 0;
}

/* Children that hold a socket which we let go of, so that they alone do. */
static int make_live(void **state)
{
	struct live *live = calloc(1, sizeof *live);
	char line[256];
	struct text why = TEXT_OVER(line);
	struct stat stat;

	if (!live || host_open(NULL, &live->host, &why) != 0)
		return -1;
	live->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	fstat(live->socket, &stat);
	live->inode = (uint32_t)stat.st_ino;
	for (size_t i = 0; i < CHILDREN; i++)
		live->pids[i] = born();
	close(live->socket);
	identities_open(&live->with, live->host);
	*state = live;
	return 0;
}

static int remove_live(void **state)
{
	struct live *live = *state;

	for (size_t i = 0; i < CHILDREN; i++)
		if (live->pids[i])
			buried(&live->pids[i]);
	host_close(live->host);
	free(live);
	return 0;
}

static void need_pidfds(const struct live *live)
{
	if (!live->with.by_pidfd)
		skip();
}

static void check_who(void **state)
{
	struct live *live = *state;
	struct identity id, again, other;
	size_t before = count_descriptors();
	int fd;

	need_pidfds(live);
	assert_true(identity_take(&live->with, live->pids[0], &id));
	assert_true(identity_take(&live->with, live->pids[0], &again));
	assert_true(identity_take(&live->with, live->pids[1], &other));
	assert_int_equal(pidfd_hold(live->pids[0], &fd), 0);
	assert_int_equal(id.by_inode, pidfd_identity(fd) != 0);
	assert_int_equal(id.number, id.by_inode ? pidfd_identity(fd) : id.start);
	assert_int_not_equal(id.start, 0);
	pidfd_release(fd);
	assert_true(identity_is_same(&id, &again));
	if (id.by_inode)
		assert_false(identity_is_same(&id, &other));
	identity_drop(&live->with, &id);
	identity_drop(&live->with, &again);
	identity_drop(&live->with, &other);
	assert_int_equal(id.number, 0);
	assert_int_equal(count_descriptors(), before);
}

static void check_lasts(void **state)
{
	struct live *live = *state;
	struct identity held, loose;
	pid_t pid = live->pids[0];
	size_t before = count_descriptors();

	need_pidfds(live);
	assert_true(identity_take(&live->with, pid, &held));
	assert_true(identity_take(&live->with, pid, &loose));
	live->with.most = 0;
	identity_keep(&live->with, &loose);
	assert_false(loose.is_held);
	assert_int_equal(loose.number, held.number);
	assert_true(identity_lasts(&live->with, pid, &held));
	assert_true(identity_lasts(&live->with, pid, &loose));
	/* The same pid, another life; and one that began within the same clock tick. */
	loose.number++;
	loose.start += !loose.by_inode;
	assert_false(identity_lasts(&live->with, pid, &loose));
	loose.number--;
	buried(&live->pids[0]);
	assert_false(identity_lasts(&live->with, pid, &held));
	assert_false(identity_lasts(&live->with, pid, &loose));
	assert_false(identity_take(&live->with, pid, &loose));
	identity_drop(&live->with, &held);
	assert_int_equal(count_descriptors(), before);
}

static void check_same(void **state)
{
	static const struct { struct identity a, b; bool same; } cases[] = {
		{ { .number = 5, .start = 200, .by_inode = true },
		  { .number = 5, .start = 200, .by_inode = true }, true },
		{ { .number = 5, .start = 200, .by_inode = true },
		  { .number = 6, .start = 200, .by_inode = true }, false },
		/* There was no descriptor to spare for one of them. */
		{ { .number = 5, .start = 200, .by_inode = true }, { .number = 200, .start = 200 },
		  true },
		{ { .number = 200, .start = 200 }, { .number = 5, .start = 201, .by_inode = true },
		  false },
		{ { .number = 200, .start = 200 }, { .number = 201, .start = 201 }, false },
		{ { .number = 200, .start = 200 }, { .start = 0 }, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(identity_is_same(&cases[i].a, &cases[i].b), cases[i].same);
		assert_int_equal(identity_is_same(&cases[i].b, &cases[i].a), cases[i].same);
	}
}

static void check_room(void **state)
{
	struct live *live = *state;
	struct identity ids[CHILDREN], moved;
	size_t before = count_descriptors();

	need_pidfds(live);
	assert_in_range(live->with.most, 1, SIZE_MAX);
	live->with.most = 2;
	for (size_t i = 0; i < CHILDREN; i++) {
		assert_true(identity_take(&live->with, live->pids[i], &ids[i]));
		identity_keep(&live->with, &ids[i]);
		identity_keep(&live->with, &ids[i]);
	}
	assert_int_equal(live->with.kept, 2);
	assert_int_equal(count_descriptors(), before + 2);
	assert_false(ids[2].is_held);
	moved = identity_move(&ids[0]);
	identity_drop(&live->with, &ids[0]);
	assert_int_equal(live->with.kept, 2);
	identity_drop(&live->with, &moved);
	identity_drop(&live->with, &ids[1]);
	identity_drop(&live->with, &ids[2]);
	assert_int_equal(live->with.kept, 0);
	assert_int_equal(count_descriptors(), before);
}

/* A map with one socket, and what finds it. */
struct search {
	struct owner_map map;
	struct owner_scan scan;
};

static void begin(struct search *search, const struct live *live)
{
	struct snapshot *snap = snapshot_new((struct instant){ 0 });

	*search = (struct search){ 0 };
	search->map.identities = live->with;
	search->scan.map = &search->map;
	search->scan.fs = live->with.fs;
	snapshot_add_listener(snap)->inode = live->inode;
	owner_map_follow(&search->map, snap, 1);
	snapshot_free(snap);
}

static void end(struct search *search)
{
	owner_map_free(&search->map);
	owner_scan_free(&search->scan);
}

/* Held while it holds something, and not a moment longer. */
static void check_held_with_its_socket(void **state)
{
	struct live *live = *state;
	struct search search;
	struct holder *holder, *none;
	struct snapshot *snap = snapshot_new((struct instant){ 0 });
	size_t before = count_descriptors();
	uint64_t number;

	need_pidfds(live);
	begin(&search, live);
	holder = owner_map_add_process(&search.map, live->pids[0]);
	none = owner_map_add_process(&search.map, getpid());
	assert_true(owner_scan_process(&search.scan, none, UINT64_MAX));
	assert_int_equal(count_descriptors(), before);
	assert_true(owner_scan_process(&search.scan, holder, UINT64_MAX));
	number = holder->identity.number;
	assert_non_null(holder->holdings);
	assert_true(holder->identity.is_held);
	assert_int_equal(count_descriptors(), before + 1);
	/* Again and again it is the same. */
	for (int i = 0; i < 3; i++)
		assert_true(owner_scan_process(&search.scan, holder, UINT64_MAX));
	assert_int_equal(holder->identity.number, number);
	assert_int_equal(search.map.identities.kept, 1);
	assert_int_equal(count_descriptors(), before + 1);
	/* The listener closes. */
	owner_map_follow(&search.map, snap, 2);
	assert_int_equal(holder->identity.number, 0);
	assert_int_equal(search.map.identities.kept, 0);
	assert_int_equal(count_descriptors(), before);
	snapshot_free(snap);
	end(&search);
}

/* The pid went to a process that holds the same socket by the same number, and whose start
 * time is the same too: that of the other is forgotten with all it held. */
static void check_taken_over(void **state)
{
	struct live *live = *state;
	struct search search;
	struct holder *holder;
	struct identity heir;
	size_t before = count_descriptors();

	need_pidfds(live);
	begin(&search, live);
	holder = owner_map_add_process(&search.map, live->pids[0]);
	assert_true(owner_scan_process(&search.scan, holder, UINT64_MAX));
	/* Pids cannot be chosen here: that of the map is another child's at once. */
	assert_true(identity_take(&live->with, live->pids[1], &heir));
	buried(&live->pids[0]);
	HASH_DEL(search.map.holders, holder);
	holder->pid = live->pids[1];
	HASH_ADD(hh, search.map.holders, pid, sizeof holder->pid, holder);
	holder->identity.start = heir.start;
	assert_true(owner_scan_process(&search.scan, holder, UINT64_MAX));
	assert_int_equal(holder->identity.number, heir.number);
	assert_int_equal(search.map.holding_count, 1);
	assert_int_equal(search.map.identities.kept, 1);
	identity_drop(&live->with, &heir);
	end(&search);
	assert_int_equal(count_descriptors(), before);
}

/* Without room for any, who it is is known all the same. */
static void check_no_room(void **state)
{
	struct live *live = *state;
	struct search search;
	struct holder *holder;
	size_t before = count_descriptors();

	need_pidfds(live);
	begin(&search, live);
	search.map.identities.most = 0;
	holder = owner_map_add_process(&search.map, live->pids[0]);
	for (int i = 0; i < 3; i++)
		assert_true(owner_scan_process(&search.scan, holder, UINT64_MAX));
	assert_int_equal(search.map.holding_count, 1);
	assert_false(holder->identity.is_held);
	assert_int_not_equal(holder->identity.number, 0);
	assert_int_equal(count_descriptors(), before);
	end(&search);
}

/* What was found may be no listener's any more when its finder is known. */
static void check_held_nothing(void **state)
{
	struct live *live = *state;
	struct search search;
	struct holder *holder;
	struct identity id;
	size_t before = count_descriptors();

	need_pidfds(live);
	begin(&search, live);
	holder = owner_map_add_process(&search.map, live->pids[0]);
	assert_true(identity_take(&live->with, live->pids[0], &id));
	owner_map_identify(&search.map, holder, id);
	assert_int_equal(holder->identity.number, 0);
	assert_int_equal(count_descriptors(), before);
	end(&search);
}

static void add_listener(struct snapshot *snap, void *arg)
{
	snapshot_add_listener(snap)->inode = *(uint32_t *)arg;
}

static struct snapshot *tick(struct source *source, uint64_t at, uint32_t inode)
{
	struct snapshot *snap = snapshot_new((struct instant){ .monotonic = at * CLOCK_SECOND });

	add_listener(snap, &inode);
	source->collect(source, snap, UINT64_MAX);
	snapshot_seal(snap);
	return snap;
}

/* The source as a whole: who ended is gone from the very next snapshot. */
static void check_source(void **state)
{
	struct live *live = *state;
	struct source *source = source_owner(live->host);
	size_t before = count_descriptors(), still;
	struct snapshot *snap = tick(source, 1, live->inode);

	assert_int_equal(snap->listeners.items[0].owner_count, CHILDREN);
	for (uint32_t i = 0; i < CHILDREN; i++) {
		const struct process *process = &snap->processes.items[i];
		struct identity id;

		assert_true(identity_take(&live->with, process->id.pid, &id));
		assert_int_equal(process->id.identity, id.number);
		assert_int_equal(process->start, id.start);
		assert_int_not_equal(process->start, 0);
		identity_drop(&live->with, &id);
	}
	snapshot_free(snap);
	still = count_descriptors();
	assert_in_range(still, before, before + CHILDREN + 1);
	buried(&live->pids[1]);
	snap = tick(source, 2, live->inode);
	assert_int_equal(snap->listeners.items[0].owner_count, CHILDREN - 1);
	snapshot_free(snap);
	if (live->with.by_pidfd)
		assert_int_equal(count_descriptors(), still - 1);
	source->close(source);
	assert_int_equal(count_descriptors(), before);
}

/* In a copy the pids are another machine's: nobody here is taken hold of. */
static void check_copy(void **state)
{
	struct testhost *made = *state;
	struct identities with;
	struct identity id;
	char where[32];
	struct text text = TEXT_OVER(where);

	text_format(&text, "proc/%d", (int)getpid());
	add_process(made, getpid(), "a", 200);
	tree_write(made->tree, "proc/self/stat", "");
	identities_open(&with, testhost_open(made));
	assert_false(with.by_pidfd);
	assert_true(identity_take(&with, getpid(), &id));
	assert_false(id.is_held);
	assert_false(id.by_inode);
	assert_int_equal(id.number, 200);
	assert_int_equal(id.start, 200);
	assert_true(identity_lasts(&with, getpid(), &id));
	add_process(made, getpid(), "b", 201);
	assert_false(identity_lasts(&with, getpid(), &id));
	/* What cannot be read says nothing. */
	testhost_remove_at(made, where);
	assert_true(identity_lasts(&with, getpid(), &id));
	identity_drop(&with, &id);
}

#define LIVE(check) cmocka_unit_test_setup_teardown(check, make_live, remove_live)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(check_who),
		LIVE(check_lasts),
		cmocka_unit_test(check_same),
		LIVE(check_room),
		LIVE(check_held_with_its_socket),
		LIVE(check_taken_over),
		LIVE(check_no_room),
		LIVE(check_held_nothing),
		LIVE(check_source),
		cmocka_unit_test_setup_teardown(check_copy, testhost_make, testhost_remove),
	};

	return cmocka_run_group_tests_name("source_identity", tests, NULL, NULL);
}
