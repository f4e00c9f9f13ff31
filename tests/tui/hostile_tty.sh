#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the explorer sends to a terminal when records, names of files, saved
# queries, history and a session are hostile: none of their bytes.
. "${srcdir:-.}/tests/tui/lib.sh"
# shellcheck source=tests/hostile_lib.sh
. "$srcdir/tests/hostile_lib.sh"

all=$(hostile_all)
name=$(printf 'f%s.log' "$all" | tr -d '/')
mkdir -p "$work/d" "$work/home/vpcscope/queries" "$work/home/.config/vpcscope"
hostile_log "$work/d/$name"
printf '# about %s\nfields "%s"\n' "$all" "$all" >"$work/q.cwq"
for folder in home/vpcscope home/.config/vpcscope; do
    mkdir -p "$work/$folder/queries"
    cp "$work/q.cwq" "$work/$folder/queries/s$name.cwq"
    printf 'theme = %s\n' "$all" >"$work/$folder/config"
done
cd "$work" || exit 99

# record FILE: what goes to the terminal from now on, and the screen anew.
record() {
    mux pipe-pane -t t "cat >'$work/$1'"
    keys C-l
}

# harmless NAME FILE: sequences of the screen's own are in it, others are not.
harmless() {
    mux pipe-pane -t t
    LC_ALL=C tr -d '\001-\011\013-\037\177' <"$work/$2" >"$work/$2.text"
    grep -qF "0;x" "$work/$2.text" &&
        ! LC_ALL=C grep -q "$(printf '\033]0;x\\|\033\\[31mred\\|\10\10back')" \
        "$work/$2" && [ -s "$work/$2.text" ] && clean "$work/$2.text"
    report $? "$1"
}

start 120 30 "$program" d
screen_has "the log is open" "row 1 of 15"
record first
keys l l l l l l l Enter
screen_has "a record is shown" "Record 1 of 15"
keys :
type_text health
keys Enter
screen_has "the state of the data" "State of the data"
keys Escape
screen_lacks "is closed" "State of the data"
keys 4
screen_has "the fields" "[Fields"
keys Escape
screen_lacks "are closed" "[Fields"
keys 2 g l F
screen_has "groups" "stats count"
keys Enter
screen_has "one of them" "row 1 of 1"
harmless "panes, the file's name and a query made from a value" first
keys Q
screen_has "the program ends" "status 0"

start 120 30 "$program" --resume d
screen_has "the session goes on" "row 1 of 1"
record second
keys C-r
screen_has "the history" "[History]"
keys Escape
screen_lacks "is closed" "[History]"
keys C-o
screen_has "the saved queries" "[Saved queries]"
keys Escape
screen_lacks "are closed" "[Saved queries]"
keys i Home
screen_has "the prompt" "Enter run"
harmless "history, saved queries, session and prompt" second
keys Escape
screen_lacks "is left" "Enter run"
keys Q
screen_has "the program ends" "status 0"

start 120 30 "$program"
screen_has "the start screen has the session" "steps, 0 marks"
record third
keys Down Up
screen_has "and is drawn anew" "steps, 0 marks"
harmless "the start screen with sessions and saved queries" third
keys Q
finish
