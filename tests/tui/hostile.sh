#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hostile text in records, headers, names of files and saved queries, on every
# pane and in every message of the explorer: nothing of it is on the screen.
# What a terminal gets is in hostile_tty.sh.
# shellcheck disable=SC2016 # queries quote names with backticks
srcdir=${srcdir:-.}
builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
# shellcheck source=tests/hostile_lib.sh
. "$srcdir/tests/hostile_lib.sh"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cd "$tmp" || exit 99
HOME=$tmp/home XDG_STATE_HOME=$tmp/home XDG_CONFIG_HOME=$tmp/home
XDG_CACHE_HOME=$tmp/home
export HOME XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
mkdir -p home/vpcscope/queries
count=0

say() {
    [ $? = 0 ] || printf 'not '
    count=$((count + 1))
    echo "ok $count - $1"
}

# replay NAME FILES, tape on standard input: all screens are harmless, and so
# many are there.
replay() {
    name=$1
    shift
    cat >tape
    echo '==' >told
    "$program" --replay tape "$@" </dev/null >>told 2>&1
    echo "== status $?" >>told
    grep -av '^$' told | sed 's/^--- /== /' >screens
    wanted=$(grep -c '^screen' tape)
    [ "$(grep -c '^== ' screens)" -ge "$wanted" ] && clean screens
    say "$name"
}

all=$(hostile_all)
file=$(printf 'f\nline%s' "$all" | tr -d '/')
hostile_log log.log
{ cat log.log; echo "2 3 $all"; } >"$file"
cat log.log log.log >>"$file"
printf 'fields "%s" as `a%s`\n' "$all" "$all" >"home/vpcscope/queries/s$file.cwq"
printf '# %s\n# needs x%s\nfields "{{p%s}}", {{q}}\n' "$all" "$all" "$all" \
    >home/vpcscope/queries/named.cwq
mess=$(printf '%s' "$all" | tr -d '\r' | sed 's/\\/\\\\/g; s/"/\\"/g')

# every size: all panes, popups and menus, one after the other.
for size in 80x24 200x50; do
    replay "panes and popups at $size" log.log "$file" <<END
size $size
screen start
l l
screen columns
_
screen wide
Enter
screen detail
j j j
screen lower
Esc 3 d
screen talkers
Enter
screen drilled
u 4 j j j Enter
screen fields
Esc 2 T
screen lanes
Esc ?
screen help
Esc : "health" Enter
screen health
Esc : "guess" Enter
screen guess
Esc w
screen write
Esc y
screen yank
c
screen copied
y y
screen row
y l
screen column
y s
screen shell
t
screen time
Esc l F
screen grouped
Enter
screen into
u u : "alert flows > 0 in 1m" Enter
screen alert
/ "eni" Enter n
screen searched
m M "$mess" Enter '
screen marks
Esc =
screen compared
: "report r.md" Enter
screen report
X
screen explained
END
done

replay 'gestures on hostile values' log.log <<END
size 120x40
l F
screen groups
+
screen included
u j -
screen excluded
j -
screen twice
u u j j *
screen either
u R s x
screen hidden
u H L
screen moved
O
screen opened
W c
screen named
Esc w c
screen file
Enter
screen written
Esc u u u u u i "filter interfaceId = \\"" Tab Tab
screen values
Esc
screen left
END

replay 'queries with hostile text' log.log <<END
size 100x30
i "fields \`$mess\`" Enter
screen unknown
Enter
screen run
i Ctrl-U "stats count(*) as \`$mess\` by interfaceId as \`i$mess\`" Enter
screen columns
l s
screen sorted
i Ctrl-U "filter srcAddr like /$mess(/" Enter
screen refused
Esc i Ctrl-U "filter nosuch = \\"$mess\\"" Enter
screen empty
Enter
screen reasons
Ctrl-R
screen history
Esc Ctrl-O
screen saved
"s" Enter
screen chosen
Esc Esc : "load named" Enter
screen parameters
Esc : "save $mess" Enter
screen saving
Esc : "open $mess" Enter
screen opening
Esc : "set $mess" Enter
screen setting
Esc : "$mess" Enter
screen command
Esc : "load $mess" Enter
screen load
Esc : "write $mess.csv" Enter
screen writing
Esc t t "$mess" Enter
screen range
END

printf 'srcaddr dstaddr start a%s\n10.0.0.1 10.0.0.2 1788422400 b\n' \
    "$(printf '\302\233\342\200\256\177')" >named.log
printf '"@timestamp","@message","a%s"\n"2026-09-03 14:00:00.000","2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1788422400 1788422460 ACCEPT OK","b%s"\n' \
    "$all" "$all" >named.csv
{ printf 'x%s y\n' "$all"; cat log.log; } >odd.log
replay 'headers' named.log named.csv odd.log <<END
size 120x40
screen start
4
screen fields
Esc Enter
screen detail
Esc : "health" Enter
screen health
END

echo "1..$count"
