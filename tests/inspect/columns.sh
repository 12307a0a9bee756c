#!/bin/sh
# columns.sh - the manual and --columns help name the same columns.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"
lsntop=${LSNTOP:-./lsntop}

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

"$lsntop" --columns help >"$scratch/help" 2>&1
status=$?
tap_check "--columns help succeeds" "$([ $status -eq 0 ] || cat "$scratch/help")"

# After the titles, a line begins with its key.
awk 'NR > 1 { print $1 }' "$scratch/help" >"$scratch/columns"
tap_check "there are columns" "$([ -s "$scratch/columns" ] || echo none)"
tap_check "no column comes twice" "$(sort "$scratch/columns" | uniq -d)"
tap_check "every column has a help text" "$(awk 'NR > 1 && NF < 3' "$scratch/help")"

# Items of the section, each ".It Cm KEY" with or without further keys.
awk '
	/^\.Sh / { inside = $2 == "COLUMNS" }
	inside && /^\.It Cm / {
		for (i = 3; i <= NF; i++)
			if ($i != ",")
				print $i
	}' "$top/man/lsntop.8" >"$scratch/manual"
tap_check "no column comes twice in the manual" "$(sort "$scratch/manual" | uniq -d)"

sort -u "$scratch/columns" >"$scratch/a"
sort -u "$scratch/manual" >"$scratch/b"
tap_check "the manual has every column" "$(comm -23 "$scratch/a" "$scratch/b")"
tap_check "the manual has no column that is none" "$(comm -13 "$scratch/a" "$scratch/b")"
tap_end
