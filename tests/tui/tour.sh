#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The tour of the README: its keys are typed, and the texts it speaks of are
# on the screen. In a table row, the first cell has the keys, and in backticks
# what is typed; the second has in backticks what is then on the screen, where
# any number of blanks is one. The numbers of records are those of awk.
. "${srcdir:-.}/tests/tui/lib.sh"

# One line each: key NAME, type TEXT, see TEXT.
awk '
    function plain(s) {
        gsub(/\001/, "|", s)
        gsub(/&lt;/, "<", s)
        gsub(/&gt;/, ">", s)
        gsub(/&amp;/, "\\&", s)
        return s
    }
    # <kbd>KEY</kbd> and `TEXT` of a cell, in order.
    function cell(s, code) {
        while (match(s, /<kbd>[^<]*<\/kbd>|`[^`]*`/)) {
            part = substr(s, RSTART, RLENGTH)
            s = substr(s, RSTART + RLENGTH)
            if (part ~ /^`/)
                print code, plain(substr(part, 2, length(part) - 2))
            else
                print "key", plain(substr(part, 6, length(part) - 11))
        }
    }
    /^## / { inside = $0 ~ /tour/ }
    inside && /^\|/ && !/^\| *(keys|---)/ {
        gsub(/\\\|/, "\001")
        split($0, cells, "|")
        cell(cells[2], "type")
        cell(cells[3], "see")
    }' "$srcdir/README.md" >"$work/tour"

# A key as tmux names it.
key_name() {
    case $1 in
    Esc) echo Escape ;;
    Ctrl-?) echo "C-$(echo "${1#Ctrl-}" | tr A-Z a-z)" ;;
    *) echo "$1" ;;
    esac
}

sees() {
    tr -s ' ' | grep -F -e "$1"
}

take_tour() {
    start "$1" "$2" VPCSCOPE_DATA="$srcdir/data" "$program" "$sample"
    while read -r what text; do
        case $what in
        key) keys "$(key_name "$text")" ;;
        type) type_text "$text" ;;
        see)
            until_screen sees "$text"
            report $? "$1x$2: $text"
            ;;
        esac
    done <"$work/tour"
    screen_has "$1x$2: the tour ends" "status 0"
}

check "the tour has steps" test "$(grep -c ^key "$work/tour")" -ge 20
take_tour 100 30
file=$(ls "$work"/vpcscope-*.csv)
check "it left a file of a heading and 600 rows" \
    test "$(wc -l <"$file")" -eq 601
rm -f "$work"/*.csv
take_tour 160 45

# Columns of the log: 4 source, 7 port, 11 start, 13 action.
commas() {
    sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta'
}
newest=$(awk 'NR > 1 && $11 > n { n = $11 } END { print n }' "$sample")
awk -v from=$((newest - 3600)) '
    NR == 1 { next }
    { all++; late = $11 >= from }
    late { hour++; if ($4 != "-") sources[$4]; else other = 1 }
    late && $13 == "REJECT" { rejects++; n[$4]++ }
    END {
        for (a in n) if (n[a] > most) most = n[a]
        for (a in sources) k++
        print all; print hour; print rejects; print most; print k + other
        print 1 # scan of one target, see shipped.sh
    }' "$sample" | commas | sort >"$work/want"
sed -n 's/^see row 1 of //p' "$work/tour" | sort -u >"$work/got"
check "its numbers of records are those of awk" \
    cmp "$work/want" "$work/got"
finish
