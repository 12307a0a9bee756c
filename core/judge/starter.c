/* starter.c - programs that are known to start others, and what they do when these end. */
#include "judge/starter.h"

#include <stddef.h>
#include <string.h>

#define ANEW "its master {who} starts workers anew"

/* The first that fits is taken. */
static const struct starter starters[] = {
	/* ---- masters, of workers that are the same program ---- */
	{
		.comm = { "nginx", "angie", "openresty" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "nginx: ngx_reap_children() respawns workers",
	}, {
		.comm = { "apache2", "httpd" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "Apache: prefork, worker, event: perform_idle_server_maintenance()",
	}, {
		.comm = { "php-fpm*" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "PHP: fpm_children_bury()",
	}, {
		.comm = { "gunicorn*" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "gunicorn: Arbiter.manage_workers()",
	}, {
		.comm = { "unicorn*" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "unicorn: HttpServer#maintain_worker_count",
	}, {
		.comm = { "puma*" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "Puma: Cluster#check_workers",
	}, {
		/* Ruby programs may be called by the interpreter's name. */
		.comm = { "ruby*" }, .title = "unicorn master", .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "unicorn: HttpServer#maintain_worker_count",
	}, {
		.comm = { "ruby*" }, .title = "puma", .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "Puma: Cluster#check_workers",
	}, {
		.comm = { "uwsgi*" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "worker of {who}", .after = ANEW,
		.source = "uWSGI: Things to know: the master respawns processes that die",
	}, {
		.comm = { "postgres", "postmaster" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "process of {who}",
		.after = "{who} ends and restarts all its sessions when one is killed hard",
		.source = "PostgreSQL: HandleChildCrash(), restart_after_crash",
	}, {
		.comm = { "haproxy" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = false,
		.text = "worker of {who}",
		.after = "{who} ends as well when its worker fails, unless it has "
			 "no-exit-on-failure",
		.source = "HAProxy: management guide, master-worker mode",
	}, {
		.comm = { "varnishd", "cache-main" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "child of {who}",
		.after = "its manager {who} starts it again, unless auto_restart is off",
		.source = "varnishd(1), auto_restart",
	}, {
		.comm = { "squid" }, .same = true,
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "kid of {who}", .after = "its master {who} starts it again",
		.source = "squid(8), SMP workers and kid respawning",
	},

	/* ---- masters, of other programs ---- */
	{
		.comm = { "master" }, .title = "postfix",
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "part of postfix, by {who}",
		.after = "{who} of postfix starts it again when it is needed",
		.source = "Postfix: master(8)",
	}, {
		.comm = { "dovecot" },
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "part of {who}", .after = "{who} starts it again when it is needed",
		.source = "Dovecot: service configuration",
	}, {
		.comm = { "mysqld_safe", "mariadbd-safe" },
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "supervised by {who}", .after = "{who} starts it again",
		.source = "MySQL: mysqld_safe: restarts the server when an error occurs",
	}, {
		.comm = { "inetd", "xinetd", "rlinetd" },
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "started by {who} for a connection",
		.after = "{who} starts it again for the next connection",
		.source = "inetd(8)",
	}, {
		.comm = { "dockerd" }, .child = "docker-proxy",
		.kind = ORIGIN_SUPERVISOR, .restarts = false,
		.text = "a published port of {who}",
		.source = "moby: libnetwork/portmapper, StartProxy(): started with the container, "
			  "not again",
	},

	/* ---- supervisors ---- */
	{
		.comm = { "runsv", "s6-supervise", "supervise", "perpd", "dinit" },
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "supervised by {who}", .after = "{who} starts it again",
		.source = "runsv(8); s6-supervise: its finish and down files aside; daemontools: "
			  "supervise; perpd(8); dinit(8)",
	}, {
		.comm = { "supervise-daemo", "supervisord", "circusd", "monit", "procd", "god" },
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "supervised by {who}",
		.after = "{who} starts it again unless told otherwise",
		.source = "supervise-daemon(8): --respawn-max; supervisord: autorestart; Circus: "
			  "respawn; monit(1); OpenWrt: procd_set_param respawn",
	}, {
		.comm = { "PM2 v*" },
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "supervised by {who}",
		.after = "{who} starts it again unless told otherwise",
		.source = "PM2: restart strategies, autorestart",
	}, {
		.comm = { "node", "MainThread", "forever" }, .title = "forever/bin/",
		.kind = ORIGIN_SUPERVISOR, .restarts = true,
		.text = "supervised by forever, {who}", .after = "forever, {who}, starts it again",
		.source = "forever: forever-monitor, max",
	}, {
		.comm = { "node", "MainThread", "nodemon" }, .title = "nodemon",
		.kind = ORIGIN_SUPERVISOR, .restarts = false,
		.text = "watched by nodemon, {who}",
		.after = "nodemon, {who}, starts it again when a file changes",
		.source = "nodemon: app crashed - waiting for file changes before starting",
	}, {
		.comm = { "foreman*", "honcho", "overmind" },
		.kind = ORIGIN_SUPERVISOR, .restarts = false,
		.text = "started by {who}",
		.after = "{who} ends all that it started when one of them ends",
		.source = "foreman(1); honcho; overmind: without --can-die",
	},

	/* ---- containers, where the cgroup did not tell ---- */
	{
		.comm = { "containerd-shim", "conmon", "lxc-start", "systemd-nspawn", "crun" },
		.kind = ORIGIN_CONTAINER, .restarts = true,
		.text = "container under {who}",
		.after = "its container is started again if its restart policy says so",
		.source = "docker-run(1), --restart; podman-run(1), --restart",
	}, {
		.comm = { "tini", "docker-init", "dumb-init", "catatonit" }, .weak = true,
		.kind = ORIGIN_CONTAINER, .restarts = true,
		.text = "container with {who} as its first process",
		.after = "its container is started again if its restart policy says so",
		.source = "docker-run(1), --init, --restart",
	},

	/* ---- at a time of day ---- */
	{
		.comm = { "cron", "CRON", "crond", "anacron", "fcron" },
		.kind = ORIGIN_CRON, .restarts = false,
		.text = "job of {who}", .source = "cron(8), anacron(8)",
	}, {
		.comm = { "atd" },
		.kind = ORIGIN_CRON, .restarts = false,
		.text = "job of {who}", .source = "atd(8)",
	},

	/* ---- logins ---- */
	{
		.comm = { "sshd", "sshd-session", "dropbear" },
		.kind = ORIGIN_SSH, .restarts = false,
		.text = "ssh session of {user}", .source = "sshd(8)",
	}, {
		.comm = { "mosh-server" },
		.kind = ORIGIN_SSH, .restarts = false,
		.text = "mosh session of {user}", .source = "mosh-server(1)",
	}, {
		.comm = { "tmux: server", "screen", "SCREEN", "zellij", "dtach", "abduco" },
		.kind = ORIGIN_SESSION, .restarts = false,
		.text = "{who} of {user}", .source = "tmux(1), screen(1)",
	}, {
		.comm = { "login" },
		.kind = ORIGIN_SESSION, .restarts = false,
		.text = "login of {user} at a console", .source = "login(1)",
	}, {
		.comm = { "xfce4-terminal", "gnome-terminal-", "konsole", "xterm", "kitty",
			  "alacritty", "foot" },
		.kind = ORIGIN_SESSION, .restarts = false,
		.text = "{who} of {user}", .source = "terminals of a desktop",
	}, {
		.comm = { "gdm-session-wor", "sddm-helper", "lightdm" },
		.kind = ORIGIN_SESSION, .restarts = false,
		.text = "desktop session of {user}", .source = "display managers",
	}, {
		.comm = { "su", "sudo", "doas", "runuser" }, .weak = true,
		.kind = ORIGIN_SESSION, .restarts = false,
		.text = "started by {who}", .source = "su(1), sudo(8)",
	}, {
		/* Its services have units; what else is below it was left behind by another. */
		.comm = { "systemd" }, .title = "--user", .weak = true,
		.kind = ORIGIN_SESSION, .restarts = false,
		.text = "session of {user}, left to {who}",
		.source = "prctl(2), PR_SET_CHILD_SUBREAPER",
	},
};

static bool is_like(const char *comm, const char *pattern)
{
	size_t size = strlen(pattern);

	if (pattern[size - 1] == '*')
		return strncmp(comm, pattern, size - 1) == 0;
	return strcmp(comm, pattern) == 0;
}

static bool has_comm(const struct starter *starter, const struct process *process)
{
	const char *comm = process->label[LABEL_COMM];

	for (size_t i = 0; comm && i < sizeof starter->comm / sizeof *starter->comm; i++)
		if (starter->comm[i] && is_like(comm, starter->comm[i]))
			return true;
	return false;
}

static bool fits(const struct starter *starter, const struct process *above,
		 const struct process *below)
{
	const char *title = above->label[LABEL_COMMAND], *child = below->label[LABEL_COMM];

	if (!has_comm(starter, above) || (starter->same && !has_comm(starter, below)))
		return false;
	if (starter->title && (!title || !strstr(title, starter->title)))
		return false;
	return !starter->child || (child && is_like(child, starter->child));
}

const struct starter *starter_find(const struct process *above, const struct process *below)
{
	for (size_t i = 0; i < sizeof starters / sizeof *starters; i++)
		if (fits(&starters[i], above, below))
			return &starters[i];
	return NULL;
}
