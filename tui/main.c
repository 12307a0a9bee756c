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
 *   tui/                 what the user touches; main, rights, options, config, stage,
 *                        batch and loop are its roof and see every room
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
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "judge/judge.h"
#include "model/model.h"
#include "out/out.h"
#include "priv/priv.h"
#include "source/sampler.h"
#include "source/sources.h"
#include "table/query.h"
#include "tui/batch.h"
#include "tui/config.h"
#include "tui/loop.h"
#include "tui/options.h"
#include "tui/rights.h"
#include "tui/screen.h"
#include "tui/stage.h"
#include "tui/ui.h"
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

static struct sampler *sampler_of(struct host *host, const struct options *options)
{
	protocol_set wanted = options->selection.protocols;
	struct sampler *sampler = sampler_new(host);

	if (!wanted)
		wanted = ~(protocol_set)0;
	sampler_add(sampler, source_netns(host));
	sampler_add(sampler, source_diag(host, wanted));
	sampler_add(sampler, source_counter(host));
	sampler_add(sampler, source_raw(host, wanted));
	sampler_add(sampler, source_unixes(host, wanted));
	sampler_add(sampler, source_reuseport());
	sampler_add(sampler, source_unseen(host, options->asked));
	sampler_add(sampler, source_syn(host));
	sampler_add(sampler, source_peers(host));
	sampler_add(sampler, source_owner(host));
	sampler_add(sampler, source_kin(host));
	sampler_add(sampler, source_process(host));
	sampler_add(sampler, source_threads(host));
	sampler_add(sampler, source_place(host));
	sampler_add(sampler, source_detail(host));
	sampler_add(sampler, source_talk(host));
	sampler_add(sampler, source_names(host));
	return sampler;
}

/* The question asked by options and configuration. Both were checked when they
 * were read; what fails here was set by the file and contradicts an option. */
static void query_of(struct query *query, struct options *options, unsigned width)
{
	struct settings *settings = &options->settings;
	char buffer[WHY_SIZE];
	struct text why = TEXT_OVER(buffer);

	query_init(query, TABLE_LISTENERS, width);
	if ((settings->columns && !query_set_columns(query, settings->columns, &why)) ||
	    (settings->order && !query_set_order(query, settings->order, &why)) ||
	    (settings->filter && !query_set_filter(query, settings->filter, &why)))
		complain(buffer);
	query->hide_idle = settings->hide_idle;
	query->selection = options->selection;
	options->selection = (struct selection){ 0 };
}

static int run_capture(struct stage *stage, const char *dir)
{
	static const struct focus everything = {
		.processes = true, .handshakes = true, .everything = true,
	};
	char buffer[WHY_SIZE];
	struct text why = TEXT_OVER(buffer);

	if (host_capture(stage->host, dir, &why) < 0)
		return complain(buffer);
	sampler_focus(stage->sampler, &everything);
	snapshot_free(sampler_sample(stage->sampler, UINT64_MAX));
	return host_capture_error(stage->host, &why) < 0 ? complain(buffer) : 0;
}

static int run_batch(struct stage *stage, struct options *options)
{
	struct query query;
	struct batch batch = {
		.stage = stage,
		.query = &query,
		.writer = writer_find(options->format),
		.iterations = options->iterations,
		.ascii = settings_show_ascii(&options->settings),
		.color = settings_show_color(&options->settings) && isatty(STDOUT_FILENO),
	};
	int status;

	if (!batch.iterations && !isatty(STDOUT_FILENO))
		batch.iterations = 1;
	query_of(&query, options, 0);
	status = batch_run(&batch);
	query_free(&query);
	return status;
}

static int run_screen(struct stage *stage, struct options *options, const char *config_path,
		      const char *warning)
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
	query_of(&query, options, width);
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

static int run_mode(struct stage *stage, struct options *options, const char *config_path,
		    const char *warnings)
{
	if (options->mode == MODE_CAPTURE)
		return run_capture(stage, options->capture);
	if (options->mode == MODE_SCREEN && isatty(STDOUT_FILENO))
		return run_screen(stage, options, config_path, warnings);
	return run_batch(stage, options);
}

/* A user nobody knows would only ever show an empty screen. */
static bool users_are_known(const struct selection *selection)
{
	for (size_t i = 0; i < selection->users.count; i++) {
		const char *user = selection->users.items[i];
		char buffer[128];
		struct text shown = TEXT_OVER(buffer);
		uint64_t uid;

		if (number_unsigned(user, strlen(user), 10, &uid) || names_know_user(user))
			continue;
		text_printable(&shown, user, false);
		fprintf(stderr, "lsntop: --user: there is no user '%s' here\n" OPTIONS_HINT, buffer);
		return false;
	}
	return true;
}

static int run(struct options *options, const char *config_path, const char *warnings)
{
	char buffer[WHY_SIZE];
	struct text why = TEXT_OVER(buffer);
	struct stage stage = { .delay = options->settings.delay };
	int status;

	if (!rights_settle(options, &why))
		return complain(buffer);
	if (!options->root && !users_are_known(&options->selection))
		return OPTIONS_USAGE;
	if (host_open(options->root, &stage.host, &why) < 0)
		return complain(buffer);
	stage.sampler = sampler_of(stage.host, options);
	stage.model = model_new();
	stage.judge = judge_new();
	judge_set_filling(stage.judge, options->settings.filling);
	status = run_mode(&stage, options, config_path, warnings);
	judge_free(stage.judge);
	model_free(stage.model);
	sampler_close(stage.sampler);
	host_close(stage.host);
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
		return complain(warnings->start);
	if (warnings->length)
		fprintf(stderr, "%s", warnings->start);
	options->read_only = options->read_only || environment("LSNTOP_SECURE");
	options->settings.no_color = environment("NO_COLOR") != NULL;
	options->settings.ascii_only = !locale_is_utf8();
	return 0;
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
		fputs(why_buffer, stderr);
	else if (options.mode == MODE_HELP || options.mode == MODE_VERSION ||
		 options.mode == MODE_COLUMN_HELP)
		status = say(options.mode);
	else
		status = configure(&options, &path, &warnings);
	if (!status && (options.mode == MODE_SCREEN || options.mode == MODE_BATCH ||
			options.mode == MODE_CAPTURE))
		status = run(&options, path_buffer, warning_buffer);
	options_free(&options);
	return status;
}
