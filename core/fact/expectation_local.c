/* expectation_local.c - address, device and port of a line of a baseline. */
#include "fact/expectation.h"

#include "base/number.h"
#include "fact/expectation_read.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static int read_port_number(const struct reading *reading, const struct word *port,
			    const struct word *number, uint16_t *value)
{
	uint64_t read;

	if (!number_unsigned(number->start, number->size, 10, &read))
		return expectation_refuse(reading, "port ", port,
					  "expected a number, a range, dynamic or *");
	if (read > UINT16_MAX)
		return expectation_refuse(reading, "port ", port, "65535 is the highest");
	*value = (uint16_t)read;
	return 0;
}

static int read_port(const struct reading *reading, const struct word *port)
{
	struct expectation *expectation = reading->expectation;
	const char *dash = memchr(port->start, '-', port->size);
	struct word first = *port, last = *port;

	expectation->any_port = expectation_word_is(port, "*");
	expectation->dynamic_port = expectation_word_is(port, "dynamic");
	if (expectation->dynamic_port && expectation->protocol == PROTOCOL_RAW)
		return expectation_refuse(reading, "port ", port,
					  "of a raw socket it is the IP protocol");
	if (expectation->any_port || expectation->dynamic_port)
		return 0;
	if (dash) {
		first.size = (size_t)(dash - port->start);
		last = (struct word){ dash + 1, port->size - first.size - 1 };
	}
	if (read_port_number(reading, port, &first, &expectation->local.port) < 0 ||
	    read_port_number(reading, port, &last, &expectation->last_port) < 0)
		return -EINVAL;
	if (expectation->last_port < expectation->local.port)
		return expectation_refuse(reading, "port ", port,
					  "a range begins with the lower one");
	return 0;
}

static bool read_host(struct address *local, const struct word *host, bool brackets)
{
	char text[INET6_ADDRSTRLEN];

	if (!brackets && expectation_word_is(host, "*")) {
		local->family = AF_INET6;
		local->dual = true;
		return true;
	}
	if (host->size >= sizeof text || memchr(host->start, '\0', host->size))
		return false;
	memcpy(text, host->start, host->size);
	text[host->size] = '\0';
	local->family = brackets ? AF_INET6 : AF_INET;
	return inet_pton(local->family, text, local->bytes) == 1;
}

/* Bits that do not count are 0, so that lines that say the same are the same. */
static void clear_host_bits(uint8_t bytes[16], unsigned prefix)
{
	for (unsigned bit = prefix; bit < 128; bit++)
		bytes[bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
}

static int read_prefix(const struct reading *reading, const struct word *prefix)
{
	struct expectation *expectation = reading->expectation;
	unsigned most = expectation->local.family == AF_INET ? 32 : 128;
	uint64_t bits;

	if (expectation->local.dual)
		return expectation_refuse(reading, "prefix ", prefix, "* has none");
	if (!number_unsigned(prefix->start, prefix->size, 10, &bits) || bits > most)
		return expectation_refuse(reading, "prefix ", prefix,
					  most == 32 ? "expected a number up to 32"
						     : "expected a number up to 128");
	expectation->prefix = (uint8_t)bits;
	expectation->has_prefix = bits < most;
	if (expectation->has_prefix)
		clear_host_bits(expectation->local.bytes, (unsigned)bits);
	return 0;
}

/* HOST[/PREFIX][%DEVICE]:PORT, taken apart; an empty word is not there. */
struct place {
	struct word host, prefix, device, port;
	bool brackets, has_prefix, has_device;
};

static size_t span_until(const struct word *word, const char *ends)
{
	size_t size = 0;

	while (size < word->size && word->start[size] && !strchr(ends, word->start[size]))
		size++;
	return size;
}

static struct word cut_off(struct word *rest, size_t size)
{
	struct word front = { rest->start, size };

	rest->start += size;
	rest->size -= size;
	return front;
}

/* No device has a colon in its name: the last one is before the port. */
static bool take_apart(const struct word *local, struct place *place)
{
	const char *colon = memrchr(local->start, ':', local->size);
	struct word rest;

	if (!colon)
		return false;
	rest = (struct word){ local->start, (size_t)(colon - local->start) };
	place->port = (struct word){ colon + 1, local->size - rest.size - 1 };
	place->brackets = expectation_word_begins(&rest, '[');
	if (place->brackets) {
		cut_off(&rest, 1);
		place->host = cut_off(&rest, span_until(&rest, "]"));
		if (!rest.size)
			return false;
		cut_off(&rest, 1);
	} else {
		place->host = cut_off(&rest, span_until(&rest, "/%:"));
	}
	place->has_prefix = expectation_word_begins(&rest, '/');
	if (place->has_prefix) {
		cut_off(&rest, 1);
		place->prefix = cut_off(&rest, span_until(&rest, "%"));
	}
	place->has_device = expectation_word_begins(&rest, '%');
	if (place->has_device) {
		cut_off(&rest, 1);
		place->device = cut_off(&rest, rest.size);
	}
	return !rest.size;
}

int expectation_read_local(const struct reading *reading, const struct word *word)
{
	struct address *local = &reading->expectation->local;
	struct place place = { .brackets = false };

	if (!take_apart(word, &place))
		return expectation_refuse(reading, "", word,
					  "expected ADDRESS:PORT, or [ADDRESS]:PORT for IPv6");
	if (!read_host(local, &place.host, place.brackets))
		return expectation_refuse(
			reading, "address ", &place.host,
			place.brackets ? "expected one of IPv6"
				       : "expected *, one of IPv4, or one of IPv6 in []");
	if (place.has_prefix && read_prefix(reading, &place.prefix) < 0)
		return -EINVAL;
	if (place.has_device) {
		if (!place.device.size)
			return expectation_refuse(reading, "", word,
						  "expected a device behind the %");
		local->device = expectation_keep(reading, &place.device, false);
		if (!local->device)
			return -EINVAL;
	}
	return read_port(reading, &place.port);
}
