#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The timeline in full size, and what the timeline counts.
. "${srcdir:-.}/tests/tui/lib.sh"

commas() {
    sed ':a;s/\B[0-9]\{3\}\>/,&/;ta'
}
top=$(awk 'NR > 1 && $13 == "REJECT" { n[$4]++ }
    END { for (a in n) print n[a], a }' "$sample" | sort -k1,1nr | head -1)
count=${top% *} source=${top#* }

start 80 24 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
screen_has "and the talkers" "Top srcAddr by rejects"
keys T
screen_has "T shows the timeline in full size" "[Timeline of srcAddr by rejects bin("
screen_matches "a lane has its value" "^[^ ]+ +$source"
screen_has "and how much that is" "$count rejects"
keys d
screen_has "d goes on to the next dimension" "[Timeline of dstAddr by rejects"
keys D
screen_has "D goes back" "[Timeline of srcAddr by rejects"
screen_matches "to the same lanes" "^[^ ]+ +$source"
keys Enter
screen_has "Enter drills into the lane" "filter srcAddr = \"$source\""
keys T
screen_has "T goes back to the panes" "[Results]"
keys u
screen_has "u to the step before" "row 1 of 5,000"
keys T
screen_has "T again" "[Timeline of srcAddr"
keys Escape
screen_has "Esc goes back" "[Results]"
keys Q
screen_has "the program ends" "status 0"

start 120 40 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
keys 1
screen_has "to the timeline" "[Timeline bin("
keys o
screen_has "o counts bytes" "[Timeline bytes bin("
keys o
screen_has "and packets" "[Timeline packets bin("
packets=$(awk 'NR > 1 && $13 == "REJECT" { n += $9 } END { print n }' "$sample" |
    commas)
screen_has "as many as there are" "REJECT $packets"
keys o
screen_has "and flows again" "[Timeline bin("
keys y q
screen_has "its query can be copied" "copied the query"
keys Q
finish
