#!/bin/sh
# make.sh - captures the hosts of tests/hosts anew: each is a handful of processes
# in namespaces of their own (process, mount, network, host name), so that nothing
# of the machine it was made on is in it. Needs root.
#
# Usage: tests/hosts/make.sh LSNTOP FACTORY [HOST]...
# Neither program may be below /tmp: each host has one of its own.
set -eu

hex() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }

# A factory that is called NAME, with a command line as long as we need, and the
# orders of its standard input; $! is its pid.
server() {
	name=$1 line=$2
	orders=$(cat)           # now: a job in the background has no standard input
	{
		echo "comm $(hex "$name")"
		echo "argv $(hex "$line")"
		echo "$orders"
		sleep 60
	} | "$factory" "# a command line is only as long as the first one was, so this one is long" >/dev/null &
}

overflow() {
	printf 'listen tcp addr=0.0.0.0 port=443 backlog=5\nconnect 3 20\n' | server web 'web: master process'
	printf 'listen tcp addr=127.0.0.1 port=6379 backlog=511\nconnect 3 7\n' | server cache 'cache 127.0.0.1:6379'
}

mixed() {
	ip link add dev eth0 type veth peer name peer0
	ip link set peer0 up
	ip address add 192.0.2.10/24 dev eth0
	ip -6 address add fe80::10/64 dev eth0 nodad
	ip link set eth0 up
	server web 'web: master process' <<-E
	listen tcp addr=0.0.0.0 port=80 backlog=128
	listen tcp6 addr=:: port=80 v6only=1 backlog=128
	listen tcp6 addr=:: port=8080 v6only=0 backlog=4096
	fork 3 3
	connect 5 100
	E
	server database 'database -D /var/lib/db' <<-E
	listen tcp addr=127.0.0.1 port=5432 backlog=200
	listen unix-stream path=/tmp/.s.5432 backlog=200
	E
	server named '' <<-E
	listen udp addr=192.0.2.10 port=53
	listen udp addr=0.0.0.0 port=53 device=eth0
	listen tcp6 addr=fe80::10 port=53 scope=eth0 backlog=10
	listen udplite6 addr=:: port=777
	E
	server evil "$(printf '\033]52;c;AAAA\007')" <<-E
	comm 1b5b33316dff0a
	listen tcp addr=0.0.0.0 port=39121 backlog=0
	listen unix-abstract hex=00780a1b5b6d
	listen unix-seqpacket path=/tmp/seq
	connect 4 4
	E
	server mptcpd mptcpd <<-E
	listen mptcp addr=0.0.0.0 port=4433 backlog=64
	listen raw addr=0.0.0.0 protocol=89
	flight 3
	E
}

# Clients that nobody accepts: at a server that hangs, and at the one of four
# workers at a port that is stopped: it has had them before the others came.
waiting() {
	server app 'app: hangs' <<-E
	listen tcp addr=0.0.0.0 port=443 backlog=16
	connect 3 30
	listen tcp6 addr=:: port=8443 backlog=4096
	connect 35 5
	E
	server worker 'worker 1' <<-E
	listen tcp addr=0.0.0.0 port=8080 reuseport backlog=16
	connect 3 30
	E
	sleep 0.5
	stopped=$!
	for number in 2 3 4; do
		server worker "worker $number" <<-E
		listen tcp addr=0.0.0.0 port=8080 reuseport backlog=16
		accept 3 1000
		E
	done
	kill -STOP $stopped
	server log 'log -u 514' <<-E
	listen udp addr=127.0.0.1 port=514 rcvbuf=4096
	send 3 50 200
	listen unix-stream path=/tmp/log backlog=3
	connect 4 9
	E
	sleep 4
}

nothing() { :; }

if [ "${1:-}" = --inside ]; then
	host=$2 lsntop=$3 factory=$4 out=$5
	hostname "$host.example"
	mount -t tmpfs tmpfs /tmp
	ip link set lo up
	: >/tmp/none
	"$host"
	sleep 1
	"$lsntop" --config /tmp/none --capture /tmp/capture
	tar -C /tmp/capture -cf - . | tar -C "$out" -xf -
	exit
fi

lsntop=$(realpath "$1") factory=$(realpath "$2") here=$(realpath "$(dirname "$0")")
shift 2
for host in ${*:-overflow mixed waiting nothing}; do
	rm -rf "$here/$host"
	mkdir "$here/$host"
	unshare --pid --fork --kill-child --mount --mount-proc --uts --net --ipc \
		sh "$here/make.sh" --inside "$host" "$lsntop" "$factory" "$here/$host"
	chmod -R u=rwX,go=rX "$here/$host"
	echo "$host: $(find "$here/$host" -type f | wc -l) files, $(du -sk "$here/$host" | cut -f1) KiB"
done
