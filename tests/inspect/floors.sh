#!/bin/sh
# floors.sh - every #include goes down, or stays in its room, and none goes in a
# circle. The table below is the one of HACKING.md.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"

# room: the rooms it may include, besides itself
floors='
base:
fact:   base
priv:   base fact
wire:   base fact priv
source: base fact priv wire
model:  base fact
judge:  base fact model
table:  base fact model judge
out:    base fact table
tui:    base fact table
roof:   base fact priv wire source model judge table out tui
'
# The parts of tui/ that wire the rooms together, and read what the user set.
roof='main loop batch stage options config config_keys config_rewrite'

cd "$top" || exit 99
complaints=$(find core tui -name '*.[ch]' | LC_ALL=C sort | xargs awk -v floors="$floors" -v roof="$roof" '
	BEGIN {
		lines = split(floors, line, "\n")
		for (i = 1; i <= lines; i++) {
			if (split(line[i], part, ":") < 1 || part[1] == "")
				continue
			room = part[1]
			allowed[room, room] = known[room] = 1
			words = split(part[2], word, " ")
			for (j = 1; j <= words; j++)
				allowed[room, word[j]] = 1
		}
		parts = split(roof, word, " ")
		for (i = 1; i <= parts; i++)
			on_roof["tui/" word[i]] = 1
	}

	# "core/fact/fact.h" is "fact/fact.h" to those who include it.
	FNR == 1 {
		name = FILENAME
		sub(/^core\//, "", name)
		exists[name] = 1
		module = name
		sub(/\.[ch]$/, "", module)
		room = module in on_roof ? "roof" : substr(name, 1, index(name, "/") - 1)
		if (!(room in known))
			print "room\t" FILENAME ": " room " stands in no table"
	}

	/^[ \t]*#[ \t]*include[ \t]*"/ {
		target = $0
		sub(/^[^"]*"/, "", target)
		sub(/".*$/, "", target)
		where = FILENAME ":" FNR ": "
		if (target !~ /\//) {
			print "room\t" where "names no room: " target
			next
		}
		includes[name] = includes[name] " " target
		seen_at[name, target] = where
		to = target
		sub(/\.h$/, "", to)
		to = to in on_roof ? "roof" : substr(target, 1, index(target, "/") - 1)
		if (!((room, to) in allowed))
			print "floor\t" where room " may not include " target
	}

	# Depth first; a name that is met again while open closes a circle.
	function visit(node, path,   list, count, i) {
		if (state[node] == "open") {
			print "circle\t" path " " node
			return
		}
		if (state[node] == "done")
			return
		state[node] = "open"
		count = split(includes[node], list, " ")
		for (i = 1; i <= count; i++)
			visit(list[i], path " " node)
		state[node] = "done"
	}

	# Rooms may not go round either, whatever the table says.
	function visit_room(room, path,   other) {
		if (room_state[room] == "open") {
			print "table\t" path " " room
			return
		}
		if (room_state[room] == "done")
			return
		room_state[room] = "open"
		for (other in known)
			if (other != room && (room, other) in allowed)
				visit_room(other, path " " room)
		room_state[room] = "done"
	}

	END {
		for (pair in seen_at) {
			split(pair, part, SUBSEP)
			if (!(part[2] in exists))
				print "missing\t" seen_at[pair] "there is no " part[2]
		}
		for (name in exists)
			visit(name, "")
		for (room in known)
			visit_room(room, "")
	}')

of() {
	printf '%s\n' "$complaints" | sed -n "s/^$1	//p"
}

[ "$(find core tui -name '*.[ch]' | wc -l)" -gt 0 ] || complaints='room	no sources found'
tap_check "every include names a room, and every room is known" "$(of room)"
tap_check "every included file is there" "$(of missing)"
tap_check "every include goes down or stays in its room" "$(of floor)"
tap_check "no files include each other in a circle" "$(of circle)"
tap_check "the table of floors has no circle" "$(of table)"
tap_end
