#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Following a file that is written to at a steady rate, in batch mode: every
# line must be counted, and memory must stay within the budget.
#
#   soak.sh [SECONDS [LINES_PER_SECOND]]     default 3 and 20000
#
# Prints TAP, and what it took as a comment. What must be counted is counted
# by awk.

seconds=${1:-3} rate=${2:-20000}
srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
genlog=$(cd "$builddir" && pwd)/tests/bench/genlog
tmp=$(mktemp -d) || exit 99
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
budget_mb=256
limit_s=${SOAK_TEST_LIMIT:-60}

rows=100000
"$genlog" --rows $rows --seed 9 -o source.log
head -1 source.log >grow.log
total=$((seconds * rate))

# total lines at this rate, a tenth of a second's at once; the source is
# written again and again.
pump() {
    awk -v total="$total" -v chunk=$((rate / 10)) '
        NR > 1 { line[n++] = $0 }
        END {
            for (i = 0; i < total; i++) {
                print line[i % n]
                if (i % chunk == chunk - 1) {
                    fflush()
                    system("sleep 0.1")
                }
            }
        }' source.log >>grow.log
}

of() {
    awk -v name="$1:" '$1 == name {print $2}' "/proc/$pid/status" 2>/dev/null
}

"$program" --follow --every 500ms --memory ${budget_mb}M -q '
    stats count(*) as n, sum(packets) as p by action | sort n desc | limit 1
    ' grow.log >out 2>err &
pid=$!
pump
awk -v total=$((total + 1)) 'NR > 1 && $13 == "ACCEPT" {n++; p += $9}
    END {printf "ACCEPT,%d,%d\n", n, p}' grow.log >want
tries=$((limit_s * 20))
while [ $tries -gt 0 ] && ! tail -1 out | cmp -s - want; do
    tries=$((tries - 1))
    sleep 0.05
done
peak_kb=$(of VmHWM)
ticks=$(awk '{print $14 + $15}' "/proc/$pid/stat" 2>/dev/null)
if tail -1 out | cmp -s - want; then
    echo "ok 1 - each of $total lines is counted"
else
    echo "not ok 1 - each of $total lines is counted"
    echo "# got $(tail -1 out), expected $(cat want)"
    sed 's/^/# stderr: /' err
fi
if [ -z "$peak_kb" ]; then
    echo "ok 2 - memory stays within the budget # SKIP no /proc"
elif [ "$peak_kb" -lt $(((budget_mb + 64) * 1024)) ]; then
    echo "ok 2 - memory stays within the budget"
else
    echo "not ok 2 - memory stays within the budget"
fi
[ -z "$peak_kb" ] ||
    echo "# $rate lines/s for $seconds s: peak $((peak_kb / 1024)) MB," \
        "$((ticks * 1000 / $(getconf CLK_TCK))) ms of processor time"
echo 1..2
