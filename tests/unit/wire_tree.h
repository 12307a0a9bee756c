/* wire_tree.h - a directory of a test's own, with files in it, removed at the end. */
#ifndef LSN_TESTS_WIRE_TREE_H
#define LSN_TESTS_WIRE_TREE_H

#include "base/text.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tree {
	char path[PATH_MAX];
};

static inline int tree_remove_one(const char *path, const struct stat *stat, int type,
				  struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int tree_make(void **state)
{
	const char *base = getenv("TMPDIR");
	struct tree *tree = calloc(1, sizeof *tree);
	struct text path;

	if (!tree)
		return -1;
	path = TEXT_OVER(tree->path);
	text_format(&path, "%s/lsntop-test-XXXXXX", base ? base : "/tmp");
	*state = tree;
	return mkdtemp(tree->path) ? 0 : -1;
}

static inline int tree_remove(void **state)
{
	struct tree *tree = *state;

	nftw(tree->path, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(tree);
	return 0;
}

/* The path of something in the tree; good until the next but three. */
static inline const char *tree_path(const struct tree *tree, const char *name)
{
	static char paths[4][PATH_MAX + 128];
	static unsigned next;
	char *path = paths[next++ % 4];

	struct text text = text_over(path, sizeof paths[0]);

	text_format(&text, "%s/%s", tree->path, name);
	return path;
}

/* Makes a file and the directories that lead to it. */
static inline void tree_write_bytes(const struct tree *tree, const char *name, const void *bytes,
				    size_t size)
{
	char path[PATH_MAX + 128];
	struct text text = TEXT_OVER(path);
	int fd;

	text_format(&text, "%s/%s", tree->path, name);
	for (char *at = path + strlen(tree->path) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		abort();
	close(fd);
}

static inline void tree_write(const struct tree *tree, const char *name, const char *content)
{
	tree_write_bytes(tree, name, content, strlen(content));
}

/* What a file holds, at most 64 KiB, NUL-terminated; "" where there is none.
 * Good until the next. */
static inline const char *tree_read(const struct tree *tree, const char *name)
{
	static char content[65536];
	int fd = open(tree_path(tree, name), O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? 0 : read(fd, content, sizeof content - 1);

	if (fd >= 0)
		close(fd);
	content[size > 0 ? size : 0] = '\0';
	return content;
}

/* Permission bits, -1 where there is nothing. */
static inline int tree_mode(const struct tree *tree, const char *name)
{
	struct stat stat;

	return lstat(tree_path(tree, name), &stat) < 0 ? -1 : (int)(stat.st_mode & 07777);
}

#endif
