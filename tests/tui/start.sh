#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Without arguments: a start screen with usage, sessions and saved queries,
# from which a file, a session or both are opened.
. "${srcdir:-.}/tests/tui/lib.sh"

data=$(cd "$srcdir" && pwd)/data
cp "$sample" "$work/a.log"

start 100 30 VPCSCOPE_DATA="$data" "$program"
screen_has "usage" "vpcscope FILE"
screen_has "no sessions yet" "No sessions yet"
screen_has "saved queries" "Sources that sent most bytes"
keys a
screen_has "keys for records say what to do" "no records are open"
keys :
type_text 'open none.log'
keys Enter
screen_has "a file that is not there" "none.log cannot be read"
keys :
type_text 'open a.'
keys Tab
screen_has "names of files are completed" "command> open a.log"
keys Enter
screen_has "a file is opened" "row 1 of 5,000"
keys a
screen_has "and explored" "row 1 of 1,000"
keys :
type_text "open $data/sample/vpc-custom.log"
keys Enter
screen_has "another in its place" "vpc-custom.log"
screen_has "with its own records" "row 1 of"
keys Q
screen_has "the program ends" "status 0"

start 100 30 VPCSCOPE_DATA="$data" "$program"
screen_matches "the session is listed" 'a.log +2 steps, 0 marks'
keys Enter
screen_has "Enter goes on with it" "row 1 of 1,000"
keys Q
screen_has "it ends" "status 0"

start 100 30 VPCSCOPE_DATA="$data" "$program"
screen_has "the list again" "Saved queries"
keys G
screen_matches "the last saved query" "^▶ top-pairs"
keys Enter
screen_has "asks for a file" "file>"
type_text 'a.log'
keys Enter
screen_has "it runs over that file" "by srcAddr, dstAddr"
keys Q
screen_has "and that ends" "status 0"
start 100 30 "$program"
screen_has "once more" "vpcscope FILE"
keys q
screen_has "q quits" "status 0"
finish
