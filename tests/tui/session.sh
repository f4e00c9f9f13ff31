#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A session is saved on leaving, also by a signal, and --resume goes on with
# it: its steps, cursor, marks and notes.
. "${srcdir:-.}/tests/tui/lib.sh"

sessions=$work/home/vpcscope/sessions
cp "$sample" "$work/a.log"
start 120 40 "$program" --resume
screen_has "nothing to resume yet" "there is no session to resume"
screen_has "that is a usage error" "status 2"

start 120 40 "$program" a.log
screen_has "the data is open" "row 1 of 5,000"
keys Q
screen_has "it was only looked at" "status 0"
check "so there is no session" test ! -s "$sessions"/*.json

start 120 40 "$program" a.log
screen_has "the data is open again" "row 1 of 5,000"
keys a
screen_has "a step" "row 1 of 1,000"
keys j j M
screen_has "a note" "note>"
type_text 'first burst'
keys Enter
screen_has "the mark" "m1: first burst"
keys t 3
screen_has "another step" "last 1h"
keys u
screen_has "back" "row 3 of 1,000"
kill -TERM "$(program_pid)"
screen_has "a signal ends it" "status 143"
check "the session is there" test -s "$sessions"/*.json

start 120 40 "$program" --resume
screen_has "resumed where it was left" "row 3 of 1,000"
screen_matches "the mark is in its place" "^▶m1 "
screen_has "the query" 'query> filter action = "REJECT"'
keys U
screen_has "the step ahead is there" "last 1h"
keys u u
screen_has "and the one before" "row 1 of 5,000"
keys Q
screen_has "the end" "status 0"
check "it is still one session" test "$(ls "$sessions" | wc -l)" = 1

rm "$work/a.log"
start 120 40 "$program" --resume
screen_has "a file that is gone is told" "a.log"
screen_has "and there is nothing to show" "status 3"
for f in "$sessions"/*.json; do
    echo '{"version": 1, "files": ["/x"], "steps": [{' >"$f"
done
start 120 40 "$program" --resume
screen_has "a damaged session is none" "no session to resume"
finish
