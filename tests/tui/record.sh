#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys are recorded as the help spells them, and a replay of them shows the
# same. The demo guides through the standard job.
. "${srcdir:-.}/tests/tui/lib.sh"

rows=$(awk '$7 == 22' "$sample" | wc -l | tr -d ' ')
start 100 30 "$program" --record "$work/tape" "$sample"
screen_has "it runs" "row 1 of 5,000"
keys i
screen_has "the prompt is open" "Enter run"
type_text 'filter dstPort = 22'
keys Left Right Enter
screen_has "the query runs" "row 1 of $rows"
keys Down
screen_has "the cursor moves" "row 2 of $rows"
resize 90 24
screen_has "resized" "row 2 of $rows"
keys '#' Q
screen_has "it is over" "status 0"
printf '%s ' size 100x30 i '"filter dstPort = 22"' Left Right Enter Down \
    size 90x24 '"#"' Q >"$work/expected"
check "the tape has the keys" sh -c "tr '\\n' ' ' <'$work/tape' |
    cmp - '$work/expected'"
sed -i.old 's/ *Q$//' "$work/tape"
"$program" --replay "$work/tape" "$sample" </dev/null >"$work/played"
check "played, they lead to the same row" grep -F "row 2 of $rows" "$work/played"

start 80 24 TMPDIR="$work" "$program" --demo
screen_has "the demo says how to begin" "Press t, then 3"
keys t 3
screen_has "and goes on when that is done" "Press a:"
keys a
screen_has "the talkers" "Press 3:"
keys 3 Enter
screen_has "the timeline" "Press 1:"
keys 1
screen_has "the file" "Press w, c, Enter"
keys w c Enter
screen_has "and back" "Press u until"
until_screen sh -c "cat $work/vpcscope-reject-185*.csv | wc -l | grep -w 933"
report $? "the file has the scan and a heading"
keys u u u
screen_has "to the end" "That was the standard job"
keys Q
screen_has "it ends" "status 0"
check "and takes its log with it" sh -c "! ls $work | grep vpcscope-demo"
finish
