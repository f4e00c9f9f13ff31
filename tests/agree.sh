#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same answers whatever the way: queries over generated logs, byte for
# byte the same with 1, 2 and 4 threads, with each kind of vector instructions
# that the machine has, in a process of their own and over columns that earlier
# ones or idle threads left in memory, several in one pass, with partial results
# made besides, and with so little memory that columns come and go. Some sums are
# compared with awk.
#
# AGREE_WITH=PROGRAM: that one has to give the same answers as well.
# AGREE_QUICK=1: two threads and partial results only, on three of the logs;
# where the same runs several times, or time is short.

# shellcheck disable=SC2016 # the dollars in single quotes are for awk

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$builddir/vpcscope
warm=$builddir/tests/agree_warm
genlog=$builddir/tests/bench/genlog
here=$srcdir/tests
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# The logs.

# Lines that are not as they should be, among those that are: values that fit
# no type, more and fewer of them, spaces, empty and long lines, line ends of
# another system, control bytes.
spoil() {
    awk '{ sub(/\r$/, "") }
    NR % 97 == 3 { $6 = "70000" }
    NR % 89 == 5 { $7 = "0" $7 }
    NR % 83 == 7 { $10 = "-" }
    NR % 79 == 1 { $4 = "010.0.0.1" }
    NR % 73 == 2 { $4 = "unknown" }
    NR % 71 == 3 { $5 = "2001:DB8::1" }
    NR % 67 == 4 { $10 = "18446744073709551616" }
    NR % 61 == 5 { $9 = "1e3" }
    NR % 59 == 6 { $11 = "-" }
    NR % 53 == 7 { $13 = "reject" }
    NR % 47 == 8 { $0 = $0 " more" }
    NR % 43 == 9 { sub(/ [^ ]*$/, "") }
    NR % 41 == 1 { sub(/ /, "  ") }
    NR % 37 == 2 { $0 = $0 " " }
    NR % 31 == 3 { $0 = $0 "\r" }
    NR % 29 == 4 { print "" }
    NR % 997 == 5 { print "what is\001 this\033[31m?" }
    NR % 1999 == 6 { s = sprintf("%5000s", ""); gsub(/ /, "x", s); $3 = s }
    NR % 101 == 7 { $10 = "-5" }
    NR % 103 == 8 { $6 = "65535"; $7 = "65536" }
    NR % 107 == 9 { $8 = "6.0" }
    { print }' "$1"
}

make_logs() {
    "$genlog" --rows 40000 --seed 11 --ipv6 5 --nodata 2 --skipdata 1 -o "$tmp/default" &&
        "$genlog" --layout custom22 --rows 15000 --seed 12 --ipv6 5 -o "$tmp/custom" &&
        "$genlog" --rows 12000 --seed 13 --ipv6 3 --reject 20 -o "$tmp/part1" &&
        "$genlog" --layout custom22 --rows 6000 --seed 14 -o "$tmp/part2" &&
        "$genlog" --rows 150000 --seed 15 -o "$tmp/wide" || exit 99
    # A header in mid-file; the last line has no newline.
    { spoil "$tmp/part1"; cat "$tmp/part2"; spoil "$tmp/part1"; printf '2 1 eni-1 '; } >"$tmp/hostile"
    # Two segments, for the many queries.
    { spoil "$tmp/part1" | head -n 5500; head -n 1600 "$tmp/part2"; spoil "$tmp/part1" | head -n 5500; } >"$tmp/small"
    sed 's/$/\r/' "$tmp/part1" >"$tmp/crlf"
    mkdir "$tmp/gz"
    gzip -1 <"$tmp/default" >"$tmp/gz/a.log.gz"
    gzip -1 <"$tmp/hostile" >"$tmp/gz/b.log.gz"
}

# The queries: our list, those of the golden tests (but estimate, which tells
# what is known already, and saved ones, which are the program's), and those
# that make very many groups.

grep -v '^#' "$here/agree.queries" >"$tmp/list"
awk -F '\t' '!/^#/ && NF == 2 { print "-\t" $2 }' "$here/bench/queries.txt" >>"$tmp/list"
awk '/^(input|args|status|----|====)/ { open = 0 }
    /^query/ { if (q != "") print "-\t" q; sub(/^query[ \t]*/, ""); q = $0; open = 1; next }
    open && /^[ \t]/ { q = q " " $0 }
    END { print "-\t" q }' "$here"/golden/*.golden |
    grep -v '#\|now()\|//\|estimate\|[$][A-Za-z`]' | tr -s ' ' | sort -u >"$tmp/golden"
grep 'by srcAddr, dstAddr\|distinct\|by dstPort$\|sort start desc\|by bytes' "$tmp/list" >"$tmp/few"

# The ways. Each prints all answers of a list, in the form of agree_warm.

cold() { # PROGRAM LIST PATH OPTION...
    p=$1 list=$2 path=$3
    shift 3
    while IFS="$tab" read -r window query; do
        printf '== %s\t%s\n' "$window" "$query"
        case $window in
        -) "$p" -q "$query" -o csv "$@" "$path" ;;
        *) "$p" -q "$query" -o csv --from "${window% *}" --to "${window#* }" "$@" "$path" ;;
        esac
    done <"$list" 2>/dev/null
}
tab=$(printf '\t')

twice() {
    cat "$1" "$1"
}

# compare NAME WANT: $tmp/got has to be the same. Names the first query whose
# answer is another.
compare() {
    count=$((count + 1))
    if cmp -s "$2" "$tmp/got"; then
        echo "ok $count - $1"
        return
    fi
    echo "not ok $count - $1"
    line=$(cmp "$2" "$tmp/got" 2>/dev/null | sed 's/.* line //')
    line=${line:-$(wc -l <"$tmp/got")}
    sed -n "1,${line}p" "$2" | grep -a '^== ' | tail -1 | sed 's/^/# /'
    diff -a "$2" "$tmp/got" | head -6 | cut -c1-200 | sed 's/^/# /'
}

levels=
for level in portable neon avx2 avx512; do
    if VPCSCOPE_CPU=$level "$program" --version >/dev/null 2>&1; then
        levels="$levels $level"
    fi
done

# agree LOG LIST: all ways over one log.
agree() {
    log=$tmp/$1 list=$tmp/$2 want=$tmp/want
    VPCSCOPE_CPU=portable cold "$program" "$list" "$log" --threads 1 >"$want"
    [ "$(grep -ac '^== ' "$want")" = "$(wc -l <"$list")" ] || echo "Bail out! $1: no answers"
    twice "$want" >"$tmp/want2"
    if [ -n "${AGREE_WITH:-}" ]; then
        cold "$AGREE_WITH" "$list" "$log" >"$tmp/got"
        compare "$1: $AGREE_WITH" "$want"
    fi
    if [ -n "${AGREE_QUICK:-}" ]; then
        "$warm" --threads 2 --snapshots "$log" <"$list" >"$tmp/got"
        compare "$1: warm, 2 threads, partial results" "$tmp/want2"
        return
    fi
    cold "$program" "$list" "$log" --threads 2 >"$tmp/got"
    compare "$1: cold, 2 threads" "$want"
    for level in $levels; do
        VPCSCOPE_CPU=$level "$warm" --threads 2 "$log" <"$list" >"$tmp/got"
        compare "$1: warm, 2 threads, $level" "$tmp/want2"
    done
    "$warm" "$log" <"$list" >"$tmp/got"
    compare "$1: warm, 1 thread" "$tmp/want2"
    "$warm" --threads 4 --snapshots "$log" <"$list" >"$tmp/got"
    compare "$1: warm, 4 threads, partial results" "$tmp/want2"
    "$warm" --threads 2 --together 4 "$log" <"$list" >"$tmp/got"
    compare "$1: warm, several in one pass" "$tmp/want2"
    "$warm" --threads 2 --ahead "$log" <"$list" >"$tmp/got"
    compare "$1: warm, columns ahead of need" "$tmp/want2"
    "$warm" --threads 2 --memory 300k "$log" <"$list" >"$tmp/got"
    compare "$1: warm, columns come and go" "$tmp/want2"
}

# With memory for so little that what is held goes to disk; not of distinct
# counts and percentiles, which become estimates.
agree_disk() { # LOG LIST
    log=$tmp/$1
    grep -v 'distinct\|pct\|median' "$tmp/$2" >"$tmp/exact"
    "$warm" --threads 2 --rounds 1 "$log" <"$tmp/exact" >"$tmp/want1"
    for threads in 1 2; do
        "$warm" --threads $threads --rounds 1 --states 600k "$log" <"$tmp/exact" >"$tmp/got"
        compare "$1: warm, $threads threads, on disk" "$tmp/want1"
    done
}

# Every kind of instructions in a process of its own, and 4 threads.
agree_cold() { # LOG LIST
    log=$tmp/$1 list=$tmp/$2
    for level in $levels; do
        VPCSCOPE_CPU=$level cold "$program" "$list" "$log" --threads 1 >"$tmp/got"
        compare "$1: cold, 1 thread, $level" "$tmp/want"
    done
    cold "$program" "$list" "$log" --threads 4 >"$tmp/got"
    compare "$1: cold, 4 threads" "$tmp/want"
}

# sums NAME QUERY AWK: over the log of many groups.
sums() {
    awk "$3" "$tmp/wide" >"$tmp/awks"
    "$program" -q "$2" -o csv "$tmp/wide" | tail -n +2 >"$tmp/got"
    compare "awk: $1" "$tmp/awks"
}

make_logs
agree small golden
agree wide few
agree default list
if [ -z "${AGREE_QUICK:-}" ]; then
    agree_cold default list
    agree_disk default list
    agree custom list
    agree hostile list
    agree_cold hostile list
    agree crlf few
    agree gz few
fi

sums 'rows and bytes' 'stats count(*), sum(bytes), sum(packets)' \
    'NR > 1 { n++; b += $10; p += $9 } END { printf "%d,%.0f,%.0f\n", n, b, p }'
sums 'distinct pairs' 'stats count(*) by srcAddr, dstAddr | stats count(*)' \
    'NR > 1 && !($4 " " $5 in s) { s[$4 " " $5]; n++ } END { print n }'
sums 'distinct sources, ports and both' \
    'fields concat(srcAddr, " ", dstPort) as both | stats count_distinct(srcAddr), count_distinct(dstPort), count_distinct(both)' \
    'NR > 1 { s[$4]; d[$7]; b[$4 " " $7] }
    function size(t, k, n) { for (k in t) n++; return n }
    END { print size(s) "," size(d) "," size(b) }'
echo "1..$count"
