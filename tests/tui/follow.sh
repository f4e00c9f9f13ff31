#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Following on the screen: answers that change by themselves, the cursor, a
# pause, an alert. What must be there is counted by awk in the lines written.
. "${srcdir:-.}/tests/tui/lib.sh"

"$builddir/tests/bench/genlog" --rows 2000 --seed 4 -o "$work/all.log"
log=$work/grow.log
part() {
    sed -n "$1,$2p" "$work/all.log"
}
# Records among the first so many lines whose field has this value.
with() {
    awk -v to="$1" -v at="$2" -v value="$3" \
        'NR > 1 && NR <= to && $at == value' "$work/all.log" | wc -l
}

part 1 1001 >"$log"
start 120 40 "$program" --follow "$log"
screen_has "the records there are" "row 1 of 1,000"
screen_has "the crumb line says so" "FOLLOW on"
screen_has "and the message line" "following 1 file: +0 flows since"
part 1002 1201 >>"$log"
screen_has "the table grows, its cursor on the newest" "row 1 of 1,200"
screen_has "what came is counted" "+200 flows since"
screen_has "the timeline grows" "REJECT $(with 1201 13 REJECT) "

keys Down Down
screen_has "away from the newest row" "row 3 of 1,200"
part 1202 1301 >>"$log"
screen_has "the title counts what is new" "+100 new (G)"
screen_has "the cursor stays on its record" "row 103 of 1,300"
keys G
screen_has "G goes to the newest" "row 1 of 1,300"
screen_lacks "and nothing is new" "new (G)"

keys Space
screen_has "paused" "FOLLOW paused"
part 1302 1351 >>"$log"
screen_has "reading goes on" "+350 flows since"
screen_has "the screen does not" "row 1 of 1,300"
keys Space
screen_has "what came while paused" "---- resumed, 50 new ----"
screen_has "the rows are there" "row 1 of 1,350"

keys i
type_text 'stats count(*) as n by action | filter action = "ACCEPT"'
keys Enter
screen_matches "groups" "ACCEPT +$(with 1351 13 ACCEPT)"
part 1352 1701 >>"$log"
screen_matches "change" "ACCEPT +$(with 1701 13 ACCEPT)"
keys u
screen_has "the step before has gone on, too" "row 1 of 1,700"

type_text ':alert flows > 1000 in 1m'
keys Enter
screen_has "an alert" "alert: flows > 1000 in 1m"
# Its minute after the last of the log, so that it is in view.
awk 'NR == 2 {
    for (i = 0; i < 1001; i++)
        print $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1788437000, 1788437001,
              "ACCEPT OK"
}' "$work/all.log" >>"$log"
screen_has "is told of" "ALERT flows > 1000 in 1m: 1001 at "
screen_has "and marked" "!"

keys f
screen_has "f ends it" "following is off"
screen_lacks "the crumb line knows" "FOLLOW"
part 1702 1710 >>"$log"
keys r
screen_has "nothing more is taken" "row 1 of 2,701"
keys f
screen_has "until f begins again" "row 1 of 2,710"
keys Q
screen_has "the program ends" "status 0"

# Half an hour that becomes six: the buckets get wider and lose nothing.
comma() {
    awk -v n="$1" 'BEGIN {if (n < 1000) print n
        else printf "%d,%03d\n", n / 1000, n % 1000}'
}
part 1 101 >"$work/wide.log"
start 120 40 "$program" --follow "$work/wide.log"
screen_has "a short log" "row 1 of 100 "
screen_has "in short buckets" "bin(20s)"
part 102 2001 >>"$work/wide.log"
screen_has "a long one" "row 1 of 2,000 "
screen_has "all is in the timeline" "ACCEPT $(comma "$(with 2001 13 ACCEPT)")"
keys Q
screen_has "and ends" "status 0"
finish
