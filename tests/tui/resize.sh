#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Another size: the same focus, the same record under the cursor, the timeline
# in other buckets. And what a movement of the cursor costs a slow line.
. "${srcdir:-.}/tests/tui/lib.sh"

# Time, addresses and ports of the record on line 41 from the newest.
record=$(tail -n +2 "$sample" | awk '$11 ~ /^[0-9]+$/ { print $11, NR, $0 }' |
    sort -k1,1nr -k2,2n | sed -n 41p)
source=$(echo "$record" | awk '{ print $6 }')
target=$(echo "$record" | awk '{ print $7 }')

# The cursor is on this record.
on_record() {
    grep -E -e "^(.*│)?▶ [0-9:]+ $source +$target"
}

same_record() {
    until_screen on_record
    report $? "$1: the same record under the cursor"
}

start 200 50 "$program" "$sample"
screen_has "it runs" "row 1 of 5,000"
type_text ':41'
keys Enter
screen_has "at a record" "row 41 of"
same_record 200x50
screen_has "the timeline has its buckets" "Timeline bin(5m)"
resize 80 24
screen_lacks "80x24 has no fields" "Fields 14"
screen_has "and wider buckets" "Timeline bin(10m)"
same_record 80x24
resize 32 6
screen_has "32x6 says what it needs" "terminal 32x6, needs 40x8"
resize 45 10
screen_has "45x10 has the pane with the focus" "[Results]"
same_record 45x10
resize 200 50
screen_has "200x50 again" "Fields 14"
screen_has "with its buckets" "Timeline bin(5m)"
same_record "200x50 again"

keys Enter
screen_has "the detail has the focus" "[Record 41 of 5,000]"
resize 80 24
screen_has "where there is no place it is laid over" "Esc closes"
screen_has "with the focus" "[Record 41 of 5,000]"
resize 120 40
screen_has "and has its place again" "p hide"
screen_has "and the focus" "[Record 41 of 5,000]"
keys Escape
screen_has "Esc leaves it" "[Results]"
keys '?'
screen_has "help is open" "[Keys]"
resize 60 16
screen_has "it is fitted in" "[Keys]"
keys Escape
screen_lacks "and closes" "[Keys]"
keys 1
screen_has "the timeline has the focus" "[Timeline"
resize 45 10
screen_has "it is the one that is left" "[Timeline"
resize 120 40
screen_has "and keeps the focus" "[Timeline"

# How many bytes were sent, once no more come.
sent() {
    size=-1
    while [ "$size" != "$(wc -c <"$work/sent")" ]; do
        size=$(wc -c <"$work/sent")
        sleep 0.1
    done
    echo "$size"
}

# costs KEY TEXT: the key leads to the text and sends less than 2 kB.
costs() {
    before=$(sent)
    keys "$1"
    screen_has "$1: it comes to '$2'" "$2"
    bytes=$(($(sent) - before))
    echo "# $1: $bytes bytes"
    check "$1 sends less than 2 kB" test "$bytes" -gt 0 -a "$bytes" -lt 2000
}

resize 200 50
screen_has "the large screen once more" "Fields 14"
keys 2 g
screen_has "back at the top" "row 1 of 5,000"
: >"$work/sent"
mux pipe-pane -t t "cat >>$work/sent"
costs j "row 2 of"
costs j "row 3 of"
costs k "row 2 of"
keys G
screen_has "at the end" "row 5,000 of"
costs k "row 4,999 of"
keys 1 End
screen_has "in the timeline" "[Timeline"
costs h "12:2"
keys Q
screen_has "it ends" "status 0"
finish
