#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Stops, ends and what becomes of the terminal: at the screen, and while
# another program has its place.
. "${srcdir:-.}/tests/tui/lib.sh"

# "icanon" after the status: the terminal takes lines again.
restored() {
    until_screen grep -x -e icanon
}

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

# in_shell NAME [VAR=VALUE...]: the program as a job of a shell in the screen.
in_shell() {
    shell_name=$1
    shift
    start 100 24 PS1='shell:' ENV= "$@" sh -i
    screen_has "$shell_name: a shell" "shell:"
    type_text "sh -c 'echo \$\$ >job; exec $program $sample'"
    keys Enter
    screen_has "with the program in it" "row 1 of 5,000"
}

# The editors: one that stops as vi does at Ctrl-Z, one that takes its time.
cat >"$work/stops" <<'END'
#!/bin/sh
kill -s TSTP 0
echo the editor goes on
read -r _
END
cat >"$work/waits" <<'END'
#!/bin/sh
echo the editor waits
exec sleep 77
END
chmod +x "$work/stops" "$work/waits"

in_shell "a stop"
kill -s TSTP "$(cat "$work/job")"
screen_matches "SIGTSTP gives the shell its terminal" "^shell:"
type_text 'echo line mode: $(stty -a | tr " " "\n" | grep -x icanon)'
keys Enter
screen_has "as it was" "line mode: icanon"
type_text fg
keys Enter
screen_has "and fg the program" "row 1 of 5,000"
keys j
screen_has "which takes keys" "row 2 of"
keys Q

in_shell "a stop in the editor" EDITOR="$work/stops"
keys E
screen_matches "the shell has it" "^shell:"
type_text fg
keys Enter
screen_has "fg goes on with the editor" "goes on"
keys Enter
screen_has "which ends" "row 1 of 5,000"
keys j
screen_has "and the keys are the program's" "row 2 of"
keys Q
screen_lacks "Q ends it" "row 2 of"

start 100 24 "$program" "$sample"
screen_has "a command that leaves the terminal raw" "row 1 of 5,000"
type_text 'w|'
keys C-u
type_text 'cat >/dev/null; stty raw -echo </dev/tty'
keys Enter
screen_has "it has ended" "Enter goes back"
keys Enter
screen_has "Enter goes back" "row 1 of 5,000"
tty=$(mux display -p -t t '#{pane_tty}')
kill -s STOP "$(program_pid)"
stty sane <"$tty"
kill -s CONT "$(program_pid)"
until_screen true
keys j
screen_has "after a stop that was not its own it is raw again" "row 2 of"
keys Q
screen_has "Q ends it" "status 0"

for signal in TERM HUP QUIT; do
    start 100 24 "$program" "$sample"
    screen_has "$signal: it runs" "row 1 of 5,000"
    type_text 'w|'
    keys C-u
    type_text "echo \$\$ >$work/child; echo waits; exec sleep 77"
    keys Enter
    screen_matches "a command has its place" "^waits"
    kill -s $signal "$(program_pid)"
    screen_matches "$signal ends it" "status 1[0-9][0-9]"
    check "the terminal is restored" restored
    check "the command is gone" gone "$(cat "$work/child")"
done

start 100 24 TMPDIR="$work" EDITOR="$work/waits" "$program" "$sample"
screen_has "it runs" "row 1 of 5,000"
keys E
screen_matches "an editor has its place" "^the editor waits"
kill -s TERM "$(program_pid)"
screen_matches "TERM ends it" "status 143"
check "no file of it stays" test -z "$(find "$work" -name '*.cwq*')"

start 100 24 "$program" "$sample"
screen_has "it runs" "row 1 of 5,000"
type_text 'w|'
keys C-u
type_text 'cat >/dev/null'
keys Enter
screen_has "it waits for Enter" "Enter goes back"
kill -s TERM "$(program_pid)"
screen_matches "TERM ends it" "status 143"

start 100 24 "$program" "$sample"
screen_has "it runs" "row 1 of 5,000"
keys i
screen_has "i asks for a query" "Enter run"
type_text "$(printf '\033[200~limit 7')"
screen_has "a paste that does not end is over after a while" "query> limit 7"
type_text 0
screen_has "then there are keys again" "query> limit 70"
keys C-c
screen_lacks "also Ctrl-C" "limit 70"
keys C-c C-c
screen_has "and it ends the program" "status 130"

# More keys than the program can take in the time that is waited here.
start 100 24 "$program" "$sample"
screen_has "it runs" "row 1 of 5,000"
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "jjjjkkkk" }' >"$work/many"
mux load-buffer "$work/many"
mux paste-buffer -t t
screen_matches "keys come and go on coming" "row [2-9] of"
kill -s TERM "$(program_pid)"
check "and TERM ends it among them" gone "$(program_pid)"

cp "$sample" "$work/kept.log"
start 100 24 "$program" --record "$work/kept.log" "$work/kept.log"
screen_matches "no log is recorded over" "kept.log is there and is no tape"
check "it is as it was" cmp -s "$sample" "$work/kept.log"

finish
