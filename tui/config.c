/* config.c - the configuration file, checked and bounded; inih's only door. */
#include "tui/config.h"

#include "base/array.h"
#include "base/text.h"
#include "tui/config_keys.h"
#include "tui/config_line.h"
#include "tui/config_rewrite.h"
#include "tui/options.h"
#include "wire/file.h"

#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 64 * 1024, WARNINGS_MOST = 10, REASON_SIZE = 512, NAME_MOST = 64 };

/* A file being read: inih asks for lines, and is given them in pieces that fit. */
struct reading {
	const char *path;
	const char *at, *end;           /* of the content */
	unsigned line;
	struct config_line parts;
	const char *piece, *piece_end;  /* of the value that is left to hand on */
	ARRAY(char) value;              /* of the pieces handed on */
	struct options *options;
	struct text *warnings;
	unsigned warned;
};

/* The beginning of a warning about this line, or NULL when there are enough. */
static struct text *warn(struct reading *reading)
{
	if (reading->warned++ >= WARNINGS_MOST)
		return NULL;
	text_printable(reading->warnings, reading->path, false);
	text_format(reading->warnings, ":%u: ", reading->line);
	return reading->warnings;
}

static void warn_of(struct reading *reading, const char *subject, const char *wrong)
{
	struct text *text = warn(reading);

	if (!text)
		return;
	text_printable(text, subject, false);
	text_format(text, "%s%s\n", *subject ? ": " : "", wrong);
}

static void add_bytes(struct reading *reading, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		*array_add(&reading->value) = bytes[i];
}

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* inih has lines of at most 200 bytes (INI_MAX_LINE), and cuts longer ones into
 * lines of their own. So a long value goes to it as several pairs of one name,
 * cut where no blank would be trimmed away; on_pair() joins them. */
static const char *piece_until(const struct reading *reading, size_t room)
{
	const char *cut = reading->piece + room;

	if ((size_t)(reading->piece_end - reading->piece) <= room)
		return reading->piece_end;
	while (cut > reading->piece && (is_blank(cut[-1]) || is_blank(*cut)))
		cut--;
	return cut > reading->piece ? cut : NULL;
}

static void hand_piece(struct reading *reading, struct text *out)
{
	const struct config_part *name = &reading->parts.name;
	const char *until = piece_until(reading, out->room - name->size - 2);

	if (!until) {
		warn_of(reading, "", "too many blanks in a row");
		reading->piece = reading->piece_end = NULL;
		array_clear(&reading->value);
		return;
	}
	text_add_bytes(out, name->start, name->size);
	text_add(out, "=");
	text_add_bytes(out, reading->piece, (size_t)(until - reading->piece));
	reading->piece = until < reading->piece_end ? until : NULL;
}

/* One warning for an unknown section, none for what is in it. */
static void check_section(struct reading *reading)
{
	char name[NAME_MOST + 1];
	struct text text = TEXT_OVER(name);

	text_add_bytes(&text, reading->parts.name.start, reading->parts.name.size);
	if (!config_section_is_known(name))
		warn_of(reading, name, "no such section");
}

static void hand_line(struct reading *reading, struct text *out)
{
	const struct config_line *parts = &reading->parts;

	if (parts->kind == LINE_WRONG) {
		warn_of(reading, "", parts->wrong);
	} else if (parts->name.size > NAME_MOST) {
		warn_of(reading, "", "a name longer than 64 bytes");
	} else if (parts->kind == LINE_SECTION) {
		check_section(reading);
		text_add(out, "[");
		text_add_bytes(out, parts->name.start, parts->name.size);
		text_add(out, "]");
	} else if (parts->kind == LINE_PAIR) {
		reading->piece = parts->value.start;
		reading->piece_end = parts->value.start + parts->value.size;
		hand_piece(reading, out);
	}
}

/* inih's fgets(3): one line, or the next piece of one. */
static char *next_line(char *buffer, int size, void *stream)
{
	struct reading *reading = stream;
	struct text out = text_over(buffer, (size_t)size);
	const char *feed;

	if (reading->piece) {
		hand_piece(reading, &out);
		return buffer;
	}
	if (reading->at == reading->end)
		return NULL;
	feed = memchr(reading->at, '\n', (size_t)(reading->end - reading->at));
	if (!feed)
		feed = reading->end;
	reading->line++;
	config_line_split(reading->at, (size_t)(feed - reading->at), &reading->parts);
	reading->at = feed < reading->end ? feed + 1 : feed;
	hand_line(reading, &out);
	return buffer;
}

static void take_value(struct reading *reading, const char *section, const char *name,
		       const char *value)
{
	const struct config_key *key = config_key_find(section, name);
	char buffer[REASON_SIZE];
	struct text reason = TEXT_OVER(buffer);

	if (!*section)
		warn_of(reading, name, "stands before the first [section]");
	else if (!key && config_section_is_known(section))
		warn_of(reading, name, "no such key here");
	else if (key && !config_key_read(key, reading->options, value, &reason))
		warn_of(reading, name, buffer);
}

static int on_pair(void *user, const char *section, const char *name, const char *value)
{
	struct reading *reading = user;

	add_bytes(reading, value, strlen(value));
	if (reading->piece)
		return 1;
	add_bytes(reading, "", 1);
	config_unquote(reading->value.items);
	take_value(reading, section, name, reading->value.items);
	array_clear(&reading->value);
	return 1;
}

void config_parse(const char *path, const char *content, size_t size, struct options *options,
		  struct text *warnings)
{
	struct reading reading = {
		.path = path,
		.at = config_behind_mark(content, size),
		.end = content + size,
		.options = options,
		.warnings = warnings,
	};

	ini_parse_stream(next_line, &reading, on_pair, &reading);
	array_free(&reading.value);
	if (reading.warned > WARNINGS_MOST) {
		text_printable(warnings, path, false);
		text_format(warnings, ": and %u more\n", reading.warned - WARNINGS_MOST);
	}
}

/* Root must not obey, and not write to, what somebody else can write. */
static enum file_trust trust_of(bool elevated)
{
	return elevated || geteuid() == 0 ? FILE_OURS : FILE_ANYBODYS;
}

static int read_file(const char *path, bool elevated, struct options *options,
		     struct text *warnings, struct text *why)
{
	char *content;
	size_t size;
	int error = file_read(path, trust_of(elevated), FILE_MOST, &content, &size, why);

	if (error)
		return error;
	config_parse(path, content, size, options, warnings);
	free(content);
	return 0;
}

/* sudo may leave HOME as it was: root writes nothing into a user's directory. */
static bool is_ours(const char *dir)
{
	struct stat status;

	if (geteuid() != 0)
		return true;
	return stat(dir, &status) == 0 && (status.st_uid == 0 || status.st_uid == getuid());
}

enum { PLACES = 3 };

struct place {
	char path[PATH_MAX];
	bool writable;
	bool foreign;                   /* in another user's directory */
};

/* The user's places first; only absolute ones: a relative one would be taken from
 * wherever the user stands (CVE-2018-1122). */
static unsigned find_places(const struct config_places *places, struct place found[PLACES])
{
	const struct { const char *dir, *below; } all[] = {
		{ places->elevated ? NULL : places->xdg_home, "lsntop/config" },
		{ places->elevated ? NULL : places->home, ".config/lsntop/config" },
		{ "/etc", "lsntop/config" },
	};
	unsigned count = 0;

	for (unsigned i = 0; i < PLACES; i++) {
		struct text path = TEXT_OVER(found[count].path);

		if (!all[i].dir || all[i].dir[0] != '/')
			continue;
		text_format(&path, "%s/%s", all[i].dir, all[i].below);
		if (path.cut)
			continue;
		found[count].foreign = !is_ours(all[i].dir);
		found[count].writable = i + 1 < PLACES && !found[count].foreign;
		count++;
	}
	return count;
}

static void read_first(const struct config_places *places, struct options *options,
		       struct text *path, struct text *warnings)
{
	struct place found[PLACES];
	unsigned count = find_places(places, found);

	for (unsigned i = 0; i < count; i++) {
		char buffer[REASON_SIZE];
		struct text reason = TEXT_OVER(buffer);
		int error = read_file(found[i].path, places->elevated, options, warnings, &reason);

		if (!error)
			break;
		/* Root has given up to look where it is not let in. */
		if (error == -ENOENT || error == -ENOTDIR || (error == -EACCES && found[i].foreign))
			continue;
		text_format(warnings, "%s\n", buffer);
		found[i].writable = false;
	}
	for (unsigned i = 0; i < count && !path->length; i++)
		if (found[i].writable)
			text_add(path, found[i].path);
}

bool config_read(const struct config_places *places, struct options *options, struct text *path,
		 struct text *warnings)
{
	if (!places->named) {
		read_first(places, options, path, warnings);
		return true;
	}
	if (read_file(places->named, places->elevated, options, warnings, warnings) < 0)
		return false;
	if (!places->elevated)
		text_add(path, places->named);
	return true;
}

/* ~/.config itself, where nobody has needed it yet; file_replace() makes the
 * directory below it. What goes wrong here, it says. */
static void make_base(const char *path)
{
	char base[PATH_MAX];
	struct text text = TEXT_OVER(base);

	text_add(&text, path);
	for (unsigned i = 0; i < 2; i++) {
		char *slash = strrchr(base, '/');

		if (!slash || slash == base || text.cut)
			return;
		*slash = '\0';
	}
	(void)mkdir(base, 0700);
}

bool config_write(const char *path, const struct settings *settings, struct text *why)
{
	char *content = NULL, buffer[REASON_SIZE];
	struct text reason = TEXT_OVER(buffer);
	struct config_bytes bytes = { 0 };
	size_t size = 0;
	bool written;
	int error = file_read(path, trust_of(false), FILE_MOST, &content, &size, &reason);

	if (error && error != -ENOENT && error != -ENOTDIR) {
		text_add(why, buffer);
		return false;
	}
	make_base(path);
	written = config_rewrite(content ? content : "", size, settings, &bytes, why) &&
		  file_replace(path, bytes.start, bytes.size, why) == 0;
	free(bytes.start);
	free(content);
	return written;
}
