#!/bin/sh
# corpora.sh - every fuzz target takes every input of its corpus, without a fuzzer.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"

for source in "$top"/tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	name=${name#fuzz_}
	said=$("./tests/fuzz/replay_$name" "$top/tests/fuzz/corpus/$name" 2>&1)
	status=$?
	complaint=
	[ $status -eq 0 ] || complaint="exit $status
$said"
	tap_check "$name" "$complaint"
done
tap_end
