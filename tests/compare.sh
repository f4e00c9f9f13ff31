#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is different about these rows: logs in which something happens, made by
# awk, and whether relevantfields and logcompare name it first. A score is
# worked out by awk as well.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
count=0

# ordinary N: records of usual traffic, a second apart; 2 % are rejected.
# EVENT is awk code that may change a record, given as $0's parts.
records() { # N EVENT
    awk -v n="$1" 'function pick(list,    w, k) { k = split(list, w, " "); return w[1 + int(rand() * k)] }
    BEGIN {
        srand(7)
        for (i = 0; i < n; i++) {
            src = "10.0.0." (1 + int(rand() * 40)); dst = "10.0.1." (1 + int(rand() * 20))
            sport = 1024 + int(rand() * 60000); dport = pick("443 443 443 443 80 80 53 22 5432 8443")
            proto = dport == 53 ? 17 : 6; packets = 1 + int(rand() * 20); bytes = packets * (40 + int(rand() * 1000))
            eni = "eni-" (1 + int(rand() * 8)); action = rand() < 0.02 ? "REJECT" : "ACCEPT"
            '"$2"'
            print 2, 123456789012, eni, src, dst, sport, dport, proto, packets, bytes, 1788422400 + i, 1788422400 + i + 60, action, "OK"
        }
    }'
}

# first NAME FIELD VALUE QUERY: of the answer for the file log.
first() {
    count=$((count + 1))
    "$program" -o tsv -q "$4" log >out 2>err </dev/null
    field=$(sed -n 2p out | cut -f 1)
    value=$(sed -n 2p out | cut -f 3)
    case $field:$value in
    "$2:$3 ("*) echo "ok $count - $1" ;;
    *)
        echo "not ok $count - $1"
        echo "# expected $2: $3"
        sed 's/^/# /' out err
        ;;
    esac
}

check() { # NAME COMMAND...
    count=$((count + 1))
    name=$1
    shift
    if "$@"; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/# /' out err
    fi
}

rejected='relevantfields where action = "REJECT"'

records 6000 'if (i % 8 == 0) { src = "203.0.113.7"; dst = "10.0.1.5"; dport = 1 + i % 5000; packets = 1; bytes = 40; action = "REJECT" }' >log
first "a port scan: who" srcAddr 203.0.113.7 "$rejected"
first "a port scan: at whom, among what it did" dstAddr 10.0.1.5 \
    'relevantfields dstAddr, dstPort, interfaceId, protocol where srcAddr = "203.0.113.7"'

records 6000 'if (dport == 8443) action = "REJECT"' >log
first "a port that a rule closes" dstPort 8443 "$rejected"

records 6000 'if (i >= 4000 && i < 5000 && i % 2) { src = "198.51.100.77" }' >log
first "a source that was not there before" srcAddr 198.51.100.77 \
    'relevantfields where start >= 1788426400 and start < 1788427400'
first "the same by the window before" srcAddr 198.51.100.77 \
    'filter start < 1788427400 | logcompare timeshift 50m'

records 6000 'if (eni == "eni-3" && rand() < 0.8) action = "REJECT"' >log
first "an interface that fails" interfaceId eni-3 "$rejected"

records 6000 'if (i >= 2000 && i < 2300 && rand() < 0.9) action = "REJECT"' >log
"$program" -o tsv -q "$rejected" log >out 2>err
range=$(sed -n 2p out | cut -f 3 | sed 's/ .*//')
check "since when: a time comes first" \
    sh -c 'sed -n 2p out | grep -Eq "^(start|end)"'
check "and is the range, within a class of 200 s" awk -v r="$range" 'BEGIN {
    split(r, t, "-"); from = t[1] - 1788424400; to = t[2] - 1788424700
    exit !(from > -200 && from < 260 && to > -200 && to < 260) }'

records 6000 '' >log
"$program" -o tsv -q 'relevantfields where srcPort % 2 = 0' log >out 2>err
check "nothing is different: no field scores" awk -F '\t' 'NR > 1 && $2 > 0.01 { bad = 1 } END { exit bad || NR < 10 }' out

records 400 '' >log
"$program" -o tsv -q 'relevantfields where srcPort % 20 = 0' log >out 2>err
check "nor do few rows" awk -F '\t' 'NR > 1 && $2 > 0.02 { bad = 1 } END { exit bad || NR < 10 }' out

# The measure itself: divergence in bits, less (n - 1) (1/A + 1/B) / (8 ln 2).
records 6000 'if (dport == 8443 && rand() < 0.5) action = "REJECT"' >log
want=$(awk '{ if ($13 == "REJECT") { a[$7]++; A++ } else { b[$7]++; B++ } s[$7] }
    function part(p, m) { return p > 0 ? p * log(p / m) / log(2) : 0 }
    END {
        for (v in s) { p = a[v] / A; q = b[v] / B; m = (p + q) / 2; j += (part(p, m) + part(q, m)) / 2; n++ }
        printf "%.4f", j - (n - 1) * (1 / A + 1 / B) / (8 * log(2))
    }' log)
"$program" -o tsv -q "$rejected" log >out 2>err
check "the score is the divergence ($want)" awk -F '\t' -v want="$want" '
    $1 == "dstPort" { d = $2 - want; found = d < 0.00011 && d > -0.00011 } END { exit !found }' out

"$program" -o tsv -q 'parse interfaceId "eni-*" as n | relevantfields interfaceId where n = 4' log >out 2>err
check "a condition on what parse took out" \
    sh -c 'sed -n 2p out | grep -q "^interfaceId.*eni-4 (100% vs 0%)"'
"$program" -o tsv -q 'stats count(*) as n, sum(bytes) as b by srcAddr, dstPort | relevantfields where dstPort = 443' log >out 2>err
check "after stats its columns are compared" \
    sh -c 'sed -n 2p out | grep -q "^n	"'
"$program" -o tsv -q 'relevantfields where nosuch = 1' log >out 2>err
check "a condition that nothing meets: no field scores" awk -F '\t' 'NR > 1 && $2 > 0 { bad = 1 } END { exit bad || NR < 10 }' out

# 10 of each kind in a minute but 90 rejected ones in the 41st.
awk 'BEGIN { for (m = 0; m < 60; m++) for (i = 0; i < (m == 40 ? 100 : 20); i++)
    print 2, 1, "eni-1", "10.0.0.1", "10.0.0.2", 1, 443, 6, 1, 40, 1788422400 + 60 * m + i % 60, 1788422400 + 60 * m + 60, (i % 2 || i >= 20) ? "REJECT" : "ACCEPT", "OK" }' >log
"$program" -o tsv -q 'pattern action | anomaly | display @pattern, @anomalyScore, @anomalyTime, @anomalyCount, @expectedCount' log >out 2>err
check "anomaly: when, how often, and how often it was to be expected" \
    awk -F '\t' 'NR == 2 { good = $1 == "REJECT" && $2 > 20 && $3 == "2026-09-03 08:40:00.000" && $4 == 90 && $5 == 10 }
        NR == 3 { good = good && $1 == "ACCEPT" && $2 < 1 && $5 == 10 } END { exit !good }' out

# Records without a time belong to a pattern, and to no part of the time.
{
    cat log
    awk 'BEGIN { for (i = 0; i < 5000; i++) print 2, 1, "eni-1", "10.0.0.1", "10.0.0.2", 1, 443, 6, 1, 40, "-", "-", "ACCEPT", "OK" }'
} >timeless
"$program" -o tsv -q 'pattern action | anomaly | display @pattern, @sampleCount, @anomalyTime, @anomalyCount, @expectedCount' timeless >out 2>err
check "anomaly: records without a time are in no part of it" \
    awk -F '\t' 'NR == 2 { good = $1 == "ACCEPT" && $2 == 5600 && $5 == 10 }
        NR == 3 { good = good && $1 == "REJECT" && $3 == "2026-09-03 08:40:00.000" && $4 == 90 } END { exit !good }' out
echo 'no time at all' >timeless
"$program" -o tsv -q 'pattern @message | anomaly | display @sampleCount, @anomalyTime, @anomalyCount' timeless >out 2>err
check "anomaly: where no record has a time" \
    awk -F '\t' 'NR == 2 { good = $1 == 1 && $2 == "" && $3 == 0 } END { exit !good }' out

echo "1..$count"
