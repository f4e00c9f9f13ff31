#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Under valgrind: nothing is read that was not written, nothing touched that
# was freed, and nothing lost at the end. A few queries over each kind of file,
# a session of the explorer, and some unit tests. "make check-valgrind".
#
# valgrind.supp: what libraries of the system do, each with a reason.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$builddir/vpcscope
here=$srcdir/tests
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp TMPDIR=$tmp
# Valgrind knows the instructions up to AVX2.
VPCSCOPE_CPU=portable
export HOME XDG_CONFIG_HOME XDG_STATE_HOME TMPDIR VPCSCOPE_CPU
count=0

if ! command -v valgrind >/dev/null; then
    echo "1..0 # SKIP no valgrind"
    exit
fi
if nm "$program" 2>/dev/null | grep -q '__[at]san_init'; then
    echo "1..0 # SKIP built with a sanitizer"
    exit
fi

# memcheck NAME COMMAND...: its output is in $tmp/out. 99: valgrind complains.
memcheck() {
    name=$1
    shift
    valgrind -q --error-exitcode=99 --leak-check=full \
        --errors-for-leak-kinds=definite,indirect \
        --show-leak-kinds=definite,indirect \
        --suppressions="$here/valgrind.supp" \
        "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    status=$?
    count=$((count + 1))
    if [ $status = 0 ]; then
        echo "ok $count - $name"
        return
    fi
    echo "not ok $count - $name: status $status"
    head -60 "$tmp/err" | sed 's/^/# /'
}

# query NAME FILE QUERY
query() {
    memcheck "$1" "$program" --threads 2 -o csv -q "$3" "$2"
    [ "$(wc -l <"$tmp/out")" -gt 1 ] && return
    count=$((count + 1))
    echo "not ok $count - $1: there is no answer"
}

log=$tmp/small.log
head -201 "$srcdir/data/sample/vpc-default.log" >"$log"
gzip -k "$log"
sed 1d "$log" | awk '{ print "{\"message\":\"" $0 "\"}" }' >"$tmp/small.json"
parquet=$here/parquet_files/arrow-plain.parquet

groups='stats count(*) as n, sum(bytes) as b by srcAddr | sort n desc'
query "plain: groups" "$log" "$groups"
query "plain: rows" "$log" 'fields @timestamp, srcAddr | sort bytes desc'
query "plain: regex" "$log" 'filter @message like /1[0-9]+\./ | stats count(*)'
query "gzip" "$log.gz" "$groups"
query "JSON" "$tmp/small.json" "$groups"
query "Parquet" "$parquet" 'stats count(*) as n'

cat >"$tmp/tape" <<'TAPE'
size 80x24
j 3 Enter
i " | limit 5" Enter
? Esc
screen end
TAPE
memcheck "the explorer" "$program" --replay "$tmp/tape" "$log"

# Not those with regexes: what PCRE2 compiles reads whole words at the end.
for test in parse past gzip parquet tui_session; do
    memcheck "test_$test" "$builddir/tests/unit/test_$test"
done
echo "1..$count"
