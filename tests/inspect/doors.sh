#!/bin/sh
# doors.sh - each foreign thing is named in one place, some in none. Comments and
# the insides of strings do not count.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"
cd "$top" || exit 99

code=$(mktemp) || exit 99
trap 'rm -f "$code"' EXIT

# "FILE:LINE:code", without comments; what stands between quotes is dropped, but
# for the names of included files.
find core tui -name '*.[ch]' | LC_ALL=C sort | xargs awk '
	FNR == 1 { comment = 0 }
	{
		line = $0
		out = ""
		if (!comment && line ~ /^[ \t]*#[ \t]*include/) {
			print FILENAME ":" FNR ":" line
			next
		}
		while (line != "") {
			if (comment) {
				end = index(line, "*/")
				if (!end)
					break
				line = substr(line, end + 2)
				comment = 0
			} else if (match(line, /\/\*|\/\/|"|\047/)) {
				mark = substr(line, RSTART, RLENGTH)
				out = out substr(line, 1, RSTART - 1)
				line = substr(line, RSTART + RLENGTH)
				if (mark == "//")
					break
				if (mark == "/*") {
					comment = 1
				} else {
					while (line != "" && substr(line, 1, 1) != mark)
						line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
					line = substr(line, 2)
					out = out mark mark
				}
			} else {
				out = out line
				break
			}
		}
		if (out != "")
			print FILENAME ":" FNR ":" out
	}' >"$code"

# The door a file stands for is a pattern for its path; `nobody` is no file.
tables='
the terminal library | #include <(n?curses[.]h|ncursesw?/[^>]*|term[.]h|termcap[.]h)> | tui/screen[a-z_]*[.][ch]
libmnl | #include <libmnl/ | core/wire/(nl[a-z_]*|link_info|addr_info|[a-z]*_diag)[.][ch]
capabilities | #include <(sys/capability|linux/capability|sys/prctl)[.]h> | core/priv/[a-z]*[.]c
JSON | #include <jansson | core/out/json[a-z_]*[.][ch]
the configuration parser | #include <ini[.]h> | tui/config[a-z_]*[.]c
threads | #include <(pthread|threads)[.]h> | core/base/(worker|errand)[.]c
clocks | (^|[^a-z_.>])(clock_gettime|gettimeofday|time|localtime(_r)?|gmtime(_r)?)[ ]?[(] | core/base/clock[.]c
regular expressions | #include <regex[.]h> | core/table/(pattern|filter_tree)[.][ch]
namespaces | (^|[^a-z_.>])(setns|unshare)[ ]?[(] | core/wire/host[a-z_]*[.]c
opening files | (^|[^a-z_.>])(open|openat|openat2|fopen|fdopen|freopen|opendir|fdopendir|mkstemp|mkostemp|creat)[ ]?[(] | core/wire/[a-z_]*[.]c|core/act/live[a-z_]*[.]c|tui/(main|screen|terminal)[.]c
sockets | (^|[^a-z_.>])(socket|socketpair|accept4?|getsockopt|setsockopt)[ ]?[(] | core/wire/nl[a-z_]*[.]c
names of users and services | (^|[^a-z_.>])(getpw[a-z_]*|getgr[a-z_]*|getserv[a-z_]*)[ ]?[(] | core/source/names[.]c
name service | (^|[^a-z_.>])(getaddrinfo|getnameinfo|gethostby[a-z]*)[ ]?[(] | nobody
the environment | (^|[^a-z_.>])(secure_)?getenv[ ]?[(] | tui/main[.]c
writing text to a stream | (^|[^a-z_.>])(v?f?printf|puts|fputs|putchar|fputc|putc|fwrite|perror)[ ]?[(] | core/out/[a-z_]*[.]c|tui/(main|mode|options|batch|learn|check|follow)[.]c
the end of the program | (^|[^a-z_.>])(_?exit|_Exit|abort|quick_exit|errx?)[ ]?[(] | tui/main[.]c|core/base/memory[.]c
signals to others | (^|[^a-z_.>])(kill|tkill|tgkill|killpg|sigqueue|pthread_kill|setpriority|nice|sched_set[a-z]*|ioprio_set|prlimit(64)?)[ ]?[(] | tui/terminal[.]c|core/act/live[a-z_]*[.]c
the insides of others | (^|[^a-z_.>])(ptrace|process_vm_[a-z]*|process_madvise|process_mrelease)[ ]?[(] | nobody
descriptors of processes | (^|[^a-z_.>])pidfd_(open|send_signal|getfd)[ ]?[(]|_pidfd_open | core/wire/pidfd[.]c
signals through them | _pidfd_send_signal | core/act/live[a-z_]*[.]c|core/priv/sandbox[.]c
sockets closed from outside | (^|[^A-Z_])SOCK_DESTROY($|[^A-Z_]) | core/wire/(sock_destroy|inet_diag)[.]c
filters of system calls | #include <(seccomp|linux/seccomp)[.]h> | core/priv/sandbox[.]c
system calls by number | (^|[^a-z_.>])syscall[ ]?[(] | core/wire/(pidfd|procfs[a-z_]*)[.]c|core/act/live[a-z_]*[.]c
other programs | (^|[^a-z_.>])(system|popen|exec[lv][a-z]*|posix_spawnp?|v?fork)[ ]?[(] | nobody
shared libraries at run time | (^|[^a-z_.>])dlopen[ ]?[(] | nobody
the system log | (^|[^a-z_.>])(v?syslog|openlog|closelog)[ ]?[(] | core/act/audit[.]c
unbounded or unchecked text | (^|[^a-z_.>])(v?sprintf|strcpy|stpcpy|strcat|strncpy|strncat|strtok(_r)?|v?f?scanf|v?sscanf|gets|atoi|atol|atoll|atof)[ ]?[(] | nobody
'

printf '%s\n' "$tables" | grep . >"$code.tables"
while IFS= read -r line; do
	what=${line%% | *} rest=${line#* | }
	pattern=${rest%% | *} files=${rest#* | }
	tap_check "$what: $files" \
		"$(grep -E "^[^:]*:[0-9]*:.*$pattern" "$code" | grep -v -E "^($files):")"
done <"$code.tables"
rm -f "$code.tables"
tap_end
