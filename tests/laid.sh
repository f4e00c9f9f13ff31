#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Large answers far from the order of their files: of compressed and Parquet
# files, whose rows are laid out on disk first, they are those of the same
# records as text, which are not, in all formats, within little memory and
# much, and when the disk takes nothing. How often segments are read for it is
# looked at in tests/unit/test_row_reader.c.

srcdir=${srcdir:-.} builddir=${builddir:-.}
builddir=$(cd "$builddir" && pwd)
program=$builddir/vpcscope
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
mkdir disk
TMPDIR=$tmp/disk
export TMPDIR
count=0

report() { # report STATUS NAME
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        head -3 err 2>/dev/null | cut -c1-200 | sed 's/^/# stderr: /'
    fi
}

"$builddir/tests/bench/genlog" --rows 50000 --seed 9 --ipv6 2 --nodata 2 -o log &&
    "$builddir/tests/bench/log_to_parquet" log log.parquet || exit 99
gzip -c log >log.gz

# A quarter more than 16 MB, and 32 MB. Sanitizers take their own.
allowed=53248
if [ ! -r /proc/self/status ] || grep -q __asan_init "$program"; then
    allowed=100000000
fi

# ask MEMORY FILE FORMAT QUERY: to out and err.
ask() {
    "$builddir/tests/bench/peak" most "$program" --threads 2 --memory "$1" --stats \
        -o "$3" -q "$4" "$2" >out 2>err || return
    read -r kb _ <most && [ "$kb" -le "$allowed" ]
}

# What is told of the disk: [1-9] something was written there.
spilled() { # [1-9] or 0
    grep -Eq "\"spilled_bytes\":$1" err
}

while IFS='	' read -r where format query; do
    "$program" --memory 1G -o "$format" -q "$query" log >want 2>err
    for file in log.gz log.parquet; do
        ask 16M $file "$format" "$query" && cmp want out
        report $? "$file, $format, within 16M: $query"
        case $where in
        disk) spilled '[1-9]' ;;
        *) spilled 0 ;;
        esac
        report $? "$file, on disk: $where"
        [ "$format" = csv ] || continue
        "$program" --memory 1G -o csv -q "$query" $file >out 2>err && cmp want out
        report $? "$file, within 1G: $query"
    done
done <<'END'
disk	csv	fields bytes, srcAddr, start | sort bytes desc
disk	jsonl	fields action, bytes, packets / 7 as p, @timestamp | sort action, p desc | limit 49500
disk	raw	sort dstAddr
disk	table	display @message, dstPort | sort srcPort desc, bytes
disk	json	fields split(srcAddr, ".") as parts, toupper(action) as a | sort bytes
-	csv	fields bytes, srcAddr | sort bytes desc | limit 2000
-	csv	stats count(*) as n by srcPort | sort n desc, srcPort
END

# Without a disk, and with one that is soon full, as they come.
query='fields bytes, srcAddr, start | sort bytes desc'
"$program" --memory 1G -o csv -q "$query" log >want
for file in log.gz log.parquet; do
    TMPDIR=$tmp/nowhere "$program" --memory 1G -o csv -q "$query" $file >out 2>err &&
        cmp want out && [ ! -s err ]
    report $? "$file, no folder for temporary files"
    # Of so many half kilobytes; the answer goes through a pipe.
    (
        ulimit -f 200
        "$program" --memory 1G -o csv -q "$query" $file 2>&1
        echo "status $?" >&2
    ) 2>err | cat >out
    cmp want out && grep -q '^status 0$' err
    report $? "$file, the disk is soon full"
done
[ -z "$(ls -A disk)" ]
report $? "nothing is left on the disk"

echo "1..$count"
