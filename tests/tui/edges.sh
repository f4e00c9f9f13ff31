#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The explorer at its edges, by replays: each of these has once kept it busy
# for ever, or ended it. See replay.sh for what a replay is.
srcdir=${srcdir:-.}
builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
sample=$(cd "$srcdir" && pwd)/data/sample/vpc-default.log
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cd "$tmp" || exit 99
HOME=$tmp XDG_STATE_HOME=$tmp XDG_CONFIG_HOME=$tmp LC_ALL=C
export HOME XDG_STATE_HOME XDG_CONFIG_HOME LC_ALL
tests=0
failed=0

report() {
    tests=$((tests + 1))
    if [ "$1" = 0 ]; then
        echo "ok $tests - $2"
        return
    fi
    failed=1
    echo "not ok $tests - $2"
    echo "# status $status"
    head -n 60 out err | sed 's/^/# |/'
}

# replay LOG TAPE...: the lines of the arguments, into out; 124 when it does
# not end.
replay() {
    log=$1
    shift
    printf '%s\n' "$@" >tape
    timeout -s KILL 30 "$program" --replay tape "$log" </dev/null 2>err >all
    status=$?
    head -c 1000000 all >out
    rm -f all
}

# The lines of the screen that is called this.
shown() {
    awk -v name="--- $1" '/^--- / { on = $0 == name; next } on' out
}

# shellcheck disable=SC2016 # the dollars are those of saved queries

# --- Long cells -------------------------------------------------------------

# Its matches were measured from the start of the cell: 5 s for a screen.
awk 'BEGIN {
    x = "xxxxxxxxxx"
    while (length(x) < 300000)
        x = x x
    print "version account-id interface-id srcaddr dstaddr srcport dstport " \
        "protocol packets bytes start end action log-status"
    for (i = 0; i < 20; i++)
        print "2 123456789012 " (i == 3 ? x : "eni-1") " 1.2.3." i \
            " 10.0.0.1 " i " 443 6 5 500 " 1795435000 + i, 1795435060 + i,
            "ACCEPT OK"
}' >cell.log
replay cell.log 'size 80x24' '$' '/ "x" Enter' 'screen found' \
    'j k j k j k j k j k j k j k j k j k j k' 'screen on'
[ "$status" = 0 ] && shown found | grep -q 'row 17 of 20 matches' &&
    shown on | grep -q 'xxxxxxxxxx'
report $? "keys go on where a search has very many matches in one cell"

# --- Nothing to ask about ---------------------------------------------------

echo 'hello world' >none.log
replay none.log 'size 160x30' j 'screen none'
[ "$status" = 0 ] && shown none | grep -q 'Fields by their looks'
report $? "a log without fields does not keep a large screen busy"

# --- Names that are taken ---------------------------------------------------

# What follows a question is answered with y.
mkfifo fifo.csv && mkdir folder.csv && echo old >own.csv && chmod 600 own.csv &&
    echo old >linked && ln -s linked link.csv && ln -s nowhere broken.csv
for name in fifo.csv folder.csv broken.csv; do
    for command in "write $tmp/$name" "report $tmp/$name"; do
        replay "$sample" "size 150x40" ": \"$command\" Enter" 'screen told' y
        case $name in
        fifo.csv) [ -p fifo.csv ] && shown told | grep -q 'it is no regular file' ;;
        folder.csv) [ -d folder.csv ] && shown told | grep -q 'it is a folder' ;;
        *) [ ! -e nowhere ] && shown told | grep -q 'leads nowhere' ;;
        esac
        report $? "$name stays what it is: :${command%% *} refuses it"
    done
done
for command in write report; do
    echo old >linked
    echo old >own.csv
    replay "$sample" ": \"$command $tmp/own.csv\" Enter" y
    # shellcheck disable=SC2012 # the names are ours
    [ "$(ls -l own.csv | cut -c 1-10)" = -rw------- ] && ! grep -qx old own.csv
    report $? "a file that is replaced keeps its mode: :$command"
    replay "$sample" ": \"$command $tmp/link.csv\" Enter" y
    [ -h link.csv ] && ! grep -qx old linked
    report $? "a link stays, what it leads to is replaced: :$command"
done
if [ "$(id -u)" != 0 ]; then
    chmod 400 own.csv
    cp -p own.csv before
    replay "$sample" ": \"write $tmp/own.csv\" Enter" 'screen told' y
    shown told | grep -q 'not written: Permission denied' && cmp -s own.csv before
    report $? "a file that may not be written stays"
fi
long=$(awk 'BEGIN { while (length(x) < 300) x = x "n"; print x }')
replay "$sample" ": \"write $tmp/$long.csv\" Enter" 'screen told'
shown told | grep -q 'n.csv not written: File name too long'
report $? "with a long name, why it cannot be written is seen"

# --- Opening something else -------------------------------------------------

head -n 101 "$sample" >hundred.log
replay "$sample" 'size 100x30' ": \"open $tmp/hundred.log\" Enter" j \
    'screen other' ": \"open $sample\" Enter" 'screen back'
[ "$status" = 0 ] && shown other | grep -q 'row 2 of 100 ' &&
    shown back | grep -q 'row 1 of 5,000' && [ "$(grep -c '^--- end' out)" = 1 ]
report $? "a tape goes on in what it opens, at the same size"

: >empty.log
head -c 3000 /dev/zero >zero.log
mkdir nothing
for name in empty.log zero.log nothing fifo.csv /dev/zero; do
    case $name in
    /*) path=$name ;;
    *) path=$tmp/$name ;;
    esac
    replay "$sample" 'size 150x40' j ": \"open $path\" Enter" 'screen told' j \
        'screen on'
    [ "$status" = 0 ] && shown told | grep -q 'not opened: ' &&
        shown on | grep -q 'row 3 of 5,000'
    report $? "what was open stays where $name cannot be opened"
done

# --- Times ------------------------------------------------------------------

# The width of a bar was looked for week by week: a minute for this.
{
    echo srcaddr dstaddr action start bytes
    echo 10.0.0.1 10.0.0.2 REJECT 9007199254740991 5
    echo 10.0.0.1 10.0.0.2 REJECT -9007199254740 5
    echo 10.0.0.1 10.0.0.2 REJECT 9223372036854775807 5
    echo 10.0.0.1 10.0.0.2 REJECT 5 5
} >far.log
replay far.log 'size 100x30' j + - 'screen far'
[ "$status" = 0 ] && shown far | grep -q 'row 2 of 4'
report $? "times at both ends of what there is"

# --- Queries that call others ------------------------------------------------

# A saved query's arguments were read as another stage's fields.
for query in '$port-scan(a=1,b=2,c=3,d=4)' 'filter bytes > 1 | $top-bytes(count=3)'; do
    replay "$sample" "i \"$query\" Esc" a 'screen lens' j Esc
    [ "$status" = 0 ] && grep -q '^--- lens' out
    report $? "a lens on a query that is typed: $query"
done

echo "1..$tests"
exit $failed
