#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Saved queries as files: which folder counts, what -Q takes and lists, and
# what the shipped ones give on the sample, against awk.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
sample=$(cd "$srcdir" && pwd)/data/sample/vpc-default.log
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
grep -v -e sources -e top- -e host- out >own && mv own out
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

# The shipped queries against awk: NAME, then awk's rows sorted as it sorts.
# Columns of the log: 4 source, 5 destination, 7 port, 9 packets, 10 bytes,
# 13 action.
run -Q 'top-bytes(count = 5)' "$sample"
top=$(awk 'NR > 1 && $4 != "-" { b[$4] += $10; p[$4] += $9; n[$4]++ }
    END { for (a in b) printf "%s,%.0f,%d,%d\n", a, b[a], p[a], n[a] }' \
    "$sample" | sort -t, -k2,2nr -k1,1 | head -5)
expect 'top-bytes' 0 "srcAddr,bytes,packets,flows
$top"
run -Q 'top-pairs(count = 5)' "$sample"
top=$(awk 'NR > 1 && $4 != "-" { k = $4 "," $5; b[k] += $10; p[k] += $9; n[k]++ }
    END { for (a in b) printf "%s,%.0f,%d,%d\n", a, b[a], p[a], n[a] }' \
    "$sample" | sort -t, -k3,3nr -k1,1 -k2,2 | head -5)
expect 'top-pairs' 0 "srcAddr,dstAddr,bytes,packets,flows
$top"
run -q '$reject-sources(count = 1) | display srcAddr, flows, targets, ports' \
    "$sample"
top=$(awk '$13 == "REJECT" { n[$4]++
        if (!t[$4, $5]++) targets[$4]++
        if (!q[$4, $7]++) ports[$4]++ }
    END { for (a in n) print a "," n[a] "," targets[a] "," ports[a] }' \
    "$sample" | sort -t, -k2,2nr | head -1)
expect 'reject-sources' 0 "srcAddr,flows,targets,ports
$top"
top=$(awk '$7 == 22 { n++; a += $13 == "ACCEPT"; r += $13 == "REJECT" }
    END { print n "," a "," r }' "$sample")
run -q '$port-sources(port = 22, count = 100000) | stats sum(flows) as n,
    sum(accepted) as a, sum(rejected) as r' "$sample"
expect 'port-sources' 0 "n,a,r
$top"
address=$(awk 'NR > 1 && $4 != "-" { print $4; exit }' "$sample")
run -q "\$host-traffic(address = \"$address\", period = 1d)
    | display sent, received, rejected" "$sample"
top=$(awk -v a="$address" '
    $4 == a { s += $10 }
    $5 == a { r += $10 }
    ($4 == a || $5 == a) && $13 == "REJECT" { x++ }
    END { printf "%.0f,%.0f,%d\n", s, r, x }' "$sample")
expect 'host-traffic' 0 "sent,received,rejected
$top"

echo "1..$count"
