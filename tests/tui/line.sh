#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line behind ":": commands by name, rows, suggestions.
. "${srcdir:-.}/tests/tui/lib.sh"

start 100 24 "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
keys :
screen_has ": asks for a command" "command>"
type_text 50
keys Enter
screen_has "a number is a row to go to" "row 50 of 5,000"
keys :
type_text 5001
keys Enter
screen_has "a row that is not there is told" "the result has 5,000 rows"
keys :
type_text 'next-pane'
keys Enter
screen_has "a command by its name" "[Top"
keys :
type_text 'lnes'
keys Enter
screen_has "a name mistyped gets a suggestion" "did you mean lens?"
keys :
type_text 'lens now'
keys Enter
screen_has "arguments must be wanted" "lens takes no arguments"
keys :
type_text "write $work/all.xyz"
keys Enter
screen_has "a file's end tells the format" ".csv .tsv"
keys :
type_text "write $work/all.csv"
keys Enter
screen_has "and the file is written" "wrote 5,000 rows"
keys :
type_text 'range 10m'
keys Enter
screen_has "a range" "> last 10m"
keys ?
screen_has "a popup lies over the panes" "[Keys]"
keys Escape
screen_lacks "and goes" "[Keys]"
finish
