#!/bin/sh
# man.sh - the manual is well-formed mdoc.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"

command -v mandoc >/dev/null 2>&1 || tap_skip_all "mandoc is not installed"
tap_check "mandoc finds nothing to warn of" "$(mandoc -Tlint -Wwarning "$top/man/lsntop.8" 2>&1)"
overstrike=$(printf '.\b')
tap_check "it fits 80 columns" "$(mandoc -Tascii -Owidth=78 "$top/man/lsntop.8" 2>/dev/null |
	sed "s/$overstrike//g" | awk 'length > 80' | head -n 3)"
tap_end
