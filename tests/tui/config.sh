#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Configuration: where values come from, keys and looks that are bound in
# files and while it runs, the help, the mouse.
. "${srcdir:-.}/tests/tui/lib.sh"

own=$work/home/.config/vpcscope
mkdir -p "$own" "$work/.vpcscope"

# shown [VAR=VALUE...] [OPTION...]: what --show-config prints, in the folder.
shown() {
    (cd "$work" && env HOME="$work/home" XDG_CONFIG_HOME= "$@" \
        >"$work/shown" 2>"$work/warned")
}

# says FILE LINE: has it, apart from the number of blanks.
says() {
    tr -s ' ' <"$1" | grep -F -x -e "$2"
}

cat >"$own/config" <<'CONFIG'
# mine
theme = cb
units = human   # short
redraw-hz = 4
mous = on
theme.reject = 201 bold
bind talkers x lens
bind Alt-x sort
CONFIG
printf 'units = exact\nnumbers = numbers\nbind j quit-now\n' \
    >"$work/.vpcscope/config"
shown VPCSCOPE_REDRAW_HZ=7 VPCSCOPE_NUMBERS=names \
    "$program" --show-config --theme hi
check "an option goes first" says "$work/shown" "theme = hi # --theme"
check "then the environment" says "$work/shown" \
    "redraw_hz = 7 # VPCSCOPE_REDRAW_HZ"
check "it goes before the folder's file" says "$work/shown" \
    "numbers = names # VPCSCOPE_NUMBERS"
check "that goes before the user's" says "$work/shown" \
    "units = exact # ./.vpcscope/config:1"
check "the rest is the default" says "$work/shown" "bell = off # default"
check "looks are shown" says "$work/shown" \
    "theme.reject = 201 bold # $own/config:6"
check "and keys" says "$work/shown" "bind talkers x lens # $own/config:7"
check "an unknown name is told, with the nearest" grep -F -e \
    "vpcscope: $own/config:5: there is no setting \"mous\": did you mean mouse?" \
    "$work/warned"
check "a folder cannot bind keys" grep -F -e "./.vpcscope/config:3: " \
    "$work/warned"
check "and did not" test "$(grep -c '^bind.* j ' "$work/shown")" = 0
mkfifo "$work/pipe"
rm "$work/.vpcscope/config"
mkdir "$work/.vpcscope/config"
shown "$program" --show-config
check "what is no file is told" grep -F -e "./.vpcscope/config: " \
    "$work/warned"
rmdir "$work/.vpcscope/config"
mv "$work/pipe" "$work/.vpcscope/config"
shown "$program" --show-config
check "a pipe is not waited for" grep -F -e "./.vpcscope/config: " \
    "$work/warned"
rm "$work/.vpcscope/config"
"$program" --theme blue "$sample" >/dev/null 2>"$work/warned"
check "a theme that is none is refused" test $? = 2
check "and those there are are named" grep -F -e "default mono cb hi" \
    "$work/warned"

# coloured TEXT: with its attributes, "<[1m<[31m" for bold and red, it stands
# on the screen.
coloured() {
    mux capture-pane -e -p -t t | tr '\033' '<' | grep -F -e "$1"
}

# line COMMAND: type it behind ":".
line() {
    keys :
    screen_has ":" "command>"
    type_text "$1"
    keys Enter
}

# screen_shows NAME TEXT: the same, in time.
screen_shows() {
    until_screen coloured "$2"
    report $? "$1"
}

start 120 30 XDG_CONFIG_HOME= "$program" "$sample"
screen_has "the data is open" "row 1 of 5,000"
screen_has "what is wrong with the configuration is told" "config:5: there is no"
screen_shows "the user's theme" "<[38;5;33mACC"
screen_shows "a look of the user's" "<[1m<[38;5;201mREJ"
keys M-x
screen_matches "Alt and a letter is a key that can be bound" 'sort @timestamp (de|a)sc'
keys u
screen_lacks "u takes it back" "sort @timestamp"
keys 3 x
screen_has "a key of one pane" 'filter action = "REJECT"'
keys u
screen_lacks "u takes it back" 'filter action'
keys 2 M-z
screen_has "a key with Alt that is not bound" "no key Alt-z here"

type_text "$(printf '\033[99~')"
screen_has "an unknown sequence is one key" "no key Alt-[ here"

line "set theme mono"
screen_has ":set changes a setting" "theme = mono"
screen_shows "mono has no colours" "<[1mREJ"
line "set theme default"
line "set theme.accept blue underline"
screen_shows "a look while it runs" "<[4m<[34mACC"
line "set ascii on"
screen_has "glyphs follow" "- [Results] ---"
line "set ascii off"
line "set uints"
screen_has "a mistyped name" "did you mean units?"
line "set units"
screen_has "a setting is shown" "units = human"
line set
screen_has ":set alone lists them" "redraw_hz = 4"
keys Escape
screen_lacks "Esc closes the list" "redraw_hz = 4"
line "bind Z lens"
screen_has ":bind says so" "bound: Z lens"
keys Z
screen_has "the key does it" 'filter action = "REJECT"'
keys u
line "bind Z nothing-of-that"
screen_has "a command that is none" "there is no command"

keys 3
screen_has "the talkers have the focus" "[Top"
keys '?'
screen_has "? shows the keys" "[Keys]"
until_screen awk '/^ *talkers/ { t = NR } /^ *everywhere/ { e = NR }
    END { exit !(t && e && t < e) }'
report $? "those of the pane come first"
screen_matches "with the names that :bind takes" "x +lens +show REJECT only"
keys '?'
screen_has "again: everything" "[Help]"
keys /
screen_has "/ looks for words" "find>"
type_text 'clipboard'
screen_matches "settings are found" "auto +clipboard +how to copy"
keys Escape
screen_lacks "Esc drops the words" "find>"
keys Escape
screen_lacks "Esc closes the help" "[Help]"
line "help drill"
screen_matches ":help tells about a command" "Enter +drill +drill into"
keys Escape
screen_lacks "the words go" "find>"
keys Escape
screen_lacks "and the help" "[Help]"
keys t
screen_has "a prefix key lists its choices" "3 1h"
keys Escape
screen_lacks "until it is left" "3 1h"
keys Q
finish
