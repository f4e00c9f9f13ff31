#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The standard job: top rejected sources of the last hour, drill into the
# first, write its records. Exactly these keys: t 3, a, 3, Enter, w c Enter.
# The expected numbers are counted by awk.
. "${srcdir:-.}/tests/tui/lib.sh"

newest=$(awk '$11 ~ /^[0-9]+$/ && $11 > n { n = $11 } END { print n }' \
    "$sample")
rejects() {
    awk -v from=$((newest - 3600)) \
        '$11 >= from && $13 == "REJECT"' "$sample"
}
all=$(rejects | wc -l | tr -d ' ')
top=$(rejects | awk '{ n[$4]++ } END { for (a in n) print n[a], a }' |
    sort -k1,1nr | head -1)
count=${top% *} source=${top#* }

# With commas, as the screen has it.
commas() {
    echo "$1" | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta'
}

job() {
    width=$1 height=$2
    rm -f "$work"/*.csv
    start "$width" "$height" "$program" "$sample"
    screen_has "$width: the first screen has a timeline" "Timeline bin("
    screen_matches "$width: and talkers" "Top srcAddr by rejects"
    screen_has "$width: and the newest records" "[Results]"
    keys t
    screen_has "$width: the menu of ranges opens" "15m"
    keys 3
    screen_has "$width: the range is the last hour" "last 1h"
    keys a
    screen_has "$width: the lens filters" 'query> filter action = "REJECT"'
    screen_has "$width: the rejected flows of the hour" \
        "row 1 of $(commas "$all")"
    keys 3
    screen_has "$width: to the talkers" "[Top srcAddr by rejects]"
    screen_matches "$width: the first source" "$source +$count"
    keys Enter
    screen_has "$width: the drill adds a filter" \
        "| filter srcAddr = \"$source\""
    screen_has "$width: its records" "row 1 of $(commas "$count")"
    keys w c
    screen_has "$width: a name is proposed" \
        "file> vpcscope-reject-$source-"
    keys Enter
    screen_has "$width: the message says how many" \
        "wrote $(commas "$count") rows to vpcscope-reject-$source-"
    file=$(ls "$work"/vpcscope-reject-"$source"-*.csv)
    check "$width: the file has a line for each and a heading" \
        test "$(wc -l <"$file")" -eq $((count + 1))
    check "$width: no temporary file is left" \
        test "$(ls "$work"/*.csv* | wc -l)" -eq 1
    keys u
    screen_has "$width: u goes back" "row 1 of $(commas "$all")"
    keys Q
    screen_has "$width: Q quits with status 0" "status 0"
}

job 80 24
job 120 40
job 200 50
finish
