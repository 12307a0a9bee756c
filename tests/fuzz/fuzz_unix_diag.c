/* fuzz_unix_diag.c - any bytes as a message about UNIX sockets. */
#include "wire/unix_diag.h"

#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The name must lie within the message. */
static void check_name(const struct unix_diag *diag, const char *message, size_t size)
{
	if (!diag->name)
		return;
	if (diag->name < message || diag->name_size == 0 ||
	    diag->name_size > size - (size_t)(diag->name - message))
		abort();
	if (diag->name[0] && memchr(diag->name, '\0', diag->name_size))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nlmsghdr *nlh;
	struct unix_diag diag;

	if (size < sizeof *nlh || size > 65536)
		return 0;
	/* A block of exactly this size, so that reading beyond it is noticed. */
	nlh = malloc(size);
	if (!nlh)
		return 0;
	memcpy(nlh, data, size);
	/* nl_dump() has checked it against the datagram before a decoder sees it. */
	if (nlh->nlmsg_len < sizeof *nlh || nlh->nlmsg_len > size)
		nlh->nlmsg_len = (uint32_t)size;
	if (unix_diag_decode(nlh, &diag) == 0)
		check_name(&diag, (const char *)nlh, size);
	free(nlh);
	return 0;
}
