#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Saved queries as files: which folder counts, what -Q takes and lists, and
# what is said of fields that they need. shipped.sh has the shipped ones.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
sample=$(cd "$srcdir" && pwd)/data/sample/vpc-default.log
custom=$(cd "$srcdir" && pwd)/data/sample/vpc-custom.log
VPCSCOPE_DATA=$(cd "$srcdir" && pwd)/data
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
XDG_CONFIG_HOME=$tmp/config
export VPCSCOPE_DATA XDG_CONFIG_HOME
mkdir -p config/vpcscope/queries .vpcscope
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

# save FOLDER NAME: standard input as a saved query.
save() {
    cat >"$1/$2.cwq"
}

echo 'stats count(*) as n' | save config/vpcscope/queries mine
run -Q mine "$sample"
expect 'one of the configuration' 0 'n
5000'

printf '\357\273\277# Of two ports\r\nfilter dstPort in [{{a}}, {{b}}]\r\n| stats count(*) as n\r\n' |
    save .vpcscope 'Two Ports'
two=$(awk '$7 == 443 || $7 == 22 { n++ } END { print n }' "$sample")
run -Q 'Two Ports(a = 443, b = 22)' "$sample"
expect 'a name with a space, two values, a byte order mark, CRLF' 0 "n
$two"
run -q '$`Two Ports`(b = 22, a = 443)' "$sample"
expect 'the same in a query' 0 "n
$two"
run -Q 'Two Ports' "$sample"
expect 'what lacks is told of the call' 2 '' '$`Two Ports`()'

echo 'limit 1' | save .vpcscope mine
run -Q mine "$sample"
expect 'the configuration comes before .vpcscope' 0 'n
5000'
echo 'stats count(*) as mine' | save .vpcscope top-bytes
run -Q top-bytes "$sample"
expect '.vpcscope comes before what is shipped' 0 'mine
5000'
rm .vpcscope/top-bytes.cwq

echo '# param a = x y
limit {{a}}' | save .vpcscope bad
run -Q list
grep -e Two -e bad -e mine out >own && mv own out
expect 'a list with parameters and what is wrong' 0 \
    '`Two Ports`(a, b)                     Of two ports
bad()                                 cannot be used: its comment `# param a = x y` is not of the form `# param name = value`
mine()                                '
run -Q list
grep -c 'reject-sources(count = 20) .*Sources' out >n && mv n out
expect 'shipped ones are on the list' 0 1
run -Q bad "$sample"
expect 'one that is wrong' 2 '' 'the saved query `bad` is wrong'
rm .vpcscope/bad.cwq
run -Q nosuch "$sample"
expect 'one that is not there' 2 '' 'there is no saved query `nosuch`'
run -Q mine -q 'limit 1' "$sample"
expect 'one query only' 2 '' 'once'

mkdir .vpcscope/folder.cwq
run -Q folder "$sample"
expect 'one that cannot be read' 2 '' 'cannot read the saved query'

# Fields: those beyond the default format are named, or those that files lack.
echo '# needs azId, srcAddr, pkt-dstaddr
# Zones
stats count(*) as n' | save .vpcscope zones
run -Q list
grep ^zones out >own && mv own out
expect 'a list tells what the default format lacks' 0 \
    'zones()                               Zones (not in the default format: azId, pkt-dstaddr)'
run -Q list "$custom"
grep -e ^zones -e ^gaps out | tr -s ' ' >own && mv own out
expect 'with files it tells what these lack' 0 \
    'gaps-skipdata(period = 1h) Where the log itself has gaps: records that were skipped, by interface (the files lack logStatus)
zones() Zones'
run -Q list nosuch.log
grep -c ^zones out >n && mv n out
expect 'a file that is not there is told of' 3 1 'nosuch.log'
run -Q zones "$sample"
expect 'run over files that lack fields, it warns' 0 'n
5000' 'warning: the saved query `zones` needs azId, pkt-dstaddr, which the files do not have'
run -Q zones "$custom"
expect 'over files that have them it does not' 0 'n
3000'
[ -s err ] && printf 'not '
count=$((count + 1))
echo "ok $count - in no way"
echo '# needs a b
limit 1' | save .vpcscope bad
run -Q bad "$sample"
expect 'needs of another form are refused' 2 '' 'not of the form `# needs field, field`'

echo "1..$count"
