#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sample queries that AWS publishes for flow logs, and a well-known
# article's, over generated logs of two layouts: each answer is compared with
# what awk computes from the same file. NULL sums of "-" print empty, so awk
# does the same.

srcdir=${srcdir:-.} builddir=${builddir:-.}
program=$builddir/vpcscope
genlog=$builddir/tests/bench/genlog
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# Where the columns stand in each layout.
default='-v ST=11 -v ENI=3 -v S=4 -v D=5 -v SP=6 -v DP=7 -v PR=8 -v PK=9 -v B=10 -v A=13 -v LS=14'
custom22='-v ST=1 -v ENI=8 -v S=10 -v D=11 -v SP=12 -v DP=13 -v PR=14 -v PK=20 -v B=21 -v A=22 -v LS=99'

# What every awk program here may use.
library='
function add(t, k, v) { if (v != "-") { t[k] += v; has[k] = 1 } }
function stamp(s) { return strftime("%Y-%m-%d %H:%M:%S.000", s, 1) }
function num(x) { return x == int(x) ? sprintf("%.0f", x) : sprintf("%.9f", x) }
function sum(t, k) { return k in has ? num(t[k]) : "" }
function top(t, k) { return k in t ? t[k] : "-" } # of dashes alone
function mean(t, n, k) { return n[k] ? num(t[k] / n[k]) : "" }
NR == 1 { next }'

# Decimal fractions are compared to six places.
rounded() {
    awk -F, -v OFS=, '{ for (i = 1; i <= NF; i++)
        if ($i ~ /^-?[0-9]+\.[0-9]+$/) $i = sprintf("%.6f", $i); print }'
}

# check NAME LOG COLUMNS QUERY AWK [FILTER of the awk output]
check() {
    count=$((count + 1))
    "$program" -q "$4" -o csv "$tmp/$2" 2>"$tmp/err" | tail -n +2 | rounded >"$tmp/ours"
    # shellcheck disable=SC2086
    awk $3 "$library $5" "$tmp/$2" | eval "${6:-sort}" | rounded >"$tmp/awks"
    if [ -z "${6:-}" ]; then
        sort "$tmp/ours" >"$tmp/sorted" && mv "$tmp/sorted" "$tmp/ours"
    fi
    if cmp -s "$tmp/ours" "$tmp/awks" && [ -s "$tmp/awks" ]; then
        echo "ok $count - $2: $1"
    else
        echo "not ok $count - $2: $1"
        diff "$tmp/awks" "$tmp/ours" | head -6 | sed 's/^/# /'
        head -3 "$tmp/err" | sed 's/^/# stderr: /'
    fi
}

# The same query over one log of every layout.
both() {
    check "$1" default.log "$default" "$2" "$3" "${4:-}"
    check "$1" custom22.log "$custom22" "$2" "$3" "${4:-}"
}

"$genlog" --layout default --rows 30000 --seed 7 --ipv6 0 --skipdata 1 -o "$tmp/default.log" &&
    "$genlog" --layout custom22 --rows 30000 --seed 8 --ipv6 0 -o "$tmp/custom22.log" &&
    "$genlog" --layout article19 --rows 30000 --seed 9 --ipv6 0 --reject 30 -o "$tmp/article19.log" || exit 99

by_pair='sort -t, -k3,3nr -k1,1V -k2,2V'

both 'top 15 packet transfers across hosts' '
stats sum(packets) as packetsTransferred by srcAddr, dstAddr
    | sort packetsTransferred  desc
    | limit 15' \
    '{ n[$S "," $D]; add(t, $S "," $D, $PK) } END { for (k in n) print k "," sum(t, k) }' "$by_pair | head -15"

both 'top 15 byte transfers for hosts on a subnet' '
filter isIpv4InSubnet(srcAddr, "10.0.48.0/24")
    | stats sum(bytes) as bytesTransferred by dstAddr
    | sort bytesTransferred desc
    | limit 15' \
    '$S ~ /^10\.0\.48\./ { n[$D]; add(t, $D, $B) } END { for (k in n) print k "," sum(t, k) }' \
    'sort -t, -k2,2nr -k1,1V | head -15'

both 'addresses using UDP' 'filter protocol=17 | stats count(*) by srcAddr' \
    '$PR == 17 { n[$S]++ } END { for (k in n) print k "," n[k] }'

check 'records skipped during capture, per hour' default.log "$default" '
filter logStatus="SKIPDATA"
    | stats count(*) by bin(1h) as t
    | sort t' \
    '$LS == "SKIPDATA" { n[$ST - $ST % 3600]++ } END { for (k in n) print stamp(k) "," n[k] }' sort

both 'one record per connection' '
fields @timestamp, srcAddr, dstAddr, srcPort, dstPort, protocol, bytes
| filter srcAddr like "10.0.48."
| sort @timestamp desc
| dedup srcAddr, dstAddr, srcPort, dstPort, protocol
| limit 20' \
    '$S ~ /10\.0\.48\./ { printf "%d,%d,%s,%s,%s,%s,%s,%s\n", $ST, NR, $S, $D, $SP, $DP, $PR, $B }' \
    "sort -t, -k1,1nr -k2,2n | awk -F, -v OFS=, '!seen[\$3,\$4,\$5,\$6,\$7]++ { print strftime(\"%Y-%m-%d %H:%M:%S.000\", \$1, 1), \$3, \$4, \$5, \$6, \$7, \$8 }' | head -20"

both 'the same with logStream, which flow logs do not have' '
fields @timestamp, srcAddr | filter logStream = "vpc-flow-logs" and interfaceId = "eni-0123456789abcdef0"
| stats count(*) as n' 'END { print 0 }'

both 'mean bytes by destination' 'stats avg(bytes) by dstAddr' \
    '{ m[$D] } $B != "-" { t[$D] += $B; n[$D]++ } END { for (k in m) print k "," mean(t, n, k) }'

both 'mean and largest bytes by destination' 'stats avg(bytes), max(bytes) by dstAddr' \
    '{ m[$D] } $B != "-" { t[$D] += $B; n[$D]++; if (!($D in x) || $B + 0 > x[$D] + 0) x[$D] = $B }
     END { for (k in m) print k "," mean(t, n, k) "," top(x, k) }'

both 'mean, least and largest by pair' 'stats avg(bytes), min(bytes), max(bytes) by srcAddr, dstAddr' \
    '{ k = $S "," $D; m[k] } $B != "-" { t[k] += $B; n[k]++; if (!(k in x) || $B + 0 > x[k] + 0) x[k] = $B
     if (!(k in l) || $B + 0 < l[k] + 0) l[k] = $B }
     END { for (k in m) print k "," mean(t, n, k) "," top(l, k) "," top(x, k) }'

both 'interfaces by regex' '
parse @message /(?<NetworkInterface>eni-.*?) /
| stats count(*) as n by NetworkInterface' \
    '{ n[$ENI]++ } END { for (k in n) print k "," n[k] }'

both 'top 10 pairs by bytes' '
stats sum(bytes) as bytesTransferred by srcAddr, dstAddr | sort bytesTransferred desc | limit 10' \
    '{ n[$S "," $D]; add(t, $S "," $D, $B) } END { for (k in n) print k "," sum(t, k) }' "$by_pair | head -10"

both 'rejections by source' '
filter action="REJECT" | stats count(*) as numRejections by srcAddr | sort numRejections desc | limit 20' \
    '$A == "REJECT" { n[$S]++ } END { for (k in n) print k "," n[k] }' 'sort -t, -k2,2nr -k1,1V | head -20'

nat_tail='| stats sum(bytes) as bytesTransferred by srcAddr, dstAddr | sort bytesTransferred desc | limit 10'
nat_awk='{ n[$S "," $D]; add(t, $S "," $D, $B) } END { for (k in n) print k "," sum(t, k) }'
both 'NAT gateway, upload' "filter (dstAddr like '10.0.0.10' and srcAddr like '10.0.') $nat_tail" \
    'index($D, "10.0.0.10") && index($S, "10.0.")'"$nat_awk" "$by_pair | head -10"
both 'NAT gateway, both ways' "
filter (dstAddr like '10.0.0.10' and srcAddr like '10.0.') or (srcAddr like '10.0.0.10' and dstAddr like '10.0.') $nat_tail" \
    '(index($D, "10.0.0.10") && index($S, "10.0.")) || (index($S, "10.0.0.10") && index($D, "10.0."))'"$nat_awk" \
    "$by_pair | head -10"
both 'NAT gateway, to the internet' "filter (srcAddr like '10.0.0.10' and dstAddr not like '10.0.') $nat_tail" \
    'index($S, "10.0.0.10") && !index($D, "10.0.")'"$nat_awk" "$by_pair | head -10"
both 'NAT gateway, from the internet' "filter (dstAddr like '10.0.0.10' and srcAddr not like '10.0.') $nat_tail" \
    'index($D, "10.0.0.10") && !index($S, "10.0.")'"$nat_awk" "$by_pair | head -10"

both 'a count in time bins' 'filter dstPort in [22, 3389] | stats count(*) as n by bin(5m), action | sort bin(5m), action' \
    '$DP == 22 || $DP == 3389 { n[$ST - $ST % 300 "," $A]++ }
     END { for (k in n) { split(k, p, ","); print stamp(p[1]) "," p[2] "," n[k] } }' sort

both 'distinct sources by port' 'stats count_distinct(srcAddr) as n by dstPort' \
    '!(($DP, $S) in s) { s[$DP, $S]; n[$DP]++ } END { for (k in n) print k "," n[k] }'

article='
parse @message "* * * * * * * * * * * * * * * * * * *"
| as region, vpc_id, az_id, subnet_id, instance_id, interface_id,
| flow_direction, srcaddr, dstaddr, srcport, dstport,
| pkt_srcaddr, pkt_dstaddr, pkt_src_aws_service, pkt_dst_aws_service,
| traffic_path, packets, bytes, action
| filter action="REJECT"
| filter (srcaddr not like "162.142.125.") and (flow_direction like "ingress")
| stats count(action) as redjects by flow_direction, srcaddr, dstaddr, pkt_srcaddr, pkt_dstaddr
| sort redjects desc'
check "the article's query" article19.log '' "$article" \
    '$19 == "REJECT" && !index($8, "162.142.125.") && index($7, "ingress") {
         n[$7 "," $8 "," $9 "," $12 "," $13]++ } END { for (k in n) print k "," n[k] }' \
    'sort -t, -k6,6nr -k1,1V -k2,2V -k3,3V -k4,4V -k5,5V'
echo "1..$count"
