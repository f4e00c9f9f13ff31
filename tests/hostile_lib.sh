# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# Hostile text, and finding it in what a terminal would get. For hostile.sh
# and tui/hostile.sh, which source this.

# What a terminal must not get, one way a line: escape sequences in seven and
# in eight bits, as UTF-8 and not; marks that turn the writing around;
# forms of UTF-8 that are none; DEL, backspace, CR; line separators.
payloads='\033]0;x\007
\033[31mred
\302\2332J
\2332J
\342\200\256evil
\342\200\217\342\200\216
\342\201\246isolated\342\201\251
\330\234arabic
\300\200long
\355\240\200half
\360\237\230
\370\210\200\200\200five
\177\010\010back
over\rwritten
\342\200\250line\342\200\251
\342\200'

# clean FILE...: is nothing of that in them? The first that is goes to standard
# error, with the last line before it that begins with "==".
clean() {
    LC_ALL=C awk '
        /^==/ { of = $0 }
        /[\001-\010\013-\037\177]/ { what = "control bytes" }
        /\302[\200-\237]/ { what = "C1 controls" }
        /\342\200[\216\217\250-\256]|\342\201[\246-\251]|\330\234/ {
            what = "marks of direction or lines" }
        {
            rest = $0
            gsub(/[\302-\337][\200-\277]|\340[\240-\277][\200-\277]|[\341-\354\356\357][\200-\277][\200-\277]|\355[\200-\237][\200-\277]|\360[\220-\277][\200-\277][\200-\277]|[\361-\363][\200-\277][\200-\277][\200-\277]|\364[\200-\217][\200-\277][\200-\277]/, "", rest)
        }
        rest ~ /[\200-\377]/ { what = "no UTF-8" }
        what {
            print "# " FILENAME ":" FNR ": " what ", " of
            print "# " $0
            exit 1
        }' "$@" >found.txt && return
    cat -v found.txt >&2
    return 1
}

# hostile_all: all of them in a line.
hostile_all() {
    printf '%s\n' "$payloads" | while IFS= read -r p; do
        # shellcheck disable=SC2059 # it has escapes
        printf "$p"
    done
}

# hostile_log FILE: records of the default format, a payload in three fields
# of each.
hostile_log() {
    n=0
    printf '%s\n' "$payloads" | while IFS= read -r p; do
        n=$((n + 1))
        # shellcheck disable=SC2059 # it has escapes
        printf "2 1234$p eni-$p 10.0.0.$n 10.0.0.2 1 2 6 1 40 $((1788422400 + n)) 1788422460 A$p OK\n"
    done >"$1"
}
