#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is out of the program's hands goes wrong (tests/faults/fault.c makes it):
# memory, disks, threads, folders, output. The program ends by itself, says
# what happened, with the status that the manual gives, and a file is either
# the old one or the new one, whole.
#
# FAULTS=all tries each allocation of the screen, too, not one in a hundred.

srcdir=${srcdir:-.} builddir=${builddir:-.}
builddir=$(cd "$builddir" && pwd)
program=$builddir/vpcscope
here=$(cd "$srcdir" && pwd)
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
HOME=$tmp/home XDG_CONFIG_HOME=$tmp/home XDG_STATE_HOME=$tmp/home TMPDIR=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME TMPDIR
mkdir home
count=0

report() { # STATUS NAME
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        tail -3 err 2>/dev/null | cut -c1-200 | sed 's/^/# stderr: /'
    fi
}

head -101 "$here/data/sample/vpc-default.log" >small.log
gzip -k small.log
sed 1d small.log | awk '{ print "{\"message\":\"" $0 "\"}" }' >small.json
cat >tape <<'END'
size 80x24
j 3 Enter
i " | limit 5" Enter
? Esc
screen end
END

# shellcheck disable=SC2086 # CC may have words
if ! ${CC:-cc} -O1 -D_GNU_SOURCE -shared -fPIC -o fault.so \
    "$here/tests/faults/fault.c" -ldl 2>err; then
    cat err >&2
    echo "1..0 # SKIP no shared library can be built"
    exit
fi
# A sanitizer brings functions of its own, which must come first.
if nm "$program" 2>/dev/null | grep -q '__[at]san_init'; then
    echo "1..0 # SKIP built with a sanitizer"
    exit
fi

# faulty FAULT COMMAND...: its status; what it says is in out and err.
faulty() {
    fault=$1
    shift
    LD_PRELOAD=$tmp/fault.so FAULT=$fault "$@" >out 2>err </dev/null
}

# --- Memory

# The screen tells how long a query took.
timeless() {
    sed 's/, [0-9.]*s / /'
}

# memory NAME STEP COMMAND...: one allocation in STEP fails, alone and with
# all after it. The run that counts them must succeed.
memory() {
    name=$1 step=$2
    shift 2
    FAULT_COUNT=$tmp/calls faulty alloc:0 "$@"
    report $? "$name"
    calls=$(cat calls)
    timeless <out >want
    for once in '' :once; do
        at=1 bad=
        while [ "$at" -le "$calls" ]; do
            faulty "alloc:$at$once" timeout 20 "$@"
            status=$?
            # Threads differ in what they ask for: one fewer may be enough.
            if ! { [ $status = 4 ] && grep -q memory err; } &&
                ! { [ $status = 0 ] && timeless <out | cmp -s - want; }; then
                bad="$bad $at:$status"
            fi
            at=$((at + step))
        done
        [ -z "$bad" ]
        report $? "$name: of $calls allocations each may fail $once"
        [ -z "$bad" ] || echo "# allocation:status$bad" | cut -c1-200
    done
}
stats='stats count(*) as n by srcAddr | sort n desc, srcAddr | limit 3'
memory 'groups of a compressed file' 1 "$program" -q "$stats" small.log.gz
memory 'rows that a pattern is found in' 3 "$program" -o json \
    -q 'parse @message /(?<who>\S+) ACCEPT/ | fields who | limit 3' small.json
memory 'the screen' "$([ "${FAULTS-}" = all ] && echo 1 || echo 101)" \
    "$program" --replay tape small.log

# --- Threads

faulty thread:1 "$program" -q "$stats" small.log
status=$?
[ $status = 4 ] && grep -q thread err
report $? 'no thread can be started'

# --- Disks

# small_disk NAME STATUS TEXT COMMAND...: no file may have a byte; what is said
# has the text.
small_disk() {
    name=$1 want=$2 text=$3
    shift 3
    (ulimit -f 0 && "$@" 2>&1
        echo "status $?") </dev/null | cat >out
    : >err
    [ "$(tail -1 out)" = "status $want" ] && grep -q -- "$text" out
    report $? "$name"
    [ -z "$(find . -name 'w.csv.*' -o -name 'r.md.*' -o -name 'vpcscope*')" ]
    report $? "$name: nothing is left behind"
}
cat >writing <<'END'
":write w.csv" Enter
screen end
END
cat >reporting <<'END'
":report r.md" Enter
screen end
END
cat >replacing <<'END'
":write w.csv" Enter y
screen end
END
echo old >w.csv
small_disk 'an export to a full disk' 0 'w.csv not written' \
    "$program" --replay replacing small.log
[ "$(cat w.csv)" = old ]
report $? 'the old file is there'
rm w.csv
small_disk 'a new export to a full disk' 0 'w.csv not written' \
    "$program" --replay writing small.log
! [ -e w.csv ]
report $? 'and there is no new one'
small_disk 'a report to a full disk' 0 'not written' \
    "$program" --replay reporting small.log
! [ -e r.md ]
report $? 'and there is none'
small_disk 'the log of the demo' 3 'cannot make the log' \
    "$program" --demo -q 'stats count(*)'

# Synced, then renamed: neither may fail unseen.
for fault in fsync:1 rename:1; do
    echo old >w.csv
    faulty $fault "$program" --replay replacing small.log
    grep -q 'w.csv not written' out && [ "$(cat w.csv)" = old ] &&
        [ "$(find . -name 'w.csv*' | wc -l)" = 1 ]
    report $? "$fault fails: the old file is there, and told"
done
faulty none "$program" --replay replacing small.log
[ "$(wc -l <w.csv)" = 101 ]
report $? 'without a fault it is replaced'

# A pipe is kept in a temporary file.
spooled() {
    fault=$1
    shift
    cat small.log | env LD_PRELOAD="$tmp/fault.so" FAULT="$fault" \
        "$program" -q 'stats count(*) as n' "$@" - >out 2>err
}
spooled write:1:once
status=$?
[ $status = 3 ] && grep -q 'No space left' err
report $? 'a pipe that cannot be kept'
TMPDIR=$tmp/none spooled none
status=$?
[ $status = 3 ] && grep -q 'no temporary file' err
report $? 'no folder for temporary files'

# --- Output

for format in csv tsv json jsonl md table raw chart; do
    for where in closed full; do
        [ $where = closed ] || [ -w /dev/full ] || continue
        query='fields srcAddr'
        [ $format = chart ] && query='stats count(*) by srcAddr'
        if [ $where = closed ]; then
            "$program" -o $format -q "$query" small.log >&- 2>err
        else
            "$program" -o $format -q "$query" small.log >/dev/full 2>err
        fi
        status=$?
        [ $status = 4 ] && grep -q 'cannot write' err
        report $? "-o $format, output $where"
    done
done
"$program" -q 'fields nothing' small.log >&- 2>&-
[ $? -le 4 ]
report $? 'neither output nor messages'
# The log and the temporary file would be the streams that are closed.
for query in 'fields @message | sort @message' \
    'stats count(*) as n by srcAddr, srcPort'; do
    "$program" --memory 1M -q "$query" large.log <&- >&- 2>err
    status=$?
    [ $status = 4 ] && grep -q 'cannot write' err
    report $? "neither input nor output: $query"
done
if [ -w /dev/full ]; then
    echo 'size 80x24' >tape
    for arguments in '--replay tape small.log' '--list-fields -o json' \
        '--list-functions -o json' '--list-keys -o json' --help; do
        # shellcheck disable=SC2086 # words of their own
        "$program" $arguments >/dev/full 2>err
        status=$?
        [ $status = 4 ] && grep -q 'cannot write' err
        report $? "output full: $arguments"
    done
fi

# --- Files that change while they are read

# changing NAME SCRIPT: ten times, at another moment each; a file that was cut
# is told, and no signal ends the program.
changing() {
    name=$1 bad=
    for moment in 0 1 2 3 4 6 8 10 15 20; do
        cp large.log changing.log
        "$program" -q "$stats" changing.log >out 2>err &
        pid=$!
        sleep "0.0$(printf %02d $moment)"
        sh -c "$2"
        wait $pid
        status=$?
        case $status in
        0) [ "$(wc -l <out)" = 4 ] || bad="$bad lines:$moment" ;;
        3 | 4) grep -q changing.log err || bad="$bad message:$moment" ;;
        *) bad="$bad $status:$moment" ;;
        esac
    done
    [ -z "$bad" ]
    report $? "$name"
    [ -z "$bad" ] || echo "# status:moment$bad"
}
"$builddir/tests/bench/genlog" --rows 300000 --seed 3 -o large.log
changing 'cut while it is read' ': >changing.log'
changing 'cut in the middle' 'head -c 9999999 large.log >changing.log'
changing 'removed' 'rm changing.log'
changing 'replaced' 'cp small.log new.log; mv new.log changing.log'
rm large.log changing.log

# --- Folders

for home in '' /dev/null "$tmp/small.log" "$tmp/none/of/these"; do
    HOME=$home XDG_CONFIG_HOME=$home XDG_STATE_HOME=$home XDG_CACHE_HOME=$home \
        "$program" -q 'stats count(*) as n' small.log >out 2>err
    [ "$(tail -1 out)" = 100 ]
    report $? "home is '${home##*/}'"
    HOME=$home XDG_CONFIG_HOME=$home XDG_STATE_HOME=$home XDG_CACHE_HOME=$home \
        "$program" --replay tape small.log >out 2>err
    [ "$(wc -l <out)" -gt 20 ]
    report $? "home is '${home##*/}', on the screen"
done
env -u HOME -u XDG_CONFIG_HOME -u XDG_STATE_HOME -u TMPDIR \
    "$program" --replay tape small.log >out 2>err
[ "$(wc -l <out)" -gt 20 ]
report $? 'no home, on the screen'

echo "1..$count"
