#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A result without rows says why; so does a range without records, a name
# that nothing defines, and a file that is no flow log.
. "${srcdir:-.}/tests/tui/lib.sh"

commas() {
    sed ':a;s/\B[0-9]\{3\}\>/,&/;ta'
}
rejects=$(awk 'NR > 1 && $13 == "REJECT"' "$sample" | wc -l | tr -d ' ' | commas)
scans=$(awk 'NR > 1 && $13 == "REJECT" && $4 == "185.220.101.98"' "$sample" |
    wc -l | tr -d ' ' | commas)

start 120 30 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
keys i
type_text 'filter action = "REJECT" | filter srcAddr = "185.220.101.99" | filter dstPort > 0'
keys Enter
screen_has "an empty result says of how many" "0 of 5,000 flows match."
screen_matches "what each filter leaves" \
    "^ +filter action = \"REJECT\" +$rejects left +([^< ].*)?$"
screen_matches "which one left nothing" \
    '^ +filter srcAddr = "185.220.101.99" +0 left +<- this one'
screen_matches "and those behind it" "^ +filter dstPort > 0 +0 left +([^< ].*)?$"
screen_has "the nearest value there is" \
    "Nearest value: 185.220.101.98 ($scans flows)."
screen_has "and ways out" "u back   i edit   t wider range"
keys u
screen_has "u is one" "row 1 of 5,000"
keys i
type_text 'stats count(*) as n by srcAddr | filter n > 100000'
keys Enter
screen_matches "a filter of groups" "filter n > 100000 +of groups +<- this one"
keys u
screen_has "back again" "row 1 of 5,000"

keys t t
type_text '2020-01-01 10:00..2020-01-01 11:00'
keys Enter
screen_has "a range without data says where the data is" \
    "The data is 06:30-12:29Z on 2026-11-23;"
screen_has "and that none of it is there" "the range has none of it."
keys t 0
screen_has "t 0 shows all" "row 1 of 5,000"

keys i C-a C-k
type_text 'stats count(*) by srcadr'
keys Enter
screen_matches "an unknown name has a caret" "^ +\^{6} *$"
screen_has "and a suggestion" "(Tab takes it)"
keys Tab
screen_has "Tab takes it" "query> stats count(*) by srcAddr"
keys Enter
screen_has "and it runs" "row 1 of 1,023"
keys Q
screen_has "the program ends" "status 0"

printf 'hello 10.0.0.1 ACCEPT\nthis is no log\n' >"$work/other.txt"
start 100 24 "$program" "$work/other.txt"
screen_has "a file that is no flow log is told" "no record layout recognised"
screen_has "the fields of its first line are guessed" "[Fields by their looks]"
screen_has "as far as they look known" "2 of 3 fields look known (66%)"
screen_matches "an address" "2 +10.0.0.1 +srcaddr"
screen_has "and how to name them is told" \
    "vpcscope --format '\${field1} \${srcaddr} \${action}' "
keys Escape
screen_lacks "Esc closes that" "[Fields by"
screen_has "its lines are there all the same" "this is no log"
keys Q
finish
