/* application.c - what a program calls its backlog, and when it heeds a new one. */
#include "judge/application.h"

#include "fact/snapshot.h"

#include <stddef.h>
#include <string.h>

/* The first that fits is taken: what is known by more stands above.
 *
 * A reload is only named where it was seen to call listen(2) for a socket that is
 * already there: most programs hand their sockets on as they are. */
static const struct application applications[] = {
	{
		.name = "nginx", .comm = { "nginx" },
		.setting = "`backlog={room}` on its `listen` line", .usual = 511,
		.takes = "reload it", .listens = "restart nginx: a reload with the same backlog "
						 "leaves the socket as it is",
		.source = "nginx: ngx_http_core_module, listen; ngx_init_cycle() calls listen(2) "
			  "again where the backlog has changed",
	}, {
		.name = "HAProxy", .comm = { "haproxy" },
		.setting = "`backlog {room}` in the frontend (else its maxconn is taken)",
		.takes = "restart it: a reload that hands the sockets on keeps the old limit",
		.source = "HAProxy: configuration manual, backlog; listener_backlog(), "
			  "tcp_bind_listener()",
	}, {
		.name = "Apache", .comm = { "apache2", "httpd" },
		.setting = "`ListenBacklog {room}`", .usual = 511,
		.takes = "stop and start it: a graceful restart keeps its sockets",
		.source = "Apache: mpm_common, ListenBacklog; alloc_listener() takes old "
			  "listeners over",
	}, {
		.name = "PostgreSQL", .comm = { "postgres", "postmaster" },
		.setting = "`max_connections` (it listens for twice as many)",
		.takes = "restart it",
		.source = "PostgreSQL: ListenServerPort(), MaxConnections * 2",
	}, {
		.name = "Redis", .comm = { "redis-server", "redis-sentinel", "keydb-server" },
		.setting = "`tcp-backlog {room}`", .usual = 511,
		.takes = "restart it: CONFIG SET cannot change it",
		.source = "Redis: redis.conf, tcp-backlog; IMMUTABLE_CONFIG in config.c",
	}, {
		.name = "Valkey", .comm = { "valkey-server", "valkey-sentinel" },
		.setting = "`tcp-backlog {room}`", .usual = 511,
		.takes = "restart it: CONFIG SET cannot change it",
		.source = "Valkey: valkey.conf, tcp-backlog",
	}, {
		.name = "memcached", .comm = { "memcached" },
		.setting = "`-b {room}`", .usual = 1024, .takes = "restart it",
		.source = "memcached(1), -b",
	}, {
		.name = "MySQL", .comm = { "mysqld", "mariadbd" },
		.setting = "`back_log = {room}`", .takes = "restart it",
		.source = "MySQL and MariaDB: server system variables, back_log, not dynamic",
	}, {
		.name = "MongoDB", .comm = { "mongod", "mongos" },
		.setting = "`net.listenBacklog: {room}`", .takes = "restart it",
		.source = "MongoDB: configuration file options, net.listenBacklog",
	}, {
		.name = "RabbitMQ", .comm = { "beam.smp", "beam" }, .command = "rabbit",
		.setting = "`tcp_listen_options.backlog = {room}` in rabbitmq.conf", .usual = 128,
		.takes = "restart it",
		.source = "RabbitMQ: networking guide, tcp_listen_options.backlog",
	}, {
		.name = "Erlang", .comm = { "beam.smp", "beam" },
		.setting = "the option {backlog, N} of gen_tcp:listen()", .usual = 5,
		.takes = "restart it",
		.source = "Erlang: gen_tcp, listen/2",
	}, {
		.name = "gunicorn", .command = "gunicorn",
		.setting = "`--backlog {room}`", .usual = 2048, .takes = "restart it",
		.source = "gunicorn: settings, backlog",
	}, {
		.name = "uvicorn", .command = "uvicorn",
		.setting = "`--backlog {room}`", .usual = 2048, .takes = "restart it",
		.source = "uvicorn: settings, --backlog",
	}, {
		.name = "uWSGI", .comm = { "uwsgi", "uwsgi-core" },
		.setting = "`listen = {room}`", .usual = 100, .takes = "restart it",
		.source = "uWSGI: options, listen",
	}, {
		.name = "Python's http.server", .command = "http.server",
		.none = "its class asks for 5; a program of one's own may set "
			"request_queue_size",
		.usual = 5, .source = "socketserver.py: TCPServer.request_queue_size",
	}, {
		.name = "php-fpm", .command = "php-fpm",
		.setting = "`listen.backlog = {room}` in its pool", .usual = 511,
		.takes = "stop and start it: a reload hands its sockets on",
		.source = "php.net: FPM configuration, listen.backlog; "
			  "fpm_sockets_get_listening_socket()",
	}, {
		.name = "Tomcat", .comm = { "java", "jsvc" }, .command = "org.apache.catalina",
		.setting = "`acceptCount=\"{room}\"` of its Connector", .usual = 100,
		.takes = "restart it",
		.source = "Tomcat: HTTP connector, acceptCount",
	}, {
		.name = "java", .comm = { "java" },
		.setting = "the server's own setting (Tomcat: `acceptCount`, Spring Boot: "
			   "`server.tomcat.accept-count`; a plain ServerSocket has 50 unless "
			   "given more)",
		.takes = "restart it",
		.source = "Tomcat: HTTP connector, acceptCount; java.net.ServerSocket",
	}, {
		.name = "node", .comm = { "node", "nodejs" },
		.setting = "the `backlog` given to server.listen()", .usual = 511,
		.takes = "restart it",
		.source = "Node.js: net, server.listen()",
	}, {
		/* Newer ones name their main thread. */
		.name = "node", .comm = { "MainThread", "node-MainThread" }, .command = "node",
		.setting = "the `backlog` given to server.listen()", .usual = 511,
		.takes = "restart it",
		.source = "Node.js: net, server.listen()",
	}, {
		.name = "Varnish", .comm = { "varnishd", "cache-main" },
		.setting = "`-p listen_depth={room}`", .usual = 1024, .takes = "restart it",
		.source = "varnishd(1), listen_depth: must restart",
	}, {
		.name = "lighttpd", .comm = { "lighttpd" },
		.setting = "`server.listen-backlog = {room}`",
		.takes = "restart it",
		.source = "lighttpd: server.listen-backlog",
	}, {
		.name = "Postfix", .command = "libexec/postfix/master",
		.setting = "`default_process_limit = {room}`, or the maxproc of the service in "
			   "master.cf if that is more (it is the backlog too)",
		.usual = 100, .takes = "stop and start it",
		.source = "Postfix: master_listen.c; postconf(5), default_process_limit",
	}, {
		.name = "Postfix", .command = "lib/postfix/sbin/master",
		.setting = "`default_process_limit = {room}`, or the maxproc of the service in "
			   "master.cf if that is more (it is the backlog too)",
		.usual = 100, .takes = "stop and start it",
		.source = "Postfix: master_listen.c; postconf(5), default_process_limit",
	}, {
		.name = "Dovecot", .comm = { "dovecot" },
		.setting = "process_limit and client_limit of the service (the backlog is their "
			   "product)",
		.takes = "restart it",
		.source = "Dovecot: service_get_backlog()",
	}, {
		.name = "sshd", .comm = { "sshd" },
		.none = "128 is written in its source; MaxStartups limits logins, not this queue",
		.usual = 128, .source = "OpenSSH: SSH_LISTEN_BACKLOG in ssh.h",
	}, {
		.name = "systemd", .comm = { "systemd" },
		.setting = "`Backlog=` of the .socket unit", .all = true,
		.takes = "daemon-reload and restart the .socket unit",
		.listens = "restart the .socket unit",
		.source = "systemd.socket(5), Backlog=",
	}, {
		/* net.maxListenerBacklog() reads somaxconn once, at the first Listen(). */
		.name = "a Go program",
		.comm = { "caddy", "traefik", "docker-proxy", "dockerd", "containerd", "etcd",
			  "prometheus", "grafana", "consul", "vault", "minio", "coredns",
			  "node_exporter", "kubelet", "kube-apiserver" },
		.none = "Go takes net.core.somaxconn as it was when it began to listen",
		.all = true, .source = "Go: maxListenerBacklog() in net/sock_linux.go",
	}, {
		.name = "a Go program",
		.comm = { "kube-proxy", "kube-controller", "kube-scheduler", "k3s-server",
			  "influxd",
			  "telegraf", "gitea", "cloudflared", "tailscaled", "nomad", "loki",
			  "alertmanager", "grafana-server", "syncthing" },
		.none = "Go takes net.core.somaxconn as it was when it began to listen",
		.all = true, .source = "Go: maxListenerBacklog() in net/sock_linux.go",
	},
};

static bool has_comm(const struct application *application, const char *comm)
{
	for (size_t i = 0; i < APPLICATION_COMMS && application->comm[i]; i++)
		if (comm && strcmp(application->comm[i], comm) == 0)
			return true;
	return false;
}

static bool fits(const struct application *application, const struct process *process)
{
	const char *command = process->label[LABEL_COMMAND];

	if (application->comm[0] && !has_comm(application, process->label[LABEL_COMM]))
		return false;
	return !application->command || (command && strstr(command, application->command));
}

const struct application *application_of(const struct process *process)
{
	for (size_t i = 0; i < sizeof applications / sizeof applications[0]; i++)
		if (fits(&applications[i], process))
			return &applications[i];
	return NULL;
}
