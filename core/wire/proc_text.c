/* proc_text.c - the texts of proc(5), but for those of the network, read without trust. */
#include "wire/proc_text.h"

#include "base/number.h"
#include "wire/piece.h"

#include <errno.h>
#include <string.h>

/* Raw since 4.18: a comm may hold brackets, blanks and newlines. */
static void copy_comm(const char *bytes, size_t size, struct proc_stat *stat)
{
	size_t taken = size < sizeof stat->comm ? size : sizeof stat->comm - 1;

	memcpy(stat->comm, bytes, taken);
	stat->comm[taken] = '\0';
}

/* The fields behind the comm, by the numbers that proc(5) gives them. */
enum { FIELD_FIRST = 3, FIELD_STATE = 3, FIELD_PARENT = 4, FIELD_FLAGS = 9, FIELD_UTIME = 14,
       FIELD_STIME = 15, FIELD_NICE = 19, FIELD_THREADS = 20, FIELD_START = 22, FIELD_RSS = 24,
       FIELDS };

int proc_stat_decode(const char *text, size_t size, struct proc_stat *stat)
{
	const char *open = memchr(text, '(', size);
	const char *close = memrchr(text, ')', size);
	struct piece fields[FIELDS] = { 0 }, rest, line;

	if (!open || !close || close < open)
		return -EBADMSG;
	rest = (struct piece){ close + 1, (size_t)(text + size - close - 1) };
	if (!piece_take_line(&rest, &line))
		return -EBADMSG;
	for (int field = FIELD_FIRST; field < FIELDS; field++)
		piece_take_word(&line, &fields[field]);
	if (fields[FIELD_STATE].size != 1)
		return -EBADMSG;

	*stat = (struct proc_stat){ .state = *fields[FIELD_STATE].at };
	copy_comm(open + 1, (size_t)(close - open - 1), stat);
	stat->times_known = piece_unsigned(&fields[FIELD_UTIME], &stat->utime) &&
			    piece_unsigned(&fields[FIELD_STIME], &stat->stime);
	stat->nice_known = piece_signed(&fields[FIELD_NICE], &stat->nice);
	stat->threads_known = piece_unsigned(&fields[FIELD_THREADS], &stat->threads);
	stat->start_known = piece_unsigned(&fields[FIELD_START], &stat->start);
	stat->rss_known = piece_unsigned(&fields[FIELD_RSS], &stat->rss);
	stat->parent_known = piece_u32(&fields[FIELD_PARENT], 10, &stat->parent);
	stat->flags_known = piece_unsigned(&fields[FIELD_FLAGS], &stat->flags);
	return 0;
}

bool proc_stat_lost_main_thread(const struct proc_stat *stat)
{
	return stat->state == 'Z' && stat->threads_known && stat->threads > 1;
}

/* The line that begins with `prefix`, without it. */
static bool find_line(const char *text, size_t size, const char *prefix, struct piece *line)
{
	struct piece rest = { text, size };

	while (piece_take_line(&rest, line))
		if (piece_take_prefix(line, prefix))
			return true;
	return false;
}

bool proc_status_uids(const char *text, size_t size, uint32_t *real, uint32_t *effective)
{
	struct piece line, first, second;
	uint32_t found;

	/* Real, effective, saved, file system. */
	if (!find_line(text, size, "Uid:", &line) || !piece_take_word(&line, &first) ||
	    !piece_take_word(&line, &second) || !piece_u32(&first, 10, &found) ||
	    !piece_u32(&second, 10, effective))
		return false;
	*real = found;
	return true;
}

bool proc_status_uid(const char *text, size_t size, uint32_t *uid)
{
	uint32_t real;

	return proc_status_uids(text, size, &real, uid);
}

unsigned proc_status_numbers(const char *text, size_t size)
{
	struct piece line, word;
	unsigned count = 0;

	if (!find_line(text, size, "NSpid:", &line))
		return 0;
	while (piece_take_word(&line, &word))
		count++;
	return count;
}

bool proc_status_capabilities(const char *text, size_t size, const char *name, uint64_t *set)
{
	struct piece rest = { text, size }, line, word;

	while (piece_take_line(&rest, &line))
		if (piece_take_key(&line, name))
			return piece_take_word(&line, &word) &&
			       number_unsigned(word.at, word.size, 16, set);
	return false;
}

static bool limits_soft(const char *text, size_t size, const char *name, uint64_t *limit)
{
	struct piece line, word;

	if (!find_line(text, size, name, &line) || !piece_take_word(&line, &word))
		return false;
	if (piece_is(&word, "unlimited")) {
		*limit = UINT64_MAX;
		return true;
	}
	return piece_unsigned(&word, limit);
}

bool proc_limits_files(const char *text, size_t size, uint64_t *limit)
{
	return limits_soft(text, size, "Max open files ", limit);
}

bool proc_limits_nice(const char *text, size_t size, uint64_t *limit)
{
	return limits_soft(text, size, "Max nice priority ", limit);
}

/* "4:memory:/path": a hierarchy's number, its controllers, and a path that may hold colons. */
static bool take_hierarchy(struct piece *line, struct piece *controllers)
{
	struct piece number;
	const char *colon;

	if (!piece_take_until(line, ':', &number) || !line->size)
		return false;
	colon = memchr(line->at, ':', line->size);
	if (!colon)
		return false;
	*controllers = (struct piece){ line->at, (size_t)(colon - line->at) };
	line->at = colon + 1;
	line->size -= controllers->size + 1;
	return line->size && *line->at == '/';
}

static int cgroup_rank(const struct piece *controllers)
{
	if (!controllers->size)
		return 3;
	return piece_is(controllers, "name=systemd") ? 2 : 1;
}

bool proc_cgroup_path(const char *text, size_t size, const char **path, size_t *length)
{
	struct piece rest = { text, size }, line, controllers, best = { 0 };
	int best_rank = -1;

	while (piece_take_line(&rest, &line)) {
		int rank = 0;

		if (!take_hierarchy(&line, &controllers))
			continue;
		if (line.size > 1)
			rank = cgroup_rank(&controllers);
		if (rank < best_rank || (rank == best_rank && line.size <= best.size))
			continue;
		best_rank = rank;
		best = line;
	}
	if (best_rank < 0)
		return false;
	*path = best.at;
	*length = best.size;
	return true;
}

bool proc_numbers(const char *text, size_t size, int64_t *values, size_t count)
{
	struct piece rest = { text, size }, line, word;
	int64_t found[PROC_NUMBERS];
	size_t i = 0;

	if (count > PROC_NUMBERS || !piece_take_line(&rest, &line) || rest.size)
		return false;
	while (i < count && piece_take_word(&line, &word) && piece_signed(&word, &found[i]))
		i++;
	if (i < count || piece_take_word(&line, &word))
		return false;
	memcpy(values, found, count * sizeof *values);
	return true;
}

bool proc_socket_link(const char *link, size_t size, uint32_t *inode)
{
	struct piece piece = { link, size };
	uint32_t number;

	if (!piece_take_prefix(&piece, "socket:[") || !piece.size ||
	    piece.at[piece.size - 1] != ']')
		return false;
	piece.size--;
	/* Inode 0 is what sock_diag says of sockets without a file. */
	if (!piece_u32(&piece, 10, &number) || number == 0)
		return false;
	*inode = number;
	return true;
}
