#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Queries of a size that no person writes: they run, or are refused with a
# place in the text, and either soon. Expected answers are counted by awk.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
genlog=$(cd "$builddir" && pwd)/tests/bench/genlog
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
count=0
seconds=20 # with sanitizers on a slow machine; far less otherwise

# check NAME STATUS OUTPUT [TEXT on stderr]: of the query in the file q.
check() {
    count=$((count + 1))
    timeout "$seconds" "$program" -f q good.log >out 2>err </dev/null
    status=$?
    if [ "$status" = "$2" ] && [ "$(head -c 200 out)" = "$3" ] &&
        { [ -z "${4-}" ] || grep -qF -- "$4" err; }; then
        echo "ok $count - $1"
        return
    fi
    echo "not ok $count - $1"
    echo "# status $status, expected $2"
    head -c 300 out | sed 's/^/# stdout: /'
    head -c 300 err | sed 's/^/# stderr: /'
}

# repeat N TEXT: the text N times, {} in it is 0, 1, ...
repeat() {
    awk -v n="$1" -v text="$2" 'BEGIN {
        for (; at = index(text, "{}"); text = substr(text, at + 2))
            part[++parts] = substr(text, 1, at - 1)
        for (i = 0; i < n; i++) {
            for (j = 1; j <= parts; j++)
                printf "%s%d", part[j], i
            printf "%s", text
        } }'
}

"$genlog" --rows 5000 --seed 4 -o good.log

{ printf 'filter srcAddr in ["none"'
  repeat 100000 ', "10.{}"'
  awk '{ print ", \"" $4 "\"" }' good.log | sort -u | head -100 | tr -d '\n'
  printf '] | stats count(*) as n'; } >q
want=$(awk '{ print $4 }' good.log | sort -u | head -100 >some
       awk 'NR == FNR { s[$1] = 1; next } s[$4] { n++ } END { print n }' some good.log)
check "a list of 100,000 texts" 0 "n
$want"

{ printf 'filter dstPort in [0'; repeat 100000 ', {}'; printf '] | stats count(*) as n'; } >q
check "a list of 100,000 numbers" 0 "n
$(awk '$7 ~ /^[0-9]+$/ { n++ } END { print n }' good.log)"

{ printf 'filter not srcAddr in ["-"'; repeat 100000 ', "{}"'; printf '] | stats count(*) as n'; } >q
check "what is not in such a list" 0 "n
$(awk '$4 != "-" && $1 == 2 { n++ } END { print n }' good.log)"

{ printf 'fields bytes'; repeat 20000 ' | fields bytes + {} as f{}'; printf ' | stats count(*) as n'; } >q
check "20,000 stages and names" 0 "n
$(awk '$1 == 2 { n++ } END { print n }' good.log)"

{ printf 'fields bytes'; repeat 20000 ', {} as f{}'; printf ' | stats count(*) as n'; } >q
check "20,000 names in one stage" 0 "n
$(awk '$1 == 2 { n++ } END { print n }' good.log)"

{ printf 'fields n'; repeat 20000 ', n{}'; printf ' | stats count(*) as n'; } >q
check "20,000 names that nothing has" 0 "n
$(awk '$1 == 2 { n++ } END { print n }' good.log)" "there is more to say"

{ printf 'stats count(*) as n'; repeat 10000 ', sum(bytes + {}) as s{}'; printf ' | display n'; } >q
check "10,000 aggregates" 0 "n
$(awk '$1 == 2 { n++ } END { print n }' good.log)"

{ printf 'stats count(*) by srcAddr'; repeat 3000 ', srcAddr'; printf ' | stats count(*) as n'; } >q
check "3,000 keys of one name" 0 "n
$(awk '$1 == 2 { s[$4] } END { for (k in s) n++; print n }' good.log)"

{ printf 'filter bytes != -1'; repeat 5000 ' | filter bytes != -{}2'; printf ' | stats count(*) as n'; } >q
check "5,000 filters" 0 "n
$(awk '$1 == 2 { n++ } END { print n }' good.log)"

{ repeat 120000 '# comment\n'; printf 'stats count(*) as n'; } >q
check "a megabyte of comments" 0 "n
$(awk '$1 == 2 { n++ } END { print n }' good.log)"

for nested in '(' 'not ' 'abs(' '- ' '+' '2 ^ ' '! ' 'if(1,2,' 'case(' 'a in [' 'x = (' 'concat((' '1 + ('; do
    { printf 'filter '; repeat 20000 "$nested"; printf 1; } >q
    check "20,000 times $nested" 2 "" "nested deeper than"
done
{ printf 'filter srcPort = 1'; repeat 20000 ' or srcPort = {}'; } >q
check "20,000 conditions joined by or" 2 "" "operators in one expression"
{ printf 'fields '; repeat 3000000 'bytes '; } >q
check "a query of 18 MB" 2 "" "query is longer"
repeat 200000 '| ' >q
check "pipes alone" 2 "" "query:1:"
repeat 200000 '`' >q
check "backticks alone" 2 "" "query:1:"
{ printf 'filter action = "'; repeat 500000 'x\\'; } >q
check "a long text that is never closed" 2 "" "query:1:17"

# Texts that make a regular expression try all ways of splitting them.
awk 'BEGIN { for (i = 0; i < 9; i++) print "x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab " i }' >good.log
for query in 'filter @message like /(a+)+$/' 'parse @message /(?<x>(a+)+$)/' \
    'parse @message /(?<x>(a+)+$)/ multi' 'filter @message =~ "(a|aa)+$"' \
    'fields regexReplace(@message, "(a+)+$", "") as x | filter x = ""'; do
    echo "$query | stats count(x) as n" >q
    check "too much effort: $query" 4 "" "takes too much effort"
done

echo "1..$count"
