#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Distinct counts and percentiles with so little memory that they become
# estimates: compared with what awk and sort find exactly, with 1, 2 and 4
# threads; how they are marked in each format; and how much memory it takes.

# shellcheck disable=SC2016 # the dollars in single quotes are for awk

builddir=${builddir:-.}
program=$builddir/vpcscope
genlog=$builddir/tests/bench/genlog
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# check NAME: the exit status of the command before it.
check() {
    if [ $? = 0 ]; then result=ok; else result="not ok"; fi
    count=$((count + 1))
    echo "$result $count - $1"
}

"$genlog" --rows 600000 --seed 21 -o "$tmp/log" || exit 99

# Memory for sketches of many groups, and for those of a few.
many=12M few=4M

# Distinct sources, of each 4000th port.
awk 'NR > 1 && $7 != "-" { p = $7 % 4000 }
    NR > 1 && $7 != "-" && !((p, $4) in seen) { seen[p, $4] = 1; d[p]++ }
    END { for (p in d) print p "," d[p] }' "$tmp/log" | sort >"$tmp/ports"
by_port='filter dstPort != "-" | stats count_distinct(srcAddr) as d by dstPort % 4000 as p'

# Each group within 5 of the standard errors of the smallest sketch, and all
# of them together within one of the root of the mean square.
for threads in 1 2 4; do
    "$program" --threads $threads --memory $many -o csv -q "$by_port" \
        "$tmp/log" 2>"$tmp/err" | tail -n +2 | sort >"$tmp/ours"
    join -t , "$tmp/ports" "$tmp/ours" | awk -F, '
        { e = ($3 - $2) / $2; sum += e * e; n++ }
        e > 5 * 0.01625 || e < -5 * 0.01625 { print; bad = 1 }
        END { exit bad || n < 1000 || sqrt(sum / n) > 0.01625 }' &&
        [ "$(wc -l <"$tmp/ours")" = "$(wc -l <"$tmp/ports")" ] &&
        grep -q '^vpcscope: warning: count_distinct(srcAddr) is an estimate' "$tmp/err"
    check "count_distinct of many groups, $threads threads"
done

# Percentiles: where an answer stands among all numbers of its group.
awk 'NR > 1 && $10 != "-" { print $13, $10 }' "$tmp/log" |
    sort -k 1,1 -k 2,2n >"$tmp/bytes"
ranks='NR == FNR { want[$1] = $2; p[$1] = $3; next }
    { n[$1]++ } $2 < want[$1] { below[$1]++ } $2 <= want[$1] { upto[$1]++ }
    END {
        for (a in want) {
            r = p[a] / 100 * n[a]; off = 0.01 * n[a] + 1; groups++
            if (below[a] > r + off || upto[a] < r - off) { print a, want[a]; bad = 1 }
        }
        exit bad || groups < 2
    }'
for threads in 1 2 4; do
    for p in 1 50 99; do
        "$program" --threads $threads --memory $few -o csv \
            -q "stats pct(bytes + 0, $p) as x, count(*) by action | filter action != \"-\"" \
            "$tmp/log" 2>"$tmp/err" | tail -n +2 |
            awk -F, -v p="$p" '{ print $1, $2, p }' >"$tmp/ours"
        awk "$ranks" "$tmp/ours" "$tmp/bytes" &&
            { ! grep -q 'more memory than --memory allows' "$tmp/err" ||
                grep -q 'is an estimate (rank off by' "$tmp/err"; }
        check "pct $p, $threads threads"
    done
done

# The marks.
one='stats count_distinct(concat(srcAddr, dstAddr, srcPort)) as d, count(*) as n'
ask() {
    "$program" --memory $few "$@" -q "$one" "$tmp/log" 2>"$tmp/err"
}
ask -o table | tail -n 1 | grep -Eq '^ *~[0-9]+  600000$'
check "the table marks an estimate"
ask -o csv | tail -n 1 | grep -Eq '^[0-9]+,600000$'
check "CSV does not"
[ "$(grep -c 'warning.* is an estimate (standard error [0-9.]* %): the exact count needs more than --memory 4M$' "$tmp/err")" = 1 ]
check "one warning tells the error"
ask -o json | grep -Eq '"d":[0-9]+,"n":600000'
check "JSON has a number"
ask -o csv --stats >"$tmp/out"
grep -q '"estimates":\[{"name":"count_distinct(.*","error":0\.0[0-9]*}\]' "$tmp/err"
check "--stats tells the error"
"$program" --stats -o table -q "$one" "$tmp/log" 2>"$tmp/err" | grep -q '~' ||
    grep -q '"estimates":\[\]' "$tmp/err"
check "with enough memory nothing is an estimate"

# The memory of a running query, but for the mapped file, in KiB at most.
peak() {
    "$@" >"$tmp/out" 2>"$tmp/err" &
    most=0
    while status=$(cat "/proc/$!/status" 2>/dev/null); do
        now=$(echo "$status" | awk '/^RssAnon/ { print $2 }')
        [ -n "$now" ] || break
        [ "$now" -le $most ] || most=$now
    done
    wait $!
}
# Sanitizers take memory of their own.
if [ -r /proc/self/status ] && ! grep -q __asan_init "$program"; then
    peak "$program" --threads 2 --memory $many -o csv -q "$by_port" "$tmp/log" &&
        [ $most -gt 1000 ] && [ $most -lt 30000 ]
    check "memory stays near the budget ($most KiB of $many)"
fi
echo "1..$count"
