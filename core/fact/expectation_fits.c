/* expectation_fits.c - is this what a line of a baseline expects? */
#include "fact/expectation.h"

#include "base/text.h"
#include "fact/snapshot.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

const char *expectation_why_name(enum expectation_why why)
{
	static const char *const names[WHYS] = {
		[WHY_NEW] = "new",
		[WHY_WIDER] = "wider",
		[WHY_OTHER_EXECUTABLE] = "other-executable",
		[WHY_REPLACED] = "replaced",
		[WHY_OTHER_UNIT] = "other-unit",
		[WHY_OTHER_USER] = "other-user",
		[WHY_MISSING] = "missing",
	};

	return names[why];
}

enum protocol expectation_protocol(enum protocol protocol)
{
	switch (protocol) {
	case PROTOCOL_MPTCP:
		return PROTOCOL_TCP;
	case PROTOCOL_UNIX_SEQPACKET:
		return PROTOCOL_UNIX_STREAM;
	default:
		return protocol;
	}
}

bool expectation_takes_anybody(const struct expectation *expectation)
{
	return !expectation->exe && !expectation->unit && !expectation->user &&
	       !expectation->kernel;
}

bool expectation_permits(const struct expectation *expectation)
{
	const char *path = expectation->path_pattern;

	return expectation->any_port || expectation->dynamic_port ||
	       (path && !expectation_is_plain(path, NULL));
}

/* ---- sets of addresses ---- */

/* All addresses that begin with these bits. */
struct net {
	bool any;                       /* there are some */
	uint8_t bits;
	const uint8_t *bytes;
};

struct reach {
	struct net v4, v6;
};

enum { MAPPED_BITS = 8 * ADDRESS_MAPPED };

/* IPv4 by way of an IPv6 socket is IPv4. */
static struct reach reach_of(const struct address *local, unsigned bits)
{
	const uint8_t *bytes = local->bytes;

	if (local->family == AF_INET)
		return (struct reach){ .v4 = { true, (uint8_t)bits, bytes } };
	if (bits >= MAPPED_BITS && address_is_mapped(bytes))
		return (struct reach){
			.v4 = { true, (uint8_t)(bits - MAPPED_BITS), bytes + ADDRESS_MAPPED },
		};
	return (struct reach){
		.v4 = { local->dual && bits == 0, 0, bytes },
		.v6 = { true, (uint8_t)bits, bytes },
	};
}

/* A socket's; 0.0.0.0 of one that is mapped is a wildcard too. */
static struct reach reach_of_socket(const struct address *local)
{
	bool mapped = local->family == AF_INET6 && address_is_mapped(local->bytes);
	struct reach reach;

	if (address_is_wildcard(local))
		return reach_of(local, 0);
	reach = reach_of(local, local->family == AF_INET ? 32 : 128);
	if (mapped && memcmp(reach.v4.bytes, "\0\0\0", 4) == 0)
		reach.v4.bits = 0;
	return reach;
}

static bool net_has(const struct net *net, const struct net *other)
{
	if (!other->any)
		return true;
	return net->any && net->bits <= other->bits &&
	       address_same_bits(net->bytes, other->bytes, net->bits);
}

static bool reach_has(const struct reach *reach, const struct reach *other)
{
	return net_has(&reach->v4, &other->v4) && net_has(&reach->v6, &other->v6);
}

static enum expectation_fit fit_address(const struct expectation *expectation,
					const struct address *seen)
{
	const struct address *local = &expectation->local;
	struct reach expected = expectation->has_prefix ? reach_of(local, expectation->prefix) :
							  reach_of_socket(local);
	struct reach reach = reach_of_socket(seen);
	bool within = reach_has(&expected, &reach);

	if (reach_has(&reach, &expected))
		return within ? FIT_EXACT : FIT_WIDER;
	return within && expectation->has_prefix ? FIT_EXACT : FIT_NONE;
}

/* ---- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* A device without a name is called as ss calls it. */
static enum expectation_fit fit_device(const char *expected, const struct address *seen)
{
	char number[16];
	struct text text = TEXT_OVER(number);
	const char *device = seen->device;

	if (!device && seen->ifindex) {
		text_format(&text, "if%" PRIu32, seen->ifindex);
		device = number;
	}
	if (same_text(expected, device))
		return FIT_EXACT;
	return device ? FIT_NONE : FIT_WIDER;
}

static bool fits_port(const struct expectation *expectation, uint16_t port,
		      struct expectation_ports dynamic)
{
	if (expectation->any_port)
		return true;
	if (expectation->dynamic_port)
		return dynamic.last && port >= dynamic.first && port <= dynamic.last;
	return port >= expectation->local.port && port <= expectation->last_port;
}

static enum expectation_fit fit_path(const struct expectation *expectation,
				     const struct address *seen)
{
	const char *path = seen->path && *seen->path ? seen->path : "*";

	if (seen->family != AF_UNIX || !expectation->path_pattern)
		return FIT_NONE;
	return expectation_matches_text(expectation->path_pattern, path) ? FIT_EXACT : FIT_NONE;
}

enum expectation_fit expectation_fits(const struct expectation *expectation,
				      const struct listener *listener, const char *netns,
				      struct expectation_ports dynamic)
{
	const struct address *seen = &listener->local;
	enum expectation_fit address, device;

	if (expectation_protocol(expectation->protocol) !=
		    expectation_protocol(listener->protocol) ||
	    !same_text(expectation->netns, netns))
		return FIT_NONE;
	if (expectation->local.family == AF_UNIX || seen->family == AF_UNIX)
		return fit_path(expectation, seen);
	if (!fits_port(expectation, seen->port, dynamic))
		return FIT_NONE;
	address = fit_address(expectation, seen);
	device = fit_device(expectation->local.device, seen);
	return address < device ? address : device;
}

/* ---- owners ---- */

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

static enum answer match(const char *pattern, const char *text)
{
	if (!pattern)
		return ANSWER_YES;
	if (!text)
		return ANSWER_UNKNOWN;
	return expectation_matches_text(pattern, text) ? ANSWER_YES : ANSWER_NO;
}

static enum answer is_process(const struct expectation *expectation, const struct process *process)
{
	(void)process;
	return expectation->kernel ? ANSWER_NO : ANSWER_YES;
}

/* Without what the kernel writes behind the name of a file that was deleted. */
static bool matches_unmarked(const char *pattern, const char *name)
{
	static const char mark[] = " (deleted)";
	char unmarked[PATH_MAX + 1];
	struct text text = TEXT_OVER(unmarked);
	size_t size = strlen(name), skip = sizeof mark - 1;

	if (size <= skip || strcmp(name + size - skip, mark) != 0)
		return false;
	text_add_bytes(&text, name, size - skip);
	return !text.cut && expectation_matches_text(pattern, unmarked);
}

/* Until it is known what became of the file, nobody knows whether the mark is part of its
 * name. */
static enum answer match_executable(const struct expectation *expectation,
				    const struct process *process)
{
	const char *name = process->label[LABEL_EXECUTABLE];
	enum answer answer = match(expectation->exe, name);

	if (answer == ANSWER_NO && !process->label[LABEL_EXECUTABLE_STATE] &&
	    matches_unmarked(expectation->exe, name))
		return ANSWER_UNKNOWN;
	return answer;
}

/* The file that is expected was deleted under the process, or is another one by now. */
static enum answer match_state(const struct expectation *expectation,
			       const struct process *process)
{
	return match(expectation->exe ? "" : NULL, process->label[LABEL_EXECUTABLE_STATE]);
}

static enum answer match_unit(const struct expectation *expectation, const struct process *process)
{
	return match(expectation->unit, process->label[LABEL_UNIT]);
}

/* By name or by number. */
static enum answer match_name(const char *pattern, uid_t uid, const char *name)
{
	char buffer[24];
	struct text number = TEXT_OVER(buffer);

	if (pattern && uid != (uid_t)-1) {
		text_format(&number, "%ju", (uintmax_t)uid);
		if (expectation_matches_text(pattern, buffer))
			return ANSWER_YES;
	}
	return match(pattern, name);
}

static enum answer match_user(const struct expectation *expectation, const struct process *process)
{
	return match_name(expectation->user, process->uid, process->label[LABEL_PROCESS_USER]);
}

bool expectation_owner(const struct expectation *expectation, const struct process *process,
		       enum expectation_why *why)
{
	static const struct {
		enum answer (*ask)(const struct expectation *expectation,
				   const struct process *process);
		enum expectation_why why;
	} questions[] = {
		{ is_process, WHY_OTHER_EXECUTABLE }, { match_executable, WHY_OTHER_EXECUTABLE },
		{ match_state, WHY_REPLACED },        { match_unit, WHY_OTHER_UNIT },
		{ match_user, WHY_OTHER_USER },
	};
	bool known = true;

	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		enum answer answer = questions[i].ask(expectation, process);

		if (answer == ANSWER_NO) {
			*why = questions[i].why;
			return true;
		}
		known = known && answer == ANSWER_YES;
	}
	if (known)
		*why = WHY_EXPECTED;
	return known;
}

/* In flight between two processes, or registered with io_uring(7), a socket is held by no
 * descriptor, and yet is not the kernel's own. */
static bool is_made_by(const struct expectation *expectation, const struct listener *listener)
{
	if (expectation->user)
		return match_name(expectation->user, listener->uid,
				  listener->label[LABEL_USER]) == ANSWER_YES;
	return listener->uid == 0 || listener->uid == (uid_t)-1;
}

enum expectation_why expectation_nobody(const struct expectation *expectation,
					const struct listener *listener)
{
	if (expectation->exe)
		return WHY_OTHER_EXECUTABLE;
	if (expectation->unit)
		return WHY_OTHER_UNIT;
	if (expectation->kernel)
		return is_made_by(expectation, listener) ? WHY_EXPECTED : WHY_OTHER_USER;
	return expectation->user ? WHY_OTHER_USER : WHY_EXPECTED;
}
