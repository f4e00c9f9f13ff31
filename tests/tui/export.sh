#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The export menu: each format writes what batch mode writes for the query on
# the screen, and says so.
. "${srcdir:-.}/tests/tui/lib.sh"

query='filter dstPort = 22 | fields srcAddr, bytes, "a|b" as bars'
start 100 30 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
keys i
type_text "$query"
keys Enter
screen_has "the query runs" "row 1 of 50 "

# as LETTER FORMAT
as() {
    keys w
    screen_has "w opens the menu ($2)" "c CSV"
    keys "$1"
    screen_has "a name is proposed ($2)" "vpcscope-22-"
    keys C-a C-k
    type_text "out.$2"
    keys Enter
    screen_has "$2 is written" "wrote 50 rows to out.$2"
    "$program" -q "$query" -o "$2" "$sample" >"$work/want" 2>/dev/null
    check "$2 is what batch mode writes" cmp -s "$work/want" "$work/out.$2"
}
as c csv
# In this order: what is said of the second begins as what was of the first.
as a json
as j jsonl
as t tsv
as m md
as r raw
keys i C-a C-k
type_text 'stats count(*) by srcAddr'
keys Enter
screen_has "groups" "row 1 of 1,023 "
keys w r
screen_has "groups have no raw records" "there are no raw records"
keys Q
screen_has "the program ends" "status 0"
finish
