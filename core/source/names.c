/* names.c - what are uid 33 and port 443 called? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/worker.h"
#include "fact/snapshot.h"
#include "priv/priv.h"
#include "source/hash.h"
#include "source/names_text.h"
#include "wire/host.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKUP_ROOM = 16384 };

/* Who waits for all names waits so long for those that do not come. */
static const uint64_t PATIENCE = CLOCK_SECOND;

enum stage { NAME_UNASKED, NAME_ASKED, NAME_ANSWERED };

struct name {
	uint64_t question;
	enum stage stage;
	char *text;                     /* NULL none */
	UT_hash_handle hh;
};

struct names_source {
	struct source source;
	struct host *host;
	struct worker *worker;          /* NULL for a captured host */
	struct name *names;
	size_t open;                    /* not answered yet */
	bool services_read;             /* of a captured host */
};

/* The question for the worker: what kind, which number. */
static uint64_t question_of(enum name_kind kind, uint32_t number)
{
	return (uint64_t)kind << 32 | number;
}

static enum name_kind kind_of(uint64_t question)
{
	return (enum name_kind)(question >> 32);
}

/* ---- on the worker's thread ---- */

static bool look_up_user(uint32_t uid, struct text *answer)
{
	char buffer[LOOKUP_ROOM];
	struct passwd entry, *found = NULL;

	if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) != 0 || !found)
		return false;
	text_add(answer, found->pw_name);
	return true;
}

static bool look_up_service(uint32_t port, const char *protocol, struct text *answer)
{
	char buffer[LOOKUP_ROOM];
	struct servent entry, *found = NULL;

	if (getservbyport_r(htons((uint16_t)port), protocol, &entry, buffer, sizeof buffer,
			    &found) != 0 || !found)
		return false;
	text_add(answer, found->s_name);
	return true;
}

static bool look_up(uint64_t question, char text[WORKER_TEXT_SIZE])
{
	struct text answer = text_over(text, WORKER_TEXT_SIZE);
	uint32_t number = (uint32_t)question;
	enum name_kind kind = kind_of(question);

	/* A thread is born with the powers that were awake, and name services are
	 * other people's code. */
	priv_sleep(POWER_OBSERVE);
	if (kind == NAME_USER)
		return look_up_user(number, &answer);
	return look_up_service(number, name_protocol(kind), &answer);
}

/* ---- */

static struct name *find(struct names_source *source, uint64_t question)
{
	struct name *name;

	HASH_FIND(hh, source->names, &question, sizeof question, name);
	return name;
}

static struct name *add(struct names_source *source, uint64_t question)
{
	struct name *name = memory_alloc(1, sizeof *name);

	name->question = question;
	HASH_ADD(hh, source->names, question, sizeof name->question, name);
	return name;
}

static void note(struct names_source *source, const struct name *name)
{
	enum name_kind kind = kind_of(name->question);
	char line[WORKER_TEXT_SIZE + 64];
	struct text text = TEXT_OVER(line);

	if (name->text && names_write_line(&text, kind, (uint32_t)name->question, name->text))
		host_note_etc(source->host, kind == NAME_USER ? "passwd" : "services", line);
}

static void take_answer(struct names_source *source, const struct worker_answer *answer)
{
	struct name *name = find(source, answer->question);

	if (!name || name->stage != NAME_ASKED)
		return;
	name->stage = NAME_ANSWERED;
	name->text = answer->known ? memory_text(answer->text) : NULL;
	source->open--;
	note(source, name);
}

/* False where nothing came in time. */
static bool take_answers(struct names_source *source, uint64_t deadline)
{
	struct worker_answer answer;

	if (!worker_take(source->worker, &answer, deadline))
		return false;
	do {
		take_answer(source, &answer);
	} while (worker_take(source->worker, &answer, 0));
	return true;
}

/* What is known of it; asks where nothing is. */
static const char *name_of(struct names_source *source, uint64_t question)
{
	struct name *name = find(source, question);

	if (!source->worker)
		return name ? name->text : NULL;
	if (!name) {
		name = add(source, question);
		source->open++;
	}
	/* A full queue takes it at the next tick, or when answers were taken. */
	if (name->stage == NAME_UNASKED && worker_ask(source->worker, question))
		name->stage = NAME_ASKED;
	return name->text;
}

/* Nothing better will come: it has been answered, or a captured host has no
 * more than its files. */
static bool is_settled(const struct names_source *source, uint64_t question)
{
	const struct name *name;

	if (!source->worker)
		return source->services_read;
	HASH_FIND(hh, source->names, &question, sizeof question, name);
	return name && name->stage == NAME_ANSWERED;
}

static bool service_question(const struct listener *listener, uint64_t *question)
{
	static const enum name_kind kinds[PROTOCOLS] = {
		[PROTOCOL_TCP] = NAME_TCP,
		[PROTOCOL_MPTCP] = NAME_TCP,
		[PROTOCOL_UDP] = NAME_UDP,
		[PROTOCOL_UDPLITE] = NAME_UDP,
	};
	enum name_kind kind = kinds[listener->protocol];

	if (kind == NAME_USER || !listener->local.port)
		return false;
	*question = question_of(kind, listener->local.port);
	return true;
}

static void tell(struct names_source *source, uint64_t question, const char **label,
		 struct snapshot *snap)
{
	*label = snapshot_keep(snap, name_of(source, question));
}

static void tell_service(struct names_source *source, struct listener *listener,
			 struct snapshot *snap)
{
	uint64_t question;

	if (!service_question(listener, &question)) {
		listener->label[LABEL_SERVICE] = "";
		return;
	}
	tell(source, question, &listener->label[LABEL_SERVICE], snap);
	if (!listener->label[LABEL_SERVICE] && is_settled(source, question))
		listener->label[LABEL_SERVICE] = "";
}

/* Each place in the snapshot that wants a name. */
static void tell_all(struct names_source *source, struct snapshot *snap)
{
	for (size_t i = 0; i < snap->listeners.count; i++) {
		struct listener *listener = &snap->listeners.items[i];

		if (listener->uid != (uid_t)-1)
			tell(source, question_of(NAME_USER, listener->uid),
			     &listener->label[LABEL_USER], snap);
		tell_service(source, listener, snap);
	}
	for (size_t i = 0; i < snap->processes.count; i++) {
		struct process *process = &snap->processes.items[i];

		if (process->uid != (uid_t)-1)
			tell(source, question_of(NAME_USER, process->uid),
			     &process->label[LABEL_PROCESS_USER], snap);
	}
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct names_source *source = (struct names_source *)self;
	uint64_t until = deadline == UINT64_MAX ? clock_monotonic() + PATIENCE : 0;

	take_answers(source, 0);
	tell_all(source, snap);
	while (until && source->open && take_answers(source, until))
		tell_all(source, snap);
}

static void close_names(struct source *self)
{
	struct names_source *source = (struct names_source *)self;
	struct name *name, *next;

	worker_free(source->worker);
	HASH_ITER(hh, source->names, name, next) {
		HASH_DEL(source->names, name);
		free(name->text);
		free(name);
	}
	free(source);
}

/* ---- captured hosts ---- */

static void on_line(enum name_kind kind, uint32_t number, const char *text, size_t size, void *arg)
{
	struct names_source *source = arg;
	uint64_t question = question_of(kind, number);
	struct name *name;

	/* As in the files themselves, the first line counts. */
	if (find(source, question))
		return;
	name = add(source, question);
	name->stage = NAME_ANSWERED;
	name->text = memory_alloc(size + 1, 1);
	memcpy(name->text, text, size);
}

static bool read_file(struct names_source *source, const char *file,
		      void (*read)(const char *text, size_t size, name_fn fn, void *arg))
{
	char *text;
	size_t size;

	if (host_read_etc(source->host, file, &text, &size) != 0)
		return false;
	read(text, size, on_line, source);
	free(text);
	return true;
}

bool names_know_user(const char *name)
{
	char buffer[LOOKUP_ROOM];
	struct passwd entry, *found = NULL;

	return getpwnam_r(name, &entry, buffer, sizeof buffer, &found) == 0 && found;
}

struct source *source_names(struct host *host)
{
	struct names_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){ .name = "names", .collect = collect, .close = close_names };
	source->host = host;
	if (host_is_live(host)) {
		source->worker = worker_new(look_up);
	} else {
		read_file(source, "passwd", names_read_passwd);
		source->services_read = read_file(source, "services", names_read_services);
	}
	return &source->source;
}
