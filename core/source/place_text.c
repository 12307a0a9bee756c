/* place_text.c - what a line of /proc/PID/cgroup says of unit and container. */
#include "source/place_text.h"

#include "base/text.h"
#include "wire/piece.h"

#include <stdbool.h>
#include <string.h>

enum { ID_DIGITS = 64, ID_SHOWN = 12 };

static bool begins(struct piece piece, const char *with)
{
	return piece.size >= strlen(with) && memcmp(piece.at, with, strlen(with)) == 0;
}

static bool ends(struct piece piece, const char *with)
{
	size_t size = strlen(with);

	return piece.size > size && memcmp(piece.at + piece.size - size, with, size) == 0;
}

static struct piece without(struct piece piece, const char *prefix, const char *suffix)
{
	piece.at += strlen(prefix);
	piece.size -= strlen(prefix) + strlen(suffix);
	return piece;
}

static bool is_id(struct piece piece)
{
	if (piece.size != ID_DIGITS)
		return false;
	for (size_t i = 0; i < piece.size; i++)
		if (!strchr("0123456789abcdef", piece.at[i]))
			return false;
	return true;
}

static void put(char out[PLACE_SIZE], struct piece piece)
{
	struct text text = text_over(out, PLACE_SIZE);

	text_add_bytes(&text, piece.at, piece.size);
}

/* ---- units ---- */

static bool is_unit(struct piece piece)
{
	static const char *const kinds[] = { ".service", ".scope", ".socket", ".mount", ".swap" };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (ends(piece, kinds[i]))
			return true;
	return false;
}

/* Systemd escapes a name that would look like a file of the cgroup's own by a
 * leading underscore (cg_escape()); the \x2d are part of the unit's name. */
static struct piece unescaped(struct piece piece)
{
	if (piece.size > 1 && piece.at[0] == '_') {
		piece.at++;
		piece.size--;
	}
	return piece;
}

/* ---- containers ---- */

/* A directory whose name is PREFIX, an id or a name, and SUFFIX. */
static const struct { const char *prefix, *suffix; bool by_id; } shapes[] = {
	{ "docker-", ".scope", true },
	{ "cri-containerd-", ".scope", true },
	{ "crio-", ".scope", true },
	{ "libpod-", ".scope", true },
	{ "libpod-payload-", "", true },
	{ "nerdctl-", ".scope", true },
	{ "lxc.payload.", "", false },
	{ "machine-", ".scope", false },
};

/* systemd-nspawn's scope has its name escaped: "machine-my\x2dbox.scope". */
static void put_name(char out[PLACE_SIZE], struct piece piece)
{
	struct text text = text_over(out, PLACE_SIZE);

	while (piece.size) {
		bool dash = begins(piece, "\\x2d");
		size_t taken = dash ? 4 : 1;

		text_add_bytes(&text, dash ? "-" : piece.at, 1);
		piece.at += taken;
		piece.size -= taken;
	}
}

static void put_id(char out[PLACE_SIZE], struct piece piece)
{
	put(out, (struct piece){ piece.at, ID_SHOWN });
}

static void read_container(struct piece piece, struct piece parent, struct place *place)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct piece inner;

		if (!begins(piece, shapes[i].prefix) || !ends(piece, shapes[i].suffix) ||
		    piece.size <= strlen(shapes[i].prefix) + strlen(shapes[i].suffix))
			continue;
		inner = without(piece, shapes[i].prefix, shapes[i].suffix);
		if (shapes[i].by_id && is_id(inner))
			put_id(place->container, inner);
		else if (!shapes[i].by_id)
			put_name(place->container, inner);
	}
	if (piece_is(&parent, "lxc"))
		put(place->container, piece);
	/* /docker/ID, /kubepods/.../podUID/ID, /garden/...: an id is an id. */
	if (is_id(piece))
		put_id(place->container, piece);
}

/* ---- lines ---- */

/* The last match wins: a service within a container within a service. */
static void read_path(struct piece path, struct place *place)
{
	struct piece piece, parent = { "", 0 };

	while (piece_take_until(&path, '/', &piece)) {
		if (is_unit(unescaped(piece)))
			put(place->unit, unescaped(piece));
		read_container(piece, parent, place);
		parent = piece;
	}
}

/* "4:memory:/path": the controllers between the colons, one of them wanted? */
static bool has_controller(struct piece names, const char *wanted)
{
	struct piece name;

	if (!*wanted)
		return names.size == 0;
	while (piece_take_until(&names, ',', &name))
		if (piece_is(&name, wanted))
			return true;
	return false;
}

static bool find_path(struct piece text, const char *controller, struct piece *path)
{
	struct piece line;

	while (piece_take_until(&text, '\n', &line)) {
		struct piece number, names = { line.at, 0 };
		const char *colon = memchr(line.at, ':', line.size);

		/* piece_take_until() takes an empty piece for one, but the last. */
		if (!colon || !piece_take_until(&line, ':', &number) ||
		    !piece_take_until(&line, ':', &names))
			continue;
		if (has_controller(names, controller) && line.size > 1) {
			*path = line;
			return true;
		}
	}
	return false;
}

struct place place_of(const char *text, size_t size)
{
	/* On v1 and hybrid hosts the line of v2 is missing or "/"; then systemd's
	 * own hierarchy has the units, and others may have the container. */
	static const char *const order[] = { "", "name=systemd", "pids", "memory", "cpu" };
	struct place place = { "", "" };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		struct place here = { "", "" };
		struct piece path;

		if (!find_path((struct piece){ text, size }, order[i], &path))
			continue;
		read_path(path, &here);
		if (!*place.unit)
			memcpy(place.unit, here.unit, sizeof place.unit);
		if (!*place.container)
			memcpy(place.container, here.container, sizeof place.container);
	}
	return place;
}
