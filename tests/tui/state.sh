#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The state of the data (:health), the time zone, ranges by the clock, tips.
. "${srcdir:-.}/tests/tui/lib.sh"

log=$work/gaps.log
{
    head -1 "$sample"
    grep ' OK$' "$sample" | head -20
    for i in 1 2 3; do
        echo "2 123456789012 eni-0aaaaaaaaaaaaaaa1 - - - - - - - 17954360${i}0 17954360${i}9 - SKIPDATA"
    done
    echo "2 123456789012 eni-0bbbbbbbbbbbbbbb2 - - - - - - - 1795436100 1795436160 - NODATA"
    echo "this line is no record"
    echo "nor this"
} >"$log"

start 120 30 "$program" "$log"
screen_has "the data is open" "row 1 of 24"
screen_has "the status line has the gaps" "SKIPDATA 3!"
keys :
type_text health
keys Enter
screen_has ":health opens a popup" "[State of the data]"
first=$(date -u -d @1795436010 +%T 2>/dev/null || date -u -r 1795436010 +%T)
last=$(date -u -d @1795436030 +%T 2>/dev/null || date -u -r 1795436030 +%T)
screen_matches "gaps by interface and time" \
    "SKIPDATA +eni-0aaaaaaaaaaaaaaa1 +3 +$first - $last"
screen_matches "no data as well" "NODATA +eni-0bbbbbbbbbbbbbbb2 +1 "
screen_matches "lines that are no records, with their place" \
    "gaps.log:26  2 lines: "
screen_has "and what is in them" "this line is no record"
screen_has "nothing is there twice" \
    "Nothing is likely to be counted twice in sums"
keys Down Enter
screen_has "Enter filters by a gap" \
    'filter logStatus = "SKIPDATA" | filter interfaceId = "eni-0aaaaaaaaaaaaaaa1"'
screen_has "to its records" "row 1 of 3 "
keys Q
screen_has "the program ends" "status 0"

# The traffic of a gateway: its interfaces and those of hosts have the same
# connections; and ten records are in a second file, too.
grep ' OK$' "$sample" | head -200 >"$work/one.log"
{
    head -40 "$work/one.log" | sed 's/eni-[0-9a-f]*/eni-0eeeeeeeeeeeeeee9/'
    tail -10 "$work/one.log"
} >"$work/two.log"
start 120 30 "$program" "$work/one.log" "$work/two.log"
screen_has "two files are open" "row 1 of 250"
keys :
type_text health
keys Enter
screen_has ":health tells of sums" "Likely to be counted more than once in sums"
seen=$(cat "$work/one.log" "$work/two.log" |
    awk '{ k = $4 " " $5 " " $6 " " $7 " " $8 " " int($11 / 600); n[k]++; at[$3, k] = 1 }
         END { for (x in at) { split(x, p, SUBSEP); seen[p[2]]++ }
               for (k in n) if (seen[k] > 1) all += n[k]; print all }')
screen_has "of the same traffic at two interfaces" \
    "$seen of 250 records are of a connection that several interfaces saw"
screen_has "and of copies" "10 of 250 records are copies of another line"
keys Q
screen_has "the program ends" "status 0"

# Columns that no header names.
tail -n +2 "$work/one.log" | awk '{ print "x" NR % 7, $5, $4, $11, $12, $6,
    $7, $10, $9, $13 }' >"$work/odd.log"
start 80 24 "$program" "$work/odd.log"
screen_has "a file without a header is open" "row 1 of 199"
keys :
type_text health
keys Enter
screen_has ":health tells of guessed columns" "No header: columns as their values look"
screen_matches "of which file, and how many" "odd.log  [0-9]+ of 10 columns have a name"
keys Q
screen_has "the program ends" "status 0"

rm -rf "$work/home/vpcscope"
start 140 30 TZ=XYZ-3 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
screen_has "a first tip for a first run" "Tip: "
screen_has "times are UTC" "06:30-12:29Z  6.0h  UTC"
keys t z
screen_has "t z shows local times" "09:30-15:29  6.0h  XYZ"
screen_matches "in the table too" "15:29:28 +10.0.48.11"
keys t t
type_text '14:00..14:30'
keys Enter
screen_has "typed times are local" "> 14:00-14:30 "
records=$(awk '$11 >= 1795431600 && $11 <= 1795433400' "$sample" |
    wc -l | tr -d ' ')
screen_has "and find their records" "row 1 of $records "
keys t z
screen_has "in UTC they are three hours less" "> 11:00-11:30Z"
keys u t w
screen_has "t w counts from the clock" "ranges count back from the clock"
keys t 3
screen_has "as the crumb says" "> last 1h by the clock"
keys Q
finish
