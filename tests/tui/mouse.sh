#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The mouse: reports as terminals send them (SGR mode), at the places where
# 80x24 has things (tui-design.md 2): timeline and talkers on rows 3 to 9,
# the results from row 10 on, hints on row 24, a long menu on 23 as well.
. "${srcdir:-.}/tests/tui/lib.sh"

# mouse BUTTON COLUMN ROW [END]: M pressed or moved, m released.
mouse() {
    type_text "$(printf '\033[<%d;%d;%d%s' "$1" "$2" "$3" "${4:-M}")"
}

click() {
    mouse 0 "$1" "$2"
    mouse 0 "$1" "$2" m
}

# Both clicks at once, so that a slow machine does not tell them apart.
double_click() {
    once=$(printf '\033[<0;%d;%dM\033[<0;%d;%dm' "$1" "$2" "$1" "$2")
    type_text "$once$once"
}

# column_of TEXT: where it begins, in the first line that has it.
column_of() {
    awk -v text="$1" '{ at = index($0, text) } at { print at; exit }'
}

start 80 24 "$program" --ascii "$sample"
screen_has "the data is open" "row 1 of 5,000"
click 20 15
screen_has "without asking the mouse does nothing" "row 1 of 5,000"
keys :
screen_has "settings" "command>"
type_text "set mouse on"
keys Enter
screen_has "it is switched on" "mouse = on"
click 20 15
screen_has "the first click says how to select text" "Shift-drag selects"
screen_has "and a click moves the cursor" "row 4 of 5,000"
fourth=$(screen | sed -n 15p | cut -c3-24)
scrolled() {
    sed -n 12p | grep -F -e "$fourth"
}
mouse 65 20 15
until_screen scrolled
report $? "the wheel scrolls by three rows"
screen_has "and leaves the cursor where it is" "row 4 of 5,000"
mouse 64 20 15
mouse 65 20 15
mouse 65 20 15
screen_has "unless it would go out of view" "row 7 of 5,000"
mouse 64 20 15
mouse 64 20 15
mouse 64 60 5
screen_has "over another pane it leaves the focus" "[Results]"
click 60 6
screen_has "a click moves the focus" "[Top srcAddr"
double_click 60 5
screen_has "two clicks are Enter" 'filter srcAddr = "185.220.101.98"'
screen_has "its records" "row 1 of 600"
screen_has "all of the screen" " 600/5,000 flows"
bytes=$(screen | sed 1,10d | column_of 'bytes')
click "$bytes" 11
screen_has "a click on a heading sorts" "- bytes desc  row 1 of 600"
click "$bytes" 11
screen_has "another one turns it round" "sort bytes asc"
click "$(screen | column_of '> all')" 1
screen_has "what is no crumb does nothing" "sort bytes asc"
click "$(screen | column_of '-default.log')" 1
screen_has "a click on the first crumb goes back to the start" \
    "row 7 of 5,000"
mouse 0 20 6
mouse 32 24 6
screen_has "dragging selects in the timeline" "selected: Enter narrows"
mouse 0 24 6 m
keys Enter
screen_matches "Enter narrows to what was selected" "range: [0-9:]+-[0-9:]+Z"
click "$(screen | column_of 'Lens')" 24
screen_has "a click on a hint does it" 'filter action = "REJECT"'
click 20 2
screen_has "a click on the query edits it" "Tab complete"
keys Escape
screen_lacks "until it is left" "Tab complete"
click "$(screen | column_of 't Time')" 24
screen_has "a menu" "3 1h"
click "$(screen | column_of '1h')" 23
screen_has "and its choice" "> last 1h"
click 75 1
screen_has "a click on Help" "[Keys]"
mouse 65 20 15
screen_lacks "takes the wheel" "show or hide all fields of the row"
keys q
screen_lacks "q closes it" "[Keys]"
keys Q
screen_has "and Q ends it" "status 0"
finish
