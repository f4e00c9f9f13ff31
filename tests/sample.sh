#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The sample logs in the tree are what genlog makes.

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT

echo 1..2
sh "${srcdir:?}/data/make-sample" "${builddir:?}/tests/bench/genlog" "$tmp" ||
    echo "# make-sample failed"
n=0
for log in vpc-default.log vpc-custom.log; do
    n=$((n + 1))
    cmp "$srcdir/data/sample/$log" "$tmp/$log" || printf 'not '
    echo "ok $n - $log"
done
