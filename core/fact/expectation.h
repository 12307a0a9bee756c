/* expectation.h - one line of a baseline: what is expected to listen, where, and whose. */
#ifndef LSN_FACT_EXPECTATION_H
#define LSN_FACT_EXPECTATION_H

#include "fact/address.h"
#include "fact/protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct listener;
struct process;
struct snapshot;
struct text;

/* A line is
 *
 *     PROTO LOCAL [netns=NAME] [exe=PATH] [unit=UNIT] [user=USER] [owner=kernel]
 *
 * PROTO as in the proto column: tcp, mptcp, udp, udplite, raw, unix, unix_seq. tcp and mptcp
 * are one, as a server that turns MPTCP on goes on to serve TCP; so are unix and unix_seq.
 * LOCAL as lsntop and ss -n write it ("0.0.0.0:443", "*:22", "[::]:53", "0.0.0.0%eth0:68",
 * "/run/x.sock", "@abstract"). A port may also be a range "8000-8999", "dynamic" (the kernel's
 * ip_local_port_range) or "*"; an address may have a prefix "10.0.0.0/8", "[fd00::]/8"; paths,
 * units and users may have the wildcards * and ?. A backslash takes the meaning of the next
 * character away, \xHH is a byte. No owner attribute: anybody's. A line that is blank or
 * begins with # says nothing. Attributes come in any order, each once. */
enum { EXPECTATION_LINE_MOST = 8192 };  /* bytes, without its end */
struct expectation {
	enum protocol protocol;
	struct address local;           /* port: the first; path: see path_pattern */
	uint16_t last_port;             /* == local.port: that one */
	bool any_port, dynamic_port;
	uint8_t prefix;                 /* bits of the address that count, where */
	bool has_prefix;                /* not all do; the others are 0 */
	bool kernel;                    /* owner=kernel: no process holds it; `user` then is who
					 * made the socket, NULL root */
	/* Patterns, as expectation_matches_text() takes them, with a backslash before *, ?
	 * and itself alone; NULL: any. `netns` is a name as it is; NULL: the namespace that
	 * has none. */
	const char *path_pattern;       /* UNIX */
	const char *exe, *unit, *user, *netns;
	size_t line;                    /* number in its file, from 1 */
};

/* Reads one line of `size` bytes (without its newline; a carriage return there is part of
 * that); strings go into the arena. 1: an expectation, whose `line` is left 0; 0: blank or a
 * comment; -EINVAL with what was expected, and at which text, in `why` (one printable line
 * without file and number). */
int expectation_parse(const char *line, size_t size, struct arena *arena,
		      struct expectation *expectation, struct text *why);

/* Writes the line that expects this listener as it is, without newline: parsing gives
 * what matches it. Its owner is the first one (NULL: not known, nothing is said of it;
 * a kernel socket says so by `kernel`). The unit is left out where it is a session's, a
 * slice's or a transient one, which have other names next time; `dynamic` writes that for
 * the port. All printable. Not to be used where the text is cut: a buffer of
 * EXPECTATION_LINE_MOST + 1 has room for what can be read again. */
void expectation_format(const struct listener *listener, const struct process *owner,
			const char *netns, bool kernel, bool dynamic, struct text *line);

/* Parts of an expectation as a line has them, printable: "10.0.0.0/8:8000-8999", and
 * "exe=/usr/sbin/nginx user=www-data", "owner=kernel", or nothing. */
void expectation_format_local(const struct expectation *expectation, struct text *text);
void expectation_format_owner(const struct expectation *expectation, struct text *text);

/* It asks for nobody in particular. */
bool expectation_takes_anybody(const struct expectation *expectation);

/* It permits, and does not demand: a port that is dynamic or any, a path with wildcards.
 * Nothing is missing where no socket is there. Of a range, or an address with a prefix, one
 * must be. */
bool expectation_permits(const struct expectation *expectation);

/* tcp for mptcp, unix for unix_seq, else itself: equal where a line for the one is one for
 * the other. */
enum protocol expectation_protocol(enum protocol protocol);

enum expectation_fit {
	FIT_NONE,                       /* another protocol, port, namespace; or an address that
					 * does not have the expected one in it */
	FIT_WIDER,                      /* the same port, and reached by more than expected */
	FIT_EXACT,
};

/* By protocol, address, port, device and namespace alone. Addresses are compared as the
 * sets they stand for: "*" has all of IPv4 and of IPv6 in it, "[::]" those of IPv6,
 * "[::ffff:10.0.0.1]" is 10.0.0.1. A prefix is fitted by what lies within it. Wider is what
 * has the expected set in it, and more; or the same without the expected device. The range
 * is that of the listener's namespace. */
struct expectation_ports {
	uint16_t first, last;           /* ip_local_port_range; 0, 0: not known */
};
enum expectation_fit expectation_fits(const struct expectation *expectation,
				      const struct listener *listener, const char *netns,
				      struct expectation_ports dynamic);

enum expectation_why {
	WHY_EXPECTED,
	WHY_NEW,                        /* no line for that address and port */
	WHY_WIDER,
	WHY_OTHER_EXECUTABLE,
	WHY_REPLACED,                   /* the expected path, but its file is deleted or another
					 * one by now */
	WHY_OTHER_UNIT,
	WHY_OTHER_USER,
	WHY_MISSING,
	WHYS,
};
/* "new", "wider", "other-executable", "replaced", "other-unit", "other-user", "missing";
 * NULL for WHY_EXPECTED. */
const char *expectation_why_name(enum expectation_why why);

/* Is this process the expected owner? WHY_EXPECTED, or the first thing that is known to
 * differ in the order above (a process where the kernel is expected: another executable).
 * False: that cannot be said: nothing differs, and something that counts is not known. */
bool expectation_owner(const struct expectation *expectation, const struct process *process,
		       enum expectation_why *why);

/* The same of a socket that no process holds. One that a user's process made is not the
 * kernel's own, which are root's: its user must be asked for. */
enum expectation_why expectation_nobody(const struct expectation *expectation,
					const struct listener *listener);

/* Wildcards * and ? with backslashes, over bytes, from end to end; linear in either. */
bool expectation_matches_text(const char *pattern, const char *text);
/* The pattern has no wildcard; and what it then says, without backslashes, into `plain`
 * (NULL: nowhere). */
bool expectation_is_plain(const char *pattern, struct text *plain);

#endif
