/* label.h - the texts there are, by name. */
#ifndef LSN_FACT_LABEL_H
#define LSN_FACT_LABEL_H

/* Strangers chose most of these bytes: they are raw here, and made safe by the
 * output that writes them. NULL is unknown. */
enum listener_label {
	LABEL_USER,                     /* name of the socket's uid */
	LABEL_SERVICE,                  /* services(5) name of the port; "" it has none */
	LABEL_REUSEPORT,                /* which SO_REUSEPORT group: the same text in all
					 * members, in no other listener; NULL in none */
	LABEL_NO_OWNER,                 /* why no process is shown: a word, a colon, the
					 * rest; NULL where one is */
	LABEL_INTERFACES,               /* by which it can be reached: "eth0", "lo, eth0"; ""
					 * none that is up; NULL unknown, and of UNIX */
	LABEL_PORT_CLASS,               /* "well-known" below 1024, "dynamic" in the kernel's
					 * ip_local_port_range, else "registered"; NULL without
					 * a port */
	/* By the baseline, where there is one. */
	LABEL_UNEXPECTED_WHY,           /* one word, as FACT_UNEXPECTED or FACT_MISSING has it:
					 * expectation_why_name(); "" it is as expected */
	LABEL_UNEXPECTED_DETAIL,        /* in words: "line 12 expects user=www-data"; of what is
					 * as expected "line 12" */
	LABEL_NOT_JUDGED,               /* why it is compared with no line: "client: ...",
					 * "owner: ..."; NULL where it is, or will be */
	LISTENER_LABELS,
};

enum process_label {
	LABEL_COMM,                     /* up to 15 bytes, chosen by the process */
	LABEL_COMMAND,                  /* command line, arguments joined by blanks */
	LABEL_PROCESS_USER,
	LABEL_STATE,                    /* one letter as in proc(5): R S D T Z */
	LABEL_UNIT,                     /* systemd unit, off the cgroup; "" in none */
	LABEL_CONTAINER,                /* short id or name; "" in none */

	/* Only of processes that were looked at closely. */
	LABEL_EXECUTABLE,               /* path, as its own mount namespace has it; "" of a
					 * kernel thread */
	LABEL_EXECUTABLE_STATE,         /* "" still that file, "deleted", "replaced": there is
					 * another file of that name now */
	LABEL_CAPABILITIES,             /* effective: "none", "all", or a list as in
					 * capabilities(7): "cap_net_bind_service,cap_kill",
					 * "all but cap_sys_resource"; before it, where they
					 * are, "in another user namespace: " */
	LABEL_CGROUP,                   /* path of its cgroup, "/" the root */
	PROCESS_LABELS,
};

/* Only of threads that were looked at closely. */
enum thread_label {
	LABEL_THREAD_COMM,
	LABEL_THREAD_STATE,             /* as LABEL_STATE */
	LABEL_WCHAN,                    /* kernel function it sleeps in; "" in none */
	THREAD_LABELS,
};

#endif
