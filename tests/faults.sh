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
program=$(cd "$builddir" && pwd)/vpcscope
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

# memory NAME STEP COMMAND...: one allocation in STEP fails, alone and with
# all after it. The run that counts them must succeed.
memory() {
    name=$1 step=$2
    shift 2
    FAULT_COUNT=$tmp/calls faulty alloc:0 "$@"
    report $? "$name"
    calls=$(cat calls)
    cp out want
    for once in '' :once; do
        at=1 bad=
        while [ "$at" -le "$calls" ]; do
            faulty "alloc:$at$once" timeout 20 "$@"
            status=$?
            # Threads differ in what they ask for: one fewer may be enough.
            if ! { [ $status = 4 ] && grep -q memory err; } &&
                ! { [ $status = 0 ] && cmp -s out want; }; then
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

echo "1..$count"
