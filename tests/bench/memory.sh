#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every query of the suites, with little memory over a large log in several
# forms: the most memory of its own that each had, and whether its answer is
# that of a large budget.
#
#     memory.sh [--rows N] [--memory SIZE] [--forms 'plain gz json parquet']
#               [--queries FILE] [--seconds N] [--keep] [BUILD]
#
# A line for each query that goes beyond a budget and a quarter and 32 MB, or
# whose answer is another; all of them go to memory.tsv in the build folder:
# form, KiB, ms, ms of the large budget, status, what the answer is (same,
# estimate: it says so; other; limit: status 4 with a message; slow: not there
# after so many seconds, 60 when nothing is said), the query.
# Exit status 1 when there is one that should not be. It needs room in TMPDIR
# for five times the log, 115 bytes a row, and what queries write there.

rows=2000000 memory=16M forms='plain gz json parquet' queries= keep= seconds=60
while [ $# -gt 0 ]; do
    case $1 in
    --rows) rows=$2 && shift ;;
    --memory) memory=$2 && shift ;;
    --forms) forms=$2 && shift ;;
    --seconds) seconds=$2 && shift ;;
    --queries) queries=$2 && shift ;;
    --keep) keep=1 ;;
    -*) sed -n '/^# Every/,/^[^#]*$/p' "$0" >&2 && exit 2 ;;
    *) break ;;
    esac
    shift
done
build=${1:-.}
here=$(cd "$(dirname "$0")/.." && pwd)
program=$build/vpcscope
tmp=$(mktemp -d) || exit 99
[ -n "$keep" ] || trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
allowed=$(echo "$memory" | awk '{ print int($1 * 1280) + 32768 }')
mkdir "$tmp/disk"
ulimit -f 20000000 # half kilobytes: no query takes the whole disk
tab=$(printf '\t')

# The queries of budget.sh, agree.queries, queries.txt and the golden tests;
# what is a matter of the time of day, or is told in words, is left out.
list_queries() {
    sed -n "s/^\(disk\|-\)$tab//p" "$here/budget.sh"
    awk -F '\t' '!/^#/ { print $2 }' "$here/agree.queries" "$here/bench/queries.txt"
    awk '/^(input|args|status|----|====)/ { open = 0 }
        /^query/ { if (q != "") print q; sub(/^query[ \t]*/, ""); q = $0; open = 1; next }
        open && /^[ \t]/ { q = q " " $0 }
        END { print q }' "$here"/golden/*.golden |
        grep -v '#\|now()\|//\|estimate\|[$][A-Za-z`]' | tr -s ' ' | sort -u
}
if [ -n "$queries" ]; then
    cat "$queries" >"$tmp/queries"
else
    list_queries | awk '!($0 in seen) { seen[$0]; print }' >"$tmp/queries"
fi

make_form() { # FORM
    case $1 in
    plain) cp "$tmp/log" "$tmp/in" ;;
    gz) gzip -1 <"$tmp/log" >"$tmp/in" ;;
    zst) zstd -q -1 <"$tmp/log" >"$tmp/in" ;;
    xz) xz -0 <"$tmp/log" >"$tmp/in" ;;
    bz2) bzip2 -1 <"$tmp/log" >"$tmp/in" ;;
    parquet) "$build/tests/bench/log_to_parquet" "$tmp/log" "$tmp/in" ;;
    json) awk 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
        { s = "{"
          for (i = 1; i <= NF; i++)
              s = s (i > 1 ? "," : "") "\"" name[i] "\":\"" $i "\""
          print s "}" }' "$tmp/log" >"$tmp/in" ;;
    *) echo "no such form: $1" >&2 && exit 2 ;;
    esac
}

# What the answer is, by its status, its text and its messages.
judge() {
    if [ "$status" = 124 ] || [ "$status_want" = 124 ]; then
        echo slow
    elif [ "$status" = 4 ] && grep -q -e "--memory" "$tmp/err"; then
        echo limit
    elif [ "$status" != "$status_want" ]; then
        echo other
    elif cmp -s "$tmp/want" "$tmp/out"; then
        echo same
    elif grep -q 'estimate' "$tmp/err"; then
        echo estimate
    else
        echo other
    fi
}

ask() { # MEMORY OUT
    echo "0 0" >"$tmp/peak"
    TMPDIR=$tmp/disk timeout "$seconds" "$build/tests/bench/peak" "$tmp/peak" \
        "$program" --threads 2 --memory "$1" -o csv -q "$query" "$tmp/in" \
        >"$tmp/$2" 2>"$tmp/err"
}

"$build/tests/bench/genlog" --rows "$rows" --seed 31 --ipv6 2 -o "$tmp/log" || exit 99
: >"$build/memory.tsv"
for form in $forms; do
    make_form "$form" || exit 99
    while IFS= read -r query; do
        ask 4G want
        status_want=$?
        read -r kb_want ms_want <"$tmp/peak"
        ask "$memory" out
        status=$?
        read -r kb ms <"$tmp/peak"
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$form" "$kb" "$ms" "$ms_want" \
            "$status" "$(judge)" "$query"
    done <"$tmp/queries" >"$tmp/form"
    cat "$tmp/form" >>"$build/memory.tsv"
    awk -F '\t' -v allowed="$allowed" '
        $2 > allowed { print "beyond: " $0; beyond++ }
        $6 == "other" { print "another answer: " $0; other++ }
        $6 == "limit" { print "refused: " $0; limit++ }
        { most = $2 > most ? $2 : most }
        END { printf "%s: %d queries, at most %d KiB of %d; %d beyond, %d with another answer, %d refused\n",
                  $1, NR, most, allowed, beyond, other, limit }' "$tmp/form"
done
! awk -F '\t' -v allowed="$allowed" '$2 > allowed || $6 == "other"' "$build/memory.tsv" | grep -q .
