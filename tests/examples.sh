#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The examples of the tables of functions and commands run on the sample, and
# give what the tables say.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$builddir/vpcscope
sample=$srcdir/data/sample/vpc-default.log
data=$srcdir/tests/golden/data
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
tab=$(printf '\t')
count=0

# texts LIST COLUMN...: these columns of a list, separated by tabs.
texts() {
    list=$1
    shift
    "$program" "--list-$list" -o json | awk -v columns="$*" '
        function value(key,    at, rest, text, c) {
            at = index($0, "\"" key "\":\"")
            rest = substr($0, at + length(key) + 4)
            for (text = ""; (c = substr(rest, 1, 1)) != "\""; text = text c) {
                if (c == "\\") {
                    rest = substr(rest, 2)
                    c = substr(rest, 1, 1)
                }
                rest = substr(rest, 2)
            }
            return text
        }
        BEGIN { n = split(columns, column, " ") }
        /^{/ {
            line = value(column[1])
            for (i = 2; i <= n; i++)
                line = line "\t" value(column[i])
            print line
        }'
}

report() { # GOOD NAME
    count=$((count + 1))
    if $1; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' "$tmp/out" "$tmp/err"
    fi
}

# The query runs without a word and has a row below the heading.
runs() {
    "$program" --table services="$data/services.csv" \
        --table networks="$data/networks.csv" -q "$1" -o tsv "$sample" >"$tmp/out" 2>"$tmp/err" </dev/null &&
        [ ! -s "$tmp/err" ] && [ "$(wc -l <"$tmp/out")" -gt 1 ]
}

texts functions kind function example value >"$tmp/functions"
while IFS="$tab" read -r kind name example value; do
    good=false
    if [ "$kind" = aggregate ]; then
        runs "stats $example" && good=true
    elif runs "fields $example as x | limit 1"; then
        [ -z "$value" ] || [ "$(sed -n 2p "$tmp/out")" = "$value" ] &&
            good=true
    fi
    report $good "$name: $example is ${value:-given}"
done <"$tmp/functions"

texts commands command example >"$tmp/commands"
while IFS="$tab" read -r name example; do
    good=false
    runs "$example" && good=true
    report $good "$name: $example"
done <"$tmp/commands"

[ "$count" -gt 80 ] || { echo "not ok - the tables are empty"; exit 1; }
echo "1..$count"
