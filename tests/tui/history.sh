#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The history: what ran, in batch mode or in the explorer, is there to pick.
. "${srcdir:-.}/tests/tui/lib.sh"

# Rows as awk counts them, with a comma.
rejects=$(awk '$13 == "REJECT" { n++ }
    END { printf "%d,%03d", n / 1000, n % 1000 }' "$sample")

start 100 24 "$program" -q "'filter action = \"REJECT\"'" "$sample"
screen_has "batch mode ends" "status 0"
start 100 24 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
keys i
type_text 'limit 7'
keys Enter
screen_has "a query runs" "row 1 of 7 "
screen_matches "to its end, when it gets into the history" \
    "5,000 flows  (100%|no text read)"
keys i C-a C-k
type_text ' limit 9'
keys Enter
screen_has "one behind a blank runs" "row 1 of 9 "
keys C-r
screen_has "but for that one, they are listed" "2 of 2"
screen_has "with what they gave" "7 rows in"
type_text 'reject'
screen_has "narrowed to the one of batch mode" "1 of 2"
screen_has "with its rows" "$rejects rows in"
keys Enter
screen_has "Enter puts it into the prompt" 'query> filter action = "REJECT"'
keys Enter
screen_has "and Enter runs it" "row 1 of $rejects"
keys Q
screen_has "the program ends" "status 0"
finish
