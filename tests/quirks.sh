#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Odd files, one a row of this table: what makes the file, its name, how many
# records are in it, how many lines are skipped, and where a count cannot tell,
# a query and its answer.
#
#     { header; records 2; echo bogus line; } | quirk 'junk' 2 1 "$sum" 300
#
# Each file is read as it is and in gzip. Before quirk may stand
#
#     said='text'       that a message on stderr must hold
#     status=4          the exit status, 0 otherwise
#     options='-F ...'  of the program, words apart by blanks; format='a b'
#     ways='file pipe'  how it is read: as a file, in gzip, through a pipe
#
# Expected numbers are worked out by hand: record i has i packets and 100 i
# bytes, so that 2 records have 300 bytes and 3 have 600.

srcdir=${srcdir:-.} builddir=${builddir:-.}
srcdir=$(cd "$srcdir" && pwd)
program=$(cd "$builddir" && pwd)/vpcscope
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
mkdir table
: >results # a line for each test: rows run in subshells

report() { # report STATUS NAME
    echo >>results
    if [ "$1" = 0 ]; then
        echo "ok - $2"
        return
    fi
    echo "not ok - $2"
    sed 's/^/# stdout: /' got | head -3
    sed 's/^/# stderr: /' err | cut -c 1-300 | tail -3
}

# counts RECORDS SKIPPED: what --stats says, and said
counts() {
    message=$(cat err)
    case $message in *"\"rows_scanned\":${1:-0},"*) ;; *) return 1 ;; esac
    case $message in *"\"lines_skipped\":${2:-0},"*) ;; *) return 1 ;; esac
    case $message in *"${said-}"*) ;; *) return 1 ;; esac
}

# read_as WAY: the file, read in one of the ways
read_as() {
    case $1 in
    file) set -- "$file" ;;
    gzip)
        gzip -c "$file" >packed
        set -- packed
        ;;
    pipe) set -- - ;;
    esac
    cat "$file" | timeout 60 "$program" ${options-} ${format+-F "$format"} \
        --stats -q "$query" "$1" >got 2>err
}

# answers ANSWER: that is in got, behind the names
answers() {
    [ "$(sed 1d got)" = "$1" ]
}

# quirk NAME RECORDS SKIPPED [QUERY ANSWER]: of the file on standard input
quirk() {
    file=table/$(wc -l <results | tr -d ' ')
    cat >"$file"
    query=${4-stats count(*) as n}
    for way in ${ways-file gzip}; do
        read_as "$way"
        [ $? = "${status-0}" ] && counts "$2" "$3" &&
            { [ $# -lt 5 ] || answers "$5"; } || break
        way=
    done
    [ -z "$way" ]
    report $? "$1${way:+ ($way: not $2 records, $3 skipped${5+, $5})}"
}

# What files are made of.

header() {
    echo version account-id interface-id srcaddr dstaddr srcport dstport \
        protocol packets bytes start end action log-status
}

# records N [FIRST]: of the default format
records() {
    awk -v n="$1" -v first="${2-1}" 'BEGIN {
        for (i = first; i < first + n; i++)
            print "2 123456789012 eni-0a1b2c3d 10.0.0." i " 10.0.1.1 " \
                40000 + i " 443 6 " i " " 100 * i " " 1700000000 + i \
                " 1700000060 ACCEPT OK" }'
}

# each TEXT: every record of standard input in a text, which may have \n; %r
# is the record, %t its start in milliseconds, %n its number, %a its source
each() {
    awk -v form="$1" '{
        rest = form
        while (at = index(rest, "%")) {
            what = substr(rest, at + 1, 1)
            printf "%s%s", substr(rest, 1, at - 1), what == "r" ? $0 : \
                what == "t" ? $11 "000" : what == "n" ? NR : $4
            rest = substr(rest, at + 2)
        }
        printf "%s", rest
    }'
}

sum='stats sum(bytes) as b'
event='stats count(*) as n by @timestamp, @logStream | sort @timestamp'

# Lines.

{ header; records 3; } | ways='file gzip pipe' quirk 'a header and records' 3 0 "$sum" 600
records 3 | quirk 'records alone' 3 0 "$sum" 600
{ header; records 2; header; records 1 3; } |
    quirk 'a header that is repeated' 3 0 "$sum" 600
{ header; header; records 1; } | quirk 'a header twice' 1 0 "$sum" 100
{ records 2; header; records 1 3; } | quirk 'a header behind records' 3 0 "$sum" 600
{ header; records 2; echo bytes srcaddr start; echo 7 10.9.9.9 1700000000; } |
    quirk 'columns that change' 3 0 'stats sum(bytes) as b, count(action) as a' 307,2
{ header; records 1; echo bytes srcaddr start; echo 7 10.9.9.9 1700000000
  header; records 1 2; } | quirk 'and change back' 3 0 "$sum" 307
{ echo "$(header) new-field"; records 2 | each '%r v%n\n'; } |
    quirk 'a field that nobody knows' 2 0 'sort bytes | display newField, bytes' \
        "v1,100
v2,200"
{ records 1; echo "$(header) new-field"; records 1 2 | each '%r x\n'; } |
    quirk 'the same in a header behind records' 2 0 "$sum" 300
few() { # few NAME: a record of four columns, the last one with this name
    echo "srcaddr dstaddr start $1"
    echo 10.0.0.1 10.0.0.2 1700000000 5
}
{ few x1; few x2; } | quirk 'a header with another name that nobody knows' 2 0 \
    'stats count(x1) as n, count(*) as all by srcAddr' 10.0.0.1,1,2
{ records 1; few x1; } | quirk 'the same of fewer columns, behind records' 2 0 \
    'stats count(*) as n by dstAddr | sort dstAddr' '10.0.0.2,1
10.0.1.1,1'
{ few x1; echo start action later today; few x1; } |
    quirk 'a sentence of as many words is no header' 3 0 \
        'filter srcAddr = "start" | stats count(*) as n' 1
header | quirk 'a header alone' 0 0
: | status=3 said='holds no flow records: it is empty' quirk 'nothing' '' ''
printf '\n\n \n' | status=3 said='holds no flow records' quirk 'blank lines alone' '' ''
printf '\357\273\277' | status=3 said='holds no flow records' quirk 'a BOM alone' '' ''

{ header; records 3; } | sed 's/$/\r/' | quirk 'CR LF' 3 0 \
    'stats count(*) as n by action, logStatus' ACCEPT,OK,3
{ header; records 1; records 1 2 | sed 's/$/\r/'; records 1 3; } |
    quirk 'CR LF in some lines' 3 0 "$sum" 600
{ header; records 3; } | tr '\n' '\r' | quirk 'CR alone' 3 0 "$sum" 600
records 3 | tr '\n' '\r' | quirk 'CR alone, no header' 3 0 "$sum" 600
{ records 2 | tr '\n' '\r'; echo; records 1 3; } |
    said='28 values, the layout has 14' quirk 'CR between two records' 1 1 "$sum" 300
{ printf '\357\273\277'; header; records 2; } | quirk 'a BOM' 2 0 "$sum" 300
{ printf '\357\273\277'; records 2; } | quirk 'a BOM before records' 2 0 \
    'stats count(*) as n by version' 2,2
{ header; records 1; printf '\357\273\277'; header; records 1 2; } |
    quirk 'a BOM in the middle, before a header' 2 0 "$sum" 300
{ records 1; printf '\357\273\277'; records 1 2; } |
    quirk 'a BOM in the middle, before a record' 2 0 \
        'stats count(*) as n by version' 2,2
{ printf '\357\273\277\r\n'; header; records 2; } | sed 's/$/\r/' |
    quirk 'a BOM on a line of its own' 2 0 "$sum" 300
utf16() { # utf16 LE|BE, without a BOM
    iconv -f UTF-8 -t "UTF-16$1"
}
{ printf '\377\376'; { header; records 2; } | sed 's/$/\r/' | utf16 LE; } |
    quirk 'UTF-16, as PowerShell writes it' 2 0 "$sum" 300
{ printf '\376\377'; { header; records 2; } | utf16 BE; } |
    quirk 'UTF-16, the other way round' 2 0 "$sum" 300
{ header; records 2; } | tr ' ' '\t' | quirk 'TABs' 2 0 "$sum" 300
records 2 | tr ' ' '\t' | quirk 'TABs, no header' 2 0 "$sum" 300
{ header; records 2; } | sed 's/ /  /g' | quirk 'double blanks' 2 0 "$sum" 300
{ header; records 2; } | sed 's/ / \t /3' | quirk 'a blank and a TAB' 2 0 "$sum" 300
{ header; records 2; } | sed 's/^/ \t/' | quirk 'blanks in front' 2 0 "$sum" 300
{ header; records 2; } | sed 's/$/ \t /' | quirk 'blanks behind' 2 0 \
    'stats count(*) as n by logStatus' OK,2
{ header; records 2; } | sed 's/$/\n/' | quirk 'blank lines between' 2 0 "$sum" 300
{ header; records 2 | head -c -1; } | quirk 'no last newline' 2 0 "$sum" 300
{ header; records 2; printf '2 1234'; } |
    said='2 values, the layout has 14' quirk 'half a record at the end' 2 1 "$sum" 300
{ header; records 3 | sed '2s/ OK$//'; } |
    said='13 values, the layout has 14' quirk 'a value too few' 2 1 "$sum" 400
{ header; records 3 | sed '2s/$/ x/'; } |
    said=':3: line skipped: 15 values' quirk 'a value too many' 2 1 "$sum" 400
{ header; echo bogus line; records 2; echo; echo '==> b.log <=='; } |
    said=':2: line skipped: 2 values' quirk 'lines of something else' 2 2 "$sum" 300
{ echo bogus line; records 2; } | quirk 'and in front' 2 1 "$sum" 300
error() {
    echo '<?xml version="1.0" encoding="UTF-8"?>'
    echo '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
}
{ error; header; records 2; } | quirk 'an error of S3 in front' 2 2 "$sum" 300
{ header; records 2; error; } | quirk 'and behind' 2 2 "$sum" 300
error | status=3 said='holds no flow records' quirk 'an error of S3 alone' '' ''
printf '<!DOCTYPE html>\n<html><body>\n503 Slow Down\n</body></html>\n' |
    status=3 said='holds no flow records' quirk 'a page of HTML' '' ''
{ header; records 3 | sed '2s/ 443 / 44\x003 /'; } |
    said='holds NUL bytes' quirk 'a NUL byte' 2 1 "$sum" 400
{ header; records 2; head -c 5000 /dev/zero; echo; records 1 3; } |
    said='holds NUL bytes' quirk 'a hole of zeros' 3 1 "$sum" 600
{ header; records 2; } >a.log
tar cf - --format=ustar a.log | status=3 said='is a tar archive: unpack it first' quirk 'an archive' '' ''
printf 'PK\003\004\024\000\000\000\010\000abc' | status=3 said='is a zip archive: unpack it first' \
    quirk 'another one' '' ''
printf '\004\042\115\030\144\100\247' | status=3 said='is compressed with lz4: decompress it first' \
    quirk 'a packing that is not read' '' ''
head -c 3000 /dev/zero | status=3 said='it is no text' quirk 'zeros alone' '' ''
{ header; awk 'BEGIN { for (i = 0; i < 20000; i++) printf "x"; print "" }'; records 2; } |
    quirk 'a line of 20,000 bytes' 2 1 "$sum" 300
long() { # long MIB: a line of so many, each word of it two bytes
    awk -v n="$1" 'BEGIN {
        for (i = 0; i < 1024; i++) k = k "7 "
        for (i = 0; i < 512 * n; i++) printf "%s", k
        print "" }'
}
{ header; records 2; long 9; records 1 3; echo bogus line; } |
    ways='file gzip pipe' said=':4: line skipped: longer than 4 MiB' \
    quirk 'a line of 9 MiB' 3 2 "$sum" 600
{ header; records 2; long 9; records 1 3; echo bogus line; } |
    said=':6: line skipped: 2 values' quirk 'and the number of one behind it' 3 2
{ header; long 7; } | quirk 'the same at the end' 0 1
{ header; printf '%08388607d' 0; records 1 | sed 's/^/ /'; records 1 2; } |
    quirk 'and one of which the rest is a record' 1 1 "$sum" 200
{ header; records 2 | sed 's/ACCEPT/ACC\xc3\xa9PT\x1b[2J/'; } |
    quirk 'letters and control bytes in a value' 2 0 "$sum" 300
{ header; records 1 | sed 's/.*/- - - - - - - - - - - - - -/'; } |
    quirk 'a record of hyphens' 1 0 'stats count(*) as n, sum(bytes) as b' 1,
{ echo srcaddr dstaddr bytes tag; printf '1.1.1.1 2.2.2.2 1 a\363\240\201\201b\n'; } >tag.log
"$program" -o jsonl -q 'fields tag' tag.log >tagged 2>/dev/null
[ "$(cat tagged)" = '{"tag":"a\udb40\udc41b"}' ]
report $? 'a letter that no one sees is two surrogates in JSON'
{ yes '# a comment' | head -250; records 2; } |
    quirk 'many comments before the records' 2 250 "$sum" 300
{ header; records 2 | sed 's/17000000.. 1700000060 /1700000007123 1700000060000 /'; } |
    quirk 'milliseconds' 2 0 'stats count(*) as n by @timestamp' '2023-11-14 22:13:27.123,2'
{ header; records 1 | sed 's/1700000001/9223372036854775807/'; records 1 |
    sed 's/1700000001/-9223372036854775807/'; records 1; } |
    quirk 'starts that are no times' 3 0 \
        'stats count(@timestamp) as n, min(@timestamp) as a, max(@timestamp) as b' \
        '1,2023-11-14 22:13:21.000,2023-11-14 22:13:21.000'
{ header; records 2 | sed 's/ 6 [12] / 8080 9 /;s/ 443 / 70000 /'; } |
    quirk 'numbers out of range' 2 0 'stats count(*) as n by protocol, dstPort' 8080,70000,2
{ header; records 2 | sed 's/123456789012/000000000012/'; } |
    quirk 'zeros in front of an account' 2 0 'stats count(*) as n by accountId' 000000000012,2
{ header; records 2 | sed 's/ 1700000060 / 1600000000 /'; } |
    quirk 'an end before the start' 2 0 'stats count(*) as n by end' 1600000000,2
{ header; records 2 | sed 's/10.0.1.1/2001:DB8:0:0:0:0:0:1/'; } |
    quirk 'an address of each family' 2 0 'filter dstAddr = "2001:DB8:0:0:0:0:0:1" | '"$sum" 300
{ records 2; records 2; } | quirk 'identical records' 4 0 "$sum" 600

# What stands before records.

records 2 | each '2018-09-22T20:28:14.000Z %r\n' |
    quirk 'an export to S3' 2 0 "$event" '2023-11-14 22:13:21.000,eni-0a1b2c3d,1
2023-11-14 22:13:22.000,eni-0a1b2c3d,1'
records 2 | each '2024-05-01T12:00:00+00:00 eni-0abc-all %r\n' |
    ways='file gzip pipe' quirk 'aws logs tail' 2 0 'stats sum(bytes) as b by @logStream' eni-0abc-all,300
records 2 | each '2024-05-01T12:00:00.123000+00:00 eni-0abc-all %r\n' |
    quirk 'with parts of seconds' 2 0 'stats sum(bytes) as b by @logStream, eventTime' \
        eni-0abc-all,1714564800123,300
records 2 | each '2024-05-01T12:00:00 %r\n' | quirk '--format short' 2 0 "$sum" 300
records 2 | each '\033[32m2024-05-01T12:00:00+00:00\033[0m \033[36meni-0abc-all\033[0m %r\n' |
    quirk 'in colours' 2 0 'stats sum(bytes) as b by @logStream, eventTime' \
        eni-0abc-all,1714564800000,300
records 2 | each '\033[32m2024-05-01T12:00:00\033[0m %r\n' |
    quirk 'short, in colours' 2 0 'stats sum(bytes) as b by eventTime' 1714564800000,300
records 2 | each 'Nov 30 07:41:24 host forwarder[12]: %r\n' |
    quirk 'syslog, RFC 3164' 2 0 "$sum" 300
records 2 | each '<134>Nov  3 07:41:24 host forwarder: %r\n' |
    quirk 'with a priority' 2 0 "$sum" 300
records 2 | each '<134>1 2024-05-01T12:00:00Z host app 12 ID47 - %r\n' |
    quirk 'syslog, RFC 5424' 2 0 "$sum" 300
records 2 | each '<134>1 2024-05-01T12:00:00Z host app - - [a@1 b="c d" e="f"] %r\n' |
    quirk 'with structured data' 2 0 "$sum" 300
{ header; records 2; } | each 'logs/a.log:%r\n' |
    quirk 'grep' 2 0 'stats sum(bytes) as b by @logStream' logs/a.log,300
{ header; records 2; } | each 'logs/a.log:1%n:%r\n' | quirk 'grep -n, of files' 2 0 "$sum" 300
{ header; records 2; } | each '1%n:%r\n' | quirk 'grep -n' 2 0 "$sum" 300
records 2 | each '\033[35m\033[Ka.log\033[m\033[K\033[36m\033[K:\033[m\033[K%r\n' |
    sed 's/ACCEPT/\x1b[01;31m\x1b[KACCEPT\x1b[m\x1b[K/' |
    quirk 'grep --color' 2 0 'stats sum(bytes) as b by action' ACCEPT,300
{ header; records 2; } | each '     %n\t%r\n' | quirk 'cat -n' 2 0 "$sum" 300
records 2 | each '      1 %r\n' | quirk 'uniq -c' 2 0 "$sum" 300
records 2 | each '"%r"\n' | quirk 'quotes' 2 0 'stats sum(bytes) as b by version, logStatus' 2,OK,300
records 2 | each "'%r'\n" | quirk 'single quotes' 2 0 'stats sum(bytes) as b by version, logStatus' 2,OK,300
records 2 | each '"%r",\n' | quirk 'quotes and commas' 2 0 \
    'stats sum(bytes) as b by version, logStatus' 2,OK,300
records 2 | each '    "message": "%r",\n' | quirk 'lines of JSON that grep found' 2 0 \
    'stats sum(bytes) as b by version, logStatus' 2,OK,300
records 2 | each '"message":"%r"\n' | quirk 'the same without blanks' 2 0 \
    'stats sum(bytes) as b by version, logStatus' 2,OK,300
records 2 | each '2024-05-01T12:00:00+00:00 eni-0abc-all %r\nbogus line\n' |
    quirk 'junk between lines with a prefix' 2 2 "$sum" 300
{ records 2 | each '2024-05-01T12:00:00+00:00 eni-0abc-all %r\n'; records 1 3; } |
    said='16 values, the layout has 14' \
        quirk 'a prefix before some records only' 1 2 "$sum" 300

# Layouts that no header states.

# custom NAMES [LAST]: records of a web server and its clients with these
# fields, NODATA where a field is not known
custom() {
    awk -v names="$1" -v n="${2-40}" 'BEGIN {
        count = split(names, name)
        fixed["version"] = 5; fixed["account-id"] = "123456789012"
        fixed["interface-id"] = "eni-0a1b2c3d"; fixed["action"] = "ACCEPT"
        fixed["log-status"] = "OK"; fixed["vpc-id"] = "vpc-0a1b2c3d"
        fixed["subnet-id"] = "subnet-0a1b2c3d"; fixed["instance-id"] = "i-0a1b2c3d"
        fixed["type"] = "IPv4"; fixed["region"] = "eu-central-1"
        fixed["az-id"] = "euc1-az2"; fixed["resource-type"] = "TransitGateway"
        fixed["tgw-id"] = "tgw-0a1b2c3d"; fixed["tgw-attachment-id"] = "tgw-attach-0a1b2c3d"
        for (i = 1; i <= n; i++) {
            fixed["srcaddr"] = fixed["pkt-srcaddr"] = "203.0.113." i
            fixed["dstaddr"] = fixed["pkt-dstaddr"] = "10.0.0.1"
            fixed["srcport"] = 40000 + i; fixed["dstport"] = 443
            fixed["protocol"] = i % 3 ? 6 : 17; fixed["tcp-flags"] = i % 3 ? 3 : 0
            fixed["packets"] = i; fixed["bytes"] = 100 * i
            fixed["start"] = 1700000000 + i; fixed["end"] = 1700000060 + i
            fixed["flow-direction"] = i % 2 ? "ingress" : "egress"
            fixed["traffic-path"] = i % 2 ? "-" : 8
            for (k = 1; k <= count; k++)
                printf "%s%s", (k > 1 ? " " : ""),
                    name[k] in fixed ? fixed[name[k]] : "-"
            print ""
        } }'
}
by_name() {
    echo "$1" | tr ' ' '\n' | sort | tr '\n' ' '
}
all='stats sum(bytes) as b, min(srcPort) as p, max(start) as s by dstAddr, dstPort, action'
v2=$(header)
v3="$v2 vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr"
v4="$v3 region az-id sublocation-type sublocation-id"
v5="$v4 pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path"
v7="$v5 ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn
    ecs-container-instance-id ecs-container-id ecs-second-container-id
    ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id"
# The names are used through eval below.
# shellcheck disable=SC2034
v8="$v7 reject-reason"
tgw='version resource-type account-id tgw-id tgw-attachment-id
    tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id
    tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id
    tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol
    packets bytes start end log-status type packets-lost-no-route
    packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired
    tcp-flags region flow-direction pkt-src-aws-service pkt-dst-aws-service'
answer=10.0.0.1,443,ACCEPT,82000,40001,1700000040
for version in 3 4 5 7 8; do
    names=; eval "names=\$v$version"
    custom "$names" | said="all fields up to version $version (" \
        quirk "all fields to version $version, no header" 40 0 "$all" $answer
    custom "$(by_name "$names")" | said="up to version $version by name" \
        quirk "the same by name" 40 0 "$all" $answer
done
custom "$tgw" | said='the default format of transit gateways' \
    quirk 'a transit gateway, no header' 40 0 'stats sum(bytes) as b by tgwId, dstAddr' \
        tgw-0a1b2c3d,10.0.0.1,82000
custom "$(by_name "$tgw")" | said='the fields of transit gateways by name' \
    quirk 'the same by name' 40 0 'stats sum(bytes) as b by tgwId, dstAddr' \
        tgw-0a1b2c3d,10.0.0.1,82000
some='start end interface-id srcaddr dstaddr srcport dstport protocol packets bytes action flow-direction'
custom "$some" | said='12 of 12 columns were named' quirk 'another order' 40 0 "$all" $answer
{ custom "$v5" 20; echo bogus line; custom "$v5" 20; } | said='version 5 (' \
    quirk 'a guess with junk between' 40 1 "$sum" 42000
custom "$v5" | each '2018-09-22T20:28:14.000Z %r\n' | said='version 5 (' \
    quirk 'behind a prefix' 40 0 "$all" $answer
custom "$some" | each '2018-09-22T20:28:14.000Z %r\n' |
    quirk 'another order behind a prefix' 40 0 "$all" $answer
{ echo '5 123456789012 eni-0a1b2c3d - - - - - - - 1700000001 1700000060 - NODATA'; } |
    quirk 'one record without data' 1 0 'stats count(*) as n by logStatus, start' NODATA,1700000001,1
custom 'srcaddr dstaddr' | said='no record layout recognised' quirk 'two addresses a line' 40 0
for format in '${srcaddr} ${bytes} ${start}' 'srcaddr bytes start' 'srcaddr,bytes,start' \
    'srcaddr, bytes, start' '$${srcaddr} $${bytes} $${start}' 'srcAddr bytes startTime' \
    '"${srcaddr} ${bytes} ${start}"'; do
    custom 'srcaddr bytes start' | quirk "--format $format" 40 0 \
        'stats sum(bytes) as b, min(start) as s by srcAddr | stats sum(b), min(s), count(*)' \
        82000,1700000001,40
done
unset format
custom 'account-id pkt-srcaddr bytes' | format='account_id pkt_srcaddr bytes' \
    quirk '--format with underscores' 40 0 'stats sum(bytes) as b by accountId' 123456789012,82000
custom 'account-id pkt-srcaddr bytes' | format='accountId pktSrcAddr bytes' \
    quirk '--format in camel case' 40 0 'stats sum(bytes) as b by accountId' 123456789012,82000
{ header; records 2; } | format='srcaddr bytes' quirk 'a header is before --format' 2 0 "$sum" 300
records 2 | sed 's/^2 //' | format='account-id interface-id srcaddr dstaddr dstport srcport
    protocol packets bytes start end action log-status' \
    quirk '--format is before a guess' 2 0 'stats count(*) as n by srcPort' 443,2
{ records 2; } | format='srcaddr bytes start' said='14 values, the layout has 3' \
    quirk '--format that does not fit' 0 2

# What packs files.

pack() { # pack TOOL: standard input packed by it
    "$1" -c 2>/dev/null
}
for tool in gzip zstd bzip2 xz; do
    command -v $tool >/dev/null || continue
    { header; records 3; } | pack $tool | quirk $tool 3 0 "$sum" 600
    { { header; records 2; } | pack $tool; { header; records 1 3; } | pack $tool; } |
        quirk "$tool, two in one file" 3 0 "$sum" 600
    { : | pack $tool; records 2 | pack $tool; : | pack $tool; : | pack $tool
      records 1 3 | pack $tool; : | pack $tool; } |
        quirk "$tool, empty ones between" 3 0 "$sum" 600
    : | pack $tool | status=3 said='it is empty' quirk "$tool of nothing" '' ''
    records 9 | pack $tool >whole
    head -c -3 whole | status=4 said='cut short' quirk "$tool without its last bytes" 9 0 "$sum" 4500
    { pack $tool <table/1; head -c 40 whole; } | ways='file pipe' status=4 said='cut short' \
        quirk "$tool, the second one cut" 3 0 "$sum" 600
    head -c 12 whole | status=3 said='cut short' quirk "$tool cut at its start" '' ''
    behind='something else follows'
    [ $tool != xz ] || behind='the xz data is corrupt' # liblzma cannot tell
    { cat whole; echo garbage, not packed; } | status=4 said=$behind \
        quirk "$tool with something else behind" 9 0 "$sum" 4500
    records 3 | pack $tool | ways='file pipe' quirk "$tool" 3 0 "$sum" 600
done
{ records 2 | gzip -c; head -c 1000 /dev/zero; } | quirk 'gzip with zeros behind' 2 0 "$sum" 300
{ records 2 | xz -c; head -c 8 /dev/zero; records 1 3 | xz -c; } |
    quirk 'xz with padding between' 3 0 "$sum" 600
{ records 2 | zstd -qc; printf '\120\052\115\030\004\000\000\000abcd'; records 1 3 | zstd -qc; } |
    quirk 'zstd with a frame to be skipped' 3 0 "$sum" 600
{ printf '\120\052\115\030\004\000\000\000abcd'; records 1 3 | zstd -qc; } |
    quirk 'and in front' 1 0 "$sum" 300
records 2 | gzip -c | gzip -c | ways='file pipe' quirk 'gzip in gzip' 2 0 "$sum" 300
records 2 | zstd -qc | gzip -c | ways='file pipe' quirk 'zstd in gzip' 2 0 "$sum" 300
records 2 | gzip -c | xz -c | ways='file pipe' quirk 'gzip in xz' 2 0 "$sum" 300
records 2 | gzip -c | gzip -c | gzip -c | gzip -c | ways=file status=3 \
    said='is packed more than twice: unpack it first' quirk 'gzip four times' '' ''
records 9 | gzip -c | awk 1 | head -c 60 | tail -c 50 | ways=file status=3 \
    quirk 'the middle of gzip data' '' ''

# What wraps records. %t of a record is its start in milliseconds.

two='2023-11-14 22:13:21.000,eni-0abc-all,1
2023-11-14 22:13:22.000,eni-0abc-all,1'
objects() {
    awk '{ printf "{\"version\":%d,\"srcaddr\":\"%s\",\"dstaddr\":\"%s\",\"bytes\":%d,\"start\":%d,\"action\":null}\n",
        $1, $4, $5, $10, $11 }'
}
one_list() { # one_list TEXT: of each record, commas between
    each "$1," | sed '$s/,$//'
}
records 2 | each '{"message":"%r"}\n' | quirk 'Firehose, a line each' 2 0 "$sum" 300
records 2 | each '{"message":"%r"}' | quirk 'Firehose, no newlines' 2 0 "$sum" 300
records 2 | each '{"message":"%r\\n"}' | quirk 'a newline in the message' 2 0 "$sum" 300
records 2 | each '{"a":{"b":[1,"x"]},"message":"%r","c":null,"tags":[]}' |
    quirk 'Firehose, with other keys' 2 0 "$sum" 300
{ records 1 | each '{"message":"%r"}\n'; echo bogus line; records 1 2 | each '{"message":"%r"}\n'; } |
    quirk 'Firehose, junk between' 2 1 "$sum" 300
records 2 | each '{"message":"x %r"}' | quirk 'a message that is no record' 2 0
{ records 1 | each '{"message":"%r"}\n'; echo '{"message":""}{"user":"x"}'; records 1 2; } |
    quirk 'what holds no record, and a record by itself' 2 2 "$sum" 300
{ records 1 | each '{"message":"%r"}\n'; records 1 2 | each '"%r",\n'; } |
    quirk 'a text by itself' 2 0 "$sum" 300
{ records 1 | objects; records 1 2 | objects | sed 's/}/,"tags":{"a":1}}/'; } |
    quirk 'values with another object inside' 1 1
{ header; records 2; } | each '{"message":"%r"}\n' | quirk 'Firehose of a file with a header' 2 0 "$sum" 300
encoded() {
    while IFS= read -r line; do
        printf '{"recordId":"1","approximateArrivalTimestamp":1700000000000,"data":"%s"}\n' \
            "$(printf '%s' "$line" | base64 -w 0)"
    done
}
{ printf '{"invocationId":"i","deliveryStreamArn":"a","region":"r","records":['
  records 2 | encoded | paste -sd , -; echo ']}'; } |
    quirk 'an event of Firehose for transformation' 2 0 "$sum" 300
payload() { # payload FIRST: a subscription payload of two records
    printf '{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g",'
    printf '"logStream":"eni-0abc-all","subscriptionFilters":["f"],"logEvents":['
    records 2 "$1" | one_list '{"id":"%n","timestamp":%t,"message":"%r"}'
    printf ']}'
}
payload 1 | ways='file gzip pipe' quirk 'a subscription' 2 0 "$event" "$two"
{ payload 1; payload 3; } | quirk 'subscriptions, one after the other' 4 0 "$sum" 1000
{ payload 1; echo; payload 3; echo; } | quirk 'a line each' 4 0 "$sum" 1000
control='{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"",
    "logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1,
    "message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}'
{ echo "$control"; payload 1; } | quirk 'with a control message' 2 0 "$event" "$two"
{ payload 1 | gzip -c; payload 3 | gzip -c; } | ways='file pipe' \
    quirk 'subscriptions in gzip, each by itself' 4 0 "$sum" 1000
payload 1 | sed 's/OK"}/OK","extractedFields":{"srcaddr":"10.0.0.9","bytes":"7"}}/g' |
    quirk 'with extracted fields' 2 0 "$sum" 300
payload 1 | sed 's/[[{,]/&\n  /g' | quirk 'pretty printed' 2 0 "$event" "$two"
payload 1 | head -c 400 | status=4 said='ends in the middle' quirk 'cut' 1 0 "$sum" 100
echo "$control" | status=3 said='holds no flow records' quirk 'a control message alone' '' ''
{ printf '{"events":['
  records 2 | one_list '{"logStreamName":"eni-0abc-all","timestamp":%t,"message":"%r","ingestionTime":1,"eventId":"%n"}'
  printf '],"searchedLogStreams":[],"nextToken":"n"}'; } |
    quirk 'filter-log-events' 2 0 "$event" "$two"
{ printf '{"events":[],"searchedLogStreams":[]}'; } | status=3 said='holds no flow records' \
    quirk 'without any event' '' ''
{ printf '{"events":['; records 2 | one_list '{"timestamp":%t,"message":"%r","ingestionTime":1}'
  printf '],"nextForwardToken":"f/1","nextBackwardToken":"b/1"}'; } |
    quirk 'get-log-events' 2 0 "$sum" 300
{ printf '['; records 2 | one_list '"%r"'; printf ']'; } |
    quirk "--query 'events[].message'" 2 0 "$sum" 300
{ printf '[\n'; records 2 | one_list '    "%r"\n' | sed 's/^,/,\n/'; printf ']\n'; } |
    quirk 'the same, pretty printed' 2 0 "$sum" 300
{ printf '['; records 2 | one_list '[%t,"%r"]'; printf ']'; } |
    quirk "--query 'events[].[timestamp,message]'" 2 0 "$sum" 300
{ printf '{"results":['
  records 2 | one_list '[{"field":"@timestamp","value":"2024-05-01 12:00:00.000"},{"field":"@message","value":"%r"},{"field":"@logStream","value":"s"},{"field":"@ptr","value":"p"}]'
  printf '],"statistics":{"recordsMatched":2.0},"status":"Complete"}'; } |
    quirk 'get-query-results' 2 0 'stats sum(bytes) as b by @logStream, eventTime' s,1714564800000,300
{ printf '{"results":['
  records 2 | one_list '[{"field":"srcAddr","value":"%a"},{"field":"flows","value":"%n"}]'
  printf '],"status":"Complete"}'; } |
    quirk 'get-query-results of an aggregate' 2 0 'sort srcAddr | display srcAddr, flows' '10.0.0.1,1
10.0.0.2,2'
echo '{"results":[],"statistics":{},"status":"Complete"}' | status=3 said='holds no flow records' \
    quirk 'get-query-results without any' '' ''
records 2 | each 'EVENTS\t%n\t1\teni-0abc-all\t%r\t%t\n' |
    quirk 'filter-log-events as text' 2 0 "$event" "$two"
{ printf 'b/1\tf/1\n'; records 2 | each 'EVENTS\t1\t%r\t%t\n'; } |
    quirk 'get-log-events as text' 2 0 "$sum" 300
{ echo Complete; records 2 | each 'RESULTS\t@timestamp\t2024-05-01 12:00:00.000\nRESULTS\t@message\t%r\nRESULTS\t@ptr\tp\n'
  printf 'STATISTICS\t1.0\t2.0\t3.0\n'; } | quirk 'get-query-results as text' 2 0 "$sum" 300
{ echo Complete; records 2 | each 'RESULTS\tsrcAddr\t%a\nRESULTS\tflows\t%n\n'; } |
    quirk 'of an aggregate' 2 0 'sort srcAddr | display srcAddr, flows' '10.0.0.1,1
10.0.0.2,2'
records 3 | paste -s - | quirk 'records with TABs between' 3 0 "$sum" 600
{ header; records 3; } | paste -s - | quirk 'a header and records with TABs between' 3 0 "$sum" 600
records 1 | paste -s - | quirk 'one such record' 1 0 "$sum" 100

{ echo '@timestamp,@message,@logStream,@log'
  records 2 | each '2024-05-01 12:00:00.000,"%r",s,1:g\n'; } |
    quirk 'CSV of the Insights console' 2 0 'stats sum(bytes) as b by @logStream, eventTime' s,1714564800000,300
{ echo '@ptr,@message,@timestamp'; records 2 | each 'p,"%r\n",2024-05-01 12:00:00.000\n'; } |
    quirk 'newlines in messages' 2 0 "$sum" 300
{ echo timestamp,message; records 2 | each '%t,%r\n'; records 1 3 | each '"%r",\n'; } |
    quirk 'an event without a message' 2 1 "$sum" 300
{ echo timestamp,message; records 2 | each '%t,%r\n'; } |
    quirk 'CSV of the events viewer' 2 0 'stats sum(bytes) as b by eventTime | sort eventTime' '1700000001000,100
1700000002000,200'
{ printf '\357\273\277timestamp,message\r\n'; records 2 | each '1.7E+12,%r\r\n'; } |
    quirk 'saved again by a spreadsheet' 2 0 "$event" '2023-11-14 22:13:21.000,eni-0a1b2c3d,1
2023-11-14 22:13:22.000,eni-0a1b2c3d,1'
{ printf '\357\273\277timestamp;message\r\n'; records 2 | each '1,7E+12;%r\r\n'; } |
    quirk 'with semicolons' 2 0 "$event" '2023-11-14 22:13:21.000,eni-0a1b2c3d,1
2023-11-14 22:13:22.000,eni-0a1b2c3d,1'
{ printf 'timestamp\tmessage\n'; records 2 | each '%t\t%r\n'; } | quirk 'with TABs' 2 0 "$sum" 300
{ echo 'Event Time,Message,Log group,Log stream'
  records 2 | each '2024-05-01T12:00:00.000+02:00,"%r",g,s\n'; } |
    quirk 'CSV of live tail' 2 0 'stats sum(bytes) as b by @logStream, eventTime' s,1714557600000,300
{ header | tr ' -' ',_'; records 2 | tr ' ' ,; } | quirk 'CSV with underscores' 2 0 "$sum" 300
{ header | tr ' -' ',_'; records 2 | tr ' ' ,; } | sed 's/$/\r/' | quirk 'with CR LF' 2 0 \
    'stats sum(bytes) as b by logStatus' OK,300
{ header | tr ' -' ';_'; records 2 | tr ' ' ';'; } | quirk 'with semicolons' 2 0 "$sum" 300
{ header | tr - _ | sed 's/[^ ]*/"&"/g;s/ /,/g'; records 2 | sed 's/[^ ]*/"&"/g;s/ /,/g;s/"ACCEPT"//'; } |
    quirk 'CSV of Athena' 2 0 'stats sum(bytes) as b, count(*) as n by logStatus' OK,300,2
{ header | tr ' ' ,; records 3 | tr ' ' , | sed '2s/,OK$//'; } |
    quirk 'a row of CSV with a value too few' 2 1 "$sum" 400
{ header | tr ' ' ,; records 2 | tr ' ' ,; header | tr ' ' ,; records 1 3 | tr ' ' ,; } |
    quirk 'the header of a CSV again' 3 0 "$sum" 600
{ echo version,srcaddr,dstaddr,start,note; records 2 | awk '{ print $1 "," $4 "," $5 "," $11 ",\"a, b\"" }'; } |
    quirk 'a comma in quotes' 2 0 'stats count(*) as n by note' '"a,%20b",2'
records 2 | tr ' ' , | said='no record layout recognised' quirk 'commas, no header' 2 0
{ header; records 2; } | tr ' ' '|' | quirk 'bars between' 2 0 "$sum" 300
records 2 | objects | quirk 'objects of values' 2 0 'stats sum(bytes) as b, count(action) as a' 300,2
{ echo '['; records 2 | objects | paste -sd , -; echo ']'; } | quirk 'a list of them' 2 0 "$sum" 300
records 2 | objects | sed 's/[{,]/&\n  /g;s/:/ : /g' | quirk 'pretty printed' 2 0 "$sum" 300
{ records 1 | objects; echo bogus line; records 1 2 | objects; } | quirk 'with junk between' 2 1 "$sum" 300
records 6 | objects | sed 'n;s/}/,"pod":"p","tag":"t","node":"n"}/' |
    ways='file gzip pipe' quirk 'members of some objects only' 6 0 \
        "$sum, count(pod) as p" 2100,3
records 2 | objects | sed '1s/"action":null/"zone":1/;2s/"action":null/"team":1/' |
    quirk 'a member with another name' 2 0 \
    'sort bytes | display zone, team, srcAddr' '1,,10.0.0.1
,1,10.0.0.2'
{ records 1 | objects; echo '{"level":"info","text":"hello"}'; records 1 2 | objects
  echo '{"level":"info","text":"bye"}'; } | said=':2: line skipped: is no record (2 such lines)' \
    quirk 'objects of something else between' 2 2 "$sum" 300
{ echo '{"srcaddr":"\fsrcaddr","dstaddr":"bytes"}'; echo '{"srcaddr":"srcaddr","dstaddr":"dstaddr"}'
  records 1 | objects; } | quirk 'values that are names' 3 0 "$sum" 100
records 2 | objects | sed 's/null/1,"my name":"x y","\\f":2/' |
    quirk 'names that no header has' 2 0 'stats sum(bytes) as b by `my%20name`' x%20y,300
objects_of() { # objects_of N: of as many different members
    awk -v n="$1" 'BEGIN {
        for (i = 1; i <= n; i++)
            print "{\"srcaddr\":\"10.0.0.1\",\"dstaddr\":\"10.0.0.2\",\"bytes\":" i ",\"m" i "\":1}" }'
}
objects_of 5000 | ways='file' quirk 'more names than there can be fields' 5000 0 \
    "$sum, count(m4) as m" 12502500,1
{ few x1; few x2; few x1; few x1; } | tr ' ' , | quirk 'headers of CSV that differ' 4 0 \
    'stats count(x1) as n by srcAddr' 10.0.0.1,3
{ few x1; few x1; echo 10.0.0.1,5; } | tr ' ' , |
    said=':5: line skipped: 2 values' quirk 'the number of a line of CSV' 2 1
{ records 3 | objects | sed 's/,"action":null//'; records 3 4 | objects; echo bogus; } |
    said=':7: line skipped: is no record' quirk 'the number of a line of objects' 6 1
records 200 | each '2024-05-01T12:00:00+00:00 eni-0abc-all %r\n' | gzip -c | head -c -20 |
    ways='file pipe' status=4 said='cut short' quirk 'a prefix, in gzip that is cut' 199 0
records 200 | each 'EVENTS\t%n\t1\teni-0abc-all\t%r\t%t\n' | gzip -c | head -c -20 |
    ways='file pipe' status=4 said='cut short' quirk 'text of the CLI, in gzip that is cut' 199 0
{ echo timestamp,message; records 200 | each '%t,%r\n'; } | gzip -c | head -c -20 |
    ways='file pipe' status=4 said='cut short' quirk 'CSV, in gzip that is cut' 199 0
records 200 | each '{"message":"%r"}\n' | gzip -c | head -c -20 |
    ways='file pipe' status=4 said='cut short' quirk 'JSON, in gzip that is cut' 199 0

# A size of 0 that says nothing.
if [ -s /proc/version ] || grep -q . /proc/version 2>/dev/null; then
    "$program" -q 'stats count(*) as n' /proc/version >got 2>err
    [ $? = 0 ] && answers "$(awk 'END { print NR }' /proc/version)" &&
        grep -q 'no record layout recognised' err
    report $? 'a file of the system that has text and no size'
fi

# What is wrong is said once.
for what in gz csv; do
    case $what in
    gz) records 2 | gzip -c | head -c 12 ;;
    csv) printf 'srcaddr,dstaddr\n"10.0.0.1,10.0.0.2\n' ;;
    esac >once.$what
    "$program" -q 'stats count(*) as n' once.$what >got 2>err
    [ $? = 3 ] && [ "$(grep -c once err)" = 1 ]
    report $? "the damage of once.$what is told once"
done

# Sets of files.

# set_of NAME RECORDS SKIPPED QUERY ANSWER PATH...: of files that are there
set_of() {
    name=$1 records=$2 skipped=$3 query=$4 answer=$5
    shift 5
    timeout 60 "$program" ${options-} --stats -q "$query" "$@" >got 2>err </dev/null
    [ $? = "${status-0}" ] && counts "$records" "$skipped" && answers "$answer"
    report $? "$name"
}

mkdir -p logs/a/b
{ header; records 2; } >logs/a/b/1.log
records 1 3 | gzip -c >logs/a/2
header >logs/a/header-alone.log
: >logs/a/empty.log
records 9 >logs/.hidden
set_of 'a folder' 3 0 "$sum" 600 logs
set_of 'a folder and a file of it' 3 0 "$sum" 600 logs logs/a/2
ln -s b/1.log logs/a/link.log
set_of 'a link beside its file' 3 0 "$sum" 600 logs
said='is given twice, read once' set_of 'which is said' 3 0 "$sum" 600 logs
rm logs/a/link.log
ln -s .. logs/a/loop
ln -s /dev logs/a/devices
mkfifo logs/a/fifo
said='3 entries are no files, or links to folders: passed over' \
    set_of 'links to folders and pipes' 3 0 "$sum" 600 logs
echo 'Permission Check Successful' >logs/a/aws-logs-write-test
error >logs/a/error.log
head -c 200 /dev/zero >logs/a/binary.metadata
said='3 files hold no flow records that can be recognised: left out' \
    set_of 'what holds no records' 3 0 "$sum" 600 logs
mkdir unknown
custom 'srcaddr dstaddr' >unknown/1.log
cp logs/a/aws-logs-write-test unknown
said='no record layout recognised' \
    set_of 'a folder of which nothing is known' 41 0 'stats count(*) as n' 41 unknown
options='-F srcaddr,dstaddr' \
    set_of 'until --format names its fields' 40 1 'stats count(*) as n by dstAddr' 10.0.0.1,40 unknown
ln -s nowhere logs/a/dangling
status=3 said='dangling: cannot be opened' set_of 'a link to nothing' 3 0 "$sum" 600 logs
rm logs/a/dangling

mkdir mixed
{ header; records 1; } >mixed/1.log
custom "$v5" 20 >mixed/2.log
{ echo "$tgw" | tr '\n' ' ' | tr -s ' '; echo; custom "$tgw" 20; } >mixed/3.log
payload 2 >mixed/4.json
records 1 4 | sed 's/^2 123456789012/2 000000000001/' | xz -c >mixed/5
set_of 'layouts and accounts, all in one folder' 44 0 \
    'stats sum(bytes) as b by accountId | sort accountId' '000000000001,400
123456789012,42600' mixed

# As S3 has it: plain, by the hour, and as Hive wants it. 1700000001 is
# 2023-11-14T22:13:21Z, so that the end is in the file of 22:10.
for key in AWSLogs/123456789012/vpcflowlogs/us-east-1/2023/11/14 \
    AWSLogs/123456789012/vpcflowlogs/us-east-1/2023/11/14/22 \
    AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2023/month=11/day=14/hour=22
do
    mkdir -p "keys/$key"
    for time in 0910 2210 2355; do
        { header; records 2; } | gzip -c \
            >"keys/$key/123456789012_vpcflowlogs_us-east-1_fl-0a1b2c3d_20231114T${time}Z_abcdef01.log.gz"
    done
done
set_of 'S3 keys of each kind' 18 0 "$sum" 2700 keys
options='--from 2023-11-14T22:13:00 --to 2023-11-14T22:13:21' \
    said='6 files not opened: by the name' \
    set_of 'and a time' 6 0 'stats count(*) as n' 3 keys
set_of 'account and region of a key' 18 0 \
    'parse @log /(?<account>\d+)_vpcflowlogs_(?<region>[^_]+)_/ | stats count(*) as n by account, region' \
    123456789012,us-east-1,18 keys
mkdir -p export/0123-4567/eni-0abc-all
records 2 | each '2018-09-22T20:28:14.000Z %r\n' | gzip -c >export/0123-4567/eni-0abc-all/000000.gz
echo 'Permission Check Successful' >export/aws-logs-write-test
set_of 'an export of CloudWatch to S3' 2 0 "$sum" 300 export

# Far larger than the window that texts are unwrapped in.

big() { # big MEGABYTES: about so many, of records of 100 bytes
    awk -v n="$1" 'BEGIN { for (i = 0; i < n * 10000; i++)
        print "2 123456789012 eni-0a1b2c3d 10.0.0.1 10.0.1.1 40000 443 6 1 100 1700000000 1700000060 ACCEPT OK" }'
}
big 20 >big
paste -s - <big >line
set_of 'a line of 20 MB with TABs' 200000 0 "$sum" 20000000 line
{ big 1; head -c 3000000 big | tr '\n' ' '; echo; big 1; } >line
set_of 'a line of 3 MB among others' 20000 1 "$sum" 2000000 line
gzip -1 -c big >big.gz
options='--memory 1M' set_of 'gzip that is larger than the budget' 200000 0 \
    "$sum" 20000000 big.gz
rm -f big big.gz line

echo "1..$(wc -l <results | tr -d ' ')"
