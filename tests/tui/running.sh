#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# While a query runs: progress, keys, Esc. The query is made slow by a regex
# that tries a great deal on every line.
. "${srcdir:-.}/tests/tui/lib.sh"

i=0
while [ $i -lt 200 ]; do
    cat "$sample"
    i=$((i + 1))
done >"$work/large.log"

start 120 40 "$program" "$work/large.log"
screen_has "the data is open and was read" "row 1 of 1,000,000"
keys i
type_text 'filter @message like /(.*)1(.*)2(.*)[xyz]{3}/ or @message like /(.*)3(.*)4(.*)[xyz]{3}/ or dstPort = 22 | stats count(*) by srcAddr'
keys Enter
screen_has "progress is shown" "scan ["
screen_matches "with what is read of what" "[0-9]% +[0-9.]+/[0-9.]+ MB "
screen_has "Esc is offered" "Esc cancels"
keys 1
screen_has "keys are taken meanwhile" "[Timeline"
screen_matches "groups are shown as they are found" "PARTIAL  row 1 of [0-9]"
screen_matches "and counted" "PARTIAL: [0-9,]+ groups so far"
keys 2 Escape
screen_matches "Esc cancels" "PARTIAL \(cancelled at [0-9]{1,2}% of"
screen_matches "and the title says so" \
    "Results\].* PARTIAL \(cancelled at [0-9]{1,2}%\)  row 1 of"
screen_matches "groups may get more" " ~[0-9]+ "
keys w c
screen_matches "what is partial is not just written" \
    "partial \([0-9]+%\): w write as it is, f finish first, Esc"
keys Escape
screen_has "Esc writes nothing" "nothing written"
keys w m
screen_has "asked again" "w write as it is"
keys w
screen_has "the name says so" "-partial.md"
keys C-a C-k
type_text part.md
keys Enter
screen_has "and the message" "(PARTIAL, "
check "and the file" grep -q '^PARTIAL: of [0-9]*% of the data.$' \
    "$work/part.md"
keys r
screen_lacks "r runs it again" "cancelled at"
screen_has "which takes its time" "scan ["
keys a
screen_has "a next step while it runs" 'action = "REJECT"'
keys u
screen_lacks "u goes back to it" 'action = "REJECT"'
screen_has "where it runs anew" "scan ["
keys Escape
screen_has "until it is cancelled" "PARTIAL (cancelled at"
keys u
screen_lacks "back at the step before" "cancelled at"
screen_has "with its rows" "row 1 of 1,000,000"
keys U
screen_has "and forward again" "scan ["
keys Q
screen_has "Q ends it" "status 0"
finish
