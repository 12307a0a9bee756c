/* label_exposure.c - columns of from where a listener can be reached. */
#include "table/label.h"

#include "fact/snapshot.h"

#include <sys/socket.h>

bool label_has_address(const struct row *row)
{
	return row->listener->local.family == AF_INET || row->listener->local.family == AF_INET6;
}

/* A raw socket has none: what stands there is the IP protocol. */
bool label_has_port(const struct row *row)
{
	return label_has_address(row) && row->listener->protocol != PROTOCOL_RAW;
}

void label_exposure(const struct row *row, struct value *value)
{
	int64_t exposure;

	if (facts_get(&row->listener->facts, FACT_EXPOSURE, &exposure))
		value_set_text(value, exposure_name(exposure));
}

/* That there is none is something to look for: it has a word. */
void label_interfaces(const struct row *row, struct value *value)
{
	const char *names = row->listener->label[LABEL_INTERFACES];

	value_set_text(value, names && !*names ? "none" : names);
}

void label_port_class(const struct row *row, struct value *value)
{
	value_set_text(value, row->listener->label[LABEL_PORT_CLASS]);
}
