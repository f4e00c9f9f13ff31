#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The acceptance script of the explorer (tui-design.md 20): the ten steps of
# somebody who looks for a scanner, on terminals of several sizes and kinds.
# Every size and every kind is tried once; VPCSCOPE_ACCEPTANCE=all tries each
# kind at each size. The story is the sample's: one source scans the ports of
# one host in the last hour. All counts are those of awk.
. "${srcdir:-.}/tests/tui/lib.sh"

# Columns of the log: 4 source, 11 start, 13 action.
newest=$(awk 'NR > 1 && $11 > n { n = $11 } END { print n }' "$sample")
hour=$((newest - 3600))
rejects=$(awk -v t=$hour '$11 >= t && $13 == "REJECT"' "$sample" | wc -l)
rejects=$((rejects))
top=$(awk -v t=$hour '$11 >= t && $13 == "REJECT" { n[$4]++ }
    END { for (a in n) print n[a], a }' "$sample" | sort -k1,1nr | head -1)
count=${top% *} source=${top#* }
all=$(($(wc -l <"$sample") - 1))

# With commas, as the screen has it.
commas() {
    echo "$1" | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta'
}

# A log that takes its time.
i=0
while [ $i -lt 100 ]; do
    cat "$sample"
    i=$((i + 1))
done >"$work/large.log"
slow='filter @message like /(.*)1(.*)2(.*)[xyz]{3}/ | stats count(*) by srcAddr'

# The number behind "row" of the title, without commas.
row_number() {
    screen | sed -n 's/.*row \([0-9,]*\) of .*/\1/p' | head -1
}

step_1() {
    screen_has "$at 1: a timeline" "Timeline bin("
    screen_has "$at 1: talkers" "Top srcAddr by rejects"
    screen_has "$at 1: records" "row 1 of $(commas $all)"
    screen_matches "$at 1: nothing typed" "^query> *$"
}

step_2() {
    keys t 3
    screen_has "$at 2: the last hour" "> last 1h"
    keys a
    screen_matches "$at 2: the prompt" 'query> filter action = "REJECT" *$'
    screen_has "$at 2: the crumbs" "last 1h > REJECT"
    screen_has "$at 2: the rejected flows" "row 1 of $(commas $rejects)"
}

step_3() {
    screen_matches "$at 3: the first talker" "$source +$(commas "$count") "
    keys 3 Enter
    screen_matches "$at 3: the prompt" \
        "\\| filter srcAddr = \"$source\" *\$"
    screen_has "$at 3: the table's title" "row 1 of $(commas "$count") "
}

step_4() {
    rm -f "$work"/*.csv
    keys w c
    screen_has "$at 4: a name is proposed" "vpcscope-reject-$source-"
    keys Enter
    screen_has "$at 4: the message counts" "wrote $(commas "$count") rows"
    check "$at 4: the file has the rows and a heading" \
        test "$(cat "$work"/*.csv | wc -l)" -eq $((count + 1))
}

# The clipboard of the terminal is a buffer of tmux here.
step_5() {
    mux set-option -s set-clipboard on
    keys y s
    screen_has "$at 5: it is copied" "copied"
    mux show-buffer >"$work/command"
    mkdir -p "$work/bin"
    ln -sf "$program" "$work/bin/vpcscope"
    (cd "$work" && PATH=$work/bin:$PATH sh "$work/command" >pasted 2>&1)
    status=$?
    check "$at 5: pasted, it runs" test $status -eq 0
    check "$at 5: it prints those rows" test "$(grep -cF "$source" \
        "$work/pasted")" -eq "$count"
}

step_6() {
    keys 2 j j
    screen_has "$at 6: the third row" "row 3 of $(commas "$count") "
    keys u
    screen_has "$at 6: back" "row 1 of $(commas $rejects)"
    keys u
    screen_has "$at 6: and back" "row 1 of"
    screen_matches "$at 6: to the hour" "^query> *\$"
    keys U U
    screen_has "$at 6: forward, the cursor is where it was" \
        "row 3 of $(commas "$count") "
    screen_has "$at 6: nothing was read" "no text read"
}

step_7() {
    start "$width" "$height" "$@" "$program" "$work/large.log"
    screen_has "$at 7: a larger log" "row 1 of $(commas $((all * 100)))"
    keys i
    type_text "$slow"
    keys Enter
    screen_has "$at 7: it scans" "scan ["
    keys Escape
    screen_has "$at 7: Esc leaves what there is" "PARTIAL (cancelled at"
    keys C-c
    screen_has "$at 7: Ctrl-C does not quit" "q quits"
    keys Q
    screen_has "$at 7: Q does" "status 0"
}

step_8() {
    keys i C-u
    type_text 'stats count(*) by srcadr'
    keys Enter
    screen_matches "$at 8: a caret" "^ +\\^\\^\\^\\^\\^\\^ *\$"
    screen >"$work/screen"
    check "$at 8: it is under the name" test \
        "$(awk '/query>/ { at = index($0, "srcadr") }
            /^ +\^+ *$/ { print index($0, "^") - at }' "$work/screen")" = 0
    screen_has "$at 8: and what is wrong" 'no field is named `srcadr`'
    keys Tab
    screen_has "$at 8: Tab repairs it" "by srcAddr"
    keys Enter
    screen_has "$at 8: it runs" "> by srcAddr"
    keys u
    screen_lacks "$at 8: and is left" "by srcAddr"
}

step_9() {
    resize 200 50
    keys 2 g j j j j
    screen_has "$at 9: row 5" "row 5 of"
    row=$(row_number)
    resize 80 24
    screen_has "$at 9: 80x24 has the same row" "row $row of"
    resize 32 6
    screen_has "$at 9: 32x6 is too small" "terminal 32x6, needs 40x8"
    resize "$width" "$height"
    screen_has "$at 9: back, the same row" "row $row of"
}

# The pattern in $1 has gone from the screen.
lacks_match() {
    ! grep -E -e "$1"
}

# Keys of the table, each with what is then on the screen, and the keys that
# undo it, upon which that goes. From the first row of all records.
step_10() {
    start "$width" "$height" "$@" "$program" "$sample"
    screen_has "$at 10: all records" "row 1 of $(commas $all)"
    keys l
    while IFS='	' read -r key want undo; do
        keys "$key"
        screen_matches "$at 10: $key" "$want"
        [ -n "$undo" ] || continue
        keys "$undo"
        until_screen lacks_match "$want"
        report $? "$at 10: $key, undone by $undo"
    done <<END
Down	row 2 of	Up
j	row 2 of	k
PgDn	row [0-9][0-9] of	PgUp
C-f	row [0-9][0-9] of	C-b
Space	row [0-9][0-9] of	b
C-d	row ([6-9]|[0-9][0-9]) of	C-u
G	row $(commas $all) of	g
End	row $(commas $all) of	Home
Tab	\\[(Top|Timeline|Record|Fields)	BTab
1	\\[Timeline	2
3	\\[Top	2
i	Enter run	Escape
*	query> filter .* or 	u
a	query> filter action = "REJECT"	u
F	query> stats count\\(\\*\\) as flows by	u
s	query> sort .* desc	u
z	> [0-9:]+-[0-9:]+Z	u
O	stats count\\(\\*\\) as rejects by srcAddr	u
}	a spike of	
X	query> relevantfields where	u
t	15m.*1h	Escape
w	CSV	Escape
x	query> display @timestamp, dstAddr, srcPort	u
L	query> display @timestamp, dstAddr, srcAddr	u
#	 443 6 	#
B	 [0-9]+\.[0-9]k 	B
/	^search>	Escape
:	^command>	Escape
F4	Enter run	Escape
F6	query> sort .* desc	u
F7	15m.*1h	Escape
?	\\[Keys	Escape
F1	\\[Keys	Escape
~	no key ~ here	
C-c	q quits	
C-l	Timeline bin	
r	Timeline bin	
END
}

ascii_only() {
    test "$(screen | LC_ALL=C tr -d '\n -~' | wc -c)" -eq 0
}

# Without colours: no sequence that sets one.
no_colours() {
    mux capture-pane -e -p -t t | LC_ALL=C grep -q "$(printf '\033')\\[[0-9;]*[349][0-8]" &&
        return 1
    return 0
}

# accept SIZE KIND WORD...: all steps on a terminal of that size, with the
# kind's environment.
accept() {
    width=${1%x*} height=${1#*x} at="$1 $2"
    shift
    kind=$1
    shift
    start "$width" "$height" "$@" "$program" "$sample"
    step_1
    case $kind in
    vt100 | NO_COLOR) check "$at: no colours" no_colours ;;
    C) check "$at: ASCII only" ascii_only ;;
    esac
    step_2
    step_3
    step_4
    step_5
    step_6
    step_8
    step_9
    keys Q
    screen_has "$at: it ends" "status 0"
    [ "$kind" != xterm ] || step_7 "$@"
    [ "$kind" != screen ] || step_10 "$@"
}

accept_kind() { # SIZE KIND
    case $2 in
    xterm) accept "$1" xterm TERM=xterm-256color ;;
    screen) accept "$1" screen TERM=screen-256color ;;
    vt100) accept "$1" vt100 TERM=vt100 ;;
    NO_COLOR) accept "$1" NO_COLOR NO_COLOR=1 ;;
    C) accept "$1" C LC_ALL=C LANG=C ;;
    esac
}

if [ "${VPCSCOPE_ACCEPTANCE:-}" = all ]; then
    for size in 80x24 120x40 200x50; do
        for kind in xterm screen vt100 NO_COLOR C; do
            accept_kind $size $kind
        done
    done
else
    accept_kind 200x50 xterm
    accept_kind 120x40 screen
    accept_kind 80x24 vt100
    accept_kind 120x40 NO_COLOR
    accept_kind 80x24 C
fi
finish
