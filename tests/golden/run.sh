#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Golden tests: each *.golden file holds cases divided by lines of "====":
#
#   # what it shows
#   query   the query; lines that begin with a blank continue it
#   input   files under tests/golden/data
#   args    further options
#   status  expected exit status (default 0)
#   ----
#   expected standard output
#   ---- stderr
#   expected standard error (only then compared)
#
# UPDATE_GOLDEN=1 writes what the program prints back into the files; read the
# difference before you commit it.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$builddir/vpcscope
here=$srcdir/tests/golden
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# One case, split into files of its parts.
split_case() {
    rm -f "$tmp"/case.*
    : >"$tmp/case.query"; : >"$tmp/case.want"
    awk -v base="$tmp/case." '
        part == "" && /^# / && !titled { print substr($0, 3) > (base "title"); titled = 1; next }
        part == "" && /^(query|input|args|status)([ \t]|$)/ {
            key = $1; sub(/^[a-z]+[ \t]*/, ""); print > (base key); next }
        part == "" && key == "query" && /^[ \t]/ { print > (base "query"); next }
        $0 == "----" { part = "want"; next }
        $0 == "---- stderr" { part = "stderr"; printf "" > (base "stderr"); next }
        part != "" { print > (base part) }' "$1"
}

run_case() {
    # shellcheck disable=SC2034 # eval reads it
    query=$(cat "$tmp/case.query")
    args=$(cat "$tmp/case.args" 2>/dev/null)
    want_status=$(cat "$tmp/case.status" 2>/dev/null || echo 0)
    # shellcheck disable=SC2046,SC2086
    (cd "$here/data" &&
        eval "\"\$program\" -q \"\$query\" $args $(cat "$tmp/case.input" 2>/dev/null)" \
            >"$tmp/out" 2>"$tmp/err" </dev/null)
    status=$?
    ok=true
    cmp -s "$tmp/out" "$tmp/case.want" || ok=false
    [ "$status" = "$want_status" ] || ok=false
    [ ! -f "$tmp/case.stderr" ] || cmp -s "$tmp/err" "$tmp/case.stderr" || ok=false
}

report() {
    count=$((count + 1))
    title=$(cat "$tmp/case.title" 2>/dev/null)
    if $ok; then
        echo "ok $count - $1: $title"
        return
    fi
    echo "not ok $count - $1: $title"
    echo "# status $status, expected $want_status"
    diff "$tmp/case.want" "$tmp/out" | sed 's/^/# /'
    if [ -f "$tmp/case.stderr" ]; then
        diff "$tmp/case.stderr" "$tmp/err" | sed 's/^/# /'
    else
        sed 's/^/# stderr: /' "$tmp/err"
    fi
}

# The case as it was, with the output the program gives now.
updated_case() {
    sed '/^----$/,$d' "$1"
    echo ----
    cat "$tmp/out"
    if [ -f "$tmp/case.stderr" ]; then
        echo "---- stderr"
        cat "$tmp/err"
    fi
}

program=$(cd "$(dirname "$program")" && pwd)/vpcscope
here=$(cd "$here" && pwd)
XDG_CONFIG_HOME=$here/data/config
export XDG_CONFIG_HOME
for file in "$here"/*.golden; do
    rm -f "$tmp"/part.*
    awk -v base="$tmp/part." 'BEGIN { n = 1000 } /^====$/ { n++; next } { print > (base n) }' "$file"
    : >"$tmp/new"
    for part in "$tmp"/part.*; do
        split_case "$part"
        run_case
        report "$(basename "$file" .golden)"
        [ ! -s "$tmp/new" ] || echo ==== >>"$tmp/new"
        updated_case "$part" >>"$tmp/new"
    done
    [ -z "$UPDATE_GOLDEN" ] || cp "$tmp/new" "$file"
done
echo "1..$count"
