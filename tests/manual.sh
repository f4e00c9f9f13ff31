#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages say what the program says: its options and its tables.

program=${builddir:?}/vpcscope
man=${srcdir:?}/man
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT

echo 1..10

"$program" --help >"$tmp/help"
grep -oE -e '--[a-z][a-z-]+' "$tmp/help" | sort -u | while read -r option; do
    grep -qF -e "$(echo "$option" | sed 's/-/\\-/g')" "$man/vpcscope.1" ||
        echo "# $option"
done >"$tmp/missing"
cat "$tmp/missing"
[ -s "$tmp/help" ] && [ ! -s "$tmp/missing" ] || printf 'not '
echo "ok 1 - every option of --help is in vpcscope(1)"

version=$("$program" --version)
count=1
for page in vpcscope.1 vpcscope-query.7 vpcscope-keys.7; do
    sh "$man/fill-tables" "$program" "$man/$page" >"$tmp/page" &&
        diff "$man/$page" "$tmp/page" >"$tmp/diff" || printf 'not '
    echo "ok $((count + 1)) - $page: its tables are the program's (make manual fills them in)"
    sed 's/^/# /' "$tmp/diff"

    grep -q "^\\.TH .*\"$version\"" "$man/$page" || printf 'not '
    echo "ok $((count + 2)) - $page: its version is $version"

    if command -v mandoc >/dev/null; then
        mandoc -T lint -W warning "$man/$page" >"$tmp/lint" 2>&1 ||
            printf 'not '
        echo "ok $((count + 3)) - $page: mandoc has nothing to say"
        sed 's/^/# /' "$tmp/lint"
    else
        echo "ok $((count + 3)) # SKIP there is no mandoc"
    fi
    count=$((count + 3))
done
