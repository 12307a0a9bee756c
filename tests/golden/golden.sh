#!/bin/sh
# golden.sh - what the program writes of captured hosts, compared with what it
# wrote when somebody last looked. UPDATE_GOLDEN=1 writes the files anew.
set -u
lsntop=${LSNTOP:-./lsntop}
here=${srcdir:-.}/tests/golden
hosts=${srcdir:-.}/tests/hosts
[ -x "$lsntop" ] || { echo "Bail out! $lsntop is not there: build it, or set LSNTOP"; exit 99; }
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
: >"$scratch/config"
number=0 failed=0

# check NAME HOST ARGUMENT...: the answer is tests/golden/NAME
check() {
	name=$1 host=$2
	shift 2
	number=$((number + 1))
	LC_ALL=C.UTF-8 TZ=UTC "$lsntop" --config "$scratch/config" --root "$hosts/$host" "$@" \
		>"$scratch/out" 2>"$scratch/err"
	echo "exit $?" >>"$scratch/out"
	cat "$scratch/err" >>"$scratch/out"
	if [ "${UPDATE_GOLDEN:-}" ]; then
		cp "$scratch/out" "$here/$name"
	fi
	if diff -u "$here/$name" "$scratch/out" >"$scratch/diff" 2>&1; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		sed 's/^/# /' "$scratch/diff"
		failed=1
	fi
}

for dir in "$hosts"/*/; do
	[ -f "$dir/meta" ] || continue
	host=$(basename "$dir")
	check "$host.txt" "$host"
	check "$host.all.txt" "$host" -o +state,+v6only,+netns,+inode,+uid,+container,+service,+owners
	check "$host.csv" "$host" --csv
	check "$host.json" "$host" --json
	check "$host.tcp.txt" "$host" -t -o local,queue,backlog,fill,process -s -local
	check "$host.waits.txt" "$host" -o local,queue,backlog,peak,wait,synq,drop_rate,reuseport -s wait
	check "$host.full.txt" "$host" 'fill>100 || proto=udp && !(port>100)'
	check "$host.hidden.json" "$host" --json -u -o local,owners
done
echo "1..$number"
exit $failed
