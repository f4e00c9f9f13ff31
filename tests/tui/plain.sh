#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plain mode on a terminal: the prompt, Ctrl-C at it and while a query runs.
. "${srcdir:-.}/tests/tui/lib.sh"

i=0
while [ $i -lt 50 ]; do
    cat "$sample"
    i=$((i + 1))
done >"$work/large.log"

start 120 70 TERM=dumb "$program" "$work/large.log"
screen_has "TERM=dumb means plain mode, with a note" \
    "vpcscope: TERM is dumb: plain mode"
screen_has "there is a prompt" "vpcscope>"
type_text 'limit 1'
screen_has "what is typed is seen" "vpcscope> limit 1"
keys C-c
screen_has "Ctrl-C clears the line" "^C"
type_text 'stats count(*) as records'
keys Enter
screen_matches "a query is answered" "^ +250000"
type_text 'filter srcA'
keys Tab
screen_has "Tab completes a field" "vpcscope> filter srcAddr"
keys C-u
type_text ':time'
keys Tab
screen_has "and a command" "vpcscope> :timeline"
keys C-u
type_text 'filter @message like /(.*)1(.*)2(.*)[xyz]{3}/ | stats count(*)'
keys Enter
screen_has "a slow one says that it runs" "running (Ctrl-C cancels)"
keys C-c
screen_has "Ctrl-C cancels it" "PARTIAL"
type_text ':quit'
keys Enter
screen_has "and :quit ends it" "status 0"

start 120 70 TERM= "$program" "$sample"
screen_has "without TERM as well" "TERM is not set: plain mode"
screen_has "it has a prompt" "vpcscope>"
keys C-d
screen_has "that Ctrl-D ends" "status 0"
finish
