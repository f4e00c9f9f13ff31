#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The prompt and the gestures: running, errors with a caret, going back,
# history, grouping, sorting, including and excluding.
. "${srcdir:-.}/tests/tui/lib.sh"

start 120 40 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"

keys i
type_text 'filter dstPrt = 22'
screen_has "what is typed is checked" "did you mean \`dstPort\`?"
screen_matches "with a caret" "^ +\^+ *$"
screen_has "and nothing runs" "row 1 of 5,000"
keys Tab
screen_has "Tab takes the suggestion" "query> filter dstPort = 22"
screen_lacks "which is right" "did you mean"
keys C-u
type_text 'stats cuont(*) by srcAddr'
keys Enter
screen_matches "a wrong query gets a caret" "^ +\^+ *$"
screen_has "the old result stays, and says so" "(previous query)"
keys Escape
screen_has "Esc leaves the prompt with it" "Drill"
keys w c
screen_has "it is not written in the place of the new one" \
    "nothing written: the query has an error"
keys i
keys Home M-f Delete Delete Delete Delete Delete Delete
type_text ' count'
keys Enter
screen_has "put right, it runs" "> by srcAddr"
screen_lacks "and the caret goes" "^"
keys u
screen_lacks "u goes back" "> by srcAddr"

keys i
type_text 'filter dstPort = 22'
keys Enter
screen_has "a typed filter is in the crumbs" "> dstPort=22"
screen_has "and in the prompt" "query> filter dstPort = 22"
screen_has "its rows are there" "row 1 of 50 "
keys l l
keys F
screen_matches "F groups by the column" \
    "stats count\(\*\) as flows by dstAddr \| sort flows desc"
screen_has "the groups are there" "row 1 of 5 "
keys l s
screen_has "s turns the order round" "sort flows asc"
screen_has "the groups are there again" "row 1 of 5 "
keys h Enter
screen_matches "Enter drills into the group" \
    "filter dstPort = 22 \| filter dstAddr = "
keys u
screen_has "u shows the groups again" "sort flows asc"
keys u u
screen_lacks "and the records before" "by dstAddr"
screen_has "all of them" "row 1 of 50 "
keys -
screen_matches "- excludes" "filter dstAddr != "
keys u i
# An Esc that came before the prompt is there would make Meta-u of the u.
screen_has "i asks for a query" "Enter run"
keys Up
screen_has "Up brings the last query back" "query> filter dstPort = 22"
keys Escape
screen_has "Esc leaves the prompt" "F Freq"
keys u u
screen_lacks "the first step has no filter" "> dstPort=22"
keys i
type_text 'filter dstPrt = 22'
keys Enter
screen_has "an unknown name is pointed out" "did you mean \`dstPort\`?"
screen_has "and holds the query back" "Enter run"
keys Enter
screen_has "Enter again runs it all the same" "0/5,000 flows"
keys u
screen_lacks "u goes back" "> dstPrt=22"
keys '~'
screen_has "an unbound key is named" "no key ~ here"
keys '?'
screen_has "help lists the keys" "[Keys]"
screen_has "with what they do" "count the rows by this column"
keys Escape
screen_has "Esc closes it" "[Results]"
# Much that comes at once, as when it is pasted into a terminal that does not
# tell so, or typed while the program is busy: each line is a query.
type_text "$(for n in 11 12 13 14 15 16 17 18 19 20; do
    printf 'i\005\025fields srcAddr, dstAddr, bytes | limit %d\r' $n
done)"
screen_has "many lines at once are typed in their order" "row 1 of 20 "
type_text "$(for n in 1 2 3 4 5 6 7 8 9; do printf 'jjjjjjjjjjkkkkkkkkkk'; done)jj"
screen_has "and many keys" "row 3 of 20 "
keys Q
screen_has "the program ends" "status 0"
finish
