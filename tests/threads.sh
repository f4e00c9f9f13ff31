#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# For a build with the sanitizer of threads: queries answered by two threads in
# each of the ways in which they share something, and two sessions of the
# explorer. The answers must be those of one thread; a race that the sanitizer
# sees ends a program with another status. In other builds it is agree.sh that
# compares all ways.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$builddir/vpcscope
warm=$builddir/tests/agree_warm
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp TMPDIR=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME TMPDIR
count=0

if ! nm "$program" 2>/dev/null | grep -q '__tsan_init'; then
    echo "1..0 # SKIP built without the sanitizer of threads"
    exit
fi

report() { # STATUS NAME
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        head -40 "$tmp/err" | sed 's/^/# /'
    fi
}

# ways NAME OPTION...: the queries by two threads, with these options.
ways() {
    name=$1
    shift
    "$warm" --threads 2 --rounds 1 "$@" "$tmp/log" <"$tmp/list" \
        >"$tmp/got" 2>"$tmp/err" &&
        cmp "$tmp/want" "$tmp/got" >>"$tmp/err" 2>&1
    report $? "two threads, $name"
}

# screen NAME TAPE-LINE...: keys for the explorer.
screen() {
    name=$1
    shift
    printf '%s\n' 'size 100x30' "$@" 'screen end' >"$tmp/tape"
    "$program" --threads 2 --memory 20M --replay "$tmp/tape" "$tmp/log" \
        >"$tmp/got" 2>"$tmp/err" </dev/null
    report $? "the explorer, $name"
}

"$builddir/tests/bench/genlog" --rows 20000 --seed 11 --ipv6 5 --nodata 2 \
    --skipdata 1 -o "$tmp/log" || exit 99
# What goes to disk knows no distinct counts and percentiles.
grep -v 'distinct\|pct\|median' "$srcdir/tests/agree.queries" >"$tmp/list"
"$warm" --threads 1 --rounds 1 "$tmp/log" <"$tmp/list" >"$tmp/want"
report $? "one thread"
ways "partial results" --snapshots
ways "several queries at once" --together 4
ways "columns ahead of need" --ahead
ways "columns come and go" --memory 300k
ways "groups on disk" --states 600k
# shellcheck disable=SC2016 # no variables
screen "queries" 'i " | stats count(*) as n by srcAddr | sort n desc" Enter' \
    'j 3 Enter' 'u' '? Esc'
screen "panes and times" 'Tab 2' '+ + -' 'p p' 'd' 'j 3 Enter'
echo "1..$count"
