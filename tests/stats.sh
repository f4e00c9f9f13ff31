#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What --stats tells about trusting a sum: records by log status, layouts that
# were guessed, traffic that is counted twice. The numbers are awk's.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
genlog=$(cd "$builddir" && pwd)/tests/bench/genlog
sample=$(cd "$srcdir" && pwd)/data/sample/vpc-default.log
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
count=0

# say NAME: of the last command's status.
say() {
    [ $? = 0 ] || printf 'not '
    count=$((count + 1))
    echo "ok $count - $1"
}

# stats [OPTIONS] FILES: the object, in the file stats.
stats() {
    "$program" --stats -q 'stats count(*) as n' "$@" >out 2>err </dev/null
    grep '^{' err >stats
}

has() {
    grep -qF -- "$2" stats
    say "$1"
    grep -qF -- "$2" stats || sed 's/^/# /' stats
}

# value PATH: a member of the object, read back as JSON (behind a word, since
# a file of JSON is taken for a delivery of records).
value() {
    sed 's/^/json /' stats >line
    "$program" -o tsv -q "parse @message \"json *\" as j
        | json field=j \"$1\" as v | display v" line 2>err | sed 1d
}

# Log status.
{
    head -300 "$sample"
    awk 'NR > 300 && NR <= 340 { $NF = NR % 4 ? "SKIPDATA" : "-"; print }
         NR > 340 && NR <= 343 { $NF = "LATER"; print }' "$sample"
} >status.log
want=$(awk 'NR > 1 { n[$NF]++ } END {
    printf "\"log_status\":{\"OK\":%d,\"NODATA\":%d,\"SKIPDATA\":%d,\"other\":%d,\"none\":%d}",
        n["OK"], n["NODATA"], n["SKIPDATA"], n["LATER"], n["-"] }' status.log)
stats status.log
has 'records by log status' "$want"
cut -d' ' -f3-12 status.log >without.log
stats without.log
has 'records without a status' \
    '"log_status":{"OK":0,"NODATA":0,"SKIPDATA":0,"other":0,"none":342}'
from=$(awk 'NR == 100 { print $11 }' status.log)
want=$(awk -v from="$from" 'NR > 1 && $11 >= from && $NF == "SKIPDATA"' \
    status.log | wc -l | tr -d ' ')
stats --from "$from" status.log
[ "$(value log_status.SKIPDATA)" = "$want" ]
say "the status of what is in the window only ($want)"
stats status.log
cp out with
"$program" -q 'stats count(*) as n' status.log >out 2>err
cmp -s out with
say 'the result is the same'
[ ! -s err ]
say 'without --stats nothing is told'

# The same traffic at two interfaces; records that are there twice.
{
    head -40 "$sample" | sed 1d | sed 's/eni-[0-9a-f]*/eni-0eeeeeeeeeeeeeee9/'
    head -301 "$sample" | tail -12
} >two.log
head -301 "$sample" >one.log
cat one.log two.log | awk '$NF == "OK" {
    k = $4 " " $5 " " $6 " " $7 " " $8 " " int($11 / 600)
    n[k]++; all++; at[$3, k] = 1; copies += $0 in line; line[$0] = 1 }
    END { for (x in at) { split(x, p, SUBSEP); seen[p[2]]++ }
          for (k in n) if (seen[k] > 1) again += n[k]
          printf "\"several_interfaces\":{\"records\":%d,\"of\":%d,\"likely\":true},", again, all
          printf "\"copies\":{\"records\":%d,\"of\":%d,\"likely\":true}", copies, all
    }' >want
stats one.log two.log
has 'traffic at several interfaces, and copies' "$(cat want)"
has 'all records were compared' '"sample":{"parts":1,"records":1}'
gzip -c one.log >one.gz
stats one.log one.gz
[ "$(value double_counting.copies.records)" = "$(grep -c ' OK$' one.log)" ]
say 'a file and its compressed copy'
stats one.log
has 'nothing is there twice in one file' '"copies":{"records":0,'
has 'which is not likely' '"likely":false}},"sample"'
cut -d' ' -f4,5,10 one.log >few.log
stats few.log
has 'records that name no interface' '"several_interfaces":null,'

# A Transit Gateway has attachments in the place of interfaces.
cat >tgw.log <<'END'
version tgw-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status
6 tgw-attach-1 10.0.0.1 10.1.0.1 40000 443 6 1 40 1788422401 1788422460 OK
6 tgw-attach-2 10.0.0.1 10.1.0.1 40000 443 6 1 40 1788422401 1788422460 OK
6 tgw-attach-1 10.0.0.2 10.1.0.1 40001 443 6 1 40 1788422401 1788422460 OK
6 tgw-attach-2 10.0.0.2 10.1.0.1 40001 443 6 1 40 1788423001 1788423060 OK
END
stats tgw.log
has 'traffic at several attachments, at the same time' \
    '"several_interfaces":{"records":2,"of":4,"likely":true}'

# Of many records a sample from all of them is compared: a third is there
# twice, in the oldest part.
"$genlog" --rows 60000 --seed 11 -o many.log
head -30001 many.log >again.log
stats many.log again.log
[ "$(value sample.records)" = 4 ]
say 'of 90,000 records one of four is compared'
records=$(value double_counting.copies.records)
of=$(value double_counting.copies.of)
awk -v n="$records" -v of="$of" 'BEGIN {
    exit !(of > 18000 && of < 27000 && n / of > 0.30 && n / of < 0.37) }'
say "and a third of them are copies ($records of $of)"
awk '{ if (FNR > 1) $3 = "eni-0eeeeeeeeeeeeeee9"; print }' again.log >other.log
stats many.log other.log
records=$(value double_counting.several_interfaces.records)
of=$(value double_counting.several_interfaces.of)
awk -v n="$records" -v of="$of" 'BEGIN {
    exit !(of > 15000 && of < 27000 && n / of > 0.60 && n / of < 0.75) }'
say "two thirds are of connections at two interfaces ($records of $of)"

# Layouts that were worked out.
"$genlog" --layout v5 --rows 500 --seed 3 --no-header -o v5.log
stats v5.log one.log
has 'a known order without a header' \
    '"guessed":[{"file":"v5.log","order":"all fields up to version 5","named":29,"unnamed":0,"lines":200}]'
awk 'NR > 1 && $NF == "OK" && ++n <= 50 {
    print "x" n % 7, $5, $4, $11, $12, $6, $7, $10, $9, $13 }' "$sample" >odd.log
stats odd.log
[ "$(value 'guessed[0].order')" = '' ] && [ "$(value 'guessed[0].lines')" = 50 ] &&
    [ $(($(value 'guessed[0].named') + $(value 'guessed[0].unnamed'))) = 10 ]
say 'columns that were named by their values'
echo "1..$count"
