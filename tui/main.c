/* main.c - the map of the house, and the wiring.
 *
 *   core/                what needs neither a terminal nor root to be tested
 *     base/              words that have never heard of a socket
 *     fact/              nouns: listener, process, owner, namespace, gap; no I/O
 *     priv/              capabilities kept asleep, woken by name
 *     wire/              doors to the kernel: bytes in, small structs out
 *     source/            each asks one question and adds the answer to a snapshot
 *     model/             memory: the same things from tick to tick
 *     judge/             opinions about what lasted: advice, books, the journal
 *     table/             questions put to the model: columns, order, filter
 *     out/               answers written down: plain text, CSV, JSON
 *     act/               deeds: aimed at one life of a pid, done, and what became of them
 *   tui/                 what the user touches; main, mode, wiring, options, stage, loop and
 *                        a few more are its roof and see every room
 *
 * One tick goes one way:
 *
 *   kernel - wire - source - snapshot - model - judge - table - out,
 *                                                  or table - ui - canvas - screen
 *
 * The snapshot knows the whole host at one instant, and no past. The model knows
 * the past, and no kernel. The judge knows what is wrong, and not who asks. The table
 * knows order, and not where a number came from. An output knows one grammar, and no
 * sockets. The ui knows what the user wants, and calls nothing. An act knows one life
 * of one process, and no row. Only the loop knows them all, and it is short.
 * HACKING.md tells more; tests/inspect/floors.sh keeps it true.
 */
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "judge/judge.h"
#include "model/model.h"
#include "out/check.h"
#include "out/out.h"
#include "priv/priv.h"
#include "source/baseline.h"
#include "source/sampler.h"
#include "source/sources.h"
#include "table/query.h"
#include "tui/check.h"
#include "tui/config.h"
#include "tui/loop.h"
#include "tui/mode.h"
#include "tui/options.h"
#include "tui/rights.h"
#include "tui/screen.h"
#include "tui/stage.h"
#include "tui/ui.h"
#include "tui/wiring.h"
#include "wire/host.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WHY_SIZE = 2048 };

/* The one thing that is global: the hook that runs when memory is out has no
 * argument, and the terminal must be given back. */
static struct screen *open_screen;

_Noreturn static void out_of_memory(size_t wanted)
{
	screen_close(open_screen);
	fprintf(stderr, "lsntop: out of memory (%zu bytes wanted)\n", wanted);
	_exit(1);
}

static int complain(const char *why)
{
	fprintf(stderr, "lsntop: %s\n", why);
	return 1;
}

/* Nothing can be done. Monitoring reads standard output alone. */
static int give_up(const struct options *options, const char *why)
{
	if (options->mode == MODE_CHECK)
		return check_fail(why, settings_show_ascii(&options->settings));
	return complain(why);
}

/* A descriptor 0, 1 or 2 that is closed would be given to the next socket, and
 * an error message written into it. What is put there can only be used the wrong
 * way round, so that a closed standard output is still an error. */
static void open_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", (fd ? O_RDONLY : O_WRONLY) | O_NOCTTY) != fd)
			_exit(1);
}

/* Numbers are written with a point in every language: scripts read them. */
static void set_locale(void)
{
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
}

static bool locale_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static int run_screen(struct stage *stage, struct options *options, struct baseline *baseline,
		      const char *config_path, const char *warning)
{
	struct settings *settings = &options->settings;
	struct screen_options look = {
		.term = environment("TERM"),
		.theme = settings->theme,
		.color = settings_show_color(settings),
		.mouse = settings->mouse,
		.elevated = priv_is_elevated(),
	};
	struct loop loop = {
		.stage = stage,
		.settings = settings,
		.baseline = baseline,
		.config_path = config_path,
		.iterations = options->iterations,
	};
	char buffer[WHY_SIZE];
	struct text why = TEXT_OVER(buffer);
	struct query query;
	unsigned width, height;
	int result;

	open_screen = screen_open(&look, &why);
	if (!open_screen)
		return complain(buffer);
	screen_size(open_screen, &width, &height);
	wiring_query(&query, options, width, &why);
	loop.screen = open_screen;
	rights_open(&loop, options, &why);
	loop.ui = ui_new(settings, &query);
	if (why.length || *warning)
		ui_say(loop.ui, why.length ? buffer : warning);
	result = loop_run(&loop);
	ui_free(loop.ui);
	screen_close(open_screen);
	open_screen = NULL;
	rights_close(&loop);
	if (result > 0) {
		signal(result, SIG_DFL);
		raise(result);
	}
	return result == LOOP_DONE ? 0 : 1;
}

/* What was found out on the way; texts, "" where there is nothing to be told. */
struct found {
	const char *config_path, *warnings, *no_baseline;
};

static int run_mode(struct stage *stage, struct options *options, struct baseline *baseline,
		    const struct found *found)
{
	struct mode_run run = { stage, options, baseline != NULL, found->no_baseline };

	if (options->mode == MODE_SCREEN && isatty(STDOUT_FILENO))
		return run_screen(stage, options, baseline, found->config_path, found->warnings);
	return mode_run(&run);
}

/* That of this machine says nothing of a captured one, nor of what is yet to be learned. */
static bool has_default_baseline(const struct options *options)
{
	return !options->root && options->mode != MODE_CAPTURE && options->mode != MODE_LEARN;
}

/* Bad lines are told, and the rest is used. */
static bool open_baseline(const struct options *options, struct baseline **baseline,
			  struct text *why, struct text *warnings)
{
	const char *line;

	*baseline = NULL;
	if (!options->expect && !has_default_baseline(options))
		return true;
	if (baseline_open(options->expect, baseline, why) < 0)
		return false;
	if (why->length) {
		text_format(warnings, "lsntop: %s\n", why->start);
		fprintf(stderr, "lsntop: %s\n", why->start);
	}
	for (size_t n = 0; *baseline && baseline_complaint(*baseline, n, &line); n++)
		fprintf(stderr, "lsntop: %s\n", line);
	return true;
}

/* Wrong usage of --check and --warn is an answer too. */
static int refuse(int status, const char *why)
{
	if (status == CHECK_UNKNOWN)
		return check_fail(why, !locale_is_utf8());
	fputs(why, stderr);
	return status;
}

/* A user nobody knows would only ever show an empty screen. */
static bool users_are_known(const struct selection *selection, struct text *why)
{
	for (size_t i = 0; i < selection->users.count; i++) {
		const char *user = selection->users.items[i];
		char buffer[128];
		struct text shown = TEXT_OVER(buffer);
		uint64_t uid;

		if (number_unsigned(user, strlen(user), 10, &uid) || names_know_user(user))
			continue;
		text_printable(&shown, user, false);
		text_format(why, "lsntop: --user: there is no user '%s' here\n" OPTIONS_HINT, buffer);
		return false;
	}
	return true;
}

static int run(struct options *options, const char *config_path, struct text *warnings)
{
	char buffer[WHY_SIZE];
	struct text why = TEXT_OVER(buffer);
	struct stage stage = { .delay = options->settings.delay };
	struct baseline *baseline;
	int status;

	if (!rights_settle(options, &why))
		return give_up(options, buffer);
	if (!options->root && !users_are_known(&options->selection, &why))
		return refuse(options->mode == MODE_CHECK ? CHECK_UNKNOWN : OPTIONS_USAGE, buffer);
	if (!open_baseline(options, &baseline, &why, warnings))
		return give_up(options, buffer);
	if (host_open(options->root, &stage.host, &why) < 0) {
		baseline_close(baseline);
		return give_up(options, buffer);
	}
	stage.sampler = wiring_sampler(stage.host, baseline, options);
	stage.model = model_new();
	stage.judge = judge_new();
	judge_set_filling(stage.judge, options->settings.filling);
	status = run_mode(&stage, options, baseline,
			  &(struct found){ config_path, warnings->start, buffer });
	judge_free(stage.judge);
	model_free(stage.model);
	sampler_close(stage.sampler);
	host_close(stage.host);
	baseline_close(baseline);
	return status;
}

/* Help and the like: written, and seen to have been written. */
static int say(enum mode mode)
{
	bool written = true;

	if (mode == MODE_HELP)
		written = fputs(options_help(), stdout) >= 0;
	else if (mode == MODE_VERSION)
		written = puts(PACKAGE_NAME " " PACKAGE_VERSION) >= 0;
	else
		written = out_column_help(stdout);
	if (written && fflush(stdout) == 0)
		return 0;
	return errno == EPIPE ? 1 : complain(strerror(errno));
}

static int configure(struct options *options, struct text *path, struct text *warnings)
{
	struct config_places places = {
		.named = options->config,
		.xdg_home = environment("XDG_CONFIG_HOME"),
		.home = environment("HOME"),
		.elevated = priv_is_elevated(),
	};

	if (!config_read(&places, options, path, warnings))
		return give_up(options, warnings->start);
	if (warnings->length)
		fprintf(stderr, "%s", warnings->start);
	options->read_only = options->read_only || environment("LSNTOP_SECURE");
	options->settings.no_color = environment("NO_COLOR") != NULL;
	options->settings.ascii_only = !locale_is_utf8();
	return 0;
}

static bool answers_by_itself(enum mode mode)
{
	return mode == MODE_HELP || mode == MODE_VERSION || mode == MODE_COLUMN_HELP;
}

int main(int argc, char **argv)
{
	char why_buffer[WHY_SIZE], path_buffer[WHY_SIZE], warning_buffer[WHY_SIZE];
	struct text why = TEXT_OVER(why_buffer), path = TEXT_OVER(path_buffer),
		    warnings = TEXT_OVER(warning_buffer);
	struct options options;
	int status;

	open_standard_files();
	memory_on_failure(out_of_memory);
	if (priv_settle(PRIV_KEEP(POWER_OBSERVE) | PRIV_KEEP(POWER_ACT)) < 0)
		return complain("cannot give up capabilities that are not needed");
	set_locale();
	signal(SIGPIPE, SIG_IGN);
	status = options_read(&options, argc, argv, &why);
	if (status)
		status = refuse(status, why_buffer);
	else if (answers_by_itself(options.mode))
		status = say(options.mode);
	else if ((status = configure(&options, &path, &warnings)) == 0)
		status = run(&options, path_buffer, &warnings);
	options_free(&options);
	return status;
}
