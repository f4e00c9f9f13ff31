#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Time in the explorer: spikes and what explains them, zooming, panning,
# selecting, windows before and after; and steps forward, either side, return
# traffic, the talkers' query, bounds of computed columns. The sample has one
# scan, of 185.220.101.98 at 11:53; expected counts are those of awk.
. "${srcdir:-.}/tests/tui/lib.sh"

# count CONDITION: records of the sample for which it holds, in awk.
count() {
    awk 'NR > 1 && ('"$1"') { n++ } END { print n + 0 }' "$sample" |
        sed ':a;s/\B[0-9]\{3\}\>/,&/;ta'
}

start 120 40 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"

keys "}"
screen_has "} goes to the spike" "a spike of 1 bucket"
screen_has "and says what is in it" "11:50:00  ACCEPT"
keys "}"
screen_has "there is no other" "no spike after this"
keys X
screen_matches "X asks what is different" "relevantfields where @timestamp >= "
screen_matches "its source comes first" "srcAddr +0\.[0-9]+ +185\.220\.101\.98 \("
keys Enter
screen_has "Enter filters by it" 'filter srcAddr = "185.220.101.98"'
screen_has "in the time of the spike" "11:50:00-11:5"
screen_has "where its records are" "row 1 of $(count '$4 == "185.220.101.98"') "
keys u u
screen_has "u goes back to all" "row 1 of 5,000"
keys U
screen_has "U goes forward again" "relevantfields where"
keys U
screen_has "as far as there were steps" 'filter srcAddr = "185.220.101.98"'
keys U
screen_has "and no further" "there is no step ahead"
keys u u

keys t 3
screen_has "the last hour" "> last 1h"
keys t p
screen_has "the hour before it" "10:29-11:29Z"
keys t n
screen_has "and the next again" "11:29-12:29Z"
keys u u u
keys 1 g z
screen_has "z halves the time" "range: 06:30-09:29"
keys Z
screen_has "Z doubles it again" "> all "
keys u u
screen_has "both are steps" "row 1 of 5,000"
keys g v Right
screen_has "v selects" "selecting:"
keys Enter
screen_matches "Enter narrows to the selection" "range: 06:[0-9:]+-06:[0-9:]+Z"
keys u
screen_has "u widens it" "row 1 of 5,000"
keys 2 l l
keys +
screen_matches "+ includes the target" 'filter dstAddr = "'
keys R
screen_matches "R shows the return traffic" 'filter srcAddr = "'
keys u u
keys '*'
screen_matches "* takes either side" 'filter \(dstAddr = "[0-9.]+" or srcAddr = "'
keys u
keys O
screen_has "O opens the talkers" "stats count(*) as rejects by srcAddr | sort rejects desc"
screen_has "its rows are there" "row 1 of $(awk 'NR > 1 && $13 == "REJECT" { s[$4] } END { for (k in s) n++; print n }' "$sample") "
keys l +
screen_has "+ on a computed column is a bound" "filter rejects >= $(count '$4 == "185.220.101.98" && $13 == "REJECT"')"
screen_has "that leaves the first" "row 1 of 1 "
keys Q

# date -u -d '2026-11-23 11:50' +%s
bucket=1795434600
in_bucket() {
    awk -v a="$1" -v from=$bucket '$13 == a && $11 >= from &&
        $11 < from + 600 { n++ } END { print n + 0 }' "$sample"
}
start 80 24 "$program" "$sample"
screen_has "a narrow screen" "row 1 of 5,000"
keys '}'
screen_has "its title has the time and both counts" \
    "11:50 A $(in_bucket ACCEPT) R $(in_bucket REJECT) "
keys Q
screen_has "the program ends here, too" "status 0"
finish
