#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# pictures.sh PROGRAM FOLDER: the pictures of the README, as SVG files in
# FOLDER, from the sample log. "make pictures" makes those of the tree again.
#
# A picture is a name and the keys that lead to it, each key with the text
# that shows that it was taken.
set -eu

[ $# -eq 2 ] || {
    sed -n '3,4s/^# //p' "$0" >&2
    exit 2
}
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
mkdir -p "$2"
folder=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
samples=$(cd "$here/../../data/sample" && pwd)
columns=110 rows=32
work=$(mktemp -d)
socket=vpcscope-pictures-$$

mux() {
    tmux -L "$socket" -f /dev/null "$@"
}
trap 'mux kill-server 2>/dev/null; rm -rf "$work"' EXIT

# open LOG: the explorer on it, where nothing of this machine is in view.
open() {
    mux kill-server 2>/dev/null || :
    rm -rf "${work:?}/home"
    mkdir "$work/home"
    mux new-session -d -x $columns -y $rows -s t -c "$samples" \
        "env -u NO_COLOR LC_ALL=C.UTF-8 TZ=UTC TERM=screen-256color \
        HOME=$work/home XDG_STATE_HOME=$work/home \
        XDG_CONFIG_HOME=$work/home VPCSCOPE_DATA=$samples/.. \
        '$program' $1; cat"
    mux set-option -g status off
}

# see TEXT: wait for it.
see() {
    tries=400
    until mux capture-pane -p -t t | grep -qF -e "$1"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || {
            echo "pictures.sh: this does not come: $1" >&2
            mux capture-pane -p -t t >&2
            exit 1
        }
        sleep 0.05
    done
}

# press KEY TEXT: the key, and the text that comes of it.
press() {
    mux send-keys -t t "$1"
    see "$2"
}

# write TEXT: in the prompt.
write() {
    mux send-keys -t t -l "$1"
    see "$1"
}

# draw NAME: once the screen is at rest.
draw() {
    until [ "$(mux capture-pane -e -p -N -t t)" = "$(cat "$work/last")" ]; do
        mux capture-pane -e -p -N -t t >"$work/last"
        sleep 0.3
    done
    sh "$here/screen_svg" $columns $rows <"$work/last" >"$work/svg"
    mv "$work/svg" "$folder/$1.svg"
}
: >"$work/last"

open vpc-default.log
see 'row 1 of 5,000'
draw first
press t '15m'
press 3 'last 1h'
press a 'row 1 of 660'
press 3 '[Top srcAddr'
draw reject
press Enter 'row 1 of 600'
draw drill
press u 'row 1 of 660'
press u 'last 1h'
press u 'row 1 of 5,000'
press '}' 'a spike of 1 bucket'
press X '185.220.101.98 ('
draw explain

open vpc-default.log
see 'row 1 of 5,000'
press i 'Enter run'
write 'filter action = "REJECT" | stats count_distinct('
press Tab 'Tab, Shift-Tab choose'
draw prompt
