#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Following for a long time: what is written at 50,000 lines a second is
# counted in time, with memory and descriptors that do not grow; and a long
# session of the explorer.
#
#   soak.sh [SECONDS [PART...]]     default 3, and the first four parts
#
#   file     one file that grows
#   folder   files that come, are renamed, cut and deleted
#   stdin    a pipe
#   turns    a folder with 100 new files a second: 10,000 in all when SECONDS
#            is a minute or more
#   screen   the explorer, with queries, keys and sizes by chance
#   queries  1,000 queries in one session, or some when it is to be short
#
# All parts at once. SOAK_TEST_EVERY=S tells figures as often, as comments.
# What must be counted is what soak_batch has written. Prints TAP.

seconds=${1:-3}
[ $# = 0 ] || shift
[ $# != 0 ] || set -- file folder stdin turns
srcdir=${srcdir:-.} builddir=${builddir:-.}
build=$(cd "$builddir" && pwd) || exit 99
tmp=$(mktemp -d) || exit 99
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
every=${SOAK_TEST_EVERY:-0}

# Where other tests run at the same time, two seconds are soon over. A short
# session must do with little memory, so that what grows is noticed.
lag=15 turns=12 screen=8 queries=40 memory=8
if [ "$seconds" -ge 60 ]; then
    lag=2 turns=100 screen=$seconds queries=1000 memory=64
fi

batch() {
    "$build/tests/bench/soak_batch" --lag $lag --every "$every" "$@"
}

session() {
    "$build/tests/bench/soak_screen" --every "$every" --memory $memory "$@"
}

run() {
    where=$tmp/$1
    mkdir "$where"
    case $1 in
    turns)
        batch --seconds $turns --rate 1000 --turn 10 --warm 60 \
            "$build/vpcscope" "$where" folder
        ;;
    screen) session --seconds "$screen" "$build/vpcscope" "$where" ;;
    queries) session --queries $queries "$build/vpcscope" "$where" ;;
    *) batch --seconds "$seconds" "$build/vpcscope" "$where" "$1" ;;
    esac
}

for part; do
    {
        run "$part" >"$tmp/$part.out" 2>&1
        echo $? >"$tmp/$part.status"
    } &
done
wait
for part; do
    cat "$tmp/$part.out"
    # Of one that did not come to its end, or is not known.
    grep -q '^1\.\.' "$tmp/$part.out" ||
        echo "not ok 0 - $part ended with $(cat "$tmp/$part.status")"
done | awk '
    /^1\.\./ {next}
    /^(not )?ok / {n++; sub(/ok [0-9]+/, "ok " n)}
    {print}
    END {print "1.." n}'
