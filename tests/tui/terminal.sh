#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The terminal: sizes, restoring it on every way out, no colours, ASCII, and
# control bytes in the data.
. "${srcdir:-.}/tests/tui/lib.sh"

# "icanon" after the status: the terminal takes lines again.
restored() {
    until_screen grep -x -e icanon
}

start 200 50 "$program" "$sample"
screen_has "200x50 shows the fields" "Fields 14"
screen_has "and the records" "row 1 of 5,000"
keys j j j j
screen_has "the cursor is on row 5" "row 5 of"
resize 80 24
screen_has "80x24 keeps the row" "row 5 of"
screen_lacks "and drops the fields" "Fields 14"
resize 32 6
screen_has "32x6 says what it needs" "terminal 32x6, needs 40x8"
resize 120 40
screen_has "120x40 shows the record" "Record 5"
keys q
screen_has "q at the first step quits" "status 0"
check "the terminal is restored after q" restored

start 80 24 "$program" "$sample"
screen_has "it runs" "row 1 of 5,000"
keys C-c
screen_has "one Ctrl-C only tells" "q quits"
keys C-c
screen_has "two end it" "status 130"
check "the terminal is restored after Ctrl-C" restored

# With the address sanitizer a fault must still end the program, not a report.
for signal in TERM HUP SEGV ABRT; do
    start 80 24 ASAN_OPTIONS=handle_segv=0 "$program" "$sample"
    screen_has "$signal: it runs" "row 1 of 5,000"
    kill -s $signal "$(program_pid)"
    screen_matches "$signal ends it" "status [1-9]"
    check "the terminal is restored after $signal" restored
done

start 120 40 "$program" "$sample"
screen_has "the first look reads the text" "100% of"
keys a
screen_has "the next one has its columns in memory" "no text read"
keys q q

start 80 24 "$program" "$work/nosuch.log" "$sample"
screen_has "a file that is missing is named at once" "nosuch.log: cannot be"
screen_has "the rest is open" "row 1 of 5,000"
keys q
screen_has "and the status tells" "status 3"

# gone PID: no such process is left, soon.
gone() {
    tries=$((limit_s * 20))
    while [ $tries -gt 0 ]; do
        kill -0 "$1" 2>/dev/null || return 0
        tries=$((tries - 1))
        sleep 0.05
    done
    return 1
}

start 80 24 "$program" "$sample"
screen_has "it runs" "row 1 of 5,000"
pid=$(program_pid)
mux kill-server
check "it ends when the terminal goes away" gone "$pid"

printf '2 1 eni-\033]2;x 1.2.3.4 5.6.7.8 1 2 6 1 1 %s %s ACCEPT OK\n' \
    1795412290 1795412291 >"$work/evil.log"
start 80 24 LC_ALL=C NO_COLOR=1 TERM=vt100 "$program" "$work/evil.log"
screen_has "the picture is ASCII" "- [Results] ---"
screen_has "the record is there" "row 1 of 1"
keys p
screen_has "control bytes are shown, not sent" "eni-^[]2;x"
keys Q
screen_has "Q ends it" "status 0"
finish
