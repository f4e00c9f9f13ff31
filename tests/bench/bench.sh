#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# bench.sh [OPTIONS] PROGRAM GENLOG: times the program in batch, a new process
# each time, beside mawk and gawk where they are installed.
#
#   --rows N       records of the log made for it (default 1000000)
#   --log FILE     use this log of the default layout, with a header, instead
#   --runs N       rounds that count (default 5); one more warms up
#   --queries 'q1' among q1 to q6 and gz, which is q1 over gzip (default all)
#   --threads N    given on to the program
#
# A round runs every contender once, so a drift of the machine hits all of
# them.  A line shows the medians of wall time in seconds, and how many times
# longer each awk takes: the median of the ratios within a round.

# shellcheck disable=SC2016 # the dollars in single quotes are for awk

set -euo pipefail
rows=1000000 log='' runs=5 queries='q1 q2 q3 q4 q5 q6 gz' threads=''
while [ $# -gt 2 ]; do
    case $1 in
    --rows) rows=$2 ;;
    --log) log=$2 ;;
    --runs) runs=$2 ;;
    --queries) queries=$2 ;;
    --threads) threads=$2 ;;
    *) break ;;
    esac
    shift 2
done
if [ $# -ne 2 ] || [ ! -x "$1" ] || [ ! -x "$2" ]; then
    sed -n '4,/^$/s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
program=$1 genlog=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
if [ -z "$log" ]; then
    log=$tmp/log
    "$genlog" --rows "$rows" --seed 1 -o "$log"
fi
export LC_ALL=C

declare -A query awk order
query[q1]='filter action = "REJECT" | stats count(*) as n by srcAddr
    | sort n desc | limit 20'
awk[q1]='$13 == "REJECT" { n[$4]++ } END { for (i in n) print n[i], i }'
order[q1]='sort -rn | sed -n 1,20p'

query[q2]='stats sum(bytes) as b by srcAddr, dstAddr | sort b desc | limit 15'
awk[q2]='NR > 1 { b[$4 " " $5] += $10 } END { for (i in b) print b[i], i }'
order[q2]='sort -rn | sed -n 1,15p'

query[q3]='filter dstPort in [22, 3389] | stats count(*) by bin(5m), action'
awk[q3]='$7 == 22 || $7 == 3389 { n[$11 - $11 % 300 " " $13]++ }
    END { for (i in n) print i, n[i] }'
order[q3]='sort'

query[q4]='filter srcAddr like "162.142.125." | stats count(*)'
awk[q4]='index($4, "162.142.125.") { n++ } END { print n }'
order[q4]='cat'

query[q5]='stats count_distinct(srcAddr) as n by dstPort | sort n desc
    | limit 20'
awk[q5]='NR > 1 && !(($7, $4) in seen) { seen[$7, $4] = 1; n[$7]++ }
    END { for (i in n) print n[i], i }'
order[q5]='sort -rn | sed -n 1,20p'

query[q6]='filter action = "REJECT" | sort start desc | limit 1000'
awk[q6]='$13 == "REJECT"'
order[q6]='sort -t " " -k 11,11nr | sed -n 1,1000p'

# once WHO QUERY: one run, its output thrown away.
once() {
    local q=$2 input=$log

    if [ "$q" = gz ]; then
        q=q1 input=$tmp/log.gz
    fi
    if [ "$1" = vpcscope ]; then
        "$program" ${threads:+--threads "$threads"} -q "${query[$q]}" \
            -o csv "$input"
    elif [ "$2" = gz ]; then
        gzip -dc "$input" | "$1" "${awk[$q]}" | eval "${order[$q]}"
    else
        "$1" "${awk[$q]}" "$input" | eval "${order[$q]}"
    fi >"$tmp/out"
}

# timed WHO QUERY: microseconds of wall time.
timed() {
    local begin=${EPOCHREALTIME/[.,]/}

    once "$1" "$2"
    echo $((${EPOCHREALTIME/[.,]/} - begin))
}

median() {
    sort -g | awk '{ v[NR] = $1 } END {
        print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# race QUERY: its rounds, then its line.
race() {
    local who

    rm -f "$tmp"/t.*
    for who in "${contenders[@]}"; do
        once "$who" "$1"
    done
    for ((round = 0; round < runs; round++)); do
        for who in "${contenders[@]}"; do
            timed "$who" "$1" >>"$tmp/t.$who"
        done
    done
    printf '%-6s' "$1"
    for who in "${contenders[@]}"; do
        printf '%10.3f' "$(median <"$tmp/t.$who" | awk '{ print $1 / 1e6 }')"
    done
    for who in "${contenders[@]:1}"; do
        printf '%9.1f x' "$(paste "$tmp/t.$who" "$tmp/t.vpcscope" |
            awk '{ print $1 / $2 }' | median)"
    done
    echo
}

contenders=(vpcscope)
for tool in mawk gawk; do
    if command -v "$tool" >/dev/null; then
        contenders+=("$tool")
    fi
done
case " $queries " in
*" gz "*) gzip -1 -c "$log" >"$tmp/log.gz" ;;
esac

echo "$(wc -c <"$log") bytes, $(($(wc -l <"$log") - 1)) records;" \
    "$(nproc) processors; medians of $runs runs, seconds"
printf '%-6s' query
printf '%10s' "${contenders[@]}"
printf '%11s' "${contenders[@]:1}"
echo
for q in $queries; do
    race "$q"
done
