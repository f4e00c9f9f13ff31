#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every form a log comes in gives what its records give when they stand in a
# file by themselves: the sample, dressed in each of them by awk.

srcdir=${srcdir:-.} builddir=${builddir:-.}
srcdir=$(cd "$srcdir" && pwd)
program=$(cd "$builddir" && pwd)/vpcscope
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
count=0

report() { # report STATUS NAME
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
        return
    fi
    echo "not ok $count - $2"
    diff want got | head -5 | sed 's/^/# /'
    head -3 err | sed 's/^/# stderr: /'
}

# same NAME FILE [TEXT on stderr]: every field of every record is as it was.
same() {
    "$program" -q "$query" "$2" >got 2>err
    cmp -s want got && { [ -z "${3-}" ] || grep -qF -- "$3" err; }
    report $? "$1"
}

# has NAME FILE QUERY ANSWER (without the header line)
has() {
    echo "$4" >want
    "$program" -q "$3" "$2" 2>err | sed 1d >got
    cmp -s want got
    report $? "$1"
}

# Records of the default layout.
sed 1d "$srcdir/data/sample/vpc-default.log" | head -1000 >records
query='fields version, accountId, interfaceId, srcAddr, dstAddr, srcPort,
    dstPort, protocol, packets, bytes, start, end, action, logStatus, @message'
"$program" -q "$query" records >want.default
cp want.default want

awk '{ print "2024-05-01T12:00:00.123456+00:00 eni-0abc-all " $0 }' records >tailed
same "aws logs tail" tailed
awk '{ print "2018-09-22T20:28:14.000Z " $0 }' records >exported
same "an export to S3" exported
awk '{ print "Nov 30 07:41:24 host forwarder[12]: " $0 }' records >syslog
same "syslog" syslog
(head -1 "$srcdir/data/sample/vpc-default.log" && cat records) |
    awk '{ print "logs/a.log:" $0 }' >grepped
same "grep with names, a header among the lines" grepped
awk '{ printf "%s%s", (NR > 1 ? "\t" : ""), $0 } END { print "" }' records >line
same "all records in one line, TABs between" line
awk '{ printf "{\"message\":\"%s\"}", $0 }' records >firehose
same "Firehose, objects without newlines" firehose
gzip -c firehose >firehose.gz
same "the same in gzip" firehose.gz
awk 'BEGIN { printf "{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"g\"," \
            "\"logStream\":\"eni-0abc-all\",\"logEvents\":[" }
     { printf "%s{\"id\":\"%d\",\"timestamp\":%d000,\"message\":\"%s\"}",
           (NR > 1 ? "," : ""), NR, $11, $0 }
     END { print "]}" }' records >subscription
same "a CloudWatch subscription" subscription
awk 'BEGIN { print "@timestamp,@message,@logStream,@log" }
     { print "2024-05-01 12:00:00.000,\"" $0 "\",eni-0abc-all,1:g" }' \
    records >console.csv
same "the console's CSV" console.csv
awk 'BEGIN { printf "timestamp,message\r\n" }
     { printf "1.7284E+12,%s\r\n", $0 }' records >viewer.csv
same "the events viewer's CSV, saved again by a spreadsheet" viewer.csv
awk '{ print "EVENTS\t" NR "\t1700000005000\teni-0abc-all\t" $0 "\t" $11 "000" }
     END { print "SEARCHEDLOGSTREAMS\teni-0abc-all\tTrue" }' records >cli
same "filter-log-events as text" cli
for pack in "zstd -qc" "bzip2 -c" "xz -c"; do
    command -v ${pack%% *} >/dev/null || continue
    $pack records >packed
    same "${pack%% *}" packed
done

# The names and values of a table.
query='fields version, srcAddr, dstAddr, srcPort, dstPort, bytes, start, action'
"$program" -q "$query" records >want
awk 'BEGIN { print "version,srcaddr,dstaddr,srcport,dstport,bytes,start,action" }
     { print $1 "," $4 "," $5 "," $6 "," $7 "," $10 "," $11 "," $13 }' \
    records >table.csv
same "CSV of values" table.csv
awk 'BEGIN { print "\"version\",\"srcaddr\",\"dstaddr\",\"srcport\"," \
               "\"dstport\",\"bytes\",\"start\",\"action\"" }
     { for (i = 1; i <= 13; i++)
           if (i == 1 || (i >= 4 && i <= 7) || i == 10 || i == 11 || i == 13)
               printf "%s%s", (i == 1 ? "" : ","),
                   ($i == "-" ? "" : "\"" $i "\"")
       print "" }' records >athena.csv
same "Athena's CSV, nothing for -" athena.csv
awk '{ printf "{\"version\":%s,\"srcaddr\":\"%s\",\"dstaddr\":\"%s\"," \
              "\"srcport\":\"%s\",\"dstport\":\"%s\",\"bytes\":\"%s\"," \
              "\"start\":%s,\"action\":\"%s\"}\n",
           $1, $4, $5, $6, $7, $10, $11, $13 }' records >objects.jsonl
same "JSON objects, a line each" objects.jsonl

# A custom layout, with and without its header.
head -600 "$srcdir/data/sample/vpc-custom.log" >custom
query='fields start, end, region, vpcId, azId, subnetId, instanceId,
    interfaceId, flowDirection, srcAddr, dstAddr, srcPort, dstPort, protocol,
    pktSrcAddr, pktDstAddr, pktSrcAwsService, pktDstAwsService, trafficPath,
    packets, bytes, action, @message'
"$program" -q "$query" custom >want
sed 1d custom >bare
same "a custom layout is worked out from its values" bare \
    "22 of 22 columns were named"
awk '{ print "2024-05-01T12:00:00+00:00 eni-0abc-all " $0 }' bare >bare.tail
same "and behind what aws logs tail puts before it" bare.tail

# What wraps a record says when and where from.
has "the stream of the wrapper" subscription \
    'stats count(*) as n by @logStream' eni-0abc-all,1000
has "the name that grep found it in" grepped 'stats count(*) as n by @logStream' \
    logs/a.log,1000
awk '{ print "{\"timestamp\":1700000000123,\"message\":\"" $4 " " $5 " 5 6 7\"}" }' \
    records >timeless
"$program" -F 'srcaddr dstaddr srcport dstport bytes' \
    -q 'stats count(*) as n by @timestamp' timeless 2>err | sed 1d >got
echo '2023-11-14 22:13:20.123,1000' >want
cmp -s want got
report $? "a record without a time has the time of its event"
has "a message is the record alone" subscription \
    'filter @message like "DATA_MESSAGE" | stats count(*) as n' 0
has "and what stands before it is not searched" tailed \
    'filter @message like "eni-0abc-all" | stats count(*) as n' 0
"$program" -o raw -q 'sort @timestamp, @ptr' tailed 2>err | sort >got
sort records >want
cmp -s want got
report $? "raw output is the records"
sed 's/$/\r/' records >crlf
"$program" -o raw -q 'sort @ptr' crlf 2>err | sort >got
cmp -s want got
report $? "also where lines end as on Windows"
has "the end of a line is no part of its record" crlf \
    'filter @message like /[A-Z-]$/ | stats count(*) as n' 1000

# Text that is cut is told, what is whole is read.
# One event is mostly like the one before it, and then it is not.
awk 'BEGIN { printf "{\"events\": [" }
    function put(s) { printf "%s%s", (NR > 1 ? "," : ""), s }
    { shape = NR % 13 == 0 ? NR % 5 : int(NR / 7) % 5
      s = "\"logStreamName\":\"stream-" NR "\""; t = "\"timestamp\":" $11 "123"
      m = "\"message\":\"" $0 "\"" }
    shape == 0 { put("{" s "," t "," m ",\"eventId\":\"" NR "\"}") }
    shape == 1 { put("\n{ " t ",\n  " s ",\n  " m " }") }
    shape == 2 { sub(/-/, "\\u002d", m); put("{" m "," s "," t "}") }
    shape == 3 { put("{" t "," m "," s ",\"tags\":{\"a\":[1,{\"b\":2}]}}") }
    shape == 4 { put("{" t ",\"none\":null,\"o\":\"{\\\"x\\\": 1}\"," s "," m ",\"on\":true}") }
    END { print "]}" }' records >shapes.json
"$program" -o csv -q 'fields @logStream, @message' shapes.json 2>err | sed 1d | sort >got
awk '{ print "stream-" NR "," $0 }' records | sort >want
cmp -s want got && [ ! -s err ]
report $? "events whose members differ from those before"

head -c 50000 subscription >cut.json
"$program" -q 'stats count(*) as n' cut.json >got 2>err
[ $? = 4 ] && grep -q 'ends in the middle' err
report $? "cut JSON: status 4, and said"
grep -o '"message":"[^"]*"' cut.json | wc -l | awk '{ print "n\n" $1 }' >want
cmp -s want got
report $? "and its whole records are there"

# A folder as S3 has it: with a window, what cannot matter is not opened.
day=AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/23
mkdir -p $day
for hour in 05 08 12; do
    gzip -c records >$day/123456789012_vpcflowlogs_us-east-1_fl-1_20261123T${hour}00Z_ab.log.gz
done
echo junk >$day/notes.txt
"$program" -q 'stats count(*) as n' AWSLogs 2>err >got
printf 'n\n3000\n' >want
cmp -s want got && grep -q '1 file holds no flow records' err
report $? "without a window all of it is read"
"$program" --from 2026-11-23T07:30 --to 2026-11-23T08:10 -q 'stats count(*) as n' \
    AWSLogs 2>err >got
awk '$11 >= 1795419000 && $11 <= 1795421400 { n++ }
    END { print "n\n" n + 0 }' records >want # date -u +%s of both times
cmp -s want got && grep -q '2 files not opened: by the name' err
report $? "with one the others are not, and that is said"
"$program" --from 2026-11-23T07:30 --to 2026-11-23T08:10 -q 'stats count(*) as n' \
    $day/*T0500Z* 2>err >got
cmp -s want got
report $? "but what was named itself is"

# Far more files than may be open at once: plain ones and packed ones, and a
# query that goes back to their lines.
mkdir many
split -l 2 -a 3 records many/part.
ls many | wc -l | awk '{ print ($1 == 500 ? "ok" : $1) }' >got
echo ok >want
cmp -s want got
report $? "500 files of two records"
ls many/* | awk 'NR % 2 == 0' | xargs gzip
query='filter action = "REJECT" | sort @message | display @message, bytes'
"$program" -q "$query" records >want
(ulimit -n 64 && exec "$program" -q "$query" many) >got 2>err
cmp -s want got
report $? "are read where 64 may be open"
# The account and the region that only the names of files tell.
mkdir named
name=123456789012_vpcflowlogs_eu-west-1_fl-0abc_20240501T1200Z_0123abc
{
    echo srcaddr bytes start action
    echo 10.0.0.1 5 1714564800 ACCEPT
    echo 10.0.0.2 7 1714564801 REJECT
} >named/${name}d.log
gzip -c named/${name}d.log >named/${name}e.log.gz
{
    echo srcaddr bytes start region
    echo 10.0.0.1 9 1714564800 us-east-2
} >named/${name}f.log
named() { # NAME, what comes out, QUERY
    got=$("$program" -q "$3" named 2>err)
    count=$((count + 1))
    if [ "$got" = "$2" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        echo "# got $got"
    fi
}
named 'account and region by the names of files' 'accountId,region,n,b
123456789012,eu-west-1,4,24
123456789012,us-east-2,1,9' 'stats count(*) as n, sum(bytes) as b by accountId, region | sort n desc'
named 'a condition on them' 'srcAddr,region
10.0.0.2,eu-west-1
10.0.0.2,eu-west-1' \
    'filter region = "eu-west-1" and action = "REJECT" | fields srcAddr, region'
named 'a record of that region has it from its line' 'b
9' 'filter region like "us-east" | stats sum(bytes) as b'
cat >keys <<'END'
size 100x30
i "stats count(*) as n by region, accountId | sort n desc" Enter
screen end
END
"$program" --replay keys named >out 2>&1
count=$((count + 1))
if grep -q 'eu-west-1 .*123456789012 .*4' out && grep -q 'us-east-2 .*1' out; then
    echo "ok $count - and in the explorer"
else
    echo "not ok $count - and in the explorer"
    sed 's/^/# /' out
fi

# A column that only a later header has, and a condition on it.
late() { # NAME WANTED QUERY FILE
    got=$("$program" -o csv -q "$3" "$4" 2>err | tail -n +2)
    count=$((count + 1))
    if [ "$got" = "$2" ] && grep -q 'so far, so it is null until one is' err; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        sed 's/^/# /' err
        echo "# got $got"
    fi
}
columns='version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
record='2 123456789012 eni-1 10.0.0.1 10.0.0.2 1 2 6 3 4 1788415200 1788415201 ACCEPT OK'
{
    echo "$columns"
    printf '%s\n' "$record" "$record" "$record" "$record" "$record"
    echo "$columns new-col"
    echo "$record hello"
} >late.log
gzip -kf late.log
awk 'BEGIN {
    for (i = 0; i < 40000; i++)
        print "{\"srcaddr\":\"1.1.1.1\",\"dstaddr\":\"2.2.2.2\",\"bytes\":1}"
    print "{\"srcaddr\":\"1.1.1.1\",\"dstaddr\":\"2.2.2.2\",\"bytes\":1,\"newCol\":\"hello\"}"
}' >late.json
for file in late.log late.log.gz late.json; do
    late "a column of a later header: $file" 1 'stats count(newCol)' $file
    late "a condition on it: $file" 1 'filter newCol = "hello" | stats count(*)' $file
    late "by any spelling: $file" hello,1 \
        'filter isPresent(new_col) | stats count(*) by new_col' $file
done
{
    echo "$columns"
    echo "$record"
    echo "$columns srcaddr tag_1"
    echo "$record 9.9.9.9 one"
} >twice.log
late 'the second of two columns' 9.9.9.9,1 \
    'filter isPresent(srcAddr_2) | stats count(*) by srcAddr_2' twice.log
late 'a name that ends in a number' 1 \
    'filter tag_1 = "one" | stats count(*)' twice.log
late 'rows without it' 5 'filter not isPresent(newCol) | stats count(*)' late.log

echo "1..$count"
