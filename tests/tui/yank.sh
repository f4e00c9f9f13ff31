#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Copying and what else leaves the screen: the clipboard (tmux takes OSC 52
# for its own), a shell command that prints the same rows, files, a command's
# input, standard output after the end, the editor.
. "${srcdir:-.}/tests/tui/lib.sh"

# The rejected records of the sample that were sent to port 22.
want() {
    awk 'NR > 1 && $13 == "REJECT" && $7 == 22' "$sample"
}
n=$(want | wc -l | tr -d ' ')
newest=$(want | sort -k11,11nr | head -1)
query='filter action = "REJECT" | filter dstPort = 22'

# copied NAME TEXT: what tmux was told to put on its clipboard.
copied() {
    mux show-buffer >"$work/copied"
    printf '%s' "$2" >"$work/wanted"
    check "$1" cmp "$work/wanted" "$work/copied"
}

start 140 24 EDITOR="$work/editor" PATH="$builddir:$PATH" "$program" "$sample"
mux set-option -s set-clipboard on
screen_has "the data is open" "row 1 of 5,000"
keys i
type_text "$query"
keys Enter
screen_has "the query runs" "row 1 of $n "

keys l y
screen_has "y lists what can be copied" "c cell"
keys c
address=$(echo "$newest" | cut -d' ' -f4)
screen_has "y c copies the value" \
    "copied 1 cell (${#address} bytes) to the terminal clipboard (OSC 52)"
copied "as it is" "$address"
keys y q
screen_has "y q copies the query" "copied the query"
copied "as it is" "$query"
keys y l
screen_has "y l copies the column" "copied $n values"
want | sort -k11,11nr -s | cut -d' ' -f4 | sort >"$work/wanted"
mux show-buffer | sort >"$work/copied"
check "all of its values" cmp "$work/wanted" "$work/copied"
keys y y
screen_has "y y copies the row" "copied 1 row"
mux show-buffer >"$work/copied"
check "its values" awk -F'\t' -v a="$address" \
    '$2 == a { found = 1 } END { exit !(found && NR == 1) }' "$work/copied"

keys y s
screen_has "y s copies a command" "copied a shell command"
mux show-buffer >"$work/command"
check "the command ends well" sh -c \
    "PATH=$builddir:\$PATH; . $work/command >$work/rows"
check "and prints the same rows" test "$(grep -c REJECT "$work/rows")" = "$n"
keys w c C-a C-k
type_text all.csv
keys Enter
screen_has "w writes them too" "wrote $n rows to all.csv"
check "what both write is the same" sh -c \
    "PATH=$builddir:\$PATH; eval \"\$(cat $work/command) -o csv\" |
        cmp - $work/all.csv"
keys 3 y q
screen_has "talkers have a query of their own" "copied the query"
mux show-buffer >"$work/copied"
check "which is copied there" grep -q 'stats count(\*) as .* by srcAddr' \
    "$work/copied"
keys 2

keys :
type_text 'set clipboard off'
keys Enter
screen_lacks "the clipboard can be off" "command>"
keys y c
screen_has "then nothing is copied" "not copied: the clipboard is off"
keys :
type_text 'set clipboard osc52'
keys Enter
screen_lacks "and on again" "command>"

keys w q
screen_has "a name for the query is proposed" "vpcscope-reject-22-"
keys C-a C-k
type_text q.cwq
keys Enter
screen_has "the query is written" "wrote the query to q.cwq"
check "as it is" test "$(cat "$work/q.cwq")" = "$query"
keys w h C-a C-k
type_text cmd.sh
keys Enter
screen_has "the command is written" "wrote a shell command to cmd.sh"
check "the same that was copied" test "$(cat "$work/cmd.sh")" = \
    "$(cat "$work/command")"
keys W c C-a C-k
type_text shown.csv
keys Enter
screen_has "W writes what is shown" "wrote $n rows to shown.csv"
check "the columns in view" test "$(head -1 "$work/shown.csv")" = \
    "@timestamp,srcAddr,dstAddr,srcPort,dstPort,protocol,packets,bytes,action$(
    head -1 "$work/shown.csv" | sed 's/.*,action//')"
keys w '|'
screen_has "a command is asked for" "pipe to>"
type_text 'wc -l'
keys Enter
screen_matches "it gets the result" "^ *$((n + 1))$"
screen_has "and its output stays" "Enter goes back to vpcscope"
keys Enter
screen_has "until Enter" "wrote $n rows to wc -l"

cat >"$work/editor" <<'END'
#!/bin/sh
sed 's/22/23/' "$1" >"$1.new" && cat "$1.new" >"$1"
END
chmod +x "$work/editor"
n23=$(awk 'NR > 1 && $13 == "REJECT" && $7 == 23' "$sample" | wc -l | tr -d ' ')
keys E
screen_has "E runs what the editor left" "row 1 of $n23 "
screen_has "and shows it" "dstPort = 23"

keys i C-a C-k
type_text 'filter action="REJECT"|limit 3'
keys Enter
screen_has "another query" "row 1 of 3 "
keys :
type_text format
keys Enter
screen_has ":format puts a stage on each line" "a stage on each line"
screen_matches "in its usual spelling" '^query> filter action = "REJECT"$'
keys M-+
screen_has "Alt-+ opens a menu" "2 /24"
keys Escape
screen_lacks "that Esc closes" "2 /24"
keys 2 0 l :
type_text 'include /24'
keys Enter
screen_matches "a block is included" 'isIpv4InSubnet\(srcAddr, "[0-9.]+\.0/24"\)'
keys u u u
screen_has "back at the edited query" "row 1 of $n23 "

keys w c C-a C-k
type_text '-'
keys Enter
screen_has "- is for later" "to standard output (on quitting)"
keys Q
screen_has "the program ends" "status 0"
mux capture-pane -p -S - -t t >"$work/screen"
check "and the rows are printed" test \
    "$(grep -c ',REJECT,OK' "$work/screen")" = "$n23"

# A tool of the desktop gets the copy as well, but not that of another machine.
mkdir "$work/bin"
cat >"$work/bin/xclip" <<END
#!/bin/sh
cat >"$work/xclip.part" && mv "$work/xclip.part" "$work/xclip.\$2"
END
chmod +x "$work/bin/xclip"
copy_address() {
    rm -f "$work/xclip.clipboard"
    start 120 24 DISPLAY=:9 WAYLAND_DISPLAY= PATH="$work/bin:$PATH" "$@" \
        "$program" "$sample"
    screen_has "the data is open" "row 1 of 5,000"
    keys l y c
}
copy_address SSH_CONNECTION= SSH_TTY=
screen_has "a tool that is there is told" "clipboard (OSC 52) and xclip"
newest=$(sort -s -k11,11nr "$sample" | awk '$11 ~ /^[0-9]+$/ { print $4; exit }')
tries=100
while [ ! -f "$work/xclip.clipboard" ] && [ $tries -gt 0 ]; do
    sleep 0.05
    tries=$((tries - 1))
done
check "and gets the text" test "$(cat "$work/xclip.clipboard")" = "$newest"
keys Q
copy_address SSH_CONNECTION=1
screen_matches "over SSH it is not" "clipboard \(OSC 52\) *$"
keys Q
finish
