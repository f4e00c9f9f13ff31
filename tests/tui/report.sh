#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The incident report: what it has, and that its commands give its tables.
. "${srcdir:-.}/tests/tui/lib.sh"

start 120 40 "$program" "$sample"
screen_has "the data is open" "06:30-12:29Z"
keys a
screen_has "rejected ones" "row 1 of 1,000"
keys M
screen_has "a note" "note>"
type_text 'a | burst <b>'
keys Enter
screen_has "is taken" "m1: a | burst"
keys i C-a C-k
type_text 'filter action = "REJECT" | stats count(*) as n by srcAddr | sort n desc, srcAddr'
keys Enter
screen_has "groups" "n desc, ..."
screen_lacks "that are complete" "PARTIAL"
keys :
type_text 'report out.md'
keys Enter
screen_has "the report is written" "wrote a report of 3 steps and 1 mark to out.md"
keys :
type_text 'report out.md'
keys Enter
screen_has "it is not replaced unasked" "out.md exists"
keys n
screen_has "nor against the answer" "nothing written"
keys Q
screen_has "the program ends" "status 0"

has() {
    grep -q -F -e "$1" "$work/out.md"
}
first=$(awk '$13 == "REJECT" { n[$4]++ }
    END { for (s in n) if (n[s] > most) { most = n[s]; top = s }
        printf "| %s | %d |", top, most }' "$sample")
check "the files" has "$sample"
check "their health" has "NODATA in the last step's time: 50"
check "a step with its query" has 'filter action = "REJECT" | stats count(*)'
check "its first row, as awk counts" has "$first"
check "the note, harmless to Markdown" has '| a \| burst \<b\> |'
check "ten rows of the first step" test "$(sed '/^## Step 2/,$d' "$work/out.md" |
    grep -c '^| 2026-')" = 10

# The commands, each a block of sh, in a shell where vpcscope is found.
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 }
    on' "$work/out.md" >"$work/commands"
check "a command for each step" test "$(grep -c '^vpcscope ' "$work/commands")" = 3
(cd "$work" && PATH=$builddir:$PATH sh commands) >"$work/rows" 2>/dev/null
groups=$(awk '$13 == "REJECT" && !seen[$4]++ { n++ } END { print n }' "$sample")
# 5,000 and 1,000 records, and three lines of names.
check "they give the rows of the steps" \
    test "$(wc -l <"$work/rows")" = $((5000 + 1000 + groups + 3))
finish
