/* act_signal.c - signals by name. */
#include "act/act.h"

#include "base/number.h"

#include <signal.h>
#include <string.h>
#include <strings.h>

struct named {
	int number;
	const char *name;               /* with its "SIG" */
	const char *help;
};

/* In the order of the menu: the usual ones first, then by number. */
static const struct named signals[] = {
	{ SIGTERM, "SIGTERM", "asks to end" },
	{ SIGHUP, "SIGHUP", "many reload their configuration, others end" },
	{ SIGINT, "SIGINT", "asks to end, as Ctrl-C does" },
	{ SIGQUIT, "SIGQUIT", "asks to end, in some after what is being served, or with a core" },
	{ SIGKILL, "SIGKILL", "ends at once, cannot be caught" },
	{ SIGSTOP, "SIGSTOP", "stops until SIGCONT, cannot be caught" },
	{ SIGCONT, "SIGCONT", "goes on after a stop" },
	{ SIGUSR1, "SIGUSR1", "what the program makes of it; ends where it makes nothing" },
	{ SIGUSR2, "SIGUSR2", "what the program makes of it; ends where it makes nothing" },
	{ SIGWINCH, "SIGWINCH", "a window's size changed; in some, end after what is served" },
	{ SIGILL, "SIGILL", "" },
	{ SIGTRAP, "SIGTRAP", "" },
	{ SIGABRT, "SIGABRT", "ends, with a core" },
	{ SIGBUS, "SIGBUS", "" },
	{ SIGFPE, "SIGFPE", "" },
	{ SIGSEGV, "SIGSEGV", "" },
	{ SIGPIPE, "SIGPIPE", "" },
	{ SIGALRM, "SIGALRM", "" },
#ifdef SIGSTKFLT
	{ SIGSTKFLT, "SIGSTKFLT", "" },
#endif
	{ SIGCHLD, "SIGCHLD", "" },
	{ SIGTSTP, "SIGTSTP", "asks to stop, as Ctrl-Z does" },
	{ SIGTTIN, "SIGTTIN", "" },
	{ SIGTTOU, "SIGTTOU", "" },
	{ SIGURG, "SIGURG", "" },
	{ SIGXCPU, "SIGXCPU", "" },
	{ SIGXFSZ, "SIGXFSZ", "" },
	{ SIGVTALRM, "SIGVTALRM", "" },
	{ SIGPROF, "SIGPROF", "" },
	{ SIGIO, "SIGIO", "" },
#ifdef SIGPWR
	{ SIGPWR, "SIGPWR", "" },
#endif
	{ SIGSYS, "SIGSYS", "" },
};
enum { SIGNALS = sizeof signals / sizeof *signals };

static const struct named others[] = {
	{ SIGABRT, "SIGIOT", "" },
	{ SIGCHLD, "SIGCLD", "" },
	{ SIGIO, "SIGPOLL", "" },
};

/* SIGRTMIN is no constant: the C library keeps the first ones of the kernel to itself. */
static const char real_time[][16] = {
	"SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5",
	"SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9", "SIGRTMIN+10", "SIGRTMIN+11",
	"SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+16", "SIGRTMIN+17",
	"SIGRTMIN+18", "SIGRTMIN+19", "SIGRTMIN+20", "SIGRTMIN+21", "SIGRTMIN+22", "SIGRTMIN+23",
	"SIGRTMIN+24", "SIGRTMIN+25", "SIGRTMIN+26", "SIGRTMIN+27", "SIGRTMIN+28", "SIGRTMIN+29",
	"SIGRTMIN+30",
};
enum { REAL_TIME = sizeof real_time / sizeof *real_time };

static const struct named *find_number(int number)
{
	for (size_t i = 0; i < SIGNALS; i++)
		if (signals[i].number == number)
			return &signals[i];
	return NULL;
}

const char *act_signal_name(int number)
{
	const struct named *named = find_number(number);

	if (named)
		return named->name;
	if (number >= SIGRTMIN && number <= SIGRTMAX && number - SIGRTMIN < REAL_TIME)
		return real_time[number - SIGRTMIN];
	return NULL;
}

const char *act_signal_help(int number)
{
	const struct named *named = find_number(number);

	return named ? named->help : "";
}

int act_signal_at(size_t n)
{
	if (n < SIGNALS)
		return signals[n].number;
	n -= SIGNALS;
	return n < REAL_TIME && (int)n <= SIGRTMAX - SIGRTMIN ? SIGRTMIN + (int)n : 0;
}

/* With or without "SIG". */
static bool is_named(const char *word, const char *name)
{
	return strcasecmp(word, name) == 0 || strcasecmp(word, name + 3) == 0;
}

static bool find_in(const struct named *named, size_t count, const char *word, int *number)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_named(word, named[i].name))
			continue;
		*number = named[i].number;
		return true;
	}
	return false;
}

static bool find_real_time(const char *word, int *number)
{
	for (size_t n = 0; n < REAL_TIME; n++) {
		if (!is_named(word, real_time[n]) || (int)n > SIGRTMAX - SIGRTMIN)
			continue;
		*number = SIGRTMIN + (int)n;
		return true;
	}
	if (!is_named(word, "SIGRTMAX"))
		return false;
	*number = SIGRTMAX;
	return true;
}

bool act_signal_find(const char *word, int *number)
{
	uint64_t value;

	if (number_unsigned(word, strlen(word), 10, &value)) {
		if (value > (uint64_t)SIGRTMAX || !act_signal_name((int)value))
			return false;
		*number = (int)value;
		return true;
	}
	return find_in(signals, SIGNALS, word, number) ||
	       find_in(others, sizeof others / sizeof *others, word, number) ||
	       find_real_time(word, number);
}
