/* rules.c - what may be wrong with a listener, why, and what helps: as data. */
#include "judge/rules.h"

#define LISTEN_2 "listen(2); sk_acceptq_is_full(): the queue holds backlog + 1"
#define SOMAXCONN "listen(2), NOTES; __sys_listen() cuts the backlog to somaxconn then, not later"

/* A bigger queue helps nobody whom the owner does not serve. */
#define OF_THE_QUEUE (TOPIC_BIT(TOPIC_LIMIT) | TOPIC_BIT(TOPIC_ABORT))

const struct rule rules[] = {
	{
		"member-stopped", TOPIC_OWNER, SEVERITY_ALARM, OF_THE_QUEUE, RULE_OF_GROUP,
		when_member_stopped, "{trouble}",
		"one of the {members} members of its SO_REUSEPORT group does not accept: {stopped} "
		"is {stopped_how}; the others have {others} waiting on average",
		"{resume}; until then what hashes to it waits, and the other members cannot take "
		"it over",
		"socket(7), SO_REUSEPORT; reuseport_select_sock(); proc(5), state T",
		"{strain}: {stopped}, one of {members} members, is {halted}; {resume}",
	}, {
		"member-stuck", TOPIC_OWNER, SEVERITY_ALARM, TOPIC_BIT(TOPIC_ABORT), RULE_OF_GROUP,
		when_member_stuck, "{trouble}",
		"one of the {members} members of its SO_REUSEPORT group lags behind: {owner}[ at "
		"{cpu} of a CPU][, in {sleeps_in}]; the others have {others} waiting on average",
		"look at {owner}: what hashes to it waits until it accepts or closes its socket, "
		"and the other members cannot take it over",
		"socket(7), SO_REUSEPORT; reuseport_select_sock()",
		"{strain}: {owner}, one of {members} members, lags behind[, in {sleeps_in}]; look "
		"at it",
	}, {
		"owner-stopped", TOPIC_OWNER, SEVERITY_ALARM, OF_THE_QUEUE, 0,
		when_stopped, "{trouble}",
		"{stopped} is {stopped_how}[ ({stopped_part} processes that hold it)]: it cannot "
		"accept",
		"{resume}; a bigger queue would only make clients wait longer",
		"signal(7), SIGSTOP; proc(5), state T",
		"{strain}: {stopped} is {halted}; {resume}",
	}, {
		"out-of-fds", TOPIC_OWNER, SEVERITY_ALARM, OF_THE_QUEUE, 0,
		when_out_of_fds, "{trouble}",
		"{out_of_fds} is out of file descriptors ({fd_limit} of {fd_limit} in use): "
		"accept(2) fails with EMFILE",
		"`prlimit --pid {out_of_fds_pid} --nofile={more_fds}` helps at once, LimitNOFILE=[ "
		"in {fds_unit}] for good",
		"accept(2), EMFILE; getrlimit(2), RLIMIT_NOFILE",
		"{strain}: {out_of_fds} is out of descriptors ({fd_limit}); `prlimit --pid "
		"{out_of_fds_pid} --nofile={more_fds}`",
	}, {
		"owner-blocked", TOPIC_OWNER, SEVERITY_ALARM, OF_THE_QUEUE, 0,
		when_stuck, "{trouble}",
		"{stuck} is blocked in the kernel (state D)[, in {stuck_in}][ ({stuck_part} "
		"processes that hold it)]: it mostly waits for a disk, a network file system or a "
		"driver then",
		"look at what it waits for: no signal and no bigger queue helps meanwhile",
		"proc(5), state D and wchan",
		"{strain}: {stuck} is blocked in the kernel[, in {stuck_in}]; look at what it "
		"waits for",
	}, {
		"owner-busy", TOPIC_OWNER, SEVERITY_ALARM, TOPIC_BIT(TOPIC_ABORT), 0,
		when_busy, "{trouble}",
		"{program} accepts too slowly: {busy_part} at 90 % of a CPU or more (the busiest, "
		"thread {busiest_tid}, at {busiest})",
		"more workers or accept threads, each with a socket of its own by SO_REUSEPORT; a "
		"bigger queue helps with bursts, not with this load",
		"proc(5), task/TID/stat; socket(7), SO_REUSEPORT",
		"{strain}: {program} is too slow, {busy_part} busy; add workers or threads that "
		"accept",
	}, {
		"owner-busy", TOPIC_OWNER, SEVERITY_ALARM, TOPIC_BIT(TOPIC_ABORT), 0,
		when_cpu_busy, "{trouble}",
		"{program} accepts too slowly: it uses {cpu} of a CPU",
		"more workers or accept threads, each with a socket of its own by SO_REUSEPORT; a "
		"bigger queue helps with bursts, not with this load",
		"proc(5), stat; socket(7), SO_REUSEPORT",
		"{strain}: {program} is too slow at {cpu} of a CPU; add workers or threads that "
		"accept",
	}, {
		"owner-asleep", TOPIC_OWNER, SEVERITY_ALARM, OF_THE_QUEUE, 0,
		when_asleep, "{trouble}",
		"{owner} sleeps and hardly accepts: it uses {cpu} of a CPU[ and waits in "
		"{sleeps_in}]",
		"look at the process: it hangs, or has reached a limit of its own; a bigger queue "
		"would only make clients wait longer",
		"accept(2); proc(5), wchan",
		"{strain}: {owner} sleeps and hardly accepts; it hangs, or is at a limit of its "
		"own",
	}, {
		"not-accepting", TOPIC_OWNER, SEVERITY_ALARM, OF_THE_QUEUE, 0,
		when_not_accepting, "{trouble}",
		"{owner} hardly accepts, although it uses only {cpu} of a CPU",
		"look at the process: it is busy with something else than accept(2), gets no more "
		"of the CPU, or has reached a limit of its own; a bigger queue would only make "
		"clients wait longer",
		"accept(2)",
		"{strain}: {owner} hardly accepts, at {cpu} of a CPU; look at what else it does",
	}, {
		"owner-slow", TOPIC_OWNER, SEVERITY_ALARM, TOPIC_BIT(TOPIC_ABORT), 0,
		when_too_slow, "{trouble}",
		"{owner} accepts less than comes, while it uses {cpu} of a CPU: the queue was "
		"never seen to drain",
		"look at what holds it up, or add workers that accept; a bigger queue helps with "
		"bursts, not with this load",
		"accept(2)",
		"{strain}: {owner} accepts less than comes, at {cpu} of a CPU; look at what holds "
		"it up",
	}, {
		"waiting", TOPIC_OWNER, SEVERITY_WARNING, 0, 0,
		when_waiting_unexplained, "{trouble}",
		"why is not known: what its owner does cannot be seen from here",
		"look at its owner: it does not call accept(2) as fast as clients come",
		"accept(2)",
		"{strain}: its owner cannot be seen from here; look at that first",
	}, {
		"not-known-yet", TOPIC_OWNER, SEVERITY_ALARM, OF_THE_QUEUE, RULE_FLEETING,
		when_not_known_yet, "{trouble}",
		"whether {program} accepts at all is not known yet: the queue was never seen to "
		"drain",
		"look for some seconds more: a bigger backlog helps only where the owner accepts",
		"accept(2)",
		"{strain}: whether {program} accepts at all is not known yet; look some seconds "
		"more",
	},

	{
		"limit-is-old", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_limit_is_stale, "{trouble}",
		"its limit of {backlog} is what somaxconn was when it began to listen: somaxconn "
		"is {somaxconn} now, but a live socket keeps its limit",
		"{listens}", SOMAXCONN,
		"{strain}: an old limit of {backlog} binds, not somaxconn ({somaxconn}); {listens}",
	}, {
		"backlog-tiny", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_backlog_is_tiny, "{trouble}",
		"a backlog of {backlog} is {program}'s own and has no room for a burst, however "
		"fast it accepts; somaxconn ({somaxconn}) does not bind",
		"{raise}", LISTEN_2,
		"{strain}: backlog {backlog} is {program}'s own; {raise}",
	}, {
		"backlog-binds", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_backlog_binds, "{trouble}",
		"the backlog of {backlog} is {program}'s own[ (at another socket it has "
		"{elsewhere})]: somaxconn ({somaxconn}) does not bind, raising it would not help",
		"{raise}", LISTEN_2,
		"{strain}: backlog {backlog} is {program}'s own; {raise}",
	}, {
		"limit-may-be-old", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_limit_may_be_stale, "{trouble}",
		"{application} asks for {usual} unless told otherwise and has {backlog}: somaxconn "
		"({somaxconn} now) was lower when it began to listen, or its own setting is "
		"{backlog}",
		"{listens}; if it still has {backlog} then, its own setting is that[: {setting}]",
		SOMAXCONN,
		"{strain}: backlog {backlog}, not {usual}: somaxconn was lower, or it is set so; "
		"{listens}",
	}, {
		"backlog-below", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_below_somaxconn, "{trouble}",
		"the backlog of {backlog} is below somaxconn ({somaxconn}), which does not bind "
		"now: {program} asked for no more, or began to listen when somaxconn was lower",
		"{raise}; in the second case the restart alone helps",
		SOMAXCONN,
		"{strain}: backlog {backlog} binds, somaxconn ({somaxconn}) does not; {raise}",
	}, {
		"somaxconn-binds", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_somaxconn_binds, "{trouble}",
		"somaxconn ({somaxconn}) cuts the backlog that {application} asks for[, {usual} "
		"unless told otherwise]",
		"`sysctl -w net.core.somaxconn={more}`, then {listens}; a live socket keeps its "
		"old limit",
		SOMAXCONN,
		"{strain}: somaxconn {somaxconn} cuts its backlog; raise it to {more}, then "
		"{listens}",
	}, {
		"both-bind", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_both_bind, "{trouble}",
		"somaxconn and what {application} asks for unless told otherwise are both "
		"{backlog}",
		"raise both: `sysctl -w net.core.somaxconn={more}` and {setting} to as much, then "
		"restart {program}",
		SOMAXCONN,
		"{strain}: somaxconn and its own backlog are both {backlog}; raise both, then "
		"restart it",
	}, {
		"somaxconn-reached", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_somaxconn_reached, "{trouble}",
		"its backlog of {backlog} is as much as somaxconn allows",
		"`sysctl -w net.core.somaxconn={more}`, then {listens}: a live socket keeps its "
		"old limit; if it stays {backlog}, its own setting is that[: {setting}]",
		SOMAXCONN,
		"{strain}: somaxconn allows no more than {backlog}; raise it to {more}, then "
		"{listens}",
	}, {
		"limit-is-older", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_limit_is_older, "{trouble}",
		"its limit of {backlog} is from before somaxconn was lowered to {somaxconn}",
		"raise net.core.somaxconn above {backlog} before it is restarted: it would get "
		"less than it has",
		SOMAXCONN,
		"{strain}: its limit is older than somaxconn ({somaxconn}); raise that before a "
		"restart",
	}, {
		"limit-unknown", TOPIC_LIMIT, SEVERITY_ALARM, 0, 0,
		when_limit_unknown, "{trouble}",
		"its limit is {backlog}; whether the application or somaxconn set it is not known, "
		"because somaxconn cannot be read",
		"compare the application's own setting[ ({setting})] with `sysctl "
		"net.core.somaxconn`: the lower one binds",
		SOMAXCONN,
		"{strain}: somaxconn cannot be read, so which limit binds is not known",
	}, {
		"abort-on-overflow", TOPIC_ABORT, SEVERITY_WARNING, 0, 0,
		when_aborting, "{trouble}",
		"tcp_abort_on_overflow is 1: who finds the queue full at the end of the handshake "
		"is reset, and does not try again by itself",
		"`sysctl -w net.ipv4.tcp_abort_on_overflow=0` helps at once",
		"tcp(7), tcp_abort_on_overflow; tcp_check_req()",
		"{strain}: tcp_abort_on_overflow resets who is refused; set it to 0",
	},

	{
		"syn-queue-full", TOPIC_SYN, SEVERITY_ALARM, TOPIC_BIT(TOPIC_DROPS), 0,
		when_syn_dropped,
		"SYN queue full[: {syn_dropped}][ ({synq} of {synq_limit} at the last look)]",
		"tcp_syncookies is 0, and the SYN queue has no more room than the listener's own "
		"backlog, whatever tcp_max_syn_backlog says",
		"`sysctl -w net.ipv4.tcp_syncookies=1` helps at once",
		"tcp(7), tcp_syncookies; inet_csk_reqsk_queue_is_full(), tcp_conn_request()",
		"SYN queue full[, {syn_full}/s dropped]: SYN cookies are off; `sysctl -w "
		"net.ipv4.tcp_syncookies=1`",
	}, {
		"max-syn-backlog", TOPIC_SYN, SEVERITY_ALARM, TOPIC_BIT(TOPIC_DROPS), 0,
		when_max_syn_binds, "SYN queue at {synq}: {dropped}",
		"without SYN cookies the last quarter of tcp_max_syn_backlog ({max_syn}) is kept "
		"for known peers",
		"`sysctl -w net.ipv4.tcp_syncookies=1` helps at once, a larger "
		"net.ipv4.tcp_max_syn_backlog too",
		"tcp(7), tcp_max_syn_backlog; tcp_conn_request()",
		"{drop_rate}/s handshakes dropped: tcp_max_syn_backlog ({max_syn}) binds without "
		"SYN cookies; `sysctl -w net.ipv4.tcp_syncookies=1`",
	}, {
		"syn-flood", TOPIC_SYN, SEVERITY_WARNING, 0, 0,
		when_syn_flood,
		"SYN queue full ({synq} of {synq_limit})[, {cookies_sent}]",
		"few of the cookies come back: a SYN flood, or clients that our answer does not "
		"reach",
		"nothing has to be changed here: tcp_syncookies does its work, and the SYN queue's "
		"limit is the listener's own backlog",
		"tcp(7), tcp_syncookies; inet_csk_reqsk_queue_is_full()",
		"SYN queue full ({synq} of {synq_limit}): a SYN flood, few cookies come back; "
		"they do their work, nothing to change",
	}, {
		"syn-queue-small", TOPIC_SYN, SEVERITY_WARNING, 0, 0,
		when_syn_cookies_work,
		"SYN queue full ({synq} of {synq_limit})[, {cookies_sent}]",
		"most cookies come back: real clients begin more handshakes at a time than the "
		"listener's own backlog has room for",
		"nothing is lost, cookies answer; a larger backlog would make the SYN queue larger "
		"too",
		"tcp(7), tcp_syncookies; inet_csk_reqsk_queue_is_full()",
		"SYN queue full ({synq} of {synq_limit}), cookies answer: nothing is lost; a "
		"larger backlog gives more room",
	},

	{
		"deferred", TOPIC_DROPS, SEVERITY_HINT, 0, 0,
		when_deferred, "drops rose by {risen}, but nothing is lost",
		"TCPDeferAcceptDrop rose as well: bare ACKs of clients that have not sent "
		"anything, perhaps under TCP_DEFER_ACCEPT",
		"nothing has to be done",
		"tcp(7), TCP_DEFER_ACCEPT; tcp_check_req()",
		"drops rose by {risen}, but nothing is lost: bare ACKs",
	}, {
		"only-on-socket", TOPIC_DROPS, SEVERITY_HINT, 0, 0,
		when_socket_only, "drops rose by {risen}, without an overflow",
		"no counter of the namespace moved with them: stray segments as of a port scan, a "
		"socket filter, MD5/AO signatures or an IPsec policy; these cannot be told apart "
		"from here",
		"look at who sends, for instance with tcpdump: no limit of a queue is to blame",
		"tcp_rcv_state_process(), sk_filter_trim_cap(): they count on the socket alone",
		"drops rose by {risen} without an overflow: stray segments or a filter",
	}, {
		"other-drops", TOPIC_DROPS, SEVERITY_ALARM, 0, 0,
		when_dropped_otherwise, "{dropped}, without an overflow",
		"ListenDrops rises, but neither queue is full: memory, routing or a filter; "
		"{moved}",
		"look at free memory, the routes back to the clients and the kernel's log: no "
		"limit of a queue is to blame",
		"tcp_conn_request(), tcp_v4_syn_recv_sock(): drops for want of memory or a route",
		"{drop_rate}/s handshakes dropped, and no queue is full: memory, routing or a "
		"filter",
	},

	{
		"udp-mem", TOPIC_UDP, SEVERITY_ALARM, 0, 0,
		when_udp_mem, "{datagrams_lost}",
		"all UDP sockets together are at the limit of net.ipv4.udp_mem[ ({udp_mem} pages)]",
		"raise the third number of net.ipv4.udp_mem: it helps at once; or find who lets "
		"datagrams lie",
		"udp(7), udp_mem; __udp_enqueue_schedule_skb()",
		"{drop_rate}/s datagrams lost: all UDP sockets together reach udp_mem; raise its "
		"third number",
	}, {
		"udp-reader-busy", TOPIC_UDP, SEVERITY_ALARM, 0, 0,
		when_udp_reader_busy, "{loss}",
		"{program} reads too slowly: it uses {cpu} of a CPU",
		"more readers, each with a socket of its own by SO_REUSEPORT; a bigger buffer "
		"helps with bursts, not with this load",
		"socket(7), SO_REUSEPORT; udp(7)",
		"{lost}: {program} reads too slowly at {cpu} of a CPU; add readers",
	}, {
		"udp-rmem-max", TOPIC_UDP, SEVERITY_ALARM, 0, 0,
		when_udp_max_binds, "{loss}",
		"net.core.rmem_max ({rmem_max}) cuts what {program} asks for with SO_RCVBUF; the "
		"kernel doubles it to {backlog} bytes",
		"raise net.core.rmem_max, then restart {program}: a live socket keeps its buffer",
		"socket(7), SO_RCVBUF, rmem_max; sock_setsockopt()",
		"{lost}: rmem_max ({rmem_max}) cuts its buffer; raise it, then restart {program}",
	}, {
		"udp-default", TOPIC_UDP, SEVERITY_ALARM, 0, 0,
		when_udp_default, "{loss}",
		"its buffer of {backlog} bytes is net.core.rmem_default: {program} does not ask "
		"for more, so rmem_max does not bind",
		"let {program} ask for more with SO_RCVBUF, up to rmem_max[ ({rmem_max})]; or "
		"raise net.core.rmem_default and restart it",
		"socket(7), rmem_default, SO_RCVBUF",
		"{lost}: its buffer is rmem_default ({rmem_default}); let {program} ask for more, "
		"or raise that and restart",
	}, {
		"udp-rcvbuf", TOPIC_UDP, SEVERITY_ALARM, 0, 0,
		when_udp_own, "{loss}",
		"{program} has set SO_RCVBUF to {rcvbuf}, which the kernel doubles to {backlog} "
		"bytes: neither rmem_default nor rmem_max ({rmem_max}) binds",
		"raise the receive buffer in the configuration of {program} and restart it, or let "
		"it read faster",
		"socket(7), SO_RCVBUF",
		"{lost}: {program} has set SO_RCVBUF to {rcvbuf}; raise it there",
	}, {
		"udp-drops", TOPIC_UDP, SEVERITY_ALARM, 0, 0,
		when_udp_unknown, "{loss}",
		"its receive buffer is too small for the bursts, or its reader too slow; which "
		"limit binds is not known",
		"compare its SO_RCVBUF with `sysctl net.core.rmem_default net.core.rmem_max`",
		"socket(7), SO_RCVBUF; udp(7)",
		"{lost}: buffer too small or reader too slow",
	},

	{
		"dead-clients", TOPIC_DEAD, SEVERITY_HINT, 0, 0,
		when_dead_wait, "{dead} of {queue} in the accept queue have no client any more",
		"who gives up with a reset keeps its place in the queue until accept(2) takes it "
		"out",
		"only the application can empty its queue: destroying these sockets would not free "
		"a place",
		"tcp_reset(); inet_csk_accept()",
		"{dead} of {queue} in the queue have no client any more",
	},
};

const size_t rules_count = sizeof rules / sizeof rules[0];
