#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Queries that need more memory than they may have: the answers are those that
# a large budget gives, some of them those of awk and sort; memory stays near
# the budget; a disk that refuses is told; nothing is left on it; and time can
# be bounded as well.
#
# BUDGET_ROWS=N BUDGET_MEMORY=SIZE: the same of a larger log.

# shellcheck disable=SC2016 # the dollars in single quotes are for awk

builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
genlog=$builddir/tests/bench/genlog
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/disk"
TMPDIR=$tmp/disk
export TMPDIR
rows=${BUDGET_ROWS:-80000}
memory=${BUDGET_MEMORY:-2M}
count=0

# check NAME: the exit status of the command before it.
check() {
    if [ $? = 0 ]; then result=ok; else result="not ok"; fi
    count=$((count + 1))
    echo "$result $count - $1"
}

"$genlog" --rows "$rows" --seed 31 -o "$tmp/log" || exit 99

# ask MEMORY QUERY: to out and err, its exit status; most is the most memory
# of its own that was seen while it ran, in KiB.
ask() {
    "$program" --threads 2 --memory "$1" --stats -o csv -q "$2" "$tmp/log" \
        >"$tmp/out" 2>"$tmp/err" &
    most=0
    while status=$(cat "/proc/$!/status" 2>/dev/null); do
        now=$(echo "$status" | awk '/^RssAnon/ { print $2 }')
        [ -n "$now" ] || break
        [ "$now" -le $most ] || most=$now
    done
    wait $!
}

# A quarter more than the budget, and 32 MB. Sanitizers take their own.
allowed=$(echo "$memory" | awk '{ print int($1 * 1280) + 32768 }')
if [ ! -r /proc/self/status ] || grep -q __asan_init "$program"; then
    allowed=100000000
fi

# Every kind of step that holds rows or groups: by "disk" it has to go there.
cat >"$tmp/queries" <<'END'
disk	stats count(*) as n, sum(bytes) as b by srcAddr, dstAddr, srcPort, dstPort
disk	stats sum(bytes / 7) as s, avg(packets) as p by srcAddr, srcPort, dstPort
disk	stats count(*) as n by srcAddr, dstAddr, srcPort | sort n desc, srcAddr, dstAddr, srcPort | limit 300
disk	stats min(start), max(end), earliest(dstPort), latest(srcPort), stddev(bytes) by dstAddr, srcPort
disk	stats count(*) as n by srcAddr, dstAddr, srcPort, dstPort | stats count(*) as c, sum(n) by srcAddr, srcPort
disk	stats count(*) as n by srcAddr, dstAddr, srcPort | filter n > 1 | stats sum(n), count(*)
disk	stats values(dstPort) as p, count_distinct(dstPort) as d, count(*) by srcAddr, srcPort
disk	stats pct(bytes, 90) as p, count_distinct(dstAddr) as d by srcAddr, srcPort, dstPort
disk	stats count(*) as n by srcAddr, dstAddr, srcPort | tail 1000
disk	stats count(*) as n by srcAddr, srcPort, dstPort | dedup srcAddr, srcPort | stats sum(n), count(*)
disk	fields srcAddr, bytes, srcPort
disk	fields srcAddr, bytes | sort bytes desc, srcAddr
disk	fields dstAddr, bytes | filter action = "ACCEPT" | sort srcAddr, dstPort desc
disk	fields concat(dstAddr, "-", srcPort) as k | sort k
disk	dedup srcAddr, dstAddr, srcPort, dstPort
disk	dedup srcAddr, dstAddr | stats count(*), sum(bytes)
disk	fields srcAddr, bytes | accum bytes as total | sort total, srcAddr | limit 200
disk	sessionize srcAddr maxspan 5m as s | stats count(*) by s | sort s | limit 300
disk	fields split(srcAddr, ".") as parts | unnest parts into p | stats count(*) by p
disk	fields srcAddr, dstPort | join type=left left=a right=b where a.srcAddr=b.srcAddr (stats sum(bytes) as t by srcAddr) | stats count(*), sum(b.t)
disk	fields srcAddr, srcPort | join type=inner left=a right=b where a.srcPort=b.dstPort (fields dstPort, bytes | filter dstPort > 40000) | stats count(*), sum(b.bytes) by srcAddr
disk	stats count(*) as n by concat(srcAddr, dstAddr, srcPort, dstPort) as k | sort n desc, k | limit 100
disk	fields @message, bytes | join type=left left=a right=b where a.@message=b.@message (fields @message, dstPort | filter dstPort = 443) | stats count(*), sum(b.dstPort), sum(a.bytes)
disk	filter @message in (fields @message | filter dstPort != 443) | stats count(*), sum(bytes)
disk	parse @message /(?<x>\d+)/ multi | stats count(*) as n, sum(x) by dstPort | sort n desc, dstPort | limit 20
disk	stats count(*) as n by bin(30m), dstAddr | fillmissing with 0 for n | stats count(*), sum(n)
disk	fields @message
-	stats count(*) as n by srcAddr | sort n desc | limit 10
-	fields srcAddr, bytes | sort bytes desc | limit 100
disk	relevantfields where action = "REJECT"
END

# many N FORM: so many aggregates, each of other values.
many() {
    awk -v n="$1" -v form="$2" \
        'BEGIN { for (i = 0; i < n; i++) printf "%s" form, i ? ", " : "", i }'
}
{
    printf 'disk\tstats %s by srcAddr, dstPort\n' "$(many 200 'sum(bytes + %d)')"
    printf 'disk\tstats %s by srcAddr, srcPort\n' "$(many 20 'pct(bytes + %d, 50)')"
} >>"$tmp/queries"

tab=$(printf '\t')
while IFS="$tab" read -r where query; do
    "$program" --memory 4G -o csv -q "$query" "$tmp/log" >"$tmp/want" 2>"$tmp/err" &&
        ask "$memory" "$query" && cmp "$tmp/want" "$tmp/out"
    check "the same within $memory: $(echo "$query" | cut -c 1-160)"
    [ "$most" -le "$allowed" ]
    check "with $most KiB of $allowed"
    case $where in
    disk) grep -Eq '"spilled_bytes":[1-9]' "$tmp/err" ;;
    *) grep -q '"spilled_bytes":0,' "$tmp/err" ;;
    esac
    check "on disk: $where"
done <"$tmp/queries"

# Against awk and sort.
ask "$memory" 'stats count(*) as n, sum(bytes) as b by srcAddr, dstAddr, srcPort, dstPort'
tail -n +2 "$tmp/out" | sort >"$tmp/ours"
awk 'NR > 1 { k = $4 "," $5 "," $6 "," $7; n[k]++; if ($10 != "-") { b[k] += $10; some[k] = 1 } }
    END { for (k in n) printf "%s,%d,%s\n", k, n[k], some[k] ? sprintf("%.0f", b[k]) : "" }' \
    "$tmp/log" | sort | cmp - "$tmp/ours"
check "groups are those of awk"
ask "$memory" 'filter bytes != "-" | fields bytes | sort bytes desc'
tail -n +2 "$tmp/out" >"$tmp/ours"
awk 'NR > 1 && $10 != "-" { print $10 }' "$tmp/log" | sort -rn | cmp - "$tmp/ours"
check "the order is that of sort"
ask "$memory" 'dedup srcAddr, srcPort, dstPort | stats count(*)'
[ "$(tail -n 1 "$tmp/out")" = "$(awk 'NR > 1 && !(($4, $6, $7) in s) { s[$4, $6, $7]; n++ } END { print n }' "$tmp/log")" ]
check "what dedup leaves are as many as awk counts"

# The disk.
[ -z "$(ls -A "$tmp/disk")" ]
check "nothing is left on the disk"
all='stats count(*), sum(bytes) by srcAddr, dstAddr, srcPort, dstPort'
for query in "$all" 'fields srcAddr, bytes | sort bytes' 'dedup srcAddr, srcPort, dstPort'; do
    TMPDIR=$tmp/nowhere ask "$memory" "$query"
    [ $? = 4 ] && [ ! -s "$tmp/out" ] && grep -q -- "--memory $memory" "$tmp/err" &&
        grep -q "$tmp/nowhere" "$tmp/err"
    check "no folder is told: $query"
    # Of so many half kilobytes; the answer goes through a pipe.
    (
        ulimit -f 200
        "$program" --memory "$memory" -q "$query" "$tmp/log" 2>&1 >/dev/null
        echo "status $?"
    ) | cat >"$tmp/err"
    grep -q -- "--memory $memory, and its temporary file" "$tmp/err" && grep -q '^status 4$' "$tmp/err"
    check "a full disk is told: $query"
done
# What has to be in memory at once, and is too much, is told as well.
while IFS="$tab" read -r what query; do
    ask "$memory" "$query"
    [ $? = 4 ] && [ ! -s "$tmp/out" ] && [ "$most" -le "$allowed" ] &&
        grep -q "$what needs more memory than --memory $memory allows" "$tmp/err"
    check "told, with $most KiB of $allowed: $query"
done <<'END'
one group alone	stats values(concat(srcAddr, dstAddr, srcPort)) by version
the query	stats values(concat(srcAddr, dstAddr, srcPort, dstPort)), values(@message)
`sessionize`	sessionize srcAddr, dstAddr, srcPort maxspan 5m as s | stats count_distinct(s)
END
"$program" --memory "$memory" -q "$all" "$tmp/log" >"$tmp/out" 2>"$tmp/err" &
sleep 0.1
kill -KILL $! 2>/dev/null
wait $! 2>/dev/null
[ -z "$(ls -A "$tmp/disk")" ]
check "nothing is left by a program that was killed"

# Time.
for timeout in 1ms 0.001; do
    "$program" --timeout $timeout -q "$all" "$tmp/log" >"$tmp/out" 2>"$tmp/err"
    [ $? = 4 ] && [ ! -s "$tmp/out" ] &&
        grep -q 'takes longer than --timeout 0.001s' "$tmp/err"
    check "--timeout $timeout ends a query"
done
"$program" --timeout 10m -q 'stats count(*)' "$tmp/log" >"$tmp/out" 2>"$tmp/err" &&
    [ "$(tail -n 1 "$tmp/out")" = "$rows" ] && [ ! -s "$tmp/err" ]
check "a query that is quicker runs to its end"
for timeout in 0 -1 soon 5parsecs; do
    "$program" "--timeout=$timeout" -q 'stats count(*)' "$tmp/log" >"$tmp/out" 2>"$tmp/err"
    [ $? = 2 ] && grep -q 'is no duration: write 5, 500ms or 2m' "$tmp/err"
    check "--timeout $timeout is refused"
done
echo "1..$count"
