#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual page says what the program says: its options and its tables.

program=${builddir:?}/vpcscope
page=${srcdir:?}/man/vpcscope.1
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT

echo 1..3

"$program" --help >"$tmp/help"
grep -oE -e '--[a-z][a-z-]+' "$tmp/help" | sort -u | while read -r option; do
    grep -qF -e "$(echo "$option" | sed 's/-/\\-/g')" "$page" || echo "# $option"
done >"$tmp/missing"
cat "$tmp/missing"
[ -s "$tmp/help" ] && [ ! -s "$tmp/missing" ] || printf 'not '
echo "ok 1 - every option of --help is in the manual page"

sh "$srcdir/man/fill-tables" "$program" "$page" >"$tmp/page" &&
    diff "$page" "$tmp/page" >"$tmp/diff" || printf 'not '
echo "ok 2 - its tables are the program's (make manual fills them in)"
sed 's/^/# /' "$tmp/diff"

version=$("$program" --version)
grep -q "^\\.TH .*\"$version\"" "$page" || printf 'not '
echo "ok 3 - its version is $version"
