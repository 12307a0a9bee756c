#!/bin/sh
# hardening.sh - the binary is what configure's flags should have made of it.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"
lsntop=${LSNTOP:-./lsntop}

[ "${HARDENED:-yes}" = yes ] || tap_skip_all "this build is not a hardened one"
command -v readelf >/dev/null 2>&1 || tap_skip_all "readelf is not installed"

has() {
	readelf -W "$1" "$lsntop" 2>/dev/null | grep -q -E "$2" || echo "no $2 in readelf $1"
}
stack=$(readelf -W -l "$lsntop" | grep GNU_STACK | grep RWE)
tap_check "position independent" "$(has -h 'DYN ')"
tap_check "relocations read-only" "$(has -l GNU_RELRO)"
tap_check "bound at start" "$(has -d 'BIND_NOW|Flags:.*NOW')"
tap_check "stack not executable" "$stack"
tap_check "stack protected" "$(has -s __stack_chk_fail)"
tap_check "functions fortified" "$(has -s '__[a-z]+_chk')"
tap_end
