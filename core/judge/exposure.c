/* exposure.c - services that had better not be reachable from outside. */
#include "judge/exposure.h"

#include "base/text.h"

#include <stddef.h>

#define STREAM (PROTOCOL_BIT(PROTOCOL_TCP) | PROTOCOL_BIT(PROTOCOL_MPTCP))
#define DATAGRAM PROTOCOL_BIT(PROTOCOL_UDP)

/* Sorted by port: most listeners are told apart by the first and the last. */
static const struct exposed {
	uint16_t port;
	protocol_set protocols;
	const char *name, *cause, *remedy, *source;
} exposed[] = {
	{ 21, STREAM, "ftp", "cleartext, passwords too, unless it demands TLS (cannot be seen from "
			     "here)",
	  "sftp instead, or bind it to an inner address", "RFC 959; RFC 4217" },
	{ 23, STREAM, "telnet", "cleartext, passwords too", "ssh instead, or bind it to loopback",
	  "RFC 854" },
	{ 69, DATAGRAM, "tftp", "cleartext and without any authentication",
	  "bind it to the inner address that boots from it", "RFC 1350, Security Considerations" },
	{ 512, STREAM, "rexec", "cleartext, passwords too", "ssh instead, or bind it to loopback",
	  "rexec(3)" },
	{ 513, STREAM, "rlogin", "cleartext, and believes what the client's host says",
	  "ssh instead, or bind it to loopback", "RFC 1282, Security" },
	{ 514, STREAM, "rsh", "cleartext, and believes what the client's host says",
	  "ssh instead, or bind it to loopback", "rcmd(3)" },
	{ 2375, STREAM, "docker", "the port of Docker's API without TLS: whoever reaches it is "
				  "root here",
	  "its UNIX socket instead, or ssh, or TLS with client certificates on 2376",
	  "Docker: Protect the Docker daemon socket" },
	{ 6379, STREAM, "redis", "often runs without authentication: check (cannot be seen from "
				 "here)",
	  "bind it to loopback or an inner address, set a password", "Redis: security" },
	{ 11211, STREAM | DATAGRAM, "memcached",
	  "runs without authentication unless it was built with SASL: check",
	  "bind it to loopback or an inner address (`-l`), UDP off (`-U 0`)", "memcached(1), -l" },
	{ 27017, STREAM, "mongodb", "often runs without authentication: check (cannot be seen from "
				    "here)",
	  "bind it to loopback or an inner address (net.bindIp), enable authorization",
	  "MongoDB: security checklist" },
};

enum { EXPOSED = sizeof exposed / sizeof exposed[0] };

/* To whom it is open, by its address and device; NULL: to nobody but this host. */
static const char *const open_to[EXPOSURES] = {
	[EXPOSURE_LINK] = "whoever is on its link",
	[EXPOSURE_PRIVATE] = "private addresses",
	[EXPOSURE_PUBLIC] = "public addresses",
	[EXPOSURE_ANY] = "every address",
};

static const struct exposed *find(const struct listener *listener)
{
	uint16_t port = listener->local.port;

	if (port < exposed[0].port || port > exposed[EXPOSED - 1].port)
		return NULL;
	for (size_t i = 0; i < EXPOSED && exposed[i].port <= port; i++)
		if (exposed[i].port == port &&
		    exposed[i].protocols & PROTOCOL_BIT(listener->protocol))
			return &exposed[i];
	return NULL;
}

bool exposure_apply(const struct snapshot *snap, const struct listener *listener,
		    struct finding *finding)
{
	const struct exposed *of = find(listener);
	int64_t exposure;
	struct text who = TEXT_OVER(finding->who), symptom = TEXT_OVER(finding->symptom);
	struct text cause = TEXT_OVER(finding->cause), remedy = TEXT_OVER(finding->remedy);
	struct text brief = TEXT_OVER(finding->brief);
	const char *comm;

	if (!of || !facts_get(&listener->facts, FACT_EXPOSURE, &exposure) || exposure < 0 ||
	    exposure >= EXPOSURES || !open_to[exposure])
		return false;
	address_format(&listener->local, &who);
	comm = listener->owner_count ? snapshot_owner(snap, listener, 0)->label[LABEL_COMM] : NULL;
	if (comm) {
		text_add(&who, " ");
		text_add(&who, comm);
	}
	text_format(&symptom, "the port of %s is open to %s", of->name, open_to[exposure]);
	text_add(&cause, of->cause);
	text_add(&remedy, of->remedy);
	text_add(&brief, finding->symptom);
	finding->rule = "exposed";
	finding->severity = SEVERITY_HINT;
	finding->weight = 0;
	finding->listener = listener->id;
	finding->by_baseline = false;
	finding->source = of->source;
	return true;
}
