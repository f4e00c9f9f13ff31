#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# bench.sh [OPTIONS] BUILD: the speed of what was built in the folder BUILD,
# as one table.
#
#   --rows N       records of the logs made for it (default 1000000)
#   --log FILE     use this log of the default layout, with a header, instead
#   --parquet FILE the same records as Parquet, for the part of that name,
#                  instead of a file made here
#   --files N      small files to open (default 10000)
#   --runs N       rounds that count (default 5); one more warms up
#   --threads '1 2'  thread counts to try (default 1, and 2 where there are)
#   --queries 'q1 q2'  among those of queries.txt (default all)
#   --parts 'cold warm'  among the parts below (default all)
#   --keys N       keys of each kind (default 200)
#   --json FILE    also write the figures, for tests/bench/compare
#
# Parts: cold    a new process for each query, mawk and gawk beside it
#        cpu     q1 with each kind of vector instructions that there is
#        memory  its own memory at the highest, without what it maps
#        gz      q1 over the same rows as 8 gzip files, and as a single one
#                (gz1); libisal inflating them beside it, and doing nothing else
#        json    q1 over the same rows as CloudWatch events, subscription
#                payloads and Firehose objects: megabytes of JSON a second
#        parquet  each query, cold, over the same rows as Parquet, the text
#                beside it
#        open    many small gzip files until their layouts are known; looking
#                for them by find, and inflating them by gzip, beside it
#        custom  q1 over a layout of 22 fields
#        warm    queries over columns in memory, and filling those
#        first   time to the first partial result
#        plans   a query, its timeline and its talkers in one pass
#        split   going over text, by kind of vector instructions
#        decode  fields by kind and version, and all columns
#        group   grouping 10, 65,536 and 4 million groups
#        keys    how soon the explorer answers keys, and its first picture
#
# A round runs every contender of a query once, so a drift of the machine
# hits all of them. Figures are medians of the rounds; how many times longer
# another one takes (less than once: it is faster) is the median of the ratios
# within a round.

# shellcheck disable=SC2016 # the dollars in single quotes are for awk

set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
rows=1000000 log='' parquet='' files=10000 runs=5 threads='' queries='' keys=200 json=''
parts='cold cpu memory gz json parquet open custom warm first plans split decode group keys'

usage() {
    sed -n '4,/^$/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

while [ $# -gt 1 ]; do
    case $1 in
    --rows) rows=$2 ;;
    --log) log=$2 ;;
    --parquet) parquet=$2 ;;
    --files) files=$2 ;;
    --runs) runs=$2 ;;
    --threads) threads=$2 ;;
    --queries) queries=$2 ;;
    --parts) parts=$2 ;;
    --keys) keys=$2 ;;
    --json) json=$2 ;;
    *) usage ;;
    esac
    shift 2
done
if [ $# -ne 1 ] || [ ! -x "$1/vpcscope" ]; then
    usage
fi
build=$(cd "$1" && pwd)
program=$build/vpcscope
programs=$build/tests/bench
[ -n "$threads" ] || threads=$([ "$(nproc)" -gt 1 ] && echo 1 2 || echo 1)
most=${threads##* }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The queries, and the same in awk with what orders its lines.

declare -A query awk order
while IFS=$'\t' read -r name text; do
    case $name in
    '' | '#'*) continue ;;
    esac
    query[$name]=$text
    all_queries="${all_queries:-} $name"
done <"$here/queries.txt"
[ -n "$queries" ] || queries=$all_queries

awk[q1]='$13 == "REJECT" { n[$4]++ } END { for (i in n) print n[i], i }'
order[q1]='sort -rn | sed -n 1,20p'
awk[q2]='NR > 1 { b[$4 " " $5] += $10 } END { for (i in b) print b[i], i }'
order[q2]='sort -rn | sed -n 1,15p'
awk[q3]='$7 == 22 || $7 == 3389 { n[$11 - $11 % 300 " " $13]++ }
    END { for (i in n) print i, n[i] }'
order[q3]='sort'
awk[q4]='index($4, "162.142.125.") { n++ } END { print n }'
order[q4]='cat'
awk[q5]='NR > 1 && !(($7, $4) in seen) { seen[$7, $4] = 1; n[$7]++ }
    END { for (i in n) print n[i], i }'
order[q5]='sort -rn | sed -n 1,20p'
awk[q6]='$13 == "REJECT" { print $11, $4, $5, $6, $7, $10, $13 }'
order[q6]='sort -t " " -k 1,1nr | sed -n 1,1000p'

# Figures: tab-separated name, unit and value, printed as they come.

figure() { # NAME UNIT VALUE
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$tmp/figures"
    printf '%-40s %12.4g %s\n' "$1" "$3" "$2"
}

# The array that a benchmark printed with --json, its names prefixed.
figures() { # PREFIX SUFFIX
    local name unit value

    sed -n 's/^{"name": "\(.*\)", "unit": "\(.*\)", "value": \(.*\)}.*$/\1\t\2\t\3/p' |
        while IFS=$'\t' read -r name unit value; do
            figure "$1$name$2" "$unit" "$value"
        done
}

write_json() {
    awk -F '\t' '{ printf "%s\n{\"name\": \"%s\", \"unit\": \"%s\", \"value\": %s}",
        NR == 1 ? "[" : ",", $1, $2, $3 } END { print "\n]" }' "$tmp/figures"
}

median() {
    sort -g | awk '{ v[NR] = $1 } END {
        print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

of_threads() { # N
    echo "$1 thread$([ "$1" -eq 1 ] || echo s)"
}

# Rounds. A contender is "threads N", "cpu LEVEL", "text N" (the log itself,
# where another form of it runs), "libisal N", "open N", "find", "gzip", "mawk"
# or "gawk".

ours() { # THREADS QUERY FILE...
    local n=$1 q=$2

    shift 2
    "$program" --threads "$n" -q "${query[$q]}" -o csv "$@"
}

# A query in awk over what it is fed with.
theirs() { # AWK QUERY FILE...
    local tool=$1 q=$2

    shift 2
    case $1 in
    *.gz) gzip -dc "$@" | "$tool" "${awk[$q]}" ;;
    *) "$tool" "${awk[$q]}" "$@" ;;
    esac | eval "${order[$q]}"
}

once() { # CONTENDER QUERY FILE...
    local who=$1

    shift
    case $who in
    threads*) ours "${who#threads }" "$@" ;;
    cpu*) VPCSCOPE_CPU=${who#cpu } ours "$most" "$@" ;;
    text*) ours "${who#text }" "$1" "$log" ;;
    libisal*) "$programs/bench_inflate" --threads "${who#libisal }" "${@:2}" ;;
    open*) "$programs/bench_open" --threads "${who#open }" "${@:2}" ;;
    find) find "${@:2}" -size +0 ;;
    gzip) find "${@:2}" -type f -print0 | xargs -0 gzip -dc ;;
    *) theirs "$who" "$@" ;;
    esac >"$tmp/out"
}

timed() { # CONTENDER QUERY FILE...: seconds of wall time
    local begin=${EPOCHREALTIME/[.,]/}

    once "$@"
    echo "$((${EPOCHREALTIME/[.,]/} - begin))e-6"
}

name_of() { # CONTENDER
    case $1 in
    threads* | open*) of_threads "${1#* }" ;;
    cpu*) echo "${1#cpu }" ;;
    *) echo "$1" ;;
    esac
}

# Seconds, or megabytes a second where it is known of how many bytes.
rate() { # NAME SECONDS
    if [ -n "$bytes" ]; then
        figure "$1" MB/s "$(awk "BEGIN { print $bytes / 1e6 / $2 }")"
    else
        figure "$1" s "$2"
    fi
}

# Figures "WHAT QUERY CONTENDER"; for others how many times longer they take
# than the program does, which is the contender in $main.
race() { # WHAT QUERY FILE...
    local what=$1 who round

    shift
    rm -f "$tmp"/t.*
    for ((round = 0; round <= runs; round++)); do
        for who in "${contenders[@]}"; do
            timed "$who" "$@" >"$tmp/one"
            [ "$round" -eq 0 ] || cat "$tmp/one" >>"$tmp/t.$who"
        done
    done
    for who in "${contenders[@]}"; do
        case $who in
        threads* | cpu* | open*)
            rate "$what${1:+ $1} $(name_of "$who")" "$(median <"$tmp/t.$who")" ;;
        *) figure "$what${1:+ $1} ${who%% *}/vpcscope" x \
            "$(paste "$tmp/t.$who" "$tmp/t.$main" | awk '{ print $1 / $2 }' | median)" ;;
        esac
    done
}

main="threads $most" bytes=''

# A race over another form of the log, which must give the same answer.
race_form() { # WHAT QUERY FILE...
    ours "$most" "$2" "$log" >"$tmp/want"
    ours "$most" "${@:2}" >"$tmp/out"
    if ! cmp "$tmp/want" "$tmp/out" >&2; then
        echo "bench.sh: $1 $2: another answer than from the text" >&2
        exit 1
    fi
    race "$@"
}

by_threads() {
    local n

    contenders=()
    for n in $threads; do
        contenders+=("threads $n")
    done
}

with_awks() {
    local tool

    by_threads
    for tool in mawk gawk; do
        if command -v "$tool" >/dev/null; then
            contenders+=("$tool")
        fi
    done
}

# The parts.

part_cold() {
    local q

    with_awks
    for q in $queries; do
        race cold "$q" "$log"
    done
}

part_cpu() {
    local level

    contenders=()
    for level in portable neon avx2 avx512; do
        if VPCSCOPE_CPU=$level "$program" --version >/dev/null 2>&1; then
            contenders+=("cpu $level")
        fi
    done
    race cpu q1 "$log"
}

# The highest RssAnon of a process while it runs, in MB. The pages of a mapped
# file are the system's to take back and do not count.
peak_of() { # PID
    local peak=0 key value

    while [ -e "/proc/$1/status" ]; do
        while read -r key value _; do
            if [ "$key" = RssAnon: ] && [ "$value" -gt "$peak" ]; then
                peak=$value
            fi
        done <"/proc/$1/status" || break
    done 2>/dev/null
    awk "BEGIN { print $peak / 1024 }"
}

part_memory() {
    local q n

    [ -e /proc/self/status ] || return 0
    for q in $queries; do
        for n in $threads; do
            "$program" --threads "$n" -q "${query[$q]}" -o csv "$log" \
                >"$tmp/out" &
            figure "memory $q $(of_threads "$n")" MB "$(peak_of $!)"
            wait
        done
    done
}

part_parquet() {
    local q file=$parquet

    if [ -z "$file" ]; then
        file=$tmp/parquet
        "$programs/log_to_parquet" "$log" "$file"
    fi
    by_threads
    contenders+=("text $most")
    for q in $queries; do
        race_form parquet "$q" "$file"
    done
}

part_gz() {
    awk -v base="$tmp/gz." -v rows="$(wc -l <"$log")" '
        NR == 1 { head = $0; next }
        { to = "gzip -1 >" base int((NR - 2) * 8 / rows) ".gz" }
        !(to in seen) { seen[to]; print head | to }
        { print | to }' "$log"
    with_awks
    contenders+=("libisal $most")
    race_form gz q1 "$tmp"/gz.*
    rm "$tmp"/gz.*
    gzip -1 <"$log" >"$tmp/one.gz"
    by_threads
    contenders+=("libisal 1")
    race_form gz1 q1 "$tmp/one.gz"
}

# The records of the log as JSON: what stands before the first, what each is,
# and what stands behind the last, with $0 the record.
wrapped() { # BEFORE AWK_EXPRESSION BEHIND
    awk -v before="$1" -v behind="$3" 'NR == 1 { printf "%s", before; next }
        { printf "%s", '"$2"' } END { print behind }' "$log"
}

event='"\"timestamp\":" $11 "000,\"message\":\"" $0 "\""'
id='sprintf("38765432109876543210987654321098765432109876543210%06d", NR)'

json_events() {
    wrapped '{"events":[' '(NR > 2 ? "," : "") "{\"logStreamName\":\"" $3 \
        "-all\"," '"$event"' ",\"ingestionTime\":" $12 "123,\"eventId\":\"" \
        '"$id"' "\"}"' ']}'
}

json_firehose() {
    wrapped '' '"{\"message\":\"" $0 "\"}\n"' ''
}

json_subscription() {
    wrapped '' '(NR % 100 == 2 ? (NR > 2 ? "]}\n" : "") \
        "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\"," \
        "\"logGroup\":\"flow\",\"logStream\":\"" $3 "-all\"," \
        "\"subscriptionFilters\":[\"all\"],\"logEvents\":[" : ",") \
        "{\"id\":\"" '"$id"' "\"," '"$event"' "}"' ']}'
}

part_json() {
    local form

    by_threads
    for form in events firehose subscription; do
        "json_$form" >"$tmp/json.$form"
        bytes=$(wc -c <"$tmp/json.$form")
        race_form "json $form" q1 "$tmp/json.$form"
        rm "$tmp/json.$form"
    done
    bytes=''
}

# The log over and over, 30 records to a file, 1000 files to a folder.
small_files() { # FOLDER
    local i

    for ((i = 0; i * 1000 < files; i++)); do
        mkdir -p "$1/$i"
    done
    awk -v to="$1" -v files="$files" '
        function next_file() {
            close(file)
            file = to "/" int(n / 1000) "/" n++ ".log"
            print head >file
        }
        NR == 1 { head = $0; next }
        (NR - 2) % 30 == 0 { if (n == files) exit; next_file() }
        { print >file }
        END { while (n < files) next_file() }' "$log"
    gzip -1 -r "$1"
}

part_open() {
    local n

    small_files "$tmp/many"
    contenders=(find gzip)
    for n in $threads; do
        contenders+=("open $n")
    done
    main="open $most"
    race open '' "$tmp/many"
    main="threads $most"
    "$programs/bench_open" --json --threads "$most" "$tmp/many" |
        grep memory | figures '' ''
}

part_custom() {
    "$programs/genlog" --layout custom22 --rows "$rows" --seed 2 -o "$tmp/custom"
    by_threads
    race custom q1 "$tmp/custom"
}

inside() { # OPTION...: the medians that bench_queries finds in one process
    local n

    for n in $threads; do
        "$programs/bench_queries" --json --threads "$n" "$@" "$log" "$runs" |
            figures '' " $(of_threads "$n")"
    done
}

part_warm() {
    inside
}

part_first() {
    inside --first
}

part_plans() {
    inside --plans
}

part_split() {
    "$programs/bench_split" --json "$log" | figures '' ''
}

part_decode() {
    "$programs/bench_scan" --json "$log" | figures '' ''
}

part_group() {
    "$programs/bench_group" --json | figures '' ''
}

part_keys() {
    "$programs/bench_keys" --json --keys "$keys" "$program" "$log" |
        figures '' ''
}

if [ -z "$log" ]; then
    log=$tmp/log
    "$programs/genlog" --rows "$rows" --seed 1 --reject 8 --ipv6 3 -o "$log"
fi
echo "$(wc -c <"$log") bytes, $(($(wc -l <"$log") - 1)) records;" \
    "$(nproc) processors; medians of $runs rounds"
for part in $parts; do
    declare -F "part_$part" >/dev/null || usage
    "part_$part"
done
[ -z "$json" ] || write_json >"$json"
