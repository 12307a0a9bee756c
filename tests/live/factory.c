/* factory.c - makes any listener on order, for tests.
 *
 * Usage: factory [ORDER]...
 *
 * Orders come from the command line, then one per line from standard input, and
 * each gets one line of answer: "ok KEY=VALUE..." or "error TEXT: REASON". It runs
 * until its standard input ends. See `orders` at the end for what can be ordered.
 * The first line, before any order, is "ok pid=PID". */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

enum { WORDS = 24, ANSWER = 4096, FIRST_FD = 3 };

/* An order taken apart, and room for what is answered beside "ok". */
struct order {
	const char *word[WORDS];
	int count;
	char answer[ANSWER];
};

struct kind {
	const char *name;
	int domain, type, protocol;
	bool listens;
};

static const struct kind kinds[] = {
	{ "tcp", AF_INET, SOCK_STREAM, 0, true },
	{ "tcp6", AF_INET6, SOCK_STREAM, 0, true },
	{ "mptcp", AF_INET, SOCK_STREAM, IPPROTO_MPTCP, true },
	{ "mptcp6", AF_INET6, SOCK_STREAM, IPPROTO_MPTCP, true },
	{ "udp", AF_INET, SOCK_DGRAM, 0, false },
	{ "udp6", AF_INET6, SOCK_DGRAM, 0, false },
	{ "udplite", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, false },
	{ "udplite6", AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE, false },
	{ "raw", AF_INET, SOCK_RAW, IPPROTO_ICMP, false },
	{ "raw6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, false },
	{ "unix-stream", AF_UNIX, SOCK_STREAM, 0, true },
	{ "unix-seqpacket", AF_UNIX, SOCK_SEQPACKET, 0, true },
	{ "unix-abstract", AF_UNIX, SOCK_STREAM, 0, true },
};

union any_address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
};

/* Where argv lies: the kernel shows these bytes as our command line. */
struct command_line {
	char *bytes;
	size_t room;
};

/* ---- reading orders ---- */

/* The value of KEY=VALUE among the words, or NULL. */
static const char *option(const struct order *order, const char *key)
{
	size_t size = strlen(key);

	for (int i = 1; i < order->count; i++)
		if (!strncmp(order->word[i], key, size) && order->word[i][size] == '=')
			return order->word[i] + size + 1;
	return NULL;
}

static bool flag(const struct order *order, const char *key)
{
	for (int i = 1; i < order->count; i++)
		if (!strcmp(order->word[i], key))
			return true;
	return false;
}

static int number(const char *text, long fallback, long *value)
{
	char *end;

	if (!text) {
		*value = fallback;
		return 0;
	}
	errno = 0;
	*value = strtol(text, &end, 10);
	return errno || end == text || *end ? -EINVAL : 0;
}

static int number_at(const struct order *order, int index, long fallback, long *value)
{
	return number(index < order->count ? order->word[index] : NULL, fallback, value);
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* How many bytes, at most `room`; or -EINVAL. */
static ssize_t unhex(const char *text, char *bytes, size_t room)
{
	size_t size = strlen(text) / 2;

	if (strlen(text) % 2 || size > room)
		return -EINVAL;
	for (size_t i = 0; i < size; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		bytes[i] = (char)(high << 4 | low);
	}
	return (ssize_t)size;
}

static void split(char *line, struct order *order)
{
	order->count = 0;
	order->answer[0] = 0;
	while (order->count < WORDS) {
		line += strspn(line, " ");
		if (!*line)
			return;
		order->word[order->count++] = line;
		line += strcspn(line, " ");
		if (*line)
			*line++ = 0;
	}
}

/* ---- listeners ---- */

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

static int inet_address(const struct kind *kind, const struct order *order,
			union any_address *address, socklen_t *size)
{
	const char *text = option(order, "addr"), *device = option(order, "scope");
	bool six = kind->domain == AF_INET6;
	long port;

	if (number(option(order, "port"), 0, &port) || port < 0 || port > 65535)
		return -EINVAL;
	*size = six ? sizeof address->in6 : sizeof address->in;
	address->any.sa_family = (sa_family_t)kind->domain;
	/* At the same place in both. */
	address->in.sin_port = htons((uint16_t)port);
	if (six && device)
		address->in6.sin6_scope_id = if_nametoindex(device);
	if (!text)
		return 0;
	return inet_pton(kind->domain, text, six ? (void *)&address->in6.sin6_addr
						 : (void *)&address->in.sin_addr) == 1 ? 0 : -EINVAL;
}

/* path=TEXT or hex=BYTES; a name that fills sun_path has no NUL at its end. */
static int unix_address(const struct kind *kind, const struct order *order,
			union any_address *address, socklen_t *size)
{
	size_t skip = strcmp(kind->name, "unix-abstract") ? 0 : 1;
	size_t room = sizeof address->un.sun_path - skip;
	const char *path = option(order, "path"), *hex = option(order, "hex");
	char *to = address->un.sun_path + skip;
	ssize_t length;

	if (hex) {
		length = unhex(hex, to, room);
	} else {
		length = path && strlen(path) <= room ? (ssize_t)strlen(path) : -EINVAL;
		if (length > 0)
			memcpy(to, path, (size_t)length);
	}
	if (length < 0)
		return (int)length;
	address->any.sa_family = AF_UNIX;
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + skip + (size_t)length);
	return 0;
}

static int set_options(int fd, const struct kind *kind, const struct order *order)
{
	const char *device = option(order, "device"), *v6only = option(order, "v6only");
	int on = 1;
	long rcvbuf;

	if (number(option(order, "rcvbuf"), 0, &rcvbuf))
		return -EINVAL;
	if (rcvbuf && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){ (int)rcvbuf }, sizeof(int)))
		return -errno;
	if (device && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device,
				 (socklen_t)strlen(device)))
		return -errno;
	if (v6only && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &(int){ *v6only == '1' },
				 sizeof(int)))
		return -errno;
	if (flag(order, "reuseport") &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on))
		return -errno;
	if (kind->listens && kind->domain != AF_UNIX &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on))
		return -errno;
	return 0;
}

static int bind_and_listen(int fd, const struct kind *kind, const struct order *order)
{
	union any_address address = { 0 };
	socklen_t size = 0;
	long backlog;
	int error;

	error = kind->domain == AF_UNIX ? unix_address(kind, order, &address, &size)
					: inet_address(kind, order, &address, &size);
	if (error)
		return error;
	if (number(option(order, "backlog"), 128, &backlog))
		return -EINVAL;
	if (bind(fd, &address.any, size))
		return -errno;
	if (kind->listens && listen(fd, (int)backlog))
		return -errno;
	return 0;
}

static int port_of(int fd)
{
	union any_address address = { 0 };
	socklen_t size = sizeof address;

	if (getsockname(fd, &address.any, &size) || address.any.sa_family == AF_UNIX)
		return 0;
	return ntohs(address.in.sin_port);
}

/* A socket's uid is that of who made it: `uid` is put on for that moment. */
static int new_socket(const struct kind *kind, const struct order *order)
{
	long uid, protocol;
	int fd;

	if (number(option(order, "uid"), -1, &uid))
		return -EINVAL;
	if (number(option(order, "protocol"), kind->protocol, &protocol))
		return -EINVAL;
	if (uid >= 0 && seteuid((uid_t)uid))
		return -errno;
	fd = socket(kind->domain, kind->type | SOCK_CLOEXEC, (int)protocol);
	if (fd < 0)
		fd = -errno;
	if (uid >= 0 && seteuid(getuid()))
		abort();
	return fd;
}

static int make_listener(const struct order *order, int *out)
{
	const struct kind *kind = order->count > 1 ? find_kind(order->word[1]) : NULL;
	int fd, error;

	if (!kind)
		return -EINVAL;
	fd = new_socket(kind, order);
	if (fd < 0)
		return fd;
	error = set_options(fd, kind, order);
	if (!error)
		error = bind_and_listen(fd, kind, order);
	if (error) {
		close(fd);
		return error;
	}
	*out = fd;
	return 0;
}

static int order_listen(struct order *order)
{
	int fd = -1, error = make_listener(order, &fd);

	if (error)
		return error;
	snprintf(order->answer, sizeof order->answer, "fd=%d port=%d", fd, port_of(fd));
	return 0;
}

/* ---- what happens to listeners ---- */

static int option_of(int fd, int name)
{
	int value = -1;
	socklen_t size = sizeof value;

	return getsockopt(fd, SOL_SOCKET, name, &value, &size) ? -errno : value;
}

/* A socket connected to the listener, or on its way there. An MPTCP listener is
 * talked to by plain TCP. */
static int talk_to(int listener)
{
	union any_address address = { 0 };
	socklen_t size = sizeof address;
	int type = option_of(listener, SO_TYPE), protocol = option_of(listener, SO_PROTOCOL), fd;

	if (type < 0)
		return type;
	if (getsockname(listener, &address.any, &size))
		return -errno;
	if (protocol == IPPROTO_MPTCP)
		protocol = 0;
	fd = socket(address.any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	if (fd < 0)
		return -errno;
	if (connect(fd, &address.any, size) && errno != EINPROGRESS) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

/* Nobody accepts, and the clients stay. A full UNIX listener answers EAGAIN. */
static int order_connect(struct order *order)
{
	long listener, clients;
	int refused = 0;

	if (number_at(order, 1, -1, &listener) || number_at(order, 2, 1, &clients))
		return -EINVAL;
	for (long i = 0; i < clients; i++) {
		int fd = talk_to((int)listener);

		if (fd < 0 && fd != -EAGAIN)
			return fd;
		refused += fd == -EAGAIN;
	}
	snprintf(order->answer, sizeof order->answer, "refused=%d", refused);
	return 0;
}

static int order_send(struct order *order)
{
	static const char zeros[65536];
	long listener, datagrams, size;
	int fd;

	if (number_at(order, 1, -1, &listener) || number_at(order, 2, 1, &datagrams) ||
	    number_at(order, 3, 100, &size) || size < 0 || size > (long)sizeof zeros)
		return -EINVAL;
	fd = talk_to((int)listener);
	if (fd < 0)
		return fd;
	for (long i = 0; i < datagrams; i++)
		if (send(fd, zeros, (size_t)size, 0) < 0) {
			int error = -errno;

			close(fd);
			return error;
		}
	close(fd);
	return 0;
}

static int order_accept(struct order *order)
{
	long listener, times;

	if (number_at(order, 1, -1, &listener) || number_at(order, 2, 1, &times))
		return -EINVAL;
	for (long i = 0; i < times; i++) {
		int fd = accept4((int)listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0)
			return -errno;
		close(fd);
	}
	return 0;
}

static int order_relisten(struct order *order)
{
	long listener, backlog;

	if (number_at(order, 1, -1, &listener) || number_at(order, 2, -1, &backlog))
		return -EINVAL;
	return listen((int)listener, (int)backlog) ? -errno : 0;
}

static int order_dup(struct order *order)
{
	long from, to;
	int fd;

	if (number_at(order, 1, -1, &from) || number_at(order, 2, -1, &to))
		return -EINVAL;
	fd = to < 0 ? dup((int)from) : dup2((int)from, (int)to);
	if (fd < 0)
		return -errno;
	snprintf(order->answer, sizeof order->answer, "fd=%d", fd);
	return 0;
}

static int order_close(struct order *order)
{
	long fd;

	if (number_at(order, 1, -1, &fd))
		return -EINVAL;
	return close((int)fd) ? -errno : 0;
}

/* ---- who holds them ---- */

/* The child keeps `fd` and nothing else, so that who holds what is certain;
 * without our standard streams it cannot keep our reader waiting. That its end of
 * the parent's pipe closes with the rest tells that it has come so far. */
static void be_holder(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null < 0)
		_exit(1);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	if (fd > FIRST_FD)
		close_range(FIRST_FD, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0U, 0);
	for (;;)
		pause();
}

/* A child that holds `fd` alone, and does so when this returns. */
static pid_t fork_holder(int fd)
{
	int ready[2];
	char none;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid)
		be_holder(fd);
	close(ready[1]);
	if (pid > 0 && read(ready[0], &none, 1) != 0)
		pid = -1;
	close(ready[0]);
	return pid;
}

static int order_fork(struct order *order)
{
	size_t length = (size_t)snprintf(order->answer, sizeof order->answer, "pids=");
	long fd, children;

	if (number_at(order, 1, -1, &fd) || number_at(order, 2, 1, &children) || fd < FIRST_FD)
		return -EINVAL;
	for (long i = 0; i < children && length < sizeof order->answer; i++) {
		pid_t pid = fork_holder((int)fd);

		if (pid < 0)
			return -errno;
		length += (size_t)snprintf(order->answer + length, sizeof order->answer - length,
					   "%s%d", i ? "," : "", (int)pid);
	}
	return 0;
}

static int order_end(struct order *order)
{
	long pid;

	/* Never 0 or below: that is a group. */
	if (number_at(order, 1, 0, &pid) || pid <= 1)
		return -EINVAL;
	if (kill((pid_t)pid, SIGKILL))
		return -errno;
	return waitpid((pid_t)pid, NULL, 0) < 0 ? -errno : 0;
}

struct hermit {
	const struct order *order;
	sem_t ready;
	int fd, port, error;
	pid_t tid;
};

/* The listener is in no table but this thread's: /proc/PID/fd lacks it, only
 * /proc/PID/task/TID/fd has it. */
static void *live_as_hermit(void *arg)
{
	struct hermit *hermit = arg;

	hermit->tid = gettid();
	if (unshare(CLONE_FILES)) {
		hermit->error = -errno;
	} else {
		close_range(FIRST_FD, ~0U, 0);
		hermit->error = make_listener(hermit->order, &hermit->fd);
		if (!hermit->error)
			hermit->port = port_of(hermit->fd);
	}
	sem_post(&hermit->ready);
	for (;;)
		pause();
	return NULL;
}

static int order_thread(struct order *order)
{
	struct hermit hermit = { .order = order };
	pthread_t thread;
	int error;

	sem_init(&hermit.ready, 0, 0);
	error = pthread_create(&thread, NULL, live_as_hermit, &hermit);
	if (error)
		return -error;
	while (sem_wait(&hermit.ready))
		;
	snprintf(order->answer, sizeof order->answer, "fd=%d port=%d tid=%d", hermit.fd,
		 hermit.port, (int)hermit.tid);
	return hermit.error;
}

union rights {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

/* Sent to ourselves and never received: no table has it, the kernel keeps it. */
static int order_flight(struct order *order)
{
	union rights rights = { 0 };
	struct iovec data = { .iov_base = "x", .iov_len = 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1,
				  .msg_control = rights.bytes,
				  .msg_controllen = sizeof rights.bytes };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int pair[2], fd;
	long wanted;

	if (number_at(order, 1, -1, &wanted))
		return -EINVAL;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair))
		return -errno;
	fd = (int)wanted;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	if (sendmsg(pair[0], &message, 0) < 0)
		return -errno;
	close(fd);
	snprintf(order->answer, sizeof order->answer, "carrier=%d", pair[1]);
	return 0;
}

static int order_land(struct order *order)
{
	union rights rights = { 0 };
	char byte;
	struct iovec data = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1,
				  .msg_control = rights.bytes,
				  .msg_controllen = sizeof rights.bytes };
	struct cmsghdr *header;
	long carrier;
	int fd;

	if (number_at(order, 1, -1, &carrier))
		return -EINVAL;
	if (recvmsg((int)carrier, &message, MSG_DONTWAIT) < 0)
		return -errno;
	header = CMSG_FIRSTHDR(&message);
	if (!header)
		return -ENOENT;
	memcpy(&fd, CMSG_DATA(header), sizeof fd);
	snprintf(order->answer, sizeof order->answer, "fd=%d", fd);
	return 0;
}

/* ---- what we are called ---- */

static int order_comm(struct order *order)
{
	char name[16] = { 0 };

	if (order->count < 2 || unhex(order->word[1], name, sizeof name - 1) < 0)
		return -EINVAL;
	return prctl(PR_SET_NAME, name) ? -errno : 0;
}

/* Between two calls of the one that reads orders: the command line's place. */
static int set_argv(struct order *order, const struct command_line *line)
{
	char bytes[ANSWER] = { 0 };
	ssize_t size;

	if (order->count < 2)
		return -EINVAL;
	size = unhex(order->word[1], bytes, sizeof bytes);
	if (size < 0)
		return (int)size;
	if ((size_t)size >= line->room)
		return -ENOSPC;
	memset(line->bytes, 0, line->room);
	memcpy(line->bytes, bytes, (size_t)size);
	return 0;
}

/* ---- the counter ---- */

static const struct {
	const char *word;
	int (*serve)(struct order *order);
	const char *help;
} orders[] = {
	{ "listen", order_listen, "KIND [addr=A] [port=N] [backlog=N] [device=IF] [scope=IF] "
	  "[v6only=0|1] [reuseport] [rcvbuf=N] [uid=N] [protocol=N] [path=P|hex=H]: fd, port" },
	{ "connect", order_connect, "FD N: N clients that nobody accepts; refused (UNIX)" },
	{ "send", order_send, "FD N SIZE: N datagrams" },
	{ "accept", order_accept, "FD N: accept N and close them" },
	{ "relisten", order_relisten, "FD BACKLOG: listen(2) once more" },
	{ "dup", order_dup, "FD [TO]: fd" },
	{ "close", order_close, "FD" },
	{ "fork", order_fork, "FD N: N children that hold FD alone; pids" },
	{ "end", order_end, "PID: end a child" },
	{ "thread", order_thread, "as listen, in a thread with a table of its own; fd, port, tid" },
	{ "flight", order_flight, "FD: send it to ourselves and close it; carrier" },
	{ "land", order_land, "CARRIER: receive it; fd" },
	{ "comm", order_comm, "HEX: name of this thread" },
	{ "argv", NULL, "HEX: command line, no longer than the one we were started with" },
};

static int serve(struct order *order, const struct command_line *line)
{
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (!strcmp(orders[i].word, order->word[0]))
			return orders[i].serve ? orders[i].serve(order) : set_argv(order, line);
	return -ENOSYS;
}

static bool take_order(char *text, const struct command_line *line)
{
	struct order order;
	int error;

	split(text, &order);
	if (!order.count || order.word[0][0] == '#')
		return true;
	error = serve(&order, line);
	if (error)
		printf("error %s: %s\n", order.word[0], strerror(-error));
	else
		printf("ok%s%s\n", order.answer[0] ? " " : "", order.answer);
	fflush(stdout);
	return !error;
}

static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
	char *last = argv[argc - 1];
	struct command_line line = {
		.bytes = argv[0], .room = (size_t)(last + strlen(last) + 1 - argv[0]),
	};
	char *text = NULL;
	size_t room = 0;
	bool fine = true;

	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	raise_limit();
	printf("ok pid=%d\n", (int)getpid());
	fflush(stdout);
	for (int i = 1; i < argc; i++) {
		char *order = strdup(argv[i]);

		if (!order)
			return 1;
		fine &= take_order(order, &line);
		free(order);
	}
	for (;;) {
		ssize_t size = getline(&text, &room, stdin);

		if (size < 0)
			break;
		text[strcspn(text, "\n")] = 0;
		fine &= take_order(text, &line);
	}
	free(text);
	return !fine;
}
