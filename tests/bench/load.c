/* load.c - a busy host on order, for benchmarks.
 *
 * Usage: load SERVERS LISTENERS CLIENTS CONNECTIONS
 *
 * SERVERS processes hold LISTENERS TCP listeners each; CLIENTS processes hold
 * CONNECTIONS connections each, spread over the listeners, accepted and idle.
 * Prints "ready" when all stands, and ends with its standard input. Descriptors
 * are spread over the processes, so that no limit of one stands in the way. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_PORT = 10000, LAST_PORT = 60000, BACKLOG = 128, MOST = 4096 };

struct load {
	long servers, listeners, clients, connections;
	int ready[2];                   /* STANDS from each process, or FAILED */
};

enum { STANDS, FAILED };

static void tell(const struct load *load, char word)
{
	if (write(load->ready[1], &word, 1) != 1)
		_exit(1);
}

static void give_up(const struct load *load, const char *what)
{
	perror(what);
	tell(load, FAILED);
	_exit(1);
}

/* Half of the listeners are IPv6 ones. */
static struct sockaddr_in6 address_of(long listener)
{
	struct sockaddr_in6 address = {
		.sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)(FIRST_PORT + listener)),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};

	if (listener % 2)
		inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr);
	return address;
}

static int new_listener(const struct load *load, long number)
{
	struct sockaddr_in6 address = address_of(number);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)) ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, BACKLOG))
		give_up(load, "listener");
	return fd;
}

/* How many of all connections go to this listener. */
static long guests_of(const struct load *load, long listener)
{
	long all = load->clients * load->connections, listeners = load->servers * load->listeners;

	return all / listeners + (listener < all % listeners);
}

static void serve(const struct load *load, long server)
{
	static int fds[MOST];
	long first = server * load->listeners;

	for (long i = 0; i < load->listeners; i++)
		fds[i] = new_listener(load, first + i);
	tell(load, STANDS);
	for (long i = 0; i < load->listeners; i++)
		for (long guests = guests_of(load, first + i); guests; guests--)
			if (accept(fds[i], NULL, NULL) < 0)
				give_up(load, "accept");
	tell(load, STANDS);
}

static void visit(const struct load *load, long client)
{
	for (long i = 0; i < load->connections; i++) {
		long listener = (client * load->connections + i) % (load->servers * load->listeners);
		struct sockaddr_in6 address = address_of(listener);
		int fd = socket(AF_INET6, SOCK_STREAM, 0);

		if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address))
			give_up(load, "connect");
	}
	tell(load, STANDS);
}

static void start(const struct load *load, void (*live)(const struct load *, long), long count)
{
	for (long i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid < 0)
			give_up(load, "fork");
		if (pid)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(STDIN_FILENO);
		close(load->ready[0]);
		live(load, i);
		for (;;)
			pause();
	}
}

static bool wait_for(const struct load *load, long processes)
{
	char byte;

	for (long i = 0; i < processes; i++)
		if (read(load->ready[0], &byte, 1) != 1 || byte != STANDS)
			return false;
	return true;
}

static bool read_count(const char *text, long *count)
{
	char *end;

	*count = strtol(text, &end, 10);
	return end != text && !*end && *count >= 0;
}

static bool read_load(struct load *load, char **words)
{
	if (!read_count(words[0], &load->servers) || !read_count(words[1], &load->listeners) ||
	    !read_count(words[2], &load->clients) || !read_count(words[3], &load->connections))
		return false;
	return load->servers && load->listeners && load->listeners <= MOST &&
	       load->servers * load->listeners <= LAST_PORT - FIRST_PORT;
}

static bool build(const struct load *load)
{
	start(load, serve, load->servers);
	if (!wait_for(load, load->servers))
		return false;
	start(load, visit, load->clients);
	return wait_for(load, load->servers + load->clients);
}

/* Waits for all of them, so that their ports are free when we are gone. */
static void tear_down(void)
{
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
}

int main(int argc, char **argv)
{
	struct load load = { 0 };
	bool stands;
	char byte;

	if (argc != 5 || !read_load(&load, argv + 1)) {
		fputs("usage: load SERVERS LISTENERS CLIENTS CONNECTIONS\n", stderr);
		return 64;
	}
	/* A group of our own, to end it without meeting others. */
	if (setpgid(0, 0) || pipe(load.ready)) {
		perror("load");
		return 1;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	stands = build(&load);
	if (stands) {
		puts("ready");
		fflush(stdout);
		while (read(STDIN_FILENO, &byte, 1) > 0)
			;
	}
	tear_down();
	return !stands;
}
