/* config.h - the configuration file, checked and bounded. */
#ifndef LSN_TUI_CONFIG_H
#define LSN_TUI_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

struct options;
struct settings;
struct text;

/* Where it is: `named` (of -C), else $XDG_CONFIG_HOME/lsntop/config,
 * $HOME/.config/lsntop/config (absolute ones only), else
 * /etc/lsntop/config. The first that exists is read. `path` becomes the one to
 * write to (the user's, even where it was not there), empty if there is none. */
struct config_places {
	const char *named, *xdg_home, *home;
	bool elevated;                  /* AT_SECURE: xdg_home and home do not count */
};

/* Reads into options->settings what the command line did not say. Never fails
 * for what is in the file: each wrong line is one warning, a line of its own
 * ("FILE:LINE: ...\n"), in `warnings` and keeps the default; after ten of them
 * the others are only counted. So is a file that is not to be trusted, and
 * nothing is written to that one. Returns false only where a file named by -C
 * cannot be read; `warnings` is the reason then, without a line feed. */
bool config_read(const struct config_places *places, struct options *options,
		 struct text *path, struct text *warnings);

/* What config_read() does with the bytes of a file, whatever they are; `path` is
 * only named. */
void config_parse(const char *path, const char *content, size_t size, struct options *options,
		  struct text *warnings);

/* Writes the known keys into the file and keeps comments, order and lines it
 * does not know; a key that is missing goes to the end of its section. What is
 * written reads back as it was. False, and one line in `why`. */
bool config_write(const char *path, const struct settings *settings, struct text *why);

#endif
