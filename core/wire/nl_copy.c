/* nl_copy.c - a conversation as a captured host holds it: files of frames. */
#include "wire/nl_private.h"

#include "base/memory.h"
#include "base/text.h"
#include "wire/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct copy_line {
	struct nl_line line;
	int dir;                        /* negative: nothing was captured */
	int file;                       /* the dump being read; negative: none */
};

static int open_dump(int dir, const char *label)
{
	char path[64];
	struct text text = TEXT_OVER(path);
	struct stat stat;
	int fd;

	text_format(&text, "%s.nl", label);
	fd = text.cut ? -ENAMETOOLONG : descriptor_open_beneath(dir, path, O_RDONLY);
	if (fd < 0)
		return fd == -ENOENT ? -ENODATA : fd;
	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode)) {
		close(fd);
		return -EBADMSG;
	}
	return fd;
}

static int copy_send(struct nl_line *line, const struct nlmsghdr *request, const char *label)
{
	struct copy_line *copy = (struct copy_line *)line;

	(void)request;
	descriptor_close(copy->file);
	copy->file = -1;
	if (copy->dir < 0)
		return -ENODATA;
	copy->file = open_dump(copy->dir, label);
	return copy->file < 0 ? copy->file : 0;
}

/* 1 where all was read, 0 where the file ends before it, -EBADMSG within it. */
static int read_exactly(int fd, void *buffer, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = descriptor_read(fd, (char *)buffer + length, size - length);

		if (got < 0)
			return (int)got;
		if (got == 0)
			return length ? -EBADMSG : 0;
		length += (size_t)got;
	}
	return 1;
}

/* A file that ends before the dump does is a dump that never came to its end
 * when it was captured: no more will come. */
static int copy_receive(struct nl_line *line, struct nl_datagram *datagram, uint64_t deadline)
{
	struct copy_line *copy = (struct copy_line *)line;
	uint32_t length;
	size_t taken;
	int got;

	(void)deadline;
	if (copy->file < 0)
		return -ETIMEDOUT;
	got = read_exactly(copy->file, &length, sizeof length);
	if (got <= 0)
		return got ? got : -ETIMEDOUT;
	if (length == 0 || length > NL_ROOM_MAX)
		return -EBADMSG;
	taken = length < datagram->room ? length : datagram->room;
	got = read_exactly(copy->file, datagram->bytes, taken);
	if (got <= 0)
		return got ? got : -EBADMSG;
	if (taken < length && lseek(copy->file, (off_t)(length - taken), SEEK_CUR) < 0)
		return -errno;
	datagram->size = length;
	datagram->sender = 0;
	return 0;
}

static void copy_close(struct nl_line *line)
{
	struct copy_line *copy = (struct copy_line *)line;

	descriptor_close(copy->file);
	descriptor_close(copy->dir);
	free(copy);
}

struct nl_line *nl_line_copy(int dir)
{
	struct copy_line *copy = memory_alloc(1, sizeof *copy);

	copy->dir = dir;
	copy->file = -1;
	copy->line = (struct nl_line){
		.is_copy = true,
		.send = copy_send,
		.receive = copy_receive,
		.close = copy_close,
	};
	return &copy->line;
}
