#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Batch mode with --follow: rows as they come, groups again, pipes, folders,
# windows that move with the clock, and how it ends. What must come out is
# counted by awk in the lines that were written.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
genlog=$(cd "$builddir" && pwd)/tests/bench/genlog
parquet=$(cd "$srcdir" && pwd)/tests/parquet_files/duckdb-gzip.parquet
tmp=$(mktemp -d) || exit 99
pid=
stop() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null
    pid=
}
trap 'stop; rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
count=0
limit_s=${FOLLOW_TEST_LIMIT:-20}

report() {
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
        return
    fi
    echo "not ok $count - $2"
    tail -5 out | sed 's/^/# stdout: /'
    tail -5 err | sed 's/^/# stderr: /'
}

# becomes NAME COMMAND...: the command succeeds before the limit.
becomes() {
    name=$1
    shift
    tries=$((limit_s * 20))
    while ! "$@" && [ $tries -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.05
    done
    "$@"
    report $? "$name"
}

follow() {
    stop
    : >out
    "$program" --follow "$@" >out 2>err &
    pid=$!
}

lines_are() {
    [ "$(wc -l <out)" -eq "$1" ]
}

last_is() {
    [ "$(tail -1 out)" = "$1" ]
}

"$genlog" --rows 3000 --seed 6 -o all.log
# Lines FROM to TO of the log, whose first line is its header.
part() {
    sed -n "$1,$2p" all.log
}
rejected() {
    awk -v to="$1" 'NR > 1 && NR <= to && $13 == "REJECT"' all.log | wc -l
}

part 1 1001 >rows.log
follow -q 'filter action = "REJECT" | fields srcAddr, dstPort' rows.log
becomes 'the rows that are there' lines_are $(($(rejected 1001) + 1))
part 1002 2500 >>rows.log
becomes 'new rows as they come' lines_are $(($(rejected 2500) + 1))
part 2501 3001 >>rows.log
becomes 'and again' lines_are $(($(rejected 3001) + 1))
awk 'NR > 1 && $13 == "REJECT" {print $4 "," $7}' all.log | sort >want
tail -n +2 out | sort | cmp -s - want
report $? 'each once'
kill -INT $pid
wait $pid
[ $? = 130 ]
report $? 'an interrupt ends it with 130'

# Two seconds, each with enough records for several chunks, and one record
# without a time; then more at once.
equal() { # FROM TO START
    awk -v from="$1" -v to="$2" -v start="$3" 'BEGIN {
        for (i = from; i <= to; i++)
            print "2 1 eni-1 10.0.0.1 10.9.9.9 1 2 6 1 " i, start, \
                start " ACCEPT OK" }'
}
{
    echo "2 1 eni-1 10.0.0.1 10.9.9.9 1 2 6 1 7000 - - ACCEPT OK"
    equal 3001 6000 1788422461
    equal 1 3000 1788422460
} >equal.log
in_order() { # the last record
    [ "$(tail -1 out)" = "$1" ] &&
        awk 'NR > 1 { want = NR == 6002 ? 7000 : NR - 1 - (NR > 6002)
            if ($1 + 0 != want) exit 1 }' out
}
follow -q 'fields bytes' equal.log
becomes 'oldest first, as they stand in a second, without a time last' \
    in_order 7000
equal 6001 6500 1788422462 >>equal.log
becomes 'and so is what comes later' in_order 6500
pid=

part 1 1001 >groups.log
follow --every 100ms -q 'stats count(*) as n by action | sort n desc | limit 1' groups.log
most() {
    awk -v to="$1" 'NR > 1 && NR <= to {n[$13]++}
        END {for (a in n) if (n[a] > m) m = n[a]; print "ACCEPT," m}' all.log
}
becomes 'groups' last_is "$(most 1001)"
part 1002 3001 >>groups.log
becomes 'groups again' last_is "$(most 3001)"
[ "$(grep -c '^action,n$' out)" -ge 2 ] && [ "$(grep -c '^$' out)" -ge 1 ]
report $? 'each with its names, and an empty line between'
stop

mkdir folder
part 1 1001 >folder/a.log
follow --every 100ms -q 'stats count(*) as n' folder
becomes 'a folder' last_is 1000
{
    part 1 1
    part 1002 1501
} >folder/b.log
becomes 'a file that comes into it' last_is 1500
mv folder/a.log folder/a.log.1
{
    part 1 1
    part 1502 1600
} >folder/a.log
becomes 'a file in the place of one that was moved' last_is 1599
# In two parts, as a download writes it; its footer is in the last.
head -c 5000 "$parquet" >folder/c.parquet
sleep 0.3
tail -c +5001 "$parquet" >>folder/c.parquet
becomes 'a Parquet file, once it is all there' last_is 1679
stop

{
    part 1 1001
    sleep 0.5
    part 1002 3001
} | "$program" --follow --every 100ms -q 'stats count(*) as n' >out 2>err
status=$?
[ $status = 0 ] && last_is 3000
report $? 'a pipe, until it ends'

status=0
printf 'PAR1\0\1' | "$program" --follow -q 'stats count(*) as n' >out 2>err ||
    status=$?
[ $status = 3 ] && [ "$(grep -c 'its end is missing' err)" = 1 ]
report $? 'a pipe without records ends, and is told'

# Deliveries: lines of JSON as they come, all else when it is all there. A
# script writes them, so that the program can be waited for.
objects() {
    part "$1" "$2" | awk -v eni="$3" '{
        print "{\"message\":\"" $0 "\",\"logStream\":\"" eni "\"}" }'
}
document() {
    part "$1" "$2" | awk 'BEGIN { print "{\n  \"events\": [" }
        { print (NR > 1 ? "  , " : "    ") "{\"message\": \"" $0 "\"}" }
        END { print "  ]\n}" }'
}
by_stream='stats count(*) as n by @logStream | sort n desc | limit 1'
mkfifo pipe
sleep 60 >pipe &
holder=$!
"$program" --follow --every 100ms -q "$by_stream" - <pipe >out 2>err &
pid=$!
objects 2 1001 eni-a >pipe
becomes 'lines of JSON through a pipe that stays open' last_is eni-a,1000
objects 1002 1101 eni-a >pipe
becomes 'and more of them' last_is eni-a,1100
kill $holder
stop

whole() { # NAME, the number of records in the file "in"
    # shellcheck disable=SC2002 # a pipe is what is tested
    cat in | "$program" --follow --every 100ms -q 'stats count(*) as n' - \
        >out 2>err && last_is "$2"
    report $? "$1"
}
document 2 501 >in
whole 'a JSON document through a pipe' 500
document 2 501 | gzip >in
whole 'a JSON document, compressed' 500
part 1 501 | gzip >in
whole 'a compressed log' 500
objects 2 501 eni-a | tr -d '\n' >in
whole 'JSON without line ends' 500
cp "$parquet" in
whole 'a Parquet file through a pipe' 80
{ document 2 501; exec sleep 60; } >pipe &
holder=$!
"$program" --follow -q "$by_stream" - <pipe >out 2>err &
pid=$!
becomes 'that it waits for the end is told' grep -q 'is read when it has ended' err
kill $holder
stop
mkfifo named
{ document 2 501; exec sleep 60; } >named &
holder=$!
follow --every 100ms -q 'stats count(*) as n' named
becomes 'and by the name of a pipe' grep -q 'named: is read when it has ended' err
kill $holder
becomes 'which has ended then' last_is 500
# And another document, by whoever writes next.
document 502 601 >named &
becomes 'until the next one' last_is 600
stop

# A pipe that has a name is there when its writer is gone.
mkfifo writers
part 1 101 >beside.log
follow --every 100ms -q 'stats count(*) as n' writers beside.log
becomes 'a pipe to which nobody writes keeps nobody waiting' last_is 100
part 1 501 >writers &
becomes 'lines through it' last_is 600
printf %s "$(part 502 601)" >writers &
becomes 'those of another writer, whose last line has no end' last_is 700
part 602 701 >writers &
becomes 'and those of the next' last_is 800
part 102 201 >>beside.log
becomes 'files beside it' last_is 900
kill -INT $pid
{
    sleep "$limit_s"
    kill -KILL $pid
} 2>/dev/null &
wait $pid
[ $? = 130 ]
report $? 'an interrupt ends that, too'
kill $! 2>/dev/null
pid=

: >late.json
follow --every 100ms -q "$by_stream" late.json
sleep 0.3
objects 2 11 eni-b >>late.json
becomes 'lines of JSON in a file that was empty' last_is eni-b,10
objects 12 21 eni-b >>late.json
becomes 'and more of them' last_is eni-b,20
stop
part 1 101 | gzip >grows.gz
follow --every 100ms -q 'stats count(*) as n' grows.gz
becomes 'a compressed file' last_is 100
part 102 201 | gzip >>grows.gz
becomes 'that it is read once is told when it grows' \
    grep -q 'grows.gz: has changed since it was read' err
stop

: >late.log
follow --every 100ms -q 'stats count(*) as n' late.log
sleep 0.3
part 1 11 >>late.log
becomes 'a file that is empty at first' last_is 10
stop

# Records of just now, and one of an hour ago.
record() {
    echo "2 123456789012 eni-0a 10.0.0.1 10.0.1.9 4000 443 6 1 $2 $1 $1 ACCEPT OK"
}
now=$(date +%s)
{
    record $((now - 3600)) 1
    record $((now - 5)) 2
} >clock.log
follow --every 100ms --last 10m -q 'stats sum(bytes) as b' clock.log
becomes '--last counts back from now' last_is 2
record "$(date +%s)" 40 >>clock.log
becomes 'and goes on' last_is 42
stop
follow --every 100ms --anchor newest --last 2h -q 'stats count(*) as n' all.log
"$program" --last 2h -q 'stats count(*) as n' all.log | tail -1 >want
becomes '--anchor newest counts back from the newest record' last_is "$(cat want)"
stop
"$program" --anchor now --last 10m -q 'stats count(*) as n' all.log >out 2>err
last_is 0
report $? '--anchor now without --follow'

"$program" --follow -q 'fields srcAddr' all.log 2>err | head -2 >out
[ "$(head -1 out)" = srcAddr ] && ! [ -s err ]
report $? 'a reader that goes away ends it quietly'

refused() {
    "$program" "$@" all.log >out 2>err
    [ $? = 2 ] && [ -s err ] && ! [ -s out ]
    report $? "refused: $*"
}
refused --every 5s -q 'stats count(*)'
refused --follow --every never -q 'stats count(*)'
refused --follow --stats -q 'stats count(*)'
refused --follow --to -5m -q 'stats count(*)'
refused --anchor yesterday -q 'stats count(*)'

# Files that nobody has written to for a minute rest. Whoever writes to them
# does so by an open descriptor, whatever becomes of their names.
rested() { # FILE FROM TO
    part "$2" "$3" >"$1"
    touch -t 202001010000 "$1"
}
rested turned.log 2 11
exec 3>>turned.log
follow -q 'fields srcAddr' turned.log
becomes 'a file that rests' lines_are 11
mkdir elsewhere
mv turned.log elsewhere/turned.1
sleep 0.3 # a look that misses it
part 12 21 >&3
becomes 'is still followed when it was moved away' lines_are 21
part 22 31 >turned.log
becomes 'beside the one in its place' lines_are 31
rm elsewhere/turned.1
part 32 41 >&3
becomes 'and when it is deleted' lines_are 41
sed 1d out | sort >got
part 2 41 | awk '{ print $4 }' | sort | cmp -s - got
report $? 'each record once'
stop

mkdir hidden
rested hidden/a.log 2 11
rested hidden/b.log 12 21
exec 3>>hidden/a.log 4>>hidden/b.log
follow -q 'fields srcAddr' hidden
becomes 'files of a folder that rest' lines_are 21
mv hidden/a.log hidden/.a.log.1
rm hidden/b.log
sleep 0.3
part 22 31 >&3
becomes 'one that is hidden then' lines_are 31
part 32 41 >&4
becomes 'one that is deleted' lines_are 41
stop
exec 3>&- 4>&-

# With descriptors for few of them: it is said which one is lost.
mkdir many
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    rested many/$i.log $((i + 1)) $((i + 1))
done
stop
: >out
(
    ulimit -n 24
    exec "$program" --follow -q 'fields srcAddr' many >out 2>err
) &
pid=$!
becomes 'more files than there are descriptors' lines_are 21
mv many/*.log elsewhere
part 22 31 >many/more.log
becomes 'another one' lines_are 31
becomes 'those that are lost are told' grep -q 'log: is no longer there' err
stop

# What "aws logs tail --follow" prints, through a pipe that stays open.
"$genlog" --rows 200 --seed 5 | sed 1d |
    awk '{ print "2024-05-01T12:00:00+00:00 eni-0abc-all " $0 }' >tail.log
(cat tail.log; sleep 60) | "$program" --follow -q 'filter action = "REJECT" |
    display srcAddr, dstPort, @logStream' - >out 2>err &
pid=$!
want=$(awk '$15 == "REJECT"' tail.log | wc -l)
becomes "records behind a prefix are followed" lines_are $((want + 1))
awk '$15 == "REJECT" { print $6 "," $9 ",eni-0abc-all" }' tail.log | sort >want
sed 1d out | sort | cmp -s - want
report $? "and have their fields, and the name of the stream"
stop
echo "1..$count"
