# tap.sh - what a shell test says: sourced, never run.
#
#	. "${srcdir:-.}/tests/tap/tap.sh"
#	tap_check "every door is in its place" "$complaints"
#	tap_end
#
# A check passes where its complaints are empty; they are shown where not.
tap_number=0 tap_failed=0

tap_check() {
	tap_number=$((tap_number + 1))
	if [ -z "$2" ]; then
		echo "ok $tap_number - $1"
		return
	fi
	tap_failed=1
	echo "not ok $tap_number - $1"
	printf '%s\n' "$2" | sed 's/^/# /'
}

tap_pass() {
	tap_check "$1" ""
}

tap_skip() {
	tap_number=$((tap_number + 1))
	echo "ok $tap_number - $1 # SKIP $2"
}

# Ends a test that can say nothing here.
tap_skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

tap_end() {
	echo "1..$tap_number"
	exit $tap_failed
}
