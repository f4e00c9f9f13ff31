#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Marks belong to records: they survive sorting, are listed with their notes
# and lead back to their records, also when the query hides them.
. "${srcdir:-.}/tests/tui/lib.sh"

data=$(cd "$srcdir" && pwd)/data
times=$(awk 'NR > 1 && !seen[$11]++ { n++ }
    END { printf "%d,%03d", n / 1000, n % 1000 }' "$sample")

start 120 40 VPCSCOPE_DATA="$data" "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
screen_has "no marks yet" "marks 0"
keys j m
screen_has "m marks the record" "marked as m1"
screen_matches "with its name in the margin" "^▶m1 "
screen_has "marks are counted" "marks 1"
keys j M
screen_has "M asks for a note" "note>"
type_text 'first burst'
keys Enter
screen_has "the note is taken" "m2: first burst"

keys l l l l l l l s
screen_has "sorted by another column" "bytes desc"
keys "'"
screen_has "marks are listed" "2 of 2"
type_text 'burst'
screen_has "the list narrows" "1 of 2"
keys Enter
screen_has "Enter goes to the mark" "m2: first burst"
screen_matches "the cursor is on its row" "^▶m2 "
keys 2 F
screen_has "groups" "row 1 of $times"
keys m
screen_has "a group cannot be marked" "marks are for records"
keys "'"
screen_has "the list again" "2 of 2"
type_text 'burst'
screen_has "narrowed again" "1 of 2"
keys Enter
screen_has "a hidden mark is told" "is not in this result"
keys y
screen_matches "y shows it among all records" "^▶m2 "
keys m
screen_has "m takes the mark away" "is gone"
screen_has "one is left" "marks 1"
resize 200 50
screen_has "a wide screen lists them beside the fields" "Marks 1"
screen_has "and the saved queries" "top-bytes"
keys 4 G Down G Down G Down
screen_has "Enter there goes to one, too" "▶m1"
keys Enter
screen_matches "it is on its row" "│▶m1 12:29"
keys t t
type_text 'since mark m9'
keys Enter
screen_has "a range since a mark wants the mark" "there is no mark 9"
keys t t
type_text 'since mark m1'
keys Enter
screen_has "since a mark, which is the newest record's" "12:29:28-12:29:28Z"
keys u 2 W c C-a C-k
type_text marked.csv
keys Enter
screen_has "W writes the marked row alone" "wrote 1 row to marked.csv"
check "it is the newest, which is marked" test \
    "$(sed -n 2p "$work/marked.csv" | cut -c1-19)" = "2026-11-23 12:29:28"
keys Q
screen_has "the program ends" "status 0"
finish
