/* remark_again.c - what will start again what a signal ends. */
#include "judge/remark.h"

#include "judge/origin.h"
#include "judge/phrase.h"

#include <string.h>

enum { NAMED = REMARK_NAMED };

static void say_activation(struct remarks *remarks, const struct reach *reach)
{
	const struct reached *one = NULL;
	uint64_t held = 0;
	struct text *text;

	for (size_t i = 0; i < reach->listeners.count; i++) {
		if (!reach->listeners.items[i].manager)
			continue;
		if (!one)
			one = &reach->listeners.items[i];
		held++;
	}
	if (!one)
		return;
	text = remark_add(remarks, IMPACT_VAIN);
	remark_process(text, one->manager);
	if (held == 1)
		text_add(text, " holds the socket itself");
	else
		text_format(text, " holds %llu of the sockets itself", (unsigned long long)held);
	text_add(text, ": the next connection starts the service again");
}

/* docker-proxy -proto tcp ... -container-ip 172.17.0.2 -container-port 80 */
static bool add_option(struct text *text, const char *command, const char *option)
{
	const char *value = command ? strstr(command, option) : NULL;

	if (!value)
		return false;
	value += strlen(option);
	text_add_bytes(text, value, strcspn(value, " "));
	return true;
}

static void say_container(struct text *text, const struct process *proxy)
{
	const char *command = proxy->label[LABEL_COMMAND];
	char address[128], port[16];
	struct text host = TEXT_OVER(address), number = TEXT_OVER(port);

	text_add(text, "docker-proxy: the service is in the container");
	if (add_option(&host, command, " -container-ip ") &&
	    add_option(&number, command, " -container-port ")) {
		bool bare6 = strchr(address, ':');

		text_format(text, " at %s%s%s:%s", bare6 ? "[" : "", address, bare6 ? "]" : "",
			    port);
	}
	text_add(text, "; docker stop ends it");
}

static bool is_proxy(const struct process *process)
{
	const char *comm = process->label[LABEL_COMM];

	return comm && strcmp(comm, "docker-proxy") == 0;
}

/* A port has a proxy for each family: the same container twice. */
static void say_containers(struct remarks *remarks, const struct reach *reach)
{
	unsigned said = 0;

	for (size_t i = 0; i < reach->targets.count && said < NAMED; i++) {
		char buffer[REMARK_TEXT];
		struct text text = TEXT_OVER(buffer);

		if (!is_proxy(reach->targets.items[i]))
			continue;
		say_container(&text, reach->targets.items[i]);
		if (remark_is_said(remarks, buffer))
			continue;
		text_add(remark_add(remarks, IMPACT_VAIN), buffer);
		said++;
	}
}

/* It ends by the same signal: it will start nothing. */
static bool ends_too(const struct reach *reach, const struct origin *origin)
{
	return origin->process && reach_is_hit(reach, origin->process);
}

static void say_again(struct remarks *remarks, const struct reach *reach)
{
	unsigned said = 0;
	uint64_t more = 0;
	struct text *text;

	for (size_t i = 0; i < reach->targets.count; i++) {
		struct origin origin;

		if (!origin_of(reach->snap, reach->targets.items[i], &origin) ||
		    !*origin.after || ends_too(reach, &origin) ||
		    remark_is_said(remarks, origin.after))
			continue;
		if (said++ < NAMED)
			text_add(remark_add(remarks, origin.restarts ? IMPACT_VAIN : IMPACT_NOTE),
				 origin.after);
		else
			more += origin.restarts;
	}
	if (more == 0)
		return;
	text = remark_add(remarks, IMPACT_VAIN);
	text_add(text, "and ");
	phrase_things(text, more, "more target");
	text_add(text, " may be started again");
}

void remark_again(struct remarks *remarks, const struct reach *reach)
{
	say_activation(remarks, reach);
	say_containers(remarks, reach);
	say_again(remarks, reach);
}
