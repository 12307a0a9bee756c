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
act:    base fact priv wire
tui:    base fact table act
roof:   base fact priv wire source model judge table out act tui
'
# The parts of tui/ that wire the rooms together, and read what the user set; with a `*`
# at the end, all that begin so.
roof='main mode wiring rights loop* stage pulse settle batch learn check follow options* config*'

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
		parts = split(roof, roof_part, " ")
	}

	# The room of a module, "fact/snapshot" or "tui/loop_deed".
	function room_of(module,   i, part) {
		for (i = 1; i <= parts; i++) {
			part = "tui/" roof_part[i]
			if (module == part || sub(/[*]$/, "", part) && index(module, part) == 1)
				return "roof"
		}
		return substr(module, 1, index(module, "/") - 1)
	}

	# "core/fact/fact.h" is "fact/fact.h" to those who include it.
	FNR == 1 {
		name = FILENAME
		sub(/^core\//, "", name)
		exists[name] = 1
		module = name
		sub(/\.[ch]$/, "", module)
		room = room_of(module)
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
		to = room_of(to)
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
# "| roof: `main`, ... | everything |" says the same in words.
page=$(awk -F ' *[|] *' -v roof="$roof" '
	function flat(list) {
		gsub(/[`,]/, "", list)
		return list
	}
	/^[|] room / { inside = 1; next }
	!/^[|]/ { inside = 0 }
	!inside || /^[|]-/ { next }
	/^[|] roof: / {
		part = flat(substr($2, length("roof: ") + 1))
		sub(/ in tui\/$/, "", part)
		print "roof: " (part == roof && $3 == "everything" ? "as it should be" : part)
		next
	}
	{ print $2 ": " ($3 == "nothing" ? "" : flat($3)) }
' HACKING.md | sort)
table=$(printf '%s\n' "$floors" | sed 's/: */: /; s/^roof: .*/roof: as it should be/; /^$/d' | sort)

tap_check "every include names a room, and every room is known" "$(of room)"
tap_check "every included file is there" "$(of missing)"
tap_check "every include goes down or stays in its room" "$(of floor)"
tap_check "no files include each other in a circle" "$(of circle)"
tap_check "the table of floors has no circle" "$(of table)"
tap_check "HACKING.md has the same table" \
	"$([ "$page" = "$table" ] || printf 'HACKING.md:\n%s\nthis test:\n%s\n' "$page" "$table")"
tap_end
