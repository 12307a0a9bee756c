#!/bin/sh
# sizes.sh - the longest files and functions. A reason to look, never a fault:
# files mostly have 80 to 250 lines, functions mostly fit 40.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"
cd "$top" || exit 99

list() {
	find core tui -name '*.[ch]' | LC_ALL=C sort
}

echo "# rooms, in lines:"
list | xargs awk '
	{
		room = FILENAME
		sub(/^core\//, "", room)
		sub(/\/.*/, "", room)
		lines[room]++
		total++
	}
	END {
		for (room in lines)
			printf "# %6d %s\n", lines[room], room
		printf "# %6d all\n", total
	}' | sort -k 2rn
echo "# longest files:"
list | xargs awk '{ lines[FILENAME]++ } END { for (f in lines) printf "# %6d %s\n", lines[f], f }' |
	sort -k 2rn | head -n 12
echo "# longest functions:"
list | xargs awk '
	FNR == 1 { head = ""; start = 0 }
	/^[a-zA-Z_].*\(/ && !/;[ \t]*$/ { head = $0 }
	/^\{/ { start = FNR }
	/^\}[ \t]*$/ && start {
		name = head
		sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name)
		printf "# %6d %s: %s()\n", FNR - start + 1, FILENAME, name
		start = 0
	}' | sort -k 2rn | head -n 12
tap_pass "sizes were looked at"
tap_end
