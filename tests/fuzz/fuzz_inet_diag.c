/* fuzz_inet_diag.c - any bytes as a message about inet sockets, devices or addresses. */
#include "wire/addr_info.h"
#include "wire/inet_diag.h"
#include "wire/link_info.h"

#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nlmsghdr *nlh;
	struct inet_diag diag;
	struct link_info link;
	struct addr_info addr;

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
	if (inet_diag_decode(nlh, &diag) == 0 && diag.v6only && !diag.v6only_known)
		abort();
	if (link_info_decode(nlh, &link) == 0 && strnlen(link.name, sizeof link.name) == sizeof link.name)
		abort();
	if (addr_info_decode(nlh, &addr) == 0 && addr.prefix > (addr.has_broadcast ? 32 : 128))
		abort();
	free(nlh);
	return 0;
}
