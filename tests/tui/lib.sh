# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034 # its variables are for others
# Driving the real program in a private tmux server of a fixed size. Sourced
# by the terminal tests. Nothing here waits for a time: screen_has waits until
# a text is on the screen, with a limit. Output is TAP.

command -v tmux >/dev/null 2>&1 || {
    echo "1..0 # SKIP no tmux"
    exit 0
}

srcdir=${srcdir:-$(pwd)}
builddir=${builddir:-$srcdir}
program=$builddir/vpcscope
sample=$srcdir/data/sample/vpc-default.log
limit_s=${TUI_TEST_LIMIT:-20}
work=$(mktemp -d "${TMPDIR:-/tmp}/vpcscope-tui.XXXXXX")
socket=
starts=0
tests=0
failed=0

mux() {
    tmux -L "$socket" -f /dev/null "$@"
}

clean_up() {
    [ -z "$socket" ] || mux kill-server 2>/dev/null
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# start WIDTH HEIGHT [VAR=VALUE...] COMMAND...: run it in a new screen. The
# shell around it says "status N" when it is over.
start() {
    width=$1 height=$2
    shift 2
    [ -z "$socket" ] || mux kill-server 2>/dev/null
    starts=$((starts + 1))
    socket=vpcscope-test-$$-$starts
    mkdir -p "$work/home"
    mux new-session -d -x "$width" -y "$height" -s t -c "$work" \
        "sh -c 'echo \$\$ >$work/pid; exec env \"\$@\"' sh \
        LC_ALL=C.UTF-8 TZ=UTC TERM=screen-256color HOME=$work/home \
        XDG_STATE_HOME=$work/home NO_COLOR= $*; s=\$?; echo; echo status \$s; \
        stty -a | tr ' ' '\n' | grep -w -e icanon -e -icanon; cat" || {
        echo "Bail out! tmux opens no screen"
        exit 1
    }
    mux set-option -g status off
}

# keys KEY...: as tmux names them; letters stand for themselves.
keys() {
    mux send-keys -t t "$@"
}

# type TEXT: as it is.
type_text() {
    mux send-keys -t t -l "$1"
}

screen() {
    mux capture-pane -p -t t
}

resize() {
    mux resize-window -t t -x "$1" -y "$2"
}

# until_screen COMMAND...: until the command, given the screen, succeeds.
until_screen() {
    tries=$((limit_s * 20))
    while [ $tries -gt 0 ]; do
        screen >"$work/screen" 2>/dev/null
        "$@" <"$work/screen" >/dev/null && return 0
        tries=$((tries - 1))
        sleep 0.05
    done
    return 1
}

report() {
    tests=$((tests + 1))
    if [ "$1" = 0 ]; then
        echo "ok $tests - $2"
        return
    fi
    failed=$((failed + 1))
    [ $failed -lt 3 ] || limit_s=2 # it is broken; do not wait long for more
    echo "not ok $tests - $2"
    sed 's/^/# |/' "$work/screen"
}

# screen_has NAME TEXT: the text comes onto the screen.
screen_has() {
    until_screen grep -F -e "$2"
    report $? "$1"
}

# screen_matches NAME REGEX: the same with an extended regular expression.
screen_matches() {
    until_screen grep -E -e "$2"
    report $? "$1"
}

lacks() {
    ! grep -F -e "$1"
}

# screen_lacks NAME TEXT: the text goes from the screen.
screen_lacks() {
    until_screen lacks "$2"
    report $? "$1"
}

# check NAME COMMAND...: the command succeeds.
check() {
    name=$1
    shift
    "$@" >"$work/check" 2>&1
    status=$?
    screen >"$work/screen" 2>/dev/null
    [ $status = 0 ] || sed 's/^/# /' "$work/check"
    report $status "$name"
}

# The program in the screen, once it is there.
program_pid() {
    cat "$work/pid"
}

finish() {
    echo "1..$tests"
    [ $failed = 0 ]
    exit $?
}
