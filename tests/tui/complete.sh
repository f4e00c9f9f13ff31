#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion in the prompt: commands, functions, fields, values that the data
# has, the list and walking it; the signature below. Counts are those of awk.
. "${srcdir:-.}/tests/tui/lib.sh"

start 100 24 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
keys i
type_text 'filterI'
keys Tab
screen_has "one command is inserted" "query> filterIndex"
keys C-u
type_text 'stats count_d'
keys Tab
screen_has "a function, and its bracket" "query> stats count_distinct("
screen_has "its signature is below" "count_distinct(f)  distinct values of f"
type_text 'src'
keys Tab
screen_matches "several fields are listed, with their help" "srcAddr +address the traffic came from"
keys Tab
screen_has "Tab takes the first" "query> stats count_distinct(srcAddr"
keys Tab
screen_has "and the next" "query> stats count_distinct(srcPort"
keys BTab
screen_has "Shift-Tab the one before" "query> stats count_distinct(srcAddr"
type_text ') by '
screen_lacks "the list goes with the next key" "Tab, Shift-Tab choose"
keys C-u
type_text 'filter action = "REJECT" and srcAddr = '
keys Tab
top=$(awk 'NR > 1 { n[$4]++ } END { for (k in n) print n[k], k }' "$sample" | sort -rn | head -1)
screen_matches "values come by how often they occur" " ${top#* } +$(echo "${top% *}" | sed 's/\(.*\)\(...\)$/\1,\2/') records"
keys Tab
screen_has "one is inserted in quotes" "srcAddr = \"${top#* }\""
keys C-u
screen_lacks "the line is empty" 'query> filter'
type_text 'filter action = "REJ'
keys Tab
screen_has "the only value is inserted" 'query> filter action = "REJECT"'
keys Enter
screen_has "it runs" "row 1 of 1,000"
keys i C-u
type_text 'filter action = "REJECT" and srcAdr = 1'
screen_has "a field that is none" "did you mean"
keys C-u 'filter action = "ACC' Tab
screen_has "keys that come at once" 'query> filter action = "ACCEPT"'
keys C-u
screen_lacks "the line is empty again" 'query> filter'
type_text 'zzz'
keys Tab
screen_has "nothing to complete is said" "nothing completes this"
keys Escape
screen_has "Esc leaves the prompt" "i Query"
keys Q
screen_has "the program ends" "status 0"
finish
