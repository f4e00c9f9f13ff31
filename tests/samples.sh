#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Public sample logs of other projects, when a folder of them lies beside the
# checkout (or VPCSCOPE_SAMPLES names it): each is read as its description
# says. They are never part of this repository.

srcdir=${srcdir:-.} builddir=${builddir:-.}
samples=${VPCSCOPE_SAMPLES:-$srcdir/../shared/samples}
program=$builddir/vpcscope
[ -d "$samples" ] || { echo "1..0 # SKIP no sample logs beside the checkout"; exit 0; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# check FILE STATUS QUERY ANSWER (without the header line) [TEXT on stderr]
check() {
    count=$((count + 1))
    answer=$("$program" -q "$3" -o csv "$samples/$1" 2>"$tmp/err" | sed 1d; )
    "$program" -q "$3" -o csv "$samples/$1" >/dev/null 2>&1
    status=$?
    if [ "$answer" = "$4" ] && [ $status = "$2" ] &&
        { [ -z "${5-}" ] || grep -q -- "$5" "$tmp/err"; }; then
        echo "ok $count - $1: $3"
        return
    fi
    echo "not ok $count - $1: $3"
    echo "# status $status, expected $2; answer:"
    echo "$answer" | sed 's/^/#   /'
    sed 's/^/# stderr: /' "$tmp/err"
}

total='stats count(*) as n'
kinds='stats count(*) as n by action, logStatus | sort action, logStatus'
sums='stats sum(bytes) as b, sum(packets) as p'

check flowlogs-reader/v2_cloudwatch_messages.txt 0 "$kinds" '-,NODATA,1
-,SKIPDATA,1
ACCEPT,OK,2
REJECT,OK,1'
check flowlogs-reader/v3_file.log 0 "$total, count(interfaceId) as i, count(vpcId) as v" 2,0,2
check flowlogs-reader/v4_file.log 0 'stats count(*) as n by sublocationType | sort sublocationType' 'outpost,1
wavelength,1'
check flowlogs-reader/v5_file.log 0 'stats count(*) as n, sum(bytes) as b' 2,7910 'v5_file.log:4: line skipped'
check flowlogs-reader/v6_file.log 0 "$total, count(@timestamp) as t, count(tgwId) as g" 1,0,1
check flowlogs-reader/flows.parquet 0 "$kinds" '-,NODATA,2
ACCEPT,OK,1'
check flowlogs-reader/flows.parquet 0 "$sums, min(@timestamp) as t" '840,10,2015-08-12 13:47:43.000'
check otel-awslogs/valid_vpc_flow_log.log 0 'display accountId, logStatus' 12345678910,NODATA
check otel-awslogs/valid_vpc_flow_log_multi.log 0 "$total" 2
check otel-awslogs/vpc_flow_log_too_few_fields.log 0 "$total" 0 '13 values'
check otel-awslogs/vpc_flow_log_too_many_fields.log 0 "$total" 0 '15 values'
check otel-awslogs/valid_vpc_flow_cw.json 0 'sort dstAddr desc | display @logStream, srcAddr, dstAddr' 'eni-1235b8ca123456789,172.31.16.139,172.31.16.21
eni-1235b8ca123456789,172.31.9.69,172.31.9.12'
check otel-awslogs/valid_vpc_flow_cw_custom.json 0 'sort @timestamp | display @timestamp, version, interfaceId, srcAddr, dstAddr' '2024-12-05 20:20:00.000,2,eni-1235b8ca123456789,172.31.16.139,172.31.16.21
2024-12-05 20:20:01.000,2,eni-1235b8ca123456789,172.31.9.69,172.31.9.12' '4 of 4 columns'
check vpcflowreporter/sample.dat 0 "$kinds" '-,NODATA,3
-,SKIPDATA,3
ACCEPT,OK,35
REJECT,OK,19'
check vpcflowreporter/sample.dat 0 "$sums" 209433,1074
check vpcflowreporter/acceptRaw.dat 0 "$kinds" REJECT,OK,19
check vpcflowreporter/acceptRaw.dat 0 "$sums" 66465,352
check aws-flow-log-appender/firehose_transform_event.json 0 'display srcAddr, srcPort, bytes | sort bytes desc | limit 1' 72.21.196.65,20641,4249
check opensearch-catalog/aws_vpc-logs.json 0 'display srcAddr, dstPort, action | limit 1' 162.142.125.177,12313,ACCEPT
echo "1..$count"
