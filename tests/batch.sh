#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Batch mode at its edges: inputs that are missing, empty, binary, cut or
# compressed, outputs that cannot be written, signals; and what the exit
# status says of each.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
genlog=$(cd "$builddir" && pwd)/tests/bench/genlog
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
count=0

# expect NAME STATUS OUTPUT [TEXT on stderr]: of the last run.
expect() {
    count=$((count + 1))
    if [ "$status" = "$2" ] && [ "$(cat out)" = "$3" ] &&
        { [ -z "${4-}" ] || grep -qF -- "$4" err; }; then
        echo "ok $count - $1"
        return
    fi
    echo "not ok $count - $1"
    echo "# status $status, expected $2"
    head -5 out | sed 's/^/# stdout: /'
    head -5 err | sed 's/^/# stderr: /'
}

run() {
    "$program" "$@" >out 2>err </dev/null
    status=$?
}

n='stats count(*) as n'
none='n
0'

"$genlog" --rows 5000 --seed 4 -o good.log
rows="n
5000"
run -q "$n" good.log
expect 'a good file' 0 "$rows"
"$genlog" --rows 6000 --seed 5 -o more.log
run -q 'fields bytes' --strict good.log more.log
sed -n '$=' out >lines && mv lines out
expect '--strict: 10,000 rows and the header without a limit' 0 10001
run -q 'fields bytes | limit 10500' --strict good.log more.log
sed -n '$=' out >lines && mv lines out
expect '--strict: more with a limit' 0 10501
run -q 'fields bytes' good.log more.log
sed -n '$=' out >lines && mv lines out
expect 'all rows otherwise' 0 11001
run -q "$n" good.log nosuch.log
expect 'a missing file is named, the rest is read' 3 "$rows" 'nosuch.log'
: >empty.log
run -q "$n" empty.log
expect 'an empty file holds no records' 3 "$none" 'empty.log'
run -q "$n" empty.log good.log
expect 'an empty file beside a good one' 0 "$rows" 'empty.log'
head -c 100000 /dev/zero >zero.bin
run -q "$n" zero.bin
expect 'a binary file holds no records' 3 "$none" 'zero.bin'
mkdir folder folder/sub
run -q "$n" folder
expect 'a folder without files' 3 "$none" 'folder'
cp good.log folder/sub/b.log
cp zero.bin folder/a.bin
run -q "$n" folder
expect 'a folder is walked, what holds no records is passed over' 0 "$rows"
head -1 good.log >header.log
run -q "$n" header.log
expect 'a header alone is fine' 0 "$none"
run -e -q 'fields srcAddr' header.log
expect 'no rows with -e' 1 srcAddr

gzip -c good.log >good.log.gz
run -q "$n" good.log.gz
expect 'gzip' 0 "$rows"
cp good.log.gz named.log
run -q "$n" named.log
expect 'gzip by its content, whatever the name' 0 "$rows"
{ head -2001 good.log | gzip -c; tail -n +2002 good.log | gzip -c; } >members.gz
run -q "$n" members.gz
expect 'all members of a gzip file' 0 "$rows"
head -c 60000 good.log.gz >cut.gz
run -q "$n" --stats cut.gz
expect 'a gzip file cut short is incomplete' 4 "$(cat out)" '"complete":false'
count=$((count + 1))
[ "$(grep -c '^vpcscope: .*cut short' err)" = 1 ] || printf 'not '
echo "ok $count - the damage is told once"
count=$((count + 1))
grep -q '"messages":\["cut.gz: [^"]*cut short' err || printf 'not '
echo "ok $count - --stats has it, too"
whole=$(sed -n 2p out)
count=$((count + 1))
if [ "$whole" -gt 100 ] && [ "$whole" -lt 5000 ]; then
    echo "ok $count - what came before the cut is read ($whole rows)"
else
    echo "not ok $count - what came before the cut is read ($whole rows)"
fi

{ head -3 good.log && echo '2 too "few' && tail -n +4 good.log &&
    echo '2 too few'; } >junk.log
run -q "$n" --stats junk.log good.log
expect '--stats: skipped lines by file and reason' 0 "n
10000" '"lines_skipped":2,"skipped":[{"file":"junk.log","line":4,"count":2,"reason":"3 values, the layout has 14"}],"messages":[],'
"$program" -q "$n" - <good.log >out 2>err
status=$?
expect 'a file as standard input' 0 "$rows"
# shellcheck disable=SC2002 # a pipe is what is tested
cat good.log.gz | "$program" -q "$n" >out 2>err
status=$?
expect 'a gzip pipe as standard input' 0 "$rows"
tail -n +2 good.log >bare.log
run -q "$n, count(srcAddr) as s" bare.log
expect 'records of the default format without a header' 0 'n,s
5000,5000'
cut -d' ' -f4,5,13 bare.log >three.log
# shellcheck disable=SC2016 # the format is written with dollars
run -q 'stats count(*) as n, count(action) as a, count(bytes) as b' --format '${srcaddr} ${dstaddr} ${action}' three.log
expect 'a format given by hand' 0 'n,a,b
5000,5000,0'
run -q "$n, count(srcAddr) as s" three.log
expect 'an unknown format is read as messages' 0 'n,s
5000,0' '--format'
tr '\n' '\r' <good.log | sed 's/\r/\r\n/g' >crlf.log
run -q "$n, count_distinct(logStatus) as s" crlf.log
expect 'lines that end in CR LF' 0 "$("$program" -q "$n, count_distinct(logStatus) as s" good.log)"
printf '\357\273\277' | cat - good.log >bom.log
run -q "$n" bom.log
expect 'a byte order mark' 0 "$rows"
printf '2 1 eni-1 \033]0;x\007 10.0.0.2 1 2 6 1 40 1788422400 1788422460 ACCEPT OK\n' >hostile.log
run -o table -q 'display srcAddr' hostile.log
expect 'control bytes do not reach the table' 0 'srcAddr
────────
^[]0;x^G'

# Hostile and damaged inputs.
mkdir bad
for i in 1 2 3 4 5 6 7 8 9; do
    { head -11 good.log; echo '2 3'; } >bad/$i.log
done
run -q "$n" bad
expect 'bad lines in more files than are named' 0 'n
90' '1 more files'
escape=$(printf 'a\033[31m.log')
run -q "$n" "$escape"
expect 'control bytes of a file name do not reach the terminal' 3 "$none" \
    'a^[[31m.log'
run -q "$n" /dev/null good.log
expect 'a device is no file' 3 "$rows" '/dev/null: is not a file'
mkdir loops
cp good.log loops/good.log
ln -s ../loops loops/self
run -q "$n" loops
expect 'a folder with a link to itself is walked once' 0 "$rows"
ln -s b loops/a
ln -s a loops/b
run -q "$n" loops
expect 'links in a circle are named' 3 "$rows" 'loops/a: cannot be opened'
run -q "$n" good.log ./good.log
expect 'a file given twice is read once' 0 "$rows" 'given twice'
# shellcheck disable=SC2002 # a pipe is what is tested
cat good.log | "$program" -q "$n" - empty.log - >out 2>err
status=$?
expect 'so is a pipe' 0 "$rows" '-: is given twice'
for size in 1 10 30000 $(($(wc -c <good.log.gz) - 1)); do
    head -c "$size" good.log.gz >short.gz
    run -q "$n" good.log short.gz
    if [ "$size" -gt 2 ]; then
        expect "a gzip file of $size bytes only" 4 "$(cat out)" 'cut short'
    else
        expect 'one byte of it is no text' 0 'n
5000' 'it is no text'
    fi
done
{ cat good.log; head -c 10000000 /dev/zero | tr '\0' a; echo
    printf '2 1\000 3\n'; tail -n +2 good.log; } >odd.log
run -q "$n" odd.log
expect 'a line of 10 MB and NUL bytes in mid-file are skipped' 0 'n
10000' 'line skipped: holds NUL bytes'
awk 'BEGIN { for (i = 0; i < 20000; i++)
    print i % 2 ? "srcaddr bytes\n10.0.0.1 " i : "bytes srcaddr action\n" i " 10.0.0.1 A"
}' >changing.log
run -q 'stats count(*) as n, sum(bytes) as b, count_distinct(srcAddr) as s' changing.log
expect 'layouts that change with every record' 0 'n,b,s
20000,199990000,1'

run -q 'filter'
expect 'an incomplete query' 2 '' 'query:1:'
run -q "$n" --last soon good.log
expect 'a wrong option value' 2 '' '--last soon'
run --nosuch
expect 'an unknown option' 2 '' '--nosuch'
run good.log
expect 'no query and no terminal' 2 '' 'stdout is not a terminal'
run -q "$n" --from 2030-01-01 good.log
expect 'a window without records' 0 "$none"
run -q "$n" --from 2026-09-04 --to 2026-09-03 good.log
expect 'a window upside down' 2 '' 'is after'
if [ -w /dev/full ]; then
    "$program" -q '' good.log >/dev/full 2>err
    status=$?
    : >out
    expect 'output that cannot be written' 4 '' 'cannot write'
fi
"$program" -q '' good.log 2>err | head -1 >out
status=$?
expect 'a reader that goes away is no error' 0 '@timestamp,@message'

"$genlog" --rows 1000000 --seed 5 -o large.log
slow='fields sha256(concat(sha256(@message), sha256(srcAddr))) as h | stats count(*) as n, min(h) as m by h | limit 1'
"$program" -q "$slow" --threads 1 large.log >out 2>err &
pid=$!
sleep 1
kill -INT $pid
wait $pid
status=$?
expect 'Ctrl-C writes what there is' 130 "$(cat out)" 'interrupted'
for threads in 2 3 8; do
    q='stats count(*) as n, sum(bytes) as b by srcAddr | sort n desc, srcAddr | limit 50'
    run -q "$q" --threads 1 large.log good.log
    expect "$threads threads answer as one does" 0 \
        "$("$program" -q "$q" --threads $threads large.log good.log)"
done
run -q 'stats values(@message) as n' --memory 1M large.log
expect 'a budget that is too small says so' 4 '' 'memory'

# Cut while it is read: the rows that were read have all their values.
for delay in 0.02 0.1 0.3; do
    cp large.log cut.log
    { sleep $delay; dd if=/dev/null of=cut.log bs=1 seek=30000001 2>dd.err; } &
    run -q 'stats count(*) as n, count(bytes) as b' --threads 1 cut.log
    wait
    [ "$status" = 0 ] && status=4 # it was read before or after
    read=$(sed -n '2s/,.*//p' out)
    expect "a file cut after $delay s" 4 "n,b
$read,$read"
done
echo "1..$count"
