#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Long texts and --memory: lines of a megabyte, texts that a query makes of
# short ones, and compressed files that look back far. What fits by way of the
# disk, or with fewer rows at once, is answered as awk answers it; what does
# not ends with a message that names the budget.

builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
genlog=$(cd "$builddir" && pwd)/tests/bench/genlog
peak=$(cd "$builddir" && pwd)/tests/bench/peak
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
count=0

# check NAME: the exit status of the command before it.
check() {
    if [ $? = 0 ]; then result=ok; else result="not ok"; fi
    count=$((count + 1))
    echo "$result $count - $1"
    [ "$result" = ok ] || { echo "# $seen"; head -c 300 err | sed 's/^/# stderr: /'; }
}

# A quarter more than the budget, and 32 MB; of its own, so not the sanitizers',
# nor where the system does not tell.
allowed=$((16 * 1280 + 32768))
if [ ! -r /proc/self/status ] || grep -q __asan_init "$program"; then
    allowed=100000000
fi

# ask QUERY FILE STATUS: is that its status, and its memory small?
ask() {
    echo '0 0' >most
    timeout 60 "$peak" most "$program" --threads 2 --memory 16M -o csv -q "$1" "$2" >out 2>err
    status=$?
    # shellcheck disable=SC2094 # another file, by then
    read -r most ms <most
    seen="status $status, $most KiB of $allowed, $ms ms"
    [ $status = "$3" ] && [ "$most" -le $allowed ]
}

# By the log: 64 lines of a megabyte.
awk 'BEGIN { s = "ab"; while (length(s) < 1000000) s = s s; s = substr(s, 1, 1000000)
    for (i = 0; i < 64; i++)
        printf "2 1 %06d%s 10.0.0.1 10.0.0.2 1 2 6 1 40 1788422400 1788422460 ACCEPT OK\n", i, s }' >wide

# The names begin with a number, and rise.
ask 'fields interfaceId | sort interfaceId desc' wide 0 &&
    { echo interfaceId; awk '{ n[NR] = $3 } END { while (NR) print n[NR--] }' wide; } | cmp -s - out
check 'long texts are sorted'
ask 'stats count(*) as n by interfaceId | sort interfaceId' wide 0 &&
    { echo interfaceId,n; awk '{ print $3 ",1" }' wide; } | cmp -s - out
check 'long texts are keys of groups'
ask 'stats count(*) as n by concat(interfaceId, interfaceId) as two | sort two' wide 0 &&
    { echo two,n; awk '{ print $3 $3 ",1" }' wide; } | cmp -s - out
check 'and so are longer ones that are made of them'
ask 'stats values(interfaceId)' wide 4 && [ ! -s out ] &&
    grep -q 'the text of one row needs more memory than --memory 16M allows' err
check 'the values of a group that do not fit are told'

# By the query.
"$genlog" --rows 2000 --seed 17 | sed 1d >log
longest=$(awk '{ if (length > n) n = length } END { print n }' log)
head -n 1 log >one
line=$(awk '{ print length }' one)

# listed N TEXT: that often, with commas between.
listed() { awk -v n="$1" -v s="$2" 'BEGIN { while (n-- > 1) printf "%s,", s; print s }'; }
# doubled N: stages that make a text of 2^N times the record, a$N.
doubled() {
    awk -v n="$1" 'BEGIN { printf "fields @message as a0"
        for (i = 1; i <= n; i++)
            printf " | fields concat(a%d, a%d) as a%d", i - 1, i - 1, i }'
}

ask "fields concat($(listed 501 @message)) as a | stats max(strlen(a)) as n" log 0 &&
    [ "$(tail -n 1 out)" = $((501 * longest)) ]
check 'texts of many rows are made for a few at a time'
ask "stats $(listed 100 'max(concat(@message, srcPort, bytes))') as n" log 0
check 'and so are those of many columns'
ask "filter strlen(concat($(listed 501 @message))) = $((501 * longest)) | stats count(*) as n" log 0 &&
    [ "$(tail -n 1 out)" = "$(awk -v n="$longest" 'length == n' log | wc -l | tr -d ' ')" ]
check 'and those of a condition'
ask "$(doubled 12) | display strlen(a12) as n" one 0 &&
    [ "$(tail -n 1 out)" = $((4096 * line)) ]
check 'a text that fits is made'

too_much=
for query in "$(doubled 40) | display strlen(a40)" \
    "$(doubled 40) | filter strlen(a40) > 1" \
    "$(doubled 40) | stats max(a40)" \
    "$(doubled 40) | sort a40"; do
    ask "$query" one 4 && grep -q 'more memory than --memory 16M' err ||
        too_much="$too_much; $seen: ...$(printf %s "$query" | tail -c 30)"
done
seen=$too_much
[ -z "$too_much" ]
check 'a text that does not fit ends the query with a message'

# nested N BEFORE AFTER: calls around the record.
nested() {
    awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN { s = "@message"
        while (n--) s = a s b
        print "fields strlen(" s ") as n" }'
}
too_much=
for query in "$(nested 70 'base64Encode(' ')')" \
    "$(nested 30 'replace(' ', " ", "  ")')" \
    "$(nested 30 'jsonStringify(split(' ', ""))')" \
    "fields strlen(replace(@message, ' ', concat($(listed 4000 @message)))) as n"; do
    ask "$query" one 4 && grep -q 'more memory than --memory 16M' err ||
        too_much="$too_much; $seen: $(printf %.40s "$query")"
done
seen=$too_much
[ -z "$too_much" ]
check 'nor do functions make longer ones'

# Compressed: what looks back further than the usual levels.
refused() { # FILE
    timeout 60 "$program" --memory 16M -q 'stats count(*)' "$1" >out 2>err
    status=$? seen="status $status"
    [ $status = 3 ] && grep -q "$2" err
}
if command -v zstd >/dev/null && command -v xz >/dev/null; then
    # A pipe, so that the length is not known beforehand.
    # shellcheck disable=SC2002
    cat log | zstd -q -1 --long=27 >far.zst
    xz -q -c --format=xz --lzma2=preset=0,dict=192MiB <log >far.xz
    xz -q -c -6 <log >near.xz
    # shellcheck disable=SC2002
    cat log | zstd -q -19 >near.zst
    refused far.zst 'the zstd data needs 128M of memory to be unpacked: use --memory 256M or more'
    check 'a window that is too large for the budget is told'
    refused far.xz 'the xz data needs 193M of memory to be unpacked: use --memory 386M or more'
    check 'and so is a dictionary'
    fit=
    for case in 256M:far.zst 386M:far.xz 1M:near.zst 1M:near.xz; do
        timeout 60 "$program" --memory "${case%:*}" --threads 1 -o csv -q 'stats count(*) as n' "${case#*:}" >out 2>err
        status=$?
        [ $status = 0 ] && [ "$(tail -n 1 out)" = 2000 ] || fit="$fit $case: status $status"
    done
    seen=$fit
    [ -z "$fit" ]
    check 'with what was asked for they are read, as the usual levels always are'
else
    echo "# SKIP without zstd and xz: windows"
fi

echo "1..$count"
