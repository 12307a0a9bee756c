#!/bin/sh
# options.sh - the manual and --help name the same options, and what the README
# tells people to type works.
set -u
top=${srcdir:-.}
. "$top/tests/tap/tap.sh"
lsntop=${LSNTOP:-./lsntop}

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

"$lsntop" --help >"$scratch/help" 2>&1
status=$?
tap_check "--help succeeds" "$([ $status -eq 0 ] || cat "$scratch/help")"
tap_check "--help fits 80 columns" "$(awk 'length > 80' "$scratch/help")"

# -x and --word, wherever they stand; -KEY is a value of --sort.
tr -s ' ,;:=[]()' '\n' <"$scratch/help" |
	grep -E -x -e '-[a-zA-Z0-9]|--[a-z][a-z0-9-]+' | sort -u >"$scratch/options"
tap_check "--help names options" "$([ -s "$scratch/options" ] || echo none)"

# ".It Fl d , Fl -delay Ar SECONDS"
awk '
	/^\.Sh / { inside = $2 == "OPTIONS" }
	inside && /^\.It Fl / {
		for (i = 2; i < NF; i++)
			if ($i == "Fl")
				print "-" $(i + 1)
	}' "$top/man/lsntop.8" | sort -u >"$scratch/manual"
tap_check "the manual has every option" "$(comm -23 "$scratch/options" "$scratch/manual")"
# What only the manual names is taken all the same.
comm -13 "$scratch/options" "$scratch/manual" >"$scratch/more"
refused=$(while IFS= read -r option; do
	"$lsntop" "$option" --help >/dev/null 2>&1 || echo "$option"
done <"$scratch/more")
tap_check "the manual has no option that is none" "$refused"

# The manual's example of a configuration file is one.
awk '/^\.Ed/ { inside = 0 } inside { print } /^\.Bd -literal/ { inside = 1 }' "$top/man/lsntop.8" \
	>"$scratch/example"
tap_check "the manual has a configuration" "$([ -s "$scratch/example" ] || echo none)"
tap_check "and nothing is wrong with it" \
	"$("$lsntop" --config "$scratch/example" -n 1 2>&1 >/dev/null)"

# The commands in the README's section of everyday uses. Standard output is no
# terminal here, so that even the screen answers once, as text.
awk '
	/^## / { inside = /Everyday uses/ }
	inside && /^(sudo )?lsntop/ { sub(/^sudo /, ""); print }
' "$top/README.md" >"$scratch/uses"
tap_check "the README has everyday uses" "$([ -s "$scratch/uses" ] || echo none)"
bin=$scratch/bin
mkdir "$bin"
: >"$scratch/config"
cat >"$bin/lsntop" <<END
#!/bin/sh
exec "\$LSNTOP_UNDER_TEST" --config "$scratch/config" "\$@"
END
chmod +x "$bin/lsntop"
LSNTOP_UNDER_TEST=$lsntop PATH=$bin:$PATH
export LSNTOP_UNDER_TEST PATH
while IFS= read -r use; do
	timeout 5 sh -c "$use" </dev/null >"$scratch/out" 2>"$scratch/err"
	status=$?
	complaint=
	# Some are made to run until they are ended.
	case $use:$status in *--events:124) status=0 ;; esac
	[ $status -eq 0 ] || complaint="exit $status: $(cat "$scratch/err")"
	[ -s "$scratch/out" ] || complaint="$complaint nothing was written"
	tap_check "README: $use" "$complaint"
done <"$scratch/uses"
tap_end
