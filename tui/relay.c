/* relay.c - a frame from memory to a terminal that may stall, in one write. */
#include "tui/relay.h"

#include "base/clock.h"
#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Kept from frame to frame; a bigger buffer is given back. */
enum { FRAME_KEEP = 16 * 1024 };

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* Hosts with vm.memfd_noexec=2 refuse a file that could be executed; kernels
 * before 6.3 do not know the flag. */
static int open_ink(void)
{
	int fd = memfd_create("frame", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("frame", MFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int relay_open(struct relay *relay, int out)
{
	int ink = open_ink();

	if (ink < 0)
		return ink;
	*relay = (struct relay){ .ink = ink, .out = out };
	return 0;
}

void relay_close(struct relay *relay)
{
	if (relay->ink >= 0)
		close(relay->ink);
	free(relay->frame);
	*relay = (struct relay){ .ink = -1, .out = -1, .gone = true };
}

bool relay_is_behind(const struct relay *relay)
{
	return relay->sent < relay->length;
}

/* Appends what the ink holds to the frame and empties the ink. */
static void collect(struct relay *relay)
{
	off_t end = lseek(relay->ink, 0, SEEK_CUR);
	ssize_t got;

	if (end <= 0)
		return;
	if (relay->room < relay->length + (size_t)end + 1) {
		relay->room = relay->length + (size_t)end + 1;
		relay->frame = memory_resize(relay->frame, relay->room, 1);
	}
	got = pread(relay->ink, relay->frame + relay->length, (size_t)end, 0);
	if (got > 0)
		relay->length += (size_t)got;
	/* Gives the pages back too. */
	if (ftruncate(relay->ink, 0) == 0)
		lseek(relay->ink, 0, SEEK_SET);
}

static void frame_done(struct relay *relay)
{
	relay->length = 0;
	relay->sent = 0;
	if (relay->room <= FRAME_KEEP)
		return;
	free(relay->frame);
	relay->frame = NULL;
	relay->room = 0;
}

bool relay_flush(struct relay *relay)
{
	ssize_t wrote;

	if (relay->gone)
		return false;
	if (!relay_is_behind(relay))
		return true;
	do {
		wrote = write(relay->out, relay->frame + relay->sent,
			      relay->length - relay->sent);
	} while (wrote < 0 && errno == EINTR);
	relay->writes++;
	if (wrote < 0 && errno != EAGAIN) {
		relay->gone = true;
		return false;
	}
	if (wrote > 0) {
		relay->sent += (size_t)wrote;
		relay->bytes += (uint64_t)wrote;
	}
	if (!relay_is_behind(relay))
		frame_done(relay);
	return true;
}

bool relay_send(struct relay *relay)
{
	collect(relay);
	return relay_flush(relay);
}

bool relay_drain(struct relay *relay, int milliseconds)
{
	uint64_t end = clock_monotonic() + (uint64_t)milliseconds * CLOCK_MILLISECOND;

	while (relay_send(relay) && relay_is_behind(relay)) {
		struct pollfd wait = { .fd = relay->out, .events = POLLOUT };
		uint64_t now = clock_monotonic();

		if (now >= end)
			return false;
		poll(&wait, 1, (int)((end - now) / CLOCK_MILLISECOND) + 1);
	}
	return !relay->gone;
}

char *relay_take(struct relay *relay, size_t *length)
{
	struct relay apart = { .ink = relay->ink };

	collect(&apart);
	if (!apart.frame)
		apart.frame = memory_alloc(1, 1);
	apart.frame[apart.length] = '\0';
	*length = apart.length;
	return apart.frame;
}
