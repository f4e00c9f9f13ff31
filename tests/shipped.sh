#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The shipped saved queries, each against awk: over the sample logs, and over
# a small log that has what they look for.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$(cd "$builddir" && pwd)/vpcscope
data=$(cd "$srcdir" && pwd)/data
sample=$data/sample/vpc-default.log
custom=$data/sample/vpc-custom.log
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
VPCSCOPE_DATA=$data XDG_CONFIG_HOME=$tmp LC_ALL=C
export VPCSCOPE_DATA XDG_CONFIG_HOME LC_ALL
count=0
tried=

# The small log, default format without a header: a sweep for SMB and one of
# too few hosts, guessing at SSH, name servers, gaps of the log, an ICMP
# message in answer to UDP and a ping, and a connection without an answer.
awk '
    # A flow now, and the next one a minute later.
    function flow(from, to, sport, dport, protocol, action) {
        printf "2 123456789012 eni-1 %s %s %d %d %d 2 %d %d %d %s OK\n",
            from, to, sport, dport, protocol, 100 + n, now, now + 30, action
        now += 60
        n++
    }
    function both(from, to, sport, dport, protocol) {
        flow(from, to, sport, dport, protocol, "ACCEPT")
        flow(to, from, dport, sport, protocol, "ACCEPT")
    }
    function gap(interface) {
        printf "2 123456789012 %s - - - - - - - %d %d - SKIPDATA\n",
            interface, now, now + 30
        now += 60
    }
    BEGIN {
        now = 1795415400
        for (i = 1; i <= 12; i++)
            flow("203.0.113.7", "10.0.0." i, 40000, 445, 6, "REJECT")
        for (i = 1; i <= 9; i++)
            flow("203.0.113.8", "10.0.0." i, 40000, 445, 6, "REJECT")
        for (i = 1; i <= 25; i++)
            flow("198.51.100.9", "10.0.0.6", 50000 + i, 22, 6, "REJECT")
        both("198.51.100.9", "10.0.0.6", 50100, 22, 6)
        both("10.0.0.3", "10.0.0.6", 50100, 3389, 6)
        for (i = 1; i <= 7; i++)
            both("10.0.0.5", "10.0.0." (i % 2 ? 2 : 3), 30000 + i, 53, 17)
        flow("10.0.0.6", "192.0.2.53", 30000, 53, 17, "REJECT")
        gap("eni-2"); gap("eni-1"); gap("eni-2"); gap("eni-2")
        flow("10.0.0.9", "192.0.2.50", 33434, 33435, 17, "ACCEPT")
        for (i = 1; i <= 3; i++)
            flow("192.0.2.50", "10.0.0.9", 0, 0, 1, "ACCEPT")
        both("10.0.0.3", "192.0.2.51", 0, 0, 1)
        both("10.0.0.3", "192.0.2.51", 41000, 443, 6)
        flow("192.0.2.60", "10.0.0.3", 0, 0, 1, "ACCEPT")
        flow("10.0.0.8", "10.0.1.8", 42000, 5432, 6, "ACCEPT")
        flow("10.0.0.8", "10.0.1.8", 42000, 5432, 6, "ACCEPT")
        flow("10.0.0.8", "10.0.1.8", 42001, 5432, 6, "ACCEPT")
    }' >small.log

# run QUERY LOG: its lines into out, in order of the texts with sorted=sort.
run() {
    "$program" -o csv -q "$1" "$2" >raw 2>err </dev/null
    status=$?
    sed 1q raw >out
    sed 1d raw | $sorted >>out
}

# expect NAME HEADING QUERY LOG: the query prints the heading and the lines of
# the file want. A query that says what the service would not is answered.
sorted='cat'
expect() {
    count=$((count + 1))
    tried="$tried $1"
    echo "$2" | cat - want >all
    run "$3" "$4"
    rows=$(wc -l <want)
    if [ $status = 0 ] && [ "$rows" -gt 0 ] && cmp -s all out &&
        ! grep -q -v -e 'the service wants' -e '^ *^*$' -e '^\$' err; then
        echo "ok $count - $1: $((rows)) rows as awk has them"
        return
    fi
    echo "not ok $count - $1: $((rows)) rows as awk has them"
    echo "# status $status"
    diff all out | head -20 | sed 's/^/# /'
    sed 's/^/# /' err
}

# In the default format: 4 source, 5 destination, 6 and 7 their ports,
# 8 protocol, 9 packets, 10 bytes, 11 start, 13 action, 14 status.

awk 'NR > 1 && $4 != "-" { b[$4] += $10; p[$4] += $9; n[$4]++ }
    END { for (a in b) printf "%s,%.0f,%d,%d\n", a, b[a], p[a], n[a] }' \
    "$sample" | sort -t, -k2,2nr -k1,1 | head -5 >want
expect top-bytes srcAddr,bytes,packets,flows '$top-bytes(count = 5)' "$sample"

awk 'NR > 1 && $4 != "-" { k = $4 "," $5; b[k] += $10; p[k] += $9; n[k]++ }
    END { for (a in b) printf "%s,%.0f,%d,%d\n", a, b[a], p[a], n[a] }' \
    "$sample" | sort -t, -k3,3nr -k1,1 -k2,2 | head -5 >want
expect top-pairs srcAddr,dstAddr,bytes,packets,flows '$top-pairs(count = 5)' \
    "$sample"

awk '$13 == "REJECT" { n[$4]++
        if (!t[$4, $5]++) targets[$4]++
        if (!q[$4, $7]++) ports[$4]++ }
    END { for (a in n) print a "," n[a] "," targets[a] "," ports[a] }' \
    "$sample" | sort -t, -k2,2nr | head -1 >want
expect reject-sources srcAddr,flows,targets,ports \
    '$reject-sources(count = 1) | display srcAddr, flows, targets, ports' \
    "$sample"

awk '$7 == 22 { n++; a += $13 == "ACCEPT"; r += $13 == "REJECT" }
    END { print n "," a "," r }' "$sample" >want
expect port-sources n,a,r '$port-sources(port = 22, count = 100000)
    | stats sum(flows) as n, sum(accepted) as a, sum(rejected) as r' "$sample"

address=$(awk 'NR > 1 && $4 != "-" { print $4; exit }' "$sample")
awk -v a="$address" '
    $4 == a { s += $10 }
    $5 == a { r += $10 }
    ($4 == a || $5 == a) && $13 == "REJECT" { x++ }
    END { printf "%.0f,%.0f,%d\n", s, r, x }' "$sample" >want
expect host-traffic sent,received,rejected "\$host-traffic(
    address = \"$address\", period = 1d)
    | display sent, received, rejected" "$sample"

# What is usual is the third quartile of the periods and 2.5 times the range
# between quartiles; the position of a quartile lies between two of them.
awk '$13 == "REJECT" { t = $11 - $11 % 300; n[t]++
        if (!s[t, $4]++) sources[t]++
        if (!p[t, $7]++) ports[t]++ }
    END { for (t in n) print n[t] "," t "," sources[t] "," ports[t] }' \
    "$sample" | sort -t, -k1,1n | awk -F, '
    { n[NR] = $1; line[NR] = $2 "," $1 "," $3 "," $4 }
    function quartile(q,    at, low) {
        at = 1 + (NR - 1) * q
        low = int(at)
        return n[low] + (at - low) * (n[low < NR ? low + 1 : low] - n[low])
    }
    END {
        usual = quartile(.75) + 2.5 * (quartile(.75) - quartile(.25))
        for (i = NR; i >= 1; i--)
            if (n[i] > usual && n[i] >= 2 * usual)
                print line[i]
    }' >want
expect reject-spike t,rejects,sources,ports '$reject-spike()
    | display toMillis(time) / 1000 as t, rejects, sources, ports' "$sample"

awk '$13 == "REJECT" { k = $4 "," $5 "," $11 - $11 % 600; n[k]++
        if (!p[k, $7]++) ports[k]++
        if (!(k in first) || $11 < first[k]) first[k] = $11
        if ($11 > last[k]) last[k] = $11 }
    END { for (k in n) if (ports[k] >= 3)
            print k "," ports[k] "," n[k] "," first[k] "," last[k] }' \
    "$sample" | sort -t, -k4,4nr -k1,1 -k2,2 -k3,3n >want
expect port-scan srcAddr,dstAddr,t,ports,flows,a,z '$port-scan(ports = 3)
    | display srcAddr, dstAddr, toMillis(time) / 1000 as t, ports, flows,
        toMillis(first) / 1000 as a, toMillis(last) / 1000 as z' "$sample"

sweep='$13 == "REJECT" && ($8 == 6 || $8 == 17) { k = $4 "," $7; n[k]++
        if (!t[k, $5]++) targets[k]++
        if (!(k in first)) first[k] = $11
        last[k] = $11 }
    END { for (k in n) if (targets[k] >= 10)
            print k "," targets[k] "," n[k] "," first[k] "," last[k] }'
awk "$sweep" small.log | sort -t, -k3,3nr -k1,1 -k2,2n >want
expect host-sweep srcAddr,dstPort,targets,flows,a,z '$host-sweep()
    | display srcAddr, dstPort, targets, flows, toMillis(first) / 1000 as a,
        toMillis(last) / 1000 as z' small.log

for log in small.log "$sample"; do
    least=$([ $log = small.log ] && echo 20 || echo 5)
    awk -v least="$least" '
        $8 == 6 && ($7 == 22 || $7 == 3389) { k = $4 "," $5 "," $7; n[k]++
            a[k] += $13 == "ACCEPT"; r[k] += $13 == "REJECT" }
        END { for (k in n) if (n[k] >= least)
                print k "," n[k] "," a[k] "," r[k] }' "$log" |
        sort -t, -k4,4nr -k1,1 -k2,2 -k3,3n >want
    expect ssh-rdp-brute srcAddr,dstAddr,dstPort,flows,accepted,rejected \
        "\$ssh-rdp-brute(flows = $least)
        | display srcAddr, dstAddr, dstPort, flows, accepted, rejected" "$log"
done

# Equal counts are in order of the addresses as numbers: not so here.
sorted='sort'
awk 'NR == FNR { if (FNR > 1 && $11 > newest) newest = $11; next }
    FNR > 1 && $4 != "-" { n[$4]++; r[$4] += $13 == "REJECT"
        if (!t[$4, $5]++) targets[$4]++
        if (!p[$4, $7]++) ports[$4]++
        if (!($4 in first) || $11 < first[$4]) first[$4] = $11 }
    END { for (a in n) if (first[a] >= newest - 1800)
            print a "," first[a] "," n[a] "," r[a] "," targets[a] "," ports[a]
    }' "$sample" "$sample" | sort >want
expect new-sources srcAddr,t,flows,rejected,targets,ports \
    '$new-sources(minutes = 30) | display srcAddr, toMillis(first) / 1000 as t,
        flows, rejected, targets, ports' "$sample"
sorted='cat'

awk '$7 == 53 { n[$4]++; b[$4] += $10; r[$4] += $13 == "REJECT"
        if (!t[$4, $5]++) servers[$4]++ }
    END { for (a in n) print a "," n[a] "," servers[a] "," b[a] "," r[a] }' \
    small.log | sort -t, -k2,2nr -k1,1 >want
expect dns-talkers srcAddr,flows,servers,bytes,rejected '$dns-talkers()' \
    small.log

awk '$14 == "SKIPDATA" { k = $11 - $11 % 120 "," $3; n[k]++ }
    END { for (k in n) print k "," n[k] }' small.log |
    sort -t, -k1,1n -k3,3nr -k2,2 >want
expect gaps-skipdata t,interfaceId,skipped '$gaps-skipdata(period = 2m)
    | display toMillis(time) / 1000 as t, interfaceId, skipped' small.log

for log in small.log "$sample"; do
    awk '$8 == 1 || $8 == 58 { icmp[$4, $5]++; first[$4, $5] = $4 " " $5 }
        $8 == 6 || $8 == 17 { other[$4, $5] }
        END { for (k in icmp) {
                split(first[k], a, " ")
                if (!((a[2], a[1]) in icmp) && (a[2], a[1]) in other)
                    print a[2] "," a[1] "," icmp[k] } }' "$log" |
        sort -t, -k3,3nr -k1,1 -k2,2 >want
    expect icmp-unreach sender,reporter,messages \
        '$icmp-unreach(count = 1000) | display sender, reporter, messages' \
        "$log"
done

sorted='sort'
for log in small.log "$sample"; do
    awk '$13 == "ACCEPT" && ($8 == 6 || $8 == 17) {
            k = $8 " " $4 " " $6 " " $5 " " $7
            n[k]++; b[k] += $10; seen[$8 " " $5 " " $7 " " $4 " " $6] }
        END { for (k in n) if (!(k in seen)) {
                split(k, f, " ")
                g = f[2] "," f[4] "," f[5] "," f[1]
                c[g]++; flows[g] += n[k]; bytes[g] += b[k] }
            for (g in c) print g "," c[g] "," flows[g] "," bytes[g] }' \
        "$log" | sort >want
    expect asymmetric \
        srcAddr,dstAddr,dstPort,protocol,connections,flows,bytes \
        '$asymmetric(count = 1000000)' "$log"
done
sorted='cat'

# In the custom sample: 5 zone, 7 instance, 9 direction, 10 source,
# 11 destination, 15 and 16 the packet's own, 18 service, 19 path, 20 packets,
# 21 bytes.

awk '$9 == "egress" { k = $18 "," $19; b[k] += $21; n[k]++
        if (!s[k, $10]++) sources[k]++ }
    END { for (k in n) print k "," b[k] "," n[k] "," sources[k] }' "$custom" |
    sort -t, -k3,3nr -k1,1 -k2,2 >want
expect egress-by-service service,trafficPath,bytes,flows,sources \
    '$egress-by-service()' "$custom"

awk 'NR == FNR { if ($9 == "ingress") zone[$11] = $5; next }
    $9 == "egress" && $11 in zone && zone[$11] != $5 {
        k = $10 "," $5 "," $11 "," zone[$11]; b[k] += $21; n[k]++ }
    END { for (k in n) print k "," b[k] "," n[k] }' "$custom" "$custom" |
    sort -t, -k5,5nr -k1,1 -k3,3 >want
expect cross-az srcAddr,fromZone,dstAddr,toZone,bytes,flows \
    '$cross-az(count = 1000)' "$custom"

awk 'NR == FNR {
        if ($9 == "egress" && $7 != "-") instance[$10] = $7
        next
    }
    $7 == "-" && $9 == "ingress" && $11 != $16 { sent[$10] += $21; n[$10]++ }
    $7 == "-" && $9 == "egress" && $10 != $15 { got[$11] += $21; n[$11]++ }
    END { for (a in n)
            print instance[a] "," a "," sent[a] + 0 "," got[a] + 0 "," n[a] }' \
    "$custom" "$custom" | sort -t, -k3,3nr -k2,2 >want
expect nat-by-instance instance,address,sent,received,flows \
    '$nat-by-instance()' "$custom"

# None is left out, each says what it is about and what it needs, and the
# manual has it.
for file in "$data"/queries/*.cwq; do
    name=$(basename "$file" .cwq)
    case "$tried " in
    *" $name "*) ;;
    *) echo "$name is not tested" ;;
    esac
    sed -n 1p "$file" | grep -q '^# [A-Z]' || echo "$name says nothing"
    grep -q '^# needs ' "$file" || echo "$name needs nothing"
    grep -qF "\\fB$(echo "$name" | sed 's/-/\\-/g')\\fP" \
        "$data/../man/vpcscope.1" || echo "$name is not in the manual"
done >missing
count=$((count + 1))
[ ! -s missing ] || printf 'not '
echo "ok $count - every shipped query is tested and described"
sed 's/^/# /' missing
echo "1..$count"
