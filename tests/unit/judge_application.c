/* judge_application.c - which program it is, and what it calls its backlog. */
#include "table_world.h"

#include "judge/application.h"

static const struct application *known_as(const char *comm, const char *command)
{
	struct process process = { 0 };

	process.label[LABEL_COMM] = comm;
	process.label[LABEL_COMMAND] = command;
	return application_of(&process);
}

static void check_recognized(void **state)
{
	static const struct {
		const char *comm, *command, *name, *setting;
	} cases[] = {
		{ "nginx", "nginx: master process /usr/sbin/nginx", "nginx", "backlog=" },
		{ "haproxy", NULL, "HAProxy", "backlog" },
		{ "apache2", "/usr/sbin/apache2 -k start", "Apache", "ListenBacklog" },
		{ "httpd", NULL, "Apache", "ListenBacklog" },
		{ "postgres", NULL, "PostgreSQL", "max_connections" },
		{ "redis-server", NULL, "Redis", "tcp-backlog" },
		{ "memcached", NULL, "memcached", "-b" },
		{ "mariadbd", NULL, "MySQL", "back_log" },
		{ "mongod", NULL, "MongoDB", "net.listenBacklog" },
		{ "beam.smp", "beam.smp -- -root /usr/lib/erlang -- rabbit boot", "RabbitMQ",
		  "tcp_listen_options.backlog" },
		{ "beam.smp", "beam.smp -- -root /usr/lib/erlang", "Erlang", "gen_tcp" },
		{ "gunicorn", "/usr/bin/python3 /usr/bin/gunicorn app:app", "gunicorn",
		  "--backlog" },
		{ "uwsgi", NULL, "uWSGI", "listen" },
		{ "php-fpm8.2", "php-fpm: master process (/etc/php/fpm.conf)", "php-fpm",
		  "listen.backlog" },
		{ "java", "java -cp x org.apache.catalina.startup.Bootstrap start", "Tomcat",
		  "acceptCount" },
		{ "java", "java -jar app.jar", "java", "acceptCount" },
		{ "node", "node app.js", "node", "server.listen()" },
		{ "MainThread", "node app.js", "node", "server.listen()" },
		{ "master", "/usr/lib/postfix/sbin/master -w", "Postfix", "default_process_limit" },
		{ "dovecot", NULL, "Dovecot", "client_limit" },
		{ "systemd", "/sbin/init", "systemd", "Backlog=" },
		{ "sshd", "sshd: /usr/sbin/sshd -D", "sshd", NULL },
		{ "caddy", NULL, "a Go program", NULL },
		{ "traefik", NULL, "a Go program", NULL },
		{ "python3", "python3 -m http.server 8000", "Python's http.server", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct application *application = known_as(cases[i].comm, cases[i].command);

		if (!application)
			fail_msg("%s is not known", cases[i].comm);
		assert_string_equal(application->name, cases[i].name);
		assert_non_null(application->source);
		/* What can be set has something that makes it heed it; else it is said why not. */
		if (cases[i].setting) {
			assert_non_null(strstr(application->setting, cases[i].setting));
			assert_non_null(application->takes);
		} else {
			assert_null(application->setting);
			assert_non_null(application->none);
		}
	}
}

static void check_unknown(void **state)
{
	(void)state;
	assert_null(known_as("mine", "mine --listen 80"));
	assert_null(known_as("master", "/opt/mine/master"));
	assert_null(known_as("MainThread", "python3 x.py"));
	assert_null(known_as("python3", "python3 x.py"));
	assert_null(known_as(NULL, NULL));
	/* A part of a name is not the name. */
	assert_null(known_as("nginx-exporter", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_recognized),
		cmocka_unit_test(check_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
