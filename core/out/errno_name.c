/* errno_name.c - "EACCES": errors as scripts know them. */
#include "out/errno_name.h"

#include "base/text.h"

#include <errno.h>

/* strerrorname_np(3) is glibc's alone; these are what files, sockets, netlink
 * and namespaces answer. */
#define NAME(error) { error, #error }
static const struct { int error; const char *name; } names[] = {
	NAME(EPERM),        NAME(ENOENT),       NAME(ESRCH),           NAME(EINTR),
	NAME(EIO),          NAME(ENXIO),        NAME(E2BIG),           NAME(EBADF),
	NAME(EAGAIN),       NAME(ENOMEM),       NAME(EACCES),          NAME(EFAULT),
	NAME(EBUSY),        NAME(EEXIST),       NAME(EXDEV),           NAME(ENODEV),
	NAME(ENOTDIR),      NAME(EISDIR),       NAME(EINVAL),          NAME(ENFILE),
	NAME(EMFILE),       NAME(ENOTTY),       NAME(EFBIG),           NAME(ENOSPC),
	NAME(ESPIPE),       NAME(EROFS),        NAME(EMLINK),          NAME(EPIPE),
	NAME(EDOM),         NAME(ERANGE),       NAME(EDEADLK),         NAME(ENAMETOOLONG),
	NAME(ENOSYS),       NAME(ENOTEMPTY),    NAME(ELOOP),           NAME(ENODATA),
	NAME(ETIME),        NAME(EPROTO),       NAME(EBADMSG),         NAME(EOVERFLOW),
	NAME(EILSEQ),       NAME(EUSERS),       NAME(ENOTSOCK),        NAME(EDESTADDRREQ),
	NAME(EMSGSIZE),     NAME(EPROTOTYPE),   NAME(ENOPROTOOPT),     NAME(EPROTONOSUPPORT),
	NAME(EOPNOTSUPP),   NAME(EPFNOSUPPORT), NAME(EAFNOSUPPORT),    NAME(ESOCKTNOSUPPORT),
	NAME(EADDRINUSE),   NAME(ENETDOWN),     NAME(EADDRNOTAVAIL),   NAME(ENETUNREACH),
	NAME(ENETRESET),    NAME(ECONNABORTED), NAME(ECONNRESET),      NAME(ENOBUFS),
	NAME(EISCONN),      NAME(ENOTCONN),     NAME(ETIMEDOUT),       NAME(ECONNREFUSED),
	NAME(EHOSTUNREACH), NAME(EALREADY),     NAME(EINPROGRESS),     NAME(ESTALE),
	NAME(EDQUOT),       NAME(ECANCELED),
};

void errno_name(int error, char name[ERRNO_NAME_SIZE])
{
	struct text text = text_over(name, ERRNO_NAME_SIZE);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (names[i].error == error) {
			text_add(&text, names[i].name);
			return;
		}
	}
	text_format(&text, "errno %d", error);
}
