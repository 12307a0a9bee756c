/* close.c - SOCK_DESTROY hits the listener it is aimed at, whatever shares its address.
 *
 * In a network namespace of its own; exits with 77 where that is not allowed. Prints TAP. */
#include "act/act.h"
#include "base/text.h"
#include "fact/act.h"
#include "priv/priv.h"
#include "wire/sock_destroy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SKIPPED = 77, GROUP = 24, PORT = 8080 };

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "close: %s: %s\n", what, strerror(errno));
	exit(99);
}

static struct {
	int number;
	bool failed;
} report;

static void check(bool right, const char *what)
{
	report.number++;
	report.failed = report.failed || !right;
	printf("%sok %d - %s\n", right ? "" : "not ", report.number, what);
}

struct socket {
	int fd;
	struct listener_id id;
	struct address local;
};

struct place {
	int family;
	const char *host, *device;
	bool group, only6;
};

static uint64_t own_netns(void)
{
	struct stat netns;

	if (stat("/proc/self/ns/net", &netns) < 0)
		fail("/proc/self/ns/net");
	return netns.st_ino;
}

static void set(int fd, int level, int option, const void *value, socklen_t size)
{
	if (setsockopt(fd, level, option, value, size) < 0)
		fail("setsockopt");
}

static void bind_to(int fd, const struct place *place, uint16_t port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
	bool is_six = place->family == AF_INET6;

	if (inet_pton(place->family, place->host,
		      is_six ? (void *)&six.sin6_addr : (void *)&four.sin_addr) != 1 ||
	    bind(fd, is_six ? (void *)&six : (void *)&four,
		 is_six ? sizeof six : sizeof four) < 0 || listen(fd, 8) < 0)
		fail(place->host);
}

static struct socket listen_at(const struct place *place, uint16_t port)
{
	struct socket at = { .fd = socket(place->family, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	int one = 1, only6 = place->only6;
	socklen_t size = sizeof at.id.number;

	if (place->group)
		set(at.fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
	if (place->family == AF_INET6)
		set(at.fd, IPPROTO_IPV6, IPV6_V6ONLY, &only6, sizeof only6);
	if (place->device) {
		set(at.fd, SOL_SOCKET, SO_BINDTODEVICE, place->device,
		    (socklen_t)strlen(place->device));
		at.local.ifindex = if_nametoindex(place->device);
	}
	bind_to(at.fd, place, port);
	if (getsockopt(at.fd, SOL_SOCKET, SO_COOKIE, &at.id.number, &size) < 0)
		fail("SO_COOKIE");
	at.id.netns = own_netns();
	at.local.family = (uint8_t)place->family;
	at.local.port = port;
	inet_pton(place->family, place->host, at.local.bytes);
	return at;
}

static bool listens(const struct socket *at)
{
	struct tcp_info info;
	socklen_t size = sizeof info;

	if (getsockopt(at->fd, IPPROTO_TCP, TCP_INFO, &info, &size) < 0)
		fail("TCP_INFO");
	return info.tcpi_state == TCP_LISTEN;
}

static int destroy(const struct socket *at)
{
	int error;

	priv_wake(POWER_ACT);
	error = sock_destroy(&at->id, PROTOCOL_TCP, &at->local);
	priv_sleep(POWER_ACT);
	return error;
}

static void check_alone(void)
{
	static const struct {
		const char *what;
		struct place place;
	} rows[] = {
		{ "0.0.0.0", { AF_INET, "0.0.0.0", NULL, false, false } },
		{ "127.0.0.1", { AF_INET, "127.0.0.1", NULL, false, false } },
		{ "*", { AF_INET6, "::", NULL, false, false } },
		{ "[::]", { AF_INET6, "::", NULL, false, true } },
		{ "[::1]", { AF_INET6, "::1", NULL, false, true } },
		{ "[::ffff:127.0.0.1]", { AF_INET6, "::ffff:127.0.0.1", NULL, false, false } },
		{ "0.0.0.0%lo", { AF_INET, "0.0.0.0", "lo", false, false } },
		{ "[::]%lo", { AF_INET6, "::", "lo", false, true } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct socket at = listen_at(&rows[i].place, PORT);

		check(sock_destroy_finds(&at.id, PROTOCOL_TCP) == 0 && listens(&at) &&
		      destroy(&at) == 0 && !listens(&at) && destroy(&at) == -ENOENT &&
		      sock_destroy_finds(&at.id, PROTOCOL_TCP) == -ENOENT, rows[i].what);
		close(at.fd);
	}
}

/* Those that share the port, or look as if. */
static void check_among_others(void)
{
	static const struct place places[] = {
		{ AF_INET, "0.0.0.0", NULL, true, false },
		{ AF_INET, "127.0.0.1", NULL, true, false },
		{ AF_INET, "0.0.0.0", "lo", true, false },
		{ AF_INET6, "::", NULL, true, true },
		{ AF_INET6, "::1", NULL, true, true },
	};
	enum { PLACES = sizeof places / sizeof *places };
	struct socket at[PLACES];
	bool right = true;

	for (size_t i = 0; i < PLACES; i++)
		at[i] = listen_at(&places[i], PORT);
	for (size_t i = 0; i < PLACES; i++) {
		right = right && destroy(&at[i]) == 0;
		for (size_t j = 0; j < PLACES; j++)
			right = right && listens(&at[j]) == (j > i);
	}
	for (size_t i = 0; i < PLACES; i++)
		close(at[i].fd);
	check(right, "five of one port: each alone");
}

static void check_group(int family, const char *host, const char *what)
{
	const struct place place = { family, host, NULL, true, false };
	struct socket at[GROUP];
	unsigned right = 0;

	for (size_t i = 0; i < GROUP; i++)
		at[i] = listen_at(&place, PORT);
	/* From the middle on, so that neither the first nor the last is always the one. */
	for (size_t n = 0; n < GROUP; n++) {
		size_t chosen = (n * 5 + GROUP / 2) % GROUP;
		unsigned listening = 0;

		right += destroy(&at[chosen]) == 0 && !listens(&at[chosen]);
		for (size_t j = 0; j < GROUP; j++)
			listening += listens(&at[j]);
		right += listening == GROUP - n - 1;
	}
	for (size_t i = 0; i < GROUP; i++)
		close(at[i].fd);
	check(right == 2 * GROUP, what);
}

static void check_refusals(void)
{
	const struct place place = { AF_INET, "127.0.0.1", NULL, false, false };
	struct socket at = listen_at(&place, PORT), other = at;

	check(sock_destroy(&at.id, PROTOCOL_TCP, &at.local) == -EPERM && listens(&at),
	      "with the power asleep: EPERM, and it listens on");
	check(sock_destroy(&at.id, PROTOCOL_MPTCP, &at.local) == -EOPNOTSUPP, "no TCP listener");
	other.id.number++;
	check(destroy(&other) == -ENOENT && listens(&at), "another cookie: ENOENT");
	other.id = at.id;
	other.id.netns++;
	check(destroy(&other) == -EXDEV && listens(&at), "another namespace: EXDEV");
	other.id = at.id;
	other.id.kind = 1;
	check(destroy(&other) == -EOPNOTSUPP && listens(&at), "no cookie");
	close(at.fd);
}

/* As the program does it: aimed, then done; and by nobody. */
static void check_hands(void)
{
	const struct place place = { AF_INET, "127.0.0.1", NULL, false, false };
	struct socket at = listen_at(&place, PORT);
	static struct act act;
	char why[128];
	struct text text = TEXT_OVER(why);
	struct act_ops *ops = act_live_new(&text);
	struct aim aim;
	struct done done;

	if (!ops)
		fail(why);
	act = (struct act){ .kind = ACT_CLOSE, .has_listener = true, .listener = at.id,
			    .protocol = PROTOCOL_TCP, .address = at.local };
	ops->perform(ops, &act, &done);
	check(done.error[0] == -ENOENT && listens(&at), "not aimed at: nothing");
	ops->aim(ops, &act, &aim);
	check(aim.ready && aim.count == 1 && !aim.of[0].error, "aimed at");
	ops->perform(ops, &act, &done);
	check(done.succeeded == 1 && !done.error[0] && !listens(&at), "closed");
	ops->aim(ops, &act, &aim);
	check(!aim.ready && aim.of[0].error == -ENOENT, "gone");
	if (listen(at.fd, 8) < 0)
		fail("listen");
	priv_settle(0);
	ops->aim(ops, &act, &aim);
	check(!aim.ready && aim.of[0].error == -EPERM, "without CAP_NET_ADMIN: told at the aim");
	ops->perform(ops, &act, &done);
	check(!done.succeeded && listens(&at), "and not done");
	ops->close(ops);
	close(at.fd);
}

static void bring_up_lo(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		fail("lo");
	close(fd);
}

int main(void)
{
	if (geteuid() != 0 || unshare(CLONE_NEWNET) < 0) {
		printf("needs root: a network namespace of its own\n");
		return SKIPPED;
	}
	bring_up_lo();
	if (priv_settle(PRIV_KEEP(POWER_ACT)) < 0)
		fail("priv_settle");
	check_refusals();
	check_alone();
	check_among_others();
	check_group(AF_INET, "0.0.0.0", "a group of 24: each member alone");
	check_group(AF_INET6, "::", "a group of 24, IPv6: each member alone");
	check_hands();
	printf("1..%d\n", report.number);
	return report.failed;
}
