/* terminal.c - the terminal as a device: taken, given back, whatever happens. */
#include "tui/terminal.h"

#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Beyond this a size is a mistake, and would cost memory. */
enum { WIDTH_MOST = 1000, HEIGHT_MOST = 500, WIDTH_UNSAID = 80, HEIGHT_UNSAID = 24 };

enum { STACK_SIZE = 64 * 1024, FAREWELL_WAIT = 100 /* ms */ };

/* All whose default is to end a process, but SIGKILL. Those that the program
 * reads from a signalfd are blocked and do not come here; those ignored when
 * we started (nohup) stay ignored. */
static const int fatal[] = {
	SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP, SIGHUP, SIGINT, SIGQUIT,
	SIGTERM, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGXCPU, SIGXFSZ, SIGPWR, SIGUSR1, SIGUSR2,
};
enum { FATALS = sizeof fatal / sizeof *fatal };

struct guard {
	struct sigaction before[FATALS];
	stack_t stack_before;
	void *stack;
};

/* The one thing here that is not a constant: a signal handler gets no pointer
 * of ours, so the terminal to save stands where it can find it. */
static struct terminal *volatile guarded;

static unsigned device(int fd)
{
	unsigned number = 0;

	return ioctl(fd, TIOCGDEV, &number) == 0 ? number : 0;
}

/* An open file of our own, so that O_NONBLOCK does not stay behind on the
 * shell's terminal if we are killed. After su(1) the terminal belongs to
 * another user and only /dev/tty can be opened. */
static int open_own(int fd, const char *path, int flags)
{
	static const char controlling[] = "/dev/tty";
	int own = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (own >= 0)
		return own;
	own = open(controlling, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (own < 0 || (isatty(own) && device(own) == device(fd)))
		return own;
	close(own);
	return -1;
}

static bool open_both(struct terminal *terminal)
{
	terminal->in = open_own(STDIN_FILENO, "/proc/self/fd/0", O_RDONLY);
	if (terminal->in < 0) {
		terminal->shared_in = true;
		terminal->in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	}
	terminal->out = open_own(STDOUT_FILENO, "/proc/self/fd/1", O_WRONLY);
	if (terminal->out < 0) {
		terminal->shared_out = true;
		terminal->out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		terminal->flags_out = fcntl(STDOUT_FILENO, F_GETFL);
	}
	return terminal->in >= 0 && terminal->out >= 0;
}

bool terminal_open(struct terminal *terminal, struct text *why)
{
	const char *wrong = NULL;

	*terminal = (struct terminal){ .in = -1, .out = -1 };
	if (!isatty(STDIN_FILENO))
		wrong = "standard input is no terminal";
	else if (!isatty(STDOUT_FILENO))
		wrong = "standard output is no terminal";
	else if (device(STDIN_FILENO) != device(STDOUT_FILENO))
		wrong = "standard input and output are two terminals";
	else if (!open_both(terminal) || tcgetattr(terminal->in, &terminal->before) < 0)
		wrong = "the terminal cannot be opened";
	if (!wrong)
		return true;
	terminal_close(terminal);
	text_format(why, "%s (--batch needs none)", wrong);
	return false;
}

void terminal_close(struct terminal *terminal)
{
	terminal_give(terminal);
	if (terminal->in >= 0)
		close(terminal->in);
	if (terminal->out >= 0)
		close(terminal->out);
	terminal->in = -1;
	terminal->out = -1;
}

bool terminal_take(struct terminal *terminal)
{
	struct termios ours = terminal->before;

	/* ISIG: Ctrl-C and Ctrl-Z are keys like others. OPOST: a line feed is one, as
	 * ncurses assumes. IXON stays as the user has it. */
	ours.c_lflag &= (tcflag_t)~(ICANON | ECHO | ECHONL | ISIG | IEXTEN);
	ours.c_iflag &= (tcflag_t)~(ICRNL | INLCR | IGNCR | ISTRIP);
	ours.c_oflag &= (tcflag_t)~OPOST;
	ours.c_cc[VMIN] = 1;
	ours.c_cc[VTIME] = 0;
	/* TCSANOW: to wait for the output to drain would be to wait for the user. */
	while (tcsetattr(terminal->in, TCSANOW, &ours) < 0) {
		if (errno != EINTR)
			return false;
	}
	if (terminal->shared_out)
		fcntl(terminal->out, F_SETFL, terminal->flags_out | O_NONBLOCK);
	terminal->taken = true;
	return true;
}

/* Ctrl-S must not keep the farewell back. Output that IXON has stopped goes on
 * only by Ctrl-Q or when IXON is switched off (n_tty_set_termios()). */
void terminal_unstop(const struct terminal *terminal)
{
	struct termios modes;

	if (tcgetattr(terminal->in, &modes) < 0 || !(modes.c_iflag & IXON))
		return;
	modes.c_iflag &= (tcflag_t)~IXON;
	tcsetattr(terminal->in, TCSANOW, &modes);
}

void terminal_give(struct terminal *terminal)
{
	if (!terminal->taken)
		return;
	terminal->taken = false;
	if (terminal->shared_out)
		fcntl(terminal->out, F_SETFL, terminal->flags_out);
	while (tcsetattr(terminal->in, TCSANOW, &terminal->before) < 0 && errno == EINTR)
		continue;
}

/* Only what signal-safety(7) allows. The terminal may be stalled: waits a
 * moment, not for ever. */
static void say_farewell(struct terminal *terminal)
{
	const char *bytes = terminal->farewell;
	size_t left = terminal->farewell_length;

	terminal_unstop(terminal);
	while (left > 0) {
		struct pollfd wait = { .fd = terminal->out, .events = POLLOUT };
		ssize_t wrote;

		if (poll(&wait, 1, FAREWELL_WAIT) != 1 || wait.revents & (POLLHUP | POLLERR))
			break;
		wrote = write(terminal->out, bytes, left);
		if (wrote < 0)
			break;
		bytes += wrote;
		left -= (size_t)wrote;
	}
	terminal_give(terminal);
}

/* SA_RESETHAND has put the default back, so raising it again ends us, and the
 * one who waits for us sees which signal it was. */
static void on_fatal(int number)
{
	struct terminal *terminal = guarded;

	guarded = NULL;
	if (terminal && terminal->taken)
		say_farewell(terminal);
	raise(number);
}

void terminal_guard(struct terminal *terminal)
{
	struct sigaction action = {
		.sa_handler = on_fatal,
		.sa_flags = (int)SA_RESETHAND | SA_NODEFER | SA_ONSTACK,
	};
	struct guard *guard = memory_alloc(1, sizeof *guard);
	stack_t stack = { .ss_size = STACK_SIZE };

	/* A stack of its own: what crashed may have been the stack. */
	guard->stack = stack.ss_sp = memory_alloc(1, STACK_SIZE);
	sigaltstack(&stack, &guard->stack_before);
	terminal->guard = guard;
	guarded = terminal;
	/* Else setting the modes from the background would stop us half-way. */
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGTTOU);
	for (size_t i = 0; i < FATALS; i++) {
		struct sigaction *before = &guard->before[i];

		sigaction(fatal[i], NULL, before);
		if (before->sa_handler == SIG_DFL)
			sigaction(fatal[i], &action, NULL);
	}
}

void terminal_unguard(struct terminal *terminal)
{
	struct guard *guard = terminal->guard;

	if (!guard)
		return;
	guarded = NULL;
	for (size_t i = 0; i < FATALS; i++) {
		if (guard->before[i].sa_handler == SIG_DFL)
			sigaction(fatal[i], &guard->before[i], NULL);
	}
	sigaltstack(&guard->stack_before, NULL);
	free(guard->stack);
	free(guard);
	terminal->guard = NULL;
}

static unsigned bounded(unsigned value, unsigned unsaid, unsigned most)
{
	if (value == 0)
		return unsaid;
	return value < most ? value : most;
}

void terminal_size(const struct terminal *terminal, unsigned *width, unsigned *height)
{
	struct winsize size;

	if (ioctl(terminal->out, TIOCGWINSZ, &size) < 0)
		return;
	*width = bounded(size.ws_col, WIDTH_UNSAID, WIDTH_MOST);
	*height = bounded(size.ws_row, HEIGHT_UNSAID, HEIGHT_MOST);
}

int terminal_read(const struct terminal *terminal, void *bytes, size_t room)
{
	struct pollfd ready = { .fd = terminal->in, .events = POLLIN };
	ssize_t got;

	/* A shared description blocks: then only what is there is read. */
	if (poll(&ready, 1, 0) < 0)
		return errno == EINTR ? 0 : -errno;
	if (ready.revents == 0)
		return 0;
	got = read(terminal->in, bytes, room);
	if (got > 0)
		return (int)got;
	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	/* End of file is how a hung-up terminal reads; but a Ctrl-D reads so too
	 * where another program has put the modes back meanwhile. */
	return ready.revents & (POLLHUP | POLLERR | POLLNVAL) ? -EIO : 0;
}

void terminal_stop(void)
{
	struct sigaction before, action = { .sa_handler = SIG_DFL };
	sigset_t stop, mask;

	/* Ignored means that nobody would start us again (no job control). */
	if (sigaction(SIGTSTP, NULL, &before) < 0 || before.sa_handler == SIG_IGN)
		return;
	sigaction(SIGTSTP, &action, NULL);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
	/* The whole job, as the terminal does it: a script that waits for us must
	 * stop with us, or the shell above would go on waiting for both. */
	kill(0, SIGTSTP);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGTSTP, &before, NULL);
}
