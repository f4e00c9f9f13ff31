#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Saved queries: picked from a list, asked for their parameters, kept under a
# name, also those of the folder the program runs in.
. "${srcdir:-.}/tests/tui/lib.sh"

data=$(cd "$srcdir" && pwd)/data
mkdir -p "$work/.vpcscope"
printf '# flows of a team\nstats count(*) as team\n' >"$work/.vpcscope/ours.cwq"
printf 'stats count(\n# param\n' >"$work/.vpcscope/broken.cwq"
printf '# param a\nlimit {{b}}\n' >"$work/.vpcscope/wrong.cwq"

start 110 30 VPCSCOPE_DATA="$data" "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
keys C-o
screen_has "the shipped ones are listed" "Sources that sent most bytes"
screen_has "and those of the folder" "flows of a team"
screen_has "one that is wrong says why" "cannot be used"
type_text 'cross-az'
screen_has "one whose fields are not there says which" "the files lack flowDirection, azId"
keys Enter
screen_has "and is not run" "cross-az: the files lack"
keys C-u
type_text 'port-sources'
screen_has "narrowed" "2 of "
keys Enter
screen_has "a parameter with its default" "port-sources 1/2: count> 20"
keys C-a C-k
type_text 3
keys Enter
screen_has "the next one" "port-sources 2/2: port>"
keys Enter
screen_has "it needs a value" "port needs a value"
type_text 22
keys Enter
screen_has "it runs" "row 1 of 3 "
screen_has "as a query" "> dstPort=22 >"
keys :
type_text 'save mine'
keys Enter
screen_has "kept under a name" "saved as mine"
check "as a file of the user's" \
    grep -q 'filter dstPort = 22' "$work/home/.config/vpcscope/queries/mine.cwq"
keys :
type_text 'save mine'
keys Enter
screen_has "one that is there is not replaced unasked" "mine exists"
keys n
screen_has "nor when the answer is no" "nothing saved"
keys :
type_text 'lo'
keys Tab
screen_has "commands are completed" "command> load"
type_text ' ou'
keys Tab
screen_has "and names of saved queries" "command> load ours"
keys Enter
screen_has "a query by its name" "stats count(*) as team"
keys :
type_text 'load nine'
keys Enter
screen_has "the nearest name" "did you mean \`mine\`"
keys i C-a C-k
type_text '$our'
keys Tab
screen_has "names are completed" 'query> $ours()'
keys Enter
screen_has "and run" "stats count(*) as team"
keys Q
screen_has "the program ends" "status 0"
finish
