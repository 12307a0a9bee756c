/* netns_name.c - network namespaces that somebody gave a name, as ip-netns(8) does. */
#include "wire/netns_name.h"

#include "base/number.h"
#include "base/text.h"
#include "wire/host.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Where the second is not a link to the first, or somebody's own. */
static const char *const dirs[] = { "/run/netns", "/var/run/netns" };

/* A line end would make two lines of a capture's one. */
static bool is_better(const char *name, const char *than)
{
	size_t size = strlen(name);

	return name[0] != '.' && size < NETNS_NAME_SIZE && !strchr(name, '\n') &&
	       (!*than || strcmp(name, than) < 0);
}

static void look_into(const char *path, uint64_t inode, char best[NETNS_NAME_SIZE])
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		struct stat stat;

		/* Each is a namespace mounted on a file, or a link to one of a process. The
		 * file alone, when its namespace is gone, has a number that is none's: those
		 * of namespaces begin at 0xf0000000 (PROC_DYNAMIC_FIRST). */
		if (is_better(entry->d_name, best) &&
		    fstatat(dirfd(dir), entry->d_name, &stat, 0) == 0 && stat.st_ino == inode)
			memcpy(best, entry->d_name, strlen(entry->d_name) + 1);
	}
	closedir(dir);
}

/* Lines of "INODE NAME". */
static void look_into_copy(const struct host *host, uint64_t inode, char best[NETNS_NAME_SIZE])
{
	char *text;
	size_t size;

	if (host_read_etc(host, "netns", &text, &size) < 0)
		return;
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t digits = strcspn(line, " \n"), length = strcspn(line, "\n");
		uint64_t number;

		if (digits + 1 >= length || length - digits > NETNS_NAME_SIZE ||
		    !number_unsigned(line, digits, 10, &number) || number != inode)
			continue;
		memcpy(best, line + digits + 1, length - digits - 1);
		best[length - digits - 1] = '\0';
		break;
	}
	free(text);
}

static void note(struct host *host, uint64_t inode, const char *name)
{
	char buffer[NETNS_NAME_SIZE + 32];
	struct text line = TEXT_OVER(buffer);

	text_format(&line, "%llu ", (unsigned long long)inode);
	text_add(&line, name);
	host_note_etc(host, "netns", buffer);
}

bool netns_name_find(struct host *host, uint64_t inode, char name[NETNS_NAME_SIZE])
{
	char best[NETNS_NAME_SIZE] = "";

	if (!host_is_live(host)) {
		look_into_copy(host, inode, best);
	} else {
		for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
			look_into(dirs[i], inode, best);
	}
	if (!*best)
		return false;
	note(host, inode, best);
	memcpy(name, best, strlen(best) + 1);
	return true;
}
