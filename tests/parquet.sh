#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Parquet files of six writers (tests/parquet_files/make.mjs, make_more.mjs)
# beside the log that has the same records: the same answers to the queries of
# agree.queries. Then what other types look like, against the writer's own
# reading; and what is said of files that cannot be read, or not all of them.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$builddir/vpcscope
warm=$builddir/tests/agree_warm
here=$srcdir/tests/parquet_files
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# ok NAME: the status of the command before it is 0.
ok() {
    status=$?
    count=$((count + 1))
    [ $status = 0 ] || printf 'not '
    echo "ok $count - $1"
    return $status
}

same() { # NAME WANT GOT
    cmp -s "$2" "$3"
    ok "$1" || diff -a "$2" "$3" | head -6 | cut -c1-200 | sed 's/^/# /'
}

# run STATUS QUERY OPTION...: the answer to $tmp/got, messages to $tmp/err.
run() {
    want_status=$1 query=$2
    shift 2
    "$program" -q "$query" -o csv "$@" >"$tmp/got" 2>"$tmp/err"
    [ $? = "$want_status" ]
}

# --- The same answers

# The name of a file is an answer, too.
grep -v '^#' "$srcdir/tests/agree.queries" | grep -v '@ptr\|@log\|@ingestion' >"$tmp/list"
"$warm" "$here/records.log" <"$tmp/list" >"$tmp/want"
[ "$(grep -ac '^== ' "$tmp/want")" -gt 100 ]
ok "there are answers to compare with"
for file in arrow-delta arrow-lz4 arrow-plain arrow-snappy clickhouse \
    duckdb-gzip duckdb-texts duckdb-zstd-v2 hyparquet hyparquet-members \
    parquetjs-v2 polars-gzip; do
    "$warm" --threads 2 "$here/$file.parquet" <"$tmp/list" >"$tmp/got"
    same "$file: the answers of the log" "$tmp/want" "$tmp/got"
done
"$warm" --memory 100k "$here/hyparquet.parquet" <"$tmp/list" >"$tmp/got"
same "columns come and go" "$tmp/want" "$tmp/got"

# Without columns that are kept.
for query in 'stats count(*), sum(bytes), min(start) by action, azId | sort action, azId' \
    'filter srcAddr like "10.0." | stats count(*) by dstPort | sort dstPort' \
    'filter dstPort in [443, 5432] | fields srcAddr, dstPort, packets, @message | sort start, end, srcAddr, srcPort' \
    'parse @message "* * * *" as a, b, c, d | stats count(*) by c, d' \
    'filter @message like "subnet-0bb" | stats count_distinct(srcAddr), sum(packets)'; do
    run 0 "$query" "$here/records.log" && cp "$tmp/got" "$tmp/want"
    run 0 "$query" "$here/arrow-snappy.parquet"
    same "$query" "$tmp/want" "$tmp/got"
done

sed 1d "$here/records.log" | sort >"$tmp/want"
"$program" -q 'fields @message' -o raw "$here/duckdb-gzip.parquet" | sort >"$tmp/got"
same "records are written as the lines of the log" "$tmp/want" "$tmp/got"
run 0 'stats count(*) as n, count(bytes) as b' "$here/records.log" "$here/arrow-delta.parquet" &&
    [ "$(sed 1d "$tmp/got")" = 160,160 ]
ok "a log and a Parquet file together"

# The first 50 records, a row group, end at 1788429017 (by awk).
run 0 'stats count(*)' --stats --from 1788430000 "$here/arrow-plain.parquet" &&
    [ "$(sed 1d "$tmp/got")" = "$(awk 'NR > 1 && ($1 == "-" || $1 >= 1788430000)' "$here/records.log" | wc -l)" ] &&
    grep -q '"rows_scanned":30,' "$tmp/err"
ok "a row group outside of the window is not read"

# --- Other types

# Null and empty text are "-" here, and nothing there; the names differ.
awk -F, -v OFS=, 'NR > 1 { for (i = 1; i <= NF; i++) if ($i == "") $i = "-"; print }' \
    "$here/types.csv" >"$tmp/want"
run 0 'fields srcAddr, dstAddr, packets, bytes, protocol, version, srcPort, dstPort, start, end, flag, day, label, action, accountId | sort start' \
    "$here/types.parquet"
sed 1d "$tmp/got" >"$tmp/rows"
same "types that logs do not have" "$tmp/want" "$tmp/rows"
grep -q 'the column "nested" is nested and is left out' "$tmp/err" &&
    grep -q 'the column "list" is nested and is left out' "$tmp/err"
ok "columns that are left out are named"
run 0 'stats sum(srcPort) as s, max(@timestamp) as t' "$here/types.parquet" &&
    [ "$(sed 1d "$tmp/got")" = '1331,2026-09-03 06:00:04.000' ]
ok "they are numbers and times"

# as_csv FILE: as the writer reads it, without zeros after the digits of a
# fraction, and with - where there is nothing.
as_csv() {
    awk -F, -v OFS=, 'NR > 1 {
        for (i = 1; i <= NF; i++) {
            if ($i ~ /^-?[0-9]+\.[0-9]+$/) {
                sub(/0+$/, "", $i)
                sub(/\.$/, "", $i)
            }
        }
        print
    }' "$here/$1"
}

as_csv numbers.csv >"$tmp/want"
run 0 'fields srcAddr, dstAddr, protocol, srcPort, packets, ratio, bytes, large, action, start | sort start' "$here/numbers.parquet"
sed 1d "$tmp/got" >"$tmp/rows"
same "decimals" "$tmp/want" "$tmp/rows"
run 0 'filter srcPort = 443 | stats count(*), sum(packets)' "$here/numbers.parquet" &&
    [ "$(sed 1d "$tmp/got")" = 1,0 ]
ok "they are numbers"
as_csv split.csv >"$tmp/want"
run 0 'fields srcAddr, type, start | sort start' "$here/split.parquet"
sed 1d "$tmp/got" >"$tmp/rows"
same "split bytes of texts of a fixed size" "$tmp/want" "$tmp/rows"

# --- From pipes, compressed as a whole

"$program" -q 'stats count(*), sum(bytes)' -o csv - <"$here/records.log" >"$tmp/want"
cat "$here/clickhouse.parquet" | "$program" -q 'stats count(*), sum(bytes)' -o csv - >"$tmp/got"
same "through a pipe" "$tmp/want" "$tmp/got"
gzip -c "$here/clickhouse.parquet" >"$tmp/whole.gz"
run 0 'stats count(*), sum(bytes)' "$tmp/whole.gz"
same "within gzip" "$tmp/want" "$tmp/got"
gzip -c "$tmp/whole.gz" | "$program" -q 'stats count(*), sum(bytes)' -o csv - >"$tmp/got"
same "within gzip within gzip, through a pipe" "$tmp/want" "$tmp/got"
head -c 5000 "$here/clickhouse.parquet" | gzip >"$tmp/part.gz"
run 3 'stats count(*)' "$tmp/part.gz" && grep -q 'part.gz: .*its end is missing' "$tmp/err"
ok "a part of one within gzip is told"

# --- What cannot be read

run 3 'stats count(*)' "$here/arrow-brotli.parquet" && grep -q 'arrow-brotli.parquet: .*Brotli' "$tmp/err"
ok "a compression that is not supported is named"
head -c 5000 "$here/duckdb-gzip.parquet" >"$tmp/cut.parquet"
run 3 'stats count(*)' "$tmp/cut.parquet" && grep -q 'cut.parquet: .*its end is missing' "$tmp/err"
ok "a file that was cut is told"

run 3 'stats count(*)' "$here/ocsf.parquet" && grep -q 'ocsf.parquet: .*OCSF.*Security Lake' "$tmp/err"
ok "what Security Lake writes is told"

claims=$srcdir/tests/fuzz/corpus/parquet/claims
run 3 'stats count(*)' "$claims-rows" && grep -q 'damaged footer' "$tmp/err"
ok "more rows than there can be are not believed"
run 4 'fields @message | limit 1' "$claims-bytes" &&
    grep -q 'column "srcaddr", row group 1: the header of a page is damaged' "$tmp/err"
ok "damage that is met when records are written is told"

# A damaged page of hyparquet's first columns: zeros in place of 40 bytes.
{
    head -c 20 "$here/hyparquet.parquet"
    head -c 40 /dev/zero
    tail -c +61 "$here/hyparquet.parquet"
} >"$tmp/bad.parquet"
run 4 'stats sum(start), count(*)' "$tmp/bad.parquet" &&
    grep -q 'bad.parquet: column "start", row group 1:' "$tmp/err"
ok "damage to a column is told"
run 0 'stats sum(bytes) as b' "$tmp/bad.parquet" &&
    [ "$(sed 1d "$tmp/got")" = "$(awk 'NR > 1 { b += $21 } END { print b }' "$here/records.log")" ]
ok "and the other columns are read"

echo "1..$count"
