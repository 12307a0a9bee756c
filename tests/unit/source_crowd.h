/* source_crowd.h - listeners of a snapshot, and connections to them in a dump. */
#ifndef LSN_TESTS_SOURCE_CROWD_H
#define LSN_TESTS_SOURCE_CROWD_H

#include "source_host.h"

#include "fact/focus.h"

#include <netinet/tcp.h>

struct ear {
	uint64_t cookie;
	const char *address;            /* NULL: all */
	uint16_t port;
	uint8_t family;                 /* 0: AF_INET */
	bool dual;
	uint32_t ifindex;
	const char *device;
	int64_t queue, drops;
	enum protocol protocol;         /* TCP unless told */
	uint64_t netns;                 /* 0: the host's */
	bool unconnected;
};

/* What testhost_tick() calls before the source. */
struct ears {
	const struct ear *items;
	size_t count;
	int64_t syn_retrans;            /* of the namespace */
};
#define EARS(array) { (array), sizeof(array) / sizeof *(array), 0 }

static inline void add_ear(struct snapshot *snap, const struct ear *ear)
{
	struct listener *listener = snapshot_add_listener(snap);

	listener->id = (struct listener_id){ ear->netns ? ear->netns : HOST_NETNS, ear->cookie, 0 };
	listener->protocol = ear->protocol;
	listener->local.family = ear->family ? ear->family : AF_INET;
	listener->local.dual = ear->dual;
	listener->local.port = ear->port;
	listener->local.ifindex = ear->ifindex;
	listener->local.device = ear->device;
	if (ear->address)
		assert_int_equal(inet_pton(listener->local.family, ear->address,
					   listener->local.bytes), 1);
	facts_set(&listener->facts, FACT_STATE, ear->unconnected ? STATE_UNCONNECTED : STATE_LISTEN);
	facts_set(&listener->facts, FACT_QUEUE, ear->queue);
	facts_set(&listener->facts, FACT_DROPS, ear->drops);
}

static inline void add_ears(struct snapshot *snap, void *arg)
{
	const struct ears *ears = arg;

	facts_set(&snap->netns.items[0].facts, FACT_TCP_SYN_RETRANS, ears->syn_retrans);
	for (size_t i = 0; i < ears->count; i++)
		add_ear(snap, &ears->items[i]);
}

static inline struct snapshot *tick_ears(struct testhost *made, struct ears *ears)
{
	return testhost_tick(made, 0, add_ears, ears);
}

static inline void write_sockets(struct testhost *made, const char *label,
				 const struct inet_socket *sockets, size_t count)
{
	struct dump dump = { .size = 0 };

	for (size_t i = 0; i < count; i++) {
		struct inet_socket socket = sockets[i];

		socket.no_meminfo = true;
		if (!socket.family)
			socket.family = AF_INET;
		dump_inet(&dump, &socket);
	}
	dump_write(made, label, &dump, 0);
}
#define WRITE_SOCKETS(made, label, array) \
	write_sockets(made, label, (array), sizeof(array) / sizeof *(array))

static inline int64_t fact_at(const struct snapshot *snap, size_t listener, enum fact_id id)
{
	return fact_of(&snap->listeners.items[listener].facts, id);
}

#endif
