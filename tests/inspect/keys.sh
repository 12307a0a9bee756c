#!/bin/sh
# keys.sh - the manual and the table of keys name the same keys.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

./tests/inspect/print_keys >"$scratch/table" || exit 99
tap_check "every command has a key and a help text" \
	"$(awk -F '\t' '$2 == "" || $3 == ""' "$scratch/table")"

keys_of() {
	awk -F '\t' -v set="$1" '$1 == set { print $2 }' "$scratch/table" | tr ' ' '\n' | sort -u
}
# "key TAB what it does": a key of vi's own is one that does something else there.
meanings_of() {
	awk -F '\t' -v set="$1" '$1 == set {
		count = split($2, key, " ")
		for (i = 1; i <= count; i++)
			print key[i] "\t" $3
	}' "$scratch/table" | sort -u
}
keys_of htop >"$scratch/htop"
meanings_of htop >"$scratch/htop.meanings"
meanings_of vi | comm -13 "$scratch/htop.meanings" - | cut -f 1 | sort -u >"$scratch/vi"

# ".It Ic q , F10"; and the keys of vi in the text below the list.
awk '
	/^\.Sh / { inside = $2 == "KEYS" }
	inside && /^\.El/ { below = 1 }
	inside && (/^\.It Ic / || below && /^\.Ic /) {
		for (i = /^\.It/ ? 3 : 2; i <= NF; i++) {
			key = $i
			sub(/^\\&/, "", key)
			if (key == "\\e")
				key = "\\"
			if (key != ",")
				print (below ? "vi" : "htop") "\t" key
		}
	}' "$top/man/lsntop.8" | sort -u >"$scratch/manual"
sed -n 's/^htop	//p' "$scratch/manual" >"$scratch/manual.htop"
sed -n 's/^vi	//p' "$scratch/manual" >"$scratch/manual.vi"

tap_check "the manual has every key" "$(comm -23 "$scratch/htop" "$scratch/manual.htop")"
tap_check "the manual has no key that is none" "$(comm -13 "$scratch/htop" "$scratch/manual.htop")"
tap_check "the manual has the keys of vi, and no others" \
	"$(comm -3 "$scratch/vi" "$scratch/manual.vi")"
tap_end
