#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Whatever the program is at, a signal ends it soon, with the status of the
# manual, and leaves nothing on the disk; work without end can be stopped; and
# inputs that are made to take memory get no more than the budget allows.

builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
genlog=$(cd "$builddir" && pwd)/tests/bench/genlog
peak=$(cd "$builddir" && pwd)/tests/bench/peak
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
mkdir disk
TMPDIR=$tmp/disk
export TMPDIR
count=0

# check NAME: the exit status of the command before it.
check() {
    if [ $? = 0 ]; then result=ok; else result="not ok"; fi
    count=$((count + 1))
    echo "$result $count - $1"
    [ "$result" = ok ] || { echo "# $seen"; head -c 300 err | sed 's/^/# stderr: /'; }
}

"$genlog" --rows 150000 --seed 12 -o log || exit 99

# end SIGNAL SECONDS COMMAND...: signal it after so long; 20 s later it is
# killed. Its status is in $status, as a shell has it.
end() {
    seconds=$2
    began=$(date +%s)
    timeout --preserve-status -k 20 -s "$@" >out 2>err
    status=$?
    seen="SIG$1 after $seconds s: status $status"
}

# It had ended before, or it ends now; nothing is left on the disk.
is_ended() { # STATUS
    { [ $status = "$1" ] || [ $status = 0 ]; } && [ -z "$(ls -A disk)" ]
}

# Scanning, writing to disk, reading that again, sorting, writing the answer;
# before any of it Ctrl-C ends the program without a word.
bad=
for query in 'fields @message | sort @message' 'dedup @message' \
    'stats count(*) by srcAddr, srcPort, dstPort' \
    'fields @message, srcPort | join left=a right=b where a.@message = b.@message (fields @message) | stats count(*)'; do
    for moment in 0.05 0.2 0.5; do
        end INT $moment "$program" --memory 1M -q "$query" log
        is_ended 130 || bad="$bad; $seen: $query"
        [ $status = 0 ] || [ ! -s err ] || grep -q interrupted err ||
            bad="$bad; not told: $query"
    done
    end TERM 0.1 "$program" --memory 1M -q "$query" log
    is_ended 143 || bad="$bad; $seen: $query"
    end HUP 0.3 "$program" --memory 1M -q "$query" log
    is_ended 129 || bad="$bad; $seen: $query"
done
[ -z "$bad" ]
check "a signal ends a query, whatever it is at$bad"

# Nothing comes, and nobody reads what is written.
mkfifo pipe
end INT 0.3 "$program" -q 'stats count(*)' pipe
[ $status = 130 ]
check 'Ctrl-C while an input is waited for'
end INT 0.3 "$program" --follow -q 'stats count(*)' log
[ $status = 130 ]
check 'Ctrl-C while following'
end KILL 10 "$program" --timeout 0.2 -q 'stats count(*)' pipe
[ $status = 4 ] && grep -q 'longer than --timeout 0.2s' err
check '--timeout while an input is waited for'
yes "$(sed -n 2p log)" |
    timeout 10 "$program" --timeout 0.3 -q 'stats count(*)' - >out 2>err
status=$? seen="status $status"
[ $status = 4 ] && [ -z "$(ls -A disk)" ]
check '--timeout while what is piped in has no end'
# Zeros that nobody wrote, more than can be looked through.
head -3 log >hole.log
(
    sleep 0.5
    truncate -s 1T hole.log
) &
end INT 1.5 "$program" --follow -q 'fields bytes' hole.log
[ $status = 130 ] && [ "$(($(date +%s) - began))" -lt 6 ]
check 'Ctrl-C while a followed file has a large hole'
rm -f hole.log
for follow in '' --follow; do
    # shellcheck disable=SC2086,SC2094 # none or one; the pipe is kept open
    "$program" $follow -q '' log 2>err 3<>pipe >pipe &
    pid=$!
    sleep 0.5
    kill -INT $pid
    sleep 0.1
    kill -INT $pid
    wait $pid
    status=$? seen="status $status"
    [ $status = 130 ]
    check "the second Ctrl-C ends what waits for its reader $follow"
done
end TERM 0.3 "$program" --demo --follow -q 'stats count(*)'
is_ended 143
check 'the log of the demo is gone'

# Stopped and continued.
query='stats count(*) as n, sum(bytes) by srcAddr, srcPort | sort n desc, srcAddr, srcPort | limit 50'
"$program" -q "$query" log >want
for signal in TSTP STOP; do
    "$program" --threads 1 --memory 1M -q "$query" log >out 2>err &
    pid=$!
    sleep 0.1
    kill -s $signal $pid
    sleep 0.2
    kill -s CONT $pid
    wait $pid
    status=$? seen="status $status"
    [ $status = 0 ] && cmp -s want out
    check "SIG$signal and SIGCONT change nothing"
done

# A long line over which a usual expression only has to go back once.
awk 'BEGIN { print "some words"; printf "5 more words "; for (i = 0; i < 90000; i++) printf "abc 12345 "; print "bar" }' >words
"$program" -o csv -q 'filter @message like /[0-9]+ .* words/ | stats count(*) as n' words >out 2>err
status=$? seen="status $status"
[ $status = 0 ] && [ "$(tail -n 1 out)" = 1 ]
check 'a usual regular expression over a megabyte'

# Work without end.
{ head -1 log; printf '2 1 '; head -c 1000000 /dev/zero | tr '\0' a
  echo ' 10.0.0.1 10.0.0.2 1 2 6 1 40 1788422400 1788422460 ACCEPT OK'; } >long.log
seen='a long search'
end INT 0.5 "$program" -q 'filter @message like /\w{1,900}\w+Z/' long.log
[ $status = 130 ]
check 'a search of a long line is ended'
timeout 8 "$program" -q 'filter @message like /\w+\s*\w+Z/' long.log >out 2>err
status=$? seen="status $status"
[ $status = 4 ] && grep -q 'takes too much effort' err
check 'or gives up'
timeout 20 "$program" -q 'fields version | join left=a right=b where a.version = b.version (fields version)' log >out 2>err
status=$? seen="status $status"
[ $status = 4 ] && grep -q 'more than 4294967295 rows' err
check 'a join of too many rows is told before they are made'
head -c 300000 "$program" >binary
timeout 20 "$program" -f binary log >out 2>err
status=$? seen="status $status"
[ $status = 2 ] && [ ! -s out ]
check 'a program is no query'

# What has no end is not read to its end, nor waited for where the folder, which
# is not trusted, has it by the name of a query.
mkdir .vpcscope
mkfifo .vpcscope/pipe.cwq
ln -s /dev/zero .vpcscope/zero.cwq
bad=
endless() { # STATUS ARGUMENTS
    expected=$1
    shift
    timeout 10 "$program" "$@" >out 2>err
    status=$?
    [ $status = "$expected" ] || bad="$bad $*: $status;"
}
endless 0 -Q list
endless 2 -Q pipe log
endless 2 -Q zero log
endless 2 -f /dev/zero log
endless 2 --replay /dev/zero log
endless 2 --table t=/dev/zero --memory 16M -q 'lookup t srcAddr OUTPUT x' log
rm -r .vpcscope
[ -z "$bad" ]
check "endless files are no queries, tapes or tables$bad"
awk 'BEGIN { for (i = 0; i < 200000; i++) printf "%sc%d", i ? "," : "", i; print "" }' >wide.csv
timeout 20 "$program" --table t=wide.csv -q 'lookup t srcAddr OUTPUT c1' log >out 2>err
status=$? seen="status $status"
[ $status = 2 ] && grep -q 'more than 1,000 columns' err
check 'a table has a number of columns that makes sense'

# A text of the log against another: their lengths are added, not multiplied.
awk 'BEGIN { s = "a"; while (length(s) < 1000000) s = s s
    printf "2 1 %s 10.0.0.1 10.0.0.2 1 2 6 1 40 1788422400 1788422460 ACCEPT OK\n", substr(s, 1, 1000000) }' >wide
end INT 20 "$program" -o csv -q 'fields strContains(@message, concat(substr(@message, 20, 500000), "b"), true) as x,
    strContains(@message, concat(substr(interfaceId, 20, 500000), " 10.0.0.1"), true) as y,
    strlen(trim(interfaceId, concat(replace(interfaceId, "a", "b"), "a"))) as z,
    rtrim(concat("xy", interfaceId), concat(replace(interfaceId, "a", "b"), "ya")) as w | display x, y, z, w' wide
[ $status = 0 ] && [ "$(tail -n 1 out)" = 0,1,0,x ]
check 'a long text is searched and trimmed by a long one'
# Nothing is null because it would have taken too long.
for query in 'fields regexReplace(interfaceId, "(a+)+b$", "x") as y | display y' \
    'parse interfaceId /(?<z>(a+)+b$)/ | display z'; do
    timeout 20 "$program" -q "$query" wide >out 2>err
    status=$? seen="status $status"
    [ $status = 4 ] && grep -q 'takes too much effort' err
    check "values that take too much effort are told: ${query%% *}"
done

# Each line has words of its own, so each would be a pattern.
awk 'BEGIN { for (i = 0; i < 150000; i++) { s = ""; for (k = 0; k < 5; k++) {
        n = (i * 7919 + k * 104729 + i * i % 9973) % 11881376
        for (j = 0; j < 5; j++) { s = s sprintf("%c", 97 + n % 26); n = int(n / 26) }
        s = s " " } print s } }' >texts
timeout 12 "$program" -q 'pattern @message' texts >out 2>err
status=$? seen="status $status"
[ $status = 4 ] && grep -q 'more than 4096 patterns' err
check 'too many patterns are told at once'

# Memory: a budget of 16M, a quarter more, and 32 MB; of its own, so not the
# sanitizers', nor where the system does not tell.
allowed=$((16 * 1280 + 32768))
if [ ! -r /proc/self/status ] || grep -q __asan_init "$program"; then
    allowed=100000000
fi
most_of() { # QUERY FILE: its status
    echo '0 0' >most
    timeout 60 "$peak" most "$program" --threads "${threads:-2}" --memory 16M -q "$1" "$2" >out 2>err
    status=$?
    # shellcheck disable=SC2094 # another file, by then
    read -r most ms <most
    seen="status $status, $most KiB, $ms ms"
}
head -c 150000000 /dev/zero | gzip -1 >zeros.gz
{ printf 'x "'; head -c 80000000 /dev/zero | tr '\0' s; echo '"'; cat log; } >line.log
{ printf '{"message":"'; head -c 60000000 /dev/zero | tr '\0' s; echo '"}'; } >text.json
yes a | head -c 40000000 | gzip -1 >lines.gz
gzip -1 <line.log >line.log.gz
for file in zeros.gz:3 line.log:0 line.log.gz:0 text.json:3 lines.gz:0; do
    most_of 'stats count(*) as n, max(strlen(@message))' "${file%:*}"
    [ $status = "${file#*:}" ] && [ "$most" -le $allowed ]
    check "${file%:*} takes $most KiB of $allowed"
done
# Four files whose texts are long, at once: in JSON, in CSV, and in what a
# delivery holds in base64.
mkdir jsons csvs inners
letters() { head -c 14000000 /dev/zero | tr '\0' "$1"; }
for i in 1 2 3 4; do
    {
        printf '{"srcaddr":"1.1.1.1","dstaddr":"2.2.2.2","bytes":1,"x":"'
        letters $i
        echo '"}'
    } | gzip -1 >jsons/$i.gz
    {
        echo srcaddr,dstaddr,bytes,x
        printf '1.1.1.1,2.2.2.2,1,"'
        letters $i
        echo '"'
    } | gzip -1 >csvs/$i.gz
    {
        printf '{"records":[{"data":"'
        {
            printf '{"messageType":"DATA_MESSAGE","logEvents":[{"id":"1","timestamp":1,"message":"'
            head -c 60000000 /dev/zero | tr '\0' $i
            echo '"}]}'
        } | gzip -1 | base64 | tr -d '\n'
        echo '"}]}'
    } >inners/$i.json
done
for folder in jsons csvs inners; do
    threads=4 most_of 'stats count(*) as n, max(strlen(@message))' $folder
    [ $status = 3 ] || [ $status = 4 ]
    check "long texts of $folder are told"
    [ "$most" -le $allowed ]
    check "they take $most KiB of $allowed"
done
# A delivery within a delivery, of 15 MB, is read as it comes.
awk 'BEGIN {
    printf "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":["
    for (i = 0; i < 90000; i++)
        printf "%s{\"id\":\"%d\",\"timestamp\":1788415200000,\"message\":" \
            "\"2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 3 4 1788415200 1788415201 ACCEPT OK\"}",
            i ? "," : "", i
    print "]}"
}' | gzip -1 | base64 | tr -d '\n' >delivery
for i in 1 2 3; do
    printf '{"awslogs":{"data":"'
    cat delivery
    echo '"}}'
done >deliveries.json
most_of 'stats count(*) as n, sum(bytes) as b' deliveries.json
[ $status = 0 ] && [ "$(sed 1d out)" = 270000,1080000 ]
check 'deliveries within deliveries are read whole'
[ "$most" -le $allowed ]
check "they take $most KiB of $allowed"
# Each escape was a search for the end of the text: minutes.
{
    printf '{"message":"2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 3 4 1788415200 1788415201 ACCEPT OK"}\n{"message":"'
    awk 'BEGIN { for (i = 0; i < 75000; i++) printf "%s", "\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n" }'
    awk 'BEGIN { for (i = 0; i < 75000; i++) printf "%s", "\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"" }'
    echo '"}'
} >escapes.json
timeout 20 "$program" -o csv -q 'stats count(*) as n' escapes.json >out 2>err
status=$? seen="status $status"
[ $status = 0 ] && [ "$(sed 1d out)" = 1 ]
check 'a text of escapes takes no longer than others'
threads=6 most_of 'relevantfields where action = "REJECT"' log
[ $status = 0 ] && [ "$most" -le $allowed ]
check "many queries in one take $most KiB of $allowed"
"$program" -q 'stats count(*)' text.json >out 2>err
status=$? seen="status $status"
[ $status = 3 ] && grep -q 'a JSON text is longer than 16 MiB' err
check 'the limit of a JSON text is named'

# 2,147,483,647 rows of two columns, srcaddr and bytes, each one run of one
# value of a dictionary, which has 5,000 zeros since so many rows in fewer
# bytes are taken for damage; twelve times.
column() {
    printf '\25\4\25\300\270\2\25\300\270\2L\25\220N\25'
    head -c 20003 /dev/zero
    printf '\25\0\25\20\25\20,\25\376\377\377\377\17\25\20\25\6\25\6\0\0\17\376\377\377\377\17\0\0'
}
mkdir rows
{
    printf 'PAR1'
    column
    column
    printf '\25\2\31<H\1s\25\4\0\25\2\45\0\30\7srcaddr\0\25\2\45\0\30\5bytes\0\26\376\377\377\377\17\31\34\31,'
    printf '&\10\34\25\2\31\45\0\20\31\30\7srcaddr\25\0\26\376\377\377\377\17\26\236\271\2\26\236\271\2&\354\270\2&\10\0\0'
    printf '&\246\271\2\34\25\2\31\45\0\20\31\30\5bytes\25\0\26\376\377\377\377\17\26\236\271\2\26\236\271\2&\212\362\4&\246\271\2\0\0'
    printf '\26\310\1\26\376\377\377\377\17\0\0\221\0\0\0PAR1'
} >rows/1.parquet
for i in 2 3 4 5 6 7 8 9 10 11 12; do cp rows/1.parquet rows/$i.parquet; done
timeout 10 "$program" -o csv -q 'stats count(*) as n' rows >out 2>err
status=$? seen="status $status"
[ $status = 0 ] && [ "$(tail -n 1 out)" = 25769803764 ]
check 'rows that nothing is asked of are counted by the footers'
end INT 0.5 "$program" -q 'stats sum(bytes), count_distinct(srcAddr) by bytes' rows
[ $status = 130 ]
check 'Ctrl-C while there are many rows'

echo "1..$count"
