#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# genlog keeps its word: same seed, same bytes; rows and shares as asked.

genlog=${builddir:?}/tests/bench/genlog
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
n=0

# check NAME GOT WANTED
check() {
    n=$((n + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        echo "# got '$2', wanted '$3'"
    fi
}

# near NAME GOT LOW HIGH
near() {
    check "$1" "$(awk -v x="$2" -v low="$3" -v high="$4" \
        'BEGIN { print (x >= low && x <= high) ? "near" : x }')" near
}

"$genlog" --rows 20000 --seed 7 >"$tmp/a"
"$genlog" --rows 20000 --seed 7 -o "$tmp/b"
"$genlog" --rows 20000 --seed 8 >"$tmp/c"
check "the same seed gives the same bytes" "$(cksum <"$tmp/a")" \
    "$(cksum <"$tmp/b")"
check "another seed gives another log" "$(cmp -s "$tmp/a" "$tmp/c"; echo $?)" 1
check "the header is the default layout" "$(head -n 1 "$tmp/a")" \
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol \
packets bytes start end action log-status"
check "as many records as asked" "$(sed 1d "$tmp/a" | wc -l | tr -d ' ')" 20000
check "no header when not wanted" \
    "$("$genlog" --rows 5 --no-header | wc -l | tr -d ' ')" 5
check "every record has 14 values" "$(awk '{ print NF }' "$tmp/a" | sort -u)" 14

"$genlog" --rows 20000 --reject 30 --nodata 1 --skipdata 0.5 --bursts 3 \
    --start 2026-01-01T00:00Z --hours 2 --no-header >"$tmp/d"
check "the share of REJECT" "$(grep -c ' REJECT OK$' "$tmp/d")" 6000
check "the share of NODATA" "$(grep -c ' - NODATA$' "$tmp/d")" 200
check "the share of SKIPDATA" "$(grep -c ' - SKIPDATA$' "$tmp/d")" 100
check "nothing outside the time asked for" "$(awk '
    $11 < 1767225600 || $12 > 1767225600 + 7200 || $11 > $12' "$tmp/d")" ""
check "three scanners stand out" "$(awk '$13 == "REJECT" { n[$4]++ }
    END { for (s in n) if (n[s] > 500) k++; print k }' "$tmp/d")" 3

awk '$13 == "ACCEPT" { print $10 }' "$tmp/a" | sort -n >"$tmp/sizes"
rank() { sed -n "$(($(wc -l <"$tmp/sizes") * $1 / 100))p" "$tmp/sizes"; }
near "half of the flows have some 232 bytes" "$(rank 50)" 130 330
near "a tenth has 7462 bytes and more" "$(rank 90)" 5500 9500
near "a hundredth has 24679 bytes and more" "$(rank 99)" 18000 40000
near "both directions are there" "$(awk '$13 == "ACCEPT" {
    if ($7 == 443) out++; if ($6 == 443) in_++ } END { print out / in_ }' \
    "$tmp/a")" 0.9 1.1
near "a well-known scanner is there" "$(awk '$4 ~ /^162[.]142[.]125[.]/' \
    "$tmp/a" | wc -l)" 5 500
near "half are IPv6 when asked" "$("$genlog" --rows 5000 --ipv6 50 |
    awk '$4 ~ /:/' | wc -l)" 1700 2800

# Layout, columns
while read -r layout columns; do
    check "layout $layout has $columns columns" "$("$genlog" --rows 300 \
        --nodata 5 --layout "$layout" | awk '{ print NF }' | sort -u)" "$columns"
done <<LIST
default 14
v5 29
custom22 22
article19 19
all 54
tgw 36
srcaddr,bytes,action 3
LIST

"$genlog" --rows 3000 --layout custom22 >"$tmp/e"
near "the NAT gateway hides workers behind its address" \
    "$(awk '$7 == "-" && $10 != $15' "$tmp/e" | wc -l)" 10 1000
near "both flow directions are named" "$(awk '{ n[$9]++ } END {
    print n["ingress"] / n["egress"] }' "$tmp/e")" 0.8 2

# What it refuses
while read -r args; do
    # shellcheck disable=SC2086
    "$genlog" $args >"$tmp/out" 2>"$tmp/err"
    check "refused: $args" "$? $(wc -c <"$tmp/out" | tr -d ' ')" "2 0"
done <<LIST
--reject 101
--reject x
--rows -3
--layout srcaddr,sorcery
--start 2026-13-01
--span 30s
--bursts 500
--reject 90 --nodata 20
stray
LIST

echo "1..$n"
